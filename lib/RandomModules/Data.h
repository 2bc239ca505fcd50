//===- Data.h - random elements of tensors and of the parts of arrays -------------------------------------===//
#ifndef QNT_LIB_RANDOMMODULES_DATA_H
#define QNT_LIB_RANDOMMODULES_DATA_H

#include "Facts.h"
#include "Qnt/RandomModules/Random.h"

namespace mlir::qnt::random_modules {

/// How the data of a module is drawn.
struct DataStyle {
  /// Most numbers have few bits, so that float sums are exact and what is computed from them can be used further.
  bool isDyadic = true;
  /// Percent of the float tensors that hold NaN and infinities.
  unsigned nonFinitePercent = 0;
};

class DataSource {
public:
  DataSource(Random &random, DataStyle style) : random(random), style(style) {}

  const DataStyle &getStyle() const { return style; }
  /// Values, of them: multiples of a power of two (ties of quantization among them), all magnitudes, any bits, zeros.
  reference::Tensor makeFloats(FloatType type, ArrayRef<int64_t> shape);
  /// Integers (or index) from `bounds`, its ends likely.
  reference::Tensor makeIntegers(Type type, ArrayRef<int64_t> shape, Bounds bounds);
  /// `mayBeUnusual`: zeros, NaN and infinities may be scales and zero points; false for constants.
  reference::Tensor makePart(ArrayType type, PartKind kind, bool mayBeUnusual);
  /// All parts; `type` has static sizes.
  reference::Array makeArray(ArrayType type, bool mayBeUnusual);

private:
  double makeFloat(unsigned kind, Format format, int exponent, unsigned bits);
  double makeAnyBits(Format format);
  double makeScale(Format format, unsigned kind, int exponent);
  reference::Tensor makeCodes(ArrayType type);
  reference::Tensor makeScales(Type type, ArrayRef<int64_t> shape, bool mayBeUnusual);
  reference::Tensor makeZeroPoints(EncodingAttr encoding, ArrayRef<int64_t> shape);
  reference::Tensor makeCodebook(EncodingAttr encoding, ArrayRef<int64_t> shape);
  reference::Tensor makeMask(ArrayType type);

  Random &random;
  DataStyle style;
};

} // namespace mlir::qnt::random_modules

#endif // QNT_LIB_RANDOMMODULES_DATA_H
