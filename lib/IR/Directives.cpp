//===- Directives.cpp - custom directives and the calibration attribute -----------------------------------===//
#include "Directives.h"

using namespace mlir;
using namespace mlir::qnt;

ParseResult mlir::qnt::parseCalibration(OpAsmParser &parser, CalibrationAttr &calibration) {
  calibration = parseCalibrationBody(parser);
  return success(calibration != nullptr);
}

void mlir::qnt::printCalibration(OpAsmPrinter &printer, Operation *, CalibrationAttr calibration) {
  printCalibrationBody(printer, calibration);
}

ParseResult mlir::qnt::parseEncodingOperand(OpAsmParser &parser, EncodingAttr &encoding) {
  return parser.parseAttribute(encoding);
}

void mlir::qnt::printEncodingOperand(OpAsmPrinter &printer, Operation *, EncodingAttr encoding) {
  printer << encoding;
}

ParseResult mlir::qnt::parseConventionOperand(OpAsmParser &parser, ConventionAttr &convention) {
  return parser.parseAttribute(convention);
}

void mlir::qnt::printConventionOperand(OpAsmPrinter &printer, Operation *, ConventionAttr convention) {
  printer << convention;
}

ParseResult mlir::qnt::parsePart(OpAsmParser &parser, ElementsAttr &part) { return parser.parseAttribute(part); }

void mlir::qnt::printPart(OpAsmPrinter &printer, Operation *, ElementsAttr part) { printer << part; }

CalibrationAttr mlir::qnt::parseCalibrationBody(AsmParser &parser) {
  SMLoc loc = parser.getCurrentLocation();
  StringRef name;
  if (parser.parseKeyword(&name))
    return {};
  auto rule = numerics::Calibration::parseRule(name);
  if (!rule) {
    parser.emitError(loc) << "expected absmax, minmax, rms, fixed, percentile or mse, got '" << name << "'";
    return {};
  }
  SmallVector<double> arguments;
  if (succeeded(parser.parseOptionalLParen())) {
    auto parseArgument = [&] { return parser.parseFloat(arguments.emplace_back()); };
    if (parser.parseCommaSeparatedList(parseArgument) || parser.parseRParen())
      return {};
  }
  auto values = DenseF64ArrayAttr::get(parser.getContext(), arguments);
  return CalibrationAttr::getChecked([&] { return parser.emitError(loc); }, parser.getContext(), *rule, values);
}

void mlir::qnt::printCalibrationBody(AsmPrinter &printer, CalibrationAttr calibration) {
  printer << numerics::Calibration::getRuleName(calibration.getRule());
  if (calibration.getArguments().empty())
    return;
  printer << "(";
  llvm::interleaveComma(calibration.getArguments().asArrayRef(), printer,
                        [&](double value) { printer.printFloat(APFloat(value)); });
  printer << ")";
}

Attribute CalibrationAttr::parse(AsmParser &parser, Type) {
  if (parser.parseLess())
    return {};
  CalibrationAttr calibration = parseCalibrationBody(parser);
  if (!calibration || parser.parseGreater())
    return {};
  return calibration;
}

void CalibrationAttr::print(AsmPrinter &printer) const {
  printer << "<";
  printCalibrationBody(printer, *this);
  printer << ">";
}

LogicalResult CalibrationAttr::verify(function_ref<InFlightDiagnostic()> emitError, numerics::ScaleRule rule,
                                      DenseF64ArrayAttr arguments) {
  auto calibration = numerics::Calibration::create(numerics::Calibration::getRuleName(rule), arguments.asArrayRef());
  if (!calibration)
    return emitError() << llvm::toString(calibration.takeError());
  return success();
}

numerics::Calibration CalibrationAttr::toNumerics() const {
  numerics::Calibration calibration;
  calibration.rule = getRule();
  ArrayRef<double> arguments = getArguments().asArrayRef();
  calibration.arguments.assign(arguments.begin(), arguments.end());
  return calibration;
}

CalibrationAttr CalibrationAttr::get(MLIRContext *context, numerics::ScaleRule rule, ArrayRef<double> arguments) {
  return get(context, rule, DenseF64ArrayAttr::get(context, arguments));
}
