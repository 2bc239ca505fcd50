"""Compresses many weights in side files and says whether memory stays small: measure_memory.py QUANT_OPT FOLDER OPTION

Sixteen files of 16 MiB each, small numbers of f32. The peak must stay below that of an empty module, the result, and four
of the files.
"""

import os
import pathlib
import struct
import subprocess
import sys

program, folder, option = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
COUNT, SIZE = 16, 2048
FILE_BYTES = 4 * SIZE * SIZE

row = struct.pack(f"<{SIZE}f", *((i * 37 % 101 - 50) / 64 for i in range(SIZE)))
lines = [f"func.func @main(%y0: tensor<1x{SIZE}xf32>) -> tensor<1x{SIZE}xf32> {{"]
for i in range(COUNT):
    (folder / f"w{i}.bin").write_bytes(row * SIZE)
    lines += [
        f"  %w{i} = arith.constant dense_resource<w{i}> : tensor<{SIZE}x{SIZE}xf32>",
        f"  %y{i + 1} = qnt.dot_general %y{i}, %w{i} contracting = [1] x [1] batch = [] x [] : (tensor<1x{SIZE}xf32>, "
        f"tensor<{SIZE}x{SIZE}xf32>) -> tensor<1x{SIZE}xf32>",
    ]
lines += [f"  return %y{COUNT} : tensor<1x{SIZE}xf32>", "}"]
(folder / "model.mlir").write_text("\n".join(lines) + "\n")
(folder / "empty.mlir").write_text("module {}\n")


def run(*arguments):
    """Peak memory in bytes."""
    process = subprocess.Popen([program, *arguments, "--emit-bytecode", "-o", folder / "out.mlirbc"])
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit("quant-opt failed")
    return usage.ru_maxrss * 1024


base = run(folder / "empty.mlir")
peak = run(folder / "model.mlir", f"--qnt-load-weights=folder={folder}", option)
result = (folder / "out.mlirbc").stat().st_size
allowed = base + result + 4 * FILE_BYTES
print("memory stays small" if peak <= allowed else f"expected at most {allowed} bytes, but got {peak}")
