//===- Speculation.cpp - where ops cannot fail when the program runs --------------------------------------===//
//
// An op that ends the program when an index is outside, or sizes do not fit, may not run where the program would not
// have run it. Each op says here when types and constants rule all of its errors out. Sizes that are only known at run
// time may be any that the types allow; a result that memory does not hold is no error of the op.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "ParameterOperands.h"
#include "Qnt/IR/Accumulators.h"
#include "Qnt/IR/LayoutMapping.h"
#include "Qnt/IR/PartData.h"
#include "Qnt/IR/QntOps.h"

using namespace mlir;
using namespace mlir::qnt;
using Speculation::Speculatability;

static Speculatability speculatableIf(bool neverFails) {
  return neverFails ? Speculation::Speculatable : Speculation::NotSpeculatable;
}

//===----------------------------------------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------------------------------------===//

static ArrayRef<int64_t> getTypeShape(Type type) {
  auto array = dyn_cast<ArrayType>(type);
  return array ? array.getShape() : cast<RankedTensorType>(type).getShape();
}

static bool hasStaticSizes(Type type) { return !llvm::is_contained(getTypeShape(type), ShapedType::kDynamic); }

static bool haveStaticSizes(TypeRange types) { return llvm::all_of(types, hasStaticSizes); }

/// Both have one shape whatever the dynamic sizes of `from` are.
static bool assertsNothing(Type from, Type to) {
  return llvm::all_of(llvm::zip_equal(getTypeShape(from), getTypeShape(to)), [](auto pair) {
    return ShapedType::isDynamic(std::get<1>(pair)) || std::get<0>(pair) == std::get<1>(pair);
  });
}

/// Each size is 1, or static on both sides, so that the verifier has compared it.
static bool broadcastsAlways(Value operand, ArrayRef<int64_t> shape) {
  return !operand || llvm::all_of(llvm::zip_equal(getTypeShape(operand.getType()), shape), [](auto pair) {
    auto [size, expected] = pair;
    return size == 1 || (!ShapedType::isDynamic(size) && !ShapedType::isDynamic(expected));
  });
}

//===----------------------------------------------------------------------------------------------------===//
// Numbers
//===----------------------------------------------------------------------------------------------------===//

/// A constant whose numbers all are so; not when there is none.
static bool areNumbers(DenseIntElementsAttr constant, function_ref<bool(const APInt &)> holds) {
  if (!constant || constant.isSplat())
    return constant && holds(constant.getSplatValue<APInt>());
  return llvm::all_of(constant.getValues<APInt>(), holds);
}

//===----------------------------------------------------------------------------------------------------===//
// Parts
//===----------------------------------------------------------------------------------------------------===//

/// How many elements n:m sparsity keeps is counted.
static bool isMaskCounted(EncodingAttr encoding) {
  SparsityAttr sparsity = encoding.getSparsity();
  return sparsity && !sparsity.isBitmask();
}

/// `part` has the sizes that an array of this type needs, whatever the array's dynamic ones are.
static bool fitsAlways(Value part, ArrayType array, PartKind kind) {
  return !part || (hasStaticSizes(part.getType()) && hasStaticSizes(array.getPartType(kind)));
}

Speculatability AssembleOp::getSpeculatability() {
  ArrayType array = getType();
  // A constant mask is verified.
  if (isMaskCounted(array.getEncoding()) && !getConstantIntegers(getPart(PartKind::Mask)))
    return Speculation::NotSpeculatable;
  return speculatableIf(llvm::all_of(llvm::zip_equal(array.getPartKinds(), getParts()), [&](auto pair) {
    auto [kind, part] = pair;
    return kind == PartKind::Codes || fitsAlways(part, array, kind);
  }));
}

Speculatability CastOp::getSpeculatability() {
  return speculatableIf(assertsNothing(getSource().getType(), getType()));
}

//===----------------------------------------------------------------------------------------------------===//
// Quantization
//===----------------------------------------------------------------------------------------------------===//

/// The parameters fit values of `input` on their way to `array`.
static bool quantizesAlways(Type input, ArrayType array, const ParameterOperands &operands) {
  return !isMaskCounted(array.getEncoding()) && assertsNothing(input, array) &&
         fitsAlways(operands.scale, array, PartKind::Scales) &&
         fitsAlways(operands.zeroPoint, array, PartKind::ZeroPoints) &&
         fitsAlways(operands.codebook, array, PartKind::Codebook) && fitsAlways(operands.mask, array, PartKind::Mask);
}

/// The types say that code - zero point of every element fits in 32 bits.
static bool areDifferencesNarrow(Type input) {
  auto array = dyn_cast<ArrayType>(input);
  if (!array || !array.getEncoding().getZeroPoint())
    return true;
  const numerics::FormatInfo &codes = numerics::getInfo(array.getEncoding().getStorage());
  const numerics::FormatInfo &zeroPoints = numerics::getInfo(*array.getEncoding().getZeroPoint());
  return llvm::isInt<32>(codes.minInt - zeroPoints.maxInt) && llvm::isInt<32>(codes.maxInt - zeroPoints.minInt);
}

Speculatability QuantizeOp::getSpeculatability() {
  return speculatableIf(quantizesAlways(getInput().getType(), getType(), ParameterOperands::of(*this)));
}

Speculatability RequantizeOp::getSpeculatability() {
  Type input = getInput().getType();
  bool broadcast = llvm::all_of(ArrayRef<Value>{getInputScale(), getMultiplier(), getShift()},
                                [&](Value operand) { return broadcastsAlways(operand, getTypeShape(input)); });
  if (!broadcast || !quantizesAlways(input, getType(), ParameterOperands::of(*this)))
    return Speculation::NotSpeculatable;
  // Constant factors are verified.
  return speculatableIf(!isIntegerForm() || (getConstantIntegers(getMultiplier()) && getConstantIntegers(getShift()) &&
                                             areDifferencesNarrow(input)));
}

Speculatability FakeQuantizeOp::getSpeculatability() {
  return speculatableIf(quantizesAlways(getInput().getType(), getArrayType(), ParameterOperands::of(*this)));
}

/// Input and gradient have one size where it is static.
template <typename OpT>
static Speculatability getGradientSpeculatability(OpT op) {
  return speculatableIf(hasStaticSizes(op.getInput().getType()) &&
                        quantizesAlways(op.getInput().getType(), op.getArrayType(), ParameterOperands::of(op)));
}

Speculatability FakeQuantizeGradOp::getSpeculatability() { return getGradientSpeculatability(*this); }
Speculatability QuantizeGradOp::getSpeculatability() { return getGradientSpeculatability(*this); }

//===----------------------------------------------------------------------------------------------------===//
// Layout
//===----------------------------------------------------------------------------------------------------===//

/// Of one dynamic size the static ones must divide the number of elements; several are those of the input.
Speculatability ReshapeOp::getSpeculatability() {
  ArrayRef<int64_t> input = getInput().getType().getShape(), result = getType().getShape();
  if (llvm::count(result, ShapedType::kDynamic) != 1)
    return Speculation::Speculatable;
  int64_t given = getProductOfStaticSizes(input), known = getProductOfStaticSizes(result);
  return speculatableIf(known == 0 || given % known == 0);
}

/// Along a dynamic dimension only what starts at its first element and takes none, or all that there are, lies inside.
Speculatability SliceOp::getSpeculatability() {
  return speculatableIf(
      llvm::all_of(llvm::zip_equal(getInput().getType().getShape(), getOffsets(), getSizes()), [](auto dim) {
        auto [size, offset, count] = dim;
        return !ShapedType::isDynamic(size) || (offset == 0 && count <= 0);
      }));
}

/// The inputs' sizes along the other dimensions are compared.
Speculatability ConcatOp::getSpeculatability() {
  ArrayRef<int64_t> first = cast<ArrayType>(getInputs().front().getType()).getShape();
  return speculatableIf(getInputs().size() == 1 || llvm::all_of(getInputs().getTypes(), [&](Type type) {
                          for (auto [dim, size] : llvm::enumerate(getTypeShape(type)))
                            if (static_cast<int64_t>(dim) != static_cast<int64_t>(getDim()) &&
                                (ShapedType::isDynamic(size) || ShapedType::isDynamic(first[dim])))
                              return false;
                          return true;
                        }));
}

/// Padded dynamic sizes may be too many elements.
Speculatability PadOp::getSpeculatability() { return speculatableIf(hasStaticSizes(getInput().getType())); }

Speculatability GatherOp::getSpeculatability() {
  if (!hasStaticSizes(getInput().getType()))
    return Speculation::NotSpeculatable;
  auto size = static_cast<uint64_t>(getInput().getType().getDimSize(getDim()));
  return speculatableIf(areNumbers(getConstantIntegers(getIndices()), [&](const APInt &index) {
    return !index.isNegative() && index.getLimitedValue() < size;
  }));
}

//===----------------------------------------------------------------------------------------------------===//
// Contractions
//===----------------------------------------------------------------------------------------------------===//

/// Operands' sizes are compared where they are dynamic, and the result's may be too many elements.
static bool contractsAlways(Operation *op) { return haveStaticSizes(op->getOperandTypes()); }

static bool isIntegerResult(Operation *op) {
  return cast<RankedTensorType>(op->getResult(0).getType()).getElementType().isInteger();
}

/// Every sum of an i32 result fits in it, whatever codes and zero points are.
static bool doSumsFit(Operation *contraction) {
  if (!isIntegerResult(contraction))
    return true;
  auto getRange = [&](unsigned i) {
    return getElementRange(cast<ArrayType>(contraction->getOperand(i).getType()).getEncoding());
  };
  std::optional<int64_t> products = countTileProducts(contraction);
  return products && *products <= countFittingProducts(getRange(0), getRange(1), 32);
}

template <typename OpT>
static bool generalContractsAlways(OpT op) {
  AccumulatorAttr accumulator = op.getAccumulatorAttr();
  bool isCounted = accumulator && accumulator.getAtMost();
  return contractsAlways(op) && !isCounted && doSumsFit(op);
}

/// No size is negative, and the groups that are held are all of them.
static bool areGroupsKnown(Value groupSizes, Value groupOffset) {
  return !groupOffset &&
         areNumbers(getConstantIntegers(groupSizes), [](const APInt &size) { return !size.isNegative(); });
}

Speculatability DotGeneralOp::getSpeculatability() { return speculatableIf(generalContractsAlways(*this)); }

Speculatability ConvGeneralDilatedOp::getSpeculatability() { return speculatableIf(generalContractsAlways(*this)); }

Speculatability RaggedDotGeneralOp::getSpeculatability() {
  return speculatableIf(generalContractsAlways(*this) && areGroupsKnown(getGroupSizes(), getGroupOffset()));
}

Speculatability DotOp::getSpeculatability() {
  return speculatableIf(contractsAlways(*this) && !isIntegerResult(*this));
}

Speculatability EinsumOp::getSpeculatability() {
  return speculatableIf(contractsAlways(*this) && !isIntegerResult(*this));
}

Speculatability RaggedDotOp::getSpeculatability() {
  return speculatableIf(contractsAlways(*this) && !isIntegerResult(*this) &&
                        areGroupsKnown(getGroupSizes(), getGroupOffset()));
}
