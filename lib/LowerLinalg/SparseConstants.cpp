//===- SparseConstants.cpp - constants of kept codes and positions, expanded while the program runs --------===//
//
// An element finds itself among the n positions of its group:
//
//   code = 0
//   for each of the n:   if (position == index in the group)  code = kept code
//
// In plain order kept codes and positions are unpacked first; in the order of tensor cores each is read where it
// stands.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "SparseConstants.h"
#include "ContainerConstants.h"
#include "PackedCodes.h"
#include "Qnt/LowerLinalg/ContainerTypes.h"
#include "Qnt/LowerLinalg/ElementLoops.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::qnt;

//===----------------------------------------------------------------------------------------------------===//
// Where kept codes and positions stand
//===----------------------------------------------------------------------------------------------------===//

namespace {
/// Byte of a tensor of bytes, and lowest bit in it.
struct BitPlace {
  AffineExpr byte, bit;
};

/// An element of the kept codes of a matrix for tensor cores.
struct MatrixElement {
  AffineExpr row, index; ///< index: along K, of kept codes
  int64_t blocksK = 0;

  AffineExpr getBlock() const { return row.floorDiv(64) * blocksK + index.floorDiv(64); }
};
} // namespace

/// Word `word` of a lane among those of a block that starts at byte `start`.
static BitPlace getWordPlace(AffineExpr start, AffineExpr lane, AffineExpr word, AffineExpr bit) {
  return {start + (word.floorDiv(4) * 32 + lane) * 16 + word % 4 * 4 + bit.floorDiv(8), bit % 8};
}

/// A piece of `width` bits of a code of `bits`, whose plane starts `before` bits into the code (Numerics/Layout.h).
static BitPlace getCodePlace(const MatrixElement &element, unsigned operandBits, unsigned bits, unsigned before,
                             unsigned width) {
  int64_t perRegister = 32 / operandBits, stepK = 256 / operandBits, registersPerWord = operandBits / width;
  AffineExpr inRow = element.row % 64, inK = element.index % 64, inHalf = inK % (stepK / 2);
  AffineExpr fragment = (inRow % 8).floorDiv(2), upperK = (inK % stepK).floorDiv(stepK / 2);
  AffineExpr lane = inRow.floorDiv(8) * 4 + inHalf.floorDiv(perRegister);
  AffineExpr number = (inK.floorDiv(stepK) * 4 + fragment) * 4 + inRow % 2 + upperK * 2;
  AffineExpr bit = number % registersPerWord * width + inHalf % perRegister * operandBits;
  AffineExpr start = element.getBlock() * (512 * bits) + 512 * before;
  return getWordPlace(start, lane, number.floorDiv(registersPerWord), bit);
}

/// Numerics/SparseLayout.h
static BitPlace getPositionPlace(const MatrixElement &element, unsigned operandBits) {
  AffineExpr inRow = element.row % 64, inK = element.index % 64;
  AffineExpr group = inRow.floorDiv(8), fragment = (inRow % 8).floorDiv(2), upperRow = inRow % 2;
  AffineExpr start = element.getBlock() * 1024;
  if (operandBits == 16) {
    AffineExpr chunk = inK.floorDiv(8);
    return getWordPlace(start, group * 4 + chunk % 4, chunk.floorDiv(4) * 4 + fragment, inK % 8 * 2 + upperRow * 16);
  }
  AffineExpr chunk = inK.floorDiv(16);
  return getWordPlace(start, group * 4 + chunk % 2 * 2 + upperRow, chunk.floorDiv(2) * 4 + fragment, inK % 16 * 2);
}

//===----------------------------------------------------------------------------------------------------===//
// Reading them
//===----------------------------------------------------------------------------------------------------===//

namespace {
/// The data of a constant while loops over its elements are built.
class KeptReader {
public:
  KeptReader(ArrayType type)
      : encoding(type.getEncoding()), sparsity(encoding.toNumerics().sparsity), layout(*getSparseLayout(encoding)),
        keptShape(numerics::getKeptShape(type.getShape(), sparsity)),
        codeType(getContainerType(type.getCodesType()).getElementType()) {}

  /// Fails when data cannot be read.
  LogicalResult load(ImplicitLocOpBuilder &b, ConstantOp constant);
  /// For each of the n kept elements of the group of the element at `position` whether it is this one.
  SmallVector<Value> findHits(ImplicitLocOpBuilder &b, ValueRange position) const;
  /// Code `number` of that group, in the container of codes; its upper bits are not those of the sign.
  Value readCode(ImplicitLocOpBuilder &b, ValueRange position, int64_t number) const;

  Type getCodeType() const { return codeType; }

private:
  Value readPosition(ImplicitLocOpBuilder &b, ValueRange position, int64_t number) const;
  Value readBits(ImplicitLocOpBuilder &b, Value bytes, ValueRange position, BitPlace place, unsigned width) const;
  /// Index along the axis of kept element `number` of the group of the element at the dimensions of the loops.
  AffineExpr getIndex(MLIRContext *context, int64_t number) const;
  AffineMap getKeptMap(MLIRContext *context, int64_t number) const;
  MatrixElement getMatrixElement(MLIRContext *context, int64_t number) const;
  AffineMap getMap(AffineExpr expr) const { return AffineMap::get(encoding.getRank(), 0, expr); }

  EncodingAttr encoding;
  numerics::Sparsity sparsity;
  numerics::SparseLayout layout;
  numerics::Shape keptShape;
  Type codeType;
  Value codes, positions; ///< elements in plain order, else bytes
};
} // namespace

LogicalResult KeptReader::load(ImplicitLocOpBuilder &b, ConstantOp constant) {
  unsigned width = encoding.getCodeWidth();
  auto codeBytes = cast<RankedTensorType>(constant.getCodes().getType());
  bool isWide = layout.isPlainOrder() && width >= 8;
  FailureOr<ElementsAttr> stored =
      getContainerCodes(constant.getCodes(), isWide ? RankedTensorType::get(keptShape, codeType) : codeBytes);
  FailureOr<ElementsAttr> metadata =
      getContainerCodes(constant.getMaskAttr(), cast<RankedTensorType>(constant.getMaskAttr().getType()));
  if (failed(stored) || failed(metadata))
    return failure();
  codes = arith::ConstantOp::create(b, cast<TypedAttr>(*stored));
  positions = arith::ConstantOp::create(b, cast<TypedAttr>(*metadata));
  if (!layout.isPlainOrder())
    return success();
  auto unpack = [&](Value bytes, unsigned bits) {
    auto type = RankedTensorType::get(keptShape, b.getIntegerType(bits));
    return unpackCodes(b, b.getLoc(), bytes, type, getAsIndexOpFoldResult(b.getContext(), keptShape),
                       /*zeroExtend=*/true);
  };
  if (width < 8)
    codes = unpack(codes, width);
  positions = unpack(positions, numerics::getPositionBits(sparsity.m));
  return success();
}

AffineExpr KeptReader::getIndex(MLIRContext *context, int64_t number) const {
  return getAffineDimExpr(sparsity.axis, context).floorDiv(sparsity.m) * sparsity.n + number;
}

AffineMap KeptReader::getKeptMap(MLIRContext *context, int64_t number) const {
  SmallVector<AffineExpr> results;
  for (unsigned dim = 0; dim < encoding.getRank(); ++dim)
    results.push_back(dim == sparsity.axis ? getIndex(context, number) : getAffineDimExpr(dim, context));
  return AffineMap::get(encoding.getRank(), 0, results, context);
}

MatrixElement KeptReader::getMatrixElement(MLIRContext *context, int64_t number) const {
  return {getAffineDimExpr(1 - sparsity.axis, context), getIndex(context, number),
          int64_t(llvm::divideCeil(keptShape[sparsity.axis], 64))};
}

/// An i8 with `width` bits of a byte.
Value KeptReader::readBits(ImplicitLocOpBuilder &b, Value bytes, ValueRange position, BitPlace place,
                           unsigned width) const {
  Value at = emitMapped(b, getMap(place.byte), position).front();
  Value byte = tensor::ExtractOp::create(b, bytes, at);
  if (width == 8)
    return byte;
  Value bit = arith::IndexCastOp::create(b, b.getI8Type(), emitMapped(b, getMap(place.bit), position).front());
  Value ones = arith::ConstantOp::create(b, b.getIntegerAttr(b.getI8Type(), (1 << width) - 1));
  return arith::AndIOp::create(b, arith::ShRUIOp::create(b, byte, bit), ones);
}

Value KeptReader::readPosition(ImplicitLocOpBuilder &b, ValueRange position, int64_t number) const {
  if (!layout.isPlainOrder())
    return readBits(b, positions, position,
                    getPositionPlace(getMatrixElement(b.getContext(), number), layout.operandBits), 2);
  Value element = tensor::ExtractOp::create(b, positions, emitMapped(b, getKeptMap(b.getContext(), number), position));
  return element.getType().isInteger(8) ? element : arith::ExtUIOp::create(b, b.getI8Type(), element).getResult();
}

Value KeptReader::readCode(ImplicitLocOpBuilder &b, ValueRange position, int64_t number) const {
  if (layout.isPlainOrder())
    return tensor::ExtractOp::create(b, codes, emitMapped(b, getKeptMap(b.getContext(), number), position));
  MatrixElement element = getMatrixElement(b.getContext(), number);
  unsigned bits = encoding.getCodeWidth(), before = 0;
  uint64_t signMask = numerics::FragmentLayout{layout.operandBits}.getSignMask(encoding.getStorage());
  auto constantOf = [&](uint64_t value) -> Value {
    return arith::ConstantOp::create(b, b.getIntegerAttr(b.getI8Type(), static_cast<int8_t>(value)));
  };
  Value code = constantOf(signMask);
  for (unsigned width : numerics::getCodePlanes(bits)) {
    Value piece = readBits(b, codes, position, getCodePlace(element, layout.operandBits, bits, before, width), width);
    code = arith::XOrIOp::create(b, code, arith::ShLIOp::create(b, piece, constantOf(before)));
    before += width;
  }
  return code;
}

SmallVector<Value> KeptReader::findHits(ImplicitLocOpBuilder &b, ValueRange position) const {
  AffineExpr inGroup = getAffineDimExpr(sparsity.axis, b.getContext()) % sparsity.m;
  Value own = arith::IndexCastOp::create(b, b.getI8Type(), emitMapped(b, getMap(inGroup), position).front());
  SmallVector<Value> hits;
  for (int64_t number = 0; number < sparsity.n; ++number)
    hits.push_back(arith::CmpIOp::create(b, arith::CmpIPredicate::eq, readPosition(b, position, number), own));
  return hits;
}

//===----------------------------------------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------------------------------------===//

/// A tensor over the elements of a value with what `body` gives for each position.
static Value generate(ImplicitLocOpBuilder &b, ArrayRef<int64_t> shape,
                      function_ref<Value(ImplicitLocOpBuilder &, ValueRange)> body) {
  Sizes sizes = getAsIndexOpFoldResult(b.getContext(), shape);
  return mapElements(b, sizes, {},
                     [&](ImplicitLocOpBuilder &inner, ValueRange) {
                       return SmallVector<Value>{body(inner, emitPosition(inner, shape.size()))};
                     })
      .front();
}

static Value generateCodes(ImplicitLocOpBuilder &builder, const KeptReader &reader, ArrayType type) {
  return generate(builder, type.getShape(), [&](ImplicitLocOpBuilder &b, ValueRange position) {
    Value code = arith::ConstantOp::create(b, b.getIntegerAttr(reader.getCodeType(), 0));
    for (auto [number, isHit] : llvm::enumerate(reader.findHits(b, position)))
      code = arith::SelectOp::create(b, isHit, reader.readCode(b, position, number), code);
    return code;
  });
}

static Value generateMask(ImplicitLocOpBuilder &builder, const KeptReader &reader, ArrayType type) {
  return generate(builder, type.getShape(), [&](ImplicitLocOpBuilder &b, ValueRange position) {
    SmallVector<Value> hits = reader.findHits(b, position);
    Value any = hits.front();
    for (Value isHit : ArrayRef<Value>(hits).drop_front())
      any = arith::OrIOp::create(b, any, isHit);
    return any;
  });
}

FailureOr<ExpandedParts> mlir::qnt::expandSparseConstant(ImplicitLocOpBuilder &builder, ConstantOp constant) {
  ArrayType type = constant.getResult().getType();
  RankedTensorType codesType = getContainerPartType(type, PartKind::Codes),
                   maskType = getContainerPartType(type, PartKind::Mask);
  if (type.getCodesType().getNumElements() == 0)
    return ExpandedParts{tensor::EmptyOp::create(builder, codesType.getShape(), codesType.getElementType()),
                         tensor::EmptyOp::create(builder, maskType.getShape(), maskType.getElementType())};
  KeptReader reader(type);
  if (failed(reader.load(builder, constant)))
    return failure();
  Value codes = generateCodes(builder, reader, type), mask = generateMask(builder, reader, type);
  if (hasPackedCodes(type))
    codes = packCodes(builder, builder.getLoc(), codes, type.getEncoding().getCodeWidth());
  mask = packCodes(builder, builder.getLoc(), mask, 1);
  return ExpandedParts{castTensor(builder, codes, codesType), castTensor(builder, mask, maskType)};
}
