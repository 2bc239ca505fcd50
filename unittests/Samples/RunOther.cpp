//===- RunOther.cpp - tables, masks, dropped bits, gradients, output quantizers --------------------------===//

#include "Qnt/Numerics/Gradient.h"
#include "Qnt/Numerics/Requantize.h"
#include "SampleRunner.h"

using namespace mlir::qnt::numerics;

//===----------------------------------------------------------------------===//
// Tables
//===----------------------------------------------------------------------===//

/// Block sizes that split `shape` as the leading dimensions of the table part do.
static BlockShape getGroups(llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<int64_t> tableShape) {
  BlockShape group;
  for (size_t dim = 0; dim < shape.size(); ++dim)
    group.push_back(tableShape[dim] == 1 ? kWhole : shape[dim] / tableShape[dim]);
  return group;
}

llvm::Expected<SampleArrays> mlir::qnt::numerics::runPalettize(const SampleCase &sample) {
  auto clustered = sample.inputs.find("x_clustered");
  const SampleArray &x = clustered == sample.inputs.end() ? sample.inputs.at("x") : clustered->second;
  const SampleArray &table = sample.outputs.at("table"), &codes = sample.outputs.at("codes");
  Encoding encoding;
  encoding.block.assign(x.shape.size(), kWhole);
  encoding.expressed = x.format();
  encoding.codebook.emplace();
  encoding.codebook->index = codes.format();
  encoding.codebook->entry = table.format();
  encoding.codebook->group = getGroups(x.shape, table.shape);
  encoding.codebook->vector.assign(x.shape.size(), 1);
  if (sample.has("vector_axis"))
    encoding.codebook->vector[sample.attributes["vector_axis"].get<size_t>()] = table.shape.back();
  ArrayParts parts;
  parts.shape = x.shape;
  parts.codebook = table.values();
  if (llvm::Error error = computeCodes(parts, x.values(), encoding.expressed, encoding, Convention()))
    return error;
  SampleArrays outputs;
  outputs["codes"] = {codes.dtype, codes.shape, parts.codes};
  parts.codes = codes.bits; // the stored codes decode to the stored values, nearest or not
  if (sample.outputs.count("decoded"))
    outputs["decoded"] = makeSampleArray(x.dtype, x.shape, dequantize(parts, encoding));
  return outputs;
}

//===----------------------------------------------------------------------===//
// Masks
//===----------------------------------------------------------------------===//

/// The codes of the kept elements alone, as the packages store them.
static SampleArray getKeptCodes(const ArrayParts &parts, llvm::StringRef dtype) {
  SampleArray codes{dtype.str(), {}, {}};
  for (size_t i = 0; i < parts.codes.size(); ++i)
    if (parts.mask[i])
      codes.bits.push_back(parts.codes[i]);
  codes.shape = {int64_t(codes.bits.size())};
  return codes;
}

llvm::Expected<SampleArrays> mlir::qnt::numerics::runSparsify(const SampleCase &sample) {
  const SampleArray &x = sample.inputs.at("x"), &mask = sample.outputs.at("mask");
  ArrayParts parts;
  parts.shape = x.shape;
  parts.mask.assign(mask.bits.begin(), mask.bits.end());
  SampleArrays outputs;
  auto codes = sample.outputs.find("codes");
  Encoding encoding;
  encoding.block.assign(x.shape.size(), kWhole);
  encoding.sparsity.kind = Sparsity::Kind::Bitmask;
  if (codes == sample.outputs.end()) { // values kept as they are
    std::vector<double> values = x.values();
    for (size_t i = 0; i < values.size(); ++i)
      values[i] = parts.mask[i] ? values[i] : 0.0;
    outputs["decoded"] = makeSampleArray(x.dtype, x.shape, values);
    return outputs;
  }
  encoding.storage = codes->second.format();
  encoding.scale = Format::F32;
  if (sample.outputs.count("zero_point"))
    encoding.zeroPoint = encoding.storage;
  Convention convention = getSampleConvention(sample);
  Calibration absmax = llvm::cantFail(Calibration::create("absmax", {}));
  if (llvm::Error error = chooseParameters(parts, x.values(), Format::F32, encoding, convention, absmax))
    return error;
  Encoding coded = getChosenEncoding(encoding, convention, absmax);
  if (llvm::Error error = computeCodes(parts, x.values(), Format::F32, coded, convention))
    return error;
  outputs["codes"] = getKeptCodes(parts, codes->second.dtype);
  outputs["scale"] = makeSampleArray("f32", {1, 1}, parts.scales);
  if (encoding.zeroPoint)
    outputs["zero_point"] = makeSampleArray(codes->second.dtype, {1, 1}, parts.zeroPoints);
  outputs["decoded"] = makeSampleArray("f32", x.shape, dequantize(parts, encoding));
  return outputs;
}

//===----------------------------------------------------------------------===//
// Dropped bits, gradients, output quantizers
//===----------------------------------------------------------------------===//

llvm::Expected<SampleArrays> mlir::qnt::numerics::runRoundBits(const SampleCase &sample) {
  const SampleArray &x = sample.inputs.at("x");
  SampleArray result{x.dtype, x.shape, {}};
  for (uint64_t bits : x.bits)
    result.bits.push_back(uint64_t(roundBits(int64_t(bits), sample.attributes["bits"].get<unsigned>())));
  return SampleArrays{{"y", result}};
}

llvm::Expected<SampleArrays> mlir::qnt::numerics::runClipGradient(const SampleCase &sample) {
  const SampleArray &x = sample.inputs.at("x");
  Encoding encoding;
  encoding.block.assign(x.shape.size(), kWhole);
  encoding.scale = Format::F32;
  Calibration calibration = getSampleCalibration(sample);
  if (!isSymmetricChoice(encoding, calibration))
    encoding.zeroPoint = Format::I8;
  llvm::Expected<std::vector<uint8_t>> mask =
      getCalibrationMask(x.values(), x.shape, x.format(), encoding, getSampleConvention(sample), calibration);
  if (!mask)
    return mask.takeError();
  std::vector<double> gradients = sample.inputs.at("dy").values();
  for (size_t i = 0; i < gradients.size(); ++i)
    gradients[i] = (*mask)[i] ? gradients[i] : 0.0;
  return SampleArrays{{"dx", makeSampleArray(x.dtype, x.shape, gradients)}};
}

llvm::Expected<SampleArrays> mlir::qnt::numerics::runOutputQuantizer(const SampleCase &sample) {
  const SampleArray &codes = sample.outputs.at("codes"), &values = sample.outputs.at("values");
  const SampleArray &calibration = sample.inputs.at("calibration");
  Encoding encoding;
  encoding.storage = codes.format();
  encoding.expressed = Format::F64;
  encoding.scale = Format::F64;
  encoding.zeroPoint = Format::I32;
  Convention convention = getSampleConvention(sample);
  Calibration minmax = llvm::cantFail(Calibration::create("minmax", {}));
  ArrayParts calibrated;
  calibrated.shape = calibration.shape;
  encoding.block.assign(calibration.shape.size(), kWhole);
  if (llvm::Error error = chooseParameters(calibrated, calibration.values(), Format::F64, encoding, convention, minmax))
    return error;
  ArrayParts parts;
  parts.shape = values.shape;
  parts.scales = calibrated.scales;
  parts.zeroPoints = calibrated.zeroPoints;
  encoding.block.assign(values.shape.size(), kWhole);
  if (llvm::Error error = computeCodes(parts, values.values(), Format::F64, encoding, convention))
    return error;
  return SampleArrays{{"codes", makeCodes(codes.dtype, parts)},
                      {"scale", makeSampleArray("f64", {}, parts.scales)},
                      {"zero_point", makeSampleArray("int64", {}, parts.zeroPoints)},
                      {"decoded", makeSampleArray("f64", values.shape, dequantize(parts, encoding))}};
}
