"""Prints a matrix product of f16 rows with int4 weights [K, N] as resources.

Usage: make-weights-model.py K N [ROWS [SEED]], where ROWS is a number or ?, their number being known when it is called
"""
import random
import struct
import sys

TEMPLATE = """#w = #qnt.encoding<i4 : f16, block = 32x1, scale = f16>
func.func @main(%x: tensor<{rows}x{k}xf16>) -> tensor<{rows}x{n}xf16> {{
  %w = qnt.constant codes = dense_resource<codes> : tensor<{k}x{half}xi8>,
                    scales = dense_resource<scales> : tensor<{groups}x{n}xf16> : !qnt.array<{k}x{n}, #w>
  %y = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x []
    : (tensor<{rows}x{k}xf16>, !qnt.array<{k}x{n}, #w>) -> tensor<{rows}x{n}xf16>
  return %y : tensor<{rows}x{n}xf16>
}}
{{-#
  dialect_resources: {{
    builtin: {{
      codes: "0x10000000{codes}",
      scales: "0x10000000{scales}"
    }}
  }}
#-}}"""


def main():
    k, n = int(sys.argv[1]), int(sys.argv[2])
    rows = sys.argv[3] if len(sys.argv) > 3 else "?"
    generator = random.Random(int(sys.argv[4]) if len(sys.argv) > 4 else 1)
    codes = generator.randbytes(k * n // 2).hex()
    scales = b"".join(struct.pack("<e", generator.choice([0.125, 0.25, 0.5])) for _ in range(k // 32 * n)).hex()
    print(TEMPLATE.format(rows=rows, k=k, n=n, half=n // 2, groups=k // 32, codes=codes, scales=scales))


if __name__ == "__main__":
    main()
