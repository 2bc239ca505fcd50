"""A module whose weight has outliers: make_outliers.py ROWS COLUMNS SEED > model.mlir. @main returns the weight through a
gather of all rows, so a compressed module returns the decoded weight."""

import random
import struct
import sys

rows, columns, seed = map(int, sys.argv[1:])
draw = random.Random(seed)
values = [draw.gauss(0.0, 0.02) for _ in range(rows * columns)]
for row in range(rows):
    values[row * columns + draw.randrange(columns)] = draw.choice([-1, 1]) * draw.uniform(0.15, 0.3)
data = struct.pack(f"<{len(values)}f", *values).hex().upper()
print(f"""func.func @main() -> tensor<{rows}x{columns}xf32> {{
  %rows = arith.constant dense<{[[row] for row in range(rows)]}> : tensor<{rows}x1xi32>
  %w = arith.constant dense<"0x{data}"> : tensor<{rows}x{columns}xf32> loc("w")
  %0 = tensor.gather %w[%rows] gather_dims([0]) : (tensor<{rows}x{columns}xf32>, tensor<{rows}x1xi32>) -> tensor<{rows}x{columns}xf32>
  return %0 : tensor<{rows}x{columns}xf32>
}}""")
