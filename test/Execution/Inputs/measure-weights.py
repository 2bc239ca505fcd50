"""Compiles int4 weights [K, N] for the CPU into the code and into a file; checks sizes and the memory that it took.

Usage: measure-weights.py FOLDER K N
"""
import os
import subprocess
import sys


def main():
    folder, k, n = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    model, code, weights = (os.path.join(folder, name) for name in ("large.mlir", "large.o", "large.weights"))
    generator = os.path.join(os.path.dirname(sys.argv[0]), "make-weights-model.py")
    with open(model, "w") as file:
        subprocess.run([sys.executable, generator, str(k), str(n), "1"], stdout=file, check=True)
    sizes, peaks = {}, {}
    for where in ("embedded", weights):
        command = ["quant-compile", model, "--target=cpu", f"--weights={where}", "-o", code]
        process = subprocess.Popen(command)
        _, status, usage = os.wait4(process.pid, 0)
        assert status == 0, command
        sizes[where], peaks[where] = os.path.getsize(code), usage.ru_maxrss * 1024
    data = k * n // 2 + k // 32 * n * 2
    print(f"{data} bytes of weights: code of {sizes['embedded']} and {sizes[weights]} bytes, a file of "
          f"{os.path.getsize(weights)}; memory {peaks['embedded'] >> 20} and {peaks[weights] >> 20} MiB")
    assert sizes["embedded"] > data and sizes[weights] < 100_000
    assert data < os.path.getsize(weights) < data + 1024
    assert peaks["embedded"] - peaks[weights] > data


if __name__ == "__main__":
    main()
