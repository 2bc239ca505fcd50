//===- Passes.td - passes of stage Fuse ---------------------------------------------------*- tablegen -*-===//
#ifndef QNT_FUSE_PASSES_TD
#define QNT_FUSE_PASSES_TD

include "mlir/Pass/PassBase.td"

def ProveAccumulators : Pass<"qnt-prove-accumulators"> {
  let summary = "decides which contractions are computed on integer codes, and in which integer type";
  let description = [{
    Writes the `accumulator` of every `qnt.dot_general`, `qnt.conv_general_dilated` and `qnt.ragged_dot_general`: the integer
    type that provably holds the sums of `(q1 - z1) * (q2 - z2)` over each K tile, or `none` and the reason. Lowerings obey it:
    with an integer type they compute on the codes and give the bits of the interpreter, with `none` they decode first.

    The proof stands on the range of the codes (the storage, cut by a clamp range, which codes are taken to keep to), on
    the zero points (their values where they are constant, also behind layout ops; all that their type can have otherwise), and
    on the number of products in a K tile (the common refinement of both operands' blocks; for a dimension that is
    static on one side only, that size). In order of choice:

    - `i32` when the sum of every tile fits;
    - `i32` with a `split` when at least 64 products fit and i64 holds the whole sum;
    - `i64`;
    - with a dynamic K, one of the latter two with `at_most`, the number of products up to which i64 holds the sum, when that
      is 2^31 or more (programs check it when they run);
    - for an i32 result `i128`, else `none`.

    Every op on the float path gets a remark with the reason: a float operand, a code book, float codes, float zero points,
    f64 scales or an f64 result (the integer path scales in f32), or sums too large. Sparsity is no obstacle: masked elements
    count as 0. Sugar (`qnt.dot`, `qnt.einsum`, `qnt.ragged_dot`) is left alone: canonicalize it first. Verdicts that an
    earlier run wrote are proven anew, unless `keep-given` says otherwise; a second run changes nothing.

    Numerics: exact. The value of a contraction on integer codes is defined by its integer sums.

    ```mlir
    // before
    %y = qnt.dot_general %a, %w contracting = [1] x [1] batch = [] x []
           : (!qnt.array<?x256, #a8>, !qnt.array<64x256, #a8>) -> tensor<?x64xf32>
    // after
    %y = qnt.dot_general %a, %w contracting = [1] x [1] batch = [] x [] accumulator = <i32>
           : (!qnt.array<?x256, #a8>, !qnt.array<64x256, #a8>) -> tensor<?x64xf32>
    ```
  }];
  let dependentDialects = ["::mlir::qnt::QntDialect"];
  let options = [
    Option<"keepGiven", "keep-given", "bool", "false", "leave verdicts that are there as they are">,
  ];
  let statistics = [
    Statistic<"numInteger", "integer-contractions", "contractions computed on codes">,
    Statistic<"numFloat", "float-contractions", "contractions computed on decoded values">,
  ];
}

def FuseDequantize : Pass<"qnt-fuse-dequantize"> {
  let summary = "contractions of dequantized values as contractions of the arrays";
  let description = [{
    An operand of `qnt.dot_general`, `qnt.conv_general_dilated` or `qnt.ragged_dot_general` that is the result of `qnt.dequantize` becomes
    the array: the contraction is then defined on the decoded real values, which are not rounded to the expressed type any more,
    may be computed on the codes, and by the kernels that decode weights on their way to tensor cores. So it is a pass by itself,
    which `qnt-fuse` does not run: whoever wrote the dequantize may want its rounding. The dequantize stays where others read it. A
    verdict on accumulators is dropped (`qnt-prove-accumulators` comes after this).

    Leaves alone, with a remark, contractions in a `qnt.invoke_quant`, whose body is computed as it is written; a region that a
    contraction reads is first to be inlined (`qnt-inline-invoke-quant`).

    Numerics: rounding. The decoded operand is not rounded to its expressed type.

    ```mlir
    // before
    %f = qnt.dequantize %w : !qnt.array<64x8, #w8> -> tensor<64x8xf32>
    %y = qnt.dot_general %x, %f contracting = [1] x [0] batch = [] x []
         : (tensor<4x64xf32>, tensor<64x8xf32>) -> tensor<4x8xf32>
    // after
    %y = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x []
         : (tensor<4x64xf32>, !qnt.array<64x8, #w8>) -> tensor<4x8xf32>
    ```
  }];
  let dependentDialects = ["::mlir::qnt::QntDialect"];
  let statistics = [
    Statistic<"numFused", "fused", "operands that are arrays now">,
    Statistic<"numSkipped", "skipped", "operands left alone">,
  ];
}

def FormKernels : Pass<"qnt-form-kernels", "::mlir::ModuleOp"> {
  let summary = "gathers into one qnt.kernel what is to be one GPU kernel";
  let description = [{
    Every op that computes tensors or arrays goes into a `qnt.kernel`, with those of its neighbours that are computed with
    it: the epilogue and the dequantizing prologues of a contraction, the reductions and elementwise ops of a row up to
    the quantize that ends it, a chain of elementwise ops. Each kernel has one contraction at most. The rule is in
    docs/KernelRegions.md.

    - An op that is not cheap is computed once for each element of its result. A value that a second kernel reads is a
      result of the first. What is cheap and gives no fewer bytes than it reads (`qnt.dequantize`, widening casts,
      broadcasts, transposes, slices, pads, fills) is repeated in each kernel that reads it.
    - Views (casts, reshapes, `qnt.assemble`, `qnt.disassemble`) at the border of a kernel stay outside; so do constants but
      scalars and splats, which kernels hold themselves.
    - `qnt.invoke_quant` is kept whole. An elementwise one is computed in the loops of the contraction that reads it.
    - Names are those of the contraction (the reduction, the last named op) made identifiers, with a number when taken.
    - Constants, sizes, scalars, control flow, calls and ops with effects stay outside. A size of a computed value becomes
      the size of what it is computed from. Ops that nothing reads are erased.

    A remark says of each op that is a kernel by itself why, and of each op on tensors that stays outside. Kernels that
    are there already are left as they are, but named; a second run changes nothing.

    Numerics: exact. Ops are moved and copied as they are; `qnt-inline-kernels` gives them back.

    ```mlir
    // before
    %d = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] {qnt.name = "fc"}
         : (tensor<?x64xf32>, !qnt.array<64x8, #w8>) -> tensor<?x8xf32>
    %y = arith.addf %d, %residual : tensor<?x8xf32>
    // after
    %y = qnt.kernel "fc" (%a = %x : tensor<?x64xf32>, %b = %w : !qnt.array<64x8, #w8>, %c = %residual : tensor<?x8xf32>)
           -> tensor<?x8xf32> {
      %d = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x [] {qnt.name = "fc"}
           : (tensor<?x64xf32>, !qnt.array<64x8, #w8>) -> tensor<?x8xf32>
      %s = arith.addf %d, %c : tensor<?x8xf32>
      qnt.yield %s : tensor<?x8xf32>
    }
    ```
  }];
  let options = [
    Option<"maxOps", "max-ops", "unsigned", /*default=*/"64", "most ops of a kernel, repeated ones not counted">,
  ];
  let dependentDialects = ["::mlir::qnt::QntDialect", "::mlir::arith::ArithDialect", "::mlir::tensor::TensorDialect"];
  let statistics = [
    Statistic<"numKernels", "kernels", "kernels formed">,
    Statistic<"numOps", "ops", "ops in them, repeated ones not counted">,
  ];
}

#endif // QNT_FUSE_PASSES_TD
