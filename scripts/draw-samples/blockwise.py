"""Weight quantization by range, per block: the shared formula of coremltools and
Core AI, evaluated here in the weight's own arithmetic with an epsilon to choose."""

import numpy as np

import common
from common import FLOATS, encode, int_range, to_float


def split(shape, block):
    """Reshape that separates every block, and the axes inside a block."""
    new, inside, outer = [], [], []
    for dim, b in zip(shape, block):
        if b > 0:
            outer.append(dim // b)
            inside.append(len(new) + 1)
            new += [dim // b, b]
        else:
            outer.append(1)
            inside.append(len(new))
            new.append(dim)
    return new, tuple(inside), outer


def ranges(dtype, symmetric):
    if dtype in FLOATS:
        top = common.table(dtype)[-1]
        return -top, top
    low, high = int_range(dtype)
    if symmetric:
        low, high = (low + 1, high) if low < 0 else (0, high - 1)
    return low, high


def quantize(w, wt, dtype, symmetric, block, epsilon):
    """w in f64 with values of wt (f32 or f16). Codes, scale, zero point (or None);
    every step is rounded to wt. NaN codes count as 0."""
    kind = {"f32": np.float32, "f16": np.float16}[wt]
    w = w.astype(kind)
    new, inside, outer = split(w.shape, block)
    v = w.reshape(new)
    low, high = ranges(dtype, symmetric)
    e = kind(epsilon)
    with np.errstate(all="ignore"):
        minimum, maximum = v.min(axis=inside, keepdims=True), v.max(axis=inside, keepdims=True)
        if symmetric:
            maximum = np.maximum(np.abs(minimum), np.abs(maximum))
            minimum = -maximum
        else:
            minimum, maximum = np.minimum(kind(0), minimum), np.maximum(kind(0), maximum)
        width = maximum - minimum
        if epsilon:
            width = width + e
        scale = width / kind(high - low)
        quotient = v / scale
        if dtype in FLOATS:
            clipped = np.clip(quotient, kind(low), kind(high))
            nan = {"fp4_e2m1fn": 8}.get(dtype)
            codes = encode(clipped, dtype, nan=nan).reshape(w.shape)
            return codes, scale.reshape(outer), np.zeros(outer)
        q = np.rint(quotient)
        zp = None
        if symmetric and low == 0:
            zp = np.full(minimum.shape, high // 2, kind)
        elif not symmetric:
            zp = np.clip(np.rint((kind(low) * maximum - kind(high) * minimum) / width), kind(low), kind(high))
        if zp is not None:
            q = q + zp
        q = np.clip(q, low, high)
    store = common.STORE[dtype]
    q = np.where(np.isnan(q), 0, q).reshape(w.shape).astype(store)
    if zp is not None:
        zp = np.where(np.isnan(zp), 0, zp).reshape(outer).astype(store)
    return q, scale.reshape(outer), zp


def spread(p, shape):
    for axis, dim in enumerate(shape):
        p = np.repeat(p, dim // p.shape[axis], axis=axis)
    return p


def weights(kind, shape, dtype, rng, wt="f32"):
    """Test weights with a purpose."""
    n = int(np.prod(shape))
    if kind == "normal":
        w = rng.standard_normal(shape)
    elif kind == "ties":
        # absmax is the code range, so the scale is near 1 and k + 1/2 lands on ties.
        low, high = (-7, 7) if dtype in FLOATS else ranges(dtype, True)
        high = (high - low) // 2 or 1
        w = rng.integers(-high, high, shape) + 0.5
        w.reshape(-1)[:: max(n // shape[0], 1)] = high
    elif kind == "tiny":
        w = rng.standard_normal(shape) * 3e-7
    elif kind == "subnormal":
        w = rng.standard_normal(shape) * (1e-40 if wt == "f32" else 2e-7)
    elif kind == "huge":
        w = rng.standard_normal(shape) * (3e37 if wt == "f32" else 9000)
    elif kind == "positive":
        w = rng.uniform(0.25, 3, shape)
    elif kind == "negative":
        w = -rng.uniform(0.25, 3, shape)
    elif kind == "zero-block":
        w = rng.standard_normal(shape)
        w[0] = 0
        w[1] = -0.0
    elif kind == "outlier":
        w = rng.standard_normal(shape) * 0.01
        w[..., 0] = 50
    elif kind == "constant":
        w = np.full(shape, 0.7)
        w[-1] = -0.3
    elif kind == "skewed":
        w = rng.exponential(1.0, shape) - 0.37
    else:
        raise ValueError(kind)
    return to_float(w, wt)
