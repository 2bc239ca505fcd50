#!/usr/bin/env python3
"""Time from a float model to kernels: transformer encoders of a growing number of layers.

    scripts/benchmark-compile.py [--tools build/bin] [--target sm_90a] [--layers 1,2,4,8,12] [--jobs 0]

Encoders of 384 features, 12 heads, 1,536 hidden units and 128 tokens with a dynamic batch (benchmarks/encoder), weights to int4 in
blocks of 32 (and to int8, with inputs quantized by token), then to a shared library with its kernels as PTX. Prints seconds,
processor time and MiB for each, processor time a layer, and the passes that take most of the largest one.
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
SCHEMES = {
    "int4": ["--qnt-quantize-weights=dtype=int4 granularity=per_block block-size=32"],
    "int8 x int8": ["--qnt-quantize-weights=dtype=int8", "--qnt-quantize-activations=granularity=per_token"],
}


def run(command):
    """(seconds, seconds of processor time, MiB at most, output)"""
    start = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(map(str, command))} failed: {process.returncode}\n{output[-2000:]}")
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, output


def measure(options, folder, layers, scheme):
    model, ready = folder / f"encoder{layers}.mlir", folder / "ready.mlirbc"
    run([sys.executable, ROOT / "benchmarks/encoder/make_encoder.py", f"--layers={layers}", f"--type={options.type}", model])
    quantize = run([options.tools / "quant-opt", model, "--qnt-import", *SCHEMES[scheme], "--canonicalize", "--cse",
                    "--emit-bytecode", "-o", ready])
    kernels = run([options.tools / "quant-compile", ready, f"--target={options.target}", f"--jobs={options.jobs}",
                   "-o", folder / "model.so"])
    return quantize, kernels


def report(options, folder):
    """The passes that take longest on the model that was quantized last."""
    output = run([options.tools / "quant-compile", folder / "ready.mlirbc", f"--target={options.target}",
                        "-o", folder / "model.ptx", "--pipeline-report"])[-1]
    passes = {}
    for milliseconds, name in re.findall(r"^\s*([\d.]+)\s+\d+\s+\d+\s+(\S+)$", output, re.M):
        passes[name] = passes.get(name, 0.0) + float(milliseconds) / 1000
    for name, seconds in sorted(passes.items(), key=lambda item: -item[1])[:8]:
        print(f"    {seconds:6.2f} s  {name}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tools", type=pathlib.Path, default=ROOT / "build/bin")
    parser.add_argument("--target", default="sm_90a")
    parser.add_argument("--layers", default="1,2,4,8,12")
    parser.add_argument("--jobs", type=int, default=0, help="threads that compile, 0: all of the machine")
    parser.add_argument("--type", choices=("f16", "f32"), default="f16")
    parser.add_argument("--scheme", choices=SCHEMES, action="append", help="default: all")
    options = parser.parse_args()
    for scheme in options.scheme or SCHEMES:
        print(f"{scheme}, {options.type}, {options.target}")
        print("| layers | quantize | compile | processor time | a layer | memory |\n|---:|---:|---:|---:|---:|---:|")
        with tempfile.TemporaryDirectory() as folder:
            for layers in map(int, options.layers.split(",")):
                quantize, kernels = measure(options, pathlib.Path(folder), layers, scheme)
                print(f"| {layers} | {quantize[0]:.1f} s | {kernels[0]:.1f} s | {kernels[1]:.1f} s | {kernels[1] / layers:.2f} s | "
                      f"{kernels[2]:.0f} MiB |", flush=True)
            report(options, pathlib.Path(folder))


if __name__ == "__main__":
    main()
