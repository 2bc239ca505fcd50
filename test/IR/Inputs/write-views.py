"""Writes a region that makes a view of a view as many times as the argument says, and writes to each."""
import sys


def main():
    print("func.func @main(%x: f32) -> f32 {\n  %y = qnt.invoke_quant (%a = %x : f32) -> f32 {")
    print("    %c0 = arith.constant 0 : index\n    %m0 = memref.alloc() : memref<4xf32>")
    for i in range(int(sys.argv[1])):
        print(f"    %m{i + 1} = memref.cast %m{i} : memref<4xf32> to memref<4xf32>")
        print(f"    memref.store %a, %m{i + 1}[%c0] : memref<4xf32>")
    print("    qnt.yield %a : f32\n  }\n  return %y : f32\n}")


if __name__ == "__main__":
    main()
