//===- GatherPoints.cpp - values to weighted points ------------------------------------------------------===//

#include "Qnt/Numerics/Clustering.h"
#include "Qnt/Numerics/Rounding.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <atomic>
#include <cassert>
#include <cstring>
#include <utility>

using namespace mlir::qnt::numerics;

namespace {
/// Numbers in memory, at any alignment.
template <typename T>
struct Elements {
  const char *data;
  size_t count;

  T operator[](size_t i) const {
    T element;
    std::memcpy(&element, data + i * sizeof(T), sizeof(T));
    return element;
  }
  /// The part `index` of `numParts` about equal ones.
  Elements getPart(size_t index, size_t numParts) const {
    size_t begin = count * index / numParts, end = count * (index + 1) / numParts;
    return {data + begin * sizeof(T), end - begin};
  }
};
} // namespace

/// Parts that are counted apart: so few that their tables take little memory beside them. No count depends on how many.
static size_t getNumParts(size_t count) { return std::clamp<size_t>(count >> 23, 1, 8); }

static void forEach(size_t count, ParallelFor parallelFor, llvm::function_ref<void(size_t)> body) {
  if (parallelFor && count > 1)
    return parallelFor(count, body);
  for (size_t i = 0; i < count; ++i)
    body(i);
}

/// Adds the lists of parts element by element.
template <typename T>
static std::vector<T> sumLists(std::vector<std::vector<T>> lists) {
  std::vector<T> sums = std::move(lists.front());
  for (const std::vector<T> &list : llvm::drop_begin(lists))
    for (auto [sum, term] : llvm::zip(sums, list))
      sum += term;
  return sums;
}

//===----------------------------------------------------------------------===//
// Few values
//===----------------------------------------------------------------------===//

static std::vector<WeightedPoint> joinEqual(std::vector<double> values) {
  llvm::sort(values);
  std::vector<WeightedPoint> points;
  for (double value : values)
    if (!points.empty() && points.back().value == value)
      points.back().weight += 1.0;
    else
      points.push_back({value, 1.0});
  return points;
}

/// The bits of a number as an integer that orders alike.
static uint64_t getOrderedBits(double value) {
  uint64_t bits;
  std::memcpy(&bits, &value, sizeof(bits));
  constexpr uint64_t sign = uint64_t(1) << 63;
  return bits & sign ? ~bits : bits | sign;
}

namespace {
/// Counts different numbers; -0.0 is 0.0. `Count` holds how many there may be.
template <typename T, typename Count>
class DifferentNumbers {
public:
  explicit DifferentNumbers(size_t maxDifferent) : maxDifferent(maxDifferent) {
    // Open addressing at a load of at most a half.
    size_t size = 2;
    while (size < 2 * maxDifferent)
      size *= 2;
    table.resize(size, Entry{0, 0});
  }

  /// False when there are more than the largest number of different ones.
  bool add(T value, Count count) {
    value += T(0);
    uint64_t hash = getOrderedBits(value) * 0x9E3779B97F4A7C15u;
    size_t at = size_t(hash >> 32) & (table.size() - 1);
    while (table[at].count != 0 && table[at].value != value)
      at = (at + 1) & (table.size() - 1);
    if (table[at].count == 0 && ++numDifferent > maxDifferent)
      return false;
    table[at].value = value;
    table[at].count += count;
    return true;
  }

  bool add(const DifferentNumbers &other) {
    return llvm::all_of(other.table,
                        [&](const Entry &entry) { return entry.count == 0 || add(entry.value, entry.count); });
  }

  std::vector<WeightedPoint> getPoints() const {
    std::vector<WeightedPoint> points;
    for (const Entry &entry : table)
      if (entry.count != 0)
        points.push_back({double(entry.value), double(entry.count)});
    llvm::sort(points, [](const WeightedPoint &a, const WeightedPoint &b) { return a.value < b.value; });
    return points;
  }

private:
  struct Entry {
    T value;
    Count count;
  };
  std::vector<Entry> table;
  size_t maxDifferent, numDifferent = 0;
};
} // namespace

/// Nothing when there are more than `maxPoints` different ones.
template <typename Count, typename T>
static std::optional<std::vector<WeightedPoint>> countDifferent(Elements<T> values, size_t maxPoints, size_t numParts,
                                                                ParallelFor parallelFor) {
  std::vector<DifferentNumbers<T, Count>> parts(numParts, DifferentNumbers<T, Count>(maxPoints));
  std::atomic<bool> areFew(true);
  forEach(numParts, parallelFor, [&](size_t index) {
    Elements<T> part = values.getPart(index, numParts);
    for (size_t i = 0; i < part.count && areFew.load(std::memory_order_relaxed); ++i)
      if (!parts[index].add(part[i], 1))
        areFew = false;
  });
  for (size_t index = 1; areFew && index < numParts; ++index)
    areFew = parts.front().add(parts[index]);
  if (!areFew)
    return std::nullopt;
  return parts.front().getPoints();
}

//===----------------------------------------------------------------------===//
// Many values
//===----------------------------------------------------------------------===//

namespace {
struct Bin {
  double count = 0.0, sum = 0.0;

  Bin &operator+=(const Bin &other) {
    count += other.count;
    sum += other.sum;
    return *this;
  }
};

/// Counts values by their leading bits: sign, exponent and 4 bits of the mantissa; what falls into a bin is counted by
/// the more further bits the more it is. Sums of less than 2^29 f32 in a bin are exact, in any order: these are
/// multiples of one power of two with 24 bits.
class LeadingBits {
public:
  template <typename T>
  LeadingBits(Elements<T> values, size_t numParts, ParallelFor parallelFor);
  std::vector<WeightedPoint> getPoints() const;

private:
  static constexpr unsigned kCoarseBits = 16, kMaxFineBits = 15;

  struct Division {
    uint32_t first = 0; ///< fine bin
    uint32_t bits = 0;  ///< log2 of the number of fine bins
  };
  static size_t getCoarse(uint64_t bits) { return bits >> (64 - kCoarseBits); }
  /// The further bits of a value in a bin.
  static size_t getFine(uint64_t bits, unsigned count) { return (bits << kCoarseBits) >> (63 - count) >> 1; }
  void divide(llvm::ArrayRef<size_t> counts, size_t total);

  std::vector<Division> divisions;
  std::vector<Bin> bins;
};
} // namespace

/// A bin with a share p of the values is divided into at least 32768 p: no more than 65536 beside the coarse ones.
void LeadingBits::divide(llvm::ArrayRef<size_t> counts, size_t total) {
  divisions.resize(counts.size());
  size_t numBins = 0;
  for (auto [division, count] : llvm::zip(divisions, counts)) {
    division.first = uint32_t(numBins);
    while (division.bits < kMaxFineBits && total << division.bits < count << kMaxFineBits)
      ++division.bits;
    numBins += count == 0 ? 0 : size_t(1) << division.bits;
  }
  bins.resize(numBins);
}

template <typename T>
LeadingBits::LeadingBits(Elements<T> values, size_t numParts, ParallelFor parallelFor) {
  {
    std::vector<std::vector<size_t>> counts(numParts, std::vector<size_t>(1 << kCoarseBits));
    forEach(numParts, parallelFor, [&](size_t index) {
      Elements<T> part = values.getPart(index, numParts);
      for (size_t i = 0; i < part.count; ++i)
        ++counts[index][getCoarse(getOrderedBits(part[i]))];
    });
    divide(sumLists(std::move(counts)), values.count);
  }
  std::vector<std::vector<Bin>> parts(numParts, std::exchange(bins, {}));
  forEach(numParts, parallelFor, [&](size_t index) {
    Elements<T> part = values.getPart(index, numParts);
    for (size_t i = 0; i < part.count; ++i) {
      double value = part[i];
      uint64_t bits = getOrderedBits(value);
      const Division &division = divisions[getCoarse(bits)];
      parts[index][division.first + getFine(bits, division.bits)] += {1.0, value};
    }
  });
  bins = sumLists(std::move(parts));
}

std::vector<WeightedPoint> LeadingBits::getPoints() const {
  std::vector<WeightedPoint> points;
  for (const Bin &bin : bins) {
    if (bin.count == 0.0)
      continue;
    double mean = bin.sum / bin.count;
    // Rounding may put the means of neighbours on one number.
    if (!points.empty() && mean <= points.back().value)
      points.back().weight += bin.count;
    else
      points.push_back({mean, bin.count});
  }
  return points;
}

//===----------------------------------------------------------------------===//
// Entry points
//===----------------------------------------------------------------------===//

/// Where 65536 points are not too many, all codes of 16 bits are counted.
static std::vector<WeightedPoint> countCodes(Format type, Elements<uint16_t> codes, ParallelFor parallelFor) {
  if (codes.count <= kMaxPoints) {
    std::vector<double> values(codes.count);
    for (size_t i = 0; i < codes.count; ++i)
      values[i] = decode(type, codes[i]);
    return joinEqual(std::move(values));
  }
  size_t numParts = getNumParts(codes.count);
  std::vector<std::vector<size_t>> parts(numParts, std::vector<size_t>(1 << 16));
  forEach(numParts, parallelFor, [&](size_t index) {
    Elements<uint16_t> part = codes.getPart(index, numParts);
    for (size_t i = 0; i < part.count; ++i)
      ++parts[index][part[i]];
  });
  std::vector<size_t> counts = sumLists(std::move(parts));
  counts[0] += std::exchange(counts[0x8000], 0); // -0.0 counts as 0.0
  std::vector<WeightedPoint> points;
  for (auto [code, count] : llvm::enumerate(counts))
    if (count != 0)
      points.push_back({decode(type, code), double(count)});
  llvm::sort(points, [](const WeightedPoint &a, const WeightedPoint &b) { return a.value < b.value; });
  return points;
}

template <typename T>
static std::vector<WeightedPoint> gather(Elements<T> values, size_t maxPoints, size_t numParts,
                                         ParallelFor parallelFor) {
  if (values.count <= maxPoints) {
    std::vector<double> copy(values.count);
    for (size_t i = 0; i < values.count; ++i)
      copy[i] = values[i];
    return joinEqual(std::move(copy));
  }
  std::optional<std::vector<WeightedPoint>> points =
      llvm::isUInt<32>(values.count) ? countDifferent<uint32_t>(values, maxPoints, numParts, parallelFor)
                                     : countDifferent<uint64_t>(values, maxPoints, numParts, parallelFor);
  if (points)
    return std::move(*points);
  return LeadingBits(values, numParts, parallelFor).getPoints();
}

std::vector<WeightedPoint> mlir::qnt::numerics::gatherPoints(llvm::ArrayRef<double> values, size_t maxPoints) {
  return gather(Elements<double>{reinterpret_cast<const char *>(values.data()), values.size()}, maxPoints,
                /*numParts=*/1, nullptr);
}

std::vector<WeightedPoint> mlir::qnt::numerics::gatherTypedPoints(const TypedInput &input, ParallelFor parallelFor) {
  const char *data = static_cast<const char *>(input.data);
  const auto count = size_t(getNumElements(input.shape));
  if (input.type == Format::F32)
    return gather(Elements<float>{data, count}, kMaxPoints, getNumParts(count), parallelFor);
  if (input.type == Format::F64)
    return gather(Elements<double>{data, count}, kMaxPoints, /*numParts=*/1, nullptr);
  assert(bitWidth(input.type) == 16 && "expected f64, f32, f16 or bf16");
  return countCodes(input.type, {data, count}, parallelFor);
}
