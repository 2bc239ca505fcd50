//===- CoreAIGraph.cpp - one Core AI graph as a function ----------------------------------------------------===//
#include "CoreAIGraph.h"
#include "CoreAIConstants.h"
#include "CoreAIWeights.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;
using namespace mlir::qnt;

static constexpr llvm::StringLiteral kOutput = "coreai.output";

FailureOr<Value> CoreAIGraph::get(Value value) {
  if (Value known = values.lookup(value))
    return known;
  Operation *op = value.getDefiningOp();
  if (!op || !isWeightChain(op))
    return graph->emitOpError() << "expected values of its own arguments and ops, but one of another op is read";
  FailureOr<Value> built = buildWeight(builder, value);
  if (succeeded(built))
    values[value] = *built;
  return built;
}

FailureOr<Value> CoreAIGraph::getTensor(Value value) {
  FailureOr<Value> found = get(value);
  if (failed(found))
    return failure();
  auto type = dyn_cast<ArrayType>(found->getType());
  if (!type)
    return found;
  return Value(DequantizeOp::create(builder, value.getLoc(), type.getDecodedType(), *found));
}

FailureOr<SmallVector<int64_t>> CoreAIGraph::getIntegers(Operation *op, unsigned index, StringRef name) {
  ElementsAttr attr = getCoreAIConstant(op->getOperand(index));
  std::optional<SmallVector<int64_t>> integers;
  if (attr)
    integers = readCoreAIIntegers(attr);
  if (!integers)
    return op->emitOpError() << "expected a constant of integers as " << name << ", but got "
                             << (attr ? "other elements" : "a computed value");
  return *integers;
}

FailureOr<Value> CoreAIGraph::getKept(Value value) {
  FailureOr<Value> found = getTensor(value);
  if (failed(found) || found->getType() == value.getType())
    return found;
  return UnrealizedConversionCastOp::create(builder, value.getLoc(), value.getType(), *found).getResult(0);
}

/// Values from outside that `op` reads, in its regions too.
static SmallVector<Value> getReadValues(Operation *op) {
  llvm::SetVector<Value> values(op->operand_begin(), op->operand_end());
  op->walk([&](Operation *inner) {
    for (Value operand : inner->getOperands())
      if (!op->isAncestor(operand.getParentBlock()->getParentOp()))
        values.insert(operand);
  });
  return values.takeVector();
}

LogicalResult CoreAIGraph::importUnknown(Operation *op) {
  if (!keep)
    return op->emitOpError()
           << "expected an op that qnt-import-coreai reads (unknown=keep leaves others alone), but got '"
           << op->getName() << "'";
  IRMapping mapping;
  for (Value value : getReadValues(op)) {
    FailureOr<Value> kept = getKept(value);
    if (failed(kept))
      return failure();
    mapping.map(value, *kept);
  }
  keep(op);
  Operation *copy = builder.clone(*op, mapping);
  for (auto [result, copied] : llvm::zip(op->getResults(), copy->getResults())) {
    std::optional<Type> type = toSignless(result.getType());
    bool stays = !type || *type == result.getType();
    set(result, stays ? copied : UnrealizedConversionCastOp::create(builder, op->getLoc(), *type, copied).getResult(0));
  }
  return success();
}

LogicalResult CoreAIGraph::importOutput(Operation *op) {
  SmallVector<Value> results;
  for (Value operand : op->getOperands()) {
    FailureOr<Value> result = getTensor(operand);
    if (failed(result))
      return failure();
    results.push_back(*result);
  }
  func::ReturnOp::create(builder, op->getLoc(), results);
  return success();
}

LogicalResult CoreAIGraph::importOp(Operation *op) {
  if (op->getName().getStringRef() == kOutput)
    return importOutput(op);
  // Where they are read, and not at all when nothing does.
  if (isWeightChain(op))
    return success();
  for (auto find :
       {findCoreAIStructure, findCoreAIConvolution, findCoreAISlice, findCoreAIArithmetic, findCoreAIReduction})
    if (ImportCoreAIOp import = find(op))
      return import(*this, op);
  return importUnknown(op);
}

FailureOr<FunctionType> CoreAIGraph::getFunctionType() {
  if (graph->getNumRegions() != 1 || !graph->getRegion(0).hasOneBlock() || graph->getRegion(0).front().empty() ||
      graph->getRegion(0).front().back().getName().getStringRef() != kOutput)
    return graph->emitOpError() << "expected one block that ends in '" << kOutput << "'";
  Block &block = graph->getRegion(0).front();
  SmallVector<Type> inputs, results;
  auto convert = [&](TypeRange types, SmallVectorImpl<Type> &converted) -> LogicalResult {
    for (Type type : types) {
      std::optional<Type> signless = toSignless(type);
      if (!signless)
        return graph->emitOpError() << "expected ranked tensors without an encoding as inputs and outputs, but got "
                                    << type;
      converted.push_back(*signless);
    }
    return success();
  };
  if (failed(convert(block.getArgumentTypes(), inputs)) || failed(convert(block.back().getOperandTypes(), results)))
    return failure();
  return FunctionType::get(graph->getContext(), inputs, results);
}

LogicalResult CoreAIGraph::import() {
  auto name = graph->getAttrOfType<StringAttr>(SymbolTable::getSymbolAttrName());
  if (!name)
    return graph->emitOpError() << "expected a name, sym_name";
  FailureOr<FunctionType> type = getFunctionType();
  if (failed(type))
    return failure();
  OpBuilder::InsertionGuard guard(builder);
  auto function = func::FuncOp::create(builder, graph->getLoc(), name, *type);
  if (graph->hasAttr("priv"))
    function.setPrivate();
  Block *entry = function.addEntryBlock();
  builder.setInsertionPointToStart(entry);
  Block &block = graph->getRegion(0).front();
  for (auto [argument, converted] : llvm::zip(block.getArguments(), entry->getArguments()))
    set(argument, converted);
  for (Operation &op : block)
    if (failed(importOp(&op)))
      return failure();
  return success();
}
