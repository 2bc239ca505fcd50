//===- EvalStructured.cpp - linalg ops: loops, indexing maps and a body -----------------------------------===//
//
// One evaluation for every linalg op that has indexing maps and a body (the named ones have theirs implicitly). Loops
// run in their order; elements along one parallel loop are computed as rows, which changes no value: each element of a
// result still sees its reduction in the order of the loops.
//
//===-----------------------------------------------------------------------------------------------------===//

#include "IterationSpace.h"
#include "RowProgram.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::reference;

namespace {

class StructuredEvaluation {
public:
  StructuredEvaluation(linalg::LinalgOp op, ArrayRef<InterpreterValue> operands, Evaluator &evaluator)
      : op(op), operands(operands), evaluator(evaluator), numInputs(op.getNumDpsInputs()) {}

  EvalResult run();

private:
  llvm::Error prepare();
  llvm::Error runRows(RowProgram &program);
  llvm::Error runRow(RowProgram &program, MutableArrayRef<int64_t> position);
  llvm::Error runElements();
  llvm::Error runElement(ArrayRef<int64_t> position);
  ArrayRef<uint64_t> getData(unsigned operand) const {
    return operand < numInputs ? operands[operand].getTensor().getBits()
                               : ArrayRef<uint64_t>(resultBits[operand - numInputs]);
  }
  const uint64_t *loadRow(unsigned operand, int64_t index, int64_t count);

  linalg::LinalgOp op;
  ArrayRef<InterpreterValue> operands;
  Evaluator &evaluator;
  unsigned numInputs;
  SmallVector<OperandAccess> accesses;
  Shape loops;
  std::optional<unsigned> rowLoop;
  SmallVector<Tensor> results;
  SmallVector<MutableArrayRef<uint64_t>> resultBits;
  SmallVector<std::vector<uint64_t>> rowBuffers;
};

} // namespace

llvm::Error StructuredEvaluation::prepare() {
  for (auto [operand, map] : llvm::zip(operands, op.getIndexingMapsArray()))
    accesses.emplace_back(map, operand.getShape());
  llvm::Expected<Shape> sizes = getLoopSizes(op, operands, accesses);
  if (!sizes)
    return sizes.takeError();
  loops = *sizes;
  rowLoop = chooseRowLoop(op, loops, accesses);
  for (const InterpreterValue &init : operands.drop_front(numInputs))
    results.push_back(init.getTensor());
  for (Tensor &result : results)
    resultBits.push_back(result.getMutableBits());
  return llvm::Error::success();
}

//===----------------------------------------------------------------------------------------------------===//
// By rows
//===----------------------------------------------------------------------------------------------------===//

/// A row of an operand: its own data where that is contiguous, else a copy.
const uint64_t *StructuredEvaluation::loadRow(unsigned operand, int64_t index, int64_t count) {
  int64_t stride = rowLoop ? accesses[operand].getStride(*rowLoop) : 0;
  const uint64_t *data = getData(operand).data() + index;
  if (stride == 1 || count == 1)
    return data;
  uint64_t *buffer = rowBuffers[operand].data();
  for (int64_t i = 0; i < count; ++i)
    buffer[i] = data[i * stride];
  return buffer;
}

/// The elements at `position` and the following ones along the row loop, in pieces that registers hold.
llvm::Error StructuredEvaluation::runRow(RowProgram &program, MutableArrayRef<int64_t> position) {
  int64_t size = rowLoop ? loops[*rowLoop] : 1;
  SmallVector<const uint64_t *> rows(operands.size());
  SmallVector<int64_t> indices(operands.size());
  for (int64_t begin = 0; begin < size; begin += RowProgram::kMaxRow) {
    int64_t count = std::min(size - begin, RowProgram::kMaxRow);
    if (rowLoop)
      position[*rowLoop] = begin;
    for (size_t operand = 0; operand < operands.size(); ++operand) {
      indices[operand] = accesses[operand].getIndex(position);
      rows[operand] = loadRow(operand, indices[operand], count);
    }
    if (llvm::Error error = program.run(rows, {position, rowLoop, count}))
      return error;
    for (size_t result = 0; result < results.size(); ++result) {
      int64_t stride = rowLoop ? accesses[numInputs + result].getStride(*rowLoop) : 0;
      const uint64_t *yielded = program.getYielded(result);
      uint64_t *target = resultBits[result].data() + indices[numInputs + result];
      for (int64_t i = 0; i < count; ++i)
        target[i * stride] = yielded[i];
    }
  }
  if (rowLoop)
    position[*rowLoop] = 0;
  return llvm::Error::success();
}

llvm::Error StructuredEvaluation::runRows(RowProgram &program) {
  Shape outer = loops, position(loops.size(), 0);
  if (rowLoop)
    outer[*rowLoop] = 1;
  rowBuffers.assign(operands.size(), std::vector<uint64_t>(RowProgram::kMaxRow));
  do {
    if (llvm::Error error = runRow(program, position))
      return error;
  } while (advance(position, outer));
  return llvm::Error::success();
}

//===----------------------------------------------------------------------------------------------------===//
// Element by element, through the evaluator
//===----------------------------------------------------------------------------------------------------===//

llvm::Error StructuredEvaluation::runElement(ArrayRef<int64_t> position) {
  Values arguments;
  SmallVector<int64_t> indices;
  for (size_t operand = 0; operand < operands.size(); ++operand) {
    std::optional<int64_t> index = accesses[operand].getCheckedIndex(position);
    if (!index)
      return makeError(op, "reads operand " + Twine(operand) + " outside its shape");
    indices.push_back(*index);
    arguments.push_back(Tensor::scalar(operands[operand].getTensor().getElementType(), getData(operand)[*index]));
  }
  ArrayRef<int64_t> outerPosition = evaluator.getIterationPosition();
  evaluator.setIterationPosition(position);
  EvalResult yielded = evaluator.runRegion(op->getRegion(0), arguments);
  evaluator.setIterationPosition(outerPosition);
  if (!yielded)
    return yielded.takeError();
  for (size_t result = 0; result < results.size(); ++result)
    resultBits[result][indices[numInputs + result]] = (*yielded)[result].getTensor().getRaw();
  return llvm::Error::success();
}

llvm::Error StructuredEvaluation::runElements() {
  Shape position(loops.size(), 0);
  do {
    if (llvm::Error error = runElement(position))
      return error;
  } while (advance(position, loops));
  return llvm::Error::success();
}

EvalResult StructuredEvaluation::run() {
  if (llvm::Error error = prepare())
    return error;
  if (!llvm::is_contained(loops, 0)) {
    SmallVector<ElementKind> kinds =
        llvm::map_to_vector(operands, [](const InterpreterValue &operand) { return operand.getTensor().getKind(); });
    bool isLinear = llvm::all_of(accesses, [](const OperandAccess &access) { return access.isLinear(); });
    std::optional<RowProgram> program;
    if (isLinear)
      program = RowProgram::compile(*op.getBlock(), kinds, evaluator);
    if (llvm::Error error = program ? runRows(*program) : runElements())
      return error;
  }
  return Values(std::make_move_iterator(results.begin()), std::make_move_iterator(results.end()));
}

static EvalResult evalStructured(Operation *op, ArrayRef<InterpreterValue> operands, Evaluator &evaluator) {
  return StructuredEvaluation(cast<linalg::LinalgOp>(op), operands, evaluator).run();
}

static EvalResult evalIndex(linalg::IndexOp op, ArrayRef<InterpreterValue>, Evaluator &evaluator) {
  return single(Tensor::fromInteger(op.getType(), evaluator.getIterationPosition()[op.getDim()]));
}

void reference::registerStructured(EvalRegistry &registry) {
  registry.add<linalg::IndexOp>(evalIndex);
  registry.addGroup([](Operation *op) { return isa<linalg::LinalgOp>(op); }, evalStructured);
}
