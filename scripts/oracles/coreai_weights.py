"""Core AI: weights of small programs, drawn, compressed by the package's passes; `qnt.quantize` with the preset apple. Where
the package's runtime executes the program, its decoded values (the program applied to the identity) are compared too."""

import importlib.metadata as metadata
import logging
import warnings

import numpy as np

import blockwise
import cases
import common
import coreai_decoders
import coreai_moves
import coreai_programs
import passes
from cases import Encoding, Function, convention, known, same_bits, tensor
from common import FLOATS, array, load
from coremltools_weights import choose, palette_case
from from_coreai import EPSILON, Recorder, execute, program_of
from weights import KINDS, explain_overflow

COUNTS = {"quantize": 150, "quantize-weights": 300, "palette": 25, "sparse": 25, "sparsify-weights": 50}
PACKAGES = ("coreai-opt", "coreai-core", "coreai-torch", "torch", "torchao", "ml_dtypes", "numpy")
INTEGERS = ["int8", "uint8", "int4", "uint4", "int2", "uint2"]
NAMES = {"fp8_e4m3fn": "FP8_E4M3FN", "fp8_e5m2": "FP8_E5M2", "fp4_e2m1fn": "FP4_E2M1FN", "e8m0": "FP8_E8M0FNU"}
SHAPES = {"linear": [(4, 64), (6, 32)], "lhs": [(4, 64), (6, 32)], "matmul": [(64, 3), (32, 6), (2, 32, 4)], "conv": [(4, 32, 2, 2), (4, 3, 3, 3)]}
WEIGHTS = ["normal", "normal", "skewed", "ties", "tiny", "subnormal", "huge", "positive", "negative", "zero-block", "outlier",
           "constant"]


def dtype_of(dtype):
    import coreai_opt.coreai_utils as api
    return api.DType[NAMES.get(dtype, dtype.upper())]


def bits(a, dtype):
    a = np.asarray(a)
    return a.astype(np.int64) if common.is_int(dtype) else np.ascontiguousarray(a).reshape(a.shape).view(common.STORE[dtype])


class Compressed:
    """A weight as the pass compressed it: parts as array dicts, the block, and what the runtime decodes, if it was asked."""

    def __init__(self, a, wt, dtype, scheme, granularity, size, scale_dtype, form, is_run):
        import coreai_opt.coreai_utils as api
        import ml_dtypes
        from coreai_opt.coreai_utils.common import QScheme
        from coreai_opt.coreai_utils.passes import weight_quantization
        self.zero = self.decoded = None
        program, x = program_of(a, form)
        with Recorder(weight_quantization, "_compute_qparams_by_dtype") as found, \
                Recorder(weight_quantization, "_authoring_constant") as constants:
            quantized = api.quantize_weights(program, dtype_of(dtype), QScheme[scheme.upper()],
                                             api.CompressionGranularity[granularity.upper()], size, 0,
                                             dtype_of(scale_dtype) if scale_dtype else None)
        self.is_left_alone = not found.calls or found.calls[0][2] is None
        if self.is_left_alone:
            return
        (_, _, _, block), _, (q, s, z) = found.calls[0]
        self.block = [int(b) for b in block]
        self.codes = array(bits(q, dtype), dtype)
        if scale_dtype or dtype == "fp4_e2m1fn":
            stored = [c[0][0] for c in constants.calls if c[0][0].dtype == ml_dtypes.float8_e8m0fnu]
            self.scale = array(stored[0].view(np.uint8), "e8m0")
        else:
            self.scale = array(s, wt)
        if z is not None and common.is_int(dtype):
            self.zero = array(bits(z, dtype), dtype)
        if is_run:
            y = execute(quantized, x)
            self.decoded = array(np.ascontiguousarray(y.T if form == "linear" else y), wt)


def draw_weight(rng, forms=("linear", "linear", "matmul", "conv")):
    """Arguments of Compressed; the kind of weight by name."""
    dtype = choose(rng, INTEGERS * 2 + list(FLOATS)[:2] * 2 + ["fp4_e2m1fn"] * 2)
    is_float = dtype in FLOATS
    scheme = "symmetric" if is_float else choose(rng, ["symmetric", "asymmetric"])
    granularity = "per_block" if dtype == "fp4_e2m1fn" else choose(rng, ["per_tensor", "per_channel", "per_block"])
    form = choose(rng, list(forms)) if dtype != "fp4_e2m1fn" else "linear"
    shape = choose(rng, SHAPES[form])
    size = 32 if is_float or rng.random() < 0.6 else choose(rng, [8, 16])
    if granularity == "per_block" and form == "conv":
        shape = SHAPES["conv"][0]
    scale_dtype = "e8m0" if dtype.startswith("fp8") and granularity == "per_block" and rng.random() < 0.5 else None
    wt = choose(rng, ["f32", "f32", "f16"])
    kind = choose(rng, WEIGHTS)
    a = blockwise.weights(kind, shape, dtype, rng, wt).astype(KINDS[wt])
    # Its runtime reads one fp4 code from each nibble where the pass stores one a byte.
    is_run = form != "conv" and dtype != "fp4_e2m1fn" and kind in ("normal", "skewed") and rng.random() < 0.3
    return (a, wt, dtype, scheme, granularity, size, scale_dtype, form, is_run), kind


def quantize(file, name, rng):
    arguments, kind = draw_weight(rng)
    a, wt, dtype, scheme, granularity = arguments[:5]
    c = Compressed(*arguments)
    if c.is_left_alone:
        return False
    several = np.prod(c.scale["shape"]) > 1
    rule = "mul_sub" if c.zero and dtype.endswith("8") and several else None
    encoding = Encoding(dtype, wt, c.block, c.scale["dtype"], dtype if c.zero else None, decode=rule)
    f, type_ = Function(), tensor(a.shape, wt)
    q = cases.quantize(f, f.value(array(a, wt)), type_, encoding, a.shape, "absmax" if scheme == "symmetric" else "minmax",
                       convention("apple"))
    reasons = (None, None)
    if scheme == "asymmetric":
        reasons = explain_overflow("coreai/zero-point-overflows", a, wt, dtype, c.block, EPSILON, c.scale, c.codes,
                                   c.decoded)
    outputs = [same_bits("codes", c.codes, reasons[0]), same_bits("scale", c.scale)]
    f.result(q, encoding.type(a.shape), *outputs, *([same_bits("zero point", c.zero)] if c.zero else []))
    if c.decoded:  # through a product with the identity, which makes -0 a 0
        value = f.op(f"qnt.dequantize {q} : {encoding.type(a.shape)} -> {type_}")
        zero = f.op(f"arith.constant dense<0.0> : {type_}")
        f.result(f.op(f"arith.addf {value}, {zero} : {type_}"), type_, same_bits("decoded", c.decoded, reasons[1]))
    file.add("quantize", f"{name}-{kind}-{dtype}-{scheme}-{granularity}-{wt}".replace("_", "-"), f)
    return True


def quantize_weights(file, name, rng):
    """The same through qnt-quantize-weights, on the op that reads the weight in the package's program."""
    arguments, kind = draw_weight(rng, ["linear", "linear", "lhs", "matmul", "conv"])
    a, wt, dtype, scheme, granularity, size, scale_dtype, form, _ = arguments
    c = Compressed(*arguments[:-1], False)
    options = passes.quantize_options("apple", dtype, scheme, granularity, size, scale_dtype)
    full = f"{name}-{form}-{kind}-{dtype}-{scheme}-{granularity}-{wt}".replace("_", "-")
    if c.is_left_alone:
        passes.add(file, "quantize-weights", full, form, a, wt, options, a)
        return True
    several = np.prod(c.scale["shape"]) > 1
    value = passes.decoded(a, wt, dtype, c.codes, c.scale, c.zero, bool(c.zero) and dtype.endswith("8") and several)
    reason = None
    if scheme == "asymmetric":
        package = array(value, wt)
        reason = explain_overflow("coreai/zero-point-overflows", a, wt, dtype, c.block, EPSILON, c.scale, c.codes, package)[1]
    passes.add(file, "quantize-weights", full, form, a, wt, options, value, reason)
    return True


def sparsify_weights(file, name, rng):
    """qnt-sparsify-weights beside sparsify_weights, jointly with a dtype: one scale, as the package has."""
    import coreai_opt.coreai_utils as api
    from coreai_opt.coreai_utils.passes import weight_sparsification
    dtype, form = choose(rng, ["int8", "uint8", "fp8_e4m3fn", "fp8_e5m2"]), choose(rng, ["linear", "lhs", "conv"])
    how, ours = choose(rng, [
        (dict(target_sparsity=0.5), {"target-sparsity": 0.5}), (dict(target_sparsity=0.7), {"target-sparsity": 0.7}),
        (dict(target_sparsity=0.5, block_size=2), {"target-sparsity": 0.5, "block-size": 2}),
        (dict(target_sparsity=None, n_m_ratio=(2, 4)), {"n-m": "2:4"}),
        (dict(target_sparsity=None, n_m_ratio=(1, 4)), {"n-m": "3:4"})])
    shape = (8, 16, 2, 2) if form == "conv" else (4, 32)
    a = blockwise.weights(choose(rng, ["normal", "skewed"]), shape, dtype, rng).astype(np.float32)
    program, _ = program_of(a, form)
    with Recorder(weight_sparsification, "_compress_by_magnitude") as magnitude, \
            Recorder(weight_sparsification, "_compress_by_nm_sparsity") as ratio, \
            Recorder(weight_sparsification, "_compute_qparams_by_dtype") as found:
        api.sparsify_weights(program, quantize_dtype=dtype_of(dtype), weight_num_threshold=0, **how)
    p = (magnitude.calls or ratio.calls)[0][2]
    if p is None or not found.calls:
        return False
    _, _, (q, s, z) = found.calls[0]
    mask = np.asarray(p.mask).reshape(shape) == 1
    codes = np.zeros(shape, common.STORE[dtype])
    codes[mask] = load(array(bits(q, dtype), dtype)).ravel()
    scale = array(np.asarray(s).reshape([1] * len(shape)), "f32")
    zero = array(bits(z, dtype).reshape([1] * len(shape)), dtype) if z is not None and common.is_int(dtype) else None
    value = np.where(mask, passes.decoded(a, "f32", dtype, array(codes, dtype), scale, zero, False), np.float32(0))
    options = {"pass": "qnt-sparsify-weights",
               "options": {**ours, "dtype": dtype, "granularity": "per_tensor", "convention": "apple"}}
    passes.add(file, "sparsify-weights", f"{name}-{form}-{dtype}".replace("_", "-"), form, a, "f32", options, value)
    return True


def palette(file, name, rng):
    import coreai_opt.coreai_utils as api
    from coreai_opt.coreai_utils.passes import weight_palettization
    count, granularity = choose(rng, [1, 2, 3, 4]), choose(rng, ["per_tensor", "per_channel", "per_grouped_channel"])
    shape = (4, 32)
    a = blockwise.weights(choose(rng, ["normal", "skewed"]), shape, "int4", rng).astype(np.float32)
    program, _ = program_of(a, "linear")
    with Recorder(weight_palettization, "_blockwise_compress") as found:
        try:
            api.palettize_weights(program, None, count, api.CompressionGranularity[granularity.upper()], 2,
                                  weight_num_threshold=0, num_kmeans_workers=1)
        except RuntimeError:  # 3 bits: computed, but the pass cannot store them
            if count != 3:
                raise
    if not found.calls or found.calls[0][2] is None:
        return False
    arguments, _, p = found.calls[0]
    lut, codes = np.asarray(p.lut).astype(np.float32), np.asarray(p.indices).astype(np.int64)
    clustered = np.asarray(arguments[0]).astype(np.float32)
    group = [0 if n == 1 else dim // n for dim, n in zip(shape, lut.shape)]
    full = lut[..., 0]
    for i, dim in enumerate(shape):
        full = np.repeat(full, dim // full.shape[i], axis=i)
    value = np.take_along_axis(full, codes[..., None], -1)[..., 0]
    f = Function()
    palette_case(f, codes, lut, shape, "f32", group, [1, 1], clustered, value, "coreai/labels")
    file.add("palette", f"{name}-{count}-bits-{granularity}".replace("_", "-"), f)
    return True


def add_decoded(f, c, encoding, shape, decoded, mask):
    """The runtime's values; a pruned position must be 0."""
    package, type_ = array(np.ascontiguousarray(decoded), "f32"), tensor(shape, "f32")
    value = f.op(f"qnt.dequantize {c} : {encoding.type(shape)} -> {type_}")
    zero = f.op(f"arith.constant dense<0.0> : {type_}")
    f.result(f.op(f"arith.addf {value}, {zero} : {type_}"), type_,
             same_bits("decoded", package, known("coreai/pruned-positions", package, array(np.zeros(shape, np.float32), "f32"),
                                                 mask == 0)))


def sparse(file, name, rng):
    import coreai_opt.coreai_utils as api
    from coreai_opt.coreai_utils.passes import weight_sparsification
    dtype = choose(rng, ["int8", "uint8", "fp8_e4m3fn", "fp8_e5m2"])
    how = choose(rng, [dict(target_sparsity=0.5), dict(target_sparsity=0.7),
                       dict(target_sparsity=None, n_m_ratio=(2, 4))])
    a = blockwise.weights(choose(rng, ["normal", "skewed"]), (4, 32), dtype, rng).astype(np.float32)
    program, x = program_of(a, "linear")
    with Recorder(weight_sparsification, "_compress_by_magnitude") as magnitude, \
            Recorder(weight_sparsification, "_compress_by_nm_sparsity") as ratio, \
            Recorder(weight_sparsification, "_compute_qparams_by_dtype") as found:
        result = api.sparsify_weights(program, quantize_dtype=dtype_of(dtype), weight_num_threshold=0, **how)
    p = (magnitude.calls or ratio.calls)[0][2]
    if p is None or not found.calls:
        return False
    _, _, (q, s, z) = found.calls[0]
    mask = np.asarray(p.mask).astype(np.uint8).reshape(a.shape)
    has_zero = z is not None and common.is_int(dtype) and np.any(np.asarray(z) != 0)
    encoding = Encoding(dtype, "f32", [0, 0], "f32", dtype if has_zero else None, mask=True)
    f, kept = Function(), array(mask, "bool")
    c = cases.quantize(f, f.value(array(a, "f32")), tensor(a.shape, "f32"), encoding, a.shape, "absmax",
                       convention("apple"), [("mask", f.value(kept), tensor(a.shape, "bool"))])
    codes = np.zeros(a.shape, common.STORE[dtype])
    codes[mask == 1] = load(array(bits(q, dtype), dtype)).ravel()
    expected = array(codes, dtype)
    outputs = [same_bits("codes", expected, cases.uncompared(mask == 0)),  # the package stores the kept ones only
               same_bits("scale", array(np.asarray(s).reshape(1, 1), "f32"))]
    if has_zero:
        outputs.append(same_bits("zero point", array(bits(z, dtype).reshape(1, 1), dtype)))
    f.result(c, encoding.type(a.shape), *outputs, same_bits("mask", kept))
    add_decoded(f, c, encoding, a.shape, execute(result, x).T, mask)
    file.add("sparse", f"{name}-{dtype}".replace("_", "-"), f)
    return True


MAKERS = {"quantize": quantize, "quantize-weights": quantize_weights, "palette": palette, "sparse": sparse,
          "sparsify-weights": sparsify_weights}


def draw(seed, families=()):
    """All families, or those named: the programs have a generator of their own, so that they can be drawn alone."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")
    file = cases.CaseFile("coreai", seed, **{p.replace("-", "_"): metadata.version(p) for p in PACKAGES})
    groups = [(COUNTS, MAKERS), (coreai_programs.COUNTS, coreai_programs.MAKERS),
              (coreai_decoders.COUNTS, coreai_decoders.MAKERS), (coreai_moves.COUNTS, coreai_moves.MAKERS)]
    for number, (counts, makers) in enumerate(groups):
        rng = np.random.default_rng([seed, 6, number][:2 + number])
        for family, count in counts.items():
            if not families or family in families:
                cases.draw_family(file, family, count, makers[family], rng)
    return file
