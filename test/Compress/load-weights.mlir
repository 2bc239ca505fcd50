// Data of constants in files beside the module: .npy, raw bytes, bf16.
// RUN: rm -rf %t && mkdir %t
// RUN: %python %S/Inputs/write_side_files.py %t
// RUN: quant-opt %s --qnt-load-weights=folder=%t --qnt-quantize-weights="weight-num-threshold=0" --remarks-filter=qnt -o %t/out.mlir 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: FileCheck %s < %t/out.mlir
// RUN: quant-run %t/out.mlir --print | FileCheck %s --check-prefix=VALUES
// Without a pass that compresses them the weights are in the module that is written.
// RUN: quant-opt %s --qnt-load-weights=folder=%t --emit-bytecode -o %t/float.mlirbc
// Compressed twice, to measure errors and then, they are what they are within the module.
// RUN: quant-opt %s --qnt-load-weights=folder=%t --qnt-quantize-weights="budget=20 dtypes=int4,int8 weight-num-threshold=0" -o %t/files.mlir
// RUN: quant-opt %t/float.mlirbc --qnt-quantize-weights="budget=20 dtypes=int4,int8 weight-num-threshold=0" -o %t/inside.mlir
// RUN: cmp %t/files.mlir %t/inside.mlir
// RUN: rm %t/w.npy %t/raw.bin %t/half.npy
// RUN: quant-run %t/float.mlirbc --print | FileCheck %s --check-prefix=VALUES
// A second run changes nothing: data that is there stays.
// RUN: quant-opt %t/float.mlirbc --qnt-load-weights=folder=%t --emit-bytecode -o %t/again.mlirbc
// RUN: cmp %t/float.mlirbc %t/again.mlirbc

// REMARK: bytes=80, weights-loaded=3
// CHECK: qnt.constant codes = dense_resource<w_codes>
// CHECK: qnt.constant codes = dense_resource<raw_codes>
// CHECK: qnt.constant codes = dense_resource<half_codes>
// VALUES: tensor<1x2xf32> {{\[\[}}132, -236]]
// VALUES: tensor<1x2xf32> {{\[\[}}132, -236]]
// VALUES: tensor<1x2xbf16> {{\[\[}}132, -236]]
func.func @main() -> (tensor<1x2xf32>, tensor<1x2xf32>, tensor<1x2xbf16>) {
  %x = arith.constant dense<1.0> : tensor<1x4xf32>
  %x_half = arith.constant dense<1.0> : tensor<1x4xbf16>
  %w = arith.constant dense_resource<w> : tensor<4x2xf32> loc("w")
  %raw = arith.constant dense_resource<raw> : tensor<4x2xf32> loc("raw")
  %half = arith.constant dense_resource<half> : tensor<4x2xbf16> loc("half")
  %0 = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<1x4xf32>, tensor<4x2xf32>) -> tensor<1x2xf32>
  %1 = qnt.dot_general %x, %raw contracting = [1] x [0] batch = [] x [] : (tensor<1x4xf32>, tensor<4x2xf32>) -> tensor<1x2xf32>
  %2 = qnt.dot_general %x_half, %half contracting = [1] x [0] batch = [] x [] : (tensor<1x4xbf16>, tensor<4x2xbf16>) -> tensor<1x2xbf16>
  return %0, %1, %2 : tensor<1x2xf32>, tensor<1x2xf32>, tensor<1x2xbf16>
}
