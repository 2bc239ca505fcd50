//===- BlockRange.cpp - what a scale rule finds in one block ----------------------------------------------===//
#include "BlockRange.h"
#include "Qnt/Emit/Decode.h"
#include "Qnt/IR/PartData.h"
#include "WidenFloat.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include <cmath>

using namespace mlir;
using namespace mlir::qnt;
using numerics::ScaleRule;

/// The entries of a code book that is constant.
static std::optional<SmallVector<double>> getConstantEntries(const QuantizeRequest &request) {
  ElementsAttr attr;
  if (!matchPattern(request.codebook, m_Constant(&attr)))
    return std::nullopt;
  return getPartValues(attr, request.encoding.getLut().getEntry());
}

/// The largest finite magnitude in the tables (f64); 1 when that is 0.
static Value emitCodebookBound(ImplicitLocOpBuilder &builder, const QuantizeRequest &request) {
  emit::ElementEncoding encoding(request.encoding);
  auto number = [](ImplicitLocOpBuilder &b, double value) -> Value {
    return arith::ConstantOp::create(b, b.getF64FloatAttr(value));
  };
  Sizes sizes = getTensorSizes(builder, builder.getLoc(), request.codebook);
  SmallVector<int64_t> whole(sizes.size(), numerics::kWhole);
  SmallVector<Value> origin(sizes.size(), arith::ConstantIndexOp::create(builder, 0));
  auto body = [&](ImplicitLocOpBuilder &b, ValueRange position, ValueRange largest) -> SmallVector<Value> {
    Value entry = toF64(b, emit::emitNumber(b, encoding, tensor::ExtractOp::create(b, request.codebook, position)));
    Value magnitude = math::AbsFOp::create(b, entry);
    Value isLarger = arith::CmpFOp::create(b, arith::CmpFPredicate::OGT, magnitude, largest[0]);
    Value takes = arith::AndIOp::create(b, isLarger, emitIsCounted(b, magnitude, Value()));
    return {arith::SelectOp::create(b, takes, magnitude, largest[0])};
  };
  Value bound = emitBlockLoops(builder, origin, whole, sizes, number(builder, 0.0), body).front();
  Value isZero = arith::CmpFOp::create(builder, arith::CmpFPredicate::OEQ, bound, number(builder, 0.0));
  return arith::SelectOp::create(builder, isZero, number(builder, 1.0), bound);
}

emit::ParameterRule mlir::qnt::makeRule(ImplicitLocOpBuilder &builder, const QuantizeRequest &request,
                                        const numerics::Convention &convention, bool oneBlock) {
  emit::ParameterOptions options;
  options.oneBlock = oneBlock;
  if (request.encoding.hasLut()) {
    if (std::optional<SmallVector<double>> entries = getConstantEntries(request)) {
      double bound = 0.0;
      for (double entry : *entries)
        bound = std::isfinite(entry) ? std::max(bound, std::fabs(entry)) : bound;
      options.codebookBound = bound == 0.0 ? 1.0 : bound;
    } else {
      options.dynamicCodebookBound = emitCodebookBound(builder, request);
    }
  }
  return emit::ParameterRule(request.encoding.toNumerics(), convention, request.calibration.toNumerics(),
                             request.getInputFormat(), options);
}

//===----------------------------------------------------------------------------------------------------===//
// Elements
//===----------------------------------------------------------------------------------------------------===//

SmallVector<Value> mlir::qnt::visitBlock(ImplicitLocOpBuilder &b, const QuantizeRequest &request, ValueRange position,
                                         ValueRange initial, CountedBody body) {
  return emitBlockLoops(b, position, request.encoding.getBlock(), request.sizes, initial,
                        [&](ImplicitLocOpBuilder &inner, ValueRange at, ValueRange state) {
                          Value element = tensor::ExtractOp::create(inner, request.input, at);
                          Value kept = request.mask ? tensor::ExtractOp::create(inner, request.mask, at) : Value();
                          return body(inner, {element, kept, at}, state);
                        });
}

Value mlir::qnt::emitIsCounted(ImplicitLocOpBuilder &b, Value element, Value kept) {
  if (element.getType().isF16() || element.getType().isBF16())
    element = arith::ExtFOp::create(b, b.getF32Type(), element);
  // x - x is 0 for every finite x, and NaN for the others.
  Value difference = arith::SubFOp::create(b, element, element);
  Value zero = arith::ConstantOp::create(b, b.getZeroAttr(element.getType()));
  Value isFinite = arith::CmpFOp::create(b, arith::CmpFPredicate::OEQ, difference, zero);
  return kept ? arith::AndIOp::create(b, isFinite, kept) : isFinite;
}

//===----------------------------------------------------------------------------------------------------===//
// Ranges
//===----------------------------------------------------------------------------------------------------===//

emit::RangeValues mlir::qnt::emitBlockRange(ImplicitLocOpBuilder &b, const QuantizeRequest &request,
                                            const emit::ParameterRule &rule, ValueRange position) {
  Value scalar = arith::ConstantOp::create(b, b.getF32FloatAttr(0.0f)); // statistics of one block
  SmallVector<Value> state = rule.emitInitialStatistics(b, scalar);
  if (!state.empty())
    state = visitBlock(b, request, position, state,
                       [&](ImplicitLocOpBuilder &inner, const BlockElement &element, ValueRange state) {
                         return rule.emitUpdate(inner, state, element.value, element.kept);
                       });
  if (request.calibration.getRule() == ScaleRule::Percentile) {
    auto [min, max] = emitPercentiles(b, request, position);
    return rule.emitRangeOfBounds(b, state, min, max);
  }
  if (!rule.needsSquares())
    return rule.emitRange(b, state, scalar);
  SmallVector<Value> squares =
      visitBlock(b, request, position, rule.emitInitialSquares(b, scalar),
                 [&](ImplicitLocOpBuilder &inner, const BlockElement &element, ValueRange squares) {
                   return rule.emitAddSquare(inner, squares, state, element.value, element.kept);
                 });
  return rule.emitRange(b, state, scalar, squares);
}

emit::ChosenValues mlir::qnt::emitBlockParameters(ImplicitLocOpBuilder &b, const QuantizeRequest &request,
                                                  const emit::ParameterRule &rule, ValueRange position,
                                                  const emit::RangeValues &range, Value tensorScale) {
  if (request.calibration.getRule() == ScaleRule::MSE)
    return emitErrorSearch(b, request, rule, position, range, tensorScale).chosen;
  return rule.emitParameters(b, range, tensorScale);
}

Value mlir::qnt::emitZeroPointContainer(ImplicitLocOpBuilder &b, EncodingAttr encoding, Value zeroPoint) {
  const numerics::FormatInfo &info = numerics::getInfo(*encoding.getZeroPoint());
  if (info.isFloat || info.isSigned || info.bits >= 8)
    return zeroPoint;
  Value narrow = arith::TruncIOp::create(b, b.getIntegerType(info.bits), zeroPoint);
  return arith::ExtSIOp::create(b, b.getI8Type(), narrow);
}

static SmallVector<Value *> getPresent(emit::RangeValues &range) {
  SmallVector<Value *> present;
  for (emit::StepValue *step : {&range.min, &range.max, &range.observedMin, &range.observedMax})
    if (step->value)
      present.push_back(&step->value);
  return present;
}

BlockRanges::BlockRanges(ImplicitLocOpBuilder &builder, const QuantizeRequest &request, EmitRange emitRange) {
  Sizes grid = getGridSizes(builder, request.sizes, request.encoding.getBlock());
  tensors = mapElements(builder, grid, {}, [&](ImplicitLocOpBuilder &b, ValueRange) {
    formats = emitRange(b, emitPosition(b, grid.size()));
    return llvm::map_to_vector(getPresent(formats), [](Value *value) { return *value; });
  });
}

emit::RangeValues BlockRanges::load(ImplicitLocOpBuilder &b, ValueRange position) const {
  emit::RangeValues range = formats;
  for (auto [value, tensor] : llvm::zip_equal(getPresent(range), tensors))
    *value = tensor::ExtractOp::create(b, tensor, position);
  return range;
}
