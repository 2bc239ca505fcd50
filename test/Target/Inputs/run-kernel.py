"""Runs the kernel of emit-ptx.mlir through ptx-run and compares with arithmetic in Python, rounded step by step.

Usage: run-kernel.py PTX-RUN FOLDER TARGET ...
"""
import json
import math
import pathlib
import random
import struct
import subprocess
import sys


def f32(value):
    return struct.unpack("<f", struct.pack("<f", value))[0]


def bf16_bits(value):
    """Of a real number that f64 holds exactly: round to nearest even, by the neighbours among all bf16 numbers."""
    if value == 0:
        return 0x8000 if math.copysign(1, value) < 0 else 0
    sign, value = (0x8000, -value) if value < 0 else (0, value)
    exponent = max(math.frexp(value)[1] - 1, -126)
    steps = value / 2.0 ** (exponent - 7)
    low = math.floor(steps)
    rest = steps - low
    low += rest > 0.5 or (rest == 0.5 and low % 2 == 1)
    return sign | min(((exponent + 126) << 7) + low, 0x7F80)


def bf16(bits):
    return struct.unpack("<f", struct.pack("<I", bits << 16))[0]


def expected(x, scale):
    h = bf16(bf16_bits(f32(f32(x * scale) + scale)))
    return bf16_bits(bf16(bf16_bits(h * h)) + h)


def write_npy(path, code, values, form):
    header = f"{{'descr': '{code}', 'fortran_order': False, 'shape': ({len(values)},), }}"
    header += " " * (-(10 + len(header) + 1) % 64) + "\n"
    data = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode()
    path.write_bytes(data + struct.pack(f"<{len(values)}{form}", *values))


def main():
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    random.seed(1)
    count, scale = 500, f32(1.7)
    x = [f32(random.gauss(0, 4)) for _ in range(count)]
    write_npy(folder / "x.npy", "<f4", x, "f")
    write_npy(folder / "y.expected.npy", "<u2", [expected(value, scale) for value in x], "H")
    for target in sys.argv[3:]:
        launch = {
            "name": "scale", "target": target, "kernel": "scale", "grid": [(count + 63) // 64, 1, 1],
            "block": [64, 1, 1], "cluster": [1, 1, 1], "dynamic_shared_bytes": 0,
            "buffers": [
                {"name": "x", "dtype": "f32", "shape": [count], "align": 256, "direction": "in", "file": "x.npy"},
                {"name": "y", "dtype": "bf16", "shape": [count], "align": 256, "direction": "out",
                 "expected": "y.expected.npy", "tolerance": {"kind": "exact"}}],
            "args": [{"kind": "pointer", "buffer": "x", "offset_bytes": 0},
                     {"kind": "pointer", "buffer": "y", "offset_bytes": 0},
                     {"kind": "scalar", "type": "f32", "value": scale},
                     {"kind": "scalar", "type": "i64", "value": count}],
            "expect": {"report": "none"}}
        path = folder / f"{target}.json"
        path.write_text(json.dumps(launch))
        subprocess.run([program, folder / f"{target}.ptx", f"--launch={path}", "--compare"], check=True)


if __name__ == "__main__":
    main()
