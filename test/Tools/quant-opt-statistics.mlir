// What Qnt's passes counted, summed over all runs: of each module, of each function side by side, of each time in the pipeline. Passes of upstream
// count nothing here; the output stays what it is.
// RUN: quant-opt %s --split-input-file --pass-pipeline="builtin.module(func.func(qnt-import-linalg,qnt-expand-sugar),qnt-prove-accumulators,qnt-prove-accumulators,cse)" --qnt-statistics -o %t.mlir 2>%t.counts
// RUN: FileCheck %s --input-file=%t.counts --strict-whitespace --match-full-lines
// RUN: FileCheck %s --check-prefix=OUTPUT --input-file=%t.mlir
//      CHECK:pass                    runs  counted
// CHECK-NEXT:qnt-expand-sugar           3  expanded=0
// CHECK-NEXT:qnt-import-linalg          3  contractions=2, skipped=1
// CHECK-NEXT:qnt-prove-accumulators     4  float-contractions=4
//  CHECK-NOT:{{.}}
// OUTPUT-COUNT-2: qnt.dot_general
// Without the option nothing is said.
// RUN: quant-opt %s --split-input-file --qnt-import-linalg -o /dev/null 2>&1 | FileCheck %s --check-prefix=QUIET --allow-empty
// QUIET-NOT: {{.}}
// Also of a run that fails: what was done until then. A run without passes of ours has none.
// RUN: not quant-opt %s --split-input-file --qnt-import-linalg --qnt-choose-schedule=target=sm_1 --qnt-statistics -o /dev/null 2>&1 | FileCheck %s --check-prefix=FAILED
// FAILED: error:
// FAILED: qnt-import-linalg 2 contractions=2, skipped=1{{$}}
// RUN: quant-opt %s --split-input-file --cse --qnt-statistics -o /dev/null 2>&1 | FileCheck %s --check-prefix=NONE
// NONE: pass runs counted
// NONE-NOT: {{.}}

func.func @product(%x: tensor<4x8xf32>, %w: tensor<8x4xf32>, %y: tensor<4x4xf32>) -> tensor<4x4xf32> {
  %0 = linalg.matmul ins(%x, %w : tensor<4x8xf32>, tensor<8x4xf32>) outs(%y : tensor<4x4xf32>) -> tensor<4x4xf32>
  return %0 : tensor<4x4xf32>
}
func.func @buffers(%x: memref<4x8xf32>, %w: memref<8x4xf32>, %y: memref<4x4xf32>) {
  linalg.matmul ins(%x, %w : memref<4x8xf32>, memref<8x4xf32>) outs(%y : memref<4x4xf32>)
  return
}

// -----

func.func @product(%x: tensor<4x8xf32>, %w: tensor<8x4xf32>, %y: tensor<4x4xf32>) -> tensor<4x4xf32> {
  %0 = linalg.matmul ins(%x, %w : tensor<4x8xf32>, tensor<8x4xf32>) outs(%y : tensor<4x4xf32>) -> tensor<4x4xf32>
  return %0 : tensor<4x4xf32>
}
