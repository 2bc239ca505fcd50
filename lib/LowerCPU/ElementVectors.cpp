//===- ElementVectors.cpp - the body of a linalg.generic on vectors of elements ---------------------------===//
#include "ElementVectors.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace mlir::qnt;

//===----------------------------------------------------------------------------------------------------===//
// Matching
//===----------------------------------------------------------------------------------------------------===//

/// The greatest common divisor of the c in `dim floordiv c` of a map that reads `dim` in no other way; else 0.
static int64_t getBlockSize(AffineMap map, unsigned dim) {
  int64_t block = 0;
  for (AffineExpr expr : map.getResults()) {
    if (!expr.isFunctionOfDim(dim))
      continue;
    auto quotient = dyn_cast<AffineBinaryOpExpr>(expr);
    bool isBlock = quotient && quotient.getKind() == AffineExprKind::FloorDiv &&
                   quotient.getLHS() == getAffineDimExpr(dim, map.getContext()) &&
                   isa<AffineConstantExpr>(quotient.getRHS());
    if (!isBlock)
      return 0;
    block = std::gcd(block, cast<AffineConstantExpr>(quotient.getRHS()).getValue());
  }
  return block;
}

/// Vectors of these lie in memory as their elements do: not i1, whose vectors are packed.
static bool isVectorElement(Type type) {
  return type.isF16() || type.isF32() || type.isF64() || type.isInteger(8) || type.isInteger(16) ||
         type.isInteger(32) || type.isInteger(64);
}

OperandAlongLoop mlir::qnt::classify(linalg::GenericOp op, OpOperand &operand, unsigned loop) {
  AffineMap map = op.getMatchingIndexingMap(&operand);
  if (!map.isFunctionOfDim(loop))
    return {OperandAlongLoop::Uniform};
  if (int64_t block = getBlockSize(map, loop))
    return {OperandAlongLoop::Blocks, block};
  auto type = dyn_cast<MemRefType>(operand.get().getType());
  bool inOthers =
      llvm::any_of(map.getResults().drop_back(), [&](AffineExpr expr) { return expr.isFunctionOfDim(loop); });
  SmallVector<int64_t> strides;
  int64_t offset;
  if (!type || !isVectorElement(type.getElementType()) || inOthers ||
      map.getResults().back() != getAffineDimExpr(loop, map.getContext()) ||
      failed(type.getStridesAndOffset(strides, offset)) || strides.back() != 1)
    return {OperandAlongLoop::Other};
  return {OperandAlongLoop::Contiguous};
}

static bool isVectorType(Type type) {
  return isVectorElement(type) || type.isIndex() || (isa<IntegerType>(type) && type.getIntOrFloatBitWidth() < 64);
}

static bool isVectorOp(Operation &op) {
  bool isKnown = isa<arith::ArithDialect>(op.getDialect()) ||
                 isa<math::AbsFOp, math::FloorOp, math::CeilOp, math::RoundEvenOp, math::TruncOp, math::CopySignOp>(op);
  return isKnown && (isa<arith::ConstantOp>(op) || OpTrait::hasElementwiseMappableTraits(&op)) &&
         llvm::all_of(op.getOperandTypes(), isVectorType) && llvm::all_of(op.getResultTypes(), isVectorType);
}

Operation *mlir::qnt::findScalarOp(linalg::GenericOp op, bool mayIndex) {
  for (Operation &inner : op.getBody()->without_terminator()) {
    auto index = dyn_cast<linalg::IndexOp>(inner);
    if (index ? !mayIndex || index.getDim() + 1 != op.getNumLoops() : !isVectorOp(inner))
      return &inner;
  }
  return nullptr;
}

//===----------------------------------------------------------------------------------------------------===//
// Copies
//===----------------------------------------------------------------------------------------------------===//

void BodyCopy::setIndex(Value index) {
  for (auto inner : op.getBody()->getOps<linalg::IndexOp>()) {
    mapping.map(inner.getResult(), index);
    done.insert(inner.getOperation());
  }
}

Value BodyCopy::toVector(ImplicitLocOpBuilder &b, Value value) {
  Value copy = mapping.lookupOrDefault(value);
  if (isa<VectorType>(copy.getType()))
    return copy;
  return vector::BroadcastOp::create(b, VectorType::get(lanes, copy.getType()), copy);
}

void BodyCopy::emitScalars(ImplicitLocOpBuilder &b) {
  auto isScalar = [&](Value operand) {
    if (operand.getParentBlock() != op.getBody())
      return true;
    return mapping.contains(operand) && !isa<VectorType>(mapping.lookup(operand).getType());
  };
  for (Operation &inner : op.getBody()->without_terminator())
    if (!isa<linalg::IndexOp>(inner) && !done.contains(&inner) && llvm::all_of(inner.getOperands(), isScalar)) {
      b.clone(inner, mapping);
      done.insert(&inner);
    }
}

void BodyCopy::emitOnVectors(ImplicitLocOpBuilder &b, Operation &inner) {
  SmallVector<Value> operands;
  for (Value operand : inner.getOperands())
    operands.push_back(toVector(b, operand));
  SmallVector<Type> types;
  for (Type type : inner.getResultTypes())
    types.push_back(VectorType::get(lanes, type));
  Operation *copy = b.create(inner.getLoc(), inner.getName().getIdentifier(), operands, types, inner.getAttrs());
  for (auto [result, vector] : llvm::zip_equal(inner.getResults(), copy->getResults()))
    mapping.map(result, vector);
}

SmallVector<Value> BodyCopy::emitRest(ImplicitLocOpBuilder &b) {
  for (Operation &inner : op.getBody()->without_terminator())
    if (!done.contains(&inner))
      emitOnVectors(b, inner);
  SmallVector<Value> yielded;
  for (Value value : op.getBody()->getTerminator()->getOperands())
    yielded.push_back(toVector(b, value));
  return yielded;
}

SmallVector<Value> BodyCopy::emitRestOnScalars(ImplicitLocOpBuilder &b, ArrayRef<Value> position) {
  for (Operation &inner : op.getBody()->without_terminator()) {
    if (auto index = dyn_cast<linalg::IndexOp>(inner))
      mapping.map(index.getResult(), position[index.getDim()]);
    else if (!done.contains(&inner))
      b.clone(inner, mapping);
  }
  SmallVector<Value> yielded;
  for (Value value : op.getBody()->getTerminator()->getOperands())
    yielded.push_back(mapping.lookupOrDefault(value));
  return yielded;
}
