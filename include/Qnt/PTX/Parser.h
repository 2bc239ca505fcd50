//===- Parser.h - from PTX text to its checked tree ------------------------------------------------------===//
#ifndef QNT_PTX_PARSER_H
#define QNT_PTX_PARSER_H

#include "Qnt/PTX/Diagnostic.h"
#include "Qnt/PTX/Syntax.h"
#include <string>

namespace mlir::qnt::ptx {

/// Reads a module and checks its names. The first error is returned: text that is not PTX, names without or with two
/// declarations, directives out of order, values out of range. What opcodes mean is not looked at.
/// Time and memory grow with the length of the text, whatever it says.
Result<Module> parseModule(std::string text);

} // namespace mlir::qnt::ptx

#endif // QNT_PTX_PARSER_H
