//===- Prepack.cpp - constant weights into the layout that a kernel's schedule names ---------------===//
#include "ContractionKernel.h"
#include "Qnt/IR/Names.h"
#include "Qnt/IR/PartData.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/IR/Remarks.h"
#include "Qnt/LowerGPU/Passes.h"
#include "Qnt/Numerics/Packing.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace mlir::qnt;

namespace mlir::qnt {
#define GEN_PASS_DEF_PREPACK
#include "Qnt/LowerGPU/Passes.h.inc"
} // namespace mlir::qnt

namespace {
struct Prepack : qnt::impl::PrepackBase<Prepack> {
  using PrepackBase::PrepackBase;

  void runOnOperation() override;

private:
  LogicalResult prepack(KernelOp kernel, PassSummary &summary);
  FailureOr<ConstantOp> getPacked(const ContractionKernel &contraction, StringRef layout, PassSummary &summary);

  /// By plain constant, layout and order of its dimensions, which say all of the bytes: kernels share a copy.
  llvm::MapVector<std::tuple<Operation *, StringRef, Attribute>, ConstantOp> packedConstants;
};
} // namespace

//===----------------------------------------------------------------------------------------------------===//
// Weights in another order of dimensions
//===----------------------------------------------------------------------------------------------------===//

template <typename T>
static SmallVector<T> permute(ArrayRef<T> values, ArrayRef<int64_t> order) {
  SmallVector<T> permuted;
  for (int64_t dim : order)
    permuted.push_back(values[dim]);
  return permuted;
}

/// For every element of a value of `shape` with its dimensions in `order`: its number before.
static std::vector<int64_t> getSources(ArrayRef<int64_t> shape, ArrayRef<int64_t> order) {
  SmallVector<int64_t> strides = computeStrides(shape), sizes = permute(shape, order),
                       steps = permute<int64_t>(strides, order);
  std::vector<int64_t> sources;
  SmallVector<int64_t> resultStrides = computeStrides(sizes);
  for (int64_t i = 0, count = computeProduct(shape); i < count; ++i) {
    int64_t source = 0;
    for (auto [index, step] : llvm::zip_equal(delinearize(i, resultStrides), steps))
      source += index * step;
    sources.push_back(source);
  }
  return sources;
}

/// Scales or zero points with their dimensions in `order`; null where they cannot be read.
static ElementsAttr permutePart(ElementsAttr part, ArrayRef<int64_t> order) {
  if (!part)
    return part;
  ShapedType type = part.getShapedType();
  auto permuted = RankedTensorType::get(permute(type.getShape(), order), type.getElementType());
  std::vector<int64_t> sources = getSources(type.getShape(), order);
  if (auto dense = dyn_cast<DenseElementsAttr>(part)) {
    SmallVector<Attribute> values(dense.getValues<Attribute>()), moved;
    for (int64_t source : sources)
      moved.push_back(values[source]);
    return DenseElementsAttr::get(permuted, moved);
  }
  FailureOr<PartBytes> data = getPartBytes(part);
  size_t width = type.getElementTypeBitWidth() / 8;
  if (failed(data) || width == 0 || data->bytes.size() != sources.size() * width)
    return {};
  std::vector<char> moved;
  for (int64_t source : sources)
    llvm::append_range(moved, data->bytes.slice(source * width, width));
  return DenseElementsAttr::getFromRawBuffer(permuted, moved);
}

/// The type and the parts of `packed` but its codes, in the order of dimensions that the layout needs.
static LogicalResult permuteParts(ArrayRef<int64_t> order, ArrayType &type, ConstantOp packed) {
  EncodingAttr encoding = type.getEncoding();
  ElementsAttr scales = packed.getPart(PartKind::Scales), zeroPoints = packed.getPart(PartKind::ZeroPoints);
  ElementsAttr movedScales = permutePart(scales, order), movedZeroPoints = permutePart(zeroPoints, order);
  if (bool(scales) != bool(movedScales) || bool(zeroPoints) != bool(movedZeroPoints))
    return failure();
  packed.setScalesAttr(movedScales);
  packed.setZeroPointsAttr(movedZeroPoints);
  type = ArrayType::get(type.getContext(), permute(type.getShape(), order),
                        encoding.withBlock(permute(encoding.getBlock(), order)));
  return success();
}

/// The kernel's output features stand first, then spatial dimensions and input features.
static void permuteKernelDimensions(ConvGeneralDilatedOp conv) {
  ConvDimensionNumbersAttr dims = conv.getDims();
  auto spatial = llvm::to_vector(llvm::seq<int64_t>(1, dims.getNumSpatial() + 1));
  conv.setDimsAttr(ConvDimensionNumbersAttr::get(
      conv.getContext(), dims.getInputBatch(), dims.getInputFeature(), dims.getInputSpatial(),
      /*kernelInput=*/dims.getRank() - 1, /*kernelOutput=*/0, spatial, dims.getOutputBatch(), dims.getOutputFeature(),
      dims.getOutputSpatial()));
}

//===----------------------------------------------------------------------------------------------------===//
// Codes in the layout
//===----------------------------------------------------------------------------------------------------===//

namespace {
/// Codes of a constant one by one, its dimensions in another order: weights may be large, and a list of their codes
/// takes many times what they do.
class CodeReader {
public:
  /// Nothing where the codes cannot be read. `order` as ContractionKernel::weightOrder.
  static FailureOr<CodeReader> create(ConstantOp constant, ArrayRef<int64_t> order);

  /// The element with this number in the value whose dimensions are in the order.
  uint64_t operator()(int64_t number) const;

private:
  PartBytes data;
  unsigned width = 0;
  SmallVector<int64_t> sizes, steps; ///< of the dimensions in the order: steps in elements of the constant
  int64_t rowSize = 1;
};
} // namespace

FailureOr<CodeReader> CodeReader::create(ConstantOp constant, ArrayRef<int64_t> order) {
  ArrayType type = constant.getType();
  CodeReader reader;
  FailureOr<PartBytes> data = getPartBytes(constant.getCodes());
  if (failed(data) ||
      (!data->isSplat && static_cast<int64_t>(data->bytes.size()) != type.getPackedCodesType().getNumElements()))
    return failure();
  reader.data = *data;
  reader.width = type.getEncoding().getCodeWidth();
  reader.rowSize = type.getShape().back();
  if (!order.empty()) {
    reader.sizes = permute(type.getShape(), order);
    reader.steps = permute<int64_t>(computeStrides(type.getShape()), order);
  }
  return reader;
}

uint64_t CodeReader::operator()(int64_t number) const {
  int64_t source = steps.empty() ? number : 0;
  for (size_t i = steps.size(); i-- > 0; number /= sizes[i])
    source += number % sizes[i] * steps[i];
  int64_t rowBytes = numerics::getPackedRowBytes(rowSize, width);
  return numerics::readCode(
      [&](int64_t byte) -> uint8_t { return data.bytes[data.isSplat ? 0 : source / rowSize * rowBytes + byte]; },
      source % rowSize, width);
}

/// Codes of a value of `type`, which names the layout, as a resource.
static ElementsAttr packCodes(const CodeReader &codes, ArrayType type, const Twine &name) {
  EncodingAttr encoding = type.getEncoding();
  std::vector<uint8_t> packed = numerics::packFragments(codes, type.getShape(), encoding.getStorage(),
                                                        *encoding.getFragmentLayout(), encoding.getFragmentBlock());
  AsmResourceBlob blob = HeapAsmResourceBlob::allocateAndCopyInferAlign(ArrayRef<uint8_t>(packed));
  return DenseResourceElementsAttr::get(type.getPackedCodesType(),
                                        (name + "_packed." + encoding.getLayout().getValue()).str(), std::move(blob));
}

/// A copy of the weights of `contraction`, which lies in `root`, in `layout`, in front of them.
static FailureOr<ConstantOp> packWeights(const ContractionKernel &contraction, StringRef layout, Operation *root) {
  ConstantOp weights = contraction.weights;
  FailureOr<CodeReader> codes = CodeReader::create(weights, contraction.weightOrder);
  if (failed(codes))
    return weights.emitOpError() << "expected codes that can be read";
  OpBuilder builder(weights);
  auto packed = cast<ConstantOp>(builder.clone(*weights));
  ArrayType type = contraction.getWeightType();
  if (!contraction.weightOrder.empty() && failed(permuteParts(contraction.weightOrder, type, packed))) {
    packed.erase();
    return weights.emitOpError() << "expected scales and zero points that can be read";
  }
  type = type.withEncoding(type.getEncoding().withLayout(builder.getStringAttr(layout)));
  auto name = weights->getAttrOfType<StringAttr>(QntDialect::getNameAttrName());
  packed.setCodesAttr(packCodes(*codes, type, getResourcePrefix(root) + (name ? name.getValue() : "weights")));
  packed.getResult().setType(type);
  return packed;
}

FailureOr<ConstantOp> Prepack::getPacked(const ContractionKernel &contraction, StringRef layout, PassSummary &summary) {
  Attribute order = DenseI64ArrayAttr::get(&getContext(), contraction.weightOrder);
  ConstantOp &known = packedConstants[{ConstantOp(contraction.weights), layout, order}];
  if (known)
    return known;
  FailureOr<ConstantOp> packed = packWeights(contraction, layout, getOperation());
  if (failed(packed))
    return failure();
  summary.add(numPrepacked, "prepacked-weights");
  return known = *packed;
}

LogicalResult Prepack::prepack(KernelOp kernel, PassSummary &summary) {
  auto schedule = dyn_cast_or_null<ScheduleAttrInterface>(kernel.getScheduleAttr());
  if (!schedule || schedule.getWeightLayout().empty())
    return success();
  std::string reason;
  std::optional<ContractionKernel> contraction = matchContractionKernel(kernel, reason);
  if (!contraction)
    return kernel.emitOpError() << "expected a kernel that schedule " << schedule << " can be used for, but " << reason;
  if (contraction->getLayoutName() != schedule.getWeightLayout())
    return kernel.emitOpError() << "expected a schedule with layout " << contraction->getLayoutName() << ", got "
                                << schedule.getWeightLayout();
  if (contraction->getWeightEncoding().getFragmentLayout())
    return success();
  // Other threads work on the kernels beside the one that the pass runs on.
  if (!getOperation()->isProperAncestor(contraction->weights)) {
    remarkSkipped(getArgument(), kernel, "its weights stand outside of what the pass runs on");
    return success();
  }
  FailureOr<ConstantOp> packed = getPacked(*contraction, contraction->getLayoutName(), summary);
  if (failed(packed))
    return failure();
  Value rhs = contraction->op->getOperand(1);
  if (auto argument = dyn_cast<BlockArgument>(rhs)) {
    kernel.getInputsMutable()[argument.getArgNumber()].set(*packed);
    argument.setType(packed->getType());
  } else {
    rhs.replaceAllUsesWith(*packed);
  }
  if (!contraction->weightOrder.empty())
    permuteKernelDimensions(cast<ConvGeneralDilatedOp>(contraction->op));
  return success();
}

void Prepack::runOnOperation() {
  PassSummary summary(getArgument(), getOperation());
  WalkResult result = getOperation()->walk([&](KernelOp kernel) {
    return failed(prepack(kernel, summary)) ? WalkResult::interrupt() : WalkResult::advance();
  });
  llvm::SetVector<Operation *> plainConstants;
  for (auto &[plain, packed] : packedConstants)
    plainConstants.insert(std::get<Operation *>(plain));
  for (Operation *plain : plainConstants)
    if (plain->use_empty())
      plain->erase();
  packedConstants.clear();
  if (result.wasInterrupted())
    signalPassFailure();
}
