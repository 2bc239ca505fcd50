//===- LoopGroups.cpp - which linalg ops become one kernel ------------------------------------------------===//
#include "LoopGroups.h"
#include "DeviceMemory.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;
using namespace mlir::qnt;

//===----------------------------------------------------------------------------------------------------===//
// Loops of an op
//===----------------------------------------------------------------------------------------------------===//

/// What a dimension of a memref is known by.
static LoopSize getSize(Value memory, int64_t dim) {
  // In code that is never reached a buffer may be as large as itself.
  llvm::SmallPtrSet<Operation *, 8> buffers;
  while (true) {
    auto type = cast<MemRefType>(memory.getType());
    if (!type.isDynamicDim(dim))
      return {type.getDimSize(dim), Value(), -1};
    auto alloc = memory.getDefiningOp<memref::AllocOp>();
    if (!alloc || !buffers.insert(alloc).second)
      return {ShapedType::kDynamic, memory, dim};
    Value size = alloc.getDynamicSizes()[type.getDynamicDimIndex(dim)];
    auto of = size.getDefiningOp<memref::DimOp>();
    std::optional<int64_t> index = of ? of.getConstantIndex() : std::nullopt;
    if (!index)
      return {ShapedType::kDynamic, size, -1};
    memory = of.getSource();
    dim = *index;
  }
}

/// Of all places that give a loop's size the static one, else the last: outputs, which ops in a row share, lie behind
/// inputs.
static LoopSize findLoopSize(linalg::GenericOp op, unsigned loop) {
  LoopSize found;
  AffineExpr wanted = getAffineDimExpr(loop, op.getContext());
  for (OpOperand &operand : op->getOpOperands()) {
    if (!isa<MemRefType>(operand.get().getType()))
      continue;
    for (auto [dim, expr] : llvm::enumerate(op.getMatchingIndexingMap(&operand).getResults())) {
      if (expr != wanted)
        continue;
      LoopSize size = getSize(operand.get(), dim);
      if (size.isStatic())
        return size;
      found = size;
    }
  }
  return found;
}

LoopOp::LoopOp(linalg::GenericOp op) : op(op) {
  for (auto [loop, kind] : llvm::enumerate(op.getIteratorTypesArray())) {
    (kind == utils::IteratorType::parallel ? parallel : serial).push_back(loop);
    sizes.push_back(findLoopSize(op, loop));
  }
}

SmallVector<LoopSize> LoopOp::getSpace() const {
  return llvm::map_to_vector(parallel, [&](unsigned loop) { return sizes[loop]; });
}

AffineMap LoopOp::getParallelMap(OpOperand &operand) const {
  AffineMap map = op.getMatchingIndexingMap(&operand);
  if (llvm::any_of(serial, [&](unsigned loop) { return map.isFunctionOfDim(loop); }))
    return {};
  SmallVector<AffineExpr> dims(sizes.size(), getAffineConstantExpr(0, map.getContext()));
  for (auto [i, loop] : llvm::enumerate(parallel))
    dims[loop] = getAffineDimExpr(i, map.getContext());
  return map.replaceDimsAndSymbols(dims, {}, parallel.size(), 0);
}

SmallVector<Value> LoopOp::getCaptured() const {
  llvm::SetVector<Value> values;
  getUsedValuesDefinedAbove(op->getRegions(), values);
  SmallVector<Value> captured;
  for (Value value : values)
    if (isa<BaseMemRefType>(value.getType()))
      captured.push_back(value);
  return captured;
}

//===----------------------------------------------------------------------------------------------------===//
// Groups
//===----------------------------------------------------------------------------------------------------===//

/// Each thread has an element of its own: every loop of more than one index chooses it.
static bool isOwnElement(AffineMap map, ArrayRef<LoopSize> space) {
  llvm::SmallBitVector seen(space.size());
  for (AffineExpr expr : map.getResults())
    if (auto dim = dyn_cast<AffineDimExpr>(expr))
      seen.set(dim.getPosition());
  for (auto [i, size] : llvm::enumerate(space))
    if (!seen.test(i) && size.number != 1)
      return false;
  return true;
}

static bool isWritten(LoopOp loop, OpOperand &operand) { return loop.op.isDpsInit(&operand); }

/// Nothing that `first` and `second` share passes from one thread to another.
static bool isThreadwise(LoopOp first, LoopOp second, ArrayRef<LoopSize> space) {
  SmallVector<Value> captured = first.getCaptured(), capturedToo = second.getCaptured();
  auto reads = [](ArrayRef<Value> memories, Value written) {
    return llvm::any_of(memories, [&](Value memory) { return mayShareMemory(memory, written); });
  };
  for (OpOperand &operand : first.op->getOpOperands()) {
    if (!isa<MemRefType>(operand.get().getType()))
      continue;
    if (isWritten(first, operand) && reads(capturedToo, operand.get()))
      return false;
    for (OpOperand &other : second.op->getOpOperands()) {
      if (!isa<MemRefType>(other.get().getType()))
        continue;
      if (isWritten(second, other) && reads(captured, other.get()))
        return false;
      bool oneWrites = isWritten(first, operand) || isWritten(second, other);
      if (!oneWrites || !mayShareMemory(operand.get(), other.get()))
        continue;
      AffineMap map = first.getParallelMap(operand), otherMap = second.getParallelMap(other);
      if (operand.get() != other.get() || !map || map != otherMap || !isOwnElement(map, space))
        return false;
    }
  }
  return true;
}

bool LoopGroup::accepts(const LoopOp &next) const {
  SmallVector<LoopSize> space = ops.front().getSpace();
  return space == next.getSpace() &&
         llvm::all_of(space, [](const LoopSize &size) { return size.isStatic() || size.value; }) &&
         llvm::all_of(ops, [&](const LoopOp &before) { return isThreadwise(before, next, space); });
}

bool LoopGroup::isIndependent(const LoopOp &next) const {
  auto isTouched = [](LoopOp loop, Value written) {
    auto mayShare = [&](Value memory) {
      return isa<BaseMemRefType>(memory.getType()) && mayShareMemory(memory, written);
    };
    return llvm::any_of(loop.op->getOperands(), mayShare) || llvm::any_of(loop.getCaptured(), mayShare);
  };
  auto crosses = [&](LoopOp writer, LoopOp other) {
    return llvm::any_of(writer.op.getDpsInits(), [&](Value written) { return isTouched(other, written); });
  };
  return llvm::none_of(ops, [&](LoopOp loop) { return crosses(loop, next) || crosses(next, loop); });
}

bool LoopGroup::isPrivate(Value memory) const {
  if (!memory.getDefiningOp<memref::AllocOp>())
    return false;
  bool isFirst = true;
  for (LoopOp loop : ops)
    for (OpOperand &operand : loop.op->getOpOperands()) {
      if (operand.get() != memory)
        continue;
      if (!loop.getParallelMap(operand) || (isFirst && loop.op.payloadUsesValueFromOperand(&operand)))
        return false;
      // Written by the first op that names it, so that there is a register to read.
      isFirst = isFirst && !isWritten(loop, operand);
    }
  return !isFirst && llvm::all_of(memory.getUsers(), [&](Operation *user) {
    return llvm::any_of(ops, [&](LoopOp loop) { return loop.op == user; });
  });
}

/// May stand before a group that it follows: takes memory, gives a view or a number, or ends the program when sizes are
/// wrong, and looks at no memory.
static bool canPrecede(Operation *op) {
  if (isa<memref::AllocOp, cf::AssertOp>(op))
    return true;
  if (!isa<scf::IfOp>(op))
    return isPure(op);
  return llvm::all_of(op->getRegions(), [](Region &region) {
    return llvm::all_of(region.getOps(), [](Operation &nested) {
      return nested.hasTrait<OpTrait::IsTerminator>() || canPrecede(&nested);
    });
  });
}

bool LoopLaunch::add(const LoopOp &next) {
  auto given = next.op->getAttrOfType<StringAttr>(kLoopKernelName);
  if (given && given != name)
    return false;
  for (LoopGroup &group : groups) {
    bool isAlone =
        llvm::all_of(groups, [&](const LoopGroup &other) { return &other == &group || other.isIndependent(next); });
    if (isAlone && group.accepts(next)) {
      group.ops.push_back(next);
      return true;
    }
  }
  if (!given || !llvm::all_of(groups, [&](const LoopGroup &group) { return group.isIndependent(next); }))
    return false;
  groups.emplace_back().ops.push_back(next);
  return true;
}

linalg::GenericOp LoopLaunch::getLastOp() const {
  linalg::GenericOp last;
  for (const LoopGroup &group : groups)
    if (linalg::GenericOp own = group.ops.back().op; !last || last->isBeforeInBlock(own))
      last = own;
  return last;
}

SmallVector<LoopLaunch> mlir::qnt::formLoopLaunches(Block &block) {
  SmallVector<LoopLaunch> launches;
  bool isOpen = false;
  for (Operation &op : block) {
    auto generic = dyn_cast<linalg::GenericOp>(op);
    if (!generic || llvm::none_of(op.getOperandTypes(), isDeviceMemory)) {
      isOpen = isOpen && canPrecede(&op);
      continue;
    }
    LoopOp loop(generic);
    if (!isOpen || !launches.back().add(loop)) {
      LoopLaunch &launch = launches.emplace_back();
      launch.name = generic->getAttrOfType<StringAttr>(kLoopKernelName);
      launch.reason = isOpen ? "a thread needs what others compute" : "the host has something to do between";
      launch.groups.emplace_back().ops.push_back(loop);
    }
    isOpen = true;
  }
  return launches;
}
