//===- EncodingSyntax.h - pieces of the text form shared by attributes and types --------------------------===//
#ifndef QNT_LIB_IR_ENCODINGSYNTAX_H
#define QNT_LIB_IR_ENCODINGSYNTAX_H

#include "Qnt/IR/QntDialect.h"
#include "mlir/IR/OpImplementation.h"

namespace mlir::qnt {

/// `1x*x32`: sizes and `*` (numerics::kWhole) separated by `x`.
ParseResult parseBlock(AsmParser &parser, SmallVectorImpl<int64_t> &block);
void printBlock(AsmPrinter &printer, ArrayRef<int64_t> block);

/// Any keyword. `expected` is what an editor offers here; whether it is one of them is for the caller to say.
ParseResult parseKeywordOf(AsmParser &parser, ArrayRef<StringRef> expected, StringRef &keyword);

/// A format's name: i4, u8, f8E4M3FN, bf16. `isExpected` limits what an editor offers, not what is read: the verifier
/// of the attribute says more about a format in the wrong place.
ParseResult parseFormatName(AsmParser &parser, Format &format, function_ref<bool(Format)> isExpected);

/// The same as LutAttr::getCanonical; null after an error.
LutAttr getCheckedLut(function_ref<InFlightDiagnostic()> emitError, MLIRContext *context,
                      const numerics::Codebook &codebook);

/// `bitmask` or `2:4 along 1`; null after an error.
SparsityAttr parseSparsityBody(AsmParser &parser);
void printSparsityBody(AsmPrinter &printer, SparsityAttr sparsity);

} // namespace mlir::qnt

#endif // QNT_LIB_IR_ENCODINGSYNTAX_H
