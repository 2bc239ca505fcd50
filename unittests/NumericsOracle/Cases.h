//===- Cases.h - Qnt's formats beside the oracle's, and a count of differences ---------------------------===//
#ifndef QNT_UNITTESTS_NUMERICSORACLE_CASES_H
#define QNT_UNITTESTS_NUMERICSORACLE_CASES_H

#include "BoundaryTable.h"
#include "Qnt/Numerics/Format.h"
#include <ostream>
#include <string>

namespace oracle {

struct FloatCase {
  mlir::qnt::numerics::Format format;
  FloatSpec spec;
};
/// The storage formats fp8, fp6 and fp4.
extern const FloatCase kSmallFloats[5];
/// f16 and bf16, whose tables are still short.
extern const FloatCase kHalfFloats[2];
extern const FloatCase kWideFloats[2];

struct IntegerCase {
  mlir::qnt::numerics::Format format;
  IntegerSpec spec;
};
/// The storage formats i2..i8, i16, i32, u2..u8, u16; then u1, which only indexes tables.
extern const IntegerCase kIntegers[18];
inline constexpr size_t kNumStorageIntegers = 17;

std::ostream &operator<<(std::ostream &stream, const FloatCase &floatCase);
std::ostream &operator<<(std::ostream &stream, const IntegerCase &integerCase);
/// "f8E4M3FN" or "u4", for names of parameterised tests.
template <typename Info>
std::string nameOfCase(const Info &info) {
  return info.param.spec.name;
}

/// Counts comparisons and differences, and keeps the first few in words.
class Tally {
public:
  template <typename Describe>
  void compare(uint64_t got, uint64_t expected, Describe &&describe) {
    ++numCompared;
    if (got != expected)
      record(got, expected, describe());
  }
  /// Doubles with equal bits; any NaN equals any NaN.
  template <typename Describe>
  void compareValues(double got, double expected, Describe &&describe) {
    ++numCompared;
    if (!isSame(got, expected))
      recordValues(got, expected, describe());
  }
  uint64_t compared() const { return numCompared; }
  uint64_t mismatches() const { return numMismatches; }
  /// One line a difference, the first eight.
  const std::string &report() const { return text; }

private:
  static bool isSame(double a, double b);
  void record(uint64_t got, uint64_t expected, const std::string &what);
  void recordValues(double got, double expected, const std::string &what);
  void add(const std::string &line);

  uint64_t numCompared = 0, numMismatches = 0;
  std::string text;
};

/// All digits, so that a value in a message can be typed in again.
std::string describe(double value);
const char *describe(Rule rule);

} // namespace oracle

/// Fails when anything differed, or when nothing was compared. The count goes to --gtest_output as `compared`.
#define EXPECT_NO_MISMATCH(tally)                                                                                      \
  ::testing::Test::RecordProperty("compared", std::to_string((tally).compared()));                                     \
  EXPECT_TRUE((tally).mismatches() == 0 && (tally).compared() != 0)                                                    \
      << (tally).mismatches() << " of " << (tally).compared() << " differ\n"                                           \
      << (tally).report()

#endif // QNT_UNITTESTS_NUMERICSORACLE_CASES_H
