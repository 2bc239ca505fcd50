//===- Codebook.h - ops that find the nearest entry of a code book ----------------------------------------===//
//
// A search is a fold over the entries of a table, so that a caller can unroll it or put it into a loop:
//
//   state = search.emitInitial(b, value);
//   for each index: state = search.emitStep(b, state, value, entry, index);
//   code  = search.emitResult(b, state, value);
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_EMIT_CODEBOOK_H
#define QNT_EMIT_CODEBOOK_H

#include "Qnt/Emit/ElementEncoding.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace mlir::qnt::emit {

/// The nearest scalar entry: exact (the first on ties; NaN counts as 0, infinities become the end entries), or the
/// first smallest distance in f32 as Qwix has it.
class NearestEntry {
public:
  explicit NearestEntry(numerics::CodebookDistance distance) : distance(distance) {}

  /// Values that a loop carries. `value` is ElementQuantizer::emitQuotient (f32 or f64), `entry` emitNumber of an entry
  /// (f32 or f64), `index` an i32.
  SmallVector<Value> emitInitial(ImplicitLocOpBuilder &b, Value value) const;
  SmallVector<Value> emitStep(ImplicitLocOpBuilder &b, ValueRange state, Value value, Value entry, Value index) const;
  /// The code as i8.
  Value emitResult(ImplicitLocOpBuilder &b, ValueRange state, Value value) const;

  /// The whole search over a table that is known: for sorted tables a comparison an entry. `entries` are exact values.
  Value emitConstantSearch(ImplicitLocOpBuilder &b, Value value, ArrayRef<double> entries) const;

private:
  numerics::CodebookDistance distance;
};

/// One component of a vector entry: sum + (value - component)^2 in f64, or sum where `present` (i1) is false. NaN
/// counts as 0. The sum starts at 0 and runs over the components in order; the entry with the first smallest sum (start
/// from infinity, strictly less) is the nearest.
Value emitAddSquaredDistance(ImplicitLocOpBuilder &b, Value sum, Value value, Value component, Value present = {});

/// i1: low <= x / scale <= high, the quotient in f64: where a scalar code book with these ends lets gradients pass.
Value emitPassesCodebookGradient(ImplicitLocOpBuilder &b, Value x, Value scale, Value low, Value high);

} // namespace mlir::qnt::emit

#endif // QNT_EMIT_CODEBOOK_H
