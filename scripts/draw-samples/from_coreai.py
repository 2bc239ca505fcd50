"""Core AI: weights of small programs quantized, palettized and sparsified by the
package's passes; codes, scales and zero points as the pass computed them, and
what the package's runtime decodes them to (the program applied to the identity)."""

import asyncio
import logging
import pathlib
import tempfile
import warnings

import numpy as np

import blockwise
import common
from common import array, decode, to_float

KIND = {"f32": np.float32, "f16": np.float16}
EPSILON = 1e-6


class Recorder:
    """Stands in for a function of the package: calls it, keeps what it gave."""

    def __init__(self, module, name):
        self.module, self.name, self.calls = module, name, []
        self.function = getattr(module, name)

    def __enter__(self):
        def wrapped(*args, **kwargs):
            result = self.function(*args, **kwargs)
            self.calls.append((args, kwargs, result))
            return result
        setattr(self.module, self.name, wrapped)
        return self

    def __exit__(self, *_):
        setattr(self.module, self.name, self.function)


def program_of(w, form):
    import coreai_torch
    import torch
    from coreai_torch import TorchConverter

    t = torch.tensor(w)

    class Linear(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.w = torch.nn.Parameter(t, requires_grad=False)

        def forward(self, x):
            if form == "linear":
                return torch.nn.functional.linear(x, self.w)
            if form == "matmul":
                return torch.matmul(x, self.w)
            if form == "lhs":
                return torch.matmul(self.w, x)
            return torch.nn.functional.conv2d(x, self.w)

    if form in ("linear", "lhs"):
        x = torch.eye(w.shape[1], dtype=t.dtype)
    elif form == "matmul":
        x = torch.eye(w.shape[-2], dtype=t.dtype)
        if w.ndim == 3:
            x = x.expand(w.shape[0], -1, -1).contiguous()
    else:
        x = torch.zeros((1, w.shape[1], 8, 8), dtype=t.dtype)
    exported = torch.export.export(Linear().eval(), (x,)).run_decompositions(coreai_torch.get_decomp_table())
    return TorchConverter().add_exported_program(exported).to_coreai(), x.numpy()


def execute(program, x):
    from coreai.runtime import NDArray

    async def go(asset):
        async with asset.executable() as model:
            f = model.load_function("main")
            names = list(f.desc.input_names)
            result = await f({names[0]: NDArray(x)})
            return next(iter(result.values())).numpy()

    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(go(program.save_asset(pathlib.Path(folder) / "m.aimodel")))


def draw():
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    import importlib.metadata as metadata
    import ml_dtypes
    import coreai_opt.coreai_utils as api
    from coreai_opt.coreai_utils.common import QScheme
    from coreai_opt.coreai_utils.passes import weight_palettization, weight_quantization, weight_sparsification

    samples = common.Samples("coreai-opt", metadata.version("coreai-opt"), **{n.replace("-", "_"): metadata.version(n) for n in ("coreai-core", "coreai-torch", "torch", "torchao", "ml_dtypes", "numpy")})
    rng = np.random.default_rng(common.SEED)
    np.seterr(all="ignore")

    names = {"fp8_e4m3fn": "FP8_E4M3FN", "fp8_e5m2": "FP8_E5M2", "fp4_e2m1fn": "FP4_E2M1FN", "e8m0": "FP8_E8M0FNU"}

    def dtype_of(dtype):
        return api.DType[names.get(dtype, dtype.upper())]

    def bits(a, dtype):
        a = np.asarray(a)
        return a.astype(np.int64) if common.is_int(dtype) else np.ascontiguousarray(a).reshape(a.shape).view(common.STORE[dtype])

    def quantize(name, w, wt, dtype, scheme="symmetric", granularity="per_channel", block_size=32, scale_dtype=None, form="linear", run=False):
        a = w.astype(KIND[wt])
        program, x = program_of(a, form)
        full = f"{name}-{dtype}-{scheme}-{granularity}-{wt}".replace("_", "-")
        with Recorder(weight_quantization, "_compute_qparams_by_dtype") as recorder, Recorder(weight_quantization, "_authoring_constant") as constants:
            quantized = api.quantize_weights(program, dtype_of(dtype), QScheme[scheme.upper()], api.CompressionGranularity[granularity.upper()],
                                             block_size, 0, dtype_of(scale_dtype) if scale_dtype else None)
        if not recorder.calls or recorder.calls[0][2] is None:
            samples.skip(full, "the pass left the weight alone")
            return
        (_, _, _, block), _, (q, s, z) = recorder.calls[0]
        block = [int(b) for b in block]
        outputs = {"codes": array(bits(q, dtype), dtype)}
        wq, ws, wz = blockwise.quantize(w, wt, dtype, scheme == "symmetric", block, EPSILON)
        expected = {"codes": array(wq, dtype)}
        if scale_dtype or dtype == "fp4_e2m1fn":
            stored = [c[0][0] for c in constants.calls if c[0][0].dtype == ml_dtypes.float8_e8m0fnu]
            outputs["scale"] = array(stored[0].view(np.uint8), "e8m0")
            expected["scale"] = array(common.round_e8m0(ws, "nearest"), "e8m0")
            outputs["scale_unrounded"] = array(s, wt)
            expected["scale_unrounded"] = array(ws, wt)
        else:
            outputs["scale"] = array(s, wt)
            expected["scale"] = array(ws, wt)
        if z is not None and common.is_int(dtype):
            outputs["zero_point"] = array(bits(z, dtype), dtype)
            expected["zero_point"] = array(wz, dtype)
        if run:
            y = execute(quantized, x)
            y = y.T if form == "linear" else y
            assert y.shape == w.shape and y.dtype == a.dtype, (y.shape, y.dtype)
            outputs["decoded"] = array(np.ascontiguousarray(y), wt)
            f = KIND[wt]
            code = wq.astype(f) if common.is_int(dtype) else decode(wq, dtype).astype(f)
            scale = decode(load_scale(expected["scale"]), expected["scale"]["dtype"]).astype(f)
            several = ws.size > 1
            zz = blockwise.spread(wz.astype(f), w.shape) if wz is not None and common.is_int(dtype) else f(0)
            ss = blockwise.spread(scale, w.shape)
            if wz is not None and common.is_int(dtype) and dtype.endswith("8") and several:
                d = code * ss - zz * ss
            else:
                d = (code - zz) * ss
            expected["decoded"] = array((d + f(0)).astype(f), wt)
        attributes = {}
        if scale_dtype:
            attributes["scale_dtype"] = scale_dtype
        samples.add(full, "quantize", {"x": array(a, wt)}, outputs, expected=expected, reason=lambda found: reason(found, w, wt, dtype, scheme, scale_dtype),
                    dtype=dtype, qscheme=scheme, granularity=granularity, block=block, consumer=form, calibration={"rule": "absmax" if scheme == "symmetric" else "minmax"},
                    convention="apple", **attributes)

    def load_scale(record):
        return common.load(record)

    def reason(found, w, wt, dtype, scheme, scale_dtype):
        if dtype == "fp4_e2m1fn" and set(found) == {"decoded"}:
            return "the runtime reads fp4 codes as nibbles though they are stored one per byte: compare the codes, not the decoded values"
        return None

    W = blockwise.weights
    ints = ["int8", "uint8", "int4", "uint4", "int2", "uint2"]
    for dtype in ints:
        for scheme in ["symmetric", "asymmetric"]:
            quantize("normal", W("normal", (3, 64), dtype, rng), "f32", dtype, scheme, "per_block", run=True)
            quantize("skewed", W("skewed", (5, 24), dtype, rng), "f32", dtype, scheme, "per_channel", run=dtype in ("int8", "uint8"))
            quantize("ties", W("ties", (6, 16), dtype, rng), "f32", dtype, scheme, "per_tensor", run=dtype in ("uint8", "int4"))
            quantize("skewed", W("skewed", (4, 24), dtype, rng, "f16"), "f16", dtype, scheme, "per_channel")
    for kind in ["tiny", "subnormal", "huge", "positive", "negative", "zero-block", "outlier", "constant"]:
        for dtype, scheme in [("int8", "symmetric"), ("uint8", "asymmetric"), ("int4", "asymmetric")]:
            for wt in ["f32", "f16"]:
                if dtype == "int4" and wt == "f16":
                    continue
                quantize(kind, W(kind, (4, 16), dtype, rng, wt), wt, dtype, scheme)
    for dtype in ["fp8_e4m3fn", "fp8_e5m2"]:
        quantize("normal", W("normal", (4, 32), dtype, rng), "f32", dtype, granularity="per_tensor", run=True)
        quantize("ties", W("ties", (4, 32), dtype, rng), "f32", dtype, run=True)
        quantize("normal", W("normal", (2, 64), dtype, rng), "f32", dtype, granularity="per_block")
        quantize("normal", W("normal", (4, 24), dtype, rng, "f16"), "f16", dtype)
        quantize("zero-block", W("zero-block", (4, 16), dtype, rng), "f32", dtype)
        quantize("mx", W("normal", (2, 64), dtype, rng), "f32", dtype, granularity="per_block", scale_dtype="e8m0", run=True)
        quantize("mx-zero-block", W("zero-block", (3, 32), dtype, rng), "f32", dtype, granularity="per_block", scale_dtype="e8m0")
        quantize("mx-tiny", W("tiny", (2, 32), dtype, rng), "f32", dtype, granularity="per_block", scale_dtype="e8m0")
    top = np.zeros((4, 64))
    top[:, ::32] = np.array([6, 6.5, 7.5, 9, 8.999, 12, 3, 1e-3]).reshape(4, 2)
    top += rng.uniform(-1, 1, top.shape) * 1e-4
    quantize("mx-scale-boundaries", to_float(top, "f32"), "f32", "fp4_e2m1fn", granularity="per_block", run=True)
    for kind in ["normal", "ties", "zero-block", "outlier"]:
        quantize(f"mx-{kind}", W(kind, (3, 64), "fp4_e2m1fn", rng), "f32", "fp4_e2m1fn", granularity="per_block")
    quantize("mx-normal", W("normal", (3, 32), "fp4_e2m1fn", rng, "f16"), "f16", "fp4_e2m1fn", granularity="per_block")
    quantize("matmul-rhs", W("normal", (32, 6), "int8", rng), "f32", "int8", form="matmul", run=True)
    quantize("matmul-rhs", W("normal", (64, 3), "int4", rng), "f32", "int4", granularity="per_block", form="matmul", run=True)
    quantize("batch-matmul-rhs", W("normal", (2, 32, 4), "int8", rng), "f32", "int8", form="matmul")
    quantize("conv", W("normal", (4, 3, 3, 3), "int8", rng), "f32", "int8", form="conv")
    quantize("conv", W("normal", (2, 32, 2, 2), "int4", rng), "f32", "int4", "asymmetric", "per_block", form="conv")
    quantize("linear-blocks-of-8", W("skewed", (3, 40), "uint4", rng), "f32", "uint4", "asymmetric", "per_block", 8, run=True)
    own = np.random.default_rng(common.SEED + 1)  # leaves what is drawn after this as it was
    for dtype, scheme in [("int8", "asymmetric"), ("uint8", "asymmetric"), ("uint8", "symmetric"), ("uint4", "asymmetric")]:
        quantize("decoded", W("skewed", (3, 64), dtype, own, "f16"), "f16", dtype, scheme, "per_block", run=True)
        quantize("decoded", W("normal", (4, 24), dtype, own, "f16"), "f16", dtype, scheme, "per_tensor", run=True)

    # Palettes: the table is k-means'; the codes must name the nearest entry.
    def palettize(name, w, bits_, granularity="per_tensor", group=32, **more):
        a = w.astype(np.float32)
        program, _ = program_of(a, "linear")
        with Recorder(weight_palettization, "_blockwise_compress") as recorder:
            try:
                api.palettize_weights(program, None, bits_, api.CompressionGranularity[granularity.upper()], group, weight_num_threshold=0, num_kmeans_workers=1, **more)
            except RuntimeError as e:  # 3 bits: computed, but the pass cannot store them
                assert bits_ == 3, e
        full = f"palette-{name}-{bits_}-bits-{granularity}".replace("_", "-")
        if not recorder.calls or recorder.calls[0][2] is None:
            samples.skip(full, "the pass left the weight alone")
            return
        args, _, p = recorder.calls[0]
        seen = np.asarray(args[0]).astype(np.float64)
        rounded = a.astype(np.float16).astype(np.float64)
        rounded = np.round(a.astype(np.float16), 4).astype(np.float64) if more.get("enable_fast_kmeans_mode", True) else rounded
        lut = np.asarray(p.lut).astype(np.float32)
        codes = np.asarray(p.indices).astype(np.int64)
        table = lut.astype(np.float64)[..., 0]
        for i, dim in enumerate(w.shape):
            table = np.repeat(table, dim // table.shape[i], axis=i)
        near = np.argmin(np.abs(rounded[..., None] - table), -1)
        here, best = (np.take_along_axis(table, i[..., None], -1)[..., 0] for i in (codes, near))
        near = np.where(np.abs(np.abs(rounded - here) - np.abs(rounded - best)) < 1e-6, codes, near)
        dtype = f"uint{bits_}"
        samples.add(full, "palettize", {"x": array(a, "f32"), "x_clustered": array(seen.astype(np.float32), "f32")},
                    {"codes": array(codes, dtype), "table": array(lut, "f32")},
                    expected={"codes": array(near, dtype)}, reason="k-means: a few codes are not the nearest entry of the stored table",
                    dtype=dtype, mode="kmeans", granularity=granularity, group=group, convention="apple", rounded_to_decimals=4 if more.get("enable_fast_kmeans_mode", True) else None)

    for bits_ in [1, 2, 3, 4]:
        palettize("normal", W("normal", (6, 24), "int4", rng), bits_)
    palettize("exact", W("normal", (6, 24), "int4", rng), 4, enable_fast_kmeans_mode=False)
    palettize("normal", W("normal", (4, 32), "int4", rng), 2, "per_channel")
    palettize("normal", W("normal", (4, 32), "int4", rng), 2, "per_grouped_channel", 2)

    # Sparsity.
    def sparsify(name, w, quantized=None, **how):
        a = w.astype(np.float32)
        program, x = program_of(a, "linear")
        with Recorder(weight_sparsification, "_compress_by_magnitude") as m, Recorder(weight_sparsification, "_compress_by_nm_sparsity") as nm, \
                Recorder(weight_sparsification, "_compute_qparams_by_dtype") as qp:
            result = api.sparsify_weights(program, quantize_dtype=dtype_of(quantized) if quantized else None, weight_num_threshold=0, **how)
        p = (m.calls or nm.calls)[0][2]
        if p is None:
            samples.skip(f"sparse-{name}", "the pass left the weight alone")
            return
        mask = np.asarray(p.mask).astype(np.uint8).reshape(w.shape)
        magnitude = np.abs(a)
        keep = np.ones(w.shape, bool)
        if how.get("n_m_ratio"):
            n, group = how["n_m_ratio"]
            pad = -w.shape[1] % group
            g = np.pad(magnitude, [(0, 0), (0, pad)]).reshape(w.shape[0], -1, group)
            k = np.ones(g.shape, bool)
            np.put_along_axis(k, np.argsort(g, -1, kind="stable")[..., :n], False, -1)
            keep = k.reshape(w.shape[0], -1)[:, : w.shape[1]]
        else:
            keep.reshape(-1)[np.argsort(magnitude.ravel(), kind="stable")[: int(w.size * how["target_sparsity"])]] = False
        outputs = {"mask": array(mask, "bool")}
        expected = {"mask": array(keep.astype(np.uint8), "bool")}
        attributes = {k: list(v) if isinstance(v, tuple) else v for k, v in how.items() if v is not None}
        dense = np.where(keep, a, 0).astype(np.float32)
        why = None
        if quantized:
            _, _, (q, s, z) = qp.calls[0]
            outputs["codes"] = array(bits(q, quantized), quantized)
            outputs["scale"] = array(np.asarray(s).reshape(1, 1), "f32")
            wq, ws, wz = blockwise.quantize(a[keep].astype(np.float64), "f32", quantized, True, [0], EPSILON)
            expected["codes"] = array(wq, quantized)
            expected["scale"] = array(ws.reshape(1, 1), "f32")
            zero = float(wz.reshape(-1)[0]) if wz is not None and common.is_int(quantized) else 0.0
            if zero:
                outputs["zero_point"] = array(bits(z, quantized).reshape(1, 1), quantized)
                why = "a pruned position decodes to -zero_point * scale, not to exactly 0"
            value = wq.astype(np.float64) if common.is_int(quantized) else decode(wq, quantized)
            dense = np.zeros(w.shape, np.float32)
            dense[keep] = (value - zero).astype(np.float32) * np.float32(ws.reshape(-1)[0])
            attributes["dtype"] = quantized
        try:
            outputs["decoded"] = array(np.ascontiguousarray(execute(result, x).T), "f32")
            expected["decoded"] = array(dense + np.float32(0), "f32")
        except Exception as e:
            samples.skip(f"running sparse-{name}", e)
        samples.add(f"sparse-{name}".replace("_", "-"), "sparsify", {"x": array(a, "f32")}, outputs, expected=expected, reason=why, convention="apple", **attributes)

    sparsify("half", W("normal", (4, 25), "int8", rng), target_sparsity=0.5)
    sparsify("two-thirds", W("normal", (6, 16), "int8", rng), target_sparsity=2 / 3)
    sparsify("2-of-4", W("normal", (4, 32), "int8", rng), target_sparsity=None, n_m_ratio=(2, 4))
    sparsify("2-of-5-tail", W("normal", (2, 48), "int8", rng), target_sparsity=None, n_m_ratio=(2, 5))
    for dtype in ["int8", "uint8", "fp8_e4m3fn"]:
        sparsify(f"half-{dtype}", W("normal", (4, 24), dtype, rng), dtype, target_sparsity=0.5)
    return samples
