// RUN: quant-opt %s | quant-opt | FileCheck %s
// RUN: quant-opt %s --emit-bytecode | quant-opt | FileCheck %s
// RUN: quant-opt %s --mlir-print-op-generic | quant-opt | FileCheck %s

#a8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
#w8 = #qnt.encoding<i8 : f32, block = 1x*x1, scale = f32>
#n4 = #qnt.encoding<lut<u4, f32> : bf16, block = 1x32x1, scale = bf16>

// CHECK-LABEL: @free_mode_with_offset
// CHECK: qnt.ragged_dot_general %{{.*}}, %{{.*}} groups(%{{.*}} : tensor<4xi32>) offset(%{{.*}} : tensor<1xi32>)
// CHECK-SAME: contracting = [1] x [1] batch = [] x [] ragged = [0] group = [0] :
// CHECK-SAME: (tensor<?x64xf32>, !qnt.array<2x64x16, #{{.*}}>) -> tensor<?x16xf32>
func.func @free_mode_with_offset(%x: tensor<?x64xf32>, %w: !qnt.array<2x64x16, #w8>, %sizes: tensor<4xi32>,
                                 %first: tensor<1xi32>) -> tensor<?x16xf32> {
  %y = qnt.ragged_dot_general %x, %w groups(%sizes : tensor<4xi32>) offset(%first : tensor<1xi32>)
         contracting = [1] x [1] batch = [] x [] ragged = [0] group = [0]
         : (tensor<?x64xf32>, !qnt.array<2x64x16, #w8>) -> tensor<?x16xf32>
  return %y : tensor<?x16xf32>
}

// CHECK-LABEL: @free_mode_sizes_per_batch
// CHECK: groups(%{{.*}} : tensor<2x3xi64>)
// CHECK-SAME: ragged = [1] group = [1] precision = high
func.func @free_mode_sizes_per_batch(%x: tensor<2x6x8xbf16>, %w: tensor<2x3x8x5xbf16>, %sizes: tensor<2x3xi64>)
    -> tensor<2x6x5xbf16> {
  %y = qnt.ragged_dot_general %x, %w groups(%sizes : tensor<2x3xi64>)
         contracting = [2] x [2] batch = [0] x [0] ragged = [1] group = [1] precision = high
         : (tensor<2x6x8xbf16>, tensor<2x3x8x5xbf16>) -> tensor<2x6x5xbf16>
  return %y : tensor<2x6x5xbf16>
}

// The ragged dimension is the second free one: sizes per index of the first.
// CHECK-LABEL: @free_mode_sizes_per_outer_row
// CHECK: groups(%{{.*}} : tensor<4x3xi32>)
func.func @free_mode_sizes_per_outer_row(%x: tensor<4x6x32xf32>, %w: !qnt.array<3x32x5, #n4>, %sizes: tensor<4x3xi32>)
    -> tensor<4x6x5xf32> {
  %y = qnt.ragged_dot_general %x, %w groups(%sizes : tensor<4x3xi32>)
         contracting = [2] x [1] batch = [] x [] ragged = [1] group = [0]
         : (tensor<4x6x32xf32>, !qnt.array<3x32x5, #n4>) -> tensor<4x6x5xf32>
  return %y : tensor<4x6x5xf32>
}

// CHECK-LABEL: @contracting_mode
// CHECK: ragged = [1] group = []
// CHECK-SAME: -> tensor<3x6x5xf32>
func.func @contracting_mode(%x: tensor<6x?xf32>, %w: tensor<?x5xf32>, %sizes: tensor<3xi32>) -> tensor<3x6x5xf32> {
  %y = qnt.ragged_dot_general %x, %w groups(%sizes : tensor<3xi32>)
         contracting = [1] x [0] batch = [] x [] ragged = [1] group = []
         : (tensor<6x?xf32>, tensor<?x5xf32>) -> tensor<3x6x5xf32>
  return %y : tensor<3x6x5xf32>
}

// With an offset the result says how many groups it holds.
// CHECK-LABEL: @contracting_mode_with_offset
// CHECK: offset(%{{.*}} : tensor<i64>)
// CHECK-SAME: -> tensor<2x6x5xi32>
func.func @contracting_mode_with_offset(%x: !qnt.array<6x?, #a8>, %w: !qnt.array<5x?, #a8>, %sizes: tensor<7xi64>,
                                        %first: tensor<i64>) -> tensor<2x6x5xi32> {
  %y = qnt.ragged_dot_general %x, %w groups(%sizes : tensor<7xi64>) offset(%first : tensor<i64>)
         contracting = [1] x [1] batch = [] x [] ragged = [1] group = []
         : (!qnt.array<6x?, #a8>, !qnt.array<5x?, #a8>) -> tensor<2x6x5xi32>
  return %y : tensor<2x6x5xi32>
}

// CHECK-LABEL: @batch_mode
// CHECK: batch = [0] x [0] ragged = [0] group = []
func.func @batch_mode(%x: tensor<?x6x8xf32>, %w: tensor<?x8x5xf32>, %sizes: tensor<?xi32>) -> tensor<?x6x5xf32> {
  %y = qnt.ragged_dot_general %x, %w groups(%sizes : tensor<?xi32>)
         contracting = [2] x [1] batch = [0] x [0] ragged = [0] group = []
         : (tensor<?x6x8xf32>, tensor<?x8x5xf32>) -> tensor<?x6x5xf32>
  return %y : tensor<?x6x5xf32>
}

// CHECK-LABEL: @no_groups_no_rows
// CHECK: (tensor<0x8xf32>, tensor<0x8x5xf32>) -> tensor<0x5xf32>
func.func @no_groups_no_rows(%x: tensor<0x8xf32>, %w: tensor<0x8x5xf32>, %sizes: tensor<0xi32>) -> tensor<0x5xf32> {
  %y = qnt.ragged_dot_general %x, %w groups(%sizes : tensor<0xi32>)
         contracting = [1] x [1] batch = [] x [] ragged = [0] group = [0]
         : (tensor<0x8xf32>, tensor<0x8x5xf32>) -> tensor<0x5xf32>
  return %y : tensor<0x5xf32>
}
