//===- ErrorSearch.cpp - the candidate scale with the smallest squared error ------------------------------===//
#include "BlockRange.h"
#include "Qnt/Emit/Codebook.h"
#include "Qnt/Emit/Decode.h"
#include "WidenFloat.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::qnt;

namespace {
/// What does not change from candidate to candidate.
struct Search {
  const QuantizeRequest &request;
  const emit::ParameterRule &rule;
  const emit::RangeValues &range; ///< the whole
  emit::ElementEncoding encoding;
  emit::ElementQuantizer quantizer;
  SmallVector<Value> position;
  Value tensorScale;

  Search(const QuantizeRequest &request, const emit::ParameterRule &rule, const emit::RangeValues &range,
         ValueRange position, Value tensorScale)
      : request(request), rule(rule), range(range), encoding(request.getChosenEncoding()),
        quantizer(encoding, request.getConvention(), request.getInputFormat()), position(position),
        tensorScale(tensorScale) {}

  Value emitDecoded(ImplicitLocOpBuilder &b, Value element, const emit::BlockValues &block, Value index) const;
  Value emitError(ImplicitLocOpBuilder &b, const emit::ChosenValues &candidate) const;
};
} // namespace

/// The number (f64) that the code of an element means; `index` is its place in the value, null where rounding needs
/// none.
Value Search::emitDecoded(ImplicitLocOpBuilder &b, Value element, const emit::BlockValues &block, Value index) const {
  if (!request.encoding.hasLut())
    return emit::emitDecode(b, request.encoding.getStorage(), quantizer.emitCode(b, element, block, index),
                            b.getF64Type());
  // One table of scalars for the whole tensor, which the verifier asks for.
  ArrayElements tables;
  tables.encoding = request.encoding;
  tables.codebook = request.codebook;
  SmallVector<Value> origin(request.sizes.size(), arith::ConstantIndexOp::create(b, 0));
  Value quotient = quantizer.emitQuotient(b, element, block);
  emit::NearestEntry nearest = makeNearestEntry(request, quotient.getType());
  Value numEntries = arith::ConstantIndexOp::create(b, request.encoding.getLut().getNumEntries());
  SmallVector<Value> state =
      emitLoop(b, numEntries, nearest.emitInitial(b, quotient),
               [&](ImplicitLocOpBuilder &inner, ValueRange entryIndex, ValueRange state) {
                 Value entry = emit::emitNumber(inner, encoding, emitTableEntry(inner, tables, origin, entryIndex[0]));
                 Value number = arith::IndexCastOp::create(inner, inner.getI32Type(), entryIndex[0]);
                 return nearest.emitStep(inner, state, quotient, entry, number);
               });
  Value code = arith::IndexCastUIOp::create(b, b.getIndexType(), nearest.emitCode(b, state, quotient));
  return toF64(b, emit::emitNumber(b, encoding, emitTableEntry(b, tables, origin, code)));
}

/// Sum of ((number - zero point) * scale - x)^2 in f64 over the finite elements.
Value Search::emitError(ImplicitLocOpBuilder &b, const emit::ChosenValues &candidate) const {
  Value zeroPoint = candidate.storedZeroPoint ? emit::emitZeroPoint(b, encoding, candidate.storedZeroPoint) : Value();
  emit::BlockValues block = quantizer.emitBlock(b, candidate.codeScale, zeroPoint);
  Value scale = toF64(b, emit::emitScale(b, encoding, candidate.storedScale, tensorScale));
  Value zero = arith::ConstantOp::create(b, b.getF64FloatAttr(0.0));
  auto addElement = [&](ImplicitLocOpBuilder &inner, const BlockElement &element, ValueRange state) {
    Value isCounted = emitIsCounted(inner, element.value, element.kept);
    Value index = quantizer.needsIndex() ? emitLinearPosition(inner, request.sizes, element.at) : Value();
    Value number = emitDecoded(inner, element.value, block, index);
    if (zeroPoint)
      number = arith::SubFOp::create(inner, number, toF64(inner, zeroPoint));
    Value product = arith::MulFOp::create(inner, number, scale);
    Value difference = arith::SubFOp::create(inner, product, toF64(inner, element.value));
    difference = rule.emitErrorToSquare(inner, difference, range);
    Value sum = arith::AddFOp::create(inner, state[0], arith::MulFOp::create(inner, difference, difference));
    return SmallVector<Value>{arith::SelectOp::create(inner, isCounted, sum, state[0])};
  };
  return visitBlock(b, request, position, zero, addElement).front();
}

/// lowest + (1 - lowest) * step / (steps - 1)
static Value emitFactor(ImplicitLocOpBuilder &b, Value step, double lowest, int64_t steps) {
  auto number = [&](double value) -> Value { return arith::ConstantOp::create(b, b.getF64FloatAttr(value)); };
  if (steps == 1)
    return number(1.0);
  Value index = arith::IndexCastOp::create(b, b.getI64Type(), step);
  Value product = arith::MulFOp::create(b, number(1.0 - lowest), arith::SIToFPOp::create(b, b.getF64Type(), index));
  Value quotient = arith::DivFOp::create(b, product, number(static_cast<double>(steps - 1)));
  return arith::AddFOp::create(b, number(lowest), quotient);
}

static SmallVector<Value> toValues(const emit::ChosenValues &chosen) {
  SmallVector<Value> values = {chosen.storedScale, chosen.codeScale};
  if (chosen.storedZeroPoint)
    values.push_back(chosen.storedZeroPoint);
  return values;
}

SearchedValues mlir::qnt::emitErrorSearch(ImplicitLocOpBuilder &b, const QuantizeRequest &request,
                                          const emit::ParameterRule &rule, ValueRange position,
                                          const emit::RangeValues &range, Value tensorScale) {
  numerics::Calibration calibration = request.calibration.toNumerics();
  double lowest = calibration.argument(0, 0.4);
  auto steps = static_cast<int64_t>(calibration.argument(1, 80.0));
  Search search(request, rule, range, position, tensorScale);
  auto choose = [&](ImplicitLocOpBuilder &inner, Value factor) {
    return rule.emitParameters(inner, rule.emitScaledRange(inner, range, factor), tensorScale);
  };
  Value zero = arith::ConstantIndexOp::create(b, 0), count = arith::ConstantIndexOp::create(b, steps);
  Value firstFactor = emitFactor(b, zero, lowest, steps);
  SmallVector<Value> initial = toValues(choose(b, firstFactor));
  initial.push_back(firstFactor);
  initial.push_back(arith::ConstantOp::create(b, b.getF64FloatAttr(0.0)));
  SmallVector<Value> best =
      emitLoop(b, count, initial, [&](ImplicitLocOpBuilder &inner, ValueRange step, ValueRange state) {
        Value factor = emitFactor(inner, step[0], lowest, steps);
        emit::ChosenValues candidate = choose(inner, factor);
        SmallVector<Value> values = toValues(candidate);
        values.push_back(factor);
        values.push_back(search.emitError(inner, candidate));
        // The first candidate stands whatever its error is, NaN included.
        Value isFirst = arith::CmpIOp::create(inner, arith::CmpIPredicate::eq, step[0], zero);
        Value isSmaller = arith::CmpFOp::create(inner, arith::CmpFPredicate::OLT, values.back(), state.back());
        Value isBetter = arith::OrIOp::create(inner, isFirst, isSmaller);
        for (auto [value, old] : llvm::zip_equal(values, state))
          value = arith::SelectOp::create(inner, isBetter, value, old);
        return values;
      });
  SearchedValues searched;
  searched.chosen.storedScale = best[0];
  searched.chosen.codeScale = best[1];
  searched.chosen.storedZeroPoint = best.size() > 4 ? best[2] : Value();
  searched.factor = best[best.size() - 2];
  return searched;
}
