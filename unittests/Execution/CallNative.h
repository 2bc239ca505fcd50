//===- CallNative.h - compiles into a shared library, loads and calls it ----------------------------------===//
#ifndef QNT_UNITTESTS_EXECUTION_CALLNATIVE_H
#define QNT_UNITTESTS_EXECUTION_CALLNATIVE_H

#include "Qnt/Execution/NativeCode.h"
#include "Qnt/IR/QntDialect.h"
#include "Qnt/Reference/InterpreterValue.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/ADT/SmallString.h"
#include "gtest/gtest.h"
#include <random>

class NativeCodeTest : public testing::Test {
protected:
  using Shape = std::vector<int64_t>;
  using Value = mlir::qnt::reference::InterpreterValue;

  NativeCodeTest();
  ~NativeCodeTest() override;

  /// Compiles `text`, in which every name of `words` is replaced, and loads it.
  void compile(llvm::StringRef text, llvm::ArrayRef<std::pair<llvm::StringRef, llvm::StringRef>> words = {});
  /// The error that compiling gives.
  std::string getError(llvm::StringRef text);

  /// A C function of the library, without the prefix.
  template <typename Type>
  Type *getFunction(llvm::StringRef name) {
    return reinterpret_cast<Type *>(findSymbol(name));
  }

  /// Calls a function on random inputs of these shapes, and compares the bits of its results with the interpreter's.
  /// Inputs must keep their bytes.
  void compare(llvm::StringRef name, const std::vector<Shape> &shapes);
  /// "status message" of a call with inputs of `shapes` that claims to have the sizes `sizes` (the same when empty).
  std::string getFailure(llvm::StringRef name, const std::vector<Shape> &shapes, const std::vector<Shape> &sizes = {});

  mlir::qnt::execution::NativeOptions options;

private:
  struct Call;
  void unload();
  void *findSymbol(llvm::StringRef name);
  mlir::qnt::reference::Tensor makeTensor(mlir::RankedTensorType type);
  Value makeValue(mlir::Type type, const Shape &shape);

  mlir::MLIRContext context;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  llvm::SmallString<128> path;
  void *library = nullptr;
  std::mt19937_64 random{1};
};

#endif // QNT_UNITTESTS_EXECUTION_CALLNATIVE_H
