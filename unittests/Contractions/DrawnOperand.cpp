//===- DrawnOperand.cpp - random arrays and float tensors -------------------------------------------------===//
#include "DrawnOperand.h"
#include "Qnt/Numerics/Quantize.h"
#include "Qnt/Numerics/Rounding.h"
#include "mlir/AsmParser/AsmParser.h"
#include "mlir/IR/Builders.h"
#include <cmath>

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::test;
using numerics::Encoding;
using numerics::Format;

int64_t test::pick(Random &random, int64_t low, int64_t high) {
  return std::uniform_int_distribution<int64_t>(low, high)(random);
}

template <typename T, size_t count>
static T pickOf(Random &random, const T (&values)[count]) {
  return values[pick(random, 0, count - 1)];
}

std::string test::drawShapeText(Random &random, llvm::ArrayRef<int64_t> shape, int64_t chance) {
  std::string text;
  for (int64_t size : shape)
    text += (oneIn(random, chance) ? "?" : std::to_string(size)) + "x";
  return text;
}

//===----------------------------------------------------------------------------------------------------===//
// Encodings
//===----------------------------------------------------------------------------------------------------===//

static numerics::BlockShape drawBlock(Random &random, llvm::ArrayRef<int64_t> shape, const DimList &whole) {
  numerics::BlockShape block;
  bool isPlain = oneIn(random, 3);
  for (auto [dim, size] : llvm::enumerate(shape)) {
    bool isWhole = llvm::is_contained(whole, static_cast<int64_t>(dim)) || pick(random, 0, 1);
    block.push_back(isWhole ? numerics::kWhole : isPlain ? 1 : pick(random, 1, size + 1));
  }
  return block;
}

static numerics::Codebook drawCodebook(Random &random, llvm::ArrayRef<int64_t> shape) {
  numerics::Codebook codebook;
  codebook.index = pickOf(random, {Format::U1, Format::U2, Format::U3, Format::U4, Format::U6});
  codebook.entry = pickOf(random, {Format::F32, Format::F16, Format::BF16, Format::I8, Format::F8E4M3FN, Format::F64});
  if (oneIn(random, 3))
    for (int64_t size : shape)
      codebook.vector.push_back(size > 0 && size % 2 == 0 && pick(random, 0, 1) ? 2 : 1);
  if (!codebook.isVector())
    codebook.vector.clear();
  if (oneIn(random, 3))
    for (size_t dim = 0; dim < shape.size(); ++dim) {
      int64_t step = codebook.isVector() ? codebook.vector[dim] : 1;
      codebook.group.push_back(pick(random, 0, 1) ? numerics::kWhole : step * pick(random, 1, 2));
    }
  return codebook;
}

static Encoding drawEncoding(Random &random, llvm::ArrayRef<int64_t> shape, const OperandKind &kind) {
  const Format integers[] = {Format::I8, Format::U8, Format::I4,  Format::U4, Format::I2,  Format::U2,
                             Format::I3, Format::U5, Format::I16, Format::I8, Format::U16, Format::I32};
  const Format floats[] = {Format::F8E4M3FN, Format::F8E5M2, Format::F6E2M3FN, Format::F6E3M2FN, Format::F4E2M1FN};
  Encoding encoding;
  encoding.block = drawBlock(random, shape, kind.whole);
  encoding.storage = kind.integersOnly || pick(random, 0, 2) ? pickOf(random, integers) : pickOf(random, floats);
  if (!kind.integersOnly && oneIn(random, 5)) {
    encoding.codebook = drawCodebook(random, shape);
    encoding.storage = encoding.codebook->index;
  }
  encoding.expressed = pickOf(random, {Format::F32, Format::F32, Format::F16, Format::BF16, Format::F64});
  if (!oneIn(random, 8))
    encoding.scale =
        pickOf(random, {Format::F32, Format::F32, Format::F16, Format::BF16, Format::F8E8M0FNU, Format::F8E4M3FN});
  if (encoding.scale && !kind.integersOnly && oneIn(random, 10))
    encoding.scale = Format::F64;
  encoding.tensorScale = encoding.scale && oneIn(random, 6);
  bool mayHaveZeroPoint = encoding.scale && (encoding.codebook || numerics::isInteger(encoding.storage));
  if (mayHaveZeroPoint && pick(random, 0, 1))
    encoding.zeroPoint = pickOf(random, {Format::I8, Format::U8, Format::U4, Format::I16, Format::I32, Format::I4});
  if (encoding.zeroPoint && !kind.integersOnly && oneIn(random, 5))
    encoding.zeroPoint = pickOf(random, {Format::F32, Format::F16, Format::BF16, Format::F64});
  if (encoding.zeroPoint && oneIn(random, 8))
    encoding.decode = numerics::DecodeRule::MulSub;
  if (!encoding.codebook && numerics::isInteger(encoding.storage) && oneIn(random, 8))
    encoding.clamp = {numerics::getInfo(encoding.storage).minInt, numerics::getInfo(encoding.storage).maxInt - 1};
  if (oneIn(random, 8))
    encoding.sparsity.kind = numerics::Sparsity::Kind::Bitmask;
  return encoding;
}

//===----------------------------------------------------------------------------------------------------===//
// Parts
//===----------------------------------------------------------------------------------------------------===//

/// A finite code unless `isExtreme`.
static uint64_t drawCode(Random &random, const Encoding &encoding, bool isExtreme) {
  Format format = encoding.codebook ? encoding.codebook->index : encoding.storage;
  for (;;) {
    uint64_t code = random() & llvm::maskTrailingOnes<uint64_t>(numerics::bitWidth(format));
    double value = numerics::decode(format, code);
    if (encoding.clamp && (value < encoding.clamp->first || value > encoding.clamp->second))
      continue;
    if (std::isfinite(value) || isExtreme)
      return code;
  }
}

static double drawNumber(Random &random, Format format) {
  double value = std::ldexp(1.0 + std::uniform_real_distribution<double>()(random), pick(random, -5, 2));
  return numerics::roundTo(format, value);
}

static double drawZeroPoint(Random &random, Format format) {
  const numerics::FormatInfo &info = numerics::getInfo(format);
  if (info.isFloat)
    return (pick(random, 0, 1) ? 1 : -1) * drawNumber(random, format);
  return pick(random, std::max<int64_t>(info.minInt, -300), std::min<int64_t>(info.maxInt, 300));
}

static numerics::ArrayParts drawParts(Random &random, llvm::ArrayRef<int64_t> shape, const Encoding &encoding,
                                      bool isExtreme) {
  numerics::ArrayParts parts;
  parts.shape.assign(shape.begin(), shape.end());
  int64_t numElements = numerics::getNumElements(shape), numCodes = numElements;
  if (encoding.codebook && encoding.codebook->isVector())
    numCodes /= encoding.codebook->vectorSize();
  for (int64_t i = 0; i < numCodes; ++i)
    parts.codes.push_back(drawCode(random, encoding, isExtreme));
  int64_t numBlocks = numerics::getNumElements(numerics::getGridShape(shape, encoding.block));
  for (int64_t i = 0; i < numBlocks && encoding.scale; ++i)
    parts.scales.push_back(drawNumber(random, *encoding.scale));
  for (int64_t i = 0; i < numBlocks && encoding.zeroPoint; ++i)
    parts.zeroPoints.push_back(drawZeroPoint(random, *encoding.zeroPoint));
  if (encoding.tensorScale)
    parts.tensorScale = drawNumber(random, Format::F32);
  if (encoding.sparsity.kind != numerics::Sparsity::Kind::None)
    for (int64_t i = 0; i < numElements; ++i)
      parts.mask.push_back(pick(random, 0, 1));
  if (const auto &codebook = encoding.codebook) {
    int64_t numTables = 1;
    if (!codebook->group.empty())
      numTables = numerics::getNumElements(numerics::getGridShape(shape, codebook->group));
    int64_t numEntries =
        (int64_t(1) << numerics::bitWidth(codebook->index)) * (codebook->isVector() ? codebook->vectorSize() : 1);
    for (int64_t i = 0; i < numTables * numEntries; ++i)
      parts.codebook.push_back(numerics::isInteger(codebook->entry)
                                   ? pick(random, -128, 127)
                                   : (pick(random, 0, 1) ? 1 : -1) * drawNumber(random, codebook->entry));
  }
  return parts;
}

static DrawnOperand drawTensor(MLIRContext &context, Random &random, llvm::ArrayRef<int64_t> shape, bool isExtreme) {
  Builder builder(&context);
  const std::pair<const char *, FloatType> types[] = {{"f32", builder.getF32Type()},
                                                      {"f32", builder.getF32Type()},
                                                      {"f16", builder.getF16Type()},
                                                      {"bf16", builder.getBF16Type()},
                                                      {"f64", builder.getF64Type()}};
  auto [name, type] = pickOf(random, types);
  const double extremes[] = {INFINITY, -INFINITY, NAN, 1e30, -0.0, 1e-40};
  std::vector<double> values;
  for (int64_t i = 0; i < numerics::getNumElements(shape); ++i)
    values.push_back(isExtreme && oneIn(random, 6) ? pickOf(random, extremes)
                                                   : std::uniform_real_distribution<double>(-2, 2)(random));
  reference::Tensor tensor = reference::Tensor::fromFloats(type, shape, values);
  std::vector<double> reals = tensor.getNumbers();
  return {"tensor<" + drawShapeText(random, shape, 4) + name + ">", std::move(tensor), std::move(reals),
          Shape(shape.begin(), shape.end())};
}

static DrawnOperand drawArray(MLIRContext &context, Random &random, llvm::ArrayRef<int64_t> shape, Encoding encoding,
                              bool isExtreme, int64_t dynamicChance) {
  // As text has it: a group of the whole value is none.
  std::string text;
  llvm::raw_string_ostream(text) << EncodingAttr::fromNumerics(&context, encoding);
  auto attr = cast<EncodingAttr>(parseAttribute(text, &context));
  encoding = attr.toNumerics();
  numerics::ArrayParts parts = drawParts(random, shape, encoding, isExtreme);
  std::vector<double> reals = numerics::decodeReal(parts, encoding);
  std::string type = "!qnt.array<" + drawShapeText(random, shape, dynamicChance);
  llvm::raw_string_ostream(type) << (shape.empty() ? "" : ", ") << attr << ">";
  // "2x3x, #.."
  for (size_t at; (at = type.find("x, #qnt.encoding")) != std::string::npos;)
    type.erase(at, 1);
  return {type, reference::Array(attr, std::move(parts)), std::move(reals), Shape(shape.begin(), shape.end())};
}

DrawnOperand test::drawOperand(MLIRContext &context, Random &random, llvm::ArrayRef<int64_t> shape,
                               const OperandKind &kind) {
  bool isExtreme = oneIn(random, 20);
  if (kind.allowFloat && oneIn(random, 4))
    return drawTensor(context, random, shape, isExtreme);
  Encoding encoding = drawEncoding(random, shape, kind);
  return drawArray(context, random, shape, encoding, isExtreme, 4);
}

DrawnOperand test::makeArray(MLIRContext &context, Random &random, llvm::ArrayRef<int64_t> shape, Encoding encoding) {
  return drawArray(context, random, shape, std::move(encoding), /*isExtreme=*/false, kNeverDynamic);
}

DrawnOperand test::makeTensor(Random &random, llvm::ArrayRef<int64_t> shape, FloatType type) {
  std::vector<double> values(numerics::getNumElements(shape));
  for (double &value : values)
    value = std::uniform_real_distribution<double>(-2, 2)(random);
  reference::Tensor tensor = reference::Tensor::fromFloats(type, shape, values);
  std::vector<double> reals = tensor.getNumbers();
  std::string text = "tensor<" + drawShapeText(random, shape, kNeverDynamic);
  llvm::raw_string_ostream(text) << type << ">";
  return {text, std::move(tensor), std::move(reals), Shape(shape.begin(), shape.end())};
}
