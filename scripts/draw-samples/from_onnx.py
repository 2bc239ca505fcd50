"""ONNX: the package's own node test cases, and fresh cases through its reference
evaluator and through onnxruntime on the CPU."""

import warnings

import numpy as np
import ml_dtypes
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

import common
from common import FLOATS, array, biting, bits_of, decode, encode, int_range, to_float

PROTO = {
    "f32": TensorProto.FLOAT, "f16": TensorProto.FLOAT16, "bf16": TensorProto.BFLOAT16, "f64": TensorProto.DOUBLE,
    "fp8_e4m3fn": TensorProto.FLOAT8E4M3FN, "fp8_e5m2": TensorProto.FLOAT8E5M2,
    "fp4_e2m1fn": TensorProto.FLOAT4E2M1, "e8m0": TensorProto.FLOAT8E8M0,
    "fp6_e2m3fn": TensorProto.FLOAT6E2M3, "fp6_e3m2fn": TensorProto.FLOAT6E3M2,
    "int2": TensorProto.INT2, "uint2": TensorProto.UINT2, "int4": TensorProto.INT4, "uint4": TensorProto.UINT4,
    "int8": TensorProto.INT8, "uint8": TensorProto.UINT8, "int16": TensorProto.INT16, "uint16": TensorProto.UINT16,
    "int32": TensorProto.INT32,
}
OURS = {v: k for k, v in PROTO.items()}
NUMPY = {k: helper.tensor_dtype_to_np_dtype(v) for k, v in PROTO.items()}

OPS = {"QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear", "QLinearMatMul", "QLinearConv",
       "MatMulInteger", "ConvInteger", "Cast"}
OPSET = 25


def record(a, dtype):
    a = np.asarray(a)
    assert a.dtype == NUMPY[dtype], (a.dtype, dtype)
    if dtype in ("int2", "uint2", "int4", "uint4"):
        return array(a.astype(np.int8), dtype)
    return array(np.ascontiguousarray(a).reshape(a.shape).view(common.STORE[dtype]), dtype)


def make(data, dtype):
    """f64 values to the package's array; codes of integer types as they are."""
    if common.is_int(dtype):
        return np.asarray(data).astype(NUMPY[dtype])
    return bits_of(to_float(data, dtype) if dtype in ("f32", "f16", "bf16") else data, dtype).view(NUMPY[dtype])


def values(a, dtype):
    a = np.asarray(a)
    if common.is_int(dtype):
        return a.astype(np.float64)
    return decode(np.ascontiguousarray(a).reshape(a.shape).view(common.STORE[dtype]), dtype)


# ------------------------------------------------- the documented conventions


def block_of(shape, scale_shape, axis, block_size):
    rank = len(shape)
    if np.prod(scale_shape, dtype=int) == 1 and len(scale_shape) <= 1:
        return [0] * rank
    axis %= rank
    if block_size:
        return [block_size if i == axis else 1 for i in range(rank)]
    return [1 if i == axis else 0 for i in range(rank)]


def spread(p, shape, axis, block_size):
    """A scale or zero point, one per element of `shape`."""
    p = np.asarray(p, np.float64)
    if p.size == 1 and p.ndim <= 1:
        return np.full(shape, p.reshape(()))
    axis %= len(shape)
    if block_size:
        p = np.repeat(p, block_size, axis=axis)
        return p[tuple(slice(0, n) for n in shape)]
    view = [1] * len(shape)
    view[axis] = -1
    return np.broadcast_to(p.reshape(view), shape)


def quotient(x, s, dtype):
    with np.errstate(all="ignore"):
        if dtype == "f32":
            return (x.astype(np.float32) / s.astype(np.float32)).astype(np.float64)
        return to_float(x / s, dtype)


def doc_quantize(x, s, zp, dtype, xt, evaluator, saturate=1):
    """x, s, zp f64, all of x's shape."""
    q = quotient(x, s, xt if evaluator == "reference" else "f32")
    if dtype in FLOATS:
        if not saturate:
            return encode(q, dtype, overflow="ieee")
        return encode(q, dtype)
    low, high = int_range(dtype)
    rounded = np.rint(q)
    y = np.clip(rounded + zp, low, high)
    y = np.where(np.isnan(q), low, y)
    if evaluator == "reference":
        y = np.where(np.abs(rounded) >= 2.0**31, low, y)
    return y.astype(common.STORE[dtype])


def default_quantize(x, s, zp, dtype):
    q = quotient(x, s, "f32")
    if dtype in FLOATS:
        return encode(q, dtype)
    low, high = int_range(dtype)
    return np.where(np.isnan(q), zp, np.clip(np.rint(q) + zp, low, high)).astype(common.STORE[dtype])


def doc_dequantize(q, s, zp, dtype):
    """(q - zp) * s, the product rounded to f32, then to the expressed type."""
    with np.errstate(all="ignore"):
        product = ((q - zp).astype(np.float32) * s.astype(np.float32)).astype(np.float64)
    return bits_of(to_float(product, dtype), dtype)


def doc_cast(x, src, dst, saturate=1, round_mode="up"):
    if dst in ("f32", "f16", "bf16", "f64"):
        return bits_of(to_float(x, dst), dst)
    if dst == "e8m0":
        rule = {"up": "ceil", "down": "floor", "nearest": "nearest"}[round_mode]
        return common.round_e8m0(x, rule)
    if dst in FLOATS:
        return encode(x, dst, overflow="saturate" if saturate else "ieee")
    low, high = int_range(dst)
    return np.clip(np.rint(np.where(np.isnan(x), 0, x)), low, high).astype(common.STORE[dst])


def doc_requantize(acc, multiplier, zp, dtype, evaluator):
    low, high = int_range(dtype)
    if evaluator == "reference":  # zero point before rounding
        y = np.rint(acc * multiplier + zp)
    else:
        y = np.rint(np.float32(acc) * np.float32(multiplier)).astype(np.float64) + zp
    return np.clip(y, low, high).astype(common.STORE[dtype])


def convolve(x, w, a):
    """Exact integer convolution, any rank, in i64. x, w already without zero points."""
    spatial = x.ndim - 2
    pads, strides, dilations, group = a["pads"], a["strides"], a["dilations"], a["group"]
    x = np.pad(x, [(0, 0), (0, 0)] + [(pads[i], pads[spatial + i]) for i in range(spatial)])
    out = [(x.shape[2 + i] - (w.shape[2 + i] - 1) * dilations[i] - 1) // strides[i] + 1 for i in range(spatial)]
    y = np.zeros((x.shape[0], w.shape[0], *out), np.int64)
    per = w.shape[0] // group
    for n, o, *at in np.ndindex(*y.shape):
        g = o // per
        window = x[n, g * w.shape[1]:(g + 1) * w.shape[1]]
        window = window[(slice(None), *[slice(at[i] * strides[i],
                                              at[i] * strides[i] + (w.shape[2 + i] - 1) * dilations[i] + 1,
                                              dilations[i]) for i in range(spatial)])]
        y[(n, o, *at)] = (window * w[o]).sum()
    return y


def conv_attributes(node_attrs, x, w):
    spatial = x.ndim - 2
    assert node_attrs.get("auto_pad", b"NOTSET") in (b"NOTSET", "NOTSET")
    return {"pads": list(node_attrs.get("pads", [0] * 2 * spatial)),
            "strides": list(node_attrs.get("strides", [1] * spatial)),
            "dilations": list(node_attrs.get("dilations", [1] * spatial)),
            "group": int(node_attrs.get("group", 1))}


def expected(op, attrs, ins, types, out_types, evaluator):
    """(attributes to record, expected outputs, outputs by the default convention)."""
    v = {k: values(a, types[k]) for k, a in ins.items()}
    if op == "QuantizeLinear":
        axis, bs = attrs.get("axis", 1), attrs.get("block_size", 0)
        x, shape = v["x"], v["x"].shape
        s = spread(v["y_scale"], shape, axis, bs)
        zp = spread(v.get("y_zero_point", 0.0), shape, axis, bs)
        dtype, xt = out_types["y"], types["x"]
        if attrs.get("precision"):
            xt = OURS[attrs["precision"]]
        record_ = {"dtype": dtype, "expressed": types["x"], "block": block_of(shape, v["y_scale"].shape, axis, bs)}
        return record_, {"y": array(doc_quantize(x, s, zp, dtype, xt, evaluator, attrs.get("saturate", 1)), dtype)}, \
            {"y": array(default_quantize(x, s, zp, dtype), dtype)}
    if op == "DequantizeLinear":
        axis, bs = attrs.get("axis", 1), attrs.get("block_size", 0)
        x, shape = v["x"], v["x"].shape
        s = spread(v["x_scale"], shape, axis, bs)
        zp = spread(v.get("x_zero_point", 0.0), shape, axis, bs)
        record_ = {"dtype": types["x"], "expressed": out_types["y"],
                   "block": block_of(shape, v["x_scale"].shape, axis, bs)}
        return record_, {"y": array(doc_dequantize(x, s, zp, out_types["y"]), out_types["y"])}, None
    if op == "Cast":
        src, dst = types["input"], out_types["output"]
        x = v["input"]
        mode = attrs.get("round_mode", "up")
        mode = mode.decode() if isinstance(mode, bytes) else mode
        y = doc_cast(x, src, dst, attrs.get("saturate", 1), mode)
        d = doc_cast(x, src, dst, 1, "nearest")
        return {"from": src, "to": dst}, {"output": array(y, dst)}, ({"output": array(d, dst)} if dst != "e8m0" else None)
    if op == "DynamicQuantizeLinear":
        x = v["x"].astype(np.float32)
        low, high = np.float32(min(0, x.min())), np.float32(max(0, x.max()))
        scale = np.float32((high - low) / np.float32(255))
        if high == low:
            scale = np.float32(1) / np.float32(255) if evaluator != "onnxruntime" else np.float32(1)
        zp = np.rint(np.clip(-low / scale, 0, 255))
        y = np.clip(np.rint(x / scale) + zp, 0, 255)
        return {"dtype": "uint8"}, {"y": array(y.astype(np.uint8), "uint8"), "y_scale": array(np.float32(scale), "f32"),
                                    "y_zero_point": array(np.uint8(zp), "uint8")}, None
    if op in ("QLinearMatMul", "MatMulInteger"):
        a, b = ("a", "b") if op == "QLinearMatMul" else ("A", "B")
        x, w = v[a].astype(np.int64), v[b].astype(np.int64)
        za, zb = v.get("a_zero_point", np.float64(0)).astype(np.int64), v.get("b_zero_point", np.float64(0)).astype(np.int64)
        if za.ndim == 1 and za.size > 1:
            za = za[:, None]
        acc = (x - za) @ (w - zb)
        if op == "MatMulInteger":
            return {}, {"Y": array(acc, "int32")}, None
        mt = types["y_scale"]
        m = to_float(to_float(v["a_scale"] * v["b_scale"], mt) / v["y_scale"], mt)
        dtype = out_types["y"]
        return {"dtype": dtype}, {"y": array(doc_requantize(acc, m, v["y_zero_point"], dtype, evaluator), dtype)}, None
    x, w = v["x"].astype(np.int64), v["w"].astype(np.int64)
    a = conv_attributes(attrs, x, w)
    zx = v.get("x_zero_point", np.float64(0)).astype(np.int64).reshape(())
    zw = v.get("w_zero_point", np.float64(0)).astype(np.int64)
    if zw.size > 1:
        zw = zw.reshape(-1, *[1] * (w.ndim - 1))
    acc = convolve(x - zx, w - zw.reshape(zw.shape if zw.size > 1 else ()), a)
    if op == "ConvInteger":
        return a, {"y": array(acc, "int32")}, None
    if "B" in v:
        acc = acc + v["B"].astype(np.int64).reshape(1, -1, *[1] * (w.ndim - 2))
    s = v["w_scale"]
    s = s.reshape(1, -1, *[1] * (w.ndim - 2)) if s.size > 1 else s.reshape(())
    m = to_float(to_float(v["x_scale"].reshape(()) * s, "f32") / v["y_scale"].reshape(()), "f32")
    dtype = out_types["y"]
    return {"dtype": dtype, **a}, {"y": array(doc_requantize(acc, m, v["y_zero_point"].reshape(()), dtype, evaluator), dtype)}, None


def reason_for(op, ins, types, out_types, evaluator, attrs):
    if op == "QuantizeLinear":
        dtype = out_types["y"]
        if dtype == "fp4_e2m1fn" or dtype.startswith("fp6"):
            return "the zero point is added for fp4, so -0 becomes +0; a NaN becomes -0, where the convention gives the largest value"
        if evaluator == "onnxruntime":
            if dtype in FLOATS and not attrs.get("saturate", 1):
                return "onnxruntime without saturation: 61440, the tie above the largest e5m2 value, gives NaN, not infinity"
            return ORT_QUANTIZE
        return REF_WRAP
    if op == "QLinearConv" and evaluator == "reference" and ins["x"].ndim == 3:
        return "the reference evaluator broadcasts per-channel scales as if the convolution had two spatial dimensions: wrong shape for one"
    if op == "Cast":
        dst = out_types["output"]
        if dst == "e8m0":
            free = not attrs.get("saturate", 1)
            if evaluator == "onnxruntime" and free:
                return ("e8m0 without saturation: everything above 2^127 and everything below 2^-127 (zero and negatives too) gives 0xFF, "
                        "whatever the rounding mode, where the convention saturates")
            if evaluator == "onnxruntime":
                return "e8m0: +-0 and negative numbers give code 0 (2^-127), the convention 0xFF"
            return ("e8m0: +-0 gives code 0 (2^-127), the convention 0xFF; a negative number gives the code of its magnitude; +-inf gives 0xFF, "
                    "the convention 2^127 for +inf; the leading bit of a subnormal is not seen: up sends every subnormal (2^-127 itself too) to 2^-126, "
                    "nearest those from 1.25 * 2^-127 on" + ("; without saturation what rounds above 2^127 gives 0xFF" if free else ""))
        if dst in FLOATS:
            return "a NaN becomes a zero, where the convention gives the largest value" if dst.startswith(("fp4", "fp6")) else None
        if evaluator == "onnxruntime" and dst in ("int2", "uint2", "int4", "uint4"):
            return "onnxruntime rounds casts to sub-byte integers half away from zero and keeps the low bits, where the convention rounds half to even and saturates"
        return "casts to integers truncate toward zero and keep the low bits, where the convention rounds half to even and saturates"
    return None


ORT_QUANTIZE = ("onnxruntime, paths that go through int32 (f16 inputs, and f32 to 2-bit types): infinities, NaN and huge "
                "values become INT_MIN, the zero point is added with wrap-around, then clamped: +inf gives the low end, and "
                "with a negative zero point NaN, +inf and -inf all give the high end")
REF_WRAP = ("values beyond 2^31 become INT_MIN before the zero point is added: with a negative zero point the sum wraps "
            "to the high end, not the low end")


# ------------------------------------------------------------------------ draw


def positional(op, ins):
    """Node inputs in the schema's order, '' for those left out."""
    names = [i.name for i in onnx.defs.get_schema(op, OPSET).inputs]
    row = [n if n in ins else "" for n in names]
    while row and row[-1] == "":
        row.pop()
    return row


def run(evaluator, op, ins, types, outs, attrs):
    node = helper.make_node(op, positional(op, ins), list(outs), **attrs)
    graph = helper.make_graph(
        [node], "g",
        [helper.make_tensor_value_info(k, PROTO[types[k]], list(np.shape(a))) for k, a in ins.items()],
        [helper.make_tensor_value_info(k, PROTO[t], None) for k, t in outs.items()])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=12)
    if evaluator == "reference":
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return [np.asarray(r) for r in ReferenceEvaluator(model).run(None, dict(ins))]
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = 1
    # numpy cannot carry the narrow types into the session: they go in as initializers.
    native = {"f32", "f16", "f64", "int8", "uint8", "int16", "uint16", "int32"}
    feeds = {}
    kept = []
    for value in list(graph.input):
        t = types[value.name]
        if t in native:
            feeds[value.name] = ins[value.name]
            kept.append(value)
        else:
            graph.initializer.append(numpy_helper.from_array(np.asarray(ins[value.name]), value.name))
    # Narrow results leave as bytes: cast exactly to f32 and read the codes back.
    out_values, back = [], {}
    nodes = [node]
    for k, t in outs.items():
        if t in native:
            out_values.append(helper.make_tensor_value_info(k, PROTO[t], None))
        else:
            nodes.append(helper.make_node("Cast", [k], [k + "_wide"], to=TensorProto.FLOAT))
            out_values.append(helper.make_tensor_value_info(k + "_wide", TensorProto.FLOAT, None))
            back[k + "_wide"] = t
    graph = helper.make_graph(nodes, "g", kept, out_values, list(graph.initializer))
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=11)
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    results = []
    for value, r in zip(out_values, session.run(None, feeds)):
        t = back.get(value.name)
        if t is None:
            results.append(np.asarray(r))
        elif common.is_int(t):
            results.append(np.asarray(r).astype(np.int8).astype(NUMPY[t]))
        elif t == "e8m0":
            results.append(common.round_e8m0(np.asarray(r, np.float64), "nearest").view(NUMPY[t]))
        else:
            results.append(encode(np.asarray(r, np.float64), t, overflow="ieee").view(NUMPY[t]))
    return results


def node_cases():
    """The package's node test cases of OPS: name, op, inputs and their types by formal name, output types, results,
    attributes. A type that we do not have is named as the package names it."""
    from onnx.backend.test.case.node import collect_testcases
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        cases = collect_testcases(None)

    def type_of(value):
        kind = value.type.tensor_type.elem_type
        return OURS.get(kind, TensorProto.DataType.Name(kind))

    def data_of(a):
        return numpy_helper.to_array(a) if isinstance(a, TensorProto) else np.asarray(a)

    seen = set()
    for case in cases:
        graph = case.model.graph
        if len(graph.node) != 1 or graph.node[0].op_type not in OPS or case.name in seen \
                or case.name.startswith("test_castlike"):
            continue
        node = graph.node[0]
        seen.add(case.name)
        schema = onnx.defs.get_schema(node.op_type)
        inputs, outputs = case.data_sets[0]
        kinds = {v.name: type_of(v) for v in list(graph.input) + list(graph.output)}
        given = dict(zip([v.name for v in graph.input], inputs))
        formal = {i.name: actual for i, actual in zip(schema.inputs, node.input) if actual}
        yield (case.name.removeprefix("test_").replace("_", "-"), node.op_type,
               {name: data_of(given[actual]) for name, actual in formal.items()},
               {name: kinds[actual] for name, actual in formal.items()},
               {o.name: kinds[actual] for o, actual in zip(schema.outputs, node.output)},
               [data_of(a) for a in outputs], {a.name: helper.get_attribute_value(a) for a in node.attribute})


class Drawer:
    def __init__(self):
        self.samples = common.Samples("onnx", onnx.__version__, onnxruntime=onnxruntime.__version__,
                                      ml_dtypes=ml_dtypes.__version__, numpy=np.__version__)
        self.rng = np.random.default_rng(common.SEED)

    def store(self, name, op, evaluator, ins, types, outs, results, attrs):
        attrs = {k: v for k, v in attrs.items()}
        record_, want, default = expected(op, attrs, ins, types, outs, evaluator)
        plain = {}
        for k, v in attrs.items():
            if k in ("to", "output_dtype", "precision") :
                if k != "to":
                    plain[k] = OURS[v] if v else None
            elif k not in record_:
                plain[k] = v.decode() if isinstance(v, bytes) else list(v) if isinstance(v, (list, tuple)) else v
        outputs = {k: record(r, t) for (k, t), r in zip(outs.items(), results)}
        self.samples.add(name.replace("_", "-").lower(), op, {k: record(a, types[k]) for k, a in ins.items()}, outputs,
                         expected=want, default=default,
                         reason=reason_for(op, ins, types, outs, evaluator, attrs),
                         evaluator=evaluator, convention="onnx", **record_, **plain)

    def fresh(self, name, op, ins, types, outs, evaluators=("reference", "onnxruntime"), **attrs):
        for evaluator in evaluators:
            full = f"{name}-{'ref' if evaluator == 'reference' else 'ort'}"
            try:
                results = run(evaluator, op, ins, types, outs, attrs)
            except Exception as e:  # the evaluator does not have this combination
                self.samples.skip(full, e)
                continue
            self.store(full, op, evaluator, ins, types, outs, results, attrs)

    def test_suite(self):
        for name, op, ins, types, outs, results, attrs in node_cases():
            known = set(types.values()) | set(outs.values()) <= set(PROTO)
            if known and sum(np.size(a) for a in ins.values()) <= 600:
                self.store(name, op, "test-suite", ins, types, outs, results, attrs)

    # -- fresh ones

    def quantize(self):
        rng = self.rng
        for dtype, zps in [("int8", [0, 7, -128]), ("uint8", [77, 128]), ("int4", [0, -3]), ("uint4", [5]),
                           ("int2", [-1]), ("uint2", [1]), ("int16", [-5]), ("uint16", [32767]),
                           ("fp8_e4m3fn", [None]), ("fp8_e5m2", [None]), ("fp4_e2m1fn", [None])]:
            for xt in ["f32", "f16", "bf16"]:
                for i, zp in enumerate(zps):
                    if xt != "f32" and i:
                        continue
                    scale = to_float([0.1, 0.0078125, 3.0][i], xt)
                    if dtype in FLOATS:
                        top = common.table(dtype)[-1]
                        mids = (common.table(dtype)[1:] + common.table(dtype)[:-1]) / 2
                        mids = mids[rng.permutation(len(mids))[:20]] * scale
                        x = np.concatenate([mids, -mids, common.specials(), np.array([top, top * 1.03, top * 1.07, 1e30, 1e-30, -top * 2]) * scale,
                                            rng.standard_normal(12) * top * scale / 3])
                        x = to_float(x, xt)
                        zpa = make(np.zeros(()), dtype)
                    else:
                        x = biting(scale, *int_range(dtype), zp, xt, rng, 60)
                        zpa = make(np.array(zp), dtype)
                    self.fresh(f"quantize-{xt}-{dtype}" + (f"-zp-{'m' if zp < 0 else ''}{abs(zp)}" if zp is not None else ""),
                               "QuantizeLinear",
                               {"x": make(x, xt), "y_scale": make(np.array(scale), xt), "y_zero_point": zpa},
                               {"x": xt, "y_scale": xt, "y_zero_point": dtype}, {"y": dtype})
        # Non-saturating fp8, per axis with odd zero points, blocked with a tail.
        for dtype in ["fp8_e4m3fn", "fp8_e5m2"]:
            top = common.table(dtype)[-1]
            x = np.array([top, top * 1.02, top * 1.07, top * 1.2, 1e30, np.inf, -np.inf, np.nan, -0.0, 464.0, 465.0, 61440.0, 61439.0])
            self.fresh(f"quantize-{dtype}-no-saturation", "QuantizeLinear",
                       {"x": make(x, "f32"), "y_scale": make(np.array(1.0), "f32"), "y_zero_point": make(np.zeros(()), dtype)},
                       {"x": "f32", "y_scale": "f32", "y_zero_point": dtype}, {"y": dtype}, saturate=0)
        for dtype, axis in [("int8", 0), ("uint8", 1), ("int4", 1), ("uint4", -1)]:
            low, high = int_range(dtype)
            shape = (3, 4, 8)
            n = shape[axis]
            scale = to_float(np.array([0.1, 1e-6, 0.3, 7.0, 0.02, 1e-3, 50.0, 0.7])[:n], "f32")
            zp = rng.integers(low, high + 1, n) | 1
            zp = np.clip(zp, low, high)
            x = np.zeros(shape)
            xm = np.moveaxis(x, axis, 0)
            for i in range(n):
                xm[i] = biting(scale[i], low, high, int(zp[i]), "f32", rng, xm[i].size, extra=False).reshape(xm[i].shape)
            self.fresh(f"quantize-{dtype}-axis-{'m' if axis < 0 else ''}{abs(axis)}", "QuantizeLinear",
                       {"x": make(x, "f32"), "y_scale": make(scale, "f32"), "y_zero_point": make(zp, dtype)},
                       {"x": "f32", "y_scale": "f32", "y_zero_point": dtype}, {"y": dtype}, axis=axis)
        for dtype, shape, axis, bs in [("int4", (2, 64), 1, 32), ("uint8", (4, 33), 1, 16), ("int8", (6, 10), 0, 4), ("int2", (2, 17), 1, 5)]:
            low, high = int_range(dtype)
            sshape = list(shape)
            sshape[axis] = -(-shape[axis] // bs)
            scale = to_float(rng.uniform(0.01, 0.2, sshape), "f32")
            zp = rng.integers(low, high + 1, sshape)
            per = spread(scale, shape, axis, bs)
            pz = spread(zp, shape, axis, bs)
            x = (rng.integers(low, high + 1, shape) - pz + 0.5 * rng.integers(0, 2, shape)) * per
            self.fresh(f"quantize-{dtype}-blocks-of-{bs}-over-{shape[axis]}", "QuantizeLinear",
                       {"x": make(x, "f32"), "y_scale": make(scale, "f32"), "y_zero_point": make(zp, dtype)},
                       {"x": "f32", "y_scale": "f32", "y_zero_point": dtype}, {"y": dtype}, axis=axis, block_size=bs)
        for scale in [1e-40, 1e38, 1e-6]:
            x = np.array([0.0, -0.0, 1e-40, 3e-40, 1e-38, 5e-7, 1.5e-6, 1.0, 300.0, 1e38, 2.5e38, -1e38, np.nan])
            self.fresh(f"quantize-int8-scale-{scale:.0e}".replace("+", "").replace("e-", "em"), "QuantizeLinear",
                       {"x": make(x, "f32"), "y_scale": make(np.array(scale), "f32"), "y_zero_point": make(np.array(3), "int8")},
                       {"x": "f32", "y_scale": "f32", "y_zero_point": "int8"}, {"y": "int8"})

    def dequantize(self):
        rng = self.rng
        for dtype, zp in [("int8", 7), ("uint8", 129), ("int4", -3), ("uint4", 9), ("int2", 1), ("uint2", 3),
                          ("int16", -1), ("uint16", 4097), ("int32", None), ("fp8_e4m3fn", None), ("fp8_e5m2", None), ("fp4_e2m1fn", None)]:
            for st in ["f32", "f16", "bf16"]:
                if dtype == "int32" and st != "f32":
                    continue
                if dtype in FLOATS:
                    count = 2 * common.sign_bit(dtype)
                    codes = np.arange(count) if count <= 16 else np.unique(np.concatenate([np.arange(0, count, 5), [126, 127, 255]]))
                    x = codes.astype(np.uint8).view(NUMPY[dtype])
                elif dtype == "int32":
                    x = np.array([0, 1, -1, 16777217, -16777219, 2**31 - 1, -(2**31), 12345], np.int32)
                else:
                    low, high = int_range(dtype)
                    x = (np.arange(low, high + 1) if high - low < 20 else rng.integers(low, high + 1, 48)).astype(NUMPY[dtype])
                ins = {"x": x, "x_scale": make(np.array(0.1), st)}
                types = {"x": dtype, "x_scale": st}
                if zp is not None:
                    ins["x_zero_point"] = make(np.array(zp), dtype)
                    types["x_zero_point"] = dtype
                self.fresh(f"dequantize-{dtype}-{st}", "DequantizeLinear", ins, types, {"y": st})
        for dtype, shape, axis, bs in [("int4", (2, 64), 1, 32), ("uint8", (4, 33), 1, 16), ("int8", (6, 10), 0, 4)]:
            low, high = int_range(dtype)
            sshape = list(shape)
            sshape[axis] = -(-shape[axis] // bs)
            self.fresh(f"dequantize-{dtype}-blocks-of-{bs}-over-{shape[axis]}", "DequantizeLinear",
                       {"x": rng.integers(low, high + 1, shape).astype(NUMPY[dtype]),
                        "x_scale": make(rng.uniform(0.001, 0.1, sshape), "f32"),
                        "x_zero_point": rng.integers(low, high + 1, sshape).astype(NUMPY[dtype])},
                       {"x": dtype, "x_scale": "f32", "x_zero_point": dtype}, {"y": "f32"}, axis=axis, block_size=bs)

    def dynamic(self):
        rng = self.rng
        for tag, x in [("zeros", np.zeros(7)), ("positive", rng.uniform(0.5, 3, 40)), ("negative", rng.uniform(-3, -0.5, 40)),
                       ("mixed", rng.standard_normal((5, 9))), ("tiny", rng.standard_normal(20) * 1e-6), ("huge", rng.standard_normal(20) * 1e37),
                       ("ties", np.concatenate([(np.arange(-20, 20) + 0.5), [-100.5, 154.5]])), ("odd-zero-point", np.concatenate([np.arange(-77, 178, 6) + 0.5, [-77, 178]])),
                       ("one", np.array([5.0]))]:
            self.fresh(f"dynamic-quantize-{tag}", "DynamicQuantizeLinear", {"x": make(x, "f32")}, {"x": "f32"},
                       {"y": "uint8", "y_scale": "f32", "y_zero_point": "uint8"})

    def products(self):
        rng = self.rng

        def codes(dtype, shape):
            low, high = int_range(dtype)
            return rng.integers(low, high + 1, shape).astype(NUMPY[dtype])

        for i, (at, bt, shape) in enumerate([("uint8", "uint8", (3, 16, 5)), ("uint8", "int8", (4, 33, 3)), ("int8", "int8", (2, 64, 4)),
                                             ("int8", "int8", (5, 7, 6)), ("uint8", "int8", (1, 100, 2))]):
            m, k, n = shape
            for yt in {at}:
                ins = {"a": codes(at, (m, k)), "a_scale": make(np.array(0.02), "f32"), "a_zero_point": codes(at, ()),
                       "b": codes(bt, (k, n)), "b_scale": make(np.array(0.03), "f32"), "b_zero_point": codes(bt, ()) if i != 1 else make(np.array(0), bt),
                       "y_scale": make(np.array([0.25, 0.5, 1.0, 0.6 * 2**-6 * 64, 0.125][i]), "f32"), "y_zero_point": codes(yt, ())}
                types = {"a": at, "a_scale": "f32", "a_zero_point": at, "b": bt, "b_scale": "f32", "b_zero_point": bt, "y_scale": "f32", "y_zero_point": yt}
                self.fresh(f"qlinear-matmul-{at}-{bt}-{i}", "QLinearMatMul", ins, types, {"y": yt})
        # Every product lands on a tie, with an odd zero point.
        a = np.arange(-12, 12).reshape(24, 1).astype(np.int8)
        ins = {"a": a, "a_scale": make(np.array(0.5), "f32"), "a_zero_point": np.array(0, np.int8), "b": np.array([[1, 3, -5]], np.int8),
               "b_scale": make(np.array(1.0), "f32"), "b_zero_point": np.array(0, np.int8), "y_scale": make(np.array(1.0), "f32"), "y_zero_point": np.array(7, np.int8)}
        types = {k: "f32" if "scale" in k else "int8" for k in ins}
        self.fresh("qlinear-matmul-ties-odd-zero-point", "QLinearMatMul", ins, types, {"y": "int8"})
        for i, (at, bt, shape) in enumerate([("uint8", "uint8", (4, 9, 3)), ("uint8", "int8", (3, 40, 4)), ("int8", "int8", (2, 130, 2)), ("int8", "uint8", (3, 8, 3))]):
            m, k, n = shape
            ins = {"A": codes(at, (m, k)), "B": codes(bt, (k, n)), "a_zero_point": codes(at, ()), "b_zero_point": codes(bt, () if i != 1 else (n,))}
            types = {"A": at, "B": bt, "a_zero_point": at, "b_zero_point": bt}
            self.fresh(f"matmul-integer-{at}-{bt}", "MatMulInteger", ins, types, {"Y": "int32"})
        ins = {"A": np.full((1, 256), -128, np.int8), "B": np.full((256, 1), -128, np.int8)}
        self.fresh("matmul-integer-all-low", "MatMulInteger", ins, {"A": "int8", "B": "int8"}, {"Y": "int32"})
        ins = {"A": np.full((1, 256), 255, np.uint8), "B": np.full((256, 1), 127, np.int8)}
        self.fresh("matmul-integer-all-high", "MatMulInteger", ins, {"A": "uint8", "B": "int8"}, {"Y": "int32"})

        convs = [("uint8", "uint8", (1, 2, 6, 5), (3, 2, 3, 3), dict(pads=[1, 0, 2, 1]), 77),
                 ("uint8", "int8", (2, 4, 5, 5), (4, 2, 2, 3), dict(group=2, strides=[2, 1], pads=[0, 1, 1, 0]), 129),
                 ("int8", "int8", (1, 3, 7, 6), (2, 3, 3, 2), dict(dilations=[2, 2], pads=[2, 1, 0, 3]), -77),
                 ("uint8", "uint8", (1, 1, 17), (2, 1, 3), dict(strides=[3], pads=[2, 0]), 255)]
        for i, (xt, wt, xs, ws, attrs, zp) in enumerate(convs):
            x, w = codes(xt, xs), codes(wt, ws)
            self.fresh(f"conv-integer-{i}", "ConvInteger",
                       {"x": x, "w": w, "x_zero_point": np.array(zp, NUMPY[xt]), "w_zero_point": codes(wt, ())},
                       {"x": xt, "w": wt, "x_zero_point": xt, "w_zero_point": wt}, {"y": "int32"}, **attrs)
            per_channel = i != 1
            ins = {"x": x, "x_scale": make(np.array(0.0173), "f32"), "x_zero_point": np.array(zp, NUMPY[xt]),
                   "w": w, "w_scale": make(rng.uniform(0.001, 0.02, ws[0]) if per_channel else np.array(0.011), "f32"),
                   "w_zero_point": np.full(ws[0], 0 if wt == "int8" else 131, NUMPY[wt]) if per_channel else np.array(0, NUMPY[wt]),
                   "y_scale": make(np.array(0.19), "f32"), "y_zero_point": codes(xt, ()),
                   "B": rng.integers(-3000, 3000, ws[0]).astype(np.int32)}
            types = {"x": xt, "x_scale": "f32", "x_zero_point": xt, "w": wt, "w_scale": "f32", "w_zero_point": wt, "y_scale": "f32", "y_zero_point": xt, "B": "int32"}
            self.fresh(f"qlinear-conv-{i}", "QLinearConv", ins, types, {"y": xt}, **attrs)

    def casts(self):
        rng = self.rng
        for dst in ["fp8_e4m3fn", "fp8_e5m2", "fp4_e2m1fn", "int4", "uint4", "int2", "uint2", "int8"]:
            for src in ["f32", "f16"]:
                if dst in FLOATS:
                    t = common.table(dst)
                    mids = (t[1:] + t[:-1]) / 2
                    mids = mids[rng.permutation(len(mids))[:24]]
                    x = np.concatenate([mids, -mids, [t[-1] * 1.03, t[-1] * 1.2, 1e4, 1.0625001], common.specials()])
                else:
                    low, high = int_range(dst)
                    x = np.concatenate([np.arange(low, high + 1)[:16], np.arange(low - 2, low + 8) + 0.5, np.arange(high - 4, high + 3) + 0.5, [1e3, -1e3]])
                for saturate in [1, 0] if dst.startswith("fp8") else [1]:
                    attrs = {"saturate": saturate} if dst.startswith("fp8") else {}
                    self.fresh(f"cast-{src}-to-{dst}-fresh" + ("" if saturate else "-no-saturation"), "Cast",
                               {"input": make(x, src)}, {"input": src}, {"output": dst}, to=PROTO[dst], **attrs)
        x = np.concatenate([np.ldexp(1.0, [-127, -126, -3, 0, 5, 127]), np.ldexp(1.5, [-127, -126, -3, 0, 5, 126, 127]), np.ldexp(1.25, [-127, 0, 127]),
                            np.ldexp(1.4999999, [0, 9]), np.ldexp(1.75, [-128, 4, 127]), [0.0, -1.0, np.nan, np.inf, 1e-45]])
        for mode in ["up", "down", "nearest"]:
            for saturate in [1, 0]:
                self.fresh(f"cast-f32-to-e8m0-{mode}" + ("" if saturate else "-no-saturation"), "Cast", {"input": make(x, "f32")},
                           {"input": "f32"}, {"output": "e8m0"}, to=PROTO["e8m0"], saturate=saturate, round_mode=mode)


def draw():
    d = Drawer()
    d.test_suite()
    d.quantize()
    d.dequantize()
    d.dynamic()
    d.products()
    d.casts()
    return d.samples
