"""Writes five functions, each of which calls the one before as many times as the argument says; the first multiplies by an array that all hand
down."""
import sys

ARRAY, TENSOR = "!qnt.array<4x4, #qnt.encoding<i8 : f32, block = *x*, scale = f32>>", "tensor<4x4xf32>"


def main():
    count = int(sys.argv[1])
    print(f"func.func private @f0(%x: {TENSOR}, %w: {ARRAY}) -> {TENSOR} {{")
    print(f"  %r = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : ({TENSOR}, {ARRAY}) -> {TENSOR}")
    print(f"  return %r : {TENSOR}\n}}")
    for level in range(1, 5):
        print(f"func.func {'private ' if level < 4 else ''}@f{level}(%v0: {TENSOR}, %w: {ARRAY}) -> {TENSOR} {{")
        for i in range(count):
            print(f"  %v{i + 1} = call @f{level - 1}(%v{i}, %w) : ({TENSOR}, {ARRAY}) -> {TENSOR}")
        print(f"  return %v{count} : {TENSOR}\n}}")


if __name__ == "__main__":
    main()
