//===- Kernels.h - fast quantization of typed buffers ----------------------------------------------------===//
//
// Vector code with run-time dispatch over instruction sets (Google Highway). Bit-identical to Quantize.h for every
// case that the can... functions accept; the tests compare the two. The ...Packed functions take every case: a kernel
// where there is one, else Quantize.h and Packing.h.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_NUMERICS_KERNELS_H
#define QNT_NUMERICS_KERNELS_H

#include "Qnt/Numerics/Convention.h"
#include "Qnt/Numerics/Encoding.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace mlir::qnt::numerics {

/// A typed input, not copied: `data` holds elements of `type` (F32, BF16, F16; F64 too for the ...Packed functions) of
/// `shape`, row-major, dense.
struct TypedInput {
  const void *data;
  Format type;
  llvm::ArrayRef<int64_t> shape;
};

/// As TypedInput, written.
struct TypedOutput {
  void *data;
  Format type;
  llvm::ArrayRef<int64_t> shape;
};

/// Where results go: packed codes (Packing.h), scales and zero points in their storage types (getStoredBytes each),
/// grid order. What the encoding lacks may be null.
struct PackedOutput {
  uint8_t *codes;
  void *scales;
  void *zeroPoints;
  float *tensorScale;
};

/// The same parts, read; of an encoding with a code book its table as well (ArrayParts::codebook).
struct PackedParts {
  const uint8_t *codes;
  const void *scales;
  const void *zeroPoints;
  const float *tensorScale;
  llvm::ArrayRef<double> codebook = {};
};

/// Calls body(0) ... body(count - 1), each once, in any order and several at once; returns when all are done. Null: one
/// after the other, on the caller's thread. No result depends on it.
using ParallelFor = llvm::function_ref<void(size_t count, llvm::function_ref<void(size_t)> body)>;

/// Bytes of one scale or zero point in memory: 1, 2, 4 or 8. Integers narrower than a byte take the low bits of one;
/// the other bits are written as 0 and ignored when read.
unsigned getStoredBytes(Format format);

//===----------------------------------------------------------------------===//
// Choosing parameters and codes
//===----------------------------------------------------------------------===//

/// True for the cases that have a kernel: absmax and minmax, IEEE division, half to even, storage of up to 8 bits (or
/// indices into one ascending table of scalars), scales that an f32 holds, zero points in integers; block and value of
/// any shape without zero-sized dimensions. `codebook` holds the table of an encoding that has one:
/// [group grid..., 2^indexBits, vector] (Encoding.h); the caller keeps it, it is no part of `output`.
bool canUseKernel(const TypedInput &input, const Encoding &encoding, const Convention &convention,
                  const Calibration &calibration, llvm::ArrayRef<double> codebook = {});

/// Chooses parameters and codes. `canUseKernel` must hold. Returns whether all elements are finite.
bool quantizeWithKernel(const TypedInput &input, const Encoding &encoding, const Convention &convention,
                        const Calibration &calibration, const PackedOutput &output,
                        llvm::ArrayRef<double> codebook = {}, ParallelFor parallelFor = nullptr);

/// As quantizeWithKernel, by a kernel or without.
llvm::Expected<bool> quantizePacked(const TypedInput &input, const Encoding &encoding, const Convention &convention,
                                    const Calibration &calibration, const PackedOutput &output,
                                    llvm::ArrayRef<double> codebook = {}, ParallelFor parallelFor = nullptr);

//===----------------------------------------------------------------------===//
// Codes with given parameters
//===----------------------------------------------------------------------===//

bool canEncodeWithKernel(const TypedInput &input, const Encoding &encoding, const Convention &convention,
                         llvm::ArrayRef<double> codebook = {});

/// Computes packed codes with the scales and zero points in `parameters` (whose codes are not read).
void encodeWithKernel(const TypedInput &input, const Encoding &encoding, const Convention &convention,
                      const PackedParts &parameters, uint8_t *codes, ParallelFor parallelFor = nullptr);

/// As encodeWithKernel, by a kernel or without.
llvm::Error encodePacked(const TypedInput &input, const Encoding &encoding, const Convention &convention,
                         const PackedParts &parameters, uint8_t *codes, ParallelFor parallelFor = nullptr);

//===----------------------------------------------------------------------===//
// Codes to values
//===----------------------------------------------------------------------===//

/// `result.type` must be the expressed type of the encoding.
bool canDequantizeWithKernel(const TypedOutput &result, const Encoding &encoding, llvm::ArrayRef<double> codebook = {});

void dequantizeWithKernel(const PackedParts &parts, const Encoding &encoding, const TypedOutput &result,
                          ParallelFor parallelFor = nullptr);

/// As dequantizeWithKernel, by a kernel or without.
llvm::Error dequantizePacked(const PackedParts &parts, const Encoding &encoding, const TypedOutput &result,
                             ParallelFor parallelFor = nullptr);

//===----------------------------------------------------------------------===//
// Instruction sets
//===----------------------------------------------------------------------===//

/// The instruction set in use ("AVX3"), for reports.
const char *getKernelTarget();

/// Names of all instruction sets that this program has kernels for and this machine can run, best first.
std::vector<const char *> getKernelTargets();

/// Lets kernels use this one of getKernelTargets only; null: the best again. Not for use beside running kernels.
void setKernelTargetForTest(const char *name);

} // namespace mlir::qnt::numerics

#endif // QNT_NUMERICS_KERNELS_H
