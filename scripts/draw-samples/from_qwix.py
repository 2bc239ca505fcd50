"""Qwix on the CPU: quantize and dequantize QArrays, and products of QArrays.

XLA rewrites a division by a broadcast value into a product with its reciprocal.
Every case runs twice: as installed (convention qwix-cpu), and in a second process
with that one rewriting pass turned off (convention qwix: the source divides).
"""

import os
import pickle
import subprocess
import sys

import numpy as np

import common
from common import FLOATS, array, bits_of, decode, int_range, load, to_float
from qwix_formulas import NF4, REASONS, Arithmetic, bound, element, model
from qwix_products import contract, live, stated

OFF = "--xla_disable_hlo_passes=algsimp"

# ---------------------------------------------------------------------- inputs


def rows(dtype, t, rng, columns=12):
    """Six rows: ties at scale 1 and at scale .1, plain, tiny, zero, large."""
    b = min(bound(dtype), 448 if t == "f16" else 1e9)
    d = element(dtype)
    if d == "nf4":
        mids = (NF4[1:].astype(np.float64) + NF4[:-1]) / 2
    elif d in FLOATS:
        v = common.table(d)
        mids = (v[1:] + v[:-1]) / 2
        mids = mids[mids < b]
    else:
        mids = np.arange(0, int(b)) + 0.5
    x = np.zeros((6, columns))
    for row, s in [(0, 1.0), (1, 0.1)]:
        x[row] = rng.choice(mids, columns) * rng.choice([-1, 1], columns) * s
        x[row, 0] = b * s
    x[1, 1] = -x[1, 0]
    x[2] = rng.standard_normal(columns)
    x[3] = rng.standard_normal(columns) * 1e-6
    x[4, 1::2] = -0.0
    x[5] = rng.standard_normal(columns) * (1e37 if t != "f16" else 1e4)
    return to_float(x, t)


CALIBRATIONS = {"absmax": {"rule": "absmax"}, "absmax,0.8": {"rule": "absmax", "k": 0.8}, "minmax": {"rule": "minmax"},
                "minmax,0.9": {"rule": "minmax", "k": 0.9}, "rms,3": {"rule": "rms", "k": 3.0},
                "fixed,2": {"rule": "fixed", "low": -2.0, "high": 2.0}, "fixed,-1,3": {"rule": "fixed", "low": -1.0, "high": 3.0}}


def quantize_cases():
    rng = np.random.default_rng(common.SEED)
    out = []

    def case(name, dtype, t, x, block, method="absmax", **more):
        out.append(dict(name=f"{name}-{dtype}-{t}".replace("_", "-"), dtype=dtype, t=t, x=to_float(x, t), block=block, method=method, **more))

    every = ["int8", "int7", "int6", "int5", "int4", "int3", "int2", "uint8", "uint4", "fp8_e4m3fn", "fp8_e5m2", "fp4_e2m1fn", "nf4"]
    for dtype in every:
        for t in ["f32", "bf16", "f16"]:
            if t != "f32" and dtype in ("int7", "int6", "int5", "int3", "int2", "uint4"):
                continue
            case("channelwise", dtype, t, rows(dtype, t, rng), [1, 0])
    for dtype, tile in [("mxfp8", 32), ("mxfp4", 32), ("nvfp4", 16)]:
        for t in ["f32", "bf16", "f16"]:
            top = bound(dtype)
            x = rng.standard_normal((5, 64))
            x[1, :32] *= top / np.abs(x[1, :32]).max()          # ratio exactly 1, or near
            x[1, 0] = top
            x[1, 32:] = np.where(np.arange(32) == 3, top * 1.0625, 0.25)
            x[2, :32] *= 1e-6
            x[2, 32:] *= 2000.0 if t == "f16" else 1e30
            x[3, :32] = 0
            x[3, 32] = top * 2.0**-9 * 1.001
            x[3, 33:] = rng.standard_normal(31) * top * 2.0**-12
            x[4, 0], x[4, 32] = top * 2.0**5, top * 2.0**-3
            case("tiled", dtype, t, x, [1, tile])
        if dtype.startswith("mx"):
            for t, powers in [("f32", [-13, -15, -26, -12, 13, -31, 5, 4]), ("bf16", [5, 9, 10, 17, 25, 4, -13, -3]), ("f16", [-7, -5, -6, 5, 7, 6, -3, 0])]:
                x = rng.uniform(-0.9, 0.9, (4, 64)) * np.repeat(2.0 ** np.array(powers), 32).reshape(4, 64) * top
                if t == "f16":
                    x = x / 16 if dtype == "mxfp8" else x
                x[:, ::32] = to_float(2.0 ** np.array(powers).reshape(4, 2) * top / (16 if t == "f16" and dtype == "mxfp8" else 1), t)
                case("tiled-exact-powers", dtype, t, x, [1, tile])
        case("one-tile-of-golden", dtype, "f32", np.where(np.arange(tile) == 0, 6.5 if tile == 16 or dtype == "mxfp4" else 460, np.arange(tile) / 7)[None], [1, tile])
    for t in ["f32", "bf16", "f16"]:
        case("per-tensor", "int8", t, rng.standard_normal((5, 13)), [0, 0])
        case("per-tensor", "int4", t, rows("int4", t, rng)[:3], [0, 0])
        case("tiles-of-8", "int4", t, rng.standard_normal((3, 24)), [1, 8])
        case("two-d-tiles", "int8", t, rng.standard_normal((4, 16)) * 5, [2, 4])
        case("minmax", "int8", t, rng.exponential(1, (4, 15)) - 0.4, [1, 0], "minmax")
        case("minmax", "int4", t, rng.exponential(1, (4, 15)) - 0.6, [1, 0], "minmax")
        case("minmax-tensor", "int8", t, rng.standard_normal((4, 15)), [0, 0], "minmax")
        case("minmax-times", "int8", t, rng.standard_normal((4, 15)), [1, 0], "minmax,0.9")
        case("minmax-positive", "int8", t, rng.uniform(1, 4, (3, 12)), [1, 0], "minmax")
        case("minmax-negative", "int4", t, -rng.uniform(1, 4, (3, 12)), [1, 0], "minmax")
        case("absmax-times", "int8", t, rng.standard_normal((4, 15)), [1, 0], "absmax,0.8")
        case("rms", "int4", t, rng.integers(-8, 9, (4, 16)), [1, 0], "rms,3")
        case("rms", "int8", t, rng.standard_normal((3, 16)), [0, 0], "rms,3")
        case("fixed", "int8", t, rng.standard_normal((3, 12)) * 2, [0, 0], "fixed,2")
        case("fixed-range", "int8", t, rng.standard_normal((3, 12)) * 2, [0, 0], "fixed,-1,3")
        case("fixed-range", "int4", t, rng.standard_normal((3, 12)) * 2, [0, 0], "fixed,-1,3")
    ramp = np.arange(256)[None] / 255
    case("golden-ramp-minmax", "int8", "f32", ramp, [0, 0], "minmax")
    case("golden", "int8", "f32", np.array([[1.2, 3.5, -127.5, 129, -1300, 127.5]]), [0, 0], "fixed,127.5")
    case("golden", "int4", "f32", np.array([[1.2, 3.5, 8, -1300, 0.5, -0.5]]), [0, 0], "fixed,7.5")
    case("golden", "int6", "f32", np.array([[1.2, 3.5, 129, -1300, 0.5, -0.5]]), [0, 0], "fixed,31.5")
    case("golden", "nf4", "f32", np.array([[-1, -0.5, 0, 0.8, 1, 0.04, 1e30]]), [0, 0], "fixed,1")
    case("scale-per-element", "int8", "f32", rng.standard_normal((3, 7)), [1, 1])
    case("scale-per-element", "int8", "f16", rng.standard_normal((3, 7)), [1, 1])
    case("subnormal", "int8", "f32", np.array([[1e-40, -3e-40, 1e-38], [1e-37, 1e-39, 0]]), [1, 0])
    case("with-nan-and-infinity", "int8", "f32", np.array([[1, np.nan, 2.0], [np.inf, 1, -1], [1, 2, 3.0]]), [1, 0])
    case("with-nan-and-infinity", "fp8_e4m3fn", "f32", np.array([[1, np.nan, 2.0], [np.inf, 1, -1], [1, 2, 3.0]]), [1, 0])
    # Given scales: NaN, infinities, ties, zero points.
    for dtype, t, s, z in [("int8", "f32", 0.1, None), ("int8", "f32", 0.1, 7), ("int4", "f32", 0.3, -3), ("int8", "bf16", 1.5078125, None), ("int8", "bf16", 0.75, 33),
                           ("int8", "f16", 0.1, -77), ("uint8", "f32", 0.1, 131), ("fp8_e4m3fn", "f32", 0.1, None), ("fp8_e5m2", "bf16", 3.0, None),
                           ("fp4_e2m1fn", "f32", 0.7, None), ("nf4", "f32", 2.0, None), ("int3", "f32", 0.7, None)]:
        s = float(to_float(s, t))
        if dtype == "nf4" or dtype in FLOATS:
            x = np.concatenate([rng.standard_normal(20) * s, common.specials(), [1e30, -1e30, 1.55, 500 * s]])
        else:
            x = common.biting(s, *int_range(dtype), z or 0, t, rng, 56)
        if t == "bf16":
            x[:2] = [98.5, -98.5]
        x[-1] = 1.55
        case(f"given-scale{'-zero-point' if z is not None else ''}", dtype, t, x[None], [0, 0], None,
             static=(np.full((1, 1), s), None if z is None else np.full((1, 1), z, common.STORE[dtype])))
    # Subnormal inputs, and a scale whose reciprocal is subnormal.
    for name, s, x in [("given-tiny-scale", 1.5e-38, [1.17e-38, -1.1e-38, 0.9e-38, 3e-38, -5e-38, 1e-40]), ("given-huge-scale", 2e38, [2e38, 3e38, -1.1e38, 0.9e38, 1.0])]:
        for t in ["f32", "bf16"]:
            case(name, "int8", t, np.array([x]), [0, 0], None, static=(np.full((1, 1), float(to_float(s, t))), None))
    # A tile given as a fraction of the dimension: 12 * .375 = 4.5 and 12 * .125 = 1.5 round to even.
    case("tile-fraction", "int8", "f32", rng.standard_normal((2, 12)), [1, 4], fraction=0.375)
    case("tile-fraction-up", "int4", "f32", rng.standard_normal((2, 12)), [1, 2], fraction=0.125)
    for dtype in ["int8", "int4", "int3"]:
        x = rng.standard_normal((2, 20))
        noise = to_float(rng.uniform(-0.5, 0.5, x.shape), "f32")
        case("noise", dtype, "f32", x, [1, 0], "absmax", noise=noise)
        case("noise", dtype, "bf16", x * 9, [1, 0], "absmax", noise=noise)
    return out


# ------------------------------------------------------------------ the package


def jax_types():
    import jax.numpy as jnp
    return {"int8": jnp.int8, "int4": jnp.int4, "uint8": jnp.uint8, "uint4": jnp.uint4, "fp8_e4m3fn": jnp.float8_e4m3fn,
            "fp8_e5m2": jnp.float8_e5m2, "fp4_e2m1fn": jnp.float4_e2m1fn, "f32": jnp.float32, "f16": jnp.float16, "bf16": jnp.bfloat16}


def raw(a, dtype):
    """A jax array as the bits we store."""
    a = np.asarray(a)
    if common.is_int(dtype):
        return a.astype(np.int64)
    return np.ascontiguousarray(a).reshape(a.shape).view(common.STORE[dtype])


def to_jax(x, t):
    import jax.numpy as jnp
    if t in ("f32", "f16", "bf16"):
        types = jax_types()
        bits = bits_of(x, t)
        return jnp.asarray(bits.view(np.dtype(types[t])))
    raise ValueError(t)


def how_of(shape, dtype, block, method):
    from qwix._src.core import qarray
    channelwise, tiled = [], {}
    for axis, b in enumerate(block):
        if b == 1:
            channelwise.append(axis)
        elif b:
            tiled[axis] = b
    return qarray.HowToQuantize(qtype=jax_types().get(dtype, dtype), channelwise_axes=channelwise, tiled_axes=tiled, calibration_method=method)


def run_quantize(c):
    from qwix._src.core import qarray
    import dataclasses
    import jax.numpy as jnp
    x, t, dtype = to_jax(c["x"], c["t"]), c["t"], c["dtype"]
    noise = None
    if c.get("noise") is not None:
        given = jnp.asarray(c["noise"].astype(np.float32))
        noise = lambda shape: given
    if c.get("static"):
        s, z = c["static"]
        store = {"uint8": jnp.uint8, "int4": jnp.int4}.get(dtype, jnp.int8)
        q = qarray.quantize_with_scale_zero_point(x, jax_types().get(dtype, dtype), to_jax(s, t), None if z is None else jnp.asarray(z).astype(store))
    else:
        how = how_of(x.shape, dtype, c["block"], c["method"])
        if c.get("fraction"):
            how = dataclasses.replace(how, tiled_axes={1: c["fraction"]})
        if noise is not None:
            how = dataclasses.replace(how, noise_fn=noise)
        q = qarray.quantize(x, how)
    code = element(dtype)
    out = {"codes": array(raw(q.qvalue, code), code), "scale": array(raw(q.scale, t), t)}
    if q.zero_point is not None:
        out["zero_point"] = array(raw(q.zero_point, dtype), dtype)
    out["decoded"] = array(raw(qarray.dequantize(q), t), t)
    return out


# -------------------------------------------------------------------- products


def operand(name, rng, shape, dtype, block, t="f32", method="absmax", data=None):
    x = rng.standard_normal(shape) if data is None else data
    return dict(name=name, dtype=dtype, block=block, t=t, x=to_float(x, t), method=method)


def product_cases():
    rng = np.random.default_rng(common.SEED + 1)
    out = []

    def case(name, op, lhs, rhs, **attributes):
        out.append(dict(name=name, op=op, lhs=lhs, rhs=rhs, attributes=attributes))

    O = lambda *a, **k: operand("", rng, *a, **k)
    mm = dict(contracting=[[1], [0]], batch=[[], []])
    case("dot-int8-int8", "dot_general", O((3, 24), "int8", [1, 0]), O((24, 4), "int8", [0, 1]), **mm)
    case("dot-int8-int8-bf16", "dot_general", O((3, 24), "int8", [1, 0], "bf16"), O((24, 4), "int8", [0, 1], "bf16"), **mm)
    case("dot-int8-int8-f16", "dot_general", O((3, 24), "int8", [1, 0], "f16"), O((24, 4), "int8", [0, 1], "f16"), **mm)
    case("dot-int8-int8-f16-overflow", "dot_general", O((1, 128), "int8", [0, 0], "f16", data=np.full((1, 128), 4.0)), O((128, 1), "int8", [0, 0], "f16", data=np.full((128, 1), 4.0)), **mm)
    case("dot-int8-int4", "dot_general", O((3, 24), "int8", [1, 0]), O((24, 4), "int4", [0, 1]), **mm)
    case("dot-int4-int4", "dot_general", O((3, 24), "int4", [1, 0]), O((24, 4), "int4", [0, 1]), **mm)
    case("dot-int8-asymmetric-int8", "dot_general", O((3, 24), "int8", [1, 0], method="minmax", data=rng.exponential(1, (3, 24))), O((24, 4), "int8", [0, 1]), **mm)
    case("dot-int8-int8-asymmetric", "dot_general", O((3, 24), "int8", [0, 0]), O((24, 4), "int8", [0, 1], method="minmax", data=rng.exponential(1, (24, 4)) - 0.3), **mm)
    case("dot-int8-asymmetric-both", "dot_general", O((3, 24), "int8", [1, 0], method="minmax", data=rng.exponential(1, (3, 24))), O((24, 4), "int8", [0, 1], method="minmax", data=rng.exponential(1, (24, 4))), **mm)
    case("dot-int8-tiles-of-32", "dot_general", O((2, 64), "int8", [1, 32]), O((64, 3), "int8", [32, 1]), **mm)
    case("dot-int8-tiles-of-128", "dot_general", O((1, 256), "int8", [1, 128]), O((256, 1), "int8", [128, 1]), **mm)
    case("dot-int8-tiles-of-128-one-side", "dot_general", O((1, 256), "int8", [1, 0]), O((256, 1), "int8", [128, 1]), **mm)
    case("dot-float-int8", "dot_general", O((3, 24), None, None), O((24, 4), "int8", [0, 1]), **mm)
    case("dot-float-int4-tiles", "dot_general", O((3, 64), None, None), O((64, 3), "int4", [16, 1]), **mm)
    case("dot-bf16-int4-tiles", "dot_general", O((3, 64), None, None, "bf16"), O((64, 3), "int4", [32, 1], "bf16"), **mm)
    case("dot-fp8-fp8", "dot_general", O((3, 24), "fp8_e4m3fn", [1, 0]), O((24, 4), "fp8_e4m3fn", [0, 1]), **mm)
    case("dot-fp8-e5m2-fp8-e4m3fn", "dot_general", O((3, 24), "fp8_e5m2", [1, 0]), O((24, 4), "fp8_e4m3fn", [0, 1]), **mm)
    case("dot-fp4-fp4", "dot_general", O((3, 24), "fp4_e2m1fn", [1, 0]), O((24, 4), "fp4_e2m1fn", [0, 1]), **mm)
    case("dot-mxfp8-mxfp8", "dot_general", O((2, 64), "mxfp8", [1, 32]), O((64, 3), "mxfp8", [32, 1]), **mm)
    case("dot-mxfp4-mxfp4", "dot_general", O((2, 64), "mxfp4", [1, 32]), O((64, 3), "mxfp4", [32, 1]), **mm)
    case("dot-nvfp4-nvfp4", "dot_general", O((2, 64), "nvfp4", [1, 16]), O((64, 3), "nvfp4", [16, 1]), **mm)
    case("dot-nf4-float", "dot_general", O((3, 24), "nf4", [1, 0]), O((24, 4), None, None), **mm)
    case("dot-nf4-int8", "dot_general", O((3, 24), "nf4", [1, 0]), O((24, 4), "int8", [0, 1]), **mm)
    case("dot-batch", "dot_general", O((2, 3, 8), "int8", [1, 1, 0]), O((2, 8, 4), "int8", [1, 0, 1]), contracting=[[2], [1]], batch=[[0], [0]])
    case("dot-two-contracted", "dot_general", O((3, 4, 6), "int8", [1, 0, 0]), O((4, 5, 6), "int8", [0, 1, 0]), contracting=[[1, 2], [0, 2]], batch=[[], []])
    case("dot-both-transposed", "dot_general", O((16, 3), "int8", [0, 1]), O((4, 16), "int8", [1, 0]), contracting=[[0], [1]], batch=[[], []])
    case("einsum-attention", "einsum", O((2, 3, 2, 8), "int8", [1, 1, 1, 0]), O((2, 4, 2, 8), "int8", [1, 1, 1, 0]), equation="bqhd,bkhd->bhqk")
    case("einsum-matrix", "einsum", O((3, 16), "int8", [1, 0]), O((16, 5), "int4", [0, 1]), equation="ij,jk->ki")
    case("einsum-float-weight", "einsum", O((2, 3, 8), None, None), O((8, 2, 4), "int8", [0, 1, 1]), equation="bsd,dhk->bshk")
    conv = dict(window_strides=[1, 1], padding=[[1, 1], [0, 1]], lhs_dilation=[1, 1], rhs_dilation=[1, 1], dimension_numbers=["NCHW", "OIHW", "NCHW"], feature_group_count=1, batch_group_count=1)
    case("conv-int8-int8", "conv_general_dilated", O((2, 2, 5, 4), "int8", [1, 0, 0, 0]), O((3, 2, 3, 2), "int8", [1, 0, 0, 0]), **conv)
    case("conv-int8-int8-bf16", "conv_general_dilated", O((2, 2, 5, 4), "int8", [1, 0, 0, 0], "bf16"), O((3, 2, 3, 2), "int8", [1, 0, 0, 0], "bf16"), **conv)
    case("conv-asymmetric-padded", "conv_general_dilated", O((2, 2, 5, 4), "int8", [0, 0, 0, 0], method="minmax", data=rng.exponential(1, (2, 2, 5, 4))), O((3, 2, 3, 2), "int8", [1, 0, 0, 0]), **conv)
    case("conv-strided-dilated-grouped", "conv_general_dilated", O((1, 4, 7, 6), "int8", [1, 0, 0, 0]), O((4, 2, 2, 3), "int8", [1, 0, 0, 0]),
         **{**conv, "window_strides": [2, 1], "padding": [[0, 2], [1, 0]], "rhs_dilation": [2, 1], "feature_group_count": 2})
    case("conv-nhwc-transposed", "conv_general_dilated", O((1, 3, 4, 2), "int8", [1, 0, 0, 0]), O((2, 2, 2, 3), "int8", [0, 0, 0, 1]),
         **{**conv, "padding": [[1, 1], [1, 1]], "lhs_dilation": [2, 2], "dimension_numbers": ["NHWC", "HWIO", "NHWC"]})
    case("conv-batch-groups", "conv_general_dilated", O((4, 2, 4, 4), "int8", [0, 0, 0, 0]), O((2, 2, 2, 2), "int8", [1, 0, 0, 0]), **{**conv, "padding": [[0, 0], [0, 0]], "batch_group_count": 2})
    case("conv-float-int8", "conv_general_dilated", O((1, 2, 5, 4), None, None), O((3, 2, 3, 2), "int8", [1, 0, 0, 0]), **conv)
    case("conv-one-d-fp8", "conv_general_dilated", O((2, 3, 9), "fp8_e4m3fn", [1, 0, 0]), O((4, 3, 3), "fp8_e4m3fn", [1, 0, 0]),
         window_strides=[2], padding=[[1, 0]], lhs_dilation=[1], rhs_dilation=[1], dimension_numbers=["NCH", "OIH", "NCH"], feature_group_count=1, batch_group_count=1)
    g = dict(group_sizes=[2, 0, 3])
    case("ragged-int8", "ragged_dot", O((5, 16), "int8", [1, 0]), O((3, 16, 4), "int8", [0, 0, 1]), **g)
    case("ragged-int8-group-scales", "ragged_dot", O((5, 16), "int8", [1, 0]), O((3, 16, 4), "int8", [1, 0, 1]), **g)
    case("ragged-rows-beyond", "ragged_dot", O((7, 16), "int8", [1, 0]), O((3, 16, 4), "int8", [1, 0, 1]), **g)
    case("ragged-float", "ragged_dot", O((5, 16), None, None), O((3, 16, 4), "int8", [1, 0, 1]), **g)
    case("ragged-asymmetric", "ragged_dot", O((5, 16), "int8", [1, 0], method="minmax", data=rng.exponential(1, (5, 16))), O((3, 16, 4), "int8", [1, 0, 1]), **g)
    case("ragged-tiles", "ragged_dot", O((5, 32), "int8", [1, 16]), O((3, 32, 3), "int8", [0, 16, 1]), **g)
    case("ragged-int8-bf16", "ragged_dot", O((5, 16), "int8", [1, 0], "bf16"), O((3, 16, 4), "int8", [1, 0, 1], "bf16"), **g)
    case("ragged-nf4", "ragged_dot", O((5, 16), "int8", [1, 0]), O((3, 16, 4), "nf4", [1, 0, 1]), **g)
    case("ragged-general-contracted", "ragged_dot_general", O((3, 10), "int8", [1, 0]), O((10, 4), "int8", [0, 1]), contracting=[[1], [0]], batch=[[], []], lhs_ragged=[1], rhs_group=[], group_sizes=[4, 0, 6])
    case("ragged-general-batch", "ragged_dot_general", O((4, 3, 8), "int8", [1, 1, 0]), O((4, 8, 2), "int8", [1, 0, 1]), contracting=[[2], [1]], batch=[[0], [0]], lhs_ragged=[0], rhs_group=[], group_sizes=[1, 3])
    case("ragged-general-batch-float", "ragged_dot_general", O((4, 3, 8), None, None), O((4, 8, 2), "int8", [1, 0, 1]), contracting=[[2], [1]], batch=[[0], [0]], lhs_ragged=[0], rhs_group=[], group_sizes=[1, 3])
    case("ragged-general-free", "ragged_dot_general", O((6, 8), "int8", [1, 0]), O((2, 8, 3), "int8", [1, 0, 1]), contracting=[[1], [1]], batch=[[], []], lhs_ragged=[0], rhs_group=[0], group_sizes=[4, 2])
    return out


def run_product(c, operands_only=False):
    """Inputs as records, and the result's; operands_only: the inputs alone."""
    import jax
    import jax.numpy as jnp
    import qwix
    from qwix._src.core import qarray
    inputs, values, args = {}, [], []
    for side in ("lhs", "rhs"):
        o = c[side]
        x = to_jax(o["x"], o["t"])
        if o["dtype"] is None:
            inputs[side] = array(raw(x, o["t"]), o["t"])
            values.append((o["x"], None, None))
            args.append(x)
            continue
        code = element(o["dtype"])
        q = qarray.quantize(x, how_of(x.shape, o["dtype"], o["block"], o["method"]))
        inputs[f"{side}_codes"] = array(raw(q.qvalue, code), code)
        inputs[f"{side}_scale"] = array(raw(q.scale, o["t"]), o["t"])
        if q.zero_point is not None:
            inputs[f"{side}_zero_point"] = array(raw(q.zero_point, code), code)
        args.append(q)
    a = c["attributes"]
    if "group_sizes" in a:
        sizes = jnp.asarray(a["group_sizes"], jnp.int32)
        inputs["group_sizes"] = array(np.asarray(a["group_sizes"], np.int32), "int32")
    if operands_only:
        return inputs
    if c["op"] == "dot_general":
        y = qwix.dot_general(*args, ((a["contracting"][0], a["contracting"][1]), (a["batch"][0], a["batch"][1])))
    elif c["op"] == "einsum":
        y = qwix.einsum(a["equation"], *args)
    elif c["op"] == "conv_general_dilated":
        y = qwix.conv_general_dilated(*args, a["window_strides"], [tuple(p) for p in a["padding"]], a["lhs_dilation"], a["rhs_dilation"], tuple(a["dimension_numbers"]), a["feature_group_count"], a["batch_group_count"])
    elif c["op"] == "ragged_dot":
        y = qwix.ragged_dot(*args, sizes)
    else:
        d = jax.lax.RaggedDotDimensionNumbers((tuple(map(tuple, a["contracting"])), tuple(map(tuple, a["batch"]))), a["lhs_ragged"], a["rhs_group"])
        y = qwix.ragged_dot_general(*args, sizes, d)
    t = {"float32": "f32", "bfloat16": "bf16", "float16": "f16"}[y.dtype.name]
    return inputs, {"y": array(raw(y, t), t)}


def run_all():
    results = {}
    for c in quantize_cases():
        try:
            results[c["name"]] = run_quantize(c)
        except Exception as e:
            results[c["name"]] = f"{type(e).__name__}: {e}"
    for c in product_cases():
        try:
            results[c["name"]] = run_product(c)
        except Exception as e:
            results[c["name"]] = f"{type(e).__name__}: {e}"
    return results


ACC = "the i32 sum is rounded to the scales' type ({0}) before it is multiplied, and so is each product; the convention multiplies in f32 and casts once"
SWAPPED = "einsum hands its operands to dot_general in the other order: acc * s_rhs * s_lhs, where the convention has acc * s_lhs * s_rhs"
DECODES = "operands are decoded to {0} and rounded before they are multiplied: outside the bound of the convention, which takes the decoded real values"


def draw():
    # The reading of the environment is jax's: set before it is imported.
    os.environ["JAX_PLATFORMS"] = "cpu"
    os.environ.pop("XLA_FLAGS", None)
    import jax
    import jaxlib
    import qwix
    import ml_dtypes
    child = subprocess.run([sys.executable, "-B", os.path.abspath(__file__)], env={**os.environ, "XLA_FLAGS": OFF}, stdout=subprocess.PIPE, check=True)
    divided = pickle.loads(child.stdout)
    installed = run_all()
    samples = common.Samples("qwix", qwix.__version__, jax=jax.__version__, jaxlib=jaxlib.__version__, ml_dtypes=ml_dtypes.__version__,
                             numpy=np.__version__, division_by=f"XLA_FLAGS={OFF}")

    full = dict(bf16_in_f32=True, same_shape_divides=True, flush=True, log2=True, bound=True)
    for c in quantize_cases():
        a_result, b_result = installed[c["name"]], divided[c["name"]]
        if isinstance(a_result, str):
            samples.skip(c["name"], a_result)
            continue
        t, dtype = c["t"], c["dtype"]
        code = element(dtype)
        same = a_result == b_result
        for convention, result in [("qwix-cpu", a_result)] + ([] if same else [("qwix", b_result)]):
            reciprocal = convention == "qwix-cpu"

            def records(flags):
                a = Arithmetic(t, reciprocal, **flags)
                q, s, z, d = model(c["x"], t, dtype, c["block"], calibration_of(c["method"]), a, c.get("static"), c.get("noise"))
                r = {"codes": array(q, code), "scale": array(bits_of(s, t), t), "decoded": array(bits_of(d, t), t)}
                if z is not None:
                    r["zero_point"] = array(z, dtype)
                return r

            def wrong(flags):
                want = records(flags)
                return {k for k in want if common.differing(result[k], want[k])}

            documented = dict.fromkeys(full, False)
            documented["bound"] = True
            reasons = []
            if wrong(documented):
                leftover = wrong(full)
                if leftover:
                    reasons = []
                    print("beyond every known fact:", c["name"], convention, leftover, file=sys.stderr)
                else:
                    reasons = [REASONS[k] for k in full if k != "bound" and wrong({**full, k: False})]
            inputs = {"x": array(bits_of(c["x"], t), t)}
            attributes = {"dtype": dtype, "expressed": t, "block": c["block"]}
            if c.get("static"):
                s, z = c["static"]
                inputs["scale"] = array(bits_of(s, t), t)
                if z is not None:
                    inputs["zero_point"] = array(z, dtype)
                result = {k: v for k, v in result.items() if k not in ("scale", "zero_point")}
                attributes["qscheme"] = "symmetric" if z is None else "asymmetric"
            else:
                attributes["calibration"] = calibration_of(c["method"])
                attributes["qscheme"] = "asymmetric" if "zero_point" in result else "symmetric"
            if c.get("fraction"):
                attributes["tile_fraction"] = [None, c["fraction"]]
            if c.get("noise") is not None:
                inputs["noise"] = array(bits_of(c["noise"], "f32"), "f32")
                attributes["rounding"] = "stochastic"
            want = {k: v for k, v in records(documented).items() if k in result}
            samples.add(c["name"] + ("-cpu" if not same and reciprocal else "-divided" if not same else ""), "quantize", inputs, result, expected=want,
                        reason="; ".join(reasons), convention=convention, **({"also": ["qwix"]} if same else {}), **attributes)

    for c in product_cases():
        if isinstance(installed[c["name"]], str):
            samples.skip(c["name"], installed[c["name"]])
            continue
        inputs, result = installed[c["name"]]
        t = result["y"]["dtype"]
        y = decode(load(result["y"]), t)
        attributes = dict(c["attributes"])
        attributes.pop("group_sizes", None)
        for side in ("lhs", "rhs"):
            o = c[side]
            attributes[side] = {"expressed": o["t"]} if o["dtype"] is None else {"dtype": o["dtype"], "expressed": o["t"], "block": o["block"]}
        exact, magnitude, result_stated = stated(c, inputs)
        if y.shape != exact.shape:
            samples.add(c["name"], c["op"], inputs, result, expected={"y": array(bits_of(to_float(exact, t), t), t)}, reason="wrong shape",
                        compare="none", convention="qwix-cpu", **attributes)
            continue
        # |y - exact| <= gamma_K * sum |a||b| + 1 unit in the last place of the result
        depth = contract(c, np.ones_like(c["lhs"]["x"]), np.ones_like(c["rhs"]["x"])).max()
        gamma = depth * 2.0**-24 / (1 - depth * 2.0**-24)
        ulp = np.exp2(np.frexp(to_float(exact, t))[1] - {"f32": 24, "bf16": 8, "f16": 11}[t])
        with np.errstate(all="ignore"):
            inside = np.abs(y - exact) <= gamma * magnitude + ulp
        reason, want, compare = None, None, "bound"
        if result_stated is not None:
            value, acc, sl, sr = result_stated
            want = array(bits_of(to_float(value, t), t), t)
            compare = "exact"
            if common.differing(result["y"], want):
                if acc is not None and not common.differing(result["y"], array(bits_of(live(acc, sl, sr, t), t), t)):
                    reason = ACC.format(t)
                elif acc is not None and not common.differing(result["y"], array(bits_of(live(acc, sr, sl, t), t), t)):
                    reason = SWAPPED
                elif inside.all():  # decoded first, or summed in another order
                    compare = "bound"
        if compare == "bound":
            want = result["y"] if inside.all() else array(bits_of(to_float(exact, t), t), t)
            if not inside.all():
                reason = DECODES.format(t)
                if any(c[s]["dtype"] == "nf4" for s in ("lhs", "rhs")) and c["op"].startswith("ragged"):
                    reason = "defect: ragged_dot multiplies the indices of nf4"
                compare = "none"
        samples.add(c["name"], c["op"], inputs, result, expected={"y": want}, reason=reason, compare=compare, convention="qwix-cpu", **attributes)

    clip_gradients(samples)
    return samples


def clip_gradients(samples):
    import jax.numpy as jnp
    from qwix._src.core import qarray
    for name, x, method in [("golden", [-2, -1, 0, 1, 2], "fixed,1"), ("absmax-half", [-1, -0.51, -0.5, 0, 0.25, 0.5, 0.75], "absmax,0.5"),
                            ("absmax", [-1, 0.5, 2], "absmax"), ("range", [-2, -1, -0.5, 3, 3.5], "fixed,-1,3")]:
        x = jnp.asarray(x, jnp.float32)
        g = jnp.arange(1, x.size + 1, dtype=jnp.float32) / 4
        cal = qarray.calibrate(x, qarray.HowToQuantize(qtype=jnp.int8, calibration_method=method))
        y = qarray.clip_gradient_to_calibration(g, x, cal, method)
        c = calibration_of(method)
        xv, gv = np.asarray(x, np.float64), np.asarray(g, np.float64)
        if c["rule"] == "fixed":
            low, high = c["low"], c["high"]
        else:
            high = np.abs(xv).max() * c.get("k", 1.0)
            low = -high
        want = np.where((xv >= low) & (xv <= high), gv, 0).astype(np.float32)
        samples.add(f"clip-gradient-{name}", "clip_gradient", {"x": array(np.asarray(x), "f32"), "dy": array(np.asarray(g), "f32")},
                    {"dx": array(np.asarray(y), "f32")}, expected={"dx": array(want, "f32")}, convention="qwix", calibration=c)


def calibration_of(method):
    if method is None:
        return None
    if method in CALIBRATIONS:
        return CALIBRATIONS[method]
    rule, *args = method.split(",")
    args = [float(v) for v in args]
    if rule == "fixed":
        args = [-args[0], args[0]] if len(args) == 1 else args
        return {"rule": "fixed", "low": args[0], "high": args[1]}
    return {"rule": rule, **({"k": args[0]} if args else {})}


if __name__ == "__main__":  # the second process
    out = sys.stdout.buffer
    out.write(pickle.dumps(run_all()))
