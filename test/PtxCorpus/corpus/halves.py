"""Oracles of Sources/halves.cu and fp8.cu."""
import math
import struct
from fractions import Fraction

from .case import case, given, result, scalar
from .values import bf16_bits, bits32, f16, f32, from_bf16, from_bits32, round_exact, round_f16


def half_values(random, count):
    return [f16(random.uniform(-8, 8)) for _ in range(count)]


@case("halves", 2, 32)
def half_pairs(random):
    x, y = half_values(random, 100), half_values(random, 100)
    out = []
    for i in range(0, 100, 2):
        a, b = x[i:i + 2], y[i:i + 2]
        p, q = [Fraction(v) for v in a], [Fraction(v) for v in b]
        out += [round_f16(u + v) for u, v in zip(p, q)] + [round_f16(u * v) for u, v in zip(p, q)]
        out += [round_f16(u * v + u) for u, v in zip(p, q)] + [round_f16(u - v) for u, v in zip(p, q)]
        out += [max(u, v) for u, v in zip(a, b)] + [abs(b[1]), abs(b[0])]
    return [given("f16", x), given("f16", y), result("f16", out), scalar("i32", 50)]


@case("halves", 2, 64)
def half_conversions(random):
    x = random.floats(90, -300, 300) + [65504.0, f32(1e-8), f32(-6e-8), 2.0**-24, 1.5 * 2.0**-24, 2049.0]
    out, back, whole = [], [], []
    for a in x:
        nearest = round_f16(Fraction(a))
        out += [nearest, round_f16(Fraction(a), "z"), round_f16(Fraction(a), "u")]
        back.append(nearest)
        whole.append(max(-32768, min(32767, round(nearest))))
    return [given("f32", x), result("f16", out), result("f32", back), result("i16", whole), scalar("i32", len(x))]


@case("halves", 1, 64)
def half_compare(random):
    special = [math.nan, math.inf, -math.inf, 0.0, -0.0, 1.0]
    x = [random.choice(special + [2.0]) for _ in range(64)]
    y = [random.choice(special + [2.0]) for _ in range(64)]
    out = []
    for a, b in zip(x, y):
        unordered = a != a or b != b
        out.append((a < b) + 2 * (a == b) + 4 * (unordered or a >= b) + 8 * (a != a) + 16 * math.isinf(b))
    return [given("f16", x), given("f16", y), result("i32", [int(value) for value in out])]


def round_bf16(value, mode="n"):
    return round_exact(value, mode, 8, -133, 128)


@case("halves", 1, 64)
def bfloat_pairs(random):
    x = [from_bf16(bf16_bits(value)) for value in random.floats(128)]
    y = [from_bf16(bf16_bits(value)) for value in random.floats(128)]
    out = []
    for i in range(0, 128, 2):
        out += [round_bf16(Fraction(x[j]) * Fraction(y[j]) + Fraction(x[j])) for j in (i, i + 1)]
        out += [min(x[j], y[j]) for j in (i, i + 1)]
    return [given("bf16", x), given("bf16", y), result("bf16", [float(value) for value in out]), scalar("i32", 64)]


@case("halves", 2, 64)
def bfloat_conversions(random):
    x = random.floats(90, -1000, 1000) + [1.00390625, 1.01171875, f32(1e-39), f32(3e38)]
    out = [value for a in x for value in (round_bf16(Fraction(a)), round_bf16(Fraction(a), "z"))]
    return [given("f32", x), result("bf16", out), result("f32", out[::2]), scalar("i32", len(x))]


@case("halves", 1, 64)
def unpack_int4(random):
    codes = [random.getrandbits(32) for _ in range(50)]
    out = []
    for code in codes:
        for pair in range(4):
            out += [float((code >> (4 * pair) & 15) - 8), float((code >> (4 * pair + 16) & 15) - 8)]
    return [given("u32", codes), result("f16", out), scalar("i32", 50)]


@case("halves", 4, 64)
def quantize_rows(random):
    columns = 100
    x = random.floats(4 * columns, -10, 10)
    codes, scales = [], []
    for row in range(4):
        line = x[row * columns:row * columns + columns]
        scale = f32(max(abs(value) for value in line) / 127)
        scales.append(scale)
        codes += [max(-127, min(127, round(f32(value / scale)))) for value in line]
    return [given("f32", x, (4, columns)), result("i8", codes, (4, columns)), result("f32", scales),
            scalar("i32", columns)]


def decode(code, exponent_bits, mantissa_bits, has_infinity):
    """The value of an fp8 code."""
    sign = -1.0 if code & 0x80 else 1.0
    exponent = code >> mantissa_bits & (1 << exponent_bits) - 1
    mantissa = code & (1 << mantissa_bits) - 1
    bias, top = (1 << exponent_bits - 1) - 1, (1 << exponent_bits) - 1
    if exponent == top and has_infinity:
        return sign * math.inf if mantissa == 0 else math.nan
    if exponent == top and mantissa == (1 << mantissa_bits) - 1:
        return math.nan
    if exponent == 0:
        return sign * mantissa * 2.0**(1 - bias - mantissa_bits)
    return sign * (1 + mantissa / (1 << mantissa_bits)) * 2.0**(exponent - bias)


def encode(value, codes, largest, overflow):
    """The nearest code, ties to the even one; `codes`: value of each code without sign."""
    magnitude, sign = abs(value), 0x80 if math.copysign(1, value) < 0 else 0
    if magnitude > largest:
        return sign | overflow(magnitude)
    best = min(range(len(codes)), key=lambda code: (abs(Fraction(codes[code]) - Fraction(magnitude)), code % 2))
    return sign | best


@case("fp8", 2, 64)
def fp8_encode(random):
    x = random.floats(60, -500, 500) + random.floats(40, -0.1, 0.1) + [448.0, 464.0, 1e6, 57344.0, 61440.0, 2.0**-10,
                                                                       3 * 2.0**-11, -0.0]
    e4m3 = [decode(code, 4, 3, False) for code in range(0x7F)]
    e5m2 = [decode(code, 5, 2, True) for code in range(0x7C)]
    first = [encode(value, e4m3, 448.0, lambda _: 0x7E) for value in x]
    second = [encode(value, e5m2, 57344.0, lambda m: 0x7B if m < 61440 else 0x7C) for value in x]
    return [given("f32", x), result("u8", first), result("u8", second), scalar("i32", len(x))]


@case("fp8", 1, 256)
def fp8_decode(random):
    return [given("u8", list(range(256))),
            result("f32", [decode(code, 4, 3, False) for code in range(256)], bound=0.0, derivation="exact; NaN meets NaN"),
            result("f32", [decode(code, 5, 2, True) for code in range(256)], bound=0.0, derivation="exact; NaN meets NaN")]
