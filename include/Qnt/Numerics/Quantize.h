//===- Quantize.h - values to arrays and back ------------------------------------------------------------===//
//
// The slow and obvious form, for any encoding, convention and rule: the Reference stage stands on it and the fast
// kernels (Kernels.h) are tested against it. Values are doubles that hold the input type's values exactly.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_NUMERICS_QUANTIZE_H
#define QNT_NUMERICS_QUANTIZE_H

#include "Qnt/Numerics/Convention.h"
#include "Qnt/Numerics/Encoding.h"

namespace mlir::qnt::numerics {

/// Fills scales, zero points and tensor scale of `parts` (whose shape and code book are set) from `values`, which are
/// of type `input`. NaN and infinite elements are left out of the statistics. Errors: rule not applicable to the
/// encoding (float storage with a zero point, fixed range without 0 ...).
llvm::Error chooseParameters(ArrayParts &parts, llvm::ArrayRef<double> values, Format input, const Encoding &encoding,
                             const Convention &convention, const Calibration &calibration);

/// Fills the codes of `parts` from `values` with the parameters that are in `parts`. `finerScales`, when given, are used
/// for the codes in place of the stored ones (CodesUse::FinerScale).
llvm::Error computeCodes(ArrayParts &parts, llvm::ArrayRef<double> values, Format input, const Encoding &encoding,
                         const Convention &convention, llvm::ArrayRef<double> finerScales = {});

/// chooseParameters and computeCodes. `codebook` is needed when the encoding has one.
llvm::Expected<ArrayParts> quantize(llvm::ArrayRef<double> values, llvm::ArrayRef<int64_t> shape, Format input,
                                    const Encoding &encoding, const Convention &convention,
                                    const Calibration &calibration, llvm::ArrayRef<double> codebook = {});

/// One element by the convention: the code of `x` (of type `input`) with scale `scale` and zero point `zeroPoint`
/// (0 when there is none). `index` feeds stochastic rounding.
uint64_t quantizeElement(double x, double scale, double zeroPoint, Format input, const Encoding &encoding,
                         const Convention &convention, uint64_t index = 0);

/// The value of every element, rounded to the expressed type: `(q - zp) * s` with the subtraction exact and the product
/// rounded to f32 (f64 when expressed or scale is f64), then to the expressed type.
std::vector<double> dequantize(const ArrayParts &parts, const Encoding &encoding);

/// The exact decoded real values in f64, before any rounding to the expressed type: what a contraction is defined on.
std::vector<double> decodeReal(const ArrayParts &parts, const Encoding &encoding);

/// One element by the dequantize rule.
double dequantizeElement(double code, double scale, double zeroPoint, const Encoding &encoding);

} // namespace mlir::qnt::numerics

#endif // QNT_NUMERICS_QUANTIZE_H
