//===- RoundedMathTest.cpp - tf32 and fp8 on tensor cores, with the bounds of docs/Numerics.md ------------===//
#include "Qnt/IR/QntOps.h"
#include "TensorCoreFixture.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::testing;
using reference::InterpreterValue;
using reference::Tensor;

namespace {
class RoundedMath : public TensorCoreFixture {
protected:
  /// What a program of one input of `bits` gives.
  Tensor run(StringRef text, StringRef target, std::vector<uint64_t> bits, Type element, SmallVector<int64_t> shape,
             SmallVector<int64_t> resultShape, unsigned fp8AccumulatorBits = 0) {
    OwningOpRef<ModuleOp> module = parseProgram(*context, text);
    Tensor input(element, shape, bits), like(Float32Type::get(context.get()), resultShape);
    if (!module || !lowerRounded(*module, target))
      return like;
    SmallVector<Tensor> got = runLaunch(*module, target, {InterpreterValue(input)}, {like}, fp8AccumulatorBits);
    return got.size() == 1 ? got[0] : like;
  }
};
} // namespace

/// The schedule with `math`, and the layout that it needs.
static std::string withMath(StringRef schedule, StringRef math, const ContractionCase &drawn) {
  return getSchedule((schedule.drop_back() + ", math = " + math + ">").str(), drawn);
}

//===----------------------------------------------------------------------------------------------------===//
// tf32
//===----------------------------------------------------------------------------------------------------===//

/// Small integers are exact; what is not keeps the bound. Weights of every way to bf16, groups, zero points, tails.
TEST_F(RoundedMath, TF32Storages) {
  for (StringRef schedule : {kGemv, kMma})
    for (StringRef storage : {"i4", "u8", "i3", "f4E2M1FN", "f8E4M3FN", "f8E5M2", "f6E3M2FN", "i7", "u2"}) {
      ContractionCase drawn;
      drawn.activations = drawn.result = "f32";
      drawn.storage = storage.str();
      drawn.entry = storage == "u2" ? "f16" : "";
      drawn.zeroPoints = storage == "u8" || storage == "i4";
      drawn.group = storage == "i4" ? 32 : storage == "i3" ? 24 : storage == "i7" ? 128 : 0;
      drawn.rows = 9;
      drawn.columns = 70;
      drawn.sizeK = storage == "i7" ? 384 : storage == "i4" ? 200 : 130;
      drawn.isTransposed = storage == "u8";
      drawn.schedule = withMath(schedule, "tf32", drawn);
      if (storage != "f8E5M2") // which has sums of more than 24 bits
        check(drawn);
      if (!drawn.entry.empty())
        continue;
      drawn.isExact = false;
      drawn.scale = "f32";
      checkBound(drawn, "sm_80", kTF32Loss);
    }
}

/// Rows, columns and K around every tile.
TEST_F(RoundedMath, TF32Tails) {
  for (int64_t rows : {1, 7, 8, 17, 33})
    for (int64_t columns : {1, 63, 65})
      for (int64_t sizeK : {1, 15, 17, 63, 65}) {
        ContractionCase drawn;
        drawn.activations = drawn.result = "f32";
        drawn.storage = "i5";
        drawn.rows = rows;
        drawn.columns = columns;
        drawn.sizeK = sizeK;
        drawn.schedule = withMath(rows < 9 ? kGemv : kMma, "tf32", drawn);
        check(drawn);
      }
}

/// Blocks that share K, then bias, an activation and a requantize.
TEST_F(RoundedMath, TF32SplitKAndEpilogue) {
  ContractionCase drawn;
  drawn.activations = drawn.result = "f32";
  drawn.isDynamic = false;
  drawn.rows = 20;
  drawn.columns = 72;
  drawn.sizeK = 330;
  drawn.schedule = "#qnt.mma<layout = \"mma_k16\", tokens = 16, column_warps = 1, row_warps = 1, stages = 2, split_k = "
                   "3, math = tf32>";
  check(drawn);
  drawn.yielded = "#qnt.encoding<i8 : f32, block = *x*, scale = f32>";
  drawn.epilogue = R"(    %e = tensor.empty() : tensor<20x72xf32>
    %biased = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (j)>, affine_map<(i, j) -> (i, j)>],
        iterator_types = ["parallel", "parallel"]} ins(%d, %bias : !y, tensor<72xf32>) outs(%e : tensor<20x72xf32>) {
    ^bb0(%v: f32, %c: f32, %out: f32):
      %sum = arith.addf %v, %c : f32
      %zero = arith.constant 0.0 : f32
      %relu = arith.maximumf %sum, %zero : f32
      linalg.yield %relu : f32
    } -> tensor<20x72xf32>
    %s = arith.constant dense<0.5> : tensor<1x1xf32>
    %r = qnt.quantize %biased scale(%s : tensor<1x1xf32>) : tensor<20x72xf32> -> !r
)";
  check(drawn);
}

/// A product with 1: 11 significant bits, ties away from zero; subnormal numbers as multiples of 2^-136.
TEST_F(RoundedMath, TF32RoundsOnce) {
  std::vector<uint64_t> bits = {0x3F800000, 0x3F800FFF, 0x3F801000, 0x3F801001, 0x3F803000, 0xBF801000,
                                0xBF800FFF, 0x00000001, 0x00001000, 0x807FFFFF, 0x7F7FEFFF, 0x7F7FF000,
                                0x7F800000, 0xFF800000, 0x7FC00001, 0xC2F6E979};
  Tensor got = run(kProductWithOnes, "sm_80", bits, Float32Type::get(context.get()), {16, 1}, {16, 64});
  for (size_t i = 0; i < bits.size(); ++i) {
    float x = llvm::bit_cast<float>(static_cast<uint32_t>(bits[i]));
    double expected = x, own = got.getFloat(static_cast<int64_t>(64 * i));
    if (std::isfinite(x)) {
      int place = std::max(std::ilogb(x), -126) - 10;
      expected = std::ldexp(std::round(std::ldexp(static_cast<double>(x), -place)), place);
      if (std::fabs(expected) >= 0x1p128)
        expected = std::copysign(INFINITY, expected);
    }
    EXPECT_TRUE(std::isnan(expected) ? std::isnan(own) : own == expected) << x << " became " << own;
  }
}

//===----------------------------------------------------------------------------------------------------===//
// fp8
//===----------------------------------------------------------------------------------------------------===//

/// Both formats on both sides, groups finer and coarser than a tile, tails, with sums of all bits and of 14.
TEST_F(RoundedMath, FP8Formats) {
  for (StringRef activations : {"f8E4M3FN", "f8E5M2"})
    for (StringRef storage : {"f8E4M3FN", "f8E5M2"})
      for (StringRef schedule : {kGemv, kMma})
        for (int64_t group : {0, 32, 24, 256}) {
          ContractionCase drawn;
          drawn.activations = activations.str();
          drawn.storage = storage.str();
          drawn.result = "f32";
          drawn.scale = "f32";
          drawn.isExact = false;
          drawn.group = group;
          drawn.perRow = group != 0;
          drawn.rows = 9;
          drawn.columns = 70;
          drawn.sizeK = group == 256 ? 512 : group == 24 ? 120 : 200;
          drawn.isTransposed = group == 32;
          drawn.schedule = withMath(schedule, "fp8", drawn);
          checkBound(drawn, "sm_89");
          checkBound(drawn, "sm_89", kFP8Loss, /*fp8AccumulatorBits=*/14);
        }
}

TEST_F(RoundedMath, FP8Tails) {
  for (int64_t rows : {1, 7, 17, 33})
    for (int64_t columns : {1, 65})
      for (int64_t sizeK : {1, 31, 33, 127, 129}) {
        ContractionCase drawn;
        drawn.activations = "f8E4M3FN";
        drawn.storage = "f8E5M2";
        drawn.result = "f32";
        drawn.isExact = false;
        drawn.rows = rows;
        drawn.columns = columns;
        drawn.sizeK = sizeK;
        drawn.schedule = withMath(rows < 9 ? kGemv : kMma, "fp8", drawn);
        checkBound(drawn, "sm_120a");
      }
}

TEST_F(RoundedMath, FP8EveryCode) { checkEveryFloat8("f8E4M3FN", 56, "sm_89", lowerRounded); }

/// 448 beside many 2^-6, which 14 bits lose: those of its own 128 products and no others.
TEST_F(RoundedMath, FP8SumsArePromotedEvery128Products) {
  std::string pattern = R"(
#e = #qnt.encoding<f8E4M3FN : f32, block = 1x*, scale = f32>
!x = !qnt.array<ROWSx2048, #qnt.encoding<f8E4M3FN : f32, block = *x*>>
!w = !qnt.array<64x2048, #e>
func.func @main(%c: tensor<ROWSx2048xf8E4M3FN>) -> tensor<ROWSx64xf32> {
  %w = qnt.constant codes = dense<56> : tensor<64x2048xi8>, scales = dense<1.0> : tensor<64x1xf32> : !w
  %x = qnt.assemble %c : (tensor<ROWSx2048xf8E4M3FN>) -> !x
  %y = qnt.kernel (%a = %x : !x, %b = %w : !w) -> tensor<ROWSx64xf32> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (!x, !w) -> tensor<ROWSx64xf32>
    qnt.yield %d : tensor<ROWSx64xf32>
  }
  return %y : tensor<ROWSx64xf32>
}
)";
  for (int64_t rows : {4, 20}) {
    std::vector<uint64_t> codes(rows * 2048, 0x08);
    for (int64_t row = 0; row < rows; ++row)
      codes[row * 2048] = 0x7E;
    Tensor got = run(replaceAll(pattern, "ROWS", std::to_string(rows)), "sm_89", codes,
                     Float8E4M3FNType::get(context.get()), {rows, 2048}, {rows, 64}, /*fp8AccumulatorBits=*/14);
    double exact = 448 + 2047 * 0x1p-6;
    for (int64_t i = 0; i < rows * 64; ++i) {
      EXPECT_LE(std::fabs(got.getFloat(i) - exact), 127 * 0x1p-6);
      EXPECT_LT(got.getFloat(i), exact) << "the emulator keeps more than 14 bits";
    }
  }
}

/// What qnt-choose-schedule takes, on every target.
TEST_F(RoundedMath, ChosenSchedules) {
  for (StringRef target : {"sm_80", "sm_89", "sm_90a", "sm_100a", "sm_120a"})
    for (int64_t rows : {1, 16, 40})
      for (StringRef activations : {"f32", "f8E4M3FN"}) {
        ContractionCase drawn;
        drawn.isDynamic = false;
        drawn.activations = activations.str();
        drawn.storage = activations == "f32" ? "i4" : "f8E5M2";
        drawn.result = "f32";
        drawn.isExact = activations == "f32";
        drawn.rows = rows;
        drawn.group = 64;
        drawn.columns = 136;
        drawn.sizeK = 512;
        SCOPED_TRACE(drawn.describe() + " for " + target.str());
        ContractionProgram program = drawProgram(*context, drawn, random);
        OwningOpRef<ModuleOp> module = parseProgram(*context, program.text);
        ASSERT_TRUE(module);
        auto expected = reference::Interpreter(*module).run("main", program.inputs);
        ASSERT_TRUE(bool(expected)) << llvm::toString(expected.takeError());
        ASSERT_TRUE(lowerRounded(*module, target));
        const Tensor &wanted = (*expected)[0].getTensor();
        SmallVector<Tensor> got = runLaunch(*module, target, program.inputs, {wanted});
        ASSERT_EQ(got.size(), 1u);
        for (int64_t i = 0; i < wanted.getNumElements(); ++i) {
          if (drawn.isExact)
            ASSERT_EQ(got[0].getFloat(i), wanted.getFloat(i)) << i;
          else
            ASSERT_NEAR(got[0].getFloat(i), wanted.getFloat(i), 1e-3 * (1 + std::fabs(wanted.getFloat(i)))) << i;
        }
      }
}
