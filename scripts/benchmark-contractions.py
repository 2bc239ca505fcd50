#!/usr/bin/env python3
"""Compiled contractions beside onnxruntime and beside upstream's plain loops, one thread each, in one run.

Runs build/bin/contraction-benchmark and the same products in onnxruntime, and prints milliseconds of processor time, the smallest of
several runs, and their ratio. Without onnxruntime, onnx and numpy (pip install onnxruntime onnx numpy, any environment) it says so
and prints our figures alone.

The int8 product is MatMulInteger: onnxruntime's quicker form of it, u8 x i8 with constant weights, counts. int4 weights are
MatMulNBits with blocks of 32 and f32 arithmetic (accuracy_level 1); its accuracy_level 4 rounds the activations to int8 and is not
the same product.

Usage: scripts/benchmark-contractions.py [--benchmark PATH] [--repetitions N]
"""
import argparse
import json
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
LIMITS = {"dot/i8_i8": 3.0, "dot/f32_u4": 3.0, "decode/f32_u4": 2.0}  # what we aim at: our time over onnxruntime's
BLOCK = 32


def run_ours(benchmark, repetitions):
    """Milliseconds by case."""
    command = [benchmark, "--benchmark_format=json", f"--benchmark_repetitions={repetitions}", "--benchmark_min_time=0.1s"]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    times = {}
    for run in json.loads(output)["benchmarks"]:
        if run.get("error_occurred"):
            sys.exit(f"{run['name']}: {run['error_message']}")
        if run["run_type"] == "iteration":
            times[run["run_name"]] = min(run["cpu_time"], times.get(run["run_name"], float("inf")))
    return times


class Onnxruntime:
    """The same products; sessions of one thread."""

    def __init__(self, repetitions):
        import numpy
        import onnx
        import onnxruntime
        self.np, self.onnx, self.runtime, self.repetitions = numpy, onnx, onnxruntime, repetitions
        self.random = numpy.random.default_rng(0)

    def measure(self, node, inputs, weights, result):
        helper, numpy_helper = self.onnx.helper, self.onnx.numpy_helper
        tensor = lambda name, value: helper.make_tensor_value_info(
            name, helper.np_dtype_to_tensor_dtype(value.dtype), value.shape)
        graph = helper.make_graph([node], "product", [tensor(name, value) for name, value in inputs.items()],
                                  [tensor("y", result)], [numpy_helper.from_array(value, name) for name, value in weights.items()])
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21), helper.make_opsetid("com.microsoft", 1)],
                                  ir_version=10)
        options = self.runtime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        session = self.runtime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
        best = float("inf")
        for _ in range(20 * self.repetitions):
            start = time.process_time()
            session.run(None, inputs)
            best = min(best, time.process_time() - start)
        return best * 1e3

    def integers(self, m, n, k, type_):
        np = self.np
        a = self.random.integers(0, 256, (m, k), dtype=np.uint8).view(type_)
        b = self.random.integers(-128, 128, (k, n), dtype=np.int8)
        node = self.onnx.helper.make_node("MatMulInteger", ["a", "b"], ["y"])
        return self.measure(node, {"a": a}, {"b": b}, np.zeros((m, n), np.int32))

    def int4_weights(self, m, n, k):
        np = self.np
        weights = {"b": self.random.integers(0, 256, (n, k // BLOCK, BLOCK // 2), dtype=np.uint8),
                   "s": self.random.random(n * k // BLOCK, dtype=np.float32)}
        node = self.onnx.helper.make_node("MatMulNBits", ["a", "b", "s"], ["y"], domain="com.microsoft", K=k, N=n, bits=4,
                                          block_size=BLOCK, accuracy_level=1)
        return self.measure(node, {"a": self.random.random((m, k), dtype=np.float32)}, weights, np.zeros((m, n), np.float32))

    def floats(self, m, n, k):
        np = self.np
        node = self.onnx.helper.make_node("MatMul", ["a", "b"], ["y"])
        return self.measure(node, {"a": self.random.random((m, k), dtype=np.float32)},
                            {"b": self.random.random((k, n), dtype=np.float32)}, np.zeros((m, n), np.float32))

    def run(self):
        return {"dot/i8_i8": min(self.integers(512, 512, 512, self.np.int8), self.integers(512, 512, 512, self.np.uint8)),
                "dot/f32_u4": self.int4_weights(512, 512, 512), "decode/f32_u4": self.int4_weights(1, 4096, 4096),
                "dot/f32_f32": self.floats(512, 512, 512)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--benchmark", default=ROOT / "build/bin/contraction-benchmark")
    parser.add_argument("--repetitions", type=int, default=5)
    arguments = parser.parse_args()
    theirs = {}
    try:
        theirs = Onnxruntime(arguments.repetitions)
    except ImportError as error:
        print(f"onnxruntime is not measured: {error}")
    ours = run_ours(arguments.benchmark, arguments.repetitions)
    theirs = theirs.run() if theirs else {}
    plain = ours.pop("linalg/f32_f32")
    print(f"{'case':16} {'ours ms':>9} {'onnxruntime ms':>15} {'ratio':>7} {'aim':>5}")
    for name, milliseconds in ours.items():
        other = f"{theirs[name]:15.2f} {milliseconds / theirs[name]:7.2f}" if name in theirs else f"{'-':>15} {'-':>7}"
        print(f"{name:16} {milliseconds:9.2f} {other} {LIMITS.get(name, '-'):>5}")
    print(f"upstream's loops for dot/f32_f32: {plain:.2f} ms, {plain / ours['dot/f32_f32']:.1f} times ours")


if __name__ == "__main__":
    main()
