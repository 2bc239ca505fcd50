//===- QuantizeWeights.cpp - qnt-quantize-weights ---------------------------------------------------------===//
#include "EncodeConstant.h"
#include "Qnt/Compress/Passes.h"
#include "Qnt/IR/Names.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/IR/Remarks.h"
#include "Weights.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_QUANTIZEWEIGHTS
#include "Qnt/Compress/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

namespace {
struct QuantizeWeightsPass : qnt::impl::QuantizeWeightsBase<QuantizeWeightsPass> {
  using QuantizeWeightsBase::QuantizeWeightsBase;

  void runOnOperation() override {
    FailureOr<Scheme> scheme = readScheme();
    if (failed(scheme))
      return signalPassFailure();
    PassSummary counts("qnt-quantize-weights", getOperation());
    SmallVector<arith::ConstantOp> constants;
    getOperation()->walk([&](arith::ConstantOp op) { constants.push_back(op); });
    for (arith::ConstantOp constant : constants)
      if (failed(visit(constant, *scheme, counts)))
        return signalPassFailure();
  }

  FailureOr<Scheme> readScheme();
  LogicalResult visit(arith::ConstantOp constant, const Scheme &scheme, PassSummary &counts);
  LogicalResult quantize(const Weight &weight, const Scheme &scheme, PassSummary &counts);
  /// Why a weight stays; empty when it is taken.
  std::string findObstacle(const Weight &weight, const Scheme &scheme);
};
} // namespace

FailureOr<Scheme> QuantizeWeightsPass::readScheme() {
  SchemeOptions options{dtype, qscheme, granularity, scaleDtype, convention, calibration, blockSize};
  llvm::Expected<Scheme> scheme = Scheme::create(options);
  if (!scheme)
    return emitError(getOperation()->getLoc()) << "qnt-quantize-weights: " << llvm::toString(scheme.takeError());
  if (scheme->granularity == Granularity::PerToken)
    return emitError(getOperation()->getLoc()) << "qnt-quantize-weights: expected granularity per_tensor, per_channel "
                                                  "or per_block for weights, got per_token";
  if (tail != "skip" && tail != "mask")
    return emitError(getOperation()->getLoc())
           << "qnt-quantize-weights: expected tail skip or mask, got '" << tail << "'";
  return *scheme;
}

LogicalResult QuantizeWeightsPass::visit(arith::ConstantOp constant, const Scheme &scheme, PassSummary &counts) {
  std::string reason;
  FailureOr<Weight> weight = getWeight(constant, reason);
  if (succeeded(weight))
    reason = findObstacle(*weight, scheme);
  if (!reason.empty()) {
    counts.add(numSkipped, "weights-skipped");
    remarkSkipped("qnt-quantize-weights", constant, "'" + getSourceName(constant) + "': " + reason);
    return success();
  }
  return succeeded(weight) ? quantize(*weight, scheme, counts) : success();
}

std::string QuantizeWeightsPass::findObstacle(const Weight &weight, const Scheme &scheme) {
  auto type = cast<RankedTensorType>(weight.value.getType());
  if (type.getNumElements() <= weightNumThreshold)
    return ("it has " + Twine(type.getNumElements()) + " elements, not more than weight-num-threshold " +
            Twine(weightNumThreshold))
        .str();
  if (!getRawElements(weight.value))
    return isa<DenseElementsAttr>(weight.value) ? "all its elements are equal"
                                                : "its data is missing or not of the size of its type";
  if (scheme.granularity == Granularity::PerBlock) {
    if (weight.blockAxis < 0)
      return "it has no input dimension to cut into blocks";
    int64_t dim = type.getDimSize(weight.blockAxis);
    if (dim % scheme.blockSize != 0 && tail != "mask")
      return ("block size " + Twine(scheme.blockSize) + " does not divide its input dimension " + Twine(dim)).str();
  }
  return {};
}

LogicalResult QuantizeWeightsPass::quantize(const Weight &weight, const Scheme &scheme, PassSummary &counts) {
  arith::ConstantOp constant = weight.constant;
  std::string name = getSourceName(constant);
  ArrayRef<char> bytes = *getRawElements(weight.value);
  auto type = cast<RankedTensorType>(weight.value.getType());
  Format format = *getFormat(cast<FloatType>(type.getElementType()));
  if (std::optional<int64_t> index = findNonFinite(bytes, format))
    return constant.emitOpError() << "expected finite weights, but element " << *index << " of '" << name
                                  << "' is NaN or infinite";
  OpBuilder builder(constant);
  int64_t bytesAfter = 0;
  SmallVector<int64_t> block = getWeightBlock(weight, scheme);
  FailureOr<ConstantOp> encoded =
      encodeConstant(builder, constant.getLoc(), weight.value, scheme, block, name, bytesAfter);
  if (failed(encoded))
    return failure();
  copySourceName(constant, *encoded);
  constant.replaceAllUsesWith(encoded->getResult());
  counts.add(numQuantized, "weights-quantized");
  counts.add(numBytesBefore, "bytes-before", bytes.size());
  counts.add(numBytesAfter, "bytes-after", bytesAfter);
  remarkDone("qnt-quantize-weights", *encoded)
      << remark::metric("Weight", name) << remark::metric("BytesBefore", static_cast<int64_t>(bytes.size()))
      << remark::metric("BytesAfter", bytesAfter);
  constant.erase();
  return success();
}
