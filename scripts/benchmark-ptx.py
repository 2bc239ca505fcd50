#!/usr/bin/env python3
"""Speed and size of the PTX emulator: scalar code, a matrix product on tensor cores, memory.

    scripts/benchmark-ptx.py [--ptx-run build/bin/ptx-run] [--host-threads 2] [--repeats 3]

Prints the best of the repeats, each a process of its own. The matrix product is the corpus's gemm_pipelined with 1024 in
every dimension; some of its elements are computed again here.
"""
import argparse
import array
import json
import os
import pathlib
import random
import re
import struct
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "test/PtxCorpus"))
from corpus.values import write_npy # pylint: disable=wrong-import-position

SCALAR_INSTRUCTIONS, SCALAR_AROUND = 20, 14


def run(options, ptx, folder, launch):
    """(milliseconds of the kernel, seconds of processor time of the process, MiB of it at most)"""
    path = os.path.join(folder, "launch.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(launch, file)
    command = [options.ptx_run, str(ptx), f"--launch={path}", f"--out={folder}/out", "--time",
               f"--host-threads={options.host_threads}", "--limit-instructions=100000000000"]
    best = spent = peak = None
    for _ in range(options.repeats):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit(f"{' '.join(command)} failed: {process.returncode}")
        taken = float(re.search(r": ([\d.]+) ms", output).group(1))
        best = taken if best is None else min(best, taken)
        used = usage.ru_utime + usage.ru_stime
        spent = used if spent is None else min(spent, used)
        peak = max(peak or 0, usage.ru_maxrss / 1024)
    return best, spent, peak


def buffer(name, dtype, shape, direction):
    return {"name": name, "dtype": dtype, "shape": shape, "direction": direction} | (
        {"file": f"{name}.npy"} if direction == "in" else {})


def pointers(*names):
    return [{"kind": "pointer", "buffer": name} for name in names]


def number(value):
    return {"kind": "scalar", "type": "i32", "value": value}


def measure_scalar(options, folder, blocks=64, trips=1000):
    n, threads = 65536, 256 * blocks
    write_npy(f"{folder}/x.npy", "f32", [n], array.array("f", [random.random() for _ in range(n)]).tobytes())
    launch = {"kernel": "scalar", "grid": [blocks, 1, 1], "block": [256, 1, 1],
              "buffers": [buffer("x", "f32", [n], "in"), buffer("y", "f32", [threads], "out")],
              "args": pointers("x", "y") + [number(trips)]}
    taken, spent, peak = run(options, ROOT / "benchmarks/ptx/scalar.ptx", folder, launch)
    instructions = threads * (trips * SCALAR_INSTRUCTIONS + SCALAR_AROUND)
    figure = f"{instructions / taken / 1e3:.0f} million thread-instructions/s"
    return figure, f">= 30 ({instructions / 1e6:.0f} million in all)", spent, peak, (n + threads) * 4


def check_product(folder, a, b, size):
    with open(f"{folder}/out/c.npy", "rb") as file:
        data = file.read()[-4 * size * size:]
    for _ in range(200):
        row, column = random.randrange(size), random.randrange(size)
        got = struct.unpack_from("<f", data, 4 * (row * size + column))[0]
        expected = sum(x * y for x, y in zip(a[row * size:row * size + size], b[column * size:column * size + size]))
        if got != expected:
            sys.exit(f"element ({row}, {column}): got {got}, expected {expected}")


def measure_product(options, folder, size=1024):
    a, b = [[float(random.randint(-4, 4)) for _ in range(size * size)] for _ in range(2)]
    for name, values in (("a", a), ("b", b)):
        write_npy(f"{folder}/{name}.npy", "f16", [size, size], struct.pack(f"<{size * size}e", *values))
    launch = {"kernel": "gemm_pipelined", "grid": [size // 64, size // 64, 1], "block": [128, 1, 1],
              "buffers": [buffer("a", "f16", [size, size], "in"), buffer("b", "f16", [size, size], "in"),
                          buffer("c", "f32", [size, size], "out")],
              "args": pointers("a", "b", "c") + [number(size), number(size)]}
    taken, spent, peak = run(options, ROOT / "test/PtxCorpus/Stored/nvcc/matrices.sm_80.ptx", folder, launch)
    check_product(folder, a, b, size)
    return f"{taken / 1e3:.2f} s", "<= 20 s", spent, peak, 8 * size * size


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ptx-run", default=str(ROOT / "build/bin/ptx-run"))
    parser.add_argument("--host-threads", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    random.seed(1)
    print("| what | figure | goal | processor time | memory at most | allowed: 4 times the buffers and 200 MB |\n|---|---|---|---|---|---|")
    for name, measure in (("scalar code", measure_scalar), ("1024x1024x1024 f16 mma.sync", measure_product)):
        with tempfile.TemporaryDirectory() as folder:
            figure, goal, spent, peak, size = measure(options, folder)
        print(f"| {name} | {figure} | {goal} | {spent:.1f} s | {peak:.0f} MiB | {(4 * size + 200e6) / 2**20:.0f} MiB |", flush=True)


if __name__ == "__main__":
    main()
