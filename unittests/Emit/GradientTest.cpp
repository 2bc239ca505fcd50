//===- GradientTest.cpp - emitted masks and quotients of gradients ------------------------------------------===//

#include "Qnt/Numerics/Gradient.h"
#include "../NumericsOracle/Cases.h"
#include "ElementArray.h"
#include "JitProgram.h"
#include "Qnt/Emit/Parameters.h"
#include "QuantizeLoops.h"
#include "SampleValues.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::emit;
using numerics::Calibration;
using numerics::Convention;
using numerics::Format;
using oracle::Tally;

/// Whether the first value of a block of four lies in the range that the rule finds for them.
TEST(GradientTest, RangeOfTheRule) {
  struct Case {
    Calibration calibration;
    std::optional<Format> zeroPoint;
    Format input;
  };
  auto rule = [](StringRef name, ArrayRef<double> arguments) {
    return llvm::cantFail(Calibration::create(name, arguments));
  };
  std::vector<Case> cases;
  for (Format input : {Format::F32, Format::BF16, Format::F16, Format::F64}) {
    cases.push_back({rule("absmax", {0.5}), std::nullopt, input});
    cases.push_back({rule("minmax", {0.3}), Format::I8, input});
    cases.push_back({rule("rms", {1.0}), std::nullopt, input});
  }
  JitProgram program;
  MLIRContext *context = program.getContext();
  for (size_t i = 0; i < cases.size(); ++i)
    program.addLoop("range" + std::to_string(i), SmallVector<Type>(4, getContainerType(context, cases[i].input)),
                    {IntegerType::get(context, 8)},
                    [&](ImplicitLocOpBuilder &b, Value, ValueRange in) -> SmallVector<Value> {
                      ParameterRule rule(makeEncoding(Format::I8, Format::F32, cases[i].zeroPoint), Convention(),
                                         cases[i].calibration, cases[i].input);
                      SmallVector<Value> state = rule.emitInitialStatistics(b, in[0]);
                      for (Value x : in)
                        state = rule.emitUpdate(b, state, x);
                      SmallVector<Value> squares = rule.emitInitialSquares(b, in[0]);
                      for (Value x : in)
                        squares = rule.needsSquares() ? rule.emitAddSquare(b, squares, state, x) : squares;
                      Value inRange = rule.emitIsInRange(b, in[0], rule.emitRange(b, state, in[0], squares));
                      return {arith::ExtUIOp::create(b, b.getI8Type(), inRange)};
                    });
  program.compile();
  Tally tally;
  for (size_t i = 0; i < cases.size(); ++i) {
    std::vector<double> values = getSpecialValues(cases[i].input), blocks;
    for (double value : getTies(cases[i].input, 0.25, 10))
      values.push_back(value);
    // The partners 2 and -1 put thresholds among the ties.
    for (double value : values)
      blocks.insert(blocks.end(), {value, 2.0, -1.0, 0.0});
    numerics::Encoding encoding = makeEncoding(Format::I8, Format::F32, cases[i].zeroPoint);
    encoding.block = {4};
    std::vector<uint8_t> expected = llvm::cantFail(numerics::getCalibrationMask(
        blocks, {int64_t(blocks.size())}, cases[i].input, encoding, Convention(), cases[i].calibration));
    auto repeat = [&](double value) {
      return ElementArray::fromValues(cases[i].input, std::vector<double>(values.size(), value));
    };
    ElementArray x = ElementArray::fromValues(cases[i].input, values), two = repeat(2), minusOne = repeat(-1),
                 zero = repeat(0);
    std::vector<uint8_t> got(values.size());
    program.run("range" + std::to_string(i), {x.data(), two.data(), minusOne.data(), zero.data()}, {got.data()},
                int64_t(values.size()));
    for (size_t e = 0; e < values.size(); ++e)
      tally.compare(got[e], expected[4 * e], [&] { return std::to_string(i) + " of " + oracle::describe(values[e]); });
  }
  EXPECT_NO_MISMATCH(tally);
}

/// dy / s of qnt.quantize_grad: an IEEE division, rounded once more to f16 and bf16.
TEST(GradientTest, QuotientsOfGradients) {
  static constexpr Format types[] = {Format::F32, Format::BF16, Format::F16, Format::F64};
  JitProgram program;
  MLIRContext *context = program.getContext();
  for (Format type : types)
    program.addLoop(numerics::getName(type), {getContainerType(context, type), Float32Type::get(context)},
                    {getContainerType(context, type)},
                    [&](ImplicitLocOpBuilder &b, Value, ValueRange in) -> SmallVector<Value> {
                      return {emitGradientQuotient(b, in[0], in[1])};
                    });
  program.compile();
  Tally tally;
  for (Format type : types) {
    std::vector<double> values = getSpecialValues(type);
    for (double value : getTies(type, 0.3, 100))
      values.push_back(value);
    ElementArray x = ElementArray::fromValues(type, values);
    ElementArray got = ElementArray::fromValues(type, values);
    std::vector<float> scales(values.size(), 0.3f);
    program.run(numerics::getName(type), {x.data(), scales.data()}, {got.data()}, int64_t(values.size()));
    for (size_t i = 0; i < values.size(); ++i) {
      double quotient = type == Format::F64 ? values[i] / double(0.3f) : double(float(values[i]) / 0.3f);
      tally.compareValues(
          got.getValue(i),
          numerics::roundTo(type, quotient, {numerics::Rounding::HalfEven, numerics::Overflow::NonFinite}),
          [&] { return (numerics::getName(type) + " " + oracle::describe(values[i])).str(); });
    }
  }
  EXPECT_NO_MISMATCH(tally);
}
