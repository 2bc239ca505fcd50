"""Weights of whole programs, compressed by a pass of Qnt and by a package: what both decode to. Needs NumPy."""

import numpy as np

import blockwise
import cases
import common
from cases import Function, same_bits, tensor
from common import FLOATS, array, decode, load


def dense(a, wt):
    return f'dense<"0x{np.ascontiguousarray(a).tobytes().hex().upper()}"> : {tensor(a.shape, wt)}'


def reader(f, form, a, wt):
    """The op that makes a constant a weight, as the packages' programs read theirs. Its other operand does not matter."""
    def splat(shape):
        return f.op(f"arith.constant dense<1.0> : {tensor(shape, wt)}"), tensor(shape, wt)

    w, w_type = f.op("arith.constant " + dense(a, wt)), tensor(a.shape, wt)
    if form == "conv":
        x, x_type = splat((1, a.shape[1], 8, 8))
        y = tensor((1, a.shape[0], 9 - a.shape[2], 9 - a.shape[3]), wt)
        f.op(f"qnt.conv_general_dilated {x}, {w} dims = <[b, f, 0, 1] x [o, i, 0, 1] -> [b, f, 0, 1]> strides = [1, 1] "
             f"padding = [0, 0, 0, 0] lhs_dilation = [1, 1] rhs_dilation = [1, 1] : ({x_type}, {w_type}) -> {y}")
    elif form == "lhs":
        x, x_type = splat((a.shape[1], 1))
        f.op(f"qnt.dot_general {w}, {x} contracting = [1] x [0] batch = [] x [] : ({w_type}, {x_type}) -> "
             + tensor((a.shape[0], 1), wt))
    elif a.ndim == 3:
        x, x_type = splat((a.shape[0], 1, a.shape[1]))
        f.op(f"qnt.dot_general {x}, {w} contracting = [2] x [1] batch = [0] x [0] : ({x_type}, {w_type}) -> "
             + tensor((a.shape[0], 1, a.shape[2]), wt))
    else:
        inside = 1 if form == "linear" else 0
        x, x_type = splat((1, a.shape[inside]))
        f.op(f"qnt.dot_general {x}, {w} contracting = [1] x [{inside}] batch = [] x [] : ({x_type}, {w_type}) -> "
             + tensor((1, a.shape[1 - inside]), wt))
    return w, w_type


def decoded(a, wt, dtype, codes, scale, zero, is_mul_sub):
    """The values of the package's codes, in NumPy's arithmetic of the rule; the weight itself where no constant may have
    the scale."""
    s = np.asarray(decode(load(scale), scale["dtype"]), np.float64)
    if not np.all(np.isfinite(s) & (s != 0)):
        return a
    s = blockwise.spread(s, a.shape)
    q = load(codes).astype(np.float64) if common.is_int(dtype) else decode(load(codes), dtype)
    z = blockwise.spread(load(zero).astype(np.float64), a.shape) if zero else np.zeros(a.shape)
    kind = a.dtype.type
    with np.errstate(all="ignore"):
        if is_mul_sub:
            return (q * s).astype(kind) - (z * s).astype(kind)
        return ((q - z).astype(np.float32) * s.astype(np.float32)).astype(kind)


def add(file, family, name, form, a, wt, options, package, known=None):
    """A case: the weight comes back decoded, since the function returns it beside the op that reads it."""
    f = Function()
    w, w_type = reader(f, form, a, wt)
    f.result(w, w_type, same_bits("decoded", array(package, wt), known))
    argument = " ".join(f"{key}={value}" for key, value in options["options"].items())
    file.add(family, name, f, passes=[f"--{options['pass']}={argument} weight-num-threshold=0 other-users-threshold=1"])


def quantize_options(convention, dtype, scheme, granularity, size, scale_dtype=None):
    options = {"dtype": dtype, "convention": convention}
    if dtype not in FLOATS:
        options["qscheme"] = scheme
    if dtype != "fp4_e2m1fn":
        options["granularity"] = granularity
        if granularity == "per_block":
            options["block-size"] = size
    if scale_dtype:
        options["scale-dtype"] = scale_dtype
    return {"pass": "qnt-quantize-weights", "options": options}
