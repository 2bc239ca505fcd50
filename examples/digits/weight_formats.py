#!/usr/bin/env python3
"""What simple weight formats do to the digits model, in plain numpy.

Reads the weights back out of digits.mlir, checks that they give the stored
float_logits.npy, then rounds conv2.weight and dense.weight (weights only,
round to nearest, no calibration) to several formats and prints the accuracy
on the test images. A yardstick of its own: it shares no code with Qnt.

Packages: numpy==2.4.6 (and what train.py needs, for the network itself)
Run:      python3 weight_formats.py
"""

import os
import re

import numpy as np

from train import PARAMETERS, reference_logits

HERE = os.path.dirname(os.path.abspath(__file__))

# The 16 levels of NF4 (Dettmers et al., QLoRA, 2023).
NF4 = np.array(
    [
        -1.0, -0.6961928009986877, -0.5250730514526367, -0.39491748809814453,
        -0.28444138169288635, -0.18477343022823334, -0.09105003625154495, 0.0,
        0.07958029955625534, 0.16093020141124725, 0.24611230194568634,
        0.33791524171829224, 0.44070982933044434, 0.5626170039176941,
        0.7229568362236023, 1.0,
    ]
)  # fmt: skip
E2M1 = np.array([0, 0.5, 1, 1.5, 2, 3, 4, 6])


def read_weights(path):
    with open(path, encoding="ascii") as source:
        text = source.read()
    weights = {}
    for name, shape in PARAMETERS:
        blob = re.search(name.replace(".", "_") + r': "0x04000000([0-9A-F]*)"', text)
        value = np.frombuffer(bytes.fromhex(blob.group(1)), "<f4")
        weights[name] = value.reshape(shape)
    return weights


def nearest(x, levels):
    """The nearest of the sorted levels; a tie goes to the even index."""
    middle = (levels[1:] + levels[:-1]) / 2
    low = np.searchsorted(middle, x, side="left")
    high = np.searchsorted(middle, x, side="right")
    return levels[np.where(low % 2 == 0, low, high)]


def e2m1(x):
    return np.sign(x) * nearest(np.abs(x), E2M1)


def e4m3(x):
    """Rounds non-negative x to float8 e4m3 (finite only, largest 448)."""
    exponent = np.floor(np.log2(np.maximum(x, 2.0**-6)))
    step = 2.0 ** (exponent - 3)
    return np.minimum(np.round(x / step) * step, 448)


def in_blocks(weight, size, rounding):
    """Applies rounding(blocks, largest magnitude) along the reduction axis.

    The reduction axis is the one before the last: input channels of an HWCF
    filter, rows of a KxN matrix. The blocks lie on axis -2 of what is passed.
    """
    w = weight.astype(np.float64)
    blocks = w.reshape(*w.shape[:-2], w.shape[-2] // size, size, w.shape[-1])
    largest = np.abs(blocks).max(axis=-2, keepdims=True)
    largest = np.where(largest == 0, 1, largest)
    return rounding(blocks, largest).reshape(w.shape)


def int8_channel(weight):
    w = weight.astype(np.float64)
    scale = np.abs(w).max(axis=tuple(range(w.ndim - 1)), keepdims=True) / 127
    return np.clip(np.round(w / scale), -127, 127) * scale


def int4_block32(weight):
    def rounding(b, m):
        return np.clip(np.round(b / (m / 7)), -8, 7) * (m / 7)

    return in_blocks(weight, 32, rounding)


def nf4_block32(weight):
    return in_blocks(weight, 32, lambda b, m: nearest(b / m, NF4) * m)


def mxfp4(weight):
    def rounding(b, m):
        scale = 2.0 ** (np.floor(np.log2(m)) - 2)
        return e2m1(b / scale) * scale

    return in_blocks(weight, 32, rounding)


def nvfp4(weight):
    whole = float(np.abs(weight).max()) / (6 * 448)

    def rounding(b, m):
        scale = e4m3(m / 6 / whole) * whole
        return e2m1(b / scale) * scale

    return in_blocks(weight, 16, rounding)


def main():
    images = np.load(os.path.join(HERE, "test_images.npy"))
    labels = np.load(os.path.join(HERE, "test_labels.npy"))
    stored = np.load(os.path.join(HERE, "float_logits.npy"))
    weights = read_weights(os.path.join(HERE, "digits.mlir"))

    logits = reference_logits(weights, images)
    # The stored logits are the same f64 sums rounded to f32; another BLAS may
    # add in another order, which moves an f32 by one unit at most.
    assert np.allclose(logits, stored, rtol=3e-7, atol=1e-7)

    print(f"{'weights':32s} {'right':>9s} {'accuracy':>9s} {'logit SQNR':>11s}")

    def row(label, out):
        hits = int((out.argmax(axis=1) == labels).sum())
        noise = ((out - logits) ** 2).sum()
        sqnr = "" if noise == 0 else f"{10 * np.log10((logits**2).sum() / noise):.1f} dB"
        print(
            f"{label:32s} {hits:5d}/{len(labels)} {100 * hits / len(labels):7.2f} %"
            f" {sqnr:>11s}"
        )

    row("f32", logits)
    for label, quantize in [
        ("int8, per output channel", int8_channel),
        ("int4, blocks of 32", int4_block32),
        ("nf4, blocks of 32", nf4_block32),
        ("mxfp4 (e2m1, e8m0, blocks of 32)", mxfp4),
        ("nvfp4 (e2m1, e4m3, blocks of 16)", nvfp4),
    ]:
        changed = dict(weights)
        for name in ("conv2.weight", "dense.weight"):
            changed[name] = quantize(weights[name])
        row(label, reference_logits(changed, images))


if __name__ == "__main__":
    main()
