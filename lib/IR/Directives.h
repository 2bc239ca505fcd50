//===- Directives.h - custom directives of the declarative assembly formats -------------------------------===//
#ifndef QNT_LIB_IR_DIRECTIVES_H
#define QNT_LIB_IR_DIRECTIVES_H

#include "Qnt/IR/QntDialect.h"
#include "mlir/IR/OpImplementation.h"

namespace mlir::qnt {

/// absmax | rms(3.0) | fixed(-1.0, 1.0), without the attribute's name.
ParseResult parseCalibration(OpAsmParser &parser, CalibrationAttr &calibration);
void printCalibration(OpAsmPrinter &printer, Operation *op, CalibrationAttr calibration);

/// An encoding in full (or its alias).
ParseResult parseEncodingOperand(OpAsmParser &parser, EncodingAttr &encoding);
void printEncodingOperand(OpAsmPrinter &printer, Operation *op, EncodingAttr encoding);

/// A convention in full: #qnt.convention<qwix, mx_scale = oas>.
ParseResult parseConventionOperand(OpAsmParser &parser, ConventionAttr &convention);
void printConventionOperand(OpAsmPrinter &printer, Operation *op, ConventionAttr convention);

/// An elements attribute with its type, a part of a constant.
ParseResult parsePart(OpAsmParser &parser, ElementsAttr &part);
void printPart(OpAsmPrinter &printer, Operation *op, ElementsAttr part);

/// Shared with the attribute's own parser: rule and arguments.
CalibrationAttr parseCalibrationBody(AsmParser &parser);
void printCalibrationBody(AsmPrinter &printer, CalibrationAttr calibration);

} // namespace mlir::qnt

#endif // QNT_LIB_IR_DIRECTIVES_H
