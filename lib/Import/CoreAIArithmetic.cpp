//===- CoreAIArithmetic.cpp - Core AI ops on the elements of float tensors ----------------------------------===//
#include "CoreAIGraph.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/StringSwitch.h"
#include <cmath>

using namespace mlir;
using namespace mlir::qnt;

using MakeUnary = Value (*)(OpBuilder &builder, Location loc, Value x);
using MakeBinary = Value (*)(OpBuilder &builder, Location loc, Value x, Value y);

template <typename OpT>
static Value makeUnary(OpBuilder &builder, Location loc, Value x) {
  return OpT::create(builder, loc, x);
}

template <typename OpT>
static Value makeBinary(OpBuilder &builder, Location loc, Value x, Value y) {
  return OpT::create(builder, loc, x, y);
}

/// A tensor like `x`, every element `number`.
static Value makeSplat(OpBuilder &builder, Location loc, Value x, double number) {
  auto type = cast<RankedTensorType>(x.getType());
  TypedAttr element = builder.getFloatAttr(type.getElementType(), number);
  if (type.hasStaticShape())
    return arith::ConstantOp::create(builder, loc, cast<TypedAttr>(DenseElementsAttr::get(type, element)));
  Value empty = tensor::EmptyOp::create(builder, loc, tensor::getMixedSizes(builder, loc, x), type.getElementType());
  Value scalar = arith::ConstantOp::create(builder, loc, element);
  return linalg::FillOp::create(builder, loc, scalar, empty).getResult(0);
}

static Value makeRelu(OpBuilder &builder, Location loc, Value x) {
  return arith::MaximumFOp::create(builder, loc, x, makeSplat(builder, loc, x, 0.0));
}

/// 1 / (1 + exp(-x))
static Value makeSigmoid(OpBuilder &builder, Location loc, Value x) {
  Value one = makeSplat(builder, loc, x, 1.0);
  Value power = math::ExpOp::create(builder, loc, arith::NegFOp::create(builder, loc, x));
  return arith::DivFOp::create(builder, loc, one, arith::AddFOp::create(builder, loc, one, power));
}

static Value makeSilu(OpBuilder &builder, Location loc, Value x) {
  return arith::MulFOp::create(builder, loc, x, makeSigmoid(builder, loc, x));
}

/// x / 2 * (1 + erf(x / sqrt(2)))
static Value makeGelu(OpBuilder &builder, Location loc, Value x) {
  Value scaled = arith::MulFOp::create(builder, loc, x, makeSplat(builder, loc, x, std::sqrt(0.5)));
  Value error = math::ErfOp::create(builder, loc, scaled);
  Value half = arith::MulFOp::create(builder, loc, x, makeSplat(builder, loc, x, 0.5));
  return arith::MulFOp::create(builder, loc, half,
                               arith::AddFOp::create(builder, loc, makeSplat(builder, loc, x, 1.0), error));
}

static bool isFloatTensor(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type && !type.getEncoding() && isa<Float64Type, Float32Type, Float16Type, BFloat16Type>(type.getElementType());
}

static MakeUnary findUnary(Operation *op) {
  // The approximation of gelu by tanh is another function.
  if (op->getName().getStringRef() == "coreai.gelu") {
    auto attr = op->getAttrOfType<OpaqueAttr>("approximate");
    return attr && attr.getAttrData() == "approximate<none>" ? makeGelu : MakeUnary();
  }
  return llvm::StringSwitch<MakeUnary>(op->getName().getStringRef())
      .Case("coreai.relu", makeRelu)
      .Case("coreai.sigmoid", makeSigmoid)
      .Case("coreai.silu", makeSilu)
      .Case("coreai.tanh", makeUnary<math::TanhOp>)
      .Case("coreai.erf", makeUnary<math::ErfOp>)
      .Case("coreai.exp", makeUnary<math::ExpOp>)
      .Case("coreai.log", makeUnary<math::LogOp>)
      .Case("coreai.sqrt", makeUnary<math::SqrtOp>)
      .Case("coreai.rsqrt", makeUnary<math::RsqrtOp>)
      .Case("coreai.abs", makeUnary<math::AbsFOp>)
      .Case("coreai.sin", makeUnary<math::SinOp>)
      .Case("coreai.cos", makeUnary<math::CosOp>)
      .Default(nullptr);
}

static MakeBinary findBinary(Operation *op) {
  StringRef name = op->getName().getStringRef();
  if (!name.consume_front("coreai.decomposable.broadcasting_"))
    name.consume_front("coreai.");
  return llvm::StringSwitch<MakeBinary>(name)
      .Case("add", makeBinary<arith::AddFOp>)
      .Case("sub", makeBinary<arith::SubFOp>)
      .Case("mul", makeBinary<arith::MulFOp>)
      .Case("divide", makeBinary<arith::DivFOp>)
      .Case("maximum", makeBinary<arith::MaximumFOp>)
      .Case("minimum", makeBinary<arith::MinimumFOp>)
      .Default(nullptr);
}

static LogicalResult importUnary(CoreAIGraph &graph, Operation *op) {
  if (op->getOperand(0).getType() != op->getResult(0).getType())
    return op->emitOpError() << "expected a result of the operand's type, " << op->getOperand(0).getType()
                             << ", but got " << op->getResult(0).getType();
  FailureOr<Value> value = graph.getTensor(op->getOperand(0));
  if (failed(value))
    return failure();
  graph.set(op->getResult(0), findUnary(op)(graph.getBuilder(), op->getLoc(), *value));
  return success();
}

/// `value` in `type`, whose last dimensions are the value's or where those are 1. Null when it does not fit.
static Value broadcastTo(OpBuilder &builder, Location loc, Value value, RankedTensorType type) {
  auto from = cast<RankedTensorType>(value.getType());
  if (from == type)
    return value;
  int64_t missing = type.getRank() - from.getRank();
  if (missing < 0 || !from.hasStaticShape() || !type.hasStaticShape())
    return {};
  SmallVector<int64_t> added = llvm::to_vector(llvm::seq<int64_t>(0, missing)), kept;
  for (auto [dim, size] : llvm::enumerate(from.getShape())) {
    int64_t wanted = type.getDimSize(missing + dim);
    if (size == wanted)
      kept.push_back(size);
    else if (size == 1)
      added.push_back(missing + dim);
    else
      return {};
  }
  Value source = reshapeTensor(builder, loc, value, kept);
  Value empty = tensor::EmptyOp::create(builder, loc, type.getShape(), type.getElementType());
  return linalg::BroadcastOp::create(builder, loc, source, empty, added)->getResult(0);
}

static LogicalResult importBinary(CoreAIGraph &graph, Operation *op) {
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  SmallVector<Value> operands;
  for (Value operand : op->getOperands()) {
    FailureOr<Value> value = graph.getTensor(operand);
    if (failed(value))
      return failure();
    Value fitted = getElementTypeOrSelf(*value) == type.getElementType()
                       ? broadcastTo(graph.getBuilder(), op->getLoc(), *value, type)
                       : Value();
    if (!fitted)
      return op->emitOpError() << "expected an operand of the result's elements and static sizes that broadcast to it, "
                                  "but got "
                               << operand.getType() << " and " << type;
    operands.push_back(fitted);
  }
  graph.set(op->getResult(0), findBinary(op)(graph.getBuilder(), op->getLoc(), operands[0], operands[1]));
  return success();
}

/// Between floats.
static LogicalResult importCast(CoreAIGraph &graph, Operation *op) {
  auto from = cast<RankedTensorType>(op->getOperand(0).getType()),
       to = cast<RankedTensorType>(op->getResult(0).getType());
  if (from.getShape() != to.getShape())
    return op->emitOpError() << "expected a result of the operand's shape, but got " << from << " and " << to;
  FailureOr<Value> value = graph.getTensor(op->getOperand(0));
  if (failed(value))
    return failure();
  unsigned before = from.getElementTypeBitWidth(), after = to.getElementTypeBitWidth();
  OpBuilder &builder = graph.getBuilder();
  Value result = *value;
  if (from != to && before == after) // f16 and bf16: through what holds both
    result = arith::ExtFOp::create(builder, op->getLoc(), to.clone(builder.getF32Type()), result);
  if (from != to)
    result = before < after ? Value(arith::ExtFOp::create(builder, op->getLoc(), to, result))
                            : Value(arith::TruncFOp::create(builder, op->getLoc(), to, result));
  graph.set(op->getResult(0), result);
  return success();
}

ImportCoreAIOp mlir::qnt::findCoreAIArithmetic(Operation *op) {
  if (op->getNumResults() != 1 || !isFloatTensor(op->getResult(0)) || !llvm::all_of(op->getOperands(), isFloatTensor))
    return nullptr;
  if (op->getNumOperands() == 1 && op->getName().getStringRef() == "coreai.cast")
    return importCast;
  if (op->getNumOperands() == 1 && findUnary(op))
    return importUnary;
  if (op->getNumOperands() == 2 && findBinary(op))
    return importBinary;
  return nullptr;
}
