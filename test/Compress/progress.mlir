// How far a long run is, on a terminal only, in a line that goes away again.
// RUN: env TERM=xterm %python %S/Inputs/on_terminal.py quant-opt %s --mlir-disable-threading --qnt-quantize-weights="weight-num-threshold=0" --qnt-progress=0 -o %t.shown 2> %t.line
// RUN: FileCheck %s --check-prefix=LINE --match-full-lines --input-file=%t.line
// LINE: <CR>qnt-quantize-weights: 1 of 2 weights, {{[0-9]+}} %<CLEAR>{{.*}}<CR><CLEAR>
// RUN: quant-opt %s --qnt-quantize-weights="weight-num-threshold=0" -o %t.silent
// RUN: cmp %t.shown %t.silent

// A choice of dtypes is a run of its own.
// RUN: env TERM=xterm %python %S/Inputs/on_terminal.py quant-opt %s --mlir-disable-threading --qnt-quantize-weights="weight-num-threshold=0 budget=20" --qnt-progress=0 -o %t.shown 2> %t.line
// RUN: FileCheck %s --check-prefix=TWO --match-full-lines --input-file=%t.line
// TWO: <CR>qnt-quantize-weights: 1 of 2 weights, {{[0-9]+}} %<CLEAR>{{.*}}<CR><CLEAR><CR>qnt-quantize-weights: 1 of 2 weights, {{[0-9]+}} %<CLEAR>{{.*}}<CR><CLEAR>

// An error begins a line of its own.
// RUN: env TERM=xterm not %python %S/Inputs/on_terminal.py quant-opt %s --mlir-disable-threading --qnt-palettize-weights="weight-num-threshold=0" --qnt-sparsify-weights="weight-num-threshold=0 target-sparsity=0.5 n-bits=9" --qnt-progress=0 -o %t.none 2> %t.line
// RUN: FileCheck %s --check-prefix=ERROR --input-file=%t.line
// ERROR: <CR>qnt-palettize-weights: 1 of 2 weights{{.*}}<CR><CLEAR>{{.*}}error: {{.*}}qnt-sparsify-weights: expected n-bits

// Silent: short runs, terminals that cannot clear a line, on request, and what is no terminal.
// RUN: env TERM=xterm %python %S/Inputs/on_terminal.py quant-opt %s --qnt-quantize-weights="weight-num-threshold=0" --qnt-progress=60 -o %t.shown 2>&1 | count 0
// RUN: env TERM=dumb %python %S/Inputs/on_terminal.py quant-opt %s --qnt-quantize-weights="weight-num-threshold=0" --qnt-progress=0 -o %t.shown 2>&1 | count 0
// RUN: env TERM=xterm %python %S/Inputs/on_terminal.py quant-opt %s --qnt-quantize-weights="weight-num-threshold=0" --qnt-progress=-1 -o %t.shown 2>&1 | count 0
// RUN: env TERM=xterm quant-opt %s --qnt-quantize-weights="weight-num-threshold=0" --qnt-progress=0 -o %t.shown 2>&1 | count 0
// Nothing to compress shows nothing.
// RUN: env TERM=xterm %python %S/Inputs/on_terminal.py quant-opt %s --qnt-quantize-weights="weight-num-threshold=100" --qnt-progress=0 -o %t.shown 2>&1 | count 0
func.func @f(%x: tensor<?x4xf32>) -> (tensor<?x2xf32>, tensor<?x3xf32>) {
  %w = arith.constant dense<[[0.1, 0.7], [0.7, 0.1], [0.1, 0.1], [0.7, 0.7]]> : tensor<4x2xf32>
  %0 = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<?x4xf32>, tensor<4x2xf32>) -> tensor<?x2xf32>
  %v = arith.constant dense<[[1.0, 5.0, 0.0], [1.5, 5.5, 1.0], [-2.0, 7.0, 2.0], [2.25, 7.5, 1.0]]> : tensor<4x3xf32>
  %1 = qnt.dot_general %x, %v contracting = [1] x [0] batch = [] x [] : (tensor<?x4xf32>, tensor<4x3xf32>) -> tensor<?x3xf32>
  return %0, %1 : tensor<?x2xf32>, tensor<?x3xf32>
}
