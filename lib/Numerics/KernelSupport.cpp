//===- KernelSupport.cpp - which cases have a kernel -------------------------------------------------------===//

#include "KernelCodebook.h"
#include "KernelParameters.h"
#include "KernelScales.h"
#include "Qnt/Numerics/Kernels.h"
#include <algorithm>

using namespace mlir::qnt::numerics;
using namespace mlir::qnt::numerics::kernels;

unsigned mlir::qnt::numerics::getStoredBytes(Format format) { return (bitWidth(format) + 7) / 8; }

static bool isKernelElement(Format type) { return type == Format::F32 || type == Format::BF16 || type == Format::F16; }

static bool isKernelShape(llvm::ArrayRef<int64_t> shape, const Encoding &encoding) {
  return shape.size() == encoding.rank() &&
         std::all_of(shape.begin(), shape.end(), [](int64_t dim) { return dim > 0; });
}

/// Zero points whose sum with a code is exact in f32.
static bool isSmallInteger(Format format) { return isInteger(format) && bitWidth(format) <= 16; }

/// All but the code book.
static bool isKernelEncoding(const Encoding &encoding) {
  if (encoding.sparsity.kind != Sparsity::Kind::None || !encoding.layout.empty())
    return false;
  if (!encoding.codebook && (!isStorageFormat(encoding.storage) || bitWidth(encoding.storage) > 8))
    return false;
  if (encoding.scale && !isKernelScale(*encoding.scale))
    return false;
  if (encoding.zeroPoint && (encoding.codebook || isFloat(encoding.storage)))
    return false;
  return encoding.scale || !encoding.tensorScale;
}

/// Ways from a value to its code that differ from the default's only in where the zero point joins, and in NaN.
/// The order of clamping and rounding does not matter: the ends of an integer range are integers, and floats saturate.
static bool isKernelConvention(const Convention &convention, const Encoding &encoding, Format type) {
  if (convention.quotient != Quotient::Divide || convention.rounding != Rounding::HalfEven ||
      convention.subnormals != Subnormals::Keep)
    return false;
  if (convention.quotientType != Arithmetic::F32 &&
      !(convention.quotientType == Arithmetic::Input && type == Format::F32))
    return false;
  return encoding.codebook || isInteger(encoding.storage) || convention.overflow == Overflow::Saturate;
}

/// All but the zero point's type.
static bool canComputeCodes(const TypedInput &input, const Encoding &encoding, const Convention &convention,
                            llvm::ArrayRef<double> codebook) {
  if (encoding.codebook && !KernelCodebook::canSearch(*encoding.codebook, input.shape, codebook, convention))
    return false;
  return isKernelElement(input.type) && isKernelShape(input.shape, encoding) && isKernelEncoding(encoding) &&
         isKernelConvention(convention, encoding, input.type);
}

bool mlir::qnt::numerics::canEncodeWithKernel(const TypedInput &input, const Encoding &encoding,
                                              const Convention &convention, llvm::ArrayRef<double> codebook) {
  return canComputeCodes(input, encoding, convention, codebook) &&
         (!encoding.zeroPoint || isSmallInteger(*encoding.zeroPoint));
}

bool mlir::qnt::numerics::canUseKernel(const TypedInput &input, const Encoding &encoding, const Convention &convention,
                                       const Calibration &calibration, llvm::ArrayRef<double> codebook) {
  return canComputeCodes(input, encoding, convention, codebook) &&
         KernelScaleRule::isSupported(encoding, convention, calibration, input.type, codebook);
}

bool mlir::qnt::numerics::canDequantizeWithKernel(const TypedOutput &result, const Encoding &encoding,
                                                  llvm::ArrayRef<double> codebook) {
  if (!isKernelElement(result.type) || result.type != encoding.expressed || !isKernelShape(result.shape, encoding))
    return false;
  if (encoding.codebook && !KernelCodebook::canDecode(*encoding.codebook, result.shape, codebook))
    return false;
  const bool isKernelZeroPoint =
      !encoding.zeroPoint || isSmallInteger(*encoding.zeroPoint) || isKernelElement(*encoding.zeroPoint);
  return isKernelEncoding(encoding) && isKernelZeroPoint;
}
