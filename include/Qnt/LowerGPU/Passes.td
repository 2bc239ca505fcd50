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
    module {
      func.func @magnitude(%x: tensor<4x64xf16>) -> tensor<4x64xf16> {
        %y = qnt.kernel "abs_0" (%a = %x : tensor<4x64xf16>) -> tensor<4x64xf16> {
          %r = math.absf %a : tensor<4x64xf16>
          qnt.yield %r : tensor<4x64xf16>
        }
        return %y : tensor<4x64xf16>
      }
    }
    // after, with target=sm_80
    module attributes {qnt.target = "sm_80"} {
      func.func @magnitude(%x: tensor<4x64xf16>) -> tensor<4x64xf16> {
        %y = qnt.kernel "abs_0" schedule(#qnt.simt) (%a = %x : tensor<4x64xf16>) -> tensor<4x64xf16> {
          %r = math.absf %a : tensor<4x64xf16>
          qnt.yield %r : tensor<4x64xf16>
        }
        return %y : tensor<4x64xf16>
      }
    }
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

def Prepack : Pass<"qnt-prepack"> {
  let summary = "puts constant weights into the memory layout that their kernel's schedule names";
  let description = [{
    The codes of a `qnt.constant` that a kernel with a schedule of tensor cores multiplies are brought into the order in
    which the lanes of a warp read them (Numerics/Layout.h). The layout becomes part of the encoding; the codes, scales and
    zero points stay what they are. A constant that other ops use, too, is kept for them. Kernels without a schedule,
    of a schedule that names no layout, and weights in the layout already are left alone.

    Numerics: exact. The same codes lie in another order.

    ```mlir
    // before
    !w = !qnt.array<64x64, #qnt.encoding<i4 : f16, block = *x1, scale = f16>>
    %w = qnt.constant codes = dense<0> : tensor<64x32xi8>, scales = dense<1.0> : tensor<1x64xf16> : !w
    %y = qnt.kernel "dense" schedule(#qnt.gemv<layout = "mma_k16_t", tokens = 8, warps = 1, stages = 4>)
             (%a = %x : tensor<1x64xf16>, %b = %w : !w) -> tensor<1x64xf16> {
      %r = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x [] : (tensor<1x64xf16>, !w) -> tensor<1x64xf16>
      qnt.yield %r : tensor<1x64xf16>
    }
    // after
    !w = !qnt.array<64x64, #qnt.encoding<i4 : f16, block = *x1, scale = f16, layout = "mma_k16_t">>
    %w = qnt.constant codes = dense_resource<weights_packed> : tensor<2048xi8>, scales = dense<1.0> : tensor<1x64xf16> : !w
    %y = qnt.kernel "dense" schedule(#qnt.gemv<layout = "mma_k16_t", tokens = 8, warps = 1, stages = 4>)
             (%a = %x : tensor<1x64xf16>, %b = %w : !w) -> tensor<1x64xf16> {
      %r = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x [] : (tensor<1x64xf16>, !w) -> tensor<1x64xf16>
      qnt.yield %r : tensor<1x64xf16>
    }
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

    Weights have to lie in the layout of the schedule (`qnt-prepack`).

    Numerics: rounding. Integer contractions have the bits of the interpreter. Float ones add exact products of activations
    and codes in f32 and scale these sums, one scale after the other, so within
    `gamma_K * sum |a| |b|` of the exact value, before the same cast; what follows is computed as it is written.

    Its test is `test/LowerGPU/lower-kernels.mlir`. For example
    
    ```mlir
    #i4 = #qnt.encoding<i4 : f16, block = *x1, scale = f16, layout = "mma_k16_t">
    %w = qnt.constant codes = dense<-120> : tensor<2048xi8>, scales = dense<1.0> : tensor<1x64xf16> : !qnt.array<64x64, #i4>
    %y = qnt.kernel "dense" schedule(#qnt.gemv<layout = "mma_k16_t", tokens = 8, warps = 1, stages = 4>)
             (%a = %x : tensor<1x64xf16>, %b = %w : !qnt.array<64x64, #i4>) -> tensor<1x64xf16> {
      %r = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x [] : (tensor<1x64xf16>, !qnt.array<64x64, #i4>) -> tensor<1x64xf16>
      qnt.yield %r : tensor<1x64xf16>
    }
    ```
    
    becomes a `gpu.func` of a few hundred ops and
    
        %y = qnt.launch @qnt_kernels::@dense grid(%c1, %c1, %c1) block(32, 1, 1) shared(%c4096)
               ins(%x, %codes, %scales, %rows : tensor<1x64xf16>, tensor<2048xi8>, tensor<1x64xf16>, index)
               outs(%init : tensor<1x64xf16>) -> tensor<1x64xf16>
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::gpu::GPUDialect", "::mlir::LLVM::LLVMDialect",
                           "::mlir::NVVM::NVVMDialect", "::mlir::qnt::QntDialect", "::mlir::scf::SCFDialect",
                           "::mlir::tensor::TensorDialect"];
  let statistics = [
    Statistic<"numLowered", "lowered-kernels", "kernels that became functions">,
  ];
}

#endif // QNT_LOWERGPU_PASSES_TD
