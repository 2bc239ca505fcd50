"""Cases as the packages' modules make them: an MLIR function, its inputs, and what must come out. Needs NumPy.

A case is one function @main. Arrays are dicts as in test/Samples (`common.array`). Each output is one of

  same_bits    the package's bits; `known` lists elements that are known to differ: the tag of the reason (a row in
               docs/Numerics.md), the element's index, and what Qnt must give there instead
  within_bound an exact value and a bound for each element, in f64; the package's result stands beside it
  unchecked    not compared
"""

import json
import os
import sys

import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "draw-samples"))

import common  # noqa: E402

# dtype: element type of a tensor of such values or codes
ELEMENT = {
    "f64": "f64", "f32": "f32", "f16": "f16", "bf16": "bf16", "e8m0": "f8E8M0FNU", "fp8_e4m3fn": "f8E4M3FN",
    "fp8_e5m2": "f8E5M2", "fp6_e2m3fn": "f6E2M3FN", "fp6_e3m2fn": "f6E3M2FN", "fp4_e2m1fn": "f4E2M1FN", "bool": "i1",
}


def storage_of(dtype):
    """The name of a dtype in an encoding: i4, u4, f8E4M3FN."""
    if dtype in ELEMENT:
        return ELEMENT[dtype]
    return ("u" if dtype.startswith("u") else "i") + dtype.lstrip("uint")


def tensor(shape, dtype):
    element = ELEMENT.get(dtype, "i" + dtype.lstrip("uint"))
    return "tensor<" + "".join(f"{n}x" for n in shape) + element + ">"


class Encoding:
    """#qnt.encoding<...>; a block size of 0 is the whole dimension, as in the samples."""

    def __init__(self, storage, expressed, block, scale=None, zero_point=None, **more):
        """more: lut (entry dtype), group, vector, clamp (low, high), decode, mask"""
        self.storage, self.expressed, self.block = storage, expressed, [int(b) for b in block]
        self.scale, self.zero_point, self.more = scale, zero_point, more

    @staticmethod
    def blocks(block):
        return "x".join(str(b) if b else "*" for b in block)

    def grid(self, shape):
        return [-(-n // b) if b else 1 for n, b in zip(shape, self.block)]

    def text(self):
        m = self.more
        storage = storage_of(self.storage)
        if "lut" in m:
            extra = [f"{k} = {self.blocks(m[k])}" for k in ("group", "vector") if m.get(k) and any(m[k])]
            storage = f"lut<{storage}, {ELEMENT[m['lut']]}{''.join(', ' + e for e in extra)}>"
        items = [f"{storage} : {self.expressed}"]
        if self.block:
            items.append("block = " + self.blocks(self.block))
        if self.scale:
            items.append("scale = " + storage_of(self.scale))
        if self.zero_point:
            items.append("zero_point = " + storage_of(self.zero_point))
        if "clamp" in m:
            items.append(f"clamp = {m['clamp'][0]} : {m['clamp'][1]}")
        if m.get("decode"):
            items.append("decode = " + m["decode"])
        if m.get("mask"):
            items.append("sparsity = bitmask")
        return "#qnt.encoding<" + ", ".join(items) + ">"

    def type(self, shape):
        return "!qnt.array<" + "".join(f"{n}x" for n in shape).rstrip("x") + (", " if shape else "") + self.text() + ">"


def convention(preset, **parameters):
    """A convention attribute; names with a dash are quoted."""
    name = f'"{preset}"' if "-" in preset else preset
    return "#qnt.convention<" + ", ".join([name] + [f"{k} = {v}" for k, v in parameters.items()]) + ">"


class Function:
    """The text of @main as it grows. Values are names; each op returns its result's name."""

    def __init__(self):
        self.arguments, self.lines, self.results, self.inputs, self.outputs = [], [], [], [], []

    def argument(self, type_, *arrays):
        """An argument with its input files: one, or the parts of an array."""
        name = f"%arg{len(self.arguments)}"
        self.arguments.append((name, type_))
        self.inputs += arrays
        return name

    def value(self, array):
        """A tensor argument of an array's own type."""
        return self.argument(tensor(array["shape"], array["dtype"]), array)

    def op(self, text):
        name = f"%{len(self.lines)}"
        self.lines.append(f"{name} = {text}")
        return name

    def result(self, name, type_, *outputs):
        """A result and what each of its files must be."""
        self.results.append((name, type_))
        self.outputs += outputs

    def text(self):
        arguments = ", ".join(f"{n}: {t}" for n, t in self.arguments)
        types = ", ".join(t for _, t in self.results)
        body = "".join(f"  {line}\n" for line in self.lines)
        names = ", ".join(n for n, _ in self.results)
        return f"func.func @main({arguments}) -> ({types}) {{\n{body}  return {names} : {types}\n}}\n"


def quantize(f, x, x_type, encoding, shape, how, preset, operands=()):
    """qnt.quantize; how: 'dynamic(absmax)' or ''; operands: (keyword, value, type)."""
    given = "".join(f" {word}({value} : {type_})" for word, value, type_ in operands)
    dynamic = f" dynamic({how})" if how else ""
    return f.op(f"qnt.quantize {x}{given}{dynamic} convention = {preset} : {x_type} -> {encoding.type(shape)}")


def rule(calibration):
    """A calibration of the samples as a dynamic rule."""
    kind = calibration["rule"]
    if kind == "fixed":
        low, high = calibration["low"], calibration["high"]
        return f"fixed({high!r})" if low == -high else f"fixed({low!r}, {high!r})"
    return kind + (f"({calibration['k']!r})" if "k" in calibration else "")


# -------------------------------------------------------------------- outputs


def same_bits(name, package, *known):
    return {"name": name, "rule": "bits", "array": package, "known": [k for k in known if k]}


def known(tag, package, ours, where=None):
    """Elements at which the package's array is known to differ from `ours` (what Qnt must give there); None if there
    are none. where: a mask; elements outside are not excused."""
    g, w = common.load(package).ravel(), common.load(ours).ravel()
    differ = g != w
    if not common.is_int(package["dtype"]):
        a, b = common.decode(g, package["dtype"]), common.decode(w, package["dtype"])
        differ &= ~(np.isnan(a) & np.isnan(b))
    if where is not None:
        differ &= np.broadcast_to(where, package["shape"]).ravel()
    at = np.nonzero(differ)[0]
    if at.size == 0:
        return None
    return {"tag": tag, "at": at.tolist(), "want": common.array(w[at], package["dtype"])["bits"]}


def uncompared(where):
    """Elements for which the package has no value."""
    at = np.nonzero(np.ravel(where))[0]
    return {"tag": None, "at": at.tolist(), "want": None} if at.size else None


def within_bound(name, dtype, exact, bound, package=None, bits=None):
    """bits: what the documented arithmetic gives, required; package: the package's own result, reported."""
    def hexed(values):
        return np.ascontiguousarray(values, np.float64).astype("<f8").tobytes().hex()
    exact = np.asarray(exact, np.float64)
    return {"name": name, "rule": "bound", "dtype": dtype, "shape": list(exact.shape), "exact": hexed(exact),
            "bound": hexed(np.broadcast_to(bound, exact.shape)), "package": package, "bits": bits}


def unchecked(name):
    return {"name": name, "rule": "none"}


# ----------------------------------------------------------------------- file


class CaseFile:
    def __init__(self, package, seed, **versions):
        self.head = {"package": package, "seed": seed, "versions": versions}
        self.cases = []

    def add(self, family, name, function, passes=()):
        """passes: arguments of quant-opt that the module goes through before it runs"""
        case = {"family": family, "name": name, "mlir": function.text(), "inputs": function.inputs, "outputs": function.outputs}
        self.cases.append({**case, "passes": list(passes)} if passes else case)

    def add_programs(self, family, name, *programs, left_alone=None):
        """Programs whose compressed constants must be the same; each a text and arguments of quant-opt. left_alone: the tag
        of the reason why the package compresses nothing in the first one, where Qnt does."""
        case = {"family": family, "name": name,
                "programs": [{"mlir": text, "passes": list(passes)} for text, passes in programs]}
        self.cases.append({**case, "left_alone": left_alone} if left_alone else case)

    def add_program(self, family, name, text, passes, inputs, outputs):
        """A program of another dialect, which `passes` import, on inputs."""
        self.cases.append({"family": family, "name": name, "mlir": text, "inputs": inputs, "outputs": outputs,
                           "passes": list(passes)})

    def outside(self, family, name, tag):
        """A case that has no counterpart in Qnt, with the tag of the reason."""
        self.cases.append({"family": family, "name": name, "outside": tag})

    def write(self, path):
        with open(path + ".part", "w", encoding="utf-8", newline="\n") as file:
            for record in [self.head] + self.cases:
                file.write(json.dumps(record, separators=(",", ":")) + "\n")
        os.replace(path + ".part", path)


def draw_family(file, family, count, maker, rng):
    """Cases until there are `count`; a maker may decline."""
    number = tries = 0
    while number < count and tries < 4 * count:
        number += maker(file, f"{family.replace(', ', '-')}-{tries:03}", rng)
        tries += 1
