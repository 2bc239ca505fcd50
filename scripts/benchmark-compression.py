#!/usr/bin/env python3
"""Compression of one weight beside Core AI, coremltools, torchao, NumPy and memcpy: GB/s of float input and memory, in one run.

A cell says: GB/s by the clock / by processor time of all threads together (memory). Times are the shortest of several runs;
processor time matters where other programs run.

kernel: what the passes call for a weight, from memory to memory, on all cores (build/bin/compression-benchmark); memory is
the peak beyond input and result, in parts of the input. quant-opt: a whole run, which maps the weight from a side file,
compresses it and writes bytecode; what an empty module takes is subtracted. Peers are called on an array that is already in
memory, and only the call is timed. Memory of these is what a process holds at its peak beyond what it held before the call
(quant-opt: beyond the empty module), in multiples of the input. memcpy is one thread's, of f32.
A peer whose environment (scripts/oracles.sh makes them) is absent is skipped with a word.

Usage: scripts/benchmark-compression.py [--sizes 4096,8192] [--types f32,bf16] [--build build] [--envs DIR] [--timeout SECONDS]
"""
import argparse
import json
import os
import pathlib
import struct
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
# Name of the kernel's benchmark, option of quant-opt.
CASES = {
    "int8 per channel": ("int8_per_channel", "--qnt-quantize-weights=dtype=int8"),
    "int4 per block 32": ("int4_per_block_32", "--qnt-quantize-weights=dtype=int4 granularity=per_block"),
    "fp8 per channel": ("fp8_per_channel", "--qnt-quantize-weights=dtype=fp8_e4m3fn"),
    "mxfp4": ("mxfp4", "--qnt-quantize-weights=dtype=mxfp4"),
    "nvfp4": ("nvfp4", "--qnt-quantize-weights=dtype=nvfp4"),
    "4-bit palette": ("palette_4_bits", "--qnt-palettize-weights=n-bits=4"),
}
PEER_NAMES = ["coreai", "coremltools", "torchao", "numpy"]
BF16_PEERS = ["torchao"]  # Core AI refuses bf16; coremltools and NumPy have no such type

# What a peer runs: prints seconds by clock and processor, and KiB of memory beyond the array. `a` is f32 of N x N, values as
# ours.
PRELUDE = """
import resource, sys, time
import numpy as np
n, repeat, kind = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
a = np.resize(np.random.default_rng(0).normal(0, 0.02, 1 << 20).astype(np.float32), (n, n))
def measure(call):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    clock = processor = float("inf")
    for _ in range(repeat):
        c, p = time.perf_counter(), time.process_time()
        call()
        clock, processor = min(clock, time.perf_counter() - c), min(processor, time.process_time() - p)
    print(clock, processor, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
TORCHAO = PRELUDE + """
import torch
from torchao.quantization import quant_primitives as q
t = torch.from_numpy(a)
if kind == "bf16":
    t = t.to(torch.bfloat16)
"""
COREAI = PRELUDE + """
import ml_dtypes
from coreai_opt.coreai_utils._utils import quantize_utils as q
from coreai_opt.coreai_utils._coreai_imports import compression_types as types
from coreai_opt.coreai_utils.common import QScheme
"""
COREML = PRELUDE + "from coremltools.optimize import _utils as q\n"
PEERS = {
    ("coreai", "int8 per channel"): COREAI + "measure(lambda: q._compute_qparams_by_dtype(a, types.string_to_builtin('int8'), QScheme.SYMMETRIC, [1, 0]))",
    ("coreai", "int4 per block 32"): COREAI + "measure(lambda: q._compute_qparams_by_dtype(a, types.string_to_builtin('int4'), QScheme.SYMMETRIC, [1, 32]))",
    ("coreai", "fp8 per channel"): COREAI + "measure(lambda: q._compute_qparams_by_dtype(a, ml_dtypes.float8_e4m3fn, QScheme.SYMMETRIC, [1, 0]))",
    ("coreai", "mxfp4"): COREAI + "measure(lambda: q._compute_qparams_by_dtype(a, ml_dtypes.float4_e2m1fn, QScheme.SYMMETRIC, [1, 32]))",
    ("coreai", "4-bit palette"): COREAI + "from coreai_opt.coreai_utils._utils import palettize_utils as p\n"
    "measure(lambda: p._blockwise_compress(np.round(a.astype(np.float16), 4), 'KMEANS', 4, [0, 0]))",
    ("coremltools", "int8 per channel"): COREML + "measure(lambda: q.compute_qparams(a, 8, True, 'LINEAR_SYMMETRIC', np.int8, [1, 0]))",
    ("coremltools", "int4 per block 32"): COREML + "measure(lambda: q.compute_qparams(a, 4, True, 'LINEAR_SYMMETRIC', np.int8, [1, 32]))",
    ("torchao", "int8 per channel"): TORCHAO + """
def run():
    s, z = q.choose_qparams_affine(t, q.MappingType.SYMMETRIC, (1, n), torch.int8, -127, 127)
    q.quantize_affine(t, (1, n), s, z, torch.int8, -127, 127)
measure(run)""",
    ("torchao", "int4 per block 32"): TORCHAO + """
def run():
    s, z = q.choose_qparams_affine(t, q.MappingType.SYMMETRIC, (1, 32), torch.int8, -7, 7)
    q.quantize_affine(t, (1, 32), s, z, torch.int8, -7, 7)
measure(run)""",
    ("torchao", "fp8 per channel"): TORCHAO + """
measure(lambda: q._quantize_affine_float8(t, q._choose_scale_float8(t, [1, n], torch.float8_e4m3fn), torch.float8_e4m3fn))""",
    ("torchao", "mxfp4"): TORCHAO + """
from torchao.prototype.mx_formats.mx_tensor import to_mx
measure(lambda: to_mx(t, torch.float4_e2m1fn_x2, 32))""",
    ("torchao", "nvfp4"): TORCHAO + """
from torchao.prototype.mx_formats.nvfp4_tensor import nvfp4_quantize, per_tensor_amax_to_scale
measure(lambda: nvfp4_quantize(t, 16, per_tensor_amax_to_scale(t.abs().max())))""",
    ("numpy", "int8 per channel"): PRELUDE + """
def run():
    s = np.abs(a).max(1, keepdims=True) / np.float32(127)
    return np.rint(a / s).astype(np.int8)
measure(run)""",
    ("numpy", "int4 per block 32"): PRELUDE + """
def run():
    v = a.reshape(n, -1, 32)
    s = np.abs(v).max(2, keepdims=True) / np.float32(7)
    q = np.rint(v / s).astype(np.int8).reshape(n, n)
    return (q[:, 0::2] & 15) | (q[:, 1::2] << 4)
measure(run)""",
}
ENVIRONMENT = {"torchao": "coreai", "numpy": "coremltools"}


def write_weight(folder, n, kind):
    """A side file as ours reads it; its block of values repeats."""
    import random
    draw = random.Random(0)
    values = struct.pack("<65536f", *(draw.gauss(0.0, 0.02) for _ in range(65536)))
    if kind == "bf16":
        values = b"".join(values[i + 2:i + 4] for i in range(0, len(values), 4))
    description = "<f4" if kind == "f32" else "|V2"
    header = f"{{'descr': '{description}', 'fortran_order': False, 'shape': ({n}, {n}), }}"
    header += " " * (-(10 + len(header) + 1) % 64) + "\n"
    with open(folder / "w.npy", "wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode())
        for _ in range(n * n // 65536):
            file.write(values)
    (folder / "w.mlir").write_text(f"""func.func @main(%x: tensor<1x{n}x{kind}>) -> tensor<1x{n}x{kind}> {{
  %w = arith.constant dense_resource<w> : tensor<{n}x{n}x{kind}> loc("w")
  %y = qnt.dot_general %x, %w contracting = [1] x [1] batch = [] x [] : (tensor<1x{n}x{kind}>, tensor<{n}x{n}x{kind}>) -> tensor<1x{n}x{kind}>
  return %y : tensor<1x{n}x{kind}>
}}
""")
    (folder / "empty.mlir").write_text("module {}\n")


def run_process(command, cwd):
    """Seconds by clock and processor, and peak KiB."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"failed: {' '.join(command)}")
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def run_ours(build, folder, argument, repeat):
    program = str(build / "bin/quant-opt")
    whole = [program, "w.mlir", "--qnt-load-weights", argument, "--emit-bytecode", "-o", "out.mlirbc"]
    empty = [program, "empty.mlir", "--emit-bytecode", "-o", "out.mlirbc"]
    least = [min(values) for values in zip(*(run_process(whole, folder) for _ in range(repeat)))]
    start = [min(values) for values in zip(*(run_process(empty, folder) for _ in range(repeat)))]
    return tuple(of_whole - of_empty for of_whole, of_empty in zip(least, start))


def run_kernels(build, n, kind):
    """By name of the benchmark: GB/s by clock and processor, and memory in parts of the input."""
    command = [build / "bin/compression-benchmark", f"--benchmark_filter=^(memcpy/f32|{kind})/{n}/",
               "--benchmark_format=json", "--benchmark_min_time=1"]
    done = subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    return {entry["name"].split("/")[2]: (entry["GB/s"], entry["PerProcessor"], entry.get("Extra", 0.0))
            for entry in json.loads(done.stdout)["benchmarks"]}


def run_peer(peer, case, n, kind, options):
    python = options.envs / ENVIRONMENT.get(peer, peer) / "bin/python"
    if (peer, case) not in PEERS or (kind == "bf16" and peer not in BF16_PEERS):
        return None
    if not python.exists():
        return "absent"
    try:
        done = subprocess.run([python, "-B", "-c", PEERS[peer, case], str(n), str(options.repeat), kind], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=options.timeout, check=True)
    except subprocess.TimeoutExpired:
        return f"above {options.timeout} s"
    except subprocess.CalledProcessError:
        return "failed"
    return tuple(map(float, done.stdout.split()[-3:]))


def show(result, size):
    if not isinstance(result, tuple):
        return result or "-"
    clock, processor, memory = result
    return f"{size / clock / 1e9:.2f}/{size / processor / 1e9:.2f} ({memory * 1024 / size:.1f}x)"


def print_table(n, kind, folder, options):
    size = n * n * (4 if kind == "f32" else 2)
    write_weight(folder, n, kind)
    kernels = run_kernels(options.build, n, kind)
    copied = kernels[str(n)]
    print(f"\n{n} x {n} {kind}, memcpy {copied[0]:.2f}/{copied[1]:.2f}\n"
          "| | kernel | of memcpy | of the best peer | " + " | ".join(["quant-opt"] + PEER_NAMES) + " |\n|---|"
          + "---|" * (4 + len(PEER_NAMES)), flush=True)
    for case, (name, argument) in CASES.items():
        clock, processor, extra = kernels[name]
        ours = run_ours(options.build, folder, argument, options.repeat)
        peers = [run_peer(peer, case, n, kind, options) for peer in PEER_NAMES]
        best = min((peer[0] for peer in peers if isinstance(peer, tuple)), default=None)
        cells = [f"{clock:.2f}/{processor:.2f} ({extra:+.0%})", f"{clock / copied[0]:.0%}",
                 f"{clock * 1e9 * best / size:.1f}x" if best else "-"]
        print(f"| {case} | " + " | ".join(cells + [show(result, size) for result in [ours] + peers]) + " |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="4096,8192")
    parser.add_argument("--types", default="f32,bf16")
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build")
    parser.add_argument("--envs", type=pathlib.Path,
                        default=pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "qnt-oracles")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--timeout", type=int, default=600)
    options = parser.parse_args()
    print(f"GB of float input a second, by clock / processor time (memory); {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as name:
        for n in map(int, options.sizes.split(",")):
            for kind in options.types.split(","):
                print_table(n, kind, pathlib.Path(name), options)


if __name__ == "__main__":
    main()
