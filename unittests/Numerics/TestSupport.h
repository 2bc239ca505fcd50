//===- TestSupport.h - short ways to write encodings and run them ---------------------------------------===//
#ifndef QNT_UNITTESTS_NUMERICS_TESTSUPPORT_H
#define QNT_UNITTESTS_NUMERICS_TESTSUPPORT_H

#include "Qnt/Numerics/CodebookSearch.h"
#include "Qnt/Numerics/Quantize.h"
#include "llvm/Support/ErrorHandling.h"
#include "gtest/gtest.h"
#include <cmath>
#include <limits>
#include <random>

namespace mlir::qnt::numerics {

inline constexpr double kInf = std::numeric_limits<double>::infinity();
inline constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// `storage : expressed, block, scale, zero point`.
inline Encoding makeEncoding(Format storage, BlockShape block, std::optional<Format> scale = Format::F32,
                             std::optional<Format> zeroPoint = std::nullopt, Format expressed = Format::F32) {
  Encoding encoding;
  encoding.storage = storage;
  encoding.block = std::move(block);
  encoding.scale = scale;
  encoding.zeroPoint = zeroPoint;
  encoding.expressed = expressed;
  return encoding;
}

inline Encoding makeNF4(BlockShape block, Format scale = Format::F32) {
  Encoding encoding = makeEncoding(Format::U4, block, scale);
  encoding.codebook.emplace();
  encoding.codebook->group.assign(block.size(), kWhole);
  return encoding;
}

inline Calibration makeCalibration(llvm::StringRef rule, std::initializer_list<double> arguments = {}) {
  return llvm::cantFail(Calibration::create(rule, llvm::ArrayRef(arguments.begin(), arguments.size())));
}

inline Convention makePreset(llvm::StringRef name) {
  std::optional<Convention> convention = Convention::preset(name);
  if (!convention)
    llvm::report_fatal_error("expected the name of a preset");
  return *convention;
}

/// A preset with one parameter set.
inline Convention makePreset(llvm::StringRef name, llvm::StringRef parameter, llvm::StringRef value) {
  Convention convention = makePreset(name);
  llvm::cantFail(convention.set(parameter, value));
  return convention;
}

/// Codes as the numbers they mean.
inline std::vector<double> getNumbers(const ArrayParts &parts, const Encoding &encoding) {
  std::vector<double> numbers;
  for (uint64_t code : parts.codes)
    numbers.push_back(decode(encoding.codebook ? encoding.codebook->index : encoding.storage, code));
  return numbers;
}

inline ArrayParts quantizeOrDie(const std::vector<double> &values, Shape shape, const Encoding &encoding,
                                const Convention &convention, const Calibration &calibration,
                                Format input = Format::F32) {
  llvm::ArrayRef<double> codebook = encoding.codebook ? getNF4Table() : llvm::ArrayRef<double>();
  return llvm::cantFail(quantize(values, shape, input, encoding, convention, calibration, codebook));
}

/// The code of one value with given parameters, as a number.
inline double quantizeOne(double x, double scale, double zeroPoint, const Encoding &encoding,
                          const Convention &convention = {}, Format input = Format::F32) {
  return decode(encoding.storage, quantizeElement(x, scale, zeroPoint, input, encoding, convention));
}

inline std::vector<double> drawNormal(size_t count, unsigned seed, Format format = Format::F32) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  std::vector<double> values(count);
  for (double &value : values)
    value = roundTo(format, normal(random));
  return values;
}

} // namespace mlir::qnt::numerics

#endif // QNT_UNITTESTS_NUMERICS_TESTSUPPORT_H
