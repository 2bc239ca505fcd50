// Sizes of layout ops' results and of parts, in terms of the inputs: no layout op is left. Then the same sizes, executed as
// they stand and resolved.
// RUN: quant-opt %s --resolve-ranked-shaped-type-result-dims --canonicalize -o %t.resolved.mlir
// RUN: FileCheck %s < %t.resolved.mlir
// RUN: quant-run %s | FileCheck %s --check-prefix=SIZES
// RUN: quant-run %t.resolved.mlir | FileCheck %s --check-prefix=SIZES
// RUN: quant-run %t.resolved.mlir --device=cpu | FileCheck %s --check-prefix=SIZES

#one = #qnt.encoding<i8 : f32, block = 1x1, scale = f32>
#b4 = #qnt.encoding<i8 : f32, block = 4x1, scale = f32>
#whole1 = #qnt.encoding<i8 : f32, block = *, scale = f32>
#whole = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
#whole3 = #qnt.encoding<i8 : f32, block = *x*x*, scale = f32>
#parts = #qnt.encoding<lut<u4, f16, group = 4x*, vector = 2x1> : f16, block = 6x1, scale = f16, sparsity = 2:4 along 1>

// CHECK-NOT: qnt.transpose
// CHECK-NOT: qnt.slice
// CHECK-NOT: qnt.concat
// CHECK-NOT: qnt.pad
// CHECK-NOT: qnt.gather
// CHECK-NOT: qnt.reshape
// CHECK-NOT: qnt.disassemble

// CHECK-LABEL: func.func @transpose
// CHECK: %[[N:.*]] = qnt.dim %arg0, %c0
// CHECK: return %[[N]]
func.func @transpose(%x: !qnt.array<?x3, #one>) -> index {
  %c1 = arith.constant 1 : index
  %y = qnt.transpose %x permutation = [1, 0] : !qnt.array<?x3, #one> -> !qnt.array<3x?, #one>
  %0 = qnt.dim %y, %c1 : !qnt.array<3x?, #one>
  return %0 : index
}

// Every third from 2 on: ceil((n - 2) / 3).
func.func @slice(%x: !qnt.array<?x3, #one>) -> index {
  %c0 = arith.constant 0 : index
  %y = qnt.slice %x [2, 0] [-1, 3] [3, 1] : !qnt.array<?x3, #one> -> !qnt.array<?x3, #one>
  %0 = qnt.dim %y, %c0 : !qnt.array<?x3, #one>
  return %0 : index
}

func.func @concat(%x: !qnt.array<?x3, #one>, %y: !qnt.array<?x3, #one>) -> index {
  %c0 = arith.constant 0 : index
  %z = qnt.concat dim = 0 %x, %y, %x : (!qnt.array<?x3, #one>, !qnt.array<?x3, #one>, !qnt.array<?x3, #one>) -> !qnt.array<?x3, #one>
  %0 = qnt.dim %z, %c0 : !qnt.array<?x3, #one>
  return %0 : index
}

// The other dimension: that of the first input.
func.func @concat_other(%x: !qnt.array<?x3, #one>, %y: !qnt.array<?x3, #one>) -> index {
  %c0 = arith.constant 0 : index
  %z = qnt.concat dim = 1 %x, %y : (!qnt.array<?x3, #one>, !qnt.array<?x3, #one>) -> !qnt.array<?x6, #one>
  %0 = qnt.dim %z, %c0 : !qnt.array<?x6, #one>
  return %0 : index
}

func.func @pad(%x: !qnt.array<?x3, #one>) -> index {
  %c0 = arith.constant 0 : index
  %y = qnt.pad %x low = [2, 0] high = [3, 1] : !qnt.array<?x3, #one> -> !qnt.array<?x4, #one>
  %0 = qnt.dim %y, %c0 : !qnt.array<?x4, #one>
  return %0 : index
}

// Dimensions of the table before the gathered one, of the indices, and of the table behind it.
func.func @gather(%x: !qnt.array<?x3, #one>, %at: tensor<4x?xi32>) -> (index, index) {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %y = qnt.gather %x[%at] dim = 0 : !qnt.array<?x3, #one>, tensor<4x?xi32> -> !qnt.array<4x?x3, #qnt.encoding<i8 : f32, block = 1x1x1, scale = f32>>
  %t = qnt.transpose %x permutation = [1, 0] : !qnt.array<?x3, #one> -> !qnt.array<3x?, #one>
  %z = qnt.gather %t[%at] dim = 0 : !qnt.array<3x?, #one>, tensor<4x?xi32> -> !qnt.array<4x?x?, #qnt.encoding<i8 : f32, block = 1x1x1, scale = f32>>
  %0 = qnt.dim %y, %c1 : !qnt.array<4x?x3, #qnt.encoding<i8 : f32, block = 1x1x1, scale = f32>>
  %1 = qnt.dim %z, %c2 : !qnt.array<4x?x?, #qnt.encoding<i8 : f32, block = 1x1x1, scale = f32>>
  return %0, %1 : index, index
}

// n x 6 as m x 4: m is 6 n / 4.
func.func @reshape(%x: !qnt.array<?x6, #whole>) -> index {
  %c0 = arith.constant 0 : index
  %y = qnt.reshape %x : !qnt.array<?x6, #whole> -> !qnt.array<?x4, #whole>
  %0 = qnt.dim %y, %c0 : !qnt.array<?x4, #whole>
  return %0 : index
}

// Two dynamic sizes in one, and two that stay.
func.func @reshape_several(%x: !qnt.array<?x?, #whole>) -> (index, index) {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %y = qnt.reshape %x : !qnt.array<?x?, #whole> -> !qnt.array<?, #whole1>
  %z = qnt.reshape %x : !qnt.array<?x?, #whole> -> !qnt.array<?x1x?, #whole3>
  %0 = qnt.dim %y, %c0 : !qnt.array<?, #whole1>
  %1 = qnt.dim %z, %c2 : !qnt.array<?x1x?, #whole3>
  return %0, %1 : index, index
}

// Scales of blocks of 4 rows: ceil(n / 4); codes: n.
func.func @parts(%x: !qnt.array<?x3, #b4>) -> (index, index) {
  %c0 = arith.constant 0 : index
  %codes, %scales = qnt.disassemble %x : !qnt.array<?x3, #b4> -> (tensor<?x3xi8>, tensor<?x3xf32>)
  %0 = tensor.dim %codes, %c0 : tensor<?x3xi8>
  %1 = tensor.dim %scales, %c0 : tensor<?x3xf32>
  return %0, %1 : index, index
}

// Codes of vectors of 2 rows, scales of 6, tables of 4, a mask of one bit each.
// CHECK-LABEL: func.func @every_part
// CHECK: %[[CODES:.*]] = arith.divui %{{.*}}, %c2
// CHECK: %[[SCALES:.*]] = arith.divui %{{.*}}, %c6
// CHECK: %[[TABLES:.*]] = arith.divui %{{.*}}, %c4
// CHECK: %[[MASK:.*]] = qnt.dim %arg0, %c0
// CHECK: return %[[CODES]], %[[SCALES]], %[[TABLES]], %[[MASK]]
func.func @every_part(%x: !qnt.array<?x8, #parts>) -> (index, index, index, index) {
  %c0 = arith.constant 0 : index
  %codes, %scales, %tables, %mask = qnt.disassemble %x : !qnt.array<?x8, #parts>
    -> (tensor<?x8xi4>, tensor<?x8xf16>, tensor<?x1x16x2xf16>, tensor<?x8xi1>)
  %0 = tensor.dim %codes, %c0 : tensor<?x8xi4>
  %1 = tensor.dim %scales, %c0 : tensor<?x8xf16>
  %2 = tensor.dim %tables, %c0 : tensor<?x1x16x2xf16>
  %3 = tensor.dim %mask, %c0 : tensor<?x8xi1>
  return %0, %1, %2, %3 : index, index, index, index
}

// SIZES: tensor<17xindex> [10, 3, 25, 10, 15, 7, 10, 15, 50, 5, 10, 3, 12, 6, 2, 3, 12]
func.func @main() -> tensor<17xindex> {
  %n10 = arith.constant 10 : index
  %n5 = arith.constant 5 : index
  %n7 = arith.constant 7 : index
  %n12 = arith.constant 12 : index
  %zero = arith.constant 0.0 : f32
  %half = arith.constant 0.0 : f16
  %x = tensor.splat %zero[%n10] : tensor<?x3xf32>
  %y = tensor.splat %zero[%n5] : tensor<?x3xf32>
  %ax = qnt.quantize %x dynamic(absmax) : tensor<?x3xf32> -> !qnt.array<?x3, #one>
  %ay = qnt.quantize %y dynamic(absmax) : tensor<?x3xf32> -> !qnt.array<?x3, #one>
  %0 = call @transpose(%ax) : (!qnt.array<?x3, #one>) -> index
  %1 = call @slice(%ax) : (!qnt.array<?x3, #one>) -> index
  %2 = call @concat(%ax, %ay) : (!qnt.array<?x3, #one>, !qnt.array<?x3, #one>) -> index
  %3 = call @concat_other(%ax, %ax) : (!qnt.array<?x3, #one>, !qnt.array<?x3, #one>) -> index
  %4 = call @pad(%ax) : (!qnt.array<?x3, #one>) -> index
  %index = arith.constant 1 : i32
  %at = tensor.splat %index[%n7] : tensor<4x?xi32>
  %5:2 = call @gather(%ax, %at) : (!qnt.array<?x3, #one>, tensor<4x?xi32>) -> (index, index)
  %wide = tensor.splat %zero[%n10] : tensor<?x6xf32>
  %a6 = qnt.quantize %wide dynamic(absmax) : tensor<?x6xf32> -> !qnt.array<?x6, #whole>
  %6 = call @reshape(%a6) : (!qnt.array<?x6, #whole>) -> index
  %square = tensor.splat %zero[%n10, %n5] : tensor<?x?xf32>
  %as = qnt.quantize %square dynamic(absmax) : tensor<?x?xf32> -> !qnt.array<?x?, #whole>
  %7:2 = call @reshape_several(%as) : (!qnt.array<?x?, #whole>) -> (index, index)
  %ab = qnt.quantize %x dynamic(absmax) : tensor<?x3xf32> -> !qnt.array<?x3, #b4>
  %8:2 = call @parts(%ab) : (!qnt.array<?x3, #b4>) -> (index, index)
  %n6 = arith.constant 6 : index
  %n2 = arith.constant 2 : index
  %n3 = arith.constant 3 : index
  %i4 = arith.constant 1 : i4
  %one = arith.constant 1.0 : f16
  %on = arith.constant false
  %codes = tensor.splat %i4[%n6] : tensor<?x8xi4>
  %scales = tensor.splat %one[%n2] : tensor<?x8xf16>
  %tables = tensor.splat %half[%n3] : tensor<?x1x16x2xf16>
  %mask = tensor.splat %on[%n12] : tensor<?x8xi1>
  %ap = qnt.assemble %codes, %scales, %tables, %mask
    : (tensor<?x8xi4>, tensor<?x8xf16>, tensor<?x1x16x2xf16>, tensor<?x8xi1>) -> !qnt.array<?x8, #parts>
  %9:4 = call @every_part(%ap) : (!qnt.array<?x8, #parts>) -> (index, index, index, index)
  %all = tensor.from_elements %0, %1, %2, %3, %4, %5#0, %5#1, %6, %7#0, %7#1, %8#0, %8#1, %n12, %9#0, %9#1, %9#2, %9#3 : tensor<17xindex>
  return %all : tensor<17xindex>
}
