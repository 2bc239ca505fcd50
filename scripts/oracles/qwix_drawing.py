"""Draws operands and attributes for the five contractions of Qwix. Few sizes, because XLA compiles each op for each shape."""

import numpy as np

from from_qwix import operand

PAIRS = [("int8", "int8"), ("int8", "int8"), ("int8", "int4"), ("int8", "int8a"), ("int8a", "int8"), (None, "int8"),
         (None, "int4"), ("fp8_e4m3fn", "fp8_e4m3fn"), ("mxfp8", "mxfp8"), ("nf4", "int8"), (None, "nf4"),
         ("int8a", "int8a"), (None, "fp4_e2m1fn"), ("fp8_e5m2", "fp8_e4m3fn")]
TILES = {"mxfp8": 32, "mxfp4": 32, "nvfp4": 16}
TYPES = ["f32", "f32", "bf16", "f16"]


def choose(rng, values):
    return values[int(rng.integers(len(values)))]


def data(rng, shape, dtype):
    kind = rng.random()
    x = rng.exponential(1, shape) - 0.3 if dtype == "int8a" else rng.standard_normal(shape)
    if kind < 0.1:
        x = x * 2.0 ** rng.integers(-6, 7, (shape[0],) + (1,) * (len(shape) - 1))
    elif kind < 0.15:
        x = np.full(shape, 3.0) * np.sign(x)  # every code at an end
    return x


def make(rng, shape, dtype, t, contracted, channels, tile=0):
    """An operand. contracted: its contracted dimensions, one block over each, or tiles of `tile` along the last;
    channels: the dimensions that may have a scale for each index. int8a: asymmetric int8."""
    if dtype is None:
        return operand("", rng, shape, None, None, t, data=data(rng, shape, dtype))
    tile = TILES.get(dtype, tile)
    block = [0] * len(shape)
    for axis in channels:
        block[axis] = 1 if dtype in TILES or rng.random() < 0.7 else 0
    for axis in range(len(shape)):
        if dtype in TILES and axis not in contracted:
            block[axis] = 1
    if tile and shape[contracted[-1]] % tile == 0:
        block[contracted[-1]] = tile
    method = "minmax" if dtype == "int8a" else "absmax"
    return operand("", rng, shape, dtype.rstrip("a") if dtype == "int8a" else dtype, block, t, method,
                   data(rng, shape, dtype))


def tile_of(rng):
    """Of K: none mostly, a small one (which Qwix decodes), or the 128 of its integer path."""
    return int(rng.choice([0, 0, 0, 16, 32, 128]))


def dot_general(rng):
    (ld, rd), t, k = choose(rng, PAIRS), choose(rng, TYPES), choose(rng, [32, 64, 256])
    tiles = (tile_of(rng), tile_of(rng))
    form = choose(rng, ["plain", "transposed", "batch", "two"])
    if form == "plain":
        shapes, dims = ((3, k), (k, 4)), dict(contracting=[[1], [0]], batch=[[], []])
    elif form == "transposed":
        shapes, dims = ((k, 3), (4, k)), dict(contracting=[[0], [1]], batch=[[], []])
    elif form == "batch":
        shapes, dims = ((2, 3, k), (2, k, 2)), dict(contracting=[[2], [1]], batch=[[0], [0]])
    else:
        shapes, dims = ((3, 2, k), (2, 4, k)), dict(contracting=[[1, 2], [0, 2]], batch=[[], []])
    operands = []
    for side, (shape, dtype, tile) in enumerate(zip(shapes, (ld, rd), tiles)):
        contracted = dims["contracting"][side]
        free = [i for i in range(len(shape)) if i not in contracted]
        operands.append(make(rng, shape, dtype, t, contracted, free, tile))
    return operands, dims


def einsum(rng):
    (ld, rd), t = choose(rng, PAIRS), choose(rng, TYPES)
    equation, left, right = choose(rng, [("ij,jk->ki", (3, 64), (64, 5)), ("bqhd,bkhd->bhqk", (2, 3, 2, 32), (2, 4, 2, 32)),
                                         ("bsd,dhk->bshk", (2, 3, 64), (64, 2, 4)), ("mk,nk->mn", (4, 128), (3, 128)),
                                         ("abk,kb->ba", (3, 2, 32), (32, 2))])
    names_l, rest = equation.split(",")
    names_r, out = rest.split("->")
    operands = []
    for names, other, shape, dtype in ((names_l, names_r, left, ld), (names_r, names_l, right, rd)):
        contracted = [i for i, n in enumerate(names) if n in other and n not in out]
        free = [i for i in range(len(shape)) if i not in contracted]
        operands.append(make(rng, shape, dtype, t, contracted, free, tile_of(rng) if len(contracted) == 1 else 0))
    return operands, {"equation": equation}


def conv_general_dilated(rng):
    (ld, rd), t = choose(rng, [p for p in PAIRS if not {"mxfp8", "nf4"} & set(p)]), choose(rng, TYPES)
    two = rng.random() < 0.7
    form = choose(rng, ["plain", "strided", "dilated", "grouped", "batch-grouped", "channels-last"])
    letters = ["NCHW", "OIHW", "NCHW"] if two else ["NCH", "OIH", "NCH"]
    rank = 2 if two else 1
    a = dict(window_strides=[1] * rank, padding=[[1, 0]] * rank, lhs_dilation=[1] * rank, rhs_dilation=[1] * rank,
             dimension_numbers=letters, feature_group_count=1, batch_group_count=1)
    x, w = (2, 4, 6, 5)[:2 + rank], (4, 4, 3, 2)[:2 + rank]
    if form == "strided":
        a.update(window_strides=[2, 1][:rank], padding=[[0, 2], [1, 1]][:rank])
    elif form == "dilated":
        a.update(lhs_dilation=[2] * rank, rhs_dilation=[1, 2][:rank], padding=[[2, -1], [0, 1]][:rank])
    elif form == "grouped":
        a["feature_group_count"], w = 2, (4, 2) + w[2:]
    elif form == "batch-grouped":
        a["batch_group_count"] = 2
    elif form == "channels-last":
        a["dimension_numbers"] = ["NHWC", "HWIO", "NHWC"] if two else ["NHC", "HIO", "NHC"]
        x, w = (x[0], *x[2:], x[1]), (*w[2:], w[1], w[0])
    n, o = a["dimension_numbers"][0].index("N"), a["dimension_numbers"][1].index("O")
    lhs = make(rng, x, ld, t, [i for i in range(len(x)) if i != n], [n])
    rhs = make(rng, w, rd, t, [i for i in range(len(w)) if i != o], [o])
    return [lhs, rhs], a


def group_sizes(rng, total, count, exact):
    """Sizes that add up to `total`, or to less; empty groups now and then."""
    cuts = np.sort(rng.integers(0, total + 1, count - 1))
    sizes = np.diff(np.concatenate([[0], cuts, [total]]))
    if not exact and rng.random() < 0.3 and sizes.max() > 1:
        sizes[int(np.argmax(sizes))] -= 1
    return [int(s) for s in sizes]


def ragged_dot(rng):
    (ld, rd), t, k = choose(rng, PAIRS), choose(rng, TYPES), choose(rng, [32, 64])
    lhs = make(rng, (6, k), ld, t, [1], [0], choose(rng, [0, 0, 16]))
    rhs = make(rng, (3, k, 4), rd, t, [1], [0, 2], choose(rng, [0, 0, 16]))
    return [lhs, rhs], {"group_sizes": group_sizes(rng, 6, 3, False)}


def ragged_dot_general(rng):
    (ld, rd), t = choose(rng, [p for p in PAIRS if "mxfp8" not in p]), choose(rng, TYPES)
    form = choose(rng, ["free", "contracting", "batch"])
    if form == "free":
        operands = [make(rng, (6, 32), ld, t, [1], [0]), make(rng, (3, 32, 4), rd, t, [1], [0, 2])]
        dims = dict(contracting=[[1], [1]], batch=[[], []], lhs_ragged=[0], rhs_group=[0])
        return operands, {**dims, "group_sizes": group_sizes(rng, 6, 3, False)}
    if form == "contracting":
        operands = [make(rng, (3, 24), ld, t, [1], [0]), make(rng, (24, 4), rd, t, [0], [1])]
        dims = dict(contracting=[[1], [0]], batch=[[], []], lhs_ragged=[1], rhs_group=[])
        return operands, {**dims, "group_sizes": group_sizes(rng, 24, 3, False)}
    operands = [make(rng, (4, 3, 16), ld, t, [2], [0, 1]), make(rng, (4, 16, 2), rd, t, [1], [0, 2])]
    dims = dict(contracting=[[2], [1]], batch=[[0], [0]], lhs_ragged=[0], rhs_group=[])
    return operands, {**dims, "group_sizes": group_sizes(rng, 4, 2, True)}


MAKERS = {"dot_general": dot_general, "conv_general_dilated": conv_general_dilated, "einsum": einsum,
          "ragged_dot": ragged_dot, "ragged_dot_general": ragged_dot_general}


def draw(rng, op, number):
    (lhs, rhs), attributes = MAKERS[op](rng)
    names = "-".join((o["dtype"] or "float") + ("a" if o["method"] == "minmax" else "") for o in (lhs, rhs))
    name = f"{op}-{number:03}-{names}-{lhs['t']}".replace("_", "-")
    return dict(name=name, op=op, lhs=lhs, rhs=rhs, attributes=attributes)
