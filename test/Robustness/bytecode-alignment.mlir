// Bytecode whose data is aligned to more than the heap gives is read from wherever it comes.
// RUN: quant-opt %s --emit-bytecode -o %t.mlirbc
// RUN: quant-run %t.mlirbc | FileCheck %s
// RUN: quant-opt %t.mlirbc | FileCheck %s --check-prefix=TEXT
// RUN: cat %t.mlirbc | quant-run - | FileCheck %s
// RUN: cat %t.mlirbc | quant-opt - | FileCheck %s --check-prefix=TEXT
// CHECK: tensor<2xf32> [1, 2]
// TEXT: w: "0x001000000000803F00000040"
func.func @main() -> tensor<2xf32> {
  %c = arith.constant dense_resource<w> : tensor<2xf32>
  return %c : tensor<2xf32>
}
{-#
  dialect_resources: { builtin: { w: "0x001000000000803F00000040" } }
#-}
