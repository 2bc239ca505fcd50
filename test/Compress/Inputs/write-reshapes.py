"""Writes a function that reshapes a weight there and back as many times as the first argument says, and multiplies by what comes out (by
nothing where the second argument is "unread")."""
import sys

MATRIX, CUBE = "tensor<4x4xf32>", "tensor<2x2x4xf32>"


def main():
    steps, is_read = int(sys.argv[1]), sys.argv[2] == "read"
    values = [[row * 4.0 + column for column in range(4)] for row in range(4)]
    print(f"func.func @main(%x: {MATRIX}) -> {MATRIX} {{\n  %v0 = arith.constant dense<{values}> : {MATRIX}")
    for step in range(steps):
        print(f"  %c{step} = tensor.expand_shape %v{step} [[0, 1], [2]] output_shape [2, 2, 4] : {MATRIX} into {CUBE}")
        print(f"  %v{step + 1} = tensor.collapse_shape %c{step} [[0, 1], [2]] : {CUBE} into {MATRIX}")
    if is_read:
        print(f"  %y = qnt.dot_general %x, %v{steps} contracting = [1] x [0] batch = [] x [] : ({MATRIX}, {MATRIX}) -> {MATRIX}")
    print(f"  return {'%y' if is_read else f'%v{steps}'} : {MATRIX}\n}}")


if __name__ == "__main__":
    main()
