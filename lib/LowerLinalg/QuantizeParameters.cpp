//===- QuantizeParameters.cpp - scales and zero points by a rule, as loops over blocks --------------------===//
#include "BlockRange.h"
#include "Qnt/Emit/Decode.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::qnt;

//===----------------------------------------------------------------------------------------------------===//
// Given
//===----------------------------------------------------------------------------------------------------===//

/// Scales as the numbers that codes are computed with.
static Value getScaleNumbers(ImplicitLocOpBuilder &builder, const QuantizeRequest &request, Value scales,
                             Value tensorScale) {
  if (!scales)
    return {};
  emit::ElementEncoding encoding(request.encoding);
  Sizes grid = getGridSizes(builder, request.sizes, request.encoding.getBlock());
  SmallVector<LoopInput> inputs = {{scales, builder.getMultiDimIdentityMap(grid.size())}};
  if (tensorScale)
    inputs.push_back({tensorScale, AffineMap::get(grid.size(), 0, builder.getContext())});
  return mapElements(builder, grid, inputs,
                     [&](ImplicitLocOpBuilder &b, ValueRange args) -> SmallVector<Value> {
                       return {emit::emitScale(b, encoding, args[0], args.size() > 1 ? args[1] : Value())};
                     })
      .front();
}

//===----------------------------------------------------------------------------------------------------===//
// Found by a rule
//===----------------------------------------------------------------------------------------------------===//

/// The results of a block, and of the loop over all blocks: scale, zero point where there is one, scale for the codes.
static SmallVector<Value> emitChosen(ImplicitLocOpBuilder &b, const QuantizeRequest &request,
                                     const emit::ChosenValues &chosen) {
  SmallVector<Value> results = {chosen.storedScale};
  if (request.encoding.getZeroPoint())
    results.push_back(emitZeroPointContainer(b, request.encoding, chosen.storedZeroPoint));
  results.push_back(chosen.codeScale);
  return results;
}

static BlockParameters toParameters(ValueRange results, Value tensorScale) {
  BlockParameters parameters;
  parameters.scales = results.front();
  parameters.zeroPoints = results.size() > 2 ? results[1] : Value();
  parameters.codeScales = results.back();
  parameters.tensorScale = tensorScale;
  return parameters;
}

static BlockParameters findInOnePass(ImplicitLocOpBuilder &builder, const QuantizeRequest &request,
                                     const emit::ParameterRule &rule) {
  Sizes grid = getGridSizes(builder, request.sizes, request.encoding.getBlock());
  SmallVector<Value> results =
      mapElements(builder, grid, {}, [&](ImplicitLocOpBuilder &b, ValueRange) -> SmallVector<Value> {
        SmallVector<Value> position = emitPosition(b, grid.size());
        emit::RangeValues range = emitBlockRange(b, request, rule, position);
        return emitChosen(b, request, emitBlockParameters(b, request, rule, position, range, Value()));
      });
  return toParameters(results, Value());
}

/// The largest width over all blocks, in a loop of one element: a GPU computes it, and not the host from the GPU's
/// memory.
static Value emitLargest(ImplicitLocOpBuilder &builder, const emit::ParameterRule &rule, ArrayRef<OpFoldResult> grid,
                         const BlockRanges &ranges) {
  SmallVector<int64_t> whole(grid.size(), numerics::kWhole);
  auto body = [&](ImplicitLocOpBuilder &b, ValueRange) -> SmallVector<Value> {
    Value zero = arith::ConstantOp::create(b, b.getF64FloatAttr(0.0));
    SmallVector<Value> origin(grid.size(), arith::ConstantIndexOp::create(b, 0));
    return emitBlockLoops(
        b, origin, whole, grid, zero, [&](ImplicitLocOpBuilder &inner, ValueRange position, ValueRange largest) {
          return SmallVector<Value>{rule.emitUpdateLargest(inner, largest[0], ranges.load(inner, position))};
        });
  };
  return tensor::ExtractOp::create(builder, mapElements(builder, {}, {}, body).front());
}

/// With a tensor scale: the ranges of all blocks, then the tensor scale, then the parameters.
static BlockParameters findInTwoPasses(ImplicitLocOpBuilder &builder, const QuantizeRequest &request,
                                       const emit::ParameterRule &rule) {
  Sizes grid = getGridSizes(builder, request.sizes, request.encoding.getBlock());
  BlockRanges ranges(builder, request, [&](ImplicitLocOpBuilder &b, ValueRange position) {
    return emitBlockRange(b, request, rule, position);
  });
  Value tensorScale = rule.emitTensorScale(builder, emitLargest(builder, rule, grid, ranges));
  SmallVector<Value> results =
      mapElements(builder, grid, {}, [&](ImplicitLocOpBuilder &b, ValueRange) -> SmallVector<Value> {
        SmallVector<Value> position = emitPosition(b, grid.size());
        emit::RangeValues range = ranges.load(b, position);
        return emitChosen(b, request, emitBlockParameters(b, request, rule, position, range, tensorScale));
      });
  auto type = RankedTensorType::get({}, builder.getF32Type());
  return toParameters(results, tensor::FromElementsOp::create(builder, type, tensorScale));
}

static SmallVector<Value> toValues(const BlockParameters &parameters) {
  SmallVector<Value> values;
  for (Value value : {parameters.scales, parameters.zeroPoints, parameters.tensorScale, parameters.codeScales})
    if (value)
      values.push_back(value);
  return values;
}

/// The same parameters, from `values` in the order of toValues.
static BlockParameters fromValues(const QuantizeRequest &request, ValueRange values) {
  BlockParameters parameters;
  unsigned next = 0;
  parameters.scales = values[next++];
  if (request.encoding.getZeroPoint())
    parameters.zeroPoints = values[next++];
  if (request.encoding.getTensorScale())
    parameters.tensorScale = values[next++];
  parameters.codeScales = values[next];
  return parameters;
}

static BlockParameters findParameters(ImplicitLocOpBuilder &builder, const QuantizeRequest &request) {
  SmallVector<Value> values =
      buildFor(builder, isOneBlock(builder, request), [&](ImplicitLocOpBuilder &b, bool oneBlock) {
        emit::ParameterRule rule = makeRule(b, request, request.getConvention(), oneBlock);
        return toValues(request.encoding.getTensorScale() ? findInTwoPasses(b, request, rule)
                                                          : findInOnePass(b, request, rule));
      });
  return fromValues(request, values);
}

BlockParameters mlir::qnt::getParameters(ImplicitLocOpBuilder &builder, const QuantizeRequest &request, bool finer) {
  BlockParameters parameters;
  if (request.calibration) {
    parameters = findParameters(builder, request);
    if (finer)
      return parameters;
  } else {
    parameters.scales = request.scale;
    parameters.zeroPoints = request.zeroPoint;
    parameters.tensorScale = request.tensorScale;
  }
  parameters.codeScales = getScaleNumbers(builder, request, parameters.scales, parameters.tensorScale);
  return parameters;
}
