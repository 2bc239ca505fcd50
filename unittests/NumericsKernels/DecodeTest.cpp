//===- DecodeTest.cpp - codes to values ------------------------------------------------------------------===//

#include "KernelTest.h"
#include <cmath>
#include <limits>

using namespace mlir::qnt::numerics;

namespace {

/// Every code in every row; a row has a scale (and a zero point).
ArrayParts makeAllCodes(const Encoding &encoding, llvm::ArrayRef<double> scales, llvm::ArrayRef<double> zeroPoints) {
  const int64_t numCodes = int64_t(1) << bitWidth(encoding.storage);
  ArrayParts parts;
  parts.shape = {int64_t(scales.size()), numCodes};
  parts.scales.assign(scales.begin(), scales.end());
  parts.zeroPoints.assign(zeroPoints.begin(), zeroPoints.end());
  for (size_t row = 0; row < scales.size(); ++row)
    for (int64_t code = 0; code < numCodes; ++code)
      parts.codes.push_back(uint64_t(code));
  return parts;
}

std::vector<double> getScales(Format format) {
  std::vector<double> scales;
  for (double scale : {1.0, 0.1, 3.0, 1e-40, 0x1p-127, 0x1p127, 1.5078125, 0.33, 1e-5, 448.0, 1e4})
    scales.push_back(roundTo(format, scale));
  if (format == Format::F32)
    scales.push_back(std::numeric_limits<double>::infinity());
  if (getNaNCode(format))
    scales.push_back(std::numeric_limits<double>::quiet_NaN());
  return scales;
}

TEST(KernelDecode, all_codes_scale_types_and_results) {
  for (Format storage : getKernelStorages())
    for (Format scale : {Format::F32, Format::F16, Format::BF16, Format::F8E8M0FNU, Format::F8E4M3FN})
      for (Format expressed : {Format::F32, Format::BF16, Format::F16}) {
        Encoding encoding = makeEncoding(storage, {1, kWhole}, scale);
        encoding.expressed = expressed;
        expectSameValues(makeAllCodes(encoding, getScales(scale), {}), encoding);
      }
}

TEST(KernelDecode, zero_points_of_integer_and_float_types_by_both_rules) {
  for (Format storage : {Format::I8, Format::U8, Format::I4, Format::U3})
    for (Format zeroPoint : {Format::I4, Format::U4, Format::I8, Format::U8, Format::I16, Format::U16, Format::F32,
                             Format::F16, Format::BF16})
      for (DecodeRule rule : {DecodeRule::SubMul, DecodeRule::MulSub})
        for (Format expressed : {Format::F32, Format::BF16, Format::F16})
          for (double real : {0.0, 1.0, -3.0, 7.0, 127.0, -1000.0, 40000.0, 2.71828}) {
            Encoding encoding = makeEncoding(storage, {1, kWhole}, Format::F32, zeroPoint);
            encoding.expressed = expressed;
            encoding.decode = rule;
            const std::vector<double> scales = getScales(Format::F32);
            expectSameValues(
                makeAllCodes(encoding, scales, std::vector<double>(scales.size(), roundTo(zeroPoint, real))), encoding);
          }
}

TEST(KernelDecode, tensor_scale_is_multiplied_first) {
  Encoding encoding = makeEncoding(Format::F4E2M1FN, {1, kWhole}, Format::F8E4M3FN);
  encoding.tensorScale = true;
  for (Format expressed : {Format::F32, Format::BF16, Format::F16})
    for (float tensorScale : {1.0f, 0.1f, 1e-30f, 1e38f}) {
      encoding.expressed = expressed;
      ArrayParts parts = makeAllCodes(encoding, getScales(Format::F8E4M3FN), {});
      parts.tensorScale = tensorScale;
      expectSameValues(parts, encoding);
    }
}

TEST(KernelDecode, without_scales) {
  for (Format storage : getKernelStorages()) {
    Encoding encoding = makeEncoding(storage, {1, kWhole}, std::nullopt);
    ArrayParts parts = makeAllCodes(encoding, {1.0}, {});
    parts.scales.clear();
    expectSameValues(parts, encoding);
  }
}

} // namespace
