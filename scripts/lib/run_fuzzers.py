#!/usr/bin/env python3
"""Runs the libFuzzer targets of a build and sorts their crashes.

A crash ends a fuzz target; it is started again until all inputs have been run. A crash counts as the project's when a
frame of its stack lies in the project's sources, or when a target reports a defect itself; anything else is upstream's,
is named by its innermost frames, and should stand in docs/Robustness.md. Exit status 1 when a crash is the project's.
"""
import argparse
import collections
import glob
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
# The last three need no MLIR.
TARGETS = ["parser", "bytecode", "payload", "npy", "passes", "launch", "ptx", "emulator"]
# A target that was started again reads this many of its seeds and of what it found: reading all of them takes as long as
# thousands of inputs.
SEEDS_AFTER_CRASH = 200
FRAME = re.compile(r"^\s*#\d+ 0x[0-9a-f]+ (?:in )?(\S.*)$", re.MULTILINE)
UPSTREAM_CALLEE = re.compile(r"mlir::(?!qnt::)\w+::\w+Op::parse\(|"
                             r"(?:llvm::LogicalResult )?mlir::DialectBytecodeReader::readAttribute<")
RUNTIME = re.compile(r"^(__|_?abort|raise|gsignal|std::|operator new|fuzzer::|main|_start|LLVMFuzzer|\(/lib)")
SANITIZERS = {
    # Why: test/lit.cfg.py.
    "ASAN_OPTIONS": "detect_leaks=0:detect_container_overflow=0:detect_odr_violation=0:abort_on_error=0:"
                    "allow_user_poisoning=0:allocator_may_return_null=1",
    "UBSAN_OPTIONS": "print_stacktrace=1",
    "ASAN_SYMBOLIZER_PATH": "/usr/lib/llvm-22/bin/llvm-symbolizer",
}


def source_folder(build):
    """Where the sources lay when they were compiled: what debug information names."""
    for line in (build / "CMakeCache.txt").read_text().splitlines():
        if line.startswith("CMAKE_HOME_DIRECTORY"):
            return line.split("=", 1)[1]
    return str(ROOT)


class Crash:
    """What the output of a target says about its end."""

    def __init__(self, output, sources):
        frames = FRAME.findall(output)
        # A reader of ours below itself: upstream's reader resolves a type that contains itself, without an end.
        is_endless = "libFuzzer: timeout" in output and sum("readQnt" in frame for frame in frames) > 1
        # What lies around a parser or reader of upstream's, such as that of a region or a property of ours, has only called it.
        callees = [index for index, frame in enumerate(frames) if UPSTREAM_CALLEE.match(frame)]
        frames = frames[:callees[0] + 1] if callees else frames
        pattern = re.escape(sources) + r"/(lib|include|tools)/"
        ours = [] if is_endless else [frame for frame in frames if re.search(pattern, frame)]
        defect = re.search(r"^DEFECT: (.*)$", output, re.MULTILINE)
        self.is_ours = bool(ours or defect)
        kind = re.search(r"ERROR: (?:Address|libFuzzer)\w*: ([\w-]+)|runtime error: (.*)", output)
        self.kind = defect.group(1)[:100] if defect else next((k for k in (kind.groups() if kind else ()) if k), "crash")
        named = [re.sub(r"\(.*", "", frame) for frame in frames]
        named = [name for name in named if name and not RUNTIME.match(name)]
        where = ours[0] if ours else " < ".join(named[:2])
        self.signature = f"{self.kind}: {where or 'no stack'}"


def get_processor_time(pid):
    """Ticks of processor time of a process."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def wait_or_kill(process):
    """What the process writes until its end. libFuzzer's alarm may wait for a lock of the allocator that it interrupted: a process
    without processor time for half a minute is killed."""
    spent, quiet = 0, 0
    while True:
        try:
            return process.communicate(timeout=5)[0]
        except subprocess.TimeoutExpired:
            now = get_processor_time(process.pid)
            quiet = quiet + 1 if now - spent < 10 else 0
            spent = now
            if quiet >= 6:
                process.kill()


def run_once(command, environment):
    """(exit status, output, inputs that were run, those of them that were given)"""
    process = subprocess.Popen(command, env=environment, text=True, errors="replace", stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT)
    output = wait_or_kill(process)
    executed = re.search(r"stat::number_of_executed_units:\s*(\d+)", output)
    given = re.search(r"^#(\d+)\s+INITED", output, re.MULTILINE)
    # Without statistics: the last number in front of a line.
    counts = [executed.group(1)] if executed else re.findall(r"^#(\d+)\s", output, re.MULTILINE)
    executed = int(counts[-1]) if counts else 1
    return process.returncode, output, executed, int(given.group(1)) if given else executed - 1


def keep_some(folder, count, seed):
    """Removes all but `count` files, drawn with `seed`."""
    files = sorted(folder.glob("*"))
    for path in random.Random(seed).sample(files, max(0, len(files) - count)):
        path.unlink()


def draw_some(folders, count, seed, target):
    """Fills the folder `target` with `count` files of the folders, and returns its path."""
    files = sorted(path for folder in folders for path in pathlib.Path(folder).glob("*"))
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    for path in random.Random(seed).sample(files, min(count, len(files))):
        shutil.copy(path, target)
    return str(target)


def run_target(target, options, seeds, work, sources):
    """Runs one target to its number of inputs. Returns (inputs, {signature: (crash, files)}). Seeds count once, however often
    the target is started."""
    folder = work / target
    artifacts = folder / "crashes"
    corpus = folder / "corpus"
    found = folder / "found"
    for path in (artifacts, corpus, found):
        path.mkdir(parents=True, exist_ok=True)
    keep_some(seeds / target, options.seeds, options.seed)
    all_inputs = [str(path) for path in (seeds / target, ROOT / "unittests/Fuzz/corpus" / target) if path.is_dir()]
    inputs = all_inputs
    environment = dict(os.environ, **SANITIZERS)
    crashes, done, restarts = collections.OrderedDict(), 0, 0
    end = time.monotonic() + options.seconds
    while done < options.runs and (left := int(end - time.monotonic())) > 0:
        if restarts:
            for path in corpus.glob("*"):
                path.rename(found / path.name)
            inputs = [draw_some([*all_inputs, found], SEEDS_AFTER_CRASH, options.seed + restarts, folder / "some")]
        # Some seeds are run twice.
        again = 2 * len(os.listdir(inputs[0])) + 2 if restarts else 0
        command = [str(options.build / "bin" / f"fuzz-{target}"), str(corpus), *inputs,
                   f"-runs={options.runs - done + again}", f"-max_total_time={left}",
                   f"-seed={options.seed + restarts}", "-max_len=4096", f"-timeout={options.timeout}", "-rss_limit_mb=4096",
                   "-print_final_stats=1", "-keep_seed=1", "-reload=0",
                   f"-artifact_prefix={artifacts}/"]
        status, output, executed, given = run_once(command, environment)
        if "INFO: Seed:" not in output:
            sys.exit(f"fuzz-{target} does not start:\n{output[-3000:]}")
        done += executed - (given if restarts else 0)
        restarts += 1
        if status == 0:
            continue
        crash = Crash(output, sources)
        written = re.search(r"Test unit written to (\S+)", output)
        files = crashes.setdefault(crash.signature, (crash, []))[1]
        files.append(written.group(1) if written else "-")
        if len(files) == 1:
            (folder / f"report-{len(crashes)}.txt").write_text(output)
            print(f"  {'OURS' if crash.is_ours else 'upstream'}: {crash.signature}\n    {files[0]}", flush=True)
        else:
            pathlib.Path(files.pop()).unlink(missing_ok=True)
            files.append("")
    return done, crashes


def write_ptx_seeds(folder):
    """The functions of the stored PTX, each below the head and the short declarations of its module."""
    folder.mkdir(parents=True, exist_ok=True)
    files = sorted([*ROOT.glob("unittests/PTX/Inputs/*.ptx"), *ROOT.glob("test/PtxCorpus/**/*.ptx")])
    seeds = set()
    for path in files:
        text = re.sub(r"//[^\n]*", "", path.read_text(encoding="utf-8", errors="replace"))
        functions = re.split(r"(?m)^(?=(?:\.visible |\.weak |\.extern )?\s*\.(?:entry|func)\b)", text)
        head = functions[0] + "".join(function for function in functions[1:] if "{" not in function)
        for function in functions[1:]:
            seed = re.sub(r"\n\s*\n+", "\n", (head if len(head) < 1500 else functions[0][:600]) + function)
            if len(seed) <= 4096:
                seeds.add(seed)
    for number, seed in enumerate(sorted(seeds)):
        (folder / f"{number}.ptx").write_text(seed)


def make_seeds(options, work):
    seeds = work / "seeds"
    shutil.rmtree(seeds, ignore_errors=True)
    for target in ("ptx", "emulator"):
        write_ptx_seeds(seeds / target)
    if not (options.build / "bin/fuzz-seeds").exists():
        return seeds
    modules = sorted(glob.glob(str(ROOT / "test/**/*.mlir"), recursive=True))
    result = subprocess.run([str(options.build / "bin/fuzz-seeds"), str(seeds), *modules],
                            env=dict(os.environ, **SANITIZERS))
    if result.returncode != 0:
        sys.exit(f"fuzz-seeds ended with {result.returncode}")
    return seeds


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build-fuzz", help="folder of the fuzz preset")
    parser.add_argument("--runs", type=int, default=100000, help="inputs of each target")
    parser.add_argument("--seconds", type=int, default=1 << 30, help="time of each target, within which its inputs count")
    parser.add_argument("--timeout", type=int, default=60, help="seconds after which an input counts as a hang")
    parser.add_argument("--only", choices=TARGETS, help="one target")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=1 << 20, help="test modules to start from, all by default")
    parser.add_argument("--work", type=pathlib.Path, help="corpus and crashes (default: fuzz in the build folder)")
    options = parser.parse_args()
    work = options.work or options.build / "fuzz"
    seeds, sources = make_seeds(options, work), source_folder(options.build)
    rows, ours = [], 0
    built = [target for target in TARGETS if (options.build / "bin" / f"fuzz-{target}").exists()]
    for target in [options.only] if options.only else built:
        print(f"fuzz-{target}", flush=True)
        done, crashes = run_target(target, options, seeds, work, sources)
        own = sum(len(files) for crash, files in crashes.values() if crash.is_ours)
        upstream = sum(len(files) for crash, files in crashes.values() if not crash.is_ours)
        kinds = sum(not crash.is_ours for crash, _ in crashes.values())
        rows.append(f"| {target} | {done:,} | {own} | {upstream} ({kinds} different) |")
        ours += own
    print("\n| target | inputs | crashes of the project | crashes of upstream |\n|---|---:|---:|---:|")
    print("\n".join(rows))
    sys.exit(1 if ours else 0)


if __name__ == "__main__":
    main()
