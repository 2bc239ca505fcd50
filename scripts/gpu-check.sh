#!/usr/bin/env bash
# Runs the corpus of PTX kernels on an NVIDIA GPU and on the emulator and compares; writes a table in Markdown.
# Usage: scripts/gpu-check.sh [--ptx-run PROGRAM] [--out FOLDER] [--table FILE] [--target sm_80] [--stored]
#                             [--compiler nvcc|clang|triton] [--build FOLDER [--images 360] [--small]]
# --build names a build of the compiler: then what it makes is run on the GPU, too: the kernel matrix against the interpreter
# (GTEST_FILTER chooses kinds), examples/digits with weights of several formats against its logits, and scripts/benchmark-gpu.py,
# which times kernels beside PyTorch's (--small: at sizes for the emulator).
# Needs python3 and a driver; nvcc compiles the kernels where it is, else stored PTX is used. No network, no MLIR. Without
# --ptx-run the program is built here, from plain C++ (cmake, a C++17 compiler, nlohmann/json).
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/setup.sh"

program=
out=$root/build-gpu/corpus
table=$root/build-gpu/gpu-check.md
build=
images=360
benchmark=()
more=()
while [ $# -gt 0 ]; do
  case $1 in
    --*=*) set -- "${1%%=*}" "${1#*=}" "${@:2}" ;;
    --help) print_usage && exit ;;
    --ptx-run | --out | --table | --target | --compiler | --build | --images) need_value "$@" ;;&
    --ptx-run) program=$2 && shift 2 ;;
    --out) out=$2 && shift 2 ;;
    --table) table=$2 && shift 2 ;;
    --target) more+=(--target "$2") && shift 2 ;;
    --compiler) more+=(--compiler "$2") && shift 2 ;;
    --build) build=$2 && shift 2 ;;
    --images) images=$2 && shift 2 ;;
    --stored) more+=(--stored) && shift ;;
    --small) benchmark+=(--small) && shift ;;
    *) stop "expected --ptx-run, --out, --table, --target, --compiler, --stored, --build, --images or --small, got '$1'" ;;
  esac
done
[[ $images =~ ^[0-9]+$ ]] || stop "expected a number of images, got '$images'"
mkdir -p "$out" "$(dirname "$table")"
if [ -z "$program" ]; then
  cmake -S "$root" -B "$root/build-gpu" -DCMAKE_BUILD_TYPE=Release -DQNT_BUILD_COMPILER=OFF -DQNT_BUILD_TESTS=OFF \
    -DQNT_BUILD_BENCHMARKS=OFF >"$out/cmake.log" || { tail -n 20 "$out/cmake.log" >&2 && exit 1; }
  cmake --build "$root/build-gpu" --parallel "$(nproc)" --target ptx-run >>"$out/cmake.log" ||
    { tail -n 20 "$out/cmake.log" >&2 && exit 1; }
  program=$root/build-gpu/bin/ptx-run
fi
status=0
python3 "$root/test/PtxCorpus/gpu_check.py" --ptx-run "$program" --out "$out" --table "$table" "${more[@]}" || status=1
[ -n "$build" ] || exit $status

# say LINE: to the terminal and into the table.
say() { echo "$1" | tee -a "$table"; }

say ""
say "## Kernels of the compiler against the interpreter"
say ""
QNT_MATRIX_DEVICE=cuda "$build/unittests/QntKernelMatrixTests" >"$out/matrix.log" 2>&1 || status=1
grep -E "kernels with|^\[ +(OK|FAILED) +\]|Failure" "$out/matrix.log" | sed 's/^/    /' | tee -a "$table"

say ""
say "## examples/digits, $images images"
say ""
model=$root/examples/digits
python3 "$root/test/Execution/Inputs/first-rows.py" "$model/test_images.npy" "$images" "$out/images.npy"
for dtype in float int8 int4 nf4 fp8_e4m3fn mxfp4 nvfp4; do
  pass=(--qnt-quantize-weights="dtype=$dtype")
  [ "$dtype" != float ] || pass=()
  "$build/bin/quant-opt" "$model/digits.mlir" --qnt-import "${pass[@]}" --canonicalize -o "$out/$dtype.mlir"
  "$build/bin/quant-run" "$out/$dtype.mlir" --device=cuda --input="$out/images.npy" --compare=reference --time \
    --output="$out/$dtype.npy" >"$out/$dtype.log" 2>&1 || status=1
  say "    $dtype: $(grep -E "^time|mismatch|error" "$out/$dtype.log" | tr '\n' ' ')"
done

say ""
say "## Times"
say ""
python3 "$root/scripts/benchmark-gpu.py" --build "$build" --table "$table" "${benchmark[@]}" || status=1
exit $status
