//===- CodebookOracle.h - the nearest entry of a table, by its definition --------------------------------===//
//
// Every entry is looked at, and distances are compared as the integers that they are in units of 2^-1074: nothing is
// sorted, no midpoint is formed, nothing is rounded.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_UNITTESTS_NUMERICSORACLE_CODEBOOKORACLE_H
#define QNT_UNITTESTS_NUMERICSORACLE_CODEBOOKORACLE_H

#include <array>
#include <cstdint>
#include <vector>

namespace oracle {

/// A number of 2^-1074 that has a double: two's complement, the low word first. Twice the largest double has 2100 bits.
using FixedPoint = std::array<uint64_t, 33>;

FixedPoint toFixedPoint(double finite);
FixedPoint distanceBetween(const FixedPoint &a, const FixedPoint &b);
/// -1, 0 or 1; neither is negative.
int compareDistances(const FixedPoint &a, const FixedPoint &b);

/// One table of scalar entries, at least one of them finite. Those that are not are never chosen.
class CodebookOracle {
public:
  explicit CodebookOracle(const std::vector<double> &entries);

  /// Index of the entry nearest to `quotient`, the first of those equally near. NaN counts as 0; infinities have the
  /// first of the extreme entries.
  uint32_t nearest(double quotient) const;
  /// True where two different numbers of the table are equally near, and nothing nearer.
  bool isTie(double finite) const;

private:
  struct Entry {
    uint32_t index;
    double value;
    FixedPoint exact;
  };
  std::vector<Entry> candidates;
};

/// The first smallest |f32(entry) - f32(quotient)| of f32 arithmetic; NaN and infinities have entry 0. All entries
/// finite.
uint32_t nearestInF32(const std::vector<double> &entries, double quotient);

} // namespace oracle

#endif // QNT_UNITTESTS_NUMERICSORACLE_CODEBOOKORACLE_H
