//===- RowProgram.h - the body of a structured op, run on rows of elements --------------------------------===//
//
// The body becomes a list of row functions over registers, so that an op of the body is looked up once and not once per
// element. Each register holds the value of one SSA value for a row of positions.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_REFERENCE_ROWPROGRAM_H
#define QNT_LIB_REFERENCE_ROWPROGRAM_H

#include "Elementwise.h"
#include "Evaluator.h"

namespace mlir::qnt::reference {

/// Where a row lies in the iteration space.
struct RowPosition {
  ArrayRef<int64_t> loops;         ///< of the row's first element
  std::optional<unsigned> rowLoop; ///< the loop along which the row runs; nothing: rows of one element
  int64_t count;
};

class RowProgram {
public:
  /// Longest row that run() takes.
  static constexpr int64_t kMaxRow = 256;

  /// Nothing when the body has an op that is not elementwise, a constant or linalg.index.
  static std::optional<RowProgram> compile(Block &body, ArrayRef<ElementKind> argumentKinds,
                                           const Evaluator &evaluator);

  /// Runs the body on rows of the block arguments; the rows it yields are in getYielded() afterwards.
  llvm::Error run(ArrayRef<const uint64_t *> arguments, const RowPosition &position);
  const uint64_t *getYielded(unsigned index) const { return rows[yielded[index]]; }

private:
  struct Step {
    Operation *op;
    RowFunction function;
    llvm::SmallVector<unsigned, 3> operands, results;
  };
  struct IndexRegister {
    unsigned loop, number;
  };

  unsigned addRegister(mlir::Value value, ElementKind kind);
  void addSplat(mlir::Value value, const Tensor &scalar);
  /// The register of a value; one from outside the body is read from the frame.
  std::optional<unsigned> getRegister(mlir::Value value, const Evaluator &evaluator);
  bool addOperation(Operation *op, const Evaluator &evaluator);
  bool addElementwise(Operation *op, const RowFunctionBuilder &builder, const Evaluator &evaluator);

  llvm::DenseMap<mlir::Value, unsigned> numbers;
  std::vector<ElementKind> kinds;
  std::vector<std::vector<uint64_t>> storage; ///< empty for block arguments
  std::vector<const uint64_t *> rows;         ///< what a register reads as now
  std::vector<Step> steps;
  std::vector<IndexRegister> indices;
  llvm::SmallVector<unsigned> yielded;
};

} // namespace mlir::qnt::reference

#endif // QNT_LIB_REFERENCE_ROWPROGRAM_H
