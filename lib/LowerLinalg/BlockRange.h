//===- BlockRange.h - what a scale rule finds in one block ------------------------------------------------===//
#ifndef QNT_LIB_LOWERLINALG_BLOCKRANGE_H
#define QNT_LIB_LOWERLINALG_BLOCKRANGE_H

#include "Qnt/Emit/Parameters.h"
#include "QuantizeValues.h"

namespace mlir::qnt {

/// The rule of a request with a calibration.
emit::ParameterRule makeRule(ImplicitLocOpBuilder &builder, const QuantizeRequest &request,
                             const numerics::Convention &convention, bool oneBlock);

/// Inside a loop over the grid: the range of the block at `position`.
emit::RangeValues emitBlockRange(ImplicitLocOpBuilder &b, const QuantizeRequest &request,
                                 const emit::ParameterRule &rule, ValueRange position);

/// Its parameters: by the rule, or for `mse` by a search. `tensorScale` is null where the encoding has none.
emit::ChosenValues emitBlockParameters(ImplicitLocOpBuilder &b, const QuantizeRequest &request,
                                       const emit::ParameterRule &rule, ValueRange position,
                                       const emit::RangeValues &range, Value tensorScale);

/// A zero point that Emit gives, sign-extended as ContainerTypes.h says.
Value emitZeroPointContainer(ImplicitLocOpBuilder &b, EncodingAttr encoding, Value zeroPoint);

/// Min and max (f64) between which a percentile of the block's magnitudes, or of both tails, lies: numpy's linear
/// interpolation between the sorted elements.
std::pair<Value, Value> emitPercentiles(ImplicitLocOpBuilder &b, const QuantizeRequest &request, ValueRange position);

/// The parameters with the least squared error of the candidates of rule `mse`, and the factor of their range (f64).
struct SearchedValues {
  emit::ChosenValues chosen;
  Value factor;
};
SearchedValues emitErrorSearch(ImplicitLocOpBuilder &b, const QuantizeRequest &request, const emit::ParameterRule &rule,
                               ValueRange position, const emit::RangeValues &range, Value tensorScale);

/// An element of a block, where it stands in the value, and its bit of the mask (i1, null without one).
struct BlockElement {
  Value value, kept;
  ValueRange at;
};
/// Visits the elements of the block at `position`: `body(b, element, state)`.
using CountedBody =
    function_ref<SmallVector<Value>(ImplicitLocOpBuilder &b, const BlockElement &element, ValueRange state)>;
SmallVector<Value> visitBlock(ImplicitLocOpBuilder &b, const QuantizeRequest &request, ValueRange position,
                              ValueRange initial, CountedBody body);
/// i1: finite and not left out by the mask.
Value emitIsCounted(ImplicitLocOpBuilder &b, Value element, Value kept);

/// The ranges of all blocks as tensors.
class BlockRanges {
public:
  using EmitRange = function_ref<emit::RangeValues(ImplicitLocOpBuilder &b, ValueRange position)>;
  BlockRanges(ImplicitLocOpBuilder &builder, const QuantizeRequest &request, EmitRange emitRange);
  emit::RangeValues load(ImplicitLocOpBuilder &b, ValueRange position) const;

private:
  SmallVector<Value> tensors;
  emit::RangeValues formats;
};

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERLINALG_BLOCKRANGE_H
