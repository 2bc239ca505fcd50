//===- MatchContraction.cpp - which kernels become contractions on tensor cores ---------------------------===//
#include "ContractionKernel.h"
#include "Qnt/IR/Accumulators.h"
#include "Qnt/IR/PartData.h"
#include "Qnt/IR/Schedules.h"
#include "Qnt/LowerLinalg/ContainerTypes.h"
#include "Qnt/Numerics/Rounding.h"
#include "QuantizedResults.h"

using namespace mlir;
using namespace mlir::qnt;

namespace {
/// Fills a ContractionKernel step by step; each step fails with a reason.
class Matcher {
public:
  Matcher(KernelOp kernel, std::string &reason, ArrayRef<MathMode> allowed) : reason(reason), allowed(allowed) {
    match.kernel = kernel;
  }
  std::optional<ContractionKernel> run();

private:
  bool refuse(const Twine &why) {
    reason = why.str();
    return false;
  }
  bool findContraction();
  bool findWeights();
  bool findTensors();
  bool checkDotDimensions(DotGeneralOp dot);
  bool checkRaggedDimensions(RaggedDotGeneralOp dot);
  bool checkLhsShape(int64_t contracted);
  bool checkActivations();
  bool checkActivationEncoding(EncodingAttr encoding);
  bool isDecoded(EncodingAttr encoding);
  bool checkIntegerPath();
  bool checkActivationBlocks(ArrayType array);
  bool checkCodebook(EncodingAttr encoding);
  bool checkWeightEncoding();
  bool checkZeroPoints();
  bool checkArrays();
  void setOrder();

  ContractionKernel match;
  std::string &reason;
  ArrayRef<MathMode> allowed;
};
} // namespace

bool Matcher::findContraction() {
  for (Operation &op : *match.kernel.getBodyBlock()) {
    if (!becomesContraction(&op))
      continue;
    if (!isContraction(&op))
      return refuse("qnt-expand-sugar would make a contraction of '" + op.getName().getStringRef().str() + "'");
    if (match.op)
      return refuse("it holds more than one contraction");
    match.op = &op;
  }
  return match.op || refuse("it holds no contraction");
}

/// Why rhs is no array, and what would make it one.
static std::string describeFloatWeights(Value rhs) {
  std::string reason = "rhs is a float tensor";
  const char *pass = "qnt-fuse-dequantize would make it an array, without the rounding to ";
  if (auto dequantize = rhs.getDefiningOp<DequantizeOp>())
    llvm::raw_string_ostream(reason) << ", a dequantized array: " << pass
                                     << getElementTypeOrSelf(dequantize.getResult().getType());
  else if (auto region = rhs.getDefiningOp<InvokeQuantOp>())
    if (auto inner =
            region.getTerminator()->getOperand(cast<OpResult>(rhs).getResultNumber()).getDefiningOp<DequantizeOp>())
      llvm::raw_string_ostream(reason)
          << ", an array that a 'qnt.invoke_quant' dequantizes: after qnt-inline-invoke-quant " << pass
          << getElementTypeOrSelf(inner.getResult().getType());
  return reason;
}

bool Matcher::findWeights() {
  Value rhs = match.op->getOperand(1);
  if (!isa<ArrayType>(rhs.getType()))
    return isa_and_nonnull<DequantizeOp, InvokeQuantOp>(rhs.getDefiningOp()) ? refuse(describeFloatWeights(rhs))
                                                                             : findTensors();
  match.weights = findConstant(match.kernel, rhs);
  if (!match.weights)
    return refuse("rhs is not constant");
  if (match.getWeightType().getNumElements() == 0)
    return refuse("a dimension of rhs has size 0");
  match.activations = dyn_cast<BlockArgument>(match.op->getOperand(0));
  return match.activations || refuse("lhs is computed in the kernel");
}

bool Matcher::findTensors() {
  reason = matchTensors(match);
  return reason.empty();
}

//===----------------------------------------------------------------------------------------------------===//
// Arrays
//===----------------------------------------------------------------------------------------------------===//

bool Matcher::checkDotDimensions(DotGeneralOp dot) {
  ArrayType array = match.getWeightType();
  if (!dot.getLhsBatch().empty())
    return refuse("it has batch dimensions");
  if (dot.getRhsContracting().size() != 1 || array.getRank() != 2)
    return refuse("rhs is not a matrix");
  match.isWeightTransposed = dot.getRhsContracting().front() == 0;
  return checkLhsShape(dot.getLhsContracting().front());
}

/// Groups of rows, each with a matrix of its own.
bool Matcher::checkRaggedDimensions(RaggedDotGeneralOp dot) {
  ArrayType array = match.getWeightType();
  if (!dot.getLhsBatch().empty())
    return refuse("it has batch dimensions");
  if (dot.getGroupOffset())
    return refuse("it starts at another group than the first");
  if (dot.getRhsContracting().size() != 1 || array.getRank() != 3 || dot.getRhsGroup().size() != 1 ||
      dot.getRhsGroup().front() != 0)
    return refuse("rhs is not a matrix for each group");
  match.isWeightTransposed = dot.getRhsContracting().front() == 1;
  match.groupSizes = dyn_cast<BlockArgument>(dot.getGroupSizes());
  RankedTensorType sizes = dot.getGroupSizes().getType();
  if (!match.groupSizes || sizes.getRank() != 1 || sizes.getElementTypeBitWidth() % 8 != 0)
    return refuse("group sizes are computed in the kernel, have several rows, or less than a byte");
  match.matrices = array.getDimSize(0);
  return checkLhsShape(dot.getLhsContracting().front());
}

/// Rows are all dimensions but the last.
bool Matcher::checkLhsShape(int64_t contracted) {
  Type type = match.activations.getType();
  auto lhs = dyn_cast<ArrayType>(type);
  ArrayRef<int64_t> shape = lhs ? lhs.getShape() : cast<RankedTensorType>(type).getShape();
  if (match.groupSizes && shape.size() != 2)
    return refuse("lhs is not a matrix of ragged rows");
  if (contracted != static_cast<int64_t>(shape.size()) - 1)
    return refuse("the contracted dimension of lhs is not its last");
  ArrayRef<int64_t> free = shape.drop_back();
  match.rows = ShapedType::isDynamicShape(free) ? ShapedType::kDynamic : ShapedType::getNumElements(free);
  if (ShapedType::isDynamic(shape.back()))
    return refuse("the contracted dimension of lhs is dynamic");
  return true;
}

bool Matcher::checkActivations() {
  Type type = match.activations.getType();
  if (auto array = dyn_cast<ArrayType>(type))
    return checkActivationEncoding(array.getEncoding()) && checkActivationBlocks(array) &&
           (isDecoded(array.getEncoding()) || checkIntegerPath());
  Type element = cast<RankedTensorType>(type).getElementType();
  if (!element.isF16() && !element.isBF16() && !element.isF32())
    return refuse("lhs is neither f16, bf16, f32 nor an array of 8-bit integers");
  match.type = element.isF16()                               ? MultiplicandType::F16
               : element.isBF16()                            ? MultiplicandType::BF16
               : llvm::is_contained(allowed, MathMode::TF32) ? MultiplicandType::TF32
                                                             : MultiplicandType::F32;
  return true;
}

static bool isWhole(int64_t block, int64_t size) {
  return block == numerics::kWhole || (!ShapedType::isDynamic(size) && block >= size);
}

/// One scale for each row, or one for all.
bool Matcher::checkActivationBlocks(ArrayType array) {
  ArrayRef<int64_t> block = array.getEncoding().getBlock(), shape = array.getShape();
  if (match.convolution) {
    // One scale for each image, or one for all.
    int64_t batch = match.convolution->dims.getInputBatch();
    for (int64_t i = 0; i < array.getRank(); ++i)
      if (!isWhole(block[i], shape[i]) && (i != batch || block[i] != 1))
        return refuse("lhs has scales neither per image nor per tensor");
    match.hasScalesPerRow = block[batch] == 1;
  } else {
    ArrayRef<int64_t> rowBlocks = block.drop_back();
    if (!llvm::all_equal(rowBlocks) || rowBlocks.empty() || rowBlocks.front() > 1)
      return refuse("lhs has scales neither per row nor per tensor");
    if (!isWhole(block.back(), shape.back()))
      return refuse("lhs has several scales along the contracted dimension");
    match.hasScalesPerRow = rowBlocks.front() == 1;
  }
  // Holes hold the zero point.
  std::optional<Format> zeroPoint = array.getEncoding().getZeroPoint();
  bool hasHoles = match.convolution && match.convolution->hasHoles;
  bool isDecoded = !match.getWeightEncoding().hasIntegerCodes();
  if ((hasHoles || isDecoded) && zeroPoint && *zeroPoint != array.getEncoding().getStorage())
    return refuse("zero points of lhs may lie outside of its codes, and so could be no padding");
  return true;
}

bool Matcher::checkActivationEncoding(EncodingAttr encoding) {
  if (encoding.hasLut() ||
      !llvm::is_contained({Format::I8, Format::U8, Format::F8E4M3FN, Format::F8E5M2}, encoding.getStorage()))
    return refuse("lhs is an array of codes other than i8, u8, f8E4M3FN and f8E5M2");
  if (encoding.getLayout() || encoding.getSparsity())
    return refuse("lhs has a layout or a mask");
  if (encoding.getTensorScale())
    return refuse("lhs has a tensor scale");
  if (encoding.getScale() && !llvm::is_contained({Format::F32, Format::F16, Format::BF16}, *encoding.getScale()))
    return refuse("lhs has scales other than f32, f16 and bf16");
  if (std::optional<Format> format = encoding.getZeroPoint();
      format && (numerics::isFloat(*format) || numerics::bitWidth(*format) % 8 != 0))
    return refuse("lhs has zero points other than integers of 8, 16 or 32 bits");
  return true;
}

/// Codes of floats on a side have no sums of integers: those of lhs become f16, less their zero points, unless floats
/// of 8 bits may be multiplied as they are.
bool Matcher::isDecoded(EncodingAttr encoding) {
  if (encoding.hasIntegerCodes() && match.getWeightEncoding().hasIntegerCodes())
    return false;
  if (llvm::is_contained(allowed, MathMode::FP8) && encoding.hasFloat8Codes() &&
      match.getWeightEncoding().hasFloat8Codes()) {
    match.type = MultiplicandType::F8;
    return true;
  }
  match.decodedActivations = encoding.getStorage();
  match.type = MultiplicandType::F16;
  return true;
}

bool Matcher::checkIntegerPath() {
  auto accumulator = match.op->getAttrOfType<AccumulatorAttr>("accumulator");
  if (!accumulator)
    return refuse("the sums have no verdict (qnt-prove-accumulators)");
  if (accumulator.getKind() != AccumulatorKind::I32 || accumulator.getSplit() != 0 || accumulator.getAtMost() != 0)
    return refuse("the sums are not proven to fit in i32");
  match.type = MultiplicandType::I8;
  return true;
}

/// One table, whose entries the operands of tensor cores hold exactly.
bool Matcher::checkCodebook(EncodingAttr encoding) {
  assert(!match.isInteger() && "expected integer codes, which an accumulator of i32 needs");
  if (!encoding.getLut().getGroup().empty() || encoding.getLut().isVector())
    return refuse("rhs has several tables or entries that are vectors");
  if (encoding.getZeroPoint())
    return refuse("rhs has a code book and zero points");
  std::optional<SmallVector<double>> entries =
      getPartValues(match.weights.getPart(PartKind::Codebook), encoding.getLut().getEntry());
  if (!entries)
    return refuse("the code book of rhs cannot be read");
  Format operand = match.type == MultiplicandType::F16 ? Format::F16 : Format::BF16;
  for (double entry : *entries)
    if (numerics::decode(operand, numerics::encode(operand, entry)) != entry)
      return refuse("an entry of the code book of rhs is no number of the type of lhs (bf16 for f32)");
  return true;
}

/// Whether no code of a constant of small floats, in any layout, is NaN or infinite.
static bool holdsFiniteCodesOnly(ConstantOp weights) {
  EncodingAttr encoding = weights.getType().getEncoding();
  const numerics::FormatInfo &info = numerics::getInfo(encoding.getStorage());
  if (!info.hasNaN)
    return true;
  // Codes with NaN are those of a byte, so bytes are codes; padding is 0.
  FailureOr<PartBytes> data = getPartBytes(weights.getCodes());
  if (failed(data) || info.bits != 8)
    return false;
  uint8_t highest = info.hasInfinity ? 0x7C : 0x7F;
  return llvm::all_of(data->bytes, [&](char byte) { return (static_cast<uint8_t>(byte) & highest) != highest; });
}

bool Matcher::checkWeightEncoding() {
  EncodingAttr encoding = match.getWeightEncoding();
  if (encoding.hasLut() && !checkCodebook(encoding))
    return false;
  if (encoding.getCodeWidth() > 8)
    return refuse("rhs has codes of more than 8 bits");
  if (!encoding.hasLut() && numerics::isFloat(encoding.getStorage()) && !holdsFiniteCodesOnly(match.weights))
    return refuse("rhs holds NaN or infinity, or its codes cannot be read");
  if (encoding.getSparsity())
    return refuse("rhs has a mask");
  if (encoding.getScale() == Format::F64)
    return refuse("rhs has scales of f64");
  if (encoding.getZeroPoint() && numerics::isFloat(*encoding.getZeroPoint()))
    return refuse("rhs has float zero points");
  if (match.getResultType().getElementType().isF64())
    return refuse("the result is f64");
  return true;
}

/// Whether code - zero point, and what the way there adds, are exact in the type of the operand for every code.
static bool isExactZeroPoint(double zeroPoint, const numerics::FormatInfo &info, MultiplicandType type) {
  double low = static_cast<double>(info.minInt) - zeroPoint, high = static_cast<double>(info.maxInt) - zeroPoint;
  double stored = zeroPoint - static_cast<double>(info.minInt);
  bool isInside = low <= 0 && high >= 0;
  if (type == MultiplicandType::F16)
    return isInside || (std::abs(stored) <= 1000 && std::abs(low) <= 2000 && std::abs(high) <= 2000);
  return isInside || (info.bits < 8 && stored >= -128 && stored <= 127 && low >= -256 && high <= 256);
}

bool Matcher::checkZeroPoints() {
  ElementsAttr attr = match.weights.getPart(PartKind::ZeroPoints);
  if (!attr || match.isInteger())
    return true;
  EncodingAttr encoding = match.getWeightEncoding();
  std::optional<SmallVector<double>> values = getPartValues(attr, *encoding.getZeroPoint());
  if (!values)
    return refuse("the zero points of rhs cannot be read");
  for (double value : *values)
    if (!isExactZeroPoint(value, numerics::getInfo(encoding.getStorage()), match.type))
      return refuse("a zero point of rhs lies too far outside of the codes");
  return true;
}

/// Sets the order along K, of the weights as they will be.
void Matcher::setOrder() {
  ArrayRef<int64_t> block = match.getWeightEncoding().getFragmentBlock();
  SmallVector<int64_t> shape(match.getWeightType().getShape()), blocks(block);
  for (auto [i, dim] : llvm::enumerate(match.weightOrder)) {
    shape[i] = match.getWeightType().getDimSize(dim);
    if (!block.empty())
      blocks[i] = block[dim];
  }
  numerics::FragmentLayout layout = *numerics::findFragmentLayout(match.getLayoutName());
  match.order = numerics::FragmentOrder::create(shape, blocks, layout);
  match.columns = layout.getRows(shape);
  match.sizeK = match.order.getNumPositions();
  match.groupSize = match.order.getNumTiles() > 1 ? match.order.tile : match.sizeK;
}

bool Matcher::checkArrays() {
  if (auto dot = dyn_cast<DotGeneralOp>(match.op)) {
    if (!checkDotDimensions(dot))
      return false;
  } else if (auto ragged = dyn_cast<RaggedDotGeneralOp>(match.op)) {
    if (!checkRaggedDimensions(ragged))
      return false;
  } else if (reason = matchConvolution(match); !reason.empty()) {
    return false;
  }
  if (!checkActivations() || !checkWeightEncoding() || !checkZeroPoints())
    return false;
  setOrder();
  return true;
}

std::optional<ContractionKernel> Matcher::run() {
  if (!findContraction() || !findWeights() || (!match.tensors && !checkArrays()))
    return std::nullopt;
  reason = whyNotEpilogue(match.kernel, match.op);
  if (reason.empty())
    reason = whyNotPackedResults(match);
  if (!reason.empty())
    return std::nullopt;
  return match;
}

std::optional<ContractionKernel> mlir::qnt::matchContractionKernel(KernelOp kernel, std::string &reason) {
  auto schedule = dyn_cast_or_null<ScheduleAttrInterface>(kernel.getScheduleAttr());
  return matchContractionKernel(kernel, reason, schedule ? schedule.getMath() : MathMode::Full);
}

std::optional<ContractionKernel> mlir::qnt::matchContractionKernel(KernelOp kernel, std::string &reason,
                                                                   ArrayRef<MathMode> allowed) {
  return Matcher(kernel, reason, allowed).run();
}
