// A failing pass leaves a reproducer that fails in the same way.
// RUN: rm -rf %t && mkdir %t
// RUN: not quant-opt %s --pass-pipeline='builtin.module(qnt-quantize-weights{dtype=int99})' --mlir-pass-pipeline-crash-reproducer=%t/repro.mlir 2>&1 | FileCheck %s
// CHECK: expected dtype {{.*}}, got 'int99'
// RUN: FileCheck %s --check-prefix=REPRO < %t/repro.mlir
// REPRO: pipeline: "builtin.module(qnt-quantize-weights{{.*}}dtype=int99
// RUN: not quant-opt %t/repro.mlir --run-reproducer 2>&1 | FileCheck %s
func.func private @f()
