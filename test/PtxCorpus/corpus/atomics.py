"""Oracles of Sources/atomics.cu."""
from .case import case, given, result, changed, scalar, work
from .values import s32


@case("atomics", 3, 64)
def atomic_integers(random):
    threads = range(192)
    values = [i * 37 % 101 - 50 for i in threads]
    odd = 0
    for i in threads:
        odd ^= i
    cells = [1000, 1000, 5, -5, -1, 0, 0]
    out = [1000 + sum(threads), 1000 - sum(threads), min(values + [5]), max(values + [-5]), s32(0xFFFF0000), -1, odd]
    inc, dec = 3, 2
    for _ in threads:
        inc = 0 if inc >= 9 else inc + 1
        dec = 6 if dec == 0 or dec > 6 else dec - 1
    unsigned = [inc, dec, max(i * 0x01000193 & 0xFFFFFFFF for i in threads)]
    return [changed("i32", cells, out), changed("u32", [3, 2, 0], unsigned)]


@case("atomics", 2, 64)
def atomic_long(random):
    threads, mask = range(128), (1 << 64) - 1
    out = [sum((i << 32) + 1 for i in threads) & mask, max(i * 0x100000001B3 & mask for i in threads), mask, 3 * 128]
    return [changed("u64", [0, 0, 0, 0], out)]


@case("atomics", 2, 64)
def atomic_floats(random):
    return [changed("f32", [1.0, 0.0], [1.0 + 2 * sum(i % 8 for i in range(64)), 128.0]),
            changed("f64", [0.5], [0.5 + 2 * 0.25 * sum(range(64))])]


@case("atomics", 5, 32)
def last_block(random):
    x = random.ints(160, -100, 100)
    return [given("i32", x), result("i32", [sum(x[32 * b:32 * b + 32]) for b in range(5)]),
            changed("u32", [0], [5]), result("i32", [sum(x)])]


@case("atomics", 3, 32, cooperative=True)
def grid_barrier(random):
    x = random.ints(96, -100, 100)
    return [changed("i32", x, [x[(i + 3) % 96] + 3 for i in range(96)]), work("u32", [0])]


@case("atomics", 1, 64)
def hash_insert(random):
    keys = random.ints(64, 1, 60)
    # Where a key comes to lie depends on the order; that it is found does not.
    return [given("u32", keys), work("u32", [0] * 128), scalar("u32", 127), result("u32", keys)]


