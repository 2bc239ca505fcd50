"""Casts as ml_dtypes does them: f64/f32/f16/bf16 to and from every narrow type."""

import numpy as np
import ml_dtypes

import common
from common import FLOATS, array, bits_of, decode, encode, int_range, neighbours, table, to_float

NUMPY = {
    "f64": np.float64, "f32": np.float32, "f16": np.float16, "bf16": ml_dtypes.bfloat16,
    "fp8_e4m3fn": ml_dtypes.float8_e4m3fn, "fp8_e5m2": ml_dtypes.float8_e5m2,
    "fp6_e2m3fn": ml_dtypes.float6_e2m3fn, "fp6_e3m2fn": ml_dtypes.float6_e3m2fn,
    "fp4_e2m1fn": ml_dtypes.float4_e2m1fn, "e8m0": ml_dtypes.float8_e8m0fnu,
    "int2": ml_dtypes.int2, "int4": ml_dtypes.int4,
    "uint2": ml_dtypes.uint2, "uint4": ml_dtypes.uint4,
}

TRUNCATES = "casts to integers truncate toward zero and wrap; the convention rounds half to even and saturates"
E8M0 = ("to e8m0: everything that rounds above 2^127, and +inf, gives NaN (0xFF), where the convention gives "
        "2^127; every value above 2^-127 and below 2^-126 goes up to 2^-126, where the convention rounds to nearest")
TWICE = "f64 is rounded to f32 first, then to the narrow type (two roundings); the convention rounds once"


def stored(a, dtype):
    if dtype in ("int2", "int4", "uint2", "uint4"):
        return a.astype(np.int8)
    return a.view(common.STORE[dtype])


def source(values, dtype):
    """f64 values as the package's source array: rounded to `dtype` by us."""
    bits = bits_of(to_float(values, dtype), dtype)
    return bits, bits.view(NUMPY[dtype])


def documented(x, dst):
    """x in f64. What the stated convention of this package gives."""
    if dst == "e8m0":
        return round_to_e8m0(x)
    if dst in FLOATS:
        nan = {"fp6_e2m3fn": 0x20, "fp6_e3m2fn": 0x20, "fp4_e2m1fn": 0x8}.get(dst)
        return encode(x, dst, overflow="ieee", nan=nan)
    return default(x, dst)


def round_to_e8m0(x):
    return common.round_e8m0(x, "nearest")


def default(x, dst):
    if dst == "e8m0":
        return round_to_e8m0(x)
    if dst in FLOATS:
        return encode(x, dst, overflow="saturate")
    low, high = int_range(dst)
    return np.clip(np.rint(np.where(np.isnan(x), 0, x)), low, high).astype(np.int8)


def vectors(dst, rng):
    if dst == "e8m0":
        codes = np.concatenate([np.arange(0, 12), np.arange(100, 150), np.arange(243, 255)])
        values = np.ldexp(1.0, codes - 127)
        mids = values * 1.5
        ends = np.array([2.0**-127 * 0.5, 2.0**-127 * 0.75, 2.0**-127, 2.0**127, 1.5 * 2.0**127,
                         1.75 * 2.0**127, 1e-40, 1e-45, 3e38, -1.0, -2.0, 0.3, 6.0, 448.0, 2.0**-127 * 1.125, 2.0**-127 * 1.25, 2.0**-127 * 1.75])
    elif dst in FLOATS:
        positive = table(dst)
        values = np.concatenate([positive, -positive])
        mids = (positive[1:] + positive[:-1]) / 2
        mids = np.concatenate([mids, -mids])
        top, step = positive[-1], positive[-1] - positive[-2]
        ends = np.array([top, top + step / 4, top + step / 2, top + step, top * 2, top * 1000,
                         3e38, 6e4, positive[1] / 2, positive[1] / 4, positive[1] * 0.75,
                         1e-40, 1e-30, 1.0625001, 1.0])
        ends = np.concatenate([ends, -ends])
    else:
        low, high = int_range(dst)
        values = np.arange(low - 2, high + 3, dtype=np.float64)
        mids = np.arange(low - 2, high + 2) + 0.5
        ends = np.array([low - 0.25, low - 0.75, high + 0.25, high + 0.75, 127.0, 128.0, 255.0,
                         256.0, 1e4, 3e38, 0.49999997, -0.49999997, 1e-30])
    if len(mids) > 200:
        keep = np.unique(np.concatenate([np.arange(16), rng.integers(0, len(mids), 100),
                                         len(mids) // 2 + np.arange(-8, 16)]))
        mids = mids[keep]
    return values, mids, ends


def draw():
    samples = common.Samples("ml_dtypes", ml_dtypes.__version__, numpy=np.__version__)
    rng = np.random.default_rng(common.SEED)
    narrow = ["fp8_e4m3fn", "fp8_e5m2", "fp6_e2m3fn", "fp6_e3m2fn", "fp4_e2m1fn", "e8m0",
              "int2", "int4", "uint2", "uint4"]
    for dst in narrow:
        values, mids, ends = vectors(dst, rng)
        scale = 1.0 if dst == "e8m0" else np.abs(values[np.isfinite(values)]).max() / 2
        for src in ["f32", "f16", "bf16", "f64"]:
            sets = {}
            if src in ("f32", "f16"):
                sets["values"] = values
            sets["ties"] = mids
            with np.errstate(over="ignore"):
                rounded = to_float(mids, src)
                kept = rounded[np.isfinite(rounded)]
                below, above = neighbours(kept, src)
            pick = slice(None) if len(kept) <= 72 else rng.permutation(len(kept))[:72]
            sets["beside-ties"] = np.concatenate([below[pick], above[pick]])
            sets["ends"] = np.concatenate([ends, common.specials()])
            if src in ("f32", "bf16"):
                sets["random"] = rng.standard_normal(40) * scale
            if src == "f64":
                del sets["ties"]
                near = mids[np.abs(mids) > 1e-30]
                near = near[rng.permutation(len(near))[:40]]
                sets["beside-ties"] = np.concatenate([near * (1 + 2.0**-50), near * (1 - 2.0**-50), near])
            for tag, data in sets.items():
                if tag not in ("ends", "random"):
                    with np.errstate(over="ignore"):
                        data = data[np.isfinite(to_float(data, src))]
                bits, x = source(data, src)
                with np.errstate(all="ignore"):
                    y = stored(x.astype(NUMPY[dst]), dst)
                exact = decode(bits, src)
                want = documented(exact, dst)
                reason = None
                if dst.startswith(("int", "uint")):
                    reason = TRUNCATES
                elif dst == "e8m0":
                    reason = E8M0 if src != "f64" else E8M0 + "; " + TWICE
                elif src == "f64":
                    reason = TWICE
                samples.add(
                    f"cast-{src}-to-{dst}-{tag}".replace("_", "-"), "cast",
                    {"x": array(bits, src)}, {"y": array(y, dst)},
                    expected={"y": array(want, dst)}, reason=reason,
                    default={"y": array(default(exact, dst), dst)},
                    **{"from": src, "to": dst, "convention": "ml_dtypes"})
    # And back: every code.
    for src in narrow:
        if src == "e8m0" or src.startswith("fp8"):
            codes = np.arange(256)
        elif src in FLOATS:
            codes = np.arange(2 * sign(src))
        else:
            low, high = int_range(src)
            codes = np.arange(low, high + 1)
        bits = codes.astype(common.STORE[src])
        x = bits.astype(NUMPY[src]) if common.is_int(src) else bits.view(NUMPY[src])
        for dst in ["f32", "f16", "bf16"]:
            with np.errstate(all="ignore"):
                y = x.astype(NUMPY[dst])
            want = bits_of(to_float(decode(bits, src), dst), dst)
            samples.add(
                f"cast-{src}-to-{dst}-every-code".replace("_", "-"), "cast",
                {"x": array(bits, src)}, {"y": array(stored(y, dst), dst)},
                expected={"y": array(want, dst)}, **{"from": src, "to": dst, "convention": "ml_dtypes"})
    for src, dst in [("f32", "bf16"), ("f32", "f16"), ("f64", "bf16"), ("bf16", "f16"), ("f16", "bf16")]:
        base = table(dst)[rng.integers(1, len(table(dst)) - 1, 24)]
        mids = (base + table(dst)[np.searchsorted(table(dst), base) + 1]) / 2
        data = np.concatenate([mids, -mids, mids * (1 + 2.0**-20), mids * (1 - 2.0**-20), common.specials(),
                               [65504.0, 65519.99, 65520.0, 3.39e38, 3.3961e38, 3.4e38, 1e-45, 6e-8, 2.98e-8, 9.2e-41]])
        if src == "f64":
            data = np.concatenate([data, mids * (1 + 2.0**-50)])
        bits, x = source(data, src)
        with np.errstate(all="ignore"):
            y = x.astype(NUMPY[dst])
        want = bits_of(to_float(decode(bits, src), dst), dst)
        samples.add(f"cast-{src}-to-{dst}", "cast", {"x": array(bits, src)},
                    {"y": array(stored(y, dst), dst)}, expected={"y": array(want, dst)},
                    reason=TWICE if src == "f64" else None,
                    **{"from": src, "to": dst, "convention": "ml_dtypes"})
    return samples


def sign(fmt):
    return common.sign_bit(fmt)
