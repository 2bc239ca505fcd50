"""Oracles of Sources/scans.cu."""
from itertools import accumulate

from .case import case, given, result, changed, scalar


@case("scans", 1, 256)
def scan_inclusive(random):
    x = random.ints(256, -100, 100)
    return [given("i32", x), result("i32", list(accumulate(x)))]


@case("scans", 1, 128)
def scan_exclusive(random):
    x = random.ints(256, -100, 100)
    return [given("i32", x), result("i32", [0] + list(accumulate(x))[:-1])]


@case("scans", 1, 128)
def scan_warps(random):
    x = random.ints(128, -2**40, 2**40)
    return [given("i64", x), result("i64", list(accumulate(x)))]


@case("scans", 1, 32)
def scan_segments(random):
    x, heads = random.ints(32, -100, 100), [1] + [int(random.random() < 0.25) for _ in range(31)]
    out, total = [], 0
    for value, head in zip(x, heads):
        total = value if head else total + value
        out.append(total)
    return [given("i32", x), given("u8", heads), result("i32", out)]


@case("scans", 1, 128)
def compact(random):
    x = random.ints(128, 0, 1000)
    kept = [value for value in x if value % 3 == 0]
    rest = [-1] * (128 - len(kept))
    return [given("i32", x), changed("i32", [-1] * 128, kept + rest), result("i32", [len(kept)])]


@case("scans", 4, 128)
def histogram_shared(random):
    x = random.ints(2000, 0, 255)
    bins = [sum(value & 63 == bin for value in x) for bin in range(64)]
    return [given("u8", x), changed("u32", [0] * 64, bins), scalar("i32", 2000)]


@case("scans", 8, 64)
def histogram_global(random):
    x = random.ints(500, 0, 255)
    bins = [sum(value >> 4 == bin for value in x) for bin in range(16)]
    return [given("u8", x), changed("u32", [0] * 16, bins), scalar("i32", 500)]


@case("scans", 1, 32)
def histogram_private(random):
    x = random.ints(500, 0, 255)
    return [given("u8", x), result("u32", [sum(value & 7 == bin for value in x) for bin in range(8)]),
            scalar("i32", 500)]


@case("scans", 1, 256)
def sort_bitonic(random):
    x = random.ints(256, -50, 50)
    return [changed("i32", x, sorted(x))]


@case("scans", 1, 128)
def sort_counting(random):
    x = random.ints(128, 0, 255)
    return [given("u8", x), result("u8", sorted(x, key=lambda value: value & 15))]
