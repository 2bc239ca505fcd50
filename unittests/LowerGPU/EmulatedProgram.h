//===- EmulatedProgram.h - programs whose kernels run on the emulated device ------------------------------===//
#ifndef QNT_UNITTESTS_LOWERGPU_EMULATEDPROGRAM_H
#define QNT_UNITTESTS_LOWERGPU_EMULATEDPROGRAM_H

#include "Qnt/Reference/Interpreter.h"
#include "Qnt/Target/AssembleKernels.h"
#include "Qnt/Target/CompileKernels.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"

namespace mlir::qnt::testing {

/// A context with what programs and kernels are written in.
std::unique_ptr<MLIRContext> createProgramContext();

/// Parses; the test fails where that does.
OwningOpRef<ModuleOp> parseProgram(MLIRContext &context, StringRef text);

/// Chooses schedules for `target`, prepacks weights and lowers kernels, in place. The test fails where a pass does.
/// lowerRounded: tensor cores may lose what tf32 and fp8 do.
bool lowerKernels(ModuleOp module, StringRef target);
bool lowerRounded(ModuleOp module, StringRef target);

/// The results of the last qnt.launch of function @main of a lowered module, which have to be what it returns: operands
/// come from the interpreter and, of static shape, from launches before; kernels run in the emulator, where every
/// defect fails the test. `resultTypes` are those of the results with the sizes of this run. Tensor cores keep
/// `fp8AccumulatorBits` of sums of products of fp8, 0: all.
SmallVector<reference::Tensor> runLaunch(ModuleOp module, StringRef target,
                                         ArrayRef<reference::InterpreterValue> inputs,
                                         ArrayRef<reference::Tensor> resultTypes, unsigned fp8AccumulatorBits = 0);

} // namespace mlir::qnt::testing

#endif // QNT_UNITTESTS_LOWERGPU_EMULATEDPROGRAM_H
