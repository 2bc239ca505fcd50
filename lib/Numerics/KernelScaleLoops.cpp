//===- KernelScaleLoops.cpp - scales of many small blocks --------------------------------------------------===//
//
// Blocks of 16 elements have so many scales that they are chosen, rounded and decoded in one loop.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "KernelLoops.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "KernelScaleLoops.cpp"
#include "hwy/foreach_target.h"

#include "KernelLanes-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace mlir::qnt::numerics::kernels {
namespace HWY_NAMESPACE {

constexpr int kMantissaBits = 3, kMinExponent = -6; ///< of f8E4M3FN

template <class D>
HWY_INLINE void chooseLanes(D d, const ScaleSteps &steps, const float *maxima, float *scales, uint8_t *stored) {
  const hn::RebindToUnsigned<D> du;
  const hn::Rebind<uint8_t, D> bytes;
  const auto range = hn::Mul(hn::LoadU(d, maxima), hn::Set(d, steps.factor));
  const auto quotient = hn::Div(hn::Div(range, hn::Set(d, steps.divisor)), hn::Set(d, steps.tensorScale));
  const auto isTooSmall = hn::Lt(steps.guardsRange ? range : quotient, hn::Set(d, steps.smallest));
  const auto scale = hn::Min(hn::IfThenElse(isTooSmall, hn::Set(d, 1.0f), quotient), hn::Set(d, 448.0f));
  const auto smallest = hn::Set(d, 0x1p-9f);
  // What rounds to 0 has the smallest scale, whose code is 1.
  const auto rounded = hn::Max(scale, smallest);
  const auto code = roundMagnitude(d, rounded, kMantissaBits, kMinExponent);
  hn::StoreU(hn::TruncateTo(bytes, hn::BitCast(du, code)), bytes, stored);
  const auto value = roundToPrecision(d, rounded, kMantissaBits, kMinExponent);
  hn::StoreU(hn::Mul(value, hn::Set(d, steps.tensorScale)), d, scales);
}

void chooseE4M3ScalesForTarget(const ScaleSteps &given, const float *maxima, size_t count, float *scales,
                               uint8_t *stored) {
  const ScaleSteps steps = given; // that no store of bytes can change
  const hn::ScalableTag<float> d;
  const hn::CappedTag<float, 1> one;
  size_t i = 0;
  for (; i + hn::Lanes(d) <= count; i += hn::Lanes(d))
    chooseLanes(d, steps, maxima + i, scales + i, stored + i);
  for (; i < count; ++i)
    chooseLanes(one, steps, maxima + i, scales + i, stored + i);
}

} // namespace HWY_NAMESPACE
} // namespace mlir::qnt::numerics::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mlir::qnt::numerics::kernels {

HWY_EXPORT(chooseE4M3ScalesForTarget);

void chooseE4M3Scales(const ScaleSteps &steps, const float *maxima, size_t count, float *scales, uint8_t *stored) {
  HWY_DYNAMIC_DISPATCH(chooseE4M3ScalesForTarget)(steps, maxima, count, scales, stored);
}

} // namespace mlir::qnt::numerics::kernels
#endif // HWY_ONCE
