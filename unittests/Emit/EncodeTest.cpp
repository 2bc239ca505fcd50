//===- EncodeTest.cpp - emitted encoders against Numerics and the oracle ------------------------------------===//

#include "Qnt/Emit/Encode.h"
#include "../NumericsOracle/Cases.h"
#include "ElementArray.h"
#include "JitProgram.h"
#include "Qnt/Emit/Decode.h"
#include "SampleValues.h"
#include "gtest/gtest.h"
#include <random>

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::emit;
using numerics::E8M0Rule;
using numerics::EncodeOptions;
using numerics::FloatNaN;
using numerics::Format;
using numerics::Overflow;
using numerics::Rounding;
using oracle::Tally;

namespace {

struct EncodeCase {
  Format format;
  Format source; ///< f32 or f64
  EncodeOptions options;
  std::string name() const {
    return (numerics::getName(source) + " to " + numerics::getName(format) + " rounding " +
            std::to_string(int(options.rounding)) + " overflow " + std::to_string(int(options.overflow)) + " nan " +
            std::to_string(int(options.floatNaN)) + " e8m0 " + std::to_string(int(options.e8m0)))
        .str();
  }
  bool isStochastic() const {
    return options.rounding == Rounding::Stochastic || options.rounding == Rounding::NoisyHalfEven;
  }
};

/// Loops of emitEncode with noise as their second input.
class EncodeLoops {
public:
  void add(EncodeCase encodeCase) { cases.push_back(encodeCase); }
  void add(Format format, EncodeOptions options) {
    for (Format source : {Format::F32, Format::F64})
      add({format, source, options});
  }
  void compile();
  ElementArray run(const EncodeCase &encodeCase, ArrayRef<double> values, ArrayRef<double> noise);
  /// Compares with numerics::encode.
  void check(const EncodeCase &encodeCase, ArrayRef<double> values, Tally &tally);
  ArrayRef<EncodeCase> getCases() const { return cases; }

private:
  JitProgram program;
  std::vector<EncodeCase> cases;
};

} // namespace

static constexpr int64_t kNaNCode = 3;

void EncodeLoops::compile() {
  MLIRContext *context = program.getContext();
  for (const EncodeCase &encodeCase : cases)
    program.addLoop(encodeCase.name(), {getContainerType(context, encodeCase.source), Float64Type::get(context)},
                    {getContainerType(context, encodeCase.format)},
                    [&](ImplicitLocOpBuilder &b, Value, ValueRange in) -> SmallVector<Value> {
                      return {emitEncode(b, encodeCase.format, in[0], encodeCase.options, in[1], kNaNCode)};
                    });
  program.compile();
}

ElementArray EncodeLoops::run(const EncodeCase &encodeCase, ArrayRef<double> values, ArrayRef<double> noise) {
  ElementArray inputs = ElementArray::fromValues(encodeCase.source, values);
  ElementArray codes(encodeCase.format, values.size());
  program.run(encodeCase.name(), {inputs.data(), noise.data()}, {codes.data()}, int64_t(values.size()));
  return codes;
}

/// Noise at its ends, in the middle, and drawn.
static std::vector<double> drawNoise(size_t count) {
  std::mt19937_64 random(7);
  std::vector<double> noise(count);
  for (size_t i = 0; i < count; ++i) {
    static constexpr double ends[] = {0.0, 0.5, 1.0 - 0x1p-53, 0x1p-53};
    noise[i] = i % 3 == 0 ? ends[(i / 3) % 4] : double(random() >> 11) * 0x1p-53;
  }
  return noise;
}

void EncodeLoops::check(const EncodeCase &encodeCase, ArrayRef<double> values, Tally &tally) {
  std::vector<double> noise = drawNoise(values.size());
  ElementArray codes = run(encodeCase, values, noise);
  EncodeOptions options = encodeCase.options;
  for (size_t i = 0; i < values.size(); ++i) {
    options.noise = noise[i];
    uint64_t expected = numerics::isInteger(encodeCase.format)
                            ? numerics::encodeInteger(encodeCase.format, values[i], options, kNaNCode)
                            : numerics::encode(encodeCase.format, values[i], options);
    // Any NaN will do in f32 and f64: processors differ in which one they make.
    bool isWide = encodeCase.format == Format::F32 || encodeCase.format == Format::F64;
    if (isWide && std::isnan(values[i]) && std::isnan(codes.getValue(i)))
      continue;
    tally.compare(codes.getBits(i), extendCode(encodeCase.format, expected), [&] {
      return encodeCase.name() + " of " + oracle::describe(values[i]) + " noise " + oracle::describe(noise[i]);
    });
  }
}

/// Boundaries of the format where it has few enough, special values, and a sample of all.
static std::vector<double> getValuesFor(Format format, Format source) {
  std::vector<double> values = getSpecialValues(source);
  auto append = [&](const std::vector<double> &more) { values.insert(values.end(), more.begin(), more.end()); };
  if (numerics::isFloat(format) && numerics::bitWidth(format) <= 16)
    append(getBoundaries(format, source));
  if (numerics::isInteger(format))
    append(getTies(source, 1.0, 300));
  append(source == Format::F32 ? getStridedF32(65521) : drawF64(65536, 11));
  return values;
}

static constexpr Format smallFloats[] = {Format::F8E4M3FN, Format::F8E5M2, Format::F6E2M3FN, Format::F6E3M2FN,
                                         Format::F4E2M1FN};

static void checkAll(EncodeLoops &loops) {
  loops.compile();
  Tally tally;
  for (const EncodeCase &encodeCase : loops.getCases())
    loops.check(encodeCase, getValuesFor(encodeCase.format, encodeCase.source), tally);
  EXPECT_NO_MISMATCH(tally);
}

TEST(EncodeTest, SmallFloatsByEveryRoundingAndOverflow) {
  EncodeLoops loops;
  for (Format format : smallFloats)
    for (Rounding rounding : {Rounding::HalfEven, Rounding::HalfAway, Rounding::Stochastic})
      for (Overflow overflow : {Overflow::Saturate, Overflow::NonFinite})
        loops.add(format, {rounding, overflow});
  for (Format format : {Format::F6E2M3FN, Format::F6E3M2FN, Format::F4E2M1FN})
    for (FloatNaN nan : {FloatNaN::Zero, FloatNaN::NegativeZero})
      loops.add(format, {Rounding::HalfEven, Overflow::Saturate, nan});
  checkAll(loops);
}

TEST(EncodeTest, PowersOfTwoByEveryRule) {
  EncodeLoops loops;
  for (E8M0Rule rule : {E8M0Rule::Floor, E8M0Rule::Nearest, E8M0Rule::Ceil})
    for (Overflow overflow : {Overflow::Saturate, Overflow::NonFinite})
      loops.add(Format::F8E8M0FNU, {Rounding::HalfEven, overflow, FloatNaN::LargestFinite, rule});
  checkAll(loops);
}

TEST(EncodeTest, WideFloatsAreRoundedOnce) {
  EncodeLoops loops;
  for (Format format : {Format::F16, Format::BF16, Format::F32, Format::F64})
    for (Overflow overflow : {Overflow::Saturate, Overflow::NonFinite})
      loops.add(format, {Rounding::HalfEven, overflow});
  checkAll(loops);
}

TEST(EncodeTest, IntegersByEveryRounding) {
  EncodeLoops loops;
  for (Format format : {Format::I4, Format::I8, Format::U8, Format::U16, Format::I32})
    for (Rounding rounding : {Rounding::HalfEven, Rounding::HalfAway, Rounding::Stochastic, Rounding::NoisyHalfEven})
      loops.add(format, {rounding});
  checkAll(loops);
}

/// The oracle knows nothing of Numerics.
TEST(EncodeTest, SmallFloatsAgreeWithTheOracle) {
  EncodeLoops loops;
  for (Format format : smallFloats)
    for (Rounding rounding : {Rounding::HalfEven, Rounding::HalfAway})
      loops.add(format, {rounding});
  loops.compile();
  Tally tally;
  for (const EncodeCase &encodeCase : loops.getCases()) {
    const oracle::FloatCase *spec = llvm::find_if(oracle::kSmallFloats, [&](const oracle::FloatCase &floatCase) {
      return floatCase.format == encodeCase.format;
    });
    oracle::BoundaryTable table(spec->spec);
    std::vector<double> values = getValuesFor(encodeCase.format, encodeCase.source);
    ElementArray codes = loops.run(encodeCase, values, drawNoise(values.size()));
    bool isEven = encodeCase.options.rounding == Rounding::HalfEven;
    for (size_t i = 0; i < values.size(); ++i)
      tally.compare(codes.getBits(i),
                    table.encode(values[i], {isEven ? oracle::Rule::HalfEven : oracle::Rule::HalfAway}),
                    [&] { return encodeCase.name() + " of " + oracle::describe(values[i]); });
  }
  EXPECT_NO_MISMATCH(tally);
}

TEST(EncodeTest, NoiseIsThatOfNumerics) {
  JitProgram program;
  Builder builder = program.getBuilder();
  std::vector<uint64_t> seeds = {0, 1, 0x123456789ABCDEF0, ~uint64_t(0)};
  for (uint64_t seed : seeds)
    program.addLoop("noise" + std::to_string(seed), {builder.getI64Type()}, {builder.getF64Type()},
                    [&](ImplicitLocOpBuilder &b, Value, ValueRange in) -> SmallVector<Value> {
                      return {emitNoise(b, seed, in[0])};
                    });
  program.compile();
  std::vector<uint64_t> indices = {0, 1, 2, 4294967295, 4294967296, uint64_t(1) << 40, ~uint64_t(0)};
  for (uint64_t i = 0; i < 1000; ++i)
    indices.push_back(i * 7919);
  Tally tally;
  for (uint64_t seed : seeds) {
    std::vector<double> noise(indices.size());
    program.run("noise" + std::to_string(seed), {indices.data()}, {noise.data()}, int64_t(indices.size()));
    for (size_t i = 0; i < indices.size(); ++i)
      tally.compareValues(noise[i], numerics::uniformNoise(seed, indices[i]), [&] { return std::to_string(i); });
  }
  EXPECT_NO_MISMATCH(tally);
}
