#!/usr/bin/env bash
# Sets up, builds, and quantizes a trained model: reads the float network in examples/digits, makes one variant a format, runs
# all 360 held-back images through each, by the interpreter and as GPU kernels on the emulated device, and prints one table (saved
# as build/demo/table.md). Usage: scripts/demo.sh
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/setup.sh"

case ${1:-} in
  "") ;;
  --help) print_usage && exit ;;
  *) stop "expected no arguments, got '$1'" ;;
esac

install_packages "${packages[@]}"
configure default build
build build quant-opt quant-run

model=$root/examples/digits
out=$root/build/demo
tools=$root/build/bin

# The text of a function without its data.
show() {
  "$tools/quant-opt" "$1" --mlir-elide-elementsattrs-if-larger=4 --mlir-elide-resource-strings-if-larger=8 |
    sed '/^{-#/,$d' | grep -E "$2" | cut -c1-150 | sed 's/^/    /'
}

"$model/variants.sh" "$tools" "$out" reference emulated

say "The dense layer before ..."
show "$model/digits.mlir" 'dense_weight|linalg.matmul'
say "... and after int4 (block 32)"
show "$out/int4.mlir" '^#|dense.weight|dot_general'
say "... and int8 x int8 (dynamic)"
show "$out/int8xint8.mlir" '^#|dense.weight|qnt.quantize|dot_general'

say "Result"
python3 "$model/judge.py" --labels "$model/test_labels.npy" --reference "$model/float_logits.npy" --folder "$out" \
  --save "$out/table.md"
