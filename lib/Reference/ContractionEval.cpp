//===- ContractionEval.cpp - sums of products, on real values and on codes --------------------------------===//
#include "ContractionEval.h"
#include "Qnt/Numerics/Quantize.h"
#include "Qnt/Reference/Tensor.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringExtras.h"
#include <cmath>

using namespace mlir::qnt;
using namespace mlir::qnt::reference;
using llvm::ArrayRef;
using numerics::Format;

//===----------------------------------------------------------------------------------------------------===//
// Operands
//===----------------------------------------------------------------------------------------------------===//

/// Why the codes of an operand cannot be summed as integers; empty when they can.
static std::string whyNotIntegers(llvm::StringRef name, const ContractionOperand &operand) {
  if (!operand.isArray())
    return (name + " is a float tensor").str();
  const numerics::Encoding &encoding = *operand.encoding;
  if (encoding.codebook)
    return (name + " has a code book").str();
  if (!numerics::isInteger(encoding.storage))
    return (name + " has codes of type " + numerics::getName(encoding.storage)).str();
  if (encoding.zeroPoint && !numerics::isInteger(*encoding.zeroPoint))
    return (name + " has zero points of type " + numerics::getName(*encoding.zeroPoint)).str();
  return {};
}

std::string reference::whyNoIntegerPath(const ContractionOperand &lhs, const ContractionOperand &rhs, Format result) {
  for (auto [name, operand] : {std::pair("lhs", &lhs), std::pair("rhs", &rhs)}) {
    std::string reason = whyNotIntegers(name, *operand);
    if (!reason.empty())
      return reason;
    // The epilogue is in f32; an i32 result has none.
    if (result != Format::I32 && operand->encoding->scale == Format::F64)
      return std::string(name) + " has scales of type f64";
  }
  return result == Format::F64 ? "the result has type f64" : "";
}

PreparedOperand PreparedOperand::create(const ContractionOperand &operand, bool withIntegers) {
  PreparedOperand prepared;
  prepared.reals = operand.isArray() ? numerics::decodeReal(*operand.parts, *operand.encoding) : operand.tensor->data;
  if (!withIntegers)
    return prepared;
  const numerics::ArrayParts &parts = *operand.parts;
  const numerics::Encoding &encoding = *operand.encoding;
  for (size_t i = 0; i < parts.codes.size(); ++i) {
    int64_t block = numerics::getBlockIndex(i, parts.shape, encoding.block);
    auto code = static_cast<int64_t>(numerics::decode(encoding.storage, parts.codes[i]));
    int64_t zeroPoint = parts.zeroPoints.empty() ? 0 : static_cast<int64_t>(parts.zeroPoints[block]);
    bool kept = parts.mask.empty() || parts.mask[i];
    prepared.integers.push_back(kept ? code - zeroPoint : 0);
    prepared.blocks.push_back(block);
  }
  for (double scale : parts.scales) {
    auto stored = static_cast<float>(scale);
    prepared.scales.push_back(parts.tensorScale ? static_cast<float>(*parts.tensorScale) * stored : stored);
  }
  return prepared;
}

static llvm::Error checkOperand(llvm::StringRef name, const ContractionOperand &operand) {
  size_t elements = operand.isArray() ? operand.parts->codes.size() : operand.tensor->data.size();
  bool isVector = operand.isArray() && operand.encoding->codebook && operand.encoding->codebook->isVector();
  auto expected = static_cast<size_t>(numerics::getNumElements(operand.getShape()));
  if (elements == expected || isVector)
    return llvm::Error::success();
  return makeContractionError("expected ", name, " of ", std::to_string(expected), " elements, but got ",
                              std::to_string(elements));
}

//===----------------------------------------------------------------------------------------------------===//
// Sums
//===----------------------------------------------------------------------------------------------------===//

static std::string joinSizes(ArrayRef<int64_t> shape) {
  return llvm::join(llvm::map_range(shape, [](int64_t size) { return std::to_string(size); }), "x");
}

llvm::Expected<ContractionSums> ContractionSums::create(const ContractionOperand &lhs, const ContractionOperand &rhs,
                                                        numerics::Shape shape, Format result) {
  if (llvm::Error error = llvm::joinErrors(checkOperand("lhs", lhs), checkOperand("rhs", rhs)))
    return error;
  std::optional<int64_t> elements = getCheckedNumElements(shape);
  if (!elements)
    return makeContractionError("expected a result of at most ", std::to_string(getMaxNumElements()),
                                " elements, but got one of ", joinSizes(shape));
  ContractionSums sums;
  sums.format = result;
  sums.result.whyNoIntegerPath = whyNoIntegerPath(lhs, rhs, result);
  bool takesIntegers = sums.result.whyNoIntegerPath.empty();
  if (result == Format::I32 && !takesIntegers)
    return makeContractionError("expected arrays of integer codes for an i32 result, but ",
                                sums.result.whyNoIntegerPath);
  sums.lhs = PreparedOperand::create(lhs, takesIntegers);
  sums.rhs = PreparedOperand::create(rhs, takesIntegers);
  sums.result.real = {shape, std::vector<double>(*elements, 0.0)};
  sums.result.magnitude.assign(*elements, 0.0);
  if (takesIntegers)
    sums.result.integerPath = sums.result.real;
  return sums;
}

Terms ContractionSums::makeTerms(Offsets lhsOffsets, Offsets rhsOffsets) const {
  Terms terms;
  terms.lhs = std::move(lhsOffsets);
  terms.rhs = std::move(rhsOffsets);
  if (!result.integerPath)
    return terms;
  // Block indices are sums over dimensions, so which terms share a tile does not depend on the free indices.
  llvm::DenseMap<std::pair<int64_t, int64_t>, unsigned> tiles;
  for (size_t k = 0; k < terms.lhs.size(); ++k) {
    std::pair<int64_t, int64_t> blocks(lhs.blocks[terms.lhs[k]], rhs.blocks[terms.rhs[k]]);
    auto [it, isNew] = tiles.insert({blocks, tiles.size()});
    terms.tile.push_back(it->second);
    if (isNew) {
      terms.tileLhs.push_back(terms.lhs[k]);
      terms.tileRhs.push_back(terms.rhs[k]);
    }
  }
  return terms;
}

Terms Terms::select(ArrayRef<bool> isKept) const {
  Terms kept;
  llvm::SmallVector<bool> hasTerms(tileLhs.size(), false);
  for (size_t k = 0; k < tile.size(); ++k)
    hasTerms[tile[k]] = hasTerms[tile[k]] || isKept[k];
  std::vector<unsigned> numbers;
  for (size_t i = 0; i < tileLhs.size(); ++i) {
    numbers.push_back(kept.tileLhs.size());
    if (!hasTerms[i])
      continue;
    kept.tileLhs.push_back(tileLhs[i]);
    kept.tileRhs.push_back(tileRhs[i]);
  }
  for (size_t k = 0; k < lhs.size(); ++k) {
    if (!isKept[k])
      continue;
    kept.lhs.push_back(lhs[k]);
    kept.rhs.push_back(rhs[k]);
    if (!tile.empty())
      kept.tile.push_back(numbers[tile[k]]);
  }
  return kept;
}

/// Sum of products as if in twice the working precision (Ogita, Rump, Oishi: Accurate sum and dot product, 2005).
static double sumReals(const PreparedOperand &lhs, const PreparedOperand &rhs, const Terms &terms, int64_t lhsBase,
                       int64_t rhsBase) {
  double sum = 0, error = 0;
  for (size_t k = 0; k < terms.lhs.size(); ++k) {
    double a = lhs.reals[lhsBase + terms.lhs[k]], b = rhs.reals[rhsBase + terms.rhs[k]];
    double product = a * b, productError = std::fma(a, b, -product);
    double next = sum + product, added = next - sum;
    error += (sum - (next - added)) + (product - added) + productError;
    sum = next;
  }
  // Where the sum overflows or meets a NaN the error terms mean nothing.
  return std::isfinite(sum) ? sum + error : sum;
}

void ContractionSums::sum(int64_t output, const Terms &terms, int64_t lhsBase, int64_t rhsBase) {
  result.real.data[output] = sumReals(lhs, rhs, terms, lhsBase, rhsBase);
  for (size_t k = 0; k < terms.lhs.size(); ++k)
    result.magnitude[output] += std::fabs(lhs.reals[lhsBase + terms.lhs[k]] * rhs.reals[rhsBase + terms.rhs[k]]);
  result.numTerms = std::max(result.numTerms, static_cast<int64_t>(terms.lhs.size()));
  if (result.integerPath)
    sumIntegers(output, terms, lhsBase, rhsBase);
}

static std::string printInt128(__int128 value) {
  bool isNegative = value < 0;
  std::string digits;
  for (auto rest = isNegative ? -static_cast<unsigned __int128>(value) : static_cast<unsigned __int128>(value); rest;
       rest /= 10)
    digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(rest % 10)));
  return (isNegative ? "-" : "") + (digits.empty() ? "0" : digits);
}

/// The fixed epilogue: each step rounded to f32.
static float scaleTile(__int128 accumulator, const PreparedOperand &lhs, const PreparedOperand &rhs, int64_t lhsElement,
                       int64_t rhsElement) {
  auto t = static_cast<float>(accumulator);
  if (!lhs.scales.empty())
    t = t * lhs.scales[lhs.blocks[lhsElement]];
  if (!rhs.scales.empty())
    t = t * rhs.scales[rhs.blocks[rhsElement]];
  return t;
}

void ContractionSums::sumIntegers(int64_t output, const Terms &terms, int64_t lhsBase, int64_t rhsBase) {
  // 33 bits times 33 bits times K: no sum that fits in memory overflows 128 bits.
  tileSums.assign(terms.tileLhs.size(), 0);
  for (size_t k = 0; k < terms.lhs.size(); ++k)
    tileSums[terms.tile[k]] +=
        static_cast<__int128>(lhs.integers[lhsBase + terms.lhs[k]]) * rhs.integers[rhsBase + terms.rhs[k]];
  if (format != Format::I32) {
    float y = 0;
    for (size_t tile = 0; tile < tileSums.size(); ++tile)
      y = y + scaleTile(tileSums[tile], lhs, rhs, lhsBase + terms.tileLhs[tile], rhsBase + terms.tileRhs[tile]);
    result.integerPath->data[output] = y;
    return;
  }
  __int128 total = 0;
  for (__int128 tileSum : tileSums)
    total += tileSum;
  bool fits = total >= std::numeric_limits<int32_t>::min() && total <= std::numeric_limits<int32_t>::max();
  if (!fits && overflow.empty())
    overflow =
        "expected every sum to fit in i32, but got " + printInt128(total) + " in element " + std::to_string(output);
  result.real.data[output] = result.integerPath->data[output] = static_cast<double>(total);
}

RealTensor reference::roundToResult(const RealTensor &tensor, Format format) {
  numerics::EncodeOptions options;
  options.overflow = numerics::Overflow::NonFinite;
  RealTensor rounded = tensor;
  for (double &value : rounded.data)
    if (!std::isnan(value))
      value = numerics::roundTo(format, value, options);
  return rounded;
}

llvm::Expected<ContractionResult> ContractionSums::finish() {
  if (!overflow.empty())
    return makeContractionError(overflow);
  bool isInteger = format == Format::I32;
  if (result.integerPath && !isInteger)
    result.integerPath = roundToResult(*result.integerPath, format);
  result.value = result.integerPath ? *result.integerPath : roundToResult(result.real, format);
  return std::move(result);
}
