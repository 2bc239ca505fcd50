//===- Scheme.h - what the options dtype, qscheme, granularity ... mean -----------------------------------===//
//
// One reading of the option names that all passes, tools and reports share. Enters: option texts. Leaves: a checked
// Scheme, and from it the encoding of a tensor of given shape and axes.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_COMPRESS_SCHEME_H
#define QNT_COMPRESS_SCHEME_H

#include "Qnt/IR/QntDialect.h"
#include "Qnt/Numerics/Convention.h"
#include "Qnt/Numerics/Encoding.h"
#include "llvm/Support/Error.h"

namespace mlir::qnt {

enum class Granularity : uint8_t { PerTensor, PerChannel, PerToken, PerBlock };

/// per_tensor, per_channel, per_token or per_block.
llvm::StringRef getGranularityName(Granularity granularity);

/// Elements of a block along the dimension that it cuts.
struct BlockSize {
  int64_t elements = 32;
  double fraction = 0.0; ///< in (0, 1]: of the dimension, instead of `elements`; 0: none

  /// Of a dimension of `dim` elements: at least 1. A fraction makes round(dim * fraction), half to even.
  int64_t getElements(int64_t dim) const;
  /// `32`, `0.25 of the dimension`.
  std::string getText() const;
};

/// How scales are chosen where no rule of the statistics does.
enum class ScaleSearch : uint8_t {
  None,
  Exact,         ///< the smallest squared error of all scales
  HalfQuadratic, ///< a fitted zero point in the scale's type
};

/// Option texts as given; empty means the default.
struct SchemeOptions {
  llvm::StringRef dtype, qscheme, granularity, scaleDtype;
  llvm::StringRef convention; ///< as in `#qnt.convention<...>`
  llvm::StringRef calibration;
  llvm::StringRef blockSize;   ///< a number of elements, or a fraction of the dimension
  llvm::StringRef tensorScale; ///< auto, true or false
  /// Where the dtype does not fix it.
  Granularity defaultGranularity = Granularity::PerChannel;
  bool allowsCodebooks = true; ///< nf4, which is for weights
};

struct Scheme {
  numerics::Format storage = numerics::Format::I8; ///< the index format of nf4
  bool isNF4 = false;
  std::string dtypeName = "int8";
  bool isAsymmetric = false;
  bool hasTensorScale = false;
  Granularity granularity = Granularity::PerChannel;
  BlockSize blockSize;
  std::optional<numerics::Format> scale; ///< absent: the tensor's own type
  ConventionAttr conventionAttr;
  numerics::Convention convention; ///< the attribute's
  numerics::Calibration calibration;
  ScaleSearch search = ScaleSearch::None;

  /// Each contradiction has its own message.
  static llvm::Expected<Scheme> create(const SchemeOptions &options, MLIRContext *context);

  llvm::StringRef getPreset() const;
  /// Core AI's numerics, refusals included (convention=apple).
  bool isApple() const { return getPreset() == "apple"; }
  bool isQwix() const { return getPreset() == "qwix" || getPreset() == "qwix-cpu"; }
  /// The encoding of a tensor of type `expressed` with the given block shape.
  numerics::Encoding getEncoding(numerics::Format expressed, llvm::ArrayRef<int64_t> block) const;
  /// The table that an encoding with a code book needs; empty without.
  llvm::ArrayRef<double> getCodebook() const;
};

} // namespace mlir::qnt

#endif // QNT_COMPRESS_SCHEME_H
