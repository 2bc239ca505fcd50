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

/// Whether a type of the op's operands or results has an encoding attribute: what is built here has none.
bool hasEncodedType(Operation *op);

/// Why the body of `op` is not its accumulator plus the product of its first two inputs (less its inputs 3 and 4 with
/// `hasZeroPoints`), where each cast keeps the value; empty when it is. Float products may round before they are
/// extended.
std::string findBodyObstacle(linalg::LinalgOp op, bool hasZeroPoints);

/// Why inputs 3 and 4 of `op` are no zero points of integers; empty when they are.
std::string findZeroPointObstacle(linalg::LinalgOp op);

/// Why the sums of products of the first two inputs of `op`, integers, may not fit in i32, where linalg's wrap around
/// and qnt's are an error; empty when they do fit. `hasZeroPoints`: a zero point in the range of its operand is taken
/// off.
std::string findSumObstacle(linalg::LinalgOp op, bool hasZeroPoints);

/// An integer tensor as codes of an array per tensor: scale 1, and zero point `zeroPoint` (an integer of up to 32 bits)
/// when given, so that the array's values are the integers `code - zero point`. hasStorageFormat must hold.
Value wrapIntegers(RewriterBase &rewriter, Location loc, Value codes, Value zeroPoint = {});

/// A constant zero pad of nothing but the dimensions `spatial` in front of `input`: takes it into `padding` and returns
/// its source.
Value absorbPad(Value input, ArrayRef<int64_t> spatial, SmallVectorImpl<int64_t> &padding);

/// The tensor whose dimension i is dimension `permutation[i]` of `value`.
Value transposeValue(RewriterBase &rewriter, Location loc, Value value, ArrayRef<int64_t> permutation);

/// A constant with the elements of the constant `value`, its dimensions permuted as by transposeValue, then reshaped:
/// beside it and with its name; one that is there already is taken. Where the order stays, resources are shared, not
/// copied. Null where `value` is no such constant.
Value rearrangeConstant(RewriterBase &rewriter, Value value, ArrayRef<int64_t> permutation, RankedTensorType type);

/// quantized_matmul and quantized_batch_matmul: contractions whose inputs 2 and 3 are zero points.
bool isQuantizedContraction(Operation *op);

/// Rewrites one op; on failure nothing has changed and `reason` says why.
LogicalResult importContraction(RewriterBase &rewriter, linalg::LinalgOp op, std::string &reason);
LogicalResult importConvolution(RewriterBase &rewriter, linalg::LinalgOp op, std::string &reason);
LogicalResult importGather(RewriterBase &rewriter, linalg::LinalgOp op, std::string &reason);

/// Whether the body reads tensors by index: importGather may know it.
bool extractsElements(linalg::GenericOp op);

} // namespace mlir::qnt

#endif // QNT_LIB_IMPORT_LINALGOPERANDS_H
