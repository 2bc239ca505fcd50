"""Oracles of Sources/arithmetic.cu. Rounded results come from exact fractions."""
import math
import struct
from fractions import Fraction

from .case import case, given, result, scalar
from .values import bits32, f32, from_bits32, round_f32, s32, s64

M32, M64 = 0xFFFFFFFF, (1 << 64) - 1
EDGES = [0, 1, 2, 31, 32, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x00FF00FF, 0xAAAAAAAA]


def lanes(value, width):
    return [value >> at & ((1 << width) - 1) for at in range(0, 32, width)]


def signed(value, width):
    return value - (1 << width) if value >> (width - 1) & 1 else value


def join(values, width):
    return sum((value & ((1 << width) - 1)) << (width * place) for place, value in enumerate(values))


def permute(a, b, selector):
    pool = lanes(a, 8) + lanes(b, 8)
    return join([pool[selector >> (4 * place) & 7] for place in range(4)], 8)


def leading_zeros(value, width):
    return width - value.bit_length()


def reverse(value, width):
    return int(format(value, f"0{width}b")[::-1], 2)


def integer_row(a, b):
    sa, sb = s32(a), s32(b)
    both = a | b << 32
    shift = b & 31
    left = ((both << 32 | 0) and ((b << 32 | a) << shift >> 32)) & M32
    right = (b << 32 | a) >> min(a & 63, 32) & M32
    dp4 = 7 + sum(signed(x, 8) * signed(y, 8) for x, y in zip(lanes(a, 8), lanes(b, 8)))
    dp2 = 9 + sum(x * y for x, y in zip(lanes(a, 16), lanes(b, 8)[:2]))
    return [a * b >> 32, sa * sb >> 32 & M32, leading_zeros(a, 32), bin(b).count("1"), reverse(a, 32),
            (a & -a).bit_length(), permute(a, b, b & 0x7777), left, right, abs(a - b) + 5 & M32, dp4 & M32, dp2 & M32,
            a + b >> 1, sa + sb + 1 >> 1 & M32, (a & 0xFFFFFF) * (b & 0xFFFFFF) & M32,
            (a & b) ^ (~a & M32 | b << 3 & M32)]


def pairs(random, count):
    x = EDGES * len(EDGES) + [random.getrandbits(32) for _ in range(count)]
    y = [edge for edge in EDGES for _ in EDGES] + [random.getrandbits(32) for _ in range(count)]
    return x, y


@case("arithmetic", 3, 64)
def integer_intrinsics(random):
    x, y = pairs(random, 50)
    out = [value for a, b in zip(x, y) for value in integer_row(a, b)]
    return [given("u32", x), given("u32", y), result("u32", out), scalar("i32", len(x))]


def quotient(a, b):
    sign = -1 if (a < 0) != (b < 0) else 1
    return sign * (abs(a) // abs(b))


@case("arithmetic", 2, 64)
def long_integers(random):
    x = [s64(random.getrandbits(64)) for _ in range(100)] + [-2**63, 2**63 - 1, 0, -1]
    y = [random.choice([s64(random.getrandbits(64)) | 1, random.randint(1, 1000), -random.randint(1, 1000)])
         for _ in x]
    out = []
    for a, b in zip(x, y):
        ua, ub = a & M64, b & M64
        out += [a * b, a * b >> 64, quotient(a, b), a - quotient(a, b) * b, ua // ub,
                leading_zeros(ua, 64) + 100 * bin(ub).count("1"), (a >> (ub & 63)) ^ (ua >> (ua & 63)),
                reverse(ua, 64)]
    return [given("i64", x), given("i64", y), result("i64", [s64(value) for value in out]), scalar("i32", len(x))]


@case("arithmetic", 1, 128)
def packed_bytes(random):
    x, y = [random.getrandbits(32) for _ in range(100)], [random.getrandbits(32) for _ in range(100)]
    out = []

    def each(a, b, width, function):
        return join([function(p, q) for p, q in zip(lanes(a, width), lanes(b, width))], width)

    def saturate(value):
        return max(-128, min(127, value))

    for a, b in zip(x, y):
        out += [each(a, b, 8, lambda p, q: p + q), each(a, b, 16, lambda p, q: p - q),
                each(a, b, 8, lambda p, q: abs(p - q)), each(a, b, 8, lambda p, q: max(signed(p, 8), signed(q, 8))),
                each(a, b, 16, min), each(a, b, 8, lambda p, q: saturate(signed(p, 8) + signed(q, 8))),
                each(a, b, 8, lambda p, q: 255 * (p > q)), each(a, b, 8, lambda p, q: p + q + 1 >> 1)]
    return [given("u32", x), given("u32", y), result("u32", out), scalar("i32", 100)]


def root(value, mode):
    """The square root of a fraction, rounded: compared exactly, since it is never halfway between two floats."""
    if value == 0:
        return 0.0
    guess = f32(math.sqrt(value))
    around = sorted({from_bits32(bits32(guess) + step) for step in (-1, 0, 1)})
    below = max(candidate for candidate in around if Fraction(candidate)**2 <= value)
    if mode == "d" or Fraction(below)**2 == value:
        return below
    above = from_bits32(bits32(below) + 1)
    middle = (Fraction(below) + Fraction(above)) / 2
    return above if middle**2 < value else below


def truncate(value):
    return float(math.trunc(value))


@case("arithmetic", 2, 64)
def float_rounding(random):
    x = random.floats(90, -1000, 1000) + [0.5, 1.5, 2.5, -3.5, f32(1e-30), f32(3e38)]
    y = random.floats(90) + [2.0, 3.0, -0.5, 7.0, f32(1e30), 0.25]
    out = []
    for a, b in zip(x, y):
        p, q = Fraction(a), Fraction(b)
        row = [round_f32(p + q, mode) for mode in "nzud"] + [round_f32(p * q), round_f32(p * q, "z"),
                                                              round_f32(p * q - p), round_f32(p / q),
                                                              root(abs(p), "n"), round_f32(1 / q)]
        row += [f32(float(math.floor(a)) + float(math.ceil(b))), f32(truncate(a) - float(round(b))), min(a, b),
                math.copysign(a, b), math.fmod(a, b), root(abs(q), "d")]
        out += [f32(value) for value in row]
    return [given("f32", x), given("f32", y), result("f32", out), scalar("i32", len(x))]


@case("arithmetic", 1, 64)
def double_arithmetic(random):
    x = [random.uniform(-1000, 1000) for _ in range(50)] + [1e300, 1e-300]
    y = [random.uniform(-4, 4) for _ in range(50)] + [3.0, 7.0]
    out = []
    for a, b in zip(x, y):
        out += [a + b, a * b, float(Fraction(a) * Fraction(b) - 1), a / b, math.sqrt(abs(a)), max(a, b) - min(a, b),
                truncate(a) + f32(b), 1.0 / b]
    return [given("f64", x), given("f64", y), result("f64", out), scalar("i32", len(x))]


@case("arithmetic", 1, 64)
def functions(random):
    x = random.floats(64, -3, 3)
    out, bounds = [], []
    for a in x:
        row = [math.sin(a), math.cos(a), math.exp(a), math.log(f32(abs(a) + 0.5)), math.tanh(a),
               f32(abs(a) + 0.5)**1.5, math.atan2(a, 2.0), math.erf(a)]
        out += row
        # At most 4 units in the last place by CUDA's programming guide (powf has most), one more for the oracle.
        bounds += [5 * 2.0**-23 * max(abs(value), 2.0**-10) for value in row]
    return [given("f32", x), result("f32", out, bound=bounds, derivation="4 ulp of CUDA's table, and one"),
            scalar("i32", 64)]


@case("arithmetic", 1, 64)
def fast_functions(random):
    x = random.floats(64, -3, 3)
    out, bounds = [], []
    for a in x:
        b = f32(abs(a) + 0.5)
        row = [math.sin(a), math.cos(a), math.exp(a), math.log2(b), 1 / math.sqrt(b), a / 3]
        out += row
        bounds += [2.0**-21.4, 2.0**-21.1, (2 + abs(1.173 * a)) * 2.0**-23 * row[2] * 2, 2.0**-20,
                   4 * 2.0**-23 * row[4], 3 * 2.0**-23 * abs(row[5])]
    return [given("f32", x), result("f32", out, bound=bounds, derivation="CUDA's table of intrinsic functions"),
            scalar("i32", 64)]


@case("arithmetic", 1, 32)
def double_functions(random):
    x = [random.uniform(-3, 3) for _ in range(32)]
    out = [value for a in x for value in (math.exp(a), math.log(abs(a) + 0.5), math.sin(a),
                                           math.copysign(abs(a)**(1 / 3), a))]
    bounds = [4 * 2.0**-52 * max(abs(value), 2.0**-4) for value in out]
    return [given("f64", x), result("f64", out, bound=bounds, derivation="2 ulp of CUDA's table, 2 of the oracle"),
            scalar("i32", 32)]


def clamp(value, low, high):
    return max(low, min(high, value))


@case("arithmetic", 2, 64)
def conversions(random):
    x = random.floats(80, -1e5, 1e5) + [0.5, 1.5, -2.5, 3e9, -3e9, f32(1e20), f32(-1e20), 0.0]
    y = [s32(random.getrandbits(32)) for _ in x]
    out, floats = [], []
    low, high = -2**31, 2**31 - 1
    for a, b in zip(x, y):
        out += [clamp(round(a), low, high), clamp(math.trunc(a), low, high), clamp(math.ceil(a), low, high),
                clamp(math.floor(a), low, high), s32(clamp(math.trunc(a), 0, M32)),
                s32(clamp(round(a), -2**63, 2**63 - 1) >> 3), signed(b & 0xFF, 8), b & 0xFFFF, s32(bits32(a)),
                s32(clamp(math.floor(a * 1.5), -2**63, 2**63 - 1))]
        floats += [round_f32(Fraction(b)), round_f32(Fraction(b & M32), "z"), f32(b / 3.0)]
    return [given("f32", x), given("i32", y), result("i32", out), result("f32", floats), scalar("i32", len(x))]


@case("arithmetic", 1, 32)
def carry_chain(random):
    x = [random.choice([M32, 0, random.getrandbits(32)]) for _ in range(128)]
    y = [random.choice([M32, 0, 1, random.getrandbits(32)]) for _ in range(128)]
    sums, differences = [], []
    for start in range(0, 128, 4):
        a, b = join(x[start:start + 4], 32), join(y[start:start + 4], 32)
        sums += [a + b >> at & M32 for at in (0, 32, 64, 96)]
        differences += [(a - b & (1 << 128) - 1) >> at & M32 for at in (0, 32, 64, 96)]
    return [given("u32", x), given("u32", y), result("u32", sums), result("u32", differences)]


@case("arithmetic", 1, 32)
def complex_power(random):
    x = [float(random.choice([-5, -4, -3, -2, 2, 3, 4, 5])) for _ in range(64)] # no zero, whose sign would matter
    out = []
    for i in range(32):
        power = complex(x[2 * i], x[2 * i + 1])**3
        out += [float(round(power.real)), float(round(power.imag))]
    return [given("f32", x, (32, 2)), result("f32", out, (32, 2))]
