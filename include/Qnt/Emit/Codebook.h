//===- Codebook.h - ops that find the nearest entry of a code book ----------------------------------------===//
//
// A search is a fold over the entries of a table, so that a caller can unroll it or put it into a loop:
//
//   NearestEntry search(convention.distance, type);
//   state = search.emitInitial(b, value);                    // value: ElementQuantizer::emitQuotient
//   for each index: state = search.emitStep(b, state, value, entry, index);
//   code  = search.emitCode(b, state, value);
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_EMIT_CODEBOOK_H
#define QNT_EMIT_CODEBOOK_H

#include "Qnt/Emit/ElementEncoding.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace mlir::qnt::emit {

/// The nearest scalar entry: exact (the first on ties; NaN counts as 0, infinities become the end entries; entries that
/// are not finite are left out), or the first smallest distance in f32, as Qwix has it.
class NearestEntry {
public:
  /// `type`: f32 when both the quotients and the entries are f32, else f64.
  NearestEntry(numerics::CodebookDistance distance, FloatType type) : distance(distance), type(type) {}

  /// Values that a loop carries.
  SmallVector<Value> emitInitial(ImplicitLocOpBuilder &b, Value value) const;
  /// `entry`: emitNumber of an entry (f32 or f64), `index` an i32. Entries come in ascending order of their indices.
  SmallVector<Value> emitStep(ImplicitLocOpBuilder &b, ValueRange state, Value value, Value entry, Value index) const;
  /// The index as an i8.
  Value emitCode(ImplicitLocOpBuilder &b, ValueRange state, Value value) const;

  /// The whole search over a table that is known, as an i8: a comparison an entry for the exact distance.
  Value emitConstantSearch(ImplicitLocOpBuilder &b, Value value, ArrayRef<double> entries) const;

private:
  numerics::CodebookDistance distance;
  FloatType type;
};

/// The distance of a vector entry, two f64: [reach, squared distance]. It starts from emitNoDistance and runs over the
/// components in order. An infinite value adds the component, with the sign of the infinity, to the reach, any other
/// the square of its difference; NaN counts as 0; nothing where `present` (i1) is false. `sample` gives the shape.
SmallVector<Value> emitNoDistance(ImplicitLocOpBuilder &b, Value sample);
SmallVector<Value> emitAddDistance(ImplicitLocOpBuilder &b, ValueRange distance, Value value, Value component,
                                   Value present = {});
/// Before any entry: farther than all of them that are finite.
SmallVector<Value> emitFarthest(ImplicitLocOpBuilder &b, Value sample);
/// i1: the entry reaches further or, on equality, has the smaller squared distance. The nearest is the first entry,
/// from index 0 and emitFarthest on, that no other is nearer than.
Value emitIsNearer(ImplicitLocOpBuilder &b, ValueRange distance, ValueRange other);

/// i1: low <= x / scale <= high, the quotient in f64: where a scalar code book with these smallest and largest entries
/// lets gradients pass. `scale` is what emitScale gives, null: 1.
Value emitPassesCodebookGradient(ImplicitLocOpBuilder &b, Value x, Value scale, Value low, Value high);

} // namespace mlir::qnt::emit

#endif // QNT_EMIT_CODEBOOK_H
