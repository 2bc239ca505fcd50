"""The compressed constants of a module that quant-opt wrote: their parts as text, resources as their bytes."""

import re

CONSTANT = re.compile(r"qnt\.constant (.*?)(?: \{[^{}]*\})? : !qnt\.array<([^,]*), (#\S+)>$", re.M)
PART = re.compile(r"(codes|scales|zero_points|codebook|tensor_scale|mask) = (dense(?:_resource)?)<(.*?)> : (tensor<[^>]*>)")
ENCODING = re.compile(r"^(#\S+) = #qnt\.encoding<(.*)>$", re.M)
RESOURCE = re.compile(r'^\s*([\w.$-]+|"[^"]*"): "0x[0-9A-F]{8}([0-9A-F]*)"', re.M)
ZERO = re.compile(r"[\[\]0, .e+]*$")


def storage(encoding):
    """What the codes are: the encoding without its block, which sizes of 1 leave open, and without its zero point."""
    return [item for item in encoding.split(", ") if not re.match(r"(block|zero_point|decode) = ", item)]


def read_constants(text):
    """A dict of part names, in the order of the program."""
    resources = {name.strip('"'): data for name, data in RESOURCE.findall(text)}
    encodings = dict(ENCODING.findall(text))
    constants = []
    for parts, shape, alias in CONSTANT.findall(text):
        constant = {"shape": shape, "encoding": storage(encodings[alias])}
        for name, kind, data, type_ in PART.findall(parts):
            value = resources[data.strip('"')] if kind == "dense_resource" else data
            if name == "zero_points" and ZERO.match(value):
                continue  # the same as none
            constant[name] = (value, type_)
        constants.append(constant)
    return constants


def compare(first, second):
    """What is different, as lines."""
    if len(first) != len(second):
        return [f"{len(first)} compressed constants, and {len(second)}"]
    lines = []
    for index, (a, b) in enumerate(zip(first, second)):
        for part in sorted(set(a) | set(b)):
            if a.get(part) != b.get(part):
                lines.append(f"constant {index}, {part}: {str(a.get(part))[:200]} and {str(b.get(part))[:200]}")
    return lines
