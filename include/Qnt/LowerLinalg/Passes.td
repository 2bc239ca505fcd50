//===- Passes.td - passes of stage LowerLinalg ---------------------------------------------*- tablegen -*-===//
#ifndef QNT_LOWERLINALG_PASSES_TD
#define QNT_LOWERLINALG_PASSES_TD

include "mlir/Pass/PassBase.td"

def LowerToLinalg : Pass<"qnt-lower-to-linalg", "::mlir::ModuleOp"> {
  let summary = "qnt ops to linalg, tensor and arith on the parts of arrays as they lie in memory";
  let description = [{
    Replaces every op of the qnt dialect by `linalg`, `tensor`, `arith`, `scf` and `math` on the parts of its arrays, and every
    type by what lies in memory: codes of less than a byte stay packed (`tensor<...x ceil(inner * bits / 8) x i8>`), other tensors of
    iN or of small floats hold one code a byte (`Qnt/LowerLinalg/ContainerTypes.h`). An array whose codes are packed and whose inner
    dimension is dynamic has one more part, the size of that dimension. Goes through functions, calls and control flow.

    A contraction is one sum of products, or one for each K tile. Its `accumulator` (of `qnt-prove-accumulators`; without one, what types
    alone prove) says how: with an integer type sums are exact integers, scaled tile by tile as the interpreter scales them; with
    `none` operands are decoded to f32, or to f64 when an expressed type, a scale or the result is f64, when fewer than 64 products
    are summed and decoding an operand to f32 may round or overflow, or when constant scales, zero points or code books lead out of the
    range of f32 (docs/Numerics.md, error bounds). A large array is decoded part by part there, each part multiplied before the next;
    where its blocks, tables or bytes allow no parts a remark says so.

    Expects sugar (`qnt.dot`, `qnt.einsum`, `qnt.ragged_dot`), regions (`qnt.invoke_quant`, `qnt.kernel`) and layout ops to be gone. An
    op that cannot be lowered is an error that says why.

    With `decode-singly` every code is unpacked by a loop over elements that looks at the bytes it lies in, and no array is decoded
    part by part: a thread of a GPU then decodes what it needs, once such loops are fused (`qnt-fuse-elements`).

    Numerics: exact on integer codes; contractions of decoded values are sums in f32 or f64, within the bound of float paths and its domain
    (docs/Numerics.md, error bounds).

    ```mlir
    #i8 = #qnt.encoding<i8 : f32, block = *, scale = f32>
    // before
    %w = qnt.assemble %codes, %scales : (tensor<4xi8>, tensor<1xf32>) -> !qnt.array<4, #i8>
    %y = qnt.dequantize %w : !qnt.array<4, #i8> -> tensor<4xf32>
    // after
    #each = affine_map<(d0) -> (d0)>
    #first = affine_map<(d0) -> (0)>
    %empty_scales = tensor.empty() : tensor<1xf32>
    %own_scales = linalg.generic {indexing_maps = [#each, #each], iterator_types = ["parallel"]}
        ins(%scales : tensor<1xf32>) outs(%empty_scales : tensor<1xf32>) {
    ^bb0(%scale: f32, %out: f32):
      linalg.yield %scale : f32
    } -> tensor<1xf32>
    %empty = tensor.empty() : tensor<4xf32>
    %y = linalg.generic {indexing_maps = [#each, #first, #each], iterator_types = ["parallel"]}
        ins(%codes, %own_scales : tensor<4xi8>, tensor<1xf32>) outs(%empty : tensor<4xf32>) {
    ^bb0(%code: i8, %scale: f32, %out: f32):
      %wide = arith.extsi %code : i8 to i32
      %real = arith.sitofp %wide : i32 to f32
      %product = arith.mulf %real, %scale : f32
      linalg.yield %product : f32
    } -> tensor<4xf32>
    ```
  }];
  let dependentDialects = [
    "::mlir::qnt::QntDialect", "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect", "::mlir::cf::ControlFlowDialect",
    "::mlir::linalg::LinalgDialect", "::mlir::math::MathDialect", "::mlir::scf::SCFDialect",
    "::mlir::tensor::TensorDialect",
  ];
  let options = [Option<"decodesSingly", "decode-singly", "bool", /*default=*/"false",
                        "Unpack element by element, and decode no array part by part">];
  let statistics = [Statistic<"numLowered", "lowered", "qnt ops replaced">];
}

def NormalizeTensors : Pass<"qnt-normalize-tensors"> {
  let summary = "tensor and linalg ops in the few forms that are lowered";
  let description = [{
    Rewrites `tensor.concat` as insertions of slices, `tensor.gather`, `tensor.bitcast` and named linalg ops, whose bodies may not
    change, as `linalg.generic`, `tensor.scatter` as loops that insert elements, and `tensor.pad` of an empty tensor as
    `tensor.generate`. Constants of at most 4 KiB, and those of which `tensor.extract` takes an element, leave `dense_resource`:
    upstream's folds end the process on these. Leaves every other op alone.

    Numerics: exact.

    ```mlir
    // before
    %y = tensor.bitcast %x : tensor<4xf32> to tensor<4xi32>
    // after
    #each = affine_map<(d0) -> (d0)>
    %init = tensor.empty() : tensor<4xi32>
    %y = linalg.generic {indexing_maps = [#each, #each], iterator_types = ["parallel"]}
        ins(%x : tensor<4xf32>) outs(%init : tensor<4xi32>) {
    ^bb0(%a: f32, %out: i32):
      %b = arith.bitcast %a : f32 to i32
      linalg.yield %b : i32
    } -> tensor<4xi32>
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::cf::ControlFlowDialect", "::mlir::linalg::LinalgDialect",
                           "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect"];
  let statistics = [Statistic<"numNormalized", "normalized", "ops replaced">];
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
    #same = affine_map<(d0, d1) -> (d0, d1)>
    linalg.generic {indexing_maps = [#same, #same], iterator_types = ["parallel", "parallel"]}
        ins(%a : memref<2x5xi8, strided<[6, 1]>>) outs(%b : memref<2x5xi8>) {
    ^bb0(%in: i8, %out: i8):
      linalg.yield %in : i8
    }
    ```
  }];
  let dependentDialects = ["::mlir::linalg::LinalgDialect"];
  let statistics = [Statistic<"numExpanded", "expanded", "copies replaced">];
}

def ExpandFloats : Pass<"qnt-expand-floats"> {
  let summary = "scalar float ops as ops that are right on every processor";
  let description = [{
    Rewrites scalar ops of `arith` and `math` so that what LLVM makes of them is what they are defined to be, whatever the
    processor: f16 and bf16 arithmetic in f32 with the rounding written out (LLVM's own rounding to bf16 loses subnormal numbers on
    some processors, and f64 to bf16 rounds twice), casts with a rounding mode, integers to f16 and bf16 rounded once, functions of
    libm in f64 rounded once, `maximumf`, `minimumf`, `maxnumf` and `minnumf` so that -0 lies below +0, casts to integers so that what
    is out of range saturates and NaN becomes 0 (the last three not with `emitted`: what lowering emits does not need it),
    `math.clampf`, `fma`, `fpowi`, `isnormal`, `rsqrt`, `sincos`. Removes fast-math flags, so that results do not depend on what the optimizer makes of them.

    Leaves alone everything on tensors, vectors and floats of at most 8 bits.

    Numerics: exact.

    ```mlir
    // before
    %e = math.exp %x : f32
    // after
    %wide_x = arith.extf %x : f32 to f64
    %wide_e = math.exp %wide_x : f64
    %e = arith.truncf %wide_e : f64 to f32
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::math::MathDialect"];
  let options = [Option<"emitted", "emitted", "bool", /*default=*/"false",
                        "The ops come from lowering: zeros in maxnumf and minnumf need no order, casts to integers are in range">];
  let statistics = [Statistic<"numExpanded", "expanded", "ops replaced">];
}

def ConvertBF16 : Pass<"qnt-convert-bf16", "::mlir::ModuleOp"> {
  let summary = "bf16 to the i16 of its bits";
  let description = [{
    Replaces the type bf16 by i16 in tensors, scalars, functions and control flow. LLVM promotes what it does with bf16, even a
    select, to f32 and rounds back, by a function that not every system has or by an instruction that loses subnormal numbers.

    Expects arithmetic on bf16 to be gone (`qnt-expand-floats`): extensions, bitcasts, negations, selects, constants, and ops of
    `tensor` and `linalg` that move elements are left. Another op on bf16 is an error.

    Numerics: exact.

    ```mlir
    // before
    func.func @widen(%x: bf16) -> f32 {
      %y = arith.extf %x : bf16 to f32
      return %y : f32
    }
    // after
    func.func @widen(%x: i16) -> f32 {
      %wide = arith.extui %x : i16 to i32
      %c16 = arith.constant 16 : i32
      %bits = arith.shli %wide, %c16 : i32
      %y = arith.bitcast %bits : i32 to f32
      return %y : f32
    }
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect"];
  let statistics = [Statistic<"numConverted", "converted", "ops with bf16">];
}

def NormalizeLoops : Pass<"qnt-normalize-loops"> {
  let summary = "loops that count their trips by an index";
  let description = [{
    Rewrites `scf.for` over an integer type, with an unsigned comparison, or with a step other than 1, as a loop over
    `0 .. trips - 1` of type `index`: a counter whose next step passes the end of its type wraps below the upper bound, and never
    ends. A step that is not positive becomes a failed assertion. Leaves alone loops over an index whose constant step cannot pass
    the end.

    Numerics: exact.

    ```mlir
    // before
    %r = scf.for unsigned %i = %lower to %upper step %step iter_args(%s = %init) -> (i8) : i8 {
      %next = arith.addi %s, %i : i8
      scf.yield %next : i8
    }
    // after
    %zero = arith.constant 0 : i8
    %one = arith.constant 1 : i8
    %is_positive = arith.cmpi ult, %zero, %step : i8
    cf.assert %is_positive, "'scf.for' op expected a positive step"
    %own_step = arith.select %is_positive, %step, %one : i8
    %has_trips = arith.cmpi ult, %lower, %upper : i8
    %distance = arith.subi %upper, %lower : i8
    %last = arith.subi %distance, %one : i8
    %last_trip = arith.divui %last, %own_step : i8
    %count = arith.addi %last_trip, %one : i8
    %own_count = arith.select %has_trips, %count, %zero : i8
    %trips = arith.index_castui %own_count : i8 to index
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %r = scf.for %trip = %c0 to %trips step %c1 iter_args(%s = %init) -> (i8) {
      %number = arith.index_cast %trip : index to i8
      %offset = arith.muli %number, %step : i8
      %i = arith.addi %lower, %offset : i8
      %next = arith.addi %s, %i : i8
      scf.yield %next : i8
    }
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::cf::ControlFlowDialect", "::mlir::scf::SCFDialect"];
  let statistics = [Statistic<"numNormalized", "normalized", "loops replaced">];
}

def OrderIterations : Pass<"qnt-order-iterations"> {
  let summary = "parallel loops as loops in ascending order";
  let description = [{
    Rewrites `scf.forall` and `scf.parallel` as `scf.for`, the last induction variable fastest. Slices of a forall go into the results
    one after the other; its iterations see the shared tensors as they came in, also where upstream's bufferization would
    show them what another iteration wrote. Reductions start at the initial values. A step that is not positive becomes a
    failed assertion; mappings are dropped. Leaves alone a forall that combines by other ops than `tensor.parallel_insert_slice`.

    Numerics: exact (one of the orders that the loops allow).

    ```mlir
    // before
    %c1 = arith.constant 1 : index
    %r = scf.parallel (%i) = (%c0) to (%n) step (%c1) init (%zero) -> f32 {
      %e = tensor.extract %x[%i] : tensor<?xf32>
      scf.reduce(%e : f32) {
      ^bb0(%a: f32, %b: f32):
        %s = arith.addf %a, %b : f32
        scf.reduce.return %s : f32
      }
    }
    // after
    %c1 = arith.constant 1 : index
    %r = scf.for %i = %c0 to %n step %c1 iter_args(%a = %zero) -> (f32) {
      %e = tensor.extract %x[%i] : tensor<?xf32>
      %s = arith.addf %a, %e : f32
      scf.yield %s : f32
    }
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::cf::ControlFlowDialect", "::mlir::scf::SCFDialect",
                           "::mlir::tensor::TensorDialect"];
  let statistics = [Statistic<"numOrdered", "ordered", "loops replaced">];
}

def LimitRecursion : Pass<"qnt-limit-recursion", "::mlir::ModuleOp"> {
  let summary = "recursion that ends in an error before the stack does";
  let description = [{
    Gives every function that can reach itself through calls by name one more argument, the number of open calls, and an
    assertion that it is below `limit`. A function of the old name and type stands in front of it. Leaves alone calls
    inside isolated regions (`qnt.kernel`, `qnt.invoke_quant`: inline them first), recursion through `func.call_indirect`, and the
    functions of a module inside of this one.

    Numerics: exact.

    ```mlir
    // before
    func.func @f(%n: index) -> index {
      %r = call @f(%n) : (index) -> index
      return %r : index
    }
    // after
    func.func @f(%n: index) -> index {
      %c0 = arith.constant 0 : index
      %r = call @f_nested(%n, %c0) : (index, index) -> index
      return %r : index
    }
    func.func private @f_nested(%n: index, %depth: index) -> index {
      %limit = arith.constant 256 : index
      %fits = arith.cmpi ult, %depth, %limit : index
      cf.assert %fits, "'func.func' op reached the limit of 256 nested calls"
      %c1 = arith.constant 1 : index
      %deeper = arith.addi %depth, %c1 : index
      %r = call @f_nested(%n, %deeper) : (index, index) -> index
      return %r : index
    }
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::cf::ControlFlowDialect", "::mlir::func::FuncDialect"];
  let options = [Option<"limit", "limit", "int64_t", /*default=*/"256", "Calls that may be open at once">];
  let statistics = [Statistic<"numLimited", "limited", "functions">];
}

def CheckUndefined : Pass<"qnt-check-undefined"> {
  let summary = "nothing undefined in integer arithmetic and inserted slices";
  let description = [{
    Makes scalar integer arithmetic mean the same on every processor and after every optimization:

    - `cf.assert` before each division and remainder whose divisor may be 0, or whose quotient may overflow: what is undefined
      becomes an error and not a signal;
    - `cf.assert` before each `math.ipowi` that may raise zero to a negative power;
    - a shift by the width or more, whose result is poison, gives 0;
    - `nsw`, `nuw` and `exact` are dropped: a promise that does not hold makes a result poison, of which LLVM could make anything;
    - `cf.assert` before each `tensor.insert_slice` whose place is not static: upstream's verification of tensor ops at run time
      leaves it out, and what lies outside is written over other memory.

    Leaves alone divisions by a constant other than 0 and -1, powers of a constant base other than 0 or of a constant exponent that is
    not negative, shifts by a constant below the width, slices of static place and
    size, and everything else on tensors and vectors.

    Numerics: exact.

    ```mlir
    // before
    %q = arith.divui %a, %b : i32
    // after
    %c0 = arith.constant 0 : i32
    %is_not_zero = arith.cmpi ne, %b, %c0 : i32
    cf.assert %is_not_zero, "'arith.divui' op division by zero"
    %q = arith.divui %a, %b : i32
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::cf::ControlFlowDialect", "::mlir::tensor::TensorDialect"];
  let statistics = [
    Statistic<"numChecked", "checked", "divisions, powers and slices">,
    Statistic<"numGuarded", "guarded", "shifts">,
    Statistic<"numDropped", "dropped", "ops that promised">,
  ];
}

def SeparateResults : Pass<"qnt-separate-results", "::mlir::ModuleOp"> {
  let summary = "no memory twice among the results of a function or region";
  let description = [{
    Clones a memref that a function or a region of `scf` gives back when one before it may share its memory: the freeing of buffers
    makes a caller the owner of each result, and it would free shared memory twice. Leaves alone what surely has its own memory, and
    what a loop carries on unchanged.

    Numerics: exact.

    ```mlir
    // before
    func.func @twice(%n: index) -> (memref<?xf32>, memref<?xf32>) {
      %m = memref.alloc(%n) : memref<?xf32>
      return %m, %m : memref<?xf32>, memref<?xf32>
    }
    // after
    func.func @twice(%n: index) -> (memref<?xf32>, memref<?xf32>) {
      %m = memref.alloc(%n) : memref<?xf32>
      %own = bufferization.clone %m : memref<?xf32> to memref<?xf32>
      return %m, %own : memref<?xf32>, memref<?xf32>
    }
    ```
  }];
  let dependentDialects = ["::mlir::bufferization::BufferizationDialect"];
  let statistics = [Statistic<"numSeparated", "separated", "clones">];
}

def HoistBuffers : Pass<"qnt-hoist-buffers"> {
  let summary = "buffers of a loop's trip taken once for all trips";
  let description = [{
    Moves each `memref.alloc` of static size, at most 16 MiB, that stands in the body of an `scf.for` in front of the outermost `scf.for`
    around it, when nothing but reads, writes and views in the body use it: what a trip leaves in it no other trip reads. Leaves
    alone memory that a loop carries on, that is freed in the body, stored as a value, given to a call, to another region's results or
    to any other op than loads, stores, copies, views, linalg ops and launches, memory of dynamic size (the
    size may be wrong where the loop has no trip), and what stands deeper in the loop than in its body. A remark names the reason.

    Numerics: exact.

    ```mlir
    // before
    scf.for %i = %c0 to %n step %c1 {
      %m = memref.alloc() : memref<4xf32>
      memref.store %x, %m[%c0] : memref<4xf32>
      %v = memref.load %m[%c0] : memref<4xf32>
      memref.store %v, %out[%i] : memref<?xf32>
    }
    // after
    %m = memref.alloc() : memref<4xf32>
    scf.for %i = %c0 to %n step %c1 {
      memref.store %x, %m[%c0] : memref<4xf32>
      %v = memref.load %m[%c0] : memref<4xf32>
      memref.store %v, %out[%i] : memref<?xf32>
    }
    ```
  }];
  let statistics = [
    Statistic<"numHoisted", "hoisted", "buffers moved out of loops">,
    Statistic<"numSkipped", "skipped", "buffers left in loops">,
  ];
}

def CheckAllocations : Pass<"qnt-check-allocations"> {
  let summary = "assertions before allocations of dynamic size";
  let description = [{
    Puts `cf.assert` before each `memref.alloc` with dynamic sizes: that none is negative, and that there are fewer than 2^40 elements, so
    that the size in bytes does not wrap.

    Numerics: exact.

    ```mlir
    // before
    %m = memref.alloc(%n) : memref<?x4xf32>
    // after
    %c274877906944 = arith.constant 274877906944 : index
    %fits = arith.cmpi ule, %n, %c274877906944 : index
    cf.assert %fits, "expected sizes that are not negative and fewer than 2^40 elements"
    %m = memref.alloc(%n) : memref<?x4xf32>
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::cf::ControlFlowDialect"];
  let statistics = [Statistic<"numChecked", "checked", "allocations">];
}

def CanonicalizeSlices : Pass<"qnt-canonicalize-slices"> {
  let summary = "canonicalization that leaves no slice of an empty tensor";
  let description = [{
    Upstream's canonicalization together with six patterns: `tensor.extract_slice` and `tensor.collapse_shape` of a tensor with a
    size of 0 become `tensor.empty`, `tensor.insert_slice` of or into one its destination, `tensor.pad` of one `tensor.generate`,
    `memref.subview` of memory with a size of 0 `memref.reinterpret_cast`, `memref.dim` of a dimension that is not there 0
    (upstream reads past the shape). Upstream's canonicalization alone ends in an error when it finds out that
    a dynamic size is 0: its verifiers refuse a slice that starts at index 0 of nothing, bufferization of the padding of
    nothing makes one at the end of a dimension, and that of `tensor<?x0xf32>` in one dimension makes memory of a wrong type.

    Left out is upstream's pattern that moves the sizes of a `tensor.cast` into the linalg op that computes its source: an
    assertion between both that the sizes are these would hold by itself, and the op would read memory that is not there.

    Numerics: exact.

    ```mlir
    // before
    %c0 = arith.constant 0 : index
    %t = tensor.empty(%c0) : tensor<?xf32>
    %s = tensor.extract_slice %t[0] [%n] [1] : tensor<?xf32> to tensor<?xf32>
    // after
    %s = tensor.empty(%n) : tensor<?xf32>
    ```
  }];
  let options = [
    Option<"maxIterations", "max-iterations", "int64_t", "10",
           "runs over the module that it stops after, with a remark that rewriting has not converged">,
  ];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect", "::mlir::tensor::TensorDialect",
  ];
  let statistics = [Statistic<"numReplaced", "replaced", "ops on nothing that the six patterns replaced">];
}

def ExpandSwitches : Pass<"qnt-expand-switches"> {
  let summary = "scf.index_switch that gives tensors to scf.if";
  let description = [{
    Replaces each `scf.index_switch` with a tensor among its results by the number of the region that runs and a tree of `scf.if` on
    it. Upstream's bufferization takes the result of `scf.index_switch` for memory of its own, and writes into constants and
    into tensors that are read later. Leaves other switches alone.

    Numerics: exact.

    ```mlir
    // before
    %r = scf.index_switch %i -> tensor<4xf32>
    case 7 {
      scf.yield %a : tensor<4xf32>
    }
    default {
      scf.yield %b : tensor<4xf32>
    }
    // after
    %c1 = arith.constant 1 : index
    %c7 = arith.constant 7 : index
    %is_case = arith.cmpi eq, %i, %c7 : index
    %c0 = arith.constant 0 : index
    %number = arith.select %is_case, %c0, %c1 : index
    %is_lower = arith.cmpi ult, %number, %c1 : index
    %r = scf.if %is_lower -> (tensor<4xf32>) {
      scf.yield %a : tensor<4xf32>
    } else {
      scf.yield %b : tensor<4xf32>
    }
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::scf::SCFDialect"];
  let statistics = [Statistic<"numExpanded", "expanded", "switches replaced">];
}

def OrderGlobals : Pass<"qnt-order-globals", "::mlir::ModuleOp"> {
  let summary = "constants in the order of their first use";
  let description = [{
    Moves the private `memref.global`s that bufferization makes (`__constant_...`) to the front of the module, in the order
    in which the program first reads them, numbers them in that order, and gives them the location of that read. Bufferization visits functions in an order that
    depends on addresses, and what it numbers would differ from run to run.

    Leaves alone globals of other names and those that nothing reads.

    Numerics: exact.

    ```mlir
    // before
    memref.global "private" constant @__constant_2xi8 : memref<2xi8> = dense<[3, 4]>
    memref.global "private" constant @__constant_2xi8_0 : memref<2xi8> = dense<[1, 2]>
    func.func @reads() -> (memref<2xi8>, memref<2xi8>) {
      %a = memref.get_global @__constant_2xi8_0 : memref<2xi8>
      %b = memref.get_global @__constant_2xi8 : memref<2xi8>
      return %a, %b : memref<2xi8>, memref<2xi8>
    }
    // after
    memref.global "private" constant @__constant_2xi8 : memref<2xi8> = dense<[1, 2]>
    memref.global "private" constant @__constant_2xi8_0 : memref<2xi8> = dense<[3, 4]>
    func.func @reads() -> (memref<2xi8>, memref<2xi8>) {
      %a = memref.get_global @__constant_2xi8 : memref<2xi8>
      %b = memref.get_global @__constant_2xi8_0 : memref<2xi8>
      return %a, %b : memref<2xi8>, memref<2xi8>
    }
    ```
  }];
  let statistics = [Statistic<"numOrdered", "ordered", "globals that have another name now">];
}

#endif // QNT_LOWERLINALG_PASSES_TD
