//===- Passes.h - passes that change the form of a program, not its values --------------------------------===//
#ifndef QNT_CONVERSION_PASSES_H
#define QNT_CONVERSION_PASSES_H

#include "Qnt/IR/DialectDeclarations.h"
#include "Qnt/IR/QntDialect.h"
#include "mlir/Pass/Pass.h"

namespace mlir::qnt {

#define GEN_PASS_DECL
#include "Qnt/Conversion/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "Qnt/Conversion/Passes.h.inc"

} // namespace mlir::qnt

#endif // QNT_CONVERSION_PASSES_H
