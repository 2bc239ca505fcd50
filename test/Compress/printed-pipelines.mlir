// A pipeline that is printed with all of its options, as crash reproducers are, does the same when it is read again.
// RUN: %python %S/Inputs/rerun-pipeline.py quant-opt %s "qnt-quantize-weights=weight-num-threshold=0"
// RUN: %python %S/Inputs/rerun-pipeline.py quant-opt %s "qnt-quantize-weights=weight-num-threshold=0 dtype=int4 granularity=per_block block-size=2"
// RUN: %python %S/Inputs/rerun-pipeline.py quant-opt %s "qnt-quantize-weights=weight-num-threshold=0 max-error=0.1"
// RUN: %python %S/Inputs/rerun-pipeline.py quant-opt %s "qnt-quantize-weights=weight-num-threshold=0 convention={qwix-cpu, mx_scale = oas, seed = 7}"
// RUN: %python %S/Inputs/rerun-pipeline.py quant-opt %s "qnt-quantize-weights=weight-num-threshold=0 granularity=per_block block-size=0.25 tensor-scale=false"
// RUN: %python %S/Inputs/rerun-pipeline.py quant-opt %s "qnt-quantize-weights=weight-num-threshold=0 overrides={*:dtype=int4/convention=onnx, rounding = half_away}"
// RUN: %python %S/Inputs/rerun-pipeline.py quant-opt %s "qnt-palettize-weights=weight-num-threshold=0 mode=unique"
// RUN: %python %S/Inputs/rerun-pipeline.py quant-opt %s "qnt-palettize-weights=weight-num-threshold=0 n-bits=2"
// RUN: %python %S/Inputs/rerun-pipeline.py quant-opt %s "qnt-sparsify-weights=weight-num-threshold=0 n-m=2:4"
// RUN: %python %S/Inputs/rerun-pipeline.py quant-opt %s "qnt-sparsify-weights=weight-num-threshold=0 target-sparsity=0.5 dtype=int8"
func.func @main(%x: tensor<?x8xf32>) -> tensor<?x4xf32> {
  %w = arith.constant dense<[[1.0, -2.0, 3.0, 0.5], [0.25, 7.0, -1.0, 2.0], [1.0, 1.0, -3.0, 0.5], [4.0, 0.0, 1.0, -0.5],
                             [2.0, -2.0, 3.0, 0.5], [0.25, 7.0, 1.0, 2.0], [1.0, 1.0, 3.0, 0.5], [-4.0, 0.0, 1.0, 0.5]]>
    : tensor<8x4xf32>
  %y = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<?x8xf32>, tensor<8x4xf32>) -> tensor<?x4xf32>
  return %y : tensor<?x4xf32>
}
