//===- CoreAIChain.h - the parts of a weight of a Core AI program -------------------------------------------===//
#ifndef QNT_LIB_IMPORT_COREAICHAIN_H
#define QNT_LIB_IMPORT_COREAICHAIN_H

#include "Qnt/Numerics/Encoding.h"
#include "mlir/IR/BuiltinAttributes.h"

namespace mlir::qnt {

/// What a chain of ops says of a weight, in row-major order.
struct ChainParts {
  numerics::Encoding encoding;
  bool isPlain = false; ///< the codes are the float elements themselves
  numerics::Shape shape;
  std::vector<uint64_t> codes; ///< one entry a code
  ElementsAttr codebook, scales;
  std::vector<uint64_t> zeroPoints;
  std::vector<uint8_t> mask; ///< an entry an element
  StringRef name;            ///< of the resource

  unsigned getCodeBits() const {
    return numerics::bitWidth(encoding.codebook ? encoding.codebook->index : encoding.storage);
  }
};

/// The kernel [in, out / groups, window ...] of a transposed convolution as that of the convolution it is of the
/// dilated input: [in / groups, out, window ...], the window in reverse order. `groups` divides `in`. False, and
/// nothing changed, for a table of vectors.
bool turnKernel(ChainParts &parts, int64_t groups);

} // namespace mlir::qnt

#endif // QNT_LIB_IMPORT_COREAICHAIN_H
