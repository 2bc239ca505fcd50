#!/usr/bin/env bash
# Runs the corpus of PTX kernels on an NVIDIA GPU and on the emulator and compares; writes a table in Markdown.
# Usage: scripts/gpu-check.sh [--ptx-run PROGRAM] [--out FOLDER] [--table FILE] [--target sm_80] [--stored]
#                             [--compiler nvcc|clang|triton]
# Needs python3 and a driver; nvcc compiles the kernels where it is, else stored PTX is used. No network, no MLIR. Without
# --ptx-run the program is built here, from plain C++ (cmake, a C++17 compiler, nlohmann/json).
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
program=
out=$root/build-gpu/corpus
table=$root/build-gpu/gpu-check.md
more=()
while [ $# -gt 0 ]; do
  case $1 in
    --ptx-run) program=${2:?--ptx-run needs a program} && shift 2 ;;
    --out) out=${2:?--out needs a folder} && shift 2 ;;
    --table) table=${2:?--table needs a file} && shift 2 ;;
    --target) more+=(--target "${2:?--target needs a name}") && shift 2 ;;
    --compiler) more+=(--compiler "${2:?--compiler needs a name}") && shift 2 ;;
    --stored) more+=(--stored) && shift ;;
    *)
      echo "error: expected --ptx-run, --out, --table, --target, --compiler or --stored, got '$1'" >&2
      exit 2
      ;;
  esac
done
mkdir -p "$out" "$(dirname "$table")"
if [ -z "$program" ]; then
  cmake -S "$root" -B "$root/build-gpu" -DCMAKE_BUILD_TYPE=Release -DQNT_BUILD_COMPILER=OFF -DQNT_BUILD_TESTS=OFF \
    -DQNT_BUILD_BENCHMARKS=OFF >"$out/cmake.log" || { tail -n 20 "$out/cmake.log" >&2 && exit 1; }
  cmake --build "$root/build-gpu" --parallel "$(nproc)" --target ptx-run >>"$out/cmake.log" ||
    { tail -n 20 "$out/cmake.log" >&2 && exit 1; }
  program=$root/build-gpu/bin/ptx-run
fi
exec python3 "$root/test/PtxCorpus/gpu_check.py" --ptx-run "$program" --out "$out" --table "$table" "${more[@]}"
