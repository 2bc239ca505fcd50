"""Oracles of Sources/triton_kernels.py. After a kernel's own arguments come two null pointers."""
import json
import math
import os
from itertools import accumulate

from .case import Item, case, given, result, changed, scalar
from .compilers import STORED
from .matrices import multiply
from .values import f32

HIDDEN = [Item("null"), Item("null")]


def triton_case(grid):
    def register(function):
        with open(os.path.join(STORED, "triton", function.__name__ + ".json"), encoding="utf-8") as file:
            sizes = json.load(file)

        def oracle(random):
            return function(random) + HIDDEN

        oracle.__name__ = function.__name__
        case(function.__name__, grid, sizes["threads"], sizes["shared"], compilers=("triton",))(oracle)

    return register


@triton_case(3)
def tt_add(random):
    x, y = random.whole(700), random.whole(700)
    return [given("f32", x), given("f32", y), result("f32", [a + b for a, b in zip(x, y)]), scalar("i32", 700)]


@triton_case(4)
def tt_row_sum(random):
    x = random.whole(800)
    return [given("f32", x), result("f32", [sum(x[i:i + 200]) for i in range(0, 800, 200)]), scalar("i32", 200)]


@triton_case(3)
def tt_softmax(random):
    x, out = random.floats(300), []
    for start in (0, 100, 200):
        line = x[start:start + 100]
        powers = [math.exp(value - max(line)) for value in line]
        out += [power / sum(powers) for power in powers]
    return [given("f32", x),
            result("f32", out, bound=[40 * 2.0**-24 * value for value in out],
                   derivation="ex2.approx after a product errs by at most 12 units above -8, twice; 4 for sum, quotient"),
            scalar("i32", 100)]


@triton_case(3)
def tt_layernorm(random):
    x, weight, bias, out = random.floats(300), random.floats(100), random.floats(100), []
    for start in (0, 100, 200):
        line = x[start:start + 100]
        mean = sum(line) / 100
        deviation = math.sqrt(sum((value - mean)**2 for value in line) / 100 + f32(1e-5))
        out += [(value - mean) / deviation * w + b for value, w, b in zip(line, weight, bias)]
    return [given("f32", x), given("f32", weight), given("f32", bias),
            result("f32", out, bound=2e-5, derivation="values below 20, about 10 roundings of relative size 2^-23 each"),
            scalar("i32", 100), scalar("f32", 1e-5)]


def product(a_type, c_type, m, n, k, make, low, high):
    def items(random):
        a, b = getattr(random, make)(m * k, low, high), getattr(random, make)(k * n, low, high)
        return [given(a_type, a), given(a_type, b), result(c_type, multiply(a, b, m, n, k, False)), scalar("i32", n),
                scalar("i32", k)]

    return items


@triton_case((2, 2))
def tt_matmul_half(random):
    return product("f16", "f32", 64, 64, 96, "whole", -8, 8)(random)


@triton_case((2, 1))
def tt_matmul_bytes(random):
    return product("i8", "i32", 64, 32, 64, "ints", -128, 127)(random)


@triton_case((2, 2))
def tt_matmul_single(random):
    return product("f32", "f32", 32, 32, 64, "whole", -30, 30)(random)


@triton_case(2)
def tt_dequantize_dot(random):
    m, n, k = 16, 64, 64
    x, codes = random.whole(m * k), random.ints(k * n, -128, 127)
    scales = [2.0**random.randint(-3, 3) for _ in range(n)]
    sums = multiply(x, codes, m, n, k, False)
    return [given("f16", x), given("i8", codes), given("f32", scales),
            result("f32", [float(total) * scales[i % n] for i, total in enumerate(sums)]), scalar("i32", n),
            scalar("i32", k)]


@triton_case(4)
def tt_argmax(random):
    x = [value for row in range(4) for value in random.sample([f32(i / 7) for i in range(300)], 100)]
    rows = [x[i:i + 100] for i in range(0, 400, 100)]
    return [given("f32", x), result("i32", [row.index(max(row)) for row in rows]), scalar("i32", 100)]


@triton_case(1)
def tt_cumulative_sum(random):
    x = random.ints(256, -100, 100)
    return [given("i32", x), result("i32", list(accumulate(x)))]


@triton_case(3)
def tt_atomic_bins(random):
    x = random.ints(300, 0, 1000)
    return [given("i32", x), changed("i32", [0] * 16, [sum(value % 16 == bin for value in x) for bin in range(16)]),
            scalar("i32", 300)]


@triton_case(3)
def tt_quantize(random):
    # The largest of a row is 64, so that the scale is 1 and halves are exact.
    x, codes = [], []
    for _ in range(3):
        row = [random.randint(-256, 255) / 4 for _ in range(99)] + [64.0]
        x += row
        codes += [math.floor(value + 0.5) for value in row]
    return [given("f32", x), result("i8", codes), result("f32", [1.0] * 3), scalar("i32", 100)]


@triton_case(1)
def tt_transpose(random):
    x = random.floats(512)
    return [given("f32", x), result("f32", [x[row * 16 + column] for column in range(16) for row in range(32)]),
            scalar("i32", 32), scalar("i32", 16)]


@triton_case(1)
def tt_sort(random):
    x = random.ints(128, -1000, 1000)
    return [given("i32", x), result("i32", sorted(x))]
