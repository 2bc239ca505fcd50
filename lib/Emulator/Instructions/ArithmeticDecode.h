//===- ArithmeticDecode.h - what the decoders of arithmetic share -----------------------------------------===//
//
// Choosing the instance of a pure function by type and modifiers, and gates of .target.
//
//===----------------------------------------------------------------------===//

#ifndef QNT_LIB_EMULATOR_INSTRUCTIONS_ARITHMETICDECODE_H
#define QNT_LIB_EMULATOR_INSTRUCTIONS_ARITHMETICDECODE_H

#include "../Arithmetic/FloatOps.h"
#include "DecodeContext.h"
#include "Qnt/Emulator/OpcodeTable.h"
#include "Warp.h"

namespace mlir::qnt::emulator {

using ptx::ScalarType;

/// Fails unless the module's .target is at least sm_`target` and its .version at least `version` (78 for 7.8). `form`
/// is what needs them: "add.bf16".
void requireTarget(DecodeContext &context, std::string_view form, unsigned target, unsigned version);

/// Bits of the register that an operand is; 0 for anything else.
unsigned registerBits(DecodeContext &context, const ptx::Operand &operand);

/// Registers the families of the group.
void registerIntegerArithmetic(OpcodeTable &table);
void registerCarryChain(OpcodeTable &table);
void registerFloatArithmetic(OpcodeTable &table);
void registerFloatFunctions(OpcodeTable &table);
void registerMinMax(OpcodeTable &table);
void registerComparisons(OpcodeTable &table);
void registerLogic(OpcodeTable &table);
void registerBitFields(OpcodeTable &table);
void registerMoves(OpcodeTable &table);
void registerConversions(OpcodeTable &table);
void registerVideo(OpcodeTable &table);
void registerMatrix(OpcodeTable &table);
void registerWmma(OpcodeTable &table);

inline bool isBrainFloat(ScalarType type) { return type == ScalarType::BF16 || type == ScalarType::BF16x2; }
/// f16 and bf16, packed or not.
inline bool isNarrowFloat(ScalarType type) {
  return type == ScalarType::F16 || type == ScalarType::F16x2 || isBrainFloat(type);
}
/// A type of float arithmetic.
inline bool isFloatType(ScalarType type) {
  return isNarrowFloat(type) || type == ScalarType::F32 || type == ScalarType::F64 || type == ScalarType::F32x2;
}
/// Gates of arithmetic in narrow and packed types; the form is the opcode with the type.
void requireForType(DecodeContext &context, ScalarType type);
inline constexpr auto kIntegerTypes = {ScalarType::U16, ScalarType::U32, ScalarType::U64,
                                       ScalarType::S16, ScalarType::S32, ScalarType::S64};

inline bool isInteger(ScalarType type) { return ptx::isSigned(type) || ptx::isUnsigned(type); }
/// A type of untyped bits as wide as `type`.
ScalarType bitsTypeOf(ScalarType type);

/// One Execute for each integer type of 16 to 64 bits; B types are as unsigned ones.
struct IntegerExecutes {
  Execute u16, s16, u32, s32, u64, s64;
  Execute select(ScalarType type) const;
};
#define QNT_INTEGER_EXECUTES(FUNCTION)                                                                                 \
  IntegerExecutes {                                                                                                    \
    executeLanes<&FUNCTION<uint16_t>>, executeLanes<&FUNCTION<int16_t>>, executeLanes<&FUNCTION<uint32_t>>,            \
        executeLanes<&FUNCTION<int32_t>>, executeLanes<&FUNCTION<uint64_t>>, executeLanes<&FUNCTION<int64_t>>          \
  }

/// One Execute for each format of floats; the packed ones compute two values. Null where there is none.
struct FloatExecutes {
  Execute f64 = nullptr, f32 = nullptr, f16 = nullptr, bf16 = nullptr, f16x2 = nullptr, bf16x2 = nullptr;
  Execute select(ScalarType type) const;
};

/// The same operation on both 16-bit halves of 32 bits.
template <auto function>
uint64_t inHalves1(uint64_t a, FloatModifiers modifiers) {
  return function(a & 0xffff, modifiers) | function((a >> 16) & 0xffff, modifiers) << 16;
}
template <auto function>
uint64_t inHalves2(uint64_t a, uint64_t b, FloatModifiers modifiers) {
  return function(a & 0xffff, b & 0xffff, modifiers) | function((a >> 16) & 0xffff, (b >> 16) & 0xffff, modifiers)
                                                           << 16;
}
template <auto function>
uint64_t inHalves3(uint64_t a, uint64_t b, uint64_t c, FloatModifiers modifiers) {
  return function(a & 0xffff, b & 0xffff, c & 0xffff, modifiers) |
         function((a >> 16) & 0xffff, (b >> 16) & 0xffff, (c >> 16) & 0xffff, modifiers) << 16;
}

/// Functions of FloatModifiers as lane functions: the common modifiers are constants, the others come from the payload.
template <auto function, bool flush>
uint64_t rounded1(uint64_t a) {
  return function(a, FloatModifiers{Rounding::NearestEven, flush, false, false});
}
template <auto function, bool flush>
uint64_t rounded2(uint64_t a, uint64_t b) {
  return function(a, b, FloatModifiers{Rounding::NearestEven, flush, false, false});
}
template <auto function, bool flush>
uint64_t rounded3(uint64_t a, uint64_t b, uint64_t c) {
  return function(a, b, c, FloatModifiers{Rounding::NearestEven, flush, false, false});
}
template <auto function>
uint64_t modified1(const FloatModifiers &modifiers, uint64_t a) {
  return function(a, modifiers);
}
template <auto function>
uint64_t modified2(const FloatModifiers &modifiers, uint64_t a, uint64_t b) {
  return function(a, b, modifiers);
}
template <auto function>
uint64_t modified3(const FloatModifiers &modifiers, uint64_t a, uint64_t b, uint64_t c) {
  return function(a, b, c, modifiers);
}

inline bool isPlain(const FloatModifiers &modifiers) {
  return modifiers.rounding == Rounding::NearestEven && !modifiers.saturate && !modifiers.relu;
}
template <auto function>
Execute executeFloat1(const FloatModifiers &modifiers) {
  if (!isPlain(modifiers))
    return executeLanes<&modified1<function>>;
  return modifiers.flush ? Execute(executeLanes<&rounded1<function, true>>)
                         : Execute(executeLanes<&rounded1<function, false>>);
}
template <auto function>
Execute executeFloat2(const FloatModifiers &modifiers) {
  if (!isPlain(modifiers))
    return executeLanes<&modified2<function>>;
  return modifiers.flush ? Execute(executeLanes<&rounded2<function, true>>)
                         : Execute(executeLanes<&rounded2<function, false>>);
}
template <auto function>
Execute executeFloat3(const FloatModifiers &modifiers) {
  if (!isPlain(modifiers))
    return executeLanes<&modified3<function>>;
  return modifiers.flush ? Execute(executeLanes<&rounded3<function, true>>)
                         : Execute(executeLanes<&rounded3<function, false>>);
}

/// .rn .rz .rm .rp when one stands there.
std::optional<Rounding> takeRounding(ModifierReader &modifiers);

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_INSTRUCTIONS_ARITHMETICDECODE_H
