//===- RuntimeChecks.cpp - assertions about what types leave open -----------------------------------------===//
#include "RuntimeChecks.h"
#include "Qnt/Numerics/Encoding.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::qnt;

static std::string getPrefix(Operation *op) { return ("'" + op->getName().getStringRef() + "' op expected ").str(); }

/// i1: a == b; null when that is known to hold.
static Value emitEqual(ImplicitLocOpBuilder &b, OpFoldResult lhs, OpFoldResult rhs) {
  if (isEqualConstantIntOrValue(lhs, rhs))
    return {};
  return arith::CmpIOp::create(b, arith::CmpIPredicate::eq, getValueOrCreateConstantIndexOp(b, b.getLoc(), lhs),
                               getValueOrCreateConstantIndexOp(b, b.getLoc(), rhs));
}

static Value conjoin(ImplicitLocOpBuilder &b, Value lhs, Value rhs) {
  if (!lhs || !rhs)
    return lhs ? lhs : rhs;
  return arith::AndIOp::create(b, lhs, rhs);
}

void mlir::qnt::assertSizes(ImplicitLocOpBuilder &b, Operation *op, StringRef name, Value tensor,
                            ArrayRef<OpFoldResult> sizes) {
  Value holds;
  for (auto [got, expected] : llvm::zip_equal(tensor::getMixedSizes(b, b.getLoc(), tensor), sizes))
    holds = conjoin(b, holds, emitEqual(b, got, expected));
  if (holds)
    cf::AssertOp::create(b, holds, getPrefix(op) + name.str() + " of a shape that fits the value's");
}

void mlir::qnt::assertBroadcasts(ImplicitLocOpBuilder &b, Operation *op, StringRef name, Value tensor,
                                 ArrayRef<OpFoldResult> sizes) {
  Value holds;
  for (auto [got, expected] : llvm::zip_equal(tensor::getMixedSizes(b, b.getLoc(), tensor), sizes)) {
    Value isEqual = emitEqual(b, got, expected), isOne = emitEqual(b, got, b.getIndexAttr(1));
    if (isEqual && isOne)
      holds = conjoin(b, holds, arith::OrIOp::create(b, isEqual, isOne));
  }
  if (holds)
    cf::AssertOp::create(b, holds, getPrefix(op) + name.str() + " to broadcast to the value's shape");
}

void mlir::qnt::assertType(ImplicitLocOpBuilder &b, Operation *op, StringRef name, ArrayRef<OpFoldResult> sizes,
                           ArrayRef<int64_t> type) {
  Value holds;
  for (auto [size, expected] : llvm::zip_equal(sizes, type))
    if (!ShapedType::isDynamic(expected))
      holds = conjoin(b, holds, emitEqual(b, size, b.getIndexAttr(expected)));
  if (holds)
    cf::AssertOp::create(b, holds, getPrefix(op) + name.str() + " to have the shape of its type");
}

//===----------------------------------------------------------------------------------------------------===//
// Parts
//===----------------------------------------------------------------------------------------------------===//

Sizes mlir::qnt::getPartSizes(ImplicitLocOpBuilder &b, EncodingAttr encoding, PartKind kind,
                              ArrayRef<OpFoldResult> sizes) {
  LutAttr lut = encoding.getLut();
  bool isVector = lut && lut.isVector();
  switch (kind) {
  case PartKind::Codes:
    return isVector ? getGridSizes(b, sizes, lut.getVector()) : Sizes(sizes);
  case PartKind::Scales:
  case PartKind::ZeroPoints:
    return getGridSizes(b, sizes, encoding.getBlock());
  case PartKind::Codebook: {
    SmallVector<int64_t> group(lut.getGroup());
    if (group.empty())
      group.assign(encoding.getRank(), numerics::kWhole);
    Sizes tables = getGridSizes(b, sizes, group);
    tables.push_back(b.getIndexAttr(lut.getNumEntries()));
    if (isVector)
      tables.push_back(b.getIndexAttr(lut.getVectorSize()));
    return tables;
  }
  case PartKind::TensorScale:
    return {};
  case PartKind::Mask:
    return Sizes(sizes);
  }
  llvm_unreachable("unknown part");
}

void mlir::qnt::assertSparsity(ImplicitLocOpBuilder &b, Operation *op, EncodingAttr encoding, Value mask,
                               ArrayRef<OpFoldResult> sizes) {
  SparsityAttr sparsity = encoding.getSparsity();
  if (!sparsity || sparsity.isBitmask())
    return;
  SmallVector<int64_t> group(sizes.size(), 1), whole(sizes.size(), numerics::kWhole);
  group[sparsity.getAxis()] = sparsity.getM();
  Sizes groups = getGridSizes(b, sizes, group);
  SmallVector<Value> origin(sizes.size(), arith::ConstantIndexOp::create(b, 0));
  Value zero = arith::ConstantIndexOp::create(b, 0);
  auto countGroup = [&](ImplicitLocOpBuilder &outer, ValueRange position, ValueRange largest) {
    SmallVector<Value> count = emitBlockLoops(
        outer, position, group, sizes, zero, [&](ImplicitLocOpBuilder &inner, ValueRange at, ValueRange sum) {
          Value kept = tensor::ExtractOp::create(inner, mask, at);
          Value one = arith::IndexCastUIOp::create(inner, inner.getIndexType(), kept);
          return SmallVector<Value>{arith::AddIOp::create(inner, sum[0], one)};
        });
    return SmallVector<Value>{arith::MaxUIOp::create(outer, largest[0], count[0])};
  };
  Value largest = emitBlockLoops(b, origin, whole, groups, zero, countGroup).front();
  Value limit = arith::ConstantIndexOp::create(b, sparsity.getN());
  Value holds = arith::CmpIOp::create(b, arith::CmpIPredicate::ule, largest, limit);
  std::string message = "at most " + std::to_string(sparsity.getN()) + " kept elements in every " +
                        std::to_string(sparsity.getM()) + " along dimension " + std::to_string(sparsity.getAxis());
  cf::AssertOp::create(b, holds, getPrefix(op) + message);
}

//===----------------------------------------------------------------------------------------------------===//
// Numbers
//===----------------------------------------------------------------------------------------------------===//

void mlir::qnt::emitExpectation(ImplicitLocOpBuilder &b, Operation *op, Value holds, StringRef message) {
  cf::AssertOp::create(b, holds, getPrefix(op) + message.str());
}
