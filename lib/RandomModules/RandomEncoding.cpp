//===- RandomEncoding.cpp - encodings, conventions and calibration rules ----------------------------------===//
#include "RandomEncoding.h"
#include "mlir/IR/Diagnostics.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::random_modules;
using numerics::Encoding;

static constexpr Format integerStorages[] = {Format::I2, Format::I3,  Format::I4,  Format::I5, Format::I6, Format::I7,
                                             Format::I8, Format::I16, Format::I32, Format::U2, Format::U3, Format::U4,
                                             Format::U5, Format::U6,  Format::U7,  Format::U8, Format::U16};
static constexpr Format floatStorages[] = {Format::F8E4M3FN, Format::F8E5M2, Format::F6E2M3FN, Format::F6E3M2FN,
                                           Format::F4E2M1FN};

//===----------------------------------------------------------------------------------------------------===//
// Blocks
//===----------------------------------------------------------------------------------------------------===//

int64_t random_modules::makeBlockSize(Random &random, int64_t dim) {
  switch (random.pickWeighted({40, 20, 40})) {
  case 0:
    return numerics::kWhole;
  case 1:
    return 1;
  default:
    return random.between(2, std::max<int64_t>(dim + 2, 3));
  }
}

static numerics::BlockShape makeBlock(Random &random, ArrayRef<int64_t> shape) {
  numerics::BlockShape block;
  for (int64_t dim : shape)
    block.push_back(makeBlockSize(random, dim));
  return block;
}

//===----------------------------------------------------------------------------------------------------===//
// Components
//===----------------------------------------------------------------------------------------------------===//

/// Small divisors of the dimensions with 2 to 8 elements together; nothing when no dimension has one.
static numerics::Shape makeVector(Random &random, ArrayRef<int64_t> shape) {
  numerics::Shape vector;
  int64_t size = 1;
  for (int64_t dim : shape) {
    int64_t divisor = random.between(1, 3);
    bool fits = dim % divisor == 0 && size * divisor <= 8;
    vector.push_back(fits ? divisor : 1);
    size *= vector.back();
  }
  if (size == 1)
    vector.clear();
  return vector;
}

static numerics::Codebook makeCodebook(Random &random, ArrayRef<int64_t> shape) {
  numerics::Codebook codebook;
  codebook.index = random.pick(
      {Format::U1, Format::U2, Format::U3, Format::U4, Format::U4, Format::U5, Format::U6, Format::U7, Format::U8});
  codebook.entry = random.pick(
      {Format::F32, Format::F32, Format::F16, Format::BF16, Format::F64, Format::I8, Format::F8E4M3FN, Format::F8E5M2});
  if (random.chance(30))
    codebook.vector = makeVector(random, shape);
  codebook.group.assign(shape.size(), numerics::kWhole);
  if (random.chance(40))
    codebook.group = makeBlock(random, shape);
  if (codebook.vector.empty())
    return codebook;
  for (auto [group, vector] : llvm::zip(codebook.group, codebook.vector))
    group *= vector;
  return codebook;
}

static Format makeScaleFormat(Random &random) {
  return random.pick({Format::F32, Format::F32, Format::F32, Format::F16, Format::BF16, Format::F64, Format::F8E8M0FNU,
                      Format::F8E4M3FN});
}

/// The storage format itself, another integer, or a float.
static Format makeZeroPointFormat(Random &random, Format storage, bool integersOnly) {
  switch (random.pickWeighted({50, 25, integersOnly ? 0u : 25u})) {
  case 0:
    return storage;
  case 1:
    return random.pick({Format::I8, Format::U8, Format::I32, Format::I16, Format::U16, Format::U4, Format::I4});
  default:
    return random.pick({Format::F32, Format::F16, Format::BF16, Format::F64});
  }
}

static numerics::Sparsity makeSparsity(Random &random, size_t rank) {
  using Kind = numerics::Sparsity::Kind;
  numerics::Sparsity sparsity;
  sparsity.kind = rank == 0 || random.chance(50) ? Kind::Bitmask : Kind::NOfM;
  if (sparsity.kind == Kind::Bitmask)
    return sparsity;
  sparsity.m = random.pick({2, 4, 4, 5, 8});
  sparsity.n = random.between(1, sparsity.m - 1);
  sparsity.axis = static_cast<int64_t>(random.below(rank));
  return sparsity;
}

static std::pair<int64_t, int64_t> makeClamp(Random &random, Format storage) {
  const numerics::FormatInfo &info = numerics::getInfo(storage);
  if (random.chance(50) && info.minInt < 0)
    return {-info.maxInt, info.maxInt};
  int64_t low = random.between(info.minInt, info.maxInt - 1);
  return {low, random.between(low + 1, info.maxInt)};
}

//===----------------------------------------------------------------------------------------------------===//
// Encodings
//===----------------------------------------------------------------------------------------------------===//

static void chooseStorage(Random &random, Encoding &encoding, ArrayRef<int64_t> shape, const EncodingRequest &request) {
  SmallVector<Format> integers;
  for (Format format : integerStorages)
    if (numerics::bitWidth(format) <= request.maxCodeBits)
      integers.push_back(format);
  encoding.storage = random.pick(integers);
  if (request.integerCodes)
    return;
  switch (random.pickWeighted({60, 25, 15})) {
  case 0:
    return;
  case 1:
    encoding.storage = random.pick(floatStorages);
    return;
  default:
    encoding.codebook = makeCodebook(random, shape);
    encoding.storage = encoding.codebook->index;
  }
}

static void chooseScaling(Random &random, Encoding &encoding, const EncodingRequest &request) {
  if (!request.scale && random.chance(8))
    return;
  encoding.scale = makeScaleFormat(random);
  encoding.tensorScale = random.chance(15);
  bool isInteger = !encoding.codebook && numerics::isInteger(encoding.storage);
  bool mayHaveZeroPoint = isInteger || (encoding.codebook && request.codebookZeroPoint);
  if (!mayHaveZeroPoint || !random.chance(isInteger ? 45 : 20))
    return;
  encoding.zeroPoint = makeZeroPointFormat(random, isInteger ? encoding.storage : Format::I8, request.integerCodes);
  if (random.chance(20))
    encoding.decode = numerics::DecodeRule::MulSub;
}

EncodingAttr random_modules::makeEncoding(Random &random, MLIRContext *context, ArrayRef<int64_t> shape,
                                          const EncodingRequest &request) {
  Encoding encoding;
  chooseStorage(random, encoding, shape, request);
  encoding.expressed = request.expressed
                           ? *request.expressed
                           : random.pick({Format::F32, Format::F32, Format::F16, Format::BF16, Format::F64});
  encoding.block = makeBlock(random, shape);
  if (request.wholeBlock)
    encoding.block.assign(shape.size(), numerics::kWhole);
  chooseScaling(random, encoding, request);
  if (!encoding.codebook && numerics::isInteger(encoding.storage) && random.chance(15))
    encoding.clamp = makeClamp(random, encoding.storage);
  if (random.chance(12))
    encoding.sparsity = makeSparsity(random, shape.size());
  // The same as none.
  if (random.chance(3))
    encoding.layout = "plain";
  return EncodingAttr::fromNumerics(context, encoding);
}

//===----------------------------------------------------------------------------------------------------===//
// Conventions and rules
//===----------------------------------------------------------------------------------------------------===//

ConventionAttr random_modules::makeConvention(Random &random, MLIRContext *context) {
  if (random.chance(50))
    return {};
  StringRef preset = random.pick(numerics::Convention::presetNames());
  std::vector<std::pair<std::string, std::string>> parameters;
  unsigned numParameters = random.chance(50) ? 0 : static_cast<unsigned>(random.between(1, 3));
  for (unsigned i = 0; i < numParameters; ++i) {
    StringRef name = random.pick(numerics::Convention::parameterNames());
    if (llvm::any_of(parameters, [&](auto &parameter) { return parameter.first == name; }))
      continue;
    SmallVector<StringRef> values;
    std::string described = numerics::Convention::describeValues(name);
    StringRef(described).split(values, ", ");
    std::string value = random.pick(values).str();
    if (name == "seed")
      value = std::to_string(random.below(1000));
    if (name == "epsilon")
      value = random.pick({"0.5", "1e-6", "0.015625"});
    parameters.emplace_back(name.str(), value);
  }
  return ConventionAttr::fromParameters([&] { return emitError(UnknownLoc::get(context)); }, context, preset,
                                        parameters);
}

/// One block whatever the sizes are.
static bool hasOneBlock(ArrayType type) {
  return llvm::all_of(type.getEncoding().getBlock(), [](int64_t size) { return size == numerics::kWhole; });
}

CalibrationAttr random_modules::makeCalibration(Random &random, ArrayType type) {
  using numerics::ScaleRule;
  EncodingAttr encoding = type.getEncoding();
  SmallVector<ScaleRule> rules = {ScaleRule::AbsMax, ScaleRule::AbsMax, ScaleRule::RMS, ScaleRule::Percentile};
  if (encoding.getZeroPoint())
    rules.append({ScaleRule::MinMax, ScaleRule::MinMax});
  if (hasOneBlock(type))
    rules.push_back(ScaleRule::Fixed);
  LutAttr lut = encoding.getLut();
  if (!lut || (!lut.isVector() && lut.getGroup().empty()))
    rules.push_back(ScaleRule::MSE);
  ScaleRule rule = random.pick(rules);
  SmallVector<double> arguments;
  double factor = random.pick({0.5, 1.0, 2.0, 0.75});
  // Of both tails a percentile below 50 cuts off everything.
  double percentile = encoding.getZeroPoint() ? 50 + factor * 24.5 : factor * 49;
  if (rule == ScaleRule::RMS || (rule != ScaleRule::Fixed && random.chance(30)))
    arguments.push_back(rule == ScaleRule::Percentile ? percentile : rule == ScaleRule::MSE ? factor / 2 : factor);
  if (rule == ScaleRule::MSE && !arguments.empty())
    arguments.push_back(static_cast<double>(random.between(1, 20)));
  if (rule == ScaleRule::Fixed) {
    if (encoding.getZeroPoint() && random.chance(50))
      arguments.push_back(-factor);
    arguments.push_back(2 * factor);
  }
  return CalibrationAttr::get(type.getContext(), rule, arguments);
}
