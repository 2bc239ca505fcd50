//===- Palette.cpp - what the options of palettes mean ------------------------------------------------------===//
#include "MakeError.h"
#include "PalettizeMethod.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace mlir::qnt;

static llvm::Error setMode(Palette &palette, const PaletteOptions &options) {
  std::optional<PaletteMode> mode = llvm::StringSwitch<std::optional<PaletteMode>>(options.mode)
                                        .Cases({"", "kmeans"}, PaletteMode::KMeans)
                                        .Case("uniform", PaletteMode::Uniform)
                                        .Case("unique", PaletteMode::Unique)
                                        .Case("custom", PaletteMode::Custom)
                                        .Default(std::nullopt);
  if (!mode)
    return makeError("expected mode kmeans, uniform, unique or custom, got '", options.mode, "'");
  palette.mode = *mode;
  if (!llvm::is_contained({1, 2, 3, 4, 6, 8}, options.numBits))
    return makeError("expected n-bits 1, 2, 3, 4, 6 or 8, got ", options.numBits);
  palette.numBits = options.numBits;
  if (*mode == PaletteMode::Unique && !options.hasNumBits)
    palette.numBits.reset();
  return llvm::Error::success();
}

static llvm::Error setGranularity(Palette &palette, const PaletteOptions &options) {
  using Granularity = Palette::Granularity;
  std::optional<Granularity> granularity = llvm::StringSwitch<std::optional<Granularity>>(options.granularity)
                                               .Cases({"", "per_tensor"}, Granularity::PerTensor)
                                               .Case("per_channel", Granularity::PerChannel)
                                               .Case("per_grouped_channel", Granularity::PerGroup)
                                               .Default(std::nullopt);
  if (!granularity)
    return makeError("expected granularity per_tensor, per_channel or per_grouped_channel, got '", options.granularity,
                     "'");
  if (options.groupSize < 1)
    return makeError("expected group-size of at least 1, got ", options.groupSize);
  if (options.vectorSize < 1 || options.vectorSize > 65536)
    return makeError("expected cluster-dim from 1 to 65536, got ", options.vectorSize);
  palette.granularity = *granularity;
  palette.groupSize = options.groupSize;
  palette.vectorSize = options.vectorSize;
  if (options.vectorSize == 1)
    return llvm::Error::success();
  if (palette.mode == PaletteMode::Uniform)
    return makeError("expected cluster-dim 1 for mode uniform, got ", options.vectorSize);
  int64_t channels = *granularity == Granularity::PerChannel ? 1 : options.groupSize;
  if (*granularity != Granularity::PerTensor && channels % options.vectorSize != 0)
    return makeError("expected cluster-dim to divide the ", channels, " channels that share a table, got ",
                     options.vectorSize);
  return llvm::Error::success();
}

static llvm::Error setEntries(Palette &palette, const PaletteOptions &options) {
  if (!options.entryDtype.empty()) {
    palette.entry = llvm::StringSwitch<std::optional<Format>>(options.entryDtype)
                        .Case("f64", Format::F64)
                        .Case("f32", Format::F32)
                        .Case("f16", Format::F16)
                        .Case("bf16", Format::BF16)
                        .Case("int8", Format::I8)
                        .Case("fp8_e4m3fn", Format::F8E4M3FN)
                        .Case("fp8_e5m2", Format::F8E5M2)
                        .Default(std::nullopt);
    if (!palette.entry)
      return makeError("expected entry-dtype f64, f32, f16, bf16, int8, fp8_e4m3fn or fp8_e5m2, got '",
                       options.entryDtype, "'");
  }
  if (!options.channelScale.empty() && options.channelScale != "none") {
    if (options.channelScale != "output" && options.channelScale != "input")
      return makeError("expected channel-scale none, output or input, got '", options.channelScale, "'");
    palette.axis = options.channelScale == "output" ? WeightAxis::Output : WeightAxis::Input;
  }
  if (palette.mode == PaletteMode::Unique && (palette.entry || palette.axis))
    return makeError("expected no entry-dtype and no channel-scale for mode unique, which is lossless");
  return llvm::Error::success();
}

static llvm::Error setTable(Palette &palette, const PaletteOptions &options) {
  if (palette.mode != PaletteMode::Custom) {
    if (!options.table.empty())
      return makeError("expected mode custom with a table");
    return llvm::Error::success();
  }
  size_t numValues = (size_t(1) << *palette.numBits) * palette.vectorSize;
  if (options.table.size() != numValues)
    return makeError("expected ", numValues, " values in the table, got ", options.table.size());
  palette.table = options.table.vec();
  return llvm::Error::success();
}

llvm::Expected<Palette> Palette::create(const PaletteOptions &options) {
  Palette palette;
  for (auto set : {setMode, setGranularity, setEntries, setTable})
    if (llvm::Error error = set(palette, options))
      return std::move(error);
  return palette;
}
