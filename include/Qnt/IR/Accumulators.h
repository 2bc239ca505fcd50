//===- Accumulators.h - which integer type holds the sums of a contraction --------------------------------===//
//
// What enters: a contraction and what is known of its codes. What leaves: the verdict, as an attribute. The verifier of
// the ops uses the same bounds, with the most favourable zero points, to refuse a verdict that cannot be true.
//
// The sum of a K tile, n products p of (q1 - z1) * (q2 - z2), lies between n * min(p, 0) and n * max(p, 0). It depends
// on the whole sum alone whether an accumulator holds it: two's complement makes up for partial sums that wrap around.
//
//   i8 x i8: p from -128 * 127 to 128 * 128, so n = 131071 fits in i32 and 131072 does not
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_IR_ACCUMULATORS_H
#define QNT_IR_ACCUMULATORS_H

#include "Qnt/IR/QntDialect.h"
#include "mlir/IR/Operation.h"

namespace mlir::qnt {

/// Smallest and largest of some integers, 33 bits at most.
struct IntegerRange {
  int64_t low = 0, high = 0;
};

/// Values of `code - zero point` in an array of integer codes: those that the storage, cut by a clamp range, can have,
/// minus `zeroPoints` (all that their type can have when absent). Elements whose mask is 0 count as 0.
IntegerRange getElementRange(EncodingAttr encoding, std::optional<IntegerRange> zeroPoints = std::nullopt);

/// How many products of elements in these ranges have a sum that fits in a signed integer of `width` (32, 64) bits, any
/// smaller number of them too; at most 2^63 - 1.
int64_t countFittingProducts(IntegerRange lhs, IntegerRange rhs, unsigned width);

/// Products in the largest K tile (the common refinement of both operands' blocks) of a qnt.dot_general,
/// conv_general_dilated or ragged_dot_general. Nothing when a dynamic size decides.
std::optional<int64_t> countTileProducts(Operation *contraction);

/// Empty when a contraction's sums can be taken on the codes; otherwise the reason, which names the operand.
std::string whyNoIntegerPath(Operation *contraction);

/// The verdict for a contraction whose elements lie in these ranges (not read when there is no integer path). With a
/// dynamic K: i64, or i32 with a split, `at_most` the products that fit in i64, if that is 2^31 or more.
AccumulatorAttr chooseAccumulator(Operation *contraction, IntegerRange lhs, IntegerRange rhs);

} // namespace mlir::qnt

#endif // QNT_IR_ACCUMULATORS_H
