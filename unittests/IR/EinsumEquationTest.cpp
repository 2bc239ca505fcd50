//===- EinsumEquationTest.cpp - the notation of einsum ----------------------------------------------------===//
//
// Expected labels are written by hand, as numpy.einsum reads the notation: letters as themselves, dimensions under the
// ellipsis as digits (0 the outermost).
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Qnt/IR/EinsumEquation.h"
#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/StringExtras.h"
#include "gtest/gtest.h"
#include <random>

using namespace mlir;
using namespace mlir::qnt;

namespace {
using Shapes = std::vector<std::vector<int64_t>>;
constexpr int64_t kDynamic = ShapedType::kDynamic;
} // namespace

static llvm::Expected<EinsumEquation> parse(StringRef text, const Shapes &shapes) {
  SmallVector<ArrayRef<int64_t>> views(shapes.begin(), shapes.end());
  return EinsumEquation::parse(text, views);
}

static std::string describe(ArrayRef<EinsumLabel> labels) {
  std::string text;
  for (EinsumLabel label : labels)
    text +=
        label < kFirstEllipsisLabel ? static_cast<char>(label) : static_cast<char>('0' + (label - kFirstEllipsisLabel));
  return text;
}

/// "bij,bjk->bik": the labels of operands and output, the ellipsis written out.
static std::string resolve(StringRef text, const Shapes &shapes) {
  llvm::Expected<EinsumEquation> equation = parse(text, shapes);
  if (!equation)
    return "error: " + llvm::toString(equation.takeError());
  std::vector<std::string> operands;
  for (const EinsumLabels &operand : equation->operands)
    operands.push_back(describe(operand));
  return llvm::join(operands, ",") + "->" + describe(equation->output);
}

/// "b=2 i=3": sizes in the order of first occurrence, '?' for dynamic.
static std::string getSizes(StringRef text, const Shapes &shapes) {
  std::string sizes;
  for (auto [label, size] : llvm::cantFail(parse(text, shapes)).sizes)
    sizes += (sizes.empty() ? "" : " ") + describe(label) + "=" +
             (size == kDynamic ? std::string("?") : std::to_string(size));
  return sizes;
}

TEST(EinsumEquation, letters) {
  EXPECT_EQ(resolve("ij,jk->ik", {{2, 3}, {3, 4}}), "ij,jk->ik");
  EXPECT_EQ(resolve("bij,bjk->bki", {{5, 2, 3}, {5, 3, 4}}), "bij,bjk->bki");
  // Case matters.
  EXPECT_EQ(resolve("aA,Aa->a", {{2, 3}, {3, 2}}), "aA,Aa->a");
  // Diagonals, sums over one operand, nothing left, nothing there.
  EXPECT_EQ(resolve("ii->i", {{3, 3}}), "ii->i");
  EXPECT_EQ(resolve("ij->", {{2, 3}}), "ij->");
  EXPECT_EQ(resolve(",->", {{}, {}}), ",->");
  EXPECT_EQ(resolve("->", {{}}), "->");
  EXPECT_EQ(resolve("", {{}}), "->");
  EXPECT_EQ(resolve("i,j,k->kji", {{2}, {3}, {4}}), "i,j,k->kji");
}

TEST(EinsumEquation, spaces) {
  EXPECT_EQ(resolve("  i j , j k - > i k ", {{2, 3}, {3, 4}}), "ij,jk->ik");
  EXPECT_EQ(resolve("b . . . -> . . . b", {{2, 3}}), "b0->0b");
}

/// Letters that occur once over all operands, in the order of ASCII: capitals first.
TEST(EinsumEquation, implicitOutput) {
  EXPECT_EQ(resolve("ij,jk", {{2, 3}, {3, 4}}), "ij,jk->ik");
  EXPECT_EQ(resolve("kj,ji", {{2, 3}, {3, 4}}), "kj,ji->ik");
  EXPECT_EQ(resolve("bA", {{2, 3}}), "bA->Ab");
  EXPECT_EQ(resolve("ba", {{2, 3}}), "ba->ab");
  EXPECT_EQ(resolve("ii", {{3, 3}}), "ii->");
  EXPECT_EQ(resolve("i,i,i", {{3}, {3}, {3}}), "i,i,i->");
  EXPECT_EQ(resolve("i,j,i", {{3}, {2}, {3}}), "i,j,i->j");
  // The ellipsis comes first.
  EXPECT_EQ(resolve("b...a", {{2, 5, 6, 3}}), "b01a->01ab");
  EXPECT_EQ(resolve("i...,...i", {{3, 7}, {7, 3}}), "i0,0i->0");
}

/// Dimensions under the ellipsis are aligned at the last one.
TEST(EinsumEquation, ellipsis) {
  EXPECT_EQ(resolve("...ij,...jk->...ik", {{7, 8, 2, 3}, {7, 8, 3, 4}}), "01ij,01jk->01ik");
  EXPECT_EQ(resolve("...ij,...jk->...ik", {{7, 8, 2, 3}, {8, 3, 4}}), "01ij,1jk->01ik");
  EXPECT_EQ(resolve("...ij,...jk->...ik", {{2, 3}, {8, 3, 4}}), "ij,0jk->0ik");
  EXPECT_EQ(resolve("i...j->j...i", {{2, 5, 6, 3}}), "i01j->j01i");
  EXPECT_EQ(resolve("...,...->...", {{2, 3}, {}}), "01,->01");
  EXPECT_EQ(resolve("...,ij->ij...", {{}, {2, 3}}), ",ij->ij");
  // Of no dimensions: it may be left out, or be there for nothing.
  EXPECT_EQ(resolve("...i->i", {{3}}), "i->i");
  EXPECT_EQ(resolve("i->...i", {{3}}), "i->i");
}

TEST(EinsumEquation, sizes) {
  EXPECT_EQ(getSizes("ji,ik->jk", {{2, 3}, {3, 4}}), "j=2 i=3 k=4");
  EXPECT_EQ(getSizes("ij,jk", {{2, 0}, {0, 4}}), "i=2 j=0 k=4");
  // A static size wins over a dynamic one, whichever comes first.
  EXPECT_EQ(getSizes("ij,jk", {{kDynamic, kDynamic}, {3, kDynamic}}), "i=? j=3 k=?");
  EXPECT_EQ(getSizes("ij,jk", {{kDynamic, 3}, {kDynamic, 4}}), "i=? j=3 k=4");
  EXPECT_EQ(getSizes("ii", {{kDynamic, 5}}), "i=5");
  // Under the ellipsis 1 gives way.
  EXPECT_EQ(getSizes("...,...", {{1, 3}, {2, 1}}), "0=2 1=3");
  EXPECT_EQ(getSizes("...,...", {{2, 3}, {1}}), "0=2 1=3");
  EXPECT_EQ(getSizes("...,...,...", {{1}, {kDynamic}, {5}}), "0=5");
  EXPECT_EQ(getSizes("...,...,...", {{5}, {kDynamic}, {1}}), "0=5");
  EXPECT_EQ(getSizes("...,...", {{kDynamic}, {1}}), "0=?");
  EXPECT_EQ(getSizes("...,...", {{1}, {1}}), "0=1");
  EXPECT_EQ(getSizes("...,...", {{0}, {1}}), "0=0");
}

TEST(EinsumEquation, isBroadcast) {
  EinsumEquation equation = llvm::cantFail(parse("...i,...i->...", {{1, 4, 1, 1}, {7, 4, 1, 1}}));
  EXPECT_TRUE(equation.isBroadcast(kFirstEllipsisLabel, 1));
  EXPECT_FALSE(equation.isBroadcast(kFirstEllipsisLabel, 7));
  EXPECT_FALSE(equation.isBroadcast(kFirstEllipsisLabel + 1, 4));
  // Everybody has 1 there: it is an index as any other.
  EXPECT_FALSE(equation.isBroadcast(kFirstEllipsisLabel + 2, 1));
  EXPECT_FALSE(equation.isBroadcast('i', 1));
}

TEST(EinsumEquation, loneSummedLabels) {
  auto getLone = [](StringRef text, const Shapes &shapes) {
    return describe(llvm::cantFail(parse(text, shapes)).getLoneSummedLabels());
  };
  EXPECT_EQ(getLone("ij,jk->ik", {{2, 3}, {3, 4}}), "");
  EXPECT_EQ(getLone("kij,jl->i", {{5, 2, 3}, {3, 4}}), "kl");
  EXPECT_EQ(getLone("ii->", {{3, 3}}), "i");
  EXPECT_EQ(getLone("...i,...->...", {{2, 3}, {2}}), "i");
}

TEST(EinsumEquation, describesLabels) {
  EXPECT_EQ(describeEinsumLabel('i'), "'i'");
  EXPECT_EQ(describeEinsumLabel(kFirstEllipsisLabel + 3), "ellipsis dimension 3");
}

static std::string getError(StringRef text, const Shapes &shapes) { return resolve(text, shapes); }

TEST(EinsumEquation, notationErrors) {
  std::string letters = "error: expected letters and '...' as subscripts, but got ";
  EXPECT_EQ(getError("i1->i", {{2, 3}}), letters + "'i1'");
  EXPECT_EQ(getError("i..j->i", {{2, 3}}), letters + "'i..j'");
  EXPECT_EQ(getError("....i->i", {{2, 3}}), letters + "'....i'");
  EXPECT_EQ(getError("i\tj->i", {{2, 3}}), letters + "'i\tj'");
  EXPECT_EQ(getError("ij->i->j", {{2, 3}}), letters + "'i->j'");
  EXPECT_EQ(getError("ij-i", {{2, 3}}), letters + "'ij-i'");
  EXPECT_EQ(getError("ij->i,j", {{2, 3}}), letters + "'i,j'");
  EXPECT_EQ(getError("\xC3\xA4->", {{2, 3}}), letters + "'\xC3\xA4'");
  EXPECT_EQ(getError("...i...->i", {{2, 3}}), "error: expected at most one ellipsis in subscripts, but got '...i...'");
  EXPECT_EQ(getError("......->", {{2, 3}}), "error: expected at most one ellipsis in subscripts, but got '......'");
}

TEST(EinsumEquation, operandErrors) {
  EXPECT_EQ(getError("ij,jk->ik", {{2, 3}}), "error: expected 2 operands as the equation has, but got 1");
  EXPECT_EQ(getError("ij", {{2, 3}, {3, 4}}), "error: expected 1 operands as the equation has, but got 2");
  EXPECT_EQ(getError("", {}), "error: expected 1 operands as the equation has, but got 0");
  EXPECT_EQ(getError("i,jk", {{2}, {3}}),
            "error: expected operand #1 of rank 2 as its subscripts 'jk' say, but got rank 1");
  EXPECT_EQ(getError("i", {{}}), "error: expected operand #0 of rank 1 as its subscripts 'i' say, but got rank 0");
  EXPECT_EQ(getError("", {{2}}), "error: expected operand #0 of rank 0 as its subscripts '' say, but got rank 1");
  EXPECT_EQ(getError("i...j->", {{2}}),
            "error: expected operand #0 of at least rank 2 as its subscripts 'i...j' say, but got rank 1");
}

TEST(EinsumEquation, outputErrors) {
  EXPECT_EQ(getError("ij->ii", {{2, 3}}), "error: expected each subscript once in the output, but got 'i' twice");
  EXPECT_EQ(getError("ij->ik", {{2, 3}}),
            "error: expected subscripts of the output to occur in an operand, but got 'k'");
  EXPECT_EQ(getError("ij->I", {{2, 3}}),
            "error: expected subscripts of the output to occur in an operand, but got 'I'");
  EXPECT_EQ(getError("...i->i", {{2, 3}}),
            "error: expected an ellipsis in the output for the dimensions under those of the operands, but got 'i'");
}

TEST(EinsumEquation, sizeErrors) {
  EXPECT_EQ(getError("ij,jk", {{2, 3}, {4, 5}}), "error: expected one size for 'j', but got 3 and 4");
  EXPECT_EQ(getError("ii", {{2, 3}}), "error: expected one size for 'i', but got 2 and 3");
  // Letters do not broadcast.
  EXPECT_EQ(getError("i,i", {{1}, {3}}), "error: expected one size for 'i', but got 1 and 3");
  EXPECT_EQ(getError("i,i", {{0}, {1}}), "error: expected one size for 'i', but got 0 and 1");
  EXPECT_EQ(getError("...,...", {{2, 3}, {4}}), "error: expected one size for ellipsis dimension 1, but got 3 and 4");
  // A dynamic size in between does not hide it.
  EXPECT_EQ(getError("i,i,i", {{2}, {kDynamic}, {3}}), "error: expected one size for 'i', but got 2 and 3");
}

/// Any text is answered: by an equation that fits the operands, or by an error.
TEST(EinsumEquation, anyText) {
  std::mt19937 random(7);
  const StringRef alphabet = "iijjkK..,,-> \x01";
  unsigned numParsed = 0;
  for (unsigned n = 0; n < 200000; ++n) {
    std::string text;
    for (unsigned length = random() % 12; text.size() < length;)
      text += random() % 4 == 0 ? "..." : std::string(1, alphabet[random() % alphabet.size()]);
    Shapes shapes(random() % 3 + 1);
    for (std::vector<int64_t> &shape : shapes)
      shape.assign(random() % 4, 2);
    llvm::Expected<EinsumEquation> equation = parse(text, shapes);
    if (!equation) {
      EXPECT_FALSE(llvm::toString(equation.takeError()).empty());
      continue;
    }
    ++numParsed;
    ASSERT_EQ(equation->operands.size(), shapes.size());
    for (auto [labels, shape] : llvm::zip_equal(equation->operands, shapes))
      ASSERT_EQ(labels.size(), shape.size()) << text;
    for (EinsumLabel label : equation->output)
      ASSERT_EQ(equation->sizes.lookup(label), 2) << text;
  }
  EXPECT_GT(numParsed, 1000u);
}
