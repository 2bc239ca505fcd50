// RUN: quant-opt %s --qnt-share-destinations | FileCheck %s
// Sizes that depend on themselves, which code that is never reached may hold.

// CHECK-LABEL: @of_themselves
// CHECK: scf.if
// CHECK-COUNT-2: tensor.empty
func.func @of_themselves(%n: index, %c: i1, %z: f32) {
  return
^never:
  %p = arith.addi %p, %n : index
  %q = arith.addi %q, %n : index
  %r = scf.if %c -> tensor<?xf32> {
    %e = tensor.empty(%p) : tensor<?xf32>
    %f = linalg.fill ins(%z : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
    scf.yield %f : tensor<?xf32>
  } else {
    %e = tensor.empty(%q) : tensor<?xf32>
    %f = linalg.fill ins(%z : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
    scf.yield %f : tensor<?xf32>
  }
  cf.br ^never
}
