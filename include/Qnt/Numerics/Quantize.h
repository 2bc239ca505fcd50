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

/// Fills scales, zero points and tensor scale of `parts` (whose shape, code book and mask are set) from `values`, which
/// are of type `input`. NaN and infinite elements and those that the mask leaves out are left out of the statistics.
/// `finerScales`, when given, receives the scales before they were rounded to their storage type. Errors: rule not
/// applicable to the encoding (float storage with a zero point, minmax without one, a fixed range over several blocks).
///
/// With a tensor scale: it is absmax / (bound * 448) in f32 for f8E4M3FN scales (absmax / bound for other scale types),
/// and the scale of a block absmax / bound / tensor scale.
llvm::Error chooseParameters(ArrayParts &parts, llvm::ArrayRef<double> values, Format input, const Encoding &encoding,
                             const Convention &convention, const Calibration &calibration,
                             std::vector<double> *finerScales = nullptr);

/// True when the rule chooses scales around 0: absmax, rms, fixed with one bound (or -a, a); percentile and mse when
/// the encoding has no zero point.
bool isSymmetricChoice(const Encoding &encoding, const Calibration &calibration);

/// `encoding` with the clamp range of codes whose parameters were chosen: `range` of the convention for a symmetric
/// choice of an integer encoding without a clamp range, else as it is. quantize() computes codes with it.
Encoding getChosenEncoding(const Encoding &encoding, const Convention &convention, const Calibration &calibration);

/// The code of 0 of a symmetric choice of integers whose codes reach no further than it, so that no scale is defined
/// (codes -8 .. 0, or 0 .. 1 with the zero point 1 in their middle). Nothing where a rule has codes to choose for.
std::optional<int64_t> findZeroAtTheEnd(const Encoding &encoding, const Convention &convention,
                                        const Calibration &calibration);

/// Fills the codes of `parts` from `values` with the parameters that are in `parts`. `finerScales`, when given, are
/// used for the codes in place of the stored ones (CodesUse::FinerScale).
llvm::Error computeCodes(ArrayParts &parts, llvm::ArrayRef<double> values, Format input, const Encoding &encoding,
                         const Convention &convention, llvm::ArrayRef<double> finerScales = {});

/// chooseParameters and computeCodes with getChosenEncoding. `codebook` is needed when the encoding has one. A sparse
/// encoding keeps the elements that are not 0 (an error when these are more than n of m).
llvm::Expected<ArrayParts> quantize(llvm::ArrayRef<double> values, llvm::ArrayRef<int64_t> shape, Format input,
                                    const Encoding &encoding, const Convention &convention,
                                    const Calibration &calibration, llvm::ArrayRef<double> codebook = {});

/// One element by the convention: the code of `x` (of type `input`) with scale `scale` and zero point `zeroPoint`
/// (0 when there is none). `index` feeds stochastic rounding. Not for encodings with a code book.
uint64_t quantizeElement(double x, double scale, double zeroPoint, Format input, const Encoding &encoding,
                         const Convention &convention, uint64_t index = 0);

/// The value of every element, rounded to the expressed type: `(q - zp) * s` with the subtraction exact and the product
/// rounded to f32 (f64 when expressed or scale is f64), then to the expressed type.
std::vector<double> dequantize(const ArrayParts &parts, const Encoding &encoding);

/// The decoded real values in f64, before any rounding to the expressed type: what a contraction is defined on. Exact
/// but for products of more than 53 bits (i32 codes with scales of more than 20), which are rounded once.
std::vector<double> decodeReal(const ArrayParts &parts, const Encoding &encoding);

/// One element by the dequantize rule.
double dequantizeElement(double code, double scale, double zeroPoint, const Encoding &encoding);

} // namespace mlir::qnt::numerics

#endif // QNT_NUMERICS_QUANTIZE_H
