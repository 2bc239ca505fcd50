//===- KernelEncode.cpp - quotients to codes ---------------------------------------------------------------===//
//
// A code is found from the f32 quotient with one rounding, half to even, done by an addition: the sum of an integer
// below 2^22 and 1.5 * 2^23 has the unit 1 and holds the integer in its low bits.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "KernelLoops.h"

#include <algorithm>
#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "KernelEncode.cpp"
#include "hwy/foreach_target.h"

#include "KernelLanes-inl.h"
#include "hwy/cache_control.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace mlir::qnt::numerics::kernels {
namespace HWY_NAMESPACE {

template <class D>
using VectorI32 = hn::Vec<hn::RebindToSigned<D>>;

/// round(quotient) + zeroPoint, or round(quotient + zeroPoint), saturated. The bounds are integers, so clamping before
/// rounding changes nothing.
struct IntegerCoder {
  CodeRule rule;

  template <class D>
  HWY_INLINE VectorI32<D> operator()(D d, hn::Vec<D> quotient, hn::Vec<D> zeroPoint) const {
    const hn::RebindToSigned<D> di;
    const auto added = rule.zeroPointFirst ? hn::Zero(d) : zeroPoint; // after rounding
    const auto low = hn::Sub(hn::Set(d, static_cast<float>(rule.low)), added);
    const auto high = hn::Sub(hn::Set(d, static_cast<float>(rule.high)), added);
    auto number = rule.zeroPointFirst ? hn::Add(quotient, zeroPoint) : quotient;
    number = hn::IfThenElse(hn::Eq(quotient, quotient), number, getNaNNumber(d, zeroPoint, added, low));
    const auto clamped = hn::Min(hn::Max(number, low), high);
    const auto unit = hn::Set(d, 0x1.8p23f);
    const auto rounded = hn::Sub(hn::BitCast(di, hn::Add(clamped, unit)), hn::BitCast(di, unit));
    return hn::Add(rounded, hn::ConvertTo(di, added));
  }

  /// What NaN counts as, so that it gets the code that the rule says.
  template <class D>
  HWY_INLINE hn::Vec<D> getNaNNumber(D d, hn::Vec<D> zeroPoint, hn::Vec<D> added, hn::Vec<D> low) const {
    if (rule.nan == IntegerNaN::Low)
      return low;
    return hn::Sub(rule.nan == IntegerNaN::ZeroPoint ? zeroPoint : hn::Zero(d), added);
  }
};

/// Sign, exponent and mantissa of a small float format.
struct FloatCoder {
  CodeRule rule;

  template <class D>
  HWY_INLINE VectorI32<D> operator()(D d, hn::Vec<D> quotient, hn::Vec<D>) const {
    const hn::RebindToSigned<D> di;
    const auto magnitude = hn::Min(hn::Abs(quotient), hn::Set(d, rule.maxFinite));
    const auto code = roundMagnitude(d, magnitude, rule.mantissaBits, rule.minExponent);
    const auto sign =
        hn::ShiftLeftSame(hn::BroadcastSignBit(hn::BitCast(di, quotient)), static_cast<int>(rule.bits) - 1);
    const auto isNumber = hn::RebindMask(di, hn::Eq(quotient, quotient)); // Ne differs between machines for NaN
    return hn::IfThenElse(isNumber, hn::Or(code, sign), hn::Set(di, rule.nanCode));
  }
};

/// The number of thresholds below the quotient; NaN counts as 0.
struct TableCoder {
  CodeRule rule;

  template <class D>
  HWY_INLINE VectorI32<D> operator()(D d, hn::Vec<D> quotient, hn::Vec<D>) const {
    const auto number = hn::IfThenElseZero(hn::Eq(quotient, quotient), quotient);
    return rule.bits <= 4 ? countBelow(d, number) : search(d, number);
  }

  template <class D>
  HWY_INLINE VectorI32<D> countBelow(D d, hn::Vec<D> number) const {
    const hn::RebindToSigned<D> di;
    auto count = hn::Zero(di);
    for (size_t i = 0; i + 1 < size_t(1) << rule.bits; ++i)
      count = addWhere(di, count, hn::Gt(number, hn::Set(d, rule.thresholds[i])), 1);
    return count;
  }

  /// The same by halving: the last threshold is infinity, which is below nothing.
  template <class D>
  HWY_INLINE VectorI32<D> search(D d, hn::Vec<D> number) const {
    const hn::RebindToSigned<D> di;
    auto count = hn::Zero(di);
    for (int32_t step = 1 << (rule.bits - 1); step > 0; step /= 2) {
      const auto threshold = hn::GatherIndex(d, rule.thresholds, hn::Add(count, hn::Set(di, step - 1)));
      count = addWhere(di, count, hn::Gt(number, threshold), step);
    }
    return count;
  }

  template <class DI, class M>
  HWY_INLINE hn::Vec<DI> addWhere(DI di, hn::Vec<DI> count, M mask, int32_t step) const {
    return hn::Add(count, hn::IfThenElseZero(hn::RebindMask(di, mask), hn::Set(di, step)));
  }
};

/// The low byte of every lane.
template <class D>
HWY_INLINE void storeBytes(D, VectorI32<D> codes, uint8_t *to) {
  const hn::Rebind<uint8_t, D> bytes;
  const hn::RebindToUnsigned<D> du;
  hn::StoreU(hn::TruncateTo(bytes, hn::BitCast(du, codes)), bytes, to);
}

template <class E, class Coder, class D>
HWY_INLINE void encodeLanes(E e, const Coder &coder, D d, const typename E::Raw *data, hn::Vec<D> scale,
                            hn::Vec<D> zeroPoint, uint8_t *codes) {
  storeBytes(d, coder(d, hn::Div(loadFloats(e, d, data), scale), zeroPoint), codes);
}

template <class E, class Coder>
HWY_INLINE void encodeBlock(E e, const Coder &coder, const typename E::Raw *data, size_t count, float scale,
                            float zeroPoint, uint8_t *codes) {
  const hn::ScalableTag<float> d;
  const size_t lanes = hn::Lanes(d);
  constexpr size_t panelElements = kRowPanelBytes / sizeof(typename E::Raw);
  const auto scales = hn::Set(d, scale);
  const auto zeroPoints = hn::Set(d, zeroPoint);
  size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    // What the next panel's statistics will read comes in while the arithmetic of this one goes on.
    hwy::Prefetch(data + i + panelElements);
    encodeLanes(e, coder, d, data + i, scales, zeroPoints, codes + i);
  }
  if (i == count)
    return;
  if (count >= lanes) // some codes are written twice, with the same value
    return encodeLanes(e, coder, d, data + count - lanes, scales, zeroPoints, codes + count - lanes);
  HWY_ALIGN typename E::Raw padded[HWY_LANES(float)] = {};
  HWY_ALIGN uint8_t paddedCodes[HWY_LANES(float)];
  std::memcpy(padded, data, count * sizeof(*data));
  encodeLanes(e, coder, d, padded, scales, zeroPoints, paddedCodes);
  std::memcpy(codes, paddedCodes, count);
}

template <class E, class Coder>
HWY_INLINE void encodeBlocks(E e, const Coder &coder, const Run &run, const float *scales, const float *zeroPoints,
                             uint8_t *codes) {
  const auto *data = static_cast<const typename E::Raw *>(run.data);
  for (size_t begin = 0, i = 0; begin < run.count; begin += run.block, ++i)
    encodeBlock(e, coder, data + begin, std::min(run.block, run.count - begin), scales[i],
                zeroPoints ? zeroPoints[i] : 0.0f, codes + begin);
}

template <class E, class Coder, class D>
HWY_INLINE void encodeColumn(E e, const Coder &coder, D d, size_t i, const Run &run, const float *scales,
                             const float *zeroPoints, uint8_t *codes) {
  const auto *data = static_cast<const typename E::Raw *>(run.data);
  const auto zeroPoint = zeroPoints ? hn::LoadU(d, zeroPoints + i) : hn::Zero(d);
  encodeLanes(e, coder, d, data + i, hn::LoadU(d, scales + i), zeroPoint, codes + i);
}

/// Blocks of one element: every lane has its own parameters.
template <class E, class Coder>
HWY_INLINE void encodeColumns(E e, const Coder &coder, const Run &run, const float *scales, const float *zeroPoints,
                              uint8_t *codes) {
  const hn::ScalableTag<float> d;
  const hn::CappedTag<float, 1> one;
  size_t i = 0;
  for (; i + hn::Lanes(d) <= run.count; i += hn::Lanes(d))
    encodeColumn(e, coder, d, i, run, scales, zeroPoints, codes);
  for (; i < run.count; ++i)
    encodeColumn(e, coder, one, i, run, scales, zeroPoints, codes);
}

template <class Coder>
HWY_INLINE void encodeWith(const Coder &coder, const Run &run, const float *scales, const float *zeroPoints,
                           uint8_t *codes) {
  withElement(run.type, [&](auto e) HWY_ATTR {
    // A copy that nobody else knows: what bytes are stored cannot change it, so it is not loaded again for each vector.
    const Coder local = coder;
    if (run.block == 1)
      return encodeColumns(e, local, run, scales, zeroPoints, codes);
    encodeBlocks(e, local, run, scales, zeroPoints, codes);
  });
}

void encodeForTarget(const Run &run, const CodeRule &rule, const float *scales, const float *zeroPoints,
                     uint8_t *codes) {
  if (rule.thresholds)
    return encodeWith(TableCoder{rule}, run, scales, zeroPoints, codes);
  if (rule.isFloat)
    return encodeWith(FloatCoder{rule}, run, scales, zeroPoints, codes);
  encodeWith(IntegerCoder{rule}, run, scales, zeroPoints, codes);
}

} // namespace HWY_NAMESPACE
} // namespace mlir::qnt::numerics::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mlir::qnt::numerics::kernels {

HWY_EXPORT(encodeForTarget);

void encodeRun(const Run &run, const CodeRule &rule, const float *scales, const float *zeroPoints, uint8_t *codes) {
  HWY_DYNAMIC_DISPATCH(encodeForTarget)(run, rule, scales, zeroPoints, codes);
}

} // namespace mlir::qnt::numerics::kernels
#endif // HWY_ONCE
