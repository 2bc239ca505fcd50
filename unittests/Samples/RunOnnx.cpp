//===- RunOnnx.cpp - QuantizeLinear and its kin ----------------------------------------------------------===//

#include "SampleRunner.h"

using namespace mlir::qnt::numerics;

/// The reference evaluator divides in the type of the input (or in `precision`), onnxruntime in f32.
static Convention getOnnxConvention(const SampleCase &sample) {
  Convention convention = getSampleConvention(sample);
  bool inInputType = sample.getString("evaluator") == "reference" && !sample.has("precision");
  convention.quotientType = inInputType ? Arithmetic::Input : Arithmetic::F32;
  if (sample.has("saturate") && sample.attributes["saturate"].get<int>() == 0)
    convention.overflow = Overflow::NonFinite;
  return convention;
}

/// Scales and zero points from the operands `scale` and `zeroPoint`.
static void fillParameters(const SampleCase &sample, const char *scale, const char *zeroPoint, Encoding &encoding,
                           ArrayParts &parts) {
  encoding.block = getSampleBlock(sample);
  encoding.scale = sample.inputs.at(scale).format();
  parts.scales = sample.inputs.at(scale).values();
  auto found = sample.inputs.find(zeroPoint);
  // The zero point of a float type only names the type: it must be 0.
  if (found == sample.inputs.end() || isFloat(encoding.storage))
    return;
  encoding.zeroPoint = getSampleFormat(found->second.dtype);
  parts.zeroPoints = found->second.values();
}

llvm::Expected<SampleArrays> mlir::qnt::numerics::runQuantizeLinear(const SampleCase &sample) {
  const SampleArray &x = sample.inputs.at("x"), &y = sample.outputs.at("y");
  Encoding encoding;
  encoding.storage = y.format();
  encoding.expressed = x.format();
  ArrayParts parts;
  parts.shape = x.shape;
  fillParameters(sample, "y_scale", "y_zero_point", encoding, parts);
  if (llvm::Error error = computeCodes(parts, x.values(), encoding.expressed, encoding, getOnnxConvention(sample)))
    return error;
  return SampleArrays{{"y", makeCodes(y.dtype, parts)}};
}

llvm::Expected<SampleArrays> mlir::qnt::numerics::runDequantizeLinear(const SampleCase &sample) {
  const SampleArray &x = sample.inputs.at("x"), &y = sample.outputs.at("y");
  Encoding encoding;
  encoding.storage = x.format();
  encoding.expressed = y.format();
  ArrayParts parts;
  parts.shape = x.shape;
  parts.codes = x.bits;
  fillParameters(sample, "x_scale", "x_zero_point", encoding, parts);
  return SampleArrays{{"y", makeSampleArray(y.dtype, parts.shape, dequantize(parts, encoding))}};
}

llvm::Expected<SampleArrays> mlir::qnt::numerics::runDynamicQuantizeLinear(const SampleCase &sample) {
  const SampleArray &x = sample.inputs.at("x");
  Encoding encoding;
  encoding.storage = Format::U8;
  encoding.block.assign(x.shape.size(), kWhole);
  encoding.scale = Format::F32;
  encoding.zeroPoint = Format::U8;
  Calibration minmax = llvm::cantFail(Calibration::create("minmax", {}));
  llvm::Expected<ArrayParts> parts =
      quantize(x.values(), x.shape, Format::F32, encoding, getSampleConvention(sample), minmax);
  if (!parts)
    return parts.takeError();
  return SampleArrays{{"y", makeCodes("uint8", *parts)},
                      {"y_scale", makeSampleArray("f32", {}, parts->scales)},
                      {"y_zero_point", makeSampleArray("uint8", {}, parts->zeroPoints)}};
}
