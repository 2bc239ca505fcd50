"""Shared by every package's module: the sample file format, number formats by
their bits, and the comparison of a package's result with a stated convention.

Only numpy is needed, so this runs in every package's environment. Narrow floats
are held as bits (unsigned integers), never as a package's own type.
"""

import json
import platform
import sys

import numpy as np

SEED = 20250117

# name: (exponent bits, mantissa bits, bias, kind of special codes)
#   ieee: infinities and NaNs; fn: NaN only in the all-ones code; none: finite only
FLOATS = {
    "fp8_e4m3fn": (4, 3, 7, "fn"),
    "fp8_e5m2": (5, 2, 15, "ieee"),
    "fp6_e2m3fn": (2, 3, 1, "none"),
    "fp6_e3m2fn": (3, 2, 3, "none"),
    "fp4_e2m1fn": (2, 1, 1, "none"),
    "f16": (5, 10, 15, "ieee"),
    "bf16": (8, 7, 127, "ieee"),
}

STORE = {
    "f64": np.uint64, "f32": np.uint32, "f16": np.uint16, "bf16": np.uint16,
    "fp8_e4m3fn": np.uint8, "fp8_e5m2": np.uint8, "fp6_e2m3fn": np.uint8,
    "fp6_e3m2fn": np.uint8, "fp4_e2m1fn": np.uint8, "e8m0": np.uint8,
    "nf4": np.uint8, "bool": np.uint8,
    "int16": np.int16, "uint16": np.uint16, "int32": np.int32,
    "uint32": np.uint32, "int64": np.int64,
}
for _n in range(1, 9):
    STORE[f"uint{_n}"] = np.uint8
    if _n > 1:
        STORE[f"int{_n}"] = np.int8


def is_int(dtype):
    return dtype.startswith(("int", "uint")) or dtype in ("bool", "nf4")


def int_range(dtype):
    bits = int(dtype.lstrip("uint"))
    if dtype.startswith("u"):
        return 0, 2**bits - 1
    return -(2 ** (bits - 1)), 2 ** (bits - 1) - 1


# ---------------------------------------------------------------- float formats

_tables = {}


def table(fmt):
    """Finite non-negative values of a narrow float, index = code."""
    if fmt not in _tables:
        e_bits, m_bits, bias, kind = FLOATS[fmt]
        codes = np.arange(2 ** (e_bits + m_bits), dtype=np.int64)
        exponent, mantissa = codes >> m_bits, codes & (2**m_bits - 1)
        value = np.where(
            exponent == 0,
            mantissa * 2.0 ** (1 - bias - m_bits),
            (2**m_bits + mantissa) * 2.0 ** (exponent - bias - m_bits),
        )
        if kind == "ieee":
            value = value[exponent < 2**e_bits - 1]
        elif kind == "fn":
            value = value[:-1]
        _tables[fmt] = value
    return _tables[fmt]


def sign_bit(fmt):
    e_bits, m_bits, _, _ = FLOATS[fmt]
    return 1 << (e_bits + m_bits)


def nan_code(fmt):
    e_bits, m_bits, _, kind = FLOATS[fmt]
    if kind == "fn":
        return 2 ** (e_bits + m_bits) - 1
    if kind == "ieee":
        return ((2**e_bits - 1) << m_bits) | (1 << (m_bits - 1))
    return len(table(fmt)) - 1  # no NaN: the largest value


def encode(x, fmt, overflow="saturate", nan=None):
    """One rounding, half to even, of f64 values to the bits of `fmt`.

    overflow: saturate | ieee (to infinity, or to NaN where there is none).
    nan: the code given to a NaN; None is the format's own.
    """
    x = np.asarray(x, np.float64)
    values = table(fmt)
    a = np.abs(np.where(np.isnan(x), 0, x))
    hi = np.minimum(np.searchsorted(values, a, side="left"), len(values) - 1)
    lo = np.maximum(hi - 1, 0)
    mid = (values[lo] + values[hi]) / 2
    up = (a > mid) | ((a == mid) & (hi % 2 == 0))
    code = np.where((values[hi] == a) | up, hi, lo)
    code = np.where(a > values[-1], len(values) - 1, code)
    if overflow == "ieee":
        # One past the largest value, as if the exponent went on.
        limit = values[-1] + (values[-1] - values[-2]) / 2
        last_is_odd = (len(values) - 1) % 2 == 1
        over = (a > limit) | ((a == limit) & last_is_odd)
        if FLOATS[fmt][3] == "none":
            over = np.zeros_like(over)
        special = len(values)  # inf (ieee) or NaN (fn): the next code
        code = np.where(over, special, code)
    code = np.where(np.signbit(x), code | sign_bit(fmt), code)
    code = np.where(np.isnan(x), nan_code(fmt) if nan is None else nan, code)
    return code.astype(STORE[fmt])


def decode(bits, dtype):
    """Bits (or integers) of any format to f64, exactly."""
    bits = np.asarray(bits)
    if dtype == "f64":
        return bits.view(np.float64) if bits.dtype != np.float64 else bits
    if dtype == "f32":
        return (bits.view(np.float32) if bits.dtype != np.float32 else bits).astype(np.float64)
    if dtype == "e8m0":
        code = bits.astype(np.int64)
        return np.where(code == 255, np.nan, np.ldexp(1.0, code - 127))
    if is_int(dtype):
        return bits.astype(np.float64)
    values = table(dtype)
    sign = sign_bit(dtype)
    code = bits.astype(np.int64)
    magnitude = code & (sign - 1)
    value = values[np.minimum(magnitude, len(values) - 1)]
    beyond = magnitude >= len(values)
    if FLOATS[dtype][3] == "ieee":
        value = np.where(magnitude == len(values), np.inf, value)
        beyond = magnitude > len(values)
    value = np.where(beyond, np.nan, value)
    return np.where(code & sign, -value, value)


def to_float(x, dtype):
    """f64 values rounded once to f64/f32/f16/bf16, given back as f64."""
    x = np.asarray(x, np.float64)
    with np.errstate(all="ignore"):
        if dtype == "f64":
            return x
        if dtype == "f32":
            return x.astype(np.float32).astype(np.float64)
        return decode(encode(x, dtype, overflow="ieee"), dtype)


def bits_of(x, dtype):
    """f64 values that `dtype` holds exactly (or integers) to stored bits."""
    x = np.asarray(x)
    with np.errstate(all="ignore"):
        if dtype == "f64":
            return x.astype(np.float64).view(np.uint64)
        if dtype == "f32":
            return x.astype(np.float32).view(np.uint32)
        if dtype in ("f16", "bf16"):
            return encode(x, dtype, overflow="ieee")
        if dtype in FLOATS:
            return encode(x, dtype)
        return x.astype(STORE[dtype])


def round_e8m0(x, rule):
    """rule: floor | nearest (midpoint goes up) | ceil."""
    x = np.asarray(x, np.float64)
    ok = (x > 0) & ~np.isnan(x)
    mantissa, exponent = np.frexp(np.where(ok & np.isfinite(x), x, 1.0))
    exponent = exponent.astype(np.int64) - 1
    mantissa = mantissa * 2
    up = {"floor": mantissa < 0, "nearest": mantissa >= 1.5, "ceil": mantissa > 1}[rule]
    exponent = np.clip(exponent + up, -127, 127)
    exponent = np.where(np.isposinf(x), 127, exponent)
    return np.where(ok, exponent + 127, 255).astype(np.uint8)


# ---------------------------------------------------------------------- arrays


def array(data, dtype):
    """`data` holds stored bits: floats as numpy floats or as their bits."""
    data = np.asarray(data)
    if dtype == "bf16" and data.dtype.itemsize == 2 and data.dtype.kind not in "iu":
        data = data.view(np.uint16)
    store = np.dtype(STORE[dtype])
    if data.dtype.kind == "f" and dtype in ("f64", "f32", "f16"):
        assert data.dtype.itemsize == store.itemsize, (data.dtype, dtype)
        data = np.ascontiguousarray(data).reshape(data.shape).view(store)
    elif data.dtype != store:
        assert data.dtype.kind in "iub", (data.dtype, dtype)
        wide = data.astype(np.int64)
        data = wide.astype(store)
        assert (data.astype(np.int64) == wide).all(), (dtype, wide)
    if dtype[0] in "iu" and dtype[-1] in "1234567" and int(dtype.lstrip("uint")) < 8:
        low, high = int_range(dtype)
        assert data.size == 0 or (low <= data.min() and data.max() <= high), dtype
    little = np.ascontiguousarray(data).astype(store.newbyteorder("<"))
    return {"dtype": dtype, "shape": list(data.shape), "bits": little.tobytes().hex()}


def load(a):
    """The stored bits of an array record, as a numpy array of its store type."""
    store = np.dtype(STORE[a["dtype"]]).newbyteorder("<")
    flat = np.frombuffer(bytes.fromhex(a["bits"]), store)
    return flat.astype(STORE[a["dtype"]]).reshape(a["shape"])


def differing(got, want):
    """Flat indices where two array records differ; any NaN equals any NaN."""
    assert got["dtype"] == want["dtype"], (got["dtype"], want["dtype"])
    if got["shape"] != want["shape"]:
        return "shape"
    g, w = load(got).ravel(), load(want).ravel()
    same = g == w
    if not is_int(got["dtype"]):
        same |= np.isnan(decode(g, got["dtype"])) & np.isnan(decode(w, got["dtype"]))
    return [int(i) for i in np.nonzero(~same)[0]]


# --------------------------------------------------------------------- samples


class Samples:
    def __init__(self, package, version, **more):
        self.head = {"package": package, "version": version, **more, "seed": SEED,
                     "python": platform.python_version()}
        self.cases = []
        self.names = set()
        self.skipped = []

    def add(self, name, op, inputs, outputs, expected=None, reason=None,
            default=None, **attributes):
        """expected: what the documented convention gives, output by output.
        reason: why a case may differ; a difference without one is an error.
        default: what the project's default convention gives, where that is
        another one; only the indices of what differs are stored."""
        assert name not in self.names, name
        assert name == name.lower() and all(c.isalnum() or c == "-" for c in name), name
        self.names.add(name)
        case = {"name": name, "op": op, **attributes}
        if expected is not None:
            found = {}
            for key, want in expected.items():
                if want is None:
                    continue
                d = differing(outputs[key], want)
                if d:
                    found[key] = d
            if found:
                if callable(reason):
                    text = reason(found)
                else:
                    text = reason
                case["differs"] = text or "UNEXPLAINED"
                case["differing"] = found
                if not text:
                    print(f"unexplained: {name}: {self.show(found, inputs, outputs, expected)}",
                          file=sys.stderr)
        else:
            case["unchecked"] = True
        if default is not None:
            found = {}
            for key, want in default.items():
                d = differing(outputs[key], want)
                if d:
                    found[key] = d
            if found:
                case["default_differing"] = found
        case["inputs"] = inputs
        case["outputs"] = outputs
        self.cases.append(case)
        return case

    @staticmethod
    def show(found, inputs, outputs, expected):
        lines = []
        for key, indices in found.items():
            if indices == "shape":
                lines.append(f"{key}: shape {outputs[key]['shape']} {expected[key]['shape']}")
                continue
            g, w = load(outputs[key]).ravel(), load(expected[key]).ravel()
            dt = outputs[key]["dtype"]
            i = indices[:6]
            lines.append(f"{key}[{len(indices)}/{g.size}] at {i} got {decode(g[i], dt)} want {decode(w[i], dt)}")
            for k, v in inputs.items():
                if v["shape"] == outputs[key]["shape"]:
                    lines.append(f"   {k} = {decode(load(v).ravel()[i], v['dtype'])}")
        return "\n  ".join(lines)

    def skip(self, what, why):
        self.skipped.append((what, str(why).strip().splitlines()[-1][:160] if str(why).strip() else repr(why)))

    def write(self, path):
        rows = [json.dumps(c, separators=(",", ":")) for c in self.cases]
        head = json.dumps(self.head, separators=(",", ":"))[:-1]
        with open(path, "w", newline="\n") as f:
            f.write(head + ',"cases":[\n' + ",\n".join(rows) + "\n]}\n")
        reasons = {}
        for c in self.cases:
            if "differs" in c:
                reasons.setdefault(c["differs"], []).append(c["name"])
        size = sum(map(len, rows)) // 1024
        print(f"{self.head['package']}: {len(self.cases)} cases, {size} KiB, "
              f"{sum(map(len, reasons.values()))} differ")
        for reason, names in sorted(reasons.items()):
            print(f"  {len(names):3} {reason}: {', '.join(names[:4])}{' ...' if len(names) > 4 else ''}")
        for what, why in self.skipped:
            print(f"  not drawn: {what}: {why}")


# ------------------------------------------------------- inputs that bite


def neighbours(x, dtype):
    """The next values of `dtype` below and above, as f64."""
    x = np.asarray(x, np.float64)
    if dtype == "f64":
        return np.nextafter(x, -np.inf), np.nextafter(x, np.inf)
    if dtype == "f32":
        x = x.astype(np.float32)
        return (np.nextafter(x, np.float32(-np.inf)).astype(np.float64),
                np.nextafter(x, np.float32(np.inf)).astype(np.float64))
    values = table(dtype)
    full = np.concatenate([-values[:0:-1], values])
    at = np.searchsorted(full, x)
    return full[np.maximum(at - 1, 0)], full[np.minimum(at + 1, len(full) - 1)]


def specials():
    return np.array([0.0, -0.0, np.nan, np.inf, -np.inf])


def biting(scale, low, high, zp, dtype, rng, count=64, extra=True):
    """Inputs of `dtype` (as f64) for q = rne(x/scale) + zp in low..high: ties,
    their neighbours, exact codes, both ends, huge and tiny values, specials."""
    k = rng.integers(low - zp, high - zp + 1, max(count // 5, 4)).astype(np.float64)
    ties = to_float((k + 0.5) * scale, dtype)
    below, above = neighbours(ties, dtype)
    ends = np.array([low - zp - 0.5, low - zp - 0.50001, low - zp - 1, high - zp + 0.49999,
                     high - zp + 0.5, high - zp + 1]) * scale
    parts = [ties, below, above, k[: count // 8] * scale, ends]
    if extra:
        parts += [specials(), [1e30, -1e30, 3e38, 1e-40, -1e-40, 6e4, -6e4, 1e-6]]
    body = np.concatenate(parts)
    rest = max(count - len(body), 0)
    body = np.concatenate([body, rng.uniform(low - zp, high - zp, rest) * scale * 1.1])
    return to_float(body[rng.permutation(len(body))[:count]], dtype)
