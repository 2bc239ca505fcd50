// RUN: quant-opt %s --split-input-file --qnt-lower-to-linalg | FileCheck %s
// RUN: quant-opt %s --split-input-file --qnt-lower-to-linalg > %t.once
// RUN: quant-opt %t.once --split-input-file --qnt-lower-to-linalg > %t.twice
// RUN: diff %t.once %t.twice
// RUN: quant-opt %s --split-input-file --qnt-lower-to-linalg -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK

// REMARK: [Analysis] qnt-lower-to-linalg {{.*}}| lowered=1{{$}}
// REMARK: [Analysis] qnt-lower-to-linalg {{.*}}| lowered=1{{$}}
// REMARK: [Analysis] qnt-lower-to-linalg {{.*}}Category:qnt |{{ *$}}
// REMARK: [Analysis] qnt-lower-to-linalg {{.*}}Category:qnt |{{ *$}}

// Codes stay packed, two a byte; the size of the inner dimension is a part of its own.
// CHECK-LABEL: func.func @dequantize_packed
// CHECK-SAME: (%[[CODES:.*]]: tensor<2x?xi8> {qnt.part = "codes"}, %[[SCALES:.*]]: tensor<2x?xf32> {qnt.part = "scales"},
// CHECK-SAME: %[[ZERO_POINTS:.*]]: tensor<2x?xi8> {qnt.part = "zero_points"}, %[[INNER:.*]]: index {qnt.part = "inner_size"})
// CHECK: linalg.generic {{.*}} ins(%[[CODES]] : tensor<2x?xi8>) outs(%{{.*}} : tensor<2x?x2xi8>)
// CHECK: arith.shrui %{{.*}}, %{{.*}} : i8
// CHECK: arith.trunci %{{.*}} : i8 to i4
// CHECK: %[[ALL:.*]] = tensor.collapse_shape %{{.*}} {{.*}} : tensor<2x?x2xi8> into tensor<2x?xi8>
// CHECK: tensor.extract_slice %[[ALL]][0, 0] [2, %[[INNER]]] [1, 1]
// CHECK: %[[INIT:.*]] = tensor.empty(%[[INNER]]) : tensor<2x?xf32>
// CHECK: linalg.generic {{.*}} outs(%[[INIT]] : tensor<2x?xf32>)
// CHECK: %[[CODE:.*]] = arith.sitofp %{{.*}} : i32 to f32
// CHECK-NEXT: %[[DIFFERENCE:.*]] = arith.subf %[[CODE]], %{{.*}} : f32
// CHECK-NEXT: arith.mulf %[[DIFFERENCE]], %{{.*}} : f32
#u4 = #qnt.encoding<u4 : f32, block = 1x2, scale = f32, zero_point = i8>
func.func @dequantize_packed(%w: !qnt.array<2x?, #u4>) -> tensor<2x?xf32> {
  %y = qnt.dequantize %w : !qnt.array<2x?, #u4> -> tensor<2x?xf32>
  return %y : tensor<2x?xf32>
}

// -----

// A division, ties to even, clamped before the conversion.
// CHECK-LABEL: func.func @quantize
// CHECK: %[[QUOTIENT:.*]] = arith.divf %{{.*}}, %{{.*}} : f32
// CHECK: math.roundeven
// CHECK: arith.minnumf %{{.*}}, %{{.*}} : f32
// CHECK: %[[CLAMPED:.*]] = arith.maxnumf %{{.*}}, %{{.*}} : f32
// CHECK: arith.fptosi %[[CLAMPED]] : f32 to i32
#i8 = #qnt.encoding<i8 : f32, block = *, scale = f32>
func.func @quantize(%x: tensor<4xf32>, %s: tensor<1xf32>) -> !qnt.array<4, #i8> {
  %y = qnt.quantize %x scale(%s : tensor<1xf32>) : tensor<4xf32> -> !qnt.array<4, #i8>
  return %y : !qnt.array<4, #i8>
}

// -----

// One element a byte, sign-extended; a single one keeps its type.
// CHECK-LABEL: func.func @narrow_integers(%arg0: tensor<4xi8>, %arg1: index) -> i3
// CHECK: %[[BYTE:.*]] = tensor.extract %arg0[%arg1] : tensor<4xi8>
// CHECK: arith.trunci %[[BYTE]] : i8 to i3
func.func @narrow_integers(%x: tensor<4xi3>, %i: index) -> i3 {
  %y = tensor.extract %x[%i] : tensor<4xi3>
  return %y : i3
}

// -----

// A scalar operand of a linalg body is no element.
// CHECK-LABEL: func.func @scalar_operand
// CHECK: linalg.generic {{.*}} ins(%arg0 : i5) outs(%arg1 : tensor<4xi8>)
// CHECK-NEXT: ^bb0(%[[IN:.*]]: i5, %{{.*}}: i8):
// CHECK-NEXT: %[[BYTE:.*]] = arith.extsi %[[IN]] : i5 to i8
// CHECK-NEXT: linalg.yield %[[BYTE]] : i8
#none = affine_map<(d0) -> ()>
#each = affine_map<(d0) -> (d0)>
func.func @scalar_operand(%x: i5, %out: tensor<4xi5>) -> tensor<4xi5> {
  %y = linalg.generic {indexing_maps = [#none, #each], iterator_types = ["parallel"]} ins(%x : i5) outs(%out : tensor<4xi5>) {
  ^bb0(%a: i5, %b: i5):
    linalg.yield %a : i5
  } -> tensor<4xi5>
  return %y : tensor<4xi5>
}
