//===- Format.h - number formats that codes, scales and values are stored in ----------------------------===//
//
// What enters and leaves: a format's name, its properties, and the exact value of one code.
//
//   parseFormat("f8E4M3FN") -> Format::F8E4M3FN;  decode(Format::F8E4M3FN, 0x7E) -> 448.0
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_NUMERICS_FORMAT_H
#define QNT_NUMERICS_FORMAT_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <optional>

namespace mlir::qnt::numerics {

/// Every number format Qnt knows. Integers are two's complement (I*) or unsigned (U*); U1..U8 also serve as
/// code-book indices. The float formats are the OCP Microscaling ones (F8*, F6*, F4*, E8M0) and IEEE 754.
enum class Format : uint8_t {
  I2,
  I3,
  I4,
  I5,
  I6,
  I7,
  I8,
  I16,
  I32,
  U1,
  U2,
  U3,
  U4,
  U5,
  U6,
  U7,
  U8,
  U16,
  F8E4M3FN,
  F8E5M2,
  F6E2M3FN,
  F6E3M2FN,
  F4E2M1FN,
  F8E8M0FNU,
  BF16,
  F16,
  F32,
  F64,
};
inline constexpr unsigned kNumFormats = static_cast<unsigned>(Format::F64) + 1;

/// Properties of a format. Integer fields are meaningful for integers, float fields for floats.
struct FormatInfo {
  Format format;
  const char *name; ///< as written in `#qnt.encoding`: "i4", "u8", "f8E4M3FN", "bf16"
  unsigned bits;    ///< width of one code
  bool isFloat;
  bool isSigned;         ///< false for U* and F8E8M0FNU
  int64_t minInt;        ///< smallest code value of an integer format
  int64_t maxInt;        ///< largest code value of an integer format
  unsigned exponentBits; ///< float formats only, as all below
  unsigned mantissaBits; ///< stored mantissa bits, without the hidden one
  int bias;              ///< value = 1.m * 2^(e - bias)
  bool hasInfinity;
  bool hasNaN;
  double maxFinite;   ///< largest finite value; for integers maxInt
  double minNormal;   ///< smallest positive normal value
  double minPositive; ///< smallest positive value (subnormal where the format has them; 2^-127 for F8E8M0FNU)
};

const FormatInfo &getInfo(Format format);
inline bool isInteger(Format format) { return !getInfo(format).isFloat; }
inline bool isFloat(Format format) { return getInfo(format).isFloat; }
inline unsigned bitWidth(Format format) { return getInfo(format).bits; }
llvm::StringRef getName(Format format);
std::optional<Format> parseFormat(llvm::StringRef name);

/// Storage formats an encoding may name directly (a code book is the other kind of storage, see Encoding.h).
bool isStorageFormat(Format format);
bool isExpressedFormat(Format format); ///< F64, F32, F16, BF16
bool isScaleFormat(Format format);     ///< F64, F32, F16, BF16, F8E8M0FNU, F8E4M3FN
/// Zero points: I2..I32, U1..U16 or F64, F32, F16, BF16.
bool isZeroPointFormat(Format format);

/// The exact value of `code`, whose bits above the width are ignored. All formats fit in a double exactly.
/// Source of the float formats: OCP Microscaling Formats v1.0, table 1; OCP OFP8 v1.0; IEEE 754.
double decode(Format format, uint64_t code);

/// Code of the format's canonical NaN, nothing when it has none.
std::optional<uint64_t> getNaNCode(Format format);
/// Code of the largest finite value (positive).
uint64_t getMaxFiniteCode(Format format);

} // namespace mlir::qnt::numerics

#endif // QNT_NUMERICS_FORMAT_H
