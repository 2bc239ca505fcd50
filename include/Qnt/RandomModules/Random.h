//===- Random.h - a generator of numbers that is the same on every machine --------------------------------===//
//
// xoshiro256** (Blackman and Vigna, 2018), its state filled by splitmix64. Nothing here depends on the standard
// library's distributions, which differ between implementations.
//
// Each draw changes the state: two draws in one expression (arguments of a call, operands of +) may be made in either
// order by a compiler. Draw into a variable first.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_RANDOMMODULES_RANDOM_H
#define QNT_RANDOMMODULES_RANDOM_H

#include "llvm/ADT/ArrayRef.h"
#include <array>
#include <cstdint>

namespace mlir::qnt::random_modules {

class Random {
public:
  explicit Random(uint64_t seed);

  /// 64 random bits.
  uint64_t next();
  /// 0 .. count - 1, every value as likely as the others; count is at least 1.
  uint64_t below(uint64_t count);
  /// low .. high, both included.
  int64_t between(int64_t low, int64_t high);
  /// True in `percent` of 100 cases.
  bool chance(unsigned percent) { return below(100) < percent; }
  /// An index, likely in proportion to its weight; the sum of the weights is at least 1.
  size_t pickWeighted(llvm::ArrayRef<unsigned> weights);

  template <typename Range>
  const auto &pick(const Range &range) {
    return range[below(std::size(range))];
  }
  template <typename T>
  T pick(std::initializer_list<T> values) {
    return *(values.begin() + below(values.size()));
  }
  /// Every order as likely as the others.
  template <typename Range>
  void shuffle(Range &range) {
    for (size_t i = std::size(range); i > 1; --i)
      std::swap(range[i - 1], range[below(i)]);
  }

private:
  std::array<uint64_t, 4> state;
};

} // namespace mlir::qnt::random_modules

#endif // QNT_RANDOMMODULES_RANDOM_H
