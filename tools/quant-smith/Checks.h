//===- Checks.h - what is asked of a module ---------------------------------------------------------------===//
#ifndef QNT_TOOLS_QUANT_SMITH_CHECKS_H
#define QNT_TOOLS_QUANT_SMITH_CHECKS_H

#include "Qnt/RandomModules/Random.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/Error.h"

namespace mlir::qnt::smith {

/// The module verifies, comes back the same from text and from bytecode, and runs on the reference interpreter without
/// an error.
llvm::Error checkRoundTrip(ModuleOp module);

/// Passes that keep values, in a random order, as a pipeline: "canonicalize,qnt-expand-arrays,cse".
std::string makePipeline(random_modules::Random &random);
/// The module gives the same after the passes of the pipeline, one after the other. A pass that refuses a module by an
/// error and is known to do so leaves it as it was.
llvm::Error checkPasses(ModuleOp module, StringRef pipeline);
/// Registers the passes that makePipeline draws from.
void registerSmithPasses();
/// A pass that changes values, for tests: smith-plant-fault.
void registerPlantFault();

/// The module gives on `device` what it gives on the reference interpreter.
llvm::Error checkDevice(ModuleOp module, StringRef device);
/// The devices of this build.
ArrayRef<StringLiteral> getDevices();

/// Errors that MLIR reports go into the message in place of the standard error.
llvm::Error withDiagnostics(MLIRContext *context, llvm::function_ref<llvm::Error()> check);

} // namespace mlir::qnt::smith

#endif // QNT_TOOLS_QUANT_SMITH_CHECKS_H
