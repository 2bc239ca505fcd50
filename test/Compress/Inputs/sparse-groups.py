"""Writes a module of sparse constants (bitmasks) in which every mask of a group of four that keeps at most two stands.

usage: sparse-groups.py FILE AXIS [--small]

@main decodes arrays of each storage with groups along AXIS (0 or 1), whole ones and tails, and multiplies with some.
"""
import random
import sys

MASKS = [mask for mask in range(16) if bin(mask).count("1") <= 2]  # 6 pairs, 4 single ones, none
random.seed(24)


def pack(rows, bits):
    """Rows of codes as a dense little-endian bit stream each, padded to a byte; as text."""
    text = ""
    for row in rows:
        word = sum((code & (2**bits - 1)) << (i * bits) for i, code in enumerate(row))
        text += word.to_bytes((len(row) * bits + 7) // 8, "little").hex()
    return text


def draw_line(size):
    """Whether each of `size` elements in a row is kept: all masks in turn, from a random one on."""
    first = random.randrange(len(MASKS))
    masks = [MASKS[(first + group) % len(MASKS)] for group in range(size // 4 + 1)]
    return [masks[i // 4] >> (i % 4) & 1 for i in range(size)]


def transpose(rows, width):
    return [[row[i] for row in rows] for i in range(width)]


class Module:
    def __init__(self):
        self.body, self.results, self.types = [], [], []

    def add_result(self, text, type):
        name = f"%r{len(self.results)}"
        self.body.append(f"  {name} = {text}")
        self.results.append(name)
        self.types.append(type)

    def add_constant(self, name, storage, bits, axis, lines, size, extra, parts):
        """An array of `lines` lines of `size` elements along `axis`."""
        mask = [draw_line(size) for _ in range(lines)]
        codes = [[random.randrange(2**bits) for _ in range(size)] for _ in range(lines)]
        if storage == "f8E4M3FN":  # no NaN
            codes = [[code & 0xBF for code in line] for line in codes]
        rows, columns = (lines, size) if axis == 1 else (size, lines)
        if axis == 0:
            mask, codes = transpose(mask, size), transpose(codes, size)
        block = "1x*" if axis == 1 else "*x1"
        grid = f"{rows}x1" if axis == 1 else f"1x{columns}"
        type = f"!qnt.array<{rows}x{columns}, #qnt.encoding<{storage} : f32, block = {block}, scale = f32{extra}, sparsity = bitmask>>"
        code_bytes, mask_bytes = (columns * bits + 7) // 8, (columns + 7) // 8
        # An empty dense attribute has no elements to write.
        dense = lambda text, n: f'dense<"0x{text}">' if n else "dense<>"
        self.body.append(
            f"  %{name} = qnt.constant codes = {dense(pack(codes, bits), rows * code_bytes)} : tensor<{rows}x{code_bytes}xi8>, "
            f"scales = dense<0.5> : tensor<{grid}xf32>{parts.replace('GRID', grid)}, "
            f"mask = {dense(pack(mask, 1), rows * mask_bytes)} : tensor<{rows}x{mask_bytes}xi8> "
            f'{{qnt.name = "{name}"}} : {type}')
        self.add_result(f"qnt.dequantize %{name} : {type} -> tensor<{rows}x{columns}xf32>", f"tensor<{rows}x{columns}xf32>")
        return type

    def add_product(self, name, type, axis, lines, size):
        values = ", ".join("[" + ", ".join(str((i * 7 + row) % 5 - 2.0) for i in range(size)) + "]" for row in range(2))
        self.body.append(f"  %x_{name} = arith.constant dense<[{values}]> : tensor<2x{size}xf32>")
        self.add_result(
            f"qnt.dot_general %x_{name}, %{name} contracting = [1] x [{axis}] batch = [] x [] : "
            f"(tensor<2x{size}xf32>, {type}) -> tensor<2x{lines}xf32>", f"tensor<2x{lines}xf32>")

    def write(self, path):
        types = ", ".join(self.types)
        with open(path, "w") as file:
            file.write(f"func.func @main() -> ({types}) {{\n" + "\n".join(self.body))
            file.write(f"\n  return {', '.join(self.results)} : {types}\n}}\n")


TABLE = "[" + ", ".join(str(v) for v in [1.5, -2.0, 0.25, 3.0, 0.0, -1.0, 7.0, 9.5, -4.0, 0.5, 6.0, -8.0, 2.0, 5.0, -3.0, 4.0]) + "]"
STORAGES = [
    ("i8", 8, "", ""),
    ("i4", 4, "", ""),
    ("u4", 4, ", zero_point = u8", ", zero_points = dense<7> : tensor<GRIDxi8>"),
    ("f8E4M3FN", 8, "", ""),
    ("lut<u4, f32>", 4, "", f", codebook = dense<[[{TABLE}]]> : tensor<1x1x16xf32>"),
    ("i3", 3, "", ""),
    ("f4E2M1FN", 4, "", ""),
    ("f6E2M3FN", 6, "", ""),
]

axis, is_small = int(sys.argv[2]), "--small" in sys.argv
module = Module()
for number, (storage, bits, extra, parts) in enumerate(STORAGES[:5] if is_small else STORAGES):
    small_sizes = (47, 4, 3, 2, 1, 0) if storage == "i4" else (47,)
    for size in small_sizes if is_small else (47, 140, 4, 3, 2, 1, 0):
        lines = 66 if size == 140 else 3
        name = f"w{number}_{size}"
        type = module.add_constant(name, storage, bits, axis, lines, size, extra, parts)
        if size == 47:
            module.add_product(name, type, axis, lines, size)
module.write(sys.argv[1])
