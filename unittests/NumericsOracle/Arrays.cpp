//===- Arrays.cpp - Qnt's arrays, made for one comparison ------------------------------------------------===//
#include "Arrays.h"
#include "ExactArithmetic.h"
#include "gtest/gtest.h"
#include <map>

namespace oracle {

using namespace mlir::qnt::numerics;

const std::vector<uint16_t> &patternCodes() {
  static const std::vector<uint16_t> codes = [] {
    std::vector<uint16_t> all(kNumPatterns);
    for (size_t i = 0; i < kNumPatterns; ++i)
      all[i] = uint16_t(i);
    return all;
  }();
  return codes;
}

const std::vector<double> &patternsOf(const FloatSpec &spec) {
  static std::map<std::string, std::vector<double>> cache;
  std::vector<double> &values = cache[spec.name];
  for (size_t code = values.size(); code < kNumPatterns; ++code)
    values.push_back(valueOf(spec, code));
  return values;
}

const std::vector<double> &quotientsOf(const FloatSpec &spec, double scale) {
  static std::map<std::pair<std::string, double>, std::vector<double>> cache;
  std::vector<double> &quotients = cache[{spec.name, scale}];
  if (quotients.empty())
    for (double value : patternsOf(spec))
      quotients.push_back(divide(kF32, value, scale));
  return quotients;
}

Encoding perTensor(Format storage, std::optional<Format> zeroPoint) {
  Encoding encoding;
  encoding.storage = storage;
  encoding.expressed = Format::F32;
  encoding.block = {kWhole};
  encoding.scale = Format::F32;
  encoding.zeroPoint = zeroPoint;
  return encoding;
}

std::vector<uint64_t> quantizeWith(llvm::ArrayRef<double> values, Format input, const Encoding &encoding,
                                   Parameters parameters, const Convention &convention) {
  ArrayParts parts;
  parts.shape = {int64_t(values.size())};
  parts.scales = {parameters.scale};
  if (encoding.zeroPoint)
    parts.zeroPoints = {parameters.zeroPoint};
  llvm::Error error = computeCodes(parts, values, input, encoding, convention);
  bool failed = bool(error);
  EXPECT_FALSE(failed) << llvm::toString(std::move(error));
  parts.codes.resize(values.size(), ~uint64_t(0));
  return parts.codes;
}

std::string describeElement(const char *input, double value, const char *storage, Parameters parameters) {
  return std::string(input) + " " + describe(value) + " to " + storage + " scale " + describe(parameters.scale) +
         " zero point " + describe(parameters.zeroPoint);
}

} // namespace oracle
