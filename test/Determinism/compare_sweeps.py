"""Runs a program of unittests/Determinism in several ways and compares what it prints.

compare_sweeps.py PROGRAM FILE ... [--every=N] -- ways of running it, each a list of options separated by commas; "" is
none. A file pattern may hold **; --every takes each N-th file. The first difference from the first way is shown with the
section that it stands in. Exit status 1 when there is one, or when a way prints nothing.
"""
import glob
import itertools
import subprocess
import sys


def run(command):
    result = subprocess.run(command, text=True, errors="replace", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if result.returncode:
        sys.exit(f"{' '.join(command[:4])} ... failed with {result.returncode}:\n{result.stderr[-2000:]}")
    return result.stdout.splitlines()


def find_difference(first, second):
    """The section and the two lines that differ, or None."""
    section = pipeline = ""
    for one, other in itertools.zip_longest(first, second):
        if one != other:
            return f"{section} {pipeline}\n  first: {one}\n  other: {other}"
        section = one if one.startswith("== ") else section
        pipeline = one if one.startswith("-- ") else pipeline
    return None


def main():
    split = sys.argv.index("--")
    program, patterns, ways = sys.argv[1], sys.argv[2:split], sys.argv[split + 1:]
    step = int(patterns.pop().removeprefix("--every=")) if patterns[-1].startswith("--every=") else 1
    files = sorted(itertools.chain.from_iterable(glob.glob(pattern, recursive=True) for pattern in patterns))[::step]
    outputs = [run([program, *way.split(",")] + files if way else [program, *files]) for way in ways]
    sections = sum(line.startswith("-- ") for line in outputs[0])
    modules = sum(line.startswith("== ") for line in outputs[0])
    for way, output in zip(ways[1:], outputs[1:]):
        difference = find_difference(outputs[0], output)
        if difference:
            sys.exit(f"'{ways[0]}' and '{way}' differ: {difference}")
    print(f"{len(files)} files, {modules} modules, {sections} runs, {len(outputs[0])} lines: {len(ways)} ways agree")
    sys.exit(0 if sections else "nothing was run")


if __name__ == "__main__":
    main()
