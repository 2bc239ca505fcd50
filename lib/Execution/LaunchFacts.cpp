//===- LaunchFacts.cpp - what the host does with kernels, for the manifest --------------------------------===//
#include "LaunchFacts.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/Numerics/Layout.h"
#include "SizeExpressions.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/Interfaces/LoopLikeInterface.h"
#include "llvm/ADT/EquivalenceClasses.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Support/ScopedPrinter.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::execution;

static bool isOnDevice(Type type) {
  auto memory = dyn_cast<MemRefType>(type);
  return memory && isa_and_nonnull<gpu::AddressSpaceAttr>(memory.getMemorySpace());
}

namespace {
/// A value of an entry, or a part of one.
struct ValueName {
  unsigned index;
  std::string part; ///< empty: all of it
};

/// The launches of a function.
class FunctionFacts {
public:
  FunctionFacts(func::FuncOp function, const EntryPoint *entry);
  void collect(std::vector<LaunchFacts> &launches, std::vector<BufferFacts> &buffers);

private:
  std::string getName(BlockArgument argument) const;
  void numberBuffers();
  void findResults();
  LaunchFacts describe(LaunchOp launch);
  ArgumentFacts describeArgument(Value value, bool isOutput);
  void describeBuffer(Value value, ArgumentFacts &facts);
  void describeConditions(LaunchOp launch, LaunchFacts &facts);
  /// Of all of them, when they are one.
  std::optional<unsigned> findNumber(ArrayRef<Value> found) const;

  func::FuncOp function;
  std::string name;
  const EntryPoint *entry; ///< null: not one
  SmallVector<ValueName> inputs, results;
  llvm::MapVector<Value, unsigned> buffers; ///< allocations and their numbers
  llvm::DenseMap<unsigned, ValueName> resultOfBuffer;
  SizeExpressions sizes;
};
} // namespace

//===----------------------------------------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------------------------------------===//

static SmallVector<ValueName> getNames(ArrayRef<SmallVector<Slot>> values) {
  SmallVector<ValueName> names;
  for (auto [index, slots] : llvm::enumerate(values))
    for (const Slot &slot : slots) {
      bool isInnerSize = !slot.part && slots.size() > 1;
      names.push_back({static_cast<unsigned>(index), slot.part     ? getPartName(*slot.part).str()
                                                     : isInnerSize ? "size"
                                                                   : ""});
    }
  return names;
}

std::string FunctionFacts::getName(BlockArgument argument) const {
  unsigned number = argument.getArgNumber();
  if (!entry)
    return "parameter" + std::to_string(number);
  std::string text = "input" + std::to_string(inputs[number].index);
  return inputs[number].part.empty() ? text : text + "_" + inputs[number].part;
}

FunctionFacts::FunctionFacts(func::FuncOp function, const EntryPoint *given)
    : function(function), name(function.getName()), entry(given),
      sizes([this](BlockArgument argument) { return getName(argument); }) {
  if (StringRef(name).starts_with(kFunctionPrefix))
    name.erase(0, kFunctionPrefix.size());
  if (!entry)
    return;
  inputs = getNames(entry->inputs);
  results = getNames(entry->results);
  if (inputs.size() != function.getNumArguments() || results.size() != function.getNumResults())
    entry = nullptr;
}

//===----------------------------------------------------------------------------------------------------===//
// Buffers
//===----------------------------------------------------------------------------------------------------===//

/// Numbers in the order of the text. What a condition gives on from one branch or the other, allocated there, is one.
void FunctionFacts::numberBuffers() {
  SmallVector<Value> allocs;
  function.walk([&](memref::AllocOp alloc) {
    if (isOnDevice(alloc.getType()))
      allocs.push_back(alloc);
  });
  llvm::EquivalenceClasses<void *> classes;
  for (Value alloc : allocs)
    classes.insert(alloc.getAsOpaquePointer());
  function.walk([&](scf::IfOp condition) {
    for (Value result : condition.getResults()) {
      if (!isOnDevice(result.getType()))
        continue;
      SmallVector<Value> found = findBuffers(result);
      bool areOwn = llvm::all_of(found, [&](Value value) {
        return value.getDefiningOp<memref::AllocOp>() && condition->isProperAncestor(value.getDefiningOp());
      });
      for (Value value : found)
        if (areOwn)
          classes.unionSets(found.front().getAsOpaquePointer(), value.getAsOpaquePointer());
    }
  });
  llvm::DenseMap<void *, unsigned> numbers;
  for (Value alloc : allocs) {
    void *leader = classes.getLeaderValue(alloc.getAsOpaquePointer());
    buffers[alloc] = numbers.try_emplace(leader, numbers.size()).first->second;
  }
}

std::optional<unsigned> FunctionFacts::findNumber(ArrayRef<Value> found) const {
  std::optional<unsigned> number;
  for (Value value : found) {
    auto it = buffers.find(value);
    if (it == buffers.end() || (number && *number != it->second))
      return std::nullopt;
    number = it->second;
  }
  return number;
}

void FunctionFacts::findResults() {
  if (!entry)
    return;
  function.walk([&](func::ReturnOp op) {
    for (auto [index, value] : llvm::enumerate(op.getOperands()))
      if (isa<MemRefType>(value.getType()))
        if (std::optional<unsigned> number = findNumber(findBuffers(value)))
          resultOfBuffer.try_emplace(*number, results[index]);
  });
}

//===----------------------------------------------------------------------------------------------------===//
// Launches
//===----------------------------------------------------------------------------------------------------===//

void FunctionFacts::describeBuffer(Value value, ArgumentFacts &facts) {
  SmallVector<Value> found = findBuffers(value);
  facts.role = "unknown";
  facts.buffer = findNumber(found);
  if (facts.buffer) {
    facts.role = "workspace";
    auto result = resultOfBuffer.find(*facts.buffer);
    if (result == resultOfBuffer.end())
      return;
    facts.role = "result";
    facts.index = result->second.index;
    facts.part = result->second.part;
  } else if (found.size() == 1 && found.front().getDefiningOp<memref::GetGlobalOp>()) {
    facts.role = "constant";
    facts.constant = found.front().getDefiningOp<memref::GetGlobalOp>().getName().str();
  } else if (auto argument = dyn_cast<BlockArgument>(found.front());
             found.size() == 1 && argument && argument.getOwner()->getParentOp() == function) {
    facts.role = entry ? "input" : "parameter";
    facts.index = entry ? inputs[argument.getArgNumber()].index : argument.getArgNumber();
    facts.part = entry ? inputs[argument.getArgNumber()].part : "";
  }
}

ArgumentFacts FunctionFacts::describeArgument(Value value, bool isOutput) {
  ArgumentFacts facts;
  facts.type = llvm::to_string(value.getType());
  facts.isBuffer = isa<MemRefType>(value.getType());
  facts.isOutput = isOutput;
  if (facts.isBuffer) {
    describeBuffer(value, facts);
    return facts;
  }
  facts.role = value.getType().isIndex() ? "size" : "scalar";
  facts.value = sizes.express(value);
  return facts;
}

/// From the function to the launch.
void FunctionFacts::describeConditions(LaunchOp launch, LaunchFacts &facts) {
  for (Operation *op = launch; op != function; op = op->getParentOp()) {
    if (op->getBlock() != &op->getParentRegion()->front())
      facts.conditions.push_back(std::nullopt);
    Operation *parent = op->getParentOp();
    if (isa<LoopLikeOpInterface>(parent))
      facts.isInLoop = true;
    else if (auto condition = dyn_cast<scf::IfOp>(parent))
      facts.conditions.push_back(op->getParentRegion() == &condition.getThenRegion()
                                     ? sizes.express(condition.getCondition())
                                     : sizes.expressNot(condition.getCondition()));
    else if (parent != function)
      facts.conditions.push_back(std::nullopt);
  }
  std::reverse(facts.conditions.begin(), facts.conditions.end());
}

LaunchFacts FunctionFacts::describe(LaunchOp launch) {
  LaunchFacts facts;
  facts.function = name;
  facts.kernel = launch.getKernel().getLeafReference().str();
  for (Value size : launch.getGrid()) {
    facts.grid.push_back(getConstantIntValue(size));
    facts.gridExpressions.push_back(sizes.express(size));
  }
  facts.block.assign(launch.getBlock().begin(), launch.getBlock().end());
  facts.cluster = {1, 1, 1};
  if (launch.getCluster())
    facts.cluster.assign(launch.getCluster()->begin(), launch.getCluster()->end());
  Value shared = launch.getSharedBytes();
  facts.sharedBytes = shared ? getConstantIntValue(shared) : std::optional<int64_t>(0);
  facts.sharedExpression = shared ? sizes.express(shared) : Expression("0");
  for (Value value : launch.getInputs())
    facts.arguments.push_back(describeArgument(value, /*isOutput=*/false));
  for (Value value : launch.getOutputs())
    facts.arguments.push_back(describeArgument(value, /*isOutput=*/true));
  describeConditions(launch, facts);
  return facts;
}

void FunctionFacts::collect(std::vector<LaunchFacts> &allLaunches, std::vector<BufferFacts> &allBuffers) {
  numberBuffers();
  findResults();
  function.walk([&](LaunchOp launch) { allLaunches.push_back(describe(launch)); });
  unsigned next = 0;
  for (auto [value, number] : buffers) {
    if (number != next)
      continue;
    ++next;
    auto type = cast<MemRefType>(value.getType());
    BufferFacts facts{name, number, llvm::to_string(type), {}};
    for (int64_t dim = 0; dim < type.getRank(); ++dim)
      facts.sizes.push_back(sizes.expressSize(value, dim));
    allBuffers.push_back(std::move(facts));
  }
}

void execution::collectLaunches(ModuleOp module, ArrayRef<EntryPoint> entries, std::vector<LaunchFacts> &launches,
                                std::vector<BufferFacts> &buffers) {
  for (auto function : module.getOps<func::FuncOp>()) {
    if (function.isExternal())
      continue;
    const auto *entry = llvm::find_if(
        entries, [&](const EntryPoint &one) { return (kFunctionPrefix + one.name).str() == function.getName(); });
    FunctionFacts(function, entry == entries.end() ? nullptr : entry).collect(launches, buffers);
  }
}

//===----------------------------------------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------------------------------------===//

/// qnt-prepack names the layout behind the last "_packed."; a name that is taken got a number.
static StringRef getLayout(StringRef resource) {
  auto [before, layout] = resource.rsplit("_packed.");
  if (numerics::isKnownLayout(layout))
    return layout;
  auto [shorter, number] = layout.rsplit('_');
  unsigned ignored;
  return !number.getAsInteger(10, ignored) && numerics::isKnownLayout(shorter) ? shorter : "row_major";
}

std::vector<ConstantFacts> execution::collectConstants(ModuleOp module) {
  std::vector<ConstantFacts> constants;
  for (auto global : module.getOps<memref::GlobalOp>()) {
    MemRefType type = global.getType();
    if (!isOnDevice(type))
      continue;
    uint64_t bytes = static_cast<uint64_t>(type.getNumElements()) * getElementSize(type.getElementType());
    ConstantFacts facts{global.getSymName().str(),        "", llvm::to_string(type.getElementType()),
                        llvm::to_vector(type.getShape()), "", bytes};
    if (auto resource = dyn_cast_or_null<DenseResourceElementsAttr>(global.getInitialValueAttr()))
      facts.source = resource.getRawHandle().getKey().str();
    facts.layout = getLayout(facts.source).str();
    constants.push_back(std::move(facts));
  }
  return constants;
}
