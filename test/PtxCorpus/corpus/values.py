"""Numbers as the bytes of element types, .npy files, and random values: the standard library alone."""
import array
import math
import random
import struct
import sys

FORMATS = {"f64": "d", "f32": "f", "f16": "e", "i64": "q", "u64": "Q", "i32": "i", "u32": "I", "i16": "h", "u16": "H",
           "i8": "b", "u8": "B", "bf16": "H", "e4m3": "B", "e5m2": "B", "e2m1x2": "B", "e8m0": "B"}
NPY = {"d": "<f8", "f": "<f4", "e": "<f2", "q": "<i8", "Q": "<u8", "i": "<i4", "I": "<u4", "h": "<i2", "H": "<u2",
       "b": "|i1", "B": "|u1"}


def f32(value):
    """The nearest f32, as Python's float."""
    try:
        return struct.unpack("<f", struct.pack("<f", value))[0]
    except OverflowError:
        return math.copysign(math.inf, value)


def f16(value):
    try:
        return struct.unpack("<e", struct.pack("<e", value))[0]
    except OverflowError:
        return math.copysign(math.inf, value)


def bits32(value):
    return struct.unpack("<I", struct.pack("<f", value))[0]


def from_bits32(bits):
    return struct.unpack("<f", struct.pack("<I", bits & 0xFFFFFFFF))[0]


def bf16_bits(value):
    """The nearest bf16 of an f32 value, ties to even."""
    bits = bits32(value)
    if value != value:
        return 0x7FFF
    return (bits + 0x7FFF + (bits >> 16 & 1)) >> 16


def from_bf16(bits):
    return from_bits32(bits << 16)


def s32(value):
    value &= 0xFFFFFFFF
    return value - (1 << 32) if value >> 31 else value


def s64(value):
    value &= (1 << 64) - 1
    return value - (1 << 64) if value >> 63 else value


def pack(dtype, values):
    if dtype == "bf16" and values and isinstance(values[0], float):
        values = [bf16_bits(value) for value in values]
    code = FORMATS[dtype]
    if code in "efd":
        return b"".join(struct.pack("<" + code, value) for value in values)
    data = array.array(code, values)
    if sys.byteorder == "big":
        data.byteswap()
    return data.tobytes()


def write_npy(path, dtype, shape, data):
    """`data`: bytes."""
    write_npy_as(path, NPY[FORMATS[dtype]], shape, data)


def write_npy_as(path, descr, shape, data):
    """`descr`: the type as NumPy writes it, "<f4"."""
    text = "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }" % (descr, "".join(f"{size}, " for size in shape))
    text += " " * (-(len(text) + 11) % 64) + "\n"
    with open(path, "wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode() + data)


class Random(random.Random):
    """Random inputs; small integers as floats make sums exact in any order."""

    def ints(self, count, low, high):
        return [self.randint(low, high) for _ in range(count)]

    def floats(self, count, low=-4.0, high=4.0):
        return [f32(self.uniform(low, high)) for _ in range(count)]

    def whole(self, count, low=-4, high=4):
        return [float(self.randint(low, high)) for _ in range(count)]


def round_exact(value, mode, digits, lowest, highest):
    """A fraction as a float of `digits` binary digits whose least exponent of a digit is `lowest`; mode: n (ties to even),
    z, u (up), d (down). What reaches 2^highest overflows."""
    from fractions import Fraction
    if value == 0:
        return 0.0
    magnitude = abs(Fraction(value))
    exponent = magnitude.numerator.bit_length() - magnitude.denominator.bit_length()
    if Fraction(2)**exponent > magnitude:
        exponent -= 1
    unit = Fraction(2)**max(exponent - digits + 1, lowest)
    count, rest = divmod(magnitude, unit)
    up = {"n": 2 * rest > unit or (2 * rest == unit and count % 2 == 1), "z": False, "u": rest > 0 and value > 0,
          "d": rest > 0 and value < 0}[mode]
    rounded = (count + up) * unit
    if rounded >= Fraction(2)**highest:
        largest = float(Fraction(2)**highest - Fraction(2)**(highest - digits))
        is_infinite = mode == "n" or mode == ("u" if value > 0 else "d")
        return math.copysign(math.inf if is_infinite else largest, value)
    return math.copysign(float(rounded), value)


def round_f32(value, mode="n"):
    return round_exact(value, mode, 24, -149, 128)


def round_f16(value, mode="n"):
    return round_exact(value, mode, 11, -24, 16)
