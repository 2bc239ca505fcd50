//===- KernelCodebook.h - a code book as the loops need it -------------------------------------------------===//
#ifndef QNT_LIB_NUMERICS_KERNELCODEBOOK_H
#define QNT_LIB_NUMERICS_KERNELCODEBOOK_H

#include "Qnt/Numerics/Convention.h"
#include "Qnt/Numerics/Encoding.h"

namespace mlir::qnt::numerics::kernels {

/// One table of scalar entries for the whole value, which f32 holds exactly.
struct KernelCodebook {
  std::vector<float> entries;    ///< 2^bits
  std::vector<float> thresholds; ///< 2^bits: the index of a quotient is the number of thresholds below it

  /// Tables that can be decoded with: 2^bits entries, bits at most 8.
  static bool canDecode(const Codebook &table, llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<double> entries);
  /// Tables that can be searched too: ascending finite entries, nearest by exact distance.
  static bool canSearch(const Codebook &table, llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<double> entries,
                        const Convention &convention);

  /// Empty tables for empty `entries`.
  static KernelCodebook createForDecoding(llvm::ArrayRef<double> entries);
  static KernelCodebook createForSearch(llvm::ArrayRef<double> entries);
};

} // namespace mlir::qnt::numerics::kernels

#endif // QNT_LIB_NUMERICS_KERNELCODEBOOK_H
