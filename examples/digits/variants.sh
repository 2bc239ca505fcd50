#!/usr/bin/env bash
# Makes one variant of the network a format and runs all 360 held-back images through each, for judge.py. Writes NAME.mlir, NAME.remarks
# (what the passes say), NAME.npy and NAME.log (logits and time) by the first device; NAME.DEVICE.npy and NAME.DEVICE.log by each
# other one, whose logits must be the first one's within quant-run's bounds. Where activations are quantized it may differ by a step of
# an activation: devices sum floats in orders of their own, and a number that lies at a tie then goes to the next code.
# Usage: examples/digits/variants.sh TOOLS OUT DEVICE...     (TOOLS: the folder of quant-opt and quant-run)
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib/setup.sh"

[ $# -ge 3 ] || stop "expected the folder of the tools, that of the results, and a device or more"
tools=$1 out=$2
shift 2
devices=("$@")
model=$root/examples/digits
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

# run NAME RESULT DEVICE OPTION...: the logits and the time of all images.
run() {
  local name=$1 result=$2 device=$3
  shift 3
  [ "$device" = emulated ] && set -- --target=sm_80 "$@"
  "$tools/quant-run" "$out/$name.mlir" --entry=main --device="$device" --input="$model/test_images.npy" \
    --output="$out/$result.npy" --time "$@" >"$out/$result.log" ||
    die "quant-run failed on $name with --device=$device: $(cat "$out/$result.log")"
}

for variant in "${variants[@]}"; do
  IFS='|' read -r name first second <<<"$variant"
  file=${name// /}
  say "Variant $name"
  quantize "$file" ${first:+"$first"} ${second:+"$second"}
  run "$file" "$file" "${devices[0]}"
  tail -n 1 "$out/$file.log"
  for device in "${devices[@]:1}"; do
    run "$file" "$file.$device" "$device" --expected="$out/$file.npy" ${second:+--atol=0.01}
    grep ', 0 mismatches' "$out/$file.$device.log"
  done
done
