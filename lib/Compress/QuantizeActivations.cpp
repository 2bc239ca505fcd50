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
    SmallVector<Operation *> contractions;
    getOperation()->walk([&](Operation *op) {
      if (isa<DotGeneralOp, ConvGeneralDilatedOp, RaggedDotGeneralOp>(op))
        contractions.push_back(op);
    });
    PassSummary counts("qnt-quantize-activations", getOperation());
    for (Operation *op : contractions)
      visit(op, *scheme, counts);
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
  if (granularity != "per_tensor" && granularity != "per_token")
    return fail("expected granularity per_tensor or per_token, got '" + Twine(granularity) + "'");
  llvm::Expected<Scheme> scheme =
      Scheme::create({dtype, qscheme, granularity, scaleDtype, convention, /*calibration=*/"absmax"});
  if (!scheme)
    return fail(llvm::toString(scheme.takeError()));
  if (scheme->isNF4)
    return fail("expected a dtype without a code book for activations, got " + Twine(dtype));
  return *scheme;
}

/// One block per index of the free and batch dimensions, or one block.
static SmallVector<int64_t> getActivationBlock(ArrayRef<WeightAxis> axes, Granularity granularity) {
  SmallVector<int64_t> block(axes.size(), numerics::kWhole);
  if (granularity == Granularity::PerToken)
    for (auto [size, axis] : llvm::zip(block, axes))
      size = axis == WeightAxis::Input ? numerics::kWhole : 1;
  return block;
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
  Format expressed = *getFormat(cast<FloatType>(type.getElementType()));
  SmallVector<int64_t> block = getActivationBlock(*getOperandAxes(op, index), scheme.granularity);
  numerics::Encoding encoding = scheme.getEncoding(expressed, block);
  // A scale is read once a row: f32 costs nothing and does not round.
  if (!scheme.scale)
    encoding.scale = expressed == Format::F64 ? Format::F64 : Format::F32;
  OpBuilder builder(op);
  auto arrayType = ArrayType::get(&getContext(), type.getShape(), EncodingAttr::fromNumerics(&getContext(), encoding));
  bool isDefault = scheme.conventionName == "default";
  auto quantized =
      QuantizeOp::create(builder, op->getLoc(), arrayType, input, Value(), Value(), Value(), Value(), Value(),
                         CalibrationAttr::get(&getContext(), scheme.calibration.rule, scheme.calibration.arguments),
                         isDefault ? ConventionAttr() : ConventionAttr::get(&getContext(), scheme.conventionName));
  op->setOperand(index, quantized);
  counts.add(numQuantized, "activations-quantized");
}

void QuantizeActivationsPass::skip(Operation *op, StringRef reason, PassSummary &counts) {
  counts.add(numSkipped, "contractions-skipped");
  remarkSkipped("qnt-quantize-activations", op, reason);
}
