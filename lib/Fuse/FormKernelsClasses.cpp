//===- FormKernelsClasses.cpp - what an op is to the kernel around it -------------------------------------===//
#include "FormKernelsClasses.h"
#include "FormKernelsAccess.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/UB/IR/UBOps.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Interfaces/CallInterfaces.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::form_kernels;

/// Scalars that become a tensor are passed as arguments of the kernels that need it, up to this number.
static constexpr unsigned maxRepeatedScalars = 16;

static bool isData(Type type) { return isa<RankedTensorType, ArrayType>(type); }

//===----------------------------------------------------------------------------------------------------===//
// Cost
//===----------------------------------------------------------------------------------------------------===//

static bool isExpensiveByItself(Operation *op) {
  if (isa_and_nonnull<math::MathDialect>(op->getDialect()))
    return !isa<math::AbsFOp, math::AbsIOp, math::CopySignOp, math::FloorOp, math::CeilOp, math::RoundEvenOp,
                math::TruncOp, math::FmaOp, math::CtPopOp, math::CountLeadingZerosOp, math::CountTrailingZerosOp,
                math::IsFiniteOp, math::IsInfOp, math::IsNaNOp, math::IsNormalOp>(op);
  if (auto requantize = dyn_cast<RequantizeOp>(op))
    return !requantize.isIntegerForm();
  return isa<arith::DivFOp, arith::RemFOp, arith::DivSIOp, arith::DivUIOp, arith::CeilDivSIOp, arith::CeilDivUIOp,
             arith::FloorDivSIOp, arith::RemSIOp, arith::RemUIOp, QuantizeOp, FakeQuantizeOp, FakeQuantizeGradOp,
             QuantizeGradOp, linalg::SoftmaxOp, tensor::GenerateOp>(op);
}

bool form_kernels::isExpensive(Operation *op) {
  return op
      ->walk(
          [](Operation *inner) { return isExpensiveByItself(inner) ? WalkResult::interrupt() : WalkResult::advance(); })
      .wasInterrupted();
}

bool form_kernels::isUniformConstant(Operation *op) {
  auto constant = dyn_cast<arith::ConstantOp>(op);
  if (!constant)
    return false;
  auto elements = dyn_cast<DenseElementsAttr>(constant.getValue());
  return isa<IntegerAttr, FloatAttr>(constant.getValue()) || (elements && elements.isSplat());
}

//===----------------------------------------------------------------------------------------------------===//
// Expansions
//===----------------------------------------------------------------------------------------------------===//

/// Longest chain of ops that is looked through for what a value is expanded from.
static constexpr unsigned maxExpansionDepth = 8;

static bool hasFewerElements(Value a, Value b) {
  auto typeA = dyn_cast<RankedTensorType>(a.getType()), typeB = dyn_cast<RankedTensorType>(b.getType());
  if (!typeA || !typeB)
    return !typeA && typeB;
  auto count = [](RankedTensorType type) {
    int64_t elements = 1;
    for (int64_t size : type.getShape())
      elements *= ShapedType::isDynamic(size) ? 1 : std::max<int64_t>(size, 1);
    return std::pair<int64_t, int64_t>(type.getNumDynamicDims(), elements);
  };
  return count(typeA) < count(typeB);
}

static bool isExpanded(Value value, unsigned depth);

/// Cheap, and each operand has fewer elements than the result: it is repeated like a broadcast.
static bool isExpansion(Operation *op, unsigned depth) {
  if (depth == 0 || op->getNumResults() != 1 || isExpensive(op))
    return false;
  return llvm::all_of(op->getOperands(), [&](Value operand) {
    return hasFewerElements(operand, op->getResult(0)) || isExpanded(operand, depth - 1);
  });
}

static bool isExpanded(Value value, unsigned depth) {
  Operation *op = value.getDefiningOp();
  if (!op || depth == 0)
    return false;
  if (isUniformConstant(op) || isa<tensor::EmptyOp, tensor::SplatOp, linalg::FillOp>(op))
    return true;
  if (isa<tensor::CastOp, tensor::ExpandShapeOp, tensor::CollapseShapeOp>(op))
    return isExpanded(op->getOperand(0), depth - 1);
  bool isElementwise = isa<linalg::LinalgOp>(op) || OpTrait::hasElementwiseMappableTraits(op);
  auto linalgOp = dyn_cast<linalg::LinalgOp>(op);
  if (!isElementwise || (linalgOp && linalgOp.getNumParallelLoops() != linalgOp.getNumLoops()))
    return false;
  return isExpansion(op, depth);
}

//===----------------------------------------------------------------------------------------------------===//
// Linalg
//===----------------------------------------------------------------------------------------------------===//

/// Every element of the result is an element of the first input as it is.
static bool isMovement(linalg::LinalgOp op) {
  Block *body = op.getBlock();
  if (op.getNumDpsInputs() != 1 || op.getNumDpsInits() != 1 || !llvm::hasSingleElement(*body))
    return false;
  return body->getTerminator()->getOperand(0) == body->getArgument(0);
}

/// Two inputs are read along a reduced dimension, and one of them serves several results.
static bool isContraction(linalg::LinalgOp op) {
  SmallVector<unsigned> parallel, reduced;
  op.getParallelDims(parallel);
  op.getReductionDims(reduced);
  unsigned numReduced = 0;
  bool isShared = false;
  for (OpOperand *input : op.getDpsInputOperands()) {
    if (!op.payloadUsesValueFromOperand(input))
      continue;
    AffineMap map = op.getMatchingIndexingMap(input);
    if (llvm::none_of(reduced, [&](unsigned dim) { return map.isFunctionOfDim(dim); }))
      continue;
    ++numReduced;
    isShared |= llvm::any_of(parallel, [&](unsigned dim) { return !map.isFunctionOfDim(dim); });
  }
  return numReduced >= 2 && isShared;
}

static OpClass classifyLinalg(linalg::LinalgOp op) {
  if (op.getNumReductionLoops() == 0 && op.getNumParallelLoops() == op.getNumLoops())
    return isMovement(op) || isExpansion(op, maxExpansionDepth) ? OpClass::Decode : OpClass::Pointwise;
  if (isContraction(op))
    return OpClass::Contraction;
  bool isSimple = op.getNumReductionLoops() + op.getNumParallelLoops() == op.getNumLoops() &&
                  llvm::all_of(op.getIndexingMapsArray(), [](AffineMap map) { return map.isProjectedPermutation(); });
  return isSimple ? OpClass::Row : OpClass::Window;
}

//===----------------------------------------------------------------------------------------------------===//
// Elementwise ops, regions
//===----------------------------------------------------------------------------------------------------===//

/// Casts that give no fewer bytes than they read are repeated where their result is read, and so are expansions.
static OpClass classifyElementwise(Operation *op) {
  if (isExpansion(op, maxExpansionDepth))
    return OpClass::Decode;
  if (!isa<CastOpInterface>(op) || isa<arith::IndexCastOp, arith::IndexCastUIOp>(op))
    return OpClass::Pointwise;
  Type from = getElementTypeOrSelf(op->getOperand(0)), to = getElementTypeOrSelf(op->getResult(0));
  if (!from.isIntOrFloat() || !to.isIntOrFloat())
    return OpClass::Pointwise;
  return from.getIntOrFloatBitWidth() <= to.getIntOrFloatBitWidth() ? OpClass::Decode : OpClass::Pointwise;
}

/// An op in the body that cannot stand in a kernel: a call (what is called has kernels of its own) or a kernel.
static Operation *findHostOp(InvokeQuantOp region) {
  Operation *found = nullptr;
  region.getBody().walk([&](Operation *op) {
    if (isa<CallOpInterface, KernelOp>(op))
      found = op;
    return found ? WalkResult::interrupt() : WalkResult::advance();
  });
  return found;
}

/// The heaviest class in the body: that is what the region as a whole is.
static OpClass classifyRegion(InvokeQuantOp region) {
  if (findHostOp(region))
    return OpClass::Host;
  OpClass heaviest = OpClass::Pointwise;
  unsigned numContractions = 0;
  for (Operation &op : region.getBodyBlock()->without_terminator()) {
    OpClass opClass = classify(&op);
    bool isScalar = llvm::none_of(op.getResultTypes(), isData);
    if (opClass == OpClass::Host && op.getNumRegions() != 0)
      heaviest = OpClass::Alone;
    else if (opClass == OpClass::Host && !isScalar && !op.hasTrait<OpTrait::ConstantLike>() &&
             !isa<qnt::ConstantOp>(op))
      return OpClass::Host;
    numContractions += opClass == OpClass::Contraction;
    heaviest = std::max(heaviest, opClass);
  }
  return numContractions > 1 ? OpClass::Alone : heaviest;
}

static OpClass classifyPad(tensor::PadOp op) {
  return op.getConstantPaddingValue() ? OpClass::Decode : OpClass::Pointwise;
}

//===----------------------------------------------------------------------------------------------------===//
// All ops
//===----------------------------------------------------------------------------------------------------===//

template <typename OpT>
static OpClass classifyQuantize(OpT op) {
  return op.getCalibration() ? OpClass::Row : OpClass::Pointwise;
}

static OpClass classifyQnt(Operation *op) {
  return llvm::TypeSwitch<Operation *, OpClass>(op)
      .Case<qnt::CastOp, qnt::ReshapeOp, AssembleOp, DisassembleOp>([](Operation *) { return OpClass::View; })
      .Case<DequantizeOp, qnt::TransposeOp, SliceOp, qnt::PadOp>([](Operation *) { return OpClass::Decode; })
      .Case<QuantizeOp, RequantizeOp, FakeQuantizeOp, FakeQuantizeGradOp, QuantizeGradOp>(
          [](auto quantize) { return classifyQuantize(quantize); })
      .Case<LookupOp, RoundBitsOp, qnt::GatherOp>([](Operation *) { return OpClass::Pointwise; })
      .Case<DotGeneralOp, ConvGeneralDilatedOp, RaggedDotGeneralOp, DotOp, EinsumOp, RaggedDotOp>(
          [](Operation *) { return OpClass::Contraction; })
      .Case([](InvokeQuantOp region) { return classifyRegion(region); })
      .Case([](qnt::ConcatOp) { return OpClass::Alone; })
      .Default([](Operation *) { return OpClass::Host; });
}

static OpClass classifyTensor(Operation *op) {
  return llvm::TypeSwitch<Operation *, OpClass>(op)
      .Case<tensor::EmptyOp>([](Operation *) { return OpClass::Empty; })
      .Case<tensor::CastOp, tensor::ExpandShapeOp, tensor::CollapseShapeOp, tensor::ReshapeOp, tensor::BitcastOp>(
          [](Operation *) { return OpClass::View; })
      .Case<tensor::ExtractSliceOp, tensor::SplatOp>([](Operation *) { return OpClass::Decode; })
      .Case([](tensor::PadOp pad) { return classifyPad(pad); })
      .Case([](tensor::FromElementsOp elements) {
        return elements->getNumOperands() <= maxRepeatedScalars ? OpClass::Decode : OpClass::Pointwise;
      })
      .Case<tensor::GatherOp, tensor::GenerateOp>([](Operation *) { return OpClass::Pointwise; })
      .Case<tensor::ConcatOp, tensor::InsertOp, tensor::InsertSliceOp, tensor::ScatterOp>(
          [](Operation *) { return OpClass::Alone; })
      .Default([](Operation *) { return OpClass::Host; });
}

static OpClass classifyByItself(Operation *op) {
  // Without a look at what is inside.
  if (isa<RegionBranchOpInterface, FunctionOpInterface>(op))
    return OpClass::Host;
  bool isHost = op->getNumResults() == 0 || !llvm::all_of(op->getResultTypes(), isData) || isa<KernelOp>(op) ||
                op->hasTrait<OpTrait::ConstantLike>() || !isMemoryEffectFree(op);
  if (isHost)
    return OpClass::Host;
  if (isa_and_nonnull<QntDialect>(op->getDialect()))
    return classifyQnt(op);
  if (isa_and_nonnull<tensor::TensorDialect>(op->getDialect()))
    return classifyTensor(op);
  if (auto linalgOp = dyn_cast<linalg::LinalgOp>(op))
    return classifyLinalg(linalgOp);
  if (isa<linalg::SoftmaxOp>(op))
    return OpClass::Row;
  if (isa_and_nonnull<linalg::LinalgDialect>(op->getDialect()))
    return OpClass::Alone;
  if (OpTrait::hasElementwiseMappableTraits(op))
    return classifyElementwise(op);
  return OpClass::Host;
}

/// True when more than `budget` repeated ops stand behind `op`: copies of all of them for every reader are not cheap.
static bool hasLongDecode(Operation *op) {
  int budget = 32;
  SmallVector<Operation *> stack{op};
  while (!stack.empty()) {
    if (budget-- == 0)
      return true;
    for (Value operand : stack.pop_back_val()->getOperands())
      if (Operation *producer = operand.getDefiningOp())
        if (OpClass opClass = classifyByItself(producer); opClass == OpClass::Decode || opClass == OpClass::View)
          stack.push_back(producer);
  }
  return false;
}

//===----------------------------------------------------------------------------------------------------===//
// Tensor cores
//===----------------------------------------------------------------------------------------------------===//

/// Codes of at most 8 bits whose scales a product of f32 can have.
static bool isLowBitWeight(Value value) {
  auto weight = value.getDefiningOp<qnt::ConstantOp>();
  if (!weight)
    return false;
  EncodingAttr encoding = weight.getType().getEncoding();
  Format codes = encoding.hasLut() ? encoding.getLut().getIndex() : encoding.getStorage();
  return numerics::bitWidth(codes) <= 8 && encoding.getExpressed() != Format::F64 &&
         encoding.getScale() != Format::F64 && !encoding.getSparsity();
}

/// Rows times a matrix, or a matrix for each group of rows: the last dimension of lhs is contracted, none is a batch.
template <typename OpT>
static bool isRowsTimesMatrix(OpT op, int64_t weightRank) {
  auto weight = dyn_cast<ArrayType>(op.getRhs().getType());
  auto rank = static_cast<int64_t>(getShapeOf(op.getLhs()).size());
  return weight && weight.getRank() == weightRank && op.getLhsBatch().empty() && op.getLhsContracting().size() == 1 &&
         op.getLhsContracting().front() == rank - 1 && !ShapedType::isDynamic(getShapeOf(op.getLhs()).back());
}

bool form_kernels::suitsTensorCores(Operation *op) {
  if (!isa<DotGeneralOp, RaggedDotGeneralOp>(op) || !isLowBitWeight(op->getOperand(1)))
    return false;
  Type lhs = getElementTypeOrSelf(op->getOperand(0)), result = getElementTypeOrSelf(op->getResult(0));
  if (lhs.isF64() || !isa<FloatType>(result) || result.isF64())
    return false;
  auto dot = dyn_cast<DotGeneralOp>(op);
  return dot ? isRowsTimesMatrix(dot, 2) : isRowsTimesMatrix(cast<RaggedDotGeneralOp>(op), 3);
}

bool form_kernels::multipliesTensors(Operation *op) {
  auto dot = dyn_cast<DotGeneralOp>(op);
  if (!dot || dot.getLhsContracting().size() != 1)
    return false;
  auto lhs = dyn_cast<RankedTensorType>(dot.getLhs().getType()),
       rhs = dyn_cast<RankedTensorType>(dot.getRhs().getType());
  return lhs && rhs && lhs.getElementType() == rhs.getElementType() &&
         (lhs.getElementType().isF16() || lhs.getElementType().isBF16()) &&
         dot.getLhsContracting().front() == lhs.getRank() - 1 &&
         rhs.getRank() == static_cast<int64_t>(dot.getRhsBatch().size()) + 2 &&
         !llvm::is_contained(dot.getRhsBatch(), rhs.getRank() - 1);
}

bool form_kernels::feedsTensorCores(Operation *op) {
  SmallVector<Operation *> stack{op};
  DenseSet<Operation *> visited;
  while (!stack.empty())
    for (OpOperand &use : stack.pop_back_val()->getUses()) {
      if (use.getOperandNumber() == 0 && suitsTensorCores(use.getOwner()))
        return true;
      if (classifyByItself(use.getOwner()) == OpClass::View && visited.insert(use.getOwner()).second)
        stack.push_back(use.getOwner());
    }
  return false;
}

OpClass form_kernels::classify(Operation *op) {
  OpClass opClass = classifyByItself(op);
  return opClass == OpClass::Decode && (hasLongDecode(op) || feedsTensorCores(op)) ? OpClass::Pointwise : opClass;
}

std::string form_kernels::getHostReason(Operation *op) {
  bool isExpected = llvm::none_of(op->getResultTypes(), isData) || op->hasTrait<OpTrait::ConstantLike>() ||
                    isa<KernelOp, qnt::ConstantOp, CallOpInterface, RegionBranchOpInterface, ub::PoisonOp>(op);
  if (isExpected)
    return "";
  std::string name = "'" + op->getName().getStringRef().str() + "' stays outside of kernels: ";
  if (!llvm::all_of(op->getResultTypes(), isData))
    return name + "a result is neither a ranked tensor nor an array";
  if (!isMemoryEffectFree(op))
    return name + "it has effects";
  if (auto region = dyn_cast<InvokeQuantOp>(op)) {
    Operation *inner = findHostOp(region);
    return name + (inner ? "its body holds a '" + inner->getName().getStringRef().str() + "'"
                         : "its body holds an op that no kernel is formed of");
  }
  return name + "it is no op that kernels are formed of";
}

Operation *form_kernels::getWhole(Operation *op) {
  Operation *whole = op;
  for (Operation *parent = op->getParentOp(); parent; parent = parent->getParentOp())
    if (isa<KernelOp, InvokeQuantOp>(parent) || classify(parent) != OpClass::Host)
      whole = parent;
  return whole;
}
