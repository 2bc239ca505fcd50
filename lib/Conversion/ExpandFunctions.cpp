//===- ExpandFunctions.cpp - arrays in signatures and calls -----------------------------------------------===//
//
// Upstream's conversion of signatures leaves arg_attrs as they are, so that with 1:N types attributes land on the wrong
// arguments: the patterns here move them along.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "ExpansionPatterns.h"
#include "Qnt/Conversion/ArrayExpansion.h"
#include "Qnt/IR/AttributeNames.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;
using namespace mlir::qnt;

/// The attributes of an array, for one of its parts.
static Attribute getAttrsOfPart(DictionaryAttr attrs, StringRef part) {
  NamedAttrList list(attrs);
  list.set(kPartAttrName, StringAttr::get(attrs.getContext(), part));
  return list.getDictionary(attrs.getContext());
}

/// Names of the values that stand for an array: its parts, and what else the converter adds.
static SmallVector<StringRef> getValueNames(const TypeConverter &converter, ArrayType type) {
  SmallVector<Type> types;
  (void)converter.convertType(type, types);
  SmallVector<StringRef> names = llvm::map_to_vector(
      type.getPartKinds(), [](PartKind part) -> StringRef { return kPartKeywords[static_cast<unsigned>(part)]; });
  names.resize(types.size(), kInnerSizeName);
  return names;
}

/// Attributes of arguments or results of `types` (null when there are none) for their parts.
static ArrayAttr expandAttrs(const TypeConverter &converter, MLIRContext *context, ArrayAttr attrs, TypeRange types,
                             bool nameParts) {
  if (!attrs && !nameParts)
    return {};
  SmallVector<Attribute> expanded;
  for (auto [i, type] : llvm::enumerate(types)) {
    auto own = attrs ? cast<DictionaryAttr>(attrs[i]) : DictionaryAttr::get(context);
    auto array = dyn_cast<ArrayType>(type);
    if (!array) {
      expanded.push_back(own);
      continue;
    }
    for (StringRef part : getValueNames(converter, array))
      expanded.push_back(nameParts ? getAttrsOfPart(own, part) : own);
  }
  return ArrayAttr::get(context, expanded);
}

bool mlir::qnt::hasArray(TypeRange types) {
  return llvm::any_of(types, [](Type type) { return isa<ArrayType>(type); });
}

namespace {
struct ExpandSignature : OpConversionPattern<func::FuncOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(func::FuncOp op, OneToNOpAdaptor, ConversionPatternRewriter &rewriter) const override {
    FunctionType type = op.getFunctionType();
    TypeConverter::SignatureConversion inputs(type.getNumInputs());
    SmallVector<Type> results;
    if (failed(typeConverter->convertSignatureArgs(type.getInputs(), inputs)) ||
        failed(typeConverter->convertTypes(type.getResults(), results)))
      return rewriter.notifyMatchFailure(op, "the signature holds a type without a conversion");
    if (!op.isExternal() && failed(rewriter.convertRegionTypes(&op.getBody(), *typeConverter, &inputs)))
      return rewriter.notifyMatchFailure(op, "a block argument has a type without a conversion");
    ArrayAttr argAttrs = expandAttrs(*typeConverter, op.getContext(), op.getArgAttrsAttr(), type.getInputs(),
                                     hasArray(type.getInputs()));
    ArrayAttr resAttrs = expandAttrs(*typeConverter, op.getContext(), op.getResAttrsAttr(), type.getResults(),
                                     hasArray(type.getResults()));
    rewriter.modifyOpInPlace(op, [&] {
      op.setType(FunctionType::get(op.getContext(), inputs.getConvertedTypes(), results));
      setAttrs(op, op.getArgAttrsAttrName(), argAttrs);
      setAttrs(op, op.getResAttrsAttrName(), resAttrs);
    });
    return success();
  }

private:
  static void setAttrs(func::FuncOp op, StringAttr name, ArrayAttr attrs) {
    if (attrs)
      op->setAttr(name, attrs);
  }
};

/// func.call and func.call_indirect: the callee is kept, or the first operand.
template <typename CallT>
struct ExpandCall : OpConversionPattern<CallT> {
  using Base = OpConversionPattern<CallT>;
  using Base::Base;
  LogicalResult matchAndRewrite(CallT op, typename Base::OneToNOpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    SmallVector<Type> results;
    SmallVector<unsigned> counts;
    if (failed(expandTypes(*this->typeConverter, op.getResultTypes(), results, counts)))
      return rewriter.notifyMatchFailure(op, "a result has a type without a conversion");
    SmallVector<Value> operands = flattenParts(adaptor.getOperands());
    OperationState state(op.getLoc(), op->getName(), operands, results, op->getAttrs());
    auto call = cast<CallT>(rewriter.create(state));
    auto argumentTypes = TypeRange(op.getArgOperands());
    if (ArrayAttr attrs = expandAttrs(*this->typeConverter, op.getContext(), op.getArgAttrsAttr(), argumentTypes,
                                      /*nameParts=*/false))
      call.setArgAttrsAttr(attrs);
    if (ArrayAttr attrs = expandAttrs(*this->typeConverter, op.getContext(), op.getResAttrsAttr(), op.getResultTypes(),
                                      /*nameParts=*/false))
      call.setResAttrsAttr(attrs);
    rewriter.replaceOpWithMultiple(op, groupParts(call.getResults(), counts));
    return success();
  }
};

struct ExpandFunctionConstant : OpConversionPattern<func::ConstantOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(func::ConstantOp op, OneToNOpAdaptor,
                                ConversionPatternRewriter &rewriter) const override {
    Type type = typeConverter->convertType(op.getType());
    if (!type)
      return rewriter.notifyMatchFailure(op, "the signature holds a type without a conversion");
    rewriter.replaceOpWithNewOp<func::ConstantOp>(op, type, op.getValueAttr());
    return success();
  }
};
} // namespace

void mlir::qnt::populateFunctionExpansion(const TypeConverter &converter, RewritePatternSet &patterns,
                                          ConversionTarget &target) {
  patterns.add<ExpandSignature, ExpandCall<func::CallOp>, ExpandCall<func::CallIndirectOp>, ExpandFunctionConstant>(
      converter, patterns.getContext());
  // Only the signature: the body's ops are judged one by one.
  target.addDynamicallyLegalOp<func::FuncOp>(
      [&](func::FuncOp op) { return converter.isSignatureLegal(op.getFunctionType()); });
  target.addDynamicallyLegalOp<func::CallOp, func::CallIndirectOp, func::ConstantOp, func::ReturnOp>(
      [&](Operation *op) { return converter.isLegal(op); });
}
