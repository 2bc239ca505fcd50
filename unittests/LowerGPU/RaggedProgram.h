//===- RaggedProgram.h - drawn programs of one kernel that holds a ragged contraction ---------------------===//
#ifndef QNT_UNITTESTS_LOWERGPU_RAGGEDPROGRAM_H
#define QNT_UNITTESTS_LOWERGPU_RAGGEDPROGRAM_H

#include "ContractionProgram.h"

namespace mlir::qnt::testing {

/// Rows of a dynamic number, a matrix of weights for each group of them. Every sum is exact in f32.
struct RaggedCase {
  bool isInteger = false; ///< rows are arrays of i8, else of f16
  bool isTransposed = false;
  std::string storage = "i4", sizeType = "i32";
  SmallVector<int64_t> groups, block = {1, 1, 0}; ///< rows of each; of the weights: [group, column, K]
  int64_t rows = 40, columns = 72, sizeK = 96;
  std::string schedule; ///< empty: qnt-choose-schedule's
  std::string describe() const;
};

ContractionProgram drawProgram(MLIRContext &context, const RaggedCase &drawn, std::mt19937 &random);

} // namespace mlir::qnt::testing

#endif // QNT_UNITTESTS_LOWERGPU_RAGGEDPROGRAM_H
