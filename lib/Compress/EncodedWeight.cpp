//===- EncodedWeight.cpp - a compressed weight, and the constant that holds it ------------------------------===//
#include "EncodedWeight.h"
#include "LargeBlob.h"
#include "Qnt/IR/PartData.h"
#include "Qnt/Numerics/Packing.h"
#include "Qnt/Numerics/Rounding.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include <cmath>

using namespace mlir;
using namespace mlir::qnt;
using numerics::Encoding;

/// Scales of more blocks are data that is neither printed nor uniqued.
static constexpr int64_t kMaxDenseScales = 4096;

static int64_t getNumBlocks(const EncodedWeight &weight) {
  return numerics::getNumElements(numerics::getGridShape(weight.shape, weight.encoding.block));
}

static numerics::Shape getCodeShape(ArrayRef<int64_t> shape, const Encoding &encoding) {
  if (encoding.codebook && encoding.codebook->isVector())
    return numerics::getGridShape(shape, encoding.codebook->vector);
  return numerics::Shape(shape.begin(), shape.end());
}

static Format getCodeFormat(const Encoding &encoding) {
  return encoding.codebook ? encoding.codebook->index : encoding.storage;
}

EncodedWeight EncodedWeight::allocate(const Encoding &encoding, ArrayRef<int64_t> shape) {
  EncodedWeight weight;
  weight.encoding = encoding;
  weight.shape.assign(shape.begin(), shape.end());
  unsigned bits = numerics::bitWidth(getCodeFormat(encoding));
  int64_t size = numerics::getNumElements(numerics::getPackedShape(getCodeShape(shape, encoding), bits));
  weight.codes = allocateBlob(size);
  int64_t numBlocks = getNumBlocks(weight);
  if (encoding.scale)
    weight.scales = allocateBlob(numBlocks * numerics::getStoredBytes(*encoding.scale));
  if (encoding.zeroPoint)
    weight.zeroPoints.resize(numBlocks * numerics::getStoredBytes(*encoding.zeroPoint));
  return weight;
}

numerics::PackedOutput EncodedWeight::getOutput() {
  return {reinterpret_cast<uint8_t *>(codes.getMutableData().data()),
          encoding.scale ? scales.getMutableData().data() : nullptr, zeroPoints.data(), &tensorScale};
}

/// `bytes` has room for all.
static void writeNumbers(Format format, ArrayRef<double> numbers, void *bytes) {
  unsigned size = numerics::getStoredBytes(format);
  numerics::EncodeOptions options;
  options.overflow = numerics::Overflow::NonFinite;
  for (auto [i, number] : llvm::enumerate(numbers)) {
    uint64_t code = numerics::encode(format, number, options);
    std::memcpy(static_cast<char *>(bytes) + i * size, &code, size);
  }
}

void EncodedWeight::setScales(ArrayRef<double> numbers) {
  assert(int64_t(numbers.size()) == getNumBlocks(*this));
  writeNumbers(*encoding.scale, numbers, scales.getMutableData().data());
}

void EncodedWeight::setZeroPoints(ArrayRef<double> numbers) {
  assert(int64_t(numbers.size()) == getNumBlocks(*this));
  writeNumbers(*encoding.zeroPoint, numbers, zeroPoints.data());
}

void EncodedWeight::setParts(const numerics::ArrayParts &parts) {
  unsigned bits = numerics::bitWidth(getCodeFormat(encoding));
  llvm::copy(numerics::packCodes(parts.codes, getCodeShape(shape, encoding), bits), getOutput().codes);
  if (encoding.scale)
    setScales(parts.scales);
  if (encoding.zeroPoint)
    setZeroPoints(parts.zeroPoints);
  tensorScale = static_cast<float>(parts.tensorScale.value_or(1.0));
}

numerics::PackedParts EncodedWeight::getParts() const {
  return {reinterpret_cast<const uint8_t *>(codes.getData().data()), scales.getData().data(), zeroPoints.data(),
          &tensorScale, codebook};
}

int64_t EncodedWeight::getNumBytes() const {
  int64_t size = codes.getData().size() + scales.getData().size() + zeroPoints.size() + mask.size();
  if (encoding.codebook)
    size += codebook.size() * numerics::getStoredBytes(encoding.codebook->entry);
  return size + (encoding.tensorScale ? sizeof(float) : 0);
}

/// Numbers of `format`, each in getStoredBytes.
static std::vector<double> readNumbers(Format format, ArrayRef<uint8_t> bytes) {
  unsigned size = numerics::getStoredBytes(format);
  std::vector<double> numbers;
  for (size_t i = 0; i < bytes.size(); i += size) {
    uint64_t code = 0;
    std::memcpy(&code, bytes.data() + i, size);
    numbers.push_back(numerics::decode(format, code));
  }
  return numbers;
}

static ArrayRef<char> asChars(ArrayRef<uint8_t> bytes) {
  return ArrayRef<char>(reinterpret_cast<const char *>(bytes.data()), bytes.size());
}

llvm::Error EncodedWeight::storeKept(numerics::SparseLayout layout) {
  Format format = getCodeFormat(encoding);
  numerics::ArrayParts parts;
  parts.shape = shape;
  parts.codebook = codebook;
  if (encoding.zeroPoint)
    parts.zeroPoints = readNumbers(*encoding.zeroPoint, zeroPoints);
  // The parts have the sizes that the encoding asks for.
  parts.codes = llvm::cantFail(numerics::unpackCodes(codes.getDataAs<uint8_t>(), shape, numerics::bitWidth(format)));
  std::vector<uint64_t> bits = llvm::cantFail(numerics::unpackCodes(mask, shape, 1));
  parts.mask.assign(bits.begin(), bits.end());
  llvm::Expected<numerics::KeptCodes> kept =
      numerics::compressCodes(parts.codes, parts.mask, shape, encoding.sparsity,
                              [&](int64_t element) { return numerics::findZeroCode(encoding, parts, element); });
  if (!kept)
    return kept.takeError();
  numerics::StoredSparse stored = numerics::packKept(*kept, shape, encoding.sparsity, format, layout);
  codes = copyToBlob(asChars(stored.codes));
  mask = std::move(stored.positions);
  encoding.layout = numerics::getSparseLayoutName(layout).str();
  return llvm::Error::success();
}

/// Codes and mask of a weight in a layout of kept codes as plain ones have them.
static std::pair<std::vector<uint8_t>, std::vector<uint8_t>> expandKept(const EncodedWeight &weight,
                                                                        numerics::SparseLayout layout) {
  const Encoding &encoding = weight.encoding;
  Format format = getCodeFormat(encoding);
  numerics::KeptCodes kept = llvm::cantFail(numerics::unpackKept(weight.codes.getDataAs<uint8_t>(), weight.mask,
                                                                 weight.shape, encoding.sparsity, format, layout));
  numerics::ExpandedCodes expanded = llvm::cantFail(numerics::expandCodes(kept, weight.shape, encoding.sparsity));
  std::vector<uint64_t> mask(expanded.mask.begin(), expanded.mask.end());
  return {numerics::packCodes(expanded.codes, weight.shape, numerics::bitWidth(format)),
          numerics::packCodes(mask, weight.shape, 1)};
}

/// Elements whose bit in `mask` is 0 become 0; the bits of rows start at a byte.
static void clearPruned(ArrayRef<uint8_t> mask, ArrayRef<int64_t> shape, unsigned bytes, char *values) {
  int64_t inner = shape.empty() ? 1 : shape.back(), rowBytes = numerics::getPackedRowBytes(inner, 1);
  int64_t rows = rowBytes == 0 ? 0 : mask.size() / rowBytes;
  for (int64_t row = 0; row < rows; ++row)
    for (int64_t i = 0; i < inner; ++i)
      if ((mask[row * rowBytes + i / 8] >> (i % 8) & 1) == 0)
        std::memset(values + (row * inner + i) * bytes, 0, bytes);
}

void EncodedWeight::decode(void *values) const {
  if (isPlain) {
    std::memcpy(values, codes.getData().data(), codes.getData().size());
    return;
  }
  Encoding plain = encoding;
  plain.sparsity = {};
  numerics::PackedParts parts = getParts();
  ArrayRef<uint8_t> kept = mask;
  std::pair<std::vector<uint8_t>, std::vector<uint8_t>> expanded;
  if (std::optional<numerics::SparseLayout> layout = numerics::findSparseLayout(encoding.layout)) {
    expanded = expandKept(*this, *layout);
    plain.layout.clear();
    parts.codes = expanded.first.data();
    kept = expanded.second;
  }
  // The parts have the sizes that the encoding asks for: nothing can fail.
  llvm::cantFail(numerics::dequantizePacked(parts, plain, {values, encoding.expressed, shape}));
  if (encoding.sparsity.kind != numerics::Sparsity::Kind::None)
    clearPruned(kept, shape, numerics::bitWidth(encoding.expressed) / 8, static_cast<char *>(values));
}

//===----------------------------------------------------------------------===//
// As attributes
//===----------------------------------------------------------------------===//

static ElementsAttr makeResource(RankedTensorType type, AsmResourceBlob blob, const Twine &name) {
  return DenseResourceElementsAttr::get(type, name.str(), std::move(blob));
}

ElementsAttr mlir::qnt::copyToResource(RankedTensorType type, ArrayRef<uint8_t> bytes, const Twine &name) {
  return makeResource(type, copyToBlob(asChars(bytes)), name);
}

static ElementsAttr makeScales(RankedTensorType type, AsmResourceBlob bytes, StringRef name) {
  if (type.getNumElements() > kMaxDenseScales)
    return makeResource(type, std::move(bytes), name + "_scales");
  return DenseElementsAttr::getFromRawBuffer(type, bytes.getData());
}

static DenseElementsAttr makeCodebook(RankedTensorType type, ArrayRef<double> table) {
  if (auto integer = dyn_cast<IntegerType>(type.getElementType())) {
    SmallVector<APInt> values;
    for (double entry : table)
      values.push_back(APInt(integer.getWidth(), static_cast<int64_t>(entry), /*isSigned=*/true));
    return DenseElementsAttr::get(type, values);
  }
  SmallVector<APFloat> values;
  const llvm::fltSemantics &semantics = cast<FloatType>(type.getElementType()).getFloatSemantics();
  for (double entry : table) {
    APFloat value(entry);
    bool losesInfo;
    value.convert(semantics, APFloat::rmNearestTiesToEven, &losesInfo);
    values.push_back(value);
  }
  return DenseElementsAttr::get(type, values);
}

FailureOr<ConstantOp> mlir::qnt::buildConstant(OpBuilder &builder, Location loc, EncodedWeight weight, StringRef name) {
  MLIRContext *context = builder.getContext();
  auto encoding = EncodingAttr::getChecked([&] { return emitError(loc); }, context, weight.encoding);
  if (!encoding)
    return failure();
  auto type = ArrayType::get(context, weight.shape, encoding);
  ElementsAttr scales, zeroPoints, codebook, tensorScale, mask;
  if (RankedTensorType partType = type.getScalesType())
    scales = makeScales(partType, std::move(weight.scales), name);
  if (RankedTensorType partType = type.getZeroPointsType())
    zeroPoints = DenseElementsAttr::getFromRawBuffer(partType, asChars(weight.zeroPoints));
  if (RankedTensorType partType = type.getCodebookType())
    codebook = makeCodebook(partType, weight.codebook);
  if (RankedTensorType partType = type.getTensorScaleType())
    tensorScale = DenseElementsAttr::get(partType, weight.tensorScale);
  if (type.getMaskType())
    mask = copyToResource(type.getPackedMaskType(), weight.mask, name + "_mask");
  ElementsAttr codes = makeResource(type.getPackedCodesType(), std::move(weight.codes), name + "_codes");
  return ConstantOp::create(builder, loc, type, codes, scales, zeroPoints, codebook, tensorScale, mask);
}

std::optional<int64_t> mlir::qnt::findUnusableScale(const EncodedWeight &weight) {
  if (weight.encoding.tensorScale && (weight.tensorScale == 0.0f || !std::isfinite(weight.tensorScale)))
    return 0;
  if (!weight.encoding.scale)
    return std::nullopt;
  return findUnusableValue(weight.scales.getData(), *weight.encoding.scale, /*allowZero=*/false);
}
