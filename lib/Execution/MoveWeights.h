//===- MoveWeights.h - constants of a lowered program into a file -----------------------------------------===//
#ifndef QNT_LIB_EXECUTION_MOVEWEIGHTS_H
#define QNT_LIB_EXECUTION_MOVEWEIGHTS_H

#include "LoweredProgram.h"
#include "Qnt/Execution/WeightFile.h"
#include "llvm/IR/Module.h"

namespace mlir::qnt::execution {

/// Constants of the program, in the LLVM dialect, that functions use and WeightFile names go into a file; functions
/// read their address from @qnt.weights (WeightsRuntime.ll) when they begin.
WeightFile moveWeights(LoweredProgram &program);

/// Adds WeightsRuntime.ll's constants for `file`, which programs find under `name`, and `<prefix>_load_weights`.
/// `hash` is the file's.
void addWeightFunctions(llvm::Module &module, const WeightFile &file, const WeightFile::Hash &hash, StringRef name,
                        StringRef prefix);

} // namespace mlir::qnt::execution

#endif // QNT_LIB_EXECUTION_MOVEWEIGHTS_H
