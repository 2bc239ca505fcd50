"""Writes a function whose branches compute a size in STEPS additions that read the one before twice."""
import sys

steps = int(sys.argv[1])
branch = ["    %s0 = arith.addi %n, %n : index"]
branch += [f"    %s{i} = arith.addi %s{i - 1}, %s{i - 1} : index" for i in range(1, steps)]
branch += [
    f"    %e = tensor.empty(%s{steps - 1}) : tensor<?xf32>",
    "    %f = linalg.fill ins(%z : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>",
    "    scf.yield %f : tensor<?xf32>",
]
print("func.func @twice_at_each_step(%n: index, %c: i1, %z: f32) -> tensor<?xf32> {")
print("  %r = scf.if %c -> tensor<?xf32> {", *branch, "  } else {", *branch, "  }", sep="\n")
print("  return %r : tensor<?xf32>\n}")
