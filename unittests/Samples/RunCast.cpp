//===- RunCast.cpp - casts between formats ---------------------------------------------------------------===//

#include "Qnt/Numerics/Rounding.h"
#include "SampleRunner.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir::qnt::numerics;

/// ml_dtypes: infinity or NaN beyond the range; NaN of a format without NaN is a negative zero.
static EncodeOptions getCastOptions(const SampleCase &sample) {
  EncodeOptions options;
  options.overflow = Overflow::NonFinite;
  options.floatNaN = FloatNaN::NegativeZero;
  bool isOnnx = sample.convention == "onnx";
  if (isOnnx && (!sample.has("saturate") || sample.attributes["saturate"].get<int>() != 0))
    options.overflow = Overflow::Saturate;
  options.e8m0 = llvm::StringSwitch<E8M0Rule>(sample.getString("round_mode", isOnnx ? "up" : "nearest"))
                     .Case("up", E8M0Rule::Ceil)
                     .Case("down", E8M0Rule::Floor)
                     .Default(E8M0Rule::Nearest);
  return options;
}

llvm::Expected<SampleArrays> mlir::qnt::numerics::runCast(const SampleCase &sample) {
  const auto &[inputName, input] = *sample.inputs.begin();
  const auto &[outputName, output] = *sample.outputs.begin();
  Format to = output.format();
  EncodeOptions options = getCastOptions(sample);
  if (isExpressedFormat(to))
    options.overflow = Overflow::NonFinite;
  SampleArray result{output.dtype, input.shape, {}};
  for (double value : input.values())
    result.bits.push_back(encode(to, value, options));
  return SampleArrays{{outputName, result}};
}
