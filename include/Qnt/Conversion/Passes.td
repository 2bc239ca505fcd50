//===- Passes.td - passes that change the form of a program, not its values -----------------*- tablegen -*-===//
#ifndef QNT_CONVERSION_PASSES_TD
#define QNT_CONVERSION_PASSES_TD

include "mlir/Pass/PassBase.td"

def ExpandArrays : Pass<"qnt-expand-arrays", "::mlir::ModuleOp"> {
  let summary = "arrays to their parts through functions, calls and control flow";
  let description = [{
    Replaces `!qnt.array` by the types of its parts in the signatures of functions, in calls (also indirect ones), in `scf` and
    `cf` control flow, in `arith.select`, `ub.poison`, `qnt.cast`, and at the boundaries of `qnt.invoke_quant` and
    `qnt.kernel`. Attributes of an argument or result go to each of its parts, with `qnt.part` saying which part it is.

    Leaves alone the ops that compute with arrays (`qnt.quantize`, `qnt.dot_general`, the layout ops, `qnt.constant` ...):
    `qnt.assemble` and `qnt.disassemble` stand around them. Ops of other dialects that hold arrays stay as they are, with a
    remark.

    Numerics: exact.

    ```mlir
    // before
    func.func @scale(%w: !qnt.array<4x8, #i8>) -> tensor<4x8xf32> {
      %y = qnt.dequantize %w : !qnt.array<4x8, #i8> -> tensor<4x8xf32>
      return %y : tensor<4x8xf32>
    }
    // after
    func.func @scale(%codes: tensor<4x8xi8> {qnt.part = "codes"}, %scales: tensor<4x1xf32> {qnt.part = "scales"})
        -> tensor<4x8xf32> {
      %w = qnt.assemble %codes, %scales : (tensor<4x8xi8>, tensor<4x1xf32>) -> !qnt.array<4x8, #i8>
      %y = qnt.dequantize %w : !qnt.array<4x8, #i8> -> tensor<4x8xf32>
      return %y : tensor<4x8xf32>
    }
    ```
  }];
  let dependentDialects = ["::mlir::qnt::QntDialect", "::mlir::tensor::TensorDialect"];
  let statistics = [
    Statistic<"numFunctions", "functions", "functions whose signature held arrays">,
    Statistic<"numSkipped", "skipped", "ops of other dialects that keep arrays">,
  ];
}

#endif // QNT_CONVERSION_PASSES_TD
