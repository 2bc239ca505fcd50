"""Products of Qwix's arrays recomputed in numpy: the exact value, the integer path and its epilogue."""

import itertools

import numpy as np

from common import FLOATS, decode, load, to_float
from qwix_formulas import NF4, element, expand


def exact_operand(inputs, side, o):
    """Real values of an operand (f64) and, for integers, q - z and the scale."""
    if o["dtype"] is None:
        return decode(load(inputs[side]), o["t"]), None, None
    codes, scale = inputs[f"{side}_codes"], inputs[f"{side}_scale"]
    v = NF4[load(codes)].astype(np.float64) if o["dtype"] == "nf4" else decode(load(codes), codes["dtype"])
    if f"{side}_zero_point" in inputs:
        v = v - expand(load(inputs[f"{side}_zero_point"]).astype(np.float64), v.shape)
    s = decode(load(scale), scale["dtype"])
    return v * expand(s, v.shape), v, s


def contract(c, l, r):
    """The operation on plain f64 arrays."""
    a = c["attributes"]
    if c["op"] == "einsum":
        return np.einsum(a["equation"], l, r)
    if c["op"] == "dot_general":
        return dot(l, r, a["contracting"], a["batch"])
    if c["op"] == "conv_general_dilated":
        return convolution(l, r, a)
    sizes = a["group_sizes"]
    ends = np.cumsum(sizes)
    if c["op"] == "ragged_dot" or a["rhs_group"]:
        y = np.zeros((l.shape[0], r.shape[2]))
        for g, end in enumerate(ends):
            y[end - sizes[g]:end] = l[end - sizes[g]:end] @ r[g]
        return y
    if a["lhs_ragged"] == [1]:
        return np.stack([l[:, e - n:e] @ r[e - n:e] for n, e in zip(sizes, ends)])
    return l @ r


def dot(l, r, contracting, batch):
    letters = itertools.count(ord("a"))
    names_l, names_r = [None] * l.ndim, [None] * r.ndim
    for pairs in (batch, contracting):
        for i, j in zip(*pairs):
            names_l[i] = names_r[j] = chr(next(letters))
    for n in (names_l, names_r):
        for i, v in enumerate(n):
            if v is None:
                n[i] = chr(next(letters))
    shared = [names_l[i] for i in contracting[0]]
    b = [names_l[i] for i in batch[0]]
    out = b + [n for n in names_l if n not in shared + b] + [n for n in names_r if n not in shared + b]
    return np.einsum(f"{''.join(names_l)},{''.join(names_r)}->{''.join(out)}", l, r)


def convolution(l, r, a):
    ls, rs, os_ = a["dimension_numbers"]
    spatial = [ch for ch in ls if ch not in "NC"]
    l = l.transpose([ls.index(ch) for ch in "NC" + "".join(spatial)])
    r = r.transpose([rs.index(ch) for ch in "OI" + "".join(spatial)])
    n = len(spatial)
    for i, d in enumerate(a["lhs_dilation"]):
        if d > 1:
            shape = list(l.shape)
            shape[2 + i] = (shape[2 + i] - 1) * d + 1
            wide = np.zeros(shape)
            wide[(slice(None),) * (2 + i) + (slice(None, None, d),)] = l
            l = wide
    l = np.pad(l, [(0, 0), (0, 0)] + [(max(low, 0), max(high, 0)) for low, high in a["padding"]])
    crop = [slice(max(-low, 0), dim - max(-high, 0)) for (low, high), dim in zip(a["padding"], l.shape[2:])]
    l = l[(slice(None), slice(None), *crop)]
    if a["batch_group_count"] > 1:
        g = a["batch_group_count"]
        parts = [convolution_plain(l[i * l.shape[0] // g:(i + 1) * l.shape[0] // g], r[i * r.shape[0] // g:(i + 1) * r.shape[0] // g], a, n, 1) for i in range(g)]
        y = np.concatenate(parts, 1)
    else:
        y = convolution_plain(l, r, a, n, a["feature_group_count"])
    return y.transpose([("NC" + "".join(spatial)).index(ch) for ch in os_])


def convolution_plain(l, r, a, n, groups):
    st, d = a["window_strides"], a["rhs_dilation"]
    out = [(l.shape[2 + i] - (r.shape[2 + i] - 1) * d[i] - 1) // st[i] + 1 for i in range(n)]
    y = np.zeros((l.shape[0], r.shape[0], *out))
    per = r.shape[0] // groups
    for b, o, *at in np.ndindex(*y.shape):
        g = o // per
        window = l[(b, slice(g * r.shape[1], (g + 1) * r.shape[1]),
                    *[slice(at[i] * st[i], at[i] * st[i] + (r.shape[2 + i] - 1) * d[i] + 1, d[i]) for i in range(n)])]
        y[(b, o, *at)] = (window * r[o]).sum()
    return y


def constant_over_contraction(c, side):
    """Whether this side's scale can be applied to the sum: no contracted axis has several."""
    o = c[side]
    if o["dtype"] in (None, "nf4") or element(o["dtype"]) in FLOATS:
        return False
    a = c["attributes"]
    which = 0 if side == "lhs" else 1
    if c["op"] == "einsum":
        names = a["equation"].split("->")[0].split(",")
        other = names[1 - which]
        result = a["equation"].split("->")[1]
        axes = [i for i, ch in enumerate(names[which]) if ch in other and ch not in result]
    elif c["op"] == "conv_general_dilated":
        axes = [i for i, ch in enumerate(a["dimension_numbers"][which]) if ch != ("N" if which == 0 else "O")]
    elif c["op"] == "ragged_dot":
        axes = [1]
    else:
        axes = a["contracting"][which]
    return all(o["block"][i] == 0 or o["block"][i] == o["x"].shape[i] for i in axes)


def stated(c, inputs):
    """The documented result: exact integer sum, then f32(acc) * s_lhs * s_rhs, each
    step rounded to f32, K tiles in ascending order, one cast. None where it is a
    float path: then only the bound holds."""
    l, ql, sl = exact_operand(inputs, "lhs", c["lhs"])
    r, qr, sr = exact_operand(inputs, "rhs", c["rhs"])
    exact = contract(c, l, r)
    magnitude = contract(c, np.abs(l), np.abs(r))
    result = None
    f = np.float32
    if constant_over_contraction(c, "lhs") and constant_over_contraction(c, "rhs"):
        acc = contract(c, ql, qr)
        # Where a scale lands in the result: contract it with ones of the other side.
        count = contract(c, np.ones_like(ql), np.ones_like(qr))
        where_l = contract(c, expand(sl, ql.shape), np.ones_like(qr))
        where_r = contract(c, np.ones_like(ql), expand(sr, qr.shape))
        if c["op"] == "conv_general_dilated":  # padding makes counts uneven, scales per batch / output channel
            ls, rs, os_ = c["attributes"]["dimension_numbers"]
            shape_l = [1] * len(os_)
            shape_r = [1] * len(os_)
            shape_l[os_.index("N")] = sl.shape[ls.index("N")]
            shape_r[os_.index("C")] = sr.shape[rs.index("O")]
            sl_out, sr_out = np.broadcast_to(sl.reshape(shape_l), acc.shape), np.broadcast_to(sr.reshape(shape_r), acc.shape)
        else:
            with np.errstate(all="ignore"):
                sl_out = np.nan_to_num(where_l / count).astype(f).astype(np.float64)
                sr_out = np.nan_to_num(where_r / count).astype(f).astype(np.float64)
        y = acc.astype(f) * sl_out.astype(f) * sr_out.astype(f)
        result = y.astype(np.float64), acc, sl_out, sr_out
    elif c["name"].startswith("dot-int8-tiles-of-128"):
        # Two-dimensional, K tiled: each tile's sum scaled, tiles added in ascending order.
        y = np.zeros((ql.shape[0], qr.shape[1]), f)
        for k in range(0, ql.shape[1], 128):
            part = (ql[:, k:k + 128] @ qr[k:k + 128]).astype(f)
            y = y + part * expand(sl, ql.shape)[:, k:k + 1].astype(f) * expand(sr, qr.shape)[k:k + 1].astype(f)
        result = y.astype(np.float64), None, None, None
    return exact, magnitude, result


def live(acc, sl, sr, t):
    """How the package scales an i32 sum: the sum itself is rounded to the scales' type."""
    return to_float(to_float(to_float(acc, t) * sl, t) * sr, t)
