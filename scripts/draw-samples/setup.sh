#!/usr/bin/env bash
# Makes one virtual environment per independent package, because their pins conflict. Usage: setup.sh [ENV_DIR] [PACKAGE...]
# Only the comparison with live packages (scripts/oracles.sh) and the redrawing of the samples need these; building and
# testing do not. An environment that is complete is left alone; an interrupted run goes on where it stopped, from pip's cache.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../lib/setup.sh"

env_dir="${1:-${XDG_CACHE_HOME:-$HOME/.cache}/qnt-oracles}"
shift || true
packages=("$@")
if [ ${#packages[@]} -eq 0 ]; then
  packages=(ml_dtypes onnx coremltools qwix coreai concrete)
fi
python="${PYTHON:-python3}"

requirements() {
  case "$1" in
    ml_dtypes)   echo "ml_dtypes==0.6.0 numpy==2.4.6" ;;
    onnx)        echo "onnx==1.23.2 onnxruntime==1.31.1 numpy==2.4.6 ml_dtypes==0.6.0" ;;
    coremltools) echo "coremltools==9.0 scikit-learn==1.9.1 numpy==2.4.6" ;;
    qwix)        echo "qwix==0.1.8 jax==0.10.2 jaxlib==0.10.2 ml_dtypes==0.6.0 numpy==2.4.6" ;;
    coreai)      echo "coreai-opt[coreai]==0.3.0 torch==2.15.0 ml_dtypes==0.6.0 numpy==2.4.6" ;;
    concrete)    echo "concrete-ml==1.9.0" ;;
    *) die "expected a package among ml_dtypes, onnx, coremltools, qwix, coreai and concrete, got '$1'" ;;
  esac
}

check_python() {
  "$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null ||
    die "the packages are pinned for Python 3.11: install python3.11, or name it in PYTHON (now '$python')"
  "$python" -c 'import ensurepip, venv' 2>/dev/null ||
    die "'$python' has no pip for new environments: install the Debian package python3-venv"
}

# make_environment PACKAGE
make_environment() {
  local package=$1 folder=$env_dir/$1 wanted
  wanted=$(requirements "$package")
  [ "$(cat "$folder/complete" 2>/dev/null)" = "$wanted" ] && return
  check_python
  say "Installing $wanted into $folder"
  [ -x "$folder/bin/python" ] || "$python" -m venv "$folder" || die "cannot make the environment '$folder'"
  # shellcheck disable=SC2086
  "$folder/bin/python" -m pip install --disable-pip-version-check --retries 2 $wanted 2>"$folder/pip.log" |
    { grep -v '^Requirement already satisfied' || true; } ||
    die "pip could not install '$wanted': is there a network? What it said is in $folder/pip.log; run this again to go on"
  echo "$wanted" >"$folder/complete"
}

mkdir -p "$env_dir"
for package in "${packages[@]}"; do
  make_environment "$package"
done
