//===- SplitBlockLoops.cpp - qnt-split-block-loops --------------------------------------------------------===//
//
// A decoded element takes its scale at d floordiv 32. A loop over d computes that index and loads the scale for each
// element, and no compiler makes vectors of it. Two loops, over blocks and inside a block, have a scale each.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "MemoryLoops.h"
#include "Qnt/IR/Remarks.h"
#include "Qnt/LowerCPU/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_SPLITBLOCKLOOPS
#include "Qnt/LowerCPU/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

/// Blocks of fewer elements than a vector gain nothing.
static constexpr int64_t kSmallestBlock = 8;

//===----------------------------------------------------------------------------------------------------===//
// Matching
//===----------------------------------------------------------------------------------------------------===//

/// The greatest common divisor of the c in `dim floordiv c` of a map; 0 without any, 1 where dim is read otherwise.
static int64_t getBlockSize(AffineMap map, unsigned dim) {
  int64_t block = 0;
  for (AffineExpr expr : map.getResults()) {
    if (!expr.isFunctionOfDim(dim))
      continue;
    auto quotient = dyn_cast<AffineBinaryOpExpr>(expr);
    bool isBlock = quotient && quotient.getKind() == AffineExprKind::FloorDiv &&
                   quotient.getLHS() == getAffineDimExpr(dim, map.getContext()) &&
                   isa<AffineConstantExpr>(quotient.getRHS());
    block = std::gcd(block, isBlock ? cast<AffineConstantExpr>(quotient.getRHS()).getValue() : 1);
  }
  return block;
}

/// The size of the parts of the last loop in which some input is read at one place; 0 where that does not pay.
static int64_t chooseBlock(linalg::GenericOp op) {
  if (!op.hasPureBufferSemantics() || op.getNumLoops() == 0)
    return 0;
  int64_t block = 0;
  for (OpOperand *input : op.getDpsInputOperands())
    if (int64_t size = getBlockSize(op.getMatchingIndexingMap(input), op.getNumLoops() - 1); size >= kSmallestBlock)
      block = std::gcd(block, size);
  return block >= kSmallestBlock ? block : 0;
}

//===----------------------------------------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------------------------------------===//

namespace {
class BlockLoops {
public:
  BlockLoops(linalg::GenericOp op, int64_t block) : op(op), block(block), position(op.getNumLoops()) {}

  void emit(ImplicitLocOpBuilder &b) {
    for (const Range &range : cast<linalg::LinalgOp>(*op).createLoopRanges(b, b.getLoc()))
      sizes.push_back(range.size);
    emitOuter(b, 0);
  }

private:
  void emitOuter(ImplicitLocOpBuilder &b, unsigned loop) {
    if (loop + 1 == sizes.size())
      return emitBlocks(b);
    emitFor(b, b.getIndexAttr(0), sizes[loop], 1, [&](ImplicitLocOpBuilder &inner, Value index) {
      position[loop] = index;
      emitOuter(inner, loop + 1);
    });
  }

  void emitBlocks(ImplicitLocOpBuilder &b) {
    emitParts(b, sizes.back(), block, [&](ImplicitLocOpBuilder &inner, IndexRange part) {
      // Each block has an element: what is loaded here is read.
      IRMapping shared;
      position.back() = toValue(inner, part.offset);
      for (OpOperand &operand : op->getOpOperands())
        if (isShared(operand))
          shared.map(op.getMatchingBlockArgument(&operand), load(inner, operand));
      emitFor(inner, inner.getIndexAttr(0), part.size, 1, [&](ImplicitLocOpBuilder &nested, Value index) {
        position.back() = emitSum(nested, part.offset, index);
        emitElement(nested, shared);
      });
    });
  }

  void emitElement(ImplicitLocOpBuilder &b, IRMapping mapping) {
    for (OpOperand &operand : op->getOpOperands())
      if (BlockArgument argument = op.getMatchingBlockArgument(&operand); !mapping.contains(argument))
        if (!argument.use_empty())
          mapping.map(argument, load(b, operand));
    for (Operation &inner : op.getBody()->without_terminator()) {
      if (auto index = dyn_cast<linalg::IndexOp>(inner))
        mapping.map(index.getResult(), position[index.getDim()]);
      else
        b.clone(inner, mapping);
    }
    for (auto [output, value] : llvm::zip_equal(op.getDpsInitsMutable(), op.getBody()->getTerminator()->getOperands()))
      memref::StoreOp::create(b, mapping.lookupOrDefault(value), output.get(), getIndices(b, output));
  }

  /// An input that is read at one place in a block.
  bool isShared(OpOperand &operand) {
    return op.isDpsInput(&operand) && getBlockSize(op.getMatchingIndexingMap(&operand), sizes.size() - 1) % block == 0;
  }

  SmallVector<Value> getIndices(ImplicitLocOpBuilder &b, OpOperand &operand) {
    return emitMapped(b, op.getMatchingIndexingMap(&operand), position);
  }

  Value load(ImplicitLocOpBuilder &b, OpOperand &operand) {
    if (!isa<MemRefType>(operand.get().getType()))
      return operand.get();
    return memref::LoadOp::create(b, operand.get(), getIndices(b, operand));
  }

  linalg::GenericOp op;
  int64_t block;
  Sizes sizes;
  SmallVector<Value> position;
};

struct SplitBlockLoopsPass : qnt::impl::SplitBlockLoopsBase<SplitBlockLoopsPass> {
  void runOnOperation() override {
    PassSummary summary("qnt-split-block-loops", getOperation());
    SmallVector<std::pair<linalg::GenericOp, int64_t>> generics;
    getOperation()->walk([&](linalg::GenericOp op) {
      if (int64_t block = chooseBlock(op))
        generics.emplace_back(op, block);
    });
    for (auto [op, block] : generics) {
      ImplicitLocOpBuilder builder(op.getLoc(), op);
      BlockLoops(op, block).emit(builder);
      op.erase();
      summary.add(numSplit, "split");
    }
  }
};
} // namespace
