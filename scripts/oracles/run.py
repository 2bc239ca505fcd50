#!/usr/bin/env python3
"""Runs cases of other packages through quant-run and judges the results. Needs no Python package.

  run.py CASES.jsonl... --quant-run build/bin/quant-run [--device reference|cpu] [--known docs/Numerics.md]

Prints what disagrees with the command that reproduces it, then a table by package and family. Exit status: 0 when every
disagreement is a listed one, 1 when one is not, 2 when the use or an input file is wrong.
"""

import argparse
import concurrent.futures
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

import constants
import npy
import report
from compare import FAILED, KNOWN, Verdict, judge

TIMEOUT = 300


def read_cases(path):
    with open(path, encoding="utf-8") as file:
        head, *cases = [json.loads(line) for line in file]
    return head, cases


def read_known_tags(path):
    """Tags of the table of known differences: rows that start with | `package/name` |."""
    with open(path, encoding="utf-8") as file:
        return set(re.findall(r"^\| `([\w-]+/[\w-]+)` \|", file.read(), re.M))


class Runner:
    def __init__(self, arguments, folder):
        self.program, self.device, self.folder = arguments.quant_run, arguments.device, folder

    def make_place(self, case, number):
        place = os.path.join(self.folder, f"{number:05}-{case['name']}")
        os.makedirs(place)
        return place

    def write_inputs(self, case, number):
        """The case as files; the command that runs it and the paths of its outputs."""
        place = self.make_place(case, number)
        model = os.path.join(place, "model.mlir")
        with open(model, "w", encoding="utf-8") as file:
            file.write(case["mlir"])
        if case.get("passes"):
            model = self.compress(case, model)
        command = [self.program, model, f"--device={self.device}"]
        for index, array in enumerate(case["inputs"]):
            path = os.path.join(place, f"input{index}.npy")
            npy.write(path, array)
            command.append(f"--input={path}")
        outputs = [os.path.join(place, f"output{index}.npy") for index in range(len(case["outputs"]))]
        return place, command + [f"--output={path}" for path in outputs], outputs

    def compress(self, case, model):
        """The module that quant-opt, beside quant-run, makes of it."""
        program, result = os.path.join(os.path.dirname(self.program), "quant-opt"), model[:-len(".mlir")] + ".out.mlir"
        subprocess.run([program, model, *case["passes"], "-o", result], capture_output=True, text=True, timeout=TIMEOUT,
                       check=True)
        return result

    def compare_programs(self, case, number, verdict):
        """Whether the passes make the same constants of all programs."""
        place, found, results = self.make_place(case, number), [], []
        for index, program in enumerate(case["programs"]):
            model = os.path.join(place, f"program{index}.mlir")
            with open(model, "w", encoding="utf-8") as file:
                file.write(program["mlir"])
            results.append(self.compress(program, model))
            with open(results[-1], encoding="utf-8") as file:
                found.append(constants.read_constants(file.read()))
        if "left_alone" in case and not found[0] and all(found[1:]):
            verdict.weaken(KNOWN)
            verdict.tags.add(case["left_alone"])
        else:
            for other in found[1:]:
                for line in constants.compare(found[0], other):
                    verdict.fail(line)
        if verdict.kind == FAILED:
            verdict.messages.append("compare: " + shlex.join(results))
        else:
            shutil.rmtree(place)

    def run(self, numbered):
        number, case = numbered
        if "outside" in case:
            verdict = Verdict()
            verdict.kind = KNOWN
            verdict.tags.add(case["outside"])
            return verdict
        verdict = Verdict()
        try:
            if "programs" in case:
                self.compare_programs(case, number, verdict)
                return verdict
            place, command, outputs = self.write_inputs(case, number)
        except subprocess.CalledProcessError as error:
            verdict.fail(f"quant-opt ended with {error.returncode}: " + " ".join(error.stderr.split())[-400:])
            verdict.messages.append("reproduce: " + shlex.join(error.cmd))
            return verdict
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=False)
            if done.returncode != 0:
                verdict.fail(f"quant-run ended with {done.returncode}: " + " ".join(done.stderr.split())[-400:])
            else:
                verdict = judge(case, outputs)
        except subprocess.TimeoutExpired:
            verdict.fail(f"quant-run took more than {TIMEOUT} s")
        if verdict.kind == FAILED:
            verdict.messages.append("reproduce: " + shlex.join(command))
        else:
            shutil.rmtree(place)
        return verdict


def run_file(path, runner, arguments, tally):
    head, cases = read_cases(path)
    package = head["package"]
    tally.begin(head)
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for done, (case, verdict) in enumerate(zip(cases, pool.map(runner.run, enumerate(cases)))):
            unlisted = sorted(verdict.tags - arguments.tags) if arguments.tags is not None else []
            for tag in unlisted:
                verdict.fail(f"the difference `{tag}` is not in the table of {arguments.known}")
            tally.add(package, case["family"], verdict)
            if verdict.kind == FAILED:
                print(f"disagrees: {package} {case['family']} {case['name']}", *verdict.messages, sep="\n  ", flush=True)
            if arguments.progress and (done + 1) % 100 == 0:
                print(f"{package}: {done + 1} of {len(cases)} cases", file=sys.stderr, flush=True)


def check_device(arguments):
    """One clear line where the build does not have the device."""
    with tempfile.TemporaryDirectory() as folder:
        model = os.path.join(folder, "model.mlir")
        with open(model, "w", encoding="utf-8") as file:
            file.write("func.func @main() -> i32 {\n  %c = arith.constant 1 : i32\n  return %c : i32\n}\n")
        done = subprocess.run([arguments.quant_run, model, f"--device={arguments.device}"], capture_output=True, text=True,
                              check=False)
    if done.returncode != 0:
        raise ValueError(f"'{arguments.quant_run}' cannot run on {arguments.device}: {done.stderr.strip()}")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="+")
    parser.add_argument("--quant-run", required=True)
    parser.add_argument("--device", default="reference")
    parser.add_argument("--known", help="document with the table of known differences")
    parser.add_argument("--keep", help="folder for the files of cases that disagree (default: a new one in /tmp)")
    parser.add_argument("--report", help="document that gets the results; the table of --known gets the counts")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--progress", action="store_true")
    arguments = parser.parse_args()
    arguments.tags = read_known_tags(arguments.known) if arguments.known else None
    return arguments


def main():
    arguments = parse_arguments()
    check_device(arguments)
    folder = arguments.keep or tempfile.mkdtemp(prefix="qnt-oracles-")
    tally = report.Tally(arguments.device)
    for path in arguments.cases:
        place = os.path.join(folder, os.path.basename(path).split(".")[0])
        shutil.rmtree(place, ignore_errors=True)
        run_file(path, Runner(arguments, place), arguments, tally)
    for line in tally.lines():
        print(line)
    if arguments.report:
        report.update_results(arguments.report, tally)
        if arguments.known and arguments.device == "reference" and tally.failures == 0:
            report.update_known(arguments.known, tally)
    if tally.failures == 0 and not arguments.keep:
        shutil.rmtree(folder, ignore_errors=True)
    return 1 if tally.failures else 0


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    try:
        sys.exit(main())
    except (OSError, ValueError) as error:
        print(f"oracles: error: {error}", file=sys.stderr)
        sys.exit(2)
