//===- QuantizeLayers.cpp - edge-quantize-layers ----------------------------------------------------------===//
#include "Edge/Passes.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/Numerics/Quantize.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

namespace edge {
#define GEN_PASS_DEF_QUANTIZELAYERS
#include "Edge/Passes.h.inc"
} // namespace edge

using namespace mlir;
using namespace edge;
namespace numerics = qnt::numerics;

/// int8 with one scale and one zero point for the tensor.
static numerics::Encoding getActivationEncoding(unsigned rank, qnt::Format expressed) {
  numerics::Encoding encoding;
  encoding.storage = qnt::Format::I8;
  encoding.expressed = expressed;
  encoding.block.assign(rank, numerics::kWhole);
  encoding.scale = qnt::Format::F32;
  encoding.zeroPoint = qnt::Format::I8;
  return encoding;
}

/// Scale and zero point of a range, by Qnt's numerics: what `dynamic(minmax)` would find in a tensor of its two ends.
static llvm::Expected<numerics::ArrayParts> chooseParameters(double minimum, double maximum) {
  numerics::ArrayParts parts;
  parts.shape = {2};
  numerics::Calibration minmax;
  minmax.rule = numerics::ScaleRule::MinMax;
  if (llvm::Error error = numerics::chooseParameters(parts, {minimum, maximum}, qnt::Format::F32,
                                                     getActivationEncoding(1, qnt::Format::F32), {}, minmax))
    return std::move(error);
  return parts;
}

namespace {
struct QuantizeLayersPass : edge::impl::QuantizeLayersBase<QuantizeLayersPass> {
  void runOnOperation() override {
    WalkResult result = getOperation()->walk([](qnt::QuantizedOpInterface op) {
      auto range = op->getAttrOfType<DenseF64ArrayAttr>(EdgeDialect::getRangeAttrName());
      return range ? quantizeResults(op, range) : WalkResult::advance();
    });
    if (result.wasInterrupted())
      signalPassFailure();
  }

private:
  static WalkResult quantizeResults(qnt::QuantizedOpInterface op, DenseF64ArrayAttr range) {
    if (range.size() != 2) {
      op->emitOpError() << "expected two numbers as " << EdgeDialect::getRangeAttrName() << ", but got "
                        << range.size();
      return WalkResult::interrupt();
    }
    for (Value point : op.getCalibrationPoints()) {
      auto result = dyn_cast<OpResult>(point);
      if (!result || !isa<RankedTensorType>(result.getType()))
        continue;
      unsigned index = result.getResultNumber();
      if (failed(op.calibrate(index, range[0], range[1])) || failed(quantizeResult(op, index, range)))
        return WalkResult::interrupt();
    }
    op->removeAttr(EdgeDialect::getRangeAttrName());
    return WalkResult::advance();
  }

  static LogicalResult quantizeResult(qnt::QuantizedOpInterface op, unsigned index, DenseF64ArrayAttr range) {
    OpResult result = op->getResult(index);
    SmallVector<OpOperand *> readers;
    for (OpOperand &use : result.getUses()) {
      auto user = dyn_cast<qnt::QuantizedOpInterface>(use.getOwner());
      if (user && user.mustQuantizeInput(use.getOperandNumber()))
        readers.push_back(&use);
    }
    if (readers.empty())
      return success();
    auto parts = chooseParameters(range[0], range[1]);
    if (!parts)
      return op->emitOpError(llvm::toString(parts.takeError()));
    OpBuilder builder(op->getContext());
    builder.setInsertionPointAfter(op);
    Value array = buildArray(builder, op, index, *parts);
    for (OpOperand *reader : readers)
      reader->set(array);
    return success();
  }

  static Value buildArray(OpBuilder &builder, qnt::QuantizedOpInterface op, unsigned index,
                          const numerics::ArrayParts &parts) {
    auto type = cast<RankedTensorType>(op->getResult(index).getType());
    auto expressed = qnt::getFormat(cast<FloatType>(type.getElementType()));
    auto encoding = qnt::EncodingAttr::fromNumerics(
        op->getContext(), getActivationEncoding(type.getRank(), expressed.value_or(qnt::Format::F32)));
    auto array = qnt::ArrayType::get(op->getContext(), type.getShape(), encoding);
    auto constant = [&](RankedTensorType partType, Attribute value) -> Value {
      return arith::ConstantOp::create(builder, op->getLoc(), DenseElementsAttr::get(partType, value));
    };
    Value scale = constant(array.getScalesType(), builder.getF32FloatAttr(parts.scales.front()));
    Value zeroPoint = constant(array.getZeroPointsType(), builder.getI8IntegerAttr(parts.zeroPoints.front()));
    return op.prepareOutput(builder, index, array, scale, zeroPoint);
  }
};
} // namespace
