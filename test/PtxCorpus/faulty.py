#!/usr/bin/env python3
"""Runs faulty kernels, which ptx-run has to report, and their mended twins, which it must not.

  faulty.py --ptx-run=build/bin/ptx-run --out=DIR [--stored] [--source=NAME ...] [--case=NAME ...] [--seeds=4]
            [--jobs=2] [--cache=DIR] [--store]

A report has to be of the class that is expected and at a line that is marked, in every order of warps. Prints what is
not as expected and a sum; exit status 1 when there is any.
"""
import argparse
import concurrent.futures
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
# pylint: disable=wrong-import-position
from corpus import faulty
from corpus.compilers import find_cuda, run_compiler


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ptx-run", default="ptx-run")
    parser.add_argument("--out", required=True)
    parser.add_argument("--stored", action="store_true", help="stored PTX even where there is a compiler")
    parser.add_argument("--store", action="store_true", help="keep what is compiled in Faulty/Stored")
    parser.add_argument("--source", action="append", default=[])
    parser.add_argument("--case", action="append", default=[])
    parser.add_argument("--cache", help="a folder that keeps what was compiled")
    parser.add_argument("--seeds", type=int, default=1, help="orders of warps and blocks, the usual one included")
    parser.add_argument("--jobs", type=int, default=2)
    return parser.parse_args()


def compile_source(arguments, name, is_mended):
    """The PTX text of a build of a .cu file; None where there is neither a compiler nor a stored text."""
    build = "mended" if is_mended else "faulty"
    stored = os.path.join(faulty.FOLDER, "Stored", f"{name[:-3]}.{build}.ptx")
    cuda = None if arguments.stored else find_cuda()
    if not cuda:
        if not os.path.exists(stored):
            return None
        with open(stored, encoding="utf-8") as file:
            return file.read()
    source = os.path.join(faulty.FOLDER, name)
    path = os.path.join(arguments.cache or arguments.out, os.path.basename(stored))
    command = [os.path.join(cuda, "bin", "nvcc"), "-arch=sm_80", "-std=c++17", "-ptx", "-lineinfo", "-o", path, source]
    path, problem = run_compiler(command + (["-DIS_MENDED"] if is_mended else []), source, path)
    if problem:
        raise SystemExit(problem)
    with open(path, encoding="utf-8") as file:
        text = re.sub(r'(\.file\s+\d+ ")[^"]*/', r"\1", file.read())
    if arguments.store:
        os.makedirs(os.path.dirname(stored), exist_ok=True)
        with open(stored, "w", encoding="utf-8") as file:
            file.write(text)
    return text


class Run:
    """A kernel, faulty or mended, in a folder of its own."""

    def __init__(self, arguments, case, is_mended, ptx, lines):
        self.arguments, self.case, self.is_faulty = arguments, case, not is_mended
        self.name = f"{case.kernel} ({'mended' if is_mended and case.class_name != 'clean' else case.class_name})"
        folder = os.path.join(arguments.out, os.path.splitext(case.source)[0], case.kernel,
                              "mended" if is_mended else "faulty")
        self.launch = faulty.Launch(case.text, is_mended).write(folder, case.kernel, lines)
        self.ptx = os.path.join(folder, "kernel.ptx")
        with open(self.ptx, "w", encoding="utf-8") as file:
            file.write(ptx)

    def check(self):
        """What is not as expected; nothing where all is."""
        for seed in range(self.arguments.seeds):
            command = [self.arguments.ptx_run, self.ptx, f"--launch={self.launch}", "--compare", f"--seed={seed}"]
            if self.case.class_name == "infinite_loop":
                command.append("--limit-instructions=100000")
            try:
                done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120,
                                      check=False)
            except subprocess.TimeoutExpired:
                return "no end within 120 s: " + " ".join(command)
            if done.returncode != 0:
                return f"{done.stdout.strip() or done.returncode}\n    {' '.join(command)}"
        return None


def prepare(arguments):
    """Every run, and the sources that are skipped."""
    runs, skipped = [], []
    for name in sorted(os.listdir(faulty.FOLDER)):
        if arguments.source and os.path.splitext(name)[0] not in arguments.source:
            continue
        if name.endswith(".ptx"):
            for case, text in faulty.read_text(name):
                runs += [Run(arguments, case, is_mended, text.make(is_mended), case.marks)
                         for is_mended in (False, True)]
        elif name.endswith(".cu"):
            cases = faulty.read_source(name)
            has_faulty = any(case.class_name != "clean" for case in cases)
            for is_mended in (False, True) if has_faulty else (True,):
                ptx = compile_source(arguments, name, is_mended)
                if ptx is None:
                    skipped.append(name)
                    continue
                runs += [Run(arguments, case, is_mended, ptx, faulty.lines_of_marks(ptx, case)) for case in cases
                         if is_mended or case.class_name != "clean"]
    return [run for run in runs if not arguments.case or run.case.kernel in arguments.case], skipped


def main():
    arguments = parse_arguments()
    os.makedirs(arguments.cache or arguments.out, exist_ok=True)
    runs, skipped = prepare(arguments)
    for name in skipped:
        print(f"skipped {name}: no nvcc, and no stored PTX")
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for run, problem in zip(runs, pool.map(Run.check, runs)):
            if problem:
                failed += 1
                print(f"FAILED {run.name}: {problem}")
    num_faulty = sum(run.is_faulty for run in runs)
    print(f"{num_faulty} faulty kernels, {len(runs) - num_faulty} clean ones: {failed} not as expected")
    return 1 if failed or not runs else 0


if __name__ == "__main__":
    sys.exit(main())
