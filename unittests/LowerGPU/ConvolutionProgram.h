//===- ConvolutionProgram.h - drawn programs of one kernel that holds a convolution -----------------------===//
#ifndef QNT_UNITTESTS_LOWERGPU_CONVOLUTIONPROGRAM_H
#define QNT_UNITTESTS_LOWERGPU_CONVOLUTIONPROGRAM_H

#include "ContractionProgram.h"
#include "DrawnWeights.h"

namespace mlir::qnt::testing {

/// Two spatial dimensions.
struct ConvolutionCase {
  std::string activations = "f16"; ///< f16, bf16, i8 or u8
  bool activationZeroPoints = false;
  bool perImage = false; ///< scales of i8 and u8 activations
  DrawnWeights weights;  ///< its shape is filled in; its block is for [window, window, inputs, outputs]
  std::string input = "b01f", kernel = "01io", output = "b01f";        ///< orders of dimensions
  int64_t batch = 2, height = 7, width = 6, inputs = 16, outputs = 24; ///< inputs and outputs of all groups
  int64_t window[2] = {3, 3}, strides[2] = {1, 1}, lhsDilation[2] = {1, 1}, rhsDilation[2] = {1, 1};
  int64_t padding[4] = {0, 0, 0, 0};
  int64_t featureGroups = 1, batchGroups = 1;
  bool isDynamic = false; ///< the batch
  std::string result = "f32";
  std::string epilogue; ///< ops behind %d up to %r, of the same type
  std::string schedule; ///< empty: qnt-choose-schedule's
  bool isExact = true;  ///< small integers and scales of 2^n: every sum is exact in f32

  bool isInteger() const { return activations == "i8" || activations == "u8"; }
  std::string describe() const;
};

ContractionProgram drawProgram(MLIRContext &context, const ConvolutionCase &drawn, std::mt19937 &random);

} // namespace mlir::qnt::testing

#endif // QNT_UNITTESTS_LOWERGPU_CONVOLUTIONPROGRAM_H
