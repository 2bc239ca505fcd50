//===- WidenBody.cpp - a body's f16 and bf16 intermediates as f32 -----------------------------------------===//
#include "WidenBody.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/UB/IR/UBOps.h"

using namespace mlir;
using namespace mlir::qnt;

Type mlir::qnt::getWideType(Type type) {
  if (isa<ArrayType>(type) || !isa<Float16Type, BFloat16Type>(getElementTypeOrSelf(type)))
    return type;
  auto wide = Float32Type::get(type.getContext());
  if (auto shaped = dyn_cast<ShapedType>(type))
    return shaped.clone(wide);
  return wide;
}

static bool isNarrow(Type type) { return getWideType(type) != type; }

static bool hasNarrow(TypeRange types) { return llvm::any_of(types, isNarrow); }

/// True when the op or one inside it takes, gives or binds a narrow float.
static bool touchesNarrow(Operation *op) {
  WalkResult result = op->walk([](Operation *inner) {
    bool isTouched = hasNarrow(inner->getOperandTypes()) || hasNarrow(inner->getResultTypes());
    for (Region &region : inner->getRegions())
      for (Block &block : region)
        isTouched |= hasNarrow(block.getArgumentTypes());
    return isTouched ? WalkResult::interrupt() : WalkResult::advance();
  });
  return result.wasInterrupted();
}

Value mlir::qnt::castFloat(OpBuilder &builder, Location loc, Value value, Type type) {
  if (value.getType() == type)
    return value;
  unsigned from = getElementTypeOrSelf(value.getType()).getIntOrFloatBitWidth();
  if (from < getElementTypeOrSelf(type).getIntOrFloatBitWidth())
    return arith::ExtFOp::create(builder, loc, type, value);
  return arith::TruncFOp::create(builder, loc, type, value);
}

//===----------------------------------------------------------------------------------------------------===//
// Which ops can be widened
//===----------------------------------------------------------------------------------------------------===//

/// Ops that mean the same for any float type of their operands and results.
static bool isGenericInFloats(Operation *op) {
  if (isa_and_nonnull<math::MathDialect>(op->getDialect()))
    return true;
  if (isa_and_nonnull<tensor::TensorDialect>(op->getDialect()))
    return !isa<tensor::BitcastOp>(op);
  if (isa_and_nonnull<arith::ArithDialect>(op->getDialect()))
    return op->hasTrait<OpTrait::SameOperandsAndResultType>() ||
           isa<arith::CmpFOp, arith::SelectOp, arith::SIToFPOp, arith::UIToFPOp, arith::FPToSIOp, arith::FPToUIOp>(op);
  return isa<linalg::LinalgOp, linalg::YieldOp, linalg::SoftmaxOp, scf::ForOp, scf::IfOp, scf::WhileOp,
             scf::IndexSwitchOp, scf::ExecuteRegionOp, scf::YieldOp, scf::ConditionOp, ub::PoisonOp, DotGeneralOp,
             ConvGeneralDilatedOp, RaggedDotGeneralOp, DotOp, EinsumOp, RaggedDotOp, LookupOp, ObserveOp, KernelOp,
             YieldOp>(op);
}

/// Ops that cloneWidened treats one by one.
static bool isTreatedByItself(Operation *op) {
  return isa<arith::ConstantOp, arith::ExtFOp, arith::TruncFOp, QuantizeOp, DequantizeOp, FakeQuantizeOp,
             FakeQuantizeGradOp, QuantizeGradOp, AssembleOp, DisassembleOp, RequantizeOp, InvokeQuantOp>(op);
}

static std::optional<InliningBlocker> findUnwidenable(Operation *op) {
  if (!touchesNarrow(op) || isTreatedByItself(op))
    return std::nullopt;
  auto block = [&](const Twine &reason) {
    return InliningBlocker{op, ("'" + op->getName().getStringRef() + "' " + reason).str()};
  };
  if (!op->getDialect() || !isGenericInFloats(op))
    return block("cannot be widened to f32");
  for (Region &region : op->getRegions()) {
    if (!region.empty() && !region.hasOneBlock())
      return block("cannot be widened to f32: its region has several blocks");
    if (auto blocker = findUnwidenable(region))
      return blocker;
  }
  return std::nullopt;
}

std::optional<InliningBlocker> mlir::qnt::findUnwidenable(Region &region) {
  for (Operation &op : region.getOps())
    if (auto blocker = ::findUnwidenable(&op))
      return blocker;
  return std::nullopt;
}

//===----------------------------------------------------------------------------------------------------===//
// Cloning
//===----------------------------------------------------------------------------------------------------===//

namespace {
/// Clones ops one after the other; `mapping` leads from original values to widened ones.
class BodyWidener {
public:
  BodyWidener(OpBuilder &builder, IRMapping &mapping) : builder(builder), mapping(mapping) {}

  void clone(Operation *op);

private:
  /// As it is, with the operands in their written types and narrow results extended.
  void cloneAsWritten(Operation *op);
  /// The same op with wide types everywhere.
  void cloneWide(Operation *op);
  void cloneRegion(Region &from, Region &to);
  void cloneFloatCast(Operation *op);
  void cloneDequantize(DequantizeOp op);
  void cloneQuantize(QuantizeOp op);
  /// An array's values are an intermediate as those of a dequantize are.
  void cloneRequantize(RequantizeOp op);
  /// fake_quantize and the gradients: `numWide` leading operands and the result are values, the rest are parts.
  void cloneTraining(Operation *op, unsigned numWide);
  /// A clone whose operands from `numWide` on have their written types.
  Operation *cloneParts(Operation *op, unsigned numWide);

  /// The value as its written type, for a clone that uses it.
  Value getAsWritten(Value value, Operation *user) {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPoint(user);
    return castFloat(builder, user->getLoc(), mapping.lookupOrDefault(value), value.getType());
  }
  /// `array` with f32 as the expressed type: the same parts.
  Value express(Value array, EncodingAttr encoding, Location loc) {
    auto type = cast<ArrayType>(array.getType());
    auto parts = DisassembleOp::create(builder, loc, type.getPartTypes(), array);
    return AssembleOp::create(builder, loc, type.withEncoding(encoding), parts.getParts());
  }

  OpBuilder &builder;
  IRMapping &mapping;
};
} // namespace

void BodyWidener::clone(Operation *op) {
  if (isa<arith::ExtFOp, arith::TruncFOp>(op))
    return cloneFloatCast(op);
  if (auto dequantize = dyn_cast<DequantizeOp>(op))
    return cloneDequantize(dequantize);
  if (auto quantize = dyn_cast<QuantizeOp>(op))
    return cloneQuantize(quantize);
  if (auto requantize = dyn_cast<RequantizeOp>(op))
    return cloneRequantize(requantize);
  if (isa<FakeQuantizeOp>(op))
    return cloneTraining(op, /*numWide=*/1);
  if (isa<FakeQuantizeGradOp, QuantizeGradOp>(op))
    return cloneTraining(op, /*numWide=*/2);
  if (isa<arith::ConstantOp>(op) || isTreatedByItself(op) || !touchesNarrow(op))
    return cloneAsWritten(op);
  cloneWide(op);
}

Operation *BodyWidener::cloneParts(Operation *op, unsigned numWide) {
  Operation *copy = builder.clone(*op, mapping);
  for (unsigned i = numWide; i < op->getNumOperands(); ++i)
    copy->setOperand(i, getAsWritten(op->getOperand(i), copy));
  return copy;
}

void BodyWidener::cloneAsWritten(Operation *op) {
  Operation *copy = cloneParts(op, /*numWide=*/0);
  for (auto [result, copied] : llvm::zip(op->getResults(), copy->getResults()))
    mapping.map(result, castFloat(builder, op->getLoc(), copied, getWideType(copied.getType())));
}

void BodyWidener::cloneWide(Operation *op) {
  OperationState state(op->getLoc(), op->getName());
  for (Value operand : op->getOperands())
    state.operands.push_back(mapping.lookupOrDefault(operand));
  for (Type type : op->getResultTypes())
    state.types.push_back(getWideType(type));
  state.attributes = op->getAttrs();
  for (Region &region : op->getRegions())
    cloneRegion(region, *state.addRegion());
  Operation *copy = builder.create(state);
  mapping.map(op->getResults(), copy->getResults());
}

void BodyWidener::cloneRegion(Region &from, Region &to) {
  if (from.empty())
    return;
  OpBuilder::InsertionGuard guard(builder);
  Block *block = builder.createBlock(&to);
  for (BlockArgument argument : from.getArguments())
    mapping.map(argument, block->addArgument(getWideType(argument.getType()), argument.getLoc()));
  for (Operation &op : from.front())
    clone(&op);
}

/// A cast to a narrow type goes to f32 instead, and is none when it starts there.
void BodyWidener::cloneFloatCast(Operation *op) {
  Value value = mapping.lookupOrDefault(op->getOperand(0));
  if (value.getType() == getWideType(op->getResult(0).getType()))
    mapping.map(op->getResult(0), value);
  else
    cloneWide(op);
}

void BodyWidener::cloneDequantize(DequantizeOp op) {
  Value input = mapping.lookupOrDefault(op.getInput());
  if (isNarrow(op.getResult().getType()))
    input = express(input, op.getInput().getType().getEncoding().withExpressed(Format::F32), op.getLoc());
  auto copy = DequantizeOp::create(builder, op.getLoc(), getWideType(op.getResult().getType()), input);
  copy->setDiscardableAttrs(op->getDiscardableAttrDictionary());
  mapping.map(op.getResult(), copy.getResult());
}

void BodyWidener::cloneQuantize(QuantizeOp op) {
  if (!isNarrow(op.getInput().getType()))
    return cloneAsWritten(op);
  auto copy = cast<QuantizeOp>(cloneParts(op, /*numWide=*/1));
  ArrayType type = op.getResult().getType();
  copy.getResult().setType(type.withEncoding(type.getEncoding().withExpressed(Format::F32)));
  mapping.map(op.getResult(), express(copy.getResult(), type.getEncoding(), op.getLoc()));
}

void BodyWidener::cloneRequantize(RequantizeOp op) {
  cloneAsWritten(op);
  auto type = dyn_cast<ArrayType>(op.getInput().getType());
  bool isNarrowInput = type && isa<Float16Type, BFloat16Type>(type.getEncoding().getExpressedType());
  if (!isNarrowInput || op.isIntegerForm())
    return;
  auto copy = mapping.lookup(op.getResult()).getDefiningOp<RequantizeOp>();
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPoint(copy);
  copy.getInputMutable().assign(express(copy.getInput(), type.getEncoding().withExpressed(Format::F32), op.getLoc()));
}

void BodyWidener::cloneTraining(Operation *op, unsigned numWide) {
  Operation *copy = cloneParts(op, numWide);
  Value result = copy->getResult(0);
  if (isNarrow(result.getType())) {
    auto encoding = op->getAttrOfType<EncodingAttr>("encoding");
    copy->setAttr("encoding", encoding.withExpressed(Format::F32));
    result.setType(getWideType(result.getType()));
  }
  mapping.map(op->getResult(0), result);
}

void mlir::qnt::cloneWidened(OpBuilder &builder, Block &block, IRMapping &mapping) {
  BodyWidener widener(builder, mapping);
  for (Operation &op : block.without_terminator())
    widener.clone(&op);
}
