//===- MethodSettings.cpp - the methods of the passes from their settings -----------------------------------===//
#include "MethodSettings.h"
#include "MakeError.h"
#include "PalettizeMethod.h"
#include "Qnt/IR/ConventionText.h"
#include "QuantizeMethod.h"
#include "SparsifyMethod.h"

using namespace mlir;
using namespace mlir::qnt;

using MadeMethod = llvm::Expected<std::unique_ptr<CompressionMethod>>;

/// Reads numbers, and remembers the first error.
namespace {
class NumberReader {
public:
  explicit NumberReader(const Settings &settings) : settings(settings) {}

  std::optional<int64_t> get(StringRef key) {
    llvm::Expected<std::optional<int64_t>> number = getNumber(settings, key);
    if (number)
      return *number;
    error = llvm::joinErrors(std::move(error), number.takeError());
    return std::nullopt;
  }
  llvm::Error takeError() { return std::move(error); }

private:
  const Settings &settings;
  llvm::Error error = llvm::Error::success();
};
} // namespace

//===----------------------------------------------------------------------------------------------------===//
// Quantize
//===----------------------------------------------------------------------------------------------------===//

static llvm::Expected<Scheme> readScheme(const Settings &settings, StringRef blockSizeKey, MLIRContext *context) {
  auto get = [&](StringRef key) { return getSetting(settings, key); };
  SchemeOptions options;
  options.dtype = get("dtype").empty() ? "int8" : get("dtype");
  options.qscheme = get("qscheme");
  options.granularity = get("granularity");
  options.scaleDtype = get("scale-dtype");
  options.convention = get("convention");
  options.calibration = get("calibration");
  options.blockSize = get(blockSizeKey);
  options.tensorScale = get("tensor-scale");
  return Scheme::create(options, context);
}

/// dtype=palette4: what schemes have and tables have not must be left out.
static MadeMethod makeTable(const Settings &settings, StringRef dtype, int64_t numBits) {
  struct Plain {
    StringRef key, value;
  };
  for (auto [key, value] : {Plain{"qscheme", "symmetric"}, Plain{"convention", "default"},
                            Plain{"calibration", "absmax"}, Plain{"scale-dtype", ""}, Plain{"tensor-scale", "auto"}})
    if (StringRef text = getSetting(settings, key); !text.empty() && text != value)
      return makeError("expected no ", key, " for dtype ", dtype, ", got ", text);
  if (getSetting(settings, "nonfinite") == "keep")
    return makeError("expected nonfinite error or zero for dtype ", dtype, ", got 'keep'");
  PaletteOptions options;
  options.numBits = numBits;
  options.granularity = getSetting(settings, "granularity") == "per_channel" ? "per_channel" : "per_tensor";
  llvm::Expected<Palette> palette = Palette::create(options);
  if (!palette)
    return palette.takeError();
  return std::make_unique<PalettizeMethod>(*palette);
}

static MadeMethod makeQuantize(const Settings &settings, MLIRContext *context) {
  StringRef dtype = getSetting(settings, "dtype"), bits = dtype;
  int64_t numBits;
  if (bits.consume_front("palette") && !bits.getAsInteger(10, numBits))
    return makeTable(settings, dtype, numBits);
  llvm::Expected<Scheme> scheme = readScheme(settings, "block-size", context);
  if (!scheme)
    return scheme.takeError();
  if (scheme->granularity == Granularity::PerToken)
    return makeError("expected granularity per_tensor, per_channel or per_block for weights, got per_token");
  StringRef tail = getSetting(settings, "tail");
  if (!tail.empty() && tail != "skip" && tail != "mask")
    return makeError("expected tail skip or mask, got '", tail, "'");
  return std::make_unique<QuantizeMethod>(*scheme, tail == "mask");
}

MethodKind mlir::qnt::getQuantizeKind(MLIRContext *context) {
  static constexpr StringRef names[] = {"dtype",        "qscheme",    "granularity", "block-size", "scale-dtype",
                                        "tensor-scale", "convention", "calibration", "tail"};
  return {names, [context](const Settings &settings) { return makeQuantize(settings, context); }};
}

//===----------------------------------------------------------------------------------------------------===//
// Palettize
//===----------------------------------------------------------------------------------------------------===//

static MadeMethod makePalettize(const Settings &settings, ArrayRef<double> table) {
  NumberReader numbers(settings);
  std::optional<int64_t> numBits = numbers.get("n-bits");
  PaletteOptions options{getSetting(settings, "mode"),
                         getSetting(settings, "granularity"),
                         getSetting(settings, "entry-dtype"),
                         getSetting(settings, "channel-scale"),
                         numBits.value_or(4),
                         numBits.has_value(),
                         numbers.get("group-size").value_or(32),
                         numbers.get("cluster-dim").value_or(1),
                         table};
  if (llvm::Error error = numbers.takeError())
    return std::move(error);
  llvm::Expected<Palette> palette = Palette::create(options);
  if (!palette)
    return palette.takeError();
  return std::make_unique<PalettizeMethod>(*palette);
}

MethodKind mlir::qnt::getPalettizeKind(ArrayRef<double> table) {
  static constexpr StringRef names[] = {"n-bits",      "mode",        "granularity",  "group-size",
                                        "cluster-dim", "entry-dtype", "channel-scale"};
  return {names, [table](const Settings &settings) { return makePalettize(settings, table); }};
}

//===----------------------------------------------------------------------------------------------------===//
// Sparsify
//===----------------------------------------------------------------------------------------------------===//

static llvm::Error readGroups(Pruning &pruning, StringRef text, int64_t blockSize) {
  auto [kept, group] = text.split(':');
  if (kept.getAsInteger(10, pruning.kept) || group.getAsInteger(10, pruning.group) || pruning.kept < 1 ||
      pruning.group <= pruning.kept)
    return makeError("expected n-m as n:m with 0 < n < m, got '", text, "'");
  if (blockSize != 1)
    return makeError("expected no block-size with n-m, got ", blockSize);
  return llvm::Error::success();
}

/// Pruning alone knows two conventions: Core AI's percentile, and the default.
static llvm::Error readTies(Pruning &pruning, const Settings &settings, MLIRContext *context) {
  StringRef text = getSetting(settings, "convention");
  llvm::Expected<ConventionAttr> convention = parseConvention(text.empty() ? "default" : text, context);
  if (!convention)
    return convention.takeError();
  pruning.prunesTies = convention->getPreset() == "apple";
  bool isKnown = convention->isDefault() || (pruning.prunesTies && convention->getOverrides().empty());
  if (!isKnown && getSetting(settings, "dtype").empty())
    return makeError("expected convention default or apple without dtype, got '", text, "'");
  return llvm::Error::success();
}

static llvm::Expected<Pruning> readPruning(const Settings &settings, MLIRContext *context) {
  StringRef ratio = getSetting(settings, "target-sparsity"), groups = getSetting(settings, "n-m");
  llvm::Expected<std::optional<int64_t>> blockSize = getNumber(settings, "block-size");
  if (!blockSize)
    return blockSize.takeError();
  Pruning pruning;
  if (ratio.empty() == groups.empty())
    return makeError("expected either target-sparsity or n-m");
  if (llvm::Error error = readTies(pruning, settings, context))
    return std::move(error);
  if (!groups.empty()) {
    if (llvm::Error error = readGroups(pruning, groups, blockSize->value_or(1)))
      return std::move(error);
    return pruning;
  }
  double share;
  if (ratio.getAsDouble(share) || !(share >= 0.0 && share <= 1.0))
    return makeError("expected target-sparsity from 0 to 1, got ", ratio);
  pruning.blockSize = blockSize->value_or(1);
  if (pruning.blockSize < 1)
    return makeError("expected a positive block-size, got ", pruning.blockSize);
  pruning.ratio = share;
  return pruning;
}

/// What compresses the elements that are left; null for none.
static MadeMethod makeInner(const Settings &settings, MLIRContext *context) {
  StringRef dtype = getSetting(settings, "dtype");
  llvm::Expected<std::optional<int64_t>> numBits = getNumber(settings, "n-bits");
  if (!numBits)
    return numBits.takeError();
  if (!dtype.empty() && *numBits)
    return makeError("expected either dtype or n-bits, got both");
  if (*numBits) {
    PaletteOptions options;
    options.granularity = getSetting(settings, "granularity");
    options.numBits = **numBits;
    llvm::Expected<Palette> palette = Palette::create(options);
    if (!palette)
      return palette.takeError();
    return std::make_unique<PalettizeMethod>(*palette);
  }
  if (dtype.empty())
    return std::unique_ptr<CompressionMethod>();
  llvm::Expected<Scheme> scheme = readScheme(settings, "quant-block-size", context);
  if (!scheme)
    return scheme.takeError();
  return std::make_unique<QuantizeMethod>(*scheme, /*masksTails=*/false);
}

/// Of kept codes and positions; nothing for plain.
static llvm::Expected<std::optional<numerics::SparseLayout>> readLayout(const Settings &settings,
                                                                        const Pruning &pruning, bool hasCodes) {
  StringRef name = getSetting(settings, "layout");
  if (name.empty() || name == "plain")
    return std::optional<numerics::SparseLayout>();
  std::optional<numerics::SparseLayout> layout = numerics::findSparseLayout(name);
  if (!layout || layout->isTransposed)
    return makeError("expected layout plain, compressed, mma_sp_k32 or mma_sp_k64, got '", name, "'");
  if (pruning.ratio || !hasCodes)
    return makeError("expected n-m, and dtype or n-bits, with layout ", name);
  if (layout->isPlainOrder() ? pruning.group > numerics::kMaxSparseGroup : pruning.kept != 2 || pruning.group != 4)
    return makeError("expected n-m ", layout->isPlainOrder() ? "of groups of at most 16" : "2:4", " with layout ", name,
                     ", got '", getSetting(settings, "n-m"), "'");
  return layout;
}

static MadeMethod makeSparsify(const Settings &settings, MLIRContext *context) {
  llvm::Expected<Pruning> pruning = readPruning(settings, context);
  if (!pruning)
    return pruning.takeError();
  MadeMethod inner = makeInner(settings, context);
  if (!inner)
    return inner.takeError();
  auto layout = readLayout(settings, *pruning, *inner != nullptr);
  if (!layout)
    return layout.takeError();
  return std::make_unique<SparsifyMethod>(*pruning, std::move(*inner), *layout);
}

MethodKind mlir::qnt::getSparsifyKind(MLIRContext *context) {
  static constexpr StringRef names[] = {
      "target-sparsity", "n-m",          "block-size", "dtype",       "qscheme", "granularity", "quant-block-size",
      "scale-dtype",     "tensor-scale", "convention", "calibration", "n-bits",  "layout"};
  return {names, [context](const Settings &settings) { return makeSparsify(settings, context); }};
}
