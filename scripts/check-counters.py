#!/usr/bin/env python3
"""Lists counters of passes that no test expects with a value.

Counters are the statistics of include/Qnt/*/Passes.td, which a pass gives in its analysis remark. A test expects one where a line
that FileCheck looks for has NAME=NUMBER, and names the pass, or belongs to a command that does.
Usage: scripts/check-counters.py [--all] [--root FOLDER]      (--all lists the expected ones as well)
"""
import argparse
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PASS = re.compile(r'^def \w+ : Pass<"([^"]+)"(.*?)^}', re.M | re.S)
STATISTIC = re.compile(r'Statistic<"\w+", "([^"]+)"')
CHECK = re.compile(r"^\W*([A-Z][A-Z0-9_-]*?)(?:-(?:NEXT|SAME|DAG|COUNT-\d+))?: (.*)$")
VALUE = re.compile(r"([a-z][a-z-]*)=\d")
PREFIX = re.compile(r"--check-prefix(?:es)?[= ]([\w,-]+)")


def find_counters(root):
    """(pass, counter) of each statistic."""
    for path in sorted(root.glob("include/Qnt/*/Passes.td")):
        for argument, body in PASS.findall(path.read_text()):
            for name in STATISTIC.findall(body):
                yield argument, name


def find_passes(text):
    return set(re.findall(r"\bqnt-[a-z0-9-]*[a-z0-9]", text))


def read_commands(text):
    """The passes of the commands whose output FileCheck compares with the lines of a prefix."""
    passes = {}
    for command in re.findall(r"RUN: (.*)", re.sub(r"\\\n.*?RUN:", "", text)):
        prefixes = PREFIX.findall(command)
        for prefix in ",".join(prefixes).split(",") if prefixes else ["CHECK"]:
            passes.setdefault(prefix, set()).update(find_passes(command))
    return passes


def find_expected(path):
    """(pass, counter) that the lines of a test expect with a value."""
    text = path.read_text(encoding="utf-8", errors="replace")
    commands = read_commands(text)
    for line in text.splitlines():
        check = CHECK.match(line)
        if not check or check.group(1) not in commands:
            continue
        passes = find_passes(check.group(2)) or commands[check.group(1)]
        for name in VALUE.findall(check.group(2)):
            yield from ((argument, name) for argument in passes)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", action="store_true", help="list the expected ones as well")
    parser.add_argument("--root", type=pathlib.Path, default=ROOT, help="of include and test (this checkout)")
    options = parser.parse_args()
    expected = {pair for suffix in ("mlir", "test") for path in options.root.glob(f"test/**/*.{suffix}")
                for pair in find_expected(path)}
    counters = list(find_counters(options.root))
    missing = [pair for pair in counters if pair not in expected]
    for argument, name in counters if options.all else missing:
        mark = "" if (argument, name) in missing else "expected: "
        print(f"{mark}{argument}: {name}")
    print(f"{len(counters)} counters, {len(missing)} that no test expects")
    sys.exit(1 if missing or not counters else 0)


if __name__ == "__main__":
    main()
