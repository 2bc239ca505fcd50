//===- ElementArray.h - arrays of codes and values in their containers -----------------------------------===//
#ifndef QNT_UNITTESTS_EMIT_ELEMENTARRAY_H
#define QNT_UNITTESTS_EMIT_ELEMENTARRAY_H

#include "Qnt/Numerics/Format.h"
#include "llvm/ADT/ArrayRef.h"
#include <vector>

namespace mlir::qnt::emit {

/// Elements of a format as compiled code holds them: 1, 2, 4 or 8 bytes each.
class ElementArray {
public:
  ElementArray(numerics::Format format, size_t size);
  /// Elements that hold `values`, which the format must hold (NaN is its canonical one).
  static ElementArray fromValues(numerics::Format format, llvm::ArrayRef<double> values);
  static ElementArray fromBits(numerics::Format format, llvm::ArrayRef<uint64_t> bits);
  /// Every pattern of the container, bits above the code included; 16 bits at most.
  static ElementArray allPatterns(numerics::Format format);

  numerics::Format getFormat() const { return format; }
  size_t size() const { return bytes.size() / width; }
  void *data() { return bytes.data(); }
  const void *data() const { return bytes.data(); }
  /// The container's bits, zero-extended.
  uint64_t getBits(size_t i) const;
  void setBits(size_t i, uint64_t bits);
  double getValue(size_t i) const;
  std::vector<double> getValues() const;

private:
  numerics::Format format;
  size_t width; ///< of an element, in bytes
  std::vector<uint8_t> bytes;
};

/// What a container holds for `code`: sign-extended for iN, zero-extended for other formats.
uint64_t extendCode(numerics::Format format, uint64_t code);

} // namespace mlir::qnt::emit

#endif // QNT_UNITTESTS_EMIT_ELEMENTARRAY_H
