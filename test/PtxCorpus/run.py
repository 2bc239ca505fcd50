#!/usr/bin/env python3
"""Runs the corpus of PTX kernels through ptx-run and compares with its oracles.

  run.py --ptx-run=build/bin/ptx-run --out=DIR [--compiler=nvcc|clang|triton] [--stored] [--source=NAME ...]
         [--target=sm_80] [--seeds=20] [--threads=1,2,4] [--cache=DIR] [--device=emulated] [--jobs=2]

Every order and number of threads has to give the same bytes. Prints a line for each kernel that fails or is skipped and
a sum; exit status 1 when one failed.
"""
import argparse
import concurrent.futures
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
# pylint: disable=wrong-import-position,unused-import
from corpus import arithmetic, atomics, control, cub, halves, matrices, memory, reductions, scans, signals, sparse, triton_cases
from corpus.case import CASES
from corpus.compilers import compile_source


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ptx-run", default="ptx-run")
    parser.add_argument("--out", required=True)
    parser.add_argument("--compiler", choices=["nvcc", "clang", "triton"], default="nvcc")
    parser.add_argument("--stored", action="store_true", help="stored PTX even where there is a compiler")
    parser.add_argument("--source", action="append", default=[])
    parser.add_argument("--case", action="append", default=[])
    parser.add_argument("--target", default="sm_80")
    parser.add_argument("--seeds", type=int, default=0, help="also this many orders of warps and blocks")
    parser.add_argument("--threads", default="", help="also on so many threads of the host: 1,2,4")
    parser.add_argument("--cache", help="a folder that keeps what was compiled")
    parser.add_argument("--device", default="emulated")
    parser.add_argument("--prepare", action="store_true", help="write PTX and data, run nothing")
    parser.add_argument("--jobs", type=int, default=2)
    return parser.parse_args()


def run_launch(arguments, ptx, launch, order):
    command = [arguments.ptx_run, ptx, f"--launch={launch}", "--compare", f"--device={arguments.device}",
               f"--out={os.path.join(os.path.dirname(launch), 'results')}", *order]
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=600, check=False)
    except subprocess.TimeoutExpired:
        return "no end within 600 s: " + " ".join(command)
    if done.returncode == 0:
        return None
    text = done.stderr.decode(errors="replace").strip() or f"exit status {done.returncode}"
    return f"{text}\n    {' '.join(command)}"


def run_case(arguments, case, ptx):
    """What went wrong; nothing when the case is good."""
    name_kernel(case, ptx)
    launch = case.write(os.path.join(arguments.out, arguments.compiler, case.name), arguments.target)
    link = os.path.join(os.path.dirname(launch), "kernel.ptx")
    with open(ptx, "rb") as source, open(link, "wb") as target:
        target.write(source.read())
    if arguments.prepare:
        return None
    problem = run_launch(arguments, link, launch, [])
    if problem or case.order_dependent or arguments.device != "emulated":
        return problem
    first = read_results(launch)
    orders = [f"--seed={seed}" for seed in range(1, arguments.seeds + 1)]
    orders += [f"--host-threads={count}" for count in arguments.threads.split(",") if count]
    for order in orders:
        problem = run_launch(arguments, link, launch, [order])
        if not problem and read_results(launch) != first:
            problem = "other bytes than in the usual order"
        if problem:
            return f"{order}: {problem}"
    return None


def name_kernel(case, ptx):
    """A kernel of a library is known by a part of its name: ~PATTERN."""
    if case.kernel.startswith("~"):
        with open(ptx, encoding="utf-8") as file:
            case.kernel = re.search(r"\.entry (\w*" + case.kernel[1:] + r"\w*)", file.read()).group(1)


def read_results(launch):
    """The bytes of every result that the last run wrote."""
    folder, results = os.path.join(os.path.dirname(launch), "results"), {}
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
        with open(os.path.join(folder, name), "rb") as file:
            results[name] = file.read()
    return results


def main():
    arguments = parse_arguments()
    chosen = [case for case in CASES.values() if arguments.compiler in case.compilers and
              (not arguments.source or case.source in arguments.source) and
              (not arguments.case or case.name in arguments.case)]
    folder = os.path.join(arguments.cache or os.path.join(arguments.out, "ptx"), arguments.compiler)
    failed = skipped = 0
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        sources = sorted({case.source for case in chosen})
        compiled = dict(zip(sources, pool.map(
            lambda source: compile_source(arguments.compiler, source, arguments.target, folder, arguments.stored),
            sources)))
        for source, (ptx, problem) in compiled.items():
            if not ptx:
                is_skipped = problem.startswith("no compiler")
                print(f"{'SKIP' if is_skipped else 'FAIL'} {source}: {problem}")
                failed += not is_skipped
        ready = [case for case in chosen if compiled[case.source][0]]
        skipped = len(chosen) - len(ready)
        problems = pool.map(lambda case: run_case(arguments, case, compiled[case.source][0]), ready)
        for case, problem in zip(ready, problems):
            if problem:
                failed += 1
                print(f"FAIL {arguments.compiler} {case.name}: {problem}")
    print(f"{arguments.compiler}: {len(ready)} kernels, {failed} failed, {skipped} skipped")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
