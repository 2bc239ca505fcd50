//===- ContractionProgram.h - drawn programs of one kernel that holds a contraction -----------------------===//
#ifndef QNT_UNITTESTS_LOWERGPU_CONTRACTIONPROGRAM_H
#define QNT_UNITTESTS_LOWERGPU_CONTRACTIONPROGRAM_H

#include "Qnt/Reference/Interpreter.h"
#include <random>
#include <string>

namespace mlir::qnt::testing {

struct ContractionCase {
  std::string activations = "f16"; ///< f16, bf16, f32, or the codes of an array: i8, u8, f8E4M3FN or f8E5M2
  bool activationZeroPoints = false;
  std::string zeroPointType = "i32"; ///< of the activations: i32, or `activations`
  bool perRow = true;                ///< scales of i8 and u8 activations
  std::string storage = "i4";
  std::string entry; ///< of a code book whose indices are `storage`; empty: none
  bool tensorScale = false;
  std::string scale = "f16";
  bool zeroPoints = false;
  std::string weightZeroPointType; ///< empty: `storage`
  bool perColumn = true;
  int64_t sharedColumns = 1; ///< neighbours that share a scale, where scales are per column
  bool isTransposed = false; ///< weights are [K, columns]
  int64_t rows = 8, columns = 64, sizeK = 128;
  int64_t group = 0; ///< elements along K of a scale, 0: all
  bool isDynamic = true;
  std::string result = "f16";
  /// Ops of the kernel behind %d, the contraction's result, up to %r. %bias (tensor of the columns), %other (of the
  /// result's type), %columnScales (1xN), %rowScales and %rowZeros (Mx1) can be used.
  std::string epilogue;
  std::string yielded;  ///< element type of %r, or the encoding of an array; empty: `result`
  std::string schedule; ///< empty: qnt-choose-schedule's
  /// Small integers and scales of 2^n: every sum is exact in f32.
  bool isExact = true;
  /// Row i of the activations is 1 at element i and 0 elsewhere: the result is the weights.
  bool isIdentity = false;

  bool hasIntegerCodes() const { return activations == "i8" || activations == "u8"; }
  bool isArray() const { return hasIntegerCodes() || activations.substr(0, 2) == "f8"; }
  /// The sums are those of integers.
  bool isInteger() const { return hasIntegerCodes() && storage[0] != 'f' && entry.empty(); }
  std::string describe() const;
};

struct ContractionProgram {
  std::string text; ///< a module with @main
  SmallVector<reference::InterpreterValue> inputs;
};

ContractionProgram drawProgram(MLIRContext &context, const ContractionCase &drawn, std::mt19937 &random);

} // namespace mlir::qnt::testing

#endif // QNT_UNITTESTS_LOWERGPU_CONTRACTIONPROGRAM_H
