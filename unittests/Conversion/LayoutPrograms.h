//===- LayoutPrograms.h - random programs of layout ops, with inputs --------------------------------------===//
//
// A program is one function: parts of arrays come in, layout ops move them, the parts of the result go out. Types
// forget some of their sizes, so that each op is seen with static and with dynamic dimensions; the sizes at run time
// are drawn first, and with them arguments that fit.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_UNITTESTS_CONVERSION_LAYOUTPROGRAMS_H
#define QNT_UNITTESTS_CONVERSION_LAYOUTPROGRAMS_H

#include "Qnt/IR/QntOps.h"
#include "Qnt/Reference/Interpreter.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include <random>

namespace mlir::qnt::testing {

enum class LayoutOp : uint8_t { Transpose, Reshape, Slice, Concat, Pad, Gather };

/// An array value, and its type with the sizes that it has at run time.
struct SizedArray {
  Value value;
  ArrayType sized;
};

class LayoutProgram {
public:
  /// An empty function.
  LayoutProgram(MLIRContext &context, std::mt19937 &random);

  /// An array of a random type whose parts are inputs of the function.
  SizedArray addInput();
  /// The result of an op on `input`; nothing when none was found that the encoding allows.
  std::optional<SizedArray> addOp(LayoutOp kind, SizedArray input);
  /// The size of every dimension, in turn, as qnt.dim gives it; returned before the parts.
  void addSizes(SizedArray array);
  /// Returns the parts of `result` and ends the function.
  void finish(SizedArray result);

  ModuleOp getModule() { return *module; }
  /// Some array has no elements: its entries of blocks may become any number.
  bool hasEmptyArray() const { return hasEmpty; }
  using Results = llvm::Expected<SmallVector<reference::InterpreterValue>>;
  /// Runs a program with the function's inputs: this one, or what became of it.
  Results run(ModuleOp changed) { return reference::Interpreter(changed).run("main", inputs); }

private:
  int64_t draw(int64_t low, int64_t high) { return std::uniform_int_distribution<int64_t>(low, high)(random); }
  bool flip() { return draw(0, 1) == 1; }
  int64_t drawTile();
  SmallVector<int64_t> drawTiles(unsigned rank);
  EncodingAttr drawEncoding(unsigned rank);
  ArrayType drawType();
  ArrayType forgetSizes(ArrayType type);
  reference::Tensor drawTensor(RankedTensorType type, PartKind kind, EncodingAttr encoding);
  SizedArray addInput(ArrayType sized);

  std::optional<SizedArray> addAnyOp(LayoutOp kind, SizedArray input);
  std::optional<SizedArray> addTranspose(SizedArray input);
  std::optional<SizedArray> addReshape(SizedArray input);
  std::optional<SizedArray> addSlice(SizedArray input);
  std::optional<SizedArray> addConcat(SizedArray input);
  std::optional<SizedArray> addPad(SizedArray input);
  std::optional<SizedArray> addGather(SizedArray input);
  SmallVector<int64_t> drawReshapedShape(ArrayRef<int64_t> shape);
  ArrayType drawReshapedType(ArrayType input);
  ArrayType drawReshapedDynamic(SizedArray from, ArrayType sized);

  std::mt19937 &random;
  OwningOpRef<ModuleOp> module;
  func::FuncOp function;
  OpBuilder builder;
  Location loc;
  SmallVector<reference::InterpreterValue> inputs;
  SmallVector<Value> sizes;
  bool hasEmpty = false;
};

/// Fails the test where the results of two runs differ in shape, element type or bits. With `comparesSizesOnly` (an
/// array was empty) only index values are compared bit by bit.
void expectSame(LayoutProgram::Results before, LayoutProgram::Results after, bool comparesSizesOnly);

} // namespace mlir::qnt::testing

#endif // QNT_UNITTESTS_CONVERSION_LAYOUTPROGRAMS_H
