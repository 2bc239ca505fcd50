//===- LinalgOperands.h - what the linalg patterns share --------------------------------------------------===//
#ifndef QNT_LIB_IMPORT_LINALGOPERANDS_H
#define QNT_LIB_IMPORT_LINALGOPERANDS_H

#include "Qnt/IR/QntDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/IR/PatternMatch.h"
#include <string>

namespace mlir::qnt {

/// True when `init` is a constant zero or a linalg.fill with one.
bool isZeroInit(Value init);

/// `result + init`, or `result` when `init` is zero. Float or integer addition in the type of `init`.
Value addInit(RewriterBase &rewriter, Location loc, Value result, Value init);

/// True when the element type of `value` is a signless integer that codes are stored in.
bool hasStorageFormat(Value value);

/// An integer tensor as codes of an array per tensor: scale 1, and zero point `zeroPoint` (an i32 scalar) when given,
/// so that the array's values are the integers `code - zero point`. hasStorageFormat must hold.
Value wrapIntegers(RewriterBase &rewriter, Location loc, Value codes, Value zeroPoint = {});

/// A constant zero pad of spatial dimensions in front of `input`: takes it into `padding` and returns its source.
Value absorbPad(Value input, ConvDimensionNumbersAttr dims, SmallVectorImpl<int64_t> &padding);

/// Rewrites one op; on failure nothing has changed and `reason` says why.
LogicalResult importContraction(RewriterBase &rewriter, linalg::LinalgOp op, std::string &reason);
LogicalResult importConvolution(RewriterBase &rewriter, linalg::LinalgOp op, std::string &reason);
LogicalResult importGather(RewriterBase &rewriter, linalg::LinalgOp op, std::string &reason);

/// Whether the body reads tensors by index: importGather may know it.
bool extractsElements(linalg::GenericOp op);

} // namespace mlir::qnt

#endif // QNT_LIB_IMPORT_LINALGOPERANDS_H
