//===- InitAll.h - everything of Qnt in one call ----------------------------------------------------------===//
//
// For tools and for compilers that embed all of Qnt. A compiler that wants some stages includes their Passes.h instead.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_INITALL_H
#define QNT_INITALL_H

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace mlir::qnt {

/// Adds the qnt dialect, and whatever else Qnt's passes need registered, to `registry`.
void registerAllDialects(DialectRegistry &registry);

/// Adds the passes and pipelines of every stage to MLIR's pass registry. Once in a process.
void registerAllPasses();

/// Lets `--version` of a program whose options LLVM reads name Qnt's version behind LLVM's. Before they are read.
void addVersionPrinter();

} // namespace mlir::qnt

#endif // QNT_INITALL_H
