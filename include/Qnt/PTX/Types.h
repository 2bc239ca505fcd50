//===- Types.h - scalar types and state spaces of PTX ----------------------------------------------------===//
#ifndef QNT_PTX_TYPES_H
#define QNT_PTX_TYPES_H

#include <cstdint>
#include <optional>
#include <string_view>

namespace mlir::qnt::ptx {

/// Types of variables, and those that only instructions name (from BF16 on).
enum class ScalarType : uint8_t {
  None,
  Pred,
  B8,
  B16,
  B32,
  B64,
  B128,
  U8,
  U16,
  U32,
  U64,
  S8,
  S16,
  S32,
  S64,
  F16,
  F16x2,
  F32,
  F64,
  TexRef,
  SamplerRef,
  SurfRef,
  BF16,
  BF16x2,
  TF32,
  F32x2,
  U16x2,
  S16x2,
  U8x4,
  S8x4,
  U4,
  S4,
  B1,
  E4M3,
  E5M2,
  E4M3x2,
  E5M2x2,
  E4M3x4,
  E5M2x4,
  E2M1,
  E2M1x2,
  E2M1x4,
  E2M3,
  E3M2,
  E2M3x2,
  E3M2x2,
  E2M3x4,
  E3M2x4,
  UE8M0,
  UE8M0x2,
  UE4M3,
  Last = UE4M3,
};

/// The type a modifier names, "s32" or "bf16x2" (without the dot); None when it names none.
ScalarType parseScalarType(std::string_view name);
/// "s32"; empty for None.
std::string_view getName(ScalarType type);
/// Bits of one value as it lies in a register; 1 for Pred and B1, 64 for the opaque types, 0 for None.
unsigned getBitWidth(ScalarType type);
/// Bytes of one value in memory: bits in whole bytes.
inline unsigned getByteSize(ScalarType type) { return (getBitWidth(type) + 7) / 8; }
/// May a variable be declared of this type?
inline bool isDeclarable(ScalarType type) { return type != ScalarType::None && type <= ScalarType::SurfRef; }
/// `.texref`, `.samplerref`, `.surfref`.
inline bool isOpaque(ScalarType type) { return type >= ScalarType::TexRef && type <= ScalarType::SurfRef; }
inline bool isUntyped(ScalarType type) { return type >= ScalarType::B8 && type <= ScalarType::B128; }
inline bool isUnsigned(ScalarType type) { return type >= ScalarType::U8 && type <= ScalarType::U64; }
inline bool isSigned(ScalarType type) { return type >= ScalarType::S8 && type <= ScalarType::S64; }
/// F16, F16x2, F32, F64.
inline bool isFloat(ScalarType type) { return type >= ScalarType::F16 && type <= ScalarType::F64; }

/// Where a variable lies. Register is that of parameters `.func f(.reg .b32 a)`.
enum class StateSpace : uint8_t { None, Register, Constant, Global, Local, Parameter, Shared, Texture };

/// "global" for Global, "reg" for Register.
std::string_view getName(StateSpace space);

enum class Linkage : uint8_t { Internal, Extern, Visible, Weak, Common };

} // namespace mlir::qnt::ptx

#endif // QNT_PTX_TYPES_H
