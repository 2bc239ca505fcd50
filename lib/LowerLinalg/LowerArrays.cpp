//===- LowerArrays.cpp - arrays and their parts in memory -------------------------------------------------===//
#include "ContainerConstants.h"
#include "LoweredArray.h"
#include "LoweringPatterns.h"
#include "PackedCodes.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/LowerLinalg/ContainerTypes.h"
#include "RuntimeChecks.h"
#include "SparseConstants.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::qnt;

//===----------------------------------------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------------------------------------===//

static FailureOr<ElementsAttr> getMemoryConstant(ElementsAttr attr, ArrayType type, PartKind kind) {
  bool areBytes = kind == PartKind::Codes || kind == PartKind::Mask;
  return areBytes ? getContainerCodes(attr, getContainerPartType(type, kind)) : getContainerConstant(attr);
}

namespace {
struct LowerConstant : OpConversionPattern<ConstantOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(ConstantOp op, OneToNOpAdaptor, ConversionPatternRewriter &rewriter) const override {
    ArrayType type = op.getResult().getType();
    if (type.getEncoding().getFragmentLayout())
      return rewriter.notifyMatchFailure(op, "its codes lie in layout " + type.getEncoding().getLayout().getValue() +
                                                 ", which kernels of tensor cores alone read");
    ExpandedParts expanded;
    if (getSparseLayout(type.getEncoding())) {
      ImplicitLocOpBuilder builder(op.getLoc(), rewriter);
      FailureOr<ExpandedParts> codesAndMask = expandSparseConstant(builder, op);
      if (failed(codesAndMask))
        return rewriter.notifyMatchFailure(op, "data of its codes cannot be read");
      expanded = *codesAndMask;
    }
    SmallVector<Value> parts;
    for (PartKind kind : type.getPartKinds()) {
      if (Value part = kind == PartKind::Codes ? expanded.codes : kind == PartKind::Mask ? expanded.mask : Value()) {
        parts.push_back(part);
        continue;
      }
      FailureOr<ElementsAttr> attr = getMemoryConstant(op.getPart(kind), type, kind);
      if (failed(attr))
        return rewriter.notifyMatchFailure(op, "data of its " + getPartName(kind).str() + " cannot be read");
      parts.push_back(arith::ConstantOp::create(rewriter, op.getLoc(), *attr));
    }
    rewriter.replaceOpWithMultiple(op, {parts});
    return success();
  }
};

struct LowerTensorConstant : OpConversionPattern<arith::ConstantOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(arith::ConstantOp op, OpAdaptor, ConversionPatternRewriter &rewriter) const override {
    if (auto value = dyn_cast<FloatAttr>(op.getValue())) {
      Type type = getContainerScalarType(value.getType());
      rewriter.replaceOpWithNewOp<arith::ConstantOp>(
          op, cast<TypedAttr>(rewriter.getIntegerAttr(type, value.getValue().bitcastToAPInt().zext(8))));
      return success();
    }
    auto elements = dyn_cast<ElementsAttr>(op.getValue());
    if (!elements)
      return rewriter.notifyMatchFailure(op, "its value is neither a number nor elements");
    FailureOr<ElementsAttr> attr = getContainerConstant(elements);
    if (failed(attr))
      return rewriter.notifyMatchFailure(op, "its data cannot be read");
    rewriter.replaceOpWithNewOp<arith::ConstantOp>(op, *attr);
    return success();
  }
};

//===----------------------------------------------------------------------------------------------------===//
// Parts
//===----------------------------------------------------------------------------------------------------===//

struct LowerAssemble : OpConversionPattern<AssembleOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(AssembleOp op, OpAdaptor adaptor, ConversionPatternRewriter &rewriter) const override {
    ArrayType type = op.getResult().getType();
    SmallVector<Value> parts(adaptor.getParts());
    Location loc = op.getLoc();
    checkParts(rewriter, op, parts);
    if (needsInnerSize(type))
      parts.push_back(getInnerSize(rewriter, loc, type, parts.front()));
    for (auto [kind, part] : llvm::zip(type.getPartKinds(), parts)) {
      bool isPacked = kind == PartKind::Mask || (kind == PartKind::Codes && hasPackedCodes(type));
      if (isPacked)
        part = packCodes(rewriter, loc, part, type.getPartType(kind).getElementTypeBitWidth());
      part = castTo(rewriter, loc, part, getContainerPartType(type, kind));
    }
    rewriter.replaceOpWithMultiple(op, {parts});
    return success();
  }

private:
  /// All parts are those of a value whose codes have the shape of the first.
  static void checkParts(ConversionPatternRewriter &rewriter, AssembleOp op, ArrayRef<Value> parts) {
    ImplicitLocOpBuilder b(op.getLoc(), rewriter);
    EncodingAttr encoding = op.getResult().getType().getEncoding();
    assertType(b, op, "codes", getTensorSizes(b, op.getLoc(), parts.front()),
               op.getResult().getType().getCodesType().getShape());
    Sizes sizes = getTensorSizes(b, op.getLoc(), parts.front());
    if (LutAttr lut = encoding.getLut(); lut && lut.isVector())
      for (auto [size, span] : llvm::zip(sizes, lut.getVector()))
        size = affine::makeComposedFoldedAffineApply(b, op.getLoc(), b.getAffineSymbolExpr(0) * span, {size});
    for (auto [kind, part] : llvm::zip(op.getResult().getType().getPartKinds(), parts)) {
      if (kind != PartKind::Codes)
        assertSizes(b, op, getPartName(kind), part, getPartSizes(b, encoding, kind, sizes));
      if (kind == PartKind::Mask)
        assertSparsity(b, op, encoding, part, sizes);
    }
  }
  static Value castTo(OpBuilder &builder, Location loc, Value value, Type type) {
    return value.getType() == type ? value : tensor::CastOp::create(builder, loc, type, value);
  }
  static Value getInnerSize(OpBuilder &builder, Location loc, ArrayType type, Value codes) {
    unsigned last = type.getRank() - 1;
    Value size = tensor::DimOp::create(builder, loc, codes, last);
    LutAttr lut = type.getEncoding().getLut();
    if (!lut || !lut.isVector())
      return size;
    return arith::MulIOp::create(builder, loc, size,
                                 arith::ConstantIndexOp::create(builder, loc, lut.getVector()[last]));
  }
};

/// An array that a pass has made already of parts as they lie in memory, or of another array that has the same ones.
struct LowerPartsCast : OpConversionPattern<UnrealizedConversionCastOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(UnrealizedConversionCastOp op, OneToNOpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    auto array = op.getNumResults() == 1 ? dyn_cast<ArrayType>(op.getResultTypes().front()) : ArrayType();
    bool isOther = op.getNumOperands() == 1 && isa<ArrayType>(op.getOperandTypes().front());
    SmallVector<Value> parts(isOther ? SmallVector<Value>(adaptor.getInputs().front()) : op.getInputs());
    if (!array || !llvm::equal(ValueRange(parts).getTypes(), getContainerPartTypes(array)))
      return rewriter.notifyMatchFailure(op, "its operands are not the parts of an array as they lie in memory");
    rewriter.replaceOpWithMultiple(op, {parts});
    return success();
  }
};

struct LowerDisassemble : OpConversionPattern<DisassembleOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(DisassembleOp op, OneToNOpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    LoweredArray array(op.getInput().getType(), adaptor.getInput());
    Location loc = op.getLoc();
    SmallVector<SmallVector<Value>> parts;
    for (PartKind kind : array.getType().getPartKinds()) {
      Value part = array.getPart(kind);
      RankedTensorType logical = array.getType().getPartType(kind);
      if (kind == PartKind::Mask)
        part = unpackCodes(rewriter, loc, part, logical, array.getSizes(rewriter, loc));
      if (kind == PartKind::Codes && hasPackedCodes(array.getType()))
        part = unpackCodes(rewriter, loc, part, logical, array.getCodeSizes(rewriter, loc));
      parts.push_back({part});
    }
    rewriter.replaceOpWithMultiple(op, std::move(parts));
    return success();
  }
};

//===----------------------------------------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------------------------------------===//

struct LowerDim : OpConversionPattern<DimOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(DimOp op, OneToNOpAdaptor adaptor, ConversionPatternRewriter &rewriter) const override {
    LoweredArray array(op.getSource().getType(), adaptor.getSource());
    SmallVector<Value> sizes =
        getValueOrCreateConstantIndexOp(rewriter, op.getLoc(), array.getSizes(rewriter, op.getLoc()));
    if (std::optional<int64_t> index = op.getConstantIndex(); index && *index >= 0 && *index < int64_t(sizes.size())) {
      rewriter.replaceOp(op, sizes[*index]);
      return success();
    }
    Value index = llvm::getSingleElement(adaptor.getIndex()), size = sizes.back();
    Value rank = arith::ConstantIndexOp::create(rewriter, op.getLoc(), sizes.size());
    Value isInside = arith::CmpIOp::create(rewriter, op.getLoc(), arith::CmpIPredicate::ult, index, rank);
    cf::AssertOp::create(rewriter, op.getLoc(), isInside,
                         "'qnt.dim' op expected an index below the rank " + std::to_string(sizes.size()));
    for (unsigned dim = 0; dim + 1 < sizes.size(); ++dim) {
      Value number = arith::ConstantIndexOp::create(rewriter, op.getLoc(), dim);
      Value isDim = arith::CmpIOp::create(rewriter, op.getLoc(), arith::CmpIPredicate::eq, index, number);
      size = arith::SelectOp::create(rewriter, op.getLoc(), isDim, sizes[dim], size);
    }
    rewriter.replaceOp(op, size);
    return success();
  }
};

struct LowerCast : OpConversionPattern<CastOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(CastOp op, OneToNOpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    LoweredArray array(op.getSource().getType(), adaptor.getSource());
    ArrayType type = op.getResult().getType();
    ImplicitLocOpBuilder b(op.getLoc(), rewriter);
    assertType(b, op, "source", array.getSizes(rewriter, op.getLoc()), type.getShape());
    SmallVector<Value> parts;
    for (PartKind kind : type.getPartKinds()) {
      Value part = array.getPart(kind);
      RankedTensorType partType = getContainerPartType(type, kind);
      parts.push_back(part.getType() == partType ? part
                                                 : tensor::CastOp::create(rewriter, op.getLoc(), partType, part));
    }
    if (needsInnerSize(type))
      parts.push_back(getValueOrCreateConstantIndexOp(rewriter, op.getLoc(),
                                                      array.getSize(rewriter, op.getLoc(), type.getRank() - 1)));
    rewriter.replaceOpWithMultiple(op, {parts});
    return success();
  }
};
} // namespace

void mlir::qnt::castReassembled(Operation *root) {
  root->walk([](AssembleOp assemble) {
    auto disassemble = assemble.getParts().front().getDefiningOp<DisassembleOp>();
    ArrayType type = assemble.getResult().getType();
    if (!disassemble || !llvm::equal(assemble.getParts(), disassemble->getResults()) ||
        !llvm::equal(getContainerPartTypes(type), getContainerPartTypes(disassemble.getInput().getType())))
      return;
    OpBuilder builder(assemble);
    assemble.replaceAllUsesWith(
        UnrealizedConversionCastOp::create(builder, assemble.getLoc(), type, disassemble.getInput()).getResult(0));
    assemble.erase();
    if (disassemble.use_empty())
      disassemble.erase();
  });
}

void mlir::qnt::populateArrayLowering(const TypeConverter &converter, RewritePatternSet &patterns) {
  patterns.add<LowerConstant, LowerTensorConstant, LowerAssemble, LowerPartsCast, LowerDisassemble, LowerDim>(
      converter, patterns.getContext());
  // Before the array expansion's own pattern, which keeps logical codes.
  patterns.add<LowerCast>(converter, patterns.getContext(), /*benefit=*/2);
}
