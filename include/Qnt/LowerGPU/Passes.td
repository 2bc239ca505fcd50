//===- Passes.td - passes of stage LowerGPU -----------------------------------------------*- tablegen -*-===//
#ifndef QNT_LOWERGPU_PASSES_TD
#define QNT_LOWERGPU_PASSES_TD

include "mlir/Pass/PassBase.td"

def ChooseSchedule : Pass<"qnt-choose-schedule", "::mlir::ModuleOp"> {
  let summary = "decides how each kernel is generated for a GPU";
  let description = [{
    Writes the `schedule` of every `qnt.kernel` and the module's `qnt.target`. A schedule that a kernel has already is kept when
    the target can run it, and is an error otherwise. A remark on each kernel says which schedule it got and why not a better one:

    - `#qnt.gemv`: one `qnt.dot_general` of at most 16 rows with constant low-bit weights as rhs;
    - `#qnt.mma`: the same with more rows, or with a number of rows that is known only when the program runs;
    - `#qnt.simt`: everything else.

    The tuned kinds need f16 or bf16 activations, or arrays of 8-bit codes whose sums are proven to fit in i32
    (`qnt-prove-accumulators`), a constant weight matrix of codes of at most 8 bits (integers; small floats with float
    activations), and element by element functions of the result and of tensors of the outside behind it.

    Numerics: exact. Nothing but attributes changes.

    ```mlir
    // before
    %y = qnt.kernel "relu_0" (%a = %x : tensor<4x64xf16>) -> tensor<4x64xf16> { ... }
    // after qnt-choose-schedule{target=sm_80}, in a module with attributes {qnt.target = "sm_80"}
    %y = qnt.kernel "relu_0" schedule(#qnt.simt) (%a = %x : tensor<4x64xf16>) -> tensor<4x64xf16> { ... }
    ```
  }];
  let dependentDialects = ["::mlir::qnt::QntDialect"];
  let options = [
    Option<"target", "target", "std::string", "", "sm_80, sm_89, sm_90a, sm_100a or sm_120a; default: the module's">,
  ];
  let statistics = [
    Statistic<"numTuned", "tuned-kernels", "kernels with a tuned schedule">,
    Statistic<"numSimt", "simt-kernels", "kernels that are lowered op by op">,
  ];
}

def PrepackWeights : Pass<"qnt-prepack-weights"> {
  let summary = "puts constant weights into the memory layout that their kernel's schedule names";
  let description = [{
    The codes of a `qnt.constant` that a kernel with a schedule of tensor cores multiplies are brought into the order in
    which the lanes of a warp read them (Numerics/Layout.h). The layout becomes part of the encoding; the codes, scales and
    zero points stay what they are. A constant that other ops use, too, is kept for them. Kernels without a schedule,
    of a schedule that names no layout, and weights in the layout already are left alone.

    Numerics: exact. The same codes lie in another order.

    ```mlir
    // before, in a kernel with schedule(#qnt.gemv<layout = "mma_k16", ...>)
    %w = qnt.constant codes = dense<0> : tensor<64x32xi8>, scales = dense<1.0> : tensor<64x1xf16>
           : !qnt.array<64x64, #qnt.encoding<i4 : f16, block = 1x*, scale = f16>>
    // after
    %w = qnt.constant codes = dense_resource<weights_packed> : tensor<2048xi8>, scales = dense<1.0> : tensor<64x1xf16>
           : !qnt.array<64x64, #qnt.encoding<i4 : f16, block = 1x*, scale = f16, layout = "mma_k16">>
    ```
  }];
  let dependentDialects = ["::mlir::qnt::QntDialect"];
  let statistics = [
    Statistic<"numPrepacked", "prepacked-weights", "constants brought into a layout">,
  ];
}

def LowerKernels : Pass<"qnt-lower-kernels", "::mlir::ModuleOp"> {
  let summary = "turns kernels of a tuned schedule into functions for the GPU and launches";
  let description = [{
    A `qnt.kernel` with schedule `#qnt.gemv` or `#qnt.mma` becomes a `gpu.func` in `gpu.module @qnt_kernels` and a `qnt.launch` in
    its place. Arguments of the function are, in order: the activations (codes, scales and zero points of an array), the packed
    codes of the weights, their tables of scales, zero points and sums where there are some, the number of rows, what the ops
    behind the contraction read, and the results. Kernels of another schedule are left alone.

    Weights have to lie in the layout of the schedule (`qnt-prepack-weights`).

    Numerics: rounding. Integer contractions have the bits of the interpreter. Float ones add exact products of activations
    and codes in f32 and scale these sums, one scale after the other, so within
    `gamma_K * sum |a| |b|` of the exact value, before the same cast; what follows is computed as it is written.

    ```mlir
    // before
    %y = qnt.kernel "dense" schedule(#qnt.mma<layout = "mma_k16", tokens = 32, column_warps = 2, row_warps = 2, stages = 4>)
           (%a = %x : tensor<?x64xf16>, %b = %w : !w) -> tensor<?x128xf16> { ... }
    // after
    %y = qnt.launch @qnt_kernels::@dense grid(%tiles, %c1, %c1) block(128, 1, 1) shared(%c49152)
           ins(%x, %codes, %scales, %m : tensor<?x64xf16>, tensor<4096xi8>, tensor<1x128xf16>, index)
           outs(%init : tensor<?x128xf16>) -> tensor<?x128xf16>
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::gpu::GPUDialect", "::mlir::LLVM::LLVMDialect",
                           "::mlir::NVVM::NVVMDialect", "::mlir::qnt::QntDialect", "::mlir::scf::SCFDialect",
                           "::mlir::tensor::TensorDialect"];
  let statistics = [
    Statistic<"numLowered", "lowered-kernels", "kernels that became functions">,
  ];
}

#endif // QNT_LOWERGPU_PASSES_TD
