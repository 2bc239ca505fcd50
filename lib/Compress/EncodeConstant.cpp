//===- EncodeConstant.cpp - a float constant to a qnt.constant --------------------------------------------===//
#include "EncodeConstant.h"
#include "Qnt/Numerics/Kernels.h"
#include "Qnt/Numerics/Packing.h"
#include "Qnt/Numerics/Quantize.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"

using namespace mlir;
using namespace mlir::qnt;

std::optional<ArrayRef<char>> mlir::qnt::getRawElements(ElementsAttr value) {
  auto type = cast<ShapedType>(value.getType());
  size_t size = type.getNumElements() * type.getElementTypeBitWidth() / 8;
  if (auto dense = dyn_cast<DenseElementsAttr>(value)) {
    if (dense.isSplat() && type.getNumElements() != 1)
      return std::nullopt;
    return dense.getRawData();
  }
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(value))
    if (AsmResourceBlob *blob = resource.getRawHandle().getBlob(); blob && blob->getData().size() == size)
      return blob->getData();
  return std::nullopt;
}

/// All ones in the exponent field: works on the bits, whatever the alignment of the data.
template <typename Word>
static std::optional<int64_t> findFullExponent(ArrayRef<char> bytes, Word exponentMask) {
  for (size_t i = 0, e = bytes.size() / sizeof(Word); i < e; ++i) {
    Word word;
    std::memcpy(&word, bytes.data() + i * sizeof(Word), sizeof(Word));
    if ((word & exponentMask) == exponentMask)
      return i;
  }
  return std::nullopt;
}

std::optional<int64_t> mlir::qnt::findNonFinite(ArrayRef<char> bytes, Format type) {
  switch (type) {
  case Format::F64:
    return findFullExponent<uint64_t>(bytes, 0x7FF0000000000000);
  case Format::F32:
    return findFullExponent<uint32_t>(bytes, 0x7F800000);
  case Format::F16:
    return findFullExponent<uint16_t>(bytes, 0x7C00);
  default:
    return findFullExponent<uint16_t>(bytes, 0x7F80);
  }
}

namespace {
/// The parts of a constant while they are made, each in its storage type's bytes.
struct PartBuffers {
  std::vector<uint8_t> codes, scales, zeroPoints;
  float tensorScale = 1.0f;
};
} // namespace

static size_t getPartBytes(RankedTensorType type) {
  return type ? type.getNumElements() * llvm::divideCeil(type.getElementTypeBitWidth(), 8) : 0;
}

static PartBuffers allocate(ArrayType type) {
  PartBuffers buffers;
  buffers.codes.resize(type.getPackedCodesType().getNumElements());
  buffers.scales.resize(getPartBytes(type.getScalesType()));
  buffers.zeroPoints.resize(getPartBytes(type.getZeroPointsType()));
  return buffers;
}

static DenseElementsAttr makeElements(RankedTensorType type, ArrayRef<uint8_t> bytes) {
  return DenseElementsAttr::getFromRawBuffer(
      type, ArrayRef<char>(reinterpret_cast<const char *>(bytes.data()), bytes.size()));
}

/// Codes live in a resource: they are never printed element by element nor uniqued.
static ElementsAttr makeResource(RankedTensorType type, ArrayRef<uint8_t> bytes, StringRef name) {
  ArrayRef<char> data(reinterpret_cast<const char *>(bytes.data()), bytes.size());
  return DenseResourceElementsAttr::get(type, name, HeapAsmResourceBlob::allocateAndCopyWithAlign(data, 64));
}

static DenseElementsAttr makeCodebook(RankedTensorType type, ArrayRef<double> table) {
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

FailureOr<ConstantOp> mlir::qnt::encodeConstant(OpBuilder &builder, Location loc, ElementsAttr value,
                                                const Scheme &scheme, ArrayRef<int64_t> block, StringRef name,
                                                int64_t &bytesAfter) {
  auto tensorType = cast<RankedTensorType>(value.getType());
  Format input = *getFormat(cast<FloatType>(tensorType.getElementType()));
  numerics::Encoding encoding = scheme.getEncoding(input, block);
  auto attr = EncodingAttr::getChecked([&] { return emitError(loc); }, builder.getContext(), encoding);
  if (!attr)
    return failure();
  auto type = ArrayType::get(builder.getContext(), tensorType.getShape(), attr);
  PartBuffers buffers = allocate(type);
  numerics::TypedInput typed{getRawElements(value)->data(), input, tensorType.getShape()};
  numerics::PackedOutput output{buffers.codes.data(), buffers.scales.data(), buffers.zeroPoints.data(),
                                &buffers.tensorScale};
  if (llvm::Error error = numerics::quantizePacked(typed, encoding, scheme.convention, scheme.calibration, output,
                                                   scheme.getCodebook()))
    return emitError(loc) << "cannot quantize '" << name << "': " << llvm::toString(std::move(error));

  ElementsAttr scales, zeroPoints, codebook, tensorScale;
  if (RankedTensorType partType = type.getScalesType())
    scales = makeElements(partType, buffers.scales);
  if (RankedTensorType partType = type.getZeroPointsType())
    zeroPoints = makeElements(partType, buffers.zeroPoints);
  if (RankedTensorType partType = type.getCodebookType())
    codebook = makeCodebook(partType, scheme.getCodebook());
  if (RankedTensorType partType = type.getTensorScaleType())
    tensorScale = DenseElementsAttr::get(partType, buffers.tensorScale);
  ElementsAttr codes = makeResource(type.getPackedCodesType(), buffers.codes, (name + "_codes").str());
  bytesAfter = buffers.codes.size() + buffers.scales.size() + buffers.zeroPoints.size() +
               getPartBytes(type.getCodebookType()) + getPartBytes(type.getTensorScaleType());
  return ConstantOp::create(builder, loc, type, codes, scales, zeroPoints, codebook, tensorScale, ElementsAttr());
}
