#!/usr/bin/env bash
# Makes one virtual environment per independent package, because their pins
# conflict. Usage: setup.sh [ENV_DIR] [PACKAGE...]
# Only the redrawing of the samples needs these; building and testing do not.
set -euo pipefail

env_dir="${1:-${XDG_CACHE_HOME:-$HOME/.cache}/qnt-samples}"
shift || true
packages=("$@")
if [ ${#packages[@]} -eq 0 ]; then
  packages=(ml_dtypes onnx coremltools qwix coreai concrete)
fi
python="${PYTHON:-python3.11}"

requirements() {
  case "$1" in
    ml_dtypes)   echo "ml_dtypes==0.6.0 numpy==2.4.6" ;;
    onnx)        echo "onnx==1.23.2 onnxruntime==1.31.1 numpy==2.4.6 ml_dtypes==0.6.0" ;;
    coremltools) echo "coremltools==9.0 scikit-learn==1.9.1 numpy==2.4.6" ;;
    qwix)        echo "qwix==0.1.8 jax==0.10.2 jaxlib==0.10.2 ml_dtypes==0.6.0 numpy==2.4.6" ;;
    coreai)      echo "coreai-opt[coreai]==0.3.0 torch==2.15.0 ml_dtypes==0.6.0 numpy==2.4.6" ;;
    concrete)    echo "concrete-ml==1.9.0" ;;
    *) echo "unknown package '$1'" >&2; return 1 ;;
  esac
}

mkdir -p "$env_dir"
for package in "${packages[@]}"; do
  wanted="$(requirements "$package")"
  echo "== $package: $wanted"
  if [ ! -x "$env_dir/$package/bin/python" ]; then
    "$python" -m venv "$env_dir/$package"
  fi
  # shellcheck disable=SC2086
  "$env_dir/$package/bin/python" -m pip install --quiet --disable-pip-version-check $wanted
done
