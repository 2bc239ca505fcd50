#!/usr/bin/env bash
# Format and static checks. Without arguments: the files that differ from the last commit (or are in it, when the tree is
# clean). --all: every file. Needs a configured default build for clang-tidy.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/setup.sh"
cd "$root"

all=
tidy=1
for argument in "$@"; do
  case $argument in
    --all) all=1 ;;
    --no-tidy) tidy= ;;
    --help) print_usage && exit ;;
    *) stop "expected --all or --no-tidy, got '$argument'" ;;
  esac
done
install_packages clang-format-22 clang-tidy-22

list_files() {
  if [ "$all" ]; then
    git ls-files -- "$@"
  elif [ -n "$(git status --porcelain --untracked-files=all -- "$@")" ]; then
    { git diff --name-only --diff-filter=d HEAD -- "$@" && git ls-files --others --exclude-standard -- "$@"; } | sort -u
  else
    git show --pretty= --name-only --diff-filter=d HEAD -- "$@"
  fi
}

status=0
mapfile -t sources < <(list_files '*.cpp' '*.h')
if [ ${#sources[@]} -gt 0 ]; then
  clang-format-22 --dry-run --Werror "${sources[@]}" || status=1
fi

# Tidy reads a translation unit in ten seconds, MLIR's headers and all. Without --all, what changed is read; with it, what
# the build compiles, a few files together, and then each file by itself for the analyzer, which skips what is included.
run_tidy() {
  # One file a call: a precompiled header is named by the compile command and must not reach tidy twice.
  xargs -r -P "$jobs" -I{} clang-tidy-22 --quiet -p build/tidy "$@" {} 2>/dev/null
}
write_database() { python3 scripts/lib/tidy_database.py "$@" build/tidy build build-fuzz; }

mapfile -t units < <(list_files '*.cpp' '*.h' | grep -E '^(include/Qnt|lib|tools|unittests|benchmarks)/' | grep -v -e '-inl\.h$')
if [ "$tidy" ] && [ ${#units[@]} -gt 0 ] && [ -f build/build.ninja ]; then
  check_build build
  ninja -C build QntPch QntPlainPch >/dev/null || die "the build failed: ninja -C build QntPch QntPlainPch"
  if [ "$all" ]; then
    mapfile -t units < <(printf '%s\n' "${units[@]}" | grep '\.cpp$')
    printf '%s\n' "${units[@]}" | write_database --bundles |
      run_tidy --checks=-bugprone-suspicious-include \
        --header-filter='/(include/Qnt|lib|tools|unittests|benchmarks)/.*\.(h|cpp)$' || status=1
    analyzer=(--checks='-bugprone-*,-llvm-*,-misc-*,-performance-*,-readability-*')
  fi
  printf '%s\n' "${units[@]}" | write_database | run_tidy ${analyzer[@]+"${analyzer[@]}"} || status=1
fi

python3 scripts/lib/check_style.py $([ "$all" ] && echo --all) || status=1
exit $status
