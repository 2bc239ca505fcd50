"""Concrete ML: QuantizedArray, a few quantized operators, and bit rounding."""

import numpy as np

import common
from common import array, biting

STABLE = 1e-6


def parameters(x, bits, signed, symmetric):
    """Scale, zero point, offset by the stated formulas, in f64."""
    offset = 2 ** (bits - 1) if signed else 0
    low, high = float(x.min()), float(x.max())
    width = high - low if x.dtype == np.float64 else float(np.float32(x.max()) - np.float32(x.min()))
    top = 2**bits - 1
    if width < STABLE:
        if abs(high) < STABLE:
            return 1.0, int(np.rint(-low)), 0
        return high, 0, 0
    if symmetric:
        return max(abs(high), abs(low)) / (top - offset), 0, offset
    return width / top, int(np.rint((high * -offset - low * (top - offset)) / width)), offset


def quantize(x, bits, scale, zp, offset, narrow=False):
    with np.errstate(all="ignore"):
        if x.dtype == np.float32:  # numpy scalars take the array's type
            q = np.rint(x / np.float32(scale) + np.float32(zp))
        else:
            q = np.rint(x / scale + zp)
    return np.clip(q.astype(np.float64), -offset + (1 if narrow else 0), 2**bits - 1 - offset)


def integers(q):
    """f64 to i64 as the machine does it: NaN gives the smallest integer."""
    return np.where(np.isnan(q), -(2.0**63), q).astype(np.int64)


def draw():
    import concrete.ml.version as version
    import concrete.fhe as fhe
    import importlib.metadata as metadata
    from concrete.ml.quantization import quantized_ops as ops
    from concrete.ml.quantization.quantizers import QuantizationOptions, QuantizedArray

    samples = common.Samples("concrete-ml", version.__version__, concrete_python=metadata.version("concrete-python"), numpy=np.__version__)
    rng = np.random.default_rng(common.SEED)

    def name_of(bits, signed):
        return f"{'' if signed else 'u'}int{bits}"

    def case(name, x, bits, signed, symmetric, narrow=False, given=None):
        kind = "f64" if x.dtype == np.float64 else "f32"
        options = QuantizationOptions(bits, is_signed=signed, is_symmetric=symmetric)
        options.is_narrow = narrow
        more = {}
        if given:
            more = dict(scale=np.float64(given[0]), zero_point=given[1], offset=2 ** (bits - 1) if signed else 0)
        with np.errstate(all="ignore"):
            a = QuantizedArray(bits, x, options=options, **more)
        q = a.quantizer
        scale, zp, offset = parameters(x, bits, signed, symmetric) if not given else (given[0], given[1], more["offset"])
        codes = integers(quantize(x, bits, scale, zp, offset, narrow))
        decoded = scale * (codes - float(zp))
        dtype = name_of(bits, signed)
        got = np.asarray(a.qvalues)
        # NaN has no code: it leaves as the smallest 64-bit integer.
        wide = got.min() < -(2**31)
        code_type = "int64" if wide else dtype
        outputs = {"codes": array(got, code_type), "decoded": array(np.asarray(a.dequant(), np.float64), "f64")}
        expected = {"codes": array(codes, code_type), "decoded": array(decoded, "f64")}
        inputs = {"x": array(x, kind)}
        if given:
            inputs["scale"] = array(np.float64(given[0]), "f64")
            inputs["zero_point"] = array(np.int64(given[1]), "int32")
        else:
            outputs["scale"] = array(np.float64(q.scale), "f64")
            outputs["zero_point"] = array(np.int64(q.zero_point), "int64")
            expected["scale"] = array(np.float64(scale), "f64")
            expected["zero_point"] = array(np.int64(zp), "int64")
        samples.add(f"{name}-{dtype}-{'symmetric' if symmetric else 'asymmetric'}{'-narrow' if narrow else ''}-{kind}", "quantize", inputs, outputs,
                    expected=expected, dtype=dtype, qscheme="symmetric" if symmetric else "asymmetric", narrow=narrow, offset=int(q.offset), block=[0] * x.ndim,
                    **({} if given else {"calibration": {"rule": "minmax" if not symmetric else "absmax"}}), convention="concrete")

    schemes = [(False, False), (True, False), (True, True)]
    for bits in [2, 3, 4, 5, 6, 7, 8, 16]:
        for signed, symmetric in schemes:
            case("normal", rng.standard_normal((4, 11)) * 3, bits, signed, symmetric)
    for bits in [2, 4, 7, 8]:
        for signed, symmetric in schemes:
            case("skewed", (rng.exponential(1, 30) - 0.2).astype(np.float32), bits, signed, symmetric)
    # The range gives scale 1 and an odd zero point: k + 1/2 are ties.
    for bits, low in [(8, -77), (7, -33), (4, -5), (3, -1)]:
        top = 2**bits - 1
        k = np.arange(low, low + top, max(top // 30, 1))[:40]
        x = np.concatenate([k + 0.5, [low, low + top]]).astype(np.float64)
        case("ties-odd-zero-point", x, bits, False, False)
        case("ties-odd-zero-point", x, bits, True, False)
    for signed, symmetric in schemes:
        case("narrow", np.linspace(-1, 1, 41), 4, signed, symmetric, narrow=True)
        case("positive-range", rng.uniform(2, 5, 24), 8, signed, symmetric)
        case("negative-range", -rng.uniform(2, 5, 24), 6, signed, symmetric)
        case("constant", np.full(5, 0.01), 8, signed, symmetric)
        case("constant-negative", np.full(5, -3.5), 8, signed, symmetric)
        case("zeros", np.zeros(4), 8, signed, symmetric)
        case("range-below-stability", np.array([0.5, 0.5 + 4e-7, 0.5 + 9e-7]), 8, signed, symmetric)
        case("tiny-below-stability", np.array([2e-7, -3e-7, 0.0]), 8, signed, symmetric)
        case("just-above-stability", np.array([0.0, 5e-7, 1.1e-6]), 8, signed, symmetric)
        case("huge", rng.standard_normal(16) * 1e300, 8, signed, symmetric)
    for bits, signed, scale, zp in [(8, False, 0.1, 77), (8, True, 0.1, -33), (4, True, 0.3, 3), (7, False, 0.25, 200), (3, False, 1.5, 1)]:
        low, high = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if signed else (0, 2**bits - 1)
        x = biting(scale, low, high, zp, "f64", rng, 48)
        case("given-scale", x[np.isfinite(x)], bits, signed, False, given=(scale, zp))
    # The example of seven bits in the package's documentation has these inputs' shape.
    case("seven-bits", np.linspace(-0.9, 2.3, 33), 7, False, False)
    case("with-infinity", np.array([1.0, 2.0, np.inf, -np.inf]), 8, False, False, given=(0.1, 3))
    case("with-nan", np.array([1.0, np.nan, -1.0]), 8, False, False, given=(0.1, 3))

    # Operators. Inputs are codes; the result is quantized with the calibrated output parameters.
    def operand(prefix, a, inputs):
        q = a.quantizer
        dtype = name_of(a.n_bits, bool(q.offset))
        inputs[f"{prefix}_codes"] = array(a.qvalues, dtype)
        inputs[f"{prefix}_scale"] = array(np.float64(q.scale), "f64")
        inputs[f"{prefix}_zero_point"] = array(np.int64(q.zero_point), "int32")
        return dtype

    def operator(name, op, arrays, constants, formula, bits, calibration, **attributes):
        raw = op.calibrate(*calibration)
        for a in arrays:
            a.dequant()  # the float values kept beside the codes become the decoded ones
        result = op(*arrays)
        values = np.asarray(result.values, np.float64).copy()
        inputs = {}
        for i, a in enumerate(arrays):
            operand("xy"[i], a, inputs)
        for key, a in constants.items():
            if isinstance(a, QuantizedArray):
                if key == "c":  # the bias enters as the float values
                    inputs["c"] = array(np.asarray(a.values, np.float64), "f64")
                else:
                    operand(key, a, inputs)
            else:
                inputs[key] = array(np.asarray(a, np.float64), "f64")
        p = op.output_quant_params
        scale, zp, offset = parameters(np.asarray(raw, np.float64), bits, False, False)
        y = formula(*arrays)
        q = quantize(y, bits, scale, zp, offset).astype(np.int64)
        dtype = f"uint{bits}"
        samples.add(name, type(op).__name__, {**inputs, "calibration": array(np.asarray(raw, np.float64), "f64")},
                    {"codes": array(result.qvalues, dtype), "scale": array(np.float64(p.scale), "f64"), "zero_point": array(np.int64(p.zero_point), "int64"),
                     "decoded": array(np.asarray(result.dequant(), np.float64), "f64"), "values": array(values, "f64")},
                    expected={"codes": array(q, dtype), "scale": array(np.float64(scale), "f64"), "zero_point": array(np.int64(zp), "int64"),
                              "decoded": array(scale * (q - float(zp)), "f64"), "values": array(y, "f64")},
                    dtype=dtype, convention="concrete", **attributes)

    def quantized(x, bits, signed=True, symmetric=False):
        return QuantizedArray(bits, x, is_signed=signed, is_symmetric=symmetric)

    def four_terms(a, b, bias=None, axis=-1):
        """scale * (sum q1 q2 - z2 sum q1 - z1 sum q2 + K z1 z2), sums exact, in f64."""
        q1, q2 = a.qvalues.astype(np.float64), b.qvalues.astype(np.float64)
        z1, z2 = float(a.quantizer.zero_point), float(b.quantizer.zero_point)
        k = q2.shape[-2]
        acc = q1 @ q2 - z2 * q1.sum(-1, keepdims=True) - z1 * q2.sum(-2, keepdims=True) + k * z1 * z2
        y = (a.quantizer.scale * b.quantizer.scale) * acc
        return y if bias is None else y + bias

    for i, (bits, weight_bits, symmetric, with_bias) in enumerate([(7, 4, False, True), (4, 4, True, False), (8, 8, False, True)]):
        x = rng.standard_normal((5, 9))
        w = rng.standard_normal((9, 4))
        bias = rng.standard_normal((1, 4))
        qx, qw, qb = quantized(x, bits), quantized(w, weight_bits, True, symmetric), quantized(bias, bits)
        constants = {"b": qw, "c": qb} if with_bias else {"b": qw}
        op = ops.QuantizedGemm(bits, f"gemm{i}", constant_inputs=constants, input_quant_opts=qx.quantizer.quant_options)
        op.produces_graph_output = False
        operator(f"gemm-{bits}-bits-weights-{weight_bits}-bits", op, [qx], constants, lambda a: four_terms(a, qw, qb.values if with_bias else None), bits, [x])
    for i, bits in enumerate([5, 7]):
        x, w = rng.standard_normal((2, 6, 8)) if i else rng.standard_normal((6, 8)), rng.uniform(0, 2, (8, 3))
        qx, qw = quantized(x, bits), quantized(w, bits)
        op = ops.QuantizedMatMul(bits, f"matmul{i}", constant_inputs={"b": qw}, input_quant_opts=qx.quantizer.quant_options)
        op.produces_graph_output = False
        operator(f"matmul-{bits}-bits", op, [qx], {"b": qw}, lambda a: four_terms(a, qw), bits, [x])
    for cls, f, tag in [(ops.QuantizedRelu, lambda v: np.maximum(v, 0), "relu"), (ops.QuantizedAbs, np.abs, "abs")]:
        for bits in [4, 8]:
            x = rng.standard_normal((4, 9)) * 2
            qx = quantized(x, bits)
            op = cls(bits, tag, input_quant_opts=qx.quantizer.quant_options)
            operator(f"{tag}-{bits}-bits", op, [qx], {}, lambda a: f(a.dequant()), bits, [x])
    x, y = rng.standard_normal((3, 8)) * 2, rng.uniform(0, 5, (3, 8))
    qx, qy = quantized(x, 6), quantized(y, 6)

    def added(a, b):
        s = op.output_quant_params.scale
        return s * (np.rint(a.dequant() / s) + np.rint(b.dequant() / s))

    op = ops.QuantizedAdd(6, "add", int_input_names={"0", "1"}, input_quant_opts=qx.quantizer.quant_options)
    op.produces_graph_output = False
    operator("add-two-inputs", op, [qx, qy], {}, added, 6, [x, y])
    qy = quantized(y, 6)  # inside a table the constant enters as its float values
    op = ops.QuantizedAdd(6, "addc", constant_inputs={"b": qy}, input_quant_opts=qx.quantizer.quant_options)
    op.produces_graph_output = False
    operator("add-constant", op, [qx], {"b": y}, lambda a: a.dequant() + y, 6, [x])

    # Dropping low bits of an accumulator.
    for bits in [1, 2, 3, 5, 8]:
        half = 2 ** (bits - 1)
        x = np.concatenate([np.arange(-20, 21), half * np.arange(-5, 6), half * np.arange(-5, 6) - 1, rng.integers(-5000, 5000, 20)]).astype(np.int64)
        y = fhe.round_bit_pattern(x, lsbs_to_remove=bits, overflow_protection=False)
        want = ((x + half) >> bits) << bits
        samples.add(f"round-bits-{bits}", "round_bits", {"x": array(x, "int64")}, {"y": array(np.asarray(y), "int64")}, expected={"y": array(want, "int64")},
                    reason="rounding differs from adding half and clearing the low bits", bits=bits, convention="concrete")
    return samples
