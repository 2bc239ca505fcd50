//===- EntryWrapper.h - code of the C functions that call a program ---------------------------------------===//
#ifndef QNT_LIB_EXECUTION_ENTRYWRAPPER_H
#define QNT_LIB_EXECUTION_ENTRYWRAPPER_H

#include "LoweredProgram.h"
#include "llvm/IR/Module.h"

namespace mlir::qnt::execution {

/// What a C function returns; the header says the same.
enum class CallStatus { Ok = 0, BadArgument = 1, Failed = 2, OutOfMemory = 3, NoDevice = 4, NoWeights = 5 };

/// Adds the C function `symbol` that checks its arguments, calls the entry, and copies the results into memory of the
/// caller. `module`: the translated program, linked with ModelRuntime.ll. `onDevice`: the function takes the program's
/// handle first, and DeviceRuntime.ll is linked, too. Where WeightsRuntime.ll is linked, weights are there before the
/// program runs.
void addEntryWrapper(llvm::Module &module, const EntryPoint &entry, StringRef symbol, bool onDevice);

/// Adds `<prefix>_open` and `<prefix>_close`, which load the kernels, and weights before them.
void addDeviceFunctions(llvm::Module &module, const CompiledKernels &kernels, StringRef target, StringRef cubin,
                        StringRef prefix);

} // namespace mlir::qnt::execution

#endif // QNT_LIB_EXECUTION_ENTRYWRAPPER_H
