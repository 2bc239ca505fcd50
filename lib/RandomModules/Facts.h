//===- Facts.h - what is known of a value whatever path computes it ---------------------------------------===//
//
// Facts bound the elements of a value of the module being made. They keep what the IR leaves undefined out of it (an
// index out of range, a float beyond an integer type), and tell which float sums are exact in any order:
//
//   all elements of lhs are multiples of 2^a below 2^b, those of rhs of 2^c below 2^d, K terms
//   b + d - a - c + ceil(log2 K) <= 24   ->   every partial sum is an f32, so no order and no fused step rounds
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_RANDOMMODULES_FACTS_H
#define QNT_LIB_RANDOMMODULES_FACTS_H

#include "Qnt/Reference/InterpreterValue.h"

namespace mlir::qnt::random_modules {

using numerics::Shape;

/// Every finite element is a multiple of 2^low and below 2^high in magnitude.
struct Grid {
  int low = 0, high = 0;

  int getNumBits() const { return high - low; }
  static Grid join(Grid a, Grid b) { return {std::min(a.low, b.low), std::max(a.high, b.high)}; }
  /// Of sums of two elements.
  static Grid sum(Grid a, Grid b) { return {std::min(a.low, b.low), std::max(a.high, b.high) + 1}; }
  static Grid product(Grid a, Grid b) { return {a.low + b.low, a.high + b.high}; }
  /// Of the integers low .. high.
  static Grid ofIntegers(int64_t low, int64_t high);
};

/// Bounds of integers; of an array those of code - zero point.
struct Bounds {
  int64_t low = std::numeric_limits<int64_t>::min(), high = std::numeric_limits<int64_t>::max();

  int64_t getMagnitude() const;
  static Bounds join(Bounds a, Bounds b) { return {std::min(a.low, b.low), std::max(a.high, b.high)}; }
};

struct Facts {
  Shape shape;   ///< sizes at run time
  Bounds bounds; ///< of integer tensors and arrays
  Grid grid;     ///< of float tensors and of the real values of arrays
  bool isFinite = false;

  int64_t getNumElements() const { return numerics::getNumElements(shape); }
  /// What holds for both; the shapes are one.
  static Facts join(const Facts &a, const Facts &b);
};

/// `facts` of a value that got another shape.
inline Facts withShape(Facts facts, ArrayRef<int64_t> shape) {
  facts.shape.assign(shape.begin(), shape.end());
  return facts;
}

/// f16, bf16, f32 or f64.
inline bool isUsualFloat(Type type) { return isa<Float16Type, BFloat16Type, Float32Type, Float64Type>(type); }

/// All that a type says: any bits of its elements.
Grid getTypeGrid(Format format);
Bounds getTypeBounds(Type integerType);
/// `type` is a scalar, a ranked tensor or an array; nothing is known of its elements. `isWide`: f16 and bf16 stand for
/// f32.
Facts getTypeFacts(Type type, ArrayRef<int64_t> shape, bool isWide = false);

/// Facts of data.
Facts getFacts(const reference::Tensor &tensor);
Facts getFacts(const reference::Array &array);

/// `facts` after rounding to a float format: what overflows is infinite.
Facts roundFacts(Facts facts, Format format);

/// ceil(log2 n), 0 for n < 2.
int getLog2Ceil(int64_t n);

} // namespace mlir::qnt::random_modules

#endif // QNT_LIB_RANDOMMODULES_FACTS_H
