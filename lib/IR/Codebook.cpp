//===- Codebook.cpp - the lut and sparsity attributes -----------------------------------------------------===//
#include "EncodingSyntax.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::qnt;

//===----------------------------------------------------------------------------------------------------===//
// LutAttr: <u4, f16, group = 16x*, vector = 2x1>
//===----------------------------------------------------------------------------------------------------===//

/// `*` in every dimension: one table for the tensor, which is what no group means.
static bool isWhole(ArrayRef<int64_t> group) {
  return llvm::all_of(group, [](int64_t size) { return size == numerics::kWhole; });
}

static bool isScalar(ArrayRef<int64_t> vector) {
  return llvm::all_of(vector, [](int64_t size) { return size == 1; });
}

static bool isTableIndexFormat(Format format) {
  return numerics::isInteger(format) && !numerics::getInfo(format).isSigned && numerics::bitWidth(format) <= 8;
}

static bool isTableEntryFormat(Format format) {
  return numerics::isExpressedFormat(format) || format == Format::I8 || format == Format::F8E4M3FN ||
         format == Format::F8E5M2;
}

Attribute LutAttr::parse(AsmParser &parser, Type) {
  Format index, entry;
  SmallVector<int64_t> group, vector;
  if (parser.parseLess())
    return {};
  SMLoc loc = parser.getCurrentLocation();
  if (parseFormatName(parser, index, isTableIndexFormat) || parser.parseComma() ||
      parseFormatName(parser, entry, isTableEntryFormat))
    return {};
  while (succeeded(parser.parseOptionalComma())) {
    SMLoc nameLoc = parser.getCurrentLocation();
    StringRef name;
    if (parseKeywordOf(parser, {"group", "vector"}, name) || parser.parseEqual())
      return {};
    SmallVector<int64_t> *target = name == "group" ? &group : name == "vector" ? &vector : nullptr;
    if (!target || !target->empty()) {
      parser.emitError(nameLoc) << "expected 'group' or 'vector', each once, but got '" << name << "'";
      return {};
    }
    if (parseBlock(parser, *target))
      return {};
  }
  if (parser.parseGreater())
    return {};
  if (isWhole(group))
    group.clear();
  return getChecked([&] { return parser.emitError(loc); }, parser.getContext(), index, entry, ArrayRef<int64_t>(group),
                    ArrayRef<int64_t>(vector));
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

/// Far above any use; keeps the sizes of tables in range.
static constexpr int64_t kMaxVectorSize = 65536;

/// (L3)
static LogicalResult verifySizes(function_ref<InFlightDiagnostic()> emitError, ArrayRef<int64_t> group,
                                 ArrayRef<int64_t> vector) {
  for (int64_t size : group)
    if (size < 0)
      return emitError() << "expected a code book's group to have positive sizes or '*', but got " << size;
  if (!group.empty() && isWhole(group))
    return emitError() << "expected no group for a code book of the whole tensor, but got one of '*' only";
  int64_t vectorSize = 1;
  for (int64_t size : vector) {
    if (size <= 0)
      return emitError() << "expected a code book's vector to have positive sizes, but got "
                         << (size == numerics::kWhole ? "'*'" : "a negative one");
    if (llvm::MulOverflow(vectorSize, size, vectorSize) || vectorSize > kMaxVectorSize)
      return emitError() << "expected a code book's vector to have at most " << kMaxVectorSize
                         << " elements, but got more";
  }
  if (!vector.empty() && vectorSize == 1)
    return emitError() << "expected a code book's vector to have more than one element, but got one";
  return success();
}

LogicalResult LutAttr::verify(function_ref<InFlightDiagnostic()> emitError, Format index, Format entry,
                              ArrayRef<int64_t> group, ArrayRef<int64_t> vector) {
  // (L1)
  if (!isTableIndexFormat(index))
    return emitError() << "expected a code book's index to be u1..u8, but got " << numerics::getName(index);
  // (L2)
  if (!isTableEntryFormat(entry))
    return emitError() << "expected a code book's entry to be f64, f32, f16, bf16, i8, f8E4M3FN or f8E5M2, but got "
                       << numerics::getName(entry);
  if (failed(verifySizes(emitError, group, vector)))
    return failure();
  // (L4)
  if (!group.empty() && !vector.empty() && group.size() != vector.size())
    return emitError() << "expected group and vector of a code book to have the same rank, but got " << group.size()
                       << " and " << vector.size();
  // (L5)
  for (auto [groupSize, vectorSize] : llvm::zip(group, vector))
    if (groupSize % vectorSize != 0)
      return emitError() << "expected a code book's vector to divide its group, but got " << vectorSize << " and "
                         << groupSize;
  return success();
}

LutAttr LutAttr::getCanonical(MLIRContext *context, Format index, Format entry, ArrayRef<int64_t> group,
                              ArrayRef<int64_t> vector) {
  return get(context, index, entry, isWhole(group) ? ArrayRef<int64_t>() : group,
             isScalar(vector) ? ArrayRef<int64_t>() : vector);
}

LutAttr mlir::qnt::getCheckedLut(function_ref<InFlightDiagnostic()> emitError, MLIRContext *context,
                                 const numerics::Codebook &codebook) {
  ArrayRef<int64_t> group = codebook.group, vector = codebook.vector;
  return LutAttr::getChecked(emitError, context, codebook.index, codebook.entry,
                             isWhole(group) ? ArrayRef<int64_t>() : group,
                             isScalar(vector) ? ArrayRef<int64_t>() : vector);
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

/// (S1)
static LogicalResult verifyGroups(function_ref<InFlightDiagnostic()> emitError, int64_t n, int64_t m, int64_t axis) {
  if (n > 0 && m > n && axis >= 0)
    return success();
  return emitError() << "expected sparsity n:m with 0 < n < m and an axis of at least 0, but got " << n << ":" << m
                     << " along " << axis;
}

SparsityAttr mlir::qnt::parseSparsityBody(AsmParser &parser) {
  if (succeeded(parser.parseOptionalKeyword("bitmask")))
    return SparsityAttr::get(parser.getContext(), 0, 0, 0);
  SMLoc loc = parser.getCurrentLocation();
  int64_t n, m, axis;
  if (parser.parseInteger(n) || parser.parseColon() || parser.parseInteger(m) || parser.parseKeyword("along") ||
      parser.parseInteger(axis))
    return {};
  auto emitError = [&] { return parser.emitError(loc); };
  // Checked here too: 0:0 along 0 is how the attribute holds a bitmask.
  if (failed(verifyGroups(emitError, n, m, axis)))
    return {};
  return SparsityAttr::get(parser.getContext(), n, m, axis);
}

void mlir::qnt::printSparsityBody(AsmPrinter &printer, SparsityAttr sparsity) {
  if (sparsity.isBitmask())
    printer << "bitmask";
  else
    printer << sparsity.getN() << ":" << sparsity.getM() << " along " << sparsity.getAxis();
}

Attribute SparsityAttr::parse(AsmParser &parser, Type) {
  if (parser.parseLess())
    return {};
  SparsityAttr sparsity = parseSparsityBody(parser);
  if (!sparsity || parser.parseGreater())
    return {};
  return sparsity;
}

void SparsityAttr::print(AsmPrinter &printer) const {
  printer << "<";
  printSparsityBody(printer, *this);
  printer << ">";
}

LogicalResult SparsityAttr::verify(function_ref<InFlightDiagnostic()> emitError, int64_t n, int64_t m, int64_t axis) {
  bool isBitmask = n == 0 && m == 0 && axis == 0;
  return isBitmask ? success() : verifyGroups(emitError, n, m, axis);
}
