//===- KernelTest.h - kernels beside Quantize.h ----------------------------------------------------------===//
//
// A case is run by Quantize.h once and by the kernels with every instruction set that the machine has; every byte must
// be the same.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_UNITTESTS_NUMERICSKERNELS_KERNELTEST_H
#define QNT_UNITTESTS_NUMERICSKERNELS_KERNELTEST_H

#include "Qnt/Numerics/Kernels.h"
#include "Qnt/Numerics/Quantize.h"
#include "gtest/gtest.h"
#include <limits>

namespace mlir::qnt::numerics {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// All storage formats of at most 8 bits.
llvm::ArrayRef<Format> getKernelStorages();

/// A value in typed memory and as doubles.
struct TypedValues {
  Format type;
  Shape shape;
  std::vector<uint8_t> bytes;
  std::vector<double> numbers;

  /// Bit patterns of `type`, row-major.
  TypedValues(Format type, Shape shape, llvm::ArrayRef<uint64_t> patterns);
  /// Numbers rounded to `type`, infinities and NaN included.
  static TypedValues fromNumbers(Format type, Shape shape, llvm::ArrayRef<double> numbers);
  /// Every bit pattern of a 16-bit type, shape [256, 256].
  static TypedValues allPatterns(Format type);

  TypedInput input() const { return {bytes.data(), type, shape}; }
};

/// Memory for the packed parts of an array, with a guard behind each part.
struct PackedMemory {
  std::vector<uint8_t> codes, scales, zeroPoints;
  std::vector<double> codebook;
  float tensorScale = -1.0f;

  PackedMemory(llvm::ArrayRef<int64_t> shape, const Encoding &encoding);
  /// The parts of an array in memory.
  static PackedMemory fromParts(const ArrayParts &parts, const Encoding &encoding);

  PackedOutput output() { return {codes.data(), scales.data(), zeroPoints.data(), &tensorScale}; }
  PackedParts parts() const { return {codes.data(), scales.data(), zeroPoints.data(), &tensorScale, codebook}; }
};

inline Calibration getAbsMax() { return {ScaleRule::AbsMax, {}}; }
inline Calibration getMinMax() { return {ScaleRule::MinMax, {}}; }

/// `storage, block, scale, zero point`, expressed as f32.
Encoding makeEncoding(Format storage, BlockShape block, std::optional<Format> scale = Format::F32,
                      std::optional<Format> zeroPoint = std::nullopt);

/// Index format, one table of f32 entries for a value of rank `block.size()`.
Encoding makeCodebookEncoding(Format index, BlockShape block, std::optional<Format> scale = Format::F32);

/// A text that names the case in failures.
std::string describe(const TypedValues &values, const Encoding &encoding);

/// quantizeWithKernel gives the parts that quantize() gives. The case must have a kernel.
void expectSameParts(const TypedValues &values, const Encoding &encoding, const Convention &convention,
                     const Calibration &calibration, llvm::ArrayRef<double> codebook = {});

/// encodeWithKernel gives the codes that computeCodes gives with these parameters (code book included). The case must
/// have a kernel.
void expectSameCodes(const TypedValues &values, const Encoding &encoding, ArrayParts parameters);

/// dequantizeWithKernel gives the values that dequantize() gives. The case must have a kernel.
void expectSameValues(const ArrayParts &parts, const Encoding &encoding);

} // namespace mlir::qnt::numerics

#endif // QNT_UNITTESTS_NUMERICSKERNELS_KERNELTEST_H
