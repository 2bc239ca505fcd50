"""A module with one f32 weight of ROWS x COLUMNS in hexadecimal text: make_weights.py ROWS COLUMNS"""

import random
import struct
import sys

rows, columns = map(int, sys.argv[1:])
draw = random.Random(1)
block = [draw.gauss(0.0, 0.05) for _ in range(65536)]
values = [block[i * 7919 % 65536] * (1 + i % 5) for i in range(rows * columns)]
data = struct.pack(f"<{len(values)}f", *values).hex().upper()
print(f"""func.func @main(%x: tensor<1x{rows}xf32>) -> tensor<1x{columns}xf32> {{
  %w = arith.constant dense<"0x{data}"> : tensor<{rows}x{columns}xf32> loc("w")
  %y = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<1x{rows}xf32>, tensor<{rows}x{columns}xf32>) -> tensor<1x{columns}xf32>
  return %y : tensor<1x{columns}xf32>
}}""")
