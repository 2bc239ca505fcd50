//===- BoundaryTable.h - rounding by looking at the boundaries -------------------------------------------===//
//
// A float format as the sorted list of its values. Between two neighbours lies one boundary, their midpoint, which a
// double holds exactly; a value below it belongs to the lower neighbour, one above it to the upper, and the midpoint
// itself to the one that the tie rule names. Encoding is then a search, and no bit of it looks like an encoder.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_UNITTESTS_NUMERICSORACLE_BOUNDARYTABLE_H
#define QNT_UNITTESTS_NUMERICSORACLE_BOUNDARYTABLE_H

#include "FormatSpec.h"
#include <cstddef>
#include <vector>

namespace oracle {

enum class Tie { Even, Away };

/// What becomes of values that a format does not hold.
struct FloatRules {
  bool saturate = true; ///< else infinity, else NaN, else saturates
  /// Code of NaN in a format without one.
  enum class NaN { LargestFinite, Zero, NegativeZero } nan = NaN::LargestFinite;
};

/// Not for f32 and f64, whose tables would be too long.
class BoundaryTable {
public:
  explicit BoundaryTable(const FloatSpec &spec);

  const FloatSpec &spec() const { return format; }
  /// The non-negative finite values, ascending: the value of code i is at i. One more stands at the end, the value that
  /// would follow if the exponent had no end: rounding to it is overflow.
  const std::vector<double> &values() const { return magnitudes; }
  size_t numFinite() const { return magnitudes.size() - 1; }
  /// The midpoint between values()[i] and values()[i + 1].
  double midpoint(size_t i) const { return (magnitudes[i] + magnitudes[i + 1]) / 2; }

  uint64_t encode(double value, Tie tie, const FloatRules &rules = {}) const;
  /// Up (away from zero when `byMagnitude`, else towards +infinity) exactly when the discarded fraction is at least
  /// 1 - noise; noise is a multiple of 2^-53.
  uint64_t encodeStochastic(double value, double noise, bool byMagnitude, const FloatRules &rules = {}) const;

private:
  /// Index of a magnitude (numFinite(): overflow) to a code.
  uint64_t finish(size_t index, bool negative, const FloatRules &rules) const;
  uint64_t codeOfNaN(const FloatRules &rules) const;

  FloatSpec format;
  std::vector<double> magnitudes;
  /// firstAbove[tie][i]: the smallest double that belongs to values()[i + 1] or beyond.
  std::vector<double> firstAbove[2];
};

/// The E8M0 rules, on exact powers of two. Nearest: the midpoint 1.5 * 2^k goes up.
enum class PowerRule { Floor, Nearest, Ceil };
uint64_t encodeE8M0(double value, PowerRule rule);

/// `value` to an integer, saturated to [low, high]; not NaN. Done on the bits, in integers.
int64_t roundToInteger(double value, Tie tie);
/// Towards +infinity (or away from zero when `byMagnitude`) when the discarded fraction is at least 1 - noise.
int64_t roundToIntegerStochastic(double value, double noise, bool byMagnitude);
inline int64_t saturate(int64_t value, int64_t low, int64_t high) {
  return value < low ? low : value > high ? high : value;
}

} // namespace oracle

#endif // QNT_UNITTESTS_NUMERICSORACLE_BOUNDARYTABLE_H
