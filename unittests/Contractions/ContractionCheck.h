//===- ContractionCheck.h - drawn contractions on a device against the interpreter ------------------------===//
//
// Drawn contractions, many in a module, are compiled and run. Where the accumulator is an integer type the result must
// be the interpreter's, bit for bit; else |y - exact| <= gamma_K * sum |a| |b| + 1 unit in the last place, where exact
// is the interpreter's real value and the sum of magnitudes is its own result on |a| and |b|.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_UNITTESTS_CONTRACTIONS_CONTRACTIONCHECK_H
#define QNT_UNITTESTS_CONTRACTIONS_CONTRACTIONCHECK_H

#include "DrawnContraction.h"
#include "Qnt/IR/QntDialect.h"
#include "mlir/IR/BuiltinOps.h"

namespace mlir::qnt::test {

struct DrawnBatch {
  const char *name;
  DrawnContraction (*draw)(MLIRContext &, Random &);
  unsigned seed;
  int count; ///< contractions in the module
};

using Values = SmallVector<reference::InterpreterValue>;
/// Runs a function of the module.
using RunFunction =
    llvm::function_ref<llvm::Expected<Values>(StringRef function, ArrayRef<reference::InterpreterValue>)>;
/// Compiles a module for a device, and gives `use` what runs its functions.
using CompileFunctions =
    llvm::function_ref<void(ModuleOp module, ArrayRef<StringRef> entries, llvm::function_ref<void(RunFunction)> use)>;

/// The verdict of the last contraction in a function.
AccumulatorAttr getVerdict(ModuleOp module, const Twine &function);
/// The interpreter refuses a sum that no i32 holds; so has the device. It names the condition, the interpreter the
/// element.
void expectSameRefusal(llvm::Error expected, llvm::Expected<Values> &got, const std::string &what);

/// Expectations of GoogleTest; QNT_CONTRACTION_SEED draws others.
void checkDrawnContractions(const DrawnBatch &batch, CompileFunctions compile);

} // namespace mlir::qnt::test

#endif // QNT_UNITTESTS_CONTRACTIONS_CONTRACTIONCHECK_H
