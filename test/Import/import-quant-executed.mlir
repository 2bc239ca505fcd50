// Values that upstream's own lowering of quant gets wrong (wrap-around, truncation) and that rounding decides; the same before
// and after import, and back through export.
// RUN: quant-run %s --print | FileCheck %s
// RUN: quant-opt %s --qnt-import-quant -o %t.imported.mlir && quant-run %t.imported.mlir --print | FileCheck %s
// RUN: quant-opt %t.imported.mlir --qnt-export-quant -o %t.exported.mlir && quant-run %t.exported.mlir --print | FileCheck %s

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
