#!/usr/bin/env bash
# Builds the libFuzzer targets under address and undefined-behaviour sanitizers and runs them.
# Usage: scripts/fuzz.sh [--runs N] [--only parser|bytecode|payload|npy|passes|launch|ptx|emulator] [--seed N] [--seconds N]
# --only launch, ptx and emulator build neither the compiler nor what needs MLIR, in a folder of their own (build-fuzz-plain).
# --seconds ends each target earlier.
# The table at the end counts inputs and crashes. Exit status 1 when a crash has a frame of the project in its stack
# (docs/Robustness.md); its input stays in build-fuzz/fuzz.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/setup.sh"

install_packages "${packages[@]}" libclang-rt-22-dev libfuzzer-22-dev
folder=build-fuzz
plain=
if [[ " $* " =~ \ --only[\ =](launch|ptx|emulator)\  ]]; then
  folder=build-fuzz-plain
  plain=-DQNT_BUILD_COMPILER=OFF
fi
[ -f "$root/$folder/build.ninja" ] || cmake --preset fuzz -S "$root" -B "$root/$folder" -Wno-dev $plain \
  ${MLIR_DIR:+-DMLIR_DIR="$MLIR_DIR"} || die "cmake --preset fuzz failed"
build "$folder" qnt-fuzzers
say "Running the fuzz targets"
exec python3 "$root/scripts/lib/run_fuzzers.py" --build "$root/$folder" "$@"
