//===- LinalgOperands.cpp - what the linalg patterns share ------------------------------------------------===//
#include "LinalgOperands.h"
#include "Qnt/IR/Names.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace mlir::qnt;

bool mlir::qnt::isZeroInit(Value init) {
  if (auto fill = init.getDefiningOp<linalg::FillOp>())
    init = fill.getDpsInputOperand(0)->get();
  // -0.0 + x is x as well, but +0.0 is what programs write.
  return matchPattern(init, m_AnyZeroFloat()) || matchPattern(init, m_Zero());
}

Value mlir::qnt::addInit(RewriterBase &rewriter, Location loc, Value result, Value init) {
  if (isZeroInit(init))
    return result;
  if (isa<FloatType>(getElementTypeOrSelf(init)))
    return arith::AddFOp::create(rewriter, loc, result, init);
  return arith::AddIOp::create(rewriter, loc, result, init);
}

Value mlir::qnt::transposeValue(RewriterBase &rewriter, Location loc, Value value, ArrayRef<int64_t> permutation) {
  SmallVector<OpFoldResult> sizes = tensor::getMixedSizes(rewriter, loc, value);
  SmallVector<OpFoldResult> permuted;
  for (int64_t source : permutation)
    permuted.push_back(sizes[source]);
  Type elementType = cast<RankedTensorType>(value.getType()).getElementType();
  Value empty = tensor::EmptyOp::create(rewriter, loc, permuted, elementType);
  return linalg::TransposeOp::create(rewriter, loc, value, empty, permutation)->getResult(0);
}

/// The same elements under another shape; null where that would take a copy: a resource of elements smaller than a byte
/// pads its rows.
static ElementsAttr reshapeElements(ElementsAttr elements, RankedTensorType type) {
  if (auto dense = dyn_cast<DenseElementsAttr>(elements))
    return dense.reshape(type);
  auto resource = dyn_cast<DenseResourceElementsAttr>(elements);
  if (!resource || type.getElementTypeBitWidth() % 8 != 0)
    return {};
  return DenseResourceElementsAttr::get(type, resource.getRawHandle());
}

Value mlir::qnt::reshapeConstant(RewriterBase &rewriter, Value value, RankedTensorType type) {
  auto constant = value.getDefiningOp<arith::ConstantOp>();
  if (!constant || !type.getElementType().isIntOrFloat())
    return {};
  if (value.getType() == type)
    return value;
  auto elements = dyn_cast<ElementsAttr>(constant.getValue());
  ElementsAttr reshaped = elements ? reshapeElements(elements, type) : ElementsAttr();
  if (!reshaped)
    return {};
  // Those that were made for other readers follow it.
  auto next = dyn_cast_if_present<arith::ConstantOp>(constant->getNextNode());
  for (; next; next = dyn_cast_if_present<arith::ConstantOp>(next->getNextNode()))
    if (next.getValue() == reshaped && next.getLoc() == constant.getLoc())
      return next;
  OpBuilder::InsertionGuard guard(rewriter);
  rewriter.setInsertionPointAfter(constant);
  auto result = arith::ConstantOp::create(rewriter, constant.getLoc(), reshaped);
  copySourceName(constant, result);
  return result;
}

static std::optional<Format> getSignedStorage(Type type) {
  auto integer = dyn_cast<IntegerType>(type);
  if (!integer || !integer.isSignless())
    return std::nullopt;
  std::optional<Format> format = numerics::parseFormat("i" + std::to_string(integer.getWidth()));
  if (!format || !numerics::isStorageFormat(*format))
    return std::nullopt;
  return format;
}

bool mlir::qnt::hasStorageFormat(Value value) {
  return getSignedStorage(getElementTypeOrSelf(value.getType())).has_value();
}

Value mlir::qnt::wrapIntegers(RewriterBase &rewriter, Location loc, Value codes, Value zeroPoint) {
  auto type = cast<RankedTensorType>(codes.getType());
  numerics::Encoding encoding;
  encoding.storage = *getSignedStorage(type.getElementType());
  encoding.block.assign(type.getRank(), numerics::kWhole);
  SmallVector<Value> parts = {codes};
  SmallVector<int64_t> ones(type.getRank(), 1);
  if (zeroPoint) {
    encoding.scale = Format::F32;
    encoding.zeroPoint = Format::I32;
    auto scaleType = RankedTensorType::get(ones, rewriter.getF32Type());
    parts.push_back(arith::ConstantOp::create(rewriter, loc, DenseElementsAttr::get(scaleType, 1.0f)));
    auto zeroPointType = RankedTensorType::get(ones, rewriter.getI32Type());
    parts.push_back(tensor::FromElementsOp::create(rewriter, loc, zeroPointType, zeroPoint));
  }
  auto attr = EncodingAttr::fromNumerics(rewriter.getContext(), encoding);
  return AssembleOp::create(rewriter, loc, ArrayType::get(rewriter.getContext(), type.getShape(), attr), parts);
}
