//===- Parameters.h - quantization parameters as operands, and what arrays made of them hold --------------===//
#ifndef QNT_LIB_RANDOMMODULES_PARAMETERS_H
#define QNT_LIB_RANDOMMODULES_PARAMETERS_H

#include "Generator.h"

namespace mlir::qnt::random_modules {

/// What is known of the parts of an array; absent: what the type of the part says.
struct PartFacts {
  std::optional<Facts> codes, scales, zeroPoints, codebook, tensorScale;

  std::optional<Facts> &get(PartKind kind);
};

/// Facts of an array of sizes `shape` from those of its parts.
Facts getArrayFacts(ArrayType type, ArrayRef<int64_t> shape, PartFacts parts);

/// Operands of qnt.quantize and its kin, for an encoding.
struct Parameters {
  Value scale, zeroPoint, codebook, tensorScale, mask;
  CalibrationAttr calibration;
  ConventionAttr convention;
  PartFacts facts;
};

/// Static or dynamic parameters for an array of `type` and sizes `shape`. `isStatic`: no rule.
Parameters makeParameters(Generator &generator, ArrayType type, ArrayRef<int64_t> shape, bool isStatic = false);

} // namespace mlir::qnt::random_modules

#endif // QNT_LIB_RANDOMMODULES_PARAMETERS_H
