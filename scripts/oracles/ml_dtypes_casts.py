"""ml_dtypes: casts from f64, f32, f16, bf16 to every narrow type and back.

In Qnt a cast to a float format is `arith.truncf`, and `qnt.quantize` to an encoding without a scale whose convention
overflows as ml_dtypes does; a cast to an integer is `qnt.quantize`. A cast to e8m0 is the rounding of an MX scale: that of
a block of one value, coded in two bits, whose bound is 1.
"""

import ml_dtypes
import numpy as np

import cases
import common
from cases import Encoding, Function, convention, known, same_bits, tensor
from common import FLOATS, array, bits_of, decode, encode, to_float
from from_ml_dtypes import NUMPY, default, documented, source, stored, vectors

COUNT = 200
FLOAT_TARGETS = ["fp8_e4m3fn", "fp8_e5m2", "fp6_e2m3fn", "fp6_e3m2fn", "fp4_e2m1fn"]
INTEGER_TARGETS = ["int2", "int4", "uint2", "uint4"]
SOURCES = ["f64", "f32", "f16", "bf16"]


def numbers(dst, src, rng, count=96):
    """Values, ties, their neighbours, the ends and, in two of five cases, specials; each rounded to the source type."""
    values, mids, ends = vectors(dst, rng)
    with np.errstate(all="ignore"):
        kept = to_float(mids, src)
        kept = kept[np.isfinite(kept)]
        below, above = common.neighbours(kept, src)
        spread = rng.standard_normal(40) * np.abs(values[np.isfinite(values)]).max() * 10.0 ** rng.uniform(-3, 0.5, 40)
        pool = to_float(np.concatenate([values, mids, below, above, ends, spread]), src)
    if src == "f64":  # beside ties, closer than f32 can tell
        near = mids[np.abs(mids) > 1e-30]
        pool = np.concatenate([pool, near * (1 + 2.0**-50), near * (1 - 2.0**-50)])
    chosen = rng.choice(pool, count - 5)
    return np.concatenate([chosen, common.specials()]) if rng.random() < 0.4 else chosen


def cast(x, src, dst):
    """The package's cast: the bits of the source and of the result."""
    bits, values = source(x, src)
    with np.errstate(all="ignore"):
        return array(bits, src), array(stored(values.astype(NUMPY[dst]), dst), dst)


def explain_float(x, src, dst, package, nan=None):
    """nan: what Qnt gives for NaN where that is not what the package gives."""
    once = documented(x, dst)
    entries = []
    if src == "f64":
        twice = documented(to_float(x, "f32"), dst) != once
        entries.append(known("ml_dtypes/rounds-twice", package, array(once, dst), twice & ~np.isnan(x)))
    if nan is not None:
        entries.append(known("ml_dtypes/nan-without-code", package, array(np.full(x.shape, nan), dst), np.isnan(x)))
    return entries


def to_float_format(f, x, src, dst):
    given, package = cast(x, src, dst)
    value, type_ = f.value(given), tensor(x.shape, src)
    result = f.op(f"arith.truncf {value} : {type_} to {tensor(x.shape, dst)}")
    largest = len(common.table(dst)) - 1 if FLOATS[dst][3] == "none" else None
    f.result(result, tensor(x.shape, dst), same_bits("truncf", package, *explain_float(x, src, dst, package, largest)))
    encoding = Encoding(dst, src, [0])
    codes = cases.quantize(f, value, type_, encoding, x.shape, "",
                           convention("default", overflow="non_finite", float_nan="negative_zero"))
    f.result(codes, encoding.type(x.shape), same_bits("quantize", package, *explain_float(x, src, dst, package)))


def explain_e8m0(x, src, package):
    ours = array(default(x, "e8m0"), "e8m0")
    seen = to_float(x, "f32")  # what the package looks at
    ends = (seen >= 1.5 * 2.0**127) | ((seen > 2.0**-127) & (seen < 2.0**-126))
    twice = default(seen, "e8m0") != default(x, "e8m0")
    return [known("ml_dtypes/e8m0-ends", package, ours, ends),
            known("ml_dtypes/rounds-twice", package, ours, ~ends & twice & (src == "f64"))]


def to_e8m0(f, x, src):
    given, package = cast(x, src, "e8m0")
    result = f.op(f"arith.truncf {f.value(given)} : {tensor(x.shape, src)} to {tensor(x.shape, 'e8m0')}")
    f.result(result, tensor(x.shape, "e8m0"), same_bits("truncf", package, *explain_e8m0(x, src, package)))
    # Scales come from positive values; a block of subnormal ones has scale 1.
    smallest = {"f16": 2.0**-14}.get(src, 2.0**-126)
    x = x[np.isfinite(x) & (x >= smallest)]
    given, package = cast(x, src, "e8m0")
    encoding = Encoding("int2", src, [1], "e8m0")
    scaled = cases.quantize(f, f.value(given), tensor(x.shape, src), encoding, x.shape, "absmax",
                            convention("default", mx_scale="nearest", mx_bound="max_finite",
                                       range_type="exact", scale_type="exact"))
    f.result(scaled, encoding.type(x.shape), cases.unchecked("codes"),
             same_bits("scales", package, *explain_e8m0(x, src, package)))


def to_integer(f, x, src, dst):
    given, package = cast(x, src, dst)
    encoding = Encoding(dst, src, [0])
    codes = cases.quantize(f, f.value(given), tensor(x.shape, src), encoding, x.shape, "", convention("default"))
    low, high = common.int_range(dst)
    with np.errstate(all="ignore"):
        plain = (np.rint(x) == x) & (x >= low) & (x <= high)
    f.result(codes, encoding.type(x.shape),
             same_bits("codes", package, known("ml_dtypes/integer-casts-truncate", package, array(default(x, dst), dst),
                                               ~plain)))


def every_code(src):
    if src == "e8m0":
        return np.arange(255)
    if src in FLOATS:
        return np.arange(2 * common.sign_bit(src))
    low, high = common.int_range(src)
    return np.arange(low, high + 1)


def decoded(f, src, dst, rng):
    codes = rng.permutation(every_code(src))
    bits = codes.astype(common.STORE[src])
    x = bits.astype(NUMPY[src]) if common.is_int(src) else bits.view(NUMPY[src])
    with np.errstate(all="ignore"):
        package = array(stored(x.astype(NUMPY[dst]), dst), dst)
    shape, given = codes.shape, array(bits, src)
    if not common.is_int(src):
        value = f.value(given)
        f.result(f.op(f"arith.extf {value} : {tensor(shape, src)} to {tensor(shape, dst)}"), tensor(shape, dst),
                 same_bits("extf", package))
    if src == "e8m0":
        encoding, parts = Encoding("int2", dst, [1], "e8m0"), [array(np.ones(shape, int), "int2"), given]
    else:
        encoding, parts = Encoding(src, dst, [0]), [given]
    a = f.argument(encoding.type(shape), *parts)
    value = f.op(f"qnt.dequantize {a} : {encoding.type(shape)} -> {tensor(shape, dst)}")
    f.result(value, tensor(shape, dst), same_bits("dequantize", package))


def draw(seed):
    rng = np.random.default_rng([seed, 1])
    file = cases.CaseFile("ml_dtypes", seed, ml_dtypes=ml_dtypes.__version__, numpy=np.__version__)
    targets = FLOAT_TARGETS + ["e8m0"] + INTEGER_TARGETS
    for number in range(COUNT):
        f = Function()
        narrow = targets[number % len(targets)]
        wide = SOURCES[rng.integers(len(SOURCES))]
        if number % 4 == 3:
            # f64 holds every narrow number, but the package decodes to f32, f16 and bf16 only.
            wide = wide if wide != "f64" else "f32"
            if (narrow, wide) == ("e8m0", "f16"):
                wide = "bf16"  # most powers of two are beyond f16
            decoded(f, narrow, wide, rng)
            family = "decode"
        else:
            x = decode(bits_of(to_float(numbers(narrow, wide, rng), wide), wide), wide)
            family = "cast to integer" if narrow in INTEGER_TARGETS else "cast"
            if narrow == "e8m0":
                to_e8m0(f, x, wide)
            elif narrow in INTEGER_TARGETS:
                to_integer(f, x, wide, narrow)
            else:
                to_float_format(f, x, wide, narrow)
        file.add(family, f"{number:03}-{wide}-{narrow}".replace("_", "-"), f)
    return file
