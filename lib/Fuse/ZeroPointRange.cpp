//===- ZeroPointRange.cpp - what is known of the zero points of an array ----------------------------------===//
#include "ZeroPointRange.h"
#include "Qnt/IR/PartData.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::qnt;

static std::optional<IntegerRange> getRange(ElementsAttr zeroPoints, Format format) {
  std::optional<SmallVector<double>> values = getPartValues(zeroPoints, format);
  if (!values || values->empty())
    return std::nullopt;
  auto [low, high] = std::minmax_element(values->begin(), values->end());
  return IntegerRange{static_cast<int64_t>(*low), static_cast<int64_t>(*high)};
}

/// Of an operand that holds zero points; null operands and those that are not constant give nothing.
static std::optional<IntegerRange> getRange(Value zeroPoints, Format format) {
  ElementsAttr attr;
  if (!zeroPoints || !matchPattern(zeroPoints, m_Constant(&attr)))
    return std::nullopt;
  return getRange(attr, format);
}

/// The array that an op takes its zero points from unchanged, or some of them; null for other ops.
static Value getArrayOfSameZeroPoints(Operation *op) {
  if (isa<TransposeOp, ReshapeOp, SliceOp, GatherOp, CastOp>(op))
    return op->getOperand(0);
  return {};
}

static std::optional<IntegerRange> getUnion(std::optional<IntegerRange> first, std::optional<IntegerRange> second) {
  if (!first || !second)
    return std::nullopt;
  return IntegerRange{std::min(first->low, second->low), std::max(first->high, second->high)};
}

static std::optional<IntegerRange> getRangeOfAll(ValueRange arrays) {
  std::optional<IntegerRange> all = findZeroPointRange(arrays.front());
  for (Value array : arrays.drop_front())
    all = getUnion(all, findZeroPointRange(array));
  return all;
}

std::optional<IntegerRange> mlir::qnt::findZeroPointRange(Value array) {
  std::optional<Format> format = cast<ArrayType>(array.getType()).getEncoding().getZeroPoint();
  Operation *op = array.getDefiningOp();
  if (!op || !format || !numerics::isInteger(*format))
    return std::nullopt;
  while (Value source = getArrayOfSameZeroPoints(op)) {
    op = source.getDefiningOp();
    if (!op)
      return std::nullopt;
  }
  return TypeSwitch<Operation *, std::optional<IntegerRange>>(op)
      .Case([&](ConstantOp constant) { return getRange(constant.getPart(PartKind::ZeroPoints), *format); })
      .Case([&](AssembleOp assemble) { return getRange(assemble.getPart(PartKind::ZeroPoints), *format); })
      .Case([&](QuantizeOp quantize) { return getRange(quantize.getZeroPoint(), *format); })
      .Case([&](RequantizeOp requantize) { return getRange(requantize.getZeroPoint(), *format); })
      .Case([&](ConcatOp concat) { return getRangeOfAll(concat.getOperands()); })
      // Blocks of padding only have zero point 0.
      .Case([&](PadOp pad) { return getUnion(findZeroPointRange(pad.getInput()), IntegerRange{0, 0}); })
      .Default([](Operation *) { return std::nullopt; });
}
