//===- RandomModule.h - valid modules and data for them, from a seed --------------------------------------===//
//
// What leaves: a module whose function @main runs without an error on the data that its arguments carry (InputData.h).
// The same seed and options give the same module on every machine.
//
//   RandomModule module = makeRandomModule(context, 42, {});
//
// Results of @main are of two kinds. Most have one right value, bit by bit: integers, codes, anything computed by steps
// that round in a defined order, and float sums whose every partial sum is exact. The others are marked by the result
// attribute `smith.approximate`: float sums of any order, and functions that libraries round differently. No op uses an
// approximate value, so no error of one can grow or turn into another code.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_RANDOMMODULES_RANDOMMODULE_H
#define QNT_RANDOMMODULES_RANDOMMODULE_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace mlir::qnt::random_modules {

/// How an approximate result is to be compared: "contraction" (the bound of docs/Numerics.md) or "function" (units in
/// the last place).
inline constexpr llvm::StringLiteral kApproximateAttr = "smith.approximate";

struct GeneratorOptions {
  /// Ops (with those of regions, without constants and parameters) that are aimed at.
  unsigned numOps = 14;
  /// Percent of the float tensors and scales that hold NaN, infinities, and zeros where a scale should not have them.
  unsigned nonFinitePercent = 8;
  /// Families of ops to draw from (see getFamilies()); empty: all.
  llvm::SmallVector<std::string> families;
};

/// "quantize", "arrays", "contractions", ...
llvm::ArrayRef<llvm::StringLiteral> getFamilies();

/// Dialects that the modules use; call before the context is made.
void registerRandomModuleDialects(DialectRegistry &registry);

/// `context` should be new: the names of resources are unique in a context.
OwningOpRef<ModuleOp> makeRandomModule(MLIRContext &context, uint64_t seed, const GeneratorOptions &options);

} // namespace mlir::qnt::random_modules

#endif // QNT_RANDOMMODULES_RANDOMMODULE_H
