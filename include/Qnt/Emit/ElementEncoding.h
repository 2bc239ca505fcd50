//===- ElementEncoding.h - what the numerics of one element need to know ---------------------------------===//
//
// The stage Emit builds arith and math ops for ONE element: a code to its value, a value to its code, a block's
// statistics to its scale. It knows neither tensors nor loops nor a target. Every function takes SSA values that are
// scalars or vectors of one shape (scale, zero point and index too), and gives the bits that docs/Numerics.md fixes.
//
// Values come in containers: integer codes, fp8, fp6, fp4 and e8m0 in i8, i16 or i32; f16, bf16, f32, f64 as
// themselves. What Emit writes into a container is sign-extended for iN and zero-extended for all other formats.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_EMIT_ELEMENTENCODING_H
#define QNT_EMIT_ELEMENTENCODING_H

#include "Qnt/IR/QntDialect.h"
#include "Qnt/Numerics/Convention.h"
#include "Qnt/Numerics/Encoding.h"

namespace mlir::qnt::emit {

/// What stands in a container above the bits of a code narrower than it.
enum class HighBits : uint8_t {
  Unknown, ///< anything: is masked or sign-extended away
  Zeros,   ///< as extui leaves it
  Sign,    ///< as extsi leaves it
};

/// i8, i16 or i32 for formats without a type that LLVM stores well, else the type itself.
Type getContainerType(MLIRContext *context, Format format);

/// The part of an encoding that concerns one element. With a code book `storage` is the type of the index.
struct ElementEncoding {
  Format storage = Format::I8;
  std::optional<Format> entry; ///< of the code book
  Format expressed = Format::F32;
  std::optional<Format> scale;
  bool tensorScale = false;
  std::optional<Format> zeroPoint;
  int64_t low = 0, high = 0; ///< smallest and largest code of an integer storage, clamp applied
  numerics::DecodeRule decode = numerics::DecodeRule::SubMul;

  /// Codes chosen by a dynamic rule use numerics::getChosenEncoding's range: pass its result.
  explicit ElementEncoding(const numerics::Encoding &encoding);
  explicit ElementEncoding(EncodingAttr encoding) : ElementEncoding(encoding.toNumerics()) {}

  /// The format of the numbers that scales multiply: the code book's entries or the storage.
  Format getNumberFormat() const { return entry.value_or(storage); }
  bool hasIntegerCodes() const { return !entry && numerics::isInteger(storage); }
  /// Decodes in f64: expressed or scale is f64.
  bool isWide() const { return expressed == Format::F64 || scale == Format::F64; }
};

} // namespace mlir::qnt::emit

#endif // QNT_EMIT_ELEMENTENCODING_H
