//===- Outcome.cpp - what a run of a module gives, and whether two runs agree -----------------------------===//
#include "Outcome.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::smith;
using reference::InterpreterValue;
using reference::Tensor;

Values smith::takeApart(ArrayRef<InterpreterValue> values) {
  Values parts;
  for (const InterpreterValue &value : values) {
    if (!value.isArray()) {
      parts.push_back(value);
      continue;
    }
    for (Tensor &part : value.getArray().getPartTensors())
      parts.push_back(std::move(part));
  }
  return parts;
}

//===----------------------------------------------------------------------------------------------------===//
// Comparison
//===----------------------------------------------------------------------------------------------------===//

namespace {
/// A tensor to compare, with what may differ.
struct Expectation {
  std::string name;
  const Tensor &tensor;
  const Bound *bound = nullptr;
  std::vector<uint8_t> compared; ///< 0: the element is not looked at; empty: all are
};
} // namespace

static std::string describe(const Tensor &tensor, int64_t index) {
  std::string text;
  llvm::raw_string_ostream os(text);
  if (tensor.getKind().isFloat)
    os << llvm::format("%.17g", tensor.getFloat(index));
  else
    os << tensor.getSigned(index);
  os << " (0x";
  os.write_hex(tensor.getRaw(index));
  os << ")";
  return text;
}

static bool isSameElement(const Tensor &expected, const Tensor &got, int64_t index) {
  if (expected.getRaw(index) == got.getRaw(index))
    return true;
  return expected.getKind().isFloat && std::isnan(expected.getFloat(index)) && std::isnan(got.getFloat(index));
}

static bool isWithin(const Bound &bound, const Tensor &expected, const Tensor &got, int64_t index) {
  double difference = std::fabs(expected.getFloat(index) - got.getFloat(index));
  return std::isinf(bound.elements[index]) || difference <= bound.elements[index];
}

static llvm::Error compareTensors(const Expectation &expectation, const Tensor &got) {
  const Tensor &expected = expectation.tensor;
  if (expected.getElementType() != got.getElementType() || expected.getShape() != got.getShape())
    return llvm::createStringError(expectation.name + ": expected " +
                                   reference::describeShape(expected.getShape(), expected.getElementType()) + ", got " +
                                   reference::describeShape(got.getShape(), got.getElementType()));
  for (int64_t i = 0; i < expected.getNumElements(); ++i) {
    bool isLeftOut = !expectation.compared.empty() && !expectation.compared[i];
    if (isLeftOut || isSameElement(expected, got, i))
      continue;
    if (expectation.bound && isWithin(*expectation.bound, expected, got, i))
      continue;
    std::string bound;
    if (expectation.bound)
      bound = llvm::formatv(", beyond the {0} bound {1}", expectation.bound->name, expectation.bound->elements[i]);
    return llvm::createStringError(expectation.name + ": element " + Twine(i) + ": expected " + describe(expected, i) +
                                   ", got " + describe(got, i) + bound);
  }
  return llvm::Error::success();
}

/// Which codes stand for an element that the mask keeps.
static std::vector<uint8_t> getComparedCodes(const reference::Array &array) {
  const numerics::ArrayParts &parts = *array.parts;
  if (parts.mask.empty())
    return {};
  numerics::Encoding encoding = array.getEncoding();
  numerics::BlockShape vector(parts.shape.size(), 1);
  if (encoding.codebook && encoding.codebook->isVector())
    vector.assign(encoding.codebook->vector.begin(), encoding.codebook->vector.end());
  std::vector<uint8_t> compared(parts.codes.size(), 0);
  for (size_t i = 0; i < parts.mask.size(); ++i)
    compared[numerics::getBlockIndex(static_cast<int64_t>(i), parts.shape, vector)] |= parts.mask[i];
  return compared;
}

/// A value without elements may have scales, zero points and tables that nothing reads.
static std::vector<uint8_t> getComparedEntries(const reference::Array &array, const Tensor &part) {
  if (numerics::getNumElements(array.getShape()) != 0)
    return {};
  return std::vector<uint8_t>(part.getNumElements(), 0);
}

/// Compares the parts of an array with the next values of `got`.
static llvm::Error compareArray(const reference::Array &expected, const std::string &name,
                                ArrayRef<InterpreterValue> &got) {
  SmallVector<Tensor, 6> tensors = expected.getPartTensors();
  SmallVector<PartKind, 6> kinds = expected.getType().getPartKinds();
  if (got.size() < tensors.size())
    return llvm::createStringError(name + ": expected " + Twine(tensors.size()) + " parts, got " + Twine(got.size()));
  for (auto [kind, tensor] : llvm::zip_equal(kinds, tensors)) {
    Expectation expectation{name + " (" + getPartName(kind).str() + ")", tensor, nullptr, {}};
    if (kind == PartKind::Codes)
      expectation.compared = getComparedCodes(expected);
    if (kind != PartKind::Codes && kind != PartKind::TensorScale && kind != PartKind::Mask)
      expectation.compared = getComparedEntries(expected, tensor);
    if (!got.front().isTensor())
      return llvm::createStringError(expectation.name + ": expected a tensor");
    if (llvm::Error error = compareTensors(expectation, got.front().getTensor()))
      return error;
    got = got.drop_front();
  }
  return llvm::Error::success();
}

static llvm::Error compareObservations(const Outcome &expected, const Outcome &got) {
  if (expected.observations.size() != got.observations.size())
    return llvm::createStringError("expected " + Twine(expected.observations.size()) + " observations, got " +
                                   Twine(got.observations.size()));
  for (auto [first, second] : llvm::zip_equal(expected.observations, got.observations)) {
    if (first.first != second.first)
      return llvm::createStringError("expected an observation of '" + first.first + "', got one of '" + second.first +
                                     "'");
    if (llvm::Error error =
            compareTensors({"observation '" + first.first + "'", first.second, nullptr, {}}, second.second))
      return error;
  }
  return llvm::Error::success();
}

llvm::Error smith::compareOutcomes(const Outcome &expected, const Outcome &got, const Bounds &bounds) {
  Values gotValues = takeApart(got.results);
  ArrayRef<InterpreterValue> rest = gotValues;
  for (auto [index, value] : llvm::enumerate(expected.results)) {
    std::string name = "result " + std::to_string(index);
    if (value.isArray()) {
      if (llvm::Error error = compareArray(value.getArray(), name, rest))
        return error;
      continue;
    }
    if (rest.empty() || !rest.front().isTensor())
      return llvm::createStringError(name + ": expected a tensor");
    Expectation expectation{name, value.getTensor(), nullptr, {}};
    if (index < bounds.size() && bounds[index])
      expectation.bound = &*bounds[index];
    if (llvm::Error error = compareTensors(expectation, rest.front().getTensor()))
      return error;
    rest = rest.drop_front();
  }
  if (!rest.empty())
    return llvm::createStringError("expected no more results, got " + Twine(rest.size()));
  return compareObservations(expected, got);
}
