//===- ModuleFile.h - reads the file of a module for upstream's parsers -----------------------------------===//
#ifndef QNT_EXECUTION_MODULEFILE_H
#define QNT_EXECUTION_MODULEFILE_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"
#include <memory>

namespace mlir::qnt::execution {

/// A module as text or bytecode; "-" is the standard input. Text can be parsed without ending the program, and bytecode
/// lies at a multiple of 4096 bytes, as its data needs (upstream's parser refuses a buffer that happens to lie
/// elsewhere). Errors: what the system says, and what checkResourceAlignments says.
llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> openModule(llvm::StringRef path);

/// The module in a file that openModule opens. Errors: those of openModule; a module that does not parse or verify,
/// whose diagnostics go to the context's handler; those of checkConstantSizes.
llvm::Expected<OwningOpRef<ModuleOp>> readModel(llvm::StringRef path, MLIRContext &context);

/// The same bytes at a multiple of 4096 bytes.
std::unique_ptr<llvm::MemoryBuffer> alignBytecode(std::unique_ptr<llvm::MemoryBuffer> buffer);

/// An error when a blob among the resources of a module's text ("{-# dialect_resources ... #-}") states an alignment of
/// 0: upstream's parser ends the program on it, where it refuses any other alignment that is no power of two.
llvm::Error checkResourceAlignments(llvm::StringRef text);

/// An error when a dense constant in an attribute of the module does not hold the bytes that its type needs: upstream's
/// reader of bytecode takes any number of bytes, and whoever reads the elements reads past their end.
llvm::Error checkConstantSizes(ModuleOp module);

} // namespace mlir::qnt::execution

#endif // QNT_EXECUTION_MODULEFILE_H
