//===- KernelDecode.cpp - codes to values ------------------------------------------------------------------===//

#include "KernelLoops.h"

#include <algorithm>
#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "KernelDecode.cpp"
#include "hwy/foreach_target.h"

#include "KernelLanes-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace mlir::qnt::numerics::kernels {
namespace HWY_NAMESPACE {

template <class D>
using VectorI32 = hn::Vec<hn::RebindToSigned<D>>;

inline constexpr int32_t kNaN = 0x7FC00000;

/// The number that an integer code means.
struct IntegerDecoder {
  CodeRule rule;
  DecodeRule decode;

  template <class D>
  HWY_INLINE hn::Vec<D> getNumber(D d, VectorI32<D> code) const {
    const int unused = 32 - static_cast<int>(rule.bits);
    if (rule.isSigned)
      code = hn::ShiftRightSame(hn::ShiftLeftSame(code, unused), unused);
    return hn::ConvertTo(d, code);
  }
};

/// The exact value of a small float.
struct FloatDecoder {
  CodeRule rule;
  DecodeRule decode;

  template <class D>
  HWY_INLINE hn::Vec<D> getNumber(D d, VectorI32<D> code) const {
    const hn::RebindToSigned<D> di;
    const int signBit = static_cast<int>(rule.bits) - 1;
    const auto magnitude = hn::And(code, hn::Set(di, (1 << signBit) - 1));
    const auto unit = hn::Set(di, (127 + rule.minExponent - rule.mantissaBits) << 23);
    const auto subnormal = hn::Mul(hn::ConvertTo(d, magnitude), hn::BitCast(d, unit));
    const auto normal =
        hn::Add(hn::ShiftLeftSame(magnitude, 23 - rule.mantissaBits), hn::Set(di, (126 + rule.minExponent) << 23));
    const auto isSubnormal = hn::Lt(magnitude, hn::Set(di, 1 << rule.mantissaBits));
    const auto finite = hn::IfThenElse(isSubnormal, hn::BitCast(di, subnormal), normal);
    const auto infinityCode = hn::Set(di, rule.hasInfinity ? rule.maxFiniteCode + 1 : -1);
    const auto isInfinity = hn::Eq(magnitude, infinityCode);
    const auto special = hn::IfThenElse(isInfinity, hn::Set(di, 0x7F800000), hn::Set(di, kNaN));
    const auto isFinite = hn::Lt(magnitude, hn::Set(di, rule.maxFiniteCode + 1));
    const auto sign = hn::And(hn::ShiftLeftSame(code, 31 - signBit), hn::Set(di, static_cast<int32_t>(0x80000000u)));
    return hn::BitCast(d, hn::Or(hn::IfThenElse(isFinite, finite, special), sign));
  }
};

/// An entry of a code book.
struct TableDecoder {
  CodeRule rule;
  DecodeRule decode;

  template <class D>
  HWY_INLINE hn::Vec<D> getNumber(D d, VectorI32<D> code) const {
    return hn::GatherIndex(d, rule.entries, code);
  }
};

/// NaN becomes the positive quiet one: machines differ in the sign of 0 * infinity.
template <class D>
HWY_INLINE VectorI32<D> getCanonicalBits(D, hn::Vec<D> value) {
  const hn::RebindToSigned<D> di;
  const auto isNumber = hn::RebindMask(di, hn::Eq(value, value));
  return hn::IfThenElse(isNumber, hn::BitCast(di, value), hn::Set(di, kNaN));
}

/// A value as the element type holds it, in an f32 lane.
template <class D>
HWY_INLINE hn::Vec<D> roundLanes(ElementF32, D, hn::Vec<D> value) {
  return value;
}

template <class D>
HWY_INLINE VectorI32<D> roundToHighHalf(D d, hn::Vec<D> value) {
  const hn::RebindToSigned<D> di;
  const auto bits = getCanonicalBits(d, value);
  const auto isOdd = hn::And(hn::ShiftRight<16>(bits), hn::Set(di, 1));
  // The low bits of the canonical NaN are 0: rounding leaves it as it is.
  return hn::Add(bits, hn::Add(isOdd, hn::Set(di, 0x7FFF)));
}

template <class D>
HWY_INLINE hn::Vec<D> roundLanes(ElementBF16, D d, hn::Vec<D> value) {
  const hn::RebindToSigned<D> di;
  return hn::BitCast(d, hn::And(roundToHighHalf(d, value), hn::Set(di, static_cast<int32_t>(0xFFFF0000u))));
}

/// The f16 code; the sign is repeated above it.
template <class D>
HWY_INLINE VectorI32<D> roundToHalf(D d, hn::Vec<D> value) {
  const hn::RebindToSigned<D> di;
  // 2^16 is where the code of infinity follows the largest finite code.
  const auto magnitude = hn::Min(hn::Abs(value), hn::Set(d, 65536.0f));
  const auto code = roundMagnitude(d, magnitude, 10, -14);
  const auto sign = hn::ShiftLeft<15>(hn::BroadcastSignBit(hn::BitCast(di, value)));
  const auto isNumber = hn::RebindMask(di, hn::Eq(value, value));
  return hn::IfThenElse(isNumber, hn::Or(code, sign), hn::Set(di, 0x7E00));
}

template <class D>
HWY_INLINE hn::Vec<D> roundLanes(ElementF16 e, D d, hn::Vec<D> value) {
  return getValues(e, d, roundToHalf(d, value));
}

template <class D>
HWY_INLINE void storeFloats(ElementF32, D d, hn::Vec<D> value, int32_t *to) {
  hn::StoreU(getCanonicalBits(d, value), hn::RebindToSigned<D>(), to);
}

/// The low halves of lanes.
template <class D>
HWY_INLINE void storeHalves(D, VectorI32<D> bits, int16_t *to) {
  const hn::Rebind<uint16_t, D> halves;
  const hn::RebindToUnsigned<D> du;
  hn::StoreU(hn::TruncateTo(halves, hn::BitCast(du, bits)), halves, reinterpret_cast<uint16_t *>(to));
}

template <class D>
HWY_INLINE void storeFloats(ElementBF16, D d, hn::Vec<D> value, int16_t *to) {
  storeHalves(d, hn::ShiftRight<16>(roundToHighHalf(d, value)), to);
}

template <class D>
HWY_INLINE void storeFloats(ElementF16, D d, hn::Vec<D> value, int16_t *to) {
  storeHalves(d, roundToHalf(d, value), to);
}

/// The difference of a code and an integer zero point is exact; each product is rounded.
template <class E, class D, class V = hn::Vec<D>>
HWY_INLINE V applyRule(E e, D d, DecodeRule rule, V number, V scale, V zeroPoint) {
  if (rule == DecodeRule::MulSub)
    return hn::Sub(roundLanes(e, d, hn::Mul(number, scale)), roundLanes(e, d, hn::Mul(zeroPoint, scale)));
  return hn::Mul(hn::Sub(number, zeroPoint), scale);
}

template <class E, class Decoder, class D>
HWY_INLINE void decodeLanes(E e, const Decoder &decoder, D d, const uint8_t *codes, hn::Vec<D> scale,
                            hn::Vec<D> zeroPoint, typename E::Raw *values) {
  const hn::RebindToSigned<D> di;
  const auto code = hn::PromoteTo(di, hn::LoadU(hn::Rebind<uint8_t, D>(), codes));
  storeFloats(e, d, applyRule(e, d, decoder.decode, decoder.getNumber(d, code), scale, zeroPoint), values);
}

template <class E, class Decoder>
HWY_INLINE void decodeBlock(E e, const Decoder &decoder, const uint8_t *codes, size_t count, float scale,
                            float zeroPoint, typename E::Raw *values) {
  const hn::ScalableTag<float> d;
  const size_t lanes = hn::Lanes(d);
  const auto scales = hn::Set(d, scale);
  const auto zeroPoints = hn::Set(d, zeroPoint);
  size_t i = 0;
  for (; i + lanes <= count; i += lanes)
    decodeLanes(e, decoder, d, codes + i, scales, zeroPoints, values + i);
  if (i == count)
    return;
  if (count >= lanes) // some values are written twice, the same ones
    return decodeLanes(e, decoder, d, codes + count - lanes, scales, zeroPoints, values + count - lanes);
  HWY_ALIGN uint8_t padded[HWY_LANES(float)] = {};
  HWY_ALIGN typename E::Raw paddedValues[HWY_LANES(float)];
  std::memcpy(padded, codes, count);
  decodeLanes(e, decoder, d, padded, scales, zeroPoints, paddedValues);
  std::memcpy(values, paddedValues, count * sizeof(*values));
}

template <class E, class Decoder, class D>
HWY_INLINE void decodeColumn(E e, const Decoder &decoder, D d, size_t i, const uint8_t *codes, const float *scales,
                             const float *zeroPoints, typename E::Raw *values) {
  const auto zeroPoint = zeroPoints ? hn::LoadU(d, zeroPoints + i) : hn::Zero(d);
  decodeLanes(e, decoder, d, codes + i, hn::LoadU(d, scales + i), zeroPoint, values + i);
}

/// Blocks of one element: every lane has its own parameters.
template <class E, class Decoder>
HWY_INLINE void decodeColumns(E e, const Decoder &decoder, const uint8_t *codes, size_t count, const float *scales,
                              const float *zeroPoints, typename E::Raw *values) {
  const hn::ScalableTag<float> d;
  const hn::CappedTag<float, 1> one;
  size_t i = 0;
  for (; i + hn::Lanes(d) <= count; i += hn::Lanes(d))
    decodeColumn(e, decoder, d, i, codes, scales, zeroPoints, values);
  for (; i < count; ++i)
    decodeColumn(e, decoder, one, i, codes, scales, zeroPoints, values);
}

template <class Decoder>
HWY_INLINE void decodeWith(const Decoder &decoder, const uint8_t *codes, const float *scales, const float *zeroPoints,
                           const MutableRun &run) {
  withElement(run.type, [&](auto e) HWY_ATTR {
    auto *values = static_cast<typename decltype(e)::Raw *>(run.data);
    if (run.block == 1)
      return decodeColumns(e, decoder, codes, run.count, scales, zeroPoints, values);
    for (size_t begin = 0, i = 0; begin < run.count; begin += run.block, ++i)
      decodeBlock(e, decoder, codes + begin, std::min(run.block, run.count - begin), scales[i],
                  zeroPoints ? zeroPoints[i] : 0.0f, values + begin);
  });
}

void decodeForTarget(const uint8_t *codes, const CodeRule &rule, DecodeRule decode, const float *scales,
                     const float *zeroPoints, const MutableRun &values) {
  if (rule.entries)
    return decodeWith(TableDecoder{rule, decode}, codes, scales, zeroPoints, values);
  if (rule.isFloat)
    return decodeWith(FloatDecoder{rule, decode}, codes, scales, zeroPoints, values);
  decodeWith(IntegerDecoder{rule, decode}, codes, scales, zeroPoints, values);
}

} // namespace HWY_NAMESPACE
} // namespace mlir::qnt::numerics::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mlir::qnt::numerics::kernels {

HWY_EXPORT(decodeForTarget);

void decodeRun(const uint8_t *codes, const CodeRule &rule, DecodeRule decode, const float *scales,
               const float *zeroPoints, const MutableRun &values) {
  HWY_DYNAMIC_DISPATCH(decodeForTarget)(codes, rule, decode, scales, zeroPoints, values);
}

} // namespace mlir::qnt::numerics::kernels
#endif // HWY_ONCE
