// What arrays decode to, before export and after it, also where a block stands before the one that dominates it and where
// the parameters lie in resources.
// RUN: quant-run %s --print | FileCheck %s
// RUN: quant-opt %s --qnt-export-quant -o %t.mlir && FileCheck %s --check-prefix=EXPORTED < %t.mlir
// RUN: quant-run %t.mlir --print | FileCheck %s

// EXPORTED-NOT: qnt.

#q8 = #qnt.encoding<i8 : f32, block = *, scale = f32>
#rows = #qnt.encoding<i8 : f32, block = 1x*, scale = f32, zero_point = i4>

// 0.6 and 100 at scale 0.5.
// CHECK: tensor<2xf32> [0.5, 63.5]
// (1 - 3) * 2 ... and (5 + 4) * 0.25; an i4 zero point of two rows takes a byte each.
// CHECK: tensor<2x2xf32> {{\[\[}}-4, -2], [2.25, 2.5]]
// CHECK: tensor<2x1xi4> {{\[\[}}3], [-4]]
// CHECK: tensor<2x1xf32> {{\[\[}}2], [0.25]]
func.func @main() -> (tensor<2xf32>, tensor<2x2xf32>, tensor<2x1xi4>, tensor<2x1xf32>) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %two = arith.constant 2 : index
  cf.br ^quantize(%zero : index)
^decode:
  %y = qnt.dequantize %a : !qnt.array<2, #q8> -> tensor<2xf32>
  %p:3 = qnt.disassemble %c : !qnt.array<2x2, #rows> -> (tensor<2x2xi8>, tensor<2x1xf32>, tensor<2x1xi4>)
  %r = qnt.dequantize %c : !qnt.array<2x2, #rows> -> tensor<2x2xf32>
  return %y, %r, %p#2, %p#1 : tensor<2xf32>, tensor<2x2xf32>, tensor<2x1xi4>, tensor<2x1xf32>
// A loop: twice around.
^quantize(%i: index):
  %s = arith.constant dense_resource<half> : tensor<1xf32>
  %x = arith.constant dense<[0.6, 100.0]> : tensor<2xf32>
  %a = qnt.quantize %x scale(%s : tensor<1xf32>) : tensor<2xf32> -> !qnt.array<2, #q8>
  %c = qnt.constant codes = dense<[[1, 2], [5, 6]]> : tensor<2x2xi8>, scales = dense_resource<scales> : tensor<2x1xf32>, zero_points = dense_resource<zero_points> : tensor<2x1xi4> : !qnt.array<2x2, #rows>
  %next = arith.addi %i, %one : index
  %again = arith.cmpi slt, %next, %two : index
  cf.cond_br %again, ^quantize(%next : index), ^decode
}

{-#
  dialect_resources: {
    builtin: {
      half: "0x040000000000003F",
      scales: "0x04000000000000400000803E",
      zero_points: "0x04000000030C"
    }
  }
#-}
