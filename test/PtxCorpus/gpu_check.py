#!/usr/bin/env python3
"""Runs the corpus of PTX kernels on the emulator and on a GPU, compares, and prints a table. scripts/gpu-check.sh calls it.

Each device's results are compared with the oracle; then the two with each other: the same bits, or how many bytes differ.
Exit status 1 when a kernel is not as its oracle says on either device, or when bits differ where the oracle is exact."""
import argparse
import datetime
import json
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
# pylint: disable=wrong-import-position
from run import CASES, compile_source, name_kernel


COMPILERS = ["nvcc", "clang", "triton"]


def run_device(options, device, ptx, launch, folder):
    """(problem or nothing, milliseconds)"""
    command = [options.ptx_run, ptx, f"--launch={launch}", f"--device={device}", f"--out={folder}", "--compare", "--time"]
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=120, check=False)
    except subprocess.TimeoutExpired:
        return "no end within 120 s", 0.0
    taken = re.search(r": ([\d.]+) ms", done.stdout)
    first = (done.stderr.strip().splitlines() or [f"exit status {done.returncode}"])[0]
    return (None if done.returncode == 0 else first), float(taken.group(1)) if taken else 0.0


def compare_bits(launch, folders):
    """(how the results of the two devices agree, whether that is good)"""
    with open(launch, encoding="utf-8") as file:
        buffers = [buffer for buffer in json.load(file)["buffers"] if buffer["direction"] in ("out", "inout")]
    different = exact_different = 0
    for buffer in buffers:
        data = []
        for folder in folders:
            with open(os.path.join(folder, buffer["name"] + ".npy"), "rb") as file:
                data.append(file.read())
        count = sum(a != b for a, b in zip(*data))
        different += count
        exact_different += count if buffer.get("tolerance", {}).get("kind") == "exact" else 0
    if different == 0:
        return "the same bits", True
    return (f"{different} bytes differ" if exact_different else f"{different} bytes differ, within the bound"), exact_different == 0


def check_case(options, case, compiler, ptx):
    """A row of the table, and whether it is good."""
    folder = os.path.join(options.out, compiler, case.name)
    name_kernel(case, ptx)
    launch = case.write(folder, options.target)
    folders = [os.path.join(folder, device) for device in ("emulated", "cuda")]
    results = [run_device(options, device, ptx, launch, out) for device, out in zip(("emulated", "cuda"), folders)]
    problems = [problem for problem, _ in results]
    agreement, is_good = "not compared", False
    if not any(problems):
        agreement, is_good = compare_bits(launch, folders)
    cells = [(problem or "as expected").replace("|", "\\|")[:120] for problem in problems]
    return f"| {case.name} | {compiler} | {cells[0]} | {cells[1]} | {agreement} | {results[1][1]:.3f} |", is_good


def get_device_name():
    try:
        done = subprocess.run(["nvidia-smi", "--query-gpu=name,driver_version", "--format=csv,noheader"], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
        return (done.stdout.strip().splitlines() or ["unknown GPU"])[0]
    except OSError:
        return "unknown GPU"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ptx-run", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--table", required=True, help="file for the table")
    parser.add_argument("--target", default="sm_80")
    parser.add_argument("--compiler", action="append", choices=COMPILERS, help="all by default")
    parser.add_argument("--stored", action="store_true", help="stored PTX even where there is a compiler")
    options = parser.parse_args()
    rows, bad, skipped = [], 0, []
    for compiler in options.compiler or COMPILERS:
        cases = [case for case in CASES.values() if compiler in case.compilers]
        compiled = {source: compile_source(compiler, source, options.target, os.path.join(options.out, "ptx", compiler),
                                           options.stored) for source in sorted({case.source for case in cases})}
        for case in cases:
            ptx, problem = compiled[case.source]
            if not ptx:
                skipped.append(f"{compiler} {case.name}: {problem.splitlines()[0]}")
                continue
            row, is_good = check_case(options, case, compiler, ptx)
            rows.append(row)
            bad += not is_good
            if not is_good:
                print(row, flush=True)
    head = (f"# The PTX corpus on a GPU and on the emulator\n\n{get_device_name()}, {datetime.date.today()}: "
            f"{len(rows)} kernels, {bad} not as expected, {len(skipped)} left out.\n\n"
            "| kernel | compiler | emulator | GPU | results | GPU ms |\n|---|---|---|---|---|---:|\n")
    with open(options.table, "w", encoding="utf-8") as file:
        file.write(head + "\n".join(rows) + "\n" + "".join(f"\nLeft out: {line}\n" for line in skipped))
    print(head.split("\n")[2])
    print(options.table)
    sys.exit(1 if bad or not rows else 0)


if __name__ == "__main__":
    main()
