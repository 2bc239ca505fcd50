//===- Sums.h - operands and results of contractions ------------------------------------------------------===//
#ifndef QNT_LIB_RANDOMMODULES_SUMS_H
#define QNT_LIB_RANDOMMODULES_SUMS_H

#include "Generator.h"

namespace mlir::qnt::random_modules {

/// A float tensor or an array of any rank from `minRank` on, small enough to be contracted.
Known getContractionOperand(Generator &generator, int64_t minRank);
/// One of the given sizes, from the pool or new: an array of integer codes likelier beside one.
Known getContractionOperand(Generator &generator, ArrayRef<int64_t> shape, const Known *beside = nullptr);

/// A sum of `numTerms` products of elements of the operands.
struct Sum {
  const Known &lhs, &rhs;
  int64_t numTerms;
  SmallVector<int64_t> lhsContracting, rhsContracting; ///< which must be whole in blocks for an i32 result
};

/// What a sum is when its result has an element type.
enum class SumKind {
  Exact,       ///< one right value bit by bit: on codes, or every partial sum is an f32
  Approximate, ///< float products that round
  Impossible,  ///< i32 where the operands have no integers, or where they may overflow
};
SumKind classifySum(const Sum &sum, Type elementType);

/// i32 where it can be; null when no type gives a value that is wanted here.
Type chooseResultType(Generator &generator, const Sum &sum);

/// Whether every partial sum of `numTerms` products is an f32 and no step leaves its range: no order and no fused step
/// rounds.
bool isExactInF32(Grid lhs, Grid rhs, int64_t numTerms);
/// Adds a float result whose elements are such sums, rounded to its type.
void addExactSum(Generator &generator, Value result, Facts facts, Grid lhs, Grid rhs, int64_t numTerms);

/// Adds the result of a contraction as what it is.
void addSum(Generator &generator, Value result, const Sum &sum, ArrayRef<int64_t> shape);

/// The size of a result's dimension in its type: static where it is in one of the operands, sometimes also where not.
int64_t joinSizes(Generator &generator, int64_t first, int64_t second, int64_t runtime);
/// Sizes in the type of an array or a tensor.
ArrayRef<int64_t> getTypeShape(const Known &known);

} // namespace mlir::qnt::random_modules

#endif // QNT_LIB_RANDOMMODULES_SUMS_H
