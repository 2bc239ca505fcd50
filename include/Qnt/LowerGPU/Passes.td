//===- Passes.td - passes of stage LowerGPU -----------------------------------------------*- tablegen -*-===//
#ifndef QNT_LOWERGPU_PASSES_TD
#define QNT_LOWERGPU_PASSES_TD

include "mlir/Pass/PassBase.td"

def ChooseSchedule : Pass<"qnt-choose-schedule", "::mlir::ModuleOp"> {
  let summary = "decides how each kernel is generated for a GPU";
  let description = [{
    Writes the `schedule` of every `qnt.kernel` and the module's `qnt.target`. A schedule that a kernel has already is kept when
    the target can run it, and is an error otherwise. A remark on each kernel says which schedule it got and why not a better one:

    - `#qnt.gemv`: one `qnt.dot_general` of at most 16 rows with constant low-bit weights as rhs, or a
      `qnt.conv_general_dilated` whose result has at most 16 positions;
    - `#qnt.mma`: the same with more rows, or with a number of rows that is known only when the program runs; and a
      `qnt.dot_general` of two float tensors, whatever its number of rows is;
    - `#qnt.rowwise`: reductions along dimensions that lie innermost, all with the same rows, and what follows them in these rows;
    - `#qnt.elementwise`: no reductions;
    - `#qnt.simt`: everything else.

    The tuned kinds need f16, bf16 or f32 activations or arrays of 8-bit codes (integers, whose sums with integer weights are
    proven to fit in i32 by `qnt-prove-accumulators`, f8E4M3FN or f8E5M2), a constant weight matrix (one for each group of a
    `qnt.ragged_dot_general`) of codes of at most 8 bits, and behind it element by element functions of the result and of tensors
    of the outside, last of all `qnt.quantize` with given scales, or `qnt.requantize` of i32 sums, to integers of any width or to
    floats of at most 8 bits.

    Or lhs and rhs are both tensors of f16 or both of bf16, computed or constant, of any sizes, with batch dimensions in any
    order, one contracted dimension that is the last one of lhs, and one free dimension of rhs; the last one of rhs is not of a
    batch. Schedules name whether it is the free one (`layout = "row_major"`) or the contracted one (`layout = "column_major"`).

    `math` names what tensor cores may lose, so that they have fewer or faster instructions (docs/Numerics.md has the bounds); the
    schedule that makes use of it says so (`math = tf32`), and so do remarks, which also name the option where it would help:

    - `tf32`: f32 activations are rounded to tf32. Without, they are three numbers of bf16 each, and exact;
    - `fp8`: products of f8E4M3FN and f8E5M2 on both sides, whose sums tensor cores may keep in 14 bits for 128 products. Without,
      both become f16, and on targets whose `mma.sync` does not multiply fp8 (sm_80, sm_90a, sm_100a) anyway.

    Numerics: exact, rounding with `math`. Nothing but attributes changes, but they decide about the sums.

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
        %y = qnt.kernel "abs_0" schedule(#qnt.elementwise<threads = 32, vector = 8, chunks = 1, tile = 0>) (%a = %x : tensor<4x64xf16>) -> tensor<4x64xf16> {
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
    ListOption<"math", "math", "::mlir::qnt::MathMode", "what tensor cores may lose, one or both: tf32, fp8">,
  ];
  let statistics = [
    Statistic<"numTuned", "tuned-kernels", "kernels with a tuned schedule">,
    Statistic<"numLoops", "loop-kernels", "kernels of rows or elements">,
    Statistic<"numSimt", "simt-kernels", "kernels that are lowered op by op">,
  ];
}

def SwitchOnRows : Pass<"qnt-switch-on-rows", "::mlir::ModuleOp"> {
  let summary = "two kernels for a contraction whose number of rows is dynamic";
  let description = [{
    A kernel of a `qnt.dot_general` with constant weights that `qnt-choose-schedule` would give a tuned schedule, and whose number of rows is known
    when the program runs only, is put into an `scf.if` twice: with `#qnt.gemv` for up to 16 rows, with `#qnt.mma` for more.
    Both read the same prepacked weights.

    Leaves alone kernels that have a schedule, convolutions and all others. A remark names the reason where a kernel has a contraction and a result
    of dynamic size.

    Numerics: exact where the products are summed as integers; rounding where they are floats: both kernels keep to the numerics of the op, but
    their sums may differ in the last bits.

    ```mlir
    !w = !qnt.array<64x64, #qnt.encoding<i4 : f16, block = *x1, scale = f16>>
    // before
    %w = qnt.constant codes = dense<0> : tensor<64x32xi8>, scales = dense<1.0> : tensor<1x64xf16> : !w
    %y = qnt.kernel "dense" (%a = %x : tensor<?x64xf16>, %b = %w : !w) -> tensor<?x64xf16> {
      %r = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x [] : (tensor<?x64xf16>, !w) -> tensor<?x64xf16>
      qnt.yield %r : tensor<?x64xf16>
    }
    // after, with target=sm_80
    %w = qnt.constant codes = dense<0> : tensor<64x32xi8>, scales = dense<1.0> : tensor<1x64xf16> : !w
    %c0 = arith.constant 0 : index
    %rows = tensor.dim %x, %c0 : tensor<?x64xf16>
    %c16 = arith.constant 16 : index
    %few = arith.cmpi ule, %rows, %c16 : index
    %y = scf.if %few -> (tensor<?x64xf16>) {
      %k = qnt.kernel "dense_few_rows" schedule(#qnt.gemv<layout = "mma_k16_t", tokens = 16, warps = 1, stages = 4>)
             (%a = %x : tensor<?x64xf16>, %b = %w : !w) -> tensor<?x64xf16> {
        %r = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x [] : (tensor<?x64xf16>, !w) -> tensor<?x64xf16>
        qnt.yield %r : tensor<?x64xf16>
      }
      scf.yield %k : tensor<?x64xf16>
    } else {
      %k = qnt.kernel "dense"
             schedule(#qnt.mma<layout = "mma_k16_t", tokens = 32, column_warps = 1, row_warps = 4, stages = 4>)
             (%a = %x : tensor<?x64xf16>, %b = %w : !w) -> tensor<?x64xf16> {
        %r = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x [] : (tensor<?x64xf16>, !w) -> tensor<?x64xf16>
        qnt.yield %r : tensor<?x64xf16>
      }
      scf.yield %k : tensor<?x64xf16>
    }
    ```

    Its test is `test/LowerGPU/switch-on-rows.mlir`.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::qnt::QntDialect", "::mlir::scf::SCFDialect",
                           "::mlir::tensor::TensorDialect"];
  let options = [
    Option<"target", "target", "std::string", "", "sm_80, sm_89, sm_90a, sm_100a or sm_120a; default: the module's">,
    ListOption<"math", "math", "::mlir::qnt::MathMode", "what tensor cores may lose, one or both: tf32, fp8">,
  ];
  let statistics = [
    Statistic<"numSwitched", "switched-kernels", "kernels that became two">,
    Statistic<"numSkipped", "skipped-kernels", "kernels of contractions with results of dynamic size that stay one">,
  ];
}

def Prepack : Pass<"qnt-prepack"> {
  let summary = "puts constant weights into the memory layout that their kernel's schedule names";
  let description = [{
    The codes of a `qnt.constant` that a kernel with a schedule of tensor cores multiplies are brought into the order in
    which the lanes of a warp read them (Numerics/Layout.h). The layout becomes part of the encoding; the codes, scales and
    zero points stay what they are. The kernel of a convolution whose window and input features do not stand before or behind
    its output features is transposed to that first. Kernels of one constant share its copy; the constant is kept for other ops
    that use it. Kernels without a schedule, of a schedule that names no layout, and weights in the layout already are left alone, and so
    are, where the pass runs on kernels or regions one by one, weights outside of them.

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
    %w = qnt.constant codes = dense_resource<weights_packed.mma_k16_t> : tensor<2048xi8>, scales = dense<1.0> : tensor<1x64xf16> : !w
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
    codes of the weights, their tables of scales, zero points and sums where there are some, group sizes, the number of rows, what
    the ops behind the contraction read, and the results. With `split_k` there are two functions: the first leaves sums of parts of
    K in a workspace, which the second has as its last argument before the results. An array's codes come from the launch as they
    lie in memory, packed where they have less than a byte; its other parts are the operands of its quantization. Kernels of another
    schedule are left alone, and so are those in a module inside of this one.

    Weights have to lie in the layout of the schedule (`qnt-prepack`).

    Numerics: rounding. Integer contractions have the bits of the interpreter. Float ones add exact products of activations
    (f32 ones in three parts, without loss) and codes in f32 and scale these sums, one scale after the other, so within
    `gamma_K * sum |a| |b|` of the exact value, before the same cast, where these sums, before and after each scale, stay in f32's
    range of normal numbers (docs/Numerics.md, what tensor cores may lose); what follows is computed as it is written.

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
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::cf::ControlFlowDialect", "::mlir::gpu::GPUDialect",
                           "::mlir::linalg::LinalgDialect", "::mlir::LLVM::LLVMDialect", "::mlir::NVVM::NVVMDialect",
                           "::mlir::qnt::QntDialect", "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect"];
  let statistics = [
    Statistic<"numLowered", "lowered-kernels", "kernels that became functions">,
  ];
}

def ShareKernels : Pass<"qnt-share-kernels", "::mlir::ModuleOp"> {
  let summary = "equal kernels become one";
  let description = [{
    Functions of a `gpu.module` that are kernels and differ in their names at most become the first of them; who launched another
    launches that. Layers of a model that compute alike so need one set of kernels: what reads them, the assembler above all, has as
    much less to do.

    Leaves alone functions that are no kernels, and, with a remark, a kernel that nothing in the module names: somebody outside
    launches it by its name. A module inside of this one launches kernels of its own.

    Numerics: exact.

    ```mlir
    // before
    module attributes {gpu.container_module} {
      gpu.module @kernels {
        gpu.func @first(%x: !llvm.ptr<1>) kernel {
          gpu.return
        }
        gpu.func @second(%x: !llvm.ptr<1>) kernel {
          gpu.return
        }
      }
      func.func @main(%x: memref<8xf32>, %y: memref<8xf32>) {
        %c1 = arith.constant 1 : index
        qnt.launch @kernels::@first grid(%c1, %c1, %c1) block(32, 1, 1) outs(%x : memref<8xf32>)
        qnt.launch @kernels::@second grid(%c1, %c1, %c1) block(32, 1, 1) outs(%y : memref<8xf32>)
        return
      }
    }
    // after
    module attributes {gpu.container_module} {
      gpu.module @kernels {
        gpu.func @first(%x: !llvm.ptr<1>) kernel {
          gpu.return
        }
      }
      func.func @main(%x: memref<8xf32>, %y: memref<8xf32>) {
        %c1 = arith.constant 1 : index
        qnt.launch @kernels::@first grid(%c1, %c1, %c1) block(32, 1, 1) outs(%x : memref<8xf32>)
        qnt.launch @kernels::@first grid(%c1, %c1, %c1) block(32, 1, 1) outs(%y : memref<8xf32>)
        return
      }
    }
    ```
  }];
  let dependentDialects = ["::mlir::gpu::GPUDialect"];
  let statistics = [
    Statistic<"numShared", "kernels-shared", "kernels that another one took the place of">,
  ];
}

//===----------------------------------------------------------------------------------------------------===//
// Rows and elements
//===----------------------------------------------------------------------------------------------------===//

def OutlineKernels : Pass<"qnt-outline-kernels", "::mlir::ModuleOp"> {
  let summary = "kernels of rows or elements, and contractions without a better schedule, become functions";
  let description = [{
    A `qnt.kernel` with schedule `#qnt.rowwise` or `#qnt.elementwise` becomes a call of a private function with its body, which keeps
    the schedule as `qnt.schedule`: so the stages that lower programs lower it, too, and it stays one kernel. A size of an input that is an
    input as well becomes a size of the argument. So does a kernel with schedule `#qnt.simt` that holds a contraction, with a copy of the
    constants that it reads, unless it stands in a `qnt.invoke_quant`. Other kernels are left alone, and so are those in a module inside
    of this one.

    Numerics: exact.

    ```mlir
    // before
    func.func @magnitude(%x: tensor<4x64xf16>) -> tensor<4x64xf16> {
      %y = qnt.kernel "abs" schedule(#qnt.elementwise<threads = 32, vector = 8, chunks = 1, tile = 0>)
               (%a = %x : tensor<4x64xf16>) -> tensor<4x64xf16> {
        %r = math.absf %a : tensor<4x64xf16>
        qnt.yield %r : tensor<4x64xf16>
      }
      return %y : tensor<4x64xf16>
    }
    // after
    module {
      func.func @magnitude(%x: tensor<4x64xf16>) -> tensor<4x64xf16> {
        %y = call @abs(%x) : (tensor<4x64xf16>) -> tensor<4x64xf16>
        return %y : tensor<4x64xf16>
      }
      func.func private @abs(%a: tensor<4x64xf16>) -> tensor<4x64xf16>
          attributes {qnt.schedule = #qnt.elementwise<threads = 32, vector = 8, chunks = 1, tile = 0>} {
        %r = math.absf %a : tensor<4x64xf16>
        return %r : tensor<4x64xf16>
      }
    }
    ```
  }];
  let dependentDialects = ["::mlir::func::FuncDialect", "::mlir::tensor::TensorDialect"];
  let statistics = [Statistic<"numOutlined", "outlined-kernels", "kernels that became functions">];
}

def LowerOutlined : Pass<"qnt-lower-outlined", "::mlir::ModuleOp"> {
  let summary = "outlined kernels, lowered to linalg on tensors, become functions for the GPU and launches";
  let description = [{
    A function with the attribute `qnt.schedule` becomes one `gpu.func` in `gpu.module @qnt_kernels`, as its schedule says, and its calls
    become launches. Arguments of the `gpu.func` are, in order: tensors and tables of constants, scalars, sizes of these tensors that are not
    static, results. Assertions of the function are made before the launch. Functions without the attribute are left alone.

    With `#qnt.simt` the body comes back in place of each call. Its linalg ops bear the name of the kernel that they are to be together
    (`qnt.kernel`), which `qnt-launch-loops` obeys.

    An element of a result is computed from elements of the arguments where it is needed: loops that lie between take no
    memory. Neighbours are read and written 16 bytes at a time where the sizes allow. With `#qnt.rowwise` the threads of a row meet for
    each reduction; with `#qnt.elementwise` no thread needs another.

    Numerics: rounding. Only sums and products of floats that are reduced along a row: their order is the schedule's (see
    `#qnt.rowwise`) and not that of the loops. The rest keeps its bits, so do minima, maxima and sums of integers.

    Its test is `test/LowerGPU/lower-outlined.mlir`. For example
    
    ```mlir
    #each = affine_map<(d0, d1) -> (d0, d1)>
    func.func @main(%x: tensor<8x1024xf32>) -> tensor<8x1024xf32> {
      %y = call @double(%x) : (tensor<8x1024xf32>) -> tensor<8x1024xf32>
      return %y : tensor<8x1024xf32>
    }
    func.func private @double(%x: tensor<8x1024xf32>) -> tensor<8x1024xf32>
        attributes {qnt.schedule = #qnt.elementwise<threads = 256, vector = 4, chunks = 1, tile = 0>} {
      %empty = tensor.empty() : tensor<8x1024xf32>
      %y = linalg.generic {indexing_maps = [#each, #each], iterator_types = ["parallel", "parallel"]}
          ins(%x : tensor<8x1024xf32>) outs(%empty : tensor<8x1024xf32>) {
      ^bb0(%in: f32, %out: f32):
        %sum = arith.addf %in, %in : f32
        linalg.yield %sum : f32
      } -> tensor<8x1024xf32>
      return %y : tensor<8x1024xf32>
    }
    ```
    
    becomes a `gpu.func` in which a thread reads and writes four elements at once, and
    
        %y = qnt.launch @qnt_kernels::@double grid(%c8, %c1, %c1) block(256, 1, 1)
               ins(%x : tensor<8x1024xf32>) outs(%init : tensor<8x1024xf32>) -> tensor<8x1024xf32>
  }];
  let dependentDialects = ["::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
                           "::mlir::cf::ControlFlowDialect", "::mlir::gpu::GPUDialect", "::mlir::LLVM::LLVMDialect",
                           "::mlir::NVVM::NVVMDialect", "::mlir::qnt::QntDialect", "::mlir::scf::SCFDialect",
                           "::mlir::tensor::TensorDialect"];
  let statistics = [Statistic<"numLowered", "lowered-kernels", "functions that became kernels">];
}

//===----------------------------------------------------------------------------------------------------===//
// The generic path
//===----------------------------------------------------------------------------------------------------===//

def FuseElements : Pass<"qnt-fuse-elements"> {
  let summary = "elementwise linalg ops into the loops that read them";
  let description = [{
    Moves the body of a parallel `linalg.generic` on tensors into the op that reads its result, when that is the only reader: what
    is decoded is decoded in a register, in the loop over K of a contraction too.

    Leaves alone what several ops read, and a body that divides, calls a function of `math`, loops or has more than 48 ops where the
    reader needs an element more than once: there a kernel of its own computes each element once.

    In a function with `qnt.schedule = #qnt.simt` (a kernel with a contraction, from `qnt-outline-kernels`) all that no sum precedes moves
    into each op that reads it, whatever it costs, behind reshapes and slices, too: there the kernel was formed to be one.

    Numerics: exact.

    ```mlir
    #row = affine_map<(d0, d1) -> (d0)>
    #each = affine_map<(d0, d1) -> (d0, d1)>
    #one = affine_map<(d0) -> (d0)>
    // before
    %wide = linalg.generic {indexing_maps = [#one, #one], iterator_types = ["parallel"]}
        ins(%codes : tensor<8xi8>) outs(%empty : tensor<8xi32>) {
    ^bb0(%code: i8, %out: i32):
      %number = arith.extsi %code : i8 to i32
      linalg.yield %number : i32
    } -> tensor<8xi32>
    %sums = linalg.generic {indexing_maps = [#each, affine_map<(d0, d1) -> (d1)>, #row],
                            iterator_types = ["parallel", "reduction"]}
        ins(%x, %wide : tensor<4x8xi32>, tensor<8xi32>) outs(%zeros : tensor<4xi32>) {
    ^bb0(%a: i32, %b: i32, %sum: i32):
      %product = arith.muli %a, %b : i32
      %next = arith.addi %sum, %product : i32
      linalg.yield %next : i32
    } -> tensor<4xi32>
    // after
    %sums = linalg.generic {indexing_maps = [#each, affine_map<(d0, d1) -> (d1)>, #row],
                            iterator_types = ["parallel", "reduction"]}
        ins(%x, %codes : tensor<4x8xi32>, tensor<8xi8>) outs(%zeros : tensor<4xi32>) {
    ^bb0(%a: i32, %code: i8, %sum: i32):
      %number = arith.extsi %code : i8 to i32
      %product = arith.muli %a, %number : i32
      %next = arith.addi %sum, %product : i32
      linalg.yield %next : i32
    } -> tensor<4xi32>
    ```
  }];
  let dependentDialects = ["::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect"];
  let options = [
    Option<"maxIterations", "max-iterations", "int64_t", "10",
           "runs over the module that it stops after, with a remark that rewriting has not converged">,
  ];
  let statistics = [Statistic<"numFused", "fused", "ops that became a part of another">];
}

def ShareDestinations : Pass<"qnt-share-destinations"> {
  let summary = "memory for what both branches write, before the branch";
  let description = [{
    Where both branches of an `scf.if` yield what ops in destination style wrote into a `tensor.empty` of theirs, of one type and of sizes
    that are computed alike, gives them one `tensor.empty` before the `scf.if`. Bufferization then makes one buffer, whose layout is
    known and which `qnt-plan-memory` plans, and nothing is copied: so the kernels of `qnt-switch-on-rows` cost what the one of a
    static number of rows costs. Leaves alone, with a remark, results that a branch takes from elsewhere, whose sizes differ, or are
    known in a branch alone. Right before bufferization: CSE would make one tensor of two results.

    Numerics: exact.

    ```mlir
    // before
    func.func @f(%c: i1, %x: tensor<4xf32>) -> tensor<4xf32> {
      %y = scf.if %c -> tensor<4xf32> {
        %e = tensor.empty() : tensor<4xf32>
        %z = linalg.exp ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
        scf.yield %z : tensor<4xf32>
      } else {
        %e = tensor.empty() : tensor<4xf32>
        %z = linalg.abs ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
        scf.yield %z : tensor<4xf32>
      }
      return %y : tensor<4xf32>
    }
    // after
    func.func @f(%c: i1, %x: tensor<4xf32>) -> tensor<4xf32> {
      %e = tensor.empty() : tensor<4xf32>
      %y = scf.if %c -> tensor<4xf32> {
        %z = linalg.exp ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
        scf.yield %z : tensor<4xf32>
      } else {
        %z = linalg.abs ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
        scf.yield %z : tensor<4xf32>
      }
      return %y : tensor<4xf32>
    }
    ```
  }];
  let dependentDialects = ["::mlir::tensor::TensorDialect"];
  let statistics = [Statistic<"numShared", "shared", "results whose branches write into one tensor">];
}

def BufferizeDevice : Pass<"qnt-bufferize-device", "::mlir::ModuleOp"> {
  let summary = "tensors to memrefs in the memory of a GPU";
  let description = [{
    Upstream's one-shot bufferization with functions, where every tensor becomes a memref in `#gpu.address_space<global>`: a type so
    says whether the host may look at it. `tensor.splat`, `generate`, `pad` and `from_elements` become linalg ops and insertions
    first: upstream knows no memory but the host's for them. Where one branch of an `scf.if` or `scf.index_switch` yields an argument of
    the function or a constant and another what is written slice by slice, the first is copied: upstream would copy the other before
    each slice, the part that is not written yet with it. An `arith.select` of such tensors becomes an `scf.if`.

    Numerics: exact.

    ```mlir
    // before
    func.func @id(%x: tensor<4xf32>) -> tensor<4xf32> {
      return %x : tensor<4xf32>
    }
    // after
    func.func @id(%x: memref<4xf32, #gpu.address_space<global>>) -> memref<4xf32, #gpu.address_space<global>> {
      return %x : memref<4xf32, #gpu.address_space<global>>
    }
    ```
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect", "::mlir::bufferization::BufferizationDialect",
    "::mlir::gpu::GPUDialect", "::mlir::linalg::LinalgDialect", "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect",
    "::mlir::tensor::TensorDialect",
  ];
  let statistics = [
    Statistic<"numBuffers", "buffers", "allocations">,
    Statistic<"numOutOfPlace", "out-of-place", "tensors that could not be written in place">,
  ];
}

def LaunchLoops : Pass<"qnt-launch-loops", "::mlir::ModuleOp"> {
  let summary = "linalg ops on the memory of a GPU to kernels";
  let description = [{
    Every linalg op, copy and fill of memory in `#gpu.address_space<global>` becomes a `gpu.func` in `gpu.module @qnt_kernels` and a
    `qnt.launch`. A thread computes the elements whose row-major number in the parallel loops it has (256 threads a block, at most
    2^20 blocks, the rest in turns); other loops run in the thread, in their order. Ops in a row with the same parallel loops are one
    kernel when no thread needs what another wrote; a buffer that only they use is a register then. Ops in a row that bear one name as
    `qnt.kernel` are one kernel whatever their parallel loops: a thread then computes an element of each loop nest. Where one of them needs
    what others compute, or the host something between, it is a launch more, and a remark says why. A size of 0 launches nothing.

    An op that writes where a reduction loop says, calls a function, takes memory or has another such op in its body is an error. The module has a
    `gpu.module @qnt_kernels` then, be it empty.

    Numerics: exact. Sums have the order of the loops.

    ```mlir
    // before
    func.func @clear(%y: memref<4096xf32, #gpu.address_space<global>>) {
      %zero = arith.constant 0.0 : f32
      linalg.fill ins(%zero : f32) outs(%y : memref<4096xf32, #gpu.address_space<global>>)
      return
    }
    // after
    module {
      func.func @clear(%y: memref<4096xf32, #gpu.address_space<global>>) {
        %c1 = arith.constant 1 : index
        %c16 = arith.constant 16 : index
        qnt.launch @qnt_kernels::@clear_0 grid(%c16, %c1, %c1) block(256, 1, 1)
          outs(%y : memref<4096xf32, #gpu.address_space<global>>)
        return
      }
      gpu.module @qnt_kernels {
        gpu.func @clear_0(%y: memref<4096xf32, #gpu.address_space<global>>) kernel
            attributes {known_block_size = array<i32: 256, 1, 1>} {
          %zero = arith.constant 0.0 : f32
          %block = gpu.block_id x
          %thread = gpu.thread_id x
          %c256 = arith.constant 256 : index
          %first = arith.muli %block, %c256 : index
          %i = arith.addi %first, %thread : index
          memref.store %zero, %y[%i] : memref<4096xf32, #gpu.address_space<global>>
          gpu.return
        }
      }
    }
    ```
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect", "::mlir::gpu::GPUDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::memref::MemRefDialect", "::mlir::qnt::QntDialect", "::mlir::scf::SCFDialect",
  ];
  let statistics = [
    Statistic<"numLoops", "loops", "ops that became a part of a kernel">,
    Statistic<"numKernels", "kernels", "kernels made">,
  ];
}

def AccessElements : Pass<"qnt-access-elements"> {
  let summary = "the host's loads and stores of a GPU's memory to ops of their own";
  let description = [{
    Rewrites `memref.load` and `memref.store` of memory in `#gpu.address_space<global>` outside of kernels as `qnt.read_element` and
    `qnt.write_element`. Leaves alone kernels and the host's own memory.

    Numerics: exact.

    ```mlir
    // before
    %n = memref.load %sizes[%i] : memref<4xindex, #gpu.address_space<global>>
    // after
    %n = qnt.read_element %sizes[%i] : memref<4xindex, #gpu.address_space<global>>
    ```
  }];
  let dependentDialects = ["::mlir::gpu::GPUDialect", "::mlir::qnt::QntDialect"];
  let statistics = [
    Statistic<"numRead", "read", "loads replaced">,
    Statistic<"numWritten", "written", "stores replaced">,
  ];
}

#endif // QNT_LOWERGPU_PASSES_TD
