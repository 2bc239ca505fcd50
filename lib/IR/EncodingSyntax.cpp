//===- EncodingSyntax.cpp - text form of encodings --------------------------------------------------------===//
#include "EncodingSyntax.h"
#include "mlir/IR/DialectImplementation.h"

using namespace mlir;
using namespace mlir::qnt;

/// The character that the current token starts with: `x128` is one token, so a separator cannot be asked for by kind.
static StringRef peek(AsmParser &parser, size_t length) {
  return StringRef(parser.getCurrentLocation().getPointer(), length);
}

static ParseResult parseBlockSize(AsmParser &parser, int64_t &size) {
  size = numerics::kWhole;
  if (succeeded(parser.parseOptionalStar()))
    return success();
  SMLoc loc = parser.getCurrentLocation();
  // "0x8" is one hexadecimal token.
  if (peek(parser, 2) == "0x")
    return parser.emitError(loc, "expected a positive block size or '*', but got 0");
  if (parser.parseInteger(size))
    return failure();
  if (size <= 0)
    return parser.emitError(loc) << "expected a positive block size or '*', but got " << size;
  return success();
}

ParseResult mlir::qnt::parseBlock(AsmParser &parser, SmallVectorImpl<int64_t> &block) {
  if (parseBlockSize(parser, block.emplace_back()))
    return failure();
  while (peek(parser, 1) == "x")
    if (parser.parseXInDimensionList() || parseBlockSize(parser, block.emplace_back()))
      return failure();
  return success();
}

void mlir::qnt::printBlock(AsmPrinter &printer, ArrayRef<int64_t> block) {
  llvm::interleave(
      block, printer, [&](int64_t size) { size == numerics::kWhole ? printer << "*" : printer << size; }, "x");
}

ParseResult mlir::qnt::parseKeywordOf(AsmParser &parser, ArrayRef<StringRef> expected, StringRef &keyword) {
  if (succeeded(parser.parseOptionalKeyword(&keyword, expected)))
    return success();
  return parser.parseKeyword(&keyword);
}

ParseResult mlir::qnt::parseFormatName(AsmParser &parser, Format &format, function_ref<bool(Format)> isExpected) {
  SmallVector<StringRef> expected;
  for (unsigned i = 0; i < numerics::kNumFormats; ++i)
    if (isExpected(static_cast<Format>(i)))
      expected.push_back(numerics::getName(static_cast<Format>(i)));
  SMLoc loc = parser.getCurrentLocation();
  StringRef name;
  if (parseKeywordOf(parser, expected, name))
    return failure();
  auto parsed = numerics::parseFormat(name);
  if (!parsed)
    return parser.emitError(loc) << "expected a number format (i4, u8, f8E4M3FN, bf16 ...), but got '" << name << "'";
  format = *parsed;
  return success();
}
