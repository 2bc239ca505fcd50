//===- Parameters.cpp - quantization parameters as operands, and what arrays made of them hold ------------===//
#include "Parameters.h"
#include "Qnt/Numerics/Quantize.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::random_modules;

std::optional<Facts> &PartFacts::get(PartKind kind) {
  switch (kind) {
  case PartKind::Codes:
    return codes;
  case PartKind::Scales:
    return scales;
  case PartKind::ZeroPoints:
    return zeroPoints;
  case PartKind::Codebook:
    return codebook;
  case PartKind::TensorScale:
  case PartKind::Mask:
    return tensorScale;
  }
  llvm_unreachable("unknown part");
}

/// The range of an integer part in its own signedness.
static Bounds getIntegerBounds(Format format, const std::optional<Facts> &facts) {
  const numerics::FormatInfo &info = numerics::getInfo(format);
  Bounds type{info.minInt, info.maxInt};
  // A negative signless value is a large one of an unsigned format.
  if (!facts || (!info.isSigned && facts->bounds.low < 0))
    return type;
  return {std::max(facts->bounds.low, type.low), std::min(facts->bounds.high, type.high)};
}

/// Facts of a float part.
static Facts getFloatPart(Format format, std::optional<Facts> facts) {
  if (facts)
    return *facts;
  Facts type;
  type.grid = getTypeGrid(format);
  return type;
}

/// What the codes stand for, before zero points and scales.
static Facts getNumbers(EncodingAttr encoding, const PartFacts &parts) {
  Facts numbers;
  if (LutAttr lut = encoding.getLut()) {
    if (numerics::isFloat(lut.getEntry()))
      return getFloatPart(lut.getEntry(), parts.codebook);
    numbers.bounds = getIntegerBounds(lut.getEntry(), parts.codebook);
    numbers.grid = Grid::ofIntegers(numbers.bounds.low, numbers.bounds.high);
    numbers.isFinite = true;
    return numbers;
  }
  if (!encoding.hasIntegerCodes()) {
    numbers.grid = getTypeGrid(encoding.getStorage());
    const numerics::FormatInfo &info = numerics::getInfo(encoding.getStorage());
    numbers.isFinite = !info.hasNaN && !info.hasInfinity;
    return numbers;
  }
  numbers.bounds = getIntegerBounds(encoding.getStorage(), parts.codes);
  numbers.grid = Grid::ofIntegers(numbers.bounds.low, numbers.bounds.high);
  numbers.isFinite = true;
  return numbers;
}

static void subtractZeroPoints(Facts &numbers, Format format, const std::optional<Facts> &zeroPoints) {
  if (numerics::isFloat(format)) {
    Facts facts = getFloatPart(format, zeroPoints);
    numbers.grid = Grid::sum(numbers.grid, facts.grid);
    numbers.isFinite &= facts.isFinite;
    numbers.bounds = {};
    return;
  }
  Bounds bounds = getIntegerBounds(format, zeroPoints);
  numbers.grid = Grid::sum(numbers.grid, Grid::ofIntegers(bounds.low, bounds.high));
  if (numbers.bounds.low != Bounds().low) // codes of floats have no bounds
    numbers.bounds = {numbers.bounds.low - bounds.high, numbers.bounds.high - bounds.low};
}

Facts random_modules::getArrayFacts(ArrayType type, ArrayRef<int64_t> shape, PartFacts parts) {
  EncodingAttr encoding = type.getEncoding();
  Facts facts = getNumbers(encoding, parts);
  facts.shape.assign(shape.begin(), shape.end());
  if (encoding.getZeroPoint())
    subtractZeroPoints(facts, *encoding.getZeroPoint(), parts.zeroPoints);
  if (!encoding.hasIntegerCodes())
    facts.bounds = {};
  if (!encoding.getScale())
    return facts;
  Facts scale = getFloatPart(*encoding.getScale(), parts.scales);
  facts.isFinite &= scale.isFinite;
  facts.grid = Grid::product(facts.grid, scale.grid);
  if (!encoding.getTensorScale())
    return facts;
  Facts tensorScale = getFloatPart(Format::F32, parts.tensorScale);
  facts.isFinite &= tensorScale.isFinite;
  facts.grid = Grid::product(facts.grid, tensorScale.grid);
  return facts;
}

//===----------------------------------------------------------------------------------------------------===//
// Operands
//===----------------------------------------------------------------------------------------------------===//

/// Of such codes no symmetric rule finds a scale.
static bool hasNoCodeAboveZero(EncodingAttr encoding, const Parameters &parameters) {
  numerics::Convention convention = parameters.convention ? parameters.convention.toNumerics() : numerics::Convention();
  return numerics::findZeroAtTheEnd(encoding.toNumerics(), convention, parameters.calibration.toNumerics()).has_value();
}

/// n:m sparsity without a mask operand does not exist: the mask is always an operand.
Parameters random_modules::makeParameters(Generator &generator, ArrayType type, ArrayRef<int64_t> shape,
                                          bool isStatic) {
  Parameters parameters;
  Random &random = generator.getRandom();
  parameters.convention = makeConvention(random, generator.getContext());
  bool mayBeDynamic =
      type.getEncoding().getScale() && !(type.getEncoding().hasLut() && type.getEncoding().getZeroPoint());
  if (!isStatic && mayBeDynamic && random.chance(50))
    parameters.calibration = makeCalibration(random, type);
  if (parameters.calibration && hasNoCodeAboveZero(type.getEncoding(), parameters))
    parameters.calibration = {};
  for (PartKind kind : type.getPartKinds()) {
    bool isChosen = parameters.calibration && kind != PartKind::Codebook && kind != PartKind::Mask;
    if (kind == PartKind::Codes || isChosen)
      continue;
    Known operand = generator.getPart(type, shape, kind);
    if (kind == PartKind::Scales)
      parameters.scale = operand.value;
    else if (kind == PartKind::ZeroPoints)
      parameters.zeroPoint = operand.value;
    else if (kind == PartKind::Codebook)
      parameters.codebook = operand.value;
    else if (kind == PartKind::TensorScale)
      parameters.tensorScale = operand.value;
    else
      parameters.mask = operand.value;
    if (kind != PartKind::Mask)
      parameters.facts.get(kind) = operand.facts;
  }
  return parameters;
}
