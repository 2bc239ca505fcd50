//===- ExhaustiveCases.cpp - what the exhaustive check runs ----------------------------------------------===//
#include "ExhaustiveCases.h"
#include "Qnt/Numerics/Quantize.h"
#include "StepOracle.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"
#include <memory>

namespace oracle {

using namespace mlir::qnt::numerics;

//===----------------------------------------------------------------------===//
// Floats
//===----------------------------------------------------------------------===//

static Subject encodeFloats(Format format, const EncodeOptions &options) {
  return [=](llvm::ArrayRef<float> values, llvm::MutableArrayRef<uint32_t> codes) {
    for (size_t i = 0; i < values.size(); ++i)
      codes[i] = uint32_t(encodeFloat(format, double(values[i]), options));
  };
}

std::function<uint32_t(double)> expectedFloat(const FloatSpec &spec) {
  auto table = std::make_shared<BoundaryTable>(spec);
  return [=](double value) { return uint32_t(table->encode(value)); };
}

void appendFloatCases(std::vector<CheckCase> &cases) {
  auto append = [&](const FloatCase &floatCase) {
    cases.push_back({std::string("encodeFloat ") + floatCase.spec.name, expectedFloat(floatCase.spec),
                     encodeFloats(floatCase.format, {})});
  };
  for (const FloatCase &floatCase : kSmallFloats)
    append(floatCase);
  for (const FloatCase &floatCase : kHalfFloats)
    append(floatCase);
  const std::tuple<const char *, E8M0Rule, PowerRule> rules[] = {{"floor", E8M0Rule::Floor, PowerRule::Floor},
                                                                 {"nearest", E8M0Rule::Nearest, PowerRule::Nearest},
                                                                 {"ceil", E8M0Rule::Ceil, PowerRule::Ceil}};
  for (auto [name, rule, powerRule] : rules) {
    EncodeOptions options;
    options.e8m0 = rule;
    cases.push_back({std::string("encodeFloat f8E8M0FNU ") + name,
                     [powerRule = powerRule](double value) { return uint32_t(encodeE8M0(value, powerRule)); },
                     encodeFloats(Format::F8E8M0FNU, options)});
  }
}

//===----------------------------------------------------------------------===//
// Integers
//===----------------------------------------------------------------------===//

std::vector<IntegerSetting> exhaustiveIntegerSettings() {
  const IntegerCase *i4 = &kIntegers[2], *i8 = &kIntegers[6], *u8 = &kIntegers[15];
  return {{i8, 1.0f, 0},  {i8, 0.1f, 0},   {i8, 1.5078125f, -3}, {i8, 1.0f / 127, 77}, {i8, 1e-40f, 1},
          {u8, 1.0f, 77}, {u8, 0.1f, 128}, {u8, 1.5078125f, 1},  {u8, 1.0f / 255, 0},  {u8, 1e-40f, 255},
          {i4, 1.0f, 0},  {i4, 0.1f, 0},   {i4, 2.0f, 3},        {i4, 1.0f / 7, -8},   {i4, 1e-40f, 1}};
}

std::string IntegerSetting::name() const {
  std::string text;
  llvm::raw_string_ostream stream(text);
  stream << storage->spec.name << " scale " << llvm::format("%.9g", double(scale));
  if (zeroPoint != 0)
    stream << " zero point " << zeroPoint;
  return text;
}

std::function<uint32_t(double)> IntegerSetting::expected() const {
  return [setting = *this](double value) {
    const IntegerSpec &spec = setting.storage->spec;
    int64_t code = quantizeToInteger(value, setting.scale, double(setting.zeroPoint), {spec.low(), spec.high()},
                                     Recipe(), setting.zeroPoint);
    return uint32_t(uint64_t(code) & spec.codeMask());
  };
}

static Subject computeCodesWith(const IntegerSetting &setting) {
  Encoding encoding;
  encoding.storage = setting.storage->format;
  encoding.block = {kWhole};
  encoding.scale = Format::F32;
  if (setting.zeroPoint != 0)
    encoding.zeroPoint = Format::I16;
  return [=](llvm::ArrayRef<float> values, llvm::MutableArrayRef<uint32_t> codes) {
    thread_local std::vector<double> wide;
    thread_local ArrayParts parts;
    wide.assign(values.begin(), values.end());
    parts.shape = {int64_t(values.size())};
    parts.scales = {double(setting.scale)};
    parts.zeroPoints.assign(setting.zeroPoint != 0 ? 1 : 0, double(setting.zeroPoint));
    if (llvm::Error error = computeCodes(parts, wide, Format::F32, encoding, Convention()))
      llvm::report_fatal_error(std::move(error));
    std::copy(parts.codes.begin(), parts.codes.end(), codes.begin());
  };
}

void appendIntegerCases(std::vector<CheckCase> &cases) {
  for (const IntegerSetting &setting : exhaustiveIntegerSettings())
    cases.push_back({"computeCodes " + setting.name(), setting.expected(), computeCodesWith(setting)});
}

} // namespace oracle
