//===- CodebookTest.cpp - emitted searches of code books against Numerics -----------------------------------===//

#include "Qnt/Emit/Codebook.h"
#include "../NumericsOracle/Cases.h"
#include "ElementArray.h"
#include "JitProgram.h"
#include "Qnt/Emit/Decode.h"
#include "Qnt/Emit/Quantize.h"
#include "Qnt/Numerics/CodebookSearch.h"
#include "Qnt/Numerics/Quantize.h"
#include "SampleValues.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "gtest/gtest.h"
#include <random>

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::emit;
using numerics::CodebookDistance;
using numerics::Format;
using oracle::Tally;

namespace {
struct Table {
  const char *name;
  std::vector<double> entries;
  Format format = Format::F32;
};
} // namespace

static std::vector<double> drawEntries(Format format, size_t count) {
  std::mt19937_64 random(37);
  std::normal_distribution<double> normal;
  std::vector<double> entries(count);
  for (double &entry : entries)
    entry = numerics::roundTo(format, normal(random));
  return entries;
}

static std::vector<Table> getTables() {
  ArrayRef<double> nf4 = numerics::getNF4Table();
  std::vector<double> drawn = drawEntries(Format::F32, 128), wide = drawEntries(Format::F64, 16);
  std::vector<double> coarse;
  for (double entry : drawEntries(Format::F32, 32))
    coarse.push_back(std::floor(entry * 4)); // equal entries, ties
  return {{"nf4", nf4.vec()},
          {"drawn", drawn},
          {"f64", wide, Format::F64},
          {"coarse", coarse},
          {"descending", {3, 2, 1, 0, -1, -2, -3, -4}},
          {"not_finite", {kNaN, 1, HUGE_VAL, -1, -HUGE_VAL, 2, 2, -1}},
          {"nan_later", {0.5, 1, 2, kNaN}},
          {"infinity_first", {HUGE_VAL, 1, 2, 4}},
          {"none_finite", {kNaN, HUGE_VAL}},
          {"one", {5, 5}},
          {"zeros", {-0.0, 0.0, 0x1p-133, -0x1p-133}},
          {"far", {0x1p100, -0x1p-100, 0x1p-100, 1.0}},
          {"rounded_differences", {-1, 1}},
          {"rounded_midpoint", {1, -0x1p-66}},
          {"rounded_midpoint_above", {0x1p-66, 1}},
          {"huge", {0x1p1023, 0x1.fffffffffffffp1023}, Format::F64}};
}

/// Entries, midpoints between any two, and their neighbours.
static std::vector<double> getValues(const Table &table, Format type) {
  std::vector<double> values = getSpecialValues(type);
  values.insert(values.end(), {0x1p-66, -0x1p-66});
  if (type == Format::F64)
    values.insert(values.end(), {0x1.7fffffffffffep1023, 0x1.7ffffffffffffp1023, 0x1.8p1023});
  for (size_t i = 0; i < table.entries.size(); ++i)
    for (size_t k = i; k < std::min(table.entries.size(), i + 20); ++k) {
      double middle = numerics::roundTo(type, (table.entries[i] + table.entries[k]) / 2);
      if (!std::isfinite(middle))
        continue;
      values.push_back(middle);
      if (middle == 0.0)
        continue;
      values.push_back(moveBy(type, middle, 1));
      values.push_back(moveBy(type, middle, -1));
    }
  return values;
}

static numerics::Encoding makeLutEncoding(const Table &table) {
  numerics::Encoding encoding;
  static constexpr Format indices[] = {Format::U1, Format::U2, Format::U3, Format::U4,
                                       Format::U5, Format::U6, Format::U7, Format::U8};
  Format index = indices[llvm::Log2_64(table.entries.size()) - 1];
  encoding.storage = index;
  encoding.codebook = numerics::Codebook{index, table.format, {numerics::kWhole}, {1}};
  encoding.block = {numerics::kWhole};
  encoding.scale = Format::F32;
  return encoding;
}

static Value emitFold(ImplicitLocOpBuilder &b, const NearestEntry &search, Value value, const Table &table) {
  SmallVector<Value> state = search.emitInitial(b, value);
  FloatType type = table.format == Format::F64 ? FloatType(b.getF64Type()) : b.getF32Type();
  for (auto [i, entry] : llvm::enumerate(table.entries)) {
    APFloat number(entry);
    bool loses;
    number.convert(type.getFloatSemantics(), APFloat::rmNearestTiesToEven, &loses);
    Value constant = arith::ConstantFloatOp::create(b, type, number);
    state = search.emitStep(b, state, value, constant, arith::ConstantIntOp::create(b, int64_t(i), 32));
  }
  return search.emitCode(b, state, value);
}

TEST(CodebookTest, BothSearchesByBothDistances) {
  JitProgram program;
  MLIRContext *context = program.getContext();
  std::vector<Table> tables = getTables();
  static constexpr CodebookDistance distances[] = {CodebookDistance::Exact, CodebookDistance::F32};
  static constexpr Format inputs[] = {Format::F32, Format::F64};
  auto nameOf = [](const Table &table, CodebookDistance distance, Format input) {
    return std::string(table.name) + " " + std::to_string(int(distance)) + " " + numerics::getName(input).str();
  };
  for (const Table &table : tables)
    for (CodebookDistance distance : distances)
      for (Format input : inputs)
        program.addLoop(nameOf(table, distance, input), {getContainerType(context, input), Float32Type::get(context)},
                        {IntegerType::get(context, 8), IntegerType::get(context, 8)},
                        [&](ImplicitLocOpBuilder &b, Value, ValueRange in) -> SmallVector<Value> {
                          ElementQuantizer quantizer(ElementEncoding(makeLutEncoding(table)), {}, input);
                          Value quotient = quantizer.emitQuotient(b, in[0], quantizer.emitBlock(b, in[1], {}));
                          bool isSingle = input == Format::F32 && table.format == Format::F32;
                          NearestEntry search(distance, isSingle ? FloatType(b.getF32Type()) : b.getF64Type());
                          return {emitFold(b, search, quotient, table),
                                  search.emitConstantSearch(b, quotient, table.entries)};
                        });
  program.compile();
  Tally tally;
  for (const Table &table : tables)
    for (CodebookDistance distance : distances)
      for (Format input : inputs)
        for (double scale : {1.0, 0.75}) {
          numerics::Convention convention;
          convention.distance = distance;
          std::vector<double> values = getValues(table, input);
          ElementArray x = ElementArray::fromValues(input, values);
          std::vector<float> scales(values.size(), float(scale));
          std::vector<uint8_t> folded(values.size()), searched(values.size());
          program.run(nameOf(table, distance, input), {x.data(), scales.data()}, {folded.data(), searched.data()},
                      int64_t(values.size()));
          numerics::ArrayParts parts;
          parts.shape = {int64_t(values.size())};
          parts.scales = {scale};
          parts.codebook = table.entries;
          llvm::cantFail(numerics::computeCodes(parts, values, input, makeLutEncoding(table), convention));
          for (size_t i = 0; i < values.size(); ++i) {
            auto where = [&] { return nameOf(table, distance, input) + " of " + oracle::describe(values[i]); };
            tally.compare(folded[i], parts.codes[i], where);
            tally.compare(searched[i], parts.codes[i], where);
          }
        }
  EXPECT_NO_MISMATCH(tally);
}

TEST(CodebookTest, VectorEntries) {
  JitProgram program;
  Builder builder = program.getBuilder();
  std::vector<double> entries = drawEntries(Format::F32, 16); // 8 entries of 2
  entries[6] = entries[2];
  entries[7] = entries[3];
  entries[10] = entries[14]; // of two that reach as far the other component decides
  program.addLoop(
      "nearest", {builder.getF32Type(), builder.getF32Type(), builder.getI1Type()}, {builder.getI32Type()},
      [&](ImplicitLocOpBuilder &b, Value, ValueRange in) -> SmallVector<Value> {
        auto number = [&](double value) { return arith::ConstantFloatOp::create(b, b.getF64Type(), APFloat(value)); };
        SmallVector<Value> best = emitFarthest(b, in[0]);
        Value bestIndex = arith::ConstantIntOp::create(b, 0, 32);
        for (int64_t i = 0; i < 8; ++i) {
          SmallVector<Value> entry = emitNoDistance(b, in[0]);
          entry = emitAddDistance(b, entry, in[0], number(entries[size_t(2 * i)]));
          entry = emitAddDistance(b, entry, in[1], number(entries[size_t(2 * i + 1)]), in[2]);
          Value isBetter = emitIsNearer(b, entry, best);
          for (auto [value, old] : llvm::zip_equal(entry, best))
            old = arith::SelectOp::create(b, isBetter, value, old);
          bestIndex = arith::SelectOp::create(b, isBetter, arith::ConstantIntOp::create(b, i, 32), bestIndex);
        }
        return {bestIndex};
      });
  program.compile();
  std::mt19937_64 random(41);
  std::normal_distribution<double> normal;
  constexpr size_t count = 1000;
  numerics::ArrayParts parts;
  parts.shape = {int64_t(count), 2};
  parts.codebook = entries;
  std::vector<double> values;
  std::vector<float> first, second;
  std::vector<uint8_t> present;
  for (size_t i = 0; i < count; ++i) {
    first.push_back(i % 50 == 0 ? NAN : i % 50 == 1 ? HUGE_VALF : float(normal(random)));
    second.push_back(i % 70 == 0 ? NAN : i % 3 == 0 ? -HUGE_VALF : float(normal(random)));
    present.push_back(i % 5 != 0);
    values.insert(values.end(), {double(first.back()), double(second.back())});
    parts.mask.insert(parts.mask.end(), {1, present.back()});
  }
  numerics::Encoding encoding;
  encoding.codebook = numerics::Codebook{Format::U3, Format::F32, {numerics::kWhole, numerics::kWhole}, {1, 2}};
  encoding.storage = Format::U3;
  encoding.block = {numerics::kWhole, numerics::kWhole};
  llvm::cantFail(numerics::computeCodes(parts, values, Format::F32, encoding, {}));
  std::vector<int32_t> got(count);
  program.run("nearest", {first.data(), second.data(), present.data()}, {got.data()}, int64_t(count));
  Tally tally;
  for (size_t i = 0; i < count; ++i)
    tally.compare(uint64_t(got[i]), parts.codes[i], [&] { return std::to_string(i); });
  EXPECT_NO_MISMATCH(tally);
}

TEST(CodebookTest, GradientsPassBetweenTheEnds) {
  JitProgram program;
  Type f32 = program.getBuilder().getF32Type();
  program.addLoop("passes", {f32, f32}, {program.getBuilder().getI8Type()},
                  [&](ImplicitLocOpBuilder &b, Value, ValueRange in) -> SmallVector<Value> {
                    auto number = [&](float value) {
                      return arith::ConstantFloatOp::create(b, b.getF32Type(), APFloat(value));
                    };
                    Value passes = emitPassesCodebookGradient(b, in[0], in[1], number(-1.0f), number(1.0f));
                    return {arith::ExtUIOp::create(b, b.getI8Type(), passes)};
                  });
  program.compile();
  std::vector<double> values = getSpecialValues(Format::F32);
  for (double value : getTies(Format::F32, 0.1, 12))
    values.push_back(value);
  ElementArray x = ElementArray::fromValues(Format::F32, values);
  std::vector<float> scales(values.size(), 0.1f);
  std::vector<uint8_t> got(values.size());
  program.run("passes", {x.data(), scales.data()}, {got.data()}, int64_t(values.size()));
  Tally tally;
  for (size_t i = 0; i < values.size(); ++i) {
    double quotient = values[i] / double(0.1f);
    tally.compare(got[i], -1.0 <= quotient && quotient <= 1.0, [&] { return oracle::describe(values[i]); });
  }
  EXPECT_NO_MISMATCH(tally);
}
