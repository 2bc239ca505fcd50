//===- Passes.td - passes of stage LowerCPU ------------------------------------------------*- tablegen -*-===//
#ifndef QNT_LOWERCPU_PASSES_TD
#define QNT_LOWERCPU_PASSES_TD

include "mlir/Pass/PassBase.td"

def LowerToLinalg : Pass<"qnt-lower-to-linalg", "::mlir::ModuleOp"> {
  let summary = "qnt ops to linalg, tensor and arith on the parts of arrays as they lie in memory";
  let description = [{
    Replaces every op of the qnt dialect by `linalg`, `tensor`, `arith`, `scf` and `math` on the parts of its arrays, and every
    type by what lies in memory: codes of less than a byte stay packed (`tensor<...x ceil(inner * bits / 8) x i8>`), other tensors of
    iN or of small floats hold one code a byte (`Qnt/LowerCPU/ContainerTypes.h`). An array whose codes are packed and whose inner
    dimension is dynamic has one more part, the size of that dimension. Goes through functions, calls and control flow.

    Expects sugar (`qnt.dot`, `qnt.einsum`, `qnt.ragged_dot`), regions (`qnt.invoke_quant`, `qnt.kernel`) and layout ops to be gone. An
    op that cannot be lowered is an error that says why.

    Numerics: exact.

    ```mlir
    // before
    %y = qnt.dequantize %w : !qnt.array<4x8, #i4> -> tensor<4x8xf32>
    // after
    %codes = linalg.generic ... ins(%packed : tensor<4x4xi8>) outs(... : tensor<4x4x2xi8>)
    %y = linalg.generic ... ins(%codes, %scales : tensor<4x8xi8>, tensor<4x1xf32>) outs(... : tensor<4x8xf32>)
    ```
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect", "::mlir::cf::ControlFlowDialect",
    "::mlir::linalg::LinalgDialect", "::mlir::math::MathDialect", "::mlir::scf::SCFDialect",
    "::mlir::tensor::TensorDialect",
  ];
  let statistics = [Statistic<"numLowered", "lowered", "qnt ops replaced">];
}

def ExpandCopies : Pass<"qnt-expand-copies"> {
  let summary = "copies of strided memory to linalg";
  let description = [{
    Replaces `memref.copy` between memrefs of which one has a layout by `linalg.generic`, so that the copy becomes a loop. Leaves alone
    copies of contiguous memory, which are one memcpy, and copies of unranked memrefs.

    Numerics: exact.

    ```mlir
    // before
    memref.copy %a, %b : memref<2x5xi8, strided<[6, 1]>> to memref<2x5xi8>
    // after
    linalg.generic ... ins(%a : memref<2x5xi8, strided<[6, 1]>>) outs(%b : memref<2x5xi8>)
    ```
  }];
  let dependentDialects = ["::mlir::linalg::LinalgDialect"];
  let statistics = [Statistic<"numExpanded", "expanded", "copies replaced">];
}

#endif // QNT_LOWERCPU_PASSES_TD
