"""Qwix: drawn products of arrays and floats. Each result is compared with the decoded real values, summed in f64, within the
bound of docs/Numerics.md; where both operands have integer codes its bits must be those of the documented epilogue,
recomputed here. Qwix's own result stands beside it."""

import numpy as np

import cases
import qwix_drawing
from cases import Encoding, Function, tensor, within_bound
from common import array, bits_of, load, to_float
from from_qwix import run_product
from qwix_arrays import SCALE_TYPES, stored
from qwix_epilogue import documented
from qwix_formulas import NF4, element
from qwix_products import contract, exact_operand

UNIT = 2.0**-24
MANTISSA = {"f32": 23, "bf16": 7, "f16": 10}
SMALLEST_EXPONENT = {"f32": -126, "bf16": -126, "f16": -14}
LARGEST = {"f32": (2 - 2.0**-24) * 2.0**127, "bf16": (2 - 2.0**-8) * 2.0**127, "f16": 65520.0}


def is_integer(o):
    return o["dtype"] is not None and o["dtype"].startswith(("int", "uint"))


def bound_of(c, exact, magnitude, t):
    """gamma_K * sum |a||b| + 1 unit in the last place of the result; the integer path rounds three times a tile at most
    K times, which is less."""
    depth = max(int(contract(c, np.ones_like(c["lhs"]["x"]), np.ones_like(c["rhs"]["x"])).max(initial=0)), 1) + 3
    gamma = depth * UNIT / (1 - depth * UNIT)
    with np.errstate(all="ignore"):
        exponent = np.maximum(np.frexp(np.where(np.isfinite(exact), exact, 1.0))[1] - 1, SMALLEST_EXPONENT[t])
    return gamma * magnitude + np.exp2(exponent.astype(np.float64) - MANTISSA[t])


# -------------------------------------------------------------- Qnt's program


def operand(f, side, o, inputs):
    """An argument: a float tensor or an array given as its parts."""
    shape, t = o["x"].shape, o["t"]
    if o["dtype"] is None:
        return f.value(inputs[side]), tensor(shape, t)
    dtype, form = o["dtype"], SCALE_TYPES.get(o["dtype"], t)
    zero = inputs.get(f"{side}_zero_point")
    parts = [inputs[f"{side}_codes"], stored(inputs[f"{side}_scale"], t, form)]
    if dtype == "nf4":
        encoding = Encoding("uint4", t, o["block"], form, lut="f32")
        parts[0] = array(load(parts[0]), "uint4")
        parts.append(array(NF4.reshape([1] * len(shape) + [16]), "f32"))
    else:
        encoding = Encoding(element(dtype), t, o["block"], form, dtype if zero else None)
        parts += [zero] if zero else []
    type_ = encoding.type(shape)
    return f.argument(type_, *parts), type_


def conv_dims(letters):
    """["NCHW", "OIHW", "NCHW"] as dims; a letter of its own names a spatial dimension, in the order of the first."""
    spatial = [ch for ch in letters[0] if ch not in "NC"]
    names = {"N": "b", "C": "f", "O": "o", "I": "i", **{ch: str(i) for i, ch in enumerate(spatial)}}
    lhs, rhs, out = ("[" + ", ".join(names[ch] for ch in text) + "]" for text in letters)
    return f"<{lhs} x {rhs} -> {out}>"


def attributes_text(c):
    """The part of the op between its operands and its types."""
    a = c["attributes"]
    if c["op"] == "conv_general_dilated":
        groups = f" feature_groups = {a['feature_group_count']}" if a["feature_group_count"] > 1 else ""
        groups += f" batch_groups = {a['batch_group_count']}" if a["batch_group_count"] > 1 else ""
        return (f"dims = {conv_dims(a['dimension_numbers'])} strides = {a['window_strides']} "
                f"padding = {[p for pair in a['padding'] for p in pair]} lhs_dilation = {a['lhs_dilation']} "
                f"rhs_dilation = {a['rhs_dilation']}{groups}")
    dims = f"contracting = {a['contracting'][0]} x {a['contracting'][1]} batch = {a['batch'][0]} x {a['batch'][1]}" \
        if "contracting" in a else ""
    if c["op"] == "ragged_dot_general":
        return dims + f" ragged = {a['lhs_ragged']} group = {a['rhs_group']}"
    return dims


def program(c, inputs, shape, t):
    f = Function()
    lhs, lhs_type = operand(f, "lhs", c["lhs"], inputs)
    rhs, rhs_type = operand(f, "rhs", c["rhs"], inputs)
    types = f"({lhs_type}, {rhs_type}) -> {tensor(shape, t)}"
    text = attributes_text(c)
    if c["op"] == "einsum":
        return f, f.op(f"qnt.einsum \"{c['attributes']['equation']}\" {lhs}, {rhs} : {types}")
    if c["op"].startswith("ragged"):
        sizes = inputs["group_sizes"]
        text = f"groups({f.value(sizes)} : {tensor(sizes['shape'], 'int32')}) {text}"
    return f, f.op(f"qnt.{c['op']} {lhs}, {rhs} {text} : {types}")


def add(file, c, inputs, package, family):
    t = c["lhs"]["t"]
    lhs, _, _ = exact_operand(inputs, "lhs", c["lhs"])
    rhs, _, _ = exact_operand(inputs, "rhs", c["rhs"])
    exact, magnitude = contract(c, lhs, rhs), contract(c, np.abs(lhs), np.abs(rhs))
    bound = bound_of(c, exact, magnitude, t)
    exact = np.where(np.abs(exact) >= LARGEST[t], np.copysign(np.inf, exact), exact)
    bits = None
    if is_integer(c["lhs"]) and is_integer(c["rhs"]):
        y = documented(c, inputs)
        bits = None if y is None else array(bits_of(to_float(y, t), t), t)
    f, y = program(c, inputs, exact.shape, t)
    f.result(y, tensor(exact.shape, t), within_bound("y", t, exact, bound, package, bits))
    file.add(family, c["name"], f)


def add_all(file, rng, count):
    """`count` cases of each op that the package computes; those that it refuses are compared as well."""
    for op in qwix_drawing.MAKERS:
        done = tries = 0
        while done < count and tries < 4 * count:
            c = qwix_drawing.draw(rng, op, tries)
            tries += 1
            try:
                inputs, results = run_product(c)
            except Exception:  # whatever the package raises is a refusal
                inputs = quantize_operands(c)
                if inputs is not None:
                    add(file, c, inputs, None, f"{op}, refused by Qwix")
                continue
            add(file, c, inputs, results["y"], op)
            done += 1


def quantize_operands(c):
    """The operands alone, None where the package refuses one of them."""
    try:
        return run_product(c, operands_only=True)
    except Exception:  # whatever the package raises is a refusal
        return None
