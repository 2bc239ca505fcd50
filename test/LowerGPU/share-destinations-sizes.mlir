// RUN: quant-opt %s --qnt-share-destinations | FileCheck %s
// Sizes that depend on themselves, which code that is never reached may hold, and sizes that read the one before twice
// at each of many steps: each pair is compared once.

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

// CHECK-LABEL: @twice_at_each_step
// CHECK-COUNT-40: arith.addi
// CHECK: tensor.empty
// CHECK: scf.if
// CHECK-NOT: tensor.empty
func.func @twice_at_each_step(%n: index, %c: i1, %z: f32) -> tensor<?xf32> {
  %r = scf.if %c -> tensor<?xf32> {
    %s0 = arith.addi %n, %n : index
    %s1 = arith.addi %s0, %s0 : index
    %s2 = arith.addi %s1, %s1 : index
    %s3 = arith.addi %s2, %s2 : index
    %s4 = arith.addi %s3, %s3 : index
    %s5 = arith.addi %s4, %s4 : index
    %s6 = arith.addi %s5, %s5 : index
    %s7 = arith.addi %s6, %s6 : index
    %s8 = arith.addi %s7, %s7 : index
    %s9 = arith.addi %s8, %s8 : index
    %s10 = arith.addi %s9, %s9 : index
    %s11 = arith.addi %s10, %s10 : index
    %s12 = arith.addi %s11, %s11 : index
    %s13 = arith.addi %s12, %s12 : index
    %s14 = arith.addi %s13, %s13 : index
    %s15 = arith.addi %s14, %s14 : index
    %s16 = arith.addi %s15, %s15 : index
    %s17 = arith.addi %s16, %s16 : index
    %s18 = arith.addi %s17, %s17 : index
    %s19 = arith.addi %s18, %s18 : index
    %s20 = arith.addi %s19, %s19 : index
    %s21 = arith.addi %s20, %s20 : index
    %s22 = arith.addi %s21, %s21 : index
    %s23 = arith.addi %s22, %s22 : index
    %s24 = arith.addi %s23, %s23 : index
    %s25 = arith.addi %s24, %s24 : index
    %s26 = arith.addi %s25, %s25 : index
    %s27 = arith.addi %s26, %s26 : index
    %s28 = arith.addi %s27, %s27 : index
    %s29 = arith.addi %s28, %s28 : index
    %s30 = arith.addi %s29, %s29 : index
    %s31 = arith.addi %s30, %s30 : index
    %s32 = arith.addi %s31, %s31 : index
    %s33 = arith.addi %s32, %s32 : index
    %s34 = arith.addi %s33, %s33 : index
    %s35 = arith.addi %s34, %s34 : index
    %s36 = arith.addi %s35, %s35 : index
    %s37 = arith.addi %s36, %s36 : index
    %s38 = arith.addi %s37, %s37 : index
    %s39 = arith.addi %s38, %s38 : index
    %e = tensor.empty(%s39) : tensor<?xf32>
    %f = linalg.fill ins(%z : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
    scf.yield %f : tensor<?xf32>
  } else {
    %s0 = arith.addi %n, %n : index
    %s1 = arith.addi %s0, %s0 : index
    %s2 = arith.addi %s1, %s1 : index
    %s3 = arith.addi %s2, %s2 : index
    %s4 = arith.addi %s3, %s3 : index
    %s5 = arith.addi %s4, %s4 : index
    %s6 = arith.addi %s5, %s5 : index
    %s7 = arith.addi %s6, %s6 : index
    %s8 = arith.addi %s7, %s7 : index
    %s9 = arith.addi %s8, %s8 : index
    %s10 = arith.addi %s9, %s9 : index
    %s11 = arith.addi %s10, %s10 : index
    %s12 = arith.addi %s11, %s11 : index
    %s13 = arith.addi %s12, %s12 : index
    %s14 = arith.addi %s13, %s13 : index
    %s15 = arith.addi %s14, %s14 : index
    %s16 = arith.addi %s15, %s15 : index
    %s17 = arith.addi %s16, %s16 : index
    %s18 = arith.addi %s17, %s17 : index
    %s19 = arith.addi %s18, %s18 : index
    %s20 = arith.addi %s19, %s19 : index
    %s21 = arith.addi %s20, %s20 : index
    %s22 = arith.addi %s21, %s21 : index
    %s23 = arith.addi %s22, %s22 : index
    %s24 = arith.addi %s23, %s23 : index
    %s25 = arith.addi %s24, %s24 : index
    %s26 = arith.addi %s25, %s25 : index
    %s27 = arith.addi %s26, %s26 : index
    %s28 = arith.addi %s27, %s27 : index
    %s29 = arith.addi %s28, %s28 : index
    %s30 = arith.addi %s29, %s29 : index
    %s31 = arith.addi %s30, %s30 : index
    %s32 = arith.addi %s31, %s31 : index
    %s33 = arith.addi %s32, %s32 : index
    %s34 = arith.addi %s33, %s33 : index
    %s35 = arith.addi %s34, %s34 : index
    %s36 = arith.addi %s35, %s35 : index
    %s37 = arith.addi %s36, %s36 : index
    %s38 = arith.addi %s37, %s37 : index
    %s39 = arith.addi %s38, %s38 : index
    %e = tensor.empty(%s39) : tensor<?xf32>
    %f = linalg.fill ins(%z : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
    scf.yield %f : tensor<?xf32>
  }
  return %r : tensor<?xf32>
}
