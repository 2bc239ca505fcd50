//===- ArithmeticDecode.cpp - what the decoders of arithmetic share ---------------------------------------===//

#include "ArithmeticDecode.h"

namespace mlir::qnt::emulator {

static std::string versionText(unsigned version) {
  return std::to_string(version / 10) + "." + std::to_string(version % 10);
}

void requireTarget(DecodeContext &context, std::string_view form, unsigned target, unsigned version) {
  if (context.targetVersion() >= target && context.ptxVersion() >= version)
    return;
  context.fail("expected .target sm_" + std::to_string(target) + " and .version " + versionText(version) +
               " or later for '" + std::string(form) + "', but the module has sm_" +
               std::to_string(context.targetVersion()) + " and " + versionText(context.ptxVersion()));
}

void requireForType(DecodeContext &context, ScalarType type) {
  std::string form = std::string(context.opcode()) + "." + std::string(ptx::getName(type));
  if (isBrainFloat(type))
    requireTarget(context, form, 90, 78);
  else if (isNarrowFloat(type))
    requireTarget(context, form, 53, 42);
  else if (type == ScalarType::U16x2 || type == ScalarType::S16x2)
    requireTarget(context, form, 90, 80);
  else if (type == ScalarType::F32x2)
    requireTarget(context, form, 100, 86);
}

unsigned registerBits(DecodeContext &context, const ptx::Operand &operand) {
  if (!operand.is(ptx::Operand::Kind::Register))
    return 0;
  return ptx::getBitWidth(context.syntax().registers[operand.index].type);
}

ScalarType bitsTypeOf(ScalarType type) {
  switch (ptx::getBitWidth(type)) {
  case 8:
    return ScalarType::B8;
  case 16:
    return ScalarType::B16;
  case 64:
    return ScalarType::B64;
  case 128:
    return ScalarType::B128;
  default:
    return ScalarType::B32;
  }
}

Execute IntegerExecutes::select(ScalarType type) const {
  switch (type) {
  case ScalarType::B16:
  case ScalarType::U16:
    return u16;
  case ScalarType::S16:
    return s16;
  case ScalarType::B32:
  case ScalarType::U32:
    return u32;
  case ScalarType::S32:
    return s32;
  case ScalarType::B64:
  case ScalarType::U64:
    return u64;
  case ScalarType::S64:
    return s64;
  default:
    return nullptr;
  }
}

Execute FloatExecutes::select(ScalarType type) const {
  switch (type) {
  case ScalarType::F64:
    return f64;
  case ScalarType::F32:
    return f32;
  case ScalarType::F16:
    return f16;
  case ScalarType::BF16:
    return bf16;
  case ScalarType::F16x2:
    return f16x2;
  case ScalarType::BF16x2:
    return bf16x2;
  default:
    return nullptr;
  }
}

std::optional<Rounding> takeRounding(ModifierReader &modifiers) {
  static constexpr Rounding roundings[] = {Rounding::NearestEven, Rounding::TowardZero, Rounding::Down, Rounding::Up};
  if (std::optional<unsigned> index = modifiers.takeOneOf({"rn", "rz", "rm", "rp"}))
    return roundings[*index];
  return std::nullopt;
}

} // namespace mlir::qnt::emulator
