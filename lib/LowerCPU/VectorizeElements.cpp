//===- VectorizeElements.cpp - qnt-vectorize-elements -----------------------------------------------------===//
//
// LLVM makes no vectors of loops that unpack codes, nor of those that take a scale at d floordiv 32. Here they become
// vectors: over the elements of a block, which share a scale; over bytes, each of which gives several codes.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "ElementVectors.h"
#include "MemoryLoops.h"
#include "Qnt/IR/Remarks.h"
#include "Qnt/LowerCPU/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_VECTORIZEELEMENTS
#include "Qnt/LowerCPU/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

/// Elements of a vector at most and at least: several registers of most processors, for which LLVM cuts them.
static constexpr int64_t kMostLanes = 32, kFewestLanes = 8;
/// No loop has as many elements.
static constexpr int64_t kWholeLoop = int64_t(1) << 48;

//===----------------------------------------------------------------------------------------------------===//
// Matching
//===----------------------------------------------------------------------------------------------------===//

namespace {
/// How a loop nest is cut.
struct ElementPlan {
  int64_t block = 0;         ///< of the last loop: inputs read at one place in it; 0: the whole loop
  int64_t lanes = 0;         ///< 0: no vectors
  bool unrollsCodes = false; ///< vectors are over the last loop but one, whose elements have all of the last loop
};
} // namespace

/// Registers are wide enough for several 64-bit elements only.
static int64_t getMostLanes(linalg::GenericOp op) {
  bool hasWide = llvm::any_of(op.getBody()->getOperations(), [](Operation &inner) {
    return llvm::any_of(inner.getResultTypes(), [](Type type) { return type.isF64() || type.isInteger(64); });
  });
  return hasWide ? kMostLanes / 2 : kMostLanes;
}

/// The body on vectors of the last loop: codes, or scaled numbers. Several lanes must exist.
static std::optional<ElementPlan> planBlocks(linalg::GenericOp op) {
  unsigned last = op.getNumLoops() - 1;
  ElementPlan plan;
  bool isShared = false, canVectorize = hasVectorBody(op, /*mayIndex=*/true);
  for (OpOperand &operand : op->getOpOperands()) {
    OperandAlongLoop along = classify(op, operand, last);
    bool isInput = op.isDpsInput(&operand);
    if (isInput && along.kind == OperandAlongLoop::Blocks && along.block >= kFewestLanes)
      plan.block = std::gcd(plan.block, along.block);
    else
      canVectorize &=
          along.kind == OperandAlongLoop::Contiguous || (isInput && along.kind == OperandAlongLoop::Uniform);
    isShared |= isInput && along.kind != OperandAlongLoop::Contiguous;
  }
  if (!isShared || (plan.block != 0 && plan.block < kFewestLanes))
    return std::nullopt;
  canVectorize &= op.getNumParallelLoops() == op.getNumLoops();
  int64_t size = op.getStaticLoopRanges()[last], most = getMostLanes(op);
  if (!ShapedType::isDynamic(size))
    most = std::min<int64_t>(most, llvm::bit_floor<uint64_t>(size));
  if (plan.block != 0)
    most = std::min<int64_t>(most, llvm::bit_floor<uint64_t>(plan.block));
  if (canVectorize && most >= kFewestLanes)
    plan.lanes = most;
  if (plan.block == 0 && plan.lanes == 0)
    return std::nullopt;
  return plan;
}

/// A byte for each index of the loop before the last, and its codes along the last.
static std::optional<ElementPlan> planCodes(linalg::GenericOp op) {
  unsigned numLoops = op.getNumLoops();
  if (numLoops < 2 || op.getNumParallelLoops() != numLoops || op.getNumDpsInits() != 1)
    return std::nullopt;
  int64_t numCodes = op.getStaticLoopRanges().back();
  auto out = cast<MemRefType>(op.getDpsInits()[0].getType());
  AffineMap outMap = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
  bool isPlain = (numCodes == 2 || numCodes == 4 || numCodes == 8) && outMap.isIdentity() &&
                 out.getLayout().isIdentity() && out.getElementType().isInteger(8) &&
                 hasVectorBody(op, /*mayIndex=*/true);
  for (OpOperand *input : op.getDpsInputOperands())
    isPlain &= classify(op, *input, numLoops - 1).kind == OperandAlongLoop::Uniform &&
               classify(op, *input, numLoops - 2).kind == OperandAlongLoop::Contiguous;
  if (!isPlain || op.getNumDpsInputs() == 0)
    return std::nullopt;
  return ElementPlan{0, kMostLanes, true};
}

/// Why loops whose elements share an input have no vectors; empty for others, of which LLVM makes vectors.
static std::string whyScalar(linalg::GenericOp op) {
  bool isShared = false;
  int64_t block = 0;
  std::string reason;
  for (OpOperand &operand : op->getOpOperands()) {
    OperandAlongLoop along = classify(op, operand, op.getNumLoops() - 1);
    bool isOneOfMany = along.kind == OperandAlongLoop::Uniform || along.kind == OperandAlongLoop::Blocks;
    if (op.isDpsInput(&operand) && isOneOfMany) {
      isShared = true;
      block = std::gcd(block, along.block);
    } else if (along.kind != OperandAlongLoop::Contiguous) {
      reason = ("operand #" + Twine(operand.getOperandNumber()) + " does not lie along the last loop").str();
    }
  }
  if (!isShared)
    return "";
  if (block != 0 && block < kFewestLanes)
    return ("blocks of " + Twine(block) + " elements, fewer than " + Twine(kFewestLanes)).str();
  if (op.getNumParallelLoops() != op.getNumLoops())
    return "sums keep their order";
  if (!reason.empty())
    return reason;
  if (Operation *inner = findScalarOp(op, /*mayIndex=*/true))
    return ("'" + inner->getName().getStringRef() + "' has no form on these vectors").str();
  return ("a last loop of " + Twine(op.getStaticLoopRanges().back()) + " elements, fewer than " + Twine(kFewestLanes))
      .str();
}

static std::optional<ElementPlan> planElements(linalg::GenericOp op) {
  if (std::optional<ElementPlan> plan = planCodes(op))
    return plan;
  return planBlocks(op);
}

//===----------------------------------------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------------------------------------===//

namespace {
class ElementNest {
public:
  ElementNest(linalg::GenericOp op, const ElementPlan &plan) : op(op), plan(plan), position(op.getNumLoops()) {}

  void emit(ImplicitLocOpBuilder &b) {
    for (const Range &range : cast<linalg::LinalgOp>(*op).createLoopRanges(b, b.getLoc()))
      sizes.push_back(range.size);
    if (plan.unrollsCodes)
      codes = collapseCodes(b);
    emitOuter(b, 0);
  }

private:
  void emitOuter(ImplicitLocOpBuilder &b, unsigned loop);
  void emitBlocks(ImplicitLocOpBuilder &b);
  void emitVector(ImplicitLocOpBuilder &b, BodyCopy copy);
  void emitElement(ImplicitLocOpBuilder &b, BodyCopy copy);
  void emitBytes(ImplicitLocOpBuilder &b);
  void emitVectorOfBytes(ImplicitLocOpBuilder &b);
  Value collapseCodes(ImplicitLocOpBuilder &b);

  bool isShared(OpOperand &operand) {
    OperandAlongLoop along = classify(op, operand, sizes.size() - 1);
    return op.isDpsInput(&operand) && (along.kind == OperandAlongLoop::Uniform ||
                                       (along.kind == OperandAlongLoop::Blocks && along.block % plan.block == 0));
  }
  SmallVector<Value> getIndices(ImplicitLocOpBuilder &b, OpOperand &operand) {
    return emitMapped(b, op.getMatchingIndexingMap(&operand), position);
  }
  Value load(ImplicitLocOpBuilder &b, OpOperand &operand, int64_t lanes) {
    auto type = dyn_cast<MemRefType>(operand.get().getType());
    if (!type)
      return operand.get();
    if (lanes == 0)
      return memref::LoadOp::create(b, operand.get(), getIndices(b, operand));
    return vector::LoadOp::create(b, VectorType::get(lanes, type.getElementType()), operand.get(),
                                  getIndices(b, operand));
  }

  linalg::GenericOp op;
  ElementPlan plan;
  Sizes sizes;
  SmallVector<Value> position;
  Value codes;
};
} // namespace

void ElementNest::emitOuter(ImplicitLocOpBuilder &b, unsigned loop) {
  if (loop + (plan.unrollsCodes ? 2 : 1) == sizes.size())
    return plan.unrollsCodes ? emitBytes(b) : emitBlocks(b);
  emitFor(b, b.getIndexAttr(0), sizes[loop], 1, [&](ImplicitLocOpBuilder &inner, Value index) {
    position[loop] = index;
    emitOuter(inner, loop + 1);
  });
}

void ElementNest::emitBlocks(ImplicitLocOpBuilder &b) {
  emitParts(b, sizes.back(), plan.block ? plan.block : kWholeLoop, [&](ImplicitLocOpBuilder &inner, IndexRange part) {
    // Each part has an element: what is loaded here is read.
    BodyCopy copy(op, plan.lanes);
    position.back() = toValue(inner, part.offset);
    for (OpOperand &operand : op->getOpOperands())
      if (isShared(operand))
        copy.set(op.getMatchingBlockArgument(&operand), load(inner, operand, 0));
    OpFoldResult whole = inner.getIndexAttr(0);
    auto visit = [&](OpFoldResult lower, OpFoldResult upper, int64_t step, IndexBody body) {
      if (!isEqualConstantIntOrValue(lower, upper))
        emitFor(inner, lower, upper, step, [&](ImplicitLocOpBuilder &nested, Value index) {
          position.back() = emitSum(nested, part.offset, index);
          body(nested, position.back());
        });
    };
    if (plan.lanes) {
      copy.emitScalars(inner);
      whole = emitRoundedDown(inner, part.size, plan.lanes);
      visit(inner.getIndexAttr(0), whole, plan.lanes,
            [&](ImplicitLocOpBuilder &nested, Value) { emitVector(nested, copy); });
    }
    visit(whole, part.size, 1, [&](ImplicitLocOpBuilder &nested, Value) { emitElement(nested, copy); });
  });
}

void ElementNest::emitVector(ImplicitLocOpBuilder &b, BodyCopy copy) {
  for (OpOperand &operand : op->getOpOperands())
    if (BlockArgument argument = op.getMatchingBlockArgument(&operand); !copy.isSet(argument) && !argument.use_empty())
      copy.set(argument, load(b, operand, plan.lanes));
  if (!op.getBody()->getOps<linalg::IndexOp>().empty()) {
    Value steps =
        arith::ConstantOp::create(b, b.getIndexVectorAttr(llvm::to_vector(llvm::seq<int64_t>(0, plan.lanes))));
    Value start = vector::BroadcastOp::create(b, steps.getType(), position.back());
    copy.setIndex(arith::AddIOp::create(b, start, steps));
  }
  SmallVector<Value> results = copy.emitRest(b);
  for (auto [output, value] : llvm::zip_equal(op.getDpsInitsMutable(), results))
    vector::StoreOp::create(b, value, output.get(), getIndices(b, output));
}

void ElementNest::emitElement(ImplicitLocOpBuilder &b, BodyCopy copy) {
  for (OpOperand &operand : op->getOpOperands())
    if (BlockArgument argument = op.getMatchingBlockArgument(&operand); !copy.isSet(argument) && !argument.use_empty())
      copy.set(argument, load(b, operand, 0));
  SmallVector<Value> results = copy.emitRestOnScalars(b, position);
  for (auto [output, value] : llvm::zip_equal(op.getDpsInitsMutable(), results))
    memref::StoreOp::create(b, value, output.get(), getIndices(b, output));
}

//===----------------------------------------------------------------------------------------------------===//
// Codes of bytes
//===----------------------------------------------------------------------------------------------------===//

/// Memory in which the codes of neighbouring bytes are neighbours.
Value ElementNest::collapseCodes(ImplicitLocOpBuilder &b) {
  SmallVector<ReassociationIndices> groups;
  for (int64_t loop = 0; loop + 1 < static_cast<int64_t>(sizes.size()); ++loop)
    groups.push_back({loop});
  groups.back().push_back(sizes.size() - 1);
  return memref::CollapseShapeOp::create(b, op.getDpsInits()[0], groups);
}

/// v0[0], v1[0], .., v0[1], v1[1], ..
static Value interleave(ImplicitLocOpBuilder &b, ArrayRef<Value> vectors) {
  if (vectors.size() == 1)
    return vectors.front();
  SmallVector<Value> even, odd;
  for (auto [i, vector] : llvm::enumerate(vectors))
    (i % 2 == 0 ? even : odd).push_back(vector);
  return vector::InterleaveOp::create(b, interleave(b, even), interleave(b, odd));
}

void ElementNest::emitVectorOfBytes(ImplicitLocOpBuilder &b) {
  int64_t numCodes = *getConstantIntValue(sizes.back());
  position.back() = arith::ConstantIndexOp::create(b, 0);
  BodyCopy bytes(op, plan.lanes);
  for (OpOperand *input : op.getDpsInputOperands())
    bytes.set(op.getMatchingBlockArgument(input), load(b, *input, plan.lanes));
  SmallVector<Value> vectors;
  for (int64_t i = 0; i < numCodes; ++i) {
    BodyCopy copy(bytes);
    copy.setIndex(arith::ConstantIndexOp::create(b, i));
    copy.emitScalars(b);
    vectors.push_back(copy.emitRest(b).front());
  }
  SmallVector<Value> indices(ArrayRef<Value>(position).drop_back());
  indices.back() = toValue(b, emitIndex(b, b.getAffineSymbolExpr(0) * numCodes, {indices.back()}));
  vector::StoreOp::create(b, interleave(b, vectors), codes, indices);
}

void ElementNest::emitBytes(ImplicitLocOpBuilder &b) {
  Value &byte = position[sizes.size() - 2];
  OpFoldResult all = sizes[sizes.size() - 2], whole = emitRoundedDown(b, all, plan.lanes), zero = b.getIndexAttr(0);
  if (!isEqualConstantIntOrValue(zero, whole))
    emitFor(b, zero, whole, plan.lanes, [&](ImplicitLocOpBuilder &inner, Value index) {
      byte = index;
      emitVectorOfBytes(inner);
    });
  if (!isEqualConstantIntOrValue(whole, all))
    emitFor(b, whole, all, 1, [&](ImplicitLocOpBuilder &inner, Value index) {
      byte = index;
      emitFor(inner, zero, sizes.back(), 1, [&](ImplicitLocOpBuilder &nested, Value code) {
        position.back() = code;
        emitElement(nested, BodyCopy(op, 0));
      });
    });
}

namespace {
struct VectorizeElementsPass : qnt::impl::VectorizeElementsBase<VectorizeElementsPass> {
  void runOnOperation() override {
    PassSummary summary("qnt-vectorize-elements", getOperation());
    SmallVector<std::pair<linalg::GenericOp, ElementPlan>> generics;
    getOperation()->walk([&](linalg::GenericOp op) {
      if (!op.hasPureBufferSemantics() || op.getNumLoops() == 0)
        return;
      std::optional<ElementPlan> plan = planElements(op);
      std::string reason = plan && plan->lanes ? std::string() : whyScalar(op);
      if (!reason.empty())
        remarkSkipped("qnt-vectorize-elements", op, (plan ? "scalar loops over blocks: " : "") + reason);
      if (plan)
        generics.emplace_back(op, *plan);
      else if (!reason.empty())
        summary.add(numSkipped, "skipped");
    });
    for (auto [op, plan] : generics) {
      ImplicitLocOpBuilder builder(op.getLoc(), op);
      ElementNest(op, plan).emit(builder);
      op.erase();
      plan.lanes ? summary.add(numVectorized, "vectorized") : summary.add(numSplit, "split");
    }
  }
};
} // namespace
