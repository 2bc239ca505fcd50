"""Qwix's quantization recomputed in numpy, step by step, by the documented convention."""

import numpy as np

import common
from common import FLOATS, decode, encode, int_range, to_float

REASONS = {
    "bf16_in_f32": "bf16: the reciprocal and the product are computed in f32 and rounded once to bf16, which is the correctly rounded quotient (unless the reciprocal is flushed to zero), not x times a bf16 reciprocal",
    "same_shape_divides": "a quotient that needs no broadcast (the zero point; a single scale per tensor; one scale per element) is a true division, not a product with the reciprocal",
    "flush": "f32 and bf16 subnormals, read or produced, are flushed to zero",
    "log2": "the mx exponent is ln(amax/max) / ln 2, each rounded to the input type, before ceil: it may be one off (too large even at some exact powers of two), so the scale is not 2^ceil(log2(amax/max))",
    "bound": "the bound 255.5 is rounded to the input type (256 in bf16) before it divides",
}


def flushed(x, t, on):
    x = np.asarray(x, np.float64)
    if on and t in ("f32", "bf16"):
        return np.where(np.abs(x) < 2.0**-126, np.copysign(0, x), x)
    return x


class Arithmetic:
    """Operations of one type, each rounded; flags say which facts hold."""

    def __init__(self, t, reciprocal, **flags):
        self.t, self.reciprocal, self.flags = t, reciprocal, flags

    def r(self, x):
        return flushed(to_float(x, self.t), self.t, self.flags["flush"])

    def r32(self, x):
        """bf16 operations run in f32 and are rounded again."""
        return self.r(to_float(x, "f32") if self.t == "bf16" else x)

    def i(self, x):
        return flushed(x, self.t, self.flags["flush"])

    def div(self, a, b, same=False):
        with np.errstate(all="ignore"):
            a, b = self.i(a), self.i(b)
            if not self.reciprocal or (same and self.flags["same_shape_divides"]):
                return self.r(a / b)
            if self.t == "bf16" and self.flags["bf16_in_f32"]:
                inverse = flushed(to_float(1 / b, "f32"), "f32", self.flags["flush"])
                return self.r(to_float(a * inverse, "f32"))
            return self.r(a * self.r(1 / b))

    def mul(self, a, b):
        with np.errstate(all="ignore"):
            return self.r(self.i(a) * self.i(b))

    def add(self, a, b):
        with np.errstate(all="ignore"):
            return self.r32(self.i(a) + self.i(b))


NF4 = np.array([-1.0, -0.6961928009986877, -0.5250730514526367, -0.39491748809814453, -0.28444138169288635,
                -0.18477343022823334, -0.09105003625154495, 0.0, 0.07958029955625534, 0.16093020141124725,
                0.24611230194568634, 0.33791524171829224, 0.44070982933044434, 0.5626170039176941,
                0.7229568362236023, 1.0], np.float32)
ELEMENT = {"mxfp8": "fp8_e4m3fn", "mxfp4": "fp4_e2m1fn", "nvfp4": "fp4_e2m1fn"}


def element(dtype):
    return ELEMENT.get(dtype, dtype)


def convert(y, dtype):
    """Scaled values to codes. NaN is 0 for integers, kept for fp8, -0 for fp4."""
    dtype = element(dtype)
    if dtype == "nf4":
        with np.errstate(all="ignore"):
            distance = np.abs(NF4 - y[..., None].astype(np.float32))
        return np.argmin(np.where(np.isnan(distance), -np.inf, distance), -1).astype(np.uint8)
    if dtype in FLOATS:
        return encode(y, dtype, nan=8 if dtype == "fp4_e2m1fn" else None)
    low, high = int_range(dtype)
    return np.clip(np.rint(np.where(np.isnan(y), 0, y)), low, high).astype(common.STORE[dtype])


def expand(p, shape):
    for axis, dim in enumerate(shape):
        p = np.repeat(p, dim // p.shape[axis], axis=axis)
    return p


def bound(dtype):
    dtype = element(dtype)
    if dtype == "nf4":
        return 1.0
    if dtype in FLOATS:
        return float(common.table(dtype)[-1])
    return int_range(dtype)[1] + 0.5


def tiles(shape, block):
    new, inside, outer = [], [], []
    for dim, b in zip(shape, block):
        b = b or dim
        inside.append(len(new) + 1)
        new += [dim // b, b]
        outer.append(dim // b)
    return new, tuple(inside), outer


def model(x, t, dtype, block, calibration, a, static=None, noise=None):
    """codes, scale, zero point (or None), decoded; f64 values of type t."""
    shape = x.shape
    if static is None:
        new, inside, outer = tiles(shape, block)
        v = x.reshape(new)
        rule, k = calibration["rule"], calibration.get("k")
        with np.errstate(all="ignore"):
            low, high, absmax = None, None, None
            if rule == "minmax":
                low, high = np.minimum(v.min(inside), 0), np.maximum(v.max(inside), 0)
                if k is not None:
                    low, high = a.mul(low, to_float(k, t)), a.mul(high, to_float(k, t))
            elif rule == "absmax":
                absmax = np.abs(v).max(inside)
                if k is not None:
                    absmax = a.mul(absmax, to_float(k, t))
            elif rule == "rms":
                square = a.mul(v, v)
                mean = a.r(square.sum(inside) / np.prod([v.shape[i] for i in inside]))
                absmax = a.mul(a.r(np.sqrt(mean)), to_float(k, t))
            else:
                outer = [1] * len(shape)
                low, high = (np.full(outer, to_float(calibration[n], t)) for n in ("low", "high"))
                if calibration["low"] + calibration["high"] == 0:
                    absmax, low = high, None
            zp = None
            one = int(np.prod(outer)) == 1  # a single value is not broadcast
            guard = float(to_float(np.sqrt({"f32": 2.0**-126, "bf16": 2.0**-126, "f16": 2.0**-14}[t]), t))
            if low is not None:
                qmin, qmax = int_range(dtype)
                scale = a.div(a.add(high, -low), float(qmax - qmin), same=one)
                scale = np.where(scale < guard, 1.0, scale)
                zp = convert(a.add(qmin, -a.div(low, scale, same=True)), dtype)
                zp = zp.reshape(outer)
            else:
                b = bound(dtype)
                scale = a.div(absmax, to_float(b, t) if a.flags["bound"] else b, same=one)
                scale = np.where(scale < guard, 1.0, scale)
            if dtype in ("mxfp8", "mxfp4"):
                if a.flags["log2"]:
                    exponent = a.div(a.r(np.log(scale)), a.r(np.log(2)), same=one)
                else:
                    exponent = np.log2(scale)
                scale = np.exp2(np.ceil(exponent))
            elif dtype == "nvfp4":
                scale = decode(encode(scale, "fp8_e4m3fn"), "fp8_e4m3fn")
        scale = scale.reshape(outer)
    else:
        scale, zp = static
    s = expand(scale, shape)
    same = list(scale.shape) == list(shape)
    y = a.div(x, s, same=same)
    z = expand(zp.astype(np.float64), shape) if zp is not None else None
    if z is not None:
        y = a.add(y, z)
    if noise is not None and dtype in ("int4", "int8"):
        y = to_float(y + noise, "f32")
    codes = convert(y, dtype)
    return codes, scale, zp, back(codes, scale, zp, t, dtype, a)


def back(codes, scale, zp, t, dtype, a):
    if dtype == "nf4":
        value = to_float(NF4[codes], t)
    else:
        value = decode(codes, element(dtype))
    if zp is not None:
        value = a.add(value, -expand(zp.astype(np.float64), codes.shape))
    with np.errstate(all="ignore"):
        return a.mul(value, expand(scale, codes.shape))
