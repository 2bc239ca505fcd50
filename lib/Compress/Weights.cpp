//===- Weights.cpp - which constants are weights, and along what ------------------------------------------===//
#include "Weights.h"
#include "Qnt/IR/Names.h"
#include "Qnt/IR/QntOps.h"
#include "WeightData.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/DialectResourceBlobManager.h"

using namespace mlir;
using namespace mlir::qnt;

static SmallVector<WeightAxis> getDotAxes(int64_t rank, ArrayRef<int64_t> batch, ArrayRef<int64_t> contracting) {
  SmallVector<WeightAxis> axes(rank, WeightAxis::Output);
  for (int64_t dim : batch)
    axes[dim] = WeightAxis::Batch;
  for (int64_t dim : contracting)
    axes[dim] = WeightAxis::Input;
  return axes;
}

static int64_t getOperandRank(Value value) {
  if (auto array = dyn_cast<ArrayType>(value.getType()))
    return array.getRank();
  return cast<RankedTensorType>(value.getType()).getRank();
}

/// Kernel: output features are channels, all else is contracted. Input: images are free, all else is contracted.
static SmallVector<WeightAxis> getConvAxes(ConvGeneralDilatedOp conv, unsigned index) {
  SmallVector<WeightAxis> axes(conv.getDims().getRank(), WeightAxis::Input);
  axes[index == 1 ? conv.getDims().getKernelOutput() : conv.getDims().getInputBatch()] = WeightAxis::Output;
  return axes;
}

static SmallVector<WeightAxis> getRaggedAxes(RaggedDotGeneralOp ragged, unsigned index) {
  bool isRhs = index == 1;
  int64_t rank = getOperandRank(isRhs ? ragged.getRhs() : ragged.getLhs());
  SmallVector<WeightAxis> axes = isRhs ? getDotAxes(rank, ragged.getRhsBatch(), ragged.getRhsContracting())
                                       : getDotAxes(rank, ragged.getLhsBatch(), ragged.getLhsContracting());
  // The matrices of different groups have nothing in common.
  if (isRhs)
    for (int64_t dim : ragged.getRhsGroup())
      axes[dim] = WeightAxis::Output;
  return axes;
}

std::optional<SmallVector<WeightAxis>> mlir::qnt::getOperandAxes(Operation *op, unsigned index) {
  if (index > 1)
    return std::nullopt;
  if (auto dot = dyn_cast<DotGeneralOp>(op)) {
    if (index == 0)
      return getDotAxes(getOperandRank(dot.getLhs()), dot.getLhsBatch(), dot.getLhsContracting());
    return getDotAxes(getOperandRank(dot.getRhs()), dot.getRhsBatch(), dot.getRhsContracting());
  }
  if (auto conv = dyn_cast<ConvGeneralDilatedOp>(op))
    return getConvAxes(conv, index);
  if (auto ragged = dyn_cast<RaggedDotGeneralOp>(op))
    return getRaggedAxes(ragged, index);
  return std::nullopt;
}

/// Convolutions cut input channels; dot products their first contracted dimension.
static int64_t getBlockAxis(Operation *op, unsigned index, ArrayRef<WeightAxis> axes) {
  if (auto conv = dyn_cast<ConvGeneralDilatedOp>(op))
    return index == 1 ? conv.getDims().getKernelInput() : conv.getDims().getInputFeature();
  const auto *it = llvm::find(axes, WeightAxis::Input);
  return it == axes.end() ? -1 : it - axes.begin();
}

/// The contracted dimensions of operand `index` of a dot product, in the order in which they meet.
static ArrayRef<int64_t> getContracting(Operation *op, unsigned index) {
  if (auto dot = dyn_cast<DotGeneralOp>(op))
    return index == 0 ? dot.getLhsContracting() : dot.getRhsContracting();
  if (auto ragged = dyn_cast<RaggedDotGeneralOp>(op))
    return index == 0 ? ragged.getLhsContracting() : ragged.getRhsContracting();
  return {};
}

int64_t mlir::qnt::getActivationBlockAxis(Operation *op, unsigned index) {
  if (auto conv = dyn_cast<ConvGeneralDilatedOp>(op))
    return index == 1 ? conv.getDims().getKernelInput() : conv.getDims().getInputFeature();
  ArrayRef<int64_t> dims = getContracting(op, index), weightDims = getContracting(op, 1 - index);
  if (dims.empty())
    return -1;
  auto weight = cast<ArrayType>(op->getOperand(1 - index).getType());
  for (auto [dim, weightDim] : llvm::zip(dims, weightDims))
    if (weight.getEncoding().getBlock()[weightDim] != numerics::kWhole)
      return dim;
  return dims.front();
}

namespace {
/// What a reader makes of the dimensions of a constant.
struct Reading {
  SmallVector<WeightAxis> axes;
  int64_t blockAxis = -1;
  StringRef kind;
  friend bool operator==(const Reading &a, const Reading &b) { return a.axes == b.axes && a.blockAxis == b.blockAxis; }
};

/// All readers of a constant.
struct Readers {
  SmallVector<Reading> readings;
  Operation *sugar = nullptr; ///< an op that canonicalization rewrites to a contraction
  Operation *other = nullptr;
};
} // namespace

/// Rows by index: their dimension is the output, and blocks cut the first of the others.
static Reading getGatherReading(tensor::GatherOp gather) {
  Reading reading{SmallVector<WeightAxis>(gather.getSourceType().getRank(), WeightAxis::Input), -1, "gather"};
  for (int64_t dim : gather.getGatherDims())
    reading.axes[dim] = WeightAxis::Output;
  const auto *it = llvm::find(reading.axes, WeightAxis::Input);
  reading.blockAxis = it == reading.axes.end() ? -1 : it - reading.axes.begin();
  return reading;
}

/// What the op of `use` makes of the dimensions of the operand; nothing for ops that read no weights.
static std::optional<Reading> getReading(OpOperand &use) {
  Operation *op = use.getOwner();
  if (auto gather = dyn_cast<tensor::GatherOp>(op); gather && use.getOperandNumber() == 0)
    return getGatherReading(gather);
  std::optional<SmallVector<WeightAxis>> axes = getOperandAxes(op, use.getOperandNumber());
  if (!axes)
    return std::nullopt;
  StringRef kind = isa<ConvGeneralDilatedOp>(op) ? "conv" : isa<RaggedDotGeneralOp>(op) ? "ragged_dot" : "dot";
  return Reading{*axes, getBlockAxis(op, use.getOperandNumber(), *axes), kind};
}

/// `reading` of a transposed value, as one of the value before.
static Reading transposeBack(const Reading &reading, ArrayRef<int64_t> permutation) {
  Reading result = reading;
  for (auto [dim, source] : llvm::enumerate(permutation))
    result.axes[source] = reading.axes[dim];
  result.blockAxis = reading.blockAxis < 0 ? -1 : permutation[reading.blockAxis];
  return result;
}

/// Through transposes. What else reads a transposed value does not matter, nor do reshapes to other weights.
static Readers findReaders(Value value, ReshapedWeights &reshaped) {
  Readers readers;
  for (OpOperand &use : value.getUses()) {
    Operation *op = use.getOwner();
    if (reshaped.contains(op))
      continue;
    if (std::optional<Reading> reading = getReading(use)) {
      readers.readings.push_back(*reading);
    } else if (auto transpose = dyn_cast<linalg::TransposeOp>(op);
               transpose && use.getOperandNumber() == 0 && transpose.hasPureTensorSemantics()) {
      Readers through = findReaders(transpose->getResult(0), reshaped);
      for (const Reading &reading : through.readings)
        readers.readings.push_back(transposeBack(reading, transpose.getPermutation()));
      if (through.readings.empty())
        (through.sugar ? readers.sugar : readers.other) = op;
    } else if (isa<DotOp, EinsumOp, RaggedDotOp>(op)) {
      readers.sugar = op;
    } else {
      readers.other = op;
    }
  }
  return readers;
}

bool ReshapedWeights::contains(Operation *op) {
  if (!isa<tensor::ExpandShapeOp, tensor::CollapseShapeOp>(op) ||
      !cast<RankedTensorType>(op->getResultTypes().front()).hasStaticShape())
    return false;
  if (auto it = known.find(op); it != known.end())
    return it->second;
  Readers readers = findReaders(op->getResult(0), *this);
  bool isWeight = !readers.readings.empty() || readers.sugar ||
                  llvm::any_of(op->getUsers(), [&](Operation *user) { return contains(user); });
  return known[op] = isWeight;
}

/// The axes that all readers agree on, or the default ones.
static void setAxes(Weight &weight, ArrayRef<Reading> readings) {
  if (!readings.empty() && llvm::all_equal(readings)) {
    weight.axes = readings.front().axes;
    weight.blockAxis = readings.front().blockAxis;
    return;
  }
  weight.isDisputed = !readings.empty();
  weight.axes.assign(weight.getType().getRank(), WeightAxis::Input);
  weight.axes[0] = WeightAxis::Output;
  weight.blockAxis = 1;
}

/// Why a constant is no weight to be taken; empty when it is one.
static std::string findObstacle(const Weight &weight, const Readers &readers, const WeightRules &rules) {
  auto quote = [](Operation *op) { return ("'" + op->getName().getStringRef() + "'").str(); };
  int64_t numElements = weight.getNumElements();
  if (numElements <= rules.numThreshold)
    return ("it has " + Twine(numElements) + " elements, not more than weight-num-threshold " +
            Twine(rules.numThreshold))
        .str();
  if (weight.getType().getRank() < 2)
    return "it has no two dimensions";
  std::optional<Format> format = getFormat(cast<FloatType>(weight.getType().getElementType()));
  if (!format || !numerics::isExpressedFormat(*format))
    return "its elements are no f64, f32, f16 or bf16";
  if (weight.getType().getEncoding())
    return "its type has an encoding attribute";
  if (readers.sugar)
    return quote(readers.sugar) + " reads it, which --canonicalize rewrites to a contraction that can";
  if (readers.other && numElements < rules.otherUsersThreshold)
    return quote(readers.other) + (readers.readings.empty() ? " reads it" : " reads it too");
  if (getRawElements(weight.value))
    return {};
  return isa<DenseElementsAttr>(weight.value) ? "all its elements are equal"
                                              : "its data is missing or not of the size of its type";
}

/// Constants worth a word: those that a contraction reads, and large ones of several dimensions that are no splats.
static bool isCandidate(const Weight &weight, const Readers &readers, const WeightRules &rules) {
  // All that read it reshape it to other weights.
  if (readers.readings.empty() && !readers.sugar && !readers.other)
    return false;
  if (!readers.readings.empty() || readers.sugar)
    return true;
  return weight.getNumElements() > rules.numThreshold && weight.getType().getRank() >= 2 &&
         !isa<SplatElementsAttr>(weight.value);
}

/// The same elements under another shape; a resource is shared, not copied. Null where its rows are padded to bytes.
static ElementsAttr reshapeWeight(ElementsAttr value, RankedTensorType type) {
  if (auto dense = dyn_cast<DenseElementsAttr>(value))
    return dense.reshape(type);
  auto resource = dyn_cast<DenseResourceElementsAttr>(value);
  if (!resource || type.getElementTypeBitWidth() % 8 != 0)
    return {};
  return DenseResourceElementsAttr::get(type, resource.getRawHandle());
}

namespace {
/// Appends the weights that a constant is.
struct WeightCollector {
  const WeightRules &rules;
  std::vector<Weight> &weights;
  ReshapedWeights reshapes;

  void add(arith::ConstantOp constant, Value reshaped, ElementsAttr value);
};
} // namespace

/// First those that `reshaped` (null: the constant) is reshaped to: they are taken out of what it is.
void WeightCollector::add(arith::ConstantOp constant, Value reshaped, ElementsAttr value) {
  Weight weight;
  weight.constant = constant;
  weight.reshaped = reshaped;
  weight.value = value;
  weight.name = getSourceName(constant);
  Value read = weight.getRead();
  // Uses are listed from the last one on.
  SmallVector<Operation *> users(read.getUsers());
  for (Operation *user : llvm::reverse(users))
    if (reshapes.contains(user))
      if (ElementsAttr shaped = reshapeWeight(value, cast<RankedTensorType>(user->getResultTypes().front())))
        add(constant, user->getResult(0), shaped);
  Readers readers = findReaders(read, reshapes);
  if (!isCandidate(weight, readers, rules))
    return;
  weight.obstacle = findObstacle(weight, readers, rules);
  if (weight.obstacle.empty())
    setAxes(weight, readers.readings);
  for (const Reading &reading : readers.readings)
    if (!llvm::is_contained(weight.readers, reading.kind))
      weight.readers.push_back(reading.kind);
  weights.push_back(std::move(weight));
}

std::vector<Weight> mlir::qnt::findWeights(Operation *root, const WeightRules &rules) {
  std::vector<Weight> weights;
  WeightCollector collector{rules, weights, {}};
  root->walk([&](arith::ConstantOp constant) {
    auto type = dyn_cast<RankedTensorType>(constant.getType());
    auto value = dyn_cast<ElementsAttr>(constant.getValue());
    if (type && value && !constant->use_empty() && isa<FloatType>(type.getElementType()))
      collector.add(constant, Value(), value);
  });
  auto isTaken = [](const Weight &weight) { return weight.obstacle.empty(); };
  if (auto first = llvm::find_if(weights, isTaken); first != weights.end()) {
    first->isFirst = true;
    llvm::find_if(llvm::reverse(weights), isTaken)->isLast = true;
  }
  return weights;
}

SmallVector<int64_t> mlir::qnt::getWeightBlock(const Weight &weight, const Scheme &scheme) {
  SmallVector<int64_t> block(weight.axes.size(), numerics::kWhole);
  if (scheme.granularity == Granularity::PerTensor)
    return block;
  for (auto [size, axis] : llvm::zip(block, weight.axes))
    if (axis == WeightAxis::Output)
      size = 1;
  if (scheme.granularity == Granularity::PerBlock && weight.blockAxis >= 0)
    block[weight.blockAxis] = scheme.blockSize.getElements(weight.getType().getDimSize(weight.blockAxis));
  return block;
}
