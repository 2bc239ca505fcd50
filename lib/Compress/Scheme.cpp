//===- Scheme.cpp - what the options dtype, qscheme, granularity ... mean ---------------------------------===//
#include "Qnt/Compress/Scheme.h"
#include "MakeError.h"
#include "Qnt/IR/ConventionText.h"
#include "Qnt/Numerics/CodebookSearch.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Format.h"
#include <cmath>

using namespace mlir::qnt;
using llvm::StringRef;
using numerics::Format;

namespace {
/// What a dtype name fixes.
struct Dtype {
  Format storage;
  std::optional<Format> scale = std::nullopt; ///< the only scale type
  int64_t blockSize = 0;                      ///< the only block size; 0: free
  bool isNF4 = false;
  bool hasTensorScale = false;
};
} // namespace

/// For messages.
static std::string getDtypeNames(bool withCodebooks) {
  StringRef numbers =
                "int2..int8, uint2..uint8, int16, uint16, fp8_e4m3fn, fp8_e5m2, fp6_e2m3fn, fp6_e3m2fn, fp4_e2m1fn",
            blocks = "mxfp8, mxfp6, mxfp4, nvfp4";
  return (numbers + (withCodebooks ? ", nf4, " : ", ") + blocks).str();
}

static std::optional<Dtype> parseIntegerDtype(StringRef name) {
  bool isUnsigned = name.consume_front("u");
  if (!name.consume_front("int"))
    return std::nullopt;
  std::optional<Format> format = numerics::parseFormat((isUnsigned ? "u" : "i") + name.str());
  if (!format || numerics::bitWidth(*format) < 2 || numerics::bitWidth(*format) > 16)
    return std::nullopt;
  return Dtype{*format};
}

static std::optional<Dtype> parseDtype(StringRef name) {
  if (std::optional<Dtype> integer = parseIntegerDtype(name))
    return integer;
  return llvm::StringSwitch<std::optional<Dtype>>(name)
      .Case("fp8_e4m3fn", Dtype{Format::F8E4M3FN})
      .Case("fp8_e5m2", Dtype{Format::F8E5M2})
      .Case("fp6_e2m3fn", Dtype{Format::F6E2M3FN})
      .Case("fp6_e3m2fn", Dtype{Format::F6E3M2FN})
      .Case("fp4_e2m1fn", Dtype{Format::F4E2M1FN, Format::F8E8M0FNU, 32})
      .Case("nf4", Dtype{Format::U4, std::nullopt, 0, /*isNF4=*/true})
      .Case("mxfp8", Dtype{Format::F8E4M3FN, Format::F8E8M0FNU, 32})
      .Case("mxfp6", Dtype{Format::F6E2M3FN, Format::F8E8M0FNU, 32})
      .Case("mxfp4", Dtype{Format::F4E2M1FN, Format::F8E8M0FNU, 32})
      .Case("nvfp4", Dtype{Format::F4E2M1FN, Format::F8E4M3FN, 16, false, /*hasTensorScale=*/true})
      .Default(std::nullopt);
}

static std::optional<Format> parseScaleDtype(StringRef name) {
  return llvm::StringSwitch<std::optional<Format>>(name)
      .Case("f64", Format::F64)
      .Case("f32", Format::F32)
      .Case("f16", Format::F16)
      .Case("bf16", Format::BF16)
      .Case("e8m0", Format::F8E8M0FNU)
      .Case("fp8_e4m3fn", Format::F8E4M3FN)
      .Default(std::nullopt);
}

StringRef mlir::qnt::getGranularityName(Granularity granularity) {
  switch (granularity) {
  case Granularity::PerTensor:
    return "per_tensor";
  case Granularity::PerChannel:
    return "per_channel";
  case Granularity::PerToken:
    return "per_token";
  case Granularity::PerBlock:
    return "per_block";
  }
  llvm_unreachable("unknown granularity");
}

//===----------------------------------------------------------------------------------------------------===//
// Blocks
//===----------------------------------------------------------------------------------------------------===//

int64_t BlockSize::getElements(int64_t dim) const {
  // Half to even, as Qwix's round(dim * f).
  return fraction == 0.0 ? elements : std::max<int64_t>(1, std::llrint(double(dim) * fraction));
}

std::string BlockSize::getText() const {
  if (fraction == 0.0)
    return std::to_string(elements);
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%.15g of the dimension", fraction);
  return text;
}

/// `text` is not empty. `32`, or a fraction of the dimension: `0.25`, `1.0`.
static llvm::Expected<BlockSize> parseBlockSize(StringRef text) {
  BlockSize size;
  if (!text.getAsInteger(10, size.elements)) {
    if (size.elements <= 0)
      return makeError("expected a positive block size, got ", size.elements);
    return size;
  }
  if (text.getAsDouble(size.fraction))
    return makeError("expected a block size as a number of elements or a fraction of the dimension, got '", text, "'");
  if (!(size.fraction > 0.0 && size.fraction <= 1.0))
    return makeError("expected a block size as a fraction above 0 and at most 1, got ", text);
  return size;
}

static llvm::Error setBlockSize(Scheme &scheme, const SchemeOptions &options, const Dtype &dtype) {
  scheme.blockSize.elements = dtype.blockSize ? dtype.blockSize : 32;
  if (options.blockSize.empty())
    return llvm::Error::success();
  llvm::Expected<BlockSize> size = parseBlockSize(options.blockSize);
  if (!size)
    return size.takeError();
  if (dtype.blockSize && (size->fraction != 0.0 || size->elements != dtype.blockSize))
    return makeError("expected block size ", dtype.blockSize, " for dtype ", options.dtype, ", got ",
                     options.blockSize);
  if (scheme.granularity != Granularity::PerBlock)
    return makeError("expected granularity per_block with a block size, got ", getGranularityName(scheme.granularity));
  scheme.blockSize = *size;
  return llvm::Error::success();
}

static llvm::Error setGranularity(Scheme &scheme, const SchemeOptions &options, const Dtype &dtype) {
  std::optional<Granularity> granularity = llvm::StringSwitch<std::optional<Granularity>>(options.granularity)
                                               .Case("per_tensor", Granularity::PerTensor)
                                               .Case("per_channel", Granularity::PerChannel)
                                               .Case("per_token", Granularity::PerToken)
                                               .Case("per_block", Granularity::PerBlock)
                                               .Default(std::nullopt);
  if (options.granularity.empty())
    granularity = dtype.blockSize ? Granularity::PerBlock : options.defaultGranularity;
  if (!granularity)
    return makeError("expected granularity per_tensor, per_channel, per_token or per_block, got '", options.granularity,
                     "'");
  if (dtype.blockSize && *granularity != Granularity::PerBlock)
    return makeError("expected granularity per_block for dtype ", options.dtype, ", got ", options.granularity);
  scheme.granularity = *granularity;
  return setBlockSize(scheme, options, dtype);
}

//===----------------------------------------------------------------------------------------------------===//
// Scales and zero points
//===----------------------------------------------------------------------------------------------------===//

static llvm::Error setScale(Scheme &scheme, const SchemeOptions &options, const Dtype &dtype) {
  scheme.scale = dtype.scale;
  if (options.scaleDtype.empty())
    return llvm::Error::success();
  std::optional<Format> scale = parseScaleDtype(options.scaleDtype);
  if (!scale)
    return makeError("expected scale-dtype f64, f32, f16, bf16, e8m0 or fp8_e4m3fn, got '", options.scaleDtype, "'");
  if (dtype.scale)
    return makeError("expected no scale-dtype for dtype ", options.dtype, ", which fixes it, got ", options.scaleDtype);
  bool isNarrow = *scale == Format::F8E8M0FNU || *scale == Format::F8E4M3FN;
  bool isInteger = !dtype.isNF4 && numerics::isInteger(dtype.storage);
  if (isInteger && scheme.isApple())
    return makeError("expected no scale-dtype for integer dtype ", options.dtype, " with convention apple, got ",
                     options.scaleDtype);
  if (isInteger && isNarrow)
    return makeError("expected scale-dtype f64, f32, f16 or bf16 for integer dtype ", options.dtype, ", got ",
                     options.scaleDtype);
  if (scheme.isApple() && *scale != Format::F8E8M0FNU)
    return makeError("expected scale-dtype e8m0 for dtype ", options.dtype, " with convention apple, got ",
                     options.scaleDtype);
  scheme.scale = scale;
  return llvm::Error::success();
}

/// Whether a second scale of the whole tensor multiplies the block's.
static llvm::Error setTensorScale(Scheme &scheme, const SchemeOptions &options, const Dtype &dtype) {
  StringRef text = options.tensorScale;
  if (text.empty() || text == "auto") {
    // Qwix casts the scales of nvfp4 as they are.
    scheme.hasTensorScale = dtype.hasTensorScale && !scheme.isQwix();
    return llvm::Error::success();
  }
  if (text != "true" && text != "false")
    return makeError("expected tensor-scale auto, true or false, got '", text, "'");
  scheme.hasTensorScale = text == "true";
  if (scheme.hasTensorScale && scheme.scale != Format::F8E4M3FN)
    return makeError("expected dtype nvfp4 or scale-dtype fp8_e4m3fn with tensor-scale true (other scales have range "
                     "enough without), got dtype ",
                     options.dtype);
  return llvm::Error::success();
}

static llvm::Error setScheme(Scheme &scheme, const SchemeOptions &options, const Dtype &dtype) {
  StringRef qscheme = options.qscheme.empty() ? StringRef("symmetric") : options.qscheme;
  if (qscheme != "symmetric" && qscheme != "asymmetric")
    return makeError("expected qscheme symmetric or asymmetric, got '", qscheme, "'");
  scheme.isAsymmetric = qscheme == "asymmetric";
  if (scheme.isAsymmetric && (dtype.isNF4 || numerics::isFloat(dtype.storage)))
    return makeError("expected qscheme symmetric for dtype ", options.dtype, ", got asymmetric");
  bool isUnsigned = !dtype.isNF4 && numerics::isInteger(dtype.storage) && !numerics::getInfo(dtype.storage).isSigned;
  if (isUnsigned && !scheme.isAsymmetric && scheme.getPreset() == "concrete")
    return makeError("expected qscheme asymmetric for unsigned dtype ", options.dtype,
                     " with convention concrete (Concrete ML refuses symmetric unsigned codes), got symmetric");
  return llvm::Error::success();
}

/// Searches know integers, plain scales and the default's arithmetic.
static llvm::Error setSearch(Scheme &scheme, StringRef name, StringRef conventionText) {
  bool isExact = name == "exact";
  scheme.search = isExact ? ScaleSearch::Exact : ScaleSearch::HalfQuadratic;
  if (scheme.isNF4 || numerics::isFloat(scheme.storage) || (!isExact && numerics::getInfo(scheme.storage).isSigned))
    return makeError("expected an ", isExact ? "" : "unsigned ", "integer dtype with calibration ", name, ", got ",
                     scheme.dtypeName);
  if (scheme.isAsymmetric == isExact)
    return makeError("expected qscheme ", isExact ? "symmetric" : "asymmetric", " with calibration ", name);
  if (!scheme.conventionAttr.isDefault())
    return makeError("expected convention default with calibration ", name, ", got ", conventionText);
  return llvm::Error::success();
}

static llvm::Error setCalibration(Scheme &scheme, const SchemeOptions &options) {
  StringRef text = options.calibration;
  if (text.empty())
    text = "absmax";
  if (text == "exact" || text == "hqq")
    return setSearch(scheme, text, options.convention);
  auto [name, rest] = text.split(',');
  std::optional<numerics::ScaleRule> rule = numerics::Calibration::parseRule(name);
  if (!rule)
    return makeError("expected calibration absmax, minmax, rms, fixed, percentile, mse, exact or hqq, got '", name,
                     "'");
  // A symmetric rule makes no zero point: an asymmetric scheme takes the range.
  if (scheme.isAsymmetric && *rule == numerics::ScaleRule::AbsMax)
    name = "minmax";
  llvm::SmallVector<double, 2> arguments;
  for (StringRef part : llvm::split(rest, ',')) {
    if (part.empty())
      continue;
    double value;
    if (part.getAsDouble(value))
      return makeError("expected a number in calibration '", text, "', got '", part, "'");
    arguments.push_back(value);
  }
  llvm::Expected<numerics::Calibration> calibration = numerics::Calibration::create(name, arguments);
  if (!calibration)
    return calibration.takeError();
  scheme.calibration = *calibration;
  return llvm::Error::success();
}

llvm::Expected<Scheme> Scheme::create(const SchemeOptions &options, MLIRContext *context) {
  std::optional<Dtype> dtype = parseDtype(options.dtype);
  if (!dtype || (dtype->isNF4 && !options.allowsCodebooks))
    return makeError("expected dtype ", getDtypeNames(options.allowsCodebooks), ", got '", options.dtype, "'");
  llvm::Expected<ConventionAttr> convention =
      parseConvention(options.convention.empty() ? "default" : options.convention, context);
  if (!convention)
    return convention.takeError();
  Scheme scheme;
  scheme.dtypeName = options.dtype.str();
  scheme.storage = dtype->storage;
  scheme.isNF4 = dtype->isNF4;
  scheme.conventionAttr = *convention;
  scheme.convention = convention->toNumerics();
  if (llvm::Error error = setScheme(scheme, options, *dtype))
    return error;
  if (llvm::Error error = setGranularity(scheme, options, *dtype))
    return error;
  if (llvm::Error error = setScale(scheme, options, *dtype))
    return error;
  if (llvm::Error error = setTensorScale(scheme, options, *dtype))
    return error;
  if (llvm::Error error = setCalibration(scheme, options))
    return error;
  return scheme;
}

StringRef Scheme::getPreset() const { return conventionAttr.getPreset().getValue(); }

/// The type of zero points that a range gives, or a fit. Where they are not saturated to the codes they may lie far
/// outside of these: of [5, 6] in int8 it is -1403.
static Format getAsymmetricZeroPoint(const Scheme &scheme, Format scale) {
  if (scheme.search == ScaleSearch::HalfQuadratic)
    return scale;
  return scheme.convention.clampZeroPoint ? scheme.storage : Format::I32;
}

numerics::Encoding Scheme::getEncoding(Format expressed, llvm::ArrayRef<int64_t> block) const {
  numerics::Encoding encoding;
  encoding.storage = storage;
  encoding.expressed = expressed;
  encoding.block.assign(block.begin(), block.end());
  encoding.scale = scale.value_or(expressed);
  encoding.tensorScale = hasTensorScale;
  if (isNF4) {
    numerics::Codebook &codebook = encoding.codebook.emplace();
    codebook.index = Format::U4;
    codebook.entry = Format::F32;
    codebook.group.assign(block.size(), numerics::kWhole);
  }
  bool isInteger = !isNF4 && numerics::isInteger(storage);
  if (!isInteger)
    return encoding;
  if (isAsymmetric)
    encoding.zeroPoint = getAsymmetricZeroPoint(*this, *encoding.scale);
  else if (!numerics::getInfo(storage).isSigned)
    encoding.zeroPoint = storage; // symmetric unsigned codes are centred
  return encoding;
}

llvm::ArrayRef<double> Scheme::getCodebook() const {
  return isNF4 ? numerics::getNF4Table() : llvm::ArrayRef<double>();
}
