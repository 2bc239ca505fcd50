"""Prints a module with a constant of N f32 elements as hexadecimal text, 8 bytes of text an element."""
import struct
import sys

count = int(sys.argv[1])
data = b"".join(struct.pack("<I", 0x3F800000 + i % 0x800000) for i in range(count)).hex().upper()
print("func.func @main() -> tensor<%dxf32> {" % count)
print('  %%c = arith.constant dense<"0x%s"> : tensor<%dxf32>' % (data, count))
print("  return %%c : tensor<%dxf32>\n}" % count)
