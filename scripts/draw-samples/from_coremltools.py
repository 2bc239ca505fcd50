"""coremltools: linear weight quantization by blocks, look-up tables, sparsity."""

import logging
import warnings

import numpy as np

import blockwise
import common
from common import array

ZERO = ("a block of zeros has scale 0, and codes and zero point come from converting NaN to an integer (0 here), "
        "where the convention has no NaN")


def draw():
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    import coremltools
    import sklearn
    from coremltools.optimize import _utils
    from coremltools.optimize.coreml._quantization_passes import palettize_weights, prune_weights

    samples = common.Samples("coremltools", coremltools.__version__, numpy=np.__version__, scikit_learn=sklearn.__version__)
    rng = np.random.default_rng(common.SEED)
    kinds = {"f32": np.float32, "f16": np.float16}

    def linear(name, w, wt, dtype, symmetric, block):
        a = w.astype(kinds[wt])
        bits, signed = int(dtype.lstrip("uint")), not dtype.startswith("u")
        with np.errstate(all="ignore"):
            q, s, z = _utils.compute_qparams(a, bits, signed, "LINEAR_SYMMETRIC" if symmetric else "LINEAR", np.int8, block)
            back = _utils.dequantize_by_scale_and_zp(q, s, z)
        assert s.dtype == a.dtype and back.dtype == a.dtype
        wq, ws, wz = blockwise.quantize(w, wt, dtype, symmetric, block, 0)
        outputs = {"codes": array(np.asarray(q).astype(np.int64), dtype), "scale": array(s, wt)}
        expected = {"codes": array(wq, dtype), "scale": array(ws, wt)}
        if z is not None:
            outputs["zero_point"] = array(np.asarray(z).astype(np.int64), dtype)
            expected["zero_point"] = array(wz, dtype)
        outputs["decoded"] = array(back, wt)
        with np.errstate(all="ignore"):
            zz = blockwise.spread(wz, w.shape).astype(np.float32) if wz is not None else np.float32(0)
            d = (wq.astype(np.float32) - zz) * blockwise.spread(ws.astype(np.float32), w.shape)
            expected["decoded"] = array(d.astype(kinds[wt]), wt)
        samples.add(f"{name}-{dtype}-{'symmetric' if symmetric else 'asymmetric'}-{wt}", "quantize",
                    {"x": array(a, wt)}, outputs, expected=expected, reason=ZERO, dtype=dtype,
                    qscheme="symmetric" if symmetric else "asymmetric", block=block,
                    calibration={"rule": "absmax" if symmetric else "minmax"}, convention="coremltools")

    # The package has no int2, int3 and int6.
    for dtype in ["int8", "uint8", "int4", "uint4", "uint2", "uint3", "uint6"]:
        for symmetric in [True, False]:
            if dtype[-1] in "36":
                linear("per-channel-skewed", blockwise.weights("skewed", (6, 16), dtype, rng), "f32", dtype, symmetric, [1, 0])
                continue
            linear("per-block-normal", blockwise.weights("normal", (4, 64), dtype, rng), "f32", dtype, symmetric, [1, 32])
            linear("per-channel-skewed", blockwise.weights("skewed", (6, 16), dtype, rng), "f32", dtype, symmetric, [1, 0])
            linear("per-tensor-ties", blockwise.weights("ties", (8, 8), dtype, rng), "f32", dtype, symmetric, [0, 0])
            linear("per-block-normal", blockwise.weights("normal", (4, 64), dtype, rng, "f16"), "f16", dtype, symmetric, [1, 32])
    for kind in ["tiny", "subnormal", "huge", "positive", "negative", "zero-block", "outlier", "constant"]:
        for dtype, symmetric in [("int8", True), ("uint4", False)]:
            for wt in ["f32", "f16"]:
                linear(f"per-channel-{kind}", blockwise.weights(kind, (4, 24), dtype, rng, wt), wt, dtype, symmetric, [1, 0])
    linear("two-d-tiles", blockwise.weights("normal", (6, 20), "int4", rng), "f32", "int4", True, [3, 5])
    linear("two-d-tiles", blockwise.weights("skewed", (6, 20), "uint4", rng), "f32", "uint4", False, [2, 10])
    linear("conv-per-channel", blockwise.weights("normal", (4, 3, 3, 3), "int8", rng), "f32", "int8", True, [1, 0, 0, 0])
    linear("conv-per-block", blockwise.weights("normal", (2, 16, 3, 2), "int4", rng), "f32", "int4", False, [1, 8, 0, 0])
    linear("rank-one", blockwise.weights("normal", (40,), "int8", rng), "f32", "int8", True, [8])

    # Look-up tables. The table is the package's; the codes are checked to be nearest.
    def palette(name, w, wt, mode, bits, block, cluster=1, axis=None):
        a = w.astype(kinds[wt])
        p = palettize_weights.blockwise_compress(a, mode, bits, block, cluster_dim=cluster, channel_axis=axis)
        codes = np.asarray(p.indices).astype(np.int64)
        count = int(np.log2(p.lut.shape[-2]))
        dense = palettize_weights.decompress(p)
        dtype = f"uint{count}"
        lut = np.asarray(p.lut)
        expected = None
        if cluster == 1:
            table = lut.astype(np.float64)[..., 0]
            for i, dim in enumerate(w.shape):
                table = np.repeat(table, dim // table.shape[i], axis=i)
            near = np.argmin(np.abs(w[..., None] - table), axis=-1)
            here = np.take_along_axis(table, codes[..., None], -1)[..., 0]
            best = np.take_along_axis(table, near[..., None], -1)[..., 0]
            # k-means labels may sit on the far side of a midpoint; where equally near, either code will do.
            near = np.where(np.abs(w - here) == np.abs(w - best), codes, near)
            expected = {"codes": array(near, dtype), "decoded": array(here.astype(kinds[wt]), wt)}
        samples.add(f"palette-{name}-{mode.lower()}-{count}-bits-{wt}", "palettize", {"x": array(a, wt)},
                    {"codes": array(codes, dtype), "table": array(lut, wt), "decoded": array(np.asarray(dense), wt)},
                    expected=expected, reason="k-means: a few codes are not the nearest entry of the stored table (the clustering stops at its tolerance and labels by expanded squares)",
                    dtype=dtype, mode=mode.lower(), block=block, vector=cluster,
                    vector_axis=p.vector_axis, convention="coremltools")

    for bits in [1, 2, 3, 4, 6, 8]:
        palette("tensor", blockwise.weights("normal", (8, 24), "int4", rng), "f32", "KMEANS", bits, [0, 0])
        palette("tensor", blockwise.weights("skewed", (8, 12), "int4", rng), "f32", "UNIFORM", bits, [0, 0])
    palette("tensor", blockwise.weights("normal", (8, 24), "int4", rng, "f16"), "f16", "KMEANS", 4, [0, 0])
    palette("channels", blockwise.weights("normal", (4, 40), "int4", rng), "f32", "KMEANS", 2, [1, 0])
    palette("channel-groups", blockwise.weights("normal", (8, 24), "int4", rng), "f32", "KMEANS", 3, [4, 0])
    palette("input-groups", blockwise.weights("normal", (8, 24), "int4", rng), "f32", "UNIFORM", 2, [0, 6])
    palette("pairs", blockwise.weights("normal", (8, 24), "int4", rng), "f32", "KMEANS", 3, [0, 0], 2, 0)
    few = np.array([-1.5, -0.25, 0.0, 0.125, 3.0])
    palette("few-values", few[rng.integers(0, 5, (6, 11))], "f32", "UNIQUE", None, [0, 0])
    palette("few-values-channels", few[rng.integers(0, 5, (4, 12))], "f32", "UNIQUE", None, [1, 0])

    # Sparsity.
    def sparse(name, w, p, want, **attributes):
        dense = prune_weights.decompress(p)
        mask = (np.unpackbits(p.mask, count=w.size, bitorder="little").reshape(w.shape))
        samples.add(f"sparse-{name}", "sparsify", {"x": array(w.astype(np.float32), "f32")},
                    {"mask": array(mask, "bool"), "nonzero": array(p.nonzero_data.astype(np.float32), "f32"),
                     "decoded": array(dense.astype(np.float32), "f32")},
                    expected={"mask": array(want.astype(np.uint8), "bool"),
                              "decoded": array(np.where(want, w, 0).astype(np.float32), "f32")},
                    reason="documented magnitude rule prunes exactly the ratio; the package prunes everything up to an interpolated percentile",
                    convention="coremltools", **attributes)

    def smallest(magnitude, ratio):
        keep = np.ones(magnitude.size, bool)
        keep[np.argsort(magnitude.ravel(), kind="stable")[: int(magnitude.size * ratio)]] = False
        return keep.reshape(magnitude.shape)

    for ratio in [0.25, 0.5, 0.73, 1.0]:
        w = blockwise.weights("normal", (8, 25), "int8", rng).astype(np.float32)
        sparse(f"ratio-{round(ratio * 100)}", w, prune_weights.compress_by_magnitude(w, ratio), smallest(np.abs(w), ratio), sparsity=ratio)
    for (n, m), dim, shape in [((2, 4), 1, (4, 32)), ((1, 4), 1, (4, 32)), ((3, 4), 0, (16, 6)), ((2, 5), 1, (4, 33)), ((4, 8), 1, (4, 48))]:
        w = blockwise.weights("normal", shape, "int8", rng).astype(np.float32)
        g = np.moveaxis(np.abs(w), dim, -1)
        pad = -g.shape[-1] % m
        g = np.pad(g, [(0, 0)] * (g.ndim - 1) + [(0, pad)]).reshape(*g.shape[:-1], -1, m)
        keep = np.ones(g.shape, bool)
        np.put_along_axis(keep, np.argsort(g, axis=-1, kind="stable")[..., :n], False, -1)
        keep = keep.reshape(*keep.shape[:-2], -1)
        keep = np.moveaxis(keep[..., : w.shape[dim]], -1, dim)
        sparse(f"{n}-of-{m}-axis-{dim}-over-{shape[dim]}", w, prune_weights.compress_by_nm_sparsity(w, (n, m), dim), keep,
               pruned=n, group=m, axis=dim)
    w = blockwise.weights("normal", (12, 10), "int8", rng).astype(np.float32)
    magnitude = np.sqrt((w * w).reshape(3, 4, 10).sum(1, keepdims=True)).repeat(4, 1).reshape(12, 10)
    sparse("blocks-of-4-axis-0", w, prune_weights.compress_by_magnitude(w, 0.5, 4, 0),
           magnitude > np.percentile(magnitude, 50), sparsity=0.5, group=4, axis=0)
    return samples
