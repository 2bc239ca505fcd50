//===- TensorCoreKernelsTest.cpp - kernels of tensor cores against the interpreter ------------------------===//
//
// Every kernel runs in the emulator, which reports races, undefined values and accesses out of bounds. With small
// integers and scales of 2^n all sums are exact, and integer contractions always are: the bits have to be those of the
// interpreter.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "TensorCoreFixture.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::testing;
using reference::InterpreterValue;
using reference::Tensor;

namespace {
class TensorCoreKernels : public TensorCoreFixture {};
} // namespace

//===----------------------------------------------------------------------------------------------------===//
// Float path
//===----------------------------------------------------------------------------------------------------===//

TEST_F(TensorCoreKernels, IntegerStorages) {
  for (StringRef storage : {"i2", "i3", "u3", "i4", "u4", "i5", "u6", "i7", "i8", "u8"})
    for (StringRef activations : {"f16", "bf16"})
      for (StringRef schedule : {kGemv, kMma}) {
        ContractionCase drawn;
        drawn.storage = storage.str();
        drawn.activations = activations.str();
        drawn.zeroPoints = (storage.size() + activations.size() + schedule.size()) % 2;
        drawn.rows = 5;
        drawn.columns = 72;
        drawn.sizeK = 192;
        drawn.result = "f32";
        drawn.schedule = getSchedule(schedule, drawn);
        check(drawn);
        drawn.zeroPoints = !drawn.zeroPoints;
        check(drawn);
      }
}

/// Zero points of more bits than the codes.
TEST_F(TensorCoreKernels, ZeroPointsOutsideOfTheCodes) {
  for (StringRef activations : {"f16", "bf16", "f32"})
    for (StringRef storage : {"i2", "u3", "u4", "i5", "u7", "u8"}) {
      ContractionCase drawn;
      drawn.activations = activations.str();
      drawn.storage = storage.str();
      drawn.zeroPoints = true;
      // bf16 holds integers up to 256 only.
      bool isHalf = activations == "f16";
      drawn.weightZeroPointType = isHalf ? "i8" : storage == "u8" ? "u8" : "i6";
      drawn.result = "f32";
      drawn.rows = 9;
      drawn.schedule = getSchedule(kMma, drawn);
      check(drawn);
    }
}

TEST_F(TensorCoreKernels, FloatStorages) {
  for (StringRef storage : {"f8E4M3FN", "f8E5M2", "f6E2M3FN", "f6E3M2FN", "f4E2M1FN"})
    for (StringRef activations : {"f16", "bf16"}) {
      ContractionCase drawn;
      drawn.storage = storage.str();
      drawn.activations = activations.str();
      drawn.rows = 64;
      drawn.columns = 64;
      drawn.sizeK = 64;
      drawn.result = "f32";
      drawn.schedule = getSchedule(kMma, drawn);
      drawn.isIdentity = true;
      check(drawn);
    }
}

TEST_F(TensorCoreKernels, Codebooks) {
  for (StringRef storage : {"u1", "u2", "u3", "u4", "u6", "u8"})
    for (StringRef schedule : {kGemv, kMma}) {
      ContractionCase drawn;
      drawn.storage = storage.str();
      drawn.entry = storage == "u4" ? "bf16" : storage == "u2" ? "f32" : "f16";
      drawn.activations = storage == "u3" || storage == "u4" ? "bf16" : "f16";
      drawn.group = storage == "u4" ? 64 : 0;
      drawn.rows = 5;
      drawn.columns = 70;
      drawn.sizeK = 200;
      drawn.result = "f32";
      drawn.schedule = getSchedule(schedule, drawn);
      check(drawn);
    }
}

/// The microscaling formats: blocks of 32 with e8m0 scales, of 16 with e4m3 ones and a scale of the tensor.
TEST_F(TensorCoreKernels, MicroscalingFormats) {
  for (StringRef storage : {"f4E2M1FN", "f6E2M3FN", "f6E3M2FN", "f8E4M3FN"})
    for (StringRef schedule : {kGemv, kMma}) {
      ContractionCase drawn;
      drawn.storage = storage.str();
      drawn.tensorScale = storage == "f4E2M1FN" && schedule == kGemv;
      drawn.scale = drawn.tensorScale ? "f8E4M3FN" : "f8E8M0FNU";
      drawn.group = drawn.tensorScale ? 16 : 32;
      drawn.isIdentity = storage == "f8E4M3FN";
      drawn.rows = 4;
      drawn.sizeK = 160;
      drawn.result = "f32";
      drawn.schedule = getSchedule(schedule, drawn);
      check(drawn);
    }
}

TEST_F(TensorCoreKernels, GroupsAlongK) {
  for (int64_t group : {16, 32, 64, 128, 192, 24, 7, 100})
    for (StringRef schedule : {kGemv, kMma})
      for (int64_t sizeK : {80, 256, 392}) {
        ContractionCase drawn;
        drawn.group = group;
        drawn.zeroPoints = group != 32;
        drawn.isTransposed = group == 64;
        drawn.sharedColumns = sizeK == 256 ? 16 : 1;
        drawn.scale = group == 128 ? "bf16" : group == 192 ? "f32" : "f16";
        drawn.rows = 9;
        drawn.sizeK = sizeK;
        drawn.result = "f32";
        drawn.schedule = getSchedule(schedule, drawn);
        check(drawn);
      }
}

/// Rows, columns and K that fill no tile; rows of activations that start at odd places.
TEST_F(TensorCoreKernels, Tails) {
  for (StringRef schedule : {kGemv, kMma})
    for (auto [rows, columns, sizeK] : {std::array<int64_t, 3>{1, 1, 1},
                                        {1, 64, 64},
                                        {17, 130, 100},
                                        {8, 63, 65},
                                        {3, 200, 8},
                                        {33, 65, 129},
                                        {2, 7, 250}}) {
      ContractionCase drawn;
      drawn.rows = rows;
      drawn.columns = columns;
      drawn.sizeK = sizeK;
      drawn.isDynamic = rows % 2;
      drawn.perColumn = columns != 130;
      drawn.isTransposed = columns == 65 || columns == 7;
      drawn.schedule = getSchedule(schedule, drawn);
      check(drawn);
    }
}

TEST_F(TensorCoreKernels, BoundOfRealNumbers) {
  for (StringRef activations : {"f16", "bf16"})
    for (StringRef schedule : {kGemv, kMma})
      for (int64_t group : {0, 32, 128}) {
        ContractionCase drawn;
        drawn.isExact = false;
        drawn.activations = activations.str();
        drawn.result = group == 32 ? "f32" : activations.str();
        drawn.storage = group == 0 ? "i8" : "u4";
        drawn.zeroPoints = group != 0;
        drawn.group = group;
        drawn.rows = 4;
        drawn.sizeK = 1000;
        drawn.schedule = getSchedule(schedule, drawn);
        checkBound(drawn);
      }
}

/// f32 activations are split into three pieces without loss.
TEST_F(TensorCoreKernels, F32Activations) {
  for (StringRef schedule : {kGemv, kMma})
    for (StringRef storage : {"i4", "u8", "i3", "f4E2M1FN", "u2"}) {
      ContractionCase drawn;
      drawn.activations = drawn.result = "f32";
      drawn.storage = storage.str();
      drawn.entry = storage == "u2" ? "f16" : "";
      drawn.zeroPoints = storage == "u8";
      drawn.group = storage == "i4" ? 32 : storage == "i3" ? 24 : 0;
      drawn.rows = 9;
      drawn.columns = 70;
      drawn.sizeK = storage == "i4" ? 200 : 130;
      drawn.isTransposed = storage == "u8";
      drawn.schedule = getSchedule(schedule, drawn);
      check(drawn);
      if (!drawn.entry.empty())
        continue;
      drawn.isExact = false;
      drawn.scale = "f32";
      checkBound(drawn);
    }
}

/// Codes of activations become f16 where a side has codes of floats or a code book; zero points are real zero behind
/// the ends of K, too.
TEST_F(TensorCoreKernels, DecodedActivations) {
  for (StringRef activations : {"i8", "u8", "f8E4M3FN", "f8E5M2"})
    for (StringRef storage : {"f8E4M3FN", "f4E2M1FN", "u3", "i8"})
      for (StringRef schedule : {kGemv, kMma}) {
        ContractionCase drawn;
        drawn.activations = activations.str();
        drawn.storage = storage.str();
        drawn.entry = storage == "u3" ? "f16" : "";
        if (drawn.isInteger())
          continue;
        drawn.activationZeroPoints = drawn.hasIntegerCodes() && storage != "f4E2M1FN";
        drawn.zeroPointType = activations.str();
        drawn.perRow = storage != "f8E4M3FN";
        drawn.group = storage == "f4E2M1FN" ? 32 : 0;
        drawn.isExact = false;
        drawn.scale = "f32";
        drawn.rows = 11;
        drawn.columns = 70;
        drawn.sizeK = schedule == kGemv ? 136 : 141;
        drawn.isTransposed = storage == "u3";
        drawn.result = "f32";
        drawn.schedule = getSchedule(schedule, drawn);
        checkBound(drawn);
      }
}

TEST_F(TensorCoreKernels, EveryFloat8) { checkEveryFloat8("i4", 1, "sm_80", lowerKernels); }

/// A product with 1 gives back every number: the smallest and the largest, infinities and NaN.
TEST_F(TensorCoreKernels, EveryF32) {
  OwningOpRef<ModuleOp> module = parseProgram(*context, kProductWithOnes.str());
  ASSERT_TRUE(module && lowerKernels(*module, "sm_80"));
  Type f32 = Float32Type::get(context.get());
  std::vector<uint64_t> bits = {0x00000001, 0x80000003, 0x007FFFFF, 0x00800001, 0x0FFFFFFF, 0x00FFFFFF,
                                0x7F7FFFFF, 0xFF7FFFFF, 0x7F800000, 0xFF800000, 0x7F800001, 0xFFC00000,
                                0x3EAAAAAB, 0xC2F6E979, 0x00012345, 0x0A5A5A5B};
  Tensor input(f32, {16, 1}, bits), like(f32, {16, 64}, std::vector<uint64_t>(16 * 64));
  SmallVector<Tensor> got = runLaunch(*module, "sm_80", {InterpreterValue(input)}, {like});
  ASSERT_EQ(got.size(), 1u);
  for (int64_t i = 0; i < 16 * 64; ++i) {
    uint64_t expected = bits[i / 64], own = got[0].getRaw(i);
    bool isNaN = (expected & 0x7FFFFFFF) > 0x7F800000;
    EXPECT_TRUE(isNaN ? (own & 0x7FFFFFFF) > 0x7F800000 : own == expected)
        << llvm::utohexstr(expected) << " became " << llvm::utohexstr(own);
  }
}

//===----------------------------------------------------------------------------------------------------===//
// Integer path
//===----------------------------------------------------------------------------------------------------===//

TEST_F(TensorCoreKernels, IntegerPath) {
  for (StringRef activations : {"i8", "u8"})
    for (StringRef storage : {"i8", "u8", "i4", "u4", "i3", "u2"})
      for (StringRef schedule : {kGemv, kMma}) {
        ContractionCase drawn;
        drawn.isExact = false;
        drawn.activations = activations.str();
        drawn.storage = storage.str();
        drawn.scale = "f32";
        drawn.zeroPoints = storage.front() == 'u';
        drawn.activationZeroPoints = activations == "u8" || storage == "i4";
        drawn.perRow = storage != "u4";
        drawn.rows = 11;
        drawn.columns = 72;
        drawn.sizeK = 208;
        drawn.result = storage == "i3" ? "i32" : storage == "u2" ? "bf16" : "f32";
        drawn.schedule = getSchedule(schedule, drawn);
        check(drawn);
      }
}

TEST_F(TensorCoreKernels, IntegerPathGroups) {
  for (int64_t group : {32, 64, 128, 256, 48, 20})
    for (int64_t sizeK : {96, 300, 640}) {
      ContractionCase drawn;
      drawn.isExact = false;
      drawn.activations = "i8";
      drawn.storage = group == 64 ? "u4" : "i8";
      drawn.zeroPoints = group == 64;
      drawn.activationZeroPoints = group != 128;
      drawn.scale = "f16";
      drawn.group = group;
      drawn.rows = 5;
      drawn.sizeK = sizeK;
      drawn.result = "f32";
      drawn.schedule = getSchedule(kMma, drawn);
      check(drawn);
      drawn.schedule = getSchedule("#qnt.gemv<layout = \"mma_k16\", tokens = 16, warps = 1, stages = 3>", drawn);
      check(drawn);
    }
}

/// Several blocks share K; parts may have no step at all. Of floats the sums are exact, so their order does not show.
TEST_F(TensorCoreKernels, SplitK) {
  for (auto [split, sizeK] : {std::pair<int64_t, int64_t>(2, 256), {3, 700}, {5, 130}, {16, 1024}})
    for (StringRef activations : {"f16", "i8", "f32"})
      for (int64_t group : {0, 64}) {
        ContractionCase drawn;
        drawn.activations = activations.str();
        if (drawn.isInteger() && group)
          continue;
        drawn.group = group;
        drawn.isExact = !drawn.isInteger();
        drawn.activationZeroPoints = drawn.isInteger();
        drawn.storage = "u4";
        drawn.zeroPoints = true;
        drawn.rows = 21;
        drawn.columns = 70;
        drawn.sizeK = sizeK;
        drawn.isDynamic = false;
        drawn.result = "f32";
        std::string schedule =
            "#qnt.mma<layout = \"mma_k16\", tokens = 8, column_warps = 2, row_warps = 2, stages = 3, split_k = " +
            std::to_string(split) + ">";
        drawn.schedule = getSchedule(schedule, drawn);
        drawn.epilogue = "    %r = arith.addf %d, %other : !y\n";
        check(drawn);
        if (activations == "f16") {
          drawn.isExact = false;
          drawn.epilogue = "";
          checkBound(drawn);
        }
      }
}

//===----------------------------------------------------------------------------------------------------===//
// Choice of schedules, targets
//===----------------------------------------------------------------------------------------------------===//

TEST_F(TensorCoreKernels, ChosenSchedules) {
  for (StringRef target : {"sm_80", "sm_89", "sm_90a", "sm_100a", "sm_120a"})
    for (int64_t rows : {1, 16, 40}) {
      ContractionCase drawn;
      drawn.isDynamic = false;
      drawn.rows = rows;
      drawn.group = 64;
      drawn.columns = 136;
      drawn.sizeK = 512;
      check(drawn, target);
      drawn.activations = "i8";
      drawn.isExact = false;
      drawn.group = 0;
      drawn.result = "f32";
      check(drawn, target);
    }
}
