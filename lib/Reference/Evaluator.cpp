//===- Evaluator.cpp - the state of one run ---------------------------------------------------------------===//

#include "Evaluator.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/ScopeExit.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::reference;

//===----------------------------------------------------------------------------------------------------===//
// Errors
//===----------------------------------------------------------------------------------------------------===//

/// "file:line:column: ", looked for through names and fused locations; empty when the op has none.
static std::string describeLocation(Location location) {
  std::string text;
  location->walk([&](Location inner) {
    auto position = dyn_cast<FileLineColLoc>(inner);
    if (!position)
      return WalkResult::advance();
    text =
        (position.getFilename().getValue() + ":" + Twine(position.getLine()) + ":" + Twine(position.getColumn()) + ": ")
            .str();
    return WalkResult::interrupt();
  });
  if (!text.empty())
    return text;
  if (auto named = dyn_cast<NameLoc>(location))
    return (named.getName().getValue() + ": ").str();
  return text;
}

llvm::Error reference::makeError(Operation *op, const Twine &message) {
  return llvm::createStringError(Twine(describeLocation(op->getLoc())) + "'" + op->getName().getStringRef() + "' op " +
                                 message);
}

llvm::Error reference::addContext(Operation *op, llvm::Error error) {
  if (!error)
    return llvm::Error::success();
  return makeError(op, llvm::toString(std::move(error)));
}

//===----------------------------------------------------------------------------------------------------===//
// Frames
//===----------------------------------------------------------------------------------------------------===//

Evaluator::Evaluator(ModuleOp module, const InterpreterOptions &options)
    : module(module), options(options), symbols(module) {}

const InterpreterValue &Evaluator::getValue(mlir::Value value) const {
  auto it = frame->find(value);
  assert(it != frame->end() && "value used before it was evaluated");
  return it->second;
}

void Evaluator::setValue(mlir::Value value, InterpreterValue evaluated) {
  frame->insert_or_assign(value, std::move(evaluated));
}

Type Evaluator::getComputeType(Type type) const {
  if (computesInF32 && isa<Float16Type, BFloat16Type>(type))
    return Float32Type::get(type.getContext());
  return type;
}

SmallVector<InterpreterValue> Evaluator::getOperands(Operation *op) const {
  return llvm::map_to_vector(op->getOperands(), [&](mlir::Value operand) { return getValue(operand); });
}

llvm::Error Evaluator::bindArguments(Block &block, ArrayRef<InterpreterValue> arguments) {
  assert(block.getNumArguments() == arguments.size() && "expected a value per block argument");
  for (auto [argument, value] : llvm::zip(block.getArguments(), arguments)) {
    if (llvm::Error error = checkValue(value, argument.getType(), getComputeType(getElementTypeOrSelf(argument))))
      return addContext(block.getParentOp(), std::move(error));
    setValue(argument, value);
  }
  return llvm::Error::success();
}

//===----------------------------------------------------------------------------------------------------===//
// Running
//===----------------------------------------------------------------------------------------------------===//

llvm::Error Evaluator::checkSize(Operation *op, ArrayRef<int64_t> shape) const {
  Shape sizes(shape.begin(), shape.end());
  for (int64_t &size : sizes)
    if (ShapedType::isDynamic(size) || size == 0)
      size = 1;
  std::optional<int64_t> count = getCheckedNumElements(sizes);
  uint64_t limit = options.elementLimit != 0 ? options.elementLimit : static_cast<uint64_t>(getMaxNumElements());
  if (!count || static_cast<uint64_t>(*count) > limit)
    return makeError(op, "has a result of too many elements, the limit is " + Twine(limit));
  return llvm::Error::success();
}

/// What the types of the results say alone, before anything of that size is made.
static llvm::Error checkResultTypes(Operation *op, const Evaluator &evaluator) {
  for (Type type : op->getResultTypes()) {
    auto array = dyn_cast<ArrayType>(type);
    auto tensor = dyn_cast<RankedTensorType>(type);
    if (!array && !tensor)
      continue;
    if (llvm::Error error = evaluator.checkSize(op, array ? array.getShape() : tensor.getShape()))
      return error;
  }
  return llvm::Error::success();
}

llvm::Error Evaluator::countStep(Operation *op) {
  if (options.stepLimit != 0 && ++steps > options.stepLimit)
    return makeError(op, "reached the limit of " + Twine(options.stepLimit) + " evaluated ops");
  return llvm::Error::success();
}

llvm::Error Evaluator::evaluateOperation(Operation *op) {
  if (llvm::Error error = countStep(op))
    return error;
  const EvalFunction *function = getEvalRegistry().lookup(op);
  if (!function)
    return makeError(op, "is not known to the reference interpreter");
  if (llvm::Error error = checkResultTypes(op, *this))
    return error;
  EvalResult results = (*function)(op, getOperands(op), *this);
  if (!results)
    return results.takeError();
  assert(results->size() == op->getNumResults() && "expected a value per result");
  for (auto [result, value] : llvm::zip(op->getResults(), *results)) {
    if (llvm::Error error = checkValue(value, result.getType(), getComputeType(getElementTypeOrSelf(result))))
      return makeError(op, "result " + Twine(result.getResultNumber()) + ": " + llvm::toString(std::move(error)));
    setValue(result, std::move(value));
  }
  return llvm::Error::success();
}

llvm::Error Evaluator::evaluateBlock(Block &block) {
  for (Operation &op : block.without_terminator())
    if (llvm::Error error = evaluateOperation(&op))
      return error;
  return llvm::Error::success();
}

EvalResult Evaluator::runRegion(Region &region, ArrayRef<InterpreterValue> arguments) {
  if (depth >= options.depthLimit)
    return makeError(region.getParentOp(),
                     "reached the limit of " + Twine(options.depthLimit) + " nested calls and regions");
  ++depth;
  llvm::scope_exit restoreDepth([&] { --depth; });
  BranchTarget target{&region.front(), Values(arguments)};
  while (true) {
    if (llvm::Error error = bindArguments(*target.block, target.arguments))
      return error;
    if (llvm::Error error = evaluateBlock(*target.block))
      return error;
    // Counted as well: the body of a loop may hold nothing else.
    Operation *terminator = target.block->getTerminator();
    if (llvm::Error error = countStep(terminator))
      return error;
    llvm::Expected<std::optional<BranchTarget>> next = getBranchTarget(terminator, *this);
    if (!next)
      return next.takeError();
    if (!*next)
      return getOperands(terminator);
    target = std::move(**next);
  }
}

EvalResult Evaluator::runIsolatedRegion(Region &region, ArrayRef<InterpreterValue> arguments, bool computeInF32) {
  Frame inner;
  Frame *outer = frame;
  bool outerComputesInF32 = computesInF32;
  frame = &inner;
  computesInF32 = computeInF32;
  llvm::scope_exit restore([&] {
    frame = outer;
    computesInF32 = outerComputesInF32;
  });
  return runRegion(region, arguments);
}

EvalResult Evaluator::call(StringRef name, ArrayRef<InterpreterValue> inputs, Operation *caller) {
  auto fail = [&](const Twine &message) {
    return caller ? makeError(caller, message) : llvm::createStringError(message);
  };
  auto function = symbols.lookup<func::FuncOp>(name);
  if (!function)
    return fail("the module has no function @" + name);
  if (function.isExternal())
    return fail("function @" + name + " has no body");
  if (function.getNumArguments() != inputs.size())
    return fail("function @" + name + " expected " + Twine(function.getNumArguments()) + " inputs, got " +
                Twine(inputs.size()));
  for (auto [index, type] : llvm::enumerate(function.getArgumentTypes()))
    if (llvm::Error error = checkValue(inputs[index], type))
      return fail("function @" + name + " input " + Twine(index) + ": " + llvm::toString(std::move(error)));
  return runIsolatedRegion(function.getBody(), inputs, /*computeInF32=*/false);
}

Interpreter::Interpreter(ModuleOp module, InterpreterOptions options) : module(module), options(std::move(options)) {}

llvm::Expected<SmallVector<InterpreterValue>> Interpreter::run(StringRef function, ArrayRef<InterpreterValue> inputs) {
  return Evaluator(module, options).call(function, inputs, /*caller=*/nullptr);
}

//===----------------------------------------------------------------------------------------------------===//
// Shared helpers
//===----------------------------------------------------------------------------------------------------===//

llvm::Expected<Shape> reference::getRuntimeShape(Operation *op, ArrayRef<int64_t> type, ArrayRef<int64_t> dynamic,
                                                 const Evaluator &evaluator) {
  Shape shape(type.begin(), type.end());
  for (int64_t &dim : shape)
    if (ShapedType::isDynamic(dim)) {
      dim = dynamic.front();
      dynamic = dynamic.drop_front();
    }
  for (auto [index, dim] : llvm::enumerate(shape))
    if (dim < 0)
      return makeError(op, "expected dimension " + Twine(index) + " not to be negative, got " + Twine(dim));
  if (llvm::Error error = evaluator.checkSize(op, shape))
    return error;
  return shape;
}

Shape reference::getMixedValues(ArrayRef<int64_t> staticValues, OperandRange operands, const Evaluator &evaluator) {
  Shape mixed(staticValues.begin(), staticValues.end());
  for (int64_t &value : mixed)
    if (ShapedType::isDynamic(value)) {
      value = getInteger(evaluator.getValue(operands.front()));
      operands = operands.drop_front();
    }
  return mixed;
}

const EvalRegistry &reference::getEvalRegistry() {
  static const EvalRegistry registry = [] {
    EvalRegistry all;
    for (auto *registerGroup : {registerArith, registerControlFlow, registerParallel, registerFunc, registerTensor,
                                registerTensorSlice, registerTensorReshape, registerStructured, registerSoftmax,
                                registerQuantize, registerRequantize, registerArray, registerCodes, registerTraining,
                                registerLayout, registerContraction, registerRegions, registerQuantDialect})
      registerGroup(all);
    return all;
  }();
  return registry;
}
