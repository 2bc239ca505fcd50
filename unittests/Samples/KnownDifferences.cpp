//===- KnownDifferences.cpp - where we mean to differ from a package -------------------------------------===//

#include "KnownDifferences.h"
#include "Qnt/Numerics/Rounding.h"
#include "SampleRunner.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>

using namespace mlir::qnt::numerics;

/// The block that an element of `output` belongs to; scales and zero points are one element per block themselves.
static size_t getBlock(const SampleCase &sample, const std::string &output, int64_t index) {
  if (output == "scale" || output == "zero_point")
    return size_t(index);
  return size_t(getBlockIndex(index, sample.inputs.at("x").shape, getSampleBlock(sample)));
}

static std::string findInQuantizeLinear(const SampleCase &sample, const std::string &output, int64_t index) {
  double scale = sample.inputs.at("y_scale").values()[getBlock(sample, output, index)];
  double quotient = sample.inputs.at("x").values()[size_t(index)] / scale;
  EncodeOptions options;
  options.overflow = Overflow::NonFinite;
  double rounded = roundTo(sample.inputs.at("x").format(), quotient, options);
  bool beyond = std::fabs(quotient) >= 0x1p31 || std::isinf(rounded);
  return beyond && sample.getString("evaluator") == "reference"
             ? "the reference evaluator sends quotients beyond i32 or its type, +inf among them, to the low end"
             : "";
}

static std::string findInDynamicQuantizeLinear(const SampleCase &sample, const std::string &output) {
  bool allZero = llvm::all_of(sample.inputs.at("x").values(), [](double value) { return value == 0.0; });
  return allZero && output == "y_scale" && sample.getString("evaluator") != "onnxruntime"
             ? "an all-zero input has scale 1, in the reference evaluator 1/255"
             : "";
}

static std::string findInDequantizeLinear(const SampleCase &sample, int64_t index) {
  double code = sample.inputs.at("x").values()[size_t(index)];
  return sample.inputs.at("x").dtype == "int32" && std::fabs(code) > 0x1p24
             ? "the difference of code and zero point is rounded to f32 before it is multiplied; ours is exact"
             : "";
}

/// Of finite floats of one sign; numbers of different signs are far apart.
static uint64_t getUnitsApart(uint64_t bits, uint64_t otherBits) {
  return bits > otherBits ? bits - otherBits : otherBits - bits;
}

/// The scales are neighbours in f32, and so are products of a code with them, or next but one; the codes are the same.
static std::string findInRms(const SampleCase &sample, const std::string &output, const SampleArray &ours,
                             int64_t index) {
  uint64_t units = output == "scale" ? 1 : output == "decoded" ? 2 : 0;
  return getUnitsApart(ours.bits[size_t(index)], sample.outputs.at(output).bits[size_t(index)]) <= units
             ? "XLA adds the squares in f32 in an order of its own; ours adds in f64"
             : "";
}

static std::string findInQuantize(const SampleCase &sample, const std::string &output, const SampleArray &ours,
                                  int64_t index) {
  const SampleArray &x = sample.inputs.at("x");
  if (sample.convention == "concrete")
    return output != "scale" && std::isnan(x.values()[size_t(index)])
               ? "NaN has no code: it becomes the smallest 64-bit integer"
               : "";
  if (!sample.outputs.count("scale"))
    return "";
  if (sample.name == "rms-int8-f32")
    return findInRms(sample, output, ours, index);
  size_t block = getBlock(sample, output, index);
  if (sample.getString("dtype") == "nvfp4" && sample.outputs.at("scale").values()[block] == 0.0)
    return "the scale rounds to 0; ours becomes the smallest positive one";
  if (sample.convention != "apple" || !sample.outputs.count("zero_point") || output != "codes")
    return "";
  // qmin * max - qmax * min overflows: infinity less infinity.
  double largest = 0.0;
  std::vector<double> values = x.values();
  for (size_t i = 0; i < values.size(); ++i)
    largest = getBlock(sample, output, int64_t(i)) == block ? std::fmax(largest, std::fabs(values[i])) : largest;
  Format input = x.format(), storage = requireSampleFormat(sample.getString("dtype"));
  return largest * double(getInfo(storage).maxInt) > getInfo(input).maxFinite
             ? "the zero point overflows to NaN and takes the codes with it; ours is stored as 0 and used as such"
             : "";
}

std::string mlir::qnt::numerics::findKnownDifference(const SampleCase &sample, const std::string &output,
                                                     const SampleArray &ours, int64_t index) {
  if (sample.op == "QuantizeLinear")
    return findInQuantizeLinear(sample, output, index);
  if (sample.op == "DynamicQuantizeLinear")
    return findInDynamicQuantizeLinear(sample, output);
  if (sample.op == "DequantizeLinear")
    return findInDequantizeLinear(sample, index);
  return sample.op == "quantize" ? findInQuantize(sample, output, ours, index) : "";
}
