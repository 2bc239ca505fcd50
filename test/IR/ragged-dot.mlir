// RUN: quant-opt %s | quant-opt | FileCheck %s
// RUN: quant-opt %s --emit-bytecode | quant-opt | FileCheck %s
// RUN: quant-opt %s --canonicalize | FileCheck %s --check-prefix=CANON

#w8 = #qnt.encoding<i8 : f32, block = 1x*x1, scale = f32>
#a8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>

// CHECK-LABEL: @all_groups
// CHECK: qnt.ragged_dot %{{.*}}, %{{.*}} groups(%{{.*}} : tensor<4xi32>) {qnt.name = "experts"} :
// CHECK-SAME: (tensor<?x64xf32>, !qnt.array<4x64x16, #{{.*}}>) -> tensor<?x16xf32>
// CANON-LABEL: @all_groups
// CANON: qnt.ragged_dot_general %arg0, %arg1 groups(%arg2 : tensor<4xi32>)
// CANON-SAME: contracting = [1] x [1] batch = [] x [] ragged = [0] group = [0] {qnt.name = "experts"} :
func.func @all_groups(%x: tensor<?x64xf32>, %w: !qnt.array<4x64x16, #w8>, %sizes: tensor<4xi32>) -> tensor<?x16xf32> {
  %y = qnt.ragged_dot %x, %w groups(%sizes : tensor<4xi32>) {qnt.name = "experts"}
         : (tensor<?x64xf32>, !qnt.array<4x64x16, #w8>) -> tensor<?x16xf32>
  return %y : tensor<?x16xf32>
}

// CHECK-LABEL: @two_groups_from_offset
// CHECK: groups(%{{.*}} : tensor<4xi32>) offset(%{{.*}} : tensor<1xi32>)
// CHECK-SAME: -> tensor<8x16xi32>
// CANON-LABEL: @two_groups_from_offset
// CANON: qnt.ragged_dot_general {{.*}} offset(%arg3 : tensor<1xi32>)
func.func @two_groups_from_offset(%x: !qnt.array<8x64, #a8>, %w: !qnt.array<2x64x16, #w8>, %sizes: tensor<4xi32>,
                                  %first: tensor<1xi32>) -> tensor<8x16xi32> {
  %y = qnt.ragged_dot %x, %w groups(%sizes : tensor<4xi32>) offset(%first : tensor<1xi32>)
         : (!qnt.array<8x64, #a8>, !qnt.array<2x64x16, #w8>) -> tensor<8x16xi32>
  return %y : tensor<8x16xi32>
}
