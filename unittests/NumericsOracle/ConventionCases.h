//===- ConventionCases.h - conventions and what the oracle makes of them ----------------------------------===//
#ifndef QNT_UNITTESTS_NUMERICSORACLE_CONVENTIONCASES_H
#define QNT_UNITTESTS_NUMERICSORACLE_CONVENTIONCASES_H

#include "Arrays.h"
#include "StepOracle.h"

namespace oracle {

/// All combinations of the parameters that decide how a value becomes a code, but noise, which an oracle cannot judge.
std::vector<mlir::qnt::numerics::Convention> allCombinations();
/// The steps of a convention. The order of the clamp has no part in them: the ends of a range are codes, and rounding
/// is monotone.
Recipe toRecipe(const mlir::qnt::numerics::Convention &convention, const FloatSpec &input);
/// " zero_point_order=after_rounding ...", for messages.
std::string describeConvention(const mlir::qnt::numerics::Convention &convention);

struct ConventionSetting {
  IntegerCase storage;
  Parameters parameters;
};
/// Scales and zero points that bf16 and f16 hold and some that they do not.
std::vector<ConventionSetting> conventionSettings();

} // namespace oracle

#endif // QNT_UNITTESTS_NUMERICSORACLE_CONVENTIONCASES_H
