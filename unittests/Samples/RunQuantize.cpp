//===- RunQuantize.cpp - quantize of the packages that choose parameters ---------------------------------===//

#include "../../lib/Numerics/ElementCodec.h"
#include "Qnt/Numerics/CodebookSearch.h"
#include "SampleRunner.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir::qnt::numerics;

Convention mlir::qnt::numerics::getSampleConvention(const SampleCase &sample) {
  return Convention::preset(sample.convention).value_or(Convention());
}

Calibration mlir::qnt::numerics::getSampleCalibration(const SampleCase &sample) {
  const nlohmann::json &record = sample.attributes["calibration"];
  llvm::SmallVector<double, 2> arguments;
  if (record.contains("k"))
    arguments.push_back(record["k"].get<double>());
  if (record.contains("low"))
    arguments = {record["low"].get<double>(), record["high"].get<double>()};
  return llvm::cantFail(Calibration::create(record["rule"].get<std::string>(), arguments));
}

BlockShape mlir::qnt::numerics::getSampleBlock(const SampleCase &sample) {
  auto block = sample.attributes["block"].get<std::vector<int64_t>>(); // 0 is the whole dimension, as kWhole
  return BlockShape(block.begin(), block.end());
}

SampleArray mlir::qnt::numerics::makeCodes(llvm::StringRef dtype, const ArrayParts &parts) {
  SampleArray codes;
  codes.dtype = dtype.str();
  codes.shape = parts.shape;
  codes.bits = parts.codes;
  return codes;
}

/// The element format of the microscaling names.
static llvm::StringRef getElement(llvm::StringRef dtype) {
  return llvm::StringSwitch<llvm::StringRef>(dtype)
      .Case("mxfp8", "fp8_e4m3fn")
      .Cases({"mxfp4", "nvfp4"}, "fp4_e2m1fn")
      .Default(dtype);
}

static const SampleArray *find(const SampleArrays &arrays, const char *name) {
  auto found = arrays.find(name);
  return found == arrays.end() ? nullptr : &found->second;
}

static Format getScaleFormat(const SampleCase &sample, llvm::StringRef dtype, Format input) {
  if (dtype.starts_with("mxfp"))
    return Format::F8E8M0FNU;
  if (dtype == "nvfp4")
    return Format::F8E4M3FN;
  const SampleArray *scale = find(sample.outputs, "scale");
  scale = scale ? scale : find(sample.inputs, "scale");
  return scale ? scale->format() : input;
}

static Encoding makeEncoding(const SampleCase &sample) {
  std::string dtype = sample.getString("dtype");
  Format input = sample.inputs.at("x").format();
  Encoding encoding;
  encoding.block = getSampleBlock(sample);
  encoding.scale = getScaleFormat(sample, dtype, input);
  encoding.expressed = sample.convention == "concrete" ? Format::F64 : input;
  if (dtype == "nf4") {
    encoding.codebook.emplace();
    encoding.codebook->entry = encoding.expressed;
    encoding.codebook->group.assign(encoding.rank(), kWhole);
    return encoding;
  }
  encoding.storage = requireSampleFormat(getElement(dtype));
  const SampleArray *zeroPoint = find(sample.outputs, "zero_point");
  zeroPoint = zeroPoint ? zeroPoint : find(sample.inputs, "zero_point");
  if (zeroPoint)
    encoding.zeroPoint = getSampleFormat(zeroPoint->dtype).value_or(Format::I32);
  return encoding;
}

/// Concrete ML's narrow range clips the codes and changes nothing else; its constant tensors count as unsigned.
static Encoding getCodeEncoding(const SampleCase &sample, const Encoding &encoding) {
  if (sample.convention != "concrete")
    return encoding;
  auto [low, high] = encoding.codeRange();
  auto offset = sample.attributes["offset"].get<int64_t>();
  Encoding coded = encoding;
  coded.clamp = {-offset + (sample.attributes["narrow"].get<bool>() ? 1 : 0), high - low - offset};
  return coded;
}

/// Core AI's runtime decodes 8-bit codes with several zero points by two products.
static Encoding getDecodeEncoding(const SampleCase &sample, Encoding encoding, size_t numBlocks) {
  if (sample.convention == "apple" && encoding.zeroPoint && bitWidth(encoding.storage) == 8 && numBlocks > 1)
    encoding.decode = DecodeRule::MulSub;
  return encoding;
}

/// The entries of NF4 as Qwix uses them: in the scale's type where they are decoded.
static std::vector<double> getDecodeTable(Format expressed) {
  std::vector<double> table;
  for (double entry : getNF4Table())
    table.push_back(roundTo(expressed, entry));
  return table;
}

/// Codes of a case that gives its noise in [-0.5, 0.5), which joins the quotient.
static void addNoise(const SampleCase &sample, ArrayParts &parts, const std::vector<double> &values, Format input,
                     const Encoding &encoding, const Convention &convention) {
  std::vector<double> noise = sample.inputs.at("noise").values();
  ElementEncoder encoder(encoding, convention, input);
  for (size_t i = 0; i < values.size(); ++i) {
    auto block = size_t(getBlockIndex(int64_t(i), parts.shape, encoding.block));
    EncodeOptions options;
    options.rounding = Rounding::NoisyHalfEven;
    options.noise = noise[i] + 0.5;
    double quotient = encoder.getQuotient(values[i], encoder.prepare(parts.scales[block], 0.0));
    parts.codes[i] = encodeInteger(encoding.storage, quotient, options);
  }
}

static SampleArrays makeOutputs(const SampleCase &sample, const ArrayParts &parts, const Encoding &encoding) {
  SampleArrays outputs;
  outputs["codes"] = makeCodes(sample.outputs.at("codes").dtype, parts);
  if (const SampleArray *scale = find(sample.outputs, "scale"))
    outputs["scale"] = makeSampleArray(scale->dtype, getGridShape(parts.shape, encoding.block), parts.scales);
  if (const SampleArray *zeroPoint = find(sample.outputs, "zero_point"))
    outputs["zero_point"] =
        makeSampleArray(zeroPoint->dtype, getGridShape(parts.shape, encoding.block), parts.zeroPoints);
  if (const SampleArray *decoded = find(sample.outputs, "decoded")) {
    ArrayParts decodedParts = parts;
    if (encoding.codebook)
      decodedParts.codebook = getDecodeTable(encoding.expressed);
    std::vector<double> values = dequantize(decodedParts, getDecodeEncoding(sample, encoding, parts.scales.size()));
    // Core AI's values went through a product with the identity, which makes -0 a 0.
    if (sample.convention == "apple")
      for (double &value : values)
        value += 0.0;
    outputs["decoded"] = makeSampleArray(decoded->dtype, parts.shape, values);
  }
  return outputs;
}

llvm::Expected<SampleArrays> mlir::qnt::numerics::runQuantize(const SampleCase &sample) {
  const SampleArray &x = sample.inputs.at("x");
  std::vector<double> values = x.values();
  Format input = x.format();
  Encoding encoding = makeEncoding(sample);
  Convention convention = getSampleConvention(sample);
  if (sample.inputs.count("noise"))
    convention.rounding = Rounding::NoisyHalfEven;
  ArrayParts parts;
  parts.shape = x.shape;
  if (encoding.codebook)
    parts.codebook = getNF4Table().vec();
  std::vector<double> finerScales;
  if (const SampleArray *scale = find(sample.inputs, "scale")) {
    parts.scales = scale->values();
    if (const SampleArray *zeroPoint = find(sample.inputs, "zero_point"))
      parts.zeroPoints = zeroPoint->values();
  } else if (llvm::Error error = chooseParameters(parts, values, input, encoding, convention,
                                                  getSampleCalibration(sample), &finerScales)) {
    return error;
  }
  if (convention.codesUse == CodesUse::StoredScale)
    finerScales.clear();
  Encoding coded = sample.has("calibration") && sample.convention != "concrete"
                       ? getChosenEncoding(encoding, convention, getSampleCalibration(sample))
                       : getCodeEncoding(sample, encoding);
  if (llvm::Error error = computeCodes(parts, values, input, coded, convention, finerScales))
    return error;
  bool takesNoise = encoding.storage == Format::I4 || encoding.storage == Format::I8;
  if (sample.inputs.count("noise") && takesNoise)
    addNoise(sample, parts, values, input, coded, convention);
  return makeOutputs(sample, parts, encoding);
}
