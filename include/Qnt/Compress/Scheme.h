//===- Scheme.h - what the options dtype, qscheme, granularity ... mean -----------------------------------===//
//
// One reading of the option names that all passes, tools and reports share. Enters: option texts. Leaves: a checked
// Scheme, and from it the encoding of a tensor of given shape and axes.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_COMPRESS_SCHEME_H
#define QNT_COMPRESS_SCHEME_H

#include "Qnt/Numerics/Convention.h"
#include "Qnt/Numerics/Encoding.h"
#include "llvm/Support/Error.h"

namespace mlir::qnt {

enum class Granularity : uint8_t { PerTensor, PerChannel, PerToken, PerBlock };

/// How scales are chosen where no rule of the statistics does.
enum class ScaleSearch : uint8_t {
  None,
  Exact,         ///< the smallest squared error of all scales
  HalfQuadratic, ///< a fitted zero point in the scale's type
};

/// Option texts as given; empty means the default.
struct SchemeOptions {
  llvm::StringRef dtype, qscheme, granularity, scaleDtype, convention, calibration;
  std::optional<int64_t> blockSize = std::nullopt;
};

struct Scheme {
  numerics::Format storage = numerics::Format::I8; ///< the index format of nf4
  bool isNF4 = false;
  std::string dtypeName = "int8";
  bool isAsymmetric = false;
  bool hasTensorScale = false;
  Granularity granularity = Granularity::PerChannel;
  int64_t blockSize = 32;
  std::optional<numerics::Format> scale; ///< absent: the tensor's own type
  std::string conventionName;
  numerics::Convention convention;
  numerics::Calibration calibration;
  ScaleSearch search = ScaleSearch::None;

  /// Each contradiction has its own message.
  static llvm::Expected<Scheme> create(const SchemeOptions &options);

  /// Core AI's numerics, refusals included (convention=apple).
  bool isApple() const { return conventionName == "apple"; }
  /// The encoding of a tensor of type `expressed` with the given block shape.
  numerics::Encoding getEncoding(numerics::Format expressed, llvm::ArrayRef<int64_t> block) const;
  /// The table that an encoding with a code book needs; empty without.
  llvm::ArrayRef<double> getCodebook() const;
};

/// dtype names that weights take, for messages and help.
llvm::StringRef getDtypeNames();

} // namespace mlir::qnt

#endif // QNT_COMPRESS_SCHEME_H
