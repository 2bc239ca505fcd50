"""Oracles of Sources/signals.cu and unpack.cu."""
import cmath
import math
import struct

from .case import case, changed, given, result, scalar
from .halves import decode
from .values import bf16_bits, f16, s32


@case("signals", 1, 128)
def fourier(random):
    x = random.floats(512)
    points = [complex(x[2 * i], x[2 * i + 1]) for i in range(256)]
    out, size = [], sum(abs(point) for point in points)
    for k in range(256):
        total = sum(point * cmath.exp(-2j * math.pi * (i * k % 256) / 256) for i, point in enumerate(points))
        out += [total.real, total.imag]
    return [given("f32", x), result("f32", out, bound=8 * 10 * 2.0**-24 * size,
                                    derivation="eight levels, each at most 10 units 2^-24 of the sum of magnitudes")]


def draw_sparse(random, rows, columns):
    entries = []
    for row in range(rows):
        for column in sorted(random.sample(range(columns), random.randint(0, 40))):
            entries.append((row, column, float(random.randint(-9, 9))))
    x = random.whole(columns, -9, 9)
    y = [sum(value * x[column] for row, column, value in entries if row == wanted) for wanted in range(rows)]
    return entries, x, [float(total) for total in y]


@case("signals", 7, 64)
def sparse_rows(random):
    entries, x, y = draw_sparse(random, 13, 70)
    starts = [sum(row < start for row, _, _ in entries) for start in range(14)]
    return [given("i32", starts), given("i32", [column for _, column, _ in entries]),
            given("f32", [value for _, _, value in entries]), given("f32", x), result("f32", y), scalar("i32", 13)]


@case("signals", 6, 64)
def sparse_coordinates(random):
    entries, x, y = draw_sparse(random, 10, 60)
    entries = random.sample(entries, len(entries))[:384]
    y = [float(sum(value * x[column] for row, column, value in entries if row == wanted)) for wanted in range(10)]
    return [given("i32", [row for row, _, _ in entries]), given("i32", [column for _, column, _ in entries]),
            given("f32", [value for _, _, value in entries]), given("f32", x), changed("f32", [0.0] * 10, y),
            scalar("i32", len(entries))]


@case("signals", (2, 3), (16, 8))
def median_filter(random):
    width, height = 29, 19
    x, y = random.ints(width * height, 0, 255), []
    for row in range(height):
        for column in range(width):
            y.append(sorted(x[min(max(row + i, 0), height - 1) * width + min(max(column + j, 0), width - 1)]
                            for i in (-1, 0, 1) for j in (-1, 0, 1))[4])
    return [given("u8", x), result("u8", y), scalar("i32", width), scalar("i32", height)]


@case("signals", (3, 2), (16, 8))
def gradient(random):
    width, height = 40, 13
    x, y = random.ints(width * height, 0, 255), []

    def at(row, column):
        return x[row * width + column] if 0 <= row < height and 0 <= column < width else 0

    for row in range(height):
        for column in range(width):
            across = sum(w * (at(row + i, column + 1) - at(row + i, column - 1)) for i, w in ((-1, 1), (0, 2), (1, 1)))
            down = sum(w * (at(row + 1, column + i) - at(row - 1, column + i)) for i, w in ((-1, 1), (0, 2), (1, 1)))
            y.append(abs(across) + abs(down))
    return [given("u8", x), result("i16", y), scalar("i32", width), scalar("i32", height)]


@case("signals", 1, 128)
def sort_radix(random):
    x = [random.getrandbits(32) for _ in range(100)] + [5] * 28
    return [changed("u32", x, sorted(x)), result("u32", sorted(x, key=lambda key: key & 0xFFFFFFF))]


@case("signals", 4, 32, cooperative=True)
def relax_grid(random):
    # Multiples of 16: four halvings stay exact.
    a = [16.0 * value for value in random.ints(128, -99, 99)]
    steps = [a]
    for _ in range(4):
        last = steps[-1]
        steps.append([last[i] if i in (0, 127) else 0.5 * (last[i - 1] + last[i + 1]) for i in range(128)])
    return [changed("f32", a, steps[4]), result("f32", steps[3]), scalar("i32", 128), changed("u32", [0], [16])]


@case("signals", 1, 64)
def video(random):
    x = [random.getrandbits(32) for _ in range(60)] + [0x7FFFFFFF, 0x80000000, 0, 0xFFFFFFFF]
    y = [random.getrandbits(32) for _ in range(60)] + [1, 0xFFFFFFFF, 0, 0x80000000]
    out = []
    for a, b in zip(x, y):
        out += [max(-2**31, min(2**31 - 1, s32(a) + s32(b))), (a >> 8 & 255) - (b >> 16),
                abs((a & 0xFFFF) - (b >> 24)) + a, min(s32(a), s32(b)), int(a < b), s32(a << 18) >> 23]
    return [given("u32", x), given("u32", y), result("u32", [value & 0xFFFFFFFF for value in out])]


@case("signals", 1, 96)
def group_votes(random):
    x, y = random.ints(96, -100, 100), []
    for i in range(96):
        tile, lane = x[i // 4 * 4:i // 4 * 4 + 4], i % 4
        votes = sum(1 << j for j, value in enumerate(tile) if value > 0)
        following = tile[lane + 1] if lane < 3 else tile[3]
        y.append(votes + 100 * any(value > 90 for value in tile) + 1000 * (tile[0] > following))
    return [given("i32", x), result("i32", y)]


def pair(low, high):
    return (high & 0xFFFF) << 16 | (low & 0xFFFF)


def half_bits(value):
    return struct.unpack("<H", struct.pack("<e", value))[0]


@case("unpack", 2, 32)
def unpack_u4_half(random):
    x, y = [random.getrandbits(32) for _ in range(50)], []
    for word in x:
        for place in range(4):
            y.append(pair(*[half_bits(float((word >> shift & 15) - 8)) for shift in (4 * place, 4 * place + 16)]))
    return [given("u32", x), result("u32", y), scalar("i32", 50)]


@case("unpack", 2, 32)
def unpack_u4_bfloat(random):
    x, y = [random.getrandbits(32) for _ in range(50)], []
    for word in x:
        for place in range(4):
            y.append(pair(*[bf16_bits(float((word >> shift & 15) - 8)) for shift in (4 * place, 4 * place + 16)]))
    return [given("u32", x), result("u32", y), scalar("i32", 50)]


@case("unpack", 4, 32)
def unpack_s8_bfloat(random):
    codes = random.sample(range(256), 256)
    return [given("u16", [codes[2 * i] | codes[2 * i + 1] << 8 for i in range(128)]),
            result("bf16", [float(code - 256 if code > 127 else code) for code in codes]), scalar("i32", 128)]


@case("unpack", 4, 32)
def unpack_e4m3_half(random):
    codes = [code for code in range(256) if code & 127 != 127] + [1, 2]
    codes = random.sample(codes, 256)
    y = [pair(*[half_bits(decode(code, 4, 3, False)) for code in codes[i:i + 2]]) for i in range(0, 256, 2)]
    return [given("u16", [codes[2 * i] | codes[2 * i + 1] << 8 for i in range(128)]), result("u32", y),
            scalar("i32", 128)]


E2M1 = [0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0]


@case("unpack", 16, 32)
def unpack_e2m1(random):
    x = list(range(256))
    codes = [byte >> shift & 15 for byte in x for shift in (0, 4)]
    values = [math.copysign(E2M1[code & 7], -1 if code & 8 else 1) for code in codes]
    e4m3 = {decode(code, 4, 3, False): code for code in range(127)}
    # The value times 2^-6, as e4m3's exponents are biased by 7 and e2m1's by 1.
    bytes_ = [(0x80 if code & 8 else 0) | e4m3[abs(value) * 2.0**-6] for code, value in zip(codes, values)]
    return [given("u8", x), result("u8", bytes_), result("f16", values), scalar("i32", 256)]


@case("unpack", 6, 32)
def matvec_groups(random):
    rows, k = 6, 512
    codes = [[random.randint(0, 15) for _ in range(k)] for _ in range(rows)]
    scales = [f16(random.uniform(0.01, 0.1)) for _ in range(rows * k // 32)]
    zeros, x = random.ints(rows * k // 32, 0, 15), [f16(random.uniform(-1, 1)) for _ in range(k)]
    y, bounds = [], []
    for row in range(rows):
        terms = [(code - zeros[row * k // 32 + i // 32]) * x[i] * scales[row * k // 32 + i // 32]
                 for i, code in enumerate(codes[row])]
        y.append(math.fsum(terms))
        bounds.append(20 * 2.0**-24 * math.fsum(map(abs, terms)))
    words = [sum(code << 4 * e for e, code in enumerate(row[i:i + 8])) for row in codes for i in range(0, k, 8)]
    return [given("u32", words), given("f16", scales), given("u8", zeros), given("f16", x),
            result("f32", y, bound=bounds, derivation="8 + 2 + 5 sums one after the other: below 20 units 2^-24"),
            scalar("i32", k)]


@case("unpack", 1, 32)
def mma_weights_of_four_bits(random):
    weights = [[random.randint(-8, 7) for _ in range(16)] for _ in range(16)]
    x, scales = random.whole(8 * 16), [2.0**random.randint(-4, 4) for _ in range(16)]
    words = []
    for lane in range(32):
        row, column = lane // 4, lane % 4 * 2
        places = [(row, column), (row + 8, column), (row, column + 8), (row + 8, column + 8)]
        word = 0
        for index, (r, c) in enumerate(places):
            word |= (weights[r][c] + 8) << 4 * index | (weights[r][c + 1] + 8) << (4 * index + 16)
        words.append(word)
    y = [scales[r] * sum(weights[r][k] * x[n * 16 + k] for k in range(16)) for r in range(16) for n in range(8)]
    return [given("u32", words), given("f16", x), given("f16", scales), result("f32", y)]
