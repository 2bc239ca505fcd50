//===- UniformTypes.h - what upstream's !quant.uniform types hold -----------------------------------------===//
#ifndef QNT_IR_UNIFORMTYPES_H
#define QNT_IR_UNIFORMTYPES_H

#include "Qnt/Numerics/Encoding.h"
#include "mlir/Dialect/Quant/IR/QuantTypes.h"

namespace mlir::qnt {

/// A `!quant.uniform` type (per layer, per axis, sub-channel) for a tensor of some rank: the encoding of its codes, and
/// a scale and a zero point for each place of `grid`, row-major.
struct UniformParameters {
  /// Scales are of the expressed type, zero points of i32. `clamp` where the range is narrower than the storage.
  numerics::Encoding encoding;
  SmallVector<int64_t> grid;       ///< 1 where a block is all of a dimension
  SmallVector<double> scales;      ///< rounded to the expressed type, as upstream does when it lowers
  SmallVector<int64_t> zeroPoints; ///< as the storage counts: 200 of u8 is 200
};

/// On failure `reason` says what about the type has no encoding.
FailureOr<UniformParameters> readUniformType(quant::QuantizedType type, int64_t rank, std::string &reason);

} // namespace mlir::qnt

#endif // QNT_IR_UNIFORMTYPES_H
