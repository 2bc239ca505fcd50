"""Writes 8 x 64 halves between -1 and 1 as .npy: make-activations.py OUTPUT"""
import struct
import sys

header = "{'descr': '<f2', 'fortran_order': False, 'shape': (8, 64), }"
header += " " * (63 - (10 + len(header)) % 64) + "\n"
values = [((i * 29) % 41 - 20) / 20 for i in range(8 * 64)]
with open(sys.argv[1], "wb") as file:
    file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + struct.pack("<512e", *values))
