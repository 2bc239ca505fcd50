//===- RequantizeTest.cpp - emitted integer arithmetic against Numerics -------------------------------------===//

#include "Qnt/Emit/Requantize.h"
#include "../NumericsOracle/Cases.h"
#include "ElementArray.h"
#include "JitProgram.h"
#include "Qnt/Numerics/Requantize.h"
#include "QuantizeLoops.h"
#include "gtest/gtest.h"
#include <random>

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::emit;
using numerics::Convention;
using numerics::Format;
using oracle::Tally;

namespace {
struct Operands {
  std::vector<int32_t> acc, multiplier, shift;
  size_t size() const { return acc.size(); }
};
} // namespace

/// Ends, small numbers and drawn ones; every shift.
static Operands drawOperands() {
  std::mt19937_64 random(23);
  constexpr int32_t low = std::numeric_limits<int32_t>::min(), high = std::numeric_limits<int32_t>::max();
  static constexpr int32_t ends[] = {low, low + 1, high, high - 1, 0, 1, -1, 2, -2, 3, -3, 1 << 30, -(1 << 30)};
  Operands operands;
  auto add = [&](int32_t acc, int32_t multiplier, int32_t shift) {
    operands.acc.push_back(acc);
    operands.multiplier.push_back(multiplier);
    operands.shift.push_back(shift);
  };
  for (int32_t shift = -31; shift <= 62; ++shift) {
    for (int32_t acc : ends)
      for (int32_t multiplier : {1 << 30, high, (1 << 30) + (1 << 29)})
        add(acc, multiplier, shift);
    for (int i = 0; i < 100; ++i) {
      auto acc = static_cast<int32_t>(random()) >> (random() % 31);
      add(acc, static_cast<int32_t>((1u << 30) + random() % (1u << 30)), shift);
      add(static_cast<int32_t>(static_cast<uint32_t>(acc) * 2 + 1), 1 << 30, shift); // ties
    }
  }
  return operands;
}

TEST(RequantizeTest, FixedPointByEveryRounding) {
  JitProgram program;
  Type i32 = program.getBuilder().getI32Type();
  SmallVector<Convention> conventions(3);
  conventions[1].rounding = numerics::Rounding::HalfAway;
  conventions[2].requantize = numerics::RequantizeRounding::TFLite;
  for (size_t i = 0; i < conventions.size(); ++i)
    program.addLoop("multiply" + std::to_string(i), {i32, i32, i32}, {i32},
                    [&](ImplicitLocOpBuilder &b, Value, ValueRange in) -> SmallVector<Value> {
                      return {emitMultiplyByFixedPoint(b, in[0], in[1], in[2], conventions[i])};
                    });
  program.compile();
  Operands operands = drawOperands();
  Tally tally;
  for (size_t i = 0; i < conventions.size(); ++i) {
    const Convention &convention = conventions[i];
    std::vector<int32_t> got(operands.size());
    program.run("multiply" + std::to_string(i),
                {operands.acc.data(), operands.multiplier.data(), operands.shift.data()}, {got.data()},
                int64_t(operands.size()));
    for (size_t e = 0; e < operands.size(); ++e) {
      numerics::FixedPointMultiplier by{operands.multiplier[e], operands.shift[e]};
      int32_t expected =
          numerics::multiplyByFixedPoint(operands.acc[e], by, convention.rounding, convention.requantize);
      tally.compare(uint32_t(got[e]), uint32_t(expected), [&] {
        return std::to_string(i) + ": " + std::to_string(operands.acc[e]) + " * " + std::to_string(by.multiplier) +
               " >> " + std::to_string(by.shift);
      });
    }
  }
  EXPECT_NO_MISMATCH(tally);
}

TEST(RequantizeTest, CodesWithZeroPoints) {
  JitProgram program;
  MLIRContext *context = program.getContext();
  Type i32 = program.getBuilder().getI32Type();
  struct Case {
    Format storage, zeroPoint;
    double zeroPointValue;
  };
  static constexpr Case cases[] = {
      {Format::I8, Format::I8, -128},           {Format::U8, Format::U8, 255}, {Format::U4, Format::I32, -2147483648.0},
      {Format::I32, Format::I32, 2147483647.0}, {Format::I4, Format::I4, -3},  {Format::U16, Format::U16, 65535}};
  for (size_t i = 0; i < std::size(cases); ++i)
    program.addLoop("requantize" + std::to_string(i), {i32, i32, i32, getContainerType(context, cases[i].zeroPoint)},
                    {getContainerType(context, cases[i].storage)},
                    [&](ImplicitLocOpBuilder &b, Value, ValueRange in) -> SmallVector<Value> {
                      ElementEncoding encoding(makeEncoding(cases[i].storage, Format::F32, cases[i].zeroPoint));
                      return {emitRequantize(b, encoding, in[0], in[1], in[2], in[3], Convention())};
                    });
  program.compile();
  Operands operands = drawOperands();
  Tally tally;
  for (size_t i = 0; i < std::size(cases); ++i) {
    const Case &testCase = cases[i];
    ElementArray zeroPoints =
        ElementArray::fromValues(testCase.zeroPoint, std::vector<double>(operands.size(), testCase.zeroPointValue));
    ElementArray codes(testCase.storage, operands.size());
    program.run("requantize" + std::to_string(i),
                {operands.acc.data(), operands.multiplier.data(), operands.shift.data(), zeroPoints.data()},
                {codes.data()}, int64_t(operands.size()));
    const numerics::FormatInfo &info = numerics::getInfo(testCase.storage);
    for (size_t e = 0; e < operands.size(); ++e) {
      int64_t scaled =
          numerics::multiplyByFixedPoint(operands.acc[e], {operands.multiplier[e], operands.shift[e]},
                                         numerics::Rounding::HalfEven, numerics::RequantizeRounding::Single);
      int64_t expected = std::clamp(scaled + int64_t(testCase.zeroPointValue), info.minInt, info.maxInt);
      tally.compare(codes.getBits(e), extendCode(testCase.storage, uint64_t(expected)),
                    [&] { return info.name + (" of " + std::to_string(scaled)); });
    }
  }
  EXPECT_NO_MISMATCH(tally);
}

TEST(RequantizeTest, RoundBits) {
  JitProgram program;
  Builder builder = program.getBuilder();
  static constexpr unsigned widths[] = {4, 5, 8, 16, 32};
  auto nameOf = [](unsigned width, unsigned lsbs) { return std::to_string(width) + " " + std::to_string(lsbs); };
  for (unsigned width : widths)
    for (unsigned lsbs = 0; lsbs < width; ++lsbs) {
      Type type = builder.getIntegerType(width <= 8 ? 8 : width);
      program.addLoop(nameOf(width, lsbs), {type}, {type},
                      [=](ImplicitLocOpBuilder &b, Value, ValueRange in) -> SmallVector<Value> {
                        return {emitRoundBits(b, in[0], lsbs, width)};
                      });
    }
  program.compile();
  std::mt19937_64 random(29);
  Tally tally;
  for (unsigned width : widths) {
    Format format = width == 4    ? Format::I4
                    : width == 5  ? Format::I5
                    : width == 8  ? Format::I8
                    : width == 16 ? Format::I16
                                  : Format::I32;
    ElementArray values = width <= 16 ? ElementArray::allPatterns(format) : ElementArray(format, 1000);
    for (size_t e = 0; width == 32 && e < values.size(); ++e)
      values.setBits(e, e < 6 ? uint64_t(0x7FFFFFFD + e) : random());
    ElementArray got = values;
    for (unsigned lsbs = 0; lsbs < width; ++lsbs) {
      program.run(nameOf(width, lsbs), {values.data()}, {got.data()}, int64_t(values.size()));
      for (size_t e = 0; e < values.size(); ++e) {
        auto expected = uint64_t(numerics::roundBits(int64_t(values.getValue(e)), lsbs));
        tally.compare(got.getBits(e), extendCode(format, expected),
                      [&] { return nameOf(width, lsbs) + " of " + std::to_string(values.getValue(e)); });
      }
    }
  }
  EXPECT_NO_MISMATCH(tally);
}
