// An import that gives a weight another shape leaves the constant the shape of its file until the data is there; the weight is found
// all the same.
// RUN: rm -rf %t && mkdir %t
// RUN: %python %S/Inputs/write_side_files.py %t
// RUN: quant-opt %s --qnt-import -o %t/imported.mlir && FileCheck %s --check-prefix=IMPORTED < %t/imported.mlir
// RUN: quant-opt %t/imported.mlir --qnt-load-weights=folder=%t --qnt-quantize-weights="weight-num-threshold=0" -o %t/after.mlir
// RUN: FileCheck %s < %t/after.mlir
// RUN: quant-opt %s --qnt-load-weights=folder=%t -o %t/loaded.mlir
// RUN: quant-opt %t/loaded.mlir --qnt-import -o %t/before.mlir && FileCheck %s --check-prefix=BEFORE < %t/before.mlir
// RUN: quant-opt %t/before.mlir --qnt-quantize-weights="weight-num-threshold=0" -o %t/before-quantized.mlir
// RUN: cmp %t/before-quantized.mlir %t/after.mlir
// RUN: quant-run %t/loaded.mlir --print > %t/float && quant-run %t/after.mlir --print > %t/quantized && cmp %t/float %t/quantized

// IMPORTED: arith.constant {qnt.name = "w"} dense_resource<w> : tensor<4x2xf32>
// IMPORTED: tensor.expand_shape
// CHECK: qnt.constant codes = dense_resource<w_codes> : tensor<4x1x2xi8>
// CHECK-NOT: tensor<4x2xf32>
// CHECK-NOT: tensor.expand_shape
// BEFORE: arith.constant {qnt.name = "w"} dense_resource<w> : tensor<4x1x2xf32>
// BEFORE-NOT: tensor.expand_shape
func.func @main() -> tensor<1x2x2xf32> {
  %integers = arith.constant dense<[[[1, 2], [3, 4], [5, 6], [7, 8], [9, 10]]]> : tensor<1x5x2xi32>
  %x = arith.sitofp %integers : tensor<1x5x2xi32> to tensor<1x5x2xf32>
  %w = arith.constant {qnt.name = "w"} dense_resource<w> : tensor<4x2xf32>
  %zero = arith.constant dense<0.0> : tensor<1x2x2xf32>
  %y = linalg.depthwise_conv_1d_nwc_wc ins(%x, %w : tensor<1x5x2xf32>, tensor<4x2xf32>) outs(%zero : tensor<1x2x2xf32>) -> tensor<1x2x2xf32>
  return %y : tensor<1x2x2xf32>
}
