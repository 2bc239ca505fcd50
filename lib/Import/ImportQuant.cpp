//===- ImportQuant.cpp - qnt-import-quant -----------------------------------------------------------------===//
#include "Qnt/Conversion/ArrayExpansion.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/IR/Remarks.h"
#include "Qnt/IR/UseOrder.h"
#include "Qnt/Import/Passes.h"
#include "QuantTypes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Quant/IR/Quant.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/UB/IR/UBOps.h"
#include "mlir/Transforms/DialectConversion.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_IMPORTQUANT
#include "Qnt/Import/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

/// The type's scales and zero points as constants, in the order assemble takes them.
static SmallVector<Value> makeParameters(OpBuilder &builder, Location loc, const ImportedQuantType &imported) {
  SmallVector<Value> values = {arith::ConstantOp::create(builder, loc, imported.scales)};
  if (imported.zeroPoints)
    values.push_back(arith::ConstantOp::create(builder, loc, imported.zeroPoints));
  return values;
}

static bool isQuantized(Type type) { return isa<quant::QuantizedType>(getElementTypeOrSelf(type)); }

namespace {
struct ConvertQuantizeCast : OpConversionPattern<quant::QuantizeCastOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(quant::QuantizeCastOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    std::string reason;
    FailureOr<ImportedQuantType> imported = importQuantType(op.getType(), reason);
    if (failed(imported))
      return rewriter.notifyMatchFailure(op, reason);
    SmallVector<Value> parameters = makeParameters(rewriter, op.getLoc(), *imported);
    rewriter.replaceOpWithNewOp<QuantizeOp>(op, imported->type, adaptor.getInput(), parameters[0],
                                            parameters.size() > 1 ? parameters[1] : Value(), Value(), Value(), Value(),
                                            CalibrationAttr(), ConventionAttr());
    return success();
  }
};

struct ConvertDequantizeCast : OpConversionPattern<quant::DequantizeCastOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(quant::DequantizeCastOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    rewriter.replaceOpWithNewOp<DequantizeOp>(op, op.getType(), adaptor.getInput());
    return success();
  }
};

struct ConvertStorageCast : OpConversionPattern<quant::StorageCastOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(quant::StorageCastOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    if (!isQuantized(op.getType())) {
      auto parts = DisassembleOp::create(rewriter, op.getLoc(), adaptor.getInput());
      rewriter.replaceOp(op, parts.getPart(PartKind::Codes));
      return success();
    }
    std::string reason;
    FailureOr<ImportedQuantType> imported = importQuantType(op.getType(), reason);
    if (failed(imported))
      return rewriter.notifyMatchFailure(op, reason);
    SmallVector<Value> parts = {adaptor.getInput()};
    llvm::append_range(parts, makeParameters(rewriter, op.getLoc(), *imported));
    rewriter.replaceOpWithNewOp<AssembleOp>(op, imported->type, parts);
    return success();
  }
};

struct ImportQuantPass : qnt::impl::ImportQuantBase<ImportQuantPass> {
  void runOnOperation() override {
    if (failed(checkAll()))
      return signalPassFailure();
    TypeConverter converter;
    converter.addConversion([](Type type) { return type; });
    converter.addConversion([](RankedTensorType type) -> std::optional<Type> {
      if (!isQuantized(type))
        return std::nullopt;
      std::string reason;
      FailureOr<ImportedQuantType> imported = importQuantType(type, reason);
      return succeeded(imported) ? Type(imported->type) : Type();
    });
    converter.addConversion([&converter](FunctionType type) { return convertSignature(converter, type); });
    if (failed(convert(converter)))
      signalPassFailure();
  }

  LogicalResult convert(TypeConverter &converter);
  LogicalResult checkAll();
  LogicalResult check(Operation *op);
};
} // namespace

/// Every quantized type has an array form, and only ops we convert have one.
LogicalResult ImportQuantPass::checkAll() {
  PassSummary summary("qnt-import-quant", getOperation());
  WalkResult result = getOperation()->walk([&](Operation *op) {
    if (isa_and_nonnull<quant::QuantDialect>(op->getDialect()))
      summary.add(numCasts, "casts");
    return failed(check(op)) ? WalkResult::interrupt() : WalkResult::advance();
  });
  return failure(result.wasInterrupted());
}

/// Whether populateArrayExpansionPatternsAndLegality has a pattern for the op.
static bool carriesArrays(Operation *op) {
  if (isa<scf::YieldOp>(op))
    return carriesArrays(op->getParentOp());
  return isa<func::FuncOp, func::CallOp, func::CallIndirectOp, func::ConstantOp, func::ReturnOp>(op) ||
         isa<scf::ForOp, scf::WhileOp, scf::ConditionOp, scf::IfOp, scf::IndexSwitchOp, scf::ExecuteRegionOp>(op) ||
         isa<cf::BranchOp, cf::CondBranchOp, cf::SwitchOp, arith::SelectOp, ub::PoisonOp>(op);
}

/// Those of signatures, too.
static SmallVector<Type> getAllTypes(Operation *op) {
  SmallVector<Type> types(op->getOperandTypes());
  llvm::append_range(types, op->getResultTypes());
  for (Region &region : op->getRegions())
    for (Block &block : region)
      llvm::append_range(types, block.getArgumentTypes());
  if (auto function = dyn_cast<func::FuncOp>(op))
    types.push_back(function.getFunctionType());
  for (size_t i = 0; i < types.size(); ++i)
    if (auto signature = dyn_cast<FunctionType>(types[i])) {
      llvm::append_range(types, signature.getInputs());
      llvm::append_range(types, signature.getResults());
    }
  return types;
}

/// An array and what it decodes to have no place for the encoding of a tensor type.
static LogicalResult checkEncodings(Operation *op) {
  if (!isa<quant::QuantizeCastOp, quant::DequantizeCastOp, quant::StorageCastOp>(op))
    return success();
  for (Type type : llvm::concat<const Type>(op->getOperandTypes(), op->getResultTypes()))
    if (auto tensor = dyn_cast<RankedTensorType>(type); tensor && tensor.getEncoding())
      return op->emitOpError() << "expected tensors without an encoding attribute, but got " << type;
  return success();
}

LogicalResult ImportQuantPass::check(Operation *op) {
  if (failed(checkEncodings(op)))
    return failure();
  for (Type type : getAllTypes(op)) {
    if (!isQuantized(type))
      continue;
    std::string reason;
    if (failed(importQuantType(type, reason)))
      return op->emitOpError() << "expected a quantized type that an array can hold, but got " << type << ": "
                               << reason;
    if (!isa<quant::QuantizeCastOp, quant::DequantizeCastOp, quant::StorageCastOp>(op) && !carriesArrays(op))
      return op->emitOpError() << "expected quantized tensors only on ops of quant, functions, calls, branches and "
                                  "structured control flow, but got "
                               << type;
  }
  return success();
}

LogicalResult ImportQuantPass::convert(TypeConverter &converter) {
  MLIRContext *context = &getContext();
  ConversionTarget target(*context);
  RewritePatternSet patterns(context);
  patterns.add<ConvertQuantizeCast, ConvertDequantizeCast, ConvertStorageCast>(converter, context);
  // Arrays are not taken apart here: what carries them carries upstream's types.
  populateArrayExpansionPatternsAndLegality(converter, patterns, target);
  target.addIllegalDialect<quant::QuantDialect>();
  target.addLegalDialect<QntDialect>();
  target.markUnknownOpDynamicallyLegal([&](Operation *op) { return converter.isLegal(op); });
  // Folding would turn dcast(qcast(x)) into x and lose the rounding that the program asks for.
  ConversionConfig config;
  config.foldingMode = DialectConversionFoldingMode::Never;
  if (failed(applyFullConversion(getOperation(), target, std::move(patterns), config)))
    return failure();
  sortUses(getOperation());
  return success();
}
