//===- EncodingSyntax.h - pieces of the text form shared by attributes and types --------------------------===//
#ifndef QNT_LIB_IR_ENCODINGSYNTAX_H
#define QNT_LIB_IR_ENCODINGSYNTAX_H

#include "Qnt/IR/QntDialect.h"
#include "mlir/IR/OpImplementation.h"

namespace mlir::qnt {

/// `1x*x32`: sizes and `*` (numerics::kWhole) separated by `x`.
ParseResult parseBlock(AsmParser &parser, SmallVectorImpl<int64_t> &block);
void printBlock(AsmPrinter &printer, ArrayRef<int64_t> block);

/// A format's name: i4, u8, f8E4M3FN, bf16.
ParseResult parseFormatName(AsmParser &parser, Format &format);

/// `bitmask` or `2:4 along 1`; null after an error.
SparsityAttr parseSparsityBody(AsmParser &parser);
void printSparsityBody(AsmPrinter &printer, SparsityAttr sparsity);

} // namespace mlir::qnt

#endif // QNT_LIB_IR_ENCODINGSYNTAX_H
