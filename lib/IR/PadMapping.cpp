//===- PadMapping.cpp - parts under pad -------------------------------------------------------------------===//
//
// A padded element must decode to exactly 0. What its code is depends on the encoding: the block's zero point, 0, the
// index of an entry that is 0; under a mask any code will do. New blocks have scale 1 and zero point 0.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "LayoutParts.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::qnt;

/// Low and high padding of a grid with entries of `tile` elements, or nothing when old elements would share a block
/// with elements of another.
static std::optional<std::pair<int64_t, int64_t>> padGrid(int64_t dim, int64_t low, int64_t high, int64_t tile) {
  if (tile == numerics::kWhole)
    return std::make_pair(0, 0);
  if (ShapedType::isDynamic(dim)) {
    // ceil((dim + high) / tile) - ceil(dim / tile) is the same for every dim only for whole blocks.
    if (low % tile != 0 || high % tile != 0)
      return std::nullopt;
    return std::make_pair(low / tile, high / tile);
  }
  int64_t oldEntries = llvm::divideCeil(dim, tile);
  int64_t newEntries = llvm::divideCeil(low + dim + high, tile);
  if (low % tile != 0 && newEntries > 1)
    return std::nullopt;
  int64_t lowEntries = low / tile;
  return std::make_pair(lowEntries, newEntries - lowEntries - oldEntries);
}

/// (C4): the fill of codes, or nothing after an error.
static std::optional<PadFill> chooseCodeFill(EncodingAttr encoding, std::optional<int64_t> zeroCode,
                                             EmitErrorFn emitError) {
  bool needsZeroCode = encoding.hasLut() && !encoding.getSparsity();
  if (zeroCode && !needsZeroCode) {
    emitError() << "expected zero_code only for a code book without a mask, got " << *zeroCode << " and " << encoding;
    return std::nullopt;
  }
  if (encoding.getSparsity())
    return PadFill::Zero;
  if (encoding.hasLut()) {
    if (encoding.getZeroPoint()) {
      emitError() << "expected a code book without a zero point (no entry decodes to 0 in every block), got "
                  << encoding;
      return std::nullopt;
    }
    int64_t numEntries = encoding.getLut().getNumEntries();
    if (zeroCode && *zeroCode >= 0 && *zeroCode < numEntries)
      return PadFill::ZeroCode;
    emitError() << "expected zero_code, the index below " << numEntries << " of a table entry that is 0, got "
                << (zeroCode ? std::to_string(*zeroCode) : std::string("none"));
    return std::nullopt;
  }
  return encoding.getZeroPoint() ? PadFill::ZeroPointOfElement : PadFill::Zero;
}

/// (C5): real zero is in the range of the codes, whatever the zero points are.
static LogicalResult checkZeroIsACode(EncodingAttr encoding, PadFill fill, EmitErrorFn emitError) {
  if (encoding.getSparsity() || !encoding.hasIntegerCodes())
    return success();
  auto [low, high] = encoding.toNumerics().codeRange();
  if (fill == PadFill::Zero) {
    if (low > 0 || high < 0)
      return emitError() << "expected codes that contain 0, got " << low << " : " << high;
    return success();
  }
  Format zeroPoint = *encoding.getZeroPoint();
  if (numerics::isFloat(zeroPoint))
    return emitError() << "expected an integer zero point (a float one may have no code), got "
                       << numerics::getName(zeroPoint);
  const numerics::FormatInfo &info = numerics::getInfo(zeroPoint);
  if (info.minInt < low || info.maxInt > high)
    return emitError() << "expected a zero point type inside the codes " << low << " : " << high << ", got "
                       << numerics::getName(zeroPoint);
  return success();
}

static PadFill getFill(PartKind part, PadFill codeFill) {
  if (part == PartKind::Codes)
    return codeFill;
  return part == PartKind::Scales ? PadFill::One : PadFill::Zero;
}

/// (C1), (C2): the shape of the result.
static FailureOr<SmallVector<int64_t>> padShape(ArrayType input, ArrayRef<int64_t> low, ArrayRef<int64_t> high,
                                                EmitErrorFn emitError) {
  if (low.size() != input.getRank() || high.size() != input.getRank())
    return emitError() << "expected " << input.getRank() << " low and high paddings, got " << low.size() << " and "
                       << high.size();
  SmallVector<int64_t> shape(input.getShape());
  for (unsigned i = 0; i < input.getRank(); ++i) {
    int64_t padding = 0, size = 0;
    if (low[i] < 0 || high[i] < 0)
      return emitError() << "expected paddings of at least 0 in dimension " << i << ", got " << low[i] << " and "
                         << high[i];
    if (llvm::AddOverflow(low[i], high[i], padding) ||
        (!input.isDynamicDim(i) && llvm::AddOverflow(shape[i], padding, size)))
      return emitError() << "expected the padded size of dimension " << i << " to fit in 63 bits";
    if (!input.isDynamicDim(i))
      shape[i] = size;
  }
  return shape;
}

/// (C3): n:m groups keep their elements.
static LogicalResult checkSparsity(ArrayType input, ArrayRef<int64_t> low, EmitErrorFn emitError) {
  Tiling tiling(input.getEncoding());
  if (!tiling.sparseAxis || low[*tiling.sparseAxis] % tiling.sparseM == 0)
    return success();
  return emitError() << "expected low padding of whole n:m groups along dimension " << *tiling.sparseAxis << ", got m "
                     << tiling.sparseM << " and " << low[*tiling.sparseAxis];
}

FailureOr<PadMapping> mlir::qnt::mapPad(ArrayType input, ArrayRef<int64_t> low, ArrayRef<int64_t> high,
                                        std::optional<int64_t> zeroCode, EmitErrorFn emitError) {
  auto shape = padShape(input, low, high, emitError);
  if (failed(shape) || failed(checkSparsity(input, low, emitError)))
    return failure();
  EncodingAttr encoding = input.getEncoding();
  std::optional<PadFill> codeFill = chooseCodeFill(encoding, zeroCode, emitError);
  if (!codeFill || failed(checkZeroIsACode(encoding, *codeFill, emitError)))
    return failure();
  FailureOr<ArrayType> result = makeArrayType(*shape, encoding, emitError);
  if (failed(result))
    return failure();

  PadMapping mapping{*result, {}};
  for (const PartGrid &grid : getPartGrids(input)) {
    PartPad &part = mapping.parts.emplace_back();
    part.part = grid.part;
    part.fill = getFill(grid.part, *codeFill);
    for (unsigned i = 0; i < input.getRank(); ++i) {
      auto padded = padGrid(input.getDimSize(i), low[i], high[i], grid.tile[i]);
      if (!padded)
        return emitError() << "expected padding along dimension " << i << " that keeps the blocks of the "
                           << getPartName(grid.part) << ", got block " << grid.tile[i] << ", low " << low[i]
                           << " and high " << high[i] << (input.isDynamicDim(i) ? " of a dynamic dimension" : "");
      part.low.push_back(padded->first);
      part.high.push_back(padded->second);
    }
  }
  return mapping;
}
