//===- ParametersTest.cpp - emitted scale rules against Numerics --------------------------------------------===//

#include "Qnt/Emit/Parameters.h"
#include "../NumericsOracle/Cases.h"
#include "ElementArray.h"
#include "JitProgram.h"
#include "Qnt/Numerics/Gradient.h"
#include "Qnt/Numerics/Quantize.h"
#include "QuantizeLoops.h"
#include "SampleValues.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "gtest/gtest.h"
#include <random>

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::emit;
using numerics::Calibration;
using numerics::Convention;
using numerics::Format;
using oracle::Tally;

static constexpr size_t kBlockSize = 3;

//===----------------------------------------------------------------------------------------------------===//
// Blocks
//===----------------------------------------------------------------------------------------------------===//

/// Blocks of kBlockSize values, one after the other.
static std::vector<double> getEdgeBlocks() {
  std::vector<std::vector<double>> blocks = {
      {0, 0, 0},
      {-0.0, 0, -0.0},
      {1e-40, -1e-41, 0},
      {1e-310, -1e-312, 0},
      {0x1p-126, 0, 0},
      {0x1.fffffcp-127, 0, 0},
      {1, kNaN, 2},
      {kNaN, kNaN, kNaN},
      {HUGE_VAL, 1, -2},
      {-HUGE_VAL, 1, -2},
      {HUGE_VAL, HUGE_VAL, HUGE_VAL},
      {HUGE_VAL, -HUGE_VAL, kNaN},
      {3.4e38, -3.4e38, 1e38},
      {1.7e308, -1.7e308, 1e308},
      {65504, -65504, 1},
      {1e-6, -1e-6, 0},
      {1e-7, 1e-7, 1e-7},
      {5, 5, 5},
      {-5, -5, -5},
      {5, 5.0000001, 5},
      {1, 2, 3},
      {-1, -2, -3},
      {127, -128, 0},
      {127.5, 6.5, 6},
      {6, 1, 0},
      {6.5, 1, 0},
      {7.5, 1, 0},
      {448, 460, 1},
      {465, 1, 0},
      {1e-5, 3e-5, -2e-5},
      {6.1e-5, 1e-7, 0},
      {0x1p-133, 0x1p-140, 0},
      {1e20, -2e20, 1.5e20},
      {1e-24, -2e-24, 0.5e-24},
      {0x1.8p30, 0x1p31, 0x1p-120},
      {0x1p-30, 0x1.fp-31, 0x1p-31},
  };
  std::vector<double> values;
  for (const std::vector<double> &block : blocks)
    values.insert(values.end(), block.begin(), block.end());
  return values;
}

static double roundToInput(Format input, double value) {
  return numerics::roundTo(input, value, {numerics::Rounding::HalfEven, numerics::Overflow::NonFinite});
}

/// Edges and drawn blocks of all magnitudes.
static std::vector<double> getBlocks(Format input) {
  std::vector<double> values = getEdgeBlocks();
  std::mt19937_64 random(31);
  std::normal_distribution<double> normal;
  for (int block = 0; block < 60; ++block) {
    double magnitude = std::ldexp(1.0, int(random() % 60) - 30), shift = block % 3 == 0 ? 2.0 * normal(random) : 0.0;
    for (size_t i = 0; i < kBlockSize; ++i)
      values.push_back(magnitude * (normal(random) + shift));
  }
  for (double &value : values)
    value = roundToInput(input, value);
  return values;
}

//===----------------------------------------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------------------------------------===//

namespace {

struct ParameterCase {
  numerics::Encoding encoding;
  Convention convention;
  Calibration calibration;
  Format input;
};

/// A loop per case: an iteration finds the parameters of one block, whose elements come from kBlockSize arrays.
class ParameterLoops {
public:
  void add(const ParameterCase &parameterCase, bool isMasked = false);
  void compile() { program.compile(); }
  size_t size() const { return cases.size(); }
  void check(size_t i, Tally &tally);

private:
  struct Results {
    ElementArray scales, zeroPoints;
    std::vector<double> codeScales;
  };
  Results run(size_t i, const std::vector<double> &values, const std::vector<uint8_t> &mask, float tensorScale);
  float findTensorScale(size_t i, const std::vector<double> &values);
  void addTensorScaleLoop(size_t i);

  JitProgram program;
  std::vector<ParameterCase> cases;
  std::vector<bool> masked;
};

} // namespace

static std::string describe(const ParameterCase &parameterCase) {
  std::string text = describeCase({parameterCase.encoding, parameterCase.convention, parameterCase.input}, {});
  text += " by " + Calibration::getRuleName(parameterCase.calibration.rule).str();
  for (double argument : parameterCase.calibration.arguments)
    text += " " + std::to_string(argument);
  return text;
}

static ParameterRule makeRule(const ParameterCase &parameterCase) {
  ParameterOptions options;
  options.oneBlock = parameterCase.calibration.rule == numerics::ScaleRule::Fixed; // check() gives it one block
  return ParameterRule(parameterCase.encoding, parameterCase.convention, parameterCase.calibration, parameterCase.input,
                       options);
}

/// The statistics of the elements in `in`, in two parts that are then combined; a last value of `in` is the mask's
/// word.
static RangeValues emitRangeOfBlock(ImplicitLocOpBuilder &b, const ParameterRule &rule, ValueRange in, Value maskWord) {
  auto keep = [&](size_t i) -> Value {
    if (!maskWord)
      return {};
    Value bit = arith::ConstantIntOp::create(b, int64_t(1) << i, 8);
    Value zero = arith::ConstantIntOp::create(b, 0, 8);
    return arith::CmpIOp::create(b, arith::CmpIPredicate::ne, arith::AndIOp::create(b, maskWord, bit), zero);
  };
  SmallVector<Value> first = rule.emitInitialStatistics(b, in[0]), second = first;
  for (size_t i = 0; i < kBlockSize; ++i) {
    SmallVector<Value> &part = i < 1 ? first : second;
    part = rule.emitUpdate(b, part, in[i], keep(i));
  }
  SmallVector<Value> state = rule.emitCombine(b, first, second), squares;
  if (rule.needsSquares()) {
    squares = rule.emitInitialSquares(b, in[0]);
    for (size_t i = 0; i < kBlockSize; ++i)
      squares = rule.emitAddSquare(b, squares, state, in[i], keep(i));
  }
  return rule.emitRange(b, state, in[0], squares);
}

void ParameterLoops::add(const ParameterCase &parameterCase, bool isMasked) {
  MLIRContext *context = program.getContext();
  Type f32 = Float32Type::get(context), f64 = Float64Type::get(context);
  SmallVector<Type> inputs(kBlockSize, getContainerType(context, parameterCase.input));
  inputs.push_back(f32);
  inputs.push_back(IntegerType::get(context, 8));
  SmallVector<Type> outputs = {getContainerType(context, *parameterCase.encoding.scale), f64};
  if (parameterCase.encoding.zeroPoint)
    outputs.push_back(getContainerType(context, *parameterCase.encoding.zeroPoint));
  auto body = [&](ImplicitLocOpBuilder &b, Value, ValueRange in) -> SmallVector<Value> {
    ParameterRule rule = makeRule(parameterCase);
    RangeValues range = emitRangeOfBlock(b, rule, in, isMasked ? in.back() : Value());
    ChosenValues chosen = rule.emitParameters(b, range, in[kBlockSize]);
    Value codeScale = chosen.codeScale;
    if (codeScale.getType() != f64)
      codeScale = arith::ExtFOp::create(b, f64, codeScale);
    SmallVector<Value> results = {chosen.storedScale, codeScale};
    if (parameterCase.encoding.zeroPoint)
      results.push_back(chosen.storedZeroPoint);
    return results;
  };
  program.addLoop("parameters" + std::to_string(cases.size()), inputs, outputs, body);
  cases.push_back(parameterCase);
  masked.push_back(isMasked);
  if (parameterCase.encoding.tensorScale)
    addTensorScaleLoop(cases.size() - 1);
}

/// The largest width is carried through an array of one element by single runs.
void ParameterLoops::addTensorScaleLoop(size_t i) {
  const ParameterCase &parameterCase = cases[i];
  MLIRContext *context = program.getContext();
  Type f32 = Float32Type::get(context), f64 = Float64Type::get(context);
  SmallVector<Type> inputs(kBlockSize, getContainerType(context, parameterCase.input));
  inputs.push_back(f64);
  program.addLoop("largest" + std::to_string(i), inputs, {f64, f32},
                  [&](ImplicitLocOpBuilder &b, Value, ValueRange in) -> SmallVector<Value> {
                    ParameterRule rule = makeRule(parameterCase);
                    RangeValues range = emitRangeOfBlock(b, rule, in, {});
                    Value largest = rule.emitUpdateLargest(b, in.back(), range);
                    return {largest, rule.emitTensorScale(b, largest)};
                  });
}

float ParameterLoops::findTensorScale(size_t i, const std::vector<double> &values) {
  double largest = 0.0;
  float tensorScale = 0.0f;
  for (size_t begin = 0; begin < values.size(); begin += kBlockSize) {
    SmallVector<ElementArray> elements;
    for (size_t e = 0; e < kBlockSize; ++e)
      elements.push_back(ElementArray::fromValues(cases[i].input, {values[begin + e]}));
    SmallVector<const void *> inputs;
    for (const ElementArray &element : elements)
      inputs.push_back(element.data());
    inputs.push_back(&largest);
    program.run("largest" + std::to_string(i), inputs, {&largest, &tensorScale}, 1);
  }
  return tensorScale;
}

ParameterLoops::Results ParameterLoops::run(size_t i, const std::vector<double> &values,
                                            const std::vector<uint8_t> &mask, float tensorScale) {
  const ParameterCase &parameterCase = cases[i];
  size_t numBlocks = values.size() / kBlockSize;
  SmallVector<ElementArray> elements(kBlockSize, ElementArray(parameterCase.input, numBlocks));
  std::vector<uint8_t> maskWords(numBlocks, 0);
  ElementArray all = ElementArray::fromValues(parameterCase.input, values);
  for (size_t e = 0; e < values.size(); ++e) {
    elements[e % kBlockSize].setBits(e / kBlockSize, all.getBits(e));
    maskWords[e / kBlockSize] |= uint8_t((mask.empty() || mask[e]) << (e % kBlockSize));
  }
  std::vector<float> tensorScales(numBlocks, tensorScale);
  SmallVector<const void *> inputs;
  for (const ElementArray &element : elements)
    inputs.push_back(element.data());
  inputs.push_back(tensorScales.data());
  inputs.push_back(maskWords.data());
  Results results{ElementArray(*parameterCase.encoding.scale, numBlocks),
                  ElementArray(parameterCase.encoding.zeroPoint.value_or(Format::I8), numBlocks),
                  std::vector<double>(numBlocks)};
  SmallVector<void *> outputs = {results.scales.data(), results.codeScales.data()};
  if (parameterCase.encoding.zeroPoint)
    outputs.push_back(results.zeroPoints.data());
  program.run("parameters" + std::to_string(i), inputs, outputs, int64_t(numBlocks));
  return results;
}

void ParameterLoops::check(size_t i, Tally &tally) {
  const ParameterCase &parameterCase = cases[i];
  std::vector<double> values = getBlocks(parameterCase.input), finerScales;
  if (parameterCase.calibration.rule == numerics::ScaleRule::Fixed)
    values.resize(kBlockSize);
  size_t numBlocks = values.size() / kBlockSize;
  numerics::ArrayParts parts;
  parts.shape = {int64_t(values.size())};
  for (size_t e = 0; masked[i] && e < values.size(); ++e)
    parts.mask.push_back(e % 3 != 0);
  numerics::Encoding encoding = parameterCase.encoding;
  encoding.block = {int64_t(kBlockSize)};
  llvm::cantFail(numerics::chooseParameters(parts, values, parameterCase.input, encoding, parameterCase.convention,
                                            parameterCase.calibration, &finerScales));
  float tensorScale = 1.0f;
  if (encoding.tensorScale) {
    tensorScale = findTensorScale(i, values);
    tally.compareValues(double(tensorScale), *parts.tensorScale,
                        [&] { return "tensor scale" + describe(parameterCase); });
  }
  Results got = run(i, values, parts.mask, tensorScale);
  bool usesFiner = parameterCase.convention.codesUse == numerics::CodesUse::FinerScale;
  for (size_t block = 0; block < numBlocks; ++block) {
    auto where = [&](const char *what) {
      std::string text = what + describe(parameterCase) + " of";
      for (size_t e = 0; e < kBlockSize; ++e)
        text += " " + oracle::describe(values[block * kBlockSize + e]);
      return text;
    };
    tally.compareValues(got.scales.getValue(block), parts.scales[block], [&] { return where("scale"); });
    double codeScale = usesFiner ? finerScales[block] : parts.scales[block];
    if (encoding.tensorScale)
      codeScale = double(tensorScale * float(codeScale));
    tally.compareValues(got.codeScales[block], codeScale, [&] { return where("code scale"); });
    if (encoding.zeroPoint) // + 0: the sign of a zero is not told
      tally.compareValues(got.zeroPoints.getValue(block) + 0.0, parts.zeroPoints[block] + 0.0,
                          [&] { return where("zero point"); });
  }
}

static void checkAll(ParameterLoops &loops) {
  loops.compile();
  Tally tally;
  for (size_t i = 0; i < loops.size(); ++i)
    loops.check(i, tally);
  EXPECT_NO_MISMATCH(tally);
}

//===----------------------------------------------------------------------------------------------------===//
// Cases
//===----------------------------------------------------------------------------------------------------===//

static Calibration makeCalibration(StringRef rule, ArrayRef<double> arguments = {}) {
  return llvm::cantFail(Calibration::create(rule, arguments));
}

static constexpr Format parameterFormats[] = {Format::F32,  Format::F64,       Format::F16,
                                              Format::BF16, Format::F8E8M0FNU, Format::F8E4M3FN};

/// Symmetric and asymmetric encodings; scale types take turns, and `next` says where to start.
static void addEncodings(ParameterLoops &loops, const Convention &convention, Format input, size_t &next) {
  auto nextScale = [&] { return parameterFormats[next++ % std::size(parameterFormats)]; };
  for (Format storage : {Format::I8, Format::U4, Format::F4E2M1FN, Format::I16}) {
    loops.add({makeEncoding(storage, nextScale()), convention, makeCalibration("absmax"), input});
    if (numerics::isFloat(storage))
      continue;
    static constexpr Format zeroPoints[] = {Format::I8, Format::I32, Format::U8, Format::F32, Format::F16};
    Format zeroPoint = zeroPoints[next % 5];
    loops.add({makeEncoding(storage, nextScale(), zeroPoint), convention, makeCalibration("minmax"), input});
  }
  loops.add({makeEncoding(Format::U8, Format::F32, Format::U8), convention, makeCalibration("absmax"), input});
  loops.add({makeEncoding(Format::U4, Format::F32, Format::F16), convention, makeCalibration("absmax"), input});
}

TEST(ParametersTest, DefaultConventionOnEveryScaleAndInput) {
  ParameterLoops loops;
  for (Format input : inputFormats)
    for (size_t start = 0; start < std::size(parameterFormats); ++start) {
      size_t next = start;
      addEncodings(loops, Convention(), input, next);
    }
  checkAll(loops);
}

TEST(ParametersTest, EveryPreset) {
  ParameterLoops loops;
  size_t next = 0;
  for (StringRef name : Convention::presetNames())
    for (Format input : inputFormats)
      addEncodings(loops, *Convention::preset(name), input, next);
  checkAll(loops);
}

/// The values that a parameter takes, as text; some numbers for a number.
static std::vector<std::string> getSampleValues(StringRef parameter) {
  if (parameter == "seed")
    return {};
  if (parameter == "epsilon")
    return {"0.125", "1e-6"};
  return getParameterValues(parameter);
}

TEST(ParametersTest, EveryParameterAlone) {
  ParameterLoops loops;
  size_t next = 0;
  for (StringRef base : {"default", "qwix"})
    for (StringRef parameter : Convention::parameterNames())
      for (const std::string &value : getSampleValues(parameter)) {
        Convention convention = *Convention::preset(base);
        llvm::cantFail(convention.set(parameter, value));
        Format input = inputFormats[next % 4], scale = parameterFormats[next / 4 % 6];
        ++next;
        loops.add({makeEncoding(Format::I8, scale, Format::I8), convention, makeCalibration("minmax", {0.9}), input});
        loops.add({makeEncoding(Format::I8, Format::F32), convention, makeCalibration("absmax", {1.1}), input});
        loops.add({makeEncoding(Format::F4E2M1FN, Format::F8E8M0FNU), convention, makeCalibration("absmax"), input});
      }
  checkAll(loops);
}

TEST(ParametersTest, EveryRule) {
  ParameterLoops loops;
  for (StringRef name : Convention::presetNames())
    for (Format input : inputFormats) {
      Convention convention = *Convention::preset(name);
      loops.add({makeEncoding(Format::I8), convention, makeCalibration("rms", {3.0}), input});
      loops.add({makeEncoding(Format::U8, Format::BF16, Format::U8), convention, makeCalibration("rms", {2.5}), input});
      loops.add({makeEncoding(Format::I8), convention, makeCalibration("fixed", {3.0}), input});
      loops.add({makeEncoding(Format::I8, Format::F32, Format::I8), convention, makeCalibration("fixed", {-1.3, 2.7}),
                 input});
      loops.add(
          {makeEncoding(Format::I8, Format::F32, Format::I8), convention, makeCalibration("minmax", {0.7}), input});
    }
  checkAll(loops);
}

/// Ranges in f64, scales in f16 or bf16: what lies a little above a midpoint must not become it on the way.
TEST(ParametersTest, OperandsWiderThanTheirArithmetic) {
  ParameterLoops loops;
  Convention convention;
  llvm::cantFail(convention.set("range_type", "f64"));
  llvm::cantFail(convention.set("scale_type", "input"));
  for (auto [input, places] : {std::pair(Format::F16, 11), std::pair(Format::BF16, 8)})
    for (int odd : {1, 3, 5, 7, 21}) {
      double midpoint = 1.0 + std::ldexp(odd, -places);
      for (double beside : {0x1p-30, 0x1p-45, -0x1p-30, -0x1p-45})
        loops.add({makeEncoding(Format::I8, input), convention,
                   makeCalibration("fixed", {127.0 * midpoint * (1.0 + beside)}), input});
    }
  checkAll(loops);
}

TEST(ParametersTest, MasksLeaveElementsOut) {
  ParameterLoops loops;
  for (StringRef name : {"default", "qwix", "concrete"})
    for (Format input : inputFormats) {
      Convention convention = *Convention::preset(name);
      loops.add({makeEncoding(Format::I8), convention, makeCalibration("absmax"), input}, /*isMasked=*/true);
      loops.add({makeEncoding(Format::U8, Format::F32, Format::U8), convention, makeCalibration("minmax"), input},
                true);
      loops.add({makeEncoding(Format::I8), convention, makeCalibration("rms", {3.0}), input}, true);
    }
  checkAll(loops);
}

TEST(ParametersTest, TensorScales) {
  ParameterLoops loops;
  static constexpr Format scales[] = {Format::F8E4M3FN, Format::F8E8M0FNU, Format::F16, Format::F64, Format::F8E4M3FN};
  for (StringRef name : Convention::presetNames())
    for (Format input : inputFormats) {
      Format scale = scales[loops.size() / 2 % 5];
      numerics::Encoding symmetric = makeEncoding(Format::F4E2M1FN, scale);
      symmetric.tensorScale = true;
      loops.add({symmetric, *Convention::preset(name), makeCalibration("absmax"), input});
      numerics::Encoding asymmetric = makeEncoding(Format::U8, scale, Format::U8);
      asymmetric.tensorScale = true;
      loops.add({asymmetric, *Convention::preset(name), makeCalibration("minmax"), input});
    }
  checkAll(loops);
}
