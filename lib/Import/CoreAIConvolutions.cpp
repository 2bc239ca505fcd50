//===- CoreAIConvolutions.cpp - Core AI convolutions and transposed ones ------------------------------------===//
#include "CoreAIChain.h"
#include "CoreAIGraph.h"
#include "CoreAIWeights.h"
#include "LinalgOperands.h"
#include "Qnt/IR/QntOps.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace mlir::qnt;

/// Channels first in images and kernels; in kernels dimension `kernelOutput` has the output channels.
static ConvDimensionNumbersAttr getChannelsFirst(MLIRContext *context, int64_t numSpatial, int64_t kernelOutput) {
  SmallVector<int64_t> spatial = llvm::to_vector(llvm::seq<int64_t>(2, 2 + numSpatial));
  return ConvDimensionNumbersAttr::get(context, 0, 1, spatial, 1 - kernelOutput, kernelOutput, spatial, 0, 1, spatial);
}

/// conv2d and conv3d %input, %weight, %stride, %dilation, %groups: images and kernels with their channels first, no
/// padding.
static LogicalResult importConvolutionNd(CoreAIGraph &graph, Operation *op) {
  if (failed(checkForm(op, 5)) || failed(checkFloats(op, {op->getOperand(0), op->getOperand(1), op->getResult(0)})))
    return failure();
  FailureOr<SmallVector<int64_t>> strides = graph.getIntegers(op, 2, "stride"),
                                  dilations = graph.getIntegers(op, 3, "dilation"),
                                  groups = graph.getIntegers(op, 4, "groups");
  if (failed(strides) || failed(dilations) || failed(groups))
    return failure();
  size_t numSpatial = op->getName().getStringRef() == "coreai.conv3d" ? 3 : 2;
  int64_t rank = numSpatial + 2;
  if (strides->size() != numSpatial || dilations->size() != numSpatial || groups->size() != 1 || groups->front() < 1 ||
      getTensorType(op->getOperand(0)).getRank() != rank || getTensorType(op->getOperand(1)).getRank() != rank)
    return op->emitOpError() << "expected input and weight of " << rank << " dimensions, " << numSpatial << " strides, "
                             << numSpatial << " dilations and a positive number of groups";
  FailureOr<Value> input = graph.getTensor(op->getOperand(0)), weight = graph.get(op->getOperand(1));
  if (failed(input) || failed(weight))
    return failure();
  OpBuilder &builder = graph.getBuilder();
  ConvDimensionNumbersAttr dims = getChannelsFirst(builder.getContext(), numSpatial, 0);
  SmallVector<int64_t> padding(2 * numSpatial, 0), ones(numSpatial, 1);
  Value source = absorbPad(*input, dims.getInputSpatial(), padding);
  Value result = ConvGeneralDilatedOp::create(builder, op->getLoc(), getTensorType(op->getResult(0)), source, *weight,
                                              dims, *strides, padding, ones, *dilations, groups->front());
  graph.set(op->getResult(0), result);
  return success();
}

//===----------------------------------------------------------------------------------------------------===//
// Transposed convolutions
//===----------------------------------------------------------------------------------------------------===//

namespace {
/// Constant operands, a value per spatial dimension.
struct TransposedWindow {
  SmallVector<int64_t> strides, padding, dilations, outputPadding;
  int64_t groups = 0;
};
} // namespace

static FailureOr<TransposedWindow> readWindow(CoreAIGraph &graph, Operation *op, size_t numSpatial) {
  TransposedWindow window;
  SmallVector<int64_t> *lists[] = {&window.strides, &window.padding, &window.dilations, &window.outputPadding};
  StringRef names[] = {"stride", "padding", "dilation", "output_pad"};
  bool fits = true;
  for (unsigned i = 0; i < 4; ++i) {
    FailureOr<SmallVector<int64_t>> list = graph.getIntegers(op, 2 + i, names[i]);
    if (failed(list))
      return failure();
    int64_t least = i % 2 == 0 ? 1 : 0;
    fits &= list->size() == numSpatial && llvm::all_of(*list, [&](int64_t value) {
              return value >= least && value <= ConvGeneralDilatedOp::kMaxStep;
            });
    *lists[i] = *list;
  }
  FailureOr<SmallVector<int64_t>> groups = graph.getIntegers(op, 6, "groups");
  if (failed(groups))
    return failure();
  fits &= groups->size() == 1 && groups->front() >= 1;
  auto rank = static_cast<int64_t>(numSpatial + 2);
  if (!fits || getTensorType(op->getOperand(0)).getRank() != rank || getTensorType(op->getOperand(1)).getRank() != rank)
    return op->emitOpError() << "expected input and weight of " << rank << " dimensions, " << numSpatial
                             << " positive strides and dilations, " << numSpatial
                             << " paddings that are not negative and a positive number of groups";
  window.groups = groups->front();
  return window;
}

/// Channels agree, and the result is as large as the window makes it.
static bool doShapesFit(RankedTensorType input, RankedTensorType weight, RankedTensorType result,
                        const TransposedWindow &window) {
  auto agree = [](int64_t a, int64_t b) { return ShapedType::isDynamic(a) || ShapedType::isDynamic(b) || a == b; };
  constexpr int64_t maxSize = int64_t(1) << 31;
  if (!weight.hasStaticShape() || weight.getDimSize(0) % window.groups != 0 || result.getRank() != input.getRank() ||
      input.getElementType() != weight.getElementType() || input.getElementType() != result.getElementType() ||
      !agree(input.getDimSize(1), weight.getDimSize(0)) || !agree(input.getDimSize(0), result.getDimSize(0)) ||
      llvm::any_of(weight.getShape(), [](int64_t size) { return size >= maxSize; }) ||
      !agree(result.getDimSize(1), weight.getDimSize(1) * window.groups))
    return false;
  for (auto [i, stride] : llvm::enumerate(window.strides)) {
    int64_t size = input.getDimSize(2 + i);
    if (ShapedType::isDynamic(size) || size >= maxSize)
      continue;
    __int128 full = __int128(size - 1) * stride - 2 * window.padding[i] + window.outputPadding[i] + 1 +
                    __int128(window.dilations[i]) * (weight.getDimSize(2 + i) - 1);
    if (ShapedType::isStatic(result.getDimSize(2 + i)) && full != result.getDimSize(2 + i))
      return false;
  }
  return true;
}

/// The kernel of the convolution over the dilated input, [in / groups, out, window ...] with the window reversed. A
/// weight is made in this order; other values, and tables of vectors, are put into it by ops.
static FailureOr<Value> getTurnedKernel(CoreAIGraph &graph, Operation *op, int64_t groups) {
  OpBuilder &builder = graph.getBuilder();
  Value operand = op->getOperand(1);
  if (operand.getDefiningOp() && isWeightChain(operand.getDefiningOp())) {
    FailureOr<Value> turned =
        buildWeight(builder, operand, [&](ChainParts &parts) { return turnKernel(parts, groups); });
    if (failed(turned) || *turned)
      return turned;
  }
  FailureOr<Value> weight = graph.getTensor(operand);
  if (failed(weight))
    return failure();
  ArrayRef<int64_t> shape = getTensorType(operand).getShape();
  SmallVector<int64_t> windowDims = llvm::to_vector(llvm::seq<int64_t>(2, shape.size()));
  Value kernel = reverseTensor(builder, op->getLoc(), *weight, windowDims);
  if (groups == 1)
    return kernel;
  SmallVector<int64_t> split{groups, shape[0] / groups}, order{1, 0}, joined{shape[0] / groups, shape[1] * groups};
  llvm::append_range(split, shape.drop_front());
  llvm::append_range(joined, shape.drop_front(2));
  llvm::append_range(order, llvm::seq<int64_t>(2, split.size()));
  kernel = transposeTensor(builder, op->getLoc(), reshapeTensor(builder, op->getLoc(), kernel, split), order);
  return reshapeTensor(builder, op->getLoc(), kernel, joined);
}

/// conv_transpose2d and conv_transpose3d %input, %weight, %stride, %padding, %dilation, %output_pad, %groups: a
/// convolution of the input with stride - 1 zeros between neighbours.
static LogicalResult importTransposedConvolution(CoreAIGraph &graph, Operation *op) {
  if (failed(checkForm(op, 7)) || failed(checkFloats(op, {op->getOperand(0), op->getOperand(1), op->getResult(0)})))
    return failure();
  size_t numSpatial = op->getName().getStringRef() == "coreai.conv_transpose3d" ? 3 : 2;
  FailureOr<TransposedWindow> window = readWindow(graph, op, numSpatial);
  if (failed(window))
    return failure();
  RankedTensorType weightType = getTensorType(op->getOperand(1)), type = getTensorType(op->getResult(0));
  if (!doShapesFit(getTensorType(op->getOperand(0)), weightType, type, *window))
    return failShape(op);
  FailureOr<Value> input = graph.getTensor(op->getOperand(0)), kernel = getTurnedKernel(graph, op, window->groups);
  if (failed(input) || failed(kernel))
    return failure();
  SmallVector<int64_t> padding, ones(numSpatial, 1);
  for (size_t i = 0; i < numSpatial; ++i) {
    int64_t reach = window->dilations[i] * (weightType.getDimSize(2 + i) - 1) - window->padding[i];
    padding.append({reach, reach + window->outputPadding[i]});
  }
  OpBuilder &builder = graph.getBuilder();
  ConvDimensionNumbersAttr dims = getChannelsFirst(builder.getContext(), numSpatial, 1);
  graph.set(op->getResult(0),
            ConvGeneralDilatedOp::create(builder, op->getLoc(), type, *input, *kernel, dims, ones, padding,
                                         window->strides, window->dilations, window->groups));
  return success();
}

ImportCoreAIOp mlir::qnt::findCoreAIConvolution(Operation *op) {
  return llvm::StringSwitch<ImportCoreAIOp>(op->getName().getStringRef())
      .Cases({"coreai.conv2d", "coreai.conv3d"}, importConvolutionNd)
      .Cases({"coreai.conv_transpose2d", "coreai.conv_transpose3d"}, importTransposedConvolution)
      .Default(nullptr);
}
