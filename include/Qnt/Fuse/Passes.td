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
    earlier run wrote are proven anew; a second run changes nothing.

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
  let statistics = [
    Statistic<"numInteger", "integer-contractions", "contractions computed on codes">,
    Statistic<"numFloat", "float-contractions", "contractions computed on decoded values">,
  ];
}

#endif // QNT_FUSE_PASSES_TD
