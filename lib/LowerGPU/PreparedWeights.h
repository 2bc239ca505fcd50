//===- PreparedWeights.h - scales and zero points of weights as kernels read them -------------------------===//
//
// Tables [groups along K, columns padded to 64], so that a lane, which owns 8 neighbouring columns, reads 8 neighbours:
//
//   scales       f16, bf16 or f32, as the encoding stores them; f32 where it has a tensor scale
//   zero points  float path: -zero point in the type of the operand, 16 bits. Integer path: the stored one, i32
//   codebook     entries in the type of the operand, 16 bits, of one table
//   sums         integer path, activations with zero points: sum over the group of code - zero point, i32
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_LOWERGPU_PREPAREDWEIGHTS_H
#define QNT_LIB_LOWERGPU_PREPAREDWEIGHTS_H

#include "ContractionKernel.h"

namespace mlir::qnt {

struct PreparedWeights {
  DenseElementsAttr scales;     ///< null: 1
  DenseElementsAttr zeroPoints; ///< null: `zeroPoint` everywhere
  DenseElementsAttr sums;       ///< null: not needed
  DenseElementsAttr codebook;   ///< null: codes stand for themselves
  int64_t zeroPoint = 0;        ///< as the layout stores codes
};

/// Nothing for a tensor. Fails with an error where parts cannot be read.
FailureOr<PreparedWeights> prepareWeights(const ContractionKernel &contraction);

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERGPU_PREPAREDWEIGHTS_H
