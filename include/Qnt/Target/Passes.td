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
    no multiplication and addition become one fma. Attributes `nvvm.*` of a kernel stay; `known_block_size`, or the size of
    blocks that all its launches agree on, becomes `nvvm.reqntid`. What is outside of gpu.module is left alone, and so are
    functions that are converted.

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
      llvm.func @double(%x: !llvm.ptr<1> {llvm.align = 4 : i64}) attributes {gpu.kernel, nvvm.kernel} {
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
    ops. All but `exp` of f16, bf16 and f32 (also where it was widened to f64 and is narrowed again), which takes f32
    arithmetic, is computed in f64 and rounded once to the type of the result, so that results are those of a library that is right to a fraction of an f64's last place: f16, bf16 and f32 results are within 0.501 units in the last place, f64
    ones within 2. Remainders are exact, and so are powers of integers (`math.ipowi`), which wrap around; a negative power
    is the reciprocal rounded towards 0. Special values are those of C's functions.

    Ops that a GPU has as instructions stay (`math.sqrt`, `floor`, `fma` ...), and so do functions of vectors, with a remark.

    Numerics: rounding.

    ```mlir
    // before
    gpu.module @qnt_kernels {
      gpu.func @invert(%x: memref<4xf32>) kernel {
        %i = gpu.thread_id x
        %v = memref.load %x[%i] : memref<4xf32>
        %y = math.rsqrt %v : f32
        memref.store %y, %x[%i] : memref<4xf32>
        gpu.return
      }
    }
    // after
    gpu.module @qnt_kernels {
      gpu.func @invert(%x: memref<4xf32>) kernel {
        %i = gpu.thread_id x
        %v = memref.load %x[%i] : memref<4xf32>
        %wide = arith.extf %v : f32 to f64
        %root = math.sqrt %wide : f64
        %one = arith.constant 1.0 : f64
        %inverse = arith.divf %one, %root : f64
        %y = arith.truncf %inverse : f64 to f32
        memref.store %y, %x[%i] : memref<4xf32>
        gpu.return
      }
    }
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::math::MathDialect", "::mlir::scf::SCFDialect"];
  let statistics = [
    Statistic<"numExpanded", "expanded", "functions expanded">,
  ];
}

def PlanMemory : Pass<"qnt-plan-memory", "::mlir::ModuleOp"> {
  let summary = "one allocation for the buffers of a function on the device";
  let description = [{
    The `memref.alloc` of a function's block that lie in `#gpu.address_space<global>` become views of one allocation, which
    the function makes where the first of them was and frees at its end. Buffers share memory when they are not in use at
    the same time: those of static size lie at the lowest offset that is free while they live, those of dynamic size share
    slots whose sizes are computed when the function starts. All offsets are multiples of 256.

    Left alone, with a remark: buffers that leave the function (its results), are freed through another value, are
    allocated in nested regions, or whose size is known only later; functions of several blocks. So is a function with
    less than two buffers to plan.

    Numerics: exact.

    ```mlir
    // before
    gpu.module @qnt_kernels {
      gpu.func @copy(%x: memref<64xf32>, %y: memref<64xf32>) kernel { gpu.return }
    }
    func.func @copy_twice(%x: memref<64xf32, #gpu.address_space<global>>) {
      %c1 = arith.constant 1 : index
      %a = memref.alloc() : memref<64xf32, #gpu.address_space<global>>
      qnt.launch @qnt_kernels::@copy grid(%c1, %c1, %c1) block(64, 1, 1) ins(%x : memref<64xf32, #gpu.address_space<global>>)
        outs(%a : memref<64xf32, #gpu.address_space<global>>)
      %b = memref.alloc() : memref<64xf32, #gpu.address_space<global>>
      qnt.launch @qnt_kernels::@copy grid(%c1, %c1, %c1) block(64, 1, 1) ins(%a : memref<64xf32, #gpu.address_space<global>>)
        outs(%b : memref<64xf32, #gpu.address_space<global>>)
      return
    }
    // after
    gpu.module @qnt_kernels {
      gpu.func @copy(%x: memref<64xf32>, %y: memref<64xf32>) kernel { gpu.return }
    }
    func.func @copy_twice(%x: memref<64xf32, #gpu.address_space<global>>) {
      %c1 = arith.constant 1 : index
      %c512 = arith.constant 512 : index
      %all = memref.alloc() {alignment = 256 : i64} : memref<512xi8, #gpu.address_space<global>>
      %c0 = arith.constant 0 : index
      %a = memref.view %all[%c0][] : memref<512xi8, #gpu.address_space<global>> to memref<64xf32, #gpu.address_space<global>>
      qnt.launch @qnt_kernels::@copy grid(%c1, %c1, %c1) block(64, 1, 1) ins(%x : memref<64xf32, #gpu.address_space<global>>)
        outs(%a : memref<64xf32, #gpu.address_space<global>>)
      %c256 = arith.constant 256 : index
      %b = memref.view %all[%c256][] : memref<512xi8, #gpu.address_space<global>> to memref<64xf32, #gpu.address_space<global>>
      qnt.launch @qnt_kernels::@copy grid(%c1, %c1, %c1) block(64, 1, 1) ins(%a : memref<64xf32, #gpu.address_space<global>>)
        outs(%b : memref<64xf32, #gpu.address_space<global>>)
      memref.dealloc %all : memref<512xi8, #gpu.address_space<global>>
      return
    }
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect"];
  let statistics = [
    Statistic<"numBuffers", "buffers", "buffers planned">,
    Statistic<"numBytes", "static-bytes", "bytes of buffers of static size, sharing counted">,
    Statistic<"numSlots", "dynamic-slots", "slots for buffers of dynamic size">,
  ];
}

def ConvertLaunches : Pass<"qnt-convert-launches", "::mlir::ModuleOp"> {
  let summary = "launches and memory of the device on the host to calls of the runtime";
  let description = [{
    In host functions `#gpu.address_space<global>` becomes memory space 1, whose pointers are addresses of the device, and

    | op | becomes a call of |
    |---|---|
    | `memref.alloc`, `memref.dealloc` there | `qnt_device_allocate`, `qnt_device_release` |
    | `memref.get_global` of a constant there, which now lies in memory of the host | `qnt_device_constant` |
    | `qnt.read_element`, `qnt.write_element` | `qnt_device_read`, `qnt_device_write` |
    | `qnt.launch` | `qnt_device_launch` with the name, the sizes, and a table of the arguments |

    A public function with buffers of the device in its type gets a private twin `..._on_device` with its body; itself it takes
    and gives memory of the host: it copies its arguments to the device, calls the twin, and copies the results back.
    Functions are given in Qnt/Target/Passes.h; whoever runs the code provides them.

    An op that reads or writes memory of the device in any other way is an error.

    Numerics: exact.

    ```mlir
    // before
    func.func private @free(%x: memref<4xf32, #gpu.address_space<global>>) {
      memref.dealloc %x : memref<4xf32, #gpu.address_space<global>>
      return
    }
    // after
    func.func private @free(%x: memref<4xf32, 1>) {
      %address = memref.extract_aligned_pointer_as_index %x : memref<4xf32, 1> -> index
      %number = arith.index_cast %address : index to i64
      %pointer = llvm.inttoptr %number : i64 to !llvm.ptr<1>
      call @qnt_device_release(%pointer) : (!llvm.ptr<1>) -> ()
      return
    }
    func.func private @qnt_device_release(!llvm.ptr<1>)
    ```
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::mlir::arith::ArithDialect", "::mlir::func::FuncDialect",
                           "::mlir::memref::MemRefDialect"];
  let statistics = [
    Statistic<"numLaunches", "launches", "launches converted">,
  ];
}

#endif // QNT_TARGET_PASSES_TD
