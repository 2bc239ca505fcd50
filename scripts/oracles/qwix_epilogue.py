"""The documented integer path of a contraction, recomputed: over each K tile the exact sum of (q1 - z1) * (q2 - z2), to f32,
times the scale of lhs, times that of rhs, tiles added in ascending order, every step rounded to f32."""

import itertools

import numpy as np

from qwix_formulas import expand
from qwix_products import contract, exact_operand


def labels(c):
    """Names of the dimensions of both operands and of the result."""
    a = c["attributes"]
    if c["op"] == "einsum":
        operands, out = a["equation"].split("->")
        return (*operands.split(","), out)
    (lc, rc), (lb, rb) = a["contracting"], a["batch"]
    letters = iter("abcdefghijklmnopqrstuvwxyz")
    lhs, rhs = [""] * c["lhs"]["x"].ndim, [""] * c["rhs"]["x"].ndim
    for i, j in itertools.chain(zip(lb, rb), zip(lc, rc)):
        lhs[i] = rhs[j] = next(letters)
    lhs, rhs = ([n or next(letters) for n in names] for names in (lhs, rhs))
    batch, shared = [lhs[i] for i in lb], [lhs[i] for i in lc]
    free = [n for n in lhs + rhs if n not in batch + shared]
    return "".join(lhs), "".join(rhs), "".join(batch + free)


def tiles_of(dim, blocks, edges=()):
    """Ranges of a contracted dimension in which both operands keep one block."""
    cuts = {0, dim, *edges}
    for b in blocks:
        if b:
            cuts |= set(range(0, dim, b))
    cuts = sorted(x for x in cuts if x <= dim)
    return list(zip(cuts[:-1], cuts[1:]))


def contract_tiles(lhs, rhs, names, blocks, edges=()):
    """lhs, rhs: (q - z, scale for each element). names: labels of lhs, rhs, result. edges: further cuts of the first
    contracted dimension, given as a list of ranges to take."""
    names_l, names_r, out = names
    shared = [n for n in names_l if n in names_r and n not in out]
    text = f"{names_l},{names_r}->{out}"
    y = None
    ranges = [tiles_of(lhs[0].shape[names_l.index(n)], [blocks[0][names_l.index(n)], blocks[1][names_r.index(n)]])
              for n in shared]
    if edges:
        ranges[0] = edges
    for tile in itertools.product(*ranges):
        at = dict(zip(shared, tile))
        pick_l, pick_r = (tuple(slice(*at.get(n, (None, None))) for n in letters) for letters in (names_l, names_r))
        one_l, one_r = (tuple(slice(at[n][0], at[n][0] + 1) if n in at else slice(None) for n in letters)
                        for letters in (names_l, names_r))
        acc = np.einsum(text, lhs[0][pick_l], rhs[0][pick_r]).astype(np.float32)
        first_l, first_r = lhs[1][one_l], rhs[1][one_r]
        scale_l = np.einsum(text, first_l, np.ones_like(first_r)).astype(np.float32)
        scale_r = np.einsum(text, np.ones_like(first_l), first_r).astype(np.float32)
        part = acc * scale_l * scale_r
        y = np.float32(0) + part if y is None else y + part
    return y


def ragged(c, lhs, rhs, blocks):
    """ragged_dot and the modes of ragged_dot_general."""
    a = c["attributes"]
    sizes = a["group_sizes"]
    ends = list(np.cumsum(sizes))
    if c["op"] == "ragged_dot" or a["rhs_group"]:
        y = np.zeros((lhs[0].shape[0], rhs[0].shape[2]), np.float32)
        for g, (size, end) in enumerate(zip(sizes, ends)):
            rows = slice(end - size, end)
            part = contract_tiles([v[rows] for v in lhs], [v[g] for v in rhs], ("mk", "kn", "mn"),
                                  (blocks[0], blocks[1][1:]))
            y[rows] = part
        return y
    if a["lhs_ragged"][0] not in a["contracting"][0]:
        return contract_tiles(lhs, rhs, labels(c), blocks)
    names, whole = labels(c), tiles_of(lhs[0].shape[1], [blocks[0][1], blocks[1][0]], [0, *ends])
    groups = []
    for size, end in zip(sizes, ends):
        inside = [r for r in whole if end - size <= r[0] and r[1] <= end]
        shape = (lhs[0].shape[0], rhs[0].shape[1])
        groups.append(contract_tiles(lhs, rhs, names, blocks, inside) if inside else np.zeros(shape, np.float32))
    return np.stack(groups)


def convolution(c, lhs, rhs, grids):
    """With one scale for each image and for each output channel; other scales: None."""
    letters_l, letters_r, letters_out = c["attributes"]["dimension_numbers"]
    for grid, letters, own in ((grids[0], letters_l, "N"), (grids[1], letters_r, "O")):
        if any(n > 1 for n, letter in zip(grid, letters) if letter != own):
            return None
    if c["attributes"]["batch_group_count"] > 1 and grids[0][letters_l.index("N")] > 1:
        return None
    y = contract(c, lhs[0], rhs[0]).astype(np.float32)
    for (_, scale), letters, own, target in ((lhs, letters_l, "N", "N"), (rhs, letters_r, "O", "C")):
        first = scale[tuple(slice(None) if letter == own else 0 for letter in letters)]
        shape = [1] * y.ndim
        if grids[0 if own == "N" else 1][letters.index(own)] > 1:
            shape[letters_out.index(target)] = first.size
        else:
            first = first[:1]
        y = y * first.reshape(shape).astype(np.float32)
    return y


def documented(c, inputs):
    """The bits of the integer path as f64 values before the last cast; None where they are not recomputed."""
    sides, grids = [], []
    for side in ("lhs", "rhs"):
        _, q, s = exact_operand(inputs, side, c[side])
        grids.append(s.shape)
        sides.append((q, expand(s, q.shape)))
    blocks = (c["lhs"]["block"], c["rhs"]["block"])
    if c["op"] == "conv_general_dilated":
        y = convolution(c, *sides, grids)
    elif c["op"].startswith("ragged"):
        y = ragged(c, *sides, blocks)
    else:
        y = contract_tiles(*sides, labels(c), blocks)
    return None if y is None else y.astype(np.float64)
