//===- DrawnWeights.h - drawn constants of programs -------------------------------------------------------===//
#ifndef QNT_UNITTESTS_LOWERGPU_DRAWNWEIGHTS_H
#define QNT_UNITTESTS_LOWERGPU_DRAWNWEIGHTS_H

#include "mlir/Support/LLVM.h"
#include "llvm/ADT/SmallVector.h"
#include <random>
#include <string>

namespace mlir::qnt::testing {

struct DrawnWeights {
  std::string storage = "i4";
  std::string entry; ///< of a code book whose indices are `storage`; empty: none
  bool tensorScale = false;
  std::string scale = "f16"; ///< empty: none
  bool zeroPoints = false;
  std::string zeroPointType;         ///< integers; empty: that of `storage`
  SmallVector<int64_t> shape, block; ///< block 0: all of a dimension
  bool isExact = true;               ///< scales of 2^n
};

/// The op that makes %w, all codes of the storage that are finite equally often; `declarations` gets the aliases #w and
/// !w.
std::string drawConstant(const DrawnWeights &weights, std::mt19937 &random, std::string &declarations);

} // namespace mlir::qnt::testing

#endif // QNT_UNITTESTS_LOWERGPU_DRAWNWEIGHTS_H
