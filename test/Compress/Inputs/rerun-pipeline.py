"""Runs a pass, then the pipeline that is printed for it with all options, and expects the same module.

rerun-pipeline.py QUANT-OPT MODULE PASS[=OPTIONS]"""
import subprocess
import sys

tool, module, option = sys.argv[1:]


def run(*arguments):
    return subprocess.run([tool, module, *arguments], text=True, check=True, capture_output=True)


first = run(f"--{option}", "--dump-pass-pipeline")
pipeline = "".join(first.stderr.split("builtin.module(", 1)[1].splitlines())
second = run(f"--pass-pipeline=builtin.module({pipeline}")
if first.stdout != second.stdout:
    sys.exit(f"expected the same module from {option} and from {pipeline}")
