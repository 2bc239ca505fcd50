//===- Oracle.h - what the arithmetic of the emulator is compared with ------------------------------------===//
//
// Written from the definitions and without the emulator's code: small formats by listing all their numbers, f32 and f64
// by the host's rounding modes.
//
//===----------------------------------------------------------------------===//

#ifndef QNT_UNITTESTS_EMULATORARITHMETIC_ORACLE_H
#define QNT_UNITTESTS_EMULATORARITHMETIC_ORACLE_H

#include <cstdint>
#include <vector>

namespace oracle {

/// Nearest even, toward zero, down, up, nearest away: the numbers of emulator::Rounding.
enum class Mode { Nearest, Zero, Down, Up, Away };
/// The modes of the host.
inline constexpr Mode kModes[] = {Mode::Nearest, Mode::Zero, Mode::Down, Mode::Up};

/// A format of at most 19 bits with all its positive finite numbers in order.
class SmallFormat {
public:
  /// `hasInfinity`: the largest exponent is kept for infinity and NaN; else only all ones is a NaN.
  SmallFormat(int width, int exponentBits, int mantissaBits, bool hasInfinity);

  /// The number of a code; infinities and NaNs of the host for those.
  double decode(uint32_t code) const;
  /// Rounds; NaN gives `nan`. `saturate`: infinities and overflows give the largest number.
  uint32_t encode(double value, Mode mode, uint32_t nan, bool saturate) const;

  int getWidth() const { return width; }
  uint32_t getInfinity() const { return infinity; }
  /// Positive numbers by code.
  const std::vector<double> &getNumbers() const { return numbers; }

private:
  int width;
  bool hasInfinity;
  uint32_t infinity;
  double overflow; ///< the number that would follow the largest one
  std::vector<double> numbers;
};

const SmallFormat &f16();
const SmallFormat &bf16();
const SmallFormat &e4m3();
const SmallFormat &e5m2();
const SmallFormat &tf32();

/// Host operations under a rounding mode (not Away).
float add32(float a, float b, Mode mode);
float multiply32(float a, float b, Mode mode);
float fma32(float a, float b, float c, Mode mode);
float divide32(float a, float b, Mode mode);
float root32(float a, Mode mode);
double add64(double a, double b, Mode mode);
double multiply64(double a, double b, Mode mode);
double fma64(double a, double b, double c, Mode mode);
double divide64(double a, double b, Mode mode);
double root64(double a, Mode mode);
float narrow(double a, Mode mode);
double integral(double a, Mode mode);
float fromInteger32(__int128 a, Mode mode);
double fromInteger64(__int128 a, Mode mode);
/// a * b + c rounded to odd: the host truncates and says whether it was exact.
double fmaToOdd(double a, double b, double c);

/// Bit patterns of f32 and f64 that matter: zeros, subnormals, ones, extremes, infinities, NaNs.
std::vector<uint32_t> edges32();
std::vector<uint64_t> edges64();
/// A fixed sequence of pseudorandom bits.
class Random {
public:
  explicit Random(uint64_t seed) : state(seed) {}
  uint64_t next();

private:
  uint64_t state;
};

} // namespace oracle

#endif // QNT_UNITTESTS_EMULATORARITHMETIC_ORACLE_H
