//===- Comparisons.cpp - set setp selp slct -----------------------------------------------------------------===//

#include "../Arithmetic/Compare.h"
#include "ArithmeticDecode.h"
#include "PrecisePoison.h"

namespace mlir::qnt::emulator {

namespace {
/// A comparison and what is done with its result.
struct SetModifiers {
  Comparison comparison = Comparison::Equal;
  BooleanOp boolean = BooleanOp::None;
  bool negated = false; ///< the predicate operand
  bool flush = false;
  uint32_t trueValue = 1; ///< of set
};
using Compare = bool (*)(uint64_t, uint64_t, Comparison, bool);
} // namespace

template <class Type>
static bool compareIntegers(uint64_t a, uint64_t b, Comparison comparison, bool) {
  return compareInteger<Type>(a, b, comparison);
}

//===--- setp ---===//

template <Compare compare>
static LanePair setpLane(const SetModifiers &modifiers, uint64_t a, uint64_t b) {
  bool result = compare(a, b, modifiers.comparison, modifiers.flush);
  return {result, !result};
}
template <Compare compare>
static LanePair setpCombinedLane(const SetModifiers &modifiers, uint64_t a, uint64_t b, uint64_t c) {
  bool result = compare(a, b, modifiers.comparison, modifiers.flush);
  bool predicate = (c != 0) != modifiers.negated;
  return {combineBoolean(modifiers.boolean, result, predicate), combineBoolean(modifiers.boolean, !result, predicate)};
}
/// The common integer comparisons with everything constant.
template <class Type, Comparison comparison>
static LanePair setpPlainLane(uint64_t a, uint64_t b) {
  bool result = compareInteger<Type>(a, b, comparison);
  return {result, !result};
}
template <class Type>
static Execute plainExecute(Comparison comparison) {
  switch (comparison) {
  case Comparison::Equal:
    return executeLanes<&setpPlainLane<Type, Comparison::Equal>>;
  case Comparison::NotEqual:
    return executeLanes<&setpPlainLane<Type, Comparison::NotEqual>>;
  case Comparison::Less:
    return executeLanes<&setpPlainLane<Type, Comparison::Less>>;
  case Comparison::LessEqual:
    return executeLanes<&setpPlainLane<Type, Comparison::LessEqual>>;
  case Comparison::Greater:
    return executeLanes<&setpPlainLane<Type, Comparison::Greater>>;
  default:
    return executeLanes<&setpPlainLane<Type, Comparison::GreaterEqual>>;
  }
}

//===--- set ---===//

template <Compare compare>
static uint64_t setLane(const SetModifiers &modifiers, uint64_t a, uint64_t b) {
  return compare(a, b, modifiers.comparison, modifiers.flush) ? modifiers.trueValue : 0;
}
template <Compare compare>
static uint64_t setCombinedLane(const SetModifiers &modifiers, uint64_t a, uint64_t b, uint64_t c) {
  bool result = compare(a, b, modifiers.comparison, modifiers.flush);
  return combineBoolean(modifiers.boolean, result, (c != 0) != modifiers.negated) ? modifiers.trueValue : 0;
}
/// Of packed halves: the predicate counts for both.
template <Compare compare>
static uint64_t setHalvesLane(const SetModifiers &modifiers, uint64_t a, uint64_t b, uint64_t c) {
  return setCombinedLane<compare>(modifiers, a & 0xffff, b & 0xffff, c) |
         setCombinedLane<compare>(modifiers, (a >> 16) & 0xffff, (b >> 16) & 0xffff, c) << 16;
}
/// setp of packed halves: p is of the low half, q of the high one.
template <Compare compare>
static LanePair setpHalvesLane(const SetModifiers &modifiers, uint64_t a, uint64_t b, uint64_t c) {
  bool predicate = (c != 0) != modifiers.negated;
  bool low = compare(a & 0xffff, b & 0xffff, modifiers.comparison, modifiers.flush);
  bool high = compare((a >> 16) & 0xffff, (b >> 16) & 0xffff, modifiers.comparison, modifiers.flush);
  return {combineBoolean(modifiers.boolean, low, predicate), combineBoolean(modifiers.boolean, high, predicate)};
}

//===--- Decoding ---===//

namespace {
/// The lane functions of one type.
struct CompareExecutes {
  Execute setp, setpCombined, set, setCombined;
};
} // namespace

template <Compare compare>
static CompareExecutes compareExecutes() {
  return {executeLanes<&setpLane<compare>>, executeLanes<&setpCombinedLane<compare>>, executeLanes<&setLane<compare>>,
          executeLanes<&setCombinedLane<compare>>};
}
/// Packed types always have the third operand: a constant when the text has none.
template <class F>
static CompareExecutes packedExecutes() {
  constexpr Compare compare = compareFloat<F>;
  Execute setp = executeLanes<&setpHalvesLane<compare>>;
  Execute set = executeLanes<&setHalvesLane<compare>>;
  return {setp, setp, set, set};
}

static CompareExecutes selectCompare(ScalarType type) {
  switch (type) {
  case ScalarType::B16:
  case ScalarType::U16:
    return compareExecutes<&compareIntegers<uint16_t>>();
  case ScalarType::S16:
    return compareExecutes<&compareIntegers<int16_t>>();
  case ScalarType::S32:
    return compareExecutes<&compareIntegers<int32_t>>();
  case ScalarType::B64:
  case ScalarType::U64:
    return compareExecutes<&compareIntegers<uint64_t>>();
  case ScalarType::S64:
    return compareExecutes<&compareIntegers<int64_t>>();
  case ScalarType::F32:
    return compareExecutes<&compareFloat<F32>>();
  case ScalarType::F64:
    return compareExecutes<&compareFloat<F64>>();
  case ScalarType::F16:
    return compareExecutes<&compareFloat<F16>>();
  case ScalarType::BF16:
    return compareExecutes<&compareFloat<BF16>>();
  case ScalarType::F16x2:
    return packedExecutes<F16>();
  case ScalarType::BF16x2:
    return packedExecutes<BF16>();
  default:
    return compareExecutes<&compareIntegers<uint32_t>>();
  }
}

static Execute selectPlain(ScalarType type, Comparison comparison) {
  switch (type) {
  case ScalarType::B32:
  case ScalarType::U32:
    return plainExecute<uint32_t>(comparison);
  case ScalarType::S32:
    return plainExecute<int32_t>(comparison);
  case ScalarType::B64:
  case ScalarType::U64:
    return plainExecute<uint64_t>(comparison);
  case ScalarType::S64:
    return plainExecute<int64_t>(comparison);
  default:
    return nullptr;
  }
}

static bool isPacked(ScalarType type) { return type == ScalarType::F16x2 || type == ScalarType::BF16x2; }

static constexpr auto kCompareTypes = {ScalarType::B16,  ScalarType::B32,   ScalarType::B64,   ScalarType::U16,
                                       ScalarType::U32,  ScalarType::U64,   ScalarType::S16,   ScalarType::S32,
                                       ScalarType::S64,  ScalarType::F32,   ScalarType::F64,   ScalarType::F16,
                                       ScalarType::BF16, ScalarType::F16x2, ScalarType::BF16x2};

/// The comparison, `lo ls hi hs` as numbers behind the others.
static constexpr unsigned kFirstUnsigned = 14;
static unsigned expectComparison(ModifierReader &reader) {
  return reader.expectOneOf({"eq", "ne", "lt", "le", "gt", "ge", "equ", "neu", "ltu", "leu", "gtu", "geu", "num", "nan",
                             "lo", "ls", "hi", "hs"});
}

static Comparison checkComparison(DecodeContext &context, unsigned index, ScalarType type) {
  if (index >= kFirstUnsigned) {
    if (!ptx::isUnsigned(type))
      context.fail("expected an unsigned type with '.lo', '.ls', '.hi' and '.hs', but got ." +
                   std::string(ptx::getName(type)));
    static constexpr Comparison orders[] = {Comparison::Less, Comparison::LessEqual, Comparison::Greater,
                                            Comparison::GreaterEqual};
    return orders[index - kFirstUnsigned];
  }
  Comparison comparison = Comparison(index);
  if (comparison >= Comparison::EqualUnordered && !isFloatType(type))
    context.fail("expected a type of floats with an unordered comparison, but got ." + std::string(ptx::getName(type)));
  if (ptx::isUntyped(type) && comparison > Comparison::NotEqual)
    context.fail("expected '.eq' or '.ne' with ." + std::string(ptx::getName(type)));
  return comparison;
}

static BooleanOp takeBoolean(ModifierReader &reader) {
  std::optional<unsigned> index = reader.takeOneOf({"and", "or", "xor"});
  return index ? BooleanOp(*index + 1) : BooleanOp::None;
}

/// a, b, and the predicate (a constant for packed types without one).
static void readSources(DecodeContext &context, ScalarType type, SetModifiers &modifiers) {
  context.source(type);
  context.source(type);
  if (modifiers.boolean != BooleanOp::None)
    modifiers.negated = context.predicate().negated;
  else if (isPacked(type))
    context.addSource(context.constant(0));
  context.setPayload(modifiers);
}

static bool decodeSetp(DecodeContext &context) {
  ModifierReader &reader = context.modifiers();
  unsigned index = expectComparison(reader);
  SetModifiers modifiers;
  modifiers.boolean = takeBoolean(reader);
  modifiers.flush = reader.take("ftz");
  ScalarType type = modifiers.flush ? reader.expectType({ScalarType::F32, ScalarType::F16, ScalarType::F16x2})
                                    : reader.expectType(kCompareTypes);
  modifiers.comparison = checkComparison(context, index, type);
  requireForType(context, type);
  const ptx::Operand *first = context.peekOperand();
  if (first && first->is(ptx::Operand::Kind::Pair) && isNarrowFloat(type) && !isPacked(type))
    context.fail("expected one predicate with ." + std::string(ptx::getName(type)));
  context.destinationPair(ScalarType::Pred, ScalarType::Pred);
  readSources(context, type, modifiers);
  CompareExecutes executes = selectCompare(type);
  if (modifiers.boolean != BooleanOp::None)
    return context.finish(executes.setpCombined);
  Execute plain = selectPlain(type, modifiers.comparison);
  return context.finish(plain ? plain : executes.setp);
}

/// What set writes for true: all ones, or the one of a float.
static uint32_t trueValueOf(ScalarType type) {
  switch (type) {
  case ScalarType::F32:
    return F32::one;
  case ScalarType::F16:
  case ScalarType::F16x2:
    return F16::one;
  case ScalarType::BF16:
  case ScalarType::BF16x2:
    return BF16::one;
  case ScalarType::U16:
  case ScalarType::S16:
    return 0xffff;
  default:
    return 0xffffffff;
  }
}

static bool decodeSet(DecodeContext &context) {
  ModifierReader &reader = context.modifiers();
  unsigned index = expectComparison(reader);
  SetModifiers modifiers;
  modifiers.boolean = takeBoolean(reader);
  modifiers.flush = reader.take("ftz");
  ScalarType result =
      reader.expectType({ScalarType::U32, ScalarType::S32, ScalarType::F32, ScalarType::U16, ScalarType::S16,
                         ScalarType::F16, ScalarType::BF16, ScalarType::F16x2, ScalarType::BF16x2});
  ScalarType type = modifiers.flush ? reader.expectType({ScalarType::F32, ScalarType::F16, ScalarType::F16x2})
                                    : reader.expectType(kCompareTypes);
  modifiers.comparison = checkComparison(context, index, type);
  if (result == ScalarType::F16 && type == ScalarType::BF16)
    context.fail("expected another result type than .f16 for operands of .bf16");
  bool isShortInteger = result == ScalarType::U16 || result == ScalarType::S16;
  if ((isShortInteger && !isNarrowFloat(type)) || (isPacked(result) && result != type))
    context.fail("expected another result type than ." + std::string(ptx::getName(result)) + " for operands of ." +
                 std::string(ptx::getName(type)));
  requireForType(context, type);
  if (result == ScalarType::BF16) {
    requireTarget(context, "set.bf16", 90, 78);
    if (modifiers.flush)
      context.fail("expected no '.ftz' with a result of .bf16");
  }
  modifiers.trueValue = isPacked(type) && !isPacked(result) ? 0xffff : trueValueOf(result);
  context.destination(result);
  readSources(context, type, modifiers);
  CompareExecutes executes = selectCompare(type);
  return context.finish(modifiers.boolean != BooleanOp::None ? executes.setCombined : executes.set);
}

//===--- selp and slct ---===//

namespace {
struct SelectModifiers {
  bool negated;
};
} // namespace

static uint64_t selectLane(const SelectModifiers &modifiers, uint64_t a, uint64_t b, uint64_t predicate) {
  return (predicate != 0) != modifiers.negated ? a : b;
}
static ByteMask selectRule(const Operation &operation, const LaneSource *sources, unsigned) {
  if (sources[2].undefined)
    return kAllBytes;
  bool first = (sources[2].value != 0) != operation.getPayload<SelectModifiers>().negated;
  return sources[first ? 0 : 1].undefined;
}

static constexpr auto kSelectTypes = {ScalarType::B16, ScalarType::B32, ScalarType::B64, ScalarType::U16,
                                      ScalarType::U32, ScalarType::U64, ScalarType::S16, ScalarType::S32,
                                      ScalarType::S64, ScalarType::F32, ScalarType::F64};

static bool decodeSelp(DecodeContext &context) {
  ScalarType type = context.modifiers().expectType(kSelectTypes);
  context.destination(type);
  context.source(type);
  context.source(type);
  context.setPayload(SelectModifiers{context.predicate().negated});
  return context.finish(executePrecise<&selectLane, selectRule>);
}

static uint64_t selectInteger(uint64_t a, uint64_t b, uint64_t c) { return int32_t(c) >= 0 ? a : b; }
/// -0 selects a, a NaN b. A subnormal flushed to -0 does as well.
template <bool flush>
static uint64_t selectSingle(uint64_t a, uint64_t b, uint64_t c) {
  return compareFloat<F32>(c, 0, Comparison::GreaterEqual, flush) ? a : b;
}
template <auto function>
static ByteMask selectByValueRule(const Operation &, const LaneSource *sources, unsigned) {
  if (sources[2].undefined)
    return kAllBytes;
  return sources[function(0, 1, sources[2].value)].undefined;
}

static bool decodeSlct(DecodeContext &context) {
  bool flush = context.modifiers().take("ftz");
  ScalarType type = context.modifiers().expectType(kSelectTypes);
  ScalarType condition = flush ? context.modifiers().expectType({ScalarType::F32})
                               : context.modifiers().expectType({ScalarType::S32, ScalarType::F32});
  context.destination(type);
  context.source(type);
  context.source(type);
  context.source(condition);
  if (condition == ScalarType::S32)
    return context.finish(executePrecise<&selectInteger, selectByValueRule<&selectInteger>>);
  return context.finish(flush ? executePrecise<&selectSingle<true>, selectByValueRule<&selectSingle<true>>>
                              : executePrecise<&selectSingle<false>, selectByValueRule<&selectSingle<false>>>);
}

/// Forms of set and setp: behind the opcode come comparison, predicate and types.
static std::vector<std::string> compareForms(const std::string &opcode, const std::string &result,
                                             const std::string &narrowHalf, const std::string &narrow,
                                             const std::string &packed) {
  const std::string boolean = "{.(and|or|xor)}";
  const std::string floats = "(eq|ne|lt|le|gt|ge|equ|neu|ltu|leu|gtu|geu|num|nan)";
  return {opcode + ".(eq|ne)" + boolean + result + ".(b16|b32|b64)",
          opcode + ".(eq|ne|lt|le|gt|ge)" + boolean + result + ".(s16|s32|s64)",
          opcode + ".(eq|ne|lt|le|gt|ge|lo|ls|hi|hs)" + boolean + result + ".(u16|u32|u64)",
          opcode + "." + floats + boolean + "{.ftz}" + result + ".f32",
          opcode + "." + floats + boolean + result + ".f64",
          opcode + "." + floats + boolean + "{.ftz}" + narrowHalf + ".f16",
          opcode + "." + floats + boolean + narrow + ".bf16",
          opcode + "." + floats + boolean + "{.ftz}" + packed + "f16x2",
          opcode + "." + floats + boolean + packed + "bf16x2"};
}

void registerComparisons(OpcodeTable &table) {
  table.beginFamily("Comparison and selection");
  table.add("setp", decodeSetp, compareForms("setp", "", "", "", "."));
  std::vector<std::string> setForms =
      compareForms("set", ".(u32|s32|f32|f16)", ".(u32|s32|u16|s16|f16)", ".(u32|s32|u16|s16|bf16)", ".(u32|s32).");
  setForms.push_back("set.(eq|ne|lt|le|gt|ge|equ|neu|ltu|leu|gtu|geu|num|nan){.(and|or|xor)}.bf16.(f16|f32|f64)");
  setForms.push_back("set.(eq|ne){.(and|or|xor)}.bf16.(b16|b32|b64)");
  setForms.push_back("set.(eq|ne|lt|le|gt|ge){.(and|or|xor)}.bf16.(s16|s32|s64)");
  setForms.push_back("set.(eq|ne|lt|le|gt|ge|lo|ls|hi|hs){.(and|or|xor)}.bf16.(u16|u32|u64)");
  setForms.push_back("set.(eq|ne|lt|le|gt|ge|equ|neu|ltu|leu|gtu|geu|num|nan){.(and|or|xor)}{.ftz}.f16x2.f16x2");
  setForms.push_back("set.(eq|ne|lt|le|gt|ge|equ|neu|ltu|leu|gtu|geu|num|nan){.(and|or|xor)}.bf16x2.bf16x2");
  table.add("set", decodeSet, setForms);
  table.add("selp", decodeSelp, {"selp.(b16|b32|b64|u16|u32|u64|s16|s32|s64|f32|f64)"});
  table.add("slct", decodeSlct,
            {"slct.(b16|b32|b64|u16|u32|u64|s16|s32|s64|f32|f64).s32",
             "slct{.ftz}.(b16|b32|b64|u16|u32|u64|s16|s32|s64|f32|f64).f32"});
}

} // namespace mlir::qnt::emulator
