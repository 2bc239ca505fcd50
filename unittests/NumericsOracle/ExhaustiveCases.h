//===- ExhaustiveCases.h - what the exhaustive check runs ------------------------------------------------===//
#ifndef QNT_UNITTESTS_NUMERICSORACLE_EXHAUSTIVECASES_H
#define QNT_UNITTESTS_NUMERICSORACLE_EXHAUSTIVECASES_H

#include "Cases.h"
#include "ExhaustiveCheck.h"

namespace oracle {

/// encodeFloat to the five small float formats, bf16 and f16; to f8E8M0FNU by its three rules.
void appendFloatCases(std::vector<CheckCase> &cases);
/// computeCodes by the default convention to i8, u8 and i4, each with five scales.
void appendIntegerCases(std::vector<CheckCase> &cases);
/// encodeWithKernel: the five small float formats with scale 1, and the same integer cases.
void appendKernelCases(std::vector<CheckCase> &cases);

/// The integer cases: the scales and zero points are traps for one rounding or another.
struct IntegerSetting {
  const IntegerCase *storage;
  float scale;
  int64_t zeroPoint;

  std::string name() const; ///< "i8 scale 0.1 zero point -3"
  std::function<uint32_t(double)> expected() const;
};
std::vector<IntegerSetting> exhaustiveIntegerSettings();
std::function<uint32_t(double)> expectedFloat(const FloatSpec &spec);

} // namespace oracle

#endif // QNT_UNITTESTS_NUMERICSORACLE_EXHAUSTIVECASES_H
