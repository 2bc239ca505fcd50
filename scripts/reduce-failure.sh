#!/usr/bin/env bash
# Makes the module of a failing seed small: scripts/reduce-failure.sh SEED [passes|devices|roundtrip] [option of quant-smith ...]
# or of a module that holds its data: scripts/reduce-failure.sh module.mlir [check] [option ...]
# The result is written to reduced.mlir (REDUCED=file names another). A module stays interesting as long as quant-smith
# finds a failure whose message begins like the first one.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/setup.sh"

[ "${1:-}" != --help ] || { print_usage && exit; }
[ -f "${1:-}" ] || [[ ${1:-} =~ ^[0-9]+$ ]] || stop "expected a seed, or a module that is there, got '${1:-}'"
[[ ${2:-devices} =~ ^(passes|devices|roundtrip)$ ]] || stop "expected check passes, devices or roundtrip, got '$2'"
bin=${QNT_BIN:-$root/build/bin}
subject=$1
check=${2:-devices}
shift $(($# < 2 ? 1 : 2))
reduced=${REDUCED:-reduced.mlir}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

options=(--check="$check" "$@")
if [ -f "$subject" ]; then
  cp "$subject" "$folder/failing.mlir"
else
  # The passes of the seed become an option: a smaller module is not made from the seed any more.
  status=0
  message=$("$bin/quant-smith" --seed="$subject" "${options[@]}" --output="$folder") || status=$?
  [ $status != 0 ] || die "seed $subject does not fail"
  [ $status = 1 ] || stop "quant-smith found no failure to make small: it ended with status $status"
  mv "$folder/seed-$subject-$check.mlir" "$folder/failing.mlir"
  passes=$(sed -n 's/^  passes: //p' <<<"$message")
  [ -z "$passes" ] || [[ " ${options[*]} " == *" --pipeline="* ]] || options+=(--pipeline="$passes")
fi

# What the failure is: its message without numbers and quoted values.
describe='s/^[^:]*: //; s/[0-9].*//; q'
first=$("$bin/quant-smith" "$folder/failing.mlir" "${options[@]}" 2>&1) && die "the module does not fail"
kind=$(sed "$describe" <<<"$first")
{
  echo '#!/usr/bin/env bash'
  # mlir-reduce: status 1 means interesting.
  printf 'message=$(%q "${@: -1}"' "$bin/quant-smith"
  printf ' %q' "${options[@]}"
  printf ' 2>&1) && exit 0\n'
  printf '[ "$(sed %q <<<"$message")" = %q ] && exit 1\nexit 0\n' "$describe" "$kind"
} >"$folder/interesting.sh"
chmod +x "$folder/interesting.sh"

# What one round leaves unused, the next drops. Attempts that do not verify are reported and not taken.
for round in 1 2; do
  "$bin/quant-reduce" "$folder/failing.mlir" "-reduction-tree=traversal-mode=0 test=$folder/interesting.sh" \
    -o "$folder/reduced.mlir" 2>"$folder/log" || { cat "$folder/log" >&2; exit 1; }
  cmp -s "$folder/failing.mlir" "$folder/reduced.mlir" && break
  mv "$folder/reduced.mlir" "$folder/failing.mlir"
done
"$bin/quant-opt" --symbol-dce "$folder/failing.mlir" -o "$reduced"
echo "$kind: $(wc -l <"$reduced") lines in $reduced"
echo "to repeat: quant-smith $reduced ${options[*]}"
