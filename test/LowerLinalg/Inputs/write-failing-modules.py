"""Writes 60 modules in a module: each tenth holds a cast that cannot be compiled, the others many products that can."""

ARRAY = "!qnt.array<8x4, #qnt.encoding<i8 : f32, block = *x1, scale = f32>>"


def write_product(number):
    return f"""  func.func @product{number}(%x: tensor<4x8xf32>, %w: {ARRAY}) -> tensor<4x4xf32> {{
    %y = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<4x8xf32>, {ARRAY}) -> tensor<4x4xf32>
    return %y : tensor<4x4xf32>
  }}"""


def main():
    print("!wide = !quant.uniform<i20:f32, 0.5>")
    for number in range(60):
        print(f"module @m{number} {{")
        if number % 10 == 0:
            print(f"""  func.func @wide{number}(%x: tensor<4xf32>) -> tensor<4x!wide> {{
    %y = quant.qcast %x : tensor<4xf32> to tensor<4x!wide>
    return %y : tensor<4x!wide>
  }}""")
        else:
            print("\n".join(write_product(i) for i in range(20)))
        print("}")


if __name__ == "__main__":
    main()
