#!/usr/bin/env bash
# Sets up, builds and runs every test. Usage: scripts/test.sh [--preset default|gcc|asan]
# The last line is "N passed, N failed, N skipped"; the reason of each skip stands above it.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/setup.sh"

preset=default
while [ $# -gt 0 ]; do
  case $1 in
    --preset=*) set -- --preset "${1#*=}" "${@:2}" ;;
    --preset) need_value "$@" && preset=$2 && shift 2 ;;
    --help) print_usage && exit ;;
    *) stop "expected --preset NAME, got '$1'" ;;
  esac
done
folder=build
[ "$preset" = default ] || folder=build-$preset

install_packages "${packages[@]}" clang-format-22 clang-tidy-22
case $preset in
  asan | fuzz) install_packages libclang-rt-22-dev libfuzzer-22-dev ;;
  gcc) install_packages g++ ;;
esac
configure "$preset" "$folder"
programs=(all qnt-test-depends)
[ "$preset" = fuzz ] || programs+=(qnt-benchmarks)
build "$folder" "${programs[@]}"

say "Running the tests"
status=0
report=$root/$folder/test-report.json
"$(sed -n 's/^LLVM_TOOLS_BINARY_DIR[^=]*=//p' "$root/$folder/CMakeCache.txt" | grep . || echo /usr/lib/llvm-22/bin)/lit" \
  -s --timeout 900 -j "$jobs" --output "$report" "$root/$folder/test" "$root/$folder/unittests" || status=$?
[ -f "$report" ] || die "lit wrote no report (exit $status)"

say "Checking the sources"
python3 "$root/scripts/lib/summarize_tests.py" "$report" \
  --check "lint: scripts/lint.sh" "$root/scripts/lint.sh" \
  --check "docs/reference is up to date" "$root/scripts/update-docs.sh --check" \
  --check "every diagnostic has a test" "python3 $root/scripts/check-diagnostics.py"
