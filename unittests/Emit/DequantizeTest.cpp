//===- DequantizeTest.cpp - the emitted decode formula against Numerics -------------------------------------===//

#include "../NumericsOracle/Cases.h"
#include "ElementArray.h"
#include "JitProgram.h"
#include "Qnt/Emit/Decode.h"
#include "Qnt/Numerics/Quantize.h"
#include "SampleValues.h"
#include "gtest/gtest.h"
#include <random>

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::emit;
using numerics::Format;
using oracle::Tally;

/// `number` stands for the codes, or for the entries of a code book.
static numerics::Encoding makeEncoding(Format number, bool isEntry, std::optional<Format> scale,
                                       std::optional<Format> zeroPoint, Format expressed) {
  numerics::Encoding encoding;
  encoding.storage = number;
  if (isEntry)
    encoding.codebook = numerics::Codebook{Format::U8, number, {numerics::kWhole}, {1}};
  encoding.block = {1};
  encoding.scale = scale;
  encoding.zeroPoint = zeroPoint;
  encoding.expressed = expressed;
  return encoding;
}

/// Numbers of codes or parameters: all of a short format, specials and drawn ones of the others.
static std::vector<double> getNumbers(Format format) {
  if (numerics::bitWidth(format) <= 8)
    return ElementArray::allPatterns(format).getValues();
  std::vector<double> values;
  if (numerics::isFloat(format)) {
    values = getSpecialValues(format);
    for (double value : drawF64(200, 3))
      values.push_back(numerics::roundTo(format, value));
    return values;
  }
  const numerics::FormatInfo &info = numerics::getInfo(format);
  std::mt19937_64 random(5);
  for (int i = 0; i < 200; ++i)
    values.push_back(numerics::decode(format, random() >> (random() % 32)));
  for (int64_t value : {info.minInt, info.minInt + 1, int64_t(0), int64_t(1), info.maxInt - 1, info.maxInt})
    values.push_back(double(value));
  return values;
}

/// `count` values taken from `values` in an order of their own.
static ElementArray shuffle(Format format, const std::vector<double> &values, size_t count, size_t step) {
  std::vector<double> taken(count);
  for (size_t i = 0; i < count; ++i)
    taken[i] = values[i * step % values.size()];
  return ElementArray::fromValues(format, taken);
}

namespace {
class DequantizeLoops {
public:
  void add(const numerics::Encoding &encoding);
  void compile() { program.compile(); }
  void check(size_t i, Tally &tally);
  size_t size() const { return encodings.size(); }

private:
  JitProgram program;
  std::vector<numerics::Encoding> encodings;
};
} // namespace

/// Inputs: number, scale, zero point, tensor scale (where there are such). Outputs: the expressed value, the real one
/// in f64 and in f32.
void DequantizeLoops::add(const numerics::Encoding &encoding) {
  MLIRContext *context = program.getContext();
  Format number = encoding.codebook ? encoding.codebook->entry : encoding.storage;
  SmallVector<Type> inputs = {getContainerType(context, number)};
  for (std::optional<Format> format : {encoding.scale, encoding.zeroPoint})
    if (format)
      inputs.push_back(getContainerType(context, *format));
  if (encoding.tensorScale)
    inputs.push_back(Float32Type::get(context));
  FloatType f32 = Float32Type::get(context), f64 = Float64Type::get(context);
  auto body = [&](ImplicitLocOpBuilder &b, Value, ValueRange in) -> SmallVector<Value> {
    ElementEncoding element(encoding);
    unsigned next = 1;
    Value storedScale = encoding.scale ? in[next++] : Value();
    Value zeroPoint = encoding.zeroPoint ? emitZeroPoint(b, element, in[next++]) : Value();
    Value scale = emitScale(b, element, storedScale, encoding.tensorScale ? in[next] : Value());
    Value value = emitNumber(b, element, in[0]);
    return {emitDequantize(b, element, value, scale, zeroPoint),
            emitRealValue(b, element, value, scale, zeroPoint, f64),
            emitRealValue(b, element, value, scale, zeroPoint, f32)};
  };
  program.addLoop("dequantize" + std::to_string(encodings.size()), inputs,
                  {getContainerType(context, encoding.expressed), f64, f32}, body);
  encodings.push_back(encoding);
}

static std::string describe(const numerics::Encoding &encoding) {
  std::string text = (encoding.codebook ? "entry " + numerics::getName(encoding.codebook->entry)
                                        : Twine(numerics::getName(encoding.storage)))
                         .str();
  text += encoding.scale ? (" scale " + numerics::getName(*encoding.scale)).str() : "";
  text += encoding.zeroPoint ? (" zero point " + numerics::getName(*encoding.zeroPoint)).str() : "";
  return text + (" expressed " + numerics::getName(encoding.expressed)).str() +
         (encoding.decode == numerics::DecodeRule::MulSub ? " mul_sub" : "");
}

void DequantizeLoops::check(size_t i, Tally &tally) {
  const numerics::Encoding &encoding = encodings[i];
  Format number = encoding.codebook ? encoding.codebook->entry : encoding.storage;
  constexpr size_t count = 1000;
  SmallVector<ElementArray> arrays = {shuffle(number, getNumbers(number), count, 1)};
  numerics::ArrayParts parts;
  parts.shape = {int64_t(count)};
  if (encoding.scale) {
    arrays.push_back(shuffle(*encoding.scale, getNumbers(*encoding.scale), count, 7));
    parts.scales = arrays.back().getValues();
  }
  if (encoding.zeroPoint) {
    arrays.push_back(shuffle(*encoding.zeroPoint, getNumbers(*encoding.zeroPoint), count, 11));
    parts.zeroPoints = arrays.back().getValues();
  }
  if (encoding.tensorScale) {
    parts.tensorScale = double(0.1f);
    arrays.push_back(ElementArray::fromValues(Format::F32, std::vector<double>(count, *parts.tensorScale)));
  }
  SmallVector<const void *> inputs;
  for (const ElementArray &array : arrays)
    inputs.push_back(array.data());
  ElementArray expressed(encoding.expressed, count), real(Format::F64, count), single(Format::F32, count);
  program.run("dequantize" + std::to_string(i), inputs, {expressed.data(), real.data(), single.data()}, count);
  for (size_t e = 0; e < count; ++e) {
    double code = arrays[0].getValue(e), scale = parts.scales.empty() ? 1.0 : parts.scales[e];
    if (parts.tensorScale)
      scale = double(float(*parts.tensorScale) * float(scale));
    double zeroPoint = parts.zeroPoints.empty() ? 0.0 : parts.zeroPoints[e];
    auto where = [&] {
      return describe(encoding) + ": " + oracle::describe(code) + ", " + oracle::describe(zeroPoint) + ", " +
             oracle::describe(scale);
    };
    tally.compareValues(expressed.getValue(e), numerics::dequantizeElement(code, scale, zeroPoint, encoding), where);
    double exact = (code - zeroPoint) * scale;
    tally.compareValues(real.getValue(e), exact, where);
    // One or two roundings, of numbers that f32 holds.
    double difference = double(float(code - zeroPoint)) * double(float(scale));
    tally.compareValues(single.getValue(e), double(float(difference)), where);
  }
}

static void checkAll(DequantizeLoops &loops) {
  loops.compile();
  Tally tally;
  for (size_t i = 0; i < loops.size(); ++i)
    loops.check(i, tally);
  EXPECT_NO_MISMATCH(tally);
}

static constexpr Format expressedFormats[] = {Format::F32, Format::F64, Format::F16, Format::BF16};
static constexpr std::optional<Format> scaleFormats[] = {Format::F32,       Format::F64,      Format::F16, Format::BF16,
                                                         Format::F8E8M0FNU, Format::F8E4M3FN, std::nullopt};

TEST(DequantizeTest, IntegersWithEveryKindOfZeroPoint) {
  static constexpr std::optional<Format> zeroPoints[] = {std::nullopt, Format::I8,   Format::U4,
                                                         Format::U16,  Format::I32,  Format::F32,
                                                         Format::F16,  Format::BF16, Format::F64};
  DequantizeLoops loops;
  for (Format storage : {Format::I4, Format::U8, Format::I16, Format::I32})
    for (std::optional<Format> scale : scaleFormats)
      for (std::optional<Format> zeroPoint : zeroPoints)
        if (scale || !zeroPoint) // (E5)
          loops.add(makeEncoding(storage, false, scale, zeroPoint, expressedFormats[loops.size() % 4]));
  checkAll(loops);
}

TEST(DequantizeTest, MultipliedBeforeTheSubtraction) {
  DequantizeLoops loops;
  for (Format storage : {Format::U4, Format::I8, Format::I32})
    for (std::optional<Format> scale : ArrayRef(scaleFormats).drop_back())
      for (Format zeroPoint : {Format::I8, Format::I32, Format::F32, Format::F64})
        for (bool isWide : {false, true}) {
          Format expressed = expressedFormats[loops.size() / 2 % 2 * 2 + (isWide ? 1 : 0)];
          numerics::Encoding encoding = makeEncoding(storage, false, scale, zeroPoint, expressed);
          encoding.decode = numerics::DecodeRule::MulSub;
          loops.add(encoding);
        }
  checkAll(loops);
}

TEST(DequantizeTest, FloatsAndCodeBooks) {
  DequantizeLoops loops;
  auto nextExpressed = [&] { return expressedFormats[loops.size() % 4]; };
  for (std::optional<Format> scale : scaleFormats)
    for (int repeat = 0; repeat < 2; ++repeat) { // 11 numbers in turn with 4 types
      for (Format storage : {Format::F8E4M3FN, Format::F8E5M2, Format::F6E2M3FN, Format::F6E3M2FN, Format::F4E2M1FN})
        loops.add(makeEncoding(storage, false, scale, std::nullopt, nextExpressed()));
      for (Format entry : {Format::F64, Format::F32, Format::F16, Format::BF16, Format::I8, Format::F8E5M2})
        loops.add(makeEncoding(entry, true, scale, std::nullopt, nextExpressed()));
    }
  checkAll(loops);
}

TEST(DequantizeTest, CodeBooksWithEveryKindOfZeroPoint) {
  DequantizeLoops loops;
  for (Format entry : {Format::F64, Format::F32, Format::F16, Format::BF16, Format::I8, Format::F8E5M2})
    for (Format zeroPoint : {Format::I8, Format::U16, Format::I32, Format::F32, Format::F64})
      for (int repeat = 0; repeat < 3; ++repeat) // 90 encodings in turn with 4 types
        loops.add(makeEncoding(entry, true, Format::F32, zeroPoint, expressedFormats[loops.size() % 4]));
  checkAll(loops);
}

TEST(DequantizeTest, TensorScales) {
  DequantizeLoops loops;
  for (std::optional<Format> scale : ArrayRef(scaleFormats).drop_back())
    for (Format expressed : expressedFormats)
      for (Format storage : {Format::F4E2M1FN, Format::I8, Format::I32}) {
        numerics::Encoding encoding = makeEncoding(storage, false, scale, std::nullopt, expressed);
        encoding.tensorScale = true;
        loops.add(encoding);
      }
  checkAll(loops);
}

/// The inverse of an odd number modulo 2^32.
static uint32_t invert(uint32_t odd) {
  uint32_t inverse = odd;
  for (int i = 0; i < 5; ++i)
    inverse *= 2 - odd * inverse;
  return inverse;
}

/// Products of 55 bits that f64 rounds to a tie of f32: bit 30 and bit 0 are set, those between are not.
TEST(DequantizeTest, ProductsBesideTiesAreRoundedOnce) {
  std::mt19937_64 random(43);
  std::vector<int32_t> codes;
  std::vector<float> scales, expected;
  while (codes.size() < 64) {
    auto scale = uint32_t((1u << 23) + random() % (1u << 23)) | 1u;
    auto code = int64_t((((1u << 30) + 1u) * invert(scale)) & 0x7FFFFFFFu);
    __int128 product = __int128(code) * scale;
    if (product >> 54 != 1)
      continue;
    code = codes.size() % 2 ? -code : code;
    codes.push_back(int32_t(code));
    scales.push_back(float(scale));
    // 31 bits are dropped, and they are more than half.
    auto magnitude = float(int64_t((product >> 31) + 1));
    expected.push_back((code < 0 ? -magnitude : magnitude) * 0x1p31f);
  }
  JitProgram program;
  Builder builder = program.getBuilder();
  ElementEncoding encoding(makeEncoding(Format::I32, false, Format::F32, std::nullopt, Format::F32));
  program.addLoop("dequantize", {builder.getI32Type(), builder.getF32Type()}, {builder.getF32Type()},
                  [&](ImplicitLocOpBuilder &b, Value, ValueRange in) -> SmallVector<Value> {
                    Value scale = emitScale(b, encoding, in[1]);
                    return {emitDequantize(b, encoding, emitNumber(b, encoding, in[0]), scale, {})};
                  });
  program.compile();
  std::vector<float> got(codes.size());
  program.run("dequantize", {codes.data(), scales.data()}, {got.data()}, int64_t(codes.size()));
  Tally tally;
  for (size_t i = 0; i < codes.size(); ++i)
    tally.compareValues(got[i], expected[i],
                        [&] { return std::to_string(codes[i]) + " * " + std::to_string(scales[i]); });
  EXPECT_NO_MISMATCH(tally);
}

TEST(DequantizeTest, CastsAreRoundedOnce) {
  JitProgram program;
  static constexpr Format types[] = {Format::F64, Format::F32, Format::F16, Format::BF16};
  auto nameOf = [](Format from, Format to) { return (numerics::getName(from) + " to " + numerics::getName(to)).str(); };
  MLIRContext *context = program.getContext();
  for (Format from : types)
    for (Format to : types)
      program.addLoop(nameOf(from, to), {getContainerType(context, from)}, {getContainerType(context, to)},
                      [&](ImplicitLocOpBuilder &b, Value, ValueRange in) -> SmallVector<Value> {
                        return {emitFloatCast(b, in[0], cast<FloatType>(getContainerType(context, to)))};
                      });
  program.compile();
  Tally tally;
  for (Format from : types)
    for (Format to : types) {
      std::vector<double> values = getSpecialValues(from);
      for (double value : drawF64(20000, 9))
        values.push_back(numerics::roundTo(from, value, {numerics::Rounding::HalfEven, numerics::Overflow::NonFinite}));
      ElementArray input = ElementArray::fromValues(from, values), got(to, values.size());
      program.run(nameOf(from, to), {input.data()}, {got.data()}, int64_t(values.size()));
      for (size_t i = 0; i < values.size(); ++i)
        tally.compareValues(
            got.getValue(i),
            numerics::roundTo(to, values[i], {numerics::Rounding::HalfEven, numerics::Overflow::NonFinite}),
            [&] { return nameOf(from, to) + " of " + oracle::describe(values[i]); });
    }
  EXPECT_NO_MISMATCH(tally);
}
