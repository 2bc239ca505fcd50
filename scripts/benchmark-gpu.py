#!/usr/bin/env python3
"""Times the kernels of the compiler on a GPU, beside PyTorch's in the same process.

    scripts/benchmark-gpu.py [--build build] [--target sm_90a] [--only NAME] [--table FILE]
    scripts/benchmark-gpu.py --device emulated --small      # every step on the emulator, no figure of use

Each program is checked first, at a small size and with the schedule of the large one: quant-run against the interpreter, fresh
random inputs. Then a graph of at least 20 launches, over copies of the data of at least 256 MB in all, results poisoned, is
replayed in turn with the peer's graph. Columns:

    us        of a launch, median of the replays, with the smallest and the largest
    roof      of the time that the bytes take at the speed of a copy measured here, or the operations at the given peak, the
              larger of them, and 2.25 us for a launch
    peer      PyTorch's time for the same problem and the kernel it ran; `x` how many times longer than ours
"""
import argparse
import ctypes
import datetime
import math
import pathlib
import random
import re
import statistics
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "test/PtxCorpus"), str(ROOT / "scripts/lib")]
# pylint: disable=wrong-import-position
import gpu_programs
import gpu_runtime
from corpus.values import write_npy
from gpu_peers import make_peer
from gpu_programs import run

LAUNCH_US = 2.25
# Halves of the binade below 1: bits that stay random, bits that are set.
FLOATS = {"f16": (0x03ff, 0x3800), "bf16": (0x007f, 0x3f00), "f32": (0x007fffff, 0x3f000000)}


def draw(dtype, count, seed):
    """Bytes of `count` random numbers: floats from 0.5 to 1, any integers."""
    source, size = random.Random(seed), gpu_programs.SIZES[dtype]
    data = gpu_programs.draw_bytes(source, count * size)
    if dtype not in FLOATS:
        return data
    random_bits, set_bits = (int.from_bytes(bits.to_bytes(size, "little") * count, "little") for bits in FLOATS[dtype])
    return (int.from_bytes(data, "little") & random_bits | set_bits).to_bytes(count * size, "little")


def get_rows(is_small):
    """(program to check, program to time, goal)"""
    p = gpu_programs
    decode_small = dict(columns=128, inner=256) if is_small else dict(columns=1024, inner=1024)
    if is_small:
        for small in (p.decode("i4", 4, **decode_small), p.gemm(64, 64, 64), p.quantize_tokens(4, 512)):
            yield small, small, ""
        return
    for columns, goal in ((8192, "70% of a copy, 3.5 x bf16"), (16384, "78%"), (81920, "85%")):
        yield p.decode("i4", 4, **decode_small), p.decode("i4", 4, 1, columns, 8192), goal
    yield p.decode("i4", 4, rows=16, **decode_small), p.decode("i4", 4, 16, 8192, 8192), "3.5 x bf16"
    yield p.decode("i8", 8, **decode_small), p.decode("i8", 8, 1, 16384, 8192), "88%"
    yield p.gemm(256, 256, 512), p.gemm(4096, 4096, 4096), "1.5 x torch._int_mm"
    yield p.gemm(256, 256, 512), p.gemm(8192, 8192, 8192), "1.5 x torch._int_mm"
    yield p.convolution(), p.convolution(32, 56, 256, 256), "cuDNN's int8"
    yield p.quantize_tokens(64, 4096), p.quantize_tokens(16384, 4096), "90% of a copy"
    yield p.quantize_channels(64, 4096), p.quantize_channels(16384, 4096), "90% of a copy"
    yield p.dequantize(64, 4096), p.dequantize(16384, 4096), "90% of a copy"
    yield p.softmax(64, 1024), p.softmax(65536, 1024), "90% of a copy"
    yield p.transpose(), p.transpose(8192, 8192), "90% of a copy"


def check(program, options, folder):
    """What quant-run says of the program on the device beside the interpreter; ends the run on a difference."""
    source = f"{folder}/check.mlir"
    pathlib.Path(source).write_text(program.text, encoding="utf-8")
    command = [f"{options.build}/bin/quant-run", source, f"--device={options.device}", "--compare=reference"]
    for i, (shape, dtype) in enumerate(program.inputs):
        stored = "i8" if dtype == "i4" else dtype
        data = draw(stored, math.prod(shape), i + 7)
        if dtype == "i4":
            data = bytes(byte & 15 for byte in data)
        write_npy(f"{folder}/in{i}.npy", "u8" if dtype == "i4" else stored, shape, data)
        command.append(f"--input={folder}/in{i}.npy")
    text = run(command)
    return re.search(r"\d+ mismatches", text).group(0)


class Ours:
    """A graph of the program's kernel."""

    def __init__(self, program, options, runtime, folder):
        self.runtime, self.pointers, self.times = runtime, [], []
        manifest = gpu_programs.compile_program(program, options.build, options.target, folder, ("ptx",))
        launch = manifest["launches"][0]
        triple = ctypes.c_uint32 * 3
        self.shape = gpu_runtime.Launch(triple(*launch["grid"]), triple(*launch["block"]), triple(*launch["cluster"]),
                                        launch["dynamic_shared_bytes"], 0)
        self.function = runtime.load(pathlib.Path(folder, "k.ptx").read_bytes(), program.name, launch["kernel"])
        moved = program.least * program.units
        self.copies = max(1, min(64, math.ceil(options.rotate / moved)))
        self.nodes = max(options.nodes, self.copies)
        sets = [self._draw_set(launch["arguments"], list(program.scalars), seed) for seed in range(self.copies)]
        self.graph = runtime.capture(lambda: [runtime.launch(self.function, self.shape, sets[node % self.copies])
                                              for node in range(self.nodes)])

    def _draw_set(self, arguments, scalars, seed):
        values = []
        for i, argument in enumerate(arguments):
            if argument["kind"] != "buffer":
                values.append(ctypes.c_int64(scalars.pop(0)))
                continue
            shape, dtype = gpu_programs.parse_buffer(argument)
            count = math.prod(shape)
            if argument["direction"] == "in":
                self.pointers.append(self.runtime.upload(draw(dtype, count, 100 * seed + i)))
            else:
                self.pointers.append(self.runtime.allocate(count * gpu_programs.SIZES[dtype], 0xff))
            values.append(self.pointers[-1])
        return values

    def replay(self, is_kept):
        taken = self.runtime.time(self.graph) * 1000 / self.nodes
        if is_kept:
            self.times.append(taken)


def measure_copy(runtime, size):
    """Bytes read and written a second."""
    first, second = runtime.allocate(size, 1), runtime.allocate(size, 2)
    graph = runtime.capture(lambda: [runtime.copy(second, first, size) for _ in range(4)])
    best = min(runtime.time(graph) for _ in range(5))
    runtime.free((first, second))
    return 4 * 2 * size / (best / 1000) if best else float("inf")


def measure(row, options, runtime, speed):
    small, large, goal = row
    with tempfile.TemporaryDirectory() as folder:
        checked = check(small, options, folder)
        ours = Ours(large, options, runtime, folder)
    peer, why_none = make_peer(large.peer, ours.copies, ours.nodes) if options.device == "cuda" else (None, "none")
    for replay in range(options.replays + 2):
        for graph in filter(None, (ours, peer)):
            graph.replay(replay >= 2)
    runtime.free(ours.pointers)
    taken = statistics.median(ours.times)
    moved, done = large.least * large.units, large.operations * large.units
    peak = options.peak_int8 if "int8" in large.name else options.peak_f16
    roof = max(moved / speed, done / (peak * 1e12)) * 1e6 + LAUNCH_US
    beside = f"{peer.median():.1f} us, {peer.name} ({peer.kernel})" if peer else why_none
    return [large.name, f"{taken:.1f} ({min(ours.times):.1f} to {max(ours.times):.1f})", f"{moved / taken / 1000:.0f}",
            f"{done / taken / 1e6:.1f}", f"{100 * roof / taken:.0f} %", beside,
            f"{peer.median() / taken:.2f}" if peer else "", goal, checked]


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default=str(ROOT / "build"))
    parser.add_argument("--device", choices=("cuda", "emulated"), default="cuda")
    parser.add_argument("--target", default="sm_90a")
    parser.add_argument("--only", default="", help="kernels whose name holds this")
    parser.add_argument("--table", help="file that the table is appended to")
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--replays", type=int, default=9)
    parser.add_argument("--peak-f16", type=float, default=790, help="TFLOP/s, measured with cuBLAS on an H200")
    parser.add_argument("--peak-int8", type=float, default=1580, help="TOP/s, twice that")
    options = parser.parse_args()
    options.rotate, options.nodes = (1, 2) if options.small else (256 << 20, 20)
    if options.small:
        options.replays = 2
    return options


def main():
    options = parse_options()
    library = pathlib.Path(options.build, "lib", "libQnt-Runtime.so")
    kind = gpu_runtime.CUDA if options.device == "cuda" else gpu_runtime.EMULATED
    lines = []

    def say(line):
        print(line, flush=True)
        lines.append(line)

    try:
        runtime = gpu_runtime.Runtime(library, kind)
        speed = measure_copy(runtime, 1 << 20 if options.small else 1 << 30)
        properties = runtime.properties()
        say(f"{datetime.date.today()}, {properties.name.decode()}, driver {properties.driver}, a copy moves "
            f"{speed / 1e12:.2f} TB/s; {' '.join(sys.argv)}\n")
        head = ["kernel", "us", "GB/s", "TFLOP/s", "of roof", "peer", "x", "goal", "checked"]
        say("| " + " | ".join(head) + " |\n|" + "---|" * len(head))
        for row in get_rows(options.small):
            if options.only in row[1].name:
                say("| " + " | ".join(measure(row, options, runtime, speed)) + " |")
        runtime.close()
    except gpu_runtime.RuntimeFailure as failure:
        sys.exit(f"error: {failure}")
    finally:
        if options.table and lines:
            with open(options.table, "a", encoding="utf-8") as table:
                table.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
