//===- ContractionEinsumTest.cpp - einsum against the sum over all labels ---------------------------------===//
#include "ContractionOracle.h"
#include "Qnt/IR/EinsumEquation.h"
#include "Qnt/Numerics/Rounding.h"
#include "gtest/gtest.h"
#include <cmath>
#include <map>

using namespace mlir::qnt;
using namespace mlir::qnt::reference;
using namespace mlir::qnt::reference::oracle;
using numerics::Format;

namespace {
/// Subscripts written out, a string per operand, with a size per letter; no ellipsis. The notation is another test's.
struct Equation {
  const char *text; ///< as the op has it
  std::vector<std::string> operands;
  std::string output;
};
} // namespace

static std::map<char, int64_t> pickLabelSizes(Random &random, const Equation &equation) {
  std::map<char, int64_t> sizes;
  for (const std::string &operand : equation.operands)
    for (char label : operand)
      if (!sizes.count(label))
        sizes[label] = pick(random, 1, 4);
  return sizes;
}

/// Sum over all labels of the product of all operands, and of its absolute value, for each output element.
static std::vector<std::pair<long double, long double>>
sumAllLabels(const Equation &equation, const std::vector<Operand> &operands, const std::map<char, int64_t> &sizes) {
  std::string labels = equation.output;
  for (auto [label, size] : sizes)
    if (labels.find(label) == std::string::npos)
      labels += label;
  Index box;
  int64_t outputs = 1;
  for (size_t i = 0; i < labels.size(); ++i) {
    box.push_back(sizes.at(labels[i]));
    outputs *= i < equation.output.size() ? box[i] : 1;
  }
  std::vector<std::pair<long double, long double>> sums(outputs);
  int64_t visited = 0, inner = 1;
  for (size_t i = equation.output.size(); i < labels.size(); ++i)
    inner *= box[i];
  forEachIndex(box, [&](const Index &values) {
    long double product = 1;
    for (size_t i = 0; i < operands.size(); ++i) {
      Index index;
      for (char label : equation.operands[i])
        index.push_back(values[labels.find(label)]);
      product *= operands[i].getReal(index);
    }
    auto &[sum, magnitude] = sums[visited++ / inner];
    sum += product;
    magnitude += std::fabs(product);
  });
  return sums;
}

static void checkEinsum(Random &random, const Equation &equation, bool arrays, Format format) {
  SCOPED_TRACE(equation.text);
  std::map<char, int64_t> sizes = pickLabelSizes(random, equation);
  std::vector<Operand> operands;
  std::vector<ContractionOperand> views;
  for (const std::string &labels : equation.operands) {
    DimList shape;
    for (char label : labels)
      shape.push_back(sizes[label]);
    operands.push_back(arrays ? makeArray(random, shape, makeEncoding(random, makeBlock(random, shape)))
                              : makeTensor(random, shape));
  }
  for (const Operand &operand : operands)
    views.push_back(operand.view());
  llvm::Expected<ContractionResult> result = evaluateEinsum(views, equation.text, format);
  ASSERT_TRUE(bool(result)) << llvm::toString(result.takeError());
  numerics::Shape shape;
  for (char label : equation.output)
    shape.push_back(sizes[label]);
  EXPECT_EQ(result->value.shape, shape);
  auto sums = sumAllLabels(equation, operands, sizes);
  ASSERT_EQ(result->value.data.size(), sums.size());
  for (size_t i = 0; i < sums.size(); ++i) {
    auto [sum, magnitude] = sums[i];
    EXPECT_LE(std::fabs(result->real.data[i] - sum), magnitude * std::ldexp(1.0L, -50)) << "element " << i;
    // Each step rounds to f32 at most a few times per tile.
    EXPECT_LE(std::fabs(result->value.data[i] - sum), magnitude * std::ldexp(1.0L, -17)) << "element " << i;
  }
}

static const Equation kEquations[] = {
    {"ij,jk->ik", {"ij", "jk"}, "ik"},
    {"ij,jk", {"ij", "jk"}, "ik"},
    {"ij,jk->ki", {"ij", "jk"}, "ki"},
    {"bij,bkj->bik", {"bij", "bkj"}, "bik"},
    {"bqhd,bkhd->bhqk", {"bqhd", "bkhd"}, "bhqk"},
    {"i,j->ij", {"i", "j"}, "ij"},
    {"i,j->ji", {"i", "j"}, "ji"},
    {"ij,ij->", {"ij", "ij"}, ""},
    {"ij,ij->ij", {"ij", "ij"}, "ij"},
    {"ij,jk->k", {"ij", "jk"}, "k"},
    {"ij,kl->jk", {"ij", "kl"}, "jk"},
    {"ij->ji", {"ij"}, "ji"},
    {"ij->j", {"ij"}, "j"},
    {"ij->", {"ij"}, ""},
    {"ii", {"ii"}, ""},
    {"ii->i", {"ii"}, "i"},
    {"iij,jk->ik", {"iij", "jk"}, "ik"},
    {"iji,jkk->ijk", {"iji", "jkk"}, "ijk"},
    {"ij,jk,kl->il", {"ij", "jk", "kl"}, "il"},
    {"ij,jk,kl,lm->mi", {"ij", "jk", "kl", "lm"}, "mi"},
    {"ij,ik,il->jkl", {"ij", "ik", "il"}, "jkl"},
    {"ij,kj,j->i", {"ij", "kj", "j"}, "i"},
    {"a,b,c,d->dacb", {"a", "b", "c", "d"}, "dacb"},
    {"Ba,aC", {"Ba", "aC"}, "BC"},
    {",i->i", {"", "i"}, "i"},
};

TEST(ContractionEinsum, SumOverAllLabelsOfFloats) {
  Random random(15);
  for (const Equation &equation : kEquations)
    for (unsigned i = 0; i < 4; ++i)
      checkEinsum(random, equation, false, Format::F32);
}

TEST(ContractionEinsum, SumOverAllLabelsOfArrays) {
  Random random(16);
  for (const Equation &equation : kEquations)
    for (unsigned i = 0; i < 6; ++i)
      checkEinsum(random, equation, true, i % 2 ? Format::F64 : Format::F32);
}

//===----------------------------------------------------------------------------------------------------===//
// Ellipsis
//===----------------------------------------------------------------------------------------------------===//

static RealTensor evaluate(const std::vector<RealTensor> &tensors, llvm::StringRef equation) {
  std::vector<ContractionOperand> operands;
  for (const RealTensor &tensor : tensors)
    operands.push_back(ContractionOperand::of(tensor));
  llvm::Expected<ContractionResult> result = evaluateEinsum(operands, equation, Format::F32);
  EXPECT_TRUE(bool(result)) << llvm::toString(result.takeError());
  return result ? result->value : RealTensor();
}

TEST(ContractionEinsum, EllipsisAlignsAtTheLastDimensionAndBroadcasts) {
  RealTensor a{{2, 1, 2}, {1, 2, 3, 4}}, b{{3, 2}, {1, 0, 0, 1, 1, 1}};
  RealTensor inner = evaluate({a, b}, "...i,...i->...");
  EXPECT_EQ(inner.shape, (numerics::Shape{2, 3}));
  EXPECT_EQ(inner.data, (std::vector<double>{1, 2, 3, 3, 4, 7}));
  RealTensor implicit = evaluate({a, b}, "...i, ...j");
  EXPECT_EQ(implicit.shape, (numerics::Shape{2, 3, 2, 2}));
  RealTensor none = evaluate({b, {{2}, {10, 1}}}, "i...,...->...i");
  EXPECT_EQ(none.shape, (numerics::Shape{2, 3}));
  EXPECT_EQ(none.data, (std::vector<double>{10, 0, 10, 0, 1, 1}));
}

TEST(ContractionEinsum, BroadcastOfArrayWithBlocks) {
  Random random(17);
  numerics::Encoding encoding;
  encoding.storage = Format::I8;
  encoding.block = {0, 1, 2};
  encoding.scale = Format::F32;
  Operand a = makeArray(random, {2, 1, 5}, encoding), b = makeArray(random, {2, 3, 5}, encoding);
  auto broadcast = evaluateEinsum({a.view(), b.view()}, "...k,...k->...", Format::F32);
  ASSERT_TRUE(bool(broadcast)) << llvm::toString(broadcast.takeError());
  ASSERT_TRUE(broadcast->integerPath.has_value());
  int64_t output = 0;
  forEachIndex({2, 3}, [&](const Index &index) {
    std::vector<Term> terms;
    for (int64_t k = 0; k < 5; ++k)
      terms.push_back({{index[0], 0, k}, {index[0], index[1], k}});
    expectElement(*broadcast, output++, sumTerms(a, b, terms, true), terms.size(), Format::F32);
  });
}

//===----------------------------------------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------------------------------------===//

TEST(ContractionEinsum, TwoOperandsHaveTheBitsOfDotGeneral) {
  Random random(18);
  numerics::Encoding encoding;
  encoding.storage = Format::I8;
  encoding.block = {1, 32};
  encoding.scale = Format::F32;
  Operand a = makeArray(random, {5, 70}, encoding), b = makeArray(random, {3, 70}, encoding);
  auto einsum = evaluateEinsum({a.view(), b.view()}, "mk,nk->mn", Format::F32);
  auto dot = evaluateDotGeneral(a.view(), b.view(), {{1}, {1}, {}, {}}, Format::F32);
  ASSERT_TRUE(bool(einsum) && bool(dot));
  EXPECT_EQ(einsum->value.data, dot->value.data);
  EXPECT_EQ(einsum->real.data, dot->real.data);
  auto exact = evaluateEinsum({a.view(), b.view()}, "mk,nk->mn", Format::I32);
  EXPECT_TRUE(bool(exact)) << llvm::toString(exact.takeError());
}

TEST(ContractionEinsum, IntermediatesAreF32) {
  // (1 + 2^-30) * 1 is rounded to 1 before it meets 2^30.
  RealTensor a{{2}, {1.0, std::ldexp(1.0, -30)}}, one{{2}, {1.0, 1.0}}, large{{}, {std::ldexp(1.0, 30)}};
  std::vector<ContractionOperand> operands{ContractionOperand::of(a), ContractionOperand::of(one),
                                           ContractionOperand::of(large)};
  auto single = evaluateEinsum(operands, "i,i,->", Format::F32);
  ASSERT_TRUE(bool(single));
  EXPECT_EQ(single->value.data[0], std::ldexp(1.0, 30));
  EXPECT_EQ(single->real.data[0], std::ldexp(1.0, 30) + 1);
  EXPECT_EQ(single->whyNoIntegerPath, "the equation takes more than one contraction");
  auto wide = evaluateEinsum(operands, "i,i,->", Format::F64);
  ASSERT_TRUE(bool(wide));
  EXPECT_EQ(wide->value.data[0], std::ldexp(1.0, 30) + 1);
}

TEST(ContractionEinsum, SoleTensorKeepsItsBits) {
  RealTensor a{{1, 2}, {-0.0, std::numeric_limits<double>::infinity()}};
  RealTensor moved = evaluate({a}, "ij->ji");
  EXPECT_TRUE(std::signbit(moved.data[0]));
  EXPECT_EQ(moved.data[1], std::numeric_limits<double>::infinity());
}

TEST(ContractionEinsum, ErrorsOfRunTimeShapes) {
  Random random(19);
  Operand four = makeTensor(random, {4}), five = makeTensor(random, {5});
  auto sizes = evaluateEinsum({four.view(), five.view()}, "i,i", Format::F32);
  EXPECT_EQ(llvm::toString(sizes.takeError()), "expected one size for 'i', but got 4 and 5");
  auto integer = evaluateEinsum({four.view(), four.view()}, "i,i", Format::I32);
  EXPECT_EQ(llvm::toString(integer.takeError()),
            "expected arrays of integer codes for an i32 result, but lhs is a float tensor");
}
