//===- KernelLanes-inl.h - loading floats of any input type into f32 lanes ---------------------------------===//
//
// Included once per instruction set by the files with vector loops.
//
//===-----------------------------------------------------------------------------------------------------===//
#if defined(QNT_LIB_NUMERICS_KERNELLANES_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef QNT_LIB_NUMERICS_KERNELLANES_INL_H
#undef QNT_LIB_NUMERICS_KERNELLANES_INL_H
#else
#define QNT_LIB_NUMERICS_KERNELLANES_INL_H
#endif

#include "KernelLoops.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace mlir::qnt::numerics::kernels {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Bit patterns of an input type: `Raw` holds one element, magnitudes from kInfinity on are not finite.
struct ElementF32 {
  using Raw = int32_t;
  static constexpr Raw kMagnitude = 0x7FFFFFFF;
  static constexpr Raw kInfinity = 0x7F800000;
};
struct ElementBF16 {
  using Raw = int16_t;
  static constexpr Raw kMagnitude = 0x7FFF;
  static constexpr Raw kInfinity = 0x7F80;
};
struct ElementF16 {
  using Raw = int16_t;
  static constexpr Raw kMagnitude = 0x7FFF;
  static constexpr Raw kInfinity = 0x7C00;
};

template <class D>
HWY_INLINE hn::Vec<D> loadFloats(ElementF32, D d, const int32_t *from) {
  return hn::BitCast(d, hn::LoadU(hn::RebindToSigned<D>(), from));
}

template <class D>
HWY_INLINE hn::Vec<D> loadFloats(ElementBF16, D d, const int16_t *from) {
  const hn::Rebind<int16_t, D> d16;
  const hn::RebindToSigned<D> d32;
  return hn::BitCast(d, hn::ShiftLeft<16>(hn::PromoteTo(d32, hn::LoadU(d16, from))));
}

/// With integers on every instruction set: Highway's own conversion treats infinities and NaN as finite where the
/// machine has no such instruction.
template <class D>
HWY_INLINE hn::Vec<D> loadFloats(ElementF16, D d, const int16_t *from) {
  const hn::Rebind<int16_t, D> d16;
  const hn::RebindToSigned<D> d32;
  const auto bits = hn::PromoteTo(d32, hn::LoadU(d16, from));
  const auto magnitude = hn::And(bits, hn::Set(d32, 0x7FFF));
  const auto subnormal = hn::BitCast(d32, hn::Mul(hn::ConvertTo(d, magnitude), hn::Set(d, 0x1p-24f)));
  // The exponent is rebiased from 15 to 127; the one of infinities and NaN becomes 255.
  const auto isFinite = hn::Lt(magnitude, hn::Set(d32, 0x7C00));
  const auto bias = hn::IfThenElse(isFinite, hn::Set(d32, 112 << 23), hn::Set(d32, 224 << 23));
  const auto normal = hn::Add(hn::ShiftLeft<13>(magnitude), bias);
  const auto isSubnormal = hn::Lt(magnitude, hn::Set(d32, 0x0400));
  const auto sign = hn::And(bits, hn::Set(d32, static_cast<int32_t>(0x80000000u)));
  return hn::BitCast(d, hn::Or(hn::IfThenElse(isSubnormal, subnormal, normal), sign));
}

/// The bits of an f32 lane rounded half to even to a smaller float format, sign left out: the sum of a float and a
/// power of two that is 2^23 times the wanted unit is rounded to that unit, and the unit's multiple stands in its low
/// bits. Subnormal numbers share the unit of the smallest exponent. `magnitude` must be at most 2^100 and no NaN.
template <class D>
HWY_INLINE hn::Vec<hn::RebindToSigned<D>> roundMagnitude(D d, hn::Vec<D> magnitude, int mantissaBits, int minExponent) {
  const hn::RebindToSigned<D> di;
  const int dropped = 23 - mantissaBits;
  const auto smallest = hn::Set(di, (127 + minExponent) << 23);
  const auto exponent = hn::Max(hn::And(hn::BitCast(di, magnitude), hn::Set(di, 0x7F800000)), smallest);
  const auto unit = hn::Add(exponent, hn::Set(di, dropped << 23));
  const auto multiple = hn::Sub(hn::BitCast(di, hn::Add(magnitude, hn::BitCast(d, unit))), unit);
  return hn::Add(hn::ShiftRightSame(hn::Sub(exponent, smallest), dropped), multiple);
}

/// Calls `function(Element())` for the element type of the format.
template <class Function>
HWY_INLINE void withElement(Format type, Function function) {
  if (type == Format::F32)
    return function(ElementF32());
  if (type == Format::BF16)
    return function(ElementBF16());
  function(ElementF16());
}

} // namespace HWY_NAMESPACE
} // namespace mlir::qnt::numerics::kernels
HWY_AFTER_NAMESPACE();

#endif // per target
