//===- EvalParallel.cpp - loops whose iterations have no order --------------------------------------------===//
//
// Iterations run in ascending order, the last induction variable fastest. What depends on the order is an error where
// it is found: an element of a shared result that is written twice.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Window.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::reference;

//===----------------------------------------------------------------------------------------------------===//
// Iterations
//===----------------------------------------------------------------------------------------------------===//

/// Runs `body` with the values of the induction variables, from `lower` to below `upper`.
static llvm::Error forEachIteration(Operation *op, ArrayRef<int64_t> lower, ArrayRef<int64_t> upper,
                                    ArrayRef<int64_t> step,
                                    llvm::function_ref<llvm::Error(ArrayRef<InterpreterValue>)> body) {
  for (int64_t size : step)
    if (size <= 0)
      return makeError(op, "expected positive steps, got " + Twine(size));
  for (auto [first, end] : llvm::zip_equal(lower, upper))
    if (first >= end)
      return llvm::Error::success();
  Shape position(lower);
  while (true) {
    Values inductions = llvm::map_to_vector(position, [&](int64_t value) -> InterpreterValue {
      return Tensor::fromInteger(IndexType::get(op->getContext()), value);
    });
    if (llvm::Error error = body(inductions))
      return error;
    // The next one; a sum that wraps lies beyond the end.
    size_t loop = position.size();
    while (loop > 0) {
      --loop;
      if (!llvm::AddOverflow(position[loop], step[loop], position[loop]) && position[loop] < upper[loop])
        break;
      position[loop] = lower[loop];
      if (loop == 0)
        return llvm::Error::success();
    }
    if (position.empty())
      return llvm::Error::success();
  }
}

//===----------------------------------------------------------------------------------------------------===//
// forall
//===----------------------------------------------------------------------------------------------------===//

namespace {
/// A result in the making.
struct SharedResult {
  Tensor value;
  std::vector<bool> isWritten; ///< of each element
};
} // namespace

/// Writes a slice; an element that another one has written has no defined value.
static llvm::Error insertSlice(tensor::ParallelInsertSliceOp op, SharedResult &result, const Evaluator &evaluator) {
  const Tensor &source = evaluator.getValue(op.getSource()).getTensor();
  Window window = Window::of(op, evaluator);
  Shape shape(result.value.getShape());
  if (llvm::Error error = window.check(op, shape))
    return error;
  if (llvm::Error error = checkSourceShape(op, source, window.getReducedSizes(op.getDroppedDims())))
    return error;
  std::optional<int64_t> writtenTwice;
  MutableArrayRef<uint64_t> bits = result.value.getMutableBits();
  window.forEach(shape, [&](int64_t from, int64_t to) {
    if (result.isWritten[to] && !writtenTwice)
      writtenTwice = to;
    result.isWritten[to] = true;
    bits[to] = source.getRaw(from);
  });
  if (writtenTwice)
    return makeError(op, "expected every element to be written once, got element " + Twine(*writtenTwice) + " of " +
                             describeShape(shape, result.value.getElementType()) + " twice");
  return llvm::Error::success();
}

/// Every iteration sees the shared tensors as they came in; its slices go into the results.
static EvalResult evalForall(scf::ForallOp op, ArrayRef<InterpreterValue>, Evaluator &evaluator) {
  Values shared;
  std::vector<SharedResult> results;
  for (mlir::Value output : op.getOutputs()) {
    shared.push_back(evaluator.getValue(output));
    const Tensor &value = shared.back().getTensor();
    results.push_back({value, std::vector<bool>(value.getNumElements())});
  }
  auto runBody = [&](ArrayRef<InterpreterValue> inductions) -> llvm::Error {
    Values arguments(inductions);
    arguments.append(shared);
    EvalResult ended = evaluator.runRegion(op.getRegion(), arguments);
    if (!ended)
      return ended.takeError();
    for (Operation &combining : op.getTerminator().getYieldingOps()) {
      auto insert = dyn_cast<tensor::ParallelInsertSliceOp>(combining);
      if (!insert)
        return makeError(&combining, "is not known to the reference interpreter");
      unsigned result = cast<BlockArgument>(insert.getDest()).getArgNumber() - op.getRank();
      if (llvm::Error error = insertSlice(insert, results[result], evaluator))
        return error;
    }
    return llvm::Error::success();
  };
  if (llvm::Error error =
          forEachIteration(op, getMixedValues(op.getStaticLowerBound(), op.getDynamicLowerBound(), evaluator),
                           getMixedValues(op.getStaticUpperBound(), op.getDynamicUpperBound(), evaluator),
                           getMixedValues(op.getStaticStep(), op.getDynamicStep(), evaluator), runBody))
    return error;
  Values values;
  for (SharedResult &result : results)
    values.push_back(std::move(result.value));
  return values;
}

//===----------------------------------------------------------------------------------------------------===//
// parallel
//===----------------------------------------------------------------------------------------------------===//

/// Reductions in the order of the iterations, from the initial values on.
static EvalResult evalParallel(scf::ParallelOp op, ArrayRef<InterpreterValue> operands, Evaluator &evaluator) {
  unsigned numLoops = op.getNumLoops();
  auto read = [&](unsigned group) -> Shape {
    return llvm::map_to_vector<4>(operands.slice(group * numLoops, numLoops), getInteger);
  };
  Values reduced(operands.drop_front(3 * numLoops));
  auto reduce = cast<scf::ReduceOp>(op.getBody()->getTerminator());
  auto runBody = [&](ArrayRef<InterpreterValue> inductions) -> llvm::Error {
    EvalResult yielded = evaluator.runRegion(op.getRegion(), inductions);
    if (!yielded)
      return yielded.takeError();
    for (auto [region, value, sum] : llvm::zip_equal(reduce.getReductions(), *yielded, reduced)) {
      EvalResult next = evaluator.runRegion(region, {sum, value});
      if (!next)
        return next.takeError();
      sum = std::move(next->front());
    }
    return llvm::Error::success();
  };
  if (llvm::Error error = forEachIteration(op, read(0), read(1), read(2), runBody))
    return error;
  return reduced;
}

void reference::registerParallel(EvalRegistry &registry) {
  registry.add<scf::ForallOp>(evalForall);
  registry.add<scf::ParallelOp>(evalParallel);
}
