"""Qwix: drawn arrays quantized and dequantized, as `qnt.quantize` and `qnt.dequantize`."""

import numpy as np

import cases
import common
from cases import Encoding, Function, convention, known, same_bits, tensor
from common import FLOATS, array, bits_of, decode, int_range, load, to_float
from from_qwix import calibration_of
from qwix_formulas import NF4, Arithmetic, back, bound, element, expand, model

DTYPES = ["int8", "int8", "int4", "int4", "int7", "int6", "int5", "int3", "int2", "uint8", "uint4", "fp8_e4m3fn", "fp8_e5m2",
          "fp4_e2m1fn", "nf4", "mxfp8", "mxfp4", "nvfp4"]
SHAPES = [(4, 32), (3, 64), (2, 2, 32)]
TILES = {"mxfp8": 32, "mxfp4": 32, "nvfp4": 16}
SMALLEST = 2.0**-126  # normal f32 and bf16
SCALE_TYPES = {"mxfp8": "e8m0", "mxfp4": "e8m0", "nvfp4": "fp8_e4m3fn"}


# ----------------------------------------------------------------------- draw


def values(rng, shape, dtype, t):
    """Numbers with a purpose: ties at some scale, plain ones, a few zeros, tiny, large, with an outlier."""
    kind = rng.choice(["normal", "ties", "skewed", "tiny", "large", "rows", "outlier", "special"],
                      p=[0.25, 0.3, 0.1, 0.05, 0.08, 0.12, 0.05, 0.05])
    x = rng.standard_normal(shape)
    top = min(bound(dtype), 448.0)
    if kind == "ties":
        d = element(dtype)
        if d == "nf4":
            steps = (NF4[1:].astype(np.float64) + NF4[:-1]) / 2
        elif d in FLOATS:
            v = common.table(d)
            steps = ((v[1:] + v[:-1]) / 2)[(v[:-1] < top)]
        else:
            steps = np.arange(0, int(top)) + 0.5
        scale = rng.choice([1.0, 0.1, 0.25, 3.0])
        x = rng.choice(steps, shape) * rng.choice([-1, 1], shape) * scale
        x[..., 0] = top * scale  # so that the scale found is the one meant
    elif kind == "skewed":
        x = rng.exponential(1, shape) - rng.choice([0, 0.4])
    elif kind in ("tiny", "large"):
        x = x * {"tiny": 1e-6, "large": 1e4 if t == "f16" else 1e37}[str(kind)]
    elif kind == "rows":
        x = x * 2.0 ** rng.integers(-12, 12, (shape[0],) + (1,) * (len(shape) - 1))
        x[0] = rng.choice([0.0, -0.0, 1.0])
    elif kind == "outlier":
        x.reshape(-1)[0] *= 300
    elif kind == "special":
        x.reshape(-1)[rng.integers(0, x.size, 3)] = [np.nan, np.inf, -np.inf]
    return to_float(x, t)


def blocks(rng, shape, dtype):
    if dtype in TILES:
        return [1] * (len(shape) - 1) + [TILES[dtype]]
    kind = rng.choice(["channels", "last", "tensor", "tiles"])
    if kind == "channels":
        return [1] + [0] * (len(shape) - 1)
    if kind == "last":
        return [0] * (len(shape) - 1) + [1]
    if kind == "tensor":
        return [0] * len(shape)
    return [int(rng.choice([1, 2])) if shape[0] % 2 == 0 else 1] + [1] * (len(shape) - 2) + [int(rng.choice([8, 16]))]


def method_of(rng, dtype, block):
    if dtype in TILES or dtype in ("nf4", "fp4_e2m1fn"):
        return "absmax"
    kinds = ["absmax", "absmax", "absmax,0.8", "rms,3"]
    if dtype in ("int8", "int4"):
        kinds += ["minmax", "minmax", "minmax,0.9"]
    if not any(block):
        kinds += ["fixed,2"] + (["fixed,-1,3"] if dtype in ("int8", "int4") else [])
    return str(rng.choice(kinds))


def static_parameters(rng, x, dtype, t):
    """A given scale for the whole value, and for int8 and int4 now and then a zero point."""
    s = float(to_float(2.0 ** rng.uniform(-4, 2), t))
    zero = None
    if dtype in ("int8", "int4") and rng.random() < 0.6:
        zero = np.full((1,) * x.ndim, rng.integers(int_range(dtype)[0], int_range(dtype)[1] + 1), common.STORE[dtype])
    return np.full((1,) * x.ndim, s), zero


def draw(rng, count):
    drawn = []
    for number in range(count):
        dtype = str(rng.choice(DTYPES))
        t = str(rng.choice(["f32", "bf16", "f16"], p=[0.5, 0.3, 0.2]))
        shape = SHAPES[rng.integers(len(SHAPES))]
        x = values(rng, shape, dtype, t)
        block = blocks(rng, shape, dtype)
        c = dict(name=f"{number:03}-{dtype}-{t}".replace("_", "-"), dtype=dtype, t=t, x=x, block=block,
                 method=method_of(rng, dtype, block))
        if rng.random() < 0.12 and dtype not in TILES:
            c.update(static=static_parameters(rng, x, dtype, t), method=None, block=[0] * len(shape))
        drawn.append(c)
    return drawn


# -------------------------------------------------------------- Qnt's program


def encoding_of(c, has_zero):
    dtype, t = c["dtype"], c["t"]
    scale = SCALE_TYPES.get(dtype, t)
    if dtype == "nf4":
        return Encoding("uint4", t, c["block"], scale, lut="f32")
    return Encoding(element(dtype), t, c["block"], scale, dtype if has_zero else None)


def stored(scale, t, form):
    """The package keeps MX and NV scales in the type of the values, t; an array keeps them in `form`."""
    if form == t:
        return scale
    values = decode(load(scale), t)
    return array(common.round_e8m0(values, "nearest") if form == "e8m0" else bits_of(values, form), form)


def decoded(f, a, encoding, shape, t):
    """The value of an array. NF4's entries are rounded to the expressed type before they are scaled."""
    type_ = encoding.type(shape)
    if "lut" in encoding.more:
        grid = encoding.grid(shape)
        entries = [1] * len(shape) + [16]
        parts = f"({tensor(shape, 'uint4')}, {tensor(grid, encoding.scale)}, {tensor(entries, 'f32')})"
        f.lines.append(f"%codes, %scales, %table = qnt.disassemble {a} : {type_} -> {parts}")
        rounded = Encoding("uint4", t, encoding.block, encoding.scale, lut=t)
        table = f.value(array(bits_of(to_float(NF4, t), t).reshape(entries), t))
        parts = parts.replace(tensor(entries, "f32"), tensor(entries, t))
        a = f.op(f"qnt.assemble %codes, %scales, {table} : {parts} -> {rounded.type(shape)}")
        type_ = rounded.type(shape)
    return f.op(f"qnt.dequantize {a} : {type_} -> {tensor(shape, t)}")


class Explanation:
    """What the documented preset gives (recomputed in NumPy), and where the package is known to differ."""

    def __init__(self, c, result, preset):
        self.c, self.result, self.preset = c, result, preset
        on_cpu = preset == "qwix-cpu"
        self.flags = dict(bf16_in_f32=on_cpu, same_shape_divides=on_cpu, flush=on_cpu, log2=False, bound=True)
        self.codes, self.scale, self.zero, self.value = self.recompute(self.flags)
        self.package_scale = decode(load(result["scale"]), c["t"])

    def recompute(self, flags):
        c = self.c
        arithmetic = Arithmetic(c["t"], self.preset == "qwix-cpu", **flags)
        calibration = calibration_of(c["method"])
        with np.errstate(all="ignore"):
            codes, scale, zero, value = model(c["x"], c["t"], c["dtype"], c["block"], calibration, arithmetic,
                                              c.get("static"))
            if c["dtype"] == "nvfp4" and np.any(scale == 0):  # ours is the smallest e4m3 number
                given = (np.where(scale == 0, 2.0**-9, scale), None)
                codes, scale, zero, value = model(c["x"], c["t"], c["dtype"], c["block"], None, arithmetic, given)
            # Qnt's decoding keeps subnormals.
            value = back(codes, scale, zero, c["t"], c["dtype"], Arithmetic(c["t"], False, **{**flags, "flush": False}))
        return codes, scale, zero, value

    def outputs(self):
        """(name, the package's array, ours, excused by tag)"""
        c, t, d = self.c, self.c["t"], element(self.c["dtype"])
        yield "codes", self.result["codes"], array(self.codes, d)
        if "zero_point" in self.result:
            yield "zero point", self.result["zero_point"], array(self.zero, c["dtype"])
        yield "decoded", self.result["decoded"], array(bits_of(self.value, t), t)

    def masks(self):
        """tag: scale blocks that it may explain; for subnormals also single elements."""
        c, masks = self.c, {}
        other = self.scale != self.package_scale
        if c["dtype"] in ("mxfp8", "mxfp4"):
            masks["qwix/mx-exponent"] = other
        if c["dtype"] == "nvfp4":
            masks["qwix/scale-of-zero"] = self.package_scale == 0
        if (c["method"] or "").startswith("rms"):
            masks["qwix/order-of-sum"] = other
        if c["t"] in ("f32", "bf16"):
            s = np.abs(self.scale)
            masks["qwix/flushes-subnormals"] = (s < SMALLEST) | (s > 1 / SMALLEST)
        return masks

    def explain(self, package, ours):
        """Entries for an output of the value's shape or of the scales'."""
        shape, entries = package["shape"], []
        is_value = list(shape) == list(self.c["x"].shape)
        for tag, mask in self.masks().items():
            mask = expand(mask, shape) if is_value else mask
            if tag == "qwix/flushes-subnormals" and is_value:
                x, value = np.abs(self.c["x"]), np.abs(self.value)
                mask = mask | ((x > 0) & (x < SMALLEST)) | ((value > 0) & (value < SMALLEST))
            entries.append(known(tag, package, ours, mask))
        return entries


def operands_of(c, scale, zero, f):
    """Scale, zero point and codebook as operands of qnt.quantize."""
    operands = []
    if scale is not None:
        operands.append(("scale", f.value(scale), tensor(scale["shape"], scale["dtype"])))
    if zero is not None:
        operands.append(("zero_point", f.value(zero), tensor(zero["shape"], zero["dtype"])))
    if c["dtype"] == "nf4":
        table = array(NF4.reshape([1] * c["x"].ndim + [16]), "f32")
        operands.append(("codebook", f.value(table), tensor(table["shape"], "f32")))
    return operands


def add(file, c, result, preset):
    family = f"quantize, {preset}"
    if isinstance(result, str):
        file.outside(family, c["name"], "qwix/refused")
        return
    f, e = Function(), Explanation(c, result, preset)
    shape, t, form = c["x"].shape, c["t"], SCALE_TYPES.get(c["dtype"], c["t"])
    type_ = tensor(shape, t)
    encoding = encoding_of(c, "zero_point" in result or (c.get("static") or (0, None))[1] is not None)
    x = f.value(array(bits_of(c["x"], t), t))
    scale, zero = stored(result["scale"], t, form), result.get("zero_point")
    ours = stored(array(bits_of(e.scale, t), t), t, form)
    outputs = {name: same_bits(name, package, *e.explain(package, want)) for name, package, want in e.outputs()}
    files = [outputs["codes"], same_bits("scale", scale, *e.explain(scale, ours))]
    files += [outputs["zero point"]] if zero is not None else []
    files += [cases.unchecked("codebook")] if c["dtype"] == "nf4" else []
    how = cases.rule(calibration_of(c["method"])) if c["method"] else ""
    given = operands_of(c, *((None, None) if how else (scale, zero)), f)
    a = cases.quantize(f, x, type_, encoding, shape, how, convention(preset), given)
    f.result(a, encoding.type(shape), *files)
    f.result(decoded(f, a, encoding, shape, t), type_, outputs["decoded"])
    if how and is_usable(scale):
        add_given(f, x, encoding, c, scale, zero, result, preset)
    file.add(family, c["name"], f)


def is_usable(scale):
    values = decode(load(scale), scale["dtype"])
    return bool(np.all(np.isfinite(values) & (values != 0)))


def add_given(f, x, encoding, c, scale, zero, result, preset):
    """The codes for the scales that the package found, so that codes are compared where scales differ as well."""
    shape, t = c["x"].shape, c["t"]
    a = cases.quantize(f, x, tensor(shape, t), encoding, shape, "", convention(preset), operands_of(c, scale, zero, f))
    given = dict(c, static=(decode(load(result["scale"]), t), load(zero) if zero else None))
    e = Explanation(given, result, preset)
    codes = array(e.codes, element(c["dtype"]))
    rest = [cases.unchecked(part) for part, there in (("scale", True), ("zero point", zero), ("codebook", c["dtype"] == "nf4"))
            if there]
    f.result(a, encoding.type(shape), same_bits("codes for the package's scale", result["codes"],
                                                *e.explain(result["codes"], codes)), *rest)
