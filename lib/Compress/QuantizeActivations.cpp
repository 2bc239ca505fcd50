//===- QuantizeActivations.cpp - qnt-quantize-activations -------------------------------------------------===//
#include "Qnt/Compress/Passes.h"
#include "Qnt/Compress/Scheme.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/IR/Remarks.h"
#include "Weights.h"
#include "mlir/IR/Matchers.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_QUANTIZEACTIVATIONS
#include "Qnt/Compress/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

namespace {
struct QuantizeActivationsPass : qnt::impl::QuantizeActivationsBase<QuantizeActivationsPass> {
  using QuantizeActivationsBase::QuantizeActivationsBase;

  void runOnOperation() override {
    FailureOr<Scheme> scheme = readScheme();
    if (failed(scheme))
      return signalPassFailure();
    PassSummary counts("qnt-quantize-activations", getOperation());
    for (Operation *op : findContractions(getOperation()))
      visit(op, *scheme, counts);
    getOperation()->walk([&](Operation *op) {
      if (isa<DotOp, RaggedDotOp, EinsumOp>(op))
        skip(op, "--canonicalize rewrites it to a contraction that is read", counts);
    });
  }

  FailureOr<Scheme> readScheme();
  void visit(Operation *op, const Scheme &scheme, PassSummary &counts);
  void skip(Operation *op, StringRef reason, PassSummary &counts);
};
} // namespace

FailureOr<Scheme> QuantizeActivationsPass::readScheme() {
  auto fail = [&](const Twine &message) -> FailureOr<Scheme> {
    return emitError(getOperation()->getLoc()) << "qnt-quantize-activations: " << message;
  };
  SchemeOptions options;
  options.dtype = dtype;
  options.qscheme = qscheme;
  options.granularity = granularity;
  options.blockSize = blockSize;
  options.scaleDtype = scaleDtype;
  options.tensorScale = tensorScale;
  options.convention = convention;
  options.defaultGranularity = Granularity::PerTensor;
  options.allowsCodebooks = false;
  llvm::Expected<Scheme> scheme = Scheme::create(options, &getContext());
  if (!scheme)
    return fail(llvm::toString(scheme.takeError()));
  if (scheme->granularity == Granularity::PerChannel)
    return fail("expected granularity per_tensor, per_token or per_block for activations, got per_channel");
  return *scheme;
}

/// One block, or one per index of the free and batch dimensions, which may be cut along `blockAxis`.
static SmallVector<int64_t> getActivationBlock(ArrayRef<WeightAxis> axes, const Scheme &scheme, int64_t blockAxis,
                                               ArrayRef<int64_t> shape) {
  SmallVector<int64_t> block(axes.size(), numerics::kWhole);
  if (scheme.granularity == Granularity::PerTensor)
    return block;
  for (auto [size, axis] : llvm::zip(block, axes))
    size = axis == WeightAxis::Input ? numerics::kWhole : 1;
  if (scheme.granularity == Granularity::PerBlock)
    block[blockAxis] = scheme.blockSize.getElements(shape[blockAxis]);
  return block;
}

/// Why blocks cannot cut the dimension; empty when they can.
static std::string findBlockObstacle(const Scheme &scheme, int64_t blockAxis, ArrayRef<int64_t> shape) {
  if (blockAxis < 0)
    return "the float operand has no contracted dimension to cut into blocks";
  int64_t dim = shape[blockAxis];
  if (ShapedType::isDynamic(dim))
    return "the contracted dimension that blocks would cut has no static size";
  int64_t blockSize = scheme.blockSize.getElements(dim);
  if (dim % blockSize != 0)
    return ("block size " + Twine(blockSize) + " does not divide its contracted dimension " + Twine(dim)).str();
  return {};
}

void QuantizeActivationsPass::visit(Operation *op, const Scheme &scheme, PassSummary &counts) {
  bool lhsIsArray = isa<ArrayType>(op->getOperand(0).getType());
  bool rhsIsArray = isa<ArrayType>(op->getOperand(1).getType());
  if (lhsIsArray == rhsIsArray)
    return skip(op, lhsIsArray ? "both operands are quantized" : "no operand is quantized", counts);
  unsigned index = lhsIsArray ? 1 : 0;
  Value input = op->getOperand(index);
  if (matchPattern(input, m_Constant()))
    return skip(op, "the float operand is a constant", counts);
  auto type = cast<RankedTensorType>(input.getType());
  int64_t blockAxis = getActivationBlockAxis(op, index);
  if (scheme.granularity == Granularity::PerBlock)
    if (std::string obstacle = findBlockObstacle(scheme, blockAxis, type.getShape()); !obstacle.empty())
      return skip(op, obstacle, counts);
  Format expressed = *getFormat(cast<FloatType>(type.getElementType()));
  numerics::Encoding encoding =
      scheme.getEncoding(expressed, getActivationBlock(*getOperandAxes(op, index), scheme, blockAxis, type.getShape()));
  // A scale is read once a row: f32 costs nothing and does not round.
  if (!scheme.scale)
    encoding.scale = expressed == Format::F64 ? Format::F64 : Format::F32;
  OpBuilder builder(op);
  auto arrayType = ArrayType::get(&getContext(), type.getShape(), EncodingAttr::fromNumerics(&getContext(), encoding));
  auto quantized =
      QuantizeOp::create(builder, op->getLoc(), arrayType, input, Value(), Value(), Value(), Value(), Value(),
                         CalibrationAttr::get(&getContext(), scheme.calibration.rule, scheme.calibration.arguments),
                         scheme.conventionAttr.isDefault() ? ConventionAttr() : scheme.conventionAttr);
  op->setOperand(index, quantized);
  counts.add(numQuantized, "activations-quantized");
}

void QuantizeActivationsPass::skip(Operation *op, StringRef reason, PassSummary &counts) {
  counts.add(numSkipped, "contractions-skipped");
  remarkSkipped("qnt-quantize-activations", op, reason);
}
