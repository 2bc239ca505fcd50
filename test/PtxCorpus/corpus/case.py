"""A case: a kernel with its launch and data, and what has to come out."""
import json
import os

from . import values

CASES = {}


class Item:
    """A buffer or an argument. `expected`: what an output must hold; `bound`: how far off it may be, a number or a list,
    else the same bits."""

    def __init__(self, kind, dtype=None, data=None, shape=None, expected=None, bound=None, derivation="", value=None,
                 offset=0, is_argument=True):
        self.kind, self.dtype, self.data, self.shape = kind, dtype, data, shape
        self.expected, self.bound, self.derivation, self.value = expected, bound, derivation, value
        self.offset, self.is_argument = offset, is_argument


def given(dtype, data, shape=None):
    return Item("in", dtype, data, shape)


def result(dtype, expected, shape=None, bound=None, derivation=""):
    return Item("out", dtype, None, shape, expected, bound, derivation)


def changed(dtype, data, expected, shape=None, bound=None, derivation=""):
    return Item("inout", dtype, data, shape, expected, bound, derivation)


def work(dtype, data):
    """Memory of the kernel's own, not looked at afterwards."""
    return Item("scratch", dtype, data)


def scalar(dtype, value):
    return Item("scalar", dtype, value=value)


def struct_bytes(data, align):
    return Item("bytes", value=(data, align))


def case(source, grid, block, shared=0, kernel=None, compilers=("nvcc", "clang"), order_dependent=False,
         cooperative=False, seed=1):
    """Registers `function(random)`, which returns the items in the kernel's order."""

    def register(function):
        name = function.__name__
        CASES[name] = Case(name, source, kernel or name, grid, block, shared, compilers, order_dependent, cooperative,
                           seed, function)
        return function

    return register


def triple(sizes):
    sizes = (sizes,) if isinstance(sizes, int) else tuple(sizes)
    return list(sizes) + [1] * (3 - len(sizes))


class Case:
    def __init__(self, name, source, kernel, grid, block, shared, compilers, order_dependent, cooperative, seed,
                 function):
        self.name, self.source, self.kernel = name, source, kernel
        self.grid, self.block, self.shared = triple(grid), triple(block), shared
        self.compilers, self.order_dependent, self.cooperative = compilers, order_dependent, cooperative
        self.seed, self.function = seed, function

    def write(self, folder, target="sm_80"):
        """Writes launch.json and the arrays; returns the launch file's path."""
        os.makedirs(folder, exist_ok=True)
        buffers, arguments = [], []
        for index, item in enumerate(self.function(values.Random(self.seed))):
            if item.kind == "scalar":
                arguments.append({"kind": "scalar", "type": item.dtype, "value": item.value})
            elif item.kind == "null":
                arguments.append({"kind": "null_pointer"})
            elif item.kind == "bytes":
                data, align = item.value
                arguments.append({"kind": "bytes", "size": len(data), "align": align, "hex": data.hex()})
            else:
                name = f"b{index}"
                buffers.append(write_buffer(folder, name, item))
                arguments.append({"kind": "pointer", "buffer": name, "offset_bytes": 0})
        launch = {"name": self.name, "target": target, "kernel": self.kernel, "grid": self.grid, "block": self.block,
                  "dynamic_shared_bytes": self.shared, "buffers": buffers, "args": arguments,
                  "expect": {"report": "none"}}
        if self.order_dependent:
            launch["order_dependent"] = True
        if self.cooperative:
            launch["cooperative"] = True
        path = os.path.join(folder, "launch.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(launch, file, indent=1)
        return path


def write_buffer(folder, name, item):
    some = item.data if item.data is not None else item.expected
    shape = list(item.shape) if item.shape else [len(some)]
    buffer = {"name": name, "dtype": item.dtype, "shape": shape, "direction": item.kind}
    if item.data is not None:
        buffer["file"] = f"{name}.npy"
        values.write_npy(os.path.join(folder, f"{name}.npy"), item.dtype, shape, values.pack(item.dtype, item.data))
    if item.expected is None:
        return buffer
    buffer["expected"] = f"{name}.expected.npy"
    stored = item.dtype if item.bound is None else "f64"
    values.write_npy(os.path.join(folder, f"{name}.expected.npy"), stored, shape, values.pack(stored, item.expected))
    if item.bound is None:
        buffer["tolerance"] = {"kind": "exact"}
    elif isinstance(item.bound, list):
        values.write_npy(os.path.join(folder, f"{name}.bound.npy"), "f64", shape, values.pack("f64", item.bound))
        buffer["tolerance"] = {"kind": "bound", "file": f"{name}.bound.npy", "derivation": item.derivation}
    else:
        buffer["tolerance"] = {"kind": "bound", "absolute": item.bound, "derivation": item.derivation}
    return buffer
