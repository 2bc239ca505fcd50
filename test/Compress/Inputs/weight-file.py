"""A module whose @main returns a weight through a gather of all rows, so that a compressed module returns the decoded
weight: weight-file.py "1 2; 3 -4" > model.mlir. `a*n` is a written n times."""

import struct
import sys


def read_row(text):
    values = []
    for part in text.split():
        value, _, count = part.partition("*")
        values += [float(value)] * int(count or 1)
    return values


rows = [read_row(row) for row in sys.argv[1].split(";")]
shape = f"{len(rows)}x{len(rows[0])}"
data = b"".join(struct.pack(f"<{len(row)}f", *row) for row in rows).hex().upper()
print(f"""func.func @main() -> tensor<{shape}xf32> {{
  %rows = arith.constant dense<{[[row] for row in range(len(rows))]}> : tensor<{len(rows)}x1xi32>
  %w = arith.constant dense<"0x{data}"> : tensor<{shape}xf32> loc("w")
  %0 = tensor.gather %w[%rows] gather_dims([0]) : (tensor<{shape}xf32>, tensor<{len(rows)}x1xi32>) -> tensor<{shape}xf32>
  return %0 : tensor<{shape}xf32>
}}""")
