//===- Passes.td - passes of the edge compiler ---------------------------------------------*- tablegen -*-===//
#ifndef EDGE_PASSES_TD
#define EDGE_PASSES_TD

include "mlir/Pass/PassBase.td"

def QuantizeLayers : Pass<"edge-quantize-layers"> {
  let summary = "activations with a calibrated range to arrays of int8";
  let description = [{
    For every op with Qnt's QuantizedOpInterface, of whatever dialect, whose result has an `edge.range`: the op is told the
    range, and its users that ask for quantized inputs read an array of it, one scale and zero point for the tensor.
  }];
  let dependentDialects = ["::mlir::qnt::QntDialect", "::mlir::arith::ArithDialect"];
}

def LowerLayers : Pass<"edge-lower-layers"> {
  let summary = "edge layers to qnt contractions and linalg";
  let dependentDialects = ["::mlir::qnt::QntDialect", "::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect"];
}

def InlineStages : Pass<"edge-inline-stages"> {
  let summary = "stages replaced by their bodies, for a device with one processor";
}

#endif // EDGE_PASSES_TD
