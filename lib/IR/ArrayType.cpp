//===- ArrayType.cpp - the array type and the types of its parts ------------------------------------------===//
#include "Qnt/IR/SparseData.h"
#include "Qnt/Numerics/Packing.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::qnt;

Type ArrayType::parse(AsmParser &parser) {
  SmallVector<int64_t> shape;
  EncodingAttr encoding;
  if (parser.parseLess())
    return {};
  SMLoc loc = parser.getCurrentLocation();
  // Rank 0 starts with the encoding.
  if (*loc.getPointer() != '#' &&
      (parser.parseDimensionList(shape, /*allowDynamic=*/true, /*withTrailingX=*/false) || parser.parseComma()))
    return {};
  if (parser.parseAttribute(encoding) || parser.parseGreater())
    return {};
  return getChecked([&] { return parser.emitError(loc); }, parser.getContext(), ArrayRef<int64_t>(shape), encoding);
}

void ArrayType::print(AsmPrinter &printer) const {
  printer << "<";
  if (getRank() > 0) {
    printer.printDimensionList(getShape());
    printer << ", ";
  }
  printer << getEncoding() << ">";
}

/// ceil(dim / block) per dimension, dynamic where the dimension is and the block is a size.
static SmallVector<int64_t> getGrid(ArrayRef<int64_t> shape, ArrayRef<int64_t> block) {
  SmallVector<int64_t> grid;
  for (auto [dim, size] : llvm::zip(shape, block)) {
    if (size == numerics::kWhole)
      grid.push_back(1);
    else
      grid.push_back(ShapedType::isDynamic(dim) ? dim : llvm::divideCeil(dim, size));
  }
  return grid;
}

/// The number of elements without empty and dynamic dimensions; nothing when it does not fit in 57 bits. Then every
/// size in bits fits in 63.
static std::optional<int64_t> countElements(ArrayRef<int64_t> shape) {
  int64_t numElements = 1;
  for (int64_t dim : shape) {
    if (ShapedType::isDynamic(dim) || dim == 0)
      continue;
    if (dim < 0 || llvm::MulOverflow(numElements, dim, numElements) || numElements >> 57)
      return std::nullopt;
  }
  return numElements;
}

/// (T2): a code book with a table for each of many groups is the largest part.
static bool hasReasonableSizes(ArrayRef<int64_t> shape, LutAttr lut) {
  if (!countElements(shape))
    return false;
  if (!lut)
    return true;
  SmallVector<int64_t> codebook;
  if (!lut.getGroup().empty())
    codebook = getGrid(shape, lut.getGroup());
  codebook.append({lut.getNumEntries(), lut.getVectorSize()});
  return countElements(codebook).has_value();
}

LogicalResult ArrayType::verify(function_ref<InFlightDiagnostic()> emitError, ArrayRef<int64_t> shape,
                                EncodingAttr encoding) {
  if (!encoding)
    return emitError() << "expected an encoding";
  // (T1)
  if (encoding.getRank() != shape.size())
    return emitError() << "expected the encoding's block to have the rank of the shape " << shape.size() << ", but got "
                       << encoding.getRank();
  // (T2)
  LutAttr lut = encoding.getLut();
  if (!hasReasonableSizes(shape, lut)) {
    InFlightDiagnostic error = emitError()
                               << "expected sizes of at least 0 and parts of less than 2^57 elements, but got ";
    llvm::interleave(shape, error, [&](int64_t dim) { ShapedType::isDynamic(dim) ? error << "?" : error << dim; }, "x");
    return error;
  }
  // (T3)
  if (lut)
    for (auto [dim, vector] : llvm::zip(shape, lut.getVector()))
      if (!ShapedType::isDynamic(dim) && dim % vector != 0)
        return emitError() << "expected the code book's vector to divide the dimension, but got " << vector << " and "
                           << dim;
  return success();
}

RankedTensorType ArrayType::getDecodedType() const { return RankedTensorType::get(getShape(), getExpressedType()); }

RankedTensorType ArrayType::getCodesType() const {
  LutAttr lut = getEncoding().getLut();
  if (!lut || !lut.isVector())
    return RankedTensorType::get(getShape(), getEncoding().getCodeType());
  return RankedTensorType::get(getGrid(getShape(), lut.getVector()), getEncoding().getCodeType());
}

RankedTensorType ArrayType::getScalesType() const {
  Type element = getEncoding().getScaleType();
  return element ? RankedTensorType::get(getGrid(getShape(), getEncoding().getBlock()), element) : RankedTensorType();
}

RankedTensorType ArrayType::getZeroPointsType() const {
  Type element = getEncoding().getZeroPointType();
  return element ? RankedTensorType::get(getGrid(getShape(), getEncoding().getBlock()), element) : RankedTensorType();
}

RankedTensorType ArrayType::getCodebookType() const {
  LutAttr lut = getEncoding().getLut();
  if (!lut)
    return {};
  SmallVector<int64_t> group(lut.getGroup());
  if (group.empty())
    group.assign(getRank(), numerics::kWhole);
  SmallVector<int64_t> shape = getGrid(getShape(), group);
  shape.push_back(lut.getNumEntries());
  if (lut.isVector())
    shape.push_back(lut.getVectorSize());
  return RankedTensorType::get(shape, getBuiltinType(getContext(), lut.getEntry()));
}

RankedTensorType ArrayType::getTensorScaleType() const {
  if (!getEncoding().getTensorScale())
    return {};
  return RankedTensorType::get({}, Float32Type::get(getContext()));
}

RankedTensorType ArrayType::getMaskType() const {
  if (!getEncoding().getSparsity())
    return {};
  return RankedTensorType::get(getShape(), IntegerType::get(getContext(), 1));
}

static RankedTensorType getPacked(RankedTensorType logical) {
  numerics::Shape shape =
      numerics::getPackedShape(logical.getShape(), logical.getElementType().getIntOrFloatBitWidth());
  return RankedTensorType::get(shape, IntegerType::get(logical.getContext(), 8));
}

/// Codes or positions of a value of kept codes; those of tensor cores have no number of bytes without static sizes.
static RankedTensorType getStoredSparse(ArrayType type, PartKind kind) {
  EncodingAttr encoding = type.getEncoding();
  numerics::SparseLayout layout = *getSparseLayout(encoding);
  numerics::Sparsity sparsity = encoding.toNumerics().sparsity;
  numerics::Shape shape{ShapedType::kDynamic};
  if (layout.isPlainOrder() || type.hasStaticShape())
    shape = kind == PartKind::Codes
                ? numerics::getStoredCodesShape(type.getShape(), sparsity, encoding.getStorage(), layout)
                : numerics::getStoredPositionsShape(type.getShape(), sparsity, layout);
  return RankedTensorType::get(shape, IntegerType::get(type.getContext(), 8));
}

RankedTensorType ArrayType::getPackedCodesType() const {
  EncodingAttr encoding = getEncoding();
  if (getSparseLayout(encoding))
    return getStoredSparse(*this, PartKind::Codes);
  if (std::optional<numerics::FragmentLayout> layout = encoding.getFragmentLayout())
    return RankedTensorType::get(layout->getBytes(getShape(), encoding.getStorage(), encoding.getFragmentBlock()),
                                 IntegerType::get(getContext(), 8));
  return getPacked(getCodesType());
}

RankedTensorType ArrayType::getPackedMaskType() const {
  if (getSparseLayout(getEncoding()))
    return getStoredSparse(*this, PartKind::Mask);
  RankedTensorType mask = getMaskType();
  return mask ? getPacked(mask) : mask;
}

RankedTensorType ArrayType::getPartType(PartKind kind) const {
  switch (kind) {
  case PartKind::Codes:
    return getCodesType();
  case PartKind::Scales:
    return getScalesType();
  case PartKind::ZeroPoints:
    return getZeroPointsType();
  case PartKind::Codebook:
    return getCodebookType();
  case PartKind::TensorScale:
    return getTensorScaleType();
  case PartKind::Mask:
    return getMaskType();
  }
  llvm_unreachable("unknown part");
}

SmallVector<PartKind, 6> ArrayType::getPartKinds() const {
  SmallVector<PartKind, 6> kinds;
  for (auto kind : {PartKind::Codes, PartKind::Scales, PartKind::ZeroPoints, PartKind::Codebook, PartKind::TensorScale,
                    PartKind::Mask})
    if (getPartType(kind))
      kinds.push_back(kind);
  return kinds;
}

SmallVector<Type, 6> ArrayType::getPartTypes() const {
  SmallVector<Type, 6> types;
  for (PartKind kind : getPartKinds())
    types.push_back(getPartType(kind));
  return types;
}

ArrayType ArrayType::withShape(ArrayRef<int64_t> shape) const { return get(getContext(), shape, getEncoding()); }

ArrayType ArrayType::withEncoding(EncodingAttr encoding) const { return get(getContext(), getShape(), encoding); }
