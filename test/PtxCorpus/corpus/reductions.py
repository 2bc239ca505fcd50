"""Oracles of Sources/reductions.cu."""
from .case import case, given, result, changed, scalar
from .values import s32


@case("reductions", 8, 128)
def reduce_shared(random):
    x = random.ints(1000, -1000, 1000)
    return [given("i32", x), result("i32", [sum(x[128 * b:128 * b + 128]) for b in range(8)]), scalar("i32", 1000)]


@case("reductions", 3, 96)
def reduce_shuffle(random):
    n, step = 1000, 3 * 96
    x = random.whole(n)
    sums = [sum(x[i] for i in range(n) if i % step // 96 == b) for b in range(3)]
    return [given("f32", x), result("f32", sums), scalar("i32", n)]


@case("reductions", 1, 256)
def reduce_maximum(random):
    x = random.floats(777)
    return [given("f32", x), result("f32", [max(x)]), scalar("i32", 777)]


@case("reductions", 4, 64)
def reduce_atomic(random):
    x = random.ints(999, -1000, 1000)
    return [given("i32", x), changed("i32", [5], [sum(x) + 5]), scalar("i32", 999)]


@case("reductions", 1, 64)
def reduce_double(random):
    x = random.whole(500, -1000, 1000)
    return [given("f64", x), result("f64", [sum(x)]), scalar("i32", 500)]


@case("reductions", 1, 128)
def reduce_argmax(random):
    x = random.whole(500, 0, 40)
    return [given("f32", x), result("i32", [x.index(max(x))]), scalar("i32", 500)]


@case("reductions", 1, 128)
def dot_product(random):
    x, y = random.whole(700), random.whole(700)
    return [given("f32", x), given("f32", y), result("f32", [sum(a * b for a, b in zip(x, y))]), scalar("i32", 700)]


@case("reductions", 2, 32)
def reduce_redux(random):
    x = random.ints(64, -2**31, 2**31 - 1)
    out = []
    for start in (0, 32):
        warp = x[start:start + 32]
        all_bits, any_bits, odd_bits = -1, 0, 0
        for value in warp:
            all_bits, any_bits, odd_bits = all_bits & value, any_bits | value, odd_bits ^ value
        out += [s32(sum(warp)), min(warp), max(warp), all_bits, any_bits, odd_bits]
    return [given("i32", x), result("i32", out)]


@case("reductions", 1, 64)
def votes(random):
    x = random.ints(32, -150, 120) + random.ints(32, 0, 90)
    ballots, flags, same, whole = [], [], [], []
    for thread in range(64):
        warp = x[thread // 32 * 32:thread // 32 * 32 + 32]
        ballots.append(sum((value > 0) << lane for lane, value in enumerate(warp)))
        flags.append(2 * any(value > 100 for value in warp) + all(value > -200 for value in warp))
        same.append(sum((value & 3 == x[thread] & 3) << lane for lane, value in enumerate(warp)))
        agrees = len({value >> 20 for value in warp}) == 1
        whole.append(0xFFFFFFFF + 1 & 0xFFFFFFFF if agrees else 0)
    return [given("i32", x), result("u32", ballots + flags + same + whole)]


@case("reductions", 1, 32)
def shuffles(random):
    x = random.ints(32, -1000, 1000)
    lanes = range(32)
    out = [x[lane * 7 & 31] for lane in lanes]
    out += [x[lane - 3] if lane >= 3 else x[lane] for lane in lanes]
    out += [x[lane + 5] if lane % 16 + 5 < 16 else x[lane] for lane in lanes]
    out += [x[lane ^ 6] for lane in lanes]
    return [given("i32", x), result("i32", out)]
