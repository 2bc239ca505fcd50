//===- Schedules.h - schedules of kernels -----------------------------------------------------------------===//
#ifndef QNT_IR_SCHEDULES_H
#define QNT_IR_SCHEDULES_H

#include "Qnt/IR/Enums.h"
#include "Qnt/IR/GpuTarget.h"
#include "mlir/IR/Attributes.h"
#include "mlir/IR/BuiltinAttributes.h"

#include "Qnt/IR/QntAttrInterfaces.h.inc"

namespace mlir::qnt {

/// Layouts of a schedule whose rhs is a float tensor as it lies in memory: neighbours along the columns of the result,
/// and along K.
inline constexpr llvm::StringLiteral kRowMajorLayout = "row_major", kColumnMajorLayout = "column_major";
inline bool isTensorLayout(llvm::StringRef layout) { return layout == kRowMajorLayout || layout == kColumnMajorLayout; }

/// Columns of the result that a warp computes, and the elements along K that lie in one block of a weight layout.
inline constexpr int64_t kWarpColumns = 64, kLayoutBlockK = 64;
/// Bytes of a row of activations that a step along K takes.
inline constexpr int64_t kStepBytes = 128;
/// Of 256 entries of two bytes.
inline constexpr int64_t kCodebookBytes = 512;

/// What a schedule of tensor cores keeps of the operands in shared memory.
struct OperandMemory {
  unsigned weightWidth;            ///< bits of an element of rhs
  bool hasWideActivations = false; ///< f32, which are as many bytes again as a step has
  bool hasCodebook = false;
};

} // namespace mlir::qnt

#endif // QNT_IR_SCHEDULES_H
