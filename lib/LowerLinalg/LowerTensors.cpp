//===- LowerTensors.cpp - ops of tensor and linalg on containers ------------------------------------------===//
//
// Ops that move elements keep their form with other types. Where single elements enter or leave a container (extract,
// insert, yields, the arguments of a linalg body) they are cut to their bits or extended.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "ContainerValues.h"
#include "LoweringPatterns.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/LowerLinalg/ContainerTypes.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::qnt;

/// The op with other operands and the types that the converter gives its results; regions move.
static FailureOr<Operation *> retype(Operation *op, ArrayRef<Value> operands, const TypeConverter &converter,
                                     ConversionPatternRewriter &rewriter) {
  SmallVector<Type> types;
  if (failed(converter.convertTypes(op->getResultTypes(), types)))
    return rewriter.notifyMatchFailure(op, "a result has a type without a container");
  OperationState state(op->getLoc(), op->getName(), operands, types, op->getAttrs());
  for (unsigned i = 0; i < op->getNumRegions(); ++i)
    state.addRegion();
  Operation *retyped = rewriter.create(state);
  for (auto [from, to] : llvm::zip(op->getRegions(), retyped->getRegions()))
    rewriter.inlineRegionBefore(from, to, to.end());
  return retyped;
}

namespace {
template <typename OpT>
struct RetypeOp : OpConversionPattern<OpT> {
  using Base = OpConversionPattern<OpT>;
  using Base::Base;
  LogicalResult matchAndRewrite(OpT op, typename Base::OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    FailureOr<Operation *> retyped = retype(op, llvm::to_vector(adaptor.getOperands()), *this->typeConverter, rewriter);
    if (failed(retyped))
      return failure();
    rewriter.replaceOp(op, *retyped);
    return success();
  }
};

//===----------------------------------------------------------------------------------------------------===//
// Single elements
//===----------------------------------------------------------------------------------------------------===//

struct LowerExtract : OpConversionPattern<tensor::ExtractOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(tensor::ExtractOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    Value element = tensor::ExtractOp::create(rewriter, op.getLoc(), adaptor.getTensor(), adaptor.getIndices());
    Type type = typeConverter->convertType(op.getType());
    rewriter.replaceOp(op, fromContainer(rewriter, op.getLoc(), element, type));
    return success();
  }
};

/// Ops whose scalar operands become elements: insert, splat, from_elements and yields.
template <typename OpT>
struct LowerScalarOperands : OpConversionPattern<OpT> {
  using Base = OpConversionPattern<OpT>;
  using Base::Base;
  LogicalResult matchAndRewrite(OpT op, typename Base::OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    SmallVector<Value> operands;
    for (Value operand : adaptor.getOperands())
      operands.push_back(isa<ShapedType>(operand.getType()) ? operand : toContainer(rewriter, op.getLoc(), operand));
    FailureOr<Operation *> retyped = retype(op, operands, *this->typeConverter, rewriter);
    if (failed(retyped))
      return failure();
    if (op->getNumResults() == 0)
      rewriter.eraseOp(op);
    else
      rewriter.replaceOp(op, *retyped);
    return success();
  }
};

//===----------------------------------------------------------------------------------------------------===//
// linalg
//===----------------------------------------------------------------------------------------------------===//

struct LowerGeneric : OpConversionPattern<linalg::GenericOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(linalg::GenericOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    Block *body = op.getBody();
    TypeConverter::SignatureConversion signature(body->getNumArguments());
    // A scalar operand is no element of a container.
    for (auto [index, type] : llvm::enumerate(body->getArgumentTypes()))
      signature.addInputs(index, isa<ShapedType>(op->getOperand(index).getType()) ? getElementType(type)
                                                                                  : typeConverter->convertType(type));
    FailureOr<Operation *> retyped = retype(op, llvm::to_vector(adaptor.getOperands()), *typeConverter, rewriter);
    if (failed(retyped))
      return failure();
    rewriter.applySignatureConversion(&(*retyped)->getRegion(0).front(), signature, typeConverter);
    rewriter.replaceOp(op, *retyped);
    return success();
  }

private:
  /// What tensors of `type` hold.
  Type getElementType(Type type) const {
    return cast<RankedTensorType>(typeConverter->convertType(RankedTensorType::get({}, type))).getElementType();
  }
};

struct LowerSoftmax : OpConversionPattern<linalg::SoftmaxOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(linalg::SoftmaxOp op, OpAdaptor, ConversionPatternRewriter &rewriter) const override {
    FailureOr<SmallVector<Value>> results = op.decomposeOperation(rewriter);
    if (failed(results))
      return rewriter.notifyMatchFailure(op, "it cannot be decomposed");
    rewriter.replaceOp(op, *results);
    return success();
  }
};
} // namespace

void mlir::qnt::populateTensorLowering(TypeConverter &converter, RewritePatternSet &patterns) {
  // The argument of a linalg body, whose container is wider than what the body computes with.
  converter.addSourceMaterialization(
      [](OpBuilder &builder, IntegerType type, ValueRange inputs, Location loc) -> Value {
        bool isCut = inputs.size() == 1 && isa<IntegerType>(inputs[0].getType()) &&
                     inputs[0].getType().getIntOrFloatBitWidth() > type.getWidth();
        return isCut ? fromContainer(builder, loc, inputs[0], type) : Value();
      });
  patterns
      .add<LowerExtract, LowerGeneric, LowerSoftmax, LowerScalarOperands<tensor::InsertOp>,
           LowerScalarOperands<tensor::SplatOp>, LowerScalarOperands<tensor::FromElementsOp>,
           LowerScalarOperands<tensor::YieldOp>, LowerScalarOperands<linalg::YieldOp>, RetypeOp<tensor::EmptyOp>,
           RetypeOp<tensor::DimOp>, RetypeOp<tensor::RankOp>, RetypeOp<tensor::CastOp>, RetypeOp<tensor::ReshapeOp>,
           RetypeOp<tensor::CollapseShapeOp>, RetypeOp<tensor::ExpandShapeOp>, RetypeOp<tensor::ExtractSliceOp>,
           RetypeOp<tensor::InsertSliceOp>, RetypeOp<tensor::PadOp>, RetypeOp<tensor::GenerateOp>, RetypeOp<LaunchOp>>(
          converter, patterns.getContext());
}
