#!/usr/bin/env python3
"""Triton kernels of the corpus. `triton_kernels.py DIR` compiles them for sm_80 (no GPU needed) and writes NAME.sm_80.ptx
and NAME.json (threads and shared memory of a block), which the corpus keeps: Triton is not needed to test."""
import json
import os
import sys

import triton
import triton.language as tl
from triton.backends.compiler import GPUTarget
from triton.compiler import ASTSource


@triton.jit
def tt_add(x, y, z, n, BLOCK: tl.constexpr):
    places = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    inside = places < n
    tl.store(z + places, tl.load(x + places, inside) + tl.load(y + places, inside), inside)


@triton.jit
def tt_row_sum(x, y, columns, BLOCK: tl.constexpr):
    row = tl.program_id(0)
    places = tl.arange(0, BLOCK)
    values = tl.load(x + row * columns + places, places < columns, other=0.0)
    tl.store(y + row, tl.sum(values, axis=0))


@triton.jit
def tt_softmax(x, y, columns, BLOCK: tl.constexpr):
    row = tl.program_id(0)
    places = tl.arange(0, BLOCK)
    inside = places < columns
    values = tl.load(x + row * columns + places, inside, other=-float("inf"))
    powers = tl.exp(values - tl.max(values, axis=0))
    tl.store(y + row * columns + places, powers / tl.sum(powers, axis=0), inside)


@triton.jit
def tt_layernorm(x, weight, bias, y, columns, epsilon, BLOCK: tl.constexpr):
    row = tl.program_id(0)
    places = tl.arange(0, BLOCK)
    inside = places < columns
    values = tl.load(x + row * columns + places, inside, other=0.0)
    mean = tl.sum(values, axis=0) / columns
    centered = tl.where(inside, values - mean, 0.0)
    variance = tl.sum(centered * centered, axis=0) / columns
    scaled = centered / tl.sqrt(variance + epsilon)
    tl.store(y + row * columns + places, scaled * tl.load(weight + places, inside) + tl.load(bias + places, inside),
             inside)


@triton.jit
def matrix_product(a, b, c, n, k, M: tl.constexpr, N: tl.constexpr, K: tl.constexpr, SUM: tl.constexpr):
    rows, columns = tl.program_id(0) * M + tl.arange(0, M), tl.program_id(1) * N + tl.arange(0, N)
    steps = tl.arange(0, K)
    total = tl.zeros((M, N), dtype=SUM)
    for start in range(0, k, K):
        left = tl.load(a + rows[:, None] * k + start + steps[None, :])
        right = tl.load(b + (start + steps)[:, None] * n + columns[None, :])
        total = tl.dot(left, right, total, out_dtype=SUM)
    tl.store(c + rows[:, None] * n + columns[None, :], total)


@triton.jit
def tt_matmul_half(a, b, c, n, k):
    matrix_product(a, b, c, n, k, 32, 32, 32, tl.float32)


@triton.jit
def tt_matmul_bytes(a, b, c, n, k):
    matrix_product(a, b, c, n, k, 32, 32, 32, tl.int32)


@triton.jit
def tt_matmul_single(a, b, c, n, k):
    matrix_product(a, b, c, n, k, 16, 16, 32, tl.float32)


@triton.jit
def tt_dequantize_dot(x, codes, scales, y, n, k, M: tl.constexpr, N: tl.constexpr, K: tl.constexpr):
    """y = x (codes * scales), codes of 8 bits with a scale for each column."""
    rows, columns, steps = tl.arange(0, M), tl.program_id(0) * N + tl.arange(0, N), tl.arange(0, K)
    total = tl.zeros((M, N), dtype=tl.float32)
    for start in range(0, k, K):
        left = tl.load(x + rows[:, None] * k + start + steps[None, :])
        right = tl.load(codes + (start + steps)[:, None] * n + columns[None, :]).to(tl.float16)
        total = tl.dot(left, right, total)
    tl.store(y + rows[:, None] * n + columns[None, :], total * tl.load(scales + columns)[None, :])


@triton.jit
def tt_argmax(x, y, columns, BLOCK: tl.constexpr):
    row = tl.program_id(0)
    places = tl.arange(0, BLOCK)
    values = tl.load(x + row * columns + places, places < columns, other=-float("inf"))
    tl.store(y + row, tl.argmax(values, axis=0))


@triton.jit
def tt_cumulative_sum(x, y, BLOCK: tl.constexpr):
    places = tl.arange(0, BLOCK)
    tl.store(y + places, tl.cumsum(tl.load(x + places), axis=0))


@triton.jit
def tt_atomic_bins(x, bins, n, BLOCK: tl.constexpr):
    places = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    inside = places < n
    tl.atomic_add(bins + tl.load(x + places, inside, other=0) % 16, 1, inside)


@triton.jit
def tt_quantize(x, codes, scales, columns, BLOCK: tl.constexpr):
    row = tl.program_id(0)
    places = tl.arange(0, BLOCK)
    inside = places < columns
    values = tl.load(x + row * columns + places, inside, other=0.0)
    scale = tl.max(tl.abs(values), axis=0) / 64.0
    tl.store(scales + row, scale)
    tl.store(codes + row * columns + places, tl.floor(values / scale + 0.5).to(tl.int8), inside)


@triton.jit
def tt_transpose(x, y, rows, columns, M: tl.constexpr, N: tl.constexpr):
    row, column = tl.arange(0, M), tl.arange(0, N)
    values = tl.load(x + row[:, None] * columns + column[None, :])
    tl.store(y + column[:, None] * rows + row[None, :], tl.trans(values))


@triton.jit
def tt_sort(x, y, BLOCK: tl.constexpr):
    places = tl.arange(0, BLOCK)
    tl.store(y + places, tl.sort(tl.load(x + places)))


KERNELS = [
    (tt_add, "*fp32 *fp32 *fp32 i32", {"BLOCK": 256}, 4),
    (tt_row_sum, "*fp32 *fp32 i32", {"BLOCK": 256}, 4),
    (tt_softmax, "*fp32 *fp32 i32", {"BLOCK": 128}, 4),
    (tt_layernorm, "*fp32 *fp32 *fp32 *fp32 i32 fp32", {"BLOCK": 128}, 2),
    (tt_matmul_half, "*fp16 *fp16 *fp32 i32 i32", {}, 4),
    (tt_matmul_bytes, "*i8 *i8 *i32 i32 i32", {}, 4),
    (tt_matmul_single, "*fp32 *fp32 *fp32 i32 i32", {}, 2),
    (tt_dequantize_dot, "*fp16 *i8 *fp32 *fp32 i32 i32", {"M": 16, "N": 32, "K": 32}, 4),
    (tt_argmax, "*fp32 *i32 i32", {"BLOCK": 128}, 4),
    (tt_cumulative_sum, "*i32 *i32", {"BLOCK": 256}, 4),
    (tt_atomic_bins, "*i32 *i32 i32", {"BLOCK": 128}, 4),
    (tt_quantize, "*fp32 *i8 *fp32 i32", {"BLOCK": 128}, 4),
    (tt_transpose, "*fp32 *fp32 i32 i32", {"M": 32, "N": 16}, 4),
    (tt_sort, "*i32 *i32", {"BLOCK": 128}, 4),
]


def compile_kernel(function, types, constants, warps):
    names = [name for name in function.arg_names if name not in constants]
    signature = dict(zip(names, types.split())) | {name: "constexpr" for name in constants}
    # Pointers are multiples of 16, as those of every allocation.
    attributes = {(place,): [["tt.divisibility", 16]] for place, kind in enumerate(types.split()) if kind[0] == "*"}
    source = ASTSource(function, signature, constants, attributes)
    return triton.compile(source, target=GPUTarget("cuda", 80, 32), options={"num_warps": warps})


def main():
    os.makedirs(sys.argv[1], exist_ok=True)
    for function, types, constants, warps in KERNELS:
        compiled = compile_kernel(function, types, constants, warps)
        path = os.path.join(sys.argv[1], function.__name__)
        # Without the debug sections, which name files.
        text = "\n".join(line for line in compiled.asm["ptx"].split("\t.section")[0].splitlines()
                         if not line.strip().startswith((".loc", ".file", "//")))
        with open(path + ".sm_80.ptx", "w", encoding="utf-8") as file:
            file.write(text + "\n")
        with open(path + ".json", "w", encoding="utf-8") as file:
            json.dump({"threads": 32 * compiled.metadata.num_warps, "shared": compiled.metadata.shared}, file)
        print(function.__name__, compiled.metadata.num_warps, compiled.metadata.shared)


if __name__ == "__main__":
    main()
