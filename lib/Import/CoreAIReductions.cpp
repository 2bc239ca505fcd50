//===- CoreAIReductions.cpp - Core AI ops along dimensions of float tensors ---------------------------------===//
#include "CoreAIGraph.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/StringSwitch.h"
#include <limits>

using namespace mlir;
using namespace mlir::qnt;

FailureOr<SmallVector<int64_t>> mlir::qnt::getAxes(CoreAIGraph &graph, Operation *op, unsigned index, int64_t rank) {
  FailureOr<SmallVector<int64_t>> axes = graph.getIntegers(op, index, "axes");
  if (failed(axes))
    return failure();
  for (int64_t &axis : *axes)
    axis += axis < 0 ? rank : 0;
  llvm::sort(*axes);
  bool isOutside = llvm::any_of(*axes, [&](int64_t axis) { return axis < 0 || axis >= rank; });
  if (isOutside || std::adjacent_find(axes->begin(), axes->end()) != axes->end())
    return op->emitOpError() << "expected different axes of the " << rank << " dimensions";
  return axes;
}

static LogicalResult importSoftmax(CoreAIGraph &graph, Operation *op) {
  auto type = cast<RankedTensorType>(op->getOperand(0).getType());
  FailureOr<SmallVector<int64_t>> axes = getAxes(graph, op, 1, type.getRank());
  if (failed(axes))
    return failure();
  if (axes->size() != 1 || op->getResult(0).getType() != type)
    return op->emitOpError() << "expected one axis and a result of the operand's type, " << type << ", but got "
                             << op->getResult(0).getType();
  FailureOr<Value> value = graph.getTensor(op->getOperand(0));
  if (failed(value))
    return failure();
  OpBuilder &builder = graph.getBuilder();
  SmallVector<OpFoldResult> sizes = tensor::getMixedSizes(builder, op->getLoc(), *value);
  Value empty = tensor::EmptyOp::create(builder, op->getLoc(), sizes, type.getElementType());
  auto softmax = linalg::SoftmaxOp::create(builder, op->getLoc(), TypeRange{type}, *value, empty, axes->front());
  graph.set(op->getResult(0), softmax->getResult(0));
  return success();
}

namespace {
/// What a reduction starts from, and its step.
struct Reduction {
  double start = 0.0;
  Value (*step)(OpBuilder &builder, Location loc, Value x, Value y) = nullptr;
  bool isMean = false;
};
} // namespace

template <typename OpT>
static Value makeStep(OpBuilder &builder, Location loc, Value x, Value y) {
  return OpT::create(builder, loc, x, y);
}

static std::optional<Reduction> findReduction(Operation *op) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  return llvm::StringSwitch<std::optional<Reduction>>(op->getName().getStringRef())
      .Case("coreai.reduce_sum", Reduction{0.0, makeStep<arith::AddFOp>})
      .Case("coreai.reduce_mean", Reduction{0.0, makeStep<arith::AddFOp>, true})
      .Case("coreai.reduce_max", Reduction{-infinity, makeStep<arith::MaximumFOp>})
      .Case("coreai.reduce_min", Reduction{infinity, makeStep<arith::MinimumFOp>})
      .Default(std::nullopt);
}

/// The input's shape with the axes 1.
static bool isReducedShape(RankedTensorType input, RankedTensorType result, ArrayRef<int64_t> axes) {
  SmallVector<int64_t> shape(input.getShape());
  for (int64_t axis : axes)
    shape[axis] = 1;
  return input.hasStaticShape() && result.getShape() == ArrayRef<int64_t>(shape) &&
         result.getElementType() == input.getElementType();
}

/// Reduced dimensions stay, with size 1.
static LogicalResult importReduction(CoreAIGraph &graph, Operation *op) {
  Reduction reduction = *findReduction(op);
  auto type = cast<RankedTensorType>(op->getOperand(0).getType());
  auto resultType = cast<RankedTensorType>(op->getResult(0).getType());
  FailureOr<SmallVector<int64_t>> axes = getAxes(graph, op, 1, type.getRank());
  if (failed(axes))
    return failure();
  if (!isReducedShape(type, resultType, *axes))
    return op->emitOpError() << "expected static shapes, the result's with size 1 along the axes, but got " << type
                             << " and " << resultType;
  FailureOr<Value> value = graph.getTensor(op->getOperand(0));
  if (failed(value))
    return failure();
  OpBuilder &builder = graph.getBuilder();
  Location loc = op->getLoc();
  SmallVector<int64_t> shape;
  int64_t count = 1;
  for (auto [dim, size] : llvm::enumerate(type.getShape()))
    llvm::is_contained(*axes, static_cast<int64_t>(dim)) ? void(count *= size) : shape.push_back(size);
  auto smallType = RankedTensorType::get(shape, type.getElementType());
  auto makeSplat = [&](double number) {
    TypedAttr element = builder.getFloatAttr(type.getElementType(), number);
    return arith::ConstantOp::create(builder, loc, cast<TypedAttr>(DenseElementsAttr::get(smallType, element)));
  };
  auto reduce = linalg::ReduceOp::create(builder, loc, ValueRange{*value}, ValueRange{makeSplat(reduction.start)},
                                         *axes, [&](OpBuilder &body, Location inner, ValueRange arguments) {
                                           linalg::YieldOp::create(
                                               body, inner, reduction.step(body, inner, arguments[0], arguments[1]));
                                         });
  Value result = reduce->getResult(0);
  if (reduction.isMean)
    result = arith::DivFOp::create(builder, loc, result, makeSplat(static_cast<double>(count)));
  graph.set(op->getResult(0), reshapeTensor(builder, loc, result, resultType.getShape()));
  return success();
}

ImportCoreAIOp mlir::qnt::findCoreAIReduction(Operation *op) {
  auto isFloatTensor = [](Type type) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    return tensor && !tensor.getEncoding() &&
           isa<Float64Type, Float32Type, Float16Type, BFloat16Type>(tensor.getElementType());
  };
  if (op->getNumOperands() != 2 || op->getNumResults() != 1 || !isFloatTensor(op->getOperand(0).getType()) ||
      !isFloatTensor(op->getResult(0).getType()))
    return nullptr;
  if (op->getName().getStringRef() == "coreai.softmax")
    return importSoftmax;
  return findReduction(op) ? importReduction : ImportCoreAIOp(nullptr);
}
