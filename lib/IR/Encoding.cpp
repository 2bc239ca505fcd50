//===- Encoding.cpp - the encoding attribute --------------------------------------------------------------===//
#include "Directives.h"
#include "EncodingSyntax.h"
#include "Qnt/Numerics/Layout.h"
#include "Qnt/Numerics/SparseLayout.h"
#include "mlir/IR/DialectImplementation.h"

using namespace mlir;
using namespace mlir::qnt;

//===----------------------------------------------------------------------------------------------------===//
// Text: <u4 : bf16, block = 1x128, scale = bf16, zero_point = u4>
//===----------------------------------------------------------------------------------------------------===//

namespace {
/// The attribute's parameters while they are being read.
struct EncodingParser {
  explicit EncodingParser(AsmParser &parser) : parser(parser) {}

  AsmParser &parser;
  Format storage = Format::I8, expressed = Format::F32;
  LutAttr lut;
  SmallVector<int64_t> block;
  std::optional<Format> scale, zeroPoint;
  bool tensorScale = false, mulSub = false;
  std::optional<std::pair<int64_t, int64_t>> clamp;
  SparsityAttr sparsity;
  StringAttr layout;
  SmallVector<StringRef> seen;

  ParseResult parseStorage();
  ParseResult parseComponent();
  ParseResult parseComponentValue(StringRef name, SMLoc loc);
};
} // namespace

ParseResult EncodingParser::parseStorage() {
  if (failed(parser.parseOptionalKeyword("lut")))
    return parseFormatName(parser, storage, numerics::isStorageFormat);
  lut = dyn_cast_if_present<LutAttr>(LutAttr::parse(parser, {}));
  if (lut)
    storage = lut.getIndex();
  return success(lut != nullptr);
}

static constexpr StringRef kComponents[] = {"block", "scale",  "tensor_scale", "zero_point",
                                            "clamp", "decode", "sparsity",     "layout"};

ParseResult EncodingParser::parseComponent() {
  SMLoc loc = parser.getCurrentLocation();
  StringRef name;
  if (parseKeywordOf(parser, kComponents, name) || parser.parseEqual())
    return failure();
  if (llvm::is_contained(seen, name))
    return parser.emitError(loc) << "expected each component once, but got '" << name << "' twice";
  seen.push_back(name);
  return parseComponentValue(name, loc);
}

ParseResult EncodingParser::parseComponentValue(StringRef name, SMLoc loc) {
  if (name == "block")
    return parseBlock(parser, block);
  if (name == "scale")
    return parseFormatName(parser, scale.emplace(), numerics::isScaleFormat);
  if (name == "zero_point")
    return parseFormatName(parser, zeroPoint.emplace(), numerics::isZeroPointFormat);
  if (name == "tensor_scale") {
    tensorScale = true;
    return parser.parseKeyword("f32");
  }
  if (name == "clamp") {
    auto &[low, high] = clamp.emplace();
    return failure(parser.parseInteger(low) || parser.parseColon() || parser.parseInteger(high));
  }
  if (name == "decode") {
    mulSub = true;
    return parser.parseKeyword("mul_sub");
  }
  if (name == "sparsity") {
    sparsity = parseSparsityBody(parser);
    return success(sparsity != nullptr);
  }
  if (name == "layout") {
    std::string given;
    if (parser.parseString(&given))
      return failure();
    layout = EncodingAttr::getCanonicalLayout(parser.getContext(), given);
    return success();
  }
  return parser.emitError(loc) << "expected block, scale, tensor_scale, zero_point, clamp, decode, sparsity or layout, "
                                  "but got '"
                               << name << "'";
}

Attribute EncodingAttr::parse(AsmParser &parser, Type type) {
  EncodingParser state(parser);
  if (parser.parseLess())
    return {};
  SMLoc loc = parser.getCurrentLocation();
  if (state.parseStorage() || parser.parseColon() ||
      parseFormatName(parser, state.expressed, numerics::isExpressedFormat))
    return {};
  while (succeeded(parser.parseOptionalComma()))
    if (state.parseComponent())
      return {};
  if (parser.parseGreater())
    return {};
  auto encoding = getChecked([&] { return parser.emitError(loc); }, parser.getContext(), state.storage, state.lut,
                             state.expressed, ArrayRef<int64_t>(state.block), state.scale, state.tensorScale,
                             state.zeroPoint, state.clamp, state.mulSub, state.sparsity, state.layout);
  return succeeded(takeTrailingType(parser, type)) ? encoding : EncodingAttr();
}

void EncodingAttr::print(AsmPrinter &printer) const {
  printer << "<";
  if (hasLut()) {
    printer << "lut";
    getLut().print(printer);
  } else {
    printer << numerics::getName(getStorage());
  }
  printer << " : " << numerics::getName(getExpressed());
  if (!getBlock().empty()) {
    printer << ", block = ";
    printBlock(printer, getBlock());
  }
  if (getScale())
    printer << ", scale = " << numerics::getName(*getScale());
  if (getTensorScale())
    printer << ", tensor_scale = f32";
  if (getZeroPoint())
    printer << ", zero_point = " << numerics::getName(*getZeroPoint());
  if (getClamp())
    printer << ", clamp = " << getClamp()->first << " : " << getClamp()->second;
  if (getMulSub())
    printer << ", decode = mul_sub";
  if (SparsityAttr sparsity = getSparsity()) {
    printer << ", sparsity = ";
    printSparsityBody(printer, sparsity);
  }
  if (getLayout())
    printer << ", layout = " << getLayout();
  printer << ">";
}

//===----------------------------------------------------------------------------------------------------===//
// Verification, constraint by constraint
//===----------------------------------------------------------------------------------------------------===//

using EmitError = function_ref<InFlightDiagnostic()>;

/// (E1), (E2), (E3)
static LogicalResult verifyStorage(EmitError emitError, Format storage, LutAttr lut, Format expressed,
                                   ArrayRef<int64_t> block) {
  if (lut && lut.getIndex() != storage)
    return emitError() << "expected storage to be the code book's index " << numerics::getName(lut.getIndex())
                       << ", but got " << numerics::getName(storage);
  if (!lut && !numerics::isStorageFormat(storage))
    return emitError() << "expected storage i2..i8, i16, i32, u2..u8, u16, f8E4M3FN, f8E5M2, f6E2M3FN, f6E3M2FN, "
                          "f4E2M1FN or lut<...>, but got "
                       << numerics::getName(storage);
  if (!numerics::isExpressedFormat(expressed))
    return emitError() << "expected expressed type f64, f32, f16 or bf16, but got " << numerics::getName(expressed);
  for (int64_t size : block)
    if (size < 0)
      return emitError() << "expected a positive block size or '*', but got " << size;
  return success();
}

/// (E4), (E5), (E6), (E8)
static LogicalResult verifyScaling(EmitError emitError, Format storage, LutAttr lut, std::optional<Format> scale,
                                   bool tensorScale, std::optional<Format> zeroPoint, bool mulSub) {
  if (scale && !numerics::isScaleFormat(*scale))
    return emitError() << "expected scale f64, f32, f16, bf16, f8E8M0FNU or f8E4M3FN, but got "
                       << numerics::getName(*scale);
  if (zeroPoint && !numerics::isZeroPointFormat(*zeroPoint))
    return emitError() << "expected zero point i2..i8, i16, i32, u1..u8, u16, f64, f32, f16 or bf16, but got "
                       << numerics::getName(*zeroPoint);
  if (zeroPoint && !scale)
    return emitError() << "expected a scale with a zero point, but got none";
  if (zeroPoint && !lut && numerics::isFloat(storage))
    return emitError() << "expected integer or code-book storage with a zero point, but got "
                       << numerics::getName(storage);
  if (tensorScale && !scale)
    return emitError() << "expected a scale with a tensor scale, but got none";
  if (mulSub && !zeroPoint)
    return emitError() << "expected a zero point with decode = mul_sub, but got none";
  return success();
}

/// (E7)
static LogicalResult verifyClamp(EmitError emitError, Format storage, LutAttr lut,
                                 std::optional<std::pair<int64_t, int64_t>> clamp) {
  if (!clamp)
    return success();
  if (lut || numerics::isFloat(storage))
    return emitError() << "expected integer storage with a clamp range, but got "
                       << (lut ? StringRef("a code book") : numerics::getName(storage));
  const numerics::FormatInfo &info = numerics::getInfo(storage);
  if (clamp->first >= clamp->second || clamp->first < info.minInt || clamp->second > info.maxInt)
    return emitError() << "expected clamp low : high inside " << info.minInt << " : " << info.maxInt
                       << " with low < high, but got " << clamp->first << " : " << clamp->second;
  return success();
}

/// (E9), (E10), (E11)
static LogicalResult verifyComponents(EmitError emitError, Format storage, LutAttr lut, ArrayRef<int64_t> block,
                                      SparsityAttr sparsity, StringAttr layout) {
  if (lut && !lut.getGroup().empty() && lut.getGroup().size() != block.size())
    return emitError() << "expected the code book's group to have the rank of the block " << block.size()
                       << ", but got " << lut.getGroup().size();
  if (lut && !lut.getVector().empty() && lut.getVector().size() != block.size())
    return emitError() << "expected the code book's vector to have the rank of the block " << block.size()
                       << ", but got " << lut.getVector().size();
  if (sparsity && !sparsity.isBitmask() && sparsity.getAxis() >= static_cast<int64_t>(block.size()))
    return emitError() << "expected the axis of sparsity below the rank " << block.size() << ", but got "
                       << sparsity.getAxis();
  if (layout && !numerics::isKnownLayout(layout.getValue()))
    return emitError() << "expected layout to be one of " << numerics::describeLayouts() << ", but got " << layout;
  std::optional<numerics::FragmentLayout> fragments;
  if (layout)
    fragments = numerics::findFragmentLayout(layout.getValue());
  if (fragments &&
      (block.size() < fragments->getMinRank() || numerics::bitWidth(storage) > 8 || (lut && lut.isVector())))
    return emitError() << "expected layout " << layout << " on rank " << fragments->getMinRank()
                       << " or more and scalar codes of at most 8 bits, but got rank " << block.size()
                       << " and codes of " << numerics::bitWidth(storage) << " bits";
  return success();
}

/// (E12)
static LogicalResult verifySparseLayout(EmitError emitError, Format storage, LutAttr lut, ArrayRef<int64_t> block,
                                        SparsityAttr sparsity, StringAttr layout) {
  std::optional<numerics::SparseLayout> sparse = layout ? numerics::findSparseLayout(layout.getValue()) : std::nullopt;
  if (!sparse)
    return success();
  if (lut && lut.isVector())
    return emitError() << "expected scalar entries with layout " << layout << ", but got vectors of "
                       << lut.getVectorSize();
  if (!sparsity || sparsity.isBitmask())
    return emitError() << "expected n:m sparsity with layout " << layout << ", but got "
                       << (sparsity ? "a bitmask" : "none");
  if (sparse->isPlainOrder()) {
    if (sparsity.getM() > numerics::kMaxSparseGroup)
      return emitError() << "expected groups of at most " << numerics::kMaxSparseGroup << " with layout " << layout
                         << ", but got " << sparsity.getM();
    return success();
  }
  int64_t axis = sparse->isTransposed ? 0 : 1;
  if (sparsity.getN() != 2 || sparsity.getM() != 4 || sparsity.getAxis() != axis)
    return emitError() << "expected sparsity 2:4 along " << axis << " with layout " << layout << ", but got "
                       << sparsity.getN() << ":" << sparsity.getM() << " along " << sparsity.getAxis();
  if (block.size() != 2 || numerics::bitWidth(storage) > 8)
    return emitError() << "expected layout " << layout << " on rank 2 and codes of at most 8 bits, but got rank "
                       << block.size() << " and codes of " << numerics::bitWidth(storage) << " bits";
  return success();
}

LogicalResult EncodingAttr::verify(EmitError emitError, Format storage, LutAttr lut, Format expressed,
                                   ArrayRef<int64_t> block, std::optional<Format> scale, bool tensorScale,
                                   std::optional<Format> zeroPoint, std::optional<std::pair<int64_t, int64_t>> clamp,
                                   bool mulSub, SparsityAttr sparsity, StringAttr layout) {
  return success(succeeded(verifyStorage(emitError, storage, lut, expressed, block)) &&
                 succeeded(verifyScaling(emitError, storage, lut, scale, tensorScale, zeroPoint, mulSub)) &&
                 succeeded(verifyClamp(emitError, storage, lut, clamp)) &&
                 succeeded(verifyComponents(emitError, storage, lut, block, sparsity, layout)) &&
                 succeeded(verifySparseLayout(emitError, storage, lut, block, sparsity, layout)));
}

//===----------------------------------------------------------------------------------------------------===//
// Access
//===----------------------------------------------------------------------------------------------------===//

bool EncodingAttr::hasIntegerCodes() const { return !hasLut() && numerics::isInteger(getStorage()); }

bool EncodingAttr::hasFloat8Codes() const {
  return !hasLut() && llvm::is_contained({Format::F8E4M3FN, Format::F8E5M2}, getStorage());
}

Type EncodingAttr::getCodeType() const { return getBuiltinType(getContext(), getStorage()); }

unsigned EncodingAttr::getCodeWidth() const { return numerics::bitWidth(getStorage()); }

FloatType EncodingAttr::getExpressedType() const {
  return cast<FloatType>(getBuiltinType(getContext(), getExpressed()));
}

Type EncodingAttr::getScaleType() const { return getScale() ? getBuiltinType(getContext(), *getScale()) : Type(); }

Type EncodingAttr::getZeroPointType() const {
  return getZeroPoint() ? getBuiltinType(getContext(), *getZeroPoint()) : Type();
}

EncodingAttr EncodingAttr::withBlock(ArrayRef<int64_t> block) const {
  return get(getContext(), getStorage(), getLut(), getExpressed(), block, getScale(), getTensorScale(), getZeroPoint(),
             getClamp(), getMulSub(), getSparsity(), getLayout());
}

EncodingAttr EncodingAttr::withExpressed(Format expressed) const {
  return get(getContext(), getStorage(), getLut(), expressed, getBlock(), getScale(), getTensorScale(), getZeroPoint(),
             getClamp(), getMulSub(), getSparsity(), getLayout());
}

StringAttr EncodingAttr::getCanonicalLayout(MLIRContext *context, StringRef name) {
  return name == "plain" ? StringAttr() : StringAttr::get(context, name);
}

EncodingAttr EncodingAttr::withLayout(StringAttr layout) const {
  return get(getContext(), getStorage(), getLut(), getExpressed(), getBlock(), getScale(), getTensorScale(),
             getZeroPoint(), getClamp(), getMulSub(), getSparsity(), layout);
}

std::optional<numerics::FragmentLayout> EncodingAttr::getFragmentLayout() const {
  return getLayout() ? numerics::findFragmentLayout(getLayout().getValue()) : std::nullopt;
}

ArrayRef<int64_t> EncodingAttr::getFragmentBlock() const { return getScale() ? getBlock() : ArrayRef<int64_t>(); }

//===----------------------------------------------------------------------------------------------------===//
// The plain C++ form
//===----------------------------------------------------------------------------------------------------===//

numerics::Encoding EncodingAttr::toNumerics() const {
  numerics::Encoding encoding;
  encoding.storage = getStorage();
  if (LutAttr lut = getLut()) {
    numerics::Codebook &codebook = encoding.codebook.emplace();
    codebook.index = lut.getIndex();
    codebook.entry = lut.getEntry();
    codebook.group.assign(lut.getGroup().begin(), lut.getGroup().end());
    if (codebook.group.empty())
      codebook.group.assign(getRank(), numerics::kWhole);
    codebook.vector.assign(lut.getVector().begin(), lut.getVector().end());
  }
  encoding.expressed = getExpressed();
  encoding.block.assign(getBlock().begin(), getBlock().end());
  encoding.scale = getScale();
  encoding.tensorScale = getTensorScale();
  encoding.zeroPoint = getZeroPoint();
  encoding.clamp = getClamp();
  encoding.decode = getMulSub() ? numerics::DecodeRule::MulSub : numerics::DecodeRule::SubMul;
  if (SparsityAttr sparsity = getSparsity()) {
    using Kind = numerics::Sparsity::Kind;
    encoding.sparsity = {sparsity.isBitmask() ? Kind::Bitmask : Kind::NOfM, sparsity.getN(), sparsity.getM(),
                         sparsity.getAxis()};
  }
  if (getLayout())
    encoding.layout = getLayout().str();
  return encoding;
}

static bool hasSparsity(const numerics::Encoding &encoding) {
  return encoding.sparsity.kind != numerics::Sparsity::Kind::None;
}

/// Parameters of the attribute from the plain form, given to `make`.
template <typename Make>
static EncodingAttr convert(MLIRContext *context, const numerics::Encoding &encoding, LutAttr lut,
                            SparsityAttr sparsity, Make make) {
  StringAttr layout;
  if (!encoding.layout.empty())
    layout = EncodingAttr::getCanonicalLayout(context, encoding.layout);
  return make(encoding.storage, lut, encoding.expressed, ArrayRef<int64_t>(encoding.block), encoding.scale,
              encoding.tensorScale, encoding.zeroPoint, encoding.clamp, encoding.decode == numerics::DecodeRule::MulSub,
              sparsity, layout);
}

EncodingAttr EncodingAttr::fromNumerics(MLIRContext *context, const numerics::Encoding &encoding) {
  LutAttr lut;
  if (const auto &codebook = encoding.codebook)
    lut = LutAttr::getCanonical(context, codebook->index, codebook->entry, codebook->group, codebook->vector);
  SparsityAttr sparsity;
  if (hasSparsity(encoding))
    sparsity = SparsityAttr::get(context, encoding.sparsity.n, encoding.sparsity.m, encoding.sparsity.axis);
  return convert(context, encoding, lut, sparsity, [&](auto... parameters) { return get(context, parameters...); });
}

EncodingAttr EncodingAttr::getChecked(EmitError emitError, MLIRContext *context, const numerics::Encoding &encoding) {
  LutAttr lut;
  if (encoding.codebook && !(lut = getCheckedLut(emitError, context, *encoding.codebook)))
    return {};
  SparsityAttr sparsity;
  if (hasSparsity(encoding)) {
    auto [kind, n, m, axis] = encoding.sparsity;
    sparsity = SparsityAttr::getChecked(emitError, context, n, m, axis);
    if (!sparsity)
      return {};
  }
  return convert(context, encoding, lut, sparsity,
                 [&](auto... parameters) { return getChecked(emitError, context, parameters...); });
}
