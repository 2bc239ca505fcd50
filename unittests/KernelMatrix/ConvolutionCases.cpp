//===- ConvolutionCases.cpp - convolutions of the matrix --------------------------------------------------===//
#include "EncodingList.h"
#include "MatrixCase.h"
#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::test;
using numerics::Format;

namespace {
struct ConvolutionShape {
  int64_t batch, height, width, inputs, outputs; ///< of each feature group
  int64_t window, stride, dilation, low, high, groups;
};
} // namespace

static constexpr ConvolutionShape kShapes[] = {
    {1, 8, 8, 16, 16, 3, 1, 1, 1, 1, 1}, {2, 7, 9, 8, 24, 3, 2, 1, 1, 0, 1},   {1, 10, 6, 32, 8, 1, 1, 1, 0, 0, 1},
    {1, 9, 9, 4, 4, 3, 1, 2, 2, 2, 1},   {1, 6, 6, 8, 8, 3, 1, 1, 1, 1, 2},    {1, 7, 7, 1, 1, 3, 1, 1, 1, 1, 6},
    {2, 5, 5, 3, 5, 2, 1, 1, 0, 1, 1},   {1, 12, 4, 16, 33, 3, 3, 1, 1, 1, 1}, {1, 8, 8, 17, 7, 3, 1, 1, -1, 0, 1},
};

static DrawnOperand makeInput(MLIRContext &context, Random &random, size_t which, Shape shape) {
  Builder builder(&context);
  const FloatType types[] = {builder.getF16Type(), builder.getF32Type(), builder.getBF16Type()};
  if (which % 4 < 3) // f32: see makeF32ConvolutionCases
    return makeTensor(random, shape, types[which % 4]);
  StorageChoice storage = {"i8", Format::I8};
  if (which % 8 == 7)
    storage.zeroPoint = Format::I8;
  return makeArray(context, random, shape,
                   makeEncoding(storage, Format::F32, numerics::BlockShape(4, numerics::kWhole)));
}

static FloatType getResultType(MLIRContext &context, size_t which) {
  Builder builder(&context);
  const FloatType types[] = {builder.getF16Type(), builder.getF32Type(), builder.getBF16Type(), builder.getF32Type()};
  return types[which % 4];
}

static MatrixCase makeConvolution(MLIRContext &context, Random &random, const StorageChoice &storage,
                                  Granularity granularity, const ConvolutionShape &c, size_t which,
                                  EpilogueKind epilogueKind) {
  FloatType type = getResultType(context, which);
  auto size = [&](int64_t in) { return (in + c.low + c.high - (c.window - 1) * c.dilation - 1) / c.stride + 1; };
  Shape lhs = {c.batch, c.height, c.width, c.inputs * c.groups};
  Shape rhs = {c.window, c.window, c.inputs, c.outputs * c.groups};
  Shape result = {c.batch, size(c.height), size(c.width), rhs[3]};
  std::string shapeText;
  for (int64_t extent : result)
    shapeText += std::to_string(extent) + "x";
  Format expressed = *getFormat(type);
  DrawnOperand input = makeInput(context, random, which, lhs);
  DrawnOperand weights =
      makeArray(context, random, rhs, makeEncoding(storage, expressed, makeBlock(granularity, 4, 3, 2, 8)));
  auto pair = [](int64_t a, int64_t b) { return std::to_string(a) + ", " + std::to_string(b); };
  std::string op = "qnt.conv_general_dilated %a, %b dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]> strides = [" +
                   pair(c.stride, c.stride) + "] padding = [" + pair(c.low, c.high) + ", " + pair(c.low, c.high) +
                   "] lhs_dilation = [1, 1] rhs_dilation = [" + pair(c.dilation, c.dilation) + "]";
  if (c.groups > 1)
    op += " feature_groups = " + std::to_string(c.groups);
  Epilogue epilogue = makeEpilogue(context, random, epilogueKind, result, shapeText, type);
  std::string name = storage.name + "_" + getName(granularity) + "_" + std::to_string(which);
  return makeContractionCase(context, "convolution", name, op, std::move(input), std::move(weights), result, type,
                             c.window * c.window * c.inputs, epilogue);
}

std::vector<MatrixCase> test::makeConvolutionCases(MLIRContext &context, MatrixScope scope) {
  const Granularity granularities[] = {Granularity::PerTensor, Granularity::PerChannel, Granularity::PerBlock,
                                       Granularity::Tile};
  Random random(11);
  std::vector<MatrixCase> cases;
  for (const StorageChoice &storage : getWeightStorages())
    for (Granularity granularity : granularities) {
      // In a product every epilogue, with the inputs and shapes going round.
      const size_t numCases = scope == MatrixScope::Sample ? 1 : std::size(kEpilogues) * 8;
      for (size_t i = 0; i < numCases; ++i) {
        size_t which = cases.size();
        EpilogueKind epilogue = kEpilogues[(numCases == 1 ? which : i / 8) % std::size(kEpilogues)];
        cases.push_back(makeConvolution(context, random, storage, granularity, kShapes[which % std::size(kShapes)],
                                        which, epilogue));
      }
    }
  return cases;
}

std::vector<MatrixCase> test::makeF32ConvolutionCases(MLIRContext &context, MatrixScope scope) {
  std::vector<MatrixCase> cases = makeConvolutionCases(context, scope), selected;
  for (size_t i = 1; i < cases.size(); i += 4)
    selected.push_back(std::move(cases[i]));
  return selected;
}
