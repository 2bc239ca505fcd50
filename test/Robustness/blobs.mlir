// Data of constants that is missing, of the wrong size or malformed: an error that names it, in every tool.
// RUN: rm -rf %t && split-file %s %t

// (Upstream's parser ends the program on an alignment of 0, so no file here has one as it stands.)
// RUN: sed 's/0x08000000/0x00000000/' %t/two.mlir > %t/alignment.mlir
// RUN: not quant-opt %t/alignment.mlir 2>&1 | FileCheck %s --check-prefix=ALIGNMENT
// RUN: not quant-run %t/alignment.mlir 2>&1 | FileCheck %s --check-prefix=ALIGNMENT
// RUN: not quant-opt - < %t/alignment.mlir 2>&1 | FileCheck %s --check-prefix=ALIGNMENT
// ALIGNMENT: error: {{.*}}expected the alignment of resource 'w' to be a power of two, but got 0
// RUN: not quant-opt %t/odd-alignment.mlir 2>&1 | FileCheck %s --check-prefix=ODD
// ODD: error: expected hex string blob for key 'w' to encode alignment in first 4 bytes, but got non-power-of-2 value: 3

// RUN: not quant-run %t/short.mlir 2>&1 | FileCheck %s --check-prefix=SHORT
// SHORT: 'arith.constant' op expected constant dense_resource<w> of 8 bytes, got 7
// RUN: not quant-run %t/missing.mlir 2>&1 | FileCheck %s --check-prefix=MISSING
// MISSING: 'arith.constant' op has constant dense_resource<w> without data
// RUN: quant-opt %t/whole.mlir --mlir-elide-resource-strings-if-larger=0 -o %t/elided.mlir
// RUN: not quant-run %t/elided.mlir 2>&1 | FileCheck %s --check-prefix=MISSING
// RUN: quant-opt %t/dense.mlir --mlir-elide-elementsattrs-if-larger=1 -o %t/elided-attribute.mlir
// RUN: not quant-run %t/elided-attribute.mlir 2>&1 | FileCheck %s --check-prefix=ELIDED
// ELIDED: 'arith.constant' op has constant dense_resource<__elided__> without data
// RUN: quant-run %t/whole.mlir | FileCheck %s --check-prefix=WHOLE
// WHOLE: tensor<2xf32> [1, 2]

// Bytecode is cut off anywhere, and made of a text whose data is wrong.
// RUN: quant-opt %t/whole.mlir --emit-bytecode -o %t/whole.mlirbc
// RUN: quant-run %t/whole.mlirbc | FileCheck %s --check-prefix=WHOLE
// RUN: %python %S/cut_files.py %t/whole.mlirbc %t/cut.mlirbc -- quant-run %t/cut.mlirbc | FileCheck %s --check-prefix=CUT
// RUN: %python %S/cut_files.py %t/whole.mlirbc %t/cut.mlirbc -- quant-opt %t/cut.mlirbc -o %t/none.mlir | FileCheck %s --check-prefix=CUT
// CUT: {{[0-9]+}} lengths refused
// RUN: quant-opt %t/short.mlir --emit-bytecode -o %t/short.mlirbc
// RUN: not quant-run %t/short.mlirbc 2>&1 | FileCheck %s --check-prefix=SHORT

// A pass leaves such a weight alone and says so.
// RUN: quant-opt %t/short-weight.mlir --qnt-import --qnt-quantize-weights=weight-num-threshold=0 --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=WEIGHT
// RUN: quant-opt %t/missing-weight.mlir --qnt-import --qnt-quantize-weights=weight-num-threshold=0 --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=WEIGHT

// WEIGHT-DAG: its data is missing or not of the size of its type
// WEIGHT-DAG: arith.constant dense_resource<w>

//--- whole.mlir
func.func @main() -> tensor<2xf32> {
  %c = arith.constant dense_resource<w> : tensor<2xf32>
  return %c : tensor<2xf32>
}
{-#
  dialect_resources: { builtin: { w: "0x040000000000803F00000040" } }
#-}
//--- dense.mlir
func.func @main() -> tensor<2xf32> {
  %c = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
  return %c : tensor<2xf32>
}
//--- two.mlir
func.func @main() -> tensor<2xf32> {
  %c = arith.constant dense_resource<w> : tensor<2xf32>
  return %c : tensor<2xf32>
}
{-#
  dialect_resources: { builtin: { v: "0x040000000000803F00000040",
    w: "0x080000000000803F00000040" } }
#-}
//--- odd-alignment.mlir
{-#
  dialect_resources: { builtin: { w: "0x030000000000803F00000040" } }
#-}
//--- short.mlir
func.func @main() -> tensor<2xf32> {
  %c = arith.constant dense_resource<w> : tensor<2xf32>
  return %c : tensor<2xf32>
}
{-#
  dialect_resources: { builtin: { w: "0x040000000000803F000000" } }
#-}
//--- missing.mlir
func.func @main() -> tensor<2xf32> {
  %c = arith.constant dense_resource<w> : tensor<2xf32>
  return %c : tensor<2xf32>
}
//--- short-weight.mlir
func.func @main(%x: tensor<1x2xf32>, %init: tensor<1x1xf32>) -> tensor<1x1xf32> {
  %w = arith.constant dense_resource<w> : tensor<2x1xf32>
  %y = linalg.matmul ins(%x, %w : tensor<1x2xf32>, tensor<2x1xf32>) outs(%init : tensor<1x1xf32>) -> tensor<1x1xf32>
  return %y : tensor<1x1xf32>
}
{-#
  dialect_resources: { builtin: { w: "0x040000000000803F000000" } }
#-}
//--- missing-weight.mlir
func.func @main(%x: tensor<1x2xf32>, %init: tensor<1x1xf32>) -> tensor<1x1xf32> {
  %w = arith.constant dense_resource<w> : tensor<2x1xf32>
  %y = linalg.matmul ins(%x, %w : tensor<1x2xf32>, tensor<2x1xf32>) outs(%init : tensor<1x1xf32>) -> tensor<1x1xf32>
  return %y : tensor<1x1xf32>
}
