#!/usr/bin/env python3
"""Every pass of every stage has its two generated functions in libQnt-C. Usage: check-pass-creators.py SOURCE < llvm-nm -D"""
import pathlib
import re
import sys

source = pathlib.Path(sys.argv[1])
symbols = set(re.findall(r" T (\w+)$", sys.stdin.read(), re.M))
expected = set()
for file in sorted((source / "include/Qnt").glob("*/Passes.td")):
    stage = file.parent.name
    expected.add(f"mlirRegisterQnt{stage}Passes")
    for name in re.findall(r"^def (\w+) : Pass<", file.read_text(), re.M):
        expected |= {f"mlirCreateQnt{stage}{name}", f"mlirRegisterQnt{stage}{name}"}
missing = sorted(expected - symbols)
if len(expected) < 10 or missing:
    sys.exit("libQnt-C lacks " + ", ".join(missing) + ": include the stage in include/qnt-c/Passes.h and lib/CAPI/Passes.cpp")
print(f"{len(expected)} functions")
