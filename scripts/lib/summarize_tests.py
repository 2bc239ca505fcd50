#!/usr/bin/env python3
"""Sums up a lit report and further checks (a name and a command each) in one line.

The last line is "N passed, N failed, N skipped". Exit status 1 when anything failed or nothing ran.
"""
import argparse
import json
import subprocess
import sys

PASS = {"PASS", "XFAIL", "FLAKYPASS"}
SKIP = {"UNSUPPORTED", "SKIPPED", "EXCLUDED"}


def skip_reason(test):
    for line in test.get("output", "").splitlines():
        if line.strip():
            return line.strip()
    return "not supported on this machine"


def run_check(name, command):
    result = subprocess.run(command, shell=True, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if result.returncode:
        print(f"FAILED: {name}\n{result.stdout}")
    return result.returncode == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("report")
    parser.add_argument("--check", nargs=2, action="append", default=[], metavar=("NAME", "COMMAND"))
    options = parser.parse_args()
    with open(options.report) as file:
        tests = json.load(file)["tests"]
    passed = sum(test["code"] in PASS for test in tests)
    skipped = [test for test in tests if test["code"] in SKIP]
    failed = [test for test in tests if test["code"] not in PASS | SKIP]
    for test in failed:
        print(f"FAILED: {test['name']} ({test['code']})")
    failures = len(failed)
    for name, command in options.check:
        if run_check(name, command):
            passed += 1
        else:
            failures += 1
    for test in skipped:
        print(f"skipped: {test['name']}: {skip_reason(test)}")
    print(f"{passed} passed, {failures} failed, {len(skipped)} skipped")
    sys.exit(1 if failures or not passed else 0)


if __name__ == "__main__":
    main()
