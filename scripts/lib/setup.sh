# Sourced by the scripts: installs what the build needs (Debian packages only) and configures the default preset.
# Run again it costs nothing: an installed package is not asked for twice.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
jobs=$(nproc)

say() { printf '\n== %s\n' "$*"; }
die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# Wrong use: status 2, before anything is installed or built.
stop() {
  printf 'error: %s\n' "$*" >&2
  exit 2
}
# need_value "$@": the first of these arguments is an option that has a value.
need_value() { [ -n "${2:-}" ] || stop "$1 needs a value"; }
# print_usage: the comment at the top of the script that calls it.
print_usage() { sed -n '1d;/^#/!q;s/^# \{0,1\}//p' "${BASH_SOURCE[1]}"; }

# What a build needs. lint.sh adds its own.
packages=(
  cmake ninja-build ccache python3 python3-psutil git
  clang-22 lld-22 llvm-22-dev llvm-22-tools libmlir-22-dev mlir-22-tools
  libgtest-dev libgmock-dev libbenchmark-dev libhwy-dev nlohmann-json3-dev libgmp-dev libzstd-dev zlib1g-dev
)

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "installing packages needs root or sudo: run '$*' yourself, then this script again"
  fi
}

is_installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# install_packages NAME...: through apt-get, only what is missing.
install_packages() {
  command -v dpkg-query >/dev/null || die "this set-up knows Debian's packages only: install ${packages[*]} by hand"
  local missing=() package log
  for package in "$@"; do
    is_installed "$package" || missing+=("$package")
  done
  [ ${#missing[@]} = 0 ] && return
  say "Installing ${missing[*]}"
  log=$(mktemp)
  export DEBIAN_FRONTEND=noninteractive
  if ! as_root apt-get update -qq >"$log" 2>&1 ||
    ! as_root apt-get install -y -qq --no-install-recommends "${missing[@]}" >>"$log" 2>&1; then
    tail -n 5 "$log" >&2
    die "apt-get could not install: ${missing[*]} (MLIR 22 is in Debian 12's security updates; see $log)"
  fi
  rm -f "$log"
}

# check_build FOLDER: a build of another checkout would go on writing into that one.
check_build() {
  local home
  [ -f "$root/$1/CMakeCache.txt" ] || return 0
  home=$(sed -n 's/^CMAKE_HOME_DIRECTORY:INTERNAL=//p' "$root/$1/CMakeCache.txt")
  [ "$home" -ef "$root" ] || die "'$root/$1' was configured for '$home', not for '$root': remove the folder, and run this again"
}

# configure PRESET FOLDER
configure() {
  check_build "$2"
  [ -f "$root/$2/build.ninja" ] && return
  say "Configuring ($1)"
  (cd "$root" && cmake --preset "$1" -Wno-dev ${MLIR_DIR:+-DMLIR_DIR="$MLIR_DIR"}) || die "cmake --preset $1 failed"
}

# build FOLDER TARGET...
build() {
  local folder=$root/$1
  shift
  say "Building $* with $jobs jobs"
  cmake --build "$folder" --parallel "$jobs" --target "$@" || die "the build failed: cmake --build $folder --target $*"
}
