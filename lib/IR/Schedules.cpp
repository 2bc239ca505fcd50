//===- Schedules.cpp - verifiers of schedules -------------------------------------------------------------===//
#include "Qnt/IR/Schedules.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/Numerics/Layout.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::qnt;

#include "Qnt/IR/QntAttrInterfaces.cpp.inc"

using EmitError = function_ref<InFlightDiagnostic()>;

/// (G1), (M1)
static LogicalResult verifyLayout(EmitError emitError, StringAttr layout, StringRef others = "") {
  if (numerics::findFragmentLayout(layout.getValue()))
    return success();
  return emitError() << "expected layout to be one for weights of tensor cores (mma_k16, mma_k32)" << others << ", got "
                     << layout;
}

static LogicalResult verifyOneOf(EmitError emitError, StringRef name, int64_t value, ArrayRef<int64_t> allowed) {
  if (llvm::is_contained(allowed, value))
    return success();
  InFlightDiagnostic diagnostic = emitError() << "expected " << name << " to be one of ";
  llvm::interleaveComma(allowed, diagnostic);
  return diagnostic << ", got " << value;
}

/// (G5), (M6)
static LogicalResult verifyMath(EmitError emitError, StringAttr layout, MathMode math) {
  std::optional<numerics::FragmentLayout> found = numerics::findFragmentLayout(layout.getValue());
  unsigned expected = math == MathMode::FP8 ? 8 : 16;
  if (math == MathMode::Full || (found && found->operandBits == expected))
    return success();
  return emitError() << "expected a layout of operands of " << expected
                     << " bits for math = " << stringifyMathMode(math) << ", got " << layout;
}

/// (G4), (M4)
static LogicalResult verifyStages(EmitError emitError, int64_t stages) {
  if (stages >= 2 && stages <= 8)
    return success();
  return emitError() << "expected stages to be 2 to 8, got " << stages;
}

/// Every schedule of tensor cores needs one contraction; the type of its rhs.
static FailureOr<Type> findRhsType(Operation *kernel, EmitError emitError) {
  SmallVector<Operation *> contractions = findContractions(kernel);
  if (contractions.size() != 1)
    return emitError() << "expected one contraction in the kernel, got " << contractions.size();
  return contractions.front()->getOperand(1).getType();
}

/// Of a kernel whose rhs is to be an array.
static FailureOr<OperandMemory> findOperandsOfArray(Operation *kernel, EmitError emitError) {
  FailureOr<Type> rhs = findRhsType(kernel, emitError);
  if (failed(rhs))
    return failure();
  Operation *contraction = findContractions(kernel).front();
  auto weights = dyn_cast<ArrayType>(*rhs);
  if (!weights)
    return emitError() << "expected rhs of " << contraction->getName() << " to be an array, got " << *rhs;
  auto lhs = dyn_cast<RankedTensorType>(contraction->getOperand(0).getType());
  EncodingAttr encoding = weights.getEncoding();
  return OperandMemory{encoding.getCodeWidth(), lhs && lhs.getElementType().isF32(), encoding.hasLut()};
}

/// Of a kernel whose rhs is to be a tensor.
static FailureOr<OperandMemory> findOperandsOfTensor(Operation *kernel, EmitError emitError) {
  FailureOr<Type> rhs = findRhsType(kernel, emitError);
  if (failed(rhs))
    return failure();
  auto tensor = dyn_cast<RankedTensorType>(*rhs);
  if (!tensor || tensor.getElementTypeBitWidth() != 16)
    return emitError() << "expected rhs of " << findContractions(kernel).front()->getName()
                       << " to be a tensor of f16 or bf16, got " << *rhs;
  return OperandMemory{tensor.getElementTypeBitWidth()};
}

static bool holdsFloat8(Type type) {
  auto array = dyn_cast<ArrayType>(type);
  return array && array.getEncoding().hasFloat8Codes();
}

/// What `math` asks of the target and of the operands.
static LogicalResult verifyMathFor(EmitError emitError, Operation *kernel, const GpuTarget &target, MathMode math) {
  if (math == MathMode::FP8 && !target.hasFloat8Products())
    return emitError() << "expected a target whose mma.sync multiplies fp8 for math = fp8, such as sm_89 or sm_120a, "
                          "got "
                       << target.name;
  Operation *contraction = findContractions(kernel).front();
  Type lhs = contraction->getOperand(0).getType();
  auto tensor = dyn_cast<RankedTensorType>(lhs);
  if (math == MathMode::TF32 && !(tensor && tensor.getElementType().isF32()))
    return emitError() << "expected lhs of " << contraction->getName() << " to be a tensor of f32 for math = tf32, got "
                       << lhs;
  for (Value operand : contraction->getOperands().take_front(2))
    if (math == MathMode::FP8 && !holdsFloat8(operand.getType()))
      return emitError() << "expected operands of " << contraction->getName()
                         << " to be arrays of f8E4M3FN or f8E5M2 for math = fp8, got " << operand.getType();
  return success();
}

static LogicalResult verifySharedBytes(EmitError emitError, int64_t bytes, const GpuTarget &target) {
  if (bytes <= target.sharedBytes)
    return success();
  return emitError() << "expected at most " << target.sharedBytes
                     << " bytes of shared memory, which is what a block has on " << target.name
                     << ", but the schedule needs " << bytes;
}

//===----------------------------------------------------------------------------------------------------===//
// simt
//===----------------------------------------------------------------------------------------------------===//

StringRef SimtScheduleAttr::getKindName() const { return getMnemonic(); }
StringRef SimtScheduleAttr::getWeightLayout() const { return {}; }
LogicalResult SimtScheduleAttr::verifyFor(Operation *, const GpuTarget &, EmitError) const { return success(); }

//===----------------------------------------------------------------------------------------------------===//
// gemv
//===----------------------------------------------------------------------------------------------------===//

LogicalResult GemvScheduleAttr::verify(EmitError emitError, StringAttr layout, int64_t tokens, int64_t warps,
                                       int64_t stages, MathMode math) {
  if (failed(verifyLayout(emitError, layout)) ||                        // (G1)
      failed(verifyOneOf(emitError, "tokens", tokens, {8, 16})) ||      // (G2)
      failed(verifyOneOf(emitError, "warps", warps, {1, 2, 4, 8, 16}))) // (G3)
    return failure();
  if (failed(verifyStages(emitError, stages))) // (G4)
    return failure();
  return verifyMath(emitError, layout, math); // (G5)
}

StringRef GemvScheduleAttr::getKindName() const { return getMnemonic(); }
StringRef GemvScheduleAttr::getWeightLayout() const { return getLayout().getValue(); }

int64_t GemvScheduleAttr::getRingBytes(const OperandMemory &operands) const {
  int64_t ring = getWarps() * getStages() * getTokens() * kStepBytes * (operands.hasWideActivations ? 2 : 1);
  int64_t sums = getWarps() * kWarpColumns * getTokens() * 4;
  return std::max(ring, sums);
}

int64_t GemvScheduleAttr::getSharedBytes(const OperandMemory &operands) const {
  return getRingBytes(operands) + (operands.hasCodebook ? kCodebookBytes : 0);
}

LogicalResult GemvScheduleAttr::verifyFor(Operation *kernel, const GpuTarget &target, EmitError emitError) const {
  FailureOr<OperandMemory> operands = findOperandsOfArray(kernel, emitError);
  if (failed(operands) || failed(verifyMathFor(emitError, kernel, target, getMath())))
    return failure();
  return verifySharedBytes(emitError, getSharedBytes(*operands), target);
}

//===----------------------------------------------------------------------------------------------------===//
// mma
//===----------------------------------------------------------------------------------------------------===//

LogicalResult MmaScheduleAttr::verify(EmitError emitError, StringAttr layout, int64_t tokens, int64_t columnWarps,
                                      int64_t rowWarps, int64_t stages, int64_t splitK, MathMode math) {
  // (M1)
  if (!isTensorLayout(layout.getValue()) &&
      failed(verifyLayout(emitError, layout, " or of a tensor (row_major, column_major)")))
    return failure();
  if (failed(verifyOneOf(emitError, "tokens", tokens, {8, 16, 32, 64}))) // (M2)
    return failure();
  // (M3)
  for (auto [name, warps] : {std::pair("column_warps", columnWarps), std::pair("row_warps", rowWarps)})
    if (failed(verifyOneOf(emitError, name, warps, {1, 2, 4, 8, 16})))
      return failure();
  if (columnWarps * rowWarps > 16)
    return emitError() << "expected at most 16 warps, got " << columnWarps * rowWarps;
  // (M5)
  if (splitK < 1 || splitK > 64)
    return emitError() << "expected split_k to be 1 to 64, got " << splitK;
  if (failed(verifyStages(emitError, stages))) // (M4)
    return failure();
  return verifyMath(emitError, layout, math); // (M6)
}

StringRef MmaScheduleAttr::getKindName() const { return getMnemonic(); }
StringRef MmaScheduleAttr::getWeightLayout() const { return readsTensor() ? StringRef() : getLayout().getValue(); }

int64_t MmaScheduleAttr::getRingBytes(const OperandMemory &operands) const {
  std::optional<numerics::FragmentLayout> layout = numerics::findFragmentLayout(getLayout().getValue());
  int64_t stepK = kStepBytes * 8 / (layout ? layout->operandBits : 16);
  int64_t weights = getTileColumns() * stepK * operands.weightWidth / 8;
  int64_t activations = getTileRows() * kStepBytes * (operands.hasWideActivations ? 2 : 1);
  return getStages() * (activations + weights);
}

int64_t MmaScheduleAttr::getSharedBytes(const OperandMemory &operands) const {
  return getRingBytes(operands) + (operands.hasCodebook ? kCodebookBytes : 0);
}

LogicalResult MmaScheduleAttr::verifyFor(Operation *kernel, const GpuTarget &target, EmitError emitError) const {
  FailureOr<OperandMemory> operands =
      readsTensor() ? findOperandsOfTensor(kernel, emitError) : findOperandsOfArray(kernel, emitError);
  if (failed(operands) || failed(verifyMathFor(emitError, kernel, target, getMath())))
    return failure();
  return verifySharedBytes(emitError, getSharedBytes(*operands), target);
}
