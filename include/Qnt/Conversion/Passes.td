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

    Leaves alone the ops that compute with arrays (`qnt.quantize`, `qnt.dot_general`, `qnt.constant` ...) and those that
    move their elements (`qnt-expand-layout-ops` takes these apart): `qnt.assemble` and `qnt.disassemble` stand around them.
    Ops of other dialects that hold arrays stay as they are, with a remark; so does `scf.parallel`, whose reductions combine one
    value with another and so cannot take several parts.

    Numerics: exact.

    ```mlir
    // before
    func.func @scale(%w: !qnt.array<4x8, #a8>) -> tensor<4x8xf32> {
      %y = qnt.dequantize %w : !qnt.array<4x8, #a8> -> tensor<4x8xf32>
      return %y : tensor<4x8xf32>
    }
    // after
    func.func @scale(%codes: tensor<4x8xi8> {qnt.part = "codes"}, %scales: tensor<4x1xf32> {qnt.part = "scales"})
        -> tensor<4x8xf32> {
      %w = qnt.assemble %codes, %scales : (tensor<4x8xi8>, tensor<4x1xf32>) -> !qnt.array<4x8, #a8>
      %y = qnt.dequantize %w : !qnt.array<4x8, #a8> -> tensor<4x8xf32>
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

def ExpandLayoutOps : Pass<"qnt-expand-layout-ops"> {
  let summary = "layout ops on arrays as tensor and linalg ops on their parts";
  let description = [{
    Replaces `qnt.transpose`, `reshape`, `slice`, `concat`, `pad`, `gather` and `qnt.dim` by ops on the parts of their arrays:
    `linalg.transpose`, `tensor.expand_shape` and `collapse_shape`, `tensor.extract_slice`, `tensor.concat`, `tensor.pad`
    (and a `linalg.generic` that spreads zero points over new codes), `linalg.generic` with `tensor.extract`, `tensor.dim`.
    `qnt.disassemble` stands before them and `qnt.assemble` behind; between two layout ops, and around parts that
    `qnt-expand-arrays` made, both vanish. What a layout op demands of dynamic sizes and of indices becomes a `cf.assert`.

    Leaves alone every other op. `qnt.disassemble` of a `qnt.constant` stays: its codes are packed.

    Numerics: exact; codes, scales, zero points, tables and masks keep their bits. (An entry of a block without elements,
    which decodes nothing, may be any number.)

    ```mlir
    #rows = #qnt.encoding<i8 : f32, block = 1x32, scale = f32>
    // before
    %s = qnt.slice %w [0, 32] [8, 64] [1, 1] : !qnt.array<8x128, #rows> -> !qnt.array<8x64, #rows>
    // after
    %c, %t = qnt.disassemble %w : !qnt.array<8x128, #rows> -> (tensor<8x128xi8>, tensor<8x4xf32>)
    %d = tensor.extract_slice %c[0, 32] [8, 64] [1, 1] : tensor<8x128xi8> to tensor<8x64xi8>
    %u = tensor.extract_slice %t[0, 1] [8, 2] [1, 1] : tensor<8x4xf32> to tensor<8x2xf32>
    %s = qnt.assemble %d, %u : (tensor<8x64xi8>, tensor<8x2xf32>) -> !qnt.array<8x64, #rows>
    ```
  }];
  let dependentDialects = ["::mlir::qnt::QntDialect", "::mlir::arith::ArithDialect", "::mlir::cf::ControlFlowDialect",
                           "::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect"];
  let statistics = [Statistic<"numExpanded", "expanded", "layout ops replaced by ops on parts">];
}

def ExpandSugar : Pass<"qnt-expand-sugar"> {
  let summary = "dot, einsum and ragged_dot as the general contractions";
  let description = [{
    Replaces `qnt.dot`, `qnt.einsum` and `qnt.ragged_dot` by `qnt.dot_general` and `qnt.ragged_dot_general`, transposes and sums, as
    canonicalization does, but nothing else: for pipelines in which nothing may be folded yet. Leaves alone, with a remark, an
    einsum that repeats a dimension of an array whose block sizes along it do not divide one another, or of a code book of vectors,
    or a step of which would have a result of 2^57 elements or more.

    Numerics: exact.

    ```mlir
    // before
    %y = qnt.dot %x, %w : (tensor<4x8xf32>, !qnt.array<8x16, #w8>) -> tensor<4x16xf32>
    // after
    %y = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x []
           : (tensor<4x8xf32>, !qnt.array<8x16, #w8>) -> tensor<4x16xf32>
    ```
  }];
  let dependentDialects = ["::mlir::qnt::QntDialect", "::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect"];
  let statistics = [
    Statistic<"numExpanded", "expanded", "ops replaced">,
    Statistic<"numSkipped", "skipped", "ops left alone">,
  ];
}

def InlineInvokeQuant : Pass<"qnt-inline-invoke-quant"> {
  let summary = "invoke_quant regions replaced by their bodies";
  let description = [{
    Replaces each `qnt.invoke_quant` (or those of one scheme) by its body, outer regions first. With
    `codegen_low_precision(true)` the ops move as they are. With `false` the casts that the option stands for are written
    out: f16 and bf16 inputs are extended to f32, the ops compute in f32, casts to f16 or bf16 in between vanish, and the
    results are truncated once. `qnt.dequantize` and `qnt.quantize` take f32 as the expressed type (their parts stay);
    constants are extended; a nested region that is not inlined keeps its types.

    Leaves alone, with a remark that names the op: a region whose body holds an op that cannot be widened (a bitcast, an op
    of an unknown dialect on f16, control flow of several blocks), and a region inside another that stays and has
    `codegen_low_precision(false)`. A region that the pass itself runs on stays.

    Numerics: exact, by the region's semantics.

    ```mlir
    // before
    %y = qnt.invoke_quant scheme("s") (%a = %x : tensor<4xf16>) -> tensor<4xf16> codegen_low_precision(false) {
      %e = math.exp %a : tensor<4xf16>
      %s = arith.addf %e, %a : tensor<4xf16>
      qnt.yield %s : tensor<4xf16>
    }
    // after
    %a = arith.extf %x : tensor<4xf16> to tensor<4xf32>
    %e = math.exp %a : tensor<4xf32>
    %s = arith.addf %e, %a : tensor<4xf32>
    %y = arith.truncf %s : tensor<4xf32> to tensor<4xf16>
    ```
  }];
  let dependentDialects = ["::mlir::qnt::QntDialect", "::mlir::arith::ArithDialect"];
  let options = [Option<"scheme", "scheme", "std::string", /*default=*/"",
                        "Inline only regions of this scheme (all when empty)">];
  let statistics = [
    Statistic<"numInlined", "inlined", "regions replaced by their bodies">,
    Statistic<"numSkipped", "skipped", "regions left alone">,
  ];
}

def InlineKernels : Pass<"qnt-inline-kernels"> {
  let summary = "kernel regions replaced by their bodies";
  let description = [{
    Replaces each `qnt.kernel` by its body: the way back from a program that was cut into kernels. Names and schedules are
    lost. A kernel that the pass itself runs on stays.

    Numerics: exact.

    ```mlir
    // before
    %y = qnt.kernel "abs_0" (%a = %x : tensor<4xf16>) -> tensor<4xf16> {
      %r = math.absf %a : tensor<4xf16>
      qnt.yield %r : tensor<4xf16>
    }
    // after
    %y = math.absf %x : tensor<4xf16>
    ```
  }];
  let dependentDialects = ["::mlir::qnt::QntDialect"];
  let statistics = [Statistic<"numInlined", "inlined", "kernels replaced by their bodies">];
}

def SortUses : Pass<"qnt-sort-uses"> {
  let summary = "uses of values in the order that a parser leaves";
  let description = [{
    Puts the uses of every value defined inside the op into the order that a parser leaves, the last use first. Dialect
    conversion leaves them in an order that depends on addresses. No text shows it, but bytecode stores it, and would differ
    from run to run: what a pipeline with conversions writes is the same bytes every time with this pass at its end.

    Leaves alone everything else: the text stays as it is. In the example the uses of `%x` are the sum and the product, in
    this order, whatever they were before.

    Numerics: exact.

    ```mlir
    // before
    %y = arith.mulf %x, %a : f32
    %z = arith.addf %x, %b : f32
    // after
    %y = arith.mulf %x, %a : f32
    %z = arith.addf %x, %b : f32
    ```
  }];
  let statistics = [Statistic<"numSorted", "sorted", "values whose uses changed their order">];
}

#endif // QNT_CONVERSION_PASSES_TD
