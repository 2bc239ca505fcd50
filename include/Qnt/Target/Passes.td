//===- Passes.td - passes of stage Target -------------------------------------------------*- tablegen -*-===//
#ifndef QNT_TARGET_PASSES_TD
#define QNT_TARGET_PASSES_TD

include "mlir/Pass/PassBase.td"

def ConvertKernels : Pass<"qnt-convert-kernels", "::mlir::ModuleOp"> {
  let summary = "gpu.func kernels to the NVVM and LLVM dialects, a bare pointer for each buffer";
  let description = [{
    Converts every `gpu.module`: its functions become `llvm.func`, kernels marked `nvvm.kernel`; index has 64 bits. A memref
    argument of a kernel becomes one pointer to global memory, the start of a contiguous row-major buffer; its type says all
    that the body knows of sizes and strides: it must be laid out row by row, and of its sizes only the outermost may be
    dynamic, which the body may not ask for (pass it as an index). Scalars stay as they are.

    Math ops that have no instruction must be gone (`qnt-expand-math`); libdevice is not used. Nothing is marked fast, so that
    no multiplication and addition become one fma. Attributes `nvvm.*` of a kernel stay, and `known_block_size` becomes
    `nvvm.reqntid`. What is outside of gpu.module is left alone, and so are functions that are converted.

    Numerics: exact.

    ```mlir
    // before
    gpu.module @qnt_kernels {
      gpu.func @double(%x: memref<?xf32>) kernel {
        %i = gpu.thread_id x
        %v = memref.load %x[%i] : memref<?xf32>
        %d = arith.addf %v, %v : f32
        memref.store %d, %x[%i] : memref<?xf32>
        gpu.return
      }
    }
    // after
    gpu.module @qnt_kernels {
      llvm.func @double(%x: !llvm.ptr<1> {llvm.align = 256 : i64}) attributes {gpu.kernel, nvvm.kernel} {
        %generic = llvm.addrspacecast %x : !llvm.ptr<1> to !llvm.ptr
        %thread = nvvm.read.ptx.sreg.tid.x : i32
        %i = llvm.sext %thread : i32 to i64
        %place = llvm.getelementptr inbounds|nuw %generic[%i] : (!llvm.ptr, i64) -> !llvm.ptr, f32
        %v = llvm.load %place : !llvm.ptr -> f32
        %d = llvm.fadd %v, %v : f32
        llvm.store %d, %place : f32, !llvm.ptr
        llvm.return
      }
    }
    ```
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::mlir::NVVM::NVVMDialect", "::mlir::arith::ArithDialect",
                           "::mlir::cf::ControlFlowDialect", "::mlir::memref::MemRefDialect",
                           "::mlir::affine::AffineDialect"];
  let statistics = [
    Statistic<"numKernels", "kernels", "kernels converted">,
  ];
}

def ExpandMath : Pass<"qnt-expand-math", "::mlir::ModuleOp"> {
  let summary = "elementary functions in kernels as arithmetic";
  let description = [{
    In every `gpu.module`: exponentials, logarithms, powers, trigonometric and hyperbolic functions with their inverses, error
    functions, `cbrt`, `rsqrt` and `arith.remf` on scalars become additions, multiplications, fma, comparisons and integer
    ops. All is computed in f64 and rounded once to the type of the result, so that results are those of a library that
    is right to a fraction of an f64's last place: f16, bf16 and f32 results are within 0.501 units in the last place, f64
    ones within 2. Remainders are exact. Special values are those of C's functions.

    Ops that a GPU has as instructions stay (`math.sqrt`, `floor`, `fma` ...), and so do functions of vectors, with a remark.

    Numerics: rounding.

    ```mlir
    // before
    %y = math.rsqrt %x : f32
    // after
    %wide = arith.extf %x : f32 to f64
    %root = math.sqrt %wide : f64
    %inverse = arith.divf %one, %root : f64
    %y = arith.truncf %inverse : f64 to f32
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::math::MathDialect", "::mlir::scf::SCFDialect"];
  let statistics = [
    Statistic<"numExpanded", "expanded", "functions expanded">,
  ];
}

#endif // QNT_TARGET_PASSES_TD
