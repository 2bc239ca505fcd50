"""Writes a function of as many calls of outlined kernels as the argument says, each on what the one before gives. By turns they are
kernels of elements and of one element a thread."""
import sys

SCHEDULES = ["#qnt.elementwise<threads = 128, vector = 1, chunks = 1, tile = 0>", "#qnt.simt"]
TYPE = "tensor<4x4xf32>"


def write_call(number):
    return f"""  %v{number + 1} = call @many{number}(%v{number}) : ({TYPE}) -> {TYPE}"""


def write_function(number):
    return f"""func.func private @many{number}(%x: {TYPE}) -> {TYPE} attributes {{qnt.schedule = {SCHEDULES[number % 2]}}} {{
  %e = tensor.empty() : {TYPE}
  %r = linalg.generic {{indexing_maps = [#m, #m], iterator_types = ["parallel", "parallel"]}} ins(%x : {TYPE}) outs(%e : {TYPE}) {{
  ^bb0(%in: f32, %out: f32):
    %m = math.absf %in : f32
    linalg.yield %m : f32
  }} -> {TYPE}
  return %r : {TYPE}
}}"""


def main():
    count = int(sys.argv[1])
    print("#m = affine_map<(d0, d1) -> (d0, d1)>")
    print(f"func.func @main(%v0: {TYPE}) -> {TYPE} {{")
    print("\n".join(write_call(number) for number in range(count)))
    print(f"  return %v{count} : {TYPE}\n}}")
    print("\n".join(write_function(number) for number in range(count)))


if __name__ == "__main__":
    main()
