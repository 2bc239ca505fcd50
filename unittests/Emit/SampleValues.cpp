//===- SampleValues.cpp - values where rounding may go wrong ------------------------------------------------===//

#include "SampleValues.h"
#include "Qnt/Numerics/Convention.h"
#include "Qnt/Numerics/Rounding.h"
#include <cmath>
#include <cstring>
#include <limits>
#include <random>

using namespace mlir::qnt;
using numerics::Format;

std::vector<std::string> emit::getParameterValues(llvm::StringRef parameter) {
  llvm::SmallVector<llvm::StringRef> parts;
  std::string text = numerics::Convention::describeValues(parameter);
  llvm::StringRef(text).split(parts, ", ");
  return std::vector<std::string>(parts.begin(), parts.end());
}

static double roundToType(Format type, double value) {
  return numerics::roundTo(type, value, {numerics::Rounding::HalfEven, numerics::Overflow::NonFinite});
}

std::vector<double> emit::getSpecialValues(Format type) {
  std::vector<double> values = {std::numeric_limits<double>::quiet_NaN()};
  for (double magnitude : {0.0,
                           HUGE_VAL,
                           double(std::numeric_limits<float>::max()),
                           0x1p-126,
                           0x1.FFFFFCp-127,
                           0x1p-127,
                           0x1.8p-127,
                           0x1p-149,
                           0x1p-150,
                           0x1.8p-150,
                           0x1p-133,
                           0x1p-134,
                           0x1.8p-134,
                           0x1p-24,
                           0x1p-25,
                           65504.0,
                           65520.0,
                           65535.0,
                           std::numeric_limits<double>::max(),
                           0x1p-1022,
                           0x1p-1074,
                           0x1p128,
                           0x1.FFFFFFp127,
                           0x1p-151,
                           0x1p31,
                           0x1p31 - 1,
                           0x1p31 + 1,
                           0x1p31 - 0.5,
                           32767.5,
                           127.5,
                           128.5,
                           255.5,
                           256.5,
                           1e30,
                           1e300,
                           1e-300,
                           0.49999997,
                           0.49999999999999994,
                           0.5,
                           1.5,
                           2.5,
                           8388607.5,
                           4503599627370495.5,
                           9007199254740993.0,
                           0x1.FEp127,
                           0x1.FFp127,
                           1.0625001})
    for (double value : {magnitude, -magnitude})
      values.push_back(roundToType(type, value));
  return values;
}

double emit::moveBy(Format type, double value, int steps) {
  if (type == Format::F64) {
    int64_t bits;
    std::memcpy(&bits, &value, sizeof(bits));
    bits += steps;
    std::memcpy(&value, &bits, sizeof(bits));
    return value;
  }
  auto single = float(value);
  int32_t bits;
  std::memcpy(&bits, &single, sizeof(bits));
  bits += steps;
  std::memcpy(&single, &bits, sizeof(bits));
  return single;
}

std::vector<double> emit::getBoundaries(Format format, Format type) {
  std::vector<double> points;
  uint64_t last = numerics::getMaxFiniteCode(format);
  bool isE8M0 = format == Format::F8E8M0FNU;
  for (uint64_t code = 0; code <= last; ++code) {
    double value = numerics::decode(format, code);
    // Beyond the last value lies the one that would follow.
    double next = code < last ? numerics::decode(format, code + 1)
                  : isE8M0    ? 2 * value
                              : 2 * value - numerics::decode(format, code - 1);
    points.push_back(value);
    points.push_back(value / 2 + next / 2);
    if (code == last)
      points.push_back(next);
  }
  std::vector<double> values;
  for (double point : points) {
    double rounded = roundToType(type, point);
    for (int steps : {-1, 0, 1})
      if (rounded != 0.0 || steps >= 0)
        for (double sign : {1.0, -1.0})
          values.push_back(sign * moveBy(type, rounded, steps));
  }
  return values;
}

std::vector<double> emit::getStridedF32(uint32_t stride) {
  std::vector<double> values;
  for (uint64_t bits = 0; bits < uint64_t(1) << 32; bits += stride)
    values.push_back(numerics::decode(Format::F32, bits));
  return values;
}

std::vector<double> emit::drawF64(size_t count, unsigned seed) {
  std::mt19937_64 random(seed);
  std::vector<double> values;
  for (size_t i = 0; i < count; ++i) {
    uint64_t bits = random();
    if (i % 2 == 0) // an exponent from 2^-160 to 2^135, few bits beyond those of f32
      bits = (bits & 0x800FFFFFE0000003) | uint64_t(1023 - 160 + random() % 296) << 52;
    values.push_back(numerics::decode(Format::F64, bits));
  }
  return values;
}

std::vector<double> emit::getTies(Format type, double scale, int largest) {
  std::vector<double> values;
  for (int twice = -2 * largest - 1; twice <= 2 * largest + 1; ++twice) {
    double value = roundToType(type, scale * (twice / 2.0));
    values.push_back(value);
    if (value == 0.0 || (type != Format::F32 && type != Format::F64))
      continue;
    values.push_back(moveBy(type, value, 1));
    values.push_back(moveBy(type, value, -1));
  }
  return values;
}
