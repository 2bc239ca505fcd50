"""Writes the first rows of a .npy file. Usage: first-rows.py FROM COUNT TO"""
import ast
import struct
import sys

source, count, target = sys.argv[1], int(sys.argv[2]), sys.argv[3]
data = open(source, "rb").read()
assert data[:8] == b"\x93NUMPY\x01\x00"
length = struct.unpack("<H", data[8:10])[0]
header = ast.literal_eval(data[10:10 + length].decode())
shape = header["shape"]
size = (len(data) - 10 - length) // shape[0]
text = f"{{'descr': '{header['descr']}', 'fortran_order': False, 'shape': {(count,) + shape[1:]}, }}"
text += " " * (-(len(text) + 11) % 64) + "\n"
with open(target, "wb") as file:
    file.write(data[:8] + struct.pack("<H", len(text)) + text.encode() + data[10 + length:10 + length + count * size])
