//===- Kernels.h - fast quantization of typed buffers ----------------------------------------------------===//
//
// Vector code with run-time dispatch over instruction sets (Google Highway). Bit-identical to Quantize.h for every
// case that canUseKernel accepts; the tests compare the two.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_NUMERICS_KERNELS_H
#define QNT_NUMERICS_KERNELS_H

#include "Qnt/Numerics/Convention.h"
#include "Qnt/Numerics/Encoding.h"

namespace mlir::qnt::numerics {

/// A typed input, not copied: `data` holds elements of `type` (F32, BF16, F16) of `shape`, row-major, dense.
struct TypedInput {
  const void *data;
  Format type;
  llvm::ArrayRef<int64_t> shape;
};

/// Where results go: packed codes (Packing.h), scales and zero points in their storage types, grid order.
struct PackedOutput {
  uint8_t *codes;
  void *scales;
  void *zeroPoints;
  float *tensorScale;
};

/// True for the cases that have a kernel: absmax and minmax, IEEE division, half to even, int4 / int8 / uint4 / uint8 /
/// fp8 / fp4 storage, blocks that are whole or along the innermost dimension.
bool canUseKernel(const TypedInput &input, const Encoding &encoding, const Convention &convention,
                  const Calibration &calibration);

/// Chooses parameters and codes. `canUseKernel` must hold.
void quantizeWithKernel(const TypedInput &input, const Encoding &encoding, const Convention &convention,
                        const Calibration &calibration, const PackedOutput &output);

/// The instruction set in use ("AVX3_ZEN4"), for reports.
const char *getKernelTarget();

} // namespace mlir::qnt::numerics

#endif // QNT_NUMERICS_KERNELS_H
