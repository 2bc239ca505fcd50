//===- PreparedWeights.cpp - scales and zero points of weights as kernels read them -----------------------===//
#include "PreparedWeights.h"
#include "OperandDecode.h"
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
  /// Index in the grid of the parts.
  int64_t getBlock(int64_t matrix, int64_t group, int64_t column) const;
  int64_t getEntry(int64_t matrix, int64_t group, int64_t column) const {
    return (matrix * groups + group) * paddedColumns + column;
  }
  int64_t getSize() const { return contraction.matrices * groups * paddedColumns; }
  template <typename T>
  DenseElementsAttr make(Type element, ArrayRef<T> values) const {
    auto type = RankedTensorType::get({contraction.matrices * groups, paddedColumns}, element);
    return DenseElementsAttr::getFromRawBuffer(
        type, ArrayRef(reinterpret_cast<const char *>(values.data()), values.size() * sizeof(T)));
  }

  const ContractionKernel &contraction;
  int64_t groups, columns, paddedColumns;
};
} // namespace

int64_t Tables::getBlock(int64_t matrix, int64_t group, int64_t column) const {
  ArrayType type = contraction.getWeightType();
  ArrayRef<int64_t> block = type.getEncoding().getBlock();
  numerics::Shape grid = numerics::getGridShape(type.getShape(), block);
  bool isLast = contraction.isWeightTransposed, hasMatrices = static_cast<bool>(contraction.groupSizes);
  int64_t columnDim = isLast ? type.getRank() - 1 : hasMatrices ? 1 : 0;
  // Columns that share a scale each get their own entry; groups are the blocks along K.
  int64_t n = block[columnDim] == numerics::kWhole ? 0 : column / block[columnDim];
  int64_t inMatrix = isLast ? group * grid[columnDim] + n : n * groups + group;
  if (!hasMatrices)
    return inMatrix;
  return (block.front() == numerics::kWhole ? 0 : matrix / block.front()) * groups * grid[columnDim] + inMatrix;
}

void Tables::forEachEntry(function_ref<void(int64_t, int64_t)> visit) const {
  for (int64_t matrix = 0; matrix < contraction.matrices; ++matrix)
    for (int64_t group = 0; group < groups; ++group)
      for (int64_t column = 0; column < columns; ++column)
        visit(getEntry(matrix, group, column), getBlock(matrix, group, column));
}

static DenseElementsAttr makeScales(const Tables &tables, ArrayRef<double> stored, std::optional<double> tensorScale,
                                    Format format) {
  MLIRContext *context = tables.contraction.op->getContext();
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
  MLIRContext *context = tables.contraction.op->getContext();
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
  auto type = RankedTensorType::get(entries.size(), IntegerType::get(contraction.op->getContext(), 16));
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
  ArrayRef<int64_t> block = type.getEncoding().getFragmentBlock();
  std::vector<uint8_t> bytes(layout.getBytes(type.getShape(), storage, block),
                             data->bytes.empty() ? 0 : static_cast<uint8_t>(data->bytes.front()));
  if (!data->isSplat)
    bytes.assign(data->bytes.begin(), data->bytes.end());
  llvm::Expected<std::vector<uint64_t>> codes =
      numerics::unpackFragments(bytes, type.getShape(), storage, layout, block);
  if (!codes) {
    llvm::consumeError(codes.takeError());
    return failure();
  }
  std::vector<int32_t> sums(tables.getSize(), 0);
  bool isSigned = numerics::getInfo(storage).isSigned;
  unsigned bits = numerics::bitWidth(storage);
  std::vector<int64_t> positions = contraction.order.getPositions();
  auto sizeK = static_cast<int64_t>(positions.size());
  auto addCode = [&](int64_t matrix, int64_t k, int64_t column) {
    int64_t group = contraction.hasOneGroup() ? 0 : positions[k] / contraction.groupSize;
    int64_t inMatrix = layout.isTransposed ? k * contraction.columns + column : column * sizeK + k;
    uint64_t code = (*codes)[matrix * sizeK * contraction.columns + inMatrix];
    int64_t value = isSigned ? llvm::SignExtend64(code, bits) : static_cast<int64_t>(code);
    if (!zeroPoints.empty())
      value -= static_cast<int64_t>(zeroPoints[tables.getBlock(matrix, group, column)]);
    int32_t &sum = sums[tables.getEntry(matrix, group, column)];
    sum = static_cast<int32_t>(static_cast<uint32_t>(sum) + static_cast<uint32_t>(value));
  };
  for (int64_t matrix = 0; matrix < contraction.matrices; ++matrix)
    for (int64_t k = 0; k < sizeK; ++k)
      for (int64_t column = 0; column < contraction.columns; ++column)
        addCode(matrix, k, column);
  return tables.make<int32_t>(IntegerType::get(contraction.op->getContext(), 32), sums);
}

FailureOr<PreparedWeights> mlir::qnt::prepareWeights(const ContractionKernel &contraction) {
  if (contraction.tensors)
    return PreparedWeights();
  KernelOp kernel = contraction.kernel;
  ImplicitLocOpBuilder builder(kernel.getLoc(), kernel);
  KernelEmitter none(builder);
  OperandDecode decode(none, contraction.getWeightStorage(), contraction.type);
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
