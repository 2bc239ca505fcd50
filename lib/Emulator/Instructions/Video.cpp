//===- Video.cpp - vadd vsub vabsdiff vmin vmax vshl vshr vset vmad and the SIMD forms ---------------------------===//
//
//   vadd.s32.u32.s32.sat %r1.b0, %r2.b1, %r3.h0, %r4;    vadd4.s32.s32.s32.sat %r1, %r2, %r3, %r4;
//
//===----------------------------------------------------------------------===//

#include "../Arithmetic/Video.h"
#include "ArithmeticDecode.h"

namespace mlir::qnt::emulator {

static uint64_t scalarLane(const VideoModifiers &modifiers, uint64_t a, uint64_t b, uint64_t c) {
  return videoScalar(a, b, c, modifiers);
}
static uint64_t madLane(const VideoMadModifiers &modifiers, uint64_t a, uint64_t b, uint64_t c) {
  return videoMad(a, b, c, modifiers);
}
static uint64_t simdLane(const VideoSimdModifiers &modifiers, uint64_t a, uint64_t b, uint64_t c) {
  return videoSimd(a, b, c, modifiers);
}

//===--- Operands with selectors ---===//

/// The operand without its selector and sign; null when there is none.
static const ptx::Operand *takeSelected(DecodeContext &context, ScalarType type, bool isDestination) {
  const ptx::Operand *operand = context.takeOperand();
  if (!operand)
    return nullptr;
  ptx::Operand plain = *operand;
  plain.selector = ptx::Operand::Selector::None;
  plain.selection = 0;
  plain.isNegated = operand->isNegated && !plain.is(ptx::Operand::Kind::Register);
  Slot slot = context.resolve(plain, type, Width::Equal, isDestination);
  if (isDestination)
    context.addDestination(slot);
  else
    context.addSource(slot);
  return operand;
}

/// .b0 to .b3, .h0, .h1 of a scalar instruction.
static VideoPart partOf(DecodeContext &context, const ptx::Operand *operand) {
  if (!operand || operand->selector == ptx::Operand::Selector::None)
    return {};
  unsigned digit = operand->selection;
  bool isByte = operand->selector == ptx::Operand::Selector::Byte;
  bool isPart = (isByte && digit < 4) || (operand->selector == ptx::Operand::Selector::Half && digit < 2);
  if (operand->selectionDigits != 1 || !isPart) {
    context.fail("expected one of .b0 .b1 .b2 .b3 .h0 .h1 behind an operand of '" + std::string(context.opcode()) +
                 "'");
    return {};
  }
  return isByte ? VideoPart{uint8_t(8 * digit), 8} : VideoPart{uint8_t(16 * digit), 16};
}

static ScalarType expectWord(ModifierReader &reader) { return reader.expectType({ScalarType::U32, ScalarType::S32}); }

/// Operands, second operation or merge of a scalar instruction.
static bool finishScalar(DecodeContext &context, VideoModifiers &modifiers, ScalarType resultType, ScalarType typeA,
                         ScalarType typeB) {
  static constexpr VideoSecond seconds[] = {VideoSecond::Add, VideoSecond::Minimum, VideoSecond::Maximum};
  if (std::optional<unsigned> second = context.modifiers().takeOneOf({"add", "min", "max"}))
    modifiers.second = seconds[*second];
  modifiers.partD = partOf(context, takeSelected(context, resultType, /*isDestination=*/true));
  modifiers.partA = partOf(context, takeSelected(context, typeA, /*isDestination=*/false));
  modifiers.partB = partOf(context, takeSelected(context, typeB, /*isDestination=*/false));
  bool merges = modifiers.partD.bits != 32;
  if (merges && modifiers.second != VideoSecond::None)
    context.fail("expected no second operation with a selected part of the destination");
  if (merges)
    modifiers.second = VideoSecond::Merge;
  if (modifiers.second != VideoSecond::None)
    context.source(resultType);
  else
    context.addSource(context.constant(0));
  context.setPayload(modifiers);
  return context.finish(executeLanes<&scalarLane>);
}

template <VideoOp op>
static bool decodeScalar(DecodeContext &context) {
  ModifierReader &reader = context.modifiers();
  VideoModifiers modifiers;
  modifiers.op = op;
  constexpr bool isShift = op == VideoOp::ShiftLeft || op == VideoOp::ShiftRight;
  ScalarType resultType = expectWord(reader);
  ScalarType typeA = expectWord(reader);
  ScalarType typeB = isShift ? reader.expectType({ScalarType::U32}) : expectWord(reader);
  modifiers.saturate = reader.take("sat");
  if (isShift)
    modifiers.wrapShift = reader.expectOneOf({"clamp", "wrap"}) == 1;
  modifiers.signedD = resultType == ScalarType::S32;
  modifiers.signedA = typeA == ScalarType::S32;
  modifiers.signedB = typeB == ScalarType::S32;
  return finishScalar(context, modifiers, resultType, typeA, typeB);
}

static Comparison expectComparison(ModifierReader &reader) {
  return Comparison(reader.expectOneOf({"eq", "ne", "lt", "le", "gt", "ge"}));
}

static bool decodeVset(DecodeContext &context) {
  ModifierReader &reader = context.modifiers();
  VideoModifiers modifiers;
  modifiers.op = VideoOp::Set;
  ScalarType typeA = expectWord(reader);
  ScalarType typeB = expectWord(reader);
  modifiers.comparison = expectComparison(reader);
  modifiers.signedA = typeA == ScalarType::S32;
  modifiers.signedB = typeB == ScalarType::S32;
  return finishScalar(context, modifiers, ScalarType::U32, typeA, typeB);
}

static bool decodeVmad(DecodeContext &context) {
  ModifierReader &reader = context.modifiers();
  VideoMadModifiers modifiers;
  ScalarType resultType = expectWord(reader);
  ScalarType typeA = expectWord(reader);
  ScalarType typeB = expectWord(reader);
  modifiers.plusOne = reader.take("po");
  modifiers.saturate = reader.take("sat");
  if (std::optional<unsigned> scale = reader.takeOneOf({"shr7", "shr15"}))
    modifiers.scale = *scale ? 15 : 7;
  modifiers.signedA = typeA == ScalarType::S32;
  modifiers.signedB = typeB == ScalarType::S32;
  context.destination(resultType);
  const ptx::Operand *a = takeSelected(context, typeA, /*isDestination=*/false);
  const ptx::Operand *b = takeSelected(context, typeB, /*isDestination=*/false);
  const ptx::Operand *c = takeSelected(context, resultType, /*isDestination=*/false);
  modifiers.partA = partOf(context, a);
  modifiers.partB = partOf(context, b);
  auto isNegated = [](const ptx::Operand *operand) {
    return operand && operand->isNegated && operand->is(ptx::Operand::Kind::Register);
  };
  modifiers.negateProduct = isNegated(a) != isNegated(b);
  modifiers.negateC = isNegated(c);
  if (modifiers.plusOne && (isNegated(a) || isNegated(b) || isNegated(c)))
    context.fail("expected no negated operand with '.po'");
  if (modifiers.negateProduct && modifiers.negateC)
    context.fail("expected either the product or the third operand to be negated");
  context.setPayload(modifiers);
  return context.finish(executeLanes<&madLane>);
}

//===--- SIMD ---===//

/// Lanes of {b, a} that a source selects, the lowest lane of the result first.
static void readSelection(DecodeContext &context, const ptx::Operand *operand, unsigned numLanes,
                          uint8_t (&selection)[4]) {
  if (!operand || operand->selector == ptx::Operand::Selector::None)
    return;
  bool isByte = operand->selector == ptx::Operand::Selector::Byte;
  bool fits = operand->selectionDigits == numLanes && isByte == (numLanes == 4);
  for (unsigned i = 0; i < numLanes && fits; ++i) {
    selection[i] = uint8_t(operand->selection >> (4 * i) & 15);
    fits = selection[i] < 2 * numLanes;
  }
  if (!fits)
    context.fail("expected a selector of " + std::to_string(numLanes) + " lanes behind an operand of '" +
                 std::string(context.opcode()) + "'");
}

/// Lanes of the result that are written: digits in falling order.
static uint8_t readMask(DecodeContext &context, const ptx::Operand *operand, unsigned numLanes) {
  if (!operand || operand->selector == ptx::Operand::Selector::None)
    return uint8_t((1 << numLanes) - 1);
  bool isByte = operand->selector == ptx::Operand::Selector::Byte;
  bool fits = isByte == (numLanes == 4);
  uint8_t mask = 0;
  for (unsigned i = 0; i < operand->selectionDigits && fits; ++i) {
    unsigned digit = operand->selection >> (4 * i) & 15;
    fits = digit < numLanes && (mask >> digit) == 0;
    mask |= uint8_t(1 << digit);
  }
  if (!fits)
    context.fail("expected a mask of lanes behind the destination of '" + std::string(context.opcode()) + "'");
  return mask;
}

static bool finishSimd(DecodeContext &context, VideoSimdModifiers &modifiers, ScalarType resultType, ScalarType typeA,
                       ScalarType typeB) {
  if (modifiers.numLanes == 2) {
    modifiers.selectB[0] = 2;
    modifiers.selectB[1] = 3;
  }
  modifiers.mask = readMask(context, takeSelected(context, resultType, /*isDestination=*/true), modifiers.numLanes);
  readSelection(context, takeSelected(context, typeA, /*isDestination=*/false), modifiers.numLanes, modifiers.selectA);
  readSelection(context, takeSelected(context, typeB, /*isDestination=*/false), modifiers.numLanes, modifiers.selectB);
  context.source(resultType);
  context.setPayload(modifiers);
  return context.finish(executeLanes<&simdLane>);
}

template <VideoOp op, unsigned numLanes>
static bool decodeSimd(DecodeContext &context) {
  ModifierReader &reader = context.modifiers();
  VideoSimdModifiers modifiers;
  modifiers.op = op;
  modifiers.numLanes = numLanes;
  ScalarType resultType = expectWord(reader);
  ScalarType typeA = expectWord(reader);
  ScalarType typeB = expectWord(reader);
  modifiers.saturate = reader.take("sat");
  modifiers.accumulate = !modifiers.saturate && reader.take("add");
  modifiers.signedD = resultType == ScalarType::S32;
  modifiers.signedA = typeA == ScalarType::S32;
  modifiers.signedB = typeB == ScalarType::S32;
  return finishSimd(context, modifiers, resultType, typeA, typeB);
}

template <unsigned numLanes>
static bool decodeSimdSet(DecodeContext &context) {
  ModifierReader &reader = context.modifiers();
  VideoSimdModifiers modifiers;
  modifiers.op = VideoOp::Set;
  modifiers.numLanes = numLanes;
  ScalarType typeA = expectWord(reader);
  ScalarType typeB = expectWord(reader);
  modifiers.comparison = expectComparison(reader);
  modifiers.accumulate = reader.take("add");
  modifiers.signedA = typeA == ScalarType::S32;
  modifiers.signedB = typeB == ScalarType::S32;
  return finishSimd(context, modifiers, ScalarType::U32, typeA, typeB);
}

template <VideoOp op>
static void addArithmetic(OpcodeTable &table, const std::string &name, bool hasScalar) {
  const std::string types = ".(u32|s32).(u32|s32).(u32|s32)";
  if (hasScalar)
    table.add(name, decodeScalar<op>, {name + types + "{.sat}{.(add|min|max)}"});
  table.add(name + "2", decodeSimd<op, 2>, {name + "2" + types + "{.(sat|add)}"});
  table.add(name + "4", decodeSimd<op, 4>, {name + "4" + types + "{.(sat|add)}"});
}

void registerVideo(OpcodeTable &table) {
  table.beginFamily("Video");
  addArithmetic<VideoOp::Add>(table, "vadd", true);
  addArithmetic<VideoOp::Subtract>(table, "vsub", true);
  addArithmetic<VideoOp::AbsoluteDifference>(table, "vabsdiff", true);
  addArithmetic<VideoOp::Minimum>(table, "vmin", true);
  addArithmetic<VideoOp::Maximum>(table, "vmax", true);
  addArithmetic<VideoOp::Average>(table, "vavrg", false);
  table.add("vshl", decodeScalar<VideoOp::ShiftLeft>,
            {"vshl.(u32|s32).(u32|s32).u32{.sat}.(clamp|wrap){.(add|min|max)}"});
  table.add("vshr", decodeScalar<VideoOp::ShiftRight>,
            {"vshr.(u32|s32).(u32|s32).u32{.sat}.(clamp|wrap){.(add|min|max)}"});
  table.add("vset", decodeVset, {"vset.(u32|s32).(u32|s32).(eq|ne|lt|le|gt|ge){.(add|min|max)}"});
  table.add("vset2", decodeSimdSet<2>, {"vset2.(u32|s32).(u32|s32).(eq|ne|lt|le|gt|ge){.add}"});
  table.add("vset4", decodeSimdSet<4>, {"vset4.(u32|s32).(u32|s32).(eq|ne|lt|le|gt|ge){.add}"});
  table.add("vmad", decodeVmad,
            {"vmad.(u32|s32).(u32|s32).(u32|s32){.sat}{.(shr7|shr15)}",
             "vmad.(u32|s32).(u32|s32).(u32|s32).po{.sat}{.(shr7|shr15)}"});
}

} // namespace mlir::qnt::emulator
