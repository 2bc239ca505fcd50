//===- HostProgram.h - executes what qnt-lower-to-gpu makes, on the emulated device -----------------------===//
//
// The host's part is walked op by op, and kernels run as PTX in the emulator. It shares nothing with the code that
// Target generates for a host.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_UNITTESTS_LAUNCHEDPROGRAMS_HOSTPROGRAM_H
#define QNT_UNITTESTS_LAUNCHEDPROGRAMS_HOSTPROGRAM_H

#include "HostValues.h"
#include "Qnt/Runtime/Program.h"
#include "Qnt/Target/CompileKernels.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include <map>

namespace mlir::qnt::testing {

class HostProgram {
public:
  /// Runs qnt-lower-to-gpu on a copy of `module`, and compiles its kernels.
  static llvm::Expected<std::unique_ptr<HostProgram>> lower(ModuleOp module);
  ~HostProgram();

  /// Runs a function, whose type before it was lowered is `type`. Takes and gives what the interpreter does.
  llvm::Expected<SmallVector<reference::InterpreterValue>> run(StringRef function, FunctionType type,
                                                               ArrayRef<reference::InterpreterValue> inputs);

  unsigned getNumLaunches() const { return numLaunches; }

private:
  /// Memory with an element size, or a number (`attr`).
  struct Item {
    Attribute attr;
    QntrtPointer base = 0; ///< a device's address, or the host's
    int64_t offset = 0;
    SmallVector<int64_t> sizes, strides;
  };
  using Items = SmallVector<Item>;
  using Environment = llvm::DenseMap<Value, Item>;

  explicit HostProgram(ModuleOp module) : module(module) {}
  llvm::Error load();
  llvm::Expected<Items> call(func::FuncOp function, const Items &arguments);
  /// Runs a block; gives the operands of its terminator.
  llvm::Expected<Items> runBlock(Block &block, Environment &values);
  llvm::Error runOp(Operation *op, Environment &values);
  llvm::Error runMemoryOp(Operation *op, Environment &values);
  llvm::Error runGlobal(memref::GetGlobalOp op, Environment &values);
  llvm::Error runView(Operation *op, Environment &values);
  llvm::Error runAccess(Operation *op, Environment &values);
  static int64_t getInteger(OpFoldResult size, const Environment &values);
  static SmallVector<int64_t> getIntegers(ArrayRef<OpFoldResult> sizes, const Environment &values);
  /// Where an element of memory lies, on the device or the host.
  static QntrtPointer getAddress(Value memory, ValueRange indices, const Environment &values);
  llvm::Error runLoop(Operation *op, Environment &values);
  llvm::Error launch(Operation *op, Environment &values);
  llvm::Error fold(Operation *op, Environment &values);
  llvm::Expected<SmallVector<reference::InterpreterValue>> runOpen(StringRef function, FunctionType type,
                                                                   ArrayRef<reference::InterpreterValue> inputs);
  llvm::Expected<Item> upload(const HostBuffer &buffer, Type type);
  llvm::Expected<HostBuffer> download(const Item &item, Type type);
  llvm::Expected<Item> allocate(MemRefType type, ArrayRef<int64_t> sizes);
  llvm::Error check(QntrtStatus status);
  Item number(int64_t value);

  OwningOpRef<ModuleOp> owned;
  ModuleOp module;
  CompiledKernels kernels;
  QntrtProgram program = nullptr;
  QntrtCall open = nullptr;
  unsigned numLaunches = 0;
  std::vector<std::unique_ptr<char[]>> hostMemory;
};

} // namespace mlir::qnt::testing

#endif // QNT_UNITTESTS_LAUNCHEDPROGRAMS_HOSTPROGRAM_H
