//===- LoopSchedules.cpp - verifiers of schedules for rows and elements -----------------------------------===//
#include "Qnt/IR/QntOps.h"
#include "Qnt/IR/Schedules.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::qnt;

using EmitError = function_ref<InFlightDiagnostic()>;

/// Elements that fit into half of the 65536 registers of a multiprocessor (CUDA C++ Programming Guide, "Technical
/// Specifications per Compute Capability": the same for all targets).
static constexpr int64_t kMostKeptElements = 32768;

/// (R3), (E2)
static LogicalResult verifyVector(EmitError emitError, int64_t vector) {
  if (vector >= 1 && vector <= 16 && llvm::isPowerOf2_64(vector))
    return success();
  return emitError() << "expected vector to be one of 1, 2, 4, 8, 16, got " << vector;
}

/// These kinds hold no sums of products.
static LogicalResult verifyNoContraction(Operation *kernel, EmitError emitError) {
  WalkResult result = cast<KernelOp>(kernel).getBody().walk([&](Operation *op) {
    if (!becomesContraction(op))
      return WalkResult::advance();
    emitError() << "expected a kernel without contractions, got '" << op->getName() << "'";
    return WalkResult::interrupt();
  });
  return failure(result.wasInterrupted());
}

//===----------------------------------------------------------------------------------------------------===//
// rowwise
//===----------------------------------------------------------------------------------------------------===//

LogicalResult RowwiseScheduleAttr::verify(EmitError emitError, int64_t threads, int64_t rows, int64_t vector,
                                          int64_t chunks) {
  // (R1)
  if (threads < 1 || threads > 1024 || !llvm::isPowerOf2_64(threads))
    return emitError() << "expected threads to be a power of two from 1 to 1024, got " << threads;
  // (R2)
  if (rows < 1 || rows > 1024 || !llvm::isPowerOf2_64(rows) || threads * rows > 1024 || threads * rows % 32 != 0)
    return emitError()
           << "expected rows to be a power of two, and threads * rows a multiple of 32 of at most 1024, got " << threads
           << " * " << rows;
  if (failed(verifyVector(emitError, vector))) // (R3)
    return failure();
  // (R4)
  if (chunks < 0 || chunks > 64 || threads * rows * vector * chunks > kMostKeptElements)
    return emitError() << "expected chunks to be 0 to 64, and threads * rows * vector * chunks at most "
                       << kMostKeptElements << ", got " << chunks << " and " << threads * rows * vector << " * "
                       << chunks;
  return success();
}

StringRef RowwiseScheduleAttr::getKindName() const { return getMnemonic(); }
StringRef RowwiseScheduleAttr::getWeightLayout() const { return {}; }
LogicalResult RowwiseScheduleAttr::verifyFor(Operation *kernel, const GpuTarget &, EmitError emitError) const {
  return verifyNoContraction(kernel, emitError);
}

//===----------------------------------------------------------------------------------------------------===//
// elementwise
//===----------------------------------------------------------------------------------------------------===//

LogicalResult ElementwiseScheduleAttr::verify(EmitError emitError, int64_t threads, int64_t vector, int64_t chunks,
                                              int64_t tile) {
  // (E1)
  if (threads < 32 || threads > 1024 || threads % 32 != 0)
    return emitError() << "expected threads to be a multiple of 32 from 32 to 1024, got " << threads;
  if (failed(verifyVector(emitError, vector))) // (E2)
    return failure();
  // (E3)
  if (chunks < 1 || chunks > 8)
    return emitError() << "expected chunks to be 1 to 8, got " << chunks;
  // (E4)
  if (tile != 0 && tile != 32)
    return emitError() << "expected tile to be 0 or 32, got " << tile;
  if (tile != 0 && (vector != 1 || chunks != 1 || !llvm::isPowerOf2_64(threads)))
    return emitError() << "expected vector and chunks to be 1 and threads a power of two with a tile, got " << vector
                       << ", " << chunks << " and " << threads;
  return success();
}

StringRef ElementwiseScheduleAttr::getKindName() const { return getMnemonic(); }
StringRef ElementwiseScheduleAttr::getWeightLayout() const { return {}; }
LogicalResult ElementwiseScheduleAttr::verifyFor(Operation *kernel, const GpuTarget &, EmitError emitError) const {
  return verifyNoContraction(kernel, emitError);
}
