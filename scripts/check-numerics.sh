#!/usr/bin/env bash
# Checks stage Numerics against an independent oracle on f32 patterns. Usage:
#   scripts/check-numerics.sh                            around every change of code, and a sample (seconds)
#   scripts/check-numerics.sh --exhaustive [--threads N] all 2^32 patterns (about a quarter of an hour on 2 cores)
#   --only TEXT                                          only cases whose name holds TEXT
# Prints a line a case; exit status 1 when a code differs from the oracle's.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/setup.sh"

arguments=()
while [ $# -gt 0 ]; do
  case $1 in
    --exhaustive) arguments+=("$1") && shift ;;
    --threads | --only) need_value "$@" && arguments+=("$1=$2") && shift 2 ;;
    --help) print_usage && exit ;;
    *) stop "expected --exhaustive, --threads N or --only TEXT, got '$1'" ;;
  esac
done

install_packages "${packages[@]}"
configure default build
build build check-numerics
exec "$root/build/unittests/check-numerics" ${arguments[@]+"${arguments[@]}"}
