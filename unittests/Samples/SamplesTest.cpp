//===- SamplesTest.cpp - our numerics against what the packages gave -------------------------------------===//
//
// Every element must have the package's bits (any NaN equals any NaN). What is known to differ is listed in the output,
// case by case with the reason: the elements that the sample file marks, and those of KnownDifferences.cpp.
//
//===-----------------------------------------------------------------------------------------------------===//

#include "KnownDifferences.h"
#include "SampleRunner.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "gtest/gtest.h"
#include <cmath>
#include <iostream>

using namespace mlir::qnt::numerics;

namespace {

/// Operations of the numerics, by the name in the files.
const std::map<std::string, SampleRunner> &getRunners() {
  static const std::map<std::string, SampleRunner> runners = {
      {"quantize", runQuantize},
      {"QuantizeLinear", runQuantizeLinear},
      {"DequantizeLinear", runDequantizeLinear},
      {"DynamicQuantizeLinear", runDynamicQuantizeLinear},
      {"cast", runCast},
      {"Cast", runCast},
      {"palettize", runPalettize},
      {"sparsify", runSparsify},
      {"round_bits", runRoundBits},
      {"clip_gradient", runClipGradient},
      {"QuantizedGemm", runOutputQuantizer},
      {"QuantizedMatMul", runOutputQuantizer},
      {"QuantizedRelu", runOutputQuantizer},
      {"QuantizedAbs", runOutputQuantizer},
      {"QuantizedAdd", runOutputQuantizer},
  };
  return runners;
}

/// Products: the reference interpreter's own sample tests run these.
bool isProduct(llvm::StringRef op) {
  return llvm::StringSwitch<bool>(op)
      .Cases({"dot_general", "conv_general_dilated", "ragged_dot", "ragged_dot_general", "einsum"}, true)
      .Cases({"QLinearMatMul", "QLinearConv", "MatMulInteger", "ConvInteger"}, true)
      .Default(false);
}

bool isSameElement(const SampleArray &ours, const SampleArray &theirs, size_t i) {
  if (ours.bits[i] == theirs.bits[i])
    return true;
  std::optional<Format> format = getSampleFormat(theirs.dtype);
  return format && isFloat(*format) && std::isnan(decode(*format, ours.bits[i])) &&
         std::isnan(decode(*format, theirs.bits[i]));
}

struct Tally {
  int cases = 0, elements = 0, known = 0;
  std::map<std::string, int> elsewhere;
};

/// Compares one output; what differs and is not known fails the test.
void compare(const SampleCase &sample, const std::string &output, const SampleArray &ours, const SampleArray &theirs,
             Tally &tally, std::map<std::string, int> &reasons) {
  bool shapeDiffers = false;
  std::vector<int64_t> marked = sample.getDiffering(output, shapeDiffers);
  ASSERT_EQ(ours.bits.size(), theirs.bits.size()) << sample.name << ' ' << output;
  ASSERT_EQ(ours.dtype, theirs.dtype) << sample.name << ' ' << output;
  int failures = 0;
  for (size_t i = 0; i < ours.bits.size(); ++i) {
    ++tally.elements;
    if (isSameElement(ours, theirs, i))
      continue;
    std::string reason =
        llvm::is_contained(marked, int64_t(i)) ? sample.differs : findKnownDifference(sample, output, ours, int64_t(i));
    if (!reason.empty()) {
      ++tally.known;
      ++reasons[reason];
      continue;
    }
    if (++failures <= 3)
      ADD_FAILURE() << sample.name << ' ' << output << '[' << i << "]: ours 0x" << std::hex << ours.bits[i]
                    << ", theirs 0x" << theirs.bits[i] << std::dec << " (" << ours.values()[i] << ", "
                    << theirs.values()[i] << ')';
  }
}

void runSample(const SampleCase &sample, const SampleRunner &runner, Tally &tally) {
  llvm::Expected<SampleArrays> ours = runner(sample);
  if (!ours) {
    ADD_FAILURE() << sample.name << ": " << llvm::toString(ours.takeError());
    return;
  }
  ASSERT_FALSE(ours->empty()) << sample.name;
  std::map<std::string, int> reasons;
  for (auto &[output, array] : *ours)
    compare(sample, output, array, sample.outputs.at(output), tally, reasons);
  for (auto &[reason, count] : reasons)
    std::cout << "known difference: " << sample.name << ": " << count << " elements: " << reason << '\n';
  ++tally.cases;
}

class Samples : public testing::TestWithParam<const char *> {};

TEST_P(Samples, package_agrees) {
  Tally tally;
  for (const SampleCase &sample : loadSamples(GetParam())) {
    if (isProduct(sample.op)) {
      ++tally.elsewhere[sample.op];
      continue;
    }
    auto runner = getRunners().find(sample.op);
    ASSERT_NE(runner, getRunners().end()) << "no runner for " << sample.op;
    runSample(sample, runner->second, tally);
  }
  std::cout << GetParam() << ": " << tally.cases << " cases, " << tally.elements << " elements, " << tally.known
            << " known to differ\n";
  for (auto &[op, count] : tally.elsewhere)
    std::cout << GetParam() << ": " << count << " cases of " << op << " are checked with the reference interpreter\n";
  EXPECT_GE(tally.cases, 40);
}

INSTANTIATE_TEST_SUITE_P(Packages, Samples,
                         testing::Values("qwix", "onnx", "ml_dtypes", "coreai", "coremltools", "concrete"),
                         [](const auto &info) { return std::string(info.param); });

} // namespace
