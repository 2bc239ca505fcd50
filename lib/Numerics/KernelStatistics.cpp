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

/// Which elements a maximum is of. Those that are not finite are found by it, since they are larger than all others: a
/// block is looked at again, without them, when there are any.
enum class Elements : uint8_t { All, Finite };

/// The bits whose signed maximum with 0 is the statistic: elements that do not count become 0 or negative.
template <Statistic S, Elements counted, class E, class D, class V>
HWY_INLINE V getStatisticBits(E, D d, V bits) {
  using T = hn::TFromD<D>;
  const auto magnitude = hn::And(bits, hn::Set(d, T{E::kMagnitude}));
  if constexpr (counted == Elements::Finite)
    bits = hn::IfThenElseZero(hn::Lt(magnitude, hn::Set(d, T{E::kInfinity})), bits);
  if constexpr (S == Statistic::Magnitude)
    return hn::And(bits, hn::Set(d, T{E::kMagnitude}));
  if constexpr (S == Statistic::Negative)
    return hn::Xor(bits, hn::Set(d, static_cast<T>(~T{E::kMagnitude})));
  return bits;
}

template <Statistic S, Elements counted, class E, class D>
HWY_INLINE typename E::Raw reduceAtLeastOneVector(E e, D d, const typename E::Raw *data, size_t count) {
  const size_t lanes = hn::Lanes(d);
  auto maxima = hn::Zero(d);
  size_t i = 0;
  for (; i + lanes <= count; i += lanes)
    maxima = hn::Max(maxima, getStatisticBits<S, counted>(e, d, hn::LoadU(d, data + i)));
  if (i != count) // elements seen twice do not change a maximum
    maxima = hn::Max(maxima, getStatisticBits<S, counted>(e, d, hn::LoadU(d, data + count - lanes)));
  return hn::GetLane(hn::MaxOfLanes(d, maxima));
}

template <Statistic S, Elements counted, class E>
HWY_INLINE typename E::Raw reduceBlock(E e, const typename E::Raw *data, size_t count) {
  using Raw = typename E::Raw;
  const hn::ScalableTag<Raw> full;
  if (count >= hn::Lanes(full))
    return reduceAtLeastOneVector<S, counted>(e, full, data, count);
  const hn::CappedTag<Raw, 8> part;
  if (count >= hn::Lanes(part))
    return reduceAtLeastOneVector<S, counted>(e, part, data, count);
  HWY_ALIGN Raw padded[8] = {};
  std::memcpy(padded, data, count * sizeof(Raw));
  return reduceAtLeastOneVector<S, counted>(e, part, padded, hn::Lanes(part));
}

template <class E>
HWY_INLINE float toFloat(E e, typename E::Raw bits) {
  const hn::CappedTag<float, 1> d;
  return hn::GetLane(loadFloats(e, d, &bits));
}

#if QNT_HAS_FIXED_VECTORS
/// The maxima of parts of a block of 16-bit elements, in 32-bit lanes: of all elements at an even place and their
/// neighbours at a lane's place.
template <Statistic S, Elements counted, class E, class DI>
HWY_INLINE hn::Vec<DI> reduceByPairs(E e, DI di, const int16_t *data, size_t block) {
  const hn::Repartition<int16_t, DI> d16;
  auto maxima = hn::Zero(d16);
  for (size_t i = 0; i < block; i += hn::Lanes(d16))
    maxima = hn::Max(maxima, getStatisticBits<S, counted>(e, d16, hn::LoadU(d16, data + i)));
  // Maxima with 0 have no sign.
  const auto pairs = hn::BitCast(di, maxima);
  return hn::Max(hn::And(pairs, hn::Set(di, 0xFFFF)), hn::ShiftRight<16>(pairs));
}

/// The maxima of N blocks, each a multiple of the vector's lanes, one block a lane (N lanes): neighbouring lanes of two
/// vectors meet in one, level by level, at a third of the shuffles that N separate reductions need.
template <Statistic S, Elements counted, size_t N, class E, class DI>
HWY_INLINE hn::Vec<DI> reduceBlocksTogether(E e, DI di, const typename E::Raw *data, size_t block) {
  if constexpr (N == 1) {
    if constexpr (sizeof(typename E::Raw) == 2)
      if (block % (2 * hn::Lanes(di)) == 0)
        return reduceByPairs<S, counted>(e, di, data, block);
    auto maxima = hn::Zero(di);
    for (size_t i = 0; i < block; i += hn::Lanes(di))
      maxima = hn::Max(maxima, getStatisticBits<S, counted>(e, di, loadBits(e, di, data + i)));
    return maxima;
  } else {
    const auto low = reduceBlocksTogether<S, counted, N / 2>(e, di, data, block);
    const auto high = reduceBlocksTogether<S, counted, N / 2>(e, di, data + N / 2 * block, block);
    return hn::Max(hn::ConcatEven(di, high, low), hn::ConcatOdd(di, high, low));
  }
}

/// Handles whole groups of small blocks; returns the number of blocks done.
template <Statistic S, class E>
HWY_INLINE size_t accumulateSmallBlocks(E e, const Run &run, float *maxima, bool &isFinite) {
  const hn::ScalableTag<float> d;
  const hn::RebindToSigned<decltype(d)> di;
  constexpr size_t lanes = hn::MaxLanes(hn::ScalableTag<float>());
  if (run.block % lanes != 0 || run.block > 8 * lanes)
    return 0;
  const auto *data = static_cast<const typename E::Raw *>(run.data);
  size_t i = 0;
  for (; (i + lanes) * run.block <= run.count; i += lanes) {
    auto bits = reduceBlocksTogether<S, Elements::All, lanes>(e, di, data + i * run.block, run.block);
    if (!hn::AllTrue(di, hn::Lt(bits, hn::Set(di, E::kInfinity)))) {
      isFinite = false;
      bits = reduceBlocksTogether<S, Elements::Finite, lanes>(e, di, data + i * run.block, run.block);
    }
    hn::StoreU(hn::Max(hn::LoadU(d, maxima + i), getValues(e, d, bits)), d, maxima + i);
  }
  return i;
}
#endif

template <Statistic S, class E>
HWY_INLINE bool accumulateBlocks(E e, const Run &run, float *maxima) {
  bool isFinite = true;
  const auto *data = static_cast<const typename E::Raw *>(run.data);
  size_t i = 0;
#if QNT_HAS_FIXED_VECTORS
  i = accumulateSmallBlocks<S>(e, run, maxima, isFinite);
#endif
  for (size_t begin = i * run.block; begin < run.count; begin += run.block, ++i) {
    const size_t count = std::min(run.block, run.count - begin);
    auto bits = reduceBlock<S, Elements::All>(e, data + begin, count);
    if (bits >= E::kInfinity) {
      isFinite = false;
      bits = reduceBlock<S, Elements::Finite>(e, data + begin, count);
    }
    maxima[i] = std::max(maxima[i], toFloat(e, bits));
  }
  return isFinite;
}

/// Returns the statistic's bits of all elements, also those that are not finite.
template <Statistic S, class E, class D>
HWY_INLINE hn::Vec<hn::RebindToSigned<D>> accumulateLanes(E e, D d, const typename E::Raw *data, float *maxima) {
  const hn::RebindToSigned<D> di;
  const auto bits = hn::BitCast(di, loadFloats(e, d, data));
  const auto statistic = getStatisticBits<S, Elements::Finite>(ElementF32(), di, bits);
  hn::StoreU(hn::Max(hn::LoadU(d, maxima), hn::BitCast(d, hn::Max(statistic, hn::Zero(di)))), d, maxima);
  return getStatisticBits<S, Elements::All>(ElementF32(), di, bits);
}

/// Blocks of one element: every lane is a statistic of its own.
template <Statistic S, class E>
HWY_INLINE bool accumulateColumns(E e, const Run &run, float *maxima) {
  const auto *data = static_cast<const typename E::Raw *>(run.data);
  const hn::ScalableTag<float> d;
  const hn::CappedTag<float, 1> one;
  const hn::RebindToSigned<decltype(d)> di;
  const hn::RebindToSigned<decltype(one)> oneInteger;
  auto largest = hn::Zero(di);
  auto largestOfRest = hn::Zero(oneInteger);
  size_t i = 0;
  for (; i + hn::Lanes(d) <= run.count; i += hn::Lanes(d))
    largest = hn::Max(largest, accumulateLanes<S>(e, d, data + i, maxima + i));
  for (; i < run.count; ++i)
    largestOfRest = hn::Max(largestOfRest, accumulateLanes<S>(e, one, data + i, maxima + i));
  return hn::AllTrue(di, hn::Lt(largest, hn::Set(di, ElementF32::kInfinity))) &&
         hn::GetLane(largestOfRest) < ElementF32::kInfinity;
}

template <Statistic S>
HWY_INLINE bool accumulateStatistic(const Run &run, float *maxima) {
  bool isFinite = true;
  withElement(run.type, [&](auto e) HWY_ATTR {
    isFinite = run.block == 1 ? accumulateColumns<S>(e, run, maxima) : accumulateBlocks<S>(e, run, maxima);
  });
  return isFinite;
}

/// Two streams through memory, which come in faster than one.
template <Elements counted, class E>
HWY_INLINE typename E::Raw reduceAll(E e, const typename E::Raw *data, size_t count) {
  const hn::ScalableTag<typename E::Raw> d;
  const auto getBits = [&](const typename E::Raw *from) HWY_ATTR {
    return getStatisticBits<Statistic::Magnitude, counted>(e, d, hn::LoadU(d, from));
  };
  const size_t lanes = hn::Lanes(d), half = count / (4 * lanes) * (2 * lanes);
  auto first = hn::Zero(d), second = first, third = first, fourth = first;
  for (size_t i = 0; i < half; i += 2 * lanes) {
    first = hn::Max(first, getBits(data + i));
    second = hn::Max(second, getBits(data + i + lanes));
    third = hn::Max(third, getBits(data + half + i));
    fourth = hn::Max(fourth, getBits(data + half + i + lanes));
  }
  const auto maxima = hn::Max(hn::Max(first, second), hn::Max(third, fourth));
  typename E::Raw largest = hn::GetLane(hn::MaxOfLanes(d, maxima));
  if (2 * half != count)
    largest = std::max(largest, reduceBlock<Statistic::Magnitude, counted>(e, data + 2 * half, count - 2 * half));
  return largest;
}

bool findLargestForTarget(Format type, const void *data, size_t count, float &largest) {
  bool isFinite = true;
  withElement(type, [&](auto e) HWY_ATTR {
    using E = decltype(e);
    const auto *elements = static_cast<const typename E::Raw *>(data);
    auto bits = reduceAll<Elements::All>(e, elements, count);
    isFinite = bits < E::kInfinity;
    if (!isFinite)
      bits = reduceAll<Elements::Finite>(e, elements, count);
    largest = toFloat(e, bits);
  });
  return isFinite;
}

bool accumulateForTarget(Statistic statistic, const Run &run, float *maxima) {
  switch (statistic) {
  case Statistic::Magnitude:
    return accumulateStatistic<Statistic::Magnitude>(run, maxima);
  case Statistic::Positive:
    return accumulateStatistic<Statistic::Positive>(run, maxima);
  case Statistic::Negative:
    return accumulateStatistic<Statistic::Negative>(run, maxima);
  }
  return true;
}

} // namespace HWY_NAMESPACE
} // namespace mlir::qnt::numerics::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mlir::qnt::numerics::kernels {

HWY_EXPORT(accumulateForTarget);
HWY_EXPORT(findLargestForTarget);

bool accumulate(Statistic statistic, const Run &run, float *maxima) {
  return HWY_DYNAMIC_DISPATCH(accumulateForTarget)(statistic, run, maxima);
}

bool findLargest(Format type, const void *data, size_t count, float &largest) {
  return HWY_DYNAMIC_DISPATCH(findLargestForTarget)(type, data, count, largest);
}

} // namespace mlir::qnt::numerics::kernels
#endif // HWY_ONCE
