// Values that upstream's own lowering of quant gets wrong (wrap-around, truncation) and that rounding decides; the same before
// and after import, and back through export.
// RUN: quant-run %s --print | FileCheck %s
// RUN: quant-opt %s --qnt-import-quant -o %t.imported.mlir && quant-run %t.imported.mlir --print | FileCheck %s
// RUN: quant-opt %t.imported.mlir --qnt-export-quant -o %t.exported.mlir && quant-run %t.exported.mlir --print | FileCheck %s
// RUN: quant-run %s --entry=unsigned --print | FileCheck %s --check-prefix=UNSIGNED
// RUN: quant-run %s --entry=unsigned --device=cpu --print | FileCheck %s --check-prefix=UNSIGNED
// RUN: quant-run %t.imported.mlir --entry=unsigned --print | FileCheck %s --check-prefix=UNSIGNED
// RUN: quant-run %t.exported.mlir --entry=unsigned --print | FileCheck %s --check-prefix=UNSIGNED
// RUN: quant-opt %t.exported.mlir --qnt-import-quant | quant-run - --entry=unsigned --print | FileCheck %s --check-prefix=UNSIGNED
// RUN: quant-run %s --entry=narrow --print | FileCheck %s --check-prefix=NARROW
// RUN: quant-run %s --entry=narrow --device=cpu --print | FileCheck %s --check-prefix=NARROW
// RUN: quant-run %t.imported.mlir --entry=narrow --print | FileCheck %s --check-prefix=NARROW
// RUN: quant-run %t.exported.mlir --entry=narrow --print | FileCheck %s --check-prefix=NARROW

// 300 and 3 at scale 2 with zero point 10; ties go to even before the zero point is added.
// CHECK: tensor<6xi8> [127, 12, -128, 10, 12, 12]
// CHECK: tensor<6xf32> [234, 4, -276, 0, 4, 4]
// CHECK: tensor<2x2xf32> {{\[\[}}1, 0.5], [-2, -32]]
func.func @main() -> (tensor<6xi8>, tensor<6xf32>, tensor<2x2xf32>) {
  %x = arith.constant dense<[300.0, 3.0, -1000.0, 1.0, 5.0, 3.5]> : tensor<6xf32>
  %q = quant.qcast %x : tensor<6xf32> to tensor<6x!quant.uniform<i8:f32, 2.0:10>>
  %codes = quant.scast %q : tensor<6x!quant.uniform<i8:f32, 2.0:10>> to tensor<6xi8>
  %y = quant.dcast %q : tensor<6x!quant.uniform<i8:f32, 2.0:10>> to tensor<6xf32>
  %z = arith.constant dense<[[1.2, 0.4], [-2.2, -100.0]]> : tensor<2x2xf32>
  %p = quant.qcast %z : tensor<2x2xf32> to tensor<2x2x!quant.uniform<i8:f32:1, {1.0, 0.25}>>
  %r = quant.dcast %p : tensor<2x2x!quant.uniform<i8:f32:1, {1.0, 0.25}>> to tensor<2x2xf32>
  return %codes, %y, %r : tensor<6xi8>, tensor<6xf32>, tensor<2x2xf32>
}

// Zero points of blocks are tensors of signless integers in the type: 200 of u8 and 15 of u4 print as -56 and -1.
// UNSIGNED: tensor<1x4xi8> {{\[\[}}-56, -46, 3, 5]]
// UNSIGNED: tensor<1x4xf32> {{\[\[}}0, 10, 0, 4]]
// UNSIGNED: tensor<1x4xi4> {{\[\[}}-1, 0, 5, -1]]
// UNSIGNED: tensor<1x4xf32> {{\[\[}}0, -15, 4, 24]]
!u8 = !quant.uniform<u8:f32:{0:1, 1:2}, {{1.0:200, 2.0:3}}>
!u4 = !quant.uniform<u4:f32:{0:1, 1:2}, {{1.0:15, 2.0:3}}>
func.func @unsigned() -> (tensor<1x4xi8>, tensor<1x4xf32>, tensor<1x4xi4>, tensor<1x4xf32>) {
  %x = arith.constant dense<[[0.0, 10.0, 1.0, 3.0]]> : tensor<1x4xf32>
  %q = quant.qcast %x : tensor<1x4xf32> to tensor<1x4x!u8>
  %codes = quant.scast %q : tensor<1x4x!u8> to tensor<1x4xi8>
  %y = quant.dcast %q : tensor<1x4x!u8> to tensor<1x4xf32>
  %z = arith.constant dense<[[0.0, -15.0, 4.0, 24.0]]> : tensor<1x4xf32>
  %p = quant.qcast %z : tensor<1x4xf32> to tensor<1x4x!u4>
  %nibbles = quant.scast %p : tensor<1x4x!u4> to tensor<1x4xi4>
  %r = quant.dcast %p : tensor<1x4x!u4> to tensor<1x4xf32>
  return %codes, %y, %nibbles, %r : tensor<1x4xi8>, tensor<1x4xf32>, tensor<1x4xi4>, tensor<1x4xf32>
}

// Scales are numbers of the expressed type: 1.0e-7 is 2^-23 in f16, so that 2^-24 is a tie and 127 steps are 127 * 2^-23;
// 0.1 is 0.10009765625 in bf16: -128 - 44 steps of it are -17.217, and -17.25 is the nearest number.
// NARROW: tensor<4xi8> [127, -128, 0, 2]
// NARROW: tensor<4xf16> [1.513958e-05, -1.5258789e-05, 0, 2.3841858e-07]
// NARROW: tensor<2xbf16> [-17.25, 8.3125]
func.func @narrow() -> (tensor<4xi8>, tensor<4xf16>, tensor<2xbf16>) {
  %x = arith.constant dense<[1.0, -1.0, 5.9604645e-8, 1.7881393e-7]> : tensor<4xf16>
  %q = quant.qcast %x : tensor<4xf16> to tensor<4x!quant.uniform<i8:f16, 1.0e-7>>
  %codes = quant.scast %q : tensor<4x!quant.uniform<i8:f16, 1.0e-7>> to tensor<4xi8>
  %y = quant.dcast %q : tensor<4x!quant.uniform<i8:f16, 1.0e-7>> to tensor<4xf16>
  %c = arith.constant dense<[-128, 127]> : tensor<2xi8>
  %p = quant.scast %c : tensor<2xi8> to tensor<2x!quant.uniform<i8:bf16, 0.1:44>>
  %r = quant.dcast %p : tensor<2x!quant.uniform<i8:bf16, 0.1:44>> to tensor<2xbf16>
  return %codes, %y, %r : tensor<4xi8>, tensor<4xf16>, tensor<2xbf16>
}
