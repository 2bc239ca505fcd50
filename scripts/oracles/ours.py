"""What quant-opt makes of a weight, as NumPy arrays in the form of the other packages' decoders."""

import json
import os
import re
import subprocess
import tempfile

import numpy as np

import constants

FLOATS = {"f32": np.float32, "f16": np.float16, "f64": np.float64}


def compress(text, options):
    """The compressed constants of a module after a pass. QUANT_OPT names the program."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.mlir")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        done = subprocess.run([os.environ["QUANT_OPT"], path, *options], capture_output=True, text=True, check=True)
    return constants.read_constants(done.stdout)


def unpack(part, shape, bits):
    """Codes, rows of which begin at a byte, low bits first."""
    data = np.frombuffer(bytes.fromhex(part[0]), np.uint8)
    rows = data.reshape(-1, -(-shape[-1] * bits // 8))
    each = np.unpackbits(rows, axis=1, bitorder="little")[:, :shape[-1] * bits].reshape(-1, shape[-1], bits)
    return (each.astype(np.int64) << np.arange(bits)).sum(-1).reshape(shape)


def numbers(part):
    """A printed part: a list, one number for all, or bytes."""
    text, type_ = part
    *shape, element = type_[len("tensor<"):-1].split("x")
    shape, kind = [int(n) for n in shape], FLOATS.get(element) or np.dtype("i" + str(int(element[1:]) // 8))
    if text.startswith('"0x'):
        return np.frombuffer(bytes.fromhex(text.strip('"')[2:]), kind).reshape(shape)
    values = np.array(json.loads(text), np.float64).astype(kind)
    return np.full(shape, values) if values.ndim == 0 else values.reshape(shape)


class Parts:
    """Of one constant."""

    def __init__(self, constant):
        self.shape = [int(n) for n in constant["shape"].split("x")]
        encoding = ", ".join(constant["encoding"])
        palette = re.match(r"lut<u(\d)", encoding)
        self.vector = [1] * len(self.shape)
        if found := re.search(r"vector = ([\dx]+)", encoding):
            self.vector = [int(n) for n in found.group(1).split("x")]
        storage = re.match(r"([iu])(\d+) : ", encoding)
        self.bits = bits = int(palette.group(1) if palette else storage.group(2))
        self.codes = unpack(constant["codes"], [n // v for n, v in zip(self.shape, self.vector)], bits)
        self.is_unsigned = not storage or storage.group(1) == "u"
        if not self.is_unsigned:
            self.codes = np.where(self.codes >> (bits - 1) & 1, self.codes - (1 << bits), self.codes)
        self.table = self.scale = self.zero_point = self.mask = None
        if palette:
            table = numbers(constant["codebook"])
            self.table = table if max(self.vector) > 1 else table[..., None]
        if "scales" in constant:
            self.scale = numbers(constant["scales"])
        if "zero_points" in constant:
            self.zero_point = numbers(constant["zero_points"]).view(np.uint8 if self.is_unsigned else np.int8)
        if "mask" in constant:
            self.mask = unpack(constant["mask"], self.shape, 1)
