"""coremltools: palettes and pruned weights through its decoders. What it compresses decodes here to its values, and what
qnt-palettize-weights and qnt-sparsify-weights make decodes there to ours."""

import numpy as np

import blockwise
import ours
import passes
from cases import Encoding, Function, same_bits, tensor
from common import array
from weights import KINDS

COUNTS = {"palette, decoded": 100, "sparse, decoded": 50, "palettize-weights, decoded there": 60,
          "sparsify-weights, decoded there": 40}
FORMS = {"linear": [(8, 24), (4, 60)], "matmul": [(24, 8)], "conv": [(8, 6, 2, 2)]}


def choose(rng, values):
    return values[int(rng.integers(len(values)))]


def draw_weight(rng, shape, wt):
    return blockwise.weights(choose(rng, ["normal", "skewed", "outlier"]), shape, "int4", rng, wt).astype(KINDS[wt])


def add_decoded(file, family, name, encoding, shape, wt, parts, package):
    """An array from its parts, decoded."""
    f = Function()
    a = f.argument(encoding.type(shape), *parts)
    f.result(f.op(f"qnt.dequantize {a} : {encoding.type(shape)} -> {tensor(shape, wt)}"), tensor(shape, wt),
             same_bits("decoded", array(np.ascontiguousarray(package), wt)))
    file.add(family, name, f)
    return True


def palette(file, name, rng):
    from coremltools.optimize.coreml._quantization_passes import palettize_weights
    wt, mode = choose(rng, ["f32", "f32", "f16"]), choose(rng, ["KMEANS", "UNIFORM", "UNIQUE", "CUSTOM"])
    shape = choose(rng, [(8, 24), (4, 60), (8, 6, 2, 2), (6, 4, 5)])
    bits, axis = choose(rng, [1, 2, 3, 4, 6]), choose(rng, [0, 1])
    block = [0] * len(shape)
    if bits <= 4:
        block[axis] = choose(rng, [0, 1, 2])
    cluster = 2 if mode == "KMEANS" and shape[axis] % 2 == 0 and block[axis] != 1 and bits <= 3 and rng.random() < 0.5 else 1
    a = draw_weight(rng, shape, wt)
    function = None
    if mode == "UNIQUE":
        a, bits = np.array([-1.5, -0.25, 0.0, 0.125, 3.0], KINDS[wt])[rng.integers(0, 5, shape)], None
    if mode == "CUSTOM":
        def function(values):
            table = np.sort(rng.standard_normal(1 << bits)).astype(KINDS[wt])
            return table, np.abs(values.ravel()[:, None] - table).argmin(1)
    p = palettize_weights.blockwise_compress(a, mode, None if mode == "CUSTOM" else bits, block, lut_function=function,
                                             cluster_dim=cluster, channel_axis=axis)
    if p is None:
        return False
    lut, codes = np.asarray(p.lut), np.asarray(p.indices).astype(np.int64)
    dtype = f"uint{int(np.log2(lut.shape[-2]))}"
    vector = [1] * len(shape)
    if cluster > 1:
        vector[p.vector_axis] = cluster
    group = [0 if n == 1 else dim // n for dim, n in zip(shape, lut.shape)]
    encoding = Encoding(dtype, wt, [0] * len(shape), lut=wt, group=group, vector=vector if cluster > 1 else None)
    table = array(lut if cluster > 1 else lut[..., 0], wt)
    return add_decoded(file, "palette, decoded", f"{name}-{mode.lower()}-{dtype}-{cluster}-{wt}", encoding, shape, wt,
                       [array(codes, dtype), table], palettize_weights.decompress(p))


def sparse(file, name, rng):
    """Pruned, and what is left quantized: the package scales the kept values, then spreads them."""
    from coremltools.optimize import _utils
    from coremltools.optimize.coreml._quantization_passes import prune_weights
    dtype, symmetric, wt = choose(rng, ["int8", "uint8", "int4", "uint4"]), bool(rng.random() < 0.5), choose(rng, ["f32", "f16"])
    shape = choose(rng, [(8, 24), (5, 33), (4, 8, 2, 2)])
    a = draw_weight(rng, shape, wt)
    if rng.random() < 0.5:
        p = prune_weights.compress_by_magnitude(a, choose(rng, [0.25, 0.5, 0.8]))
    else:
        p = prune_weights.compress_by_nm_sparsity(a, choose(rng, [(2, 4), (1, 4), (3, 4)]), 1)
    if p is None:
        return False
    if not isinstance(p, _utils.SparseParams):
        p = _utils.ios16_sparse_params_to_ios18(p)
    kept = np.asarray(p.nonzero_data)
    q, s, z = _utils.compute_qparams(kept, int(dtype.lstrip("uint")), not dtype.startswith("u"),
                                     "LINEAR_SYMMETRIC" if symmetric else "LINEAR", np.int8, [0])
    package = _utils.sparse_to_dense(_utils.dequantize_by_scale_and_zp(q, s, z), np.asarray(p.mask))
    mask = np.asarray(p.mask).reshape(shape)
    codes = np.zeros(shape, np.int64)
    codes[mask == 1] = np.asarray(q).astype(np.int64)
    ones = [1] * len(shape)
    parts = [array(codes, dtype), array(np.asarray(s).reshape(ones), wt)]
    if z is not None:
        parts.append(array(np.asarray(z).astype(np.int64).reshape(ones), dtype))
    encoding = Encoding(dtype, wt, [0] * len(shape), wt, dtype if z is not None else None, mask=True)
    return add_decoded(file, "sparse, decoded", f"{name}-{dtype}-{wt}", encoding, shape, wt,
                       parts + [array(mask.astype(np.uint8), "bool")], np.asarray(package).astype(KINDS[wt]))


def argument_of(options):
    return " ".join(f"{key}={value}" for key, value in options["options"].items())


def compress_ours(form, a, wt, options):
    """The parts that the pass makes of a weight."""
    f = Function()
    w, w_type = passes.reader(f, form, a, wt)
    f.result(w, w_type)
    made = ours.compress(f.text(), [f"--{options['pass']}={argument_of(options)} weight-num-threshold=0 other-users-threshold=1"])
    return ours.Parts(made[0]) if made else None


def decode_palette(parts):
    """By the package, from indices and a table for each block."""
    from coremltools.optimize import _utils
    axis = int(np.argmax(parts.vector)) if max(parts.vector) > 1 else None
    return _utils.lut_to_dense(parts.codes.astype(np.uint8), parts.table, axis)


def palettize_weights(file, name, rng):
    form, wt = choose(rng, list(FORMS)), choose(rng, ["f32", "f32", "f16"])
    a = draw_weight(rng, choose(rng, FORMS[form]), wt)
    options = {"n-bits": choose(rng, [1, 2, 3, 4, 6, 8]), "mode": choose(rng, ["kmeans", "kmeans", "uniform"]),
               "granularity": choose(rng, ["per_tensor", "per_channel", "per_grouped_channel"])}
    if options["granularity"] == "per_grouped_channel":
        options["group-size"] = choose(rng, [2, 4])
    if options["mode"] == "kmeans" and options["granularity"] != "per_channel" and options["n-bits"] <= 4 and rng.random() < 0.4:
        options["cluster-dim"] = 2
    options = {"pass": "qnt-palettize-weights", "options": options}
    package = np.asarray(decode_palette(compress_ours(form, a, wt, options))).astype(KINDS[wt])
    passes.add(file, "palettize-weights, decoded there", f"{name}-{form}-{wt}", form, a, wt, options, package)
    return True


def sparsify_weights(file, name, rng):
    from coremltools.optimize import _utils
    form, wt = choose(rng, list(FORMS)), choose(rng, ["f32", "f32", "f16"])
    a = draw_weight(rng, choose(rng, FORMS[form]), wt)
    options = choose(rng, [{"target-sparsity": 0.5}, {"target-sparsity": 0.75}, {"n-m": "2:4"}, {"n-m": "1:4"}])
    options = dict(options, **choose(rng, [{"dtype": "int8"}, {"dtype": "uint8", "qscheme": "asymmetric"}, {"dtype": "int4"},
                                           {"n-bits": 2}, {"n-bits": 4}]))
    options["granularity"] = "per_tensor"
    options = {"pass": "qnt-sparsify-weights", "options": options}
    parts = compress_ours(form, a, wt, options)
    if parts is None:
        return False
    if parts.table is not None:
        kept = _utils.lut_to_dense(parts.codes.astype(np.uint8), parts.table, None)[parts.mask == 1]
    else:
        kind = np.uint8 if parts.is_unsigned else np.int8
        zero = None if parts.zero_point is None else parts.zero_point.reshape([1])
        kept = _utils.dequantize_by_scale_and_zp(parts.codes[parts.mask == 1].astype(kind), parts.scale.reshape([1]), zero)
    package = _utils.sparse_to_dense(np.asarray(kept).astype(KINDS[wt]), parts.mask.astype(np.uint8))
    passes.add(file, "sparsify-weights, decoded there", f"{name}-{form}-{wt}", form, a, wt, options, np.asarray(package))
    return True


MAKERS = {"palette, decoded": palette, "sparse, decoded": sparse, "palettize-weights, decoded there": palettize_weights,
          "sparsify-weights, decoded there": sparsify_weights}
