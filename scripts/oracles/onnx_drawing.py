"""Draws nodes for the operators of onnx_operators: name, op, inputs and their dtypes, output dtypes, attributes."""

import numpy as np

import common
from common import FLOATS, biting, int_range, to_float
from from_onnx import NUMPY, PROTO, make

INTEGERS = ["int8", "uint8", "int4", "uint4", "int2", "uint2", "int16", "uint16"]
SMALL_FLOATS = ["fp8_e4m3fn", "fp8_e5m2", "fp4_e2m1fn"]
WEIGHTS = {"QuantizeLinear": 80, "DequantizeLinear": 50, "DynamicQuantizeLinear": 30, "QLinearMatMul": 35,
           "QLinearConv": 30, "MatMulInteger": 25, "ConvInteger": 25, "Cast": 25}
TYPES = ["f32", "f16", "bf16"]


def codes(rng, dtype, shape):
    low, high = int_range(dtype)
    if rng.random() < 0.15:  # only the ends
        return rng.choice([low, high], shape).astype(NUMPY[dtype])
    return rng.integers(low, high + 1, shape).astype(NUMPY[dtype])


def granularity(rng):
    """A shape, and axis and block size as attributes; the shape that scales have."""
    rank = int(rng.integers(1, 5))
    shape = tuple(int(n) for n in rng.integers(1, 7, rank))
    kind = rng.choice(["tensor", "axis", "blocks"])
    if kind == "tensor":
        return shape, {}, ()
    axis = int(rng.integers(0, rank))
    written = axis - rank if rng.random() < 0.3 else axis
    shape = shape[:axis] + (int(rng.integers(2, 40)),) + shape[axis + 1:]
    if kind == "axis":
        return shape, {"axis": written}, (shape[axis],)
    size = int(rng.choice([1, 2, 3, 8, 16, 32]))
    scales = list(shape)
    scales[axis] = -(-shape[axis] // size)
    return shape, {"axis": written, "block_size": size}, tuple(scales)


def scales(rng, shape, t):
    """Ordinary scales, powers of two, and tiny ones."""
    kind = rng.random()
    s = 2.0 ** rng.uniform(-8, 3, shape)
    if kind < 0.3:
        s = 2.0 ** np.rint(np.log2(s))
    elif kind < 0.4 and t != "f16":
        s = s * 1e-36
    return to_float(s, t)


def spread_over(p, shape, attrs):
    """A scale or zero point for each element."""
    p = np.asarray(p, np.float64)
    if p.ndim == 0:
        return np.full(shape, p)
    axis = attrs["axis"] % len(shape)
    if "block_size" in attrs:
        return np.take(p, np.arange(shape[axis]) // attrs["block_size"], axis)
    return np.broadcast_to(p.reshape([-1 if i == axis else 1 for i in range(len(shape))]), shape)


def numbers(rng, shape, s, zp, dtype, t):
    """Values that land on ties, beside them, on codes, at the ends and beyond, and now and then on specials."""
    count = int(np.prod(shape))
    s, zp = np.ravel(s), np.ravel(zp)
    if dtype in FLOATS:
        v = common.table(dtype)
        steps = np.concatenate([(v[1:] + v[:-1]) / 2, v, [v[-1] * f for f in (1.01, 1.03, 1.07, 1.2, 3)]])
        x = rng.choice(steps, count) * rng.choice([-1, 1], count)
    else:
        low, high = int_range(dtype)
        x = rng.integers(low - 2, high + 3, count) - zp + rng.choice([0, 0.5, 0.5, 0.25, 0.499], count)
    x = to_float(x * s, t)
    if rng.random() < 0.4:
        below, above = common.neighbours(np.where(np.isfinite(x), x, 1.0), t)
        x = np.where(rng.random(count) < 0.5, below, above)
    if rng.random() < 0.25:
        special = np.concatenate([common.specials(), [1e30, -1e30, 1e-40, 6e4]])
        x = np.where(rng.random(count) < 0.2, rng.choice(special, count), x)
    return to_float(x, t).reshape(shape)


def quantize_linear(rng):
    dtype = str(rng.choice(INTEGERS * 2 + SMALL_FLOATS))
    t = str(rng.choice(TYPES, p=[0.6, 0.25, 0.15]))
    shape, attrs, grid = granularity(rng)
    s = scales(rng, grid, t)
    ins, types = {"y_scale": make(s, t)}, {"y_scale": t}
    zp = np.zeros(grid)
    if dtype in FLOATS:
        ins["y_zero_point"] = make(zp, dtype)
        if dtype != "fp4_e2m1fn" and rng.random() < 0.3:
            attrs["saturate"] = 0
    elif rng.random() < 0.8:
        zp = codes(rng, dtype, grid)
        ins["y_zero_point"] = zp
    else:
        attrs["output_dtype"] = PROTO[dtype]
    if "y_zero_point" in ins:
        types["y_zero_point"] = dtype
    x = numbers(rng, shape, spread_over(s, shape, attrs), spread_over(np.asarray(zp).astype(np.float64), shape, attrs),
                dtype, t)
    return {"x": make(x, t), **ins}, {"x": t, **types}, {"y": dtype}, attrs


def dequantize_linear(rng):
    dtype = str(rng.choice(INTEGERS * 2 + SMALL_FLOATS + ["int32"]))
    t = str(rng.choice(TYPES, p=[0.6, 0.25, 0.15]))
    shape, attrs, grid = granularity(rng)
    ins, types = {"x_scale": make(scales(rng, grid, t), t)}, {"x_scale": t}
    if dtype in FLOATS:
        x = rng.integers(0, 2 * common.sign_bit(dtype), shape).astype(np.uint8).view(NUMPY[dtype])
    elif dtype == "int32":
        x = (rng.integers(-(2**31), 2**31, shape) >> rng.integers(0, 31, shape)).astype(np.int32)
    else:
        x = codes(rng, dtype, shape)
        if rng.random() < 0.8:
            ins["x_zero_point"], types["x_zero_point"] = codes(rng, dtype, grid), dtype
    return {"x": x, **ins}, {"x": dtype, **types}, {"y": t}, attrs


def dynamic_quantize_linear(rng):
    shape = tuple(int(n) for n in rng.integers(1, 9, int(rng.integers(1, 4))))
    kind = rng.choice(["normal", "positive", "negative", "ties", "tiny", "huge", "zeros", "one"],
                      p=[0.3, 0.1, 0.1, 0.25, 0.05, 0.1, 0.05, 0.05])
    x = rng.standard_normal(shape)
    if kind in ("positive", "negative"):
        x = np.abs(x) * (1 if kind == "positive" else -1)
    elif kind == "ties":  # the range is 255 steps of 2^k wide: k + 1/2 are ties
        low = int(rng.integers(-255, 1))
        x = rng.integers(low, low + 255, shape) + 0.5
        x.reshape(-1)[0], x.reshape(-1)[-1] = low, low + 255
        x = x * 2.0 ** int(rng.integers(-20, 20))
    elif kind in ("tiny", "huge"):
        x = x * (1e-30 if kind == "tiny" else 1e37)
    elif kind in ("zeros", "one"):
        x = np.zeros(shape) + (kind == "one") * 5.0
    outs = {"y": "uint8", "y_scale": "f32", "y_zero_point": "uint8"}
    return {"x": make(x, "f32")}, {"x": "f32"}, outs, {}


def product_types(rng):
    return [str(t) for t in rng.choice([("uint8", "uint8"), ("uint8", "int8"), ("int8", "int8")], p=[0.35, 0.3, 0.35])]


def matrices(rng):
    m, n = (int(v) for v in rng.integers(1, 7, 2))
    k = int(rng.choice([1, 2, 3, 7, 16, 33, 64, 130]))
    batch = () if rng.random() < 0.75 else tuple(int(v) for v in rng.integers(1, 4, int(rng.integers(1, 3))))
    return batch + (m, k), batch + (k, n)


def output_scale(rng, first, second, terms, yt):
    """A scale that sends most sums inside the range."""
    spread = first * np.max(second) * 5000.0 * np.sqrt(terms)
    low, high = int_range(yt)
    s = spread * 4 / (high - low)
    return 2.0 ** np.rint(np.log2(s)) if rng.random() < 0.4 else s


def qlinear_matmul(rng):
    at, bt = product_types(rng)
    a, b = matrices(rng)
    per_column = rng.random() < 0.3 and len(b) == 2
    wide = (b[-1],) if per_column else ()
    sa, sb = float(scales(rng, (), "f32")), scales(rng, wide, "f32")
    if not 1e-30 < sa * np.min(sb):
        sa, sb = 0.02, np.full(wide, 0.25)
    ins = {"a": codes(rng, at, a), "a_scale": make(np.array(sa), "f32"), "a_zero_point": codes(rng, at, ()),
           "b": codes(rng, bt, b), "b_scale": make(sb, "f32"), "b_zero_point": codes(rng, bt, wide),
           "y_scale": make(np.array(output_scale(rng, sa, sb, a[-1], at)), "f32"), "y_zero_point": codes(rng, at, ())}
    types = {"a": at, "a_scale": "f32", "a_zero_point": at, "b": bt, "b_scale": "f32", "b_zero_point": bt,
             "y_scale": "f32", "y_zero_point": at}
    return ins, types, {"y": at}, {}


def matmul_integer(rng):
    at, bt = product_types(rng)
    a, b = matrices(rng)
    columns = (b[-1],) if rng.random() < 0.3 and len(b) == 2 else ()
    ins, types = {"A": codes(rng, at, a), "B": codes(rng, bt, b)}, {"A": at, "B": bt}
    if rng.random() < 0.8:
        ins["a_zero_point"], ins["b_zero_point"] = codes(rng, at, ()), codes(rng, bt, columns)
        types["a_zero_point"], types["b_zero_point"] = at, bt
    return ins, types, {"Y": "int32"}, {}


def images(rng):
    """Shapes and attributes of a convolution of one or two spatial dimensions."""
    rank, group = int(rng.integers(1, 3)), int(rng.choice([1, 1, 2]))
    kernel = [int(v) for v in rng.integers(1, 4, rank)]
    dilations = [int(v) for v in rng.integers(1, 3, rank)]
    size = [(k - 1) * d + int(rng.integers(1, 6)) for k, d in zip(kernel, dilations)]
    x = (int(rng.integers(1, 3)), group * int(rng.integers(1, 4)), *size)
    w = (group * int(rng.integers(1, 4)), x[1] // group, *kernel)
    attrs = {"pads": [int(v) for v in rng.integers(0, 3, 2 * rank)], "strides": [int(v) for v in rng.integers(1, 4, rank)],
             "dilations": dilations, "group": group}
    return x, w, attrs


def conv_integer(rng):
    xt, wt = product_types(rng)
    x, w, attrs = images(rng)
    ins = {"x": codes(rng, xt, x), "w": codes(rng, wt, w), "x_zero_point": codes(rng, xt, ()),
           "w_zero_point": codes(rng, wt, ())}
    return ins, {"x": xt, "w": wt, "x_zero_point": xt, "w_zero_point": wt}, {"y": "int32"}, attrs


def qlinear_conv(rng):
    xt, wt = product_types(rng)
    x, w, attrs = images(rng)
    channels = (w[0],) if rng.random() < 0.5 else ()
    sx, sw = float(to_float(2.0 ** rng.uniform(-7, 0), "f32")), to_float(2.0 ** rng.uniform(-7, 0, channels), "f32")
    zw = np.full(channels, codes(rng, wt, ()))  # one zero point for all channels, as onnxruntime asks
    ins = {"x": codes(rng, xt, x), "x_scale": make(np.array(sx), "f32"), "x_zero_point": codes(rng, xt, ()),
           "w": codes(rng, wt, w), "w_scale": make(sw, "f32"), "w_zero_point": zw.astype(NUMPY[wt]),
           "y_scale": make(np.array(output_scale(rng, sx, sw, int(np.prod(w[1:])), xt)), "f32"),
           "y_zero_point": codes(rng, xt, ())}
    types = {"x": xt, "x_scale": "f32", "x_zero_point": xt, "w": wt, "w_scale": "f32", "w_zero_point": wt,
             "y_scale": "f32", "y_zero_point": xt}
    if rng.random() < 0.6:
        ins["B"], types["B"] = rng.integers(-5000, 5000, w[0]).astype(np.int32), "int32"
    return ins, types, {"y": xt}, attrs


def cast(rng):
    dst = str(rng.choice(SMALL_FLOATS * 2 + ["e8m0", "int4", "uint4", "int2", "uint2"]))
    src = str(rng.choice(["f32", "f16", "bf16"]))
    attrs = {"to": PROTO[dst]}
    if dst == "e8m0":
        x = 2.0 ** rng.integers(-14, 15, 40) * rng.choice([1, 1.5, 1.25, 1.75, 1.499, 1.501], 40)
        attrs["round_mode"] = str(rng.choice(["up", "down", "nearest"]))
    elif dst in FLOATS:
        x = numbers(rng, (60,), np.ones(60), np.zeros(60), dst, src)
    else:
        low, high = int_range(dst)
        x = biting(1.0, low, high, 0, src, rng, 40)
        x = np.where(np.abs(x) < 2.0**31, x, 3.0)  # beyond, the conversion is the machine's
    if dst.startswith("fp8") or dst == "e8m0":
        attrs["saturate"] = int(rng.random() < 0.6)
    return {"input": make(to_float(x, src), src)}, {"input": src}, {"output": dst}, attrs


MAKERS = {"QuantizeLinear": quantize_linear, "DequantizeLinear": dequantize_linear,
          "DynamicQuantizeLinear": dynamic_quantize_linear, "QLinearMatMul": qlinear_matmul,
          "QLinearConv": qlinear_conv, "MatMulInteger": matmul_integer, "ConvInteger": conv_integer, "Cast": cast}


def draw(rng, count):
    total, drawn = sum(WEIGHTS.values()), []
    for op, weight in WEIGHTS.items():
        for number in range(count * weight // total):
            drawn.append((f"drawn-{number:03}", op, *MAKERS[op](rng)))
    return drawn
