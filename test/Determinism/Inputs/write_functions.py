"""Writes a module of 24 functions, each with a weight called w of its own: a product and a convolution in groups, whose
kernel is a resource that all of them share and import copies in another order."""
import random
import struct

SIZES = [64, 320, 576]
KERNEL = "tensor<3x2x3x1x1xf32>"


def write_floats(generator, count):
    return b"".join(struct.pack("<f", generator.uniform(-1, 1)) for _ in range(count)).hex().upper()


def write_function(number):
    n = SIZES[number % len(SIZES)]
    data = write_floats(random.Random(number), 64 * n)
    return f"""func.func @f{number}(%x: tensor<4x64xf32>, %g: tensor<1x2x3x1x2xf32>, %h: tensor<1x2x3x1x2xf32>)
    -> (tensor<4x{n}xf32>, tensor<1x2x3x1x2xf32>) {{
  %w = arith.constant dense<"0x{data}"> : tensor<64x{n}xf32> loc("w")
  %k = arith.constant dense_resource<k> : {KERNEL} loc("k")
  %zero = arith.constant dense<0.0> : tensor<4x{n}xf32>
  %y = linalg.matmul ins(%x, %w : tensor<4x64xf32>, tensor<64x{n}xf32>) outs(%zero : tensor<4x{n}xf32>) -> tensor<4x{n}xf32>
  %z = linalg.conv_2d_ngchw_fgchw ins(%g, %k : tensor<1x2x3x1x2xf32>, {KERNEL}) outs(%h : tensor<1x2x3x1x2xf32>) -> tensor<1x2x3x1x2xf32>
  return %y, %z : tensor<4x{n}xf32>, tensor<1x2x3x1x2xf32>
}}"""


def main():
    for number in range(24):
        print(write_function(number))
    data = write_floats(random.Random(24), 18)
    print("{-# dialect_resources: { builtin: { k: \"0x04000000" + data + "\" } } #-}")


if __name__ == "__main__":
    main()
