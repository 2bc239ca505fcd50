//===- Passes.h - passes of stage Compress ----------------------------------------------------------------===//
#ifndef QNT_COMPRESS_PASSES_H
#define QNT_COMPRESS_PASSES_H

#include "Qnt/IR/QntDialect.h"
#include "mlir/Pass/Pass.h"

namespace mlir::qnt {

#define GEN_PASS_DECL
#include "Qnt/Compress/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "Qnt/Compress/Passes.h.inc"

} // namespace mlir::qnt

#endif // QNT_COMPRESS_PASSES_H
