//===- SumRanges.cpp - whether f32 has the range for the sums of a contraction ----------------------------===//
#include "SumRanges.h"
#include "NumberRange.h"
#include "Qnt/IR/AttributeNames.h"
#include "Qnt/IR/QntOps.h"
#include "RoundedCast.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/SymbolTable.h"

using namespace mlir;
using namespace mlir::qnt;

/// Products in a sum that may be as large as the largest of them.
static constexpr double kManyProducts = 1 << 24;
/// Calls of calls.
static constexpr unsigned kMaxCallDepth = 4;

namespace {
class RangeFinder {
public:
  explicit RangeFinder(ModuleOp module) : users(tables, module) {}
  NumberRange find(Value operand) { return find(operand, 0); }

private:
  NumberRange find(Value operand, unsigned depth);
  NumberRange compute(Value operand, unsigned depth);
  std::optional<NumberRange> findPassed(Value operand, unsigned depth);

  SymbolTableCollection tables;
  SymbolUserMap users;
  DenseMap<std::pair<Value, unsigned>, NumberRange> known; ///< by operand and depth: callers share what they pass
};
} // namespace

/// Of what all calls pass for an argument of a private function; nothing for other values, and where it may be more.
std::optional<NumberRange> RangeFinder::findPassed(Value operand, unsigned depth) {
  auto argument = dyn_cast<BlockArgument>(operand);
  auto function = argument ? dyn_cast<func::FuncOp>(argument.getOwner()->getParentOp()) : func::FuncOp();
  if (!function || !function.isPrivate() || !argument.getOwner()->isEntryBlock() || depth == kMaxCallDepth)
    return std::nullopt;
  std::optional<NumberRange> all;
  for (Operation *user : users.getUsers(function)) {
    auto call = dyn_cast<func::CallOp>(user);
    if (!call)
      return std::nullopt;
    NumberRange passed = find(call.getOperand(argument.getArgNumber()), depth + 1);
    all = all ? uniteRanges(*all, passed) : passed;
  }
  return all;
}

NumberRange RangeFinder::find(Value operand, unsigned depth) {
  if (auto it = known.find({operand, depth}); it != known.end())
    return it->second;
  NumberRange range = compute(operand, depth);
  known.try_emplace({operand, depth}, range);
  return range;
}

NumberRange RangeFinder::compute(Value operand, unsigned depth) {
  if (!isa<ArrayType>(operand.getType()))
    return getNumberRange(getFloatFormat(getElementTypeOrSelf(operand)));
  std::optional<NumberRange> passed = findPassed(operand, depth);
  return passed ? *passed : getDecodedRange(operand);
}

static SumsInF32 judge(const NumberRange &lhs, const NumberRange &rhs) {
  for (const NumberRange *range : {&lhs, &rhs})
    if (range->isExpected && !range->isExactInF32() && !range->isNormalInF32())
      return SumsInF32::Never;
  NumberRange products = multiplyRanges(lhs, rhs);
  products.most *= kManyProducts;
  if (products.isExpected && !products.isNormalInF32())
    return SumsInF32::Never;
  return lhs.isExactInF32() && rhs.isExactInF32() ? SumsInF32::Always : SumsInF32::Many;
}

void mlir::qnt::judgeSumsInF32(ModuleOp module) {
  std::optional<RangeFinder> finder;
  module.walk([&](Operation *op) {
    if (!isa<DotGeneralOp, ConvGeneralDilatedOp, RaggedDotGeneralOp>(op))
      return;
    if (!finder)
      finder.emplace(module);
    SumsInF32 verdict = judge(finder->find(op->getOperand(0)), finder->find(op->getOperand(1)));
    op->setAttr(kSumsInF32AttrName, Builder(op).getI64IntegerAttr(static_cast<int64_t>(verdict)));
  });
}

SumsInF32 mlir::qnt::getSumsInF32(Operation *contraction) {
  auto verdict = contraction->getAttrOfType<IntegerAttr>(kSumsInF32AttrName);
  return verdict ? static_cast<SumsInF32>(verdict.getInt()) : SumsInF32::Never;
}
