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

// Vectors whose number of lanes, more than one, is known when this is compiled.
#undef QNT_HAS_FIXED_VECTORS
#define QNT_HAS_FIXED_VECTORS (!HWY_HAVE_SCALABLE && HWY_TARGET != HWY_SCALAR)

HWY_BEFORE_NAMESPACE();
namespace mlir::qnt::numerics::kernels {
namespace HWY_NAMESPACE {

/// The bits whose signed maximum with 0 is the statistic: elements that do not count become 0 or negative.
template <Statistic S, class E, class D, class V>
HWY_INLINE V getStatisticBits(E, D d, V bits) {
  using T = hn::TFromD<D>;
  const auto magnitude = hn::And(bits, hn::Set(d, T{E::kMagnitude}));
  const auto isFinite = hn::Lt(magnitude, hn::Set(d, T{E::kInfinity}));
  if constexpr (S == Statistic::Magnitude)
    return hn::IfThenElseZero(isFinite, magnitude);
  const auto finite = hn::IfThenElseZero(isFinite, bits);
  if constexpr (S == Statistic::Negative)
    return hn::Xor(finite, hn::Set(d, static_cast<T>(~T{E::kMagnitude})));
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

#if QNT_HAS_FIXED_VECTORS
/// The maxima of N blocks, each a multiple of the vector's lanes, one block a lane (N lanes): neighbouring lanes of two
/// vectors meet in one, level by level, at a third of the shuffles that N separate reductions need.
template <Statistic S, size_t N, class E, class DI>
HWY_INLINE hn::Vec<DI> reduceBlocksTogether(E e, DI di, const typename E::Raw *data, size_t block) {
  if constexpr (N == 1) {
    auto maxima = hn::Zero(di);
    for (size_t i = 0; i < block; i += hn::Lanes(di))
      maxima = hn::Max(maxima, getStatisticBits<S>(e, di, loadBits(e, di, data + i)));
    return maxima;
  } else {
    const auto low = reduceBlocksTogether<S, N / 2>(e, di, data, block);
    const auto high = reduceBlocksTogether<S, N / 2>(e, di, data + N / 2 * block, block);
    return hn::Max(hn::ConcatEven(di, high, low), hn::ConcatOdd(di, high, low));
  }
}

/// Handles whole groups of small blocks; returns the number of blocks done.
template <Statistic S, class E>
HWY_INLINE size_t accumulateSmallBlocks(E e, const Run &run, float *maxima) {
  const hn::ScalableTag<float> d;
  const hn::RebindToSigned<decltype(d)> di;
  constexpr size_t lanes = hn::MaxLanes(hn::ScalableTag<float>());
  if (run.block % lanes != 0 || run.block > 8 * lanes)
    return 0;
  const auto *data = static_cast<const typename E::Raw *>(run.data);
  size_t i = 0;
  for (; (i + lanes) * run.block <= run.count; i += lanes) {
    const auto bits = reduceBlocksTogether<S, lanes>(e, di, data + i * run.block, run.block);
    hn::StoreU(hn::Max(hn::LoadU(d, maxima + i), getValues(e, d, bits)), d, maxima + i);
  }
  return i;
}
#endif

template <Statistic S, class E>
HWY_INLINE void accumulateBlocks(E e, const Run &run, float *maxima) {
  const auto *data = static_cast<const typename E::Raw *>(run.data);
  size_t i = 0;
#if QNT_HAS_FIXED_VECTORS
  i = accumulateSmallBlocks<S>(e, run, maxima);
#endif
  for (size_t begin = i * run.block; begin < run.count; begin += run.block, ++i) {
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
