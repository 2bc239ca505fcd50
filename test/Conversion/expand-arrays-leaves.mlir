// What computes keeps its arrays; sizes of arrays become sizes of codes when canonicalized.
// RUN: quant-opt %s --qnt-expand-arrays --allow-unregistered-dialect | FileCheck %s
// RUN: quant-opt %s --qnt-expand-arrays --canonicalize --allow-unregistered-dialect | FileCheck %s --check-prefix=CANON
// RUN: quant-opt %s --qnt-expand-arrays --allow-unregistered-dialect --remarks-filter=.* 2>&1 >/dev/null | FileCheck %s --check-prefix=REMARK

#rows = #qnt.encoding<i8 : f32, block = 1x32, scale = f32>
#columns = #qnt.encoding<i8 : f32, block = 32x1, scale = f32>

// CHECK-LABEL: func.func @transpose
// CHECK-SAME:    (%[[C:.*]]: tensor<?x64xi8> {{.*}}, %[[S:.*]]: tensor<?x2xf32> {{.*}})
func.func @transpose(%w: !qnt.array<?x64, #rows>) -> !qnt.array<64x?, #columns> {
  // CHECK-NEXT: %[[W:.*]] = qnt.assemble %[[C]], %[[S]]
  // CHECK-NEXT: %[[T:.*]] = qnt.transpose %[[W]]
  // CHECK-NEXT: %[[P:.*]]:2 = qnt.disassemble %[[T]]
  // CHECK-NEXT: return %[[P]]#0, %[[P]]#1
  %t = qnt.transpose %w permutation = [1, 0] : !qnt.array<?x64, #rows> -> !qnt.array<64x?, #columns>
  return %t : !qnt.array<64x?, #columns>
}

// CANON-LABEL: func.func @dim
// CANON-SAME:    (%[[C:.*]]: tensor<?x64xi8>
func.func @dim(%w: !qnt.array<?x64, #rows>) -> index {
  // CANON:      %[[ZERO:.*]] = arith.constant 0
  // CANON-NEXT: %[[N:.*]] = tensor.dim %[[C]], %[[ZERO]]
  // CANON-NEXT: return %[[N]]
  %zero = arith.constant 0 : index
  %n = qnt.dim %w, %zero : !qnt.array<?x64, #rows>
  return %n : index
}

// REMARK: remark: {{.*}} qnt-expand-arrays {{.*}}Reason="'foreign.op' is not known to carry arrays
// CHECK-LABEL: func.func @foreign
// CHECK-SAME:    (%[[C:.*]]: tensor<?x64xi8> {{.*}}, %[[S:.*]]: tensor<?x2xf32> {{.*}})
func.func @foreign(%w: !qnt.array<?x64, #rows>) -> !qnt.array<?x64, #rows> {
  // CHECK-NEXT: %[[W:.*]] = qnt.assemble %[[C]], %[[S]]
  // CHECK-NEXT: %[[F:.*]] = "foreign.op"(%[[W]])
  // CHECK-NEXT: %[[P:.*]]:2 = qnt.disassemble %[[F]]
  // CHECK-NEXT: return %[[P]]#0, %[[P]]#1
  %f = "foreign.op"(%w) : (!qnt.array<?x64, #rows>) -> !qnt.array<?x64, #rows>
  return %f : !qnt.array<?x64, #rows>
}
