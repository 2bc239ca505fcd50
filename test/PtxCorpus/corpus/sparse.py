"""Oracles of Sources/sparse.cu: A of 16 rows with two of every four columns, and the words that say which."""
from .case import case, given, result
from .matrices import multiply

PAIRS = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]


def draw(random, k, make):
    """(dense A, kept elements row by row, pairs of places for each row and group of four columns)."""
    kept = make(16 * k // 2, -8, 8)
    pairs = [[PAIRS[i] for i in random.ints(k // 4, 0, 5)] for _ in range(16)]
    dense = [0] * (16 * k)
    for row in range(16):
        for group in range(k // 4):
            for i in (0, 1):
                dense[row * k + 4 * group + pairs[row][group][i]] = kept[(row * k // 4 + group) * 2 + i]
    return dense, kept, pairs


def join(pairs):
    """Four bits a group, the first groups in the low bits."""
    return sum((first | second << 2) << (4 * i) for i, (first, second) in enumerate(pairs))


def fill(words):
    """A register for each lane; those that give nothing have all bits set."""
    return [words.get(lane, 0xffffffff) for lane in range(32)]


def words_of_halves(pairs, first):
    """Threads `first` and `first` + 1 of four: 16 columns each, of row g in the low half, of row g + 8 in the high one."""
    words = {}
    for g in range(8):
        for chunk in (0, 1):
            columns = slice(4 * chunk, 4 * chunk + 4)
            words[4 * g + first + chunk] = join(pairs[g][columns]) | join(pairs[g + 8][columns]) << 16
    return fill(words)


def words_of_bytes(pairs, first):
    """Threads in turn: 32 columns of row g, of row g + 8, and so on."""
    words = {}
    for row in range(16):
        for chunk in range(len(pairs[row]) // 8):
            words[4 * (row % 8) + first + 2 * chunk + row // 8] = join(pairs[row][8 * chunk:8 * chunk + 8])
    return fill(words)


def product(name, k, dtype, out_type, words, first):
    def oracle(random):
        make = random.whole if dtype == "f16" else random.ints
        dense, kept, pairs = draw(random, k, make)
        b = make(8 * k, -8, 8)
        return [given(dtype, kept, (16, k // 2)), given(dtype, b, (8, k)), given("u32", words(pairs, first)),
                result(out_type, multiply(dense, b, 16, 8, k, True), (16, 8))]

    oracle.__name__ = name
    case("sparse", 1, 32)(oracle)


product("sparse_half_first", 32, "f16", "f32", words_of_halves, 0)
product("sparse_half_second", 32, "f16", "f32", words_of_halves, 2)
product("sparse_half_steps", 32, "f16", "f32", words_of_halves, 2)
product("sparse_bytes", 64, "i8", "i32", words_of_bytes, 0)
product("sparse_bytes_short", 32, "i8", "i32", words_of_bytes, 2)
