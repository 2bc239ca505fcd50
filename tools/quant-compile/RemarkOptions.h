//===- RemarkOptions.h - remarks of passes, as quant-opt shows them -----------------------------------------===//
#ifndef QNT_TOOLS_QUANT_COMPILE_REMARKOPTIONS_H
#define QNT_TOOLS_QUANT_COMPILE_REMARKOPTIONS_H

#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Error.h"

/// The options that MlirOptMain gives quant-opt: --remarks-filter and its kinds, --remark-format, --remark-policy,
/// --remarks-output-file. They belong to this category.
extern llvm::cl::OptionCategory remarkCategory;

/// Remarks of later passes go where the options say; without a filter nowhere. Errors: a filter that is no regular
/// expression, a file that cannot be written.
llvm::Error enableRemarks(mlir::MLIRContext &context);

#endif // QNT_TOOLS_QUANT_COMPILE_REMARKOPTIONS_H
