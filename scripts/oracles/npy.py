"""NumPy's .npy files and number formats without NumPy: what the runner reads and writes.

An array is a dict {"dtype", "shape", "bits"} as in test/Samples: `bits` is the data in lower-case hex, row-major,
little-endian, codes of less than a byte one a byte.
"""

import ast
import math
import re
import struct

# dtype: what .npy calls the bytes of an element.
DESCRIPTORS = {
    "f64": "<f8", "f32": "<f4", "f16": "<f2", "bf16": "<u2", "int16": "<i2", "uint16": "<u2", "int32": "<i4",
    "uint32": "<u4", "int64": "<i8", "bool": "|b1",
}
# Narrow floats: exponent bits, mantissa bits, bias, special codes.
#   ieee: infinities and NaNs; fn: NaN in the all-ones code; none: finite only
FLOATS = {
    "f64": (11, 52, 1023, "ieee"), "f32": (8, 23, 127, "ieee"), "f16": (5, 10, 15, "ieee"), "bf16": (8, 7, 127, "ieee"),
    "fp8_e4m3fn": (4, 3, 7, "fn"), "fp8_e5m2": (5, 2, 15, "ieee"), "fp6_e2m3fn": (2, 3, 1, "none"),
    "fp6_e3m2fn": (3, 2, 3, "none"), "fp4_e2m1fn": (2, 1, 1, "none"),
}


class NpyError(Exception):
    """A file that is not what it should be."""


def descriptor(dtype):
    if dtype in DESCRIPTORS:
        return DESCRIPTORS[dtype]
    return "|i1" if dtype.startswith("int") else "|u1"


def item_size(dtype):
    return int(descriptor(dtype)[2:])


def count(shape):
    return math.prod(shape)


def write(path, array):
    shape = ", ".join(map(str, array["shape"])) + ("," if len(array["shape"]) == 1 else "")
    head = f"{{'descr': '{descriptor(array['dtype'])}', 'fortran_order': False, 'shape': ({shape}), }}"
    head += " " * (-(len(head) + 11) % 64) + "\n"
    data = bytes.fromhex(array["bits"])
    if len(data) != count(array["shape"]) * item_size(array["dtype"]):
        raise NpyError(f"expected {count(array['shape'])} elements of {array['dtype']}, got {len(data)} bytes")
    with open(path, "wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head.encode("latin-1") + data)


def read(path):
    """Item size, shape and data of a row-major little-endian file."""
    with open(path, "rb") as file:
        data = file.read()
    if data[:6] != b"\x93NUMPY":
        raise NpyError(f"'{path}' is not a .npy file")
    size = struct.unpack("<H", data[8:10])[0] if data[6] == 1 else struct.unpack("<I", data[8:12])[0]
    start = 10 if data[6] == 1 else 12
    head = ast.literal_eval(data[start:start + size].decode("latin-1").strip())
    if head["fortran_order"] or not re.fullmatch(r"[<|][fiubV]\d+", head["descr"]):
        raise NpyError(f"'{path}' holds {head['descr']}, expected row-major little-endian elements")
    return int(head["descr"][2:]), list(head["shape"]), data[start + size:]


def codes(data, size):
    """The elements of `data` as unsigned integers."""
    return [int.from_bytes(data[i:i + size], "little") for i in range(0, len(data), size)]


def doubles(text):
    """f64 numbers from hex."""
    data = bytes.fromhex(text)
    return struct.unpack(f"<{len(data) // 8}d", data)


def decode(code, dtype):
    """The number that a code of `dtype` stands for, as a float."""
    if dtype == "e8m0":
        return math.nan if code == 255 else math.ldexp(1.0, code - 127)
    if dtype not in FLOATS:
        bits = 8 * item_size(dtype)
        signed = dtype.startswith("int") and code >> (bits - 1)
        return float(code - (1 << bits) if signed else code)
    exponent_bits, mantissa_bits, bias, kind = FLOATS[dtype]
    sign = -1.0 if code >> (exponent_bits + mantissa_bits) & 1 else 1.0
    exponent = code >> mantissa_bits & (1 << exponent_bits) - 1
    mantissa = code & (1 << mantissa_bits) - 1
    if kind == "ieee" and exponent == (1 << exponent_bits) - 1:
        return math.nan if mantissa else sign * math.inf
    if kind == "fn" and code & (1 << exponent_bits + mantissa_bits) - 1 == (1 << exponent_bits + mantissa_bits) - 1:
        return math.nan
    if exponent:
        return sign * math.ldexp((1 << mantissa_bits) + mantissa, exponent - bias - mantissa_bits)
    return sign * math.ldexp(mantissa, 1 - bias - mantissa_bits)


def is_float(dtype):
    return dtype in FLOATS or dtype == "e8m0"
