// RUN: quant-opt %s --qnt-lower-to-linalg --canonicalize --cse | FileCheck %s
// RUN: quant-opt %s --qnt-lower-to-linalg -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK
// What such programs compute: test/Execution/compiled-streamed-contractions.mlir and QntContractionTests.

#u4 = #qnt.encoding<u4 : f32, block = 1x32, scale = f32, zero_point = u4>
#i3 = #qnt.encoding<i3 : f32, block = 128x1, scale = f32>
#pairs = #qnt.encoding<lut<u4, f32, vector = 2x1> : f32, block = *x*>

// Four rows of packed codes, their scales and zero points; their sums go where they belong.
// CHECK-LABEL: @rows
// CHECK: scf.for %[[PART:.*]] = %c0 to %c1024 step %c1 iter_args(%[[SUMS:.*]] = %{{.*}}) -> (tensor<1x4096xf32>)
// CHECK:   %[[ROW:.*]] = affine.apply {{.*}}()[%[[PART]]]
// CHECK:   tensor.extract_slice %arg1[%[[ROW]], 0] [4, 2048] [1, 1] : tensor<4096x2048xi8>
// CHECK:   tensor.extract_slice %arg2[%[[ROW]], 0] [4, 128] [1, 1] : tensor<4096x128xf32>
// CHECK:   tensor.extract_slice %arg3[%[[ROW]], 0] [4, 128] [1, 1] : tensor<4096x128xi8>
// CHECK:   %[[PLACE:.*]] = tensor.extract_slice %[[SUMS]][0, %[[ROW]]] [1, 4] [1, 1]
// CHECK:   %[[ADDED:.*]] = linalg.generic {{.*}} ins(%arg0, %{{.*}} : tensor<1x4096xf32>, tensor<4x4096xf32>) outs(%[[PLACE]] : tensor<1x4xf32>)
// CHECK:   %[[NEXT:.*]] = tensor.insert_slice %[[ADDED]] into %[[SUMS]][0, %[[ROW]]] [1, 4] [1, 1]
// CHECK:   scf.yield %[[NEXT]]
func.func @rows(%x: tensor<1x4096xf32>, %w: !qnt.array<4096x4096, #u4>) -> tensor<1x4096xf32> {
  %y = qnt.dot_general %x, %w contracting = [1] x [1] batch = [] x [] : (tensor<1x4096xf32>, !qnt.array<4096x4096, #u4>) -> tensor<1x4096xf32>
  return %y : tensor<1x4096xf32>
}

// Rows that are summed: a part lies in one block of scales, its products are added to all sums.
// CHECK-LABEL: @summed_rows
// CHECK: scf.for %[[PART:.*]] = %c0 to %c32 step %c1 iter_args(%[[SUMS:.*]] = %{{.*}}) -> (tensor<1x1024xf32>)
// CHECK:   tensor.extract_slice %arg1[%[[ROW:.*]], 0] [16, 384] [1, 1] : tensor<512x384xi8>
// CHECK:   tensor.extract_slice %arg2[%{{.*}}, 0] [1, 1024] [1, 1] : tensor<4x1024xf32>
// CHECK:   %[[X:.*]] = tensor.extract_slice %arg0[0, %[[ROW]]] [1, 16] [1, 1]
// CHECK:   linalg.generic {{.*}} ins(%[[X]], %{{.*}} : tensor<1x16xf32>, tensor<16x1024xf32>) outs(%[[SUMS]] : tensor<1x1024xf32>)
func.func @summed_rows(%x: tensor<1x512xf32>, %w: !qnt.array<512x1024, #i3>) -> tensor<1x1024xf32> {
  %y = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<1x512xf32>, !qnt.array<512x1024, #i3>) -> tensor<1x1024xf32>
  return %y : tensor<1x1024xf32>
}

// With many rows of x parts are large; here all is one.
// CHECK-LABEL: @many_rows
// CHECK-NOT: scf.for
// CHECK: linalg.generic {{.*}} : tensor<64x512xf32>, tensor<512x512xf32>)
func.func @many_rows(%x: tensor<64x512xf32>, %w: !qnt.array<512x512, #u4>) -> tensor<64x512xf32> {
  %y = qnt.dot_general %x, %w contracting = [1] x [1] batch = [] x [] : (tensor<64x512xf32>, !qnt.array<512x512, #u4>) -> tensor<64x512xf32>
  return %y : tensor<64x512xf32>
}

// The number of rows decides when the program runs; the last part may be smaller.
// CHECK-LABEL: @rows_known_later
// CHECK: %[[IS_FEW:.*]] = arith.cmpi ule, %{{.*}}, %c4
// CHECK: %[[STEP:.*]] = arith.select %[[IS_FEW]], %c4, %c128
// CHECK: scf.for
// CHECK: affine.min
func.func @rows_known_later(%x: tensor<?x4096xf32>, %w: !qnt.array<?x4096, #u4>) -> tensor<?x?xf32> {
  %y = qnt.dot_general %x, %w contracting = [1] x [1] batch = [] x [] : (tensor<?x4096xf32>, !qnt.array<?x4096, #u4>) -> tensor<?x?xf32>
  return %y : tensor<?x?xf32>
}

// Weights as lhs.
// CHECK-LABEL: @weights_first
// CHECK: scf.for
// CHECK: linalg.generic {{.*}} ins(%{{.*}}, %arg3 : tensor<4x4096xf32>, tensor<2x4096xf32>) outs(%{{.*}} : tensor<4x2xf32>)
func.func @weights_first(%w: !qnt.array<4096x4096, #u4>, %x: tensor<2x4096xf32>) -> tensor<4096x2xf32> {
  %y = qnt.dot_general %w, %x contracting = [1] x [1] batch = [] x [] : (!qnt.array<4096x4096, #u4>, tensor<2x4096xf32>) -> tensor<4096x2xf32>
  return %y : tensor<4096x2xf32>
}

// An expert's weights, in a loop over experts.
// CHECK-LABEL: @experts
// CHECK: scf.for %[[EXPERT:.*]] = %c0 to %c8
// CHECK:   scf.for
// CHECK:     tensor.extract_slice %arg1[%[[EXPERT]], %{{.*}}, 0] [1, %{{.*}}, 256] [1, 1, 1] : tensor<8x512x256xi8>
func.func @experts(%x: tensor<?x512xf32>, %w: !qnt.array<8x512x512, #qnt.encoding<u4 : f32, block = 1x1x*, scale = f32>>, %groups: tensor<8xi32>) -> tensor<?x512xf32> {
  %y = qnt.ragged_dot_general %x, %w groups(%groups : tensor<8xi32>) contracting = [1] x [1] batch = [] x [] ragged = [0] group = [0]
    : (tensor<?x512xf32>, !qnt.array<8x512x512, #qnt.encoding<u4 : f32, block = 1x1x*, scale = f32>>) -> tensor<?x512xf32>
  return %y : tensor<?x512xf32>
}

// REMARK: no dimension can be cut where blocks, tables and bytes begin: the array is decoded as a whole
// CHECK-LABEL: @vectors_of_rows
// CHECK-NOT: scf.for
// CHECK: return
func.func @vectors_of_rows(%x: tensor<1x1048576xf32>, %w: !qnt.array<4x1048576, #pairs>) -> tensor<1x4xf32> {
  %y = qnt.dot_general %x, %w contracting = [1] x [1] batch = [] x [] : (tensor<1x1048576xf32>, !qnt.array<4x1048576, #pairs>) -> tensor<1x4xf32>
  return %y : tensor<1x4xf32>
}
