//===- CoreAIWeights.cpp - compressed weights of Core AI programs -------------------------------------------===//
#include "CoreAIWeights.h"
#include "CoreAIChain.h"
#include "CoreAIConstants.h"
#include "Qnt/IR/Names.h"
#include "Qnt/IR/PartData.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/Numerics/Packing.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace mlir::qnt;

static constexpr llvm::StringLiteral kShiftScale = "coreai.blockwise_shift_scale";
static constexpr llvm::StringLiteral kLookup = "coreai.lut_to_dense";
static constexpr llvm::StringLiteral kSparse = "coreai.build_sparse_with_bitmask";
static constexpr llvm::StringLiteral kDense = "coreai.sparse_with_bitmask_to_dense";
static constexpr llvm::StringLiteral kCast = "coreai.cast";

static bool isOp(Operation *op, StringRef name) { return op && op->getName().getStringRef() == name; }

ElementsAttr mlir::qnt::getCoreAIConstant(Value value) {
  Operation *op = value.getDefiningOp();
  if (!isOp(op, kCoreAIConstant))
    return {};
  return op->getAttrOfType<ElementsAttr>("value");
}

/// The op of a chain that makes the numbers of `op`: a lookup, a scaling, or a constant.
static Operation *findSource(Operation *op) {
  while (op && (isOp(op, kCast) || isOp(op, kDense) || isOp(op, kSparse)))
    op = op->getOperand(0).getDefiningOp();
  return op;
}

/// Whether `to` has all values of `from`.
static bool hasValuesOf(FloatType to, Type from) {
  const llvm::fltSemantics &semantics = to.getFloatSemantics();
  if (auto integer = dyn_cast<IntegerType>(from))
    return llvm::APFloat::semanticsPrecision(semantics) >= integer.getWidth() &&
           llvm::APFloat::semanticsMaxExponent(semantics) >= static_cast<int>(integer.getWidth());
  auto floats = dyn_cast<FloatType>(from);
  return floats && llvm::APFloat::isRepresentableBy(floats.getFloatSemantics(), semantics);
}

/// Whether a weight without this cast decodes to the same: the cast keeps its values, or it is the last one and rounds
/// what is not rounded yet, entries of a table or products of f32 (f64).
static bool isFoldedCast(Operation *cast, bool isLast) {
  auto fromType = dyn_cast<RankedTensorType>(cast->getOperand(0).getType()),
       toType = dyn_cast<RankedTensorType>(cast->getResult(0).getType());
  if (!fromType || !toType || fromType.getShape() != toType.getShape())
    return false;
  Type from = fromType.getElementType();
  auto to = dyn_cast<FloatType>(toType.getElementType());
  if (from == toType.getElementType())
    return true;
  Operation *source = findSource(cast);
  bool isScaled = isOp(source, kShiftScale);
  if (!to || (!isScaled && !isOp(source, kLookup)) || source->getNumOperands() < 2)
    return false;
  Type part = getElementTypeOrSelf(source->getOperand(1).getType()); // scales, or entries
  if (!isScaled)
    return part == from && (isLast || hasValuesOf(to, from));
  bool isProduct = from.isF64() ? part.isF64() : from.isF32() && !part.isF64();
  return isLast && isProduct && to.getWidth() < from.getIntOrFloatBitWidth();
}

/// Operands of a link; 0 for other ops.
static unsigned getNumLinkOperands(Operation *op) {
  return llvm::StringSwitch<unsigned>(op->getName().getStringRef())
      .Case(kShiftScale, 4)
      .Case(kLookup, 3)
      .Case(kSparse, 2)
      .Cases({kDense, kCast}, 1)
      .Default(0);
}

/// `isLast`: its result is that of the chain.
static bool isWeightChain(Operation *op, bool isLast) {
  if (isOp(op, kCoreAIConstant))
    return true;
  if (op->getNumOperands() == 0 || op->getNumOperands() > getNumLinkOperands(op) || op->getNumResults() != 1)
    return false;
  // A cast of a float constant is a cast; of codes it belongs to the weight.
  if (isOp(op, kCast) && getCoreAIConstant(op->getOperand(0)))
    return false;
  bool areLinks = llvm::all_of(op->getOperands(), [](Value operand) {
    return operand.getDefiningOp() && isWeightChain(operand.getDefiningOp(), /*isLast=*/false);
  });
  return areLinks && (!isOp(op, kCast) || isFoldedCast(op, isLast));
}

bool mlir::qnt::isWeightChain(Operation *op) { return ::isWeightChain(op, /*isLast=*/true); }

namespace {
/// Reads one chain, from its last value back to the constants.
class ChainReader {
public:
  FailureOr<ChainParts> read(Value value);

private:
  FailureOr<ChainParts> readCodes(Operation *op);
  FailureOr<ChainParts> readLookup(Operation *op);
  FailureOr<ChainParts> readSparse(Operation *op);
  FailureOr<ChainParts> readShiftScale(Operation *op);
  LogicalResult setScales(Operation *op, ChainParts &parts);
  LogicalResult setZeroPoints(Operation *op, ChainParts &parts);
};
} // namespace

/// The constant operand `index`, which is a tensor of known shape.
static FailureOr<ElementsAttr> getOperand(Operation *op, unsigned index, StringRef name) {
  if (op->getNumOperands() <= index)
    return op->emitOpError() << "expected an operand " << index << ", " << name << ", but got " << op->getNumOperands()
                             << " operands";
  ElementsAttr attr = getCoreAIConstant(op->getOperand(index));
  if (!attr || attr.getType() != op->getOperand(index).getType())
    return op->emitOpError() << "expected a constant as " << name << ", but got "
                             << (attr ? "one of another type" : "a computed value");
  return attr;
}

static FailureOr<std::vector<uint64_t>> getCodes(Operation *op, ElementsAttr attr, StringRef name) {
  if (std::optional<std::vector<uint64_t>> codes = readCoreAICodes(attr))
    return std::move(*codes);
  return op->emitOpError() << "expected " << name << " whose data is there and has the size of " << attr.getType();
}

static StringRef getResourceName(ElementsAttr attr) {
  auto resource = dyn_cast<DenseResourceElementsAttr>(attr);
  return resource ? resource.getRawHandle().getKey() : StringRef();
}

FailureOr<ChainParts> ChainReader::readCodes(Operation *op) {
  ElementsAttr attr = getCoreAIConstant(op->getResult(0));
  auto type = attr ? dyn_cast<RankedTensorType>(attr.getType()) : RankedTensorType();
  std::optional<Format> format = type ? getCoreAIFormat(type.getElementType()) : std::nullopt;
  if (!format || attr.getType() != op->getResult(0).getType())
    return op->emitOpError() << "expected a value of numbers or signed or unsigned codes, but got "
                             << op->getResult(0).getType();
  ChainParts parts;
  parts.isPlain = numerics::isExpressedFormat(*format);
  parts.encoding.storage = *format;
  parts.encoding.block.assign(type.getRank(), numerics::kWhole);
  parts.shape.assign(type.getShape().begin(), type.getShape().end());
  parts.name = getResourceName(attr);
  FailureOr<std::vector<uint64_t>> codes = getCodes(op, attr, "a value");
  if (failed(codes))
    return failure();
  parts.codes = std::move(*codes);
  return parts;
}

/// `shape / grid` in each dimension, whole where the grid has one block. Nothing when the grid does not divide it.
static std::optional<numerics::BlockShape> getBlock(ArrayRef<int64_t> shape, ArrayRef<int64_t> grid) {
  if (shape.size() != grid.size())
    return std::nullopt;
  numerics::BlockShape block;
  for (auto [size, count] : llvm::zip(shape, grid)) {
    if (count <= 0 || size % count != 0)
      return std::nullopt;
    block.push_back(count == 1 ? numerics::kWhole : size / count);
  }
  return block;
}

FailureOr<ChainParts> ChainReader::readLookup(Operation *op) {
  FailureOr<ElementsAttr> indices = getOperand(op, 0, "indices"), table = getOperand(op, 1, "lut"),
                          axis = getOperand(op, 2, "axis");
  if (failed(indices) || failed(table) || failed(axis))
    return failure();
  FailureOr<ChainParts> parts = readCodes(op->getOperand(0).getDefiningOp());
  if (failed(parts))
    return failure();
  int64_t rank = parts->shape.size();
  auto tableType = cast<ShapedType>(table->getType());
  std::optional<Format> entry = getCoreAIFormat(tableType.getElementType());
  unsigned bits = numerics::bitWidth(parts->encoding.storage);
  std::optional<SmallVector<int64_t>> axes = readCoreAIIntegers(*axis);
  bool isIndex = !numerics::isFloat(parts->encoding.storage) && !numerics::getInfo(parts->encoding.storage).isSigned;
  if (!isIndex || bits > 8 || !entry || tableType.getRank() != rank + 2 || tableType.getDimSize(rank) != 1 << bits)
    return op->emitOpError() << "expected unsigned indices of at most 8 bits and a table of two more dimensions, the "
                                "first of them 2^bits, but got "
                             << indices->getType() << " and " << tableType;
  int64_t size = tableType.getDimSize(rank + 1);
  if (!axes || axes->size() != 1 || (*axes)[0] < -rank || (*axes)[0] >= rank || size < 1)
    return op->emitOpError() << "expected an axis of the " << rank << " dimensions of the indices";
  numerics::Codebook &codebook = parts->encoding.codebook.emplace();
  codebook.index = parts->encoding.storage;
  codebook.entry = *entry;
  codebook.vector.assign(rank, 1);
  int64_t dim = (*axes)[0] < 0 ? (*axes)[0] + rank : (*axes)[0];
  codebook.vector[dim] = size;
  parts->shape[dim] *= size;
  std::optional<numerics::BlockShape> group = getBlock(parts->shape, tableType.getShape().take_front(rank));
  if (!group)
    return op->emitOpError() << "expected a table whose dimensions divide those of the indices, but got " << tableType
                             << " and " << indices->getType();
  codebook.group = *group;
  if (size == 1)
    codebook.vector.clear();
  parts->codebook = *table;
  return parts;
}

FailureOr<ChainParts> ChainReader::readSparse(Operation *op) {
  Operation *sparse = op->getOperand(0).getDefiningOp();
  if (!isOp(sparse, kSparse))
    return op->emitOpError() << "expected the result of '" << kSparse << "' as operand";
  FailureOr<ElementsAttr> mask = getOperand(sparse, 1, "mask");
  if (failed(mask))
    return failure();
  FailureOr<ChainParts> parts = read(sparse->getOperand(0));
  if (failed(parts))
    return failure();
  FailureOr<std::vector<uint64_t>> bits = getCodes(sparse, *mask, "a mask");
  if (failed(bits))
    return failure();
  int64_t numKept = llvm::count(*bits, 1);
  auto type = cast<ShapedType>(mask->getType());
  bool hasOneTable = !parts->encoding.codebook || llvm::all_of(parts->encoding.codebook->group,
                                                               [](int64_t size) { return size == numerics::kWhole; });
  if (type.getElementTypeBitWidth() != 1 || parts->shape.size() != 1 || parts->shape[0] != numKept ||
      !parts->mask.empty() || !hasOneTable || (parts->encoding.codebook && parts->encoding.codebook->isVector()))
    return sparse->emitOpError() << "expected as many values in a row, of one table, as the mask has ones, " << numKept
                                 << ", but got " << sparse->getOperand(0).getType();
  if (parts->scales && (parts->scales.getNumElements() != 1 || type.getRank() != 1))
    return sparse->emitOpError() << "expected values that are not scaled, but got " << sparse->getOperand(0).getType();
  std::vector<uint64_t> codes(bits->size(), 0);
  size_t next = 0;
  for (auto [code, bit] : llvm::zip(codes, *bits))
    if (bit)
      code = parts->codes[next++];
  parts->codes = std::move(codes);
  parts->mask.assign(bits->begin(), bits->end());
  parts->shape.assign(type.getShape().begin(), type.getShape().end());
  parts->encoding.block.assign(type.getRank(), numerics::kWhole);
  if (parts->encoding.codebook)
    parts->encoding.codebook->group.assign(type.getRank(), numerics::kWhole);
  return parts;
}

/// A resource of few elements as one that is printed.
static ElementsAttr makeReadable(ElementsAttr attr) {
  constexpr int64_t maxPrinted = 4096;
  auto resource = dyn_cast<DenseResourceElementsAttr>(attr);
  if (!resource || attr.getNumElements() > maxPrinted)
    return attr;
  return DenseElementsAttr::getFromRawBuffer(resource.getType(), resource.getRawHandle().getBlob()->getData());
}

LogicalResult ChainReader::setScales(Operation *op, ChainParts &parts) {
  FailureOr<ElementsAttr> scales = getOperand(op, 1, "scale");
  if (failed(scales))
    return failure();
  auto type = cast<ShapedType>(scales->getType());
  std::optional<numerics::BlockShape> block = getBlock(parts.shape, type.getShape());
  if (!block)
    return op->emitOpError() << "expected scales whose dimensions divide those of the data, but got " << type << " and "
                             << op->getOperand(0).getType();
  auto element = dyn_cast<FloatType>(type.getElementType());
  std::optional<Format> format = element ? getFormat(element) : std::nullopt;
  if (!format)
    return op->emitOpError() << "expected float scales, but got " << type;
  if (failed(getCodes(op, *scales, "scales")))
    return failure();
  if (std::optional<int64_t> index = findUnusableValue(*scales, *format, /*allowZero=*/false))
    return op->emitOpError() << "expected scales that are finite and not 0, but that of block " << *index
                             << " is 0, NaN or infinite";
  parts.encoding.block = *block;
  parts.encoding.scale = format;
  parts.scales = makeReadable(*scales);
  return success();
}

static bool areZero(ElementsAttr attr) {
  std::optional<std::vector<uint64_t>> codes = readCoreAICodes(attr);
  bool isFloat = isa<FloatType>(attr.getElementType());
  uint64_t sign = isFloat ? uint64_t(1) << (attr.getElementType().getIntOrFloatBitWidth() - 1) : 0;
  return codes && llvm::all_of(*codes, [&](uint64_t code) { return (code & ~sign) == 0; });
}

/// Those of signed codes are left out when all are 0: symmetric weights have them too.
LogicalResult ChainReader::setZeroPoints(Operation *op, ChainParts &parts) {
  FailureOr<ElementsAttr> zeroPoints = getOperand(op, 2, "offset1"), offset = getOperand(op, 3, "offset2");
  if (failed(zeroPoints) || failed(offset))
    return failure();
  for (ElementsAttr attr : {*zeroPoints, *offset})
    if (cast<ShapedType>(attr.getType()).getShape() != cast<ShapedType>(parts.scales.getType()).getShape())
      return op->emitOpError() << "expected offsets of the shape of the scales, but got " << attr.getType() << " and "
                               << parts.scales.getType();
  if (!areZero(*offset))
    return op->emitOpError() << "expected an offset2 of zeros, but got other values";
  bool isInteger = !parts.encoding.codebook && !numerics::isFloat(parts.encoding.storage);
  if (!isInteger && !areZero(*zeroPoints))
    return op->emitOpError() << "expected an offset1 of zeros for " << op->getOperand(0).getType()
                             << ", but got other values";
  if (!isInteger || (numerics::getInfo(parts.encoding.storage).isSigned && areZero(*zeroPoints)))
    return success();
  if (getCoreAIFormat(zeroPoints->getElementType()) != parts.encoding.storage)
    return op->emitOpError() << "expected an offset1 of the type of the data, but got " << zeroPoints->getType();
  FailureOr<std::vector<uint64_t>> codes = getCodes(op, *zeroPoints, "an offset1");
  if (failed(codes))
    return failure();
  parts.encoding.zeroPoint = parts.encoding.storage;
  parts.zeroPoints = std::move(*codes);
  // The package's runtime decodes 8-bit codes with several zero points as q * s - z * s.
  if (numerics::bitWidth(parts.encoding.storage) == 8 && parts.zeroPoints.size() > 1)
    parts.encoding.decode = numerics::DecodeRule::MulSub;
  return success();
}

FailureOr<ChainParts> ChainReader::readShiftScale(Operation *op) {
  FailureOr<ChainParts> parts = read(op->getOperand(0));
  if (failed(parts))
    return failure();
  if (parts->isPlain || parts->scales)
    return op->emitOpError() << "expected codes or entries of a table as data, but got "
                             << (parts->scales ? "scaled values" : "float values");
  if (failed(setScales(op, *parts)) || failed(setZeroPoints(op, *parts)))
    return failure();
  return parts;
}

FailureOr<ChainParts> ChainReader::read(Value value) {
  Operation *op = value.getDefiningOp();
  if (isOp(op, kCoreAIConstant))
    return readCodes(op);
  if (isOp(op, kShiftScale))
    return readShiftScale(op);
  if (isOp(op, kLookup))
    return readLookup(op);
  if (isOp(op, kDense))
    return readSparse(op);
  if (isOp(op, kCast) && isWeightChain(op))
    return read(op->getOperand(0));
  return op->emitOpError() << "expected to feed '" << kDense << "'";
}

//===----------------------------------------------------------------------------------------------------===//
// As constants
//===----------------------------------------------------------------------------------------------------===//

static ElementsAttr makeResource(RankedTensorType type, ArrayRef<uint8_t> bytes, const Twine &name) {
  ArrayRef<char> chars(reinterpret_cast<const char *>(bytes.data()), bytes.size());
  return DenseResourceElementsAttr::get(type, name.str(), HeapAsmResourceBlob::allocateAndCopyWithAlign(chars, 64));
}

static std::string getWeightName(Operation *op, StringRef resource) {
  if (StringRef name = getLocationName(op->getLoc()); !name.empty())
    return name.str();
  return resource.empty() ? "weight" : resource.str();
}

/// The name of a float constant whose location has none.
static void setResourceName(Operation *constant, StringRef name) {
  if (!name.empty() && getLocationName(constant->getLoc()).empty())
    constant->setAttr(QntDialect::getNameAttrName(), StringAttr::get(constant->getContext(), name));
}

/// Float elements, those that the mask leaves out 0.
static FailureOr<Value> buildPlain(OpBuilder &builder, Operation *op, const ChainParts &parts) {
  auto element = cast<FloatType>(getBuiltinType(builder.getContext(), parts.encoding.storage));
  auto type = RankedTensorType::get(parts.shape, element);
  unsigned bytes = numerics::bitWidth(parts.encoding.storage) / 8;
  std::vector<uint8_t> data(parts.codes.size() * bytes);
  for (auto [i, code] : llvm::enumerate(parts.codes))
    std::memcpy(data.data() + i * bytes, &code, bytes);
  auto constant = arith::ConstantOp::create(builder, op->getLoc(), type,
                                            cast<TypedAttr>(makeResource(type, data, getWeightName(op, parts.name))));
  setResourceName(constant, parts.name);
  return constant.getResult();
}

static FailureOr<Value> buildArray(OpBuilder &builder, Operation *op, const ChainParts &parts) {
  MLIRContext *context = builder.getContext();
  auto encoding = EncodingAttr::getChecked([&] { return op->emitOpError(); }, context, parts.encoding);
  if (!encoding)
    return failure();
  auto type = ArrayType::get(context, parts.shape, encoding);
  std::string name = getWeightName(op, parts.name);
  numerics::Shape codeShape(parts.shape);
  if (parts.encoding.codebook && parts.encoding.codebook->isVector())
    codeShape = numerics::getGridShape(parts.shape, parts.encoding.codebook->vector);
  ElementsAttr codes = makeResource(type.getPackedCodesType(),
                                    numerics::packCodes(parts.codes, codeShape, parts.getCodeBits()), name + "_codes");
  ElementsAttr zeroPoints, codebook, mask;
  if (RankedTensorType zeroPointType = type.getZeroPointsType())
    zeroPoints = makeElements(zeroPointType, parts.zeroPoints);
  if (RankedTensorType tableType = type.getCodebookType())
    codebook = retypeElements(parts.codebook, tableType);
  if (type.getMaskType()) {
    std::vector<uint64_t> bits(parts.mask.begin(), parts.mask.end());
    mask = makeResource(type.getPackedMaskType(), numerics::packCodes(bits, parts.shape, 1), name + "_mask");
  }
  auto constant =
      ConstantOp::create(builder, op->getLoc(), type, codes, parts.scales, zeroPoints, codebook, ElementsAttr(), mask);
  constant->setAttr(QntDialect::getNameAttrName(), builder.getStringAttr(name));
  return Value(constant);
}

/// A float or integer constant as it is, its integers signless.
static FailureOr<Value> buildConstant(OpBuilder &builder, Operation *op) {
  auto attr = op->getAttrOfType<ElementsAttr>("value");
  std::optional<Type> type = op->getNumResults() == 1 ? toSignless(op->getResult(0).getType()) : std::nullopt;
  auto tensor = type ? dyn_cast<RankedTensorType>(*type) : RankedTensorType();
  if (!attr || !tensor || attr.getType() != op->getResult(0).getType())
    return op->emitOpError() << "expected a value of elements of the result's type";
  ElementsAttr retyped = retypeElements(attr, tensor);
  if (!retyped || !isa<TypedAttr>(retyped))
    return op->emitOpError() << "expected a value whose data is there and has the size of " << attr.getType();
  auto constant = arith::ConstantOp::create(builder, op->getLoc(), tensor, cast<TypedAttr>(retyped));
  setResourceName(constant, getResourceName(attr));
  return constant.getResult();
}

FailureOr<Value> mlir::qnt::buildWeight(OpBuilder &builder, Value value, RearrangeParts rearrange) {
  Operation *op = value.getDefiningOp();
  if (isOp(op, kCoreAIConstant) && !rearrange)
    return buildConstant(builder, op);
  FailureOr<ChainParts> parts = ChainReader().read(value);
  if (failed(parts))
    return failure();
  auto type = dyn_cast<RankedTensorType>(value.getType());
  auto element = type ? dyn_cast<FloatType>(type.getElementType()) : FloatType();
  std::optional<Format> expressed = element ? getFormat(element) : std::nullopt;
  if (!expressed || !numerics::isExpressedFormat(*expressed) || type.getShape() != ArrayRef<int64_t>(parts->shape))
    return op->emitOpError() << "expected a result of f64, f32, f16 or bf16 and the shape of the weight, but got "
                             << value.getType();
  if (rearrange && !rearrange(*parts))
    return Value();
  if (parts->isPlain)
    return buildPlain(builder, op, *parts);
  parts->encoding.expressed = *expressed;
  if (!parts->mask.empty())
    parts->encoding.sparsity.kind = numerics::Sparsity::Kind::Bitmask;
  return buildArray(builder, op, *parts);
}
