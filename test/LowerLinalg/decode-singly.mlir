// RUN: quant-opt %s --qnt-lower-to-linalg=decode-singly=true --canonicalize --cse | FileCheck %s
// What such programs compute: QntLaunchedProgramTests.

#u4 = #qnt.encoding<u4 : f32, block = 1x32, scale = f32>
#i3 = #qnt.encoding<i3 : f32, block = *x*, scale = f32>

// A large array is not decoded part by part: a loop over elements looks at the byte that a code lies in, and nothing is cut.
// CHECK-LABEL: @contraction
// CHECK-SAME: (%{{.*}}: tensor<1x4096xf32>, %[[PACKED:.*]]: tensor<512x2048xi8>
func.func @contraction(%x: tensor<1x4096xf32>, %w: !qnt.array<512x4096, #u4>) -> tensor<1x512xf32> {
  // CHECK-NOT: scf.for
  // CHECK: linalg.generic
  // CHECK: %[[ROW:.*]] = linalg.index 0
  // CHECK: %[[COLUMN:.*]] = linalg.index 1
  // CHECK: tensor.extract %[[PACKED]][%[[ROW]], %{{.*}}]
  // CHECK-NOT: tensor.extract
  // CHECK: arith.trunci {{.*}} to i4
  // CHECK-NOT: tensor.extract_slice
  // CHECK: iterator_types = ["parallel", "parallel", "reduction"]
  %y = qnt.dot_general %x, %w contracting = [1] x [1] batch = [] x []
      : (tensor<1x4096xf32>, !qnt.array<512x4096, #u4>) -> tensor<1x512xf32>
  return %y : tensor<1x512xf32>
}

// Codes of three bits may cross into another byte.
// CHECK-LABEL: @crossing
func.func @crossing(%a: !qnt.array<?x20, #i3>) -> tensor<?x20xf32> {
  // CHECK: linalg.generic
  // CHECK-COUNT-2: tensor.extract
  // CHECK-NOT: tensor.insert_slice
  %y = qnt.dequantize %a : !qnt.array<?x20, #i3> -> tensor<?x20xf32>
  return %y : tensor<?x20xf32>
}
