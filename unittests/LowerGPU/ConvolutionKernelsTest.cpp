//===- ConvolutionKernelsTest.cpp - convolutions on tensor cores against the interpreter ------------------===//
//
// As TensorCoreKernelsTest: in the emulator, with sums that are exact, so to the bit.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "ConvolutionProgram.h"
#include "EmulatedProgram.h"
#include "Qnt/IR/QntOps.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::testing;

namespace {
class ConvolutionKernels : public ::testing::Test {
protected:
  /// The module after the passes, for a look at it.
  OwningOpRef<ModuleOp> check(const ConvolutionCase &drawn, StringRef target = "sm_80");

  std::unique_ptr<MLIRContext> context = createProgramContext();
  std::mt19937 random{20261129};
};
} // namespace

OwningOpRef<ModuleOp> ConvolutionKernels::check(const ConvolutionCase &drawn, StringRef target) {
  SCOPED_TRACE(drawn.describe());
  ContractionProgram program = drawProgram(*context, drawn, random);
  OwningOpRef<ModuleOp> module = parseProgram(*context, program.text);
  if (!module)
    return module;
  auto expected = reference::Interpreter(*module).run("main", program.inputs);
  if (!expected) {
    ADD_FAILURE() << llvm::toString(expected.takeError());
    return module;
  }
  if (!lowerKernels(*module, target))
    return module;
  const reference::Tensor &right = (*expected)[0].getTensor();
  SmallVector<reference::Tensor> got = runLaunch(*module, target, program.inputs, {right});
  EXPECT_EQ(got.size(), 1u);
  if (got.size() != 1)
    return module;
  int64_t different = 0;
  for (int64_t i = 0; i < right.getNumElements(); ++i)
    if (right.getRaw(i) != got[0].getRaw(i) && ++different <= 3)
      ADD_FAILURE() << "element " << i << ": expected " << right.getNumber(i) << ", got " << got[0].getNumber(i);
  EXPECT_EQ(different, 0);
  return module;
}

/// Windows, strides, dilations of both sides, padding that adds and that crops.
TEST_F(ConvolutionKernels, Windows) {
  struct Window {
    int64_t window[2], strides[2], lhsDilation[2], rhsDilation[2], padding[4];
  } windows[] = {{{1, 1}, {1, 1}, {1, 1}, {1, 1}, {0, 0, 0, 0}}, {{3, 3}, {1, 1}, {1, 1}, {1, 1}, {1, 1, 1, 1}},
                 {{3, 2}, {2, 3}, {1, 1}, {1, 1}, {0, 2, 1, 0}}, {{2, 3}, {1, 1}, {1, 1}, {2, 3}, {1, 2, 3, 3}},
                 {{3, 3}, {1, 1}, {2, 1}, {1, 1}, {2, 1, 1, 1}}, {{2, 2}, {1, 2}, {3, 2}, {2, 1}, {-1, 4, 0, -2}}};
  for (const Window &w : windows)
    for (StringRef activations : {"f16", "bf16", "i8"}) {
      ConvolutionCase drawn;
      drawn.activations = activations.str();
      drawn.weights.storage = activations == "bf16" ? "i8" : "i4";
      std::copy(w.window, w.window + 2, drawn.window);
      std::copy(w.strides, w.strides + 2, drawn.strides);
      std::copy(w.lhsDilation, w.lhsDilation + 2, drawn.lhsDilation);
      std::copy(w.rhsDilation, w.rhsDilation + 2, drawn.rhsDilation);
      std::copy(w.padding, w.padding + 4, drawn.padding);
      check(drawn);
    }
}

/// Padding is real zero: its code is the zero point, in every way that chunks are copied.
TEST_F(ConvolutionKernels, ZeroPoints) {
  for (StringRef activations : {"i8", "u8"})
    for (int64_t inputs : {16, 32, 5})
      for (bool perImage : {false, true}) {
        ConvolutionCase drawn;
        drawn.activations = activations.str();
        drawn.activationZeroPoints = true;
        drawn.perImage = perImage;
        drawn.inputs = inputs;
        drawn.weights.storage = inputs == 32 ? "i8" : "u4";
        drawn.weights.zeroPoints = inputs != 32;
        drawn.weights.scale = "f32";
        drawn.isExact = false;
        drawn.isDynamic = perImage;
        drawn.padding[0] = 2;
        drawn.padding[3] = 1;
        drawn.lhsDilation[1] = inputs == 5 ? 2 : 1;
        check(drawn);
      }
}

/// Numbers of features that are no multiple of a chunk, and orders of dimensions that put others innermost.
TEST_F(ConvolutionKernels, OrdersOfDimensions) {
  struct Order {
    const char *input, *kernel, *output;
  } orders[] = {{"b01f", "01io", "b01f"},
                {"b01f", "o01i", "b01f"},
                {"bf01", "oi01", "bf01"},
                {"b01f", "10io", "b10f"},
                {"f01b", "i01o", "01bf"}};
  for (const Order &order : orders)
    for (int64_t inputs : {3, 8, 17, 4})
      for (StringRef activations : {"f16", "i8", "f32"}) {
        // 4 numbers of f32 fill a chunk, but no 16 bytes of bf16.
        if (inputs == 4 && activations != "f32")
          continue;
        ConvolutionCase drawn;
        drawn.activations = activations.str();
        drawn.input = order.input;
        drawn.kernel = order.kernel;
        drawn.output = order.output;
        drawn.inputs = inputs;
        drawn.outputs = inputs == 17 ? 70 : 8;
        drawn.weights.zeroPoints = true;
        drawn.weights.storage = "u4";
        drawn.isDynamic = drawn.input.front() == 'b' && drawn.output.front() == 'b';
        drawn.padding[1] = 1;
        check(drawn);
      }
}

/// Groups of features and of the batch, whose columns start and end inside of a warp's 64.
TEST_F(ConvolutionKernels, Groups) {
  for (auto [groups, outputs] : {std::pair<int64_t, int64_t>(2, 16), {3, 24}, {2, 140}, {4, 20}, {2, 256}})
    for (bool isBatch : {false, true})
      for (StringRef activations : {"f16", "u8"}) {
        ConvolutionCase drawn;
        drawn.activations = activations.str();
        drawn.activationZeroPoints = drawn.perImage = drawn.isInteger();
        (isBatch ? drawn.batchGroups : drawn.featureGroups) = groups;
        drawn.batch = isBatch ? 2 * groups : 1;
        drawn.inputs = isBatch ? 8 : 8 * groups;
        drawn.outputs = outputs;
        drawn.height = drawn.width = 4;
        drawn.padding[0] = drawn.padding[3] = 1;
        drawn.schedule = outputs == 20
                             ? std::string("#qnt.mma<layout = \"") + (drawn.isInteger() ? "mma_k32_t" : "mma_k16_t") +
                                   "\", tokens = 16, column_warps = 2, row_warps = 1, stages = 2>"
                             : "";
        check(drawn);
      }
}

/// Scales along the features, the window, both, and neither; with tails.
TEST_F(ConvolutionKernels, Blocks) {
  SmallVector<int64_t> blocks[] = {{0, 0, 0, 0}, {1, 1, 8, 1}, {0, 0, 8, 1},  {1, 1, 0, 1},
                                   {0, 1, 0, 4}, {2, 1, 5, 1}, {0, 0, 16, 1}, {1, 0, 24, 0}};
  for (const SmallVector<int64_t> &block : blocks)
    for (StringRef activations : {"f16", "i8"})
      for (int64_t inputs : {16, 20}) {
        ConvolutionCase drawn;
        drawn.activations = activations.str();
        drawn.activationZeroPoints = drawn.isInteger() && inputs == 20;
        drawn.weights.block = block;
        drawn.weights.storage = inputs == 16 ? "i4" : "u3";
        drawn.weights.zeroPoints = inputs == 20;
        drawn.kernel = inputs == 20 ? "oi01" : "01io";
        drawn.isExact = !drawn.isInteger();
        drawn.inputs = inputs;
        drawn.height = drawn.width = 4;
        drawn.padding[0] = drawn.padding[1] = drawn.padding[2] = 1;
        check(drawn);
      }
}

/// One position of the result: the kernel of few rows. Palettes and small floats.
TEST_F(ConvolutionKernels, FewRowsAndOtherStorages) {
  for (StringRef storage : {"u2", "f6E2M3FN", "f4E2M1FN"})
    for (int64_t size : {3, 6}) {
      ConvolutionCase drawn;
      drawn.weights.storage = storage.str();
      drawn.weights.entry = storage == "u2" ? "f16" : "";
      drawn.batch = 1;
      drawn.height = drawn.width = size;
      drawn.inputs = 24;
      check(drawn);
    }
}

TEST_F(ConvolutionKernels, ChosenSchedules) {
  for (StringRef target : {"sm_80", "sm_89", "sm_90a", "sm_100a", "sm_120a"}) {
    ConvolutionCase drawn;
    drawn.epilogue = "    %zero = arith.constant dense<0.0> : !y\n    %r = arith.maximumf %d, %zero : !y\n";
    drawn.padding[0] = drawn.padding[1] = drawn.padding[2] = drawn.padding[3] = 1;
    check(drawn, target);
    drawn.activations = "i8";
    drawn.inputs = 64;
    drawn.isExact = false;
    check(drawn, target);
  }
}
