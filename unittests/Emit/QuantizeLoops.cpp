//===- QuantizeLoops.cpp - emitted quantization beside Numerics' --------------------------------------------===//

#include "QuantizeLoops.h"
#include "Qnt/Emit/Decode.h"
#include "Qnt/Emit/Quantize.h"
#include "Qnt/Numerics/Gradient.h"
#include "Qnt/Numerics/Quantize.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::emit;

numerics::Encoding emit::makeEncoding(Format storage, std::optional<Format> scale, std::optional<Format> zeroPoint,
                                      Format expressed) {
  numerics::Encoding encoding;
  encoding.storage = storage;
  encoding.block = {numerics::kWhole};
  encoding.scale = scale;
  encoding.zeroPoint = zeroPoint;
  encoding.expressed = expressed;
  return encoding;
}

std::vector<Format> emit::getStorageFormats() {
  std::vector<Format> formats;
  for (unsigned i = 0; i < numerics::kNumFormats; ++i)
    if (auto format = static_cast<Format>(i); numerics::isStorageFormat(format))
      formats.push_back(format);
  return formats;
}

/// Inputs: value, scale and zero point (where the encoding has one), each in its container.
void QuantizeLoops::add(QuantizeCase quantizeCase, int64_t vectorSize) {
  MLIRContext *context = program.getContext();
  const numerics::Encoding &encoding = quantizeCase.encoding;
  SmallVector<Type> inputs = {getContainerType(context, quantizeCase.input)};
  for (std::optional<Format> format : {encoding.scale, encoding.zeroPoint})
    if (format)
      inputs.push_back(getContainerType(context, *format));
  SmallVector<Type> outputs = {getContainerType(context, encoding.storage), program.getBuilder().getI8Type()};
  auto body = [&](ImplicitLocOpBuilder &b, Value index, ValueRange in) -> SmallVector<Value> {
    ElementEncoding element(encoding);
    ElementQuantizer quantizer(element, quantizeCase.convention, quantizeCase.input);
    unsigned next = 1;
    Value scale = encoding.scale ? emitScale(b, element, in[next++]) : Value();
    Value zeroPoint = encoding.zeroPoint ? emitZeroPoint(b, element, in[next++]) : Value();
    BlockValues block = quantizer.emitBlock(b, scale, zeroPoint);
    Value passes = quantizer.emitPassesGradient(b, in[0], block);
    Type byte = b.getI8Type();
    if (auto vector = dyn_cast<VectorType>(passes.getType()))
      byte = vector.clone(byte);
    return {quantizer.emitCode(b, in[0], block, index), arith::ExtUIOp::create(b, byte, passes)};
  };
  program.addLoop("quantize" + std::to_string(cases.size()), inputs, outputs, body, vectorSize);
  cases.push_back(std::move(quantizeCase));
}

static ElementArray repeat(Format format, double value, size_t count) {
  return ElementArray::fromValues(format, std::vector<double>(count, numerics::roundTo(format, value)));
}

void QuantizeLoops::check(size_t i, const ElementArray &values, BlockParameters parameters, oracle::Tally &tally) {
  const QuantizeCase &quantizeCase = cases[i];
  const numerics::Encoding &encoding = quantizeCase.encoding;
  size_t count = values.size() / 8 * 8;
  SmallVector<ElementArray> arrays = {values};
  numerics::ArrayParts parts;
  parts.shape = {int64_t(count)};
  if (encoding.scale) {
    arrays.push_back(repeat(*encoding.scale, parameters.scale, count));
    parts.scales = {arrays.back().getValue(0)};
  }
  if (encoding.zeroPoint) {
    arrays.push_back(repeat(*encoding.zeroPoint, parameters.zeroPoint, count));
    parts.zeroPoints = {arrays.back().getValue(0)};
  }
  std::vector<double> numbers = values.getValues();
  numbers.resize(count);
  llvm::cantFail(numerics::computeCodes(parts, numbers, quantizeCase.input, encoding, quantizeCase.convention));
  ElementArray codes(encoding.storage, count);
  std::vector<uint8_t> passes(count);
  SmallVector<const void *> inputs;
  for (const ElementArray &array : arrays)
    inputs.push_back(array.data());
  program.run("quantize" + std::to_string(i), inputs, {codes.data(), passes.data()}, count);
  auto describe = [&](size_t element) {
    return describeCase(quantizeCase, parameters) + " of " + oracle::describe(numbers[element]);
  };
  double scale = parts.scales.empty() ? 1.0 : parts.scales[0];
  double zeroPoint = parts.zeroPoints.empty() ? 0.0 : parts.zeroPoints[0];
  for (size_t element = 0; element < count; ++element) {
    tally.compare(codes.getBits(element), extendCode(encoding.storage, parts.codes[element]),
                  [&] { return "code" + describe(element); });
    bool expected = numerics::passesGradient(numbers[element], scale, zeroPoint, quantizeCase.input, encoding,
                                             quantizeCase.convention);
    tally.compare(passes[element], expected, [&] { return "gradient" + describe(element); });
  }
}

std::string emit::describeCase(const QuantizeCase &quantizeCase, BlockParameters parameters) {
  const numerics::Encoding &encoding = quantizeCase.encoding;
  std::string text;
  llvm::raw_string_ostream stream(text);
  stream << " " << numerics::getName(quantizeCase.input) << " to " << numerics::getName(encoding.storage);
  if (encoding.scale)
    stream << ", scale " << numerics::getName(*encoding.scale) << " " << parameters.scale;
  if (encoding.zeroPoint)
    stream << ", zero point " << numerics::getName(*encoding.zeroPoint) << " " << parameters.zeroPoint;
  numerics::Convention standard;
  for (StringRef name : numerics::Convention::parameterNames())
    if (quantizeCase.convention.get(name) != standard.get(name))
      stream << ", " << name << " = " << quantizeCase.convention.get(name);
  return text;
}
