//===- ContractionOracle.h - contractions by brute force --------------------------------------------------===//
//
// Independent of lib/Reference: indices are tuples, every element is decoded where it is used (long double, 64 bits of
// precision), tiles are found from block coordinates.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_UNITTESTS_REFERENCE_CONTRACTIONORACLE_H
#define QNT_UNITTESTS_REFERENCE_CONTRACTIONORACLE_H

#include "Qnt/Reference/Contractions.h"
#include <functional>
#include <random>

namespace mlir::qnt::reference::oracle {

using Index = std::vector<int64_t>;
using Random = std::mt19937_64;

/// A uniform integer of [low, high].
int64_t pick(Random &random, int64_t low, int64_t high);

/// Calls `visit` with every index tuple of a box, row-major.
void forEachIndex(const Index &sizes, const std::function<void(const Index &)> &visit);
int64_t linearize(const Index &index, llvm::ArrayRef<int64_t> shape);

/// An operand with its data.
struct Operand {
  bool isArray = false;
  RealTensor tensor;
  numerics::ArrayParts parts;
  numerics::Encoding encoding;

  ContractionOperand view() const {
    return isArray ? ContractionOperand::of(parts, encoding) : ContractionOperand::of(tensor);
  }
  llvm::ArrayRef<int64_t> getShape() const { return isArray ? parts.shape : tensor.shape; }
  Index getBlock(const Index &index) const;
  int64_t getInteger(const Index &index) const; ///< q - z
  float getScale(const Index &index) const;     ///< as the epilogue takes it; 1 without scales
  long double getReal(const Index &index) const;
};

/// Fills codes, scales and zero points of an integer encoding of `shape` with random values.
Operand makeArray(Random &random, llvm::ArrayRef<int64_t> shape, const numerics::Encoding &encoding);
/// f32 values in (-2, 2).
Operand makeTensor(Random &random, llvm::ArrayRef<int64_t> shape);
/// An encoding of random storage, scale, zero point and mask with the given block.
numerics::Encoding makeEncoding(Random &random, llvm::ArrayRef<int64_t> block);
/// A random block shape: whole, or sizes that do not divide.
numerics::BlockShape makeBlock(Random &random, llvm::ArrayRef<int64_t> shape);

/// The elements that meet in one term of a sum.
struct Term {
  Index lhs, rhs;
};

struct Expected {
  long double real = 0;      ///< sum of products
  long double magnitude = 0; ///< sum of absolute products
  float integerPath = 0;     ///< y of the epilogue, before the cast
  __int128 integerSum = 0;   ///< over all tiles
};

/// The sum of `terms`, in their order. `integers`: the integer path too.
Expected sumTerms(const Operand &lhs, const Operand &rhs, const std::vector<Term> &terms, bool integers);

/// Compares element `i` of a result with the oracle: the real value within the error of both, the integer path bit for
/// bit, the value as documented.
void expectElement(const ContractionResult &result, int64_t i, const Expected &expected, size_t numTerms,
                   numerics::Format format);

} // namespace mlir::qnt::reference::oracle

#endif // QNT_UNITTESTS_REFERENCE_CONTRACTIONORACLE_H
