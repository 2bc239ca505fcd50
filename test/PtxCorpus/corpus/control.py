"""Oracles of Sources/control.cu."""
from .case import case, given, result, changed, scalar, work
from .values import s32


@case("control", 1, 64)
def switch_dense(random):
    x = random.ints(64, -2, 12)
    branches = {0: lambda v: v + 17, 1: lambda v: v * 31, 2: lambda v: 7 - v, 3: lambda v: v << 9,
                4: lambda v: v ^ 0x5A5A, 5: lambda v: -v, 6: lambda v: v**3, 7: lambda v: bin(v * 12345).count("1"),
                8: lambda v: 1000 // v}
    return [given("i32", x), result("i32", [branches.get(value, lambda _: -1)(value) for value in x])]


@case("control", 1, 64)
def calls(random):
    x = random.ints(64, -100, 100)
    out, doubles = [], []
    for thread, value in enumerate(x):
        scale, value = 3, value * 3 + (thread ^ 0x33)
        if value & 1:
            scale, value = 6, value * 3 + (5 ^ 0x33)
        out.append(value + scale)
        doubles.append(float(value * value))
    return [given("i32", x), result("i32", out), result("f64", doubles)]


@case("control", 1, 32)
def recursion(random):
    fibonacci = [0, 1]
    while len(fibonacci) < 11:
        fibonacci.append(fibonacci[-1] + fibonacci[-2])
    return [result("u64", [fibonacci[thread % 11] for thread in range(32)])]


@case("control", 1, 48)
def function_pointers(random):
    x = random.ints(48, -100, 100)
    operations = [lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a * b]
    return [given("i32", x), result("i32", [operations[i % 3](x[i], i + 1) for i in range(48)])]


@case("control", 1, 64)
def local_array(random):
    x = random.ints(64, 0, 100)
    return [given("i32", x), result("i32", [sorted(x[(i + j) & 63] for j in range(16))[x[i] & 15] for i in range(64)])]


@case("control", 1, 64)
def collatz(random):
    x = random.ints(64, 1, 2000)
    out = []
    for value in x:
        steps = 0
        while value != 1:
            value = 3 * value + 1 if value & 1 else value // 2
            steps += 1
        out.append(steps)
    return [given("u32", x), result("i32", out)]


@case("control", 1, 96)
def nested_divergence(random):
    x = random.ints(96, -30, 100)
    out = []
    for value in x:
        total = 0
        for i in range(value % 9 if value >= 0 else 0):
            if i % 2 == 0:
                if value % 3 == 0:
                    continue
                total += i
            elif value > 50:
                total += 10 * i
                if total > 60:
                    break
            total ^= 1
        out.append(total if value >= 0 else -1)
    return [given("i32", x), result("i32", out)]


@case("control", 1, 64)
def binary_search(random):
    table, wanted = sorted(random.ints(100, 0, 500)), random.ints(64, -5, 510)
    return [given("i32", table), scalar("i32", 100), given("i32", wanted),
            result("i32", [sum(value < key for value in table) for key in wanted])]


@case("control", 1, 32)
def state_machine(random):
    text = [ord(random.choice("abz019 ,.")) for _ in range(200)]
    out = []
    for thread in range(32):
        state, words, numbers = thread & 1, 0, 0
        for c in text[thread:]:
            following = 2 if 48 <= c <= 57 else 1 if 97 <= c <= 122 else 0
            if following != state:
                words, numbers = words + (following == 1), numbers + (following == 2)
            state = following
        out.append(words * 1000 + numbers)
    return [given("u8", text), scalar("i32", 200), result("i32", out)]


@case("control", 2, 64)
def spin_lock(random):
    return [changed("i32", [0], [0]), changed("i32", [7], [7 + 128])]


@case("control", 1, 96)
def early_exit(random):
    x = random.ints(96, -100, 100)
    return [given("i32", x), result("i32", [sum(x[:64]) + i for i in range(10)])]


@case("control", 1, 128)
def named_barriers(random):
    x = random.ints(64, -100, 100)
    return [given("i32", x), result("i32", [2 * value for value in x[::-1]])]
