//===- Passes.td - passes of stage LowerCPU ------------------------------------------------*- tablegen -*-===//
#ifndef QNT_LOWERCPU_PASSES_TD
#define QNT_LOWERCPU_PASSES_TD

include "mlir/Pass/PassBase.td"

def VectorizeContractions : Pass<"qnt-vectorize-contractions"> {
  let summary = "sums of products in memory to vector code on packed panels";
  let description = [{
    Replaces each `linalg.generic` on memrefs that sums products of two operands, of f32 or f64, or of i8 and i16 extended to i32, by loops
    that copy parts of the operands into panels and multiply these in vector registers: FMA (or multiply and add) for floats,
    `pmaddwd` for integers on x86. Operands may be read at sums of loops times constants, so convolutions match as well. `features` are
    those of the processor, as LLVM names them.

    With at most 4 rows (decided when the program runs where their number is dynamic) operands are multiplied where they lie, without
    panels: as vectors over k where k lies side by side in both, as vectors over columns where these lie side by side in rhs and result.

    Leaves alone, with a remark: other sums, sums without a loop over each of rows, columns and k (rows may be missing where panels are
    not needed), and, when sizes are static, those of fewer than `min-products` products, of 512 without panels.

    Numerics: rounding. Integer sums are exact. Sums of floats are taken in another order and with fused multiply-add: as many
    roundings as before, or fewer.

    Its tests are `test/LowerCPU/vectorize-contractions.mlir` and `test/Execution/compiled-large-contractions.mlir`. For example

    ```mlir
    #lhs = affine_map<(m, n, k) -> (m, k)>
    #rhs = affine_map<(m, n, k) -> (k, n)>
    #out = affine_map<(m, n, k) -> (m, n)>
    linalg.generic {indexing_maps = [#lhs, #rhs, #out], iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%a, %b : memref<512x512xf32>, memref<512x512xf32>) outs(%c : memref<512x512xf32>) {
    ^bb0(%x: f32, %y: f32, %sum: f32):
      %product = arith.mulf %x, %y : f32
      %next = arith.addf %sum, %product : f32
      linalg.yield %next : f32
    }
    ```

    becomes, with `features=+avx2,+fma` and without the loops that copy panels:

        for columns in steps of 1024, for k in steps of 256:
          copy 1024 columns of rhs to panels of 16
          for rows in steps of 96:
            copy 96 rows of lhs
            for panels of 16 columns, for groups of 6 rows:
              12 vectors of sums = for k: load 2 vectors of columns, broadcast 6 elements of rows, 12 FMA
              add the sums to the result
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect", "::mlir::LLVM::LLVMDialect",
    "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect",
  ];
  let options = [
    Option<"features", "features", "std::string", "\"\"", "features of the processor, '+avx2,+fma'">,
    Option<"minProducts", "min-products", "int64_t", "32768", "leave sums of fewer products to plain loops">,
  ];
  let statistics = [
    Statistic<"numVectorized", "vectorized", "contractions in vector code">,
    Statistic<"numSkipped", "skipped", "sums left alone">,
  ];
}

def VectorizeElements : Pass<"qnt-vectorize-elements"> {
  let summary = "loops that unpack and scale codes to vector code";
  let description = [{
    Two kinds of `linalg.generic` on memrefs of which LLVM makes no vectors become loops over vectors of 8 to 32 elements, with a
    scalar loop over what is left:

    - parallel loops whose last one reads some input at one place, or at one place in a block (`d floordiv c`, c at least 8): what is
      shared is loaded once a block, and vectors lie in a block. Other operands lie side by side along the loop;
    - loops that take 2, 4 or 8 codes out of each byte: vectors of bytes, whose codes are interleaved.

    Where the body has ops without a vector form, or memory is in another order, loops over blocks remain scalar. Leaves alone every other
    op. A remark names the reason for each `linalg.generic` of the first kind that stays scalar, in loops or as it is.

    Numerics: exact.

    ```mlir
    // before
    #each = affine_map<(d0) -> (d0)>
    #block = affine_map<(d0) -> (d0 floordiv 32)>
    linalg.generic {indexing_maps = [#each, #block, #each], iterator_types = ["parallel"]}
        ins(%x, %s : memref<64xf32>, memref<2xf32>) outs(%y : memref<64xf32>) {
    ^bb0(%number: f32, %scale: f32, %out: f32):
      %product = arith.mulf %number, %scale : f32
      linalg.yield %product : f32
    }
    // after
    #start = affine_map<(d0) -> (d0 floordiv 32)>
    %c0 = arith.constant 0 : index
    %c64 = arith.constant 64 : index
    %c32 = arith.constant 32 : index
    scf.for %start = %c0 to %c64 step %c32 {
      %b = affine.apply #start(%start)
      %scale = memref.load %s[%b] : memref<2xf32>
      %numbers = vector.load %x[%start] : memref<64xf32>, vector<32xf32>
      %scales = vector.broadcast %scale : f32 to vector<32xf32>
      %products = arith.mulf %numbers, %scales : vector<32xf32>
      vector.store %products, %y[%start] : memref<64xf32>, vector<32xf32>
    }
    ```
  }];
  let dependentDialects = ["::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect",
                           "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect"];
  let statistics = [
    Statistic<"numVectorized", "vectorized", "loop nests in vector code">,
    Statistic<"numSplit", "split", "loop nests over blocks that stay scalar">,
    Statistic<"numSkipped", "skipped", "loop nests that share an input and are left alone">,
  ];
}

def CallLibm : Pass<"qnt-call-libm", "::mlir::ModuleOp"> {
  let summary = "math.expm1 and math.log1p to calls of libm";
  let description = [{
    Replaces `math.expm1` and `math.log1p` by calls of libm's functions, one for each element of a vector. Upstream's conversion to the LLVM
    dialect knows them as exp(x) - 1 and log(1 + x), of which nothing is left for a small x: 1e-20 becomes 0. Every other function of
    `math` is left to that conversion. f16 and bf16 are computed in f32; `qnt-expand-floats` has made them f64 before.

    Numerics: exact where libm is.

    ```mlir
    // before
    func.func @f(%x: f64) -> f64 {
      %y = math.expm1 %x : f64
      return %y : f64
    }
    // after
    func.func private @expm1(f64) -> f64 attributes {llvm.readnone}
    func.func @f(%x: f64) -> f64 {
      %y = call @expm1(%x) : (f64) -> f64
      return %y : f64
    }
    ```
  }];
  let dependentDialects = ["::mlir::func::FuncDialect", "::mlir::vector::VectorDialect"];
  let statistics = [Statistic<"numCalls", "calls", "functions called, vectors once">];
}

def DropParameterAttributes : Pass<"qnt-drop-parameter-attributes", "::mlir::ModuleOp"> {
  let summary = "no attributes of other dialects on arguments and results of llvm.func";
  let description = [{
    Removes attributes of arguments and results of `llvm.func` whose name does not start with `llvm.`: upstream's translation to LLVM IR
    warns about those of dialects that it does not translate (`qnt.part`), and ends in a crash where the list of results' attributes is
    there but empty.

    Numerics: exact.

    ```mlir
    // before
    module {
      llvm.func @f(f32 {qnt.part = "scales"}) -> f32
    }
    // after
    module {
      llvm.func @f(f32) -> f32
    }
    ```
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
  let statistics = [Statistic<"numDropped", "dropped", "functions whose attributes were removed">];
}

def LowerAsserts : Pass<"qnt-lower-asserts", "::mlir::ModuleOp"> {
  let summary = "cf.assert to a call of qnt_runtime_fail";
  let description = [{
    Replaces each `cf.assert` that lies in a function, outside of other regions, by a branch around a call of
    `qnt_runtime_fail(message)`, which does not return: the JIT turns it into an error, the C interface into a status. The message
    starts with the location. Asserts inside other regions are left alone (lower these first), and so are those in a
    module inside of this one.

    Numerics: exact.

    ```mlir
    // before
    func.func @check(%holds: i1) {
      cf.assert %holds, "division by zero" loc("model.mlir":3:5)
      return
    }
    // after
    func.func @check(%holds: i1) {
      cf.cond_br %holds, ^rest, ^failure
    ^rest:
      return
    ^failure:
      %text = llvm.mlir.addressof @qnt_message : !llvm.ptr
      call @qnt_runtime_fail(%text) : (!llvm.ptr) -> ()
      llvm.unreachable
    }
    func.func private @qnt_runtime_fail(!llvm.ptr) attributes {passthrough = ["noreturn", "cold"]}
    llvm.mlir.global internal constant @qnt_message("model.mlir:3:5: division by zero\00") {addr_space = 0 : i32}
    ```
  }];
  let dependentDialects = ["::mlir::cf::ControlFlowDialect", "::mlir::func::FuncDialect", "::mlir::LLVM::LLVMDialect"];
  let statistics = [Statistic<"numLowered", "lowered", "assertions replaced">];
}

#endif // QNT_LOWERCPU_PASSES_TD
