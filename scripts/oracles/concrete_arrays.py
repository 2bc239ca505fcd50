"""Concrete ML: drawn arrays through QuantizedArray, as `qnt.quantize` with the preset concrete; dropped accumulator bits."""

import numpy as np

import cases
from cases import Encoding, Function, convention, known, same_bits, tensor
from common import array, biting, int_range
from from_concrete import STABLE, integers

COUNT = 200
SCHEMES = [(False, False), (True, False), (True, True)]


def choose(rng, values):
    return values[int(rng.integers(len(values)))]


def numbers(rng, bits, t):
    kind = choose(rng, ["normal", "normal", "skewed", "ties", "positive", "negative", "constant", "zeros", "tiny", "huge", "far"])
    shape = choose(rng, [(4, 11), (30,), (2, 3, 5)])
    x = rng.standard_normal(shape) * 3
    top = 2**bits - 1
    if kind == "skewed":
        x = rng.exponential(1, shape) - 0.2
    elif kind == "ties":  # the range gives a scale of 2^k and any zero point: k + 1/2 are ties
        low = int(rng.integers(-top, 1))
        x = rng.integers(low, low + top, shape) + 0.5
        x.reshape(-1)[0], x.reshape(-1)[-1] = low, low + top
        x = x * 2.0 ** int(rng.integers(-6, 6))
    elif kind in ("positive", "negative"):
        x = rng.uniform(2, 5, shape) * (1 if kind == "positive" else -1)
    elif kind in ("constant", "zeros"):
        x = np.full(shape, choose(rng, [0.01, -3.5, 7.0]) if kind == "constant" else 0.0)
    elif kind == "tiny":
        x = x * choose(rng, [1e-7, 3e-7, 1e-6])
    elif kind == "huge":
        x = x * (1e300 if t == "f64" else 1e30)
    elif kind == "far":
        x = x + 1000.0
    return x.astype({"f32": np.float32, "f64": np.float64}[t]), str(kind)


def code_range(x, bits, signed, narrow, given):
    """The codes in use. A tensor that counts as constant has no sign. A narrow range only drops the lowest code."""
    width = float(x.max()) - float(x.min()) if x.dtype == np.float64 else float(x.max() - x.min())
    offset = 2 ** (bits - 1) if signed and (given or width >= STABLE) else 0
    return -offset + narrow, 2**bits - 1 - offset


def add(file, name, rng):
    from concrete.ml.quantization.quantizers import QuantizationOptions, QuantizedArray
    bits, (signed, symmetric) = choose(rng, [2, 3, 4, 5, 6, 7, 8, 16]), choose(rng, SCHEMES)
    t = choose(rng, ["f64", "f64", "f32"])
    x, kind = numbers(rng, bits, t)
    options = QuantizationOptions(bits, is_signed=signed, is_symmetric=symmetric)
    options.is_narrow = bool(rng.random() < 0.15)
    given = {}
    if rng.random() < 0.2 and not symmetric:
        scale, zero = 2.0 ** rng.uniform(-4, 2), int(rng.integers(-(2**bits), 2**bits))
        low = -(2 ** (bits - 1)) if signed else 0
        x, kind = biting(scale, low, low + 2**bits - 1, zero, t, rng, 40, extra=False), "given"
        x = x.astype({"f32": np.float32, "f64": np.float64}[t])
        given = dict(scale=np.float64(scale), zero_point=zero, offset=-low)
    with np.errstate(all="ignore"):
        a = QuantizedArray(bits, x, options=options, **given)
    dtype = f"{'' if signed else 'u'}int{bits}"
    used, stored = code_range(x, bits, signed, options.is_narrow, bool(given)), int_range(dtype)
    clamp = used if options.is_narrow and stored[0] <= used[0] and used[1] <= stored[1] else None
    name = f"{name}-{kind}-{dtype}-{t}" + ("-narrow" if options.is_narrow else "")
    encode(file, name, x, t, dtype, a, None if given else "absmax" if symmetric else "minmax", clamp)


def parameters(f, value, x, t, dtype, q, rule):
    """Scale and zero point as values: those that the rule finds, or given ones."""
    grid = [1] * x.ndim
    types = tensor(grid, "f64"), tensor(grid, "int32")
    if rule is None:
        scale, zero = array(np.full(grid, q.scale, np.float64), "f64"), array(np.full(grid, int(q.zero_point)), "int32")
        return [("scale", f.value(scale), types[0]), ("zero_point", f.value(zero), types[1])]
    encoding = Encoding(dtype, t, [0] * x.ndim, "f64", "int32")
    a = cases.quantize(f, value, tensor(x.shape, t), encoding, x.shape, rule, convention("concrete"))
    f.lines.append(f"%found, %scale, %zero = qnt.disassemble {a} : {encoding.type(x.shape)} -> "
                   f"({tensor(x.shape, dtype)}, {', '.join(types)})")
    return [("scale", "%scale", types[0]), ("zero_point", "%zero", types[1])]


def encode(file, name, x, t, dtype, a, rule, clamp):
    """rule: how the scale is found, None where it is given. clamp: the codes of a narrow range: scale and zero point are
    found for the whole one, so they come first."""
    shape, grid, q = x.shape, [1] * x.ndim, a.quantizer
    codes, f = np.asarray(a.qvalues), Function()
    scale, zero = array(np.full(grid, q.scale, np.float64), "f64"), array(np.full(grid, int(q.zero_point)), "int32")
    encoding = Encoding(dtype, t, [0] * x.ndim, "f64", "int32", **({"clamp": clamp} if clamp else {}))
    value = f.value(array(x, t))
    operands = parameters(f, value, x, t, dtype, q, rule) if clamp or rule is None else []
    c = cases.quantize(f, value, tensor(shape, t), encoding, shape, "" if operands else rule, convention("concrete"),
                       operands)
    package = array(integers(codes.astype(np.float64)), dtype)
    decoded = array(np.asarray(a.dequant(), np.float64), "f64")
    # The lowest code of a narrow range of zeros is 1.
    narrow = np.full(shape, name.endswith("-narrow") and not clamp and not np.any(np.abs(x) >= STABLE))
    zeros = array(np.zeros(shape, int), dtype), array(np.zeros(shape), "f64")
    f.result(c, encoding.type(shape),
             same_bits("codes", package, known("concrete/narrow-range-of-zeros", package, zeros[0], narrow)),
             same_bits("scale", scale), same_bits("zero point", zero))
    # The package decodes in f64 whatever the input was.
    wide = Encoding(dtype, "f64", [0] * x.ndim, "f64", "int32", **encoding.more)
    parts = f"({tensor(shape, dtype)}, {tensor(grid, 'f64')}, {tensor(grid, 'int32')})"
    f.lines.append(f"%c, %s, %z = qnt.disassemble {c} : {encoding.type(shape)} -> {parts}")
    b = f.op(f"qnt.assemble %c, %s, %z : {parts} -> {wide.type(shape)}")
    f.result(f.op(f"qnt.dequantize {b} : {wide.type(shape)} -> {tensor(shape, 'f64')}"), tensor(shape, "f64"),
             same_bits("decoded", decoded, known("concrete/narrow-range-of-zeros", decoded, zeros[1], narrow)))
    file.add("quantize", name, f)


def round_bits(file, name, rng):
    import concrete.fhe as fhe
    bits = int(rng.integers(1, 9))
    half = 2 ** (bits - 1)
    x = np.concatenate([half * rng.integers(-9, 10, 20), half * rng.integers(-9, 10, 10) - 1, rng.integers(-5000, 5000, 20)])
    y = np.asarray(fhe.round_bit_pattern(x.astype(np.int64), lsbs_to_remove=bits, overflow_protection=False))
    f = Function()
    given, type_ = array(x, "int32"), tensor(x.shape, "int32")
    f.result(f.op(f"qnt.round_bits {f.value(given)} lsbs = {bits} : {type_}"), type_, same_bits("y", array(y, "int32")))
    file.add("round_bits", f"{name}-{bits}", f)


def draw(seed):
    import importlib.metadata as metadata

    import concrete.ml.version as version
    rng = np.random.default_rng([seed, 7])
    file = cases.CaseFile("concrete", seed, concrete_ml=version.__version__,
                          concrete_python=metadata.version("concrete-python"), numpy=np.__version__)
    for number in range(COUNT):
        add(file, f"{number:03}", rng)
    for number in range(20):
        round_bits(file, f"round-{number:03}", rng)
    return file
