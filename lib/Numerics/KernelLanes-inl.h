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

// Vectors whose number of lanes, more than one, is known when this is compiled.
#undef QNT_HAS_FIXED_VECTORS
#define QNT_HAS_FIXED_VECTORS (!HWY_HAVE_SCALABLE && HWY_TARGET != HWY_SCALAR)

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

/// Bit patterns of elements in 32-bit lanes, the sign repeated.
template <class DI>
HWY_INLINE hn::Vec<DI> loadBits(ElementF32, DI di, const int32_t *from) {
  return hn::LoadU(di, from);
}
template <class DI>
HWY_INLINE hn::Vec<DI> loadBits(ElementBF16, DI di, const int16_t *from) {
  return hn::PromoteTo(di, hn::LoadU(hn::Rebind<int16_t, DI>(), from));
}
template <class DI>
HWY_INLINE hn::Vec<DI> loadBits(ElementF16, DI di, const int16_t *from) {
  return hn::PromoteTo(di, hn::LoadU(hn::Rebind<int16_t, DI>(), from));
}

/// The values of bit patterns from loadBits.
template <class D>
HWY_INLINE hn::Vec<D> getValues(ElementF32, D d, hn::Vec<hn::RebindToSigned<D>> bits) {
  return hn::BitCast(d, bits);
}
template <class D>
HWY_INLINE hn::Vec<D> getValues(ElementBF16, D d, hn::Vec<hn::RebindToSigned<D>> bits) {
  return hn::BitCast(d, hn::ShiftLeft<16>(bits));
}
/// With integers on every instruction set: Highway's own conversion treats infinities and NaN as finite where the
/// machine has no such instruction.
template <class D>
HWY_INLINE hn::Vec<D> getValues(ElementF16, D d, hn::Vec<hn::RebindToSigned<D>> bits) {
  const hn::RebindToSigned<D> di;
  const auto magnitude = hn::And(bits, hn::Set(di, 0x7FFF));
  const auto subnormal = hn::BitCast(di, hn::Mul(hn::ConvertTo(d, magnitude), hn::Set(d, 0x1p-24f)));
  // The exponent is rebiased from 15 to 127; the one of infinities and NaN becomes 255.
  const auto isFinite = hn::Lt(magnitude, hn::Set(di, 0x7C00));
  const auto bias = hn::IfThenElse(isFinite, hn::Set(di, 112 << 23), hn::Set(di, 224 << 23));
  const auto normal = hn::Add(hn::ShiftLeft<13>(magnitude), bias);
  const auto isSubnormal = hn::Lt(magnitude, hn::Set(di, 0x0400));
  const auto sign = hn::And(bits, hn::Set(di, static_cast<int32_t>(0x80000000u)));
  return hn::BitCast(d, hn::Or(hn::IfThenElse(isSubnormal, subnormal, normal), sign));
}

template <class E, class D>
HWY_INLINE hn::Vec<D> loadFloats(E e, D d, const typename E::Raw *from) {
  return getValues(e, d, loadBits(e, hn::RebindToSigned<D>(), from));
}

/// The bits of the exponent of an f32 lane, at least the smallest of a format, whose numbers below share its unit.
template <class D>
HWY_INLINE hn::Vec<hn::RebindToSigned<D>> getExponentBits(D, hn::Vec<D> magnitude, int minExponent) {
  const hn::RebindToSigned<D> di;
  return hn::Max(hn::And(hn::BitCast(di, magnitude), hn::Set(di, 0x7F800000)), hn::Set(di, (127 + minExponent) << 23));
}

/// The bits of an f32 lane rounded half to even to a smaller float format, sign left out: the sum of a float and a
/// power of two that is 2^23 times the wanted unit is rounded to that unit, and the unit's multiple stands in its low
/// bits. Subnormal numbers share the unit of the smallest exponent. `magnitude` must be at most 2^100 and no NaN.
template <class D>
HWY_INLINE hn::Vec<hn::RebindToSigned<D>> roundMagnitude(D d, hn::Vec<D> magnitude, int mantissaBits, int minExponent) {
  const hn::RebindToSigned<D> di;
  const int dropped = 23 - mantissaBits;
  const auto smallest = hn::Set(di, (127 + minExponent) << 23);
  const auto exponent = getExponentBits(d, magnitude, minExponent);
  const auto unit = hn::Add(exponent, hn::Set(di, dropped << 23));
  const auto multiple = hn::Sub(hn::BitCast(di, hn::Add(magnitude, hn::BitCast(d, unit))), unit);
  return hn::Add(hn::ShiftRightSame(hn::Sub(exponent, smallest), dropped), multiple);
}

/// The value of that code.
template <class D>
HWY_INLINE hn::Vec<D> roundToPrecision(D d, hn::Vec<D> magnitude, int mantissaBits, int minExponent) {
  const hn::RebindToSigned<D> di;
  const auto exponent = getExponentBits(d, magnitude, minExponent);
  const auto unit = hn::BitCast(d, hn::Add(exponent, hn::Set(di, (23 - mantissaBits) << 23)));
  return hn::Sub(hn::Add(magnitude, unit), unit);
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
