// RUN: quant-opt %s --qnt-expand-arrays --qnt-expand-layout-ops --cse | FileCheck %s
// A second run changes nothing:
// RUN: quant-opt %s --qnt-expand-arrays --qnt-expand-layout-ops --cse | quant-opt --qnt-expand-arrays --qnt-expand-layout-ops --cse | FileCheck %s
// RUN: quant-opt %s --qnt-expand-layout-ops --remarks-filter=qnt 2>&1 >/dev/null | FileCheck %s --check-prefix=REMARK

// REMARK: remark: [Analysis] qnt-expand-layout-ops {{.*}}expanded=19

// CHECK: #[[BLOCK:.*]] = affine_map<(d0, d1) -> (d0, d1 floordiv 32)>

#rows = #qnt.encoding<i8 : f32, block = 1x32, scale = f32>
#columns = #qnt.encoding<i8 : f32, block = 32x1, scale = f32>
#blocks = #qnt.encoding<i8 : f32, block = 1x1x32, scale = f32>
#half = #qnt.encoding<i8 : f32, block = 1x16, scale = f32>
#zero = #qnt.encoding<u8 : f32, block = 1x32, scale = f32, zero_point = u4>
#nv = #qnt.encoding<f4E2M1FN : f32, block = 1x16, scale = f8E4M3FN, tensor_scale = f32>
#whole = #qnt.encoding<i4 : f32, block = *x1, scale = f16>
#whole3 = #qnt.encoding<i4 : f32, block = *x*x1, scale = f16>
#nf = #qnt.encoding<lut<u4, f32> : f32, block = 1x4, scale = f32>
#vectors = #qnt.encoding<lut<u4, f16, group = *x*, vector = 2x2> : f16, block = 1x*>

//===----------------------------------------------------------------------------------------------------===//
// Transpose
//===----------------------------------------------------------------------------------------------------===//

// CHECK-LABEL: func.func @transpose
// CHECK-SAME:    (%[[C:.*]]: tensor<?x64xi8> {{.*}}, %[[S:.*]]: tensor<?x2xf32> {{.*}})
func.func @transpose(%w: !qnt.array<?x64, #rows>) -> !qnt.array<64x?, #columns> {
  // CHECK:      %[[N:.*]] = tensor.dim %[[C]], %{{.*}} : tensor<?x64xi8>
  // CHECK:      %[[CE:.*]] = tensor.empty(%[[N]]) : tensor<64x?xi8>
  // CHECK:      %[[CT:.*]] = linalg.transpose ins(%[[C]] : tensor<?x64xi8>) outs(%[[CE]] : tensor<64x?xi8>) permutation = [1, 0]
  // CHECK:      %[[SE:.*]] = tensor.empty(%{{.*}}) : tensor<2x?xf32>
  // CHECK:      %[[ST:.*]] = linalg.transpose ins(%[[S]] : tensor<?x2xf32>) outs(%[[SE]] : tensor<2x?xf32>) permutation = [1, 0]
  // CHECK-NEXT: return %[[CT]], %[[ST]]
  %t = qnt.transpose %w permutation = [1, 0] : !qnt.array<?x64, #rows> -> !qnt.array<64x?, #columns>
  return %t : !qnt.array<64x?, #columns>
}

// The tensor scale stays.
// CHECK-LABEL: func.func @transpose_nothing
// CHECK-SAME:    (%[[C:.*]]: tensor<4x32xf4E2M1FN> {{.*}}, %[[S:.*]]: tensor<4x2xf8E4M3FN> {{.*}}, %[[T:.*]]: tensor<f32> {{.*}})
// CHECK-NEXT:    return %[[C]], %[[S]], %[[T]]
func.func @transpose_nothing(%w: !qnt.array<4x32, #nv>) -> !qnt.array<4x32, #nv> {
  %t = qnt.transpose %w permutation = [0, 1] : !qnt.array<4x32, #nv> -> !qnt.array<4x32, #nv>
  return %t : !qnt.array<4x32, #nv>
}

// Elements of a table's vectors change places.
// CHECK-LABEL: func.func @transpose_vectors
// CHECK-SAME:    (%[[C:.*]]: tensor<4x?xi4> {{.*}}, %[[B:.*]]: tensor<1x1x16x4xf16> {{.*}})
func.func @transpose_vectors(%w: !qnt.array<8x?, #vectors>) -> !qnt.array<?x8, #qnt.encoding<lut<u4, f16, group = *x*, vector = 2x2> : f16, block = *x1>> {
  // CHECK: linalg.transpose ins(%[[C]] : tensor<4x?xi4>) {{.*}} permutation = [1, 0]
  // CHECK: %[[X:.*]] = tensor.expand_shape %[[B]] {{\[\[}}0], [1], [2], [3, 4]] output_shape [1, 1, 16, 2, 2]
  // CHECK: %[[V:.*]] = linalg.transpose ins(%[[X]] : tensor<1x1x16x2x2xf16>) {{.*}} permutation = [0, 1, 2, 4, 3]
  // CHECK: %[[D:.*]] = tensor.collapse_shape %[[V]] {{\[\[}}0], [1], [2], [3, 4]]
  // CHECK: linalg.transpose ins(%[[D]] : tensor<1x1x16x4xf16>) {{.*}} permutation = [1, 0, 2, 3]
  %t = qnt.transpose %w permutation = [1, 0] : !qnt.array<8x?, #vectors>
    -> !qnt.array<?x8, #qnt.encoding<lut<u4, f16, group = *x*, vector = 2x2> : f16, block = *x1>>
  return %t : !qnt.array<?x8, #qnt.encoding<lut<u4, f16, group = *x*, vector = 2x2> : f16, block = *x1>>
}

//===----------------------------------------------------------------------------------------------------===//
// Reshape
//===----------------------------------------------------------------------------------------------------===//

// CHECK-LABEL: func.func @reshape
// CHECK-SAME:    (%[[C:.*]]: tensor<8x64xi8> {{.*}}, %[[S:.*]]: tensor<8x2xf32> {{.*}})
func.func @reshape(%w: !qnt.array<8x64, #rows>) -> !qnt.array<8x2x32, #blocks> {
  // CHECK-NEXT: %[[CR:.*]] = tensor.expand_shape %[[C]] {{\[\[}}0], [1, 2]] output_shape [8, 2, 32] : tensor<8x64xi8> into tensor<8x2x32xi8>
  // CHECK-NEXT: %[[SR:.*]] = tensor.expand_shape %[[S]] {{\[\[}}0], [1, 2]] output_shape [8, 2, 1] : tensor<8x2xf32> into tensor<8x2x1xf32>
  // CHECK-NEXT: return %[[CR]], %[[SR]]
  %r = qnt.reshape %w : !qnt.array<8x64, #rows> -> !qnt.array<8x2x32, #blocks>
  return %r : !qnt.array<8x2x32, #blocks>
}

// Twice as many rows: n * 64 = 2n * 32.
// CHECK-LABEL: func.func @reshape_dynamic
// CHECK-SAME:    (%[[C:.*]]: tensor<?x64xi8> {{.*}}, %[[S:.*]]: tensor<?x2xf32> {{.*}})
func.func @reshape_dynamic(%w: !qnt.array<?x64, #rows>) -> !qnt.array<?x32, #rows> {
  // CHECK:      %[[N:.*]] = tensor.dim %[[C]]
  // CHECK:      %[[M:.*]] = arith.muli %[[N]], %c2
  // CHECK-NOT:  cf.assert
  // CHECK:      %[[CF:.*]] = tensor.collapse_shape %[[C]] {{\[\[}}0, 1]] : tensor<?x64xi8> into tensor<?xi8>
  // CHECK:      tensor.expand_shape %[[CF]] {{\[\[}}0, 1]] output_shape [%[[M]], 32] : tensor<?xi8> into tensor<?x32xi8>
  // CHECK:      %[[SF:.*]] = tensor.collapse_shape %[[S]]
  // CHECK:      tensor.expand_shape %[[SF]] {{\[\[}}0, 1]] output_shape [%[[M]], 1] : tensor<?xf32> into tensor<?x1xf32>
  %r = qnt.reshape %w : !qnt.array<?x64, #rows> -> !qnt.array<?x32, #rows>
  return %r : !qnt.array<?x32, #rows>
}

// Half as many, when they are even.
// CHECK-LABEL: func.func @reshape_divided
func.func @reshape_divided(%w: !qnt.array<?x32, #half>) -> !qnt.array<?x64, #half> {
  // CHECK:      %[[REST:.*]] = arith.remui %{{.*}}, %c2
  // CHECK:      %[[OK:.*]] = arith.cmpi eq, %[[REST]], %c0
  // CHECK:      cf.assert %[[OK]], "'qnt.reshape' op expected a dynamic size that follows from the input's shape"
  // CHECK:      arith.divui
  %r = qnt.reshape %w : !qnt.array<?x32, #half> -> !qnt.array<?x64, #half>
  return %r : !qnt.array<?x64, #half>
}

//===----------------------------------------------------------------------------------------------------===//
// Slice
//===----------------------------------------------------------------------------------------------------===//

// CHECK-LABEL: func.func @slice
// CHECK-SAME:    (%[[C:.*]]: tensor<8x100xi8> {{.*}}, %[[S:.*]]: tensor<8x4xf32> {{.*}})
func.func @slice(%w: !qnt.array<8x100, #rows>) -> !qnt.array<4x36, #rows> {
  // The last block is a part.
  // CHECK-NEXT: %[[CS:.*]] = tensor.extract_slice %[[C]][0, 64] [4, 36] [2, 1] : tensor<8x100xi8> to tensor<4x36xi8>
  // CHECK-NEXT: %[[SS:.*]] = tensor.extract_slice %[[S]][0, 2] [4, 2] [2, 1] : tensor<8x4xf32> to tensor<4x2xf32>
  // CHECK-NEXT: return %[[CS]], %[[SS]]
  %s = qnt.slice %w [0, 64] [4, 36] [2, 1] : !qnt.array<8x100, #rows> -> !qnt.array<4x36, #rows>
  return %s : !qnt.array<4x36, #rows>
}

// Every second element from 1 on: blocks of 16, as many as the result's size needs.
// CHECK-LABEL: func.func @slice_to_the_end
// CHECK-SAME:    (%[[C:.*]]: tensor<8x?xi8> {{.*}}, %[[S:.*]]: tensor<8x?xf32> {{.*}})
func.func @slice_to_the_end(%w: !qnt.array<8x?, #rows>) -> !qnt.array<8x?, #half> {
  // CHECK:     %[[N:.*]] = tensor.dim %[[C]], %c1
  // CHECK:     %[[OK:.*]] = arith.cmpi sge, %[[N]], %c1
  // CHECK:     cf.assert %[[OK]], "'qnt.slice' op expected a slice inside dimension 1, which needs a size of at least 1"
  // CHECK:     %[[REST:.*]] = arith.subi %[[N]], %c1
  // CHECK:     %[[UP:.*]] = arith.addi %[[REST]], %c1
  // CHECK:     %[[M:.*]] = arith.divui %[[UP]], %c2
  // CHECK:     tensor.extract_slice %[[C]][0, 1] [8, %[[M]]] [1, 2]
  // CHECK:     %[[BUP:.*]] = arith.addi %[[M]], %c15
  // CHECK:     %[[B:.*]] = arith.divui %[[BUP]], %c16
  // CHECK:     tensor.extract_slice %[[S]][0, 0] [8, %[[B]]] [1, 1]
  %s = qnt.slice %w [0, 1] [8, -1] [1, 2] : !qnt.array<8x?, #rows> -> !qnt.array<8x?, #half>
  return %s : !qnt.array<8x?, #half>
}

//===----------------------------------------------------------------------------------------------------===//
// Concat
//===----------------------------------------------------------------------------------------------------===//

// CHECK-LABEL: func.func @concat
// CHECK-SAME:    (%[[AC:.*]]: tensor<8x64xi8> {{.*}}, %[[AS:.*]]: tensor<8x2xf32> {{.*}}, %[[BC:.*]]: tensor<8x?xi8> {{.*}}, %[[BS:.*]]: tensor<8x?xf32> {{.*}})
func.func @concat(%a: !qnt.array<8x64, #rows>, %b: !qnt.array<8x?, #rows>) -> !qnt.array<8x?, #rows> {
  // CHECK-NEXT: %[[C:.*]] = tensor.concat dim(1) %[[AC]], %[[BC]] : (tensor<8x64xi8>, tensor<8x?xi8>) -> tensor<8x?xi8>
  // CHECK-NEXT: %[[S:.*]] = tensor.concat dim(1) %[[AS]], %[[BS]]
  // CHECK-NEXT: return %[[C]], %[[S]]
  %c = qnt.concat dim = 1 %a, %b : (!qnt.array<8x64, #rows>, !qnt.array<8x?, #rows>) -> !qnt.array<8x?, #rows>
  return %c : !qnt.array<8x?, #rows>
}

// CHECK-LABEL: func.func @concat_dynamic
// CHECK-SAME:    (%[[AC:.*]]: tensor<?x64xi8> {{.*}}, %{{.*}}: tensor<?x2xf32> {{.*}}, %[[BC:.*]]: tensor<?x64xi8> {{.*}}, %{{.*}})
func.func @concat_dynamic(%a: !qnt.array<?x64, #rows>, %b: !qnt.array<?x64, #rows>) -> !qnt.array<?x128, #rows> {
  // CHECK:     %[[A:.*]] = tensor.dim %[[AC]], %c0
  // CHECK:     %[[B:.*]] = tensor.dim %[[BC]], %c0
  // CHECK:     %[[OK:.*]] = arith.cmpi eq, %[[B]], %[[A]]
  // CHECK:     cf.assert %[[OK]], "'qnt.concat' op expected input #1 to have the size of input #0 in dimension 0"
  %c = qnt.concat dim = 1 %a, %b : (!qnt.array<?x64, #rows>, !qnt.array<?x64, #rows>) -> !qnt.array<?x128, #rows>
  return %c : !qnt.array<?x128, #rows>
}

// CHECK-LABEL: func.func @concat_one
// CHECK-SAME:    (%[[C:.*]]: tensor<4x32xf4E2M1FN> {{.*}}, %[[S:.*]]: tensor<4x2xf8E4M3FN> {{.*}}, %[[T:.*]]: tensor<f32> {{.*}})
// CHECK-NEXT:    return %[[C]], %[[S]], %[[T]]
func.func @concat_one(%w: !qnt.array<4x32, #nv>) -> !qnt.array<4x32, #nv> {
  %c = qnt.concat dim = 0 %w : (!qnt.array<4x32, #nv>) -> !qnt.array<4x32, #nv>
  return %c : !qnt.array<4x32, #nv>
}

//===----------------------------------------------------------------------------------------------------===//
// Pad
//===----------------------------------------------------------------------------------------------------===//

// CHECK-LABEL: func.func @pad
// CHECK-SAME:    (%[[C:.*]]: tensor<4x40xi8> {{.*}}, %[[S:.*]]: tensor<4x2xf32> {{.*}}, %[[Z:.*]]: tensor<4x2xi4> {{.*}})
func.func @pad(%w: !qnt.array<4x40, #zero>) -> !qnt.array<5x66, #zero> {
  // CHECK:      %[[ZP:.*]] = tensor.pad %[[Z]] low[1, 0] high[0, 1]
  // CHECK:        tensor.yield %c0_i4
  // CHECK:      %[[E:.*]] = tensor.empty() : tensor<5x66xi8>
  // CHECK:      %[[FILL:.*]] = linalg.generic {indexing_maps = [#[[BLOCK]], #{{.*}}], iterator_types = ["parallel", "parallel"]} ins(%[[ZP]] : tensor<5x3xi4>) outs(%[[E]] : tensor<5x66xi8>)
  // CHECK:        %[[U:.*]] = arith.extui %{{.*}} : i4 to i8
  // CHECK:        linalg.yield %[[U]] : i8
  // CHECK:      %[[CP:.*]] = tensor.insert_slice %[[C]] into %[[FILL]][1, 0] [4, 40] [1, 1]
  // CHECK:      %[[SP:.*]] = tensor.pad %[[S]] low[1, 0] high[0, 1]
  // CHECK:        tensor.yield %cst
  // CHECK:      return %[[CP]], %[[SP]], %{{.*}} : tensor<5x66xi8>, tensor<5x3xf32>, tensor<5x3xi4>
  %p = qnt.pad %w low = [1, 0] high = [0, 26] : !qnt.array<4x40, #zero> -> !qnt.array<5x66, #zero>
  return %p : !qnt.array<5x66, #zero>
}

// Code 9 of four bits; 1.0 for the new block's scale. The table has one entry.
// CHECK-LABEL: func.func @pad_table
// CHECK-SAME:    (%[[C:.*]]: tensor<?x4xi4> {{.*}}, %[[S:.*]]: tensor<?x1xf32> {{.*}}, %[[B:.*]]: tensor<1x1x16xf32> {{.*}})
func.func @pad_table(%w: !qnt.array<?x4, #nf>) -> !qnt.array<?x4, #nf> {
  // CHECK:      %[[CODE:.*]] = arith.constant -7 : i4
  // CHECK:      %[[CP:.*]] = tensor.pad %[[C]] low[0, 0] high[2, 0]
  // CHECK:        tensor.yield %[[CODE]]
  // CHECK:      %[[ONE:.*]] = arith.constant 1.000000e+00 : f32
  // CHECK:      %[[SP:.*]] = tensor.pad %[[S]] low[0, 0] high[2, 0]
  // CHECK:        tensor.yield %[[ONE]]
  // CHECK:      return %[[CP]], %[[SP]], %[[B]]
  %p = qnt.pad %w low = [0, 0] high = [2, 0] zero_code = 9 : !qnt.array<?x4, #nf> -> !qnt.array<?x4, #nf>
  return %p : !qnt.array<?x4, #nf>
}

//===----------------------------------------------------------------------------------------------------===//
// Gather and dim
//===----------------------------------------------------------------------------------------------------===//

// CHECK-LABEL: func.func @gather
// CHECK-SAME:    (%[[C:.*]]: tensor<100x?xi4> {{.*}}, %[[S:.*]]: tensor<1x?xf16> {{.*}}, %[[I:.*]]: tensor<?x3xi32>)
func.func @gather(%w: !qnt.array<100x?, #whole>, %i: tensor<?x3xi32>) -> !qnt.array<?x3x?, #whole3> {
  // CHECK:      %[[ALL:.*]] = linalg.generic {{.*}} iterator_types = ["reduction", "reduction"]} ins(%[[I]] : tensor<?x3xi32>)
  // CHECK:        arith.cmpi ult
  // CHECK:      %[[OK:.*]] = tensor.extract %[[ALL]][] : tensor<i1>
  // CHECK:      cf.assert %[[OK]], "'qnt.gather' op expected indices inside dimension 0"
  // CHECK:      %[[CG:.*]] = linalg.generic {{.*}} iterator_types = ["parallel", "parallel", "parallel"]} ins(%[[I]] : tensor<?x3xi32>) outs(%{{.*}} : tensor<?x3x?xi4>)
  // CHECK:        %[[COLUMN:.*]] = linalg.index 2
  // CHECK:        %[[ROW:.*]] = arith.index_cast %{{.*}} : i32 to index
  // CHECK:        %[[X:.*]] = tensor.extract %[[C]][%[[ROW]], %[[COLUMN]]]
  // CHECK:        linalg.yield %[[X]]
  // One scale for all rows.
  // CHECK:      %[[SG:.*]] = tensor.expand_shape %[[S]] {{\[\[}}0], [1, 2]] output_shape [1, 1, %{{.*}}] : tensor<1x?xf16> into tensor<1x1x?xf16>
  // CHECK:      return %[[CG]], %[[SG]]
  %g = qnt.gather %w[%i] dim = 0 : !qnt.array<100x?, #whole>, tensor<?x3xi32> -> !qnt.array<?x3x?, #whole3>
  return %g : !qnt.array<?x3x?, #whole3>
}

// CHECK-LABEL: func.func @dim
// CHECK-SAME:    (%[[C:.*]]: tensor<?x?xi8> {{.*}}, %{{.*}}, %[[I:.*]]: index)
func.func @dim(%w: !qnt.array<?x?, #rows>, %i: index) -> index {
  // CHECK-NEXT: %[[N:.*]] = tensor.dim %[[C]], %[[I]]
  // CHECK-NEXT: return %[[N]]
  %n = qnt.dim %w, %i : !qnt.array<?x?, #rows>
  return %n : index
}

// A code stands for two rows and two columns.
// CHECK-LABEL: func.func @dim_of_vectors
// CHECK-SAME:    (%[[C:.*]]: tensor<?x?xi4> {{.*}}, %{{.*}}, %[[I:.*]]: index)
func.func @dim_of_vectors(%w: !qnt.array<?x?, #vectors>, %i: index) -> (index, index) {
  // CHECK:      %[[ONE:.*]] = arith.constant 1 : index
  // CHECK:      %[[N:.*]] = tensor.dim %[[C]], %[[ONE]]
  // CHECK:      arith.muli %[[N]], %c2
  // CHECK:      tensor.dim %[[C]], %[[I]]
  // CHECK:      %[[FIRST:.*]] = arith.cmpi eq, %[[I]], %c0
  // CHECK:      %[[OR1:.*]] = arith.select %[[FIRST]], %c2, %[[ONE]]
  // CHECK:      %[[SECOND:.*]] = arith.cmpi eq, %[[I]], %[[ONE]]
  // CHECK:      %[[BY:.*]] = arith.select %[[SECOND]], %c2, %[[OR1]]
  // CHECK:      arith.muli %{{.*}}, %[[BY]]
  %c1 = arith.constant 1 : index
  %n = qnt.dim %w, %c1 : !qnt.array<?x?, #vectors>
  %m = qnt.dim %w, %i : !qnt.array<?x?, #vectors>
  return %n, %m : index, index
}

//===----------------------------------------------------------------------------------------------------===//
// Between them, and around them
//===----------------------------------------------------------------------------------------------------===//

// Codes of a constant stay packed; no array stands between the two ops.
// CHECK-LABEL: func.func @constant
func.func @constant() -> tensor<4x2xf32> {
  // CHECK:      %[[W:.*]] = qnt.constant
  // CHECK:      %[[P:.*]]:2 = qnt.disassemble %[[W]]
  // CHECK:      %[[C:.*]] = linalg.transpose ins(%[[P]]#0
  // CHECK:      %[[S:.*]] = linalg.transpose ins(%[[P]]#1
  // CHECK-NOT:  qnt.assemble
  // CHECK:      %[[CS:.*]] = tensor.extract_slice %[[C]]
  // CHECK:      %[[SS:.*]] = tensor.extract_slice %[[S]]
  // CHECK:      %[[A:.*]] = qnt.assemble %[[CS]], %[[SS]]
  // CHECK:      qnt.dequantize %[[A]]
  %w = qnt.constant codes = dense<[[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]]> : tensor<3x4xi8>,
         scales = dense<2.0> : tensor<3x1xf32> : !qnt.array<3x4, #rows>
  %t = qnt.transpose %w permutation = [1, 0] : !qnt.array<3x4, #rows> -> !qnt.array<4x3, #columns>
  %s = qnt.slice %t [0, 1] [4, 2] [1, 1] : !qnt.array<4x3, #columns> -> !qnt.array<4x2, #columns>
  %y = qnt.dequantize %s : !qnt.array<4x2, #columns> -> tensor<4x2xf32>
  return %y : tensor<4x2xf32>
}
