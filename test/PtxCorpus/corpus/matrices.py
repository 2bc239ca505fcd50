"""Oracles of Sources/matrices.cu, wmma.cu and groups.cu. Matrices of small whole numbers: sums are exact in any order."""
import math

from .case import case, given, result, changed, scalar


def multiply(a, b, m, n, k, is_transposed, start=0):
    """C = A B for A of m x k row-major; B of k x n, or n x k where it is transposed."""
    columns = [[b[j * k + i] if is_transposed else b[i * n + j] for i in range(k)] for j in range(n)]
    rows = [a[i * k:i * k + k] for i in range(m)]
    return [start + sum(x * y for x, y in zip(row, column)) for row in rows for column in columns]


@case("matrices", (2, 3), (16, 8))
def gemm_plain(random):
    m, n, k = 20, 25, 30
    a, b = random.whole(m * k), random.whole(k * n)
    return [given("f32", a, (m, k)), given("f32", b, (k, n)), result("f32", multiply(a, b, m, n, k, False), (m, n)),
            scalar("i32", m), scalar("i32", n), scalar("i32", k)]


@case("matrices", (3, 3), (16, 16))
def gemm_tiled(random):
    n = 48
    a, b = random.whole(n * n), random.whole(n * n)
    return [given("f32", a, (n, n)), given("f32", b, (n, n)), result("f32", multiply(a, b, n, n, n, False), (n, n)),
            scalar("i32", n)]


@case("matrices", 10, 32)
def matvec(random):
    a, x = random.whole(1000), random.whole(100)
    return [given("f32", a, (10, 100)), given("f32", x), result("f32", multiply(a, x, 10, 1, 100, True)),
            scalar("i32", 100)]


@case("matrices", 12, 20)
def convolve(random):
    height, width = 12, 20
    x, w = random.whole(height * width), random.whole(9)
    out = []
    for row in range(height):
        for column in range(width):
            out.append(sum(x[(row + r) * width + column + s] * w[3 * (r + 1) + s + 1] for r in (-1, 0, 1)
                           for s in (-1, 0, 1) if 0 <= row + r < height and 0 <= column + s < width))
    return [given("f32", x), given("f32", w), result("f32", out), scalar("i32", height), scalar("i32", width)]


@case("matrices", 4, 32)
def softmax_rows(random):
    n, rows = 100, 4
    x = random.floats(n * rows)
    out = []
    for row in range(rows):
        line = x[row * n:row * n + n]
        powers = [math.exp(value - max(line)) for value in line]
        out += [power / sum(powers) for power in powers]
    # __expf of arguments above -8: 2 + 1.173 * 8 units; the sum and the quotient add a few more.
    return [given("f32", x, (rows, n)),
            result("f32", out, (rows, n), bound=[40 * 2.0**-24 * value for value in out],
                   derivation="__expf errs by at most 12 units for arguments above -8, twice, and 4 for sum and quotient"),
            scalar("i32", n)]


def mma(name, m, n, k, dtype, out_type, low, high, start=None):
    def oracle(random):
        floating = out_type in ("f32", "f64")
        make = random.whole if floating else random.ints
        a, b = make(m * k, low, high), make(n * k, low, high)
        product = multiply(a, b, m, n, k, True)
        if start:
            lanes = [start[(row >= 8) * 2 + column % 2] for row in range(m) for column in range(n)]
            product = [x + y for x, y in zip(product, lanes)]
        return [given(dtype, a, (m, k)), given(dtype, b, (n, k)), result(out_type, product, (m, n))]

    oracle.__name__ = name
    case("matrices", 1, 32)(oracle)


mma("mma_half", 16, 8, 16, "f16", "f32", -8, 8)
mma("mma_bfloat", 16, 8, 16, "bf16", "f32", -8, 8, (1, 2, 3, 4))
mma("mma_bytes", 16, 8, 32, "i8", "i32", -128, 127)
mma("mma_double", 8, 8, 4, "f64", "f64", -1000, 1000)
mma("mma_tf32", 16, 8, 8, "f32", "f32", -500, 500)


@case("matrices", (2, 1), 128)
def gemm_pipelined(random):
    m, n, k = 64, 128, 96
    a, b = random.whole(m * k), random.whole(n * k)
    return [given("f16", a, (m, k)), given("f16", b, (n, k)), result("f32", multiply(a, b, m, n, k, True), (m, n)),
            scalar("i32", n), scalar("i32", k)]


@case("wmma", (2, 2), 32)
def wmma_half(random):
    n = 32
    a, b = random.whole(n * n), random.whole(n * n)
    return [given("f16", a, (n, n)), given("f16", b, (n, n)), result("f32", multiply(a, b, n, n, n, True), (n, n)),
            scalar("i32", n)]


@case("wmma", 1, 32)
def wmma_half_accumulate(random):
    a, b = random.whole(32 * 16), random.whole(16 * 8)
    rows = [a[k * 32 + i] for i in range(32) for k in range(16)]
    return [given("f16", a), given("f16", b),
            result("f16", [2 * value for value in multiply(rows, b, 32, 8, 16, False, 1)], (32, 8))]


@case("wmma", 1, 32)
def wmma_bytes(random):
    a, b = random.ints(256, -128, 127), random.ints(256, -128, 127)
    return [given("i8", a), given("i8", b), result("i32", multiply(a, b, 16, 16, 16, True, 5), (16, 16))]


@case("groups", 1, 64)
def group_tiles(random):
    x = random.ints(64, -100, 100)
    scans = [sum(x[i // 8 * 8:i + 1]) for i in range(64)]
    return [given("i32", x), result("i32", [sum(x[i:i + 8]) for i in range(0, 64, 8)]), result("i32", scans)]


@case("groups", 1, 96)
def group_coalesced(random):
    x = random.ints(96, 0, 100)
    return [given("i32", x), changed("i32", [3], [3 + sum(value % 3 == 0 for value in x)])]


@case("groups", 1, 64)
def group_labels(random):
    x = random.ints(64, 0, 50)
    out = []
    for i, value in enumerate(x):
        same = [other for other in x[i // 32 * 32:i // 32 * 32 + 32] if other & 3 == value & 3]
        out.append(max(same) * 100 + len(same))
    return [given("i32", x), result("i32", out)]


@case("grids", 4, 32, cooperative=True)
def grid_rounds(random):
    x = random.ints(128, -100, 100)
    states = [x]
    for _ in range(3):
        states.append([states[-1][(i + 33) % 128] + 1 for i in range(128)])
    return [given("i32", x), result("i32", states[2]), result("i32", states[3]), scalar("i32", 3)]


@case("grids", 1, 128)
def split_barrier(random):
    x = random.ints(128, -100, 100)
    return [given("i32", x), result("i32", [3 * value + x[127 - i] for i, value in enumerate(x)])]
