//===- Passes.h - passes of stage Compress ----------------------------------------------------------------===//
#ifndef QNT_COMPRESS_PASSES_H
#define QNT_COMPRESS_PASSES_H

#include "Qnt/IR/QntDialect.h"
#include "mlir/Pass/Pass.h"

namespace mlir::qnt {

/// A number among the options of a pass that is not given. As text it is -1, so that a pipeline that was printed with
/// all of its options can be read again.
inline constexpr int64_t kNotGiven = -1;

#define GEN_PASS_DECL
#include "Qnt/Compress/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "Qnt/Compress/Passes.h.inc"

} // namespace mlir::qnt

#endif // QNT_COMPRESS_PASSES_H
