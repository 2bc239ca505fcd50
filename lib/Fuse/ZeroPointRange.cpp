//===- ZeroPointRange.cpp - what is known of the zero points of an array ----------------------------------===//
#include "ZeroPointRange.h"
#include "Qnt/IR/PartData.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/SetVector.h"
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

/// The arrays that an op takes its zero points from unchanged, or some of them; none for other ops.
static ValueRange getArraysOfSameZeroPoints(Operation *op) {
  if (isa<TransposeOp, ReshapeOp, SliceOp, GatherOp, CastOp, PadOp>(op))
    return op->getOperands().take_front();
  return isa<ConcatOp>(op) ? ValueRange(op->getOperands()) : ValueRange();
}

/// Of the zero points that an op brings in; nothing where they are not known.
static std::optional<IntegerRange> getOwnRange(Operation *op, Format format) {
  return TypeSwitch<Operation *, std::optional<IntegerRange>>(op)
      .Case([&](ConstantOp constant) { return getRange(constant.getPart(PartKind::ZeroPoints), format); })
      .Case([&](AssembleOp assemble) { return getRange(assemble.getPart(PartKind::ZeroPoints), format); })
      .Case([&](QuantizeOp quantize) { return getRange(quantize.getZeroPoint(), format); })
      .Case([&](RequantizeOp requantize) { return getRange(requantize.getZeroPoint(), format); })
      // Blocks of padding only have zero point 0.
      .Case([](PadOp) { return IntegerRange{0, 0}; })
      .Default([](Operation *) { return std::nullopt; });
}

std::optional<IntegerRange> mlir::qnt::findZeroPointRange(Value array) {
  std::optional<IntegerRange> all;
  // Each array once: values may be read twice at each step, and in code that is never reached they may read themselves.
  llvm::SetVector<Value> arrays;
  arrays.insert(array);
  for (size_t i = 0; i < arrays.size(); ++i) {
    std::optional<Format> format = cast<ArrayType>(arrays[i].getType()).getEncoding().getZeroPoint();
    Operation *op = arrays[i].getDefiningOp();
    if (!op || !format || !numerics::isInteger(*format))
      return std::nullopt;
    ValueRange sources = getArraysOfSameZeroPoints(op);
    arrays.insert_range(sources);
    if (!sources.empty() && !isa<PadOp>(op))
      continue;
    std::optional<IntegerRange> own = getOwnRange(op, *format);
    if (!own)
      return std::nullopt;
    all = all ? IntegerRange{std::min(all->low, own->low), std::max(all->high, own->high)} : *own;
  }
  return all;
}
