"""Oracles of Sources/memory.cu."""
import struct

from .case import case, given, result, changed, scalar, struct_bytes
from .values import f32


@case("memory", 4, 128)
def saxpy(random):
    x, y = random.floats(500), random.floats(500)
    # 2x is exact, so one rounding remains whether the compiler fuses or not.
    return [given("f32", x), changed("f32", y, [f32(2 * a + b) for a, b in zip(x, y)]), scalar("f32", 2.0),
            scalar("i32", 500)]


@case("memory", 2, 32)
def copy_vectors(random):
    n = 50
    x, u = random.floats(4 * n), [random.uniform(-1, 1) for _ in range(2 * n)]
    y = [x[4 * i + 3 - j] for i in range(n) for j in range(4)]
    v = [u[2 * i + 1 - j] for i in range(n) for j in range(2)]
    return [given("f32", x), result("f32", y), given("f64", u), result("f64", v), scalar("i32", n)]


@case("memory", (4, 3), (16, 16))
def transpose(random):
    rows, columns = 40, 50
    x = random.floats(rows * columns)
    return [given("f32", x, (rows, columns)),
            result("f32", [x[row * columns + column] for column in range(columns) for row in range(rows)],
                   (columns, rows)), scalar("i32", rows), scalar("i32", columns)]


@case("memory", 4, 128)
def stencil_line(random):
    n = 450
    x = random.ints(n, -100, 100)
    return [given("i32", x), result("i32", [sum(x[max(0, i - 3):i + 4]) for i in range(n)]), scalar("i32", n)]


@case("memory", (3, 3), (16, 8))
def stencil_plane(random):
    width, height = 37, 20
    x = random.whole(width * height, -50, 50)

    def at(row, column, center):
        inside = 0 <= row < height and 0 <= column < width
        return x[row * width + column] if inside else center

    out = []
    for row in range(height):
        for column in range(width):
            center = x[row * width + column]
            around = [at(row - 1, column, center), at(row + 1, column, center), at(row, column - 1, center),
                      at(row, column + 1, center)]
            out.append(4 * center - sum(around))
    return [given("f32", x), result("f32", out), scalar("i32", width), scalar("i32", height)]


@case("memory", 3, 64)
def gather(random):
    n = 170
    x, places = random.ints(n, -30000, 30000), list(range(n))
    random.shuffle(places)
    out = [0] * n
    for value, place in zip(x, places):
        out[place] = value
    return [given("i16", x), given("i32", places), result("i16", out), scalar("i32", n)]


@case("memory", 1, 32)
def constants(random):
    weights = [1, -2, 3, -4, 5, -6, 7, -8]
    table = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3]
    x = random.ints(32, -100, 100)
    out = [x[i] * weights[i & 7] + table[i & 15] for i in range(32)] + table[4:8]
    return [given("i32", x), result("i32", out)]


@case("memory", 1, 20)
def struct_by_value(random):
    codes = [3, -4, 5, -6, 7]
    data = struct.pack("<dfh5b5x", 1.5, 0.25, -7, *codes)
    return [struct_bytes(data, 8), result("f64", [1.5 * i + 0.25 - 7 + codes[i % 5] for i in range(20)])]


@case("memory", 1, 64, shared=4000)
def dynamic_shared(random):
    x = random.ints(1000, -100, 100)
    return [given("i32", x), result("i32", x[::-1]), scalar("i32", 1000)]


def signed(value, bits):
    value &= (1 << bits) - 1
    return value - (1 << bits) if value >> (bits - 1) else value


@case("memory", 2, 64)
def bytes(random):
    n = 100
    x, u = random.ints(4 * n, 0, 255), random.ints(2 * n, 0, 65535)
    y = []
    for i in range(n):
        a, b, c, d = x[4 * i:4 * i + 4]
        y += [signed(b - a, 8), signed(c >> 1, 8), signed(~d, 8), signed(a & d, 8)]
    v = [signed(u[2 * i] * u[2 * i + 1], 16) for i in range(n)]
    return [given("u8", x), result("i8", y), given("u16", u), result("i16", v), scalar("i32", n)]


@case("memory", 2, 32)
def fill_pattern(random):
    n, pattern = 150, 0x0123456789ABCDEF
    mask = (1 << 64) - 1
    out = [(pattern << (i & 63) | pattern >> (64 - (i & 63)) % 64) & mask for i in range(n)]
    return [result("u64", out), scalar("u64", pattern), scalar("i32", n)]


@case("memory", (2, 3, 2), (4, 2, 2))
def three_axes(random):
    return [result("i32", [x + 100 * row + 10000 * z for z in range(4) for row in range(6) for x in range(8)])]


@case("memory", 1, 32)
def copy_async(random):
    x = random.floats(256)
    y = [x[127 - i] for i in range(32)] + [x[128 + 127 - i] for i in range(32)]
    return [given("f32", x), result("f32", y), scalar("i32", 256)]
