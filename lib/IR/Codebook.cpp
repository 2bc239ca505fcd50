//===- Codebook.cpp - the lut and sparsity attributes -----------------------------------------------------===//
#include "EncodingSyntax.h"
#include "mlir/IR/DialectImplementation.h"

using namespace mlir;
using namespace mlir::qnt;

//===----------------------------------------------------------------------------------------------------===//
// LutAttr: <u4, f16, group = 16x*, vector = 2x1>
//===----------------------------------------------------------------------------------------------------===//

Attribute LutAttr::parse(AsmParser &parser, Type) {
  Format index, entry;
  SmallVector<int64_t> group, vector;
  if (parser.parseLess())
    return {};
  SMLoc loc = parser.getCurrentLocation();
  if (parseFormatName(parser, index) || parser.parseComma() || parseFormatName(parser, entry))
    return {};
  while (succeeded(parser.parseOptionalComma())) {
    SMLoc nameLoc = parser.getCurrentLocation();
    StringRef name;
    if (parser.parseKeyword(&name) || parser.parseEqual())
      return {};
    SmallVector<int64_t> *target = name == "group" ? &group : name == "vector" ? &vector : nullptr;
    if (!target || !target->empty()) {
      parser.emitError(nameLoc) << "expected 'group' or 'vector', each once, got '" << name << "'";
      return {};
    }
    if (parseBlock(parser, *target))
      return {};
  }
  if (parser.parseGreater())
    return {};
  return getChecked([&] { return parser.emitError(loc); }, parser.getContext(), index, entry,
                    ArrayRef<int64_t>(group), ArrayRef<int64_t>(vector));
}

void LutAttr::print(AsmPrinter &printer) const {
  printer << "<" << numerics::getName(getIndex()) << ", " << numerics::getName(getEntry());
  if (!getGroup().empty()) {
    printer << ", group = ";
    printBlock(printer, getGroup());
  }
  if (!getVector().empty()) {
    printer << ", vector = ";
    printBlock(printer, getVector());
  }
  printer << ">";
}

static bool isTableEntryFormat(Format format) {
  return numerics::isExpressedFormat(format) || format == Format::I8 || format == Format::F8E4M3FN ||
         format == Format::F8E5M2;
}

LogicalResult LutAttr::verify(function_ref<InFlightDiagnostic()> emitError, Format index, Format entry,
                              ArrayRef<int64_t> group, ArrayRef<int64_t> vector) {
  if (numerics::isFloat(index) || numerics::getInfo(index).isSigned || numerics::bitWidth(index) > 8)
    return emitError() << "expected a code book's index to be u1..u8, got " << numerics::getName(index);
  if (!isTableEntryFormat(entry))
    return emitError() << "expected a code book's entry to be f64, f32, f16, bf16, i8, f8E4M3FN or f8E5M2, got "
                       << numerics::getName(entry);
  if (llvm::is_contained(vector, numerics::kWhole))
    return emitError() << "expected a code book's vector to have sizes, got '*'";
  if (!group.empty() && !vector.empty() && group.size() != vector.size())
    return emitError() << "expected group and vector of a code book to have the same rank, got " << group.size()
                       << " and " << vector.size();
  for (auto [groupSize, vectorSize] : llvm::zip(group, vector))
    if (groupSize % vectorSize != 0)
      return emitError() << "expected a code book's vector to divide its group, got " << vectorSize << " and "
                         << groupSize;
  return success();
}

int64_t LutAttr::getVectorSize() const {
  int64_t size = 1;
  for (int64_t dim : getVector())
    size *= dim;
  return size;
}

int64_t LutAttr::getNumEntries() const { return int64_t(1) << numerics::bitWidth(getIndex()); }

//===----------------------------------------------------------------------------------------------------===//
// SparsityAttr: <bitmask>, <2:4 along 1>
//===----------------------------------------------------------------------------------------------------===//

Attribute SparsityAttr::parse(AsmParser &parser, Type) {
  if (parser.parseLess())
    return {};
  SMLoc loc = parser.getCurrentLocation();
  int64_t n = 0, m = 0, axis = 0;
  if (failed(parser.parseOptionalKeyword("bitmask")))
    if (parser.parseInteger(n) || parser.parseColon() || parser.parseInteger(m) || parser.parseKeyword("along") ||
        parser.parseInteger(axis))
      return {};
  if (parser.parseGreater())
    return {};
  return getChecked([&] { return parser.emitError(loc); }, parser.getContext(), n, m, axis);
}

void SparsityAttr::print(AsmPrinter &printer) const {
  if (isBitmask())
    printer << "<bitmask>";
  else
    printer << "<" << getN() << ":" << getM() << " along " << getAxis() << ">";
}

LogicalResult SparsityAttr::verify(function_ref<InFlightDiagnostic()> emitError, int64_t n, int64_t m, int64_t axis) {
  bool isBitmask = n == 0 && m == 0 && axis == 0;
  if (!isBitmask && (n <= 0 || m <= n || axis < 0))
    return emitError() << "expected sparsity n:m with 0 < n < m and an axis of at least 0, got " << n << ":" << m
                       << " along " << axis;
  return success();
}
