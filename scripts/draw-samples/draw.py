#!/usr/bin/env python3
"""Draws test cases from independent packages and stores them as data.

  draw.py PACKAGE...  [--out DIR]    inside that package's own environment
  draw.py --all --envs DIR           runs itself in each environment that setup.sh made

The seed is fixed: the same versions give the same bytes.
"""

import argparse
import importlib
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
PACKAGES = ["ml_dtypes", "onnx", "coremltools", "qwix", "coreai", "concrete"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", nargs="*", choices=PACKAGES + [[]])
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--envs", default=os.path.join(os.environ.get("XDG_CACHE_HOME", os.path.expanduser("~/.cache")), "qnt-oracles"))
    parser.add_argument("--out", default=os.path.join(HERE, "..", "..", "test", "Samples"))
    args = parser.parse_args()
    if args.all:
        for package in PACKAGES:
            python = os.path.join(args.envs, package, "bin", "python")
            subprocess.run([python, os.path.abspath(__file__), package, "--out", args.out], check=True)
        return
    sys.path.insert(0, HERE)
    for package in args.packages:
        samples = importlib.import_module("from_" + package).draw()
        samples.write(os.path.join(args.out, package + ".json"))


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    main()
