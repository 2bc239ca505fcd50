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
mkdir -p "$out"

# Upstream's float contractions become qnt ops, then constants become arrays.
blocks="granularity=per_block block-size=32"
variants=(
  "float"
  "int8|qnt-quantize-weights=dtype=int8"
  "int4|qnt-quantize-weights=dtype=int4 $blocks"
  "nf4|qnt-quantize-weights=dtype=nf4 $blocks"
  "fp8_e4m3fn|qnt-quantize-weights=dtype=fp8_e4m3fn"
  "mxfp4|qnt-quantize-weights=dtype=mxfp4"
  "nvfp4|qnt-quantize-weights=dtype=nvfp4"
  "int8 x int8|qnt-quantize-weights=dtype=int8|qnt-quantize-activations=dtype=int8 granularity=per_token"
)

# quantize NAME PASS...: writes the variant and what the passes say of it.
quantize() {
  local name=$1 flags=() pass
  shift
  for pass in "$@"; do flags+=("--$pass"); done
  "$tools/quant-opt" "$model/digits.mlir" --qnt-import "${flags[@]}" --canonicalize --remarks-filter=qnt \
    --mlir-print-debuginfo -o "$out/$name.mlir" 2>"$out/$name.remarks" ||
    die "quant-opt failed on $name: $(head -n 3 "$out/$name.remarks")"
}

# The text of a function without its data.
show() {
  "$tools/quant-opt" "$1" --mlir-elide-elementsattrs-if-larger=4 --mlir-elide-resource-strings-if-larger=8 |
    sed '/^{-#/,$d' | grep -E "$2" | cut -c1-150 | sed 's/^/    /'
}

for variant in "${variants[@]}"; do
  IFS='|' read -r name first second <<<"$variant"
  file=${name// /}
  say "Variant $name"
  quantize "$file" ${first:+"$first"} ${second:+"$second"}
  "$tools/quant-run" "$out/$file.mlir" --entry=main --device=reference --input="$model/test_images.npy" \
    --output="$out/$file.npy" --time >"$out/$file.log" || die "quant-run failed on $name: $(cat "$out/$file.log")"
  tail -n 1 "$out/$file.log"
  "$tools/quant-run" "$out/$file.mlir" --entry=main --device=emulated --target=sm_80 --input="$model/test_images.npy" \
    --output="$out/$file.emulated.npy" --expected="$out/$file.npy" --time >"$out/$file.emulated.log" ||
    die "quant-run failed on the kernels of $name: $(cat "$out/$file.emulated.log")"
  grep '0 mismatches' "$out/$file.emulated.log"
done

say "The dense layer before ..."
show "$model/digits.mlir" 'dense_weight|linalg.matmul'
say "... and after int4 (block 32)"
show "$out/int4.mlir" '^#|dense.weight|dot_general'
say "... and int8 x int8 (dynamic)"
show "$out/int8xint8.mlir" '^#|dense.weight|qnt.quantize|dot_general'

say "Result"
python3 "$model/judge.py" --labels "$model/test_labels.npy" --reference "$model/float_logits.npy" --folder "$out" \
  --save "$out/table.md"
