//===- Cases.cpp - Qnt's formats beside the oracle's, and a count of differences -------------------------===//
#include "Cases.h"
#include <cmath>
#include <cstdio>
#include <cstring>

namespace oracle {

using mlir::qnt::numerics::Format;

const FloatCase kSmallFloats[5] = {{Format::F8E4M3FN, kE4M3FN},
                                   {Format::F8E5M2, kE5M2},
                                   {Format::F6E2M3FN, kE2M3FN},
                                   {Format::F6E3M2FN, kE3M2FN},
                                   {Format::F4E2M1FN, kE2M1FN}};
const FloatCase kHalfFloats[2] = {{Format::BF16, kBF16}, {Format::F16, kF16}};
const FloatCase kWideFloats[2] = {{Format::F32, kF32}, {Format::F64, kF64}};

const IntegerCase kIntegers[18] = {
    {Format::I2, {"i2", 2, true}},  {Format::I3, {"i3", 3, true}},     {Format::I4, {"i4", 4, true}},
    {Format::I5, {"i5", 5, true}},  {Format::I6, {"i6", 6, true}},     {Format::I7, {"i7", 7, true}},
    {Format::I8, {"i8", 8, true}},  {Format::I16, {"i16", 16, true}},  {Format::I32, {"i32", 32, true}},
    {Format::U2, {"u2", 2, false}}, {Format::U3, {"u3", 3, false}},    {Format::U4, {"u4", 4, false}},
    {Format::U5, {"u5", 5, false}}, {Format::U6, {"u6", 6, false}},    {Format::U7, {"u7", 7, false}},
    {Format::U8, {"u8", 8, false}}, {Format::U16, {"u16", 16, false}}, {Format::U1, {"u1", 1, false}}};

std::ostream &operator<<(std::ostream &stream, const FloatCase &floatCase) { return stream << floatCase.spec.name; }
std::ostream &operator<<(std::ostream &stream, const IntegerCase &integerCase) {
  return stream << integerCase.spec.name;
}

static uint64_t bitsOf(double value) {
  uint64_t bits;
  std::memcpy(&bits, &value, sizeof(bits));
  return bits;
}

bool Tally::isSame(double a, double b) { return (std::isnan(a) && std::isnan(b)) || bitsOf(a) == bitsOf(b); }

void Tally::record(uint64_t got, uint64_t expected, const std::string &what) {
  char numbers[96];
  std::snprintf(numbers, sizeof(numbers), ": expected code 0x%llX, but got 0x%llX",
                static_cast<unsigned long long>(expected), static_cast<unsigned long long>(got));
  add(what + numbers);
}

void Tally::recordValues(double got, double expected, const std::string &what) {
  add(what + ": expected " + describe(expected) + ", but got " + describe(got));
}

void Tally::add(const std::string &line) {
  constexpr uint64_t maxLines = 8;
  if (numMismatches++ < maxLines)
    text += "  " + line + "\n";
}

std::string describe(double value) {
  char buffer[64];
  std::snprintf(buffer, sizeof(buffer), "%a", value);
  return buffer;
}

const char *describe(Rule rule) {
  switch (rule) {
  case Rule::HalfEven:
    return "half_even";
  case Rule::HalfAway:
    return "half_away";
  case Rule::Stochastic:
    return "stochastic";
  }
  return "";
}

} // namespace oracle
