//===- CoreAIStructure.cpp - Core AI ops that contract, gather and move elements ----------------------------===//
#include "CoreAIConstants.h"
#include "CoreAIGraph.h"
#include "Qnt/IR/LayoutMapping.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/Dialect/Utils/ReshapeOpsUtils.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace mlir::qnt;

LogicalResult mlir::qnt::checkForm(Operation *op, unsigned numOperands) {
  if (op->getNumOperands() != numOperands || op->getNumResults() != 1)
    return op->emitOpError() << "expected " << numOperands << " operands and 1 result, but got " << op->getNumOperands()
                             << " and " << op->getNumResults();
  return checkTensors(op);
}

LogicalResult mlir::qnt::checkTensors(Operation *op) {
  SmallVector<Type> types(op->getOperandTypes());
  llvm::append_range(types, op->getResultTypes());
  for (Type type : types)
    if (auto tensor = dyn_cast<RankedTensorType>(type); !tensor || tensor.getEncoding())
      return op->emitOpError() << "expected ranked tensors without an encoding, but got " << type;
  return success();
}

LogicalResult mlir::qnt::checkFloats(Operation *op, ArrayRef<Value> values) {
  for (Value value : values)
    if (!isa<Float64Type, Float32Type, Float16Type, BFloat16Type>(getTensorType(value).getElementType()))
      return op->emitOpError() << "expected elements of f64, f32, f16 or bf16, but got " << value.getType();
  return success();
}

LogicalResult mlir::qnt::failShape(Operation *op) {
  InFlightDiagnostic diagnostic = op->emitOpError() << "expected operands and a result whose shapes fit, but got ";
  llvm::interleaveComma(op->getOperandTypes(), diagnostic);
  diagnostic << " and ";
  llvm::interleaveComma(op->getResultTypes(), diagnostic);
  return diagnostic;
}

Value mlir::qnt::reshapeTensor(OpBuilder &builder, Location loc, Value value, ArrayRef<int64_t> shape) {
  auto from = getTensorType(value);
  auto to = RankedTensorType::get(shape, from.getElementType());
  if (from == to)
    return value;
  if (to.getNumElements() == 0) // whose dimensions say nothing of how they are grouped
    return tensor::EmptyOp::create(builder, loc, shape, from.getElementType());
  if (auto groups = getReassociationIndicesForReshape(from, to)) {
    if (from.getRank() > to.getRank())
      return tensor::CollapseShapeOp::create(builder, loc, to, value, *groups);
    return tensor::ExpandShapeOp::create(builder, loc, to, value, *groups);
  }
  Value flat = reshapeTensor(builder, loc, value, {from.getNumElements()});
  return reshapeTensor(builder, loc, flat, shape);
}

//===----------------------------------------------------------------------------------------------------===//
// Contractions
//===----------------------------------------------------------------------------------------------------===//

/// Dimensions of a matmul by name: batch dimensions counted from the last, then rows, contracted and columns.
enum : int64_t { kRows = -1, kContracted = -2, kColumns = -3 };

namespace {
struct MatmulOperand {
  Value value;
  SmallVector<int64_t> labels, sizes;
};
} // namespace

static MatmulOperand labelOperand(Value value, ArrayRef<int64_t> shape, int64_t last, int64_t secondLast) {
  MatmulOperand operand{value, {}, llvm::to_vector(shape)};
  int64_t numBatch = static_cast<int64_t>(shape.size()) - 2;
  for (int64_t dim = 0; dim < numBatch; ++dim)
    operand.labels.push_back(numBatch - 1 - dim);
  operand.labels.append({secondLast, last});
  return operand;
}

/// Drops batch dimensions of size 1 that are larger, or absent, in the other operand.
static FailureOr<MatmulOperand> dropBroadcast(CoreAIGraph &graph, Operation *op, MatmulOperand operand,
                                              const MatmulOperand &other) {
  MatmulOperand kept{operand.value, {}, {}};
  for (auto [label, size] : llvm::zip(operand.labels, operand.sizes)) {
    const auto *it = llvm::find(other.labels, label);
    bool isBroadcast =
        label >= 0 && size == 1 && it != other.labels.end() && other.sizes[it - other.labels.begin()] != 1;
    if (isBroadcast)
      continue;
    kept.labels.push_back(label);
    kept.sizes.push_back(size);
  }
  if (kept.labels.size() == operand.labels.size())
    return operand;
  if (ShapedType::isDynamicShape(operand.sizes))
    return op->emitOpError() << "expected static sizes where a batch dimension of 1 is broadcast";
  OpBuilder &builder = graph.getBuilder();
  if (auto array = dyn_cast<ArrayType>(kept.value.getType()))
    kept.value = DequantizeOp::create(builder, op->getLoc(), array.getDecodedType(), kept.value);
  kept.value = reshapeTensor(builder, op->getLoc(), kept.value, kept.sizes);
  return kept;
}

/// Positions of the labels that both have (batch and contracted), and the labels of dot_general's result.
static LogicalResult matchLabels(const MatmulOperand &lhs, const MatmulOperand &rhs, SmallVector<int64_t> (&batch)[2],
                                 SmallVector<int64_t> (&contracting)[2], SmallVector<int64_t> &result) {
  for (auto [dim, label] : llvm::enumerate(lhs.labels)) {
    const auto *it = llvm::find(rhs.labels, label);
    if (it == rhs.labels.end())
      continue;
    int64_t other = it - rhs.labels.begin();
    if (lhs.sizes[dim] != rhs.sizes[other])
      return failure();
    SmallVector<int64_t>(&dims)[2] = label == kContracted ? contracting : batch;
    dims[0].push_back(dim);
    dims[1].push_back(other);
    if (label != kContracted)
      result.push_back(label);
  }
  for (const MatmulOperand *operand : {&lhs, &rhs})
    for (int64_t label : operand->labels)
      if (label != kContracted && !llvm::is_contained(result, label))
        result.push_back(label);
  return success();
}

Value mlir::qnt::transposeTensor(OpBuilder &builder, Location loc, Value value, ArrayRef<int64_t> permutation) {
  if (llvm::is_sorted(permutation))
    return value;
  SmallVector<OpFoldResult> sizes = tensor::getMixedSizes(builder, loc, value), permuted;
  for (int64_t dim : permutation)
    permuted.push_back(sizes[dim]);
  Value empty = tensor::EmptyOp::create(builder, loc, permuted, getTensorType(value).getElementType());
  return linalg::TransposeOp::create(builder, loc, value, empty, permutation)->getResult(0);
}

/// `value` of dimensions `labels` with the dimensions in the order of `wanted`.
static Value transposeTo(OpBuilder &builder, Location loc, Value value, ArrayRef<int64_t> labels,
                         ArrayRef<int64_t> wanted) {
  SmallVector<int64_t> permutation;
  for (int64_t label : wanted)
    permutation.push_back(llvm::find(labels, label) - labels.begin());
  return transposeTensor(builder, loc, value, permutation);
}

/// Batch dimensions are aligned from the last; one of size 1 goes with any size.
static LogicalResult importMatmul(CoreAIGraph &graph, Operation *op) {
  if (failed(checkForm(op, 2)) || failed(checkFloats(op, {op->getOperand(0), op->getOperand(1), op->getResult(0)})))
    return failure();
  RankedTensorType lhsType = getTensorType(op->getOperand(0)), rhsType = getTensorType(op->getOperand(1)),
                   type = getTensorType(op->getResult(0));
  if (lhsType.getRank() < 2 || rhsType.getRank() < 2 ||
      type.getRank() != std::max(lhsType.getRank(), rhsType.getRank()))
    return failShape(op);
  FailureOr<Value> lhsValue = graph.get(op->getOperand(0)), rhsValue = graph.get(op->getOperand(1));
  if (failed(lhsValue) || failed(rhsValue))
    return failure();
  MatmulOperand lhs = labelOperand(*lhsValue, lhsType.getShape(), kContracted, kRows);
  MatmulOperand rhs = labelOperand(*rhsValue, rhsType.getShape(), kColumns, kContracted);
  FailureOr<MatmulOperand> keptLhs = dropBroadcast(graph, op, lhs, rhs), keptRhs = dropBroadcast(graph, op, rhs, lhs);
  if (failed(keptLhs) || failed(keptRhs))
    return failure();
  SmallVector<int64_t> batch[2], contracting[2], labels;
  if (failed(matchLabels(*keptLhs, *keptRhs, batch, contracting, labels)))
    return failShape(op);
  MatmulOperand result = labelOperand({}, type.getShape(), kColumns, kRows);
  SmallVector<int64_t> shape;
  for (int64_t label : labels)
    shape.push_back(type.getDimSize(llvm::find(result.labels, label) - result.labels.begin()));
  for (const MatmulOperand *operand : {&*keptLhs, &*keptRhs})
    for (auto [label, size] : llvm::zip(operand->labels, operand->sizes))
      if (label != kContracted && shape[llvm::find(labels, label) - labels.begin()] != size)
        return failShape(op);
  OpBuilder &builder = graph.getBuilder();
  Value dot = DotGeneralOp::create(builder, op->getLoc(), RankedTensorType::get(shape, type.getElementType()),
                                   keptLhs->value, keptRhs->value, contracting[0], contracting[1], batch[0], batch[1]);
  graph.set(op->getResult(0), transposeTo(builder, op->getLoc(), dot, labels, result.labels));
  return success();
}

//===----------------------------------------------------------------------------------------------------===//
// Gathers and moves
//===----------------------------------------------------------------------------------------------------===//

/// Rows of an array by qnt.gather; null where its encoding does not allow it.
static Value gatherRows(OpBuilder &builder, Location loc, Value array, Value indices) {
  auto type = cast<ArrayType>(array.getType());
  auto indexType = getTensorType(indices);
  auto rowType = RankedTensorType::get(indexType.getShape().drop_back(), indexType.getElementType());
  if (failed(mapGather(type, rowType, 0, [] { return InFlightDiagnostic(); })))
    return {};
  SmallVector<ReassociationIndices> groups(rowType.getRank());
  for (int64_t dim = 0; dim < indexType.getRank(); ++dim)
    if (!groups.empty())
      groups[std::min(dim, rowType.getRank() - 1)].push_back(dim);
  Value flat = tensor::CollapseShapeOp::create(builder, loc, rowType, indices, groups);
  auto rows = qnt::GatherOp::create(builder, loc, array, flat, /*dim=*/0);
  return DequantizeOp::create(builder, loc, cast<ArrayType>(rows.getType()).getDecodedType(), rows);
}

/// gather_nd: an index vector addresses the leading dimensions.
static LogicalResult importGatherNd(CoreAIGraph &graph, Operation *op) {
  if (failed(checkForm(op, 2)))
    return failure();
  RankedTensorType table = getTensorType(op->getOperand(0)), indexType = getTensorType(op->getOperand(1)),
                   type = getTensorType(op->getResult(0));
  int64_t rank = indexType.getRank(), depth = rank == 0 ? 0 : indexType.getDimSize(rank - 1);
  if (!indexType.getElementType().isSignedInteger() || depth < 1 || depth > table.getRank())
    return op->emitOpError() << "expected signed indices into the first dimensions of the input, but got " << indexType
                             << " and " << table;
  SmallVector<int64_t> shape(indexType.getShape().drop_back());
  llvm::append_range(shape, table.getShape().drop_front(depth));
  if (type.getShape() != ArrayRef<int64_t>(shape) || type.getElementType() != table.getElementType())
    return failShape(op);
  FailureOr<Value> source = graph.get(op->getOperand(0)), indices = graph.getTensor(op->getOperand(1));
  if (failed(source) || failed(indices))
    return failure();
  OpBuilder &builder = graph.getBuilder();
  if (isa<ArrayType>(source->getType()) && depth == 1)
    if (Value rows = gatherRows(builder, op->getLoc(), *source, *indices); rows && rows.getType() == type) {
      graph.set(op->getResult(0), rows);
      return success();
    }
  source = graph.getTensor(op->getOperand(0));
  std::optional<Type> signless = toSignless(type);
  SmallVector<int64_t> dims = llvm::to_vector(llvm::seq<int64_t>(0, depth));
  graph.set(op->getResult(0), tensor::GatherOp::create(builder, op->getLoc(), cast<RankedTensorType>(*signless),
                                                       *source, *indices, dims));
  return success();
}

static LogicalResult importTranspose(CoreAIGraph &graph, Operation *op) {
  if (failed(checkForm(op, 2)))
    return failure();
  FailureOr<SmallVector<int64_t>> permutation = graph.getIntegers(op, 1, "permutation");
  if (failed(permutation))
    return failure();
  RankedTensorType from = getTensorType(op->getOperand(0)), to = getTensorType(op->getResult(0));
  bool isPermutation = static_cast<int64_t>(permutation->size()) == from.getRank() && isPermutationVector(*permutation);
  if (!isPermutation || applyPermutation(from.getShape(), *permutation) != to.getShape())
    return failShape(op);
  FailureOr<Value> value = graph.get(op->getOperand(0));
  if (failed(value))
    return failure();
  OpBuilder &builder = graph.getBuilder();
  if (isa<ArrayType>(value->getType())) {
    graph.set(op->getResult(0), qnt::TransposeOp::create(builder, op->getLoc(), *value, *permutation));
    return success();
  }
  graph.set(op->getResult(0), transposeTensor(builder, op->getLoc(), *value, *permutation));
  return success();
}

static LogicalResult importReshape(CoreAIGraph &graph, Operation *op) {
  if (failed(checkForm(op, 2)))
    return failure();
  RankedTensorType from = getTensorType(op->getOperand(0)), to = getTensorType(op->getResult(0));
  if (!from.hasStaticShape() || !to.hasStaticShape() || from.getNumElements() != to.getNumElements())
    return op->emitOpError() << "expected static shapes of as many elements, but got " << from << " and " << to;
  FailureOr<Value> value = graph.getTensor(op->getOperand(0));
  if (failed(value))
    return failure();
  graph.set(op->getResult(0), reshapeTensor(graph.getBuilder(), op->getLoc(), *value, to.getShape()));
  return success();
}

/// The text of an attribute of a dialect that is not loaded: constant of #coreai.padding_mode<constant>.
static StringRef getOpaqueValue(Operation *op, StringRef name) {
  auto attr = op->getAttrOfType<OpaqueAttr>(name);
  if (!attr)
    return {};
  StringRef data = attr.getAttrData();
  return data.substr(data.find('<') + 1).take_until([](char c) { return c == '>'; });
}

/// pad %input, %padding, %value: before and after each dimension in turn.
static LogicalResult importPad(CoreAIGraph &graph, Operation *op) {
  if (failed(checkForm(op, 3)) || failed(checkFloats(op, {op->getOperand(0), op->getOperand(2)})))
    return failure();
  if (StringRef mode = getOpaqueValue(op, "padding_mode"); mode != "constant")
    return op->emitOpError() << "expected padding_mode constant, but got '" << mode << "'";
  FailureOr<SmallVector<int64_t>> padding = graph.getIntegers(op, 1, "padding");
  if (failed(padding))
    return failure();
  RankedTensorType type = getTensorType(op->getOperand(0)), to = getTensorType(op->getResult(0));
  bool fits = static_cast<int64_t>(padding->size()) == 2 * type.getRank() && to.getRank() == type.getRank() &&
              to.getElementType() == type.getElementType() && getTensorType(op->getOperand(2)).getRank() == 0;
  SmallVector<OpFoldResult> low, high;
  OpBuilder &builder = graph.getBuilder();
  for (int64_t dim = 0; fits && dim < type.getRank(); ++dim) {
    int64_t before = (*padding)[2 * dim], after = (*padding)[2 * dim + 1], size = type.getDimSize(dim);
    fits = before >= 0 && after >= 0 && before <= INT32_MAX && after <= INT32_MAX &&
           (ShapedType::isDynamic(size) ? to.isDynamicDim(dim) : to.getDimSize(dim) == size + before + after);
    low.push_back(builder.getIndexAttr(before));
    high.push_back(builder.getIndexAttr(after));
  }
  if (!fits)
    return failShape(op);
  FailureOr<Value> value = graph.getTensor(op->getOperand(0)), filler = graph.getTensor(op->getOperand(2));
  if (failed(value) || failed(filler))
    return failure();
  Value scalar;
  if (auto constant = filler->getDefiningOp<arith::ConstantOp>())
    if (auto splat = dyn_cast<SplatElementsAttr>(constant.getValue()))
      scalar = arith::ConstantOp::create(builder, op->getLoc(), cast<TypedAttr>(splat.getSplatValue<Attribute>()));
  if (!scalar)
    scalar = tensor::ExtractOp::create(builder, op->getLoc(), *filler, ValueRange());
  graph.set(op->getResult(0),
            tensor::PadOp::create(builder, op->getLoc(), to, *value, low, high, scalar, /*nofold=*/false));
  return success();
}

/// invoke %operands: a call of another graph.
static LogicalResult importInvoke(CoreAIGraph &graph, Operation *op) {
  StringRef callee = getOpaqueValue(op, "callee");
  callee.consume_front("@");
  callee = callee.trim('"');
  SmallVector<Type> types;
  for (Type type : op->getResultTypes()) {
    std::optional<Type> signless = toSignless(type);
    if (!signless)
      return op->emitOpError() << "expected results that are ranked tensors without an encoding, but got " << type;
    types.push_back(*signless);
  }
  if (callee.empty())
    return op->emitOpError() << "expected the name of a graph as callee, #param.constant<@name>";
  SmallVector<Value> operands;
  for (Value operand : op->getOperands()) {
    FailureOr<Value> value = graph.getTensor(operand);
    if (failed(value))
      return failure();
    operands.push_back(*value);
  }
  auto call = func::CallOp::create(graph.getBuilder(), op->getLoc(), callee, types, operands);
  for (auto [result, called] : llvm::zip(op->getResults(), call.getResults()))
    graph.set(result, called);
  return success();
}

ImportCoreAIOp mlir::qnt::findCoreAIStructure(Operation *op) {
  return llvm::StringSwitch<ImportCoreAIOp>(op->getName().getStringRef())
      .Cases({"coreai.batch_matmul", "coreai.decomposable.broadcasting_batch_matmul"}, importMatmul)
      .Case("coreai.gather_nd", importGatherNd)
      .Case("coreai.transpose", importTranspose)
      .Cases({"coreai.reshape", "coreai.expand_dims", "coreai.shrink_dims"}, importReshape)
      .Case("coreai.pad", importPad)
      .Case("coreai.invoke", importInvoke)
      .Default(nullptr);
}
