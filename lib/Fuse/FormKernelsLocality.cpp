//===- FormKernelsLocality.cpp - which part of a kernel computes which elements ----------------------------===//
#include "FormKernelsLocality.h"
#include "FormKernelsClasses.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::form_kernels;

/// A loop that no operand has given an id.
static constexpr int64_t unset = -2;
/// Blocks of at most this many elements lie in one tile of a contraction (16x16, 1x128, 2x128).
static constexpr int64_t maxTileBlock = 256;

const DimIds *LocalityTrial::find(Value value) const {
  if (auto it = extra.find(value); it != extra.end())
    return &it->second;
  if (auto it = base.find(value); it != base.end())
    return &it->second;
  return nullptr;
}

bool LocalityTrial::dependsOnAny(Operation *op) const {
  if (llvm::any_of(op->getOperands(), [&](Value operand) { return depends(operand); }))
    return true;
  SetVector<Value> captured;
  getUsedValuesDefinedAbove(op->getRegions(), captured);
  return llvm::any_of(captured, [&](Value value) { return depends(value); });
}

void LocalityTrial::startElements(Value value) {
  DimIds ids;
  for (unsigned i = 0; i < getShapeOf(value).size(); ++i)
    ids.push_back(nextId++);
  extra[value] = std::move(ids);
}

bool LocalityTrial::startRows(Operation *op) {
  if (auto region = dyn_cast<InvokeQuantOp>(op)) {
    Operation *first = findRowOp(op);
    return first != op && startRows(first) && !followBody(region, first);
  }
  std::optional<AccessMaps> access = getAccessMaps(op);
  if (!access)
    return false;
  DimIds loopIds;
  for (bool isReduced : access->isReduced)
    loopIds.push_back(isReduced ? kInner : nextId++);
  setResults(op, *access, loopIds);
  return true;
}

Operation *form_kernels::findRowOp(Operation *op) {
  auto region = dyn_cast<InvokeQuantOp>(op);
  if (!region)
    return op;
  for (Operation &inner : *region.getBodyBlock())
    if (classify(&inner) == OpClass::Row)
      return findRowOp(&inner);
  return op;
}

//===----------------------------------------------------------------------------------------------------===//
// Regions
//===----------------------------------------------------------------------------------------------------===//

std::optional<Refusal> LocalityTrial::followRegion(InvokeQuantOp region) {
  for (auto [argument, input] : llvm::zip_equal(region.getBodyBlock()->getArguments(), region.getInputs())) {
    if (const DimIds *known = find(input)) {
      DimIds ids = *known;
      extra[argument] = std::move(ids);
    }
  }
  return followBody(region, /*start=*/nullptr);
}

/// `start` has ids already.
std::optional<Refusal> LocalityTrial::followBody(InvokeQuantOp region, Operation *start) {
  for (Operation &op : region.getBodyBlock()->without_terminator()) {
    bool isStart = start && op.isAncestor(start);
    if (dependsOnAny(&op)) {
      if (std::optional<Refusal> refusal = follow(&op))
        return refusal;
    } else if (classify(&op) >= OpClass::Row && !isStart) {
      return Refusal{Refusal::Other, "has a region that splits its work in several ways"};
    }
  }
  for (auto [yielded, result] : llvm::zip_equal(region.getTerminator()->getOperands(), region.getResults())) {
    if (const DimIds *known = find(yielded)) {
      DimIds ids = *known;
      extra[result] = std::move(ids);
    }
  }
  return std::nullopt;
}

//===----------------------------------------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------------------------------------===//

std::optional<Refusal> LocalityTrial::readOperand(Value operand, AffineMap map, DimIds &loopIds) const {
  const DimIds &ids = *find(operand);
  if (!map || map.getNumResults() != ids.size())
    return Refusal{Refusal::Other, "reads its operands in an order that is not known"};
  for (auto [id, size, index] : llvm::zip_equal(ids, getShapeOf(operand), map.getResults())) {
    auto loop = dyn_cast<AffineDimExpr>(index);
    // A dimension of size 1 is the same element everywhere.
    if (size == 1 || (!loop && id == kInner))
      continue;
    if (!loop)
      return Refusal{Refusal::Other, "reads neighbours along a dimension that is split"};
    int64_t &known = loopIds[loop.getPosition()];
    if (known != unset && known != id)
      return Refusal{Refusal::Other, "needs elements that other parts of the kernel compute"};
    known = id;
  }
  return std::nullopt;
}

std::optional<Refusal> LocalityTrial::checkReductions(const AccessMaps &access, ArrayRef<int64_t> loopIds) const {
  int64_t elements = 1;
  for (auto [loop, isReduced] : llvm::enumerate(access.isReduced)) {
    if (!isReduced || loopIds[loop] < 0)
      continue;
    bool isSmallBlock = !access.block.empty() && access.block[loop] > 0;
    if (!isSmallBlock || holdsRows)
      return Refusal{Refusal::Other, "reduces along a dimension that is split"};
    elements *= access.block[loop];
  }
  if (elements > maxTileBlock)
    return Refusal{Refusal::Other, "finds a scale for more elements than a tile holds"};
  return std::nullopt;
}

void LocalityTrial::setResults(Operation *op, const AccessMaps &access, ArrayRef<int64_t> loopIds) {
  for (auto [result, map] : llvm::zip_equal(op->getResults(), access.results)) {
    DimIds ids(getShapeOf(result).size(), kInner);
    for (unsigned dim = 0; dim < ids.size(); ++dim) {
      auto loop = map ? dyn_cast<AffineDimExpr>(map.getResult(dim)) : nullptr;
      ids[dim] = loop ? loopIds[loop.getPosition()] : kInner;
      bool isMoved = dim < access.isMoved.size() && access.isMoved[dim];
      if (isMoved && ids[dim] != kInner)
        ids[dim] = nextId++;
    }
    extra[result] = std::move(ids);
  }
}

std::optional<Refusal> LocalityTrial::followLoops(Operation *op, const AccessMaps &access) {
  DimIds loopIds(access.isReduced.size(), unset);
  for (auto [i, operand] : llvm::enumerate(op->getOperands()))
    if (depends(operand))
      if (std::optional<Refusal> refusal = readOperand(operand, access.operands[i], loopIds))
        return refusal;
  if (std::optional<Refusal> refusal = checkReductions(access, loopIds))
    return refusal;
  SmallVector<bool> isUnit(loopIds.size(), false);
  for (auto [result, map] : llvm::zip_equal(op->getResults(), access.results))
    for (unsigned dim = 0; map && dim < map.getNumResults(); ++dim)
      if (auto loop = dyn_cast<AffineDimExpr>(map.getResult(dim)))
        isUnit[loop.getPosition()] = getShapeOf(result)[dim] == 1;
  for (auto [loop, id] : llvm::enumerate(loopIds)) {
    if (id != unset)
      continue;
    if (!holdsRows && !isUnit[loop] && !access.isReduced[loop])
      return Refusal{Refusal::Repeats, "repeats what the kernel computes once"};
    id = kInner;
  }
  setResults(op, access, loopIds);
  return std::nullopt;
}

//===----------------------------------------------------------------------------------------------------===//
// Reshapes
//===----------------------------------------------------------------------------------------------------===//

/// Dimensions that belong together keep their id where there is one of them on each side but for sizes of 1; where
/// there are several, they are dimensions of the work of their own.
std::optional<Refusal> LocalityTrial::followReshape(Operation *op, ArrayRef<SmallVector<int64_t, 2>> groups,
                                                    bool isExpanding) {
  Value source = op->getOperand(0), result = op->getResult(0);
  const DimIds &ids = *find(source);
  DimIds resultIds(getShapeOf(result).size(), kInner);
  for (auto [single, group] : llvm::enumerate(groups)) {
    ArrayRef<int64_t> manyShape = getShapeOf(isExpanding ? result : source);
    SmallVector<int64_t> wide =
        llvm::to_vector(llvm::make_filter_range(group, [&](int64_t dim) { return manyShape[dim] != 1; }));
    SmallVector<int64_t> given;
    if (isExpanding)
      given.push_back(ids[single]);
    else
      for (int64_t dim : wide)
        given.push_back(ids[dim]);
    bool isInner = llvm::all_of(given, [](int64_t id) { return id == kInner; });
    if (!isInner && llvm::is_contained(given, kInner))
      return Refusal{Refusal::Other, "joins a dimension that is split with one that is not"};
    auto getId = [&] { return isInner ? kInner : wide.size() == 1 ? given.front() : nextId++; };
    if (!isExpanding)
      resultIds[single] = wide.empty() ? kInner : getId();
    else
      for (int64_t dim : wide)
        resultIds[dim] = getId();
  }
  extra[result] = std::move(resultIds);
  return std::nullopt;
}

std::optional<Refusal> LocalityTrial::follow(Operation *op) {
  auto getGroups = [](auto reshape) {
    SmallVector<SmallVector<int64_t, 2>> groups;
    for (const ReassociationIndices &group : reshape.getReassociationIndices())
      groups.emplace_back(group.begin(), group.end());
    return groups;
  };
  if (auto region = dyn_cast<InvokeQuantOp>(op))
    return followRegion(region);
  if (auto expand = dyn_cast<tensor::ExpandShapeOp>(op))
    return followReshape(op, getGroups(expand), /*isExpanding=*/true);
  if (auto collapse = dyn_cast<tensor::CollapseShapeOp>(op))
    return followReshape(op, getGroups(collapse), /*isExpanding=*/false);
  std::optional<AccessMaps> access = getAccessMaps(op);
  SetVector<Value> captured;
  getUsedValuesDefinedAbove(op->getRegions(), captured);
  if (!access || llvm::any_of(captured, [&](Value value) { return depends(value); }))
    return Refusal{Refusal::Other, "reads its operands in an order that is not known"};
  return followLoops(op, *access);
}
