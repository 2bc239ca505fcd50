#!/usr/bin/env python3
"""Draws cases from one package, inside that package's own environment: draw.py PACKAGE --seed N --out CASES.jsonl

With --family only those cases, where the package's module can draw them alone (coreai, coremltools)."""

import argparse
import importlib
import sys

import cases  # noqa: F401  it puts the modules of draw-samples in reach

MODULES = {"ml_dtypes": "ml_dtypes_casts", "onnx": "onnx_operators", "qwix": "qwix_live", "coremltools": "coremltools_weights",
           "coreai": "coreai_weights", "concrete": "concrete_arrays"}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("package", choices=MODULES)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--family", action="append", default=[])
    arguments = parser.parse_args()
    families = (arguments.family,) if arguments.family else ()
    importlib.import_module(MODULES[arguments.package]).draw(arguments.seed, *families).write(arguments.out)


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    main()
