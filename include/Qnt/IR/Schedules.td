//===- Schedules.td - how a kernel is generated: an attribute class a kind -------------------*- tablegen -*-===//
#ifndef QNT_IR_SCHEDULES_TD
#define QNT_IR_SCHEDULES_TD

include "Qnt/IR/QntDialect.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/Interfaces.td"

def Qnt_MathMode : I32EnumAttr<"MathMode", "what the operands and sums of tensor cores may lose", [
    I32EnumAttrCase<"Full", 0, "full">, I32EnumAttrCase<"TF32", 1, "tf32">, I32EnumAttrCase<"FP8", 2, "fp8">]> {
  let cppNamespace = "::mlir::qnt";
  let genSpecializedAttr = 0;
}

def Qnt_ScheduleAttrInterface : AttrInterface<"ScheduleAttrInterface"> {
  let cppNamespace = "::mlir::qnt";
  let description = [{
    The `schedule` of a `qnt.kernel`: `qnt-choose-schedule` writes it, `qnt-lower-kernels` obeys it, and a test or a tuner may
    write another. The verifier of a kernel calls `verifyFor` where the module has a target.
  }];
  let methods = [
    InterfaceMethod<"Name of the kind in remarks and manifests: `gemv`.", "::llvm::StringRef", "getKindName">,
    InterfaceMethod<"The memory layout that weights are prepacked to (Numerics/Layout.h); empty: none.",
                    "::llvm::StringRef", "getWeightLayout">,
    InterfaceMethod<"What tensor cores may lose.", "::mlir::qnt::MathMode", "getMath", (ins), [{}],
                    [{ return ::mlir::qnt::MathMode::Full; }]>,
    InterfaceMethod<[{
      Succeeds when `target` can run `kernel` by this schedule; otherwise says what it lacks.
    }], "::llvm::LogicalResult", "verifyFor",
      (ins "::mlir::Operation *":$kernel, "const ::mlir::qnt::GpuTarget &":$target,
           "::llvm::function_ref<::mlir::InFlightDiagnostic()>":$emitError)>,
  ];
}

class Qnt_Schedule<string name, string attrMnemonic>
    : AttrDef<Qnt_Dialect, name, [DeclareAttrInterfaceMethods<Qnt_ScheduleAttrInterface>]> {
  let mnemonic = attrMnemonic;
}

def Qnt_SimtScheduleAttr : Qnt_Schedule<"SimtSchedule", "simt"> {
  let summary = "schedule: loops over the elements of the results become blocks and threads, sums stay in a thread";
  let description = [{
    `#qnt.simt`: whatever a kernel holds. The kernel is inlined and every op of its body becomes a launch.
  }];
}

/// The `math` of a schedule of tensor cores.
def Qnt_MathParameter : DefaultValuedParameter<"::mlir::qnt::MathMode", "::mlir::qnt::MathMode::Full">;

def Qnt_GemvScheduleAttr : Qnt_Schedule<"GemvSchedule", "gemv"> {
  let summary = "schedule: a contraction of few rows, bound by reading the weights";
  let description = [{
    `#qnt.gemv<layout = "mma_k16", tokens = 8, warps = 8, stages = 4>`: a block computes 64 columns of the result for `tokens`
    rows. Its warps share out K; each reads its weights once from global memory, 16 bytes a lane, decodes them in registers
    and multiplies on tensor cores; activations go through a ring of `stages` buffers in shared memory. The sums of the
    warps are added in order, so that a result is the same in every run.

    With `math = tf32` f32 activations are rounded to tf32, 10 bits of mantissa, once; weights are exact in it. Without, they are
    split into three numbers of bf16, and nothing is rounded. With `math = fp8` codes of floats of 8 bits on both sides are
    multiplied as they are, and what the tensor core adds, perhaps to 14 bits only, goes to f32 every 128 products; without,
    they become f16 (docs/Numerics.md has both bounds).

    Constraints:
    - (G1) layout is one for weights of tensor cores (`mma_k16`, `mma_k32`);
    - (G2) tokens is 8 or 16;
    - (G3) warps is 1, 2, 4, 8 or 16;
    - (G4) stages is 2 to 8;
    - (G5) math = tf32 has a layout of operands of 16 bits (`mma_k16`), math = fp8 one of 8 (`mma_k32`).
  }];
  let parameters = (ins "::mlir::StringAttr":$layout, "int64_t":$tokens, "int64_t":$warps, "int64_t":$stages,
                        Qnt_MathParameter:$math);
  let assemblyFormat = "`<` struct(params) `>`";
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    /// Bytes of shared memory of the ring and of the sums after it, and all that a block takes.
    int64_t getRingBytes(const OperandMemory &operands) const;
    int64_t getSharedBytes(const OperandMemory &operands) const;
  }];
}

def Qnt_MmaScheduleAttr : Qnt_Schedule<"MmaSchedule", "mma"> {
  let summary = "schedule: a contraction or convolution in tiles, on tensor cores through mma.sync";
  let description = [{
    `#qnt.mma<layout = "mma_k16", tokens = 32, column_warps = 2, row_warps = 2, stages = 4>`: a block computes a tile of
    64 * `column_warps` columns and `tokens` * `row_warps` rows of the result, a warp 64 columns of `tokens` rows. Weights and
    activations come through a ring of `stages` buffers in shared memory that `cp.async` fills; a step along K is 128 bytes of
    a row of activations. Weights are decoded in registers. Convolutions are products of the positions of the result and
    the output features, whose K are the kernel's positions and the input features.

    With `split_k = n` n blocks share the K of a tile; their sums are added in order behind the last one. `math` is that of
    `#qnt.gemv`.

    Where rhs is a float tensor, computed or constant, it is read as it lies in memory: `layout = "row_major"` for rows of
    neighbours along the columns of the result, `layout = "column_major"` for neighbours along K. Its tiles come through
    the same ring, and `ldmatrix` takes operands from them, transposing those of rows. Batch dimensions may stand in any
    order before the last dimension; every block computes a tile of one batch.

    Constraints:
    - (M1) layout is one for weights of tensor cores (`mma_k16`, `mma_k32`), or `row_major` or `column_major`;
    - (M2) tokens is 8, 16, 32 or 64;
    - (M3) column_warps and row_warps are powers of two, of at most 16 warps together;
    - (M4) stages is 2 to 8;
    - (M5) split_k is 1 to 64;
    - (M6) math = tf32 has a layout of operands of 16 bits (`mma_k16`), math = fp8 one of 8 (`mma_k32`); other layouts have
      math = full.
  }];
  let parameters = (ins "::mlir::StringAttr":$layout, "int64_t":$tokens, "int64_t":$columnWarps, "int64_t":$rowWarps,
                        "int64_t":$stages, DefaultValuedParameter<"int64_t", "1">:$splitK, Qnt_MathParameter:$math);
  let assemblyFormat = [{
    `<` `layout` `=` $layout `,` `tokens` `=` $tokens `,` `column_warps` `=` $columnWarps `,` `row_warps` `=` $rowWarps
    `,` `stages` `=` $stages `` custom<SplitAndMath>($splitK, $math) `>`
  }];
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    int64_t getNumWarps() const { return getColumnWarps() * getRowWarps(); }
    /// Columns and rows of the result that a block computes.
    int64_t getTileColumns() const { return 64 * getColumnWarps(); }
    int64_t getTileRows() const { return getTokens() * getRowWarps(); }
    /// rhs is a float tensor that is read as it lies in memory.
    bool readsTensor() const { return isTensorLayout(getLayout().getValue()); }
    /// Bytes of shared memory of the ring, and all that a block takes.
    int64_t getRingBytes(const OperandMemory &operands) const;
    int64_t getSharedBytes(const OperandMemory &operands) const;
  }];
}

//===----------------------------------------------------------------------------------------------------===//
// Loops over rows and elements
//===----------------------------------------------------------------------------------------------------===//

def Qnt_RowwiseScheduleAttr : Qnt_Schedule<"RowwiseSchedule", "rowwise"> {
  let summary = "schedule: reductions along the innermost dimension, and what follows them, in one kernel";
  let description = [{
    `#qnt.rowwise<threads = 32, rows = 4, vector = 4, chunks = 2>`: `threads` threads compute a row together, a block `rows`
    rows. A row is cut into chunks of `vector` neighbours, each of one thread: chunk `i` belongs to thread `i mod threads`. With
    `chunks` = 0 every pass over the row reads it again (rows of any length); otherwise a thread keeps its `chunks` chunks in
    registers from the first pass to the last. `threads` of at most 32 are lanes of one warp; more are whole warps, which meet
    in shared memory.

    A reduction has a fixed order: a thread reduces its elements in ascending order, starting from the neutral element; then lanes
    whose numbers differ in bit 16, 8, 4, 2, 1 (those below `threads`) are combined in this order, then warps likewise; then comes the
    initial value.

    Constraints:
    - (R1) threads is a power of two from 1 to 1024;
    - (R2) rows is a power of two, and threads * rows a multiple of 32 of at most 1024;
    - (R3) vector is 1, 2, 4, 8 or 16;
    - (R4) chunks is 0 to 64, and the rows of a block, threads * rows * vector * chunks, have at most 32768 elements: half of the
      registers of a multiprocessor.
  }];
  let parameters = (ins "int64_t":$threads, "int64_t":$rows, "int64_t":$vector, "int64_t":$chunks);
  let assemblyFormat = "`<` struct(params) `>`";
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    int64_t getBlockThreads() const { return getThreads() * getRows(); }
    /// Warps that compute a row together; 1 where a row has no more than one.
    int64_t getWarpsPerRow() const { return getThreads() <= 32 ? 1 : getThreads() / 32; }
  }];
}

def Qnt_ElementwiseScheduleAttr : Qnt_Schedule<"ElementwiseSchedule", "elementwise"> {
  let summary = "schedule: elements that need no others of the results, in one kernel";
  let description = [{
    `#qnt.elementwise<threads = 256, vector = 8, chunks = 1, tile = 0>`: a thread computes `chunks` chunks of `vector` neighbours along
    the innermost dimension of the results; a block has `threads` threads. With `tile` = 32 a block computes squares of
    32 x 32 elements over the innermost dimension of the results and that of operands that are read transposed: the latter
    come through shared memory, in rows padded by a word, so that neither side has bank conflicts; `vector` is 1 then.

    Constraints:
    - (E1) threads is a multiple of 32 from 32 to 1024;
    - (E2) vector is 1, 2, 4, 8 or 16;
    - (E3) chunks is 1 to 8;
    - (E4) tile is 0 or 32, and with a tile vector and chunks are 1 and threads a power of two.
  }];
  let parameters = (ins "int64_t":$threads, "int64_t":$vector, "int64_t":$chunks, "int64_t":$tile);
  let assemblyFormat = "`<` struct(params) `>`";
  let genVerifyDecl = 1;
}

#endif // QNT_IR_SCHEDULES_TD
