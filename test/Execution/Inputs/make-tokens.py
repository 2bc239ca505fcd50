"""Writes floats between -1 and 1 as .npy: make-tokens.py f16|f32 SIZE... OUTPUT"""
import math
import struct
import sys

width, code = {"f16": (2, "e"), "f32": (4, "f")}[sys.argv[1]]
shape = tuple(map(int, sys.argv[2:-1]))
header = f"{{'descr': '<f{width}', 'fortran_order': False, 'shape': {shape}, }}"
header += " " * (63 - (10 + len(header)) % 64) + "\n"
values = [((i * 29) % 83 - 41) / 41 for i in range(math.prod(shape))]
with open(sys.argv[-1], "wb") as file:
    file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + struct.pack(f"<{len(values)}{code}", *values))
