//===- LoopKernel.cpp - groups of linalg ops as one kernel ------------------------------------------------===//
#include "LoopKernel.h"
#include "DeviceMemory.h"
#include "KernelModule.h"
#include "LoopArguments.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/LowerGPU/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Interfaces/CallInterfaces.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;
using namespace mlir::qnt;

/// Threads of a block, and blocks of a launch at most: more elements are visited in turns.
static constexpr int64_t kThreads = 256, kMostBlocks = int64_t(1) << 20;
static constexpr int64_t kWarp = 32;

std::string mlir::qnt::explainNoKernel(linalg::GenericOp op) {
  LoopOp loop(op);
  for (OpOperand &init : op.getDpsInitsMutable())
    if (!loop.getParallelMap(init))
      return "it writes at an index that a reduction loop chooses";
  std::string reason;
  SmallVector<Value> memories(op->getOperands());
  llvm::append_range(memories, loop.getCaptured());
  for (Value memory : memories)
    if (auto type = dyn_cast<MemRefType>(memory.getType()); type && !type.isStrided())
      reason = "its memory has no strides";
  op.getBody()->walk([&](Operation *nested) {
    if (isa<CallOpInterface>(nested))
      reason = "its body calls a function";
    else if (isa<memref::AllocOp>(nested))
      reason = "its body takes memory";
    else if (isa<linalg::LinalgOp>(nested))
      reason = "its body has a loop on memory";
  });
  return reason;
}

namespace {
class LoopKernel {
public:
  LoopKernel(const LoopLaunch &launch, gpu::GPUModuleOp kernels, StringRef name)
      : launch(launch), kernels(kernels), name(name), host(launch.getLastOp().getLoc(), launch.getLastOp()),
        arguments(host) {}
  void build();

private:
  using Elements = SmallVector<Value>;
  // On the host
  void addArguments(const LoopGroup &group);
  void findThreads();
  Value emitCount(ImplicitLocOpBuilder &b, const LoopGroup &group, const IRMapping *mapping);
  OpFoldResult getHostSize(const LoopOp &loop, unsigned index);
  void createLaunch(gpu::GPUFuncOp function);
  void eraseOps();
  // In the kernel
  void emitGroup(ImplicitLocOpBuilder &b, const LoopGroup &group, Value number, const IRMapping &mapping);
  void emitElement(ImplicitLocOpBuilder &b, const LoopGroup &group, Value number, const IRMapping &mapping);
  Elements emitOp(ImplicitLocOpBuilder &b, LoopOp loop, ArrayRef<Value> position, const IRMapping &mapping);
  Elements emitPayload(ImplicitLocOpBuilder &b, LoopOp loop, ArrayRef<Value> loops, ArrayRef<Value> known,
                       const IRMapping &mapping);
  Value emitLoad(ImplicitLocOpBuilder &b, LoopOp loop, OpOperand &operand, ArrayRef<Value> loops,
                 const IRMapping &mapping);

  const LoopLaunch &launch;
  gpu::GPUModuleOp kernels;
  StringRef name;
  ImplicitLocOpBuilder host;
  LoopArguments arguments;
  DenseMap<Operation *, SmallVector<OpFoldResult>> sizes; ///< of all loops of each op, on the host
  int64_t threads = kThreads;
  /// In the kernel: elements that the thread has computed, of memory where it owns one element.
  llvm::MapVector<Value, std::pair<AffineMap, Value>> computed;
};
} // namespace

//===----------------------------------------------------------------------------------------------------===//
// On the host
//===----------------------------------------------------------------------------------------------------===//

OpFoldResult LoopKernel::getHostSize(const LoopOp &loop, unsigned index) {
  const LoopSize &size = loop.sizes[index];
  if (size.isStatic())
    return host.getIndexAttr(size.number);
  if (size.value && size.dim < 0)
    return size.value;
  if (size.value)
    return host.createOrFold<memref::DimOp>(size.value, size.dim);
  // No dimension of an operand is the loop itself: from the sums and products that dimensions are read at.
  SmallVector<Range> ranges = linalg::LinalgOp(loop.op).createLoopRanges(host, host.getLoc());
  return ranges[index].size;
}

void LoopKernel::addArguments(const LoopGroup &group) {
  for (LoopOp loop : group.ops) {
    SmallVector<OpFoldResult> &own = sizes[loop.op];
    for (unsigned index = 0; index < loop.sizes.size(); ++index) {
      own.push_back(getHostSize(loop, index));
      arguments.addSize(own.back());
    }
    for (OpOperand &operand : loop.op->getOpOperands()) {
      Value value = operand.get();
      // Some say no more than how many trips a loop has.
      bool isUsed = loop.op.isDpsInit(&operand) || !loop.op.getMatchingBlockArgument(&operand).use_empty();
      if (!isUsed)
        continue;
      if (!isa<MemRefType>(value.getType()))
        arguments.addScalar(value);
      else if (!group.isPrivate(value))
        arguments.addView(value, loop.op.isDpsInit(&operand));
    }
    llvm::SetVector<Value> captured;
    getUsedValuesDefinedAbove(loop.op->getRegions(), captured);
    for (Value value : captured)
      if (isa<MemRefType>(value.getType()))
        arguments.addView(value, /*isWritten=*/false);
      else
        arguments.addScalar(value);
  }
}

/// Elements of a thread's own in all; nothing where a size is not known.
static std::optional<int64_t> findCount(const LoopGroup &group) {
  int64_t count = 1;
  for (const LoopSize &size : group.ops.front().getSpace()) {
    if (!size.isStatic())
      return std::nullopt;
    count *= size.number;
  }
  return count;
}

/// A block has a thread for each element where there are few of them.
void LoopKernel::findThreads() {
  int64_t most = 0;
  for (const LoopGroup &group : launch.groups)
    most = std::max(most, findCount(group).value_or(kThreads));
  threads = std::clamp<int64_t>(llvm::alignTo(most, kWarp), kWarp, kThreads);
}

/// The same on the host, or in the kernel with its `mapping`.
Value LoopKernel::emitCount(ImplicitLocOpBuilder &b, const LoopGroup &group, const IRMapping *mapping) {
  if (std::optional<int64_t> count = findCount(group))
    return arith::ConstantIndexOp::create(b, *count);
  const LoopOp &first = group.ops.front();
  Value count = arith::ConstantIndexOp::create(b, 1);
  for (unsigned loop : first.parallel) {
    OpFoldResult size = sizes[first.op][loop];
    if (mapping)
      size = LoopArguments::lookUp(size, *mapping);
    count = b.createOrFold<arith::MulIOp>(count, getValueOrCreateConstantIndexOp(b, b.getLoc(), size));
  }
  return count;
}

/// Launches nothing where sizes are 0.
void LoopKernel::createLaunch(gpu::GPUFuncOp function) {
  Value one = arith::ConstantIndexOp::create(host, 1), blocks;
  std::optional<int64_t> most = 0;
  for (const LoopGroup &group : launch.groups) {
    std::optional<int64_t> count = findCount(group);
    most = most && count ? std::optional(std::max(*most, *count)) : std::nullopt;
  }
  if (most) {
    blocks = arith::ConstantIndexOp::create(host, std::min<int64_t>(llvm::divideCeil(*most, threads), kMostBlocks));
  } else {
    Value count;
    for (const LoopGroup &group : launch.groups) {
      Value own = emitCount(host, group, nullptr);
      count = count ? host.createOrFold<arith::MaxUIOp>(count, own) : own;
    }
    Value needed = arith::CeilDivUIOp::create(host, count, arith::ConstantIndexOp::create(host, threads));
    blocks = arith::MinUIOp::create(host, needed, arith::ConstantIndexOp::create(host, kMostBlocks));
  }
  auto kernel = SymbolRefAttr::get(kernels.getNameAttr(), FlatSymbolRefAttr::get(function));
  LaunchOp::create(host, kernel, ArrayRef<Value>{blocks, one, one},
                   ArrayRef<int32_t>{static_cast<int32_t>(threads), 1, 1}, Value(), arguments.getInputs(),
                   arguments.getOutputs());
}

void LoopKernel::eraseOps() {
  llvm::SmallSetVector<Value, 4> memories;
  for (const LoopGroup &group : launch.groups)
    for (LoopOp loop : group.ops)
      for (Value memory : loop.op.getDpsInits())
        if (group.isPrivate(memory))
          memories.insert(memory);
  for (const LoopGroup &group : launch.groups)
    for (LoopOp loop : group.ops)
      loop.op.erase();
  for (Value memory : memories)
    memory.getDefiningOp()->erase();
}

//===----------------------------------------------------------------------------------------------------===//
// In the kernel
//===----------------------------------------------------------------------------------------------------===//

static SmallVector<Value> mapIndices(ImplicitLocOpBuilder &b, AffineMap map, ArrayRef<Value> loops) {
  SmallVector<OpFoldResult> operands(loops.begin(), loops.end());
  SmallVector<Value> indices;
  for (unsigned i = 0; i < map.getNumResults(); ++i)
    indices.push_back(getValueOrCreateConstantIndexOp(
        b, b.getLoc(), affine::makeComposedFoldedAffineApply(b, b.getLoc(), map.getSubMap({i}), operands)));
  return indices;
}

Value LoopKernel::emitLoad(ImplicitLocOpBuilder &b, LoopOp loop, OpOperand &operand, ArrayRef<Value> loops,
                           const IRMapping &mapping) {
  if (!isa<MemRefType>(operand.get().getType()))
    return mapping.lookup(operand.get());
  if (auto known = computed.find(operand.get()); known != computed.end())
    return known->second.second;
  AffineMap map = loop.op.getMatchingIndexingMap(&operand);
  return memref::LoadOp::create(b, mapping.lookup(operand.get()), mapIndices(b, map, loops));
}

/// The body of the op at one point of its loops. `known`: a value for each operand that was read before, or null.
LoopKernel::Elements LoopKernel::emitPayload(ImplicitLocOpBuilder &b, LoopOp loop, ArrayRef<Value> loops,
                                             ArrayRef<Value> known, const IRMapping &mapping) {
  IRMapping inner(mapping);
  Block *body = loop.op.getBody();
  for (OpOperand &operand : loop.op->getOpOperands()) {
    BlockArgument argument = loop.op.getMatchingBlockArgument(&operand);
    if (argument.use_empty())
      continue;
    Value element = known[operand.getOperandNumber()];
    inner.map(argument, element ? element : emitLoad(b, loop, operand, loops, mapping));
  }
  for (Operation &op : body->without_terminator()) {
    Operation *copy = b.clone(op, inner);
    copy->walk([&](linalg::IndexOp index) {
      Value value = loops[index.getDim()];
      if (index == copy)
        inner.map(op.getResult(0), value);
      index.replaceAllUsesWith(value);
      index.erase();
    });
  }
  return llvm::map_to_vector(body->getTerminator()->getOperands(),
                             [&](Value value) { return inner.lookupOrDefault(value); });
}

/// What the op yields at a position of its parallel loops, after its other loops.
LoopKernel::Elements LoopKernel::emitOp(ImplicitLocOpBuilder &b, LoopOp loop, ArrayRef<Value> position,
                                        const IRMapping &mapping) {
  SmallVector<Value> loops(loop.sizes.size()), known(loop.op->getNumOperands());
  for (auto [index, value] : llvm::zip_equal(loop.parallel, position))
    loops[index] = value;
  if (loop.serial.empty())
    return emitPayload(b, loop, loops, known, mapping);
  Elements initial;
  for (OpOperand &operand : loop.op->getOpOperands()) {
    bool isInit = loop.op.isDpsInit(&operand);
    bool isUsed = !loop.op.getMatchingBlockArgument(&operand).use_empty();
    // Once for all trips.
    if (isInit || (isUsed && loop.getParallelMap(operand)))
      known[operand.getOperandNumber()] = emitLoad(b, loop, operand, loops, mapping);
    if (isInit)
      initial.push_back(known[operand.getOperandNumber()]);
  }
  Value zero = arith::ConstantIndexOp::create(b, 0), one = arith::ConstantIndexOp::create(b, 1);
  SmallVector<Value> lower(loop.serial.size(), zero), steps(loop.serial.size(), one), upper;
  for (unsigned index : loop.serial)
    upper.push_back(
        getValueOrCreateConstantIndexOp(b, b.getLoc(), LoopArguments::lookUp(sizes[loop.op][index], mapping)));
  scf::LoopNest nest = scf::buildLoopNest(
      b, b.getLoc(), lower, upper, steps, initial,
      [&](OpBuilder &nested, Location loc, ValueRange indices, ValueRange state) -> scf::ValueVector {
        ImplicitLocOpBuilder inner(loc, nested);
        for (auto [index, value] : llvm::zip_equal(loop.serial, indices))
          loops[index] = value;
        for (auto [init, value] : llvm::zip_equal(loop.op.getDpsInitsMutable(), state))
          known[init.getOperandNumber()] = value;
        Elements next = emitPayload(inner, loop, loops, known, mapping);
        return scf::ValueVector(next.begin(), next.end());
      });
  return Elements(nest.results);
}

/// Everything of the element with this row-major number.
void LoopKernel::emitElement(ImplicitLocOpBuilder &b, const LoopGroup &group, Value number, const IRMapping &mapping) {
  const LoopOp &first = group.ops.front();
  SmallVector<Value> position(first.parallel.size());
  for (int64_t i = static_cast<int64_t>(position.size()) - 1; i >= 0; --i) {
    OpFoldResult size = LoopArguments::lookUp(sizes[first.op][first.parallel[i]], mapping);
    if (i == 0) {
      position[i] = number;
    } else if (isConstantIntValue(size, 1)) {
      position[i] = arith::ConstantIndexOp::create(b, 0);
    } else {
      Value divisor = getValueOrCreateConstantIndexOp(b, b.getLoc(), size);
      position[i] = arith::RemUIOp::create(b, number, divisor);
      number = arith::DivUIOp::create(b, number, divisor);
    }
  }
  computed.clear();
  for (LoopOp loop : group.ops) {
    Elements results = emitOp(b, loop, position, mapping);
    for (auto [init, result] : llvm::zip_equal(loop.op.getDpsInitsMutable(), results))
      computed[init.get()] = {loop.getParallelMap(init), result};
  }
  // One store for each buffer, after the last op that writes it.
  for (auto &[memory, element] : computed)
    if (!group.isPrivate(memory))
      memref::StoreOp::create(b, element.second, mapping.lookup(memory), mapIndices(b, element.first, position));
}

/// The group's elements from `number` on, which are the thread's own.
void LoopKernel::emitGroup(ImplicitLocOpBuilder &b, const LoopGroup &group, Value number, const IRMapping &mapping) {
  std::optional<int64_t> known = findCount(group);
  if (known && llvm::divideCeil(*known, threads) <= kMostBlocks) {
    // Other groups may have more elements, and so launch more threads.
    if (*known % threads == 0 && launch.groups.size() == 1)
      return emitElement(b, group, number, mapping);
    Value count = arith::ConstantIndexOp::create(b, *known);
    auto choice = scf::IfOp::create(b, arith::CmpIOp::create(b, arith::CmpIPredicate::ult, number, count));
    ImplicitLocOpBuilder inner(b.getLoc(), choice.getThenBodyBuilder());
    return emitElement(inner, group, number, mapping);
  }
  Value count = emitCount(b, group, &mapping), size = arith::ConstantIndexOp::create(b, threads);
  Value step = arith::MulIOp::create(b, gpu::GridDimOp::create(b, gpu::Dimension::x), size);
  auto turns = scf::ForOp::create(b, number, count, step);
  ImplicitLocOpBuilder inner(b.getLoc(), turns.getBody(), turns.getBody()->begin());
  emitElement(inner, group, turns.getInductionVar(), mapping);
}

void LoopKernel::build() {
  for (const LoopGroup &group : launch.groups)
    addArguments(group);
  // Nobody reads what it would write.
  if (arguments.getOutputs().empty())
    return eraseOps();
  findThreads();
  gpu::GPUFuncOp function = createKernel(kernels, host.getLoc(), name, arguments.getTypes(), threads);
  ImplicitLocOpBuilder b(host.getLoc(), kernels.getContext());
  b.setInsertionPointToStart(&function.getBody().front());
  IRMapping mapping;
  arguments.build(b, function, mapping);
  Value block = gpu::BlockIdOp::create(b, gpu::Dimension::x), thread = gpu::ThreadIdOp::create(b, gpu::Dimension::x);
  Value size = arith::ConstantIndexOp::create(b, threads);
  Value number = arith::AddIOp::create(b, arith::MulIOp::create(b, block, size), thread);
  for (const LoopGroup &group : launch.groups)
    emitGroup(b, group, number, mapping);
  gpu::ReturnOp::create(b);
  createLaunch(function);
  eraseOps();
}

void mlir::qnt::launchLoops(const LoopLaunch &launch, gpu::GPUModuleOp kernels, StringRef name) {
  LoopKernel(launch, kernels, name).build();
}
