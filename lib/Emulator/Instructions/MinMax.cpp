//===- MinMax.cpp - min and max of integers and floats -----------------------------------------------------===//

#include "../Arithmetic/Integer.h"
#include "ArithmeticDecode.h"

namespace mlir::qnt::emulator {

template <class F>
static uint64_t minMaxLane(const MinMaxModifiers &modifiers, uint64_t a, uint64_t b) {
  return minMaxFloat<F>(a, b, modifiers);
}
template <class F>
static uint64_t minMaxHalves(const MinMaxModifiers &modifiers, uint64_t a, uint64_t b) {
  return byHalves(a, b, [&](uint64_t x, uint64_t y) { return minMaxFloat<F>(x, y, modifiers); });
}
template <class F, bool maximum, bool flush>
static uint64_t plainMinMax(uint64_t a, uint64_t b) {
  return minMaxFloat<F>(a, b, MinMaxModifiers{maximum, flush, false, false});
}

template <bool maximum, bool relu>
static uint64_t signedHalves(uint64_t a, uint64_t b) {
  return byHalves(a, b, [](uint64_t x, uint64_t y) {
    uint64_t result = maximum ? maxInteger<int16_t>(x, y) : minInteger<int16_t>(x, y);
    return relu ? reluInteger<int16_t>(result) : result;
  });
}
template <bool maximum>
static uint64_t unsignedHalves(uint64_t a, uint64_t b) {
  return byHalves(a, b, maximum ? maxInteger<uint16_t> : minInteger<uint16_t>);
}
template <bool maximum>
static uint64_t reluMinMax(uint64_t a, uint64_t b) {
  return reluInteger<int32_t>(maximum ? maxInteger<int32_t>(a, b) : minInteger<int32_t>(a, b));
}

template <bool maximum>
static Execute selectInteger(ScalarType type, bool relu) {
  if (type == ScalarType::S16x2)
    return relu ? executeLanes<&signedHalves<maximum, true>> : executeLanes<&signedHalves<maximum, false>>;
  if (type == ScalarType::U16x2)
    return executeLanes<&unsignedHalves<maximum>>;
  if (relu)
    return executeLanes<&reluMinMax<maximum>>;
  return maximum ? QNT_INTEGER_EXECUTES(maxInteger).select(type) : QNT_INTEGER_EXECUTES(minInteger).select(type);
}

template <bool maximum>
static Execute selectFloat(ScalarType type, const MinMaxModifiers &modifiers) {
  if (type == ScalarType::F32 && !modifiers.propagateNaN && !modifiers.xorSignAbs)
    return modifiers.flush ? executeLanes<&plainMinMax<F32, maximum, true>>
                           : executeLanes<&plainMinMax<F32, maximum, false>>;
  return FloatExecutes{executeLanes<&minMaxLane<F64>>,   executeLanes<&minMaxLane<F32>>,
                       executeLanes<&minMaxLane<F16>>,   executeLanes<&minMaxLane<BF16>>,
                       executeLanes<&minMaxHalves<F16>>, executeLanes<&minMaxHalves<BF16>>}
      .select(type);
}

/// Modifiers that the type does not take, and gates.
static void checkFloatForm(DecodeContext &context, ScalarType type, const MinMaxModifiers &modifiers) {
  std::string name(ptx::getName(type));
  std::string form = std::string(context.opcode()) + "." + name;
  bool isBrain = isBrainFloat(type);
  if (modifiers.flush && (isBrain || type == ScalarType::F64))
    context.fail("expected no '.ftz' with ." + name);
  if (type == ScalarType::F64 && (modifiers.propagateNaN || modifiers.xorSignAbs))
    context.fail("expected no '.NaN' and no '.xorsign.abs' with .f64");
  if (isNarrowFloat(type))
    requireTarget(context, form, 80, 70);
  if (modifiers.propagateNaN)
    requireTarget(context, std::string(context.opcode()) + ".NaN", 80, 70);
  if (modifiers.xorSignAbs)
    requireTarget(context, std::string(context.opcode()) + ".xorsign.abs", 86, 72);
}

template <bool maximum>
static bool decodeMinMax(DecodeContext &context) {
  ModifierReader &reader = context.modifiers();
  MinMaxModifiers modifiers;
  modifiers.maximum = maximum;
  modifiers.flush = reader.take("ftz");
  modifiers.propagateNaN = reader.take("NaN");
  modifiers.xorSignAbs = reader.take("xorsign");
  if (modifiers.xorSignAbs)
    reader.expectOneOf({"abs"});
  bool relu = reader.take("relu");
  bool isFloat = modifiers.flush || modifiers.propagateNaN || modifiers.xorSignAbs;
  ScalarType type =
      relu ? reader.expectType({ScalarType::S32, ScalarType::S16x2})
      : isFloat
          ? reader.expectType({ScalarType::F32, ScalarType::F64, ScalarType::F16, ScalarType::F16x2, ScalarType::BF16,
                               ScalarType::BF16x2})
          : reader.expectType({ScalarType::U16, ScalarType::U32, ScalarType::U64, ScalarType::S16, ScalarType::S32,
                               ScalarType::S64, ScalarType::U16x2, ScalarType::S16x2, ScalarType::F32, ScalarType::F64,
                               ScalarType::F16, ScalarType::F16x2, ScalarType::BF16, ScalarType::BF16x2});
  context.destination(type);
  context.source(type);
  context.source(type);
  if (context.operandsLeft() && type == ScalarType::F32) {
    requireTarget(context, std::string(context.opcode()) + ".f32 of three operands", 100, 88);
    context.fail("expected two operands: '" + std::string(context.opcode()) + ".f32' of three is not executed");
  }
  if (isInteger(type) || type == ScalarType::U16x2 || type == ScalarType::S16x2) {
    if (relu || type == ScalarType::U16x2 || type == ScalarType::S16x2)
      requireTarget(context, std::string(context.opcode()) + (relu ? ".relu" : ".16x2"), 90, 80);
    return context.finish(selectInteger<maximum>(type, relu));
  }
  checkFloatForm(context, type, modifiers);
  context.setPayload(modifiers);
  return context.finish(selectFloat<maximum>(type, modifiers));
}

static std::vector<std::string> listForms(const std::string &opcode) {
  return {opcode + ".(u16|u32|u64|s16|s64|u16x2)", opcode + "{.relu}.(s32|s16x2)",
          opcode + "{.ftz}{.NaN}{.xorsign.abs}.(f32|f16|f16x2)", opcode + "{.NaN}{.xorsign.abs}.(bf16|bf16x2)",
          opcode + ".f64"};
}

void registerMinMax(OpcodeTable &table) {
  table.beginFamily("Arithmetic");
  table.add("min", decodeMinMax<false>, listForms("min"));
  table.add("max", decodeMinMax<true>, listForms("max"));
}

} // namespace mlir::qnt::emulator
