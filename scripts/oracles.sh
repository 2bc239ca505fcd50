#!/usr/bin/env bash
# Compares Qnt, through quant-run, with the packages whose numerics it follows, on freshly drawn cases.
# Usage: scripts/oracles.sh [--seed N] [--only PACKAGE]... [--device reference|cpu] [--envs DIR] [--update-docs]
#
#   --seed N         draws these cases (default: today's date); printed with the results
#   --only PACKAGE   ml_dtypes, onnx, coremltools, qwix, coreai or concrete; all of them by default
#   --device NAME    what runs the cases
#   --envs DIR       where the Python environments are, or are made (14 GB for all; default ~/.cache/qnt-oracles)
#   --update-docs    writes the results of these packages into docs/Oracles.md
#
# The build is BUILD (default: build), the Python of the environments PYTHON (default: python3, which must be 3.11).
# Exit status: 0 when every disagreement is listed in docs/Numerics.md, 1 when one is not, 2 when it cannot run.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/setup.sh"

all=(ml_dtypes onnx coremltools qwix coreai concrete)
seed=$(date +%Y%m%d)
device=reference
envs=${XDG_CACHE_HOME:-$HOME/.cache}/qnt-oracles
only=()
report=()
while [ $# -gt 0 ]; do
  case $1 in
    --seed=* | --only=* | --device=* | --envs=*) set -- "${1%%=*}" "${1#*=}" "${@:2}" ;;
    --update-docs) report=(--report "$root/docs/Oracles.md") && shift ;;
    --seed | --only | --device | --envs) need_value "$@" ;;&
    --seed) seed=$2 && shift 2 ;;
    --only) only+=("$2") && shift 2 ;;
    --device) device=$2 && shift 2 ;;
    --envs) envs=$2 && shift 2 ;;
    --help) print_usage && exit ;;
    *) stop "expected --seed, --only, --device, --envs or --update-docs, got '$1'" ;;
  esac
done
[[ $seed =~ ^[0-9]+$ ]] || stop "expected a number as seed, got '$seed'"
[ ${#only[@]} -gt 0 ] || only=("${all[@]}")
for package in "${only[@]}"; do
  [[ " ${all[*]} " == *" $package "* ]] || stop "expected a package among ${all[*]}, got '$package'"
done
build=${BUILD:-$root/build}
quant_run=$build/bin/quant-run
export QUANT_OPT=$build/bin/quant-opt # what a package decodes of ours
[ -x "$quant_run" ] || stop "'$quant_run' is not built: run cmake --build $build --target quant-run"

# The cases of a seed are kept, so that the other device runs the same ones.
cases=$build/oracles
mkdir -p "$cases"
files=()
for package in "${only[@]}"; do
  "$root/scripts/draw-samples/setup.sh" "$envs" "$package" || exit 2
  file=$cases/$package-$seed.jsonl
  if [ ! -f "$file" ] || [ -n "$(find "$root/scripts/oracles" "$root/scripts/draw-samples" -name '*.py' -newer "$file")" ]; then
    say "Drawing cases of $package, seed $seed"
    "$envs/$package/bin/python" -B "$root/scripts/oracles/draw.py" "$package" --seed "$seed" --out "$file" 2>"$cases/draw.log" ||
      stop "drawing cases of $package failed: $(tail -n 1 "$cases/draw.log")"
  fi
  files+=("$file")
done

say "Running the cases on $device"
python3 -B "$root/scripts/oracles/run.py" "${files[@]}" --quant-run "$quant_run" --device "$device" \
  --known "$root/docs/Numerics.md" --keep "$cases/disagreements" --progress "${report[@]}"
