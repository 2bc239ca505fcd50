"""ONNX: the package's node test cases, and drawn cases through its reference evaluator and onnxruntime, as Qnt programs.

Each operator is written with the ops that an importer would use: QuantizeLinear is `qnt.quantize`, DequantizeLinear
`qnt.dequantize`, the integer products are contractions with an i32 result, their QLinear forms end in `qnt.requantize`
with the multiplier a_scale * b_scale / y_scale.
"""

import math

import ml_dtypes
import numpy as np
import onnx
import onnxruntime

import cases
import common
import onnx_drawing
from cases import Encoding, Function, convention, known, same_bits, tensor
from common import FLOATS, array, decode, load
from from_onnx import (OPSET, PROTO, block_of, conv_attributes, convolve, doc_cast, doc_dequantize, doc_quantize,
                       doc_requantize, node_cases, quotient, record, run, spread, values)
from onnx_saturation import find_saturated

COUNT = 300


def on_grid(a, shape, block):
    """A scale or zero point in the shape that the array's part has."""
    return np.reshape(a, Encoding("int8", "f32", block).grid(shape))


def reshaped(entry, shape):
    """An array dict under another shape of as many elements."""
    return {**entry, "shape": list(shape)}


class Node:
    """One node with its data: inputs and their dtypes by formal name, results in order."""

    def __init__(self, name, op, ins, types, outs, results, attrs, evaluator):
        self.name, self.op, self.ins, self.types, self.attrs, self.evaluator = name, op, ins, types, attrs, evaluator
        self.outs, self.results = list(outs.items()), results

    def is_expressible(self):
        return set(self.types.values()) | {t for _, t in self.outs} <= set(PROTO)

    def package(self, index=0):
        return record(self.results[index], self.outs[index][1])

    def given(self, key, shape=None):
        a = self.ins[key] if shape is None else np.reshape(self.ins[key], shape)
        return record(np.asarray(a), self.types[key])

    def given_filled(self, key, grid):
        """A scale of one value, or of one for each index of the grid's long dimension, over the whole grid."""
        a = np.ravel(self.ins[key])
        long = [i for i, n in enumerate(grid) if n > 1]
        a = a.reshape([-1 if i in long else 1 for i in range(len(grid))] if a.size > 1 else ())
        return record(np.ascontiguousarray(np.broadcast_to(a, grid)), self.types[key])

    def numbers(self, key, default=None):
        return values(self.ins[key], self.types[key]) if key in self.ins else np.float64(default)


# ------------------------------------------------------- QuantizeLinear and kin


def explain_quantize(n, shape, axis, size, dtype, package, quotient_type):
    x = n.numbers("x")
    scale, zero = spread(n.numbers("y_scale"), shape, axis, size), spread(n.numbers("y_zero_point", 0), shape, axis, size)
    q = quotient(x, scale, quotient_type)
    if dtype in FLOATS:
        saturate = n.attrs.get("saturate", 1)
        ours = array(common.encode(q, dtype, "saturate" if saturate else "ieee",
                                   8 if dtype == "fp4_e2m1fn" else None), dtype)
        limit = {"fp8_e5m2": 61440.0}.get(dtype, math.nan)
        return [known("onnx/fp4-zero-point-added", package, ours, np.signbit(q) & (dtype == "fp4_e2m1fn")),
                known("onnx/tie-to-infinity", package, ours, (np.abs(q) == limit) & (not saturate))]
    low, high = common.int_range(dtype)
    ours = np.where(np.isnan(q), low, np.clip(np.rint(q) + zero, low, high))
    return [known("onnx/int32-wraps", package, array(ours.astype(common.STORE[dtype]), dtype),
                  ~(np.abs(np.rint(q)) < 2.0**31))]


def quantize_linear(f, n):
    shape, dtype, xt, st = n.ins["x"].shape, n.outs[0][1], n.types["x"], n.types["y_scale"]
    axis, size = n.attrs.get("axis", 1), n.attrs.get("block_size", 0)
    block = block_of(shape, np.shape(n.ins["y_scale"]), axis, size)
    has_zero = "y_zero_point" in n.ins and dtype not in FLOATS
    encoding = Encoding(dtype, xt, block, st, dtype if has_zero else None)
    grid = encoding.grid(shape)
    x = f.value(n.given("x"))
    operands = [("scale", f.value(n.given("y_scale", grid)), tensor(grid, st))]
    if has_zero:
        operands.append(("zero_point", f.value(n.given("y_zero_point", grid)), tensor(grid, dtype)))
    in_input_type = n.evaluator == "reference" and not n.attrs.get("precision")
    parameters = {"quotient_type": "input" if in_input_type else "f32"}
    if n.attrs.get("saturate", 1) == 0:
        parameters["overflow"] = "non_finite"
    codes = cases.quantize(f, x, tensor(shape, xt), encoding, shape, "", convention("onnx", **parameters), operands)
    package = n.package()
    reasons = explain_quantize(n, shape, axis, size, dtype, package, xt if in_input_type else "f32")
    parts = [cases.unchecked("scales")] + ([cases.unchecked("zero points")] if has_zero else [])
    f.result(codes, encoding.type(shape), same_bits("codes", package, *reasons), *parts)


def dequantize_linear(f, n):
    shape, dtype, yt, st = n.ins["x"].shape, n.types["x"], n.outs[0][1], n.types["x_scale"]
    axis, size = n.attrs.get("axis", 1), n.attrs.get("block_size", 0)
    block = block_of(shape, np.shape(n.ins["x_scale"]), axis, size)
    has_zero = "x_zero_point" in n.ins and dtype not in FLOATS
    encoding = Encoding(dtype, yt, block, st, dtype if has_zero else None)
    grid = encoding.grid(shape)
    parts = [n.given("x"), n.given("x_scale", grid)] + ([n.given("x_zero_point", grid)] if has_zero else [])
    a = f.argument(encoding.type(shape), *parts)
    package = n.package()
    q = n.numbers("x")
    scale, zero = spread(n.numbers("x_scale"), shape, axis, size), spread(n.numbers("x_zero_point", 0), shape, axis, size)
    with np.errstate(all="ignore"):  # the difference exact, one rounding of the product to f32
        ours = common.to_float((q - zero) * scale, "f32")
    reason = known("onnx/difference-in-f32", package, array(common.bits_of(common.to_float(ours, yt), yt), yt),
                   np.abs(q - zero) > 2.0**24)
    f.result(f.op(f"qnt.dequantize {a} : {encoding.type(shape)} -> {tensor(shape, yt)}"), tensor(shape, yt),
             same_bits("y", package, reason))


def dynamic_quantize_linear(f, n):
    shape = n.ins["x"].shape
    encoding = Encoding("uint8", "f32", [0] * len(shape), "f32", "uint8")
    codes = cases.quantize(f, f.value(n.given("x")), tensor(shape, "f32"), encoding, shape, "minmax", convention("onnx"))
    grid = encoding.grid(shape)
    scale = reshaped(n.package(1), grid)
    zeros = not np.any(n.numbers("x"))
    one = array(np.ones(grid, np.float32), "f32")
    f.result(codes, encoding.type(shape), same_bits("codes", n.package(0)),
             same_bits("scale", scale, known("onnx/scale-of-zeros", scale, one, zeros)),
             same_bits("zero point", reshaped(n.package(2), grid)))


# ------------------------------------------------------------------- products


def operand(f, n, codes, scale, zero, axis):
    """An array argument; scale and zero point are one number or one for each index of `axis`. Without a scale it is 1."""
    shape, dtype = n.ins[codes].shape, n.types[codes]
    zeros = np.ravel(n.ins[zero]) if zero in n.ins else np.zeros(1, n.ins[codes].dtype)
    scales = np.ravel(n.ins[scale]) if scale else np.ones(1, np.float32)
    blocks = max(zeros.size, scales.size)
    block = [1 if i == axis % len(shape) and blocks > 1 else 0 for i in range(len(shape))]
    st = n.types[scale] if scale else "f32"
    encoding = Encoding(dtype, "f32", block, st, dtype)
    grid = encoding.grid(shape)
    fill = lambda a: np.ascontiguousarray(np.broadcast_to(a, blocks)).reshape(grid)  # noqa: E731
    return f.argument(encoding.type(shape), n.given(codes), record(fill(scales), st), record(fill(zeros), dtype)), \
        encoding.type(shape)


def matmul(f, n, a, b, scales=(None, None)):
    """The i32 sums of a product and their shape."""
    lhs, lhs_type = operand(f, n, a, scales[0], "a_zero_point", -2)
    rhs, rhs_type = operand(f, n, b, scales[1], "b_zero_point", -1)
    x, w = n.ins[a], n.ins[b]
    batch = list(range(x.ndim - 2))
    shape = x.shape[:-1] + w.shape[-1:]
    acc = f.op(f"qnt.dot_general {lhs}, {rhs} contracting = [{x.ndim - 1}] x [{w.ndim - 2}] batch = {batch} x {batch} : "
               f"({lhs_type}, {rhs_type}) -> {tensor(shape, 'int32')}")
    return acc, shape


def convolution(f, n, scales=(None, None)):
    lhs, lhs_type = operand(f, n, "x", scales[0], "x_zero_point", 1)
    rhs, rhs_type = operand(f, n, "w", scales[1], "w_zero_point", 0)
    x, w = n.ins["x"], n.ins["w"]
    a = conv_attributes(n.attrs, x, w)
    rank = x.ndim - 2
    spatial = "".join(f", {i}" for i in range(rank))
    padding = [p for i in range(rank) for p in (a["pads"][i], a["pads"][rank + i])]
    shape = convolve(x.astype(np.int64), w.astype(np.int64), a).shape
    groups = f" feature_groups = {a['group']}" if a["group"] > 1 else ""
    acc = f.op(f"qnt.conv_general_dilated {lhs}, {rhs} dims = <[b, f{spatial}] x [o, i{spatial}] -> [b, f{spatial}]> "
               f"strides = {list(a['strides'])} padding = {padding} lhs_dilation = {[1] * rank} "
               f"rhs_dilation = {list(a['dilations'])}{groups} : ({lhs_type}, {rhs_type}) -> {tensor(shape, 'int32')}")
    return acc, shape


def requantize(f, n, acc, shape, sides, axis):
    """The QLinear forms' end. sides: names of both scales; axis: the result's, that a scale of several values runs along."""
    st = n.types[sides[0]]
    sizes = [np.size(n.ins[s]) for s in sides]
    grid = [1] * len(shape)
    grid[axis] = max(sizes)
    first, second = (f.value(n.given_filled(s, grid)) for s in sides)
    scale = f.value(n.given_filled("y_scale", grid))
    product = f.op(f"arith.mulf {first}, {second} : {tensor(grid, st)}")
    multiplier = f.op(f"arith.divf {product}, {scale} : {tensor(grid, st)}")
    wide = "f64" if n.evaluator == "reference" else "f32"
    if st != wide:
        multiplier = f.op(f"arith.extf {multiplier} : {tensor(grid, st)} to {tensor(grid, wide)}")
    dtype, one = n.outs[0][1], [1] * len(shape)
    encoding = Encoding(dtype, wide, [0] * len(shape), wide, dtype)
    unit = f.op(f"arith.constant dense<1.0> : {tensor(one, wide)}")
    zero = f.value(n.given("y_zero_point", one))
    order = "before_rounding" if n.evaluator == "reference" else "after_rounding"
    quotient_type = "f64" if n.evaluator == "reference" else "f32"
    preset = convention("onnx", zero_point_order=order, quotient_type=quotient_type)
    codes = f.op(f"qnt.requantize {acc} input_scale({multiplier} : {tensor(grid, wide)}) scale({unit} : "
                 f"{tensor(one, wide)}) zero_point({zero} : {tensor(one, dtype)}) convention = {preset} : "
                 f"{tensor(shape, 'int32')} -> {encoding.type(shape)}")
    return codes, encoding.type(shape)


def matmul_integer(f, n):
    acc, shape = matmul(f, n, "A", "B")
    package = n.package()
    f.result(acc, tensor(shape, "int32"), same_bits("Y", package, find_saturated(n, package)))


def qlinear_matmul(f, n):
    acc, shape = matmul(f, n, "a", "b", ("a_scale", "b_scale"))
    codes, type_ = requantize(f, n, acc, shape, ("a_scale", "b_scale"), len(shape) - 1)
    package = n.package()
    f.result(codes, type_, same_bits("y", package, find_saturated(n, package)), cases.unchecked("scale"),
             cases.unchecked("zero point"))


def conv_integer(f, n):
    acc, shape = convolution(f, n)
    package = n.package()
    f.result(acc, tensor(shape, "int32"), same_bits("y", package, find_saturated(n, package)))


def qlinear_conv(f, n):
    acc, shape = convolution(f, n, ("x_scale", "w_scale"))
    if "B" in n.ins:
        init = f.op(f"tensor.empty() : {tensor(shape, 'int32')}")
        other = [i for i in range(len(shape)) if i != 1]
        bias = n.given("B")
        wide = f.op(f"linalg.broadcast ins({f.value(bias)} : {tensor(bias['shape'], 'int32')}) "
                    f"outs({init} : {tensor(shape, 'int32')}) dimensions = {other}")
        acc = f.op(f"arith.addi {acc}, {wide} : {tensor(shape, 'int32')}")
    codes, type_ = requantize(f, n, acc, shape, ("x_scale", "w_scale"), 1)
    package = n.package()
    if package["shape"] != list(shape):
        reason = {"tag": "onnx/one-spatial-dimension", "at": "shape", "shape": list(shape)}
    else:
        reason = find_saturated(n, package)
    f.result(codes, type_, same_bits("y", package, reason), cases.unchecked("scale"), cases.unchecked("zero point"))


# ---------------------------------------------------------------------- casts


def cast(f, n):
    src, dst = n.types["input"], n.outs[0][1]
    if dst == "e8m0":
        cast_to_e8m0(f, n)
    elif src in ("f64", "f32", "f16", "bf16") and dst in ("f64", "f32", "f16", "bf16"):
        cast_wide(f, n, src, dst)
    elif dst in ("f64", "f32", "f16", "bf16"):
        cast_from_codes(f, n, src, dst)
    elif common.is_int(src):
        shape, word = n.ins["input"].shape, "extui" if src.startswith("u") else "extsi"
        value = f.value(n.given("input"))
        f.result(f.op(f"arith.{word} {value} : {tensor(shape, src)} to {tensor(shape, dst)}"), tensor(shape, dst),
                 same_bits("output", n.package()))
    else:
        cast_to_codes(f, n, src, dst)


def cast_wide(f, n, src, dst):
    bits = {"f64": 64, "f32": 32, "f16": 16, "bf16": 16}
    word = "extf" if bits[dst] > bits[src] else "truncf"
    shape, value = n.ins["input"].shape, f.value(n.given("input"))
    f.result(f.op(f"arith.{word} {value} : {tensor(shape, src)} to {tensor(shape, dst)}"), tensor(shape, dst),
             same_bits("output", n.package()))


def cast_from_codes(f, n, src, dst):
    shape = n.ins["input"].shape
    if src == "e8m0":
        encoding = Encoding("int2", dst, [1] * len(shape), "e8m0")
        a = f.argument(encoding.type(shape), array(np.ones(shape, int), "int2"), n.given("input"))
    else:
        encoding = Encoding(src, dst, [0] * len(shape))
        a = f.argument(encoding.type(shape), n.given("input"))
    f.result(f.op(f"qnt.dequantize {a} : {encoding.type(shape)} -> {tensor(shape, dst)}"), tensor(shape, dst),
             same_bits("output", n.package()))


def cast_to_codes(f, n, src, dst):
    """Without a scale."""
    shape, x = n.ins["input"].shape, n.numbers("input")
    saturate = n.attrs.get("saturate", 1)
    encoding = Encoding(dst, src, [0] * len(shape))
    parameters = {"overflow": "non_finite"} if dst in FLOATS and not saturate else {}
    codes = cases.quantize(f, f.value(n.given("input")), tensor(shape, src), encoding, shape, "",
                           convention("onnx" if dst in FLOATS else "default", **parameters))
    package, reason = n.package(), None
    if dst in FLOATS:
        ours = array(common.encode(x, dst, "saturate" if saturate else "ieee"), dst)
        tie = (np.abs(x) == 61440.0) & (dst == "fp8_e5m2") & (not saturate)
        reason = known("onnx/tie-to-infinity", package, ours, tie)
    else:
        low, high = common.int_range(dst)
        with np.errstate(all="ignore"):
            plain = (np.rint(x) == x) & (x >= low) & (x <= high)
        reason = known("onnx/integer-casts-truncate", package, array(doc_cast(x, src, dst), dst), ~plain)
    f.result(codes, encoding.type(shape), same_bits("output", package, reason))


def cast_to_e8m0(f, n):
    """As the scales of blocks of one value in two bits, whose bound is 1. A scale comes from a positive normal number:
    the others are not compared."""
    src = n.types["input"]
    x = n.numbers("input").ravel()
    kept = np.isfinite(x) & (x >= {"f16": 2.0**-14}.get(src, 2.0**-126))
    x, mode = x[kept], n.attrs.get("round_mode", "up")
    mode = mode.decode() if isinstance(mode, bytes) else mode
    rule = {"up": "ceil", "down": "floor", "nearest": "nearest"}[mode]
    given = record(np.ravel(n.ins["input"])[kept], src)
    encoding = Encoding("int2", src, [1], "e8m0")
    scaled = cases.quantize(f, f.value(given), tensor(x.shape, src), encoding, x.shape, "absmax",
                            convention("default", mx_scale=rule, mx_bound="max_finite"))
    package = array(load(n.package()).ravel()[kept], "e8m0")
    beyond = (x > 2.0**127) & (n.attrs.get("saturate", 1) == 0)
    f.result(scaled, encoding.type(x.shape), cases.unchecked("codes"),
             same_bits("scales", package, known("onnx/e8m0-without-saturation", package,
                                                array(common.round_e8m0(x, rule), "e8m0"), beyond)))


BUILDERS = {"QuantizeLinear": quantize_linear, "DequantizeLinear": dequantize_linear,
            "DynamicQuantizeLinear": dynamic_quantize_linear, "QLinearMatMul": qlinear_matmul, "QLinearConv": qlinear_conv,
            "MatMulInteger": matmul_integer, "ConvInteger": conv_integer, "Cast": cast}


def add(file, node, source):
    family = f"{node.op}, {source}"
    name = f"{node.op}-{node.name}".replace("_", "-").lower()
    if not node.is_expressible():
        file.outside(family, name, "onnx/fnuz")
        return
    f = Function()
    BUILDERS[node.op](f, node)
    file.add(family, name, f)


def draw(seed):
    file = cases.CaseFile("onnx", seed, onnx=onnx.__version__, onnxruntime=onnxruntime.__version__,
                          ml_dtypes=ml_dtypes.__version__, numpy=np.__version__)
    for case in node_cases():
        add(file, Node(*case, "test-suite"), "node cases")
    for name, op, ins, types, outs, attrs in onnx_drawing.draw(np.random.default_rng([seed, 2]), COUNT):
        for evaluator, source in (("reference", "reference"), ("onnxruntime", "onnxruntime")):
            try:
                results = run(evaluator, op, ins, types, outs, attrs)
            except Exception:  # the evaluator does not have this combination of types
                continue
            add(file, Node(f"{name}-{evaluator}", op, ins, types, outs, results, attrs, evaluator), source)
    return file
