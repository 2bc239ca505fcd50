//===- RegionOps.cpp - invoke_quant and kernel: text form and verifiers -----------------------------------===//
#include "Directives.h"
#include "Qnt/IR/QntOps.h"
#include "RegionEffects.h"
#include "mlir/Interfaces/CallInterfaces.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace mlir::qnt;

//===----------------------------------------------------------------------------------------------------===//
// Text shared by both: (%a = %x : type, ...) -> types, and { body }
//===----------------------------------------------------------------------------------------------------===//

/// Reads the inputs and the types of the results, and appends both to `state`.
static ParseResult parseSignature(OpAsmParser &parser, OperationState &state,
                                  SmallVectorImpl<OpAsmParser::Argument> &arguments) {
  auto parseInput = [&]() -> ParseResult {
    OpAsmParser::Argument &argument = arguments.emplace_back();
    OpAsmParser::UnresolvedOperand input;
    if (parser.parseArgument(argument) || parser.parseEqual() || parser.parseOperand(input) ||
        parser.parseColonType(argument.type))
      return failure();
    return parser.resolveOperand(input, argument.type, state.operands);
  };
  if (parser.parseCommaSeparatedList(OpAsmParser::Delimiter::Paren, parseInput, " in the inputs of a region"))
    return failure();
  return parser.parseOptionalArrowTypeList(state.types);
}

static ParseResult parseAttributesAndBody(OpAsmParser &parser, OperationState &state,
                                          ArrayRef<OpAsmParser::Argument> arguments, ArrayRef<StringRef> inherent) {
  // Names of an isolated body may repeat those outside.
  return failure(parseDiscardableAttributesWithKeyword(parser, state.attributes, inherent) ||
                 parser.parseRegion(*state.addRegion(), arguments, /*enableNameShadowing=*/true));
}

static void printSignature(OpAsmPrinter &printer, Operation *op) {
  Block &body = op->getRegion(0).front();
  printer << " (";
  llvm::interleaveComma(llvm::zip_equal(body.getArguments(), op->getOperands()), printer, [&](auto pair) {
    auto [argument, input] = pair;
    printer.printRegionArgument(argument, {}, /*omitType=*/true);
    printer << " = " << input << " : " << input.getType();
  });
  printer << ")";
  printer.printOptionalArrowTypeList(op->getResultTypes());
}

static void printAttributesAndBody(OpAsmPrinter &printer, Operation *op, ArrayRef<StringRef> printed) {
  printer.printOptionalAttrDictWithKeyword(op->getDiscardableAttrDictionary().getValue(), printed);
  printer << " ";
  printer.printRegion(op->getRegion(0), /*printEntryBlockArgs=*/false);
}

/// `(attribute)`
template <typename AttrT>
static ParseResult parseInParens(OpAsmParser &parser, AttrT &attribute) {
  return failure(parser.parseLParen() || parser.parseAttribute(attribute) || parser.parseRParen());
}

//===----------------------------------------------------------------------------------------------------===//
// Text of the two ops
//===----------------------------------------------------------------------------------------------------===//

/// `codegen_low_precision(true)` or `(false)`, when there is one.
static ParseResult parseLowPrecision(OpAsmParser &parser, BoolAttr &isLow) {
  if (failed(parser.parseOptionalKeyword("codegen_low_precision")))
    return success();
  if (parser.parseLParen())
    return failure();
  SMLoc loc = parser.getCurrentLocation();
  StringRef value;
  if (failed(parser.parseOptionalKeyword(&value, {"true", "false"})))
    return parser.emitError(loc) << "expected codegen_low_precision to be true or false";
  isLow = parser.getBuilder().getBoolAttr(value == "true");
  return parser.parseRParen();
}

ParseResult InvokeQuantOp::parse(OpAsmParser &parser, OperationState &state) {
  Properties &properties = state.getOrAddProperties<Properties>();
  SmallVector<OpAsmParser::Argument> arguments;
  if (succeeded(parser.parseOptionalKeyword("scheme")) && parseInParens(parser, properties.scheme))
    return failure();
  if (succeeded(parser.parseOptionalKeyword("packed")) && parseInParens(parser, properties.packed_options))
    return failure();
  if (parseSignature(parser, state, arguments))
    return failure();
  if (parseLowPrecision(parser, properties.codegen_low_precision))
    return failure();
  return parseAttributesAndBody(parser, state, arguments, getAttributeNames());
}

void InvokeQuantOp::print(OpAsmPrinter &printer) {
  if (StringAttr scheme = getSchemeAttr())
    printer << " scheme(" << scheme << ")";
  if (InvokeOptionsAttr options = getPackedOptionsAttr())
    printer << " packed(" << options << ")";
  printSignature(printer, *this);
  if (!getCodegenLowPrecision())
    printer << " codegen_low_precision(false)";
  printAttributesAndBody(printer, *this, {});
}

ParseResult KernelOp::parse(OpAsmParser &parser, OperationState &state) {
  Properties &properties = state.getOrAddProperties<Properties>();
  SmallVector<OpAsmParser::Argument> arguments;
  OptionalParseResult name = parser.parseOptionalAttribute(properties.kernel_name);
  if (name.has_value() && failed(*name))
    return failure();
  if (succeeded(parser.parseOptionalKeyword("schedule")) && parseInParens(parser, properties.schedule))
    return failure();
  if (parseSignature(parser, state, arguments))
    return failure();
  return parseAttributesAndBody(parser, state, arguments, getAttributeNames());
}

void KernelOp::print(OpAsmPrinter &printer) {
  if (StringAttr name = getKernelNameAttr())
    printer << " " << name;
  if (Attribute schedule = getScheduleAttr())
    printer << " schedule(" << schedule << ")";
  printSignature(printer, *this);
  printAttributesAndBody(printer, *this, {});
}

//===----------------------------------------------------------------------------------------------------===//
// Verification
//===----------------------------------------------------------------------------------------------------===//

/// (C1), (C2) of both ops.
static LogicalResult verifySignature(Operation *op) {
  Block &body = op->getRegion(0).front();
  if (body.getNumArguments() != op->getNumOperands())
    return op->emitOpError() << "expected a block argument for each input, got " << body.getNumArguments()
                             << " block arguments and " << op->getNumOperands() << " inputs";
  for (auto [i, types] : llvm::enumerate(llvm::zip(body.getArgumentTypes(), op->getOperandTypes())))
    if (auto [argument, input] = types; argument != input)
      return op->emitOpError() << "expected block argument #" << i << " to have the input's type " << input << ", got "
                               << argument;
  Operation *terminator = body.getTerminator();
  if (!isa<YieldOp>(terminator))
    return op->emitOpError() << "expected the body to end in 'qnt.yield', got '" << terminator->getName() << "'";
  if (terminator->getNumOperands() != op->getNumResults())
    return op->emitOpError() << "expected 'qnt.yield' to have an operand for each result, got "
                             << terminator->getNumOperands() << " operands and " << op->getNumResults() << " results";
  // Null while a tool such as mlir-reduce takes a module apart: the verifier says so when it comes to the terminator.
  if (llvm::is_contained(terminator->getOperands(), Value()))
    return success();
  for (auto [i, types] : llvm::enumerate(llvm::zip(terminator->getOperandTypes(), op->getResultTypes())))
    if (auto [yielded, result] = types; yielded != result)
      return op->emitOpError() << "expected operand #" << i << " of 'qnt.yield' to have the result's type " << result
                               << ", got " << yielded;
  return success();
}

LogicalResult InvokeQuantOp::verify() {
  // (C3)
  if (getPackedOptionsAttr() && (getSchemeAttr() || !getCodegenLowPrecision()))
    return emitOpError() << "expected the options either packed or apart, got packed and "
                         << (getSchemeAttr() ? "scheme" : "codegen_low_precision");
  // (C4)
  for (auto [i, type] : llvm::enumerate(getOperandTypes()))
    if (isa<BaseMemRefType>(type))
      return emitOpError() << "expected input #" << i << " to be a value, got " << type;
  for (auto [i, type] : llvm::enumerate(getResultTypes()))
    if (isa<BaseMemRefType>(type))
      return emitOpError() << "expected result #" << i << " to be a value, got " << type;
  // (C6)
  if (StringAttr scheme = getSchemeOfEitherForm(); scheme && scheme.empty())
    return emitOpError() << "expected a scheme that is not empty, got \"\"";
  // (C1), (C2)
  if (failed(verifySignature(*this)))
    return failure();
  // (C5)
  if (isLowPrecision())
    return success();
  WalkResult result = getBody().walk([&](CallOpInterface call) {
    emitOpError() << "expected no call in a body with codegen_low_precision = false, got '" << call->getName() << "'";
    return WalkResult::interrupt();
  });
  return failure(result.wasInterrupted());
}

// (C4)
LogicalResult InvokeQuantOp::verifyRegions() {
  if (Operation *writer = findForeignWrite(getBody()))
    return emitOpError() << "expected a body that writes only to memory that it allocates, got '" << writer->getName()
                         << "', which writes to other memory";
  return success();
}

StringAttr InvokeQuantOp::getSchemeOfEitherForm() {
  return getPackedOptionsAttr() ? getPackedOptionsAttr().getScheme() : getSchemeAttr();
}

bool InvokeQuantOp::isLowPrecision() {
  return getPackedOptionsAttr() ? getPackedOptionsAttr().getCodegenLowPrecision() : getCodegenLowPrecision();
}

/// An identifier of PTX (PTX ISA, "Identifiers"), without the forms that start with `%`.
static bool isKernelName(StringRef name) {
  auto isFollowing = [](char c) { return llvm::isAlnum(c) || c == '_' || c == '$'; };
  if (name.empty() || llvm::isDigit(name.front()) || !llvm::all_of(name, isFollowing))
    return false;
  return name != "_" && name != "$";
}

LogicalResult KernelOp::verify() {
  // (C3)
  if (auto outer = (*this)->getParentOfType<KernelOp>())
    return emitOpError() << "expected no kernel inside a kernel, got one inside "
                         << (outer.getKernelNameAttr() ? outer.getKernelName()->str() : "an unnamed kernel");
  // (C4)
  if (StringAttr name = getKernelNameAttr(); name && !isKernelName(name))
    return emitOpError() << "expected the name to be an identifier of PTX, got " << name;
  // (C1), (C2)
  if (failed(verifySignature(*this)))
    return failure();
  // (C5)
  auto schedule = dyn_cast_or_null<ScheduleAttrInterface>(getScheduleAttr());
  std::optional<GpuTarget> target = schedule ? getGpuTarget(*this) : std::nullopt;
  if (!target)
    return success();
  return schedule.verifyFor(*this, *target, [&] { return emitOpError(); });
}
