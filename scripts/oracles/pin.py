#!/usr/bin/env python3
"""Keeps some of the drawn cases for the tests: every so-manieth of the families, and the head with package, versions and seed.

  pin.py CASES.jsonl --family quantize-weights=20 --family sparsify-weights=6 --out test/Oracles/Inputs/weights-coreai.jsonl
"""

import argparse
import json


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases")
    parser.add_argument("--family", action="append", required=True, help="NAME=COUNT")
    parser.add_argument("--out", required=True)
    arguments = parser.parse_args()
    with open(arguments.cases, encoding="utf-8") as file:
        head, *cases = file.read().splitlines()
    kept = [head]
    for family in arguments.family:
        name, count = family.split("=")
        found = [line for line in cases if json.loads(line)["family"] == name]
        kept += [found[i * len(found) // int(count)] for i in range(int(count))]
    with open(arguments.out, "w", encoding="utf-8", newline="\n") as file:
        file.write("\n".join(kept) + "\n")


if __name__ == "__main__":
    main()
