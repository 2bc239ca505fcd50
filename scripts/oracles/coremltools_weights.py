"""coremltools: drawn weights quantized by blocks, and palettes, as `qnt.quantize` with the preset coremltools."""

import logging
import warnings

import numpy as np

import blockwise
import cases
import coremltools_decoders
import passes
from cases import Encoding, Function, convention, known, same_bits, tensor
from common import array
from weights import KINDS, explain_overflow

COUNT = 250  # of arrays
PASSES = 200  # of weights in programs
PALETTES = 50
DTYPES = ["int8", "uint8", "int4", "uint4", "uint2", "uint3", "uint6"]  # the package has no int2, int3 and int6
WEIGHTS = ["normal", "ties", "skewed", "tiny", "subnormal", "huge", "positive", "negative", "zero-block", "outlier",
           "constant"]
SHAPES = {(4, 64): [[1, 32], [1, 0], [0, 0], [2, 16]], (6, 20): [[1, 0], [3, 5], [0, 0], [1, 4]],
          (4, 3, 3, 3): [[1, 0, 0, 0], [0, 0, 0, 0]], (2, 16, 3, 2): [[1, 8, 0, 0]], (40,): [[8], [0]]}


def choose(rng, values):
    return values[int(rng.integers(len(values)))]


def linear(file, name, rng):
    from coremltools.optimize import _utils
    wt, dtype, symmetric = choose(rng, ["f32", "f32", "f16"]), choose(rng, DTYPES), bool(rng.random() < 0.5)
    shape = choose(rng, list(SHAPES))
    block = choose(rng, SHAPES[shape])
    kind = choose(rng, [k for k in WEIGHTS if len(shape) > 1 or k not in ("zero-block", "ties")])
    a = blockwise.weights(kind, shape, dtype, rng, wt).astype(KINDS[wt])
    bits, signed = int(dtype.lstrip("uint")), not dtype.startswith("u")
    with np.errstate(all="ignore"):
        q, s, z = _utils.compute_qparams(a, bits, signed, "LINEAR_SYMMETRIC" if symmetric else "LINEAR", np.int8, block)
        back = _utils.dequantize_by_scale_and_zp(q, s, z)
    encoding = Encoding(dtype, wt, block, wt, dtype if z is not None else None)
    f = Function()
    c = cases.quantize(f, f.value(array(a, wt)), tensor(shape, wt), encoding, shape, "absmax" if symmetric else "minmax",
                       convention("coremltools"))
    codes, scale, decoded = array(np.asarray(q).astype(np.int64), dtype), array(s, wt), array(back, wt)
    reasons = (None, None) if symmetric else explain_overflow("coremltools/zero-point-overflows", a, wt, dtype, block, 0,
                                                              scale, codes, decoded)
    outputs = [same_bits("codes", codes, reasons[0]), same_bits("scale", scale)]
    if z is not None:
        outputs.append(same_bits("zero point", array(np.asarray(z).astype(np.int64), dtype)))
    f.result(c, encoding.type(shape), *outputs)
    f.result(f.op(f"qnt.dequantize {c} : {encoding.type(shape)} -> {tensor(shape, wt)}"), tensor(shape, wt),
             same_bits("decoded", decoded, reasons[1]))
    scheme = "symmetric" if symmetric else "asymmetric"
    file.add("quantize", f"{name}-{kind}-{dtype}-{scheme}-{wt}", f)


def weight(file, name, rng):
    """The same through qnt-quantize-weights: the package is told the axes that the pass finds."""
    from coremltools.optimize import _utils
    wt, dtype, symmetric = choose(rng, ["f32", "f32", "f16"]), choose(rng, DTYPES), bool(rng.random() < 0.5)
    form, shape, out, inside = choose(rng, [
        ("linear", (6, 64), 0, 1), ("linear", (3, 96), 0, 1), ("lhs", (6, 64), 0, 1), ("matmul", (64, 6), 1, 0),
        ("matmul", (2, 32, 4), 2, 1), ("conv", (4, 32, 2, 2), 0, 1), ("conv", (4, 32, 3, 1), 0, 1)])
    granularity, size = choose(rng, ["per_tensor", "per_channel", "per_block"]), choose(rng, [8, 16, 32])
    block = [0] * len(shape)
    if granularity != "per_tensor":
        block[out] = 1
    if granularity == "per_block":
        block[inside] = size
    kind = choose(rng, WEIGHTS)
    a = blockwise.weights(kind, shape, dtype, rng, wt).astype(KINDS[wt])
    bits, signed = int(dtype.lstrip("uint")), not dtype.startswith("u")
    with np.errstate(all="ignore"):
        q, s, z = _utils.compute_qparams(a, bits, signed, "LINEAR_SYMMETRIC" if symmetric else "LINEAR", np.int8, block)
    codes, scale = array(np.asarray(q).astype(np.int64), dtype), array(s, wt)
    zero = array(np.asarray(z).astype(np.int64), dtype) if z is not None else None
    value = passes.decoded(a, wt, dtype, codes, scale, zero, False)
    scheme = "symmetric" if symmetric else "asymmetric"
    reason = None if symmetric else explain_overflow("coremltools/zero-point-overflows", a, wt, dtype, block, 0, scale, codes,
                                                     array(value, wt))[1]
    passes.add(file, "quantize-weights", f"{name}-{form}-{kind}-{dtype}-{scheme}-{granularity}-{wt}".replace("_", "-"), form, a,
               wt, passes.quantize_options("coremltools", dtype, scheme, granularity, size), value, reason)


def spread_table(table, shape):
    """The table of each element: [shape..., entries]."""
    for i, dim in enumerate(shape):
        table = np.repeat(table, dim // table.shape[i], axis=i)
    return table


def palette_case(f, codes, lut, shape, wt, group, vector, x, decoded, reason):
    """Codes for a given table, if each entry is one value; and the values of the package's codes."""
    dtype = f"uint{int(np.log2(lut.shape[-2]))}"
    size = int(np.prod(vector))
    table = array(lut if size > 1 else lut[..., 0], wt)
    encoding = Encoding(dtype, wt, [0] * len(shape), lut=wt, group=group, vector=vector if size > 1 else None)
    if size == 1:
        c = cases.quantize(f, f.value(array(x, wt)), tensor(shape, wt), encoding, shape, "", convention("default"),
                           [("codebook", f.value(table), tensor(table["shape"], wt))])
        package = array(codes, dtype)
        full = spread_table(lut[..., 0].astype(np.float64), shape)
        nearest = np.argmin(np.abs(x.astype(np.float64)[..., None] - full), -1)
        f.result(c, encoding.type(shape), same_bits("codes", package, known(reason, package, array(nearest, dtype))),
                 cases.unchecked("table"))
    a = f.argument(encoding.type(shape), array(codes, dtype), table)
    f.result(f.op(f"qnt.dequantize {a} : {encoding.type(shape)} -> {tensor(shape, wt)}"), tensor(shape, wt),
             same_bits("decoded", array(decoded, wt)))


def palette(file, name, rng):
    from coremltools.optimize.coreml._quantization_passes import palettize_weights
    wt, mode = choose(rng, ["f32", "f32", "f16"]), choose(rng, ["KMEANS", "UNIFORM", "UNIQUE"])
    shape, bits = (8, 24), choose(rng, [1, 2, 3, 4, 6, 8])
    block = choose(rng, [[0, 0], [0, 0], [1, 0], [4, 0], [0, 6]])
    cluster, axis = (2, 0) if mode == "KMEANS" and not any(block) and bits <= 4 and rng.random() < 0.4 else (1, None)
    w = blockwise.weights(choose(rng, ["normal", "skewed", "outlier"]), shape, "int4", rng, wt)
    if mode == "UNIQUE":
        w = np.array([-1.5, -0.25, 0.0, 0.125, 3.0])[rng.integers(0, 5, shape)]
        bits = None
    if bits and bits > 4:
        block = [0, 0]
    a = w.astype(KINDS[wt])
    p = palettize_weights.blockwise_compress(a, mode, bits, block, cluster_dim=cluster, channel_axis=axis)
    if p is None:
        return False
    vector = [1, 1]
    if cluster > 1:
        vector[p.vector_axis] = cluster
    f = Function()
    palette_case(f, np.asarray(p.indices).astype(np.int64), np.asarray(p.lut), shape, wt, block, vector, a,
                 np.asarray(palettize_weights.decompress(p)), "coremltools/labels")
    file.add("palette", f"{name}-{mode.lower()}-{bits}-bits-{wt}", f)
    return True


def draw(seed, families=()):
    """All families, or those named among the decoders, which have a generator of their own."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    import coremltools
    import sklearn
    rng = np.random.default_rng([seed, 5])
    file = cases.CaseFile("coremltools", seed, coremltools=coremltools.__version__, numpy=np.__version__,
                          scikit_learn=sklearn.__version__)
    if not families:
        for number in range(COUNT):
            linear(file, f"{number:03}", rng)
        for number in range(PASSES):
            weight(file, f"weight-{number:03}", rng)
        cases.draw_family(file, "palette", PALETTES, palette, rng)
    rng = np.random.default_rng([seed, 5, 1])
    for family, count in coremltools_decoders.COUNTS.items():
        if not families or family in families:
            cases.draw_family(file, family, count, coremltools_decoders.MAKERS[family], rng)
    return file
