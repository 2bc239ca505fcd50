//===- PaletteTables.h - the tables of a palette ------------------------------------------------------------===//
#ifndef QNT_LIB_COMPRESS_PALETTETABLES_H
#define QNT_LIB_COMPRESS_PALETTETABLES_H

#include "PalettizeMethod.h"

namespace mlir::qnt {

/// Finds a table for each group of a value.
class PaletteTables {
public:
  /// `vectorAxis` is -1 for tables of numbers.
  PaletteTables(ArrayRef<int64_t> shape, numerics::BlockShape group, int64_t vectorAxis, int64_t vectorSize)
      : shape(shape.begin(), shape.end()), group(std::move(group)), vectorAxis(vectorAxis), vectorSize(vectorSize) {}

  /// `kept` marks the elements that count; empty: all. Returns the number of bits of an index. Fails when the mode is
  /// `unique` and a group has too many different elements.
  llvm::Expected<unsigned> make(ArrayRef<double> values, ArrayRef<uint8_t> kept, const Palette &palette);
  /// [table, 2^bits, vector], as in ArrayParts.
  std::vector<double> takeEntries() { return std::move(entries); }

private:
  /// The elements of each group; whole vectors one after the other.
  std::vector<std::vector<double>> gather(ArrayRef<double> values, ArrayRef<uint8_t> kept) const;

  numerics::Shape shape;
  numerics::BlockShape group;
  int64_t vectorAxis, vectorSize;
  std::vector<double> entries;
};

} // namespace mlir::qnt

#endif // QNT_LIB_COMPRESS_PALETTETABLES_H
