//===- PreparedWeights.cpp - scales and zero points of weights as kernels read them -----------------------===//
#include "PreparedWeights.h"
#include "Qnt/IR/PartData.h"
#include "Qnt/Numerics/Rounding.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace mlir::qnt;

namespace {
/// The tables of one constant.
class Tables {
public:
  explicit Tables(const ContractionKernel &contraction)
      : contraction(contraction), groups(contraction.getNumGroups()), columns(contraction.columns),
        paddedColumns(llvm::alignTo(contraction.columns, kWarpColumns)) {}

  /// Calls visit(index in the table, index in the grid of the parts) for every column of every group.
  void forEachEntry(function_ref<void(int64_t, int64_t)> visit) const;
  int64_t getSize() const { return groups * paddedColumns; }
  template <typename T>
  DenseElementsAttr make(Type element, ArrayRef<T> values) const {
    auto type = RankedTensorType::get({groups, paddedColumns}, element);
    return DenseElementsAttr::getFromRawBuffer(
        type, ArrayRef(reinterpret_cast<const char *>(values.data()), values.size() * sizeof(T)));
  }

  const ContractionKernel &contraction;
  int64_t groups, columns, paddedColumns;
};
} // namespace

void Tables::forEachEntry(function_ref<void(int64_t, int64_t)> visit) const {
  ArrayType type = contraction.getWeightType();
  ArrayRef<int64_t> block = type.getEncoding().getBlock();
  numerics::Shape grid = numerics::getGridShape(type.getShape(), block);
  unsigned columnDim = contraction.isWeightTransposed ? 1 : 0;
  // Columns that share a scale each get their own entry.
  int64_t shared = block[columnDim] == numerics::kWhole ? columns : block[columnDim];
  for (int64_t group = 0; group < groups; ++group)
    for (int64_t column = 0; column < columns; ++column) {
      int64_t k = grid[1 - columnDim] == 1 ? 0 : group, n = column / shared;
      visit(group * paddedColumns + column, columnDim == 1 ? k * grid[1] + n : n * grid[1] + k);
    }
}

static DenseElementsAttr makeScales(const Tables &tables, ArrayRef<double> stored, std::optional<double> tensorScale,
                                    Format format) {
  MLIRContext *context = DotGeneralOp(tables.contraction.dot).getContext();
  bool isShort = !tensorScale && (format == Format::F16 || format == Format::BF16);
  std::vector<float> scales(tables.getSize(), 0.0f);
  tables.forEachEntry([&](int64_t entry, int64_t block) {
    float scale = static_cast<float>(stored[block]);
    scales[entry] = tensorScale ? static_cast<float>(*tensorScale) * scale : scale;
  });
  if (!isShort)
    return tables.make<float>(Float32Type::get(context), scales);
  std::vector<uint16_t> bits;
  for (float scale : scales) {
    llvm::APFloat number(scale);
    bool losesInfo = false;
    number.convert(format == Format::F16 ? llvm::APFloat::IEEEhalf() : llvm::APFloat::BFloat(),
                   llvm::APFloat::rmNearestTiesToEven, &losesInfo);
    bits.push_back(static_cast<uint16_t>(number.bitcastToAPInt().getZExtValue()));
  }
  return tables.make<uint16_t>(getBuiltinType(context, format), bits);
}

/// All zero points of the encoding, or nothing when there are none; fails when they cannot be read.
static FailureOr<std::optional<SmallVector<double>>> readPart(ConstantOp weights, PartKind kind, Format format) {
  ElementsAttr attr = weights.getPart(kind);
  if (!attr)
    return std::optional<SmallVector<double>>();
  std::optional<SmallVector<double>> values = getPartValues(attr, format);
  if (!values)
    return weights.emitOpError() << "expected " << getPartName(kind) << " that can be read";
  return values;
}

static DenseElementsAttr makeZeroPoints(const Tables &tables, ArrayRef<double> stored, const OperandDecode &decode) {
  MLIRContext *context = DotGeneralOp(tables.contraction.dot).getContext();
  auto get = [&](int64_t block) { return decode.getStoredZeroPoint(static_cast<int64_t>(stored[block])); };
  if (tables.contraction.isInteger()) {
    std::vector<int32_t> values(tables.getSize(), 0);
    tables.forEachEntry([&](int64_t entry, int64_t block) { values[entry] = static_cast<int32_t>(get(block)); });
    return tables.make<int32_t>(IntegerType::get(context, 32), values);
  }
  std::vector<uint16_t> values(tables.getSize(), 0);
  tables.forEachEntry([&](int64_t entry, int64_t block) { values[entry] = decode.getNegatedBits(get(block)); });
  return tables.make<uint16_t>(IntegerType::get(context, 16), values);
}

static DenseElementsAttr makeCodebook(const ContractionKernel &contraction, ArrayRef<double> entries) {
  Format operand = contraction.type == MultiplicandType::F16 ? Format::F16 : Format::BF16;
  std::vector<uint16_t> bits;
  for (double entry : entries)
    bits.push_back(static_cast<uint16_t>(numerics::encode(operand, entry)));
  auto type = RankedTensorType::get(entries.size(), IntegerType::get(DotGeneralOp(contraction.dot).getContext(), 16));
  return DenseElementsAttr::get(type, ArrayRef<uint16_t>(bits));
}

/// Sums of code - zero point over the columns of each group, modulo 2^32.
static FailureOr<DenseElementsAttr> makeSums(const Tables &tables, ArrayRef<double> zeroPoints) {
  const ContractionKernel &contraction = tables.contraction;
  ArrayType type = contraction.getWeightType();
  numerics::FragmentLayout layout = *type.getEncoding().getFragmentLayout();
  Format storage = type.getEncoding().getStorage();
  FailureOr<PartBytes> data = getPartBytes(ConstantOp(contraction.weights).getCodes());
  if (failed(data))
    return failure();
  std::vector<uint8_t> bytes(layout.getBytes(type.getShape(), storage),
                             data->bytes.empty() ? 0 : static_cast<uint8_t>(data->bytes.front()));
  if (!data->isSplat)
    bytes.assign(data->bytes.begin(), data->bytes.end());
  llvm::Expected<std::vector<uint64_t>> codes = numerics::unpackFragments(bytes, type.getShape(), storage, layout);
  if (!codes) {
    llvm::consumeError(codes.takeError());
    return failure();
  }
  std::vector<int32_t> sums(tables.getSize(), 0);
  bool isSigned = numerics::getInfo(storage).isSigned;
  unsigned bits = numerics::bitWidth(storage);
  tables.forEachEntry([&](int64_t entry, int64_t block) {
    int64_t group = entry / tables.paddedColumns, column = entry % tables.paddedColumns;
    int64_t end = std::min(contraction.sizeK, (group + 1) * contraction.groupSize);
    int64_t zeroPoint = zeroPoints.empty() ? 0 : static_cast<int64_t>(zeroPoints[block]);
    uint32_t sum = 0;
    for (int64_t k = group * contraction.groupSize; k < end; ++k) {
      uint64_t code = (*codes)[layout.isTransposed ? k * contraction.columns + column : column * contraction.sizeK + k];
      int64_t value = isSigned ? llvm::SignExtend64(code, bits) : static_cast<int64_t>(code);
      sum += static_cast<uint32_t>(value - zeroPoint);
    }
    sums[entry] = static_cast<int32_t>(sum);
  });
  return tables.make<int32_t>(IntegerType::get(DotGeneralOp(contraction.dot).getContext(), 32), sums);
}

FailureOr<PreparedWeights> mlir::qnt::prepareWeights(const ContractionKernel &contraction,
                                                     const OperandDecode &decode) {
  EncodingAttr encoding = contraction.getWeightEncoding();
  ConstantOp weights = contraction.weights;
  Tables tables(contraction);
  PreparedWeights prepared;
  prepared.zeroPoint = decode.getStoredZeroPoint(0);
  if (encoding.getScale()) {
    auto scales = readPart(weights, PartKind::Scales, *encoding.getScale());
    auto tensorScale = readPart(weights, PartKind::TensorScale, Format::F32);
    if (failed(scales) || failed(tensorScale))
      return failure();
    std::optional<double> factor;
    if (*tensorScale)
      factor = (*tensorScale)->front();
    prepared.scales = makeScales(tables, **scales, factor, *encoding.getScale());
  }
  if (encoding.hasLut()) {
    auto entries = readPart(weights, PartKind::Codebook, encoding.getLut().getEntry());
    if (failed(entries))
      return failure();
    prepared.codebook = makeCodebook(contraction, **entries);
  }
  SmallVector<double> zeroPoints;
  if (encoding.getZeroPoint()) {
    auto stored = readPart(weights, PartKind::ZeroPoints, *encoding.getZeroPoint());
    if (failed(stored))
      return failure();
    zeroPoints = std::move(**stored);
    prepared.zeroPoints = makeZeroPoints(tables, zeroPoints, decode);
  }
  if (contraction.isInteger() && contraction.getActivationEncoding().getZeroPoint()) {
    FailureOr<DenseElementsAttr> sums = makeSums(tables, zeroPoints);
    if (failed(sums))
      return weights.emitOpError() << "expected codes that can be read";
    prepared.sums = *sums;
  }
  return prepared;
}
