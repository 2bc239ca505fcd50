//===- ProveAccumulatorsTest.cpp - verdicts against the reference on the worst codes ----------------------===//
//
// The last K for which the pass says i32 is found by bisection; the reference, which shares no code with it and sums in
// 128 bits, must find that the worst codes and zero points fit there in i32, and do not for one product more.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Qnt/Fuse/Passes.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/Reference/Contractions.h"
#include "mlir/AsmParser/AsmParser.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::qnt;
using numerics::Encoding;
using numerics::Format;

namespace {
class ProveAccumulatorsTest : public testing::Test {
protected:
  ProveAccumulatorsTest() {
    context.loadDialect<QntDialect, func::FuncDialect>();
    manager = std::make_unique<PassManager>(&context);
    manager->addPass(createProveAccumulators());
  }

  /// The verdict on the product of two values of size [1, K]; `k` is "131071" or "?".
  AccumulatorAttr prove(const std::string &lhs, const std::string &rhs, const std::string &k,
                        const std::string &result = "f32") {
    std::string lhsType = "!qnt.array<1x" + k + ", " + lhs + ">", rhsType = "!qnt.array<1x" + k + ", " + rhs + ">";
    std::string text = "func.func @f(%a: " + lhsType + ", %b: " + rhsType + ") -> tensor<1x1x" + result +
                       "> {\n %0 = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (" + lhsType +
                       ", " + rhsType + ") -> tensor<1x1x" + result + ">\n return %0 : tensor<1x1x" + result + ">\n}";
    OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(text, &context);
    EXPECT_TRUE(module) << text;
    EXPECT_TRUE(succeeded(manager->run(*module)));
    AccumulatorAttr verdict;
    module->walk([&](DotGeneralOp op) { verdict = op.getAccumulatorAttr(); });
    return verdict;
  }

  /// The largest K up to `limit` with a plain verdict of `kind`.
  int64_t findLastK(const std::string &lhs, const std::string &rhs, AccumulatorKind kind, int64_t limit) {
    int64_t low = 0, high = limit + 1;
    while (high - low > 1) {
      int64_t middle = low + (high - low) / 2;
      AccumulatorAttr verdict = prove(lhs, rhs, std::to_string(middle));
      bool holds = verdict.getKind() == kind && verdict.getSplit() == 0;
      (holds ? low : high) = middle;
    }
    return low;
  }

  MLIRContext context;
  std::unique_ptr<PassManager> manager;
};

/// An extreme of an operand: all codes and the zero point the same.
struct Extreme {
  int64_t code;
  int64_t zeroPoint;
};
} // namespace

static Encoding makeEncoding(Format storage, std::optional<Format> zeroPoint,
                             std::optional<std::pair<int64_t, int64_t>> clamp) {
  Encoding encoding;
  encoding.storage = storage;
  encoding.block = {1, numerics::kWhole};
  encoding.scale = Format::F32;
  encoding.zeroPoint = zeroPoint;
  encoding.clamp = clamp;
  return encoding;
}

static std::string print(MLIRContext *context, const Encoding &encoding) {
  std::string text;
  llvm::raw_string_ostream(text) << EncodingAttr::fromNumerics(context, encoding);
  return text;
}

static std::vector<Extreme> listExtremes(const Encoding &encoding) {
  auto [low, high] = encoding.codeRange();
  if (!encoding.zeroPoint)
    return {{low, 0}, {high, 0}};
  const numerics::FormatInfo &zeroPoint = numerics::getInfo(*encoding.zeroPoint);
  return {{low, zeroPoint.maxInt}, {high, zeroPoint.minInt}};
}

static numerics::ArrayParts makeParts(const Encoding &encoding, Extreme extreme, int64_t k) {
  numerics::ArrayParts parts;
  parts.shape = {1, k};
  parts.codes.assign(k, static_cast<uint64_t>(extreme.code));
  parts.scales = {1.0};
  if (encoding.zeroPoint)
    parts.zeroPoints = {static_cast<double>(extreme.zeroPoint)};
  return parts;
}

/// Whether the i32 sums of all pairs of extremes fit, as the reference has it.
static bool fitsInReference(const Encoding &lhs, const Encoding &rhs, int64_t k) {
  reference::DotDims dims;
  dims.lhsContracting = dims.rhsContracting = {1};
  for (Extreme left : listExtremes(lhs))
    for (Extreme right : listExtremes(rhs)) {
      numerics::ArrayParts leftParts = makeParts(lhs, left, k), rightParts = makeParts(rhs, right, k);
      auto result =
          reference::evaluateDotGeneral(reference::ContractionOperand::of(leftParts, lhs),
                                        reference::ContractionOperand::of(rightParts, rhs), dims, Format::I32);
      if (!result) {
        llvm::consumeError(result.takeError());
        return false;
      }
    }
  return true;
}

TEST_F(ProveAccumulatorsTest, last_safe_k_of_i32) {
  using Clamp = std::optional<std::pair<int64_t, int64_t>>;
  std::vector<Encoding> encodings{
      makeEncoding(Format::I8, {}, {}),
      makeEncoding(Format::U8, {}, {}),
      makeEncoding(Format::I8, Format::I8, {}),
      makeEncoding(Format::U8, Format::U8, {}),
      makeEncoding(Format::I8, {}, Clamp({-127, 127})),
      makeEncoding(Format::U8, Format::I16, Clamp({3, 200})),
      makeEncoding(Format::I16, {}, {}),
      makeEncoding(Format::U16, {}, {}),
      makeEncoding(Format::I6, Format::U4, {}),
      makeEncoding(Format::U7, Format::I32, {}),
  };
  for (const Encoding &lhs : encodings)
    for (const Encoding &rhs : encodings) {
      std::string left = print(&context, lhs), right = print(&context, rhs);
      int64_t last = findLastK(left, right, AccumulatorKind::I32, 2'000'000);
      EXPECT_TRUE(fitsInReference(lhs, rhs, last)) << left << " x " << right << ", K = " << last;
      EXPECT_FALSE(fitsInReference(lhs, rhs, last + 1)) << left << " x " << right << ", K = " << last + 1;
    }
}

TEST_F(ProveAccumulatorsTest, known_limits) {
  std::string i8 = "#qnt.encoding<i8 : f32, block = 1x*, scale = f32>";
  std::string u8 = "#qnt.encoding<u8 : f32, block = 1x*, scale = f32>";
  std::string i16 = "#qnt.encoding<i16 : f32, block = 1x*, scale = f32>";
  EXPECT_EQ(findLastK(i8, i8, AccumulatorKind::I32, 1 << 20), 131071);
  EXPECT_EQ(findLastK(u8, u8, AccumulatorKind::I32, 1 << 20), 33025);
  EXPECT_EQ(findLastK(i16, i16, AccumulatorKind::I32, 1 << 20), 1);
}

/// Sums in i64: products of 2^62 at most, so that exact bounds are easily had in 128 bits.
TEST_F(ProveAccumulatorsTest, last_safe_k_of_i64) {
  std::string i32 = "#qnt.encoding<i32 : f32, block = 1x*, scale = f32>";
  std::string i16 = "#qnt.encoding<i16 : f32, block = 1x*, scale = f32>";
  EXPECT_EQ(prove(i32, i32, "1").getKind(), AccumulatorKind::I64);
  EXPECT_EQ(prove(i32, i32, "2").getKind(), AccumulatorKind::None);
  EXPECT_EQ(prove(i32, i32, "2", "i32").getKind(), AccumulatorKind::I128);
  // -2^31 * -2^15 = 2^46: 2^17 of them are 2^63.
  EXPECT_EQ(prove(i32, i16, "131071").getKind(), AccumulatorKind::I64);
  EXPECT_EQ(prove(i32, i16, "131072").getKind(), AccumulatorKind::None);
}

/// The reason for `none` is the reference's own, for every pair of encodings and every result type.
TEST_F(ProveAccumulatorsTest, float_path_where_the_reference_takes_it) {
  std::vector<std::string> texts;
  for (const char *storage : {"i8", "u4", "i16", "f8E4M3FN", "f4E2M1FN", "lut<u4, f32>", "lut<u2, i8>"})
    for (const char *rest : {"", ", scale = f32", ", scale = f64", ", scale = f8E8M0FNU, tensor_scale = f32"})
      texts.push_back("#qnt.encoding<" + std::string(storage) + " : f32, block = 1x*" + rest + ">");
  for (const char *zeroPoint : {"i8", "f32", "bf16"})
    for (const char *rest : {"", ", decode = mul_sub", ", sparsity = bitmask"})
      texts.push_back("#qnt.encoding<i8 : f32, block = 1x*, scale = f16, zero_point = " + std::string(zeroPoint) +
                      rest + ">");
  for (const std::string &lhs : texts)
    for (const std::string &rhs : texts)
      for (Format format : {Format::F64, Format::F32, Format::F16, Format::BF16}) {
        SmallVector<Encoding, 2> encodings;
        for (const std::string &text : {lhs, rhs})
          encodings.push_back(cast<EncodingAttr>(parseAttribute(text, &context)).toNumerics());
        numerics::ArrayParts parts;
        std::string expected =
            reference::whyNoIntegerPath(reference::ContractionOperand::of(parts, encodings[0]),
                                        reference::ContractionOperand::of(parts, encodings[1]), format);
        AccumulatorAttr verdict = prove(lhs, rhs, "8", numerics::getName(format).str());
        EXPECT_EQ(verdict.getReason() ? verdict.getReason().getValue() : StringRef(), expected) << lhs << " x " << rhs;
      }
}
