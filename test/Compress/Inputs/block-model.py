"""Two dot products with a rectifier between, and a ragged one of two groups, quantized in blocks along the contracted
dimension, in Python.

  block-model.py model|ragged SEED > model.mlir
  block-model.py input SEED X.npy
  block-model.py check|check-ragged SEED mxfp8|mxfp4|int8 Y.npy...
"""

import math
import random
import struct
import sys

from matrix_file import read

ROWS, SIZES = 3, (64, 64, 8)


def to_f32(value):
    return struct.unpack("<f", struct.pack("<f", value))[0]


def draw(seed, rows, columns, spread):
    # Magnitudes differ between blocks, or one scale would do.
    source = random.Random(seed)
    return [[to_f32(source.gauss(0.0, spread) * 2.0**source.randrange(-3, 4)) for _ in range(columns)] for _ in range(rows)]


def get_weights(seed):
    return [draw(seed + 1 + i, SIZES[i], SIZES[i + 1], 0.3) for i in range(2)]


def get_input(seed):
    return draw(seed, ROWS, SIZES[0], 1.0)


def round_float(value, mantissa, smallest, largest):
    """To a float of `mantissa` stored bits whose smallest exponent is `smallest`, ties to even, saturating."""
    if value == 0.0:
        return 0.0
    step = 2.0**(max(math.floor(math.log2(abs(value))), smallest) - mantissa)
    return math.copysign(min(round(abs(value) / step) * step, largest), value)


def quantize(block, dtype):
    """The decoded values of a block: OCP MX 1.0, section 6.3, or absmax / 127."""
    largest = max(abs(v) for v in block)
    if dtype == "int8":
        scale = to_f32(largest / 127.0)
        return [to_f32(round(to_f32(v / scale)) * scale) for v in block]
    mantissa, smallest, exponent, limit = {"mxfp8": (3, -6, 8, 448.0), "mxfp4": (1, 0, 2, 6.0)}[dtype]
    scale = 2.0**(math.floor(math.log2(largest)) - exponent)
    return [round_float(v / scale, mantissa, smallest, limit) * scale for v in block]


def quantize_rows(rows, dtype, size):
    return [[v for i in range(0, len(row), size) for v in quantize(row[i:i + size], dtype)] for row in rows]


def multiply(rows, weight, dtype):
    size = {"int8": 16}.get(dtype, 32)
    columns = quantize_rows(list(zip(*weight)), dtype, size)
    return [[to_f32(math.fsum(a * b for a, b in zip(row, column))) for column in columns]
            for row in quantize_rows(rows, dtype, size)]


def write_model(seed):
    texts = [struct.pack(f"<{SIZES[i] * SIZES[i + 1]}f", *[v for row in w for v in row]).hex().upper()
             for i, w in enumerate(get_weights(seed))]
    k, m, n = SIZES
    print(f"""func.func @main(%x: tensor<?x{k}xf32>) -> tensor<?x{n}xf32> {{
  %w0 = arith.constant dense<"0x{texts[0]}"> : tensor<{k}x{m}xf32> loc("w0")
  %w1 = arith.constant dense<"0x{texts[1]}"> : tensor<{m}x{n}xf32> loc("w1")
  %0 = qnt.dot_general %x, %w0 contracting = [1] x [0] batch = [] x [] : (tensor<?x{k}xf32>, tensor<{k}x{m}xf32>) -> tensor<?x{m}xf32>
  %c0 = arith.constant 0 : index
  %rows = tensor.dim %0, %c0 : tensor<?x{m}xf32>
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty(%rows) : tensor<?x{m}xf32>
  %zeros = linalg.fill ins(%zero : f32) outs(%empty : tensor<?x{m}xf32>) -> tensor<?x{m}xf32>
  %1 = arith.maximumf %0, %zeros : tensor<?x{m}xf32>
  %2 = qnt.dot_general %1, %w1 contracting = [1] x [0] batch = [] x [] : (tensor<?x{m}xf32>, tensor<{m}x{n}xf32>) -> tensor<?x{n}xf32>
  return %2 : tensor<?x{n}xf32>
}}""")


def get_groups(seed):
    """Two matrices, and how many rows meet each."""
    return [draw(seed + 3 + i, SIZES[0], SIZES[2], 0.3) for i in range(2)], (2, 1)


def write_ragged(seed):
    matrices, sizes = get_groups(seed)
    k, n = SIZES[0], SIZES[2]
    text = b"".join(struct.pack(f"<{n}f", *row) for matrix in matrices for row in matrix).hex().upper()
    print(f"""func.func @main(%x: tensor<{ROWS}x{k}xf32>) -> tensor<{ROWS}x{n}xf32> {{
  %w = arith.constant dense<"0x{text}"> : tensor<2x{k}x{n}xf32> loc("w")
  %sizes = arith.constant dense<{list(sizes)}> : tensor<2xi32>
  %0 = qnt.ragged_dot_general %x, %w groups(%sizes : tensor<2xi32>) contracting = [1] x [1] batch = [] x [] ragged = [0] group = [0]
         : (tensor<{ROWS}x{k}xf32>, tensor<2x{k}x{n}xf32>) -> tensor<{ROWS}x{n}xf32>
  return %0 : tensor<{ROWS}x{n}xf32>
}}""")


def write_input(seed, path):
    values = [v for row in get_input(seed) for v in row]
    head = f"{{'descr': '<f4', 'fortran_order': False, 'shape': ({ROWS}, {SIZES[0]}), }}"
    head += " " * (-(10 + len(head) + 1) % 64) + "\n"
    with open(path, "wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head.encode() + struct.pack(f"<{len(values)}f", *values))


def compute(seed, dtype):
    weights = get_weights(seed)
    hidden = multiply(get_input(seed), weights[0], dtype)
    return multiply([[max(v, 0.0) for v in row] for row in hidden], weights[1], dtype)


def compute_ragged(seed, dtype):
    rows, (matrices, sizes) = get_input(seed), get_groups(seed)
    return multiply(rows[:sizes[0]], matrices[0], dtype) + multiply(rows[sizes[0]:], matrices[1], dtype)


def check(expected, paths):
    largest = max(abs(v) for row in expected for v in row)
    for path in paths:
        found = read(path)
        assert [len(row) for row in found] == [len(row) for row in expected]
        for got, want in zip(found, expected):
            for a, b in zip(got, want):
                assert abs(a - b) <= 1e-5 * largest, (path, a, b)
    print(len(paths), "results as computed")


what, number = sys.argv[1], int(sys.argv[2])
if what == "model":
    write_model(number)
elif what == "ragged":
    write_ragged(number)
elif what == "input":
    write_input(number, sys.argv[3])
else:
    check({"check": compute, "check-ragged": compute_ragged}[what](number, sys.argv[3]), sys.argv[4:])
