//===- SparsifyMethod.cpp - weights without their smallest elements -----------------------------------------===//
#include "SparsifyMethod.h"
#include "LargeBlob.h"
#include "Qnt/Numerics/Packing.h"
#include "WeightData.h"

using namespace mlir;
using namespace mlir::qnt;

std::string SparsifyMethod::getDescription() const {
  std::string text = "sparse " + pruning.getDescription();
  if (layout)
    text += " " + numerics::getSparseLayoutName(*layout).str();
  return inner ? text + " " + inner->getDescription() : text;
}

static int64_t findOutput(const Weight &weight) {
  const auto *it = llvm::find(weight.axes, WeightAxis::Output);
  return it == weight.axes.end() ? -1 : it - weight.axes.begin();
}

std::string SparsifyMethod::findObstacle(const Weight &weight) const {
  if (!pruning.ratio) {
    if (weight.blockAxis < 0)
      return "it has no input dimension to prune along";
    if (int64_t size = weight.getType().getDimSize(weight.blockAxis); size < pruning.group)
      return ("its input dimension " + Twine(size) + " is smaller than a group of " + Twine(pruning.group)).str();
  }
  if (pruning.blockSize > 1) {
    int64_t output = findOutput(weight);
    if (output < 0)
      return "it has no output dimension to prune along";
    if (int64_t size = weight.getType().getDimSize(output); size < pruning.blockSize)
      return ("its output dimension " + Twine(size) + " is smaller than a block of " + Twine(pruning.blockSize)).str();
  }
  if (layout && !layout->isPlainOrder() && weight.getType().getRank() != 2)
    return ("layout " + numerics::getSparseLayoutName(*layout) + " is one of matrices, and it has rank " +
            Twine(weight.getType().getRank()))
        .str();
  return inner ? inner->findObstacle(weight) : std::string();
}

/// A copy of the elements in which pruned ones are 0.
static std::vector<char> clearPruned(const numerics::TypedInput &data, ArrayRef<uint8_t> kept) {
  size_t bytes = numerics::bitWidth(data.type) / 8;
  const char *elements = static_cast<const char *>(data.data);
  std::vector<char> copy(elements, elements + kept.size() * bytes);
  for (auto [i, isKept] : llvm::enumerate(kept))
    if (!isKept)
      std::memset(copy.data() + i * bytes, 0, bytes);
  return copy;
}

static numerics::Sparsity getSparsity(const Pruning &pruning, const Weight &weight) {
  if (pruning.ratio)
    return {numerics::Sparsity::Kind::Bitmask};
  return {numerics::Sparsity::Kind::NOfM, pruning.kept, pruning.group, weight.blockAxis};
}

/// The float elements themselves.
static EncodedWeight makePlain(const numerics::TypedInput &data, ArrayRef<char> elements) {
  EncodedWeight result;
  result.encoding.expressed = data.type;
  result.shape.assign(data.shape.begin(), data.shape.end());
  result.isPlain = true;
  result.codes = copyToBlob(elements);
  return result;
}

llvm::Expected<EncodedWeight> SparsifyMethod::encode(const WeightInput &input) const {
  std::vector<double> values(numerics::getNumElements(input.data.shape));
  readElements(input.data.data, input.data.type, 0, values);
  numerics::Shape shape(input.data.shape.begin(), input.data.shape.end());
  std::vector<uint8_t> kept = findKept(values, shape, pruning, findOutput(input.weight), input.weight.blockAxis);
  std::vector<char> elements = clearPruned(input.data, kept);
  if (!inner) {
    if (std::memcmp(elements.data(), input.data.data, elements.size()) == 0)
      return llvm::make_error<Declined>("it is as sparse already");
    return makePlain(input.data, elements);
  }
  WeightInput pruned = input;
  pruned.data.data = elements.data();
  pruned.kept = kept;
  llvm::Expected<EncodedWeight> result = inner->encode(pruned);
  if (!result)
    return result.takeError();
  result->encoding.sparsity = getSparsity(pruning, input.weight);
  result->mask = numerics::packCodes(std::vector<uint64_t>(kept.begin(), kept.end()), shape, 1);
  if (!layout)
    return result;
  numerics::SparseLayout own = *layout;
  own.isTransposed = !own.isPlainOrder() && input.weight.blockAxis == 0;
  if (llvm::Error error = result->storeKept(own))
    return llvm::make_error<Declined>(llvm::toString(std::move(error)));
  return result;
}
