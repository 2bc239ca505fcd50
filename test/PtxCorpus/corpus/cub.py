"""Oracles of Sources/cub_block.cu and cub_device.cu."""
from itertools import accumulate

from .case import case, given, result, changed, scalar

ONLY = ("nvcc",)


@case("cub_block", 4, 128, compilers=ONLY)
def cub_reduce(random):
    x = random.ints(512, -1000, 1000)
    return [given("i32", x), result("i32", [sum(x[i:i + 128]) for i in range(0, 512, 128)])]


@case("cub_block", 1, 96, compilers=ONLY)
def cub_reduce_raking(random):
    x = random.whole(90)
    return [given("f32", x), result("f32", [sum(x)]), scalar("i32", 90)]


@case("cub_block", 1, 128, compilers=ONLY)
def cub_scan(random):
    x = random.ints(512, -100, 100)
    return [given("i32", x), result("i32", [0] + list(accumulate(x))[:-1]), result("i32", [sum(x)])]


@case("cub_block", 1, 64, compilers=ONLY)
def cub_radix_sort(random):
    x = [random.getrandbits(32) for _ in range(256)]
    return [changed("u32", x, sorted(x))]


@case("cub_block", 1, 64, compilers=ONLY)
def cub_merge_sort(random):
    x = random.ints(256, -1000, 1000)
    return [changed("i32", x, sorted(x))]


@case("cub_block", 1, 64, compilers=ONLY)
def cub_histogram(random):
    x = random.ints(256, 0, 255)
    return [given("u8", x), result("u32", [sum(value & 31 == bin for value in x) for bin in range(32)])]


@case("cub_block", 1, 64, compilers=ONLY)
def cub_exchange(random):
    x = random.ints(256, -1000, 1000)
    return [given("i32", x), result("i32", [4 * value + i % 4 for i, value in enumerate(x)])]


@case("cub_block", 1, 128, compilers=ONLY)
def cub_flags(random):
    x = random.ints(128, 0, 3)
    return [given("i32", x), result("i32", [1] + [int(a != b) for a, b in zip(x, x[1:])]),
            result("i32", x[:1] + [b - a for a, b in zip(x, x[1:])])]


@case("cub_block", 1, 64, compilers=ONLY)
def cub_warps(random):
    x = random.whole(64)
    scans = [int(value) for start in (0, 32) for value in accumulate(x[start:start + 32])]
    return [given("f32", x), result("f32", [sum(x[:32]), sum(x[32:])]), result("i32", scans)]


@case("cub_device", 1, 128, compilers=ONLY)
def cub_device_reduce(random):
    x = random.ints(3000, -1000, 1000)
    return [given("i32", x), result("i32", [sum(x)]), scalar("i32", 3000)]
