//===- ContractionKernel.cpp - which kernels become contractions on tensor cores --------------------------===//
#include "ContractionKernel.h"
#include "Qnt/IR/Accumulators.h"
#include "Qnt/IR/PartData.h"
#include "Qnt/Numerics/Rounding.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

using namespace mlir;
using namespace mlir::qnt;

ConstantOp mlir::qnt::findConstant(KernelOp kernel, Value value) {
  if (auto argument = dyn_cast<BlockArgument>(value); argument && argument.getOwner() == kernel.getBodyBlock())
    value = kernel.getInputs()[argument.getArgNumber()];
  return value.getDefiningOp<ConstantOp>();
}

StringRef ContractionKernel::getLayoutName() const {
  return numerics::getFragmentLayoutName({isInteger() ? 8u : 16u, isWeightTransposed});
}

namespace {
/// Fills a ContractionKernel step by step; each step fails with a reason.
class Matcher {
public:
  Matcher(KernelOp kernel, std::string &reason) : reason(reason) { match.kernel = kernel; }
  std::optional<ContractionKernel> run();

private:
  bool refuse(const Twine &why) {
    reason = why.str();
    return false;
  }
  bool findDot();
  bool checkDimensions();
  bool checkActivations();
  bool checkIntegerPath(ArrayType array);
  bool checkCodebook(EncodingAttr encoding);
  bool checkWeightEncoding();
  bool checkZeroPoints();
  bool checkBlocks();

  ContractionKernel match;
  std::string &reason;
};
} // namespace

bool Matcher::findDot() {
  for (Operation &op : *match.kernel.getBodyBlock()) {
    if (isa<ConvGeneralDilatedOp, RaggedDotGeneralOp>(op))
      return refuse("'" + op.getName().getStringRef() + "' has no kernel on tensor cores");
    auto dot = dyn_cast<DotGeneralOp>(op);
    if (dot && match.dot)
      return refuse("it holds more than one contraction");
    if (dot)
      match.dot = dot;
  }
  return match.dot || refuse("it holds no contraction");
}

bool Matcher::checkDimensions() {
  DotGeneralOp dot = match.dot;
  auto array = dyn_cast<ArrayType>(dot.getRhs().getType());
  if (!array)
    return refuse("rhs is a float tensor");
  match.weights = findConstant(match.kernel, dot.getRhs());
  if (!match.weights)
    return refuse("rhs is not constant");
  if (!dot.getLhsBatch().empty())
    return refuse("it has batch dimensions");
  if (dot.getRhsContracting().size() != 1 || array.getRank() != 2)
    return refuse("rhs is not a matrix");
  int64_t contracted = dot.getRhsContracting().front();
  match.isWeightTransposed = contracted == 0;
  match.sizeK = array.getDimSize(contracted);
  match.columns = array.getDimSize(1 - contracted);
  if (match.sizeK == 0 || match.columns == 0)
    return refuse("a dimension of rhs has size 0");
  return true;
}

bool Matcher::checkActivations() {
  match.activations = dyn_cast<BlockArgument>(match.dot.getLhs());
  if (!match.activations)
    return refuse("lhs is computed in the kernel");
  Type type = match.activations.getType();
  auto array = dyn_cast<ArrayType>(type);
  ArrayRef<int64_t> shape = array ? array.getShape() : cast<RankedTensorType>(type).getShape();
  if (match.dot.getLhsContracting().front() != static_cast<int64_t>(shape.size()) - 1)
    return refuse("the contracted dimension of lhs is not its last");
  ArrayRef<int64_t> free = shape.drop_back();
  match.rows = ShapedType::isDynamicShape(free) ? ShapedType::kDynamic : ShapedType::getNumElements(free);
  if (ShapedType::isDynamic(shape.back()))
    return refuse("the contracted dimension of lhs is dynamic");
  if (array)
    return checkIntegerPath(array);
  Type element = cast<RankedTensorType>(type).getElementType();
  if (!element.isF16() && !element.isBF16())
    return refuse("lhs is neither f16 nor bf16 nor an array of 8-bit integers");
  match.type = element.isF16() ? MultiplicandType::F16 : MultiplicandType::BF16;
  return true;
}

bool Matcher::checkIntegerPath(ArrayType array) {
  EncodingAttr encoding = array.getEncoding();
  if (encoding.hasLut() || (encoding.getStorage() != Format::I8 && encoding.getStorage() != Format::U8))
    return refuse("lhs is an array of codes other than i8 and u8");
  if (encoding.getLayout() || encoding.getSparsity())
    return refuse("lhs has a layout or a mask");
  if (encoding.getTensorScale())
    return refuse("lhs has a tensor scale");
  if (encoding.getScale() && !llvm::is_contained({Format::F32, Format::F16, Format::BF16}, *encoding.getScale()))
    return refuse("lhs has scales other than f32, f16 and bf16");
  if (std::optional<Format> format = encoding.getZeroPoint();
      format && (numerics::isFloat(*format) || numerics::bitWidth(*format) % 8 != 0))
    return refuse("lhs has zero points other than integers of 8, 16 or 32 bits");
  // One scale for each row, or one for all.
  ArrayRef<int64_t> rowBlocks = encoding.getBlock().drop_back();
  if (!llvm::all_equal(rowBlocks) || rowBlocks.empty() || rowBlocks.front() > 1)
    return refuse("lhs has scales neither per row nor per tensor");
  AccumulatorAttr accumulator = match.dot.getAccumulatorAttr();
  if (!accumulator)
    return refuse("the sums have no verdict (qnt-prove-accumulators)");
  if (accumulator.getKind() != AccumulatorKind::I32 || accumulator.getSplit() != 0 || accumulator.getAtMost() != 0)
    return refuse("the sums are not proven to fit in i32");
  int64_t block = encoding.getBlock().back();
  if (block != numerics::kWhole && block < match.sizeK)
    return refuse("lhs has several scales along the contracted dimension");
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
      return refuse("an entry of the code book of rhs is no number of the type of lhs");
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
  Type result = match.dot.getType().getElementType();
  if (result.isF64())
    return refuse("the result is f64");
  return true;
}

/// Unpacked weights are exact for these zero points only.
bool Matcher::checkZeroPoints() {
  ElementsAttr attr = match.weights.getPart(PartKind::ZeroPoints);
  if (!attr || match.isInteger())
    return true;
  EncodingAttr encoding = match.getWeightEncoding();
  const numerics::FormatInfo &info = numerics::getInfo(encoding.getStorage());
  std::optional<SmallVector<double>> values = getPartValues(attr, *encoding.getZeroPoint());
  if (!values)
    return refuse("the zero points of rhs cannot be read");
  for (double value : *values)
    if (value < info.minInt || value > info.maxInt)
      return refuse("a zero point of rhs lies outside of the codes");
  return true;
}

bool Matcher::checkBlocks() {
  ArrayRef<int64_t> block = match.getWeightEncoding().getBlock();
  int64_t alongK = block[match.isWeightTransposed ? 0 : 1];
  bool isWhole = alongK == numerics::kWhole || alongK >= match.sizeK || !match.getWeightEncoding().getScale();
  match.groupSize = isWhole ? match.sizeK : alongK;
  int64_t step = match.isInteger() ? 32 : 16;
  if (!isWhole && match.groupSize % step != 0)
    return refuse("a scale of rhs is shared by " + Twine(match.groupSize) +
                  " elements along K, which is no multiple of " + Twine(step));
  // One of the two has to divide the other, so that steps along K end where groups end.
  int64_t tile = match.isInteger() ? 128 : 64;
  if (!isWhole && match.groupSize % tile != 0 && tile % match.groupSize != 0)
    return refuse("a scale of rhs is shared by " + Twine(match.groupSize) + " elements along K, which neither divide " +
                  Twine(tile) + " nor are a multiple of it");
  return true;
}

std::optional<ContractionKernel> Matcher::run() {
  if (!findDot() || !checkDimensions() || !checkActivations() || !checkWeightEncoding() || !checkZeroPoints() ||
      !checkBlocks())
    return std::nullopt;
  reason = whyNotEpilogue(match.kernel, match.dot);
  if (!reason.empty())
    return std::nullopt;
  return match;
}

std::optional<ContractionKernel> mlir::qnt::matchContractionKernel(KernelOp kernel, std::string &reason) {
  return Matcher(kernel, reason).run();
}

//===----------------------------------------------------------------------------------------------------===//
// Epilogues
//===----------------------------------------------------------------------------------------------------===//

SmallVector<Value> mlir::qnt::getCapturedValues(Operation *loops) {
  llvm::SetVector<Value> captured;
  Block &body = loops->getRegion(0).front();
  for (Operation &op : body)
    for (Value operand : op.getOperands())
      if (operand.getParentBlock() != &body)
        captured.insert(operand);
  return captured.takeVector();
}

/// Whether elements of a value can be computed one at a time.
static std::string whyNotElementwise(KernelOp kernel, DotGeneralOp dot, Value value,
                                     llvm::SmallPtrSetImpl<Operation *> &seen) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (!type && isa<ShapedType, ArrayType>(value.getType()))
    return "an array is used beside the contraction";
  if (isa<BlockArgument>(value)) {
    if (type && type.getRank() > 0 && ShapedType::isDynamicShape(type.getShape().drop_front()))
      return "a tensor of dynamic inner sizes is used beside the contraction";
    return {};
  }
  Operation *op = value.getDefiningOp();
  if (op == dot || !seen.insert(op).second)
    return {};
  auto checkOperands = [&](ValueRange operands) -> std::string {
    for (Value operand : operands)
      if (std::string reason = whyNotElementwise(kernel, dot, operand, seen); !reason.empty())
        return reason;
    return {};
  };
  if (isa<arith::ConstantOp, tensor::EmptyOp>(op))
    return {};
  if (auto loops = dyn_cast<linalg::LinalgOp>(op)) {
    bool isSimple = loops.getNumLoops() == loops.getNumParallelLoops() &&
                    llvm::all_of(loops.getIndexingMapsArray(),
                                 [](AffineMap map) { return map.isProjectedPermutation(/*allowZeroInResults=*/true); });
    for (OpOperand &init : loops.getDpsInitsMutable())
      isSimple &= loops.getMatchingIndexingMap(&init).isIdentity();
    for (Operation &inner : loops.getBlock()->without_terminator())
      isSimple &= inner.getNumRegions() == 0 && isMemoryEffectFree(&inner);
    SmallVector<Value> captured = getCapturedValues(op);
    isSimple &= llvm::none_of(ValueRange(captured).getTypes(), llvm::IsaPred<ShapedType>);
    if (std::string reason = checkOperands(captured); !reason.empty())
      return reason;
    return isSimple ? checkOperands(op->getOperands())
                    : "'" + op->getName().getStringRef().str() + "' is not elementwise";
  }
  bool isScalar = llvm::none_of(op->getOperandTypes(), llvm::IsaPred<ShapedType>) && !type;
  if ((isScalar || OpTrait::hasElementwiseMappableTraits(op)) && op->getNumRegions() == 0 && isMemoryEffectFree(op))
    return checkOperands(op->getOperands());
  return "'" + op->getName().getStringRef().str() + "' is not elementwise";
}

std::string mlir::qnt::whyNotEpilogue(KernelOp kernel, DotGeneralOp dot) {
  llvm::SmallPtrSet<Operation *, 16> seen;
  for (Value value : kernel.getTerminator()->getOperands()) {
    auto type = dyn_cast<RankedTensorType>(value.getType());
    if (!type || type.getShape() != dot.getType().getShape())
      return "it yields something of another shape than the contraction";
    if (!type.getElementType().isIntOrFloat() || type.getElementTypeBitWidth() % 8 != 0)
      return "it yields elements of less than a byte";
    if (std::string reason = whyNotElementwise(kernel, dot, value, seen); !reason.empty())
      return reason;
  }
  return {};
}
