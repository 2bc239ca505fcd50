#!/usr/bin/env python3
"""Train the digits example and write the float module that Qnt compiles.

Data:     UCI "Optical Recognition of Handwritten Digits" (E. Alpaydin and
          C. Kaynak, 1998), licence CC BY 4.0,
          https://archive.ics.uci.edu/dataset/80/optical+recognition+of+handwritten+digits
          Read through scikit-learn's load_digits(), which carries the 1,797
          8x8 images of the data set's test part; nothing is downloaded.
Packages: Python 3.11, numpy==2.4.6, scikit-learn==1.9.1, scipy==1.17.1
            pip install numpy==2.4.6 scikit-learn==1.9.1 scipy==1.17.1
Run:      python3 train.py [--out DIR]     (about half a minute on one core)

The network, NHWC, is trained here in plain numpy (im2col and matrix products,
AdamW, no quantization-aware step of any kind):

  images ?x8x8x1 -> pad 1 -> conv 3x3x1x32  -> +bias -> relu
                 -> pad 1 -> conv 3x3x32x64 -> +bias -> relu
                 -> max pool 2x2 -> flatten (h, w, c) -> dense 1024x10 -> +bias

Written to DIR (by default this script's folder): digits.mlir,
test_images.npy, test_labels.npy, float_logits.npy.
"""

import os

# One BLAS thread: the order of additions, and so the weights, stay the same
# from run to run on one machine. Must be set before numpy is imported.
for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

import argparse
import time

import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

SEED = 20240
TEST_COUNT = 360
EPOCHS = 60
BATCH = 64
PEAK_RATE = 2e-3
WEIGHT_DECAY = 2e-2
DROPOUT = 0.3
LABEL_SMOOTHING = 0.05

# Name, shape. The order is the order of the constants in the module.
PARAMETERS = [
    ("conv1.weight", (3, 3, 1, 32)),
    ("conv1.bias", (32,)),
    ("conv2.weight", (3, 3, 32, 64)),
    ("conv2.bias", (64,)),
    ("dense.weight", (1024, 10)),
    ("dense.bias", (10,)),
]


# ---------------------------------------------------------------------- data


def load_split():
    """The stratified split: train images, test images, labels of both."""
    digits = load_digits()
    images = (digits.images / 16.0).astype(np.float32)[..., None]
    labels = digits.target.astype(np.int64)
    return train_test_split(
        images, labels, test_size=TEST_COUNT, stratify=labels, random_state=SEED
    )


def augment(images, rng):
    """Shifts, turns, scales and shears every image a little (bilinear)."""
    count, height, width, _ = images.shape
    angle = rng.uniform(-0.18, 0.18, count)
    scale_y = rng.uniform(0.9, 1.12, count)
    scale_x = rng.uniform(0.9, 1.12, count)
    shear = rng.uniform(-0.12, 0.12, count)
    shift = rng.uniform(-1.0, 1.0, (count, 2))

    centre_y, centre_x = (height - 1) / 2.0, (width - 1) / 2.0
    grid_y, grid_x = np.mgrid[0:height, 0:width]
    y = (grid_y - centre_y)[None]
    x = (grid_x - centre_x)[None]
    cos, sin = np.cos(angle)[:, None, None], np.sin(angle)[:, None, None]
    source_y = (cos * y - sin * x) * scale_y[:, None, None]
    source_x = (sin * y + cos * x) * scale_x[:, None, None]
    source_x = source_x + shear[:, None, None] * y
    source_y = source_y + centre_y + shift[:, 0, None, None]
    source_x = source_x + centre_x + shift[:, 1, None, None]

    # A border of zeros wide enough that clamped reads fall into it.
    border = 2
    padded = np.pad(images[..., 0], ((0, 0), (border, border), (border, border)))
    source_y = np.clip(source_y + border, 0, height + 2 * border - 1.001)
    source_x = np.clip(source_x + border, 0, width + 2 * border - 1.001)
    y0, x0 = source_y.astype(np.int64), source_x.astype(np.int64)
    fy, fx = source_y - y0, source_x - x0
    n = np.arange(count)[:, None, None]
    out = (
        padded[n, y0, x0] * (1 - fy) * (1 - fx)
        + padded[n, y0, x0 + 1] * (1 - fy) * fx
        + padded[n, y0 + 1, x0] * fy * (1 - fx)
        + padded[n, y0 + 1, x0 + 1] * fy * fx
    )
    return out.astype(np.float32)[..., None]


# ------------------------------------------------------------------ training


def columns(x):
    """im2col of a 3x3 window with one pixel of padding: (b*8*8, 9*c)."""
    b, h, w, c = x.shape
    padded = np.zeros((b, h + 2, w + 2, c), x.dtype)
    padded[:, 1:-1, 1:-1] = x
    out = np.empty((b, h, w, 9, c), x.dtype)
    for i in range(3):
        for j in range(3):
            out[:, :, :, 3 * i + j] = padded[:, i : i + h, j : j + w]
    return out.reshape(b * h * w, 9 * c)


def scatter_columns(grad, shape):
    """The transpose of columns(): adds the windows back into an image."""
    b, h, w, c = shape
    grad = grad.reshape(b, h, w, 9, c)
    padded = np.zeros((b, h + 2, w + 2, c), grad.dtype)
    for i in range(3):
        for j in range(3):
            padded[:, i : i + h, j : j + w] += grad[:, :, :, 3 * i + j]
    return padded[:, 1:-1, 1:-1]


def loss_and_gradients(p, images, labels, rng):
    """Cross entropy of one batch and its gradient for every parameter."""
    b = images.shape[0]

    col1 = columns(images)
    act1 = np.maximum(col1 @ p["conv1.weight"].reshape(9, 32) + p["conv1.bias"], 0)
    col2 = columns(act1.reshape(b, 8, 8, 32))
    act2 = np.maximum(col2 @ p["conv2.weight"].reshape(288, 64) + p["conv2.bias"], 0)

    windows = act2.reshape(b, 4, 2, 4, 2, 64).transpose(0, 1, 3, 5, 2, 4)
    windows = windows.reshape(b, 4, 4, 64, 4)
    winner = windows.argmax(axis=-1)[..., None]
    flat = np.take_along_axis(windows, winner, axis=-1).reshape(b, 1024)
    keep = (rng.random(flat.shape, dtype=np.float32) >= DROPOUT) / np.float32(
        1 - DROPOUT
    )
    dropped = flat * keep
    logits = dropped @ p["dense.weight"] + p["dense.bias"]

    logits = logits - logits.max(axis=1, keepdims=True)
    log_prob = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    target = np.full((b, 10), LABEL_SMOOTHING / 10, np.float32)
    target[np.arange(b), labels] += 1 - LABEL_SMOOTHING
    loss = -(target * log_prob).sum() / b

    grads = {}
    d_logits = (np.exp(log_prob) - target) / np.float32(b)
    grads["dense.weight"] = dropped.T @ d_logits
    grads["dense.bias"] = d_logits.sum(axis=0)
    d_flat = (d_logits @ p["dense.weight"].T) * keep

    d_windows = np.zeros_like(windows)
    np.put_along_axis(d_windows, winner, d_flat.reshape(b, 4, 4, 64, 1), axis=-1)
    d_act2 = d_windows.reshape(b, 4, 4, 64, 2, 2).transpose(0, 1, 4, 2, 5, 3)
    d_act2 = d_act2.reshape(b * 64, 64) * (act2 > 0)
    grads["conv2.weight"] = (col2.T @ d_act2).reshape(3, 3, 32, 64)
    grads["conv2.bias"] = d_act2.sum(axis=0)

    d_col2 = d_act2 @ p["conv2.weight"].reshape(288, 64).T
    d_act1 = scatter_columns(d_col2, (b, 8, 8, 32)).reshape(b * 64, 32) * (act1 > 0)
    grads["conv1.weight"] = (col1.T @ d_act1).reshape(3, 3, 1, 32)
    grads["conv1.bias"] = d_act1.sum(axis=0)
    return loss, grads


def train(images, labels):
    rng = np.random.default_rng(SEED)
    p = {}
    for name, shape in PARAMETERS:
        if name.endswith("bias"):
            p[name] = np.zeros(shape, np.float32)
        else:
            fan_in = int(np.prod(shape[:-1]))
            gain = 1.0 if name.startswith("dense") else 2.0
            p[name] = rng.normal(0, np.sqrt(gain / fan_in), shape).astype(np.float32)
    first = {name: np.zeros_like(value) for name, value in p.items()}
    second = {name: np.zeros_like(value) for name, value in p.items()}

    count = len(images)
    steps_per_epoch = count // BATCH
    total = EPOCHS * steps_per_epoch
    warm_up = 2 * steps_per_epoch
    step = 0
    for epoch in range(EPOCHS):
        order = rng.permutation(count)
        varied = augment(images, rng)
        losses = []
        for k in range(steps_per_epoch):
            pick = order[k * BATCH : (k + 1) * BATCH]
            loss, grads = loss_and_gradients(p, varied[pick], labels[pick], rng)
            losses.append(loss)
            step += 1
            done = max(step - warm_up, 0) / (total - warm_up)
            rate = PEAK_RATE * min(step / warm_up, 0.5 * (1 + np.cos(np.pi * done)))
            for name, grad in grads.items():
                first[name] = 0.9 * first[name] + 0.1 * grad
                second[name] = 0.999 * second[name] + 0.001 * grad * grad
                mean = first[name] / (1 - 0.9**step)
                spread = np.sqrt(second[name] / (1 - 0.999**step)) + 1e-8
                decay = 0.0 if name.endswith("bias") else WEIGHT_DECAY
                p[name] = (p[name] - rate * (mean / spread + decay * p[name])).astype(
                    np.float32
                )
        if (epoch + 1) % 10 == 0:
            print(f"epoch {epoch + 1:3d}  loss {np.mean(losses):.4f}", flush=True)
    return p


# ----------------------------------------------------------------- reference


def reference_logits(p, images):
    """The network in f64 by direct window sums, apart from the training code."""
    p = {name: value.astype(np.float64) for name, value in p.items()}

    def convolve(x, weight, bias):
        x = np.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)))
        view = np.lib.stride_tricks.sliding_window_view(x, (3, 3), axis=(1, 2))
        return np.einsum("nhwcij,ijcf->nhwf", view, weight, optimize=True) + bias

    x = images.astype(np.float64)
    x = np.maximum(convolve(x, p["conv1.weight"], p["conv1.bias"]), 0)
    x = np.maximum(convolve(x, p["conv2.weight"], p["conv2.bias"]), 0)
    x = np.maximum.reduce(
        [x[:, i::2, j::2] for i in range(2) for j in range(2)]
    )
    return x.reshape(len(x), 1024) @ p["dense.weight"] + p["dense.bias"]


# -------------------------------------------------------------------- module

MODULE = """\
// A small convolutional network for 8x8 handwritten digits, in f32.
// Written by train.py in this folder; see README.md. Trained on the UCI
// "Optical Recognition of Handwritten Digits" data set (E. Alpaydin and
// C. Kaynak, 1998), CC BY 4.0.
module {
  func.func @main(%images: tensor<?x8x8x1xf32>) -> tensor<?x10xf32> {
    %conv1_weight = arith.constant dense_resource<conv1_weight> : tensor<3x3x1x32xf32> loc("conv1.weight")
    %conv1_bias = arith.constant dense_resource<conv1_bias> : tensor<32xf32> loc("conv1.bias")
    %conv2_weight = arith.constant dense_resource<conv2_weight> : tensor<3x3x32x64xf32> loc("conv2.weight")
    %conv2_bias = arith.constant dense_resource<conv2_bias> : tensor<64xf32> loc("conv2.bias")
    %dense_weight = arith.constant dense_resource<dense_weight> : tensor<1024x10xf32> loc("dense.weight")
    %dense_bias = arith.constant dense_resource<dense_bias> : tensor<10xf32> loc("dense.bias")
    %c0 = arith.constant 0 : index
    %zero = arith.constant 0.0 : f32
    %lowest = arith.constant 0xFF800000 : f32
    %n = tensor.dim %images, %c0 : tensor<?x8x8x1xf32>

    // conv1: 3x3, 1 -> 32 channels, padded, bias, relu.
    %pad1 = tensor.pad %images low[0, 1, 1, 0] high[0, 1, 1, 0] {
    ^bb0(%i0: index, %i1: index, %i2: index, %i3: index):
      tensor.yield %zero : f32
    } : tensor<?x8x8x1xf32> to tensor<?x10x10x1xf32> loc("conv1.pad")
    %empty1 = tensor.empty(%n) : tensor<?x8x8x32xf32>
    %zeros1 = linalg.fill ins(%zero : f32) outs(%empty1 : tensor<?x8x8x32xf32>) -> tensor<?x8x8x32xf32>
    %conv1 = linalg.conv_2d_nhwc_hwcf {dilations = dense<1> : tensor<2xi64>, strides = dense<1> : tensor<2xi64>} ins(%pad1, %conv1_weight : tensor<?x10x10x1xf32>, tensor<3x3x1x32xf32>) outs(%zeros1 : tensor<?x8x8x32xf32>) -> tensor<?x8x8x32xf32> loc("conv1")
    %wide1 = linalg.broadcast ins(%conv1_bias : tensor<32xf32>) outs(%empty1 : tensor<?x8x8x32xf32>) dimensions = [0, 1, 2]
    %biased1 = arith.addf %conv1, %wide1 : tensor<?x8x8x32xf32> loc("conv1.add")
    %relu1 = arith.maximumf %biased1, %zeros1 : tensor<?x8x8x32xf32> loc("conv1.relu")

    // conv2: 3x3, 32 -> 64 channels, padded, bias, relu.
    %pad2 = tensor.pad %relu1 low[0, 1, 1, 0] high[0, 1, 1, 0] {
    ^bb0(%i0: index, %i1: index, %i2: index, %i3: index):
      tensor.yield %zero : f32
    } : tensor<?x8x8x32xf32> to tensor<?x10x10x32xf32> loc("conv2.pad")
    %empty2 = tensor.empty(%n) : tensor<?x8x8x64xf32>
    %zeros2 = linalg.fill ins(%zero : f32) outs(%empty2 : tensor<?x8x8x64xf32>) -> tensor<?x8x8x64xf32>
    %conv2 = linalg.conv_2d_nhwc_hwcf {dilations = dense<1> : tensor<2xi64>, strides = dense<1> : tensor<2xi64>} ins(%pad2, %conv2_weight : tensor<?x10x10x32xf32>, tensor<3x3x32x64xf32>) outs(%zeros2 : tensor<?x8x8x64xf32>) -> tensor<?x8x8x64xf32> loc("conv2")
    %wide2 = linalg.broadcast ins(%conv2_bias : tensor<64xf32>) outs(%empty2 : tensor<?x8x8x64xf32>) dimensions = [0, 1, 2]
    %biased2 = arith.addf %conv2, %wide2 : tensor<?x8x8x64xf32> loc("conv2.add")
    %relu2 = arith.maximumf %biased2, %zeros2 : tensor<?x8x8x64xf32> loc("conv2.relu")

    // 2x2 max pool with stride 2, then flatten to (h, w, c).
    %window = tensor.empty() : tensor<2x2xf32>
    %empty3 = tensor.empty(%n) : tensor<?x4x4x64xf32>
    %lowest3 = linalg.fill ins(%lowest : f32) outs(%empty3 : tensor<?x4x4x64xf32>) -> tensor<?x4x4x64xf32>
    %pool = linalg.pooling_nhwc_max {dilations = dense<1> : tensor<2xi64>, strides = dense<2> : tensor<2xi64>} ins(%relu2, %window : tensor<?x8x8x64xf32>, tensor<2x2xf32>) outs(%lowest3 : tensor<?x4x4x64xf32>) -> tensor<?x4x4x64xf32> loc("pool")
    %flat = tensor.collapse_shape %pool [[0], [1, 2, 3]] : tensor<?x4x4x64xf32> into tensor<?x1024xf32> loc("flatten")

    // dense: 1024 -> 10, bias.
    %empty4 = tensor.empty(%n) : tensor<?x10xf32>
    %zeros4 = linalg.fill ins(%zero : f32) outs(%empty4 : tensor<?x10xf32>) -> tensor<?x10xf32>
    %dense = linalg.matmul ins(%flat, %dense_weight : tensor<?x1024xf32>, tensor<1024x10xf32>) outs(%zeros4 : tensor<?x10xf32>) -> tensor<?x10xf32> loc("dense")
    %wide4 = linalg.broadcast ins(%dense_bias : tensor<10xf32>) outs(%empty4 : tensor<?x10xf32>) dimensions = [0]
    %logits = arith.addf %dense, %wide4 : tensor<?x10xf32> loc("dense.add")
    return %logits : tensor<?x10xf32>
  }
}

{-#
  dialect_resources: {
    builtin: {
@BLOBS@
    }
  }
#-}
"""


def write_module(p, path):
    """Each blob: the alignment (4, little-endian u32), then f32 little-endian."""
    blobs = []
    for name, shape in PARAMETERS:
        value = np.ascontiguousarray(p[name], dtype="<f4")
        assert value.shape == shape and np.isfinite(value).all()
        blobs.append(
            f'      {name.replace(".", "_")}: "0x04000000{value.tobytes().hex().upper()}"'
        )
    with open(path, "w", encoding="ascii", newline="\n") as out:
        out.write(MODULE.replace("@BLOBS@", ",\n".join(blobs)))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--out", default=os.path.dirname(os.path.abspath(__file__)), metavar="DIR"
    )
    out = parser.parse_args().out
    os.makedirs(out, exist_ok=True)

    train_images, test_images, train_labels, test_labels = load_split()
    start = time.process_time()
    p = train(train_images, train_labels)
    print(f"trained in {time.process_time() - start:.0f} s of processor time")

    train_hits = reference_logits(p, train_images).argmax(axis=1) == train_labels
    logits = reference_logits(p, test_images)
    hits = logits.argmax(axis=1) == test_labels
    print(f"train accuracy {100 * train_hits.mean():.2f} % of {len(train_hits)}")
    print(f"test accuracy  {100 * hits.mean():.2f} % ({hits.sum()} of {len(hits)})")
    print(f"weights        {sum(v.nbytes for v in p.values())} bytes")

    write_module(p, os.path.join(out, "digits.mlir"))
    np.save(os.path.join(out, "test_images.npy"), test_images.astype("<f4"))
    np.save(os.path.join(out, "test_labels.npy"), test_labels.astype("<i8"))
    np.save(os.path.join(out, "float_logits.npy"), logits.astype("<f4"))


if __name__ == "__main__":
    main()
