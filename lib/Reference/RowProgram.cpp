//===- RowProgram.cpp - the body of a structured op, run on rows of elements ------------------------------===//

#include "RowProgram.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::reference;

//===----------------------------------------------------------------------------------------------------===//
// Compiling
//===----------------------------------------------------------------------------------------------------===//

unsigned RowProgram::addRegister(mlir::Value value, ElementKind kind) {
  unsigned number = storage.size();
  numbers[value] = number;
  kinds.push_back(kind);
  storage.emplace_back(kMaxRow, 0);
  rows.push_back(nullptr);
  return number;
}

void RowProgram::addSplat(mlir::Value value, const Tensor &scalar) {
  unsigned number = addRegister(value, scalar.getKind());
  storage[number].assign(kMaxRow, scalar.getRaw());
}

std::optional<unsigned> RowProgram::getRegister(mlir::Value value, const Evaluator &evaluator) {
  auto it = numbers.find(value);
  if (it != numbers.end())
    return it->second;
  const InterpreterValue &outer = evaluator.getValue(value);
  if (!outer.isTensor() || isa<ShapedType>(value.getType()))
    return std::nullopt;
  addSplat(value, outer.getTensor());
  return numbers[value];
}

bool RowProgram::addElementwise(Operation *op, const RowFunctionBuilder &builder, const Evaluator &evaluator) {
  Step step;
  step.op = op;
  SmallVector<ElementKind> operandKinds, resultKinds;
  for (mlir::Value operand : op->getOperands()) {
    std::optional<unsigned> number = getRegister(operand, evaluator);
    if (!number)
      return false;
    step.operands.push_back(*number);
    operandKinds.push_back(kinds[*number]);
  }
  for (mlir::Value result : op->getResults()) {
    std::optional<ElementKind> kind = getElementKind(evaluator.getComputeType(result.getType()));
    if (!kind)
      return false;
    step.results.push_back(addRegister(result, *kind));
    resultKinds.push_back(*kind);
  }
  step.function = builder(op, {operandKinds, resultKinds});
  steps.push_back(std::move(step));
  return true;
}

bool RowProgram::addOperation(Operation *op, const Evaluator &evaluator) {
  if (auto index = dyn_cast<linalg::IndexOp>(op)) {
    indices.push_back({static_cast<unsigned>(index.getDim()), addRegister(index.getResult(), ElementKind{})});
    return true;
  }
  if (isa<arith::ConstantOp>(op)) {
    EvalResult value = (*getEvalRegistry().lookup(op))(op, {}, const_cast<Evaluator &>(evaluator));
    if (!value || isa<ShapedType>(op->getResult(0).getType())) {
      llvm::consumeError(value.takeError());
      return false;
    }
    addSplat(op->getResult(0), value->front().getTensor());
    return true;
  }
  const RowFunctionBuilder *builder = getElementwiseRegistry().lookup(op);
  return builder && addElementwise(op, *builder, evaluator);
}

std::optional<RowProgram> RowProgram::compile(Block &body, ArrayRef<ElementKind> argumentKinds,
                                              const Evaluator &evaluator) {
  RowProgram program;
  for (auto [argument, kind] : llvm::zip(body.getArguments(), argumentKinds))
    program.addRegister(argument, kind);
  for (Operation &op : body.without_terminator())
    if (!program.addOperation(&op, evaluator))
      return std::nullopt;
  for (mlir::Value value : body.getTerminator()->getOperands()) {
    std::optional<unsigned> number = program.getRegister(value, evaluator);
    if (!number)
      return std::nullopt;
    program.yielded.push_back(*number);
  }
  for (auto [row, registerStorage] : llvm::zip(program.rows, program.storage))
    row = registerStorage.data();
  return program;
}

//===----------------------------------------------------------------------------------------------------===//
// Running
//===----------------------------------------------------------------------------------------------------===//

llvm::Error RowProgram::run(ArrayRef<const uint64_t *> arguments, const RowPosition &position) {
  // Block arguments are the first registers.
  llvm::copy(arguments, rows.begin());
  for (const IndexRegister &index : indices) {
    bool isRowLoop = position.rowLoop == index.loop;
    for (int64_t i = 0; i < position.count; ++i)
      storage[index.number][i] = position.loops[index.loop] + (isRowLoop ? i : 0);
  }
  SmallVector<const uint64_t *, 4> operands;
  SmallVector<uint64_t *, 2> results;
  for (const Step &step : steps) {
    operands.clear();
    results.clear();
    for (unsigned number : step.operands)
      operands.push_back(rows[number]);
    for (unsigned number : step.results)
      results.push_back(storage[number].data());
    if (const char *reason = step.function({operands, results, position.count}))
      return makeError(step.op, reason);
  }
  return llvm::Error::success();
}
