//===- Evaluator.h - the state of one run, and the registry of evaluation functions -----------------------===//
#ifndef QNT_LIB_REFERENCE_EVALUATOR_H
#define QNT_LIB_REFERENCE_EVALUATOR_H

#include "Qnt/Reference/Interpreter.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/SymbolTable.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"

namespace mlir::qnt::reference {

using Values = llvm::SmallVector<InterpreterValue>;
using EvalResult = llvm::Expected<Values>;

class Evaluator {
public:
  Evaluator(ModuleOp module, const InterpreterOptions &options);

  /// Calls a function by name; `caller` is null for the entry.
  EvalResult call(StringRef name, ArrayRef<InterpreterValue> inputs, Operation *caller);
  /// Runs a region in the current frame, so that it sees the values around it. Returns the operands of the
  /// terminator it ends at.
  EvalResult runRegion(Region &region, ArrayRef<InterpreterValue> arguments);
  /// Runs an isolated region in a frame of its own. `computeInF32`: f16 and bf16 stand for f32 inside.
  EvalResult runIsolatedRegion(Region &region, ArrayRef<InterpreterValue> arguments, bool computeInF32);
  bool isComputingInF32() const { return computesInF32; }

  /// The value of an SSA value in the current frame.
  const InterpreterValue &getValue(mlir::Value value) const;
  void setValue(mlir::Value value, InterpreterValue evaluated);

  /// The position in the iteration space of the structured op whose body is being run: what linalg.index reads.
  ArrayRef<int64_t> getIterationPosition() const { return iterationPosition; }
  void setIterationPosition(ArrayRef<int64_t> position) { iterationPosition = position; }

  /// The element type that values of `type` have here: f32 for f16 and bf16 where the region computes in f32.
  Type getComputeType(Type type) const;
  const InterpreterOptions &getOptions() const { return options; }
  /// An error when a result of `op` of this shape would have too many elements. Dynamic dimensions and those of size 0
  /// count as 1: the scales of an empty array may be many.
  llvm::Error checkSize(Operation *op, ArrayRef<int64_t> shape) const;

private:
  using Frame = llvm::DenseMap<mlir::Value, InterpreterValue>;

  llvm::Error bindArguments(Block &block, ArrayRef<InterpreterValue> arguments);
  llvm::Error countStep(Operation *op);
  llvm::Error evaluateOperation(Operation *op);
  llvm::Error evaluateBlock(Block &block);
  llvm::SmallVector<InterpreterValue> getOperands(Operation *op) const;
  ModuleOp module;
  const InterpreterOptions &options;
  SymbolTable symbols;
  Frame *frame = nullptr;
  ArrayRef<int64_t> iterationPosition;
  bool computesInF32 = false;
  uint64_t steps = 0;
  unsigned depth = 0;
};

//===----------------------------------------------------------------------------------------------------===//
// Errors
//===----------------------------------------------------------------------------------------------------===//

/// "model.mlir:3:8: 'arith.divsi' op <message>"
llvm::Error makeError(Operation *op, const llvm::Twine &message);
/// The same around the message of `error`; success stays success.
llvm::Error addContext(Operation *op, llvm::Error error);

/// An Expected's error with the op and its location around it.
template <typename T>
llvm::Expected<T> addContext(Operation *op, llvm::Expected<T> result) {
  if (result)
    return result;
  return addContext(op, result.takeError());
}

//===----------------------------------------------------------------------------------------------------===//
// Registry
//===----------------------------------------------------------------------------------------------------===//

using EvalFunction = std::function<EvalResult(Operation *op, ArrayRef<InterpreterValue> operands, Evaluator &)>;

class EvalRegistry {
public:
  template <typename OpT>
  using TypedFunction = EvalResult (*)(OpT op, ArrayRef<InterpreterValue> operands, Evaluator &evaluator);

  template <typename OpT>
  void add(TypedFunction<OpT> function) {
    functions[OpT::getOperationName()] = [function](Operation *op, ArrayRef<InterpreterValue> operands,
                                                    Evaluator &evaluator) {
      return function(cast<OpT>(op), operands, evaluator);
    };
  }
  void add(StringRef name, EvalFunction function) { functions[name] = std::move(function); }
  /// For ops that have no function of their own but satisfy a predicate (implement an interface).
  void addGroup(bool (*contains)(Operation *), EvalFunction function) {
    groups.emplace_back(contains, std::move(function));
  }
  /// Null when the op is not known.
  const EvalFunction *lookup(Operation *op) const {
    auto it = functions.find(op->getName().getStringRef());
    if (it != functions.end())
      return &it->second;
    for (const auto &[contains, function] : groups)
      if (contains(op))
        return &function;
    return nullptr;
  }

private:
  llvm::StringMap<EvalFunction> functions;
  std::vector<std::pair<bool (*)(Operation *), EvalFunction>> groups;
};

const EvalRegistry &getEvalRegistry();

// One function per file of evaluations.
void registerArith(EvalRegistry &registry);
void registerControlFlow(EvalRegistry &registry);
void registerParallel(EvalRegistry &registry);
void registerFunc(EvalRegistry &registry);
void registerTensor(EvalRegistry &registry);
void registerTensorSlice(EvalRegistry &registry);
void registerTensorReshape(EvalRegistry &registry);
void registerStructured(EvalRegistry &registry);
void registerSoftmax(EvalRegistry &registry);
void registerQuantize(EvalRegistry &registry);
void registerRequantize(EvalRegistry &registry);
void registerArray(EvalRegistry &registry);
void registerCodes(EvalRegistry &registry);
void registerTraining(EvalRegistry &registry);
void registerLayout(EvalRegistry &registry);
void registerContraction(EvalRegistry &registry);
void registerRegions(EvalRegistry &registry);
void registerQuantDialect(EvalRegistry &registry);

/// Where a branch of cf goes, with the values it hands over.
struct BranchTarget {
  Block *block;
  Values arguments;
};
/// The target of a terminator that branches to a block of its region; nothing for other terminators.
llvm::Expected<std::optional<BranchTarget>> getBranchTarget(Operation *terminator, const Evaluator &evaluator);

//===----------------------------------------------------------------------------------------------------===//
// Shared helpers
//===----------------------------------------------------------------------------------------------------===//

/// The elements of a constant; its size has been checked. Errors: unknown element type, dense_resource without data or
/// of the wrong size.
llvm::Expected<Tensor> getConstant(ElementsAttr attribute, Operation *op);

/// The value of an index or integer scalar.
inline int64_t getInteger(const InterpreterValue &value) { return value.getTensor().getSigned(); }

/// One result.
inline Values single(InterpreterValue value) {
  Values values;
  values.push_back(std::move(value));
  return values;
}

/// The run-time shape of a result: the static dimensions of `type`, `dynamic` for the others in order. Errors: a
/// negative dimension, too many elements.
llvm::Expected<Shape> getRuntimeShape(Operation *op, ArrayRef<int64_t> type, ArrayRef<int64_t> dynamic,
                                      const Evaluator &evaluator);

/// Static offsets, sizes or strides with the dynamic ones taken from `operands`, in order.
Shape getMixedValues(ArrayRef<int64_t> staticValues, OperandRange operands, const Evaluator &evaluator);

} // namespace mlir::qnt::reference

#endif // QNT_LIB_REFERENCE_EVALUATOR_H
