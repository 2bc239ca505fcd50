//===- LinalgOperands.cpp - what the linalg patterns share ------------------------------------------------===//
#include "LinalgOperands.h"
#include "Qnt/IR/Names.h"
#include "Qnt/IR/PartData.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"
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

/// The same elements under another shape; null where that would take a copy (a resource of elements smaller than a byte
/// pads its rows), and where the data is still to be loaded, from a file of this shape.
static ElementsAttr reshapeElements(ElementsAttr elements, RankedTensorType type) {
  if (auto dense = dyn_cast<DenseElementsAttr>(elements))
    return dense.reshape(type);
  auto resource = dyn_cast<DenseResourceElementsAttr>(elements);
  if (!resource || !resource.getRawHandle().getBlob() || type.getElementTypeBitWidth() % 8 != 0)
    return {};
  return DenseResourceElementsAttr::get(type, resource.getRawHandle());
}

/// The elements whose dimension i is dimension `permutation[i]` of `type`'s.
static std::vector<char> permuteBytes(ArrayRef<char> bytes, RankedTensorType type, ArrayRef<int64_t> permutation) {
  size_t width = type.getElementTypeBitWidth() / 8;
  SmallVector<int64_t> strides = computeStrides(type.getShape());
  SmallVector<int64_t> sizes = applyPermutation(type.getShape(), permutation);
  strides = applyPermutation(strides, permutation);
  std::vector<char> result(bytes.size());
  SmallVector<int64_t> index(sizes.size(), 0);
  int64_t source = 0;
  for (size_t done = 0; done < result.size(); done += width) {
    std::memcpy(result.data() + done, bytes.data() + source * width, width);
    for (int64_t dim = index.size() - 1; dim >= 0; --dim) {
      source += strides[dim];
      if (++index[dim] < sizes[dim])
        break;
      source -= sizes[dim] * strides[dim];
      index[dim] = 0;
    }
  }
  return result;
}

/// A resource of these bytes that was made for another reader of `constant`, and so follows it. Equal resources are not
/// one attribute.
static DenseResourceElementsAttr findResource(arith::ConstantOp constant, ArrayRef<char> bytes, Type elementType) {
  auto next = dyn_cast_if_present<arith::ConstantOp>(constant->getNextNode());
  for (; next; next = dyn_cast_if_present<arith::ConstantOp>(next->getNextNode())) {
    auto resource = dyn_cast<DenseResourceElementsAttr>(next.getValue());
    AsmResourceBlob *blob = resource ? resource.getRawHandle().getBlob() : nullptr;
    if (blob && resource.getElementType() == elementType && blob->getData() == bytes)
      return resource;
  }
  return {};
}

/// The elements of `constant` in another order of dimensions, a resource of a resource; null for elements smaller than
/// a byte and for data that is not there.
static ElementsAttr permuteElements(arith::ConstantOp constant, ElementsAttr elements, ArrayRef<int64_t> permutation) {
  auto type = cast<RankedTensorType>(elements.getType());
  RankedTensorType permuted = type.clone(applyPermutation(type.getShape(), permutation));
  auto dense = dyn_cast<DenseElementsAttr>(elements);
  if (dense && dense.isSplat())
    return dense.reshape(permuted);
  FailureOr<PartBytes> data = getPartBytes(elements);
  if (failed(data) || type.getElementTypeBitWidth() % 8 != 0 ||
      static_cast<int64_t>(data->bytes.size()) != type.getNumElements() * (type.getElementTypeBitWidth() / 8))
    return {};
  std::vector<char> bytes = permuteBytes(data->bytes, type, permutation);
  if (dense)
    return DenseElementsAttr::getFromRawBuffer(permuted, bytes);
  if (DenseResourceElementsAttr known = findResource(constant, bytes, type.getElementType()))
    return DenseResourceElementsAttr::get(permuted, known.getRawHandle());
  StringRef key = cast<DenseResourceElementsAttr>(elements).getRawHandle().getKey();
  Operation *root = constant->getParentWithTrait<OpTrait::IsIsolatedFromAbove>();
  return DenseResourceElementsAttr::get(permuted, (getResourcePrefix(root) + key).str(),
                                        HeapAsmResourceBlob::allocateAndCopyWithAlign(bytes, /*align=*/64));
}

Value mlir::qnt::rearrangeConstant(RewriterBase &rewriter, Value value, ArrayRef<int64_t> permutation,
                                   RankedTensorType type) {
  auto constant = value.getDefiningOp<arith::ConstantOp>();
  if (!constant || !type.getElementType().isIntOrFloat())
    return {};
  bool isInOrder = llvm::is_sorted(permutation);
  if (value.getType() == type && isInOrder)
    return value;
  auto elements = dyn_cast<ElementsAttr>(constant.getValue());
  if (elements && !isInOrder)
    elements = permuteElements(constant, elements, permutation);
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

bool mlir::qnt::hasEncodedType(Operation *op) {
  auto isEncoded = [](Type type) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    return tensor && tensor.getEncoding();
  };
  return llvm::any_of(op->getOperandTypes(), isEncoded) || llvm::any_of(op->getResultTypes(), isEncoded);
}

std::string mlir::qnt::findZeroPointObstacle(linalg::LinalgOp op) {
  for (unsigned i : {2, 3}) {
    Type type = op.getDpsInputOperand(i)->get().getType();
    if (isa<FloatType>(getElementTypeOrSelf(op.getDpsInitOperand(0)->get().getType())))
      return "it takes zero points off floats";
    if (!type.isSignlessInteger() || type.getIntOrFloatBitWidth() > 32)
      return "a zero point is no integer of up to 32 bits";
  }
  return "";
}

/// The largest magnitude of an element of input `index`, less its zero point: a constant, or one that the element's
/// type holds.
static int64_t getLargest(linalg::LinalgOp op, unsigned index, bool hasZeroPoints) {
  unsigned width = getElementTypeOrSelf(op.getDpsInputOperand(index)->get()).getIntOrFloatBitWidth();
  int64_t half = int64_t(1) << (width - 1);
  if (!hasZeroPoints)
    return half;
  APInt zeroPoint;
  if (!matchPattern(op.getDpsInputOperand(index + 2)->get(), m_ConstantInt(&zeroPoint)))
    return 2 * half - 1;
  return std::max(half + zeroPoint.getSExtValue(), half - 1 - zeroPoint.getSExtValue());
}

/// The size of a loop, where one of the inputs tells it.
static int64_t findStaticSize(linalg::LinalgOp op, unsigned loop) {
  for (unsigned i : {0, 1}) {
    OpOperand *input = op.getDpsInputOperand(i);
    // A scalar has no dimensions.
    auto type = dyn_cast<RankedTensorType>(input->get().getType());
    if (!type)
      continue;
    for (auto [dim, expr] : llvm::enumerate(op.getMatchingIndexingMap(input).getResults()))
      if (auto index = dyn_cast<AffineDimExpr>(expr); index && index.getPosition() == loop && !type.isDynamicDim(dim))
        return type.getDimSize(dim);
  }
  return ShapedType::kDynamic;
}

std::string mlir::qnt::findSumObstacle(linalg::LinalgOp op, bool hasZeroPoints) {
  unsigned lhsWidth = getElementTypeOrSelf(op.getDpsInputOperand(0)->get()).getIntOrFloatBitWidth(),
           rhsWidth = getElementTypeOrSelf(op.getDpsInputOperand(1)->get()).getIntOrFloatBitWidth();
  int64_t numProducts = 1;
  for (auto [loop, kind] : llvm::enumerate(op.getIteratorTypesArray())) {
    if (kind != utils::IteratorType::reduction)
      continue;
    int64_t size = findStaticSize(op, loop);
    // Sums of bytes fit for all sizes that networks have.
    if (ShapedType::isDynamic(size)) {
      if (lhsWidth > 8 || rhsWidth > 8)
        return "its sums may not fit in i32: an operand has more than 8 bits, and the number of products is dynamic";
      return "";
    }
    if (llvm::MulOverflow(numProducts, size, numProducts))
      return "its sums may not fit in i32";
  }
  __int128 largest = static_cast<__int128>(numProducts) * getLargest(op, 0, hasZeroPoints);
  constexpr int64_t maxSum = std::numeric_limits<int32_t>::max();
  if (largest <= maxSum && largest * getLargest(op, 1, hasZeroPoints) <= maxSum)
    return "";
  return ("its sums of " + Twine(numProducts) + " products may not fit in i32").str();
}

Value mlir::qnt::wrapIntegers(RewriterBase &rewriter, Location loc, Value codes, Value zeroPoint) {
  auto type = cast<RankedTensorType>(codes.getType());
  numerics::Encoding encoding;
  if (std::optional<Format> storage = getSignedStorage(type.getElementType()))
    encoding.storage = *storage;
  encoding.block.assign(type.getRank(), numerics::kWhole);
  SmallVector<Value> parts = {codes};
  SmallVector<int64_t> ones(type.getRank(), 1);
  if (zeroPoint) {
    encoding.scale = Format::F32;
    encoding.zeroPoint = Format::I32;
    auto scaleType = RankedTensorType::get(ones, rewriter.getF32Type());
    parts.push_back(arith::ConstantOp::create(rewriter, loc, DenseElementsAttr::get(scaleType, 1.0f)));
    auto zeroPointType = RankedTensorType::get(ones, rewriter.getI32Type());
    if (!zeroPoint.getType().isInteger(32))
      zeroPoint = arith::ExtSIOp::create(rewriter, loc, rewriter.getI32Type(), zeroPoint);
    parts.push_back(tensor::FromElementsOp::create(rewriter, loc, zeroPointType, zeroPoint));
  }
  auto attr = EncodingAttr::fromNumerics(rewriter.getContext(), encoding);
  return AssembleOp::create(rewriter, loc, ArrayType::get(rewriter.getContext(), type.getShape(), attr), parts);
}
