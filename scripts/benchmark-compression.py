#!/usr/bin/env python3
"""Compression of one weight beside Core AI, coremltools, torchao and NumPy: GB/s of float input and peak memory, in one run.

Time is processor time, of all threads together, the smallest of several runs, so that other work on the machine matters little.

Ours is a whole quant-opt: it maps the weight from a side file, compresses it and writes bytecode; what an empty module takes is
subtracted. Peers are called on an array that is already in memory, and only the call is timed. Memory is what a process holds at
its peak beyond what it held before the call (ours: beyond the empty module), in multiples of the input. memcpy is one thread's.
A peer whose environment (scripts/oracles.sh makes them) is absent is skipped with a word.

Usage: scripts/benchmark-compression.py [--sizes 4096,8192] [--types f32,bf16] [--build build] [--envs DIR] [--timeout SECONDS]
"""
import argparse
import os
import pathlib
import struct
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
CASES = {
    "int8 per channel": "--qnt-quantize-weights=dtype=int8",
    "int4 per block 32": "--qnt-quantize-weights=dtype=int4 granularity=per_block",
    "fp8 per channel": "--qnt-quantize-weights=dtype=fp8_e4m3fn",
    "mxfp4": "--qnt-quantize-weights=dtype=mxfp4",
    "nvfp4": "--qnt-quantize-weights=dtype=nvfp4",
    "4-bit palette": "--qnt-palettize-weights=n-bits=4",
}

# What a peer runs: prints seconds, and KiB of memory beyond the array. `a` is f32 of N x N, values as ours.
PRELUDE = """
import resource, sys, time
import numpy as np
n, repeat = int(sys.argv[1]), int(sys.argv[2])
a = np.resize(np.random.default_rng(0).normal(0, 0.02, 1 << 20).astype(np.float32), (n, n))
def measure(call):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    best = float("inf")
    for _ in range(repeat):
        start = time.process_time(); call(); best = min(best, time.process_time() - start)
    print(best, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
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
    ("torchao", "int8 per channel"): PRELUDE + """
import torch
from torchao.quantization.quant_primitives import MappingType, choose_qparams_affine, quantize_affine
t = torch.from_numpy(a)
def run():
    s, z = choose_qparams_affine(t, MappingType.SYMMETRIC, (1, n), torch.int8, -127, 127)
    quantize_affine(t, (1, n), s, z, torch.int8, -127, 127)
measure(run)""",
    ("torchao", "int4 per block 32"): PRELUDE + """
import torch
from torchao.quantization.quant_primitives import MappingType, choose_qparams_affine, quantize_affine
t = torch.from_numpy(a)
def run():
    s, z = choose_qparams_affine(t, MappingType.SYMMETRIC, (1, 32), torch.int8, -7, 7)
    quantize_affine(t, (1, 32), s, z, torch.int8, -7, 7)
measure(run)""",
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
    ("memcpy", "int8 per channel"): PRELUDE + "b = np.empty_like(a)\nmeasure(lambda: np.copyto(b, a))",
}
ENVIRONMENT = {"torchao": "coreai", "numpy": "coremltools", "memcpy": "coremltools"}


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
    """Seconds of processor time and peak KiB."""
    process = subprocess.Popen(command, cwd=cwd)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"failed: {' '.join(command)}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def run_ours(build, folder, argument, repeat):
    program = str(build / "bin/quant-opt")
    whole = [program, "w.mlir", "--qnt-load-weights", argument, "--emit-bytecode", "-o", "out.mlirbc"]
    empty = [program, "empty.mlir", "--emit-bytecode", "-o", "out.mlirbc"]
    runs = [run_process(whole, folder) for _ in range(repeat)]
    starts = [run_process(empty, folder) for _ in range(repeat)]
    return min(r[0] for r in runs) - min(s[0] for s in starts), runs[0][1] - starts[0][1]


def run_peer(peer, case, n, options):
    python = options.envs / ENVIRONMENT.get(peer, peer) / "bin/python"
    if (peer, case) not in PEERS:
        return None
    if not python.exists():
        return "absent"
    try:
        done = subprocess.run([python, "-B", "-c", PEERS[peer, case], str(n), str(options.repeat)], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=options.timeout, check=True)
    except subprocess.TimeoutExpired:
        return f"above {options.timeout} s"
    except subprocess.CalledProcessError:
        return "failed"
    seconds, memory = done.stdout.split()[-2:]
    return float(seconds), float(memory)


def show(result, size):
    if not isinstance(result, tuple):
        return result or "-"
    seconds, memory = result
    return f"{size / seconds / 1e9:.2f} ({memory * 1024 / size:.1f}x)"


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
    peers = ["coreai", "coremltools", "torchao", "numpy"]
    print(f"GB of float input a second of processor time (peak memory in multiples of it); {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for n in map(int, options.sizes.split(",")):
            copied = run_peer("memcpy", "int8 per channel", n, options)
            for kind in options.types.split(","):
                size = n * n * (4 if kind == "f32" else 2)
                write_weight(folder, n, kind)
                print(f"\n{n} x {n} {kind}; memcpy of f32 {show(copied, n * n * 4).split()[0]}\n"
                      "| | " + " | ".join(["quant-opt"] + peers) + " |\n|---|" + "---|" * (1 + len(peers)), flush=True)
                for case, argument in CASES.items():
                    cells = [show(run_ours(options.build, folder, argument, options.repeat), size)]
                    # Peers take f32; none of them is told the weight is bf16.
                    cells += [show(run_peer(peer, case, n, options), n * n * 4) if kind == "f32" else "-" for peer in peers]
                    print(f"| {case} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
