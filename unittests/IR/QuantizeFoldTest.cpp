//===- QuantizeFoldTest.cpp - where quantize(dequantize(a)) folds, every code comes back ------------------===//
//
// For every storage format, expressed type, scale type and convention, and scales and zero points up to and beyond the
// limits of the proof: when the fold takes a case, all codes are decoded and encoded again by Numerics.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Qnt/IR/QntOps.h"
#include "Qnt/Numerics/Quantize.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Verifier.h"
#include "gtest/gtest.h"
#include <cmath>

using namespace mlir;
using namespace mlir::qnt;

namespace {
struct Case {
  numerics::Encoding encoding;
  double scale = 1, tensorScale = 1, zeroPoint = 0;
  std::string preset = "default";

  double getEffectiveScale() const {
    return encoding.tensorScale ? static_cast<float>(tensorScale) * static_cast<float>(scale) : scale;
  }
};

class QuantizeFoldTest : public ::testing::Test {
protected:
  QuantizeFoldTest() : builder(&context), loc(UnknownLoc::get(&context)) {
    context.loadDialect<QntDialect, arith::ArithDialect, tensor::TensorDialect>();
    module = ModuleOp::create(loc);
    builder.setInsertionPointToStart(module->getBody());
  }

  Value makeConstant(RankedTensorType type, Format format, double value) {
    uint64_t code = numerics::isFloat(format) ? numerics::encode(format, value)
                                              : static_cast<uint64_t>(static_cast<int64_t>(value));
    unsigned bytes = llvm::divideCeil(numerics::bitWidth(format), 8);
    ArrayRef<char> raw(reinterpret_cast<const char *>(&code), bytes);
    return arith::ConstantOp::create(builder, loc, DenseElementsAttr::getFromRawBuffer(type, raw));
  }

  /// Builds assemble, dequantize and quantize with the same constants, and folds.
  bool folds(const Case &c) {
    ArrayType type = ArrayType::get(&context, {8}, EncodingAttr::fromNumerics(&context, c.encoding));
    SmallVector<Value> parts{
        tensor::EmptyOp::create(builder, loc, type.getCodesType().getShape(), type.getEncoding().getCodeType())};
    Value scale, zeroPoint, tensorScale;
    if (c.encoding.scale)
      parts.push_back(scale = makeConstant(type.getScalesType(), *c.encoding.scale, c.scale));
    if (c.encoding.zeroPoint)
      parts.push_back(zeroPoint = makeConstant(type.getZeroPointsType(), *c.encoding.zeroPoint, c.zeroPoint));
    if (c.encoding.tensorScale)
      parts.push_back(tensorScale = makeConstant(type.getTensorScaleType(), Format::F32, c.tensorScale));
    Value array = AssembleOp::create(builder, loc, type, parts);
    Value values = DequantizeOp::create(builder, loc, array);
    auto quantize = QuantizeOp::create(builder, loc, type, values, scale, zeroPoint, Value(), tensorScale, Value(),
                                       CalibrationAttr(), ConventionAttr::get(&context, c.preset));
    EXPECT_TRUE(succeeded(mlir::verify(quantize)));
    SmallVector<OpFoldResult> results;
    bool isFolded = succeeded(quantize->fold(results));
    EXPECT_TRUE(!isFolded || cast<Value>(results.front()) == array);
    module->getBody()->clear();
    return isFolded;
  }

  /// The first code that does not come back.
  static std::optional<uint64_t> findLostCode(const Case &c) {
    auto convention = *numerics::Convention::preset(c.preset);
    for (uint64_t code = 0; code < uint64_t(1) << numerics::bitWidth(c.encoding.storage); ++code) {
      double number = numerics::decode(c.encoding.storage, code);
      double value = numerics::dequantizeElement(number, c.getEffectiveScale(), c.zeroPoint, c.encoding);
      if (numerics::quantizeElement(value, c.getEffectiveScale(), c.zeroPoint, c.encoding.expressed, c.encoding,
                                    convention) != code)
        return code;
    }
    return std::nullopt;
  }

  void check(const Case &c) {
    if (!folds(c))
      return;
    ++numFolded;
    auto lost = findLostCode(c);
    EXPECT_FALSE(lost) << "code " << *lost << " of " << numerics::getName(c.encoding.storage).str() << " as "
                       << numerics::getName(c.encoding.expressed).str() << " by scale " << c.scale << ", tensor scale "
                       << c.tensorScale << ", zero point " << c.zeroPoint << ", " << c.preset;
  }

  static Case makeCase(Format storage, Format expressed, std::optional<Format> scale) {
    Case c;
    c.encoding.storage = storage;
    c.encoding.expressed = expressed;
    c.encoding.scale = scale;
    c.encoding.block = {numerics::kWhole};
    return c;
  }

  MLIRContext context;
  OpBuilder builder;
  Location loc;
  OwningOpRef<ModuleOp> module;
  unsigned numFolded = 0;
};

constexpr Format kStorages[] = {Format::I2,     Format::I3,       Format::I4,       Format::I5,      Format::I6,
                                Format::I7,     Format::I8,       Format::U2,       Format::U3,      Format::U4,
                                Format::U5,     Format::U6,       Format::U7,       Format::U8,      Format::F8E4M3FN,
                                Format::F8E5M2, Format::F6E2M3FN, Format::F6E3M2FN, Format::F4E2M1FN};
constexpr Format kExpressed[] = {Format::F64, Format::F32, Format::F16, Format::BF16};
constexpr Format kScales[] = {Format::F64, Format::F32, Format::F16, Format::BF16, Format::F8E8M0FNU, Format::F8E4M3FN};

/// Ordinary scales, and those around the limits of the proof, in the scale's format.
SmallVector<double> getScales(Format scale, Format storage, Format expressed) {
  const numerics::FormatInfo &info = numerics::getInfo(expressed);
  double largest =
      numerics::isFloat(storage) ? numerics::getInfo(storage).maxFinite : std::ldexp(1.0, numerics::bitWidth(storage));
  SmallVector<double> scales;
  for (double value : {1.0, 0.1, 3.0, 0.7, 1.0 / 3, 1.9999, 1e-3, 40.0, info.minNormal, info.minNormal * 0.75,
                       info.minNormal * 1.01, info.minNormal * 16, info.maxFinite / largest,
                       info.maxFinite / largest / 2, info.maxFinite / largest / 2.1, info.maxFinite / largest / 4}) {
    double rounded = numerics::roundTo(scale, value);
    if (rounded == 0 || !std::isfinite(rounded))
      continue;
    scales.push_back(rounded);
    if (numerics::getInfo(scale).isSigned)
      scales.push_back(-rounded);
  }
  return scales;
}

TEST_F(QuantizeFoldTest, every_code_comes_back) {
  for (Format storage : kStorages)
    for (Format expressed : kExpressed)
      for (Format scaleFormat : kScales)
        for (double scale : getScales(scaleFormat, storage, expressed)) {
          Case c = makeCase(storage, expressed, scaleFormat);
          c.scale = scale;
          check(c);
        }
  EXPECT_GT(numFolded, 3000u);
}

TEST_F(QuantizeFoldTest, with_zero_points) {
  for (Format storage : {Format::I4, Format::U4, Format::I8, Format::U8})
    for (Format expressed : kExpressed)
      for (double scale : getScales(Format::F32, storage, expressed))
        for (double zeroPoint : {0.0, 1.0, -8.0, 15.0, 127.0, -128.0, 255.0, -300.0, 1000.0, 4e6, -1e9, 2147483647.0}) {
          Case c = makeCase(storage, expressed, Format::F32);
          c.encoding.zeroPoint = Format::I32;
          c.scale = scale;
          c.zeroPoint = zeroPoint;
          check(c);
        }
  EXPECT_GT(numFolded, 1000u);
}

TEST_F(QuantizeFoldTest, with_tensor_scales) {
  for (Format storage : {Format::I4, Format::F4E2M1FN, Format::F6E2M3FN})
    for (Format expressed : kExpressed)
      for (double scale : getScales(Format::F8E4M3FN, storage, expressed))
        for (double tensorScale : {1.0, 1.1e-38, 0.3, 1e-30, 7e35}) {
          Case c = makeCase(storage, expressed, Format::F8E4M3FN);
          c.encoding.tensorScale = true;
          c.scale = scale;
          c.tensorScale = static_cast<float>(tensorScale);
          check(c);
        }
  EXPECT_GT(numFolded, 300u);
}

TEST_F(QuantizeFoldTest, sixteen_bits) {
  for (Format storage : {Format::I16, Format::U16})
    for (Format expressed : kExpressed)
      for (double scale : {0.1, 1.0 / 3, 65.0}) {
        Case c = makeCase(storage, expressed, Format::F32);
        c.scale = static_cast<float>(scale);
        check(c);
      }
  EXPECT_EQ(numFolded, 12u) << "f64 and f32 hold 16 bits, f16 and bf16 do not";
}

TEST_F(QuantizeFoldTest, every_preset) {
  for (StringRef preset : numerics::Convention::presetNames())
    for (Format storage : {Format::I4, Format::U8, Format::F4E2M1FN})
      for (Format expressed : kExpressed)
        for (double scale : getScales(Format::F32, storage, expressed))
          for (double zeroPoint : {0.0, 7.0}) {
            Case c = makeCase(storage, expressed, Format::F32);
            if (!numerics::isFloat(storage)) {
              c.encoding.zeroPoint = Format::I8;
              c.zeroPoint = zeroPoint;
            }
            c.scale = scale;
            c.preset = preset.str();
            check(c);
          }
  EXPECT_GT(numFolded, 1000u);
}

TEST_F(QuantizeFoldTest, without_scale) {
  for (Format storage : kStorages)
    for (Format expressed : kExpressed)
      check(makeCase(storage, expressed, std::nullopt));
  EXPECT_GT(numFolded, 50u);
}

/// The conditions are not idle: beyond them codes are lost.
TEST_F(QuantizeFoldTest, codes_are_lost_beyond_the_conditions) {
  Case fewBits = makeCase(Format::U16, Format::F16, Format::F32);
  fewBits.scale = 0.1f;
  Case overflow = makeCase(Format::I8, Format::F16, Format::F32);
  overflow.scale = 600;
  Case subnormal = makeCase(Format::I8, Format::F16, Format::F32);
  subnormal.scale = 1e-8f;
  Case nanCodes = makeCase(Format::F8E4M3FN, Format::F32, Format::F32);
  Case zeroPointFirst = makeCase(Format::I8, Format::F32, Format::F32);
  zeroPointFirst.encoding.zeroPoint = Format::I32;
  zeroPointFirst.zeroPoint = 2147483647;
  zeroPointFirst.scale = 0.1f;
  for (const Case &c : {fewBits, overflow, subnormal, nanCodes, zeroPointFirst}) {
    EXPECT_FALSE(folds(c));
    EXPECT_TRUE(findLostCode(c)) << numerics::getName(c.encoding.storage).str() << " by " << c.scale;
  }
}
} // namespace
