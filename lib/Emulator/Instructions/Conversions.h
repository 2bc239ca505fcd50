//===- Conversions.h - what the two files of cvt share -------------------------------------------------------===//
#ifndef QNT_LIB_EMULATOR_INSTRUCTIONS_CONVERSIONS_H
#define QNT_LIB_EMULATOR_INSTRUCTIONS_CONVERSIONS_H

#include "ArithmeticDecode.h"

namespace mlir::qnt::emulator {

/// What kind of rounding modifier an instruction has.
enum class RoundingKind : uint8_t { None, Float, Integral, Away, Stochastic };

/// Modifiers between cvt and its types.
struct ConvertPrefix {
  RoundingKind kind = RoundingKind::None;
  Rounding rounding = Rounding::NearestEven;
  bool flush = false;
  bool saturate = false;
  bool relu = false;
  bool saturateFinite = false;
};

/// Payload of cvt.
struct ConvertModifiers {
  FloatModifiers modifiers;
  bool saturateFinite = false;
  bool toIntegral = false;
  /// Integers are extended to the register, which may be wider than the type.
  uint64_t registerMask = ~uint64_t(0);
};

ConvertPrefix takeConvertPrefix(ModifierReader &reader);

/// Is the target type packed, an 8-bit format or tf32, or the source packed?
bool isPackedConversion(const ModifierReader &reader);
bool decodePackedConversion(DecodeContext &context, const ConvertPrefix &prefix);
/// cvt.pack
bool decodeCvtPack(DecodeContext &context);
std::vector<std::string> listPackedForms();

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_INSTRUCTIONS_CONVERSIONS_H
