#!/usr/bin/env python3
"""Fills the blocks of docs/GpuWalkthrough.md with what its commands print.

    scripts/lib/write_gpu_walkthrough.py [--build build] [--check]

A block is what follows a comment

    <!-- step command="quant-opt a.mlir --pass -o b.mlir" show="b.mlir" from="func.func @main" to="^  }" most="30" -->

Commands run one after the other in one folder that holds model.mlir. Shown are the lines of `show` from the first that matches
`from` to the next that matches `to`, all without them, at most `most`; numbers of resources become "0x...". --check writes nothing and
fails when a block says something else.
"""
import argparse
import difflib
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCUMENT, MODEL = ROOT / "docs/GpuWalkthrough.md", ROOT / "test/Docs/gpu-walkthrough.mlir"
STEP = re.compile(r"(<!-- step (.*?) -->\n)(?:```text\n.*?\n```\n)?", re.S)


def read_lines(path, options):
    """The lines of a file that a block shows."""
    lines = re.sub(r'"0x[0-9A-Fa-f]{16,}"', '"0x..."', path.read_text(encoding="utf-8")).splitlines()
    if "from" in options:
        starts = [i for i, line in enumerate(lines) if re.search(options["from"], line)]
        if not starts:
            sys.exit(f"{path.name} has no line with {options['from']!r}, which docs/GpuWalkthrough.md shows")
        lines = lines[starts[0]:]
    if "to" in options:
        ends = [i for i, line in enumerate(lines) if i and re.search(options["to"], line)]
        lines = lines[:ends[0] + 1] if ends else lines
    most = int(options.get("most", len(lines)))
    if len(lines) > most:
        lines = lines[:most] + [f"... {len(lines) - most} more lines"]
    return [re.sub(r'loc\("[^"]*/', 'loc("', line) for line in lines]


def run_step(text, folder, build):
    """The block of a step."""
    options = dict(re.findall(r'(\w+)="([^"]*)"', text))
    path = os.pathsep.join([str(build / "bin"), os.environ["PATH"]])
    result = subprocess.run(["bash", "-c", options["command"]], cwd=folder, env={**os.environ, "PATH": path},
                            capture_output=True, text=True, check=False)
    if result.returncode:
        sys.exit(f"{options['command']} failed:\n{result.stdout}{result.stderr}")
    shown = read_lines(folder / options["show"], options)
    return "\n".join(["```text", f"$ {options['command']}", *shown, "```", ""])


def write_model(folder):
    """The program without the comments that make it a test."""
    lines = MODEL.read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "model.mlir").write_text("".join(line for line in lines if not line.startswith("//")), encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    old = DOCUMENT.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write_model(folder)
        new = STEP.sub(lambda match: match[1] + run_step(match[2], folder, options.build.resolve()), old)
    if not options.check:
        DOCUMENT.write_text(new, encoding="utf-8")
    elif new != old:
        sys.stdout.writelines(difflib.unified_diff(old.splitlines(True), new.splitlines(True), "stored", "printed"))
        sys.exit("docs/GpuWalkthrough.md is out of date: run scripts/update-docs.sh")


if __name__ == "__main__":
    main()
