//===- ImportConvolutions.cpp - linalg convolutions to qnt.conv_general_dilated ---------------------------===//
//
// Enters: a named linalg convolution. Leaves: qnt.conv_general_dilated, with a preceding zero tensor.pad of the spatial
// dimensions as its padding.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "LinalgOperands.h"
#include "Qnt/IR/Names.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace mlir::qnt;

namespace {
/// What tells one named convolution from another.
struct ConvolutionForm {
  ConvDimensionNumbersAttr dims;
  bool isDepthwise = false;
  bool hasZeroPoints = false;
};
} // namespace

static ConvDimensionNumbersAttr getNHWC(MLIRContext *context) {
  return ConvDimensionNumbersAttr::get(context, 0, 3, {1, 2}, 2, 3, {0, 1}, 0, 3, {1, 2});
}

static ConvDimensionNumbersAttr getNCHW(MLIRContext *context) {
  return ConvDimensionNumbersAttr::get(context, 0, 1, {2, 3}, 1, 0, {2, 3}, 0, 1, {2, 3});
}

static std::optional<ConvolutionForm> getForm(Operation *op) {
  MLIRContext *context = op->getContext();
  if (isa<linalg::Conv2DNhwcHwcfOp>(op))
    return ConvolutionForm{getNHWC(context)};
  if (isa<linalg::Conv2DNchwFchwOp>(op))
    return ConvolutionForm{getNCHW(context)};
  if (isa<linalg::DepthwiseConv2DNhwcHwcOp>(op))
    return ConvolutionForm{getNHWC(context), /*isDepthwise=*/true};
  if (isa<linalg::Conv2DNhwcHwcfQOp>(op))
    return ConvolutionForm{getNHWC(context), false, /*hasZeroPoints=*/true};
  if (isa<linalg::Conv2DNchwFchwQOp>(op))
    return ConvolutionForm{getNCHW(context), false, /*hasZeroPoints=*/true};
  return std::nullopt;
}

/// [h, w, c] to [h, w, 1, c]: one input feature a group.
static Value addFeatureDimension(RewriterBase &rewriter, Location loc, Value kernel) {
  auto type = cast<RankedTensorType>(kernel.getType());
  SmallVector<int64_t> shape = {type.getDimSize(0), type.getDimSize(1), 1, type.getDimSize(2)};
  SmallVector<ReassociationIndices> groups = {{0}, {1}, {2, 3}};
  auto expanded = RankedTensorType::get(shape, type.getElementType());
  return tensor::ExpandShapeOp::create(rewriter, loc, expanded, kernel, groups);
}

Value mlir::qnt::absorbPad(Value input, ConvDimensionNumbersAttr dims, SmallVectorImpl<int64_t> &padding) {
  auto pad = input.getDefiningOp<tensor::PadOp>();
  if (!pad || !pad.getLow().empty() || !pad.getHigh().empty())
    return input;
  Value value = pad.getConstantPaddingValue();
  if (!value || !(matchPattern(value, m_AnyZeroFloat()) || matchPattern(value, m_Zero())))
    return input;
  ArrayRef<int64_t> low = pad.getStaticLow(), high = pad.getStaticHigh();
  for (int64_t dim : {dims.getInputBatch(), dims.getInputFeature()})
    if (low[dim] != 0 || high[dim] != 0)
      return input;
  constexpr int64_t maxSize = ConvGeneralDilatedOp::kMaxSize;
  for (int64_t dim : dims.getInputSpatial())
    if (std::abs(low[dim]) > maxSize || std::abs(high[dim]) > maxSize)
      return input;
  for (auto [i, dim] : llvm::enumerate(dims.getInputSpatial())) {
    padding[2 * i] = low[dim];
    padding[2 * i + 1] = high[dim];
  }
  return pad.getSource();
}

static SmallVector<int64_t> getWindow(linalg::LinalgOp op, StringRef name) {
  auto attr = op->getAttrOfType<DenseIntElementsAttr>(name);
  return attr ? llvm::to_vector(attr.getValues<int64_t>()) : SmallVector<int64_t>(2, 1);
}

/// Strides and dilations, and a result that has every position of the window (linalg allows fewer); empty when they can
/// be imported. Padding that is absorbed changes no size here: `op` reads the padded input.
static std::string findWindowObstacle(linalg::LinalgOp op, ConvDimensionNumbersAttr dims) {
  SmallVector<int64_t> strides = getWindow(op, "strides"), dilations = getWindow(op, "dilations");
  auto isStep = [](int64_t step) { return step >= 1 && step <= ConvGeneralDilatedOp::kMaxStep; };
  if (!llvm::all_of(strides, isStep) || !llvm::all_of(dilations, isStep))
    return "its strides and dilations are not between 1 and 2^31 - 1";
  auto getSize = [](Value value, int64_t dim) { return cast<RankedTensorType>(value.getType()).getDimSize(dim); };
  for (unsigned i = 0; i < dims.getNumSpatial(); ++i) {
    int64_t input = getSize(op.getDpsInputOperand(0)->get(), dims.getInputSpatial()[i]);
    int64_t kernel = getSize(op.getDpsInputOperand(1)->get(), dims.getKernelSpatial()[i]);
    int64_t result = getSize(op.getDpsInitOperand(0)->get(), dims.getOutputSpatial()[i]);
    if (ShapedType::isDynamic(input) || ShapedType::isDynamic(kernel) || ShapedType::isDynamic(result))
      continue;
    __int128 window = kernel == 0 ? 0 : static_cast<__int128>(kernel - 1) * dilations[i] + 1;
    __int128 positions = window > input ? 0 : (input - window) / strides[i] + 1;
    if (positions != result)
      return "its result has not every position of the window";
  }
  return "";
}

/// Why the op cannot be rewritten; empty when it can.
static std::string findObstacle(linalg::LinalgOp op, const std::optional<ConvolutionForm> &form) {
  if (!form)
    return "this convolution has no qnt form";
  if (!op.hasPureTensorSemantics())
    return "it works on buffers, not tensors";
  Value kernel = op.getDpsInputOperand(1)->get();
  if (form->isDepthwise && cast<RankedTensorType>(kernel.getType()).isDynamicDim(2))
    return "its number of channels is dynamic";
  if (form->isDepthwise && cast<RankedTensorType>(kernel.getType()).getDimSize(2) == 0)
    return "it has no channels";
  if (std::string obstacle = findWindowObstacle(op, form->dims); !obstacle.empty())
    return obstacle;
  Type accumulator = getElementTypeOrSelf(op.getDpsInitOperand(0)->get().getType());
  bool isFloat = isa<Float64Type, Float32Type, Float16Type, BFloat16Type>(accumulator);
  if (!isFloat && !accumulator.isInteger(32))
    return "its accumulator is neither float nor i32";
  for (unsigned i : {0, 1}) {
    Value operand = op.getDpsInputOperand(i)->get();
    Type type = getElementTypeOrSelf(operand.getType());
    if (!isFloat && !hasStorageFormat(operand))
      return "an operand's element type is no storage format";
    if (isFloat && type != accumulator && type.getIntOrFloatBitWidth() >= accumulator.getIntOrFloatBitWidth())
      return "its body narrows an operand before multiplying";
  }
  return "";
}

/// Input and kernel as conv_general_dilated takes them: floats with their padding absorbed, integers as arrays.
static std::pair<Value, Value> prepareOperands(RewriterBase &rewriter, linalg::LinalgOp op, const ConvolutionForm &form,
                                               SmallVectorImpl<int64_t> &padding) {
  Value input = op.getDpsInputOperand(0)->get(), kernel = op.getDpsInputOperand(1)->get();
  if (form.isDepthwise)
    kernel = addFeatureDimension(rewriter, op.getLoc(), kernel);
  if (isa<FloatType>(getElementTypeOrSelf(op.getDpsInitOperand(0)->get().getType())))
    return {absorbPad(input, form.dims, padding), kernel};
  auto getZeroPoint = [&](unsigned i) { return form.hasZeroPoints ? op.getDpsInputOperand(i)->get() : Value(); };
  return {wrapIntegers(rewriter, op.getLoc(), input, getZeroPoint(2)),
          wrapIntegers(rewriter, op.getLoc(), kernel, getZeroPoint(3))};
}

LogicalResult mlir::qnt::importConvolution(RewriterBase &rewriter, linalg::LinalgOp op, std::string &reason) {
  std::optional<ConvolutionForm> form = getForm(op);
  reason = findObstacle(op, form);
  if (!reason.empty())
    return failure();
  rewriter.setInsertionPoint(op);
  Value init = op.getDpsInitOperand(0)->get();
  auto resultType = cast<RankedTensorType>(init.getType());
  auto kernelType = cast<RankedTensorType>(op.getDpsInputOperand(1)->get().getType());
  int64_t groups = form->isDepthwise ? kernelType.getDimSize(2) : 1;
  SmallVector<int64_t> padding(4, 0), ones(2, 1);
  auto [input, kernel] = prepareOperands(rewriter, op, *form, padding);
  auto conv = ConvGeneralDilatedOp::create(rewriter, op.getLoc(), resultType, input, kernel, form->dims,
                                           getWindow(op, "strides"), padding, ones, getWindow(op, "dilations"), groups);
  copySourceName(op, conv);
  rewriter.replaceOp(op, addInit(rewriter, op.getLoc(), conv, init));
  return success();
}
