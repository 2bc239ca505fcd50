//===- Arrays.h - Qnt's arrays, made for one comparison --------------------------------------------------===//
#ifndef QNT_UNITTESTS_NUMERICSORACLE_ARRAYS_H
#define QNT_UNITTESTS_NUMERICSORACLE_ARRAYS_H

#include "Cases.h"
#include "Qnt/Numerics/Quantize.h"

namespace oracle {

inline constexpr size_t kNumPatterns = 65536;
/// All of them, as they lie in memory.
const std::vector<uint16_t> &patternCodes();
/// The values of all 65536 patterns of f16 or bf16, NaN and infinities included.
const std::vector<double> &patternsOf(const FloatSpec &spec);
/// f32(x / scale) of all of them, by exact arithmetic.
const std::vector<double> &quotientsOf(const FloatSpec &spec, double scale);

struct Parameters {
  double scale;
  double zeroPoint = 0;
};

/// One block over everything, f32 scale, expressed f32.
mlir::qnt::numerics::Encoding perTensor(mlir::qnt::numerics::Format storage,
                                        std::optional<mlir::qnt::numerics::Format> zeroPoint = std::nullopt);

/// The codes that Qnt gives `values` with these parameters; all ones where it gave too few.
std::vector<uint64_t> quantizeWith(llvm::ArrayRef<double> values, mlir::qnt::numerics::Format input,
                                   const mlir::qnt::numerics::Encoding &encoding, Parameters parameters,
                                   const mlir::qnt::numerics::Convention &convention = {});

/// "bf16 0x1.8p+1 to i4 scale 0x1p+0 zero point 3".
std::string describeElement(const char *input, double value, const char *storage, Parameters parameters);

} // namespace oracle

#endif // QNT_UNITTESTS_NUMERICSORACLE_ARRAYS_H
