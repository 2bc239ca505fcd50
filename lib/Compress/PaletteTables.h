//===- PaletteTables.h - the tables of a palette ------------------------------------------------------------===//
#ifndef QNT_LIB_COMPRESS_PALETTETABLES_H
#define QNT_LIB_COMPRESS_PALETTETABLES_H

#include "PalettizeMethod.h"

namespace mlir::qnt {

/// Where the tables of a palette lie on a value.
struct PaletteGeometry {
  numerics::Shape shape;
  numerics::BlockShape group; ///< elements that share a table
  int64_t vectorAxis = -1;    ///< -1: entries are numbers
  int64_t vectorSize = 1;
};

struct PaletteTables {
  unsigned numBits = 0;
  std::vector<double> entries; ///< [table, 2^numBits, vector], as in ArrayParts

  size_t getTableSize(const PaletteGeometry &geometry) const {
    return (size_t(1) << numBits) * size_t(geometry.vectorSize);
  }
};

/// A table for each group, several at once. `kept` marks the elements that count; empty: all. Declined when the mode is
/// `unique` and a group has too many different elements.
llvm::Expected<PaletteTables> makeTables(const PaletteGeometry &geometry, std::vector<double> values,
                                         ArrayRef<uint8_t> kept, const Palette &palette, MLIRContext *context);

/// Whether makeTablesInPlace takes the palette of a value whose elements are all kept.
bool canMakeTablesInPlace(const PaletteGeometry &geometry, const Palette &palette);

/// As makeTables, without a copy of the elements.
llvm::Expected<PaletteTables> makeTablesInPlace(const PaletteGeometry &geometry, const numerics::TypedInput &input,
                                                const Palette &palette, MLIRContext *context);

} // namespace mlir::qnt

#endif // QNT_LIB_COMPRESS_PALETTETABLES_H
