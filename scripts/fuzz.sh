#!/usr/bin/env bash
# Builds the libFuzzer targets under address and undefined-behaviour sanitizers and runs them.
# Usage: scripts/fuzz.sh [--runs N] [--only parser|bytecode|payload|npy|passes|launch|ptx|emulator] [--seed N] [--seconds N]
#                        [--seeds N] [--timeout N] [--work FOLDER]
# --only launch, ptx and emulator build neither the compiler nor what needs MLIR, in a folder of their own (build-fuzz-plain).
# --seconds ends each target earlier; --seeds is how many test modules it starts from; an input that takes longer than --timeout
# seconds hangs; --work names a folder for the corpus and what crashes.
# The table at the end counts inputs and crashes. Exit status 1 when a crash has a frame of the project in its stack
# (docs/Robustness.md); its input stays in build-fuzz/fuzz.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/setup.sh"

targets=(parser bytecode payload npy passes launch ptx emulator)
only=
arguments=()
while [ $# -gt 0 ]; do
  case $1 in
    --*=*) set -- "${1%%=*}" "${1#*=}" "${@:2}" ;;
    --help) print_usage && exit ;;
    --runs | --seed | --seconds | --seeds | --timeout)
      need_value "$@"
      [[ $2 =~ ^[0-9]+$ ]] || stop "expected a number after $1, got '$2'"
      arguments+=("$1" "$2") && shift 2
      ;;
    --only)
      need_value "$@"
      [[ " ${targets[*]} " == *" $2 "* ]] || stop "expected a target among ${targets[*]}, got '$2'"
      only=$2 && arguments+=("$1" "$2") && shift 2
      ;;
    --work) need_value "$@" && arguments+=("$1" "$2") && shift 2 ;;
    *) stop "expected --runs, --only, --seed, --seconds, --seeds, --timeout or --work, got '$1'" ;;
  esac
done

install_packages "${packages[@]}" libclang-rt-22-dev libfuzzer-22-dev
folder=build-fuzz
plain=
case $only in
  launch | ptx | emulator)
    folder=build-fuzz-plain
    plain=-DQNT_BUILD_COMPILER=OFF
    ;;
esac
check_build "$folder"
[ -f "$root/$folder/build.ninja" ] || cmake --preset fuzz -S "$root" -B "$root/$folder" -Wno-dev $plain \
  ${MLIR_DIR:+-DMLIR_DIR="$MLIR_DIR"} || die "cmake --preset fuzz failed"
build "$folder" qnt-fuzzers
say "Running the fuzz targets"
exec python3 "$root/scripts/lib/run_fuzzers.py" --build "$root/$folder" ${arguments[@]+"${arguments[@]}"}
