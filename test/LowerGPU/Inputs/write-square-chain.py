"""Prints a module that sums, by rows, elements squared N times: write-square-chain.py N"""
import sys

print(
    """#each = affine_map<(r, c) -> (r, c)>
#row = affine_map<(r, c) -> (r)>
func.func @main(%x: tensor<4x8xf32>, %init: tensor<4xf32>) -> tensor<4xf32> {
  %y = linalg.generic {indexing_maps = [#each, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<4x8xf32>) outs(%init : tensor<4xf32>) {
  ^bb0(%v0: f32, %out: f32):"""
)
count = int(sys.argv[1])
for i in range(count):
    print(f"    %v{i + 1} = arith.mulf %v{i}, %v{i} : f32")
print(
    f"""    %sum = arith.addf %out, %v{count} : f32
    linalg.yield %sum : f32
  }} -> tensor<4xf32>
  return %y : tensor<4xf32>
}}"""
)
