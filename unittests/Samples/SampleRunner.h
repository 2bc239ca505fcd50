//===- SampleRunner.h - a sample through our numerics ----------------------------------------------------===//
#ifndef QNT_UNITTESTS_SAMPLES_SAMPLERUNNER_H
#define QNT_UNITTESTS_SAMPLES_SAMPLERUNNER_H

#include "Qnt/Numerics/Quantize.h"
#include "SampleFile.h"
#include <functional>

namespace mlir::qnt::numerics {

/// What we give for a case: those outputs of the package that the numerics decide, by the names in the file.
using SampleRunner = std::function<llvm::Expected<SampleArrays>(const SampleCase &)>;

/// Weights, activations and constants: quantize of Qwix, coremltools, Core AI and Concrete ML.
llvm::Expected<SampleArrays> runQuantize(const SampleCase &sample);
/// QuantizeLinear, DequantizeLinear and DynamicQuantizeLinear of ONNX.
llvm::Expected<SampleArrays> runQuantizeLinear(const SampleCase &sample);
llvm::Expected<SampleArrays> runDequantizeLinear(const SampleCase &sample);
llvm::Expected<SampleArrays> runDynamicQuantizeLinear(const SampleCase &sample);
/// cast of ml_dtypes and Cast of ONNX.
llvm::Expected<SampleArrays> runCast(const SampleCase &sample);
/// Codes of given tables.
llvm::Expected<SampleArrays> runPalettize(const SampleCase &sample);
/// Codes, scale and decoded values of given masks (which elements are pruned is not the numerics' choice).
llvm::Expected<SampleArrays> runSparsify(const SampleCase &sample);
llvm::Expected<SampleArrays> runRoundBits(const SampleCase &sample);
llvm::Expected<SampleArrays> runClipGradient(const SampleCase &sample);
/// The output quantizer of Concrete ML's operators: from the calibration data and the float result.
llvm::Expected<SampleArrays> runOutputQuantizer(const SampleCase &sample);

//===----------------------------------------------------------------------===//
// Shared by the runners
//===----------------------------------------------------------------------===//

/// The preset that the case names.
Convention getSampleConvention(const SampleCase &sample);
/// `calibration` of the case: rule with k, or low and high.
Calibration getSampleCalibration(const SampleCase &sample);
BlockShape getSampleBlock(const SampleCase &sample);
SampleArray makeCodes(llvm::StringRef dtype, const ArrayParts &parts);

} // namespace mlir::qnt::numerics

#endif // QNT_UNITTESTS_SAMPLES_SAMPLERUNNER_H
