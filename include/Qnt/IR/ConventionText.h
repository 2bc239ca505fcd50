//===- ConventionText.h - conventions outside of a module -------------------------------------------------===//
//
//   parseConvention("qwix, mx_scale = oas", context)  ->  #qnt.convention<qwix, mx_scale = oas>
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_IR_CONVENTIONTEXT_H
#define QNT_IR_CONVENTIONTEXT_H

#include "Qnt/IR/QntDialect.h"
#include "llvm/Support/Error.h"

namespace mlir::qnt {

/// What stands between the angle brackets of `#qnt.convention<...>`, read by the attribute's parser; names of presets
/// with a hyphen need no quotes here. The error begins with `in convention '...': `. `context` holds the dialect.
llvm::Expected<ConventionAttr> parseConvention(StringRef text, MLIRContext *context);

} // namespace mlir::qnt

#endif // QNT_IR_CONVENTIONTEXT_H
