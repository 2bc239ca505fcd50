//===- CoreAISlices.cpp - Core AI slices, splits, concatenations and reversals ------------------------------===//
#include "CoreAIConstants.h"
#include "CoreAIGraph.h"
#include "Qnt/IR/QntDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace mlir::qnt;

/// The signless type of a result; operands and results have no encoding.
static RankedTensorType getSignlessType(Value result) { return cast<RankedTensorType>(*toSignless(result.getType())); }

Value mlir::qnt::reverseTensor(OpBuilder &builder, Location loc, Value value, ArrayRef<int64_t> dims) {
  RankedTensorType type = getTensorType(value);
  if (llvm::all_of(dims, [&](int64_t dim) { return type.getDimSize(dim) == 1; }))
    return value;
  SmallVector<OpFoldResult> sizes = tensor::getMixedSizes(builder, loc, value);
  Value empty = tensor::EmptyOp::create(builder, loc, sizes, type.getElementType());
  SmallVector<Value> last(type.getRank());
  Value one = arith::ConstantIndexOp::create(builder, loc, 1);
  for (int64_t dim : dims)
    last[dim] =
        arith::SubIOp::create(builder, loc, getValueOrCreateConstantIndexOp(builder, loc, sizes[dim]), one).getResult();
  SmallVector<AffineMap> maps{builder.getMultiDimIdentityMap(type.getRank())};
  SmallVector<utils::IteratorType> iterators(type.getRank(), utils::IteratorType::parallel);
  auto body = [&](OpBuilder &inner, Location at, ValueRange) {
    SmallVector<Value> position;
    for (int64_t dim = 0; dim < type.getRank(); ++dim) {
      Value index = linalg::IndexOp::create(inner, at, dim);
      position.push_back(last[dim] ? arith::SubIOp::create(inner, at, last[dim], index).getResult() : index);
    }
    linalg::YieldOp::create(inner, at, tensor::ExtractOp::create(inner, at, value, position).getResult());
  };
  return linalg::GenericOp::create(builder, loc, TypeRange{empty.getType()}, ValueRange{}, ValueRange{empty}, maps,
                                   iterators, body)
      .getResult(0);
}

//===----------------------------------------------------------------------------------------------------===//
// Slices
//===----------------------------------------------------------------------------------------------------===//

/// No sum of a size and a step overflows.
static constexpr int64_t kMaxStep = int64_t(1) << 61;

namespace {
/// The elements of a slice along each dimension in ascending order, and the dimensions that it reads from the end.
struct SliceBounds {
  SmallVector<OpFoldResult> offsets, sizes, strides;
  SmallVector<int64_t> reversed;
};
} // namespace

/// start, start + stride ... of a dimension of `size` elements. A negative bound counts from the end; one that a
/// descending slice ends before, -1, does not. False when there are more elements than the result has.
static bool addStaticBounds(OpBuilder &builder, int64_t size, int64_t start, int64_t end, int64_t stride,
                            int64_t resultSize, SliceBounds &bounds) {
  bool isDescending = stride < 0;
  int64_t least = isDescending ? -1 : 0, step = std::abs(stride), most = isDescending ? size - 1 : size;
  start = std::clamp(start < 0 ? start + size : start, int64_t(0), std::max<int64_t>(most, 0));
  end = std::clamp(end < least ? end + size : end, least, most);
  int64_t distance = isDescending ? start - end : end - start;
  int64_t count = distance <= 0 || size == 0 ? 0 : (distance + step - 1) / step;
  int64_t first = isDescending ? start - (count - 1) * step : start;
  bounds.offsets.push_back(builder.getIndexAttr(count == 0 ? 0 : first));
  bounds.sizes.push_back(builder.getIndexAttr(count));
  bounds.strides.push_back(builder.getIndexAttr(step));
  if (isDescending)
    bounds.reversed.push_back(bounds.sizes.size() - 1);
  return ShapedType::isDynamic(resultSize) || count == resultSize;
}

/// The same of an ascending slice of a dimension whose size is known when the program runs.
static void addDynamicBounds(OpBuilder &builder, Location loc, Value size, int64_t start, int64_t end, int64_t stride,
                             int64_t resultSize, SliceBounds &bounds) {
  auto constant = [&](int64_t number) -> Value { return arith::ConstantIndexOp::create(builder, loc, number); };
  auto clamp = [&](int64_t bound) -> Value {
    if (bound >= 0)
      return arith::MinSIOp::create(builder, loc, constant(bound), size);
    return arith::MaxSIOp::create(builder, loc, arith::AddIOp::create(builder, loc, size, constant(bound)),
                                  constant(0));
  };
  Value first = clamp(start);
  Value distance = arith::SubIOp::create(builder, loc, clamp(end), first);
  distance = arith::MaxSIOp::create(builder, loc, distance, constant(0));
  Value count = arith::CeilDivSIOp::create(builder, loc, distance, constant(stride));
  bounds.offsets.push_back(first);
  bounds.sizes.push_back(ShapedType::isDynamic(resultSize) ? OpFoldResult(count) : builder.getIndexAttr(resultSize));
  bounds.strides.push_back(builder.getIndexAttr(stride));
}

static Value makeSlice(OpBuilder &builder, Location loc, Value value, const SliceBounds &bounds,
                       RankedTensorType type) {
  Value slice = tensor::ExtractSliceOp::create(builder, loc, value, bounds.offsets, bounds.sizes, bounds.strides);
  slice = reverseTensor(builder, loc, slice, bounds.reversed);
  return slice.getType() == type ? slice : tensor::CastOp::create(builder, loc, type, slice).getResult();
}

/// slice %input, %start_indices, %end_indices, %strides: a value a dimension.
static LogicalResult importSlice(CoreAIGraph &graph, Operation *op) {
  if (failed(checkForm(op, 4)))
    return failure();
  RankedTensorType type = getTensorType(op->getOperand(0)), to = getSignlessType(op->getResult(0));
  FailureOr<SmallVector<int64_t>> starts = graph.getIntegers(op, 1, "start_indices"),
                                  ends = graph.getIntegers(op, 2, "end_indices"),
                                  strides = graph.getIntegers(op, 3, "strides");
  if (failed(starts) || failed(ends) || failed(strides))
    return failure();
  size_t rank = type.getRank();
  if (starts->size() != rank || ends->size() != rank || strides->size() != rank || llvm::is_contained(*strides, 0))
    return op->emitOpError() << "expected " << rank << " start_indices, end_indices and strides other than 0";
  FailureOr<Value> value = graph.getTensor(op->getOperand(0));
  if (failed(value))
    return failure();
  if (to.getRank() != type.getRank() || to.getElementType() != getTensorType(*value).getElementType())
    return failShape(op);
  OpBuilder &builder = graph.getBuilder();
  SliceBounds bounds;
  for (size_t dim = 0; dim < rank; ++dim) {
    int64_t size = type.getDimSize(dim), start = (*starts)[dim], end = (*ends)[dim];
    // A step is as good as any that is larger than the dimension.
    int64_t stride = std::clamp((*strides)[dim], -kMaxStep, kMaxStep);
    if (ShapedType::isDynamic(size)) {
      if (stride < 0)
        return op->emitOpError() << "expected positive strides along dynamic dimensions, but got " << stride;
      Value extent = tensor::DimOp::create(builder, op->getLoc(), *value, dim);
      addDynamicBounds(builder, op->getLoc(), extent, start, end, stride, to.getDimSize(dim), bounds);
    } else if (!addStaticBounds(builder, size, start, end, stride, to.getDimSize(dim), bounds)) {
      return failShape(op);
    }
  }
  graph.set(op->getResult(0), makeSlice(builder, op->getLoc(), *value, bounds, to));
  return success();
}

/// Sizes of the results of a split of `size` elements: those given, or as many of one size as fit and the rest.
static SmallVector<int64_t> getSections(ArrayRef<int64_t> given, bool isOneSize, int64_t size, size_t numResults) {
  if (!isOneSize || given.front() <= 0)
    return llvm::to_vector(given);
  SmallVector<int64_t> sections;
  for (int64_t left = size; left > 0 && sections.size() <= numResults; left -= given.front())
    sections.push_back(std::min(left, given.front()));
  return sections;
}

/// split %input, %split_size_or_sections, %dim: one result a section.
static LogicalResult importSplit(CoreAIGraph &graph, Operation *op) {
  if (op->getNumOperands() != 3 || op->getNumResults() == 0)
    return op->emitOpError() << "expected 3 operands and results, but got " << op->getNumOperands() << " and "
                             << op->getNumResults();
  if (failed(checkTensors(op)))
    return failure();
  RankedTensorType type = getTensorType(op->getOperand(0));
  FailureOr<SmallVector<int64_t>> given = graph.getIntegers(op, 1, "split_size_or_sections"),
                                  axes = getAxes(graph, op, 2, type.getRank());
  if (failed(given) || failed(axes))
    return failure();
  if (axes->size() != 1 || given->empty() || type.isDynamicDim(axes->front()))
    return op->emitOpError() << "expected sizes of sections and one axis of static size, but got " << type;
  int64_t axis = axes->front(), size = type.getDimSize(axis), sum = 0;
  bool isOneSize = getTensorType(op->getOperand(1)).getRank() == 0;
  SmallVector<int64_t> sections = getSections(*given, isOneSize, size, op->getNumResults());
  for (int64_t section : sections)
    sum = section < 0 || section > size - sum ? size + 1 : sum + section;
  bool fits = sum == size && sections.size() == op->getNumResults();
  for (auto [section, result] : llvm::zip(sections, op->getResults())) {
    SmallVector<int64_t> shape(type.getShape());
    shape[axis] = section;
    fits &= result.getType() == RankedTensorType::get(shape, type.getElementType());
  }
  if (!fits)
    return failShape(op);
  FailureOr<Value> value = graph.getTensor(op->getOperand(0));
  if (failed(value))
    return failure();
  OpBuilder &builder = graph.getBuilder();
  SliceBounds bounds;
  bounds.sizes = tensor::getMixedSizes(builder, op->getLoc(), *value);
  bounds.offsets.assign(type.getRank(), builder.getIndexAttr(0));
  bounds.strides.assign(type.getRank(), builder.getIndexAttr(1));
  int64_t offset = 0;
  for (auto [section, result] : llvm::zip(sections, op->getResults())) {
    bounds.offsets[axis] = builder.getIndexAttr(section == 0 ? 0 : offset);
    bounds.sizes[axis] = builder.getIndexAttr(section);
    graph.set(result, makeSlice(builder, op->getLoc(), *value, bounds, getSignlessType(result)));
    offset += section;
  }
  return success();
}

//===----------------------------------------------------------------------------------------------------===//
// Concatenations and reversals
//===----------------------------------------------------------------------------------------------------===//

/// concat %dimension, %inputs ...
static LogicalResult importConcat(CoreAIGraph &graph, Operation *op) {
  if (op->getNumOperands() < 2 || op->getNumResults() != 1)
    return op->emitOpError() << "expected a dimension, inputs and 1 result, but got " << op->getNumOperands()
                             << " operands and " << op->getNumResults() << " results";
  if (failed(checkTensors(op)))
    return failure();
  auto to = getTensorType(op->getResult(0));
  FailureOr<SmallVector<int64_t>> axes = getAxes(graph, op, 0, to.getRank());
  if (failed(axes))
    return failure();
  bool fits = axes->size() == 1;
  SmallVector<int64_t> shape(to.getShape());
  __int128 sum = 0;
  for (Value operand : op->getOperands().drop_front()) {
    RankedTensorType type = getTensorType(operand);
    if (!fits || type.getRank() != to.getRank() || type.getElementType() != to.getElementType())
      return failShape(op);
    for (auto [dim, size] : llvm::enumerate(type.getShape())) {
      bool isAxis = static_cast<int64_t>(dim) == axes->front();
      if (isAxis)
        sum = sum < 0 || ShapedType::isDynamic(size) ? -1 : sum + size;
      else
        fits &= ShapedType::isDynamic(size) || to.isDynamicDim(dim) || size == to.getDimSize(dim);
    }
  }
  if (!fits || (sum >= 0 && !to.isDynamicDim(axes->front()) && sum != to.getDimSize(axes->front())))
    return failShape(op);
  SmallVector<Value> values;
  for (Value operand : op->getOperands().drop_front()) {
    FailureOr<Value> value = graph.getTensor(operand);
    if (failed(value))
      return failure();
    values.push_back(*value);
  }
  graph.set(op->getResult(0), tensor::ConcatOp::create(graph.getBuilder(), op->getLoc(),
                                                       getSignlessType(op->getResult(0)), axes->front(), values));
  return success();
}

/// reverse %input, %dims
static LogicalResult importReverse(CoreAIGraph &graph, Operation *op) {
  if (failed(checkForm(op, 2)))
    return failure();
  FailureOr<SmallVector<int64_t>> axes = getAxes(graph, op, 1, getTensorType(op->getOperand(0)).getRank());
  if (failed(axes))
    return failure();
  if (op->getResult(0).getType() != op->getOperand(0).getType())
    return failShape(op);
  FailureOr<Value> value = graph.getTensor(op->getOperand(0));
  if (failed(value))
    return failure();
  graph.set(op->getResult(0), reverseTensor(graph.getBuilder(), op->getLoc(), *value, *axes));
  return success();
}

ImportCoreAIOp mlir::qnt::findCoreAISlice(Operation *op) {
  return llvm::StringSwitch<ImportCoreAIOp>(op->getName().getStringRef())
      .Case("coreai.slice", importSlice)
      .Case("coreai.split", importSplit)
      .Case("coreai.concat", importConcat)
      .Case("coreai.reverse", importReverse)
      .Default(nullptr);
}
