//===- ProductSample.cpp - contractions of other packages as operands and results -------------------------===//
#include "ProductSample.h"
#include "Qnt/Numerics/CodebookSearch.h"
#include "Qnt/Numerics/Quantize.h"
#include <cmath>

using namespace mlir::qnt;
using namespace mlir::qnt::reference;

RealTensor SampleOperand::getMagnitudes() const {
  RealTensor magnitudes = tensor ? *tensor : RealTensor{parts.shape, numerics::decodeReal(parts, encoding)};
  for (double &value : magnitudes.data)
    value = std::fabs(value);
  return magnitudes;
}

SampleOperand reference::makeSampleOperand(const SampleArray &codes, llvm::ArrayRef<int64_t> block,
                                           const SampleArray *scales, const SampleArray *zeroPoints) {
  SampleOperand operand;
  operand.parts.shape = codes.shape;
  operand.parts.codes = codes.bits;
  operand.encoding.block.assign(block.begin(), block.end());
  if (codes.dtype == "nf4") {
    llvm::ArrayRef<double> table = numerics::getNF4Table();
    operand.parts.codebook.assign(table.begin(), table.end());
    operand.encoding.codebook.emplace();
    operand.encoding.codebook->group.assign(block.size(), numerics::kWhole);
  } else {
    operand.encoding.storage = *numerics::getSampleFormat(codes.dtype);
  }
  if (scales) {
    operand.encoding.scale = numerics::getSampleFormat(scales->dtype);
    operand.parts.scales = scales->values();
  }
  if (zeroPoints) {
    operand.encoding.zeroPoint = numerics::getSampleFormat(zeroPoints->dtype);
    operand.parts.zeroPoints = zeroPoints->values();
  }
  return operand;
}

static const SampleArray *findInput(const SampleCase &sample, const std::string &name) {
  auto it = sample.inputs.find(name);
  return it == sample.inputs.end() ? nullptr : &it->second;
}

SampleOperand reference::readQwixOperand(const SampleCase &sample, const std::string &side) {
  if (const SampleArray *values = findInput(sample, side)) {
    SampleOperand operand;
    operand.tensor = RealTensor{values->shape, values->values()};
    return operand;
  }
  auto block = sample.attributes[side]["block"].get<std::vector<int64_t>>();
  return makeSampleOperand(sample.inputs.at(side + "_codes"), block, findInput(sample, side + "_scale"),
                           findInput(sample, side + "_zero_point"));
}

static DimList getDims(const nlohmann::json &list) {
  auto dims = list.get<std::vector<int64_t>>();
  return DimList(dims.begin(), dims.end());
}

static DotDims getDotDims(const SampleCase &sample) {
  const nlohmann::json &contracting = sample.attributes["contracting"], &batch = sample.attributes["batch"];
  return {getDims(contracting[0]), getDims(contracting[1]), getDims(batch[0]), getDims(batch[1])};
}

/// ["NCHW", "OIHW", "NCHW"]: every letter but these names a spatial dimension, in the order of the first.
static ConvDims getConvDims(const SampleCase &sample) {
  auto letters = sample.attributes["dimension_numbers"].get<std::vector<std::string>>();
  ConvDims dims;
  dims.inputBatch = letters[0].find('N');
  dims.inputFeature = letters[0].find('C');
  dims.kernelOutput = letters[1].find('O');
  dims.kernelInput = letters[1].find('I');
  dims.outputBatch = letters[2].find('N');
  dims.outputFeature = letters[2].find('C');
  for (char letter : letters[0]) {
    if (letter == 'N' || letter == 'C')
      continue;
    dims.inputSpatial.push_back(letters[0].find(letter));
    dims.kernelSpatial.push_back(letters[1].find(letter));
    dims.outputSpatial.push_back(letters[2].find(letter));
  }
  dims.strides = getDims(sample.attributes["window_strides"]);
  dims.lhsDilation = getDims(sample.attributes["lhs_dilation"]);
  dims.rhsDilation = getDims(sample.attributes["rhs_dilation"]);
  for (const nlohmann::json &pair : sample.attributes["padding"])
    dims.padding.append({pair[0].get<int64_t>(), pair[1].get<int64_t>()});
  dims.featureGroups = sample.attributes["feature_group_count"].get<int64_t>();
  dims.batchGroups = sample.attributes["batch_group_count"].get<int64_t>();
  return dims;
}

static RaggedGroups getGroups(const SampleCase &sample) {
  const SampleArray &sizes = sample.inputs.at("group_sizes");
  RaggedGroups groups;
  groups.sizes.shape = sizes.shape;
  for (double size : sizes.values())
    groups.sizes.data.push_back(static_cast<int64_t>(size));
  return groups;
}

static RaggedDims getRaggedDims(const SampleCase &sample) {
  RaggedDims dims{getDotDims(sample), sample.attributes["lhs_ragged"][0].get<int64_t>(), std::nullopt};
  if (!sample.attributes["rhs_group"].empty())
    dims.rhsGroup = sample.attributes["rhs_group"][0].get<int64_t>();
  return dims;
}

llvm::Expected<ContractionResult> reference::evaluateQwix(const SampleCase &sample, const ContractionOperand &lhs,
                                                          const ContractionOperand &rhs, Format result) {
  if (sample.op == "dot_general")
    return evaluateDotGeneral(lhs, rhs, getDotDims(sample), result);
  if (sample.op == "conv_general_dilated")
    return evaluateConvGeneralDilated(lhs, rhs, getConvDims(sample), result);
  if (sample.op == "ragged_dot")
    return evaluateRaggedDot(lhs, rhs, getGroups(sample), result);
  if (sample.op == "ragged_dot_general")
    return evaluateRaggedDotGeneral(lhs, rhs, getGroups(sample), getRaggedDims(sample), result);
  return evaluateEinsum({lhs, rhs}, sample.getString("equation"), result);
}
