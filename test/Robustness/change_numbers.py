"""Writes variants of modules in which one number is another: an edge of its type, too large, negative, or one beside it.

change_numbers.py OUT COUNT SEED FILE ...    A file pattern may hold **. OUT gets COUNT variants, drawn from all that there
are, separated by "// -----".

Numbers are those of our types, attributes and ops: of lines that name "qnt.", and of aliases. Upstream's ops do not
survive every number (docs/Robustness.md); the fuzz targets change those too.
"""
import glob
import itertools
import random
import re
import sys

EDGES = ["0", "1", "-1", "2", "3", "128", "4096", "2147483648", "4294967296", "4611686018427387904", "9223372036854775807",
         "-9223372036854775808", "18446744073709551616", "?"]
# Not the width of a type (i8, f32), not part of a name.
NUMBER = re.compile(r"(?<![\w.%@#!])(?:0x[0-9A-Fa-f]+|\d+)(?=x|\b)")
MAX_PIECE = 8192


def read_pieces(patterns):
    for path in sorted(itertools.chain.from_iterable(glob.glob(pattern, recursive=True) for pattern in patterns)):
        with open(path) as file:
            for piece in file.read().split("// -----"):
                lines = [line.split("//")[0].rstrip() for line in piece.splitlines()]
                text = "\n".join(line for line in lines if line)
                if text and len(text) < MAX_PIECE:
                    yield text


def find_numbers(text):
    """The matches in lines that are ours."""
    numbers, start = [], 0
    for line in text.splitlines(keepends=True):
        if "qnt." in line or line[0] in "#!":
            numbers += NUMBER.finditer(text, start, start + len(line))
        start += len(line)
    return numbers


def draw_variant(text, numbers, draw):
    match = draw.choice(numbers)
    edges = list(EDGES)
    if match.group().isdigit():
        edges += [str(int(match.group()) + 1), str(int(match.group()) - 1)]
    return text[: match.start()] + draw.choice(edges) + text[match.end():]


def main():
    out, count, seed, patterns = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]
    draw = random.Random(seed)
    pieces = [(text, find_numbers(text)) for text in read_pieces(patterns)]
    pieces = [(text, numbers) for text, numbers in pieces if numbers]
    weights = [len(numbers) for _, numbers in pieces]
    with open(out, "w") as file:
        variants = [draw_variant(*piece, draw) for piece in draw.choices(pieces, weights, k=count)]
        file.write("\n// -----\n".join(variants) + "\n")
    print(f"seed {seed}: {count} variants of {len(pieces)} modules")


if __name__ == "__main__":
    main()
