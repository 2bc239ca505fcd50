//===- KernelSums.cpp - types in which kernels add --------------------------------------------------------===//
//
//   %sum = scf.for %k = ... iter_args(%partial = %zero) -> (f32) { ... %next = arith.addf %partial, %product ... }
//
// is a sum of f32. So is one that only some trips add to, and one that is rounded after each addition.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "KernelSums.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/Support/ScopedPrinter.h"

using namespace mlir;

/// What a trip's value may be made of besides products: the operands through which a partial sum comes.
static SmallVector<Value> getPartialSums(Operation *op, Value value) {
  if (isa<arith::AddFOp, arith::AddIOp, arith::AddUIExtendedOp>(op))
    return op->getOperands();
  if (isa<math::FmaOp>(op))
    return {op->getOperand(2)};
  if (isa<arith::ExtFOp, arith::TruncFOp, arith::ExtSIOp, arith::ExtUIOp, arith::TruncIOp>(op))
    return op->getOperands();
  if (auto select = dyn_cast<arith::SelectOp>(op))
    return {select.getTrueValue(), select.getFalseValue()};
  unsigned number = cast<OpResult>(value).getResultNumber();
  if (auto condition = dyn_cast<scf::IfOp>(op))
    return {condition.thenYield().getOperand(number), condition.elseYield().getOperand(number)};
  if (auto loop = dyn_cast<scf::ForOp>(op))
    return {loop.getInitArgs()[number]};
  return {};
}

/// The type of the last addition on the way from `partial` to `value`; null when there is none. `seen`: values that
/// were looked at with the same `added`.
static Type findSum(Value value, BlockArgument partial, Type added, llvm::DenseSet<std::pair<Value, Type>> &seen) {
  if (value == partial)
    return added;
  Operation *op = value.getDefiningOp();
  auto loop = cast<scf::ForOp>(partial.getOwner()->getParentOp());
  if (!op || !loop->isProperAncestor(op) || !seen.insert({value, added}).second)
    return nullptr;
  bool isSum = isa<arith::AddFOp, arith::AddIOp, arith::AddUIExtendedOp, math::FmaOp>(op);
  Type type = added || !isSum ? added : getElementTypeOrSelf(value);
  for (Value operand : getPartialSums(op, value))
    if (Type found = findSum(operand, partial, type, seen))
      return found;
  return nullptr;
}

static bool isWider(Type type, Type than) {
  if (!than || isa<FloatType>(type) != isa<FloatType>(than))
    return !than || isa<FloatType>(type);
  return type.getIntOrFloatBitWidth() > than.getIntOrFloatBitWidth();
}

static Type findSum(gpu::GPUFuncOp kernel) {
  Type widest;
  kernel.walk([&](scf::ForOp loop) {
    for (auto [partial, next] : llvm::zip(loop.getRegionIterArgs(), loop.getYieldedValues())) {
      llvm::DenseSet<std::pair<Value, Type>> seen;
      Type type = findSum(next, partial, nullptr, seen);
      if (type && type.isIntOrFloat() && isWider(type, widest))
        widest = type;
    }
  });
  return widest;
}

std::map<std::string, std::string> qnt::execution::collectSums(ModuleOp module) {
  std::map<std::string, std::string> sums;
  module.walk([&](gpu::GPUFuncOp kernel) {
    if (!kernel.isKernel())
      return;
    if (Type type = findSum(kernel))
      sums[kernel.getName().str()] = llvm::to_string(type);
  });
  return sums;
}
