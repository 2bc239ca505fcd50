//===- VectorTarget.h - what vector code may use of a processor -------------------------------------------===//
#ifndef QNT_LIB_LOWERCPU_VECTORTARGET_H
#define QNT_LIB_LOWERCPU_VECTORTARGET_H

#include "llvm/ADT/StringRef.h"

namespace mlir::qnt {

/// Vector registers and the instructions that contractions are built on.
struct VectorTarget {
  unsigned vectorBits = 128;
  bool hasFMA = false;   ///< of f32 and f64 vectors
  bool hasPairs = false; ///< x86's pmaddwd: pairs of i16 products, added as i32

  /// From features as LLVM names them, "+avx2,+fma". Without any: 128-bit vectors and nothing else.
  static VectorTarget fromFeatures(llvm::StringRef features);
  /// Lanes of elements of `bits`.
  unsigned getLanes(unsigned bits) const { return vectorBits / bits; }
};

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERCPU_VECTORTARGET_H
