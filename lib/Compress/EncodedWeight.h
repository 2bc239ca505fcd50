//===- EncodedWeight.h - a compressed weight, and the constant that holds it --------------------------------===//
#ifndef QNT_LIB_COMPRESS_ENCODEDWEIGHT_H
#define QNT_LIB_COMPRESS_ENCODEDWEIGHT_H

#include "Qnt/IR/QntOps.h"
#include "Qnt/Numerics/Kernels.h"
#include "Qnt/Numerics/SparseLayout.h"
#include "mlir/IR/AsmState.h"
#include <vector>

namespace mlir::qnt {

/// The parts of an array while they are made, each in its storage type's bytes. Codes and scales stand in the memory
/// that the constant will own: they are not copied.
struct EncodedWeight {
  numerics::Encoding encoding;
  numerics::Shape shape;
  AsmResourceBlob codes;           ///< packed (Numerics/Packing.h)
  AsmResourceBlob scales;          ///< getStoredBytes each
  std::vector<uint8_t> zeroPoints; ///< getStoredBytes each
  std::vector<double> codebook;    ///< as in ArrayParts
  float tensorScale = 1.0f;
  std::vector<uint8_t> mask; ///< packed, a bit an element; positions in a layout of kept codes
  /// `codes` are the float elements themselves; there is no encoding.
  bool isPlain = false;
  /// Of the elements that were encoded. Only methods that find non-finite elements (CompressionMethod.h) say no.
  bool isFinite = true;

  /// Memory for the parts of `encoding` but table and mask.
  static EncodedWeight allocate(const numerics::Encoding &encoding, ArrayRef<int64_t> shape);

  numerics::PackedOutput getOutput();
  /// In their storage type, each rounded.
  void setScales(ArrayRef<double> numbers);
  void setZeroPoints(ArrayRef<double> numbers);
  /// Codes, scales, zero points and tensor scale from numbers.
  void setParts(const numerics::ArrayParts &parts);
  numerics::PackedParts getParts() const;
  /// Codes and mask of n:m sparsity, plain until now, in `layout`. An error where a group needs a code for 0 that there
  /// is none of.
  llvm::Error storeKept(numerics::SparseLayout layout);
  /// Of all parts.
  int64_t getNumBytes() const;
  /// Elements in the expressed type, row-major.
  void decode(void *values) const;
};

/// A qnt.constant at the builder's place. Codes become dense_resource data named after `name`; so do masks and scales
/// of many blocks. Fails after an error.
FailureOr<ConstantOp> buildConstant(OpBuilder &builder, Location loc, EncodedWeight weight, StringRef name);

/// `bytes`, copied, as a dense_resource of `type` with that name.
ElementsAttr copyToResource(RankedTensorType type, ArrayRef<uint8_t> bytes, const Twine &name);

/// The first scale (or tensor scale) that no constant may have: 0, NaN or infinite. Its block.
std::optional<int64_t> findUnusableScale(const EncodedWeight &weight);

} // namespace mlir::qnt

#endif // QNT_LIB_COMPRESS_ENCODEDWEIGHT_H
