// Qnt's own pass knows stages through the dialect's ArrayExpansionInterface.
// RUN: edge-opt %s --qnt-expand-arrays | FileCheck %s
// RUN: edge-opt %s --qnt-expand-arrays --edge-inline-stages | FileCheck %s --check-prefix=INLINED

#a8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
!a = !qnt.array<?x4, #a8>

// CHECK: #[[A8:.*]] = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
// CHECK-LABEL: func.func @stages(
// CHECK-SAME:    %[[CODES:.*]]: tensor<?x4xi8> {qnt.part = "codes"}, %[[SCALES:.*]]: tensor<?x1xf32> {qnt.part = "scales"})
// INLINED-LABEL: func.func @stages(
// INLINED-NOT:     edge.stage
func.func @stages(%q: !a) -> (!a, tensor<?x4xf32>) {
  // CHECK: %[[OUT:.*]]:3 = edge.stage "dsp" (%[[CODES]], %[[SCALES]]) : (tensor<?x4xi8>, tensor<?x1xf32>) -> (tensor<?x4xi8>, tensor<?x1xf32>, tensor<?x4xf32>) {
  // CHECK: ^bb0(%[[C:.*]]: tensor<?x4xi8>, %[[S:.*]]: tensor<?x1xf32>):
  // CHECK:   %[[A:.*]] = qnt.assemble %[[C]], %[[S]]
  // CHECK:   %[[X:.*]] = qnt.dequantize %[[A]] : !qnt.array<?x4, #[[A8]]> -> tensor<?x4xf32>
  // CHECK:   edge.end %[[C]], %[[S]], %[[X]] : tensor<?x4xi8>, tensor<?x1xf32>, tensor<?x4xf32>
  // CHECK: return %[[OUT]]#0, %[[OUT]]#1, %[[OUT]]#2
  %out:2 = edge.stage "dsp" (%q) : (!a) -> (!a, tensor<?x4xf32>) {
  ^bb0(%a: !a):
    %x = qnt.dequantize %a : !a -> tensor<?x4xf32>
    edge.end %a, %x : !a, tensor<?x4xf32>
  }
  return %out#0, %out#1 : !a, tensor<?x4xf32>
}
