"""onnxruntime on processors without VNNI: sums of two products of u8 and s8 saturate in 16 bits."""

import numpy as np

from cases import known
from common import array, to_float
from from_onnx import conv_attributes, convolve, doc_requantize


def saturated_product(x, w):
    """x (u8) times w (s8), both 2-D: pairs along K are added in saturating 16-bit arithmetic."""
    if x.shape[1] % 2:
        x, w = np.pad(x, [(0, 0), (0, 1)]), np.pad(w, [(0, 1), (0, 0)])
    products = x[:, :, None] * w[None]
    return np.clip(products[:, 0::2] + products[:, 1::2], -(2**15), 2**15 - 1).sum(1)


def product(x, w, zx, zw):
    """The exact sums of (x - zx) * (w - zw), and those that saturate."""
    k = x.shape[1]
    raw, corrected = x @ w, lambda raw: (raw - np.reshape(zw, (1, -1)) * x.sum(1, keepdims=True)
                                         - np.reshape(zx, (-1, 1)) * w.sum(0, keepdims=True)
                                         + k * np.reshape(zx, (-1, 1)) * np.reshape(zw, (1, -1)))
    return corrected(raw), corrected(saturated_product(x, w))


def columns(x, shape, a, zero, order):
    """im2col of one image's group: a row for each position of the result. order: channels first or last."""
    rank = x.ndim - 1
    x = np.pad(x, [(0, 0)] + [(a["pads"][i], a["pads"][rank + i]) for i in range(rank)], constant_values=zero)
    rows = []
    sizes = [(x.shape[1 + i] - (shape[2 + i] - 1) * a["dilations"][i] - 1) // a["strides"][i] + 1 for i in range(rank)]
    for at in np.ndindex(*sizes):
        window = x[(slice(None), *[slice(p * s, p * s + (k - 1) * d + 1, d)
                                   for p, s, k, d in zip(at, a["strides"], shape[2:], a["dilations"])])]
        rows.append(window.ravel() if order == "first" else np.moveaxis(window, 0, -1).ravel())
    return np.array(rows)


def convolution(x, w, zx, zw, a, order):
    """Exact and saturated sums of a convolution, group by group."""
    group, per = a["group"], w.shape[0] // a["group"]
    outs = convolve(x, w, a).shape
    exact, narrow = np.zeros(outs, np.int64), np.zeros(outs, np.int64)
    zw = np.broadcast_to(zw, w.shape[0])
    for image in range(x.shape[0]):
        for g in range(group):
            part = x[image, g * w.shape[1]:(g + 1) * w.shape[1]]
            kernel = w[g * per:(g + 1) * per]
            kernel = kernel if order == "first" else np.moveaxis(kernel, 1, -1)
            e, s = product(columns(part, w.shape, a, zx, order), kernel.reshape(per, -1).T, np.int64(zx),
                           zw[g * per:(g + 1) * per])
            for target, value in ((exact, e), (narrow, s)):
                target[image, g * per:(g + 1) * per] = value.T.reshape(per, *outs[2:])
    return exact, narrow


def finish(n, acc):
    """Sums to the node's output."""
    if not n.op.startswith("QLinear"):
        return array(acc, "int32")
    sides = ("a_scale", "b_scale") if n.op == "QLinearMatMul" else ("x_scale", "w_scale")
    first, second = (n.numbers(s) for s in sides)
    if n.op == "QLinearConv":
        second = second.reshape(1, -1, *[1] * (acc.ndim - 2)) if second.size > 1 else second.reshape(())
        if "B" in n.ins:
            acc = acc + n.ins["B"].astype(np.int64).reshape(1, -1, *[1] * (acc.ndim - 2))
    multiplier = to_float(to_float(first.reshape(()) * second, "f32") / n.numbers("y_scale").reshape(()), "f32")
    dtype = n.outs[0][1]
    return array(doc_requantize(acc, multiplier, n.numbers("y_zero_point").reshape(()), dtype, n.evaluator), dtype)


def find_saturated(n, package):
    """Elements of an integer product that saturated on the way, None where the package computes exact sums."""
    names = {"MatMulInteger": ("A", "B"), "QLinearMatMul": ("a", "b")}.get(n.op, ("x", "w"))
    if n.evaluator != "onnxruntime" or [n.types[k] for k in names] != ["uint8", "int8"]:
        return None
    x, w = (n.ins[k].astype(np.int64) for k in names)
    zeros = [k.lower() + "_zero_point" for k in names]
    zx, zw = (np.ravel(n.ins[z]).astype(np.int64) if z in n.ins else np.zeros(1, np.int64) for z in zeros)
    if n.op in ("MatMulInteger", "QLinearMatMul"):
        if x.ndim == 2:
            variants = [product(x, w, zx, zw)]
        else:
            parts = [product(a, b, zx, zw) for a, b in zip(x.reshape(-1, *x.shape[-2:]), w.reshape(-1, *w.shape[-2:]))]
            variants = [tuple(np.stack(v).reshape(*x.shape[:-1], w.shape[-1]) for v in zip(*parts))]
    else:
        a = conv_attributes(n.attrs, x, w)
        variants = [convolution(x, w, zx[0], zw, a, order) for order in ("first", "last")]
    for exact, narrow in variants:
        if finish(n, narrow)["bits"] == package["bits"]:
            return known("onnx/saturating-pairs", package, finish(n, exact), exact != narrow)
    return None
