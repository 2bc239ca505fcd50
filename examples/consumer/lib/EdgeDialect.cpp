//===- EdgeDialect.cpp - the edge dialect, and how it takes part in Qnt -----------------------------------===//
#include "Edge/EdgeDialect.h"
#include "Qnt/Conversion/ArrayExpansion.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include <cmath>

#include "Edge/EdgeDialect.cpp.inc"

#define GET_OP_CLASSES
#include "Edge/EdgeOps.cpp.inc"

using namespace mlir;
using namespace edge;

namespace {
/// Qnt's qnt-expand-arrays and its lowerings split arrays at the borders of stages as they do at those of functions.
struct EdgeArrayExpansion : qnt::ArrayExpansionInterface {
  using ArrayExpansionInterface::ArrayExpansionInterface;
  void populateArrayExpansion(const TypeConverter &converter, RewritePatternSet &patterns,
                              ConversionTarget &target) const override {
    qnt::populateArrayCarriers<StageOp, EndOp>(converter, patterns, target);
  }
};

/// Interface of Qnt for an op of upstream.
struct TanhQuantization : qnt::QuantizedOpInterface::ExternalModel<TanhQuantization, math::TanhOp> {
  bool mustQuantizeInput(Operation *, unsigned) const { return false; }
  bool canFuse(Operation *) const { return true; }
  qnt::QuantizedOpType opType(Operation *) const { return qnt::QuantizedOpType::Univariate; }
};
} // namespace

void EdgeDialect::initialize() {
  addOperations<
#define GET_OP_LIST
#include "Edge/EdgeOps.cpp.inc"
      >();
  addInterfaces<EdgeArrayExpansion>();
}

void edge::registerDialects(DialectRegistry &registry) {
  registry.insert<EdgeDialect, math::MathDialect, qnt::QntDialect>();
  registry.addExtension(
      +[](MLIRContext *context, math::MathDialect *) { math::TanhOp::attachInterface<TanhQuantization>(*context); });
}

//===----------------------------------------------------------------------------------------------------===//
// QuantizedOpInterface
//===----------------------------------------------------------------------------------------------------===//

/// Input and weight are codes; the bias is added in float.
bool LinearOp::mustQuantizeInput(unsigned index) { return index < 2; }

qnt::QuantizedOpType LinearOp::opType() { return qnt::QuantizedOpType::Mixing; }

LogicalResult LinearOp::calibrate(unsigned, double minimum, double maximum) {
  if (std::isfinite(minimum) && std::isfinite(maximum) && minimum <= 0 && 0 <= maximum && minimum < maximum)
    return success();
  return emitOpError() << "expected a calibrated range around 0, but got " << minimum << " to " << maximum;
}

bool ReluOp::mustQuantizeInput(unsigned) { return false; }
bool ReluOp::canFuse() { return true; }
qnt::QuantizedOpType ReluOp::opType() { return qnt::QuantizedOpType::Univariate; }

//===----------------------------------------------------------------------------------------------------===//
// Stages
//===----------------------------------------------------------------------------------------------------===//

LogicalResult StageOp::verify() {
  Block &block = getBody().front();
  if (block.getArgumentTypes() != getInputs().getTypes())
    return emitOpError() << "expected an argument of the body for each input";
  auto end = dyn_cast<EndOp>(block.getTerminator());
  if (!end || end.getOperandTypes() != getResultTypes())
    return emitOpError() << "expected edge.end with an operand for each result";
  return success();
}
