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

/// Which of its two neighbours a value becomes.
enum class Rule {
  HalfEven,   ///< the nearer, a midpoint the even one
  HalfAway,   ///< the nearer, a midpoint the larger in magnitude
  Stochastic, ///< the one towards +infinity exactly when the fraction above the lower one is at least 1 - noise
};
struct Choice {
  Rule rule = Rule::HalfEven;
  double noise = 0.5; ///< a multiple of 2^-53 in [0, 1)
};

/// True when `magnitude`, in [lower, upper), belongs to `upper`. The neighbours are adjacent values of a format.
bool belongsToUpper(double magnitude, double lower, double upper, bool upperIsEven, bool negative,
                    const Choice &choice);

/// What becomes of values that a format does not hold.
struct FloatRules {
  bool saturate = true; ///< else infinity, else NaN, else saturates
  /// Code of NaN in a format without one.
  enum class NaN { LargestFinite, Zero, NegativeZero } nan = NaN::LargestFinite;
};
uint64_t codeOfNaN(const FloatSpec &spec, const FloatRules &rules);
/// Code of a magnitude that rounds beyond the largest finite value.
uint64_t codeOfOverflow(const FloatSpec &spec, bool negative, const FloatRules &rules);

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

  uint64_t encode(double value, const Choice &choice = {}, const FloatRules &rules = {}) const;

private:
  size_t roundMagnitude(double magnitude, bool negative, const Choice &choice) const;

  FloatSpec format;
  std::vector<double> magnitudes;
  /// The smallest double that belongs to values()[i + 1] or beyond, by half to even and by half away.
  std::vector<double> evenStarts, awayStarts;
};

/// The E8M0 rules, on exact powers of two. Nearest: the midpoint 1.5 * 2^k goes up. What rounds to 2^128 or more is
/// 2^127, or NaN when not saturating.
enum class PowerRule { Floor, Nearest, Ceil };
uint64_t encodeE8M0(double value, PowerRule rule, bool saturate = true);

/// `value`, not NaN, to an integer, saturated at +-2^62. Done on the bits, in integers.
int64_t roundToInteger(double value, const Choice &choice = {});
inline int64_t saturate(int64_t value, int64_t low, int64_t high) {
  return value < low ? low : value > high ? high : value;
}

} // namespace oracle

#endif // QNT_UNITTESTS_NUMERICSORACLE_BOUNDARYTABLE_H
