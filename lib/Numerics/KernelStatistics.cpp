//===- KernelStatistics.cpp - largest magnitudes of blocks -------------------------------------------------===//
//
// Magnitudes of floats order as their bits do, so the maxima are found on integers, in the input's own width.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "KernelLoops.h"

#include <algorithm>
#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "KernelStatistics.cpp"
#include "hwy/foreach_target.h"

#include "KernelLanes-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace mlir::qnt::numerics::kernels {
namespace HWY_NAMESPACE {

/// The bits whose signed maximum with 0 is the statistic: elements that do not count become 0 or negative.
template <Statistic S, class E, class D, class V>
HWY_INLINE V getStatisticBits(E, D d, V bits) {
  const auto magnitude = hn::And(bits, hn::Set(d, E::kMagnitude));
  const auto isFinite = hn::Lt(magnitude, hn::Set(d, E::kInfinity));
  if constexpr (S == Statistic::Magnitude)
    return hn::IfThenElseZero(isFinite, magnitude);
  const auto finite = hn::IfThenElseZero(isFinite, bits);
  if constexpr (S == Statistic::Negative)
    return hn::Xor(finite, hn::Set(d, static_cast<typename E::Raw>(~E::kMagnitude)));
  return finite;
}

template <Statistic S, class E, class D>
HWY_INLINE typename E::Raw reduceAtLeastOneVector(E e, D d, const typename E::Raw *data, size_t count) {
  const size_t lanes = hn::Lanes(d);
  auto maxima = hn::Zero(d);
  size_t i = 0;
  for (; i + lanes <= count; i += lanes)
    maxima = hn::Max(maxima, getStatisticBits<S>(e, d, hn::LoadU(d, data + i)));
  if (i != count) // elements seen twice do not change a maximum
    maxima = hn::Max(maxima, getStatisticBits<S>(e, d, hn::LoadU(d, data + count - lanes)));
  return hn::GetLane(hn::MaxOfLanes(d, maxima));
}

template <Statistic S, class E>
HWY_INLINE typename E::Raw reduceBlock(E e, const typename E::Raw *data, size_t count) {
  using Raw = typename E::Raw;
  const hn::ScalableTag<Raw> full;
  if (count >= hn::Lanes(full))
    return reduceAtLeastOneVector<S>(e, full, data, count);
  const hn::CappedTag<Raw, 8> part;
  if (count >= hn::Lanes(part))
    return reduceAtLeastOneVector<S>(e, part, data, count);
  HWY_ALIGN Raw padded[8] = {};
  std::memcpy(padded, data, count * sizeof(Raw));
  return reduceAtLeastOneVector<S>(e, part, padded, hn::Lanes(part));
}

template <class E>
HWY_INLINE float toFloat(E e, typename E::Raw bits) {
  const hn::CappedTag<float, 1> d;
  return hn::GetLane(loadFloats(e, d, &bits));
}

template <Statistic S, class E>
HWY_INLINE void accumulateBlocks(E e, const Run &run, float *maxima) {
  const auto *data = static_cast<const typename E::Raw *>(run.data);
  for (size_t begin = 0, i = 0; begin < run.count; begin += run.block, ++i) {
    const size_t count = std::min(run.block, run.count - begin);
    maxima[i] = std::max(maxima[i], toFloat(e, reduceBlock<S>(e, data + begin, count)));
  }
}

template <Statistic S, class E, class D>
HWY_INLINE void accumulateLanes(E e, D d, const typename E::Raw *data, float *maxima) {
  const hn::RebindToSigned<D> bits;
  const auto statistic = getStatisticBits<S>(ElementF32(), bits, hn::BitCast(bits, loadFloats(e, d, data)));
  hn::StoreU(hn::Max(hn::LoadU(d, maxima), hn::BitCast(d, hn::Max(statistic, hn::Zero(bits)))), d, maxima);
}

/// Blocks of one element: every lane is a statistic of its own.
template <Statistic S, class E>
HWY_INLINE void accumulateColumns(E e, const Run &run, float *maxima) {
  const auto *data = static_cast<const typename E::Raw *>(run.data);
  const hn::ScalableTag<float> d;
  const hn::CappedTag<float, 1> one;
  size_t i = 0;
  for (; i + hn::Lanes(d) <= run.count; i += hn::Lanes(d))
    accumulateLanes<S>(e, d, data + i, maxima + i);
  for (; i < run.count; ++i)
    accumulateLanes<S>(e, one, data + i, maxima + i);
}

template <Statistic S>
HWY_INLINE void accumulateStatistic(const Run &run, float *maxima) {
  withElement(run.type, [&](auto e) HWY_ATTR {
    if (run.block == 1)
      return accumulateColumns<S>(e, run, maxima);
    accumulateBlocks<S>(e, run, maxima);
  });
}

void accumulateForTarget(Statistic statistic, const Run &run, float *maxima) {
  switch (statistic) {
  case Statistic::Magnitude:
    return accumulateStatistic<Statistic::Magnitude>(run, maxima);
  case Statistic::Positive:
    return accumulateStatistic<Statistic::Positive>(run, maxima);
  case Statistic::Negative:
    return accumulateStatistic<Statistic::Negative>(run, maxima);
  }
}

} // namespace HWY_NAMESPACE
} // namespace mlir::qnt::numerics::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mlir::qnt::numerics::kernels {

HWY_EXPORT(accumulateForTarget);

void accumulate(Statistic statistic, const Run &run, float *maxima) {
  HWY_DYNAMIC_DISPATCH(accumulateForTarget)(statistic, run, maxima);
}

} // namespace mlir::qnt::numerics::kernels
#endif // HWY_ONCE
