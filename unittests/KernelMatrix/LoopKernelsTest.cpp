//===- LoopKernelsTest.cpp - kernels of rows and of elements beside those of the matrix -------------------===//
//
// Each program is to become one kernel of the schedule that it names, and is run on the interpreter and on the emulated
// device: dynamic and empty shapes, rows that are kept and rows that are not, every kind of reduction.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "MatrixCase.h"
#include "Qnt/Execution/CompiledProgram.h"
#include "Qnt/Fuse/Passes.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/LowerGPU/Passes.h"
#include "Qnt/Reference/Interpreter.h"
#include "mlir/AsmParser/AsmParser.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "gtest/gtest.h"
#include <limits>

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::test;
using reference::InterpreterValue;
using reference::Tensor;

namespace {
struct LoopCase {
  const char *name, *schedule; ///< the kind's name; "simt"
  double slack;                ///< 0: the same bits
  std::vector<std::pair<const char *, Shape>> inputs;
  const char *text;       ///< of a function @main
  bool isRefused = false; ///< inputs do not fit
};

class LoopKernelsTest : public testing::TestWithParam<LoopCase>, protected MatrixContext {
protected:
  InterpreterValue draw(Random &random, StringRef type, const Shape &shape, size_t number);
};
} // namespace

/// Every 97th number of an exact program is NaN, an infinity or a zero.
InterpreterValue LoopKernelsTest::draw(Random &random, StringRef name, const Shape &shape, size_t number) {
  Type type = parseType(name, &context);
  if (auto floats = dyn_cast<FloatType>(type)) {
    std::vector<double> values = makeTensor(random, shape, floats).reals;
    const double special[] = {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(), -0.0,
                              0.0, -std::numeric_limits<double>::infinity()};
    if (GetParam().slack == 0 && number == 0)
      for (size_t i = 50; i < values.size(); i += 97)
        values[i] = special[i / 97 % std::size(special)];
    return Tensor::fromFloats(type, shape, values);
  }
  if (type.isIndex())
    return Tensor::fromInteger(type, GetParam().inputs.front().second.front());
  Tensor tensor(type, shape);
  for (uint64_t &bits : tensor.getMutableBits())
    bits = random() >> (64 - type.getIntOrFloatBitWidth());
  return tensor;
}

TEST_P(LoopKernelsTest, is_one_kernel_with_the_right_numbers) {
  const LoopCase &loopCase = GetParam();
  OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(loopCase.text, &context);
  ASSERT_TRUE(module);
  PassManager manager(&context);
  buildFusePipeline(manager);
  ChooseScheduleOptions options;
  options.target = "sm_90a";
  manager.addPass(createChooseSchedule(options));
  OwningOpRef<ModuleOp> kernels = module->clone();
  ASSERT_TRUE(succeeded(manager.run(*kernels)));
  SmallVector<KernelOp> found;
  kernels->walk([&](KernelOp kernel) { found.push_back(kernel); });
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(cast<ScheduleAttrInterface>(found.front().getScheduleAttr()).getKindName(), loopCase.schedule);
  execution::DeviceOptions device;
  device.kind = execution::DeviceOptions::Kind::Emulated;
  llvm::Expected<execution::CompiledProgram> program =
      execution::CompiledProgram::compileForDevice(*kernels, {"main"}, device);
  ASSERT_TRUE(bool(program)) << llvm::toString(program.takeError());
  MatrixCase matrixCase;
  matrixCase.name = "main";
  matrixCase.isExact = loopCase.slack == 0;
  matrixCase.relativeSlack = loopCase.slack;
  matrixCase.codeSlack = 1;
  Random random(23);
  for (const auto &[type, shape] : loopCase.inputs)
    matrixCase.inputs.push_back(draw(random, type, shape, matrixCase.inputs.size()));
  auto onDevice = [&](StringRef function, ArrayRef<InterpreterValue> inputs) { return program->run(function, inputs); };
  if (!loopCase.isRefused)
    return checkCase(matrixCase, *module, onDevice);
  llvm::Expected<Values> expected = reference::Interpreter(*module).run("main", matrixCase.inputs);
  llvm::Expected<Values> got = onDevice("main", matrixCase.inputs);
  EXPECT_FALSE(bool(expected));
  EXPECT_FALSE(bool(got));
  llvm::consumeError(expected.takeError());
  llvm::consumeError(got.takeError());
}

//===----------------------------------------------------------------------------------------------------===//
// Rows
//===----------------------------------------------------------------------------------------------------===//

static constexpr const char *kSoftmax = R"(
func.func @main(%x: tensor<?x300xf32>) -> tensor<?x300xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x300xf32>
  %e = tensor.empty(%n) : tensor<?x300xf32>
  %y = linalg.softmax dimension(1) ins(%x : tensor<?x300xf32>) outs(%e : tensor<?x300xf32>) -> tensor<?x300xf32>
  return %y : tensor<?x300xf32>
})";

static constexpr const char *kDynamicSoftmax = R"(
func.func @main(%x: tensor<2x?x?xf16>) -> tensor<2x?x?xf16> {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %n = tensor.dim %x, %c1 : tensor<2x?x?xf16>
  %m = tensor.dim %x, %c2 : tensor<2x?x?xf16>
  %e = tensor.empty(%n, %m) : tensor<2x?x?xf16>
  %y = linalg.softmax dimension(2) ins(%x : tensor<2x?x?xf16>) outs(%e : tensor<2x?x?xf16>) -> tensor<2x?x?xf16>
  return %y : tensor<2x?x?xf16>
})";

/// (x - mean) / sqrt(variance + eps) * gamma + beta, sums in f32.
static constexpr const char *kLayerNorm = R"(
#each = affine_map<(r, c) -> (r, c)>
#row = affine_map<(r, c) -> (r)>
#column = affine_map<(r, c) -> (c)>
func.func @main(%x: tensor<5x768xf16>, %gamma: tensor<768xf16>, %beta: tensor<768xf16>) -> tensor<5x768xf16> {
  %zero = arith.constant 0.0 : f32
  %count = arith.constant 768.0 : f32
  %eps = arith.constant 1.0e-5 : f32
  %e = tensor.empty() : tensor<5xf32>
  %init = linalg.fill ins(%zero : f32) outs(%e : tensor<5xf32>) -> tensor<5xf32>
  %sum = linalg.generic {indexing_maps = [#each, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<5x768xf16>) outs(%init : tensor<5xf32>) {
  ^bb0(%v: f16, %s: f32):
    %w = arith.extf %v : f16 to f32
    %n = arith.addf %s, %w : f32
    linalg.yield %n : f32
  } -> tensor<5xf32>
  %squares = linalg.generic {indexing_maps = [#each, #row, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x, %sum : tensor<5x768xf16>, tensor<5xf32>) outs(%init : tensor<5xf32>) {
  ^bb0(%v: f16, %total: f32, %s: f32):
    %w = arith.extf %v : f16 to f32
    %mean = arith.divf %total, %count : f32
    %d = arith.subf %w, %mean : f32
    %p = arith.mulf %d, %d : f32
    %n = arith.addf %s, %p : f32
    linalg.yield %n : f32
  } -> tensor<5xf32>
  %out = tensor.empty() : tensor<5x768xf16>
  %y = linalg.generic {indexing_maps = [#each, #row, #row, #column, #column, #each], iterator_types = ["parallel", "parallel"]}
      ins(%x, %sum, %squares, %gamma, %beta : tensor<5x768xf16>, tensor<5xf32>, tensor<5xf32>, tensor<768xf16>, tensor<768xf16>)
      outs(%out : tensor<5x768xf16>) {
  ^bb0(%v: f16, %total: f32, %square: f32, %g: f16, %b: f16, %o: f16):
    %w = arith.extf %v : f16 to f32
    %mean = arith.divf %total, %count : f32
    %d = arith.subf %w, %mean : f32
    %m = arith.divf %square, %count : f32
    %a = arith.addf %m, %eps : f32
    %root = math.sqrt %a : f32
    %q = arith.divf %d, %root : f32
    %wg = arith.extf %g : f16 to f32
    %wb = arith.extf %b : f16 to f32
    %scaled = arith.mulf %q, %wg : f32
    %moved = arith.addf %scaled, %wb : f32
    %r = arith.truncf %moved : f32 to f16
    linalg.yield %r : f16
  } -> tensor<5x768xf16>
  return %y : tensor<5x768xf16>
})";

/// The size is that of another tensor than what is summed.
static constexpr const char *kForeignSize = R"(
func.func @main(%x: tensor<?x40xf32>, %n: index) -> tensor<?x40xf32> {
  %e = tensor.empty(%n) : tensor<?x40xf32>
  %y = linalg.softmax dimension(1) ins(%x : tensor<?x40xf32>) outs(%e : tensor<?x40xf32>) -> tensor<?x40xf32>
  return %y : tensor<?x40xf32>
})";

static constexpr const char *kQuantizeToken = R"(
func.func @main(%x: tensor<?x2048xbf16>) -> !qnt.array<?x2048, #qnt.encoding<i4 : bf16, block = 1x*, scale = bf16>> {
  %q = qnt.quantize %x dynamic(absmax) : tensor<?x2048xbf16> -> !qnt.array<?x2048, #qnt.encoding<i4 : bf16, block = 1x*, scale = bf16>>
  return %q : !qnt.array<?x2048, #qnt.encoding<i4 : bf16, block = 1x*, scale = bf16>>
})";

static constexpr const char *kQuantizeDynamic = R"(
func.func @main(%x: tensor<?x?xf32>) -> !qnt.array<?x?, #qnt.encoding<u8 : f32, block = 1x*, scale = f32, zero_point = u8>> {
  %q = qnt.quantize %x dynamic(minmax) : tensor<?x?xf32> -> !qnt.array<?x?, #qnt.encoding<u8 : f32, block = 1x*, scale = f32, zero_point = u8>>
  return %q : !qnt.array<?x?, #qnt.encoding<u8 : f32, block = 1x*, scale = f32, zero_point = u8>>
})";

static constexpr const char *kQuantizeLong = R"(
func.func @main(%x: tensor<2x40008xf16>) -> !qnt.array<2x40008, #qnt.encoding<u3 : f16, block = 1x*, scale = f32, zero_point = u3>> {
  %q = qnt.quantize %x dynamic(minmax) : tensor<2x40008xf16> -> !qnt.array<2x40008, #qnt.encoding<u3 : f16, block = 1x*, scale = f32, zero_point = u3>>
  return %q : !qnt.array<2x40008, #qnt.encoding<u3 : f16, block = 1x*, scale = f32, zero_point = u3>>
})";

static constexpr const char *kQuantizeTensor = R"(
func.func @main(%x: tensor<1x4099xf32>) -> !qnt.array<1x4099, #qnt.encoding<i8 : f32, block = 1x*, scale = f32>> {
  %q = qnt.quantize %x dynamic(absmax) : tensor<1x4099xf32> -> !qnt.array<1x4099, #qnt.encoding<i8 : f32, block = 1x*, scale = f32>>
  return %q : !qnt.array<1x4099, #qnt.encoding<i8 : f32, block = 1x*, scale = f32>>
})";

static constexpr const char *kQuantizeBlocks = R"(
func.func @main(%x: tensor<3x4x100xf32>) -> !qnt.array<3x4x100, #qnt.encoding<f4E2M1FN : f32, block = 1x1x32, scale = f8E8M0FNU>> {
  %q = qnt.quantize %x dynamic(absmax) : tensor<3x4x100xf32> -> !qnt.array<3x4x100, #qnt.encoding<f4E2M1FN : f32, block = 1x1x32, scale = f8E8M0FNU>>
  return %q : !qnt.array<3x4x100, #qnt.encoding<f4E2M1FN : f32, block = 1x1x32, scale = f8E8M0FNU>>
})";

static constexpr const char *kQuantizeRms = R"(
func.func @main(%x: tensor<6x512xf32>) -> !qnt.array<6x512, #qnt.encoding<i8 : f32, block = 1x*, scale = f32>> {
  %q = qnt.quantize %x dynamic(rms(3.0)) : tensor<6x512xf32> -> !qnt.array<6x512, #qnt.encoding<i8 : f32, block = 1x*, scale = f32>>
  return %q : !qnt.array<6x512, #qnt.encoding<i8 : f32, block = 1x*, scale = f32>>
})";

static constexpr const char *kFakeQuantize = R"(
func.func @main(%x: tensor<9x520xf32>) -> tensor<9x520xf32> {
  %y = qnt.fake_quantize %x dynamic(absmax) encoding = #qnt.encoding<i8 : f32, block = 1x*, scale = f32> : tensor<9x520xf32>
  return %y : tensor<9x520xf32>
})";

/// Sums, and the largest magnitude: two results of one row.
static constexpr const char *kTwoResults = R"(
#each = affine_map<(r, c) -> (r, c)>
#row = affine_map<(r, c) -> (r)>
func.func @main(%x: tensor<7x513xi32>) -> (tensor<7xi32>, tensor<7xi32>) {
  %zero = arith.constant 0 : i32
  %e = tensor.empty() : tensor<7xi32>
  %init = linalg.fill ins(%zero : i32) outs(%e : tensor<7xi32>) -> tensor<7xi32>
  %s:2 = linalg.generic {indexing_maps = [#each, #row, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<7x513xi32>) outs(%init, %init : tensor<7xi32>, tensor<7xi32>) {
  ^bb0(%v: i32, %sum: i32, %most: i32):
    %n = arith.addi %sum, %v : i32
    %a = math.absi %v : i32
    %m = arith.maxui %most, %a : i32
    linalg.yield %n, %m : i32, i32
  } -> (tensor<7xi32>, tensor<7xi32>)
  return %s#0, %s#1 : tensor<7xi32>, tensor<7xi32>
})";

static constexpr const char *kMaximum = R"(
func.func @main(%x: tensor<6x40x10xf64>, %low: tensor<6xf64>) -> tensor<6xf64> {
  %m = linalg.reduce {arith.maximumf} ins(%x : tensor<6x40x10xf64>) outs(%low : tensor<6xf64>) dimensions = [1, 2]
  return %m : tensor<6xf64>
})";

static constexpr const char *kMaxNumHalf = R"(
func.func @main(%x: tensor<11x130xf16>, %low: tensor<11xf16>) -> tensor<11xf16> {
  %m = linalg.reduce {arith.maxnumf} ins(%x : tensor<11x130xf16>) outs(%low : tensor<11xf16>) dimensions = [1]
  return %m : tensor<11xf16>
})";

static constexpr const char *kSumBF16 = R"(
func.func @main(%x: tensor<4x64xbf16>, %low: tensor<4xbf16>) -> tensor<4xbf16> {
  %m = linalg.reduce {arith.addf} ins(%x : tensor<4x64xbf16>) outs(%low : tensor<4xbf16>) dimensions = [1]
  return %m : tensor<4xbf16>
})";

static constexpr const char *kAnd = R"(
func.func @main(%x: tensor<3x2048xi64>, %low: tensor<3xi64>) -> tensor<3xi64> {
  %m = linalg.reduce {arith.andi} ins(%x : tensor<3x2048xi64>) outs(%low : tensor<3xi64>) dimensions = [1]
  return %m : tensor<3xi64>
})";

/// Columns are no rows.
static constexpr const char *kColumns = R"(
func.func @main(%x: tensor<64x48xf32>) -> !qnt.array<64x48, #qnt.encoding<i8 : f32, block = *x1, scale = f32>> {
  %q = qnt.quantize %x dynamic(absmax) : tensor<64x48xf32> -> !qnt.array<64x48, #qnt.encoding<i8 : f32, block = *x1, scale = f32>>
  return %q : !qnt.array<64x48, #qnt.encoding<i8 : f32, block = *x1, scale = f32>>
})";

/// A factor between the sums: no order but the loop's is right.
static constexpr const char *kRecurrence = R"(
#each = affine_map<(r, c) -> (r, c)>
#row = affine_map<(r, c) -> (r)>
func.func @main(%x: tensor<4x32xf32>, %init: tensor<4xf32>) -> tensor<4xf32> {
  %half = arith.constant 0.5 : f32
  %s = linalg.generic {indexing_maps = [#each, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<4x32xf32>) outs(%init : tensor<4xf32>) {
  ^bb0(%v: f32, %sum: f32):
    %n = arith.addf %sum, %v : f32
    %h = arith.mulf %n, %half : f32
    linalg.yield %h : f32
  } -> tensor<4xf32>
  return %s : tensor<4xf32>
})";

INSTANTIATE_TEST_SUITE_P(
    Rows, LoopKernelsTest,
    testing::Values(LoopCase{"softmax", "rowwise", 1e-5, {{"f32", {7, 300}}}, kSoftmax},
                    LoopCase{"softmax_without_rows", "rowwise", 1e-5, {{"f32", {0, 300}}}, kSoftmax},
                    LoopCase{"softmax_of_dynamic_rows", "rowwise", 2e-3, {{"f16", {2, 3, 45}}}, kDynamicSoftmax},
                    LoopCase{"softmax_of_one", "rowwise", 2e-3, {{"f16", {2, 5, 1}}}, kDynamicSoftmax},
                    LoopCase{"softmax_of_nothing", "rowwise", 2e-3, {{"f16", {2, 5, 0}}}, kDynamicSoftmax},
                    LoopCase{
                        "layer_norm", "rowwise", 1e-3, {{"f16", {5, 768}}, {"f16", {768}}, {"f16", {768}}}, kLayerNorm},
                    LoopCase{"size_of_another", "rowwise", 1e-5, {{"f32", {6, 40}}, {"index", {}}}, kForeignSize},
                    LoopCase{"quantize_token", "rowwise", 0, {{"bf16", {5, 2048}}}, kQuantizeToken},
                    LoopCase{"quantize_no_token", "rowwise", 0, {{"bf16", {0, 2048}}}, kQuantizeToken},
                    LoopCase{"quantize_dynamic", "rowwise", 0, {{"f32", {6, 701}}}, kQuantizeDynamic},
                    LoopCase{"quantize_dynamic_empty_rows", "rowwise", 0, {{"f32", {6, 0}}}, kQuantizeDynamic},
                    LoopCase{"quantize_long", "rowwise", 0, {{"f16", {2, 40008}}}, kQuantizeLong},
                    LoopCase{"quantize_one_row", "rowwise", 0, {{"f32", {1, 4099}}}, kQuantizeTensor},
                    LoopCase{"quantize_blocks", "rowwise", 0, {{"f32", {3, 4, 100}}}, kQuantizeBlocks},
                    LoopCase{"quantize_rms", "rowwise", 1e-6, {{"f32", {6, 512}}}, kQuantizeRms},
                    LoopCase{"fake_quantize", "rowwise", 0, {{"f32", {9, 520}}}, kFakeQuantize},
                    LoopCase{"two_results", "rowwise", 0, {{"i32", {7, 513}}}, kTwoResults},
                    LoopCase{"maximum", "rowwise", 0, {{"f64", {6, 40, 10}}, {"f64", {6}}}, kMaximum},
                    LoopCase{"maxnum_of_halves", "rowwise", 0, {{"f16", {11, 130}}, {"f16", {11}}}, kMaxNumHalf},
                    LoopCase{"sum_of_bf16", "rowwise", 6e-2, {{"bf16", {4, 64}}, {"bf16", {4}}}, kSumBF16},
                    LoopCase{"and", "rowwise", 0, {{"i64", {3, 2048}}, {"i64", {3}}}, kAnd},
                    LoopCase{"columns", "simt", 0, {{"f32", {64, 48}}}, kColumns},
                    LoopCase{"recurrence", "simt", 1e-6, {{"f32", {4, 32}}, {"f32", {4}}}, kRecurrence}),
    [](const auto &info) { return std::string(info.param.name); });

//===----------------------------------------------------------------------------------------------------===//
// Elements
//===----------------------------------------------------------------------------------------------------===//

static constexpr const char *kBias = R"(
func.func @main(%x: tensor<?x96xf16>, %b: tensor<96xf16>) -> tensor<?x96xi1> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x96xf16>
  %e = tensor.empty(%n) : tensor<?x96xf16>
  %w = linalg.broadcast ins(%b : tensor<96xf16>) outs(%e : tensor<?x96xf16>) dimensions = [0]
  %s = arith.addf %x, %w : tensor<?x96xf16>
  %c = arith.cmpf olt, %s, %x : tensor<?x96xf16>
  return %c : tensor<?x96xi1>
})";

static constexpr const char *kTranspose = R"(
func.func @main(%x: tensor<3x70x50xf16>) -> tensor<3x50x70xf16> {
  %e = tensor.empty() : tensor<3x50x70xf16>
  %t = linalg.transpose ins(%x : tensor<3x70x50xf16>) outs(%e : tensor<3x50x70xf16>) permutation = [0, 2, 1]
  %y = math.absf %t : tensor<3x50x70xf16>
  return %y : tensor<3x50x70xf16>
})";

static constexpr const char *kTransposeAndAdd = R"(
func.func @main(%x: tensor<?x64xf32>, %z: tensor<64x?xf32>) -> tensor<64x?xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x64xf32>
  %e = tensor.empty(%n) : tensor<64x?xf32>
  %t = linalg.transpose ins(%x : tensor<?x64xf32>) outs(%e : tensor<64x?xf32>) permutation = [1, 0]
  %y = arith.addf %t, %z : tensor<64x?xf32>
  return %y : tensor<64x?xf32>
})";

static constexpr const char *kScalars = R"(
func.func @main(%x: tensor<f64>) -> tensor<f64> {
  %y = arith.addf %x, %x : tensor<f64>
  return %y : tensor<f64>
})";

static constexpr const char *kFakeQuantizeChannel = R"(
func.func @main(%x: tensor<12x40xf32>, %s: tensor<12x1xf32>) -> tensor<12x40xf32> {
  %y = qnt.fake_quantize %x scale(%s : tensor<12x1xf32>) encoding = #qnt.encoding<i5 : f32, block = 1x*, scale = f32> : tensor<12x40xf32>
  return %y : tensor<12x40xf32>
})";

/// As many scales as a block has threads, and more blocks than one.
static constexpr const char *kQuantizeChannels = R"(
func.func @main(%x: tensor<256x40xf32>, %s: tensor<256x1xf32>) -> !qnt.array<256x40, #qnt.encoding<i8 : f32, block = 1x*, scale = f32>> {
  %q = qnt.quantize %x scale(%s : tensor<256x1xf32>) : tensor<256x40xf32> -> !qnt.array<256x40, #qnt.encoding<i8 : f32, block = 1x*, scale = f32>>
  return %q : !qnt.array<256x40, #qnt.encoding<i8 : f32, block = 1x*, scale = f32>>
})";

/// A transposed operand beside one that is not, and results of two shapes.
static constexpr const char *kTransposeQuantize = R"(
func.func @main(%x: tensor<2x40x96xbf16>, %b: tensor<96xbf16>, %s: tensor<2x1x1xf32>) -> !qnt.array<2x96x40, #qnt.encoding<i8 : bf16, block = 1x*x*, scale = f32>> {
  %e = tensor.empty() : tensor<2x96x40xbf16>
  %w = linalg.broadcast ins(%b : tensor<96xbf16>) outs(%e : tensor<2x96x40xbf16>) dimensions = [0, 2]
  %t = linalg.transpose ins(%x : tensor<2x40x96xbf16>) outs(%e : tensor<2x96x40xbf16>) permutation = [0, 2, 1]
  %y = arith.addf %t, %w : tensor<2x96x40xbf16>
  %q = qnt.quantize %y scale(%s : tensor<2x1x1xf32>) : tensor<2x96x40xbf16> -> !qnt.array<2x96x40, #qnt.encoding<i8 : bf16, block = 1x*x*, scale = f32>>
  return %q : !qnt.array<2x96x40, #qnt.encoding<i8 : bf16, block = 1x*x*, scale = f32>>
})";

static constexpr const char *kTwoInputs = R"(
func.func @main(%x: tensor<?x8xf32>, %z: tensor<?x8xf32>) -> tensor<?x8xf32> {
  %y = arith.addf %x, %z : tensor<?x8xf32>
  return %y : tensor<?x8xf32>
})";

static constexpr const char *kReshaped = R"(
func.func @main(%x: tensor<6x8x10xi16>) -> tensor<48x10xi32> {
  %w = arith.extsi %x : tensor<6x8x10xi16> to tensor<6x8x10xi32>
  %a = arith.muli %w, %w : tensor<6x8x10xi32>
  %c = tensor.collapse_shape %a [[0, 1], [2]] : tensor<6x8x10xi32> into tensor<48x10xi32>
  %y = arith.addi %c, %c : tensor<48x10xi32>
  return %y : tensor<48x10xi32>
})";

INSTANTIATE_TEST_SUITE_P(
    Elements, LoopKernelsTest,
    testing::Values(
        LoopCase{"bias", "elementwise", 0, {{"f16", {13, 96}}, {"f16", {96}}}, kBias},
        LoopCase{"bias_of_nothing", "elementwise", 0, {{"f16", {0, 96}}, {"f16", {96}}}, kBias},
        LoopCase{"transpose", "elementwise", 0, {{"f16", {3, 70, 50}}}, kTranspose},
        LoopCase{"transpose_and_add", "elementwise", 1e-6, {{"f32", {37, 64}}, {"f32", {64, 37}}}, kTransposeAndAdd},
        LoopCase{"scalars", "elementwise", 0, {{"f64", {}}}, kScalars},
        LoopCase{
            "fake_quantize_channel", "elementwise", 0, {{"f32", {12, 40}}, {"f32", {12, 1}}}, kFakeQuantizeChannel},
        LoopCase{"quantize_channels", "elementwise", 0, {{"f32", {256, 40}}, {"f32", {256, 1}}}, kQuantizeChannels},
        LoopCase{"transpose_quantize",
                 "elementwise",
                 0,
                 {{"bf16", {2, 40, 96}}, {"bf16", {96}}, {"f32", {2, 1, 1}}},
                 kTransposeQuantize},
        LoopCase{"two_inputs", "elementwise", 1e-6, {{"f32", {5, 8}}, {"f32", {5, 8}}}, kTwoInputs},
        LoopCase{"inputs_of_two_sizes", "elementwise", 1e-6, {{"f32", {5, 8}}, {"f32", {4, 8}}}, kTwoInputs, true},
        LoopCase{"reshaped", "elementwise", 0, {{"i16", {6, 8, 10}}}, kReshaped}),
    [](const auto &info) { return std::string(info.param.name); });
