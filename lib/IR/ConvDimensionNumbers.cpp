//===- ConvDimensionNumbers.cpp - <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]> ---------------------------===//
#include "Qnt/IR/QntDialect.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace mlir::qnt;

namespace {
/// One bracket: where the two named dimensions and the spatial ones lie.
struct Labels {
  int64_t first = -1, second = -1;
  SmallVector<int64_t> spatial;
};
} // namespace

/// Reads `[b, 0, 1, f]` with the two given letters; each letter and each spatial number exactly once.
static ParseResult parseLabels(AsmParser &parser, StringRef firstLetter, StringRef secondLetter, Labels &labels) {
  SMLoc loc = parser.getCurrentLocation();
  SmallVector<std::pair<int64_t, int64_t>> spatial; // number, position
  int64_t position = 0;
  auto parseLabel = [&]() -> ParseResult {
    int64_t number;
    OptionalParseResult isNumber = parser.parseOptionalInteger(number);
    if (isNumber.has_value()) {
      spatial.emplace_back(number, position++);
      return *isNumber;
    }
    SMLoc labelLoc = parser.getCurrentLocation();
    StringRef letter;
    if (parser.parseKeyword(&letter))
      return failure();
    int64_t *target = letter == firstLetter ? &labels.first : letter == secondLetter ? &labels.second : nullptr;
    if (!target || *target >= 0)
      return parser.emitError(labelLoc) << "expected '" << firstLetter << "' and '" << secondLetter
                                        << "' once each, but got '" << letter << "'";
    *target = position++;
    return success();
  };
  if (parser.parseCommaSeparatedList(AsmParser::Delimiter::Square, parseLabel))
    return failure();
  if (labels.first < 0 || labels.second < 0)
    return parser.emitError(loc) << "expected dimensions '" << firstLetter << "' and '" << secondLetter << "'";
  llvm::sort(spatial);
  for (auto [index, entry] : llvm::enumerate(spatial)) {
    if (entry.first != static_cast<int64_t>(index))
      return parser.emitError(loc) << "expected spatial dimensions numbered 0 to " << spatial.size() - 1;
    labels.spatial.push_back(entry.second);
  }
  return success();
}

static void printLabels(AsmPrinter &printer, char firstLetter, int64_t first, char secondLetter, int64_t second,
                        ArrayRef<int64_t> spatial) {
  SmallVector<std::string> labels(spatial.size() + 2);
  labels[first] = firstLetter;
  labels[second] = secondLetter;
  for (auto [index, position] : llvm::enumerate(spatial))
    labels[position] = std::to_string(index);
  printer << "[" << llvm::join(labels, ", ") << "]";
}

Attribute ConvDimensionNumbersAttr::parse(AsmParser &parser, Type) {
  Labels input, kernel, output;
  if (parser.parseLess())
    return {};
  SMLoc loc = parser.getCurrentLocation();
  if (parseLabels(parser, "b", "f", input) || parser.parseKeyword("x") || parseLabels(parser, "i", "o", kernel) ||
      parser.parseArrow() || parseLabels(parser, "b", "f", output) || parser.parseGreater())
    return {};
  return getChecked([&] { return parser.emitError(loc); }, parser.getContext(), input.first, input.second,
                    ArrayRef<int64_t>(input.spatial), kernel.first, kernel.second, ArrayRef<int64_t>(kernel.spatial),
                    output.first, output.second, ArrayRef<int64_t>(output.spatial));
}

void ConvDimensionNumbersAttr::print(AsmPrinter &printer) const {
  printer << "<";
  printLabels(printer, 'b', getInputBatch(), 'f', getInputFeature(), getInputSpatial());
  printer << " x ";
  printLabels(printer, 'i', getKernelInput(), 'o', getKernelOutput(), getKernelSpatial());
  printer << " -> ";
  printLabels(printer, 'b', getOutputBatch(), 'f', getOutputFeature(), getOutputSpatial());
  printer << ">";
}

/// Positions must be a permutation of 0 .. rank-1: printing indexes by them.
static bool isPermutation(int64_t first, int64_t second, ArrayRef<int64_t> spatial) {
  SmallVector<int64_t> positions(spatial);
  positions.append({first, second});
  llvm::sort(positions);
  for (auto [index, position] : llvm::enumerate(positions))
    if (position != static_cast<int64_t>(index))
      return false;
  return true;
}

LogicalResult ConvDimensionNumbersAttr::verify(function_ref<InFlightDiagnostic()> emitError, int64_t inputBatch,
                                               int64_t inputFeature, ArrayRef<int64_t> inputSpatial,
                                               int64_t kernelInput, int64_t kernelOutput,
                                               ArrayRef<int64_t> kernelSpatial, int64_t outputBatch,
                                               int64_t outputFeature, ArrayRef<int64_t> outputSpatial) {
  if (inputSpatial.size() != kernelSpatial.size() || inputSpatial.size() != outputSpatial.size())
    return emitError() << "expected as many spatial dimensions in input, kernel and output, but got "
                       << inputSpatial.size() << ", " << kernelSpatial.size() << " and " << outputSpatial.size();
  if (!isPermutation(inputBatch, inputFeature, inputSpatial) ||
      !isPermutation(kernelInput, kernelOutput, kernelSpatial) ||
      !isPermutation(outputBatch, outputFeature, outputSpatial))
    return emitError() << "expected dimension numbers to be a permutation of the dimensions";
  return success();
}
