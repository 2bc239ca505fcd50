//===- ExportQuant.cpp - qnt-export-quant -----------------------------------------------------------------===//
#include "Qnt/IR/PartData.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/IR/Remarks.h"
#include "Qnt/Import/Passes.h"
#include "Qnt/Numerics/Packing.h"
#include "QuantTypes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Quant/IR/Quant.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_EXPORTQUANT
#include "Qnt/Import/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

namespace {
/// What upstream's type takes from an array, and the reason where it cannot.
struct ExportedArray {
  RankedTensorType type;
  ElementsAttr scales, zeroPoints;
  std::string reason;
};

struct ExportQuantPass : qnt::impl::ExportQuantBase<ExportQuantPass> {
  void runOnOperation() override {
    PassSummary summary("qnt-export-quant", getOperation());
    IRRewriter rewriter(&getContext());
    SmallVector<Operation *> makers, readers;
    // All types first, so that a refusal leaves the module as it was.
    WalkResult checked = getOperation()->walk([&](Operation *op) {
      if (failed(check(op)) || failed(checkSignature(op)))
        return WalkResult::interrupt();
      if (llvm::any_of(op->getResultTypes(), llvm::IsaPred<ArrayType>))
        makers.push_back(op);
      else if (llvm::any_of(op->getOperandTypes(), llvm::IsaPred<ArrayType>))
        readers.push_back(op);
      return WalkResult::advance();
    });
    if (checked.wasInterrupted())
      return signalPassFailure();
    // No op that passes the checks both reads and makes an array. The text says nothing of who comes first: a block may
    // stand before the one that dominates it.
    for (Operation *op : llvm::concat<Operation *>(makers, readers)) {
      rewriter.setInsertionPoint(op);
      rewrite(rewriter, op);
      summary.add(numCasts, "casts");
    }
    for (Operation *op : llvm::concat<Operation *>(readers, makers))
      rewriter.eraseOp(op);
    exported.clear();
  }

  LogicalResult check(Operation *op);
  LogicalResult checkSignature(Operation *op);
  void rewrite(RewriterBase &rewriter, Operation *op);

  /// Tensors of quantized type that stand for arrays.
  DenseMap<Value, Value> exported;
};
} // namespace

static ElementsAttr getConstant(Value value) {
  Attribute attr;
  if (value)
    matchPattern(value, m_Constant(&attr));
  return dyn_cast_if_present<ElementsAttr>(attr);
}

/// Scales and zero points of an array, by the op that makes it.
static ExportedArray findParameters(Value array) {
  ExportedArray result;
  Operation *op = array.getDefiningOp();
  if (auto quantize = dyn_cast_if_present<QuantizeOp>(op)) {
    if (quantize.getCalibration())
      result.reason = "its scale is dynamic";
    else if (quantize.getConvention() && !quantize.getConvention()->isDefault())
      result.reason = "its convention is not the default";
    result.scales = getConstant(quantize.getScale());
    result.zeroPoints = getConstant(quantize.getZeroPoint());
  } else if (auto assemble = dyn_cast_if_present<AssembleOp>(op)) {
    result.scales = getConstant(assemble.getPart(PartKind::Scales));
    result.zeroPoints = getConstant(assemble.getPart(PartKind::ZeroPoints));
  } else if (auto constant = dyn_cast_if_present<ConstantOp>(op)) {
    result.scales = constant.getPart(PartKind::Scales);
    result.zeroPoints = constant.getPart(PartKind::ZeroPoints);
  } else {
    result.reason = op ? "the op that makes it has no counterpart" : "it is a block argument";
  }
  return result;
}

/// The upstream type of an array; null, with a reason, when there is none.
static ExportedArray exportArray(Value array) {
  ExportedArray result = findParameters(array);
  auto type = cast<ArrayType>(array.getType());
  if (result.reason.empty() && type.getEncoding().getScale() && !result.scales)
    result.reason = "its scales are not constant";
  if (result.reason.empty() && type.getEncoding().getZeroPoint() && !result.zeroPoints)
    result.reason = "its zero points are not constant";
  if (!result.reason.empty())
    return result;
  FailureOr<RankedTensorType> exported = exportQuantType(type, result.scales, result.zeroPoints, result.reason);
  if (succeeded(exported))
    result.type = *exported;
  return result;
}

static LogicalResult refuse(Operation *op, Type array, StringRef reason) {
  return op->emitOpError() << "expected an array that !quant.uniform can hold, but got " << array << ": " << reason;
}

LogicalResult ExportQuantPass::check(Operation *op) {
  for (Value result : op->getResults())
    if (isa<ArrayType>(result.getType()))
      if (ExportedArray exported = exportArray(result); !exported.type)
        return refuse(op, result.getType(), exported.reason);
  for (Value operand : op->getOperands()) {
    if (!isa<ArrayType>(operand.getType()))
      continue;
    if (isa<BlockArgument>(operand))
      return refuse(op, operand.getType(), "it is a block argument");
    auto disassemble = dyn_cast<DisassembleOp>(op);
    if (!isa<DequantizeOp>(op) && !disassemble)
      return op->emitOpError() << "expected only dequantize and disassemble to read arrays";
  }
  return success();
}

/// Arrays that no op makes or reads: arguments of blocks, and types of functions, declared ones among them.
LogicalResult ExportQuantPass::checkSignature(Operation *op) {
  for (Region &region : op->getRegions())
    for (BlockArgument argument : region.getArguments())
      if (isa<ArrayType>(argument.getType()))
        return refuse(op, argument.getType(), "it is a block argument");
  auto function = dyn_cast<FunctionOpInterface>(op);
  if (!function)
    return success();
  for (Type type : llvm::concat<const Type>(function.getArgumentTypes(), function.getResultTypes()))
    if (isa<ArrayType>(type))
      return refuse(op, type, "it stands in the type of a function");
  return success();
}

/// Codes of a constant, one an element.
static Value unpackCodes(RewriterBase &rewriter, ConstantOp op) {
  RankedTensorType type = op.getResult().getType().getCodesType();
  // Verified to be there and of the right size.
  PartBytes data = *getPartBytes(op.getCodes());
  SmallVector<uint8_t> packed(data.bytes.begin(), data.bytes.end());
  if (data.isSplat)
    packed.assign(op.getCodes().getNumElements(), packed.front());
  std::vector<uint64_t> codes =
      llvm::cantFail(numerics::unpackCodes(packed, type.getShape(), type.getElementTypeBitWidth()));
  SmallVector<APInt> values;
  for (uint64_t code : codes)
    values.emplace_back(type.getElementTypeBitWidth(), code, /*isSigned=*/false, /*implicitTrunc=*/true);
  return arith::ConstantOp::create(rewriter, op.getLoc(), DenseElementsAttr::get(type, values));
}

/// Each part of a disassembled array: its codes by a cast, its parameters as the constants they are.
static void rewriteDisassemble(RewriterBase &rewriter, DisassembleOp op, Value exported) {
  Value codes = op.getPart(PartKind::Codes);
  rewriter.replaceAllUsesWith(codes, quant::StorageCastOp::create(rewriter, op.getLoc(), codes.getType(), exported));
  ExportedArray array = exportArray(op.getInput());
  for (auto [kind, values] :
       {std::make_pair(PartKind::Scales, array.scales), std::make_pair(PartKind::ZeroPoints, array.zeroPoints)})
    if (Value part = op.getPart(kind))
      rewriter.replaceAllUsesWith(part, arith::ConstantOp::create(rewriter, op.getLoc(), values));
}

void ExportQuantPass::rewrite(RewriterBase &rewriter, Operation *op) {
  Location loc = op->getLoc();
  if (auto dequantize = dyn_cast<DequantizeOp>(op)) {
    Value input = exported[dequantize.getInput()];
    rewriter.replaceAllUsesWith(dequantize.getResult(),
                                quant::DequantizeCastOp::create(rewriter, loc, dequantize.getType(), input));
    return;
  }
  if (auto disassemble = dyn_cast<DisassembleOp>(op))
    return rewriteDisassemble(rewriter, disassemble, exported[disassemble.getInput()]);
  Value result = op->getResult(0);
  RankedTensorType type = exportArray(result).type;
  if (auto quantize = dyn_cast<QuantizeOp>(op)) {
    exported[result] = quant::QuantizeCastOp::create(rewriter, loc, type, quantize.getInput());
    return;
  }
  Value codes =
      isa<ConstantOp>(op) ? unpackCodes(rewriter, cast<ConstantOp>(op)) : cast<AssembleOp>(op).getPart(PartKind::Codes);
  exported[result] = quant::StorageCastOp::create(rewriter, loc, type, codes);
}
