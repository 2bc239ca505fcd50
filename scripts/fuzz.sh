#!/usr/bin/env bash
# Builds the libFuzzer targets under address and undefined-behaviour sanitizers and runs them.
# Usage: scripts/fuzz.sh [--runs N] [--only parser|bytecode|payload|npy|passes|launch] [--seed N]
# The table at the end counts inputs and crashes. Exit status 1 when a crash has a frame of the project in its stack
# (docs/Robustness.md); its input stays in build-fuzz/fuzz.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/setup.sh"

install_packages "${packages[@]}" libclang-rt-22-dev libfuzzer-22-dev
configure fuzz build-fuzz
build build-fuzz qnt-fuzzers
say "Running the fuzz targets"
exec python3 "$root/scripts/lib/run_fuzzers.py" --build "$root/build-fuzz" "$@"
