//===- Directives.h - custom directives of the declarative assembly formats -------------------------------===//
#ifndef QNT_LIB_IR_DIRECTIVES_H
#define QNT_LIB_IR_DIRECTIVES_H

#include "Qnt/IR/QntDialect.h"
#include "mlir/IR/OpImplementation.h"

namespace mlir::qnt {

/// `{attributes}`, optional. An attribute of `inherent`, those that the op itself has, is an error: MLIR's own
/// `attr-dict` lets it silently replace what the rest of the op's text says.
ParseResult parseDiscardableAttributes(OpAsmParser &parser, NamedAttrList &attributes, ArrayRef<StringRef> inherent);
void printDiscardableAttributes(OpAsmPrinter &printer, Operation *op, DictionaryAttr attributes,
                                ArrayRef<StringRef> inherent);
/// The same as `attributes {...}`.
ParseResult parseDiscardableAttributesWithKeyword(OpAsmParser &parser, NamedAttrList &attributes,
                                                  ArrayRef<StringRef> inherent);

/// absmax | rms(3.0) | fixed(-1.0, 1.0), without the attribute's name.
ParseResult parseCalibration(OpAsmParser &parser, CalibrationAttr &calibration);
void printCalibration(OpAsmPrinter &printer, Operation *op, CalibrationAttr calibration);

/// `convention = #qnt.convention<...> {attributes} : type`, the convention and the dictionary optional.
ParseResult parseConventionAndType(OpAsmParser &parser, ConventionAttr &convention, NamedAttrList &attributes,
                                   Type &type, ArrayRef<StringRef> inherent);
void printConventionAndType(OpAsmPrinter &printer, Operation *op, ConventionAttr convention, DictionaryAttr attributes,
                            Type type, ArrayRef<StringRef> inherent);

/// `encoding = #enc` and the above.
ParseResult parseEncodingAndType(OpAsmParser &parser, EncodingAttr &encoding, ConventionAttr &convention,
                                 NamedAttrList &attributes, Type &type, ArrayRef<StringRef> inherent);
void printEncodingAndType(OpAsmPrinter &printer, Operation *op, EncodingAttr encoding, ConventionAttr convention,
                          DictionaryAttr attributes, Type type, ArrayRef<StringRef> inherent);

/// `codes = dense<...> : type, scales = ...`: the parts of a constant by name, each at most once, codes always.
ParseResult parseParts(OpAsmParser &parser, ElementsAttr &codes, ElementsAttr &scales, ElementsAttr &zeroPoints,
                       ElementsAttr &codebook, ElementsAttr &tensorScale, ElementsAttr &mask);
void printParts(OpAsmPrinter &printer, Operation *op, ElementsAttr codes, ElementsAttr scales, ElementsAttr zeroPoints,
                ElementsAttr codebook, ElementsAttr tensorScale, ElementsAttr mask);

/// `*x32`: sizes and `*` for a whole dimension (numerics::kWhole).
ParseResult parseBlock(OpAsmParser &parser, DenseI64ArrayAttr &block);
void printBlock(OpAsmPrinter &printer, Operation *op, DenseI64ArrayAttr block);

/// A real number: 3, -1, 0.4, or the bits of a double in hexadecimal.
ParseResult parseReal(AsmParser &parser, double &value);

/// Shared with the attribute's own parser: rule and arguments.
CalibrationAttr parseCalibrationBody(AsmParser &parser);
void printCalibrationBody(AsmPrinter &printer, CalibrationAttr calibration);

/// Hands the type that MLIR's parser read after an attribute to the directive that parses the attribute (see
/// Directives.cpp); an error where there is none. `type` may be null.
LogicalResult takeTrailingType(AsmParser &parser, Type type);

/// Sizes along three dimensions: `(128, 1, 1)`.
ParseResult parseExtent(OpAsmParser &parser, DenseI32ArrayAttr &extent);
void printExtent(OpAsmPrinter &printer, Operation *op, DenseI32ArrayAttr extent);

} // namespace mlir::qnt

#endif // QNT_LIB_IR_DIRECTIVES_H
