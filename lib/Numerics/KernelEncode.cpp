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

/// Whether quotients may be NaN.
enum class Numbers : uint8_t { WithNaN, Only };

/// round(quotient) + zeroPoint, or round(quotient + zeroPoint), saturated. The bounds are integers, so clamping before
/// rounding changes nothing.
template <Numbers numbers>
struct IntegerCoder {
  static constexpr bool kHasHighBits = true; ///< above the width of a code
  CodeRule rule;

  template <class D>
  HWY_INLINE VectorI32<D> operator()(D d, hn::Vec<D> quotient, hn::Vec<D> zeroPoint) const {
    const hn::RebindToSigned<D> di;
    const auto added = rule.zeroPointFirst ? hn::Zero(d) : zeroPoint; // after rounding
    const auto low = hn::Sub(hn::Set(d, static_cast<float>(rule.low)), added);
    const auto high = hn::Sub(hn::Set(d, static_cast<float>(rule.high)), added);
    auto number = rule.zeroPointFirst ? hn::Add(quotient, zeroPoint) : quotient;
    if constexpr (numbers == Numbers::WithNaN)
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
template <Numbers numbers>
struct FloatCoder {
  static constexpr bool kHasHighBits = false;
  CodeRule rule;

  template <class D>
  HWY_INLINE VectorI32<D> operator()(D d, hn::Vec<D> quotient, hn::Vec<D>) const {
    const hn::RebindToSigned<D> di;
    const auto magnitude = hn::Min(hn::Abs(quotient), hn::Set(d, rule.maxFinite));
    const auto code = roundMagnitude(d, magnitude, rule.mantissaBits, rule.minExponent);
    const auto shifted =
        hn::ShiftRightSame(hn::BitCast(hn::RebindToUnsigned<D>(), quotient), 32 - static_cast<int>(rule.bits));
    const auto sign = hn::And(hn::BitCast(di, shifted), hn::Set(di, 1 << (rule.bits - 1)));
    if constexpr (numbers == Numbers::Only)
      return hn::Or(code, sign);
    const auto isNumber = hn::RebindMask(di, hn::Eq(quotient, quotient)); // Ne differs between machines for NaN
    return hn::IfThenElse(isNumber, hn::Or(code, sign), hn::Set(di, rule.nanCode));
  }
};

/// The number of thresholds below the quotient; NaN counts as 0.
struct TableCoder {
  static constexpr bool kHasHighBits = false;
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
HWY_INLINE void encodeBlocks(E e, const Coder &coder, const Run &run, const RunParameters &parameters, uint8_t *codes) {
  const auto *data = static_cast<const typename E::Raw *>(run.data);
  for (size_t begin = 0, i = 0; begin < run.count; begin += run.block, ++i)
    encodeBlock(e, coder, data + begin, std::min(run.block, run.count - begin), parameters.scales[i],
                parameters.zeroPoints ? parameters.zeroPoints[i] : 0.0f, codes + begin);
}

template <class E, class Coder, class D>
HWY_INLINE void encodeColumn(E e, const Coder &coder, D d, size_t i, const Run &run, const RunParameters &parameters,
                             uint8_t *codes) {
  const auto *data = static_cast<const typename E::Raw *>(run.data);
  const auto zeroPoint = parameters.zeroPoints ? hn::LoadU(d, parameters.zeroPoints + i) : hn::Zero(d);
  encodeLanes(e, coder, d, data + i, hn::LoadU(d, parameters.scales + i), zeroPoint, codes + i);
}

/// Blocks of one element: every lane has its own parameters.
template <class E, class Coder>
HWY_INLINE void encodeColumns(E e, const Coder &coder, const Run &run, const RunParameters &parameters,
                              uint8_t *codes) {
  const hn::ScalableTag<float> d;
  const hn::CappedTag<float, 1> one;
  size_t i = 0;
  for (; i + hn::Lanes(d) <= run.count; i += hn::Lanes(d))
    encodeColumn(e, coder, d, i, run, parameters, codes);
  for (; i < run.count; ++i)
    encodeColumn(e, coder, one, i, run, parameters, codes);
}

//===----------------------------------------------------------------------------------------------------===//
// Codes of four bits
//===----------------------------------------------------------------------------------------------------===//

#if QNT_HAS_FIXED_VECTORS
/// Four vectors of codes, two a byte. A lane first holds one code of each vector, a byte each; then a pair of lanes two
/// of each, in its low half; then the bytes change places from pair by pair to vector by vector.
template <class DI>
HWY_INLINE void storeNibbles(DI, hn::Vec<DI> first, hn::Vec<DI> second, hn::Vec<DI> third, hn::Vec<DI> fourth,
                             uint8_t *to) {
  const hn::Repartition<uint64_t, DI> pairs;
  const hn::Rebind<uint32_t, decltype(pairs)> halves;
  const hn::Repartition<uint8_t, decltype(halves)> bytes;
  constexpr size_t numPairs = hn::MaxLanes(DI()) / 2, pairsPerBlock = numPairs < 4 ? numPairs : 4;
  const auto lanes = hn::BitCast(pairs, hn::Or(hn::Or(first, hn::ShiftLeft<8>(second)),
                                               hn::Or(hn::ShiftLeft<16>(third), hn::ShiftLeft<24>(fourth))));
  const auto joined = hn::TruncateTo(halves, hn::Or(lanes, hn::ShiftRight<28>(lanes)));
  HWY_ALIGN static constexpr uint8_t kOfFour[16] = {0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15};
  HWY_ALIGN static constexpr uint8_t kOfTwo[16] = {0, 4, 1, 5, 2, 6, 3, 7};
  const auto places = hn::LoadDup128(bytes, pairsPerBlock == 4 ? kOfFour : kOfTwo);
  const auto sorted = hn::TableLookupBytes(hn::BitCast(bytes, joined), places);
  if constexpr (numPairs <= 4)
    return hn::StoreU(sorted, bytes, to);
  // Each block of 16 bytes has four bytes of each vector.
  HWY_ALIGN int32_t blocks[numPairs];
  for (size_t i = 0; i < numPairs; ++i)
    blocks[i] = static_cast<int32_t>(i % (numPairs / 4) * 4 + i / (numPairs / 4));
  const hn::RebindToSigned<decltype(halves)> words;
  hn::StoreU(hn::BitCast(bytes, hn::TableLookupLanes(hn::BitCast(words, sorted), hn::SetTableIndices(words, blocks))),
             bytes, to);
}

/// A group of four vectors whose first block has number `block`; `vectorsPerBlock` is 4 when all are of one block.
template <size_t vectorsPerBlock, class E, class Coder>
HWY_INLINE void encodeGroup(E e, const Coder &coder, const typename E::Raw *data, const RunParameters &parameters,
                            size_t block, uint8_t *packed) {
  const hn::ScalableTag<float> d;
  const hn::RebindToSigned<decltype(d)> di;
  constexpr size_t lanes = hn::MaxLanes(hn::ScalableTag<float>());
  constexpr size_t panelElements = kRowPanelBytes / sizeof(typename E::Raw);
  for (size_t i = 0; i < 4 * lanes; i += 64 / sizeof(*data))
    hwy::Prefetch(data + i + panelElements);
  const auto encodeVector = [&](size_t i) HWY_ATTR {
    const size_t at = block + i / vectorsPerBlock;
    const auto zeroPoint = parameters.zeroPoints ? hn::Set(d, parameters.zeroPoints[at]) : hn::Zero(d);
    const auto quotient = hn::Div(loadFloats(e, d, data + i * lanes), hn::Set(d, parameters.scales[at]));
    const auto code = coder(d, quotient, zeroPoint);
    return Coder::kHasHighBits ? hn::And(code, hn::Set(di, 15)) : code;
  };
  storeNibbles(di, encodeVector(0), encodeVector(1), encodeVector(2), encodeVector(3), packed);
}

/// Blocks of one or two vectors, or of whole groups.
template <size_t vectorsPerBlock, class E, class Coder>
HWY_INLINE void encodeGroups(E e, const Coder &coder, const Run &run, const RunParameters &parameters,
                             uint8_t *packed) {
  constexpr size_t group = 4 * hn::MaxLanes(hn::ScalableTag<float>());
  const auto *data = static_cast<const typename E::Raw *>(run.data);
  if constexpr (vectorsPerBlock < 4) {
    for (size_t i = 0; i < run.count; i += group)
      encodeGroup<vectorsPerBlock>(e, coder, data + i, parameters, i / (group / 4 * vectorsPerBlock), packed + i / 2);
  } else {
    for (size_t begin = 0, block = 0; begin < run.count; begin += run.block, ++block)
      for (size_t i = begin, end = std::min(begin + run.block, run.count); i < end; i += group)
        encodeGroup<vectorsPerBlock>(e, coder, data + i, parameters, block, packed + i / 2);
  }
}
#endif

template <class E, class Coder>
HWY_INLINE bool encodePacked(E e, const Coder &coder, const Run &run, const RunParameters &parameters,
                             uint8_t *packed) {
#if QNT_HAS_FIXED_VECTORS
  constexpr size_t lanes = hn::MaxLanes(hn::ScalableTag<float>());
  if (run.count % (4 * lanes) != 0)
    return false;
  if (run.block % (4 * lanes) == 0)
    return encodeGroups<4>(e, coder, run, parameters, packed), true;
  if (run.block == 2 * lanes)
    return encodeGroups<2>(e, coder, run, parameters, packed), true;
  if (run.block == lanes)
    return encodeGroups<1>(e, coder, run, parameters, packed), true;
#endif
  return false;
}

//===----------------------------------------------------------------------------------------------------===//
// By rule and type of the input
//===----------------------------------------------------------------------------------------------------===//

/// Calls `function(element, coder)` with the types that the run and the rule ask for. The coder is a copy that nobody
/// else knows: what bytes are stored cannot change it, so it is not loaded again for each vector.
template <class Function>
HWY_INLINE void withCoder(Format type, const CodeRule &rule, bool isFinite, Function function) {
  withElement(type, [&](auto e) HWY_ATTR {
    if (rule.thresholds)
      return function(e, TableCoder{rule});
    if (rule.isFloat && isFinite)
      return function(e, FloatCoder<Numbers::Only>{rule});
    if (rule.isFloat)
      return function(e, FloatCoder<Numbers::WithNaN>{rule});
    if (isFinite)
      return function(e, IntegerCoder<Numbers::Only>{rule});
    function(e, IntegerCoder<Numbers::WithNaN>{rule});
  });
}

void encodeForTarget(const Run &run, const CodeRule &rule, const RunParameters &parameters, uint8_t *codes) {
  withCoder(run.type, rule, parameters.isFinite, [&](auto e, auto coder) HWY_ATTR {
    if (run.block == 1)
      return encodeColumns(e, coder, run, parameters, codes);
    encodeBlocks(e, coder, run, parameters, codes);
  });
}

bool encodeNibblesForTarget(const Run &run, const CodeRule &rule, const RunParameters &parameters, uint8_t *packed) {
  bool isDone = false;
  withCoder(run.type, rule, parameters.isFinite,
            [&](auto e, auto coder) HWY_ATTR { isDone = encodePacked(e, coder, run, parameters, packed); });
  return isDone;
}

} // namespace HWY_NAMESPACE
} // namespace mlir::qnt::numerics::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mlir::qnt::numerics::kernels {

HWY_EXPORT(encodeForTarget);
HWY_EXPORT(encodeNibblesForTarget);

void encodeRun(const Run &run, const CodeRule &rule, const RunParameters &parameters, uint8_t *codes) {
  HWY_DYNAMIC_DISPATCH(encodeForTarget)(run, rule, parameters, codes);
}

bool encodeNibbles(const Run &run, const CodeRule &rule, const RunParameters &parameters, uint8_t *packed) {
  return HWY_DYNAMIC_DISPATCH(encodeNibblesForTarget)(run, rule, parameters, packed);
}

} // namespace mlir::qnt::numerics::kernels
#endif // HWY_ONCE
