//===- DrawnOperand.h - random arrays and float tensors ---------------------------------------------------===//
#ifndef QNT_UNITTESTS_CONTRACTIONS_DRAWNOPERAND_H
#define QNT_UNITTESTS_CONTRACTIONS_DRAWNOPERAND_H

#include "Qnt/Numerics/Encoding.h"
#include "Qnt/Reference/InterpreterValue.h"
#include <random>

namespace mlir::qnt::test {

using Random = std::mt19937_64;
using Shape = numerics::Shape;
using DimList = llvm::SmallVector<int64_t, 4>;

/// A uniform integer of [low, high].
int64_t pick(Random &random, int64_t low, int64_t high);
/// True once in `n`.
inline bool oneIn(Random &random, int64_t n) { return pick(random, 1, n) == 1; }

/// What an operand may be.
struct OperandKind {
  bool integersOnly = false; ///< codes and zero points are integers
  bool allowFloat = true;    ///< a float tensor
  DimList whole;             ///< dimensions with one block
};

/// A value with its type, in which some sizes are dynamic.
struct DrawnOperand {
  std::string type;
  reference::InterpreterValue value;
  std::vector<double> reals; ///< decoded
  Shape shape;
};

/// An array in any encoding, or a float tensor. One in twenty holds NaN, infinities and other extremes.
DrawnOperand drawOperand(MLIRContext &context, Random &random, llvm::ArrayRef<int64_t> shape, const OperandKind &kind);

/// Random finite parts in a given encoding, as a static type.
DrawnOperand makeArray(MLIRContext &context, Random &random, llvm::ArrayRef<int64_t> shape,
                       numerics::Encoding encoding);
/// Random numbers of [-2, 2] as a static tensor.
DrawnOperand makeTensor(Random &random, llvm::ArrayRef<int64_t> shape, FloatType type);

/// A chance for drawShapeText.
inline constexpr int64_t kNeverDynamic = 1'000'000'000;
/// "2x?x4": each size dynamic with a chance of `1 / chance`.
std::string drawShapeText(Random &random, llvm::ArrayRef<int64_t> shape, int64_t chance);

} // namespace mlir::qnt::test

#endif // QNT_UNITTESTS_CONTRACTIONS_DRAWNOPERAND_H
