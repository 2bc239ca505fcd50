//===- SparseData.cpp - codes and masks of constants in any layout ----------------------------------------===//
#include "Qnt/IR/SparseData.h"
#include "Qnt/IR/PartData.h"
#include "Qnt/Numerics/Packing.h"

using namespace mlir;
using namespace mlir::qnt;

std::optional<numerics::SparseLayout> mlir::qnt::getSparseLayout(EncodingAttr encoding) {
  return encoding.getLayout() ? numerics::findSparseLayout(encoding.getLayout().getValue()) : std::nullopt;
}

template <typename T>
static FailureOr<T> orFailure(llvm::Expected<T> value) {
  if (value)
    return std::move(*value);
  llvm::consumeError(value.takeError());
  return failure();
}

/// A splat expanded. `attr` has elements of a byte.
static FailureOr<std::vector<uint8_t>> getBytes(ElementsAttr attr) {
  if (!attr)
    return failure();
  FailureOr<PartBytes> data = getPartBytes(attr);
  if (failed(data))
    return failure();
  if (!data->isSplat)
    return std::vector<uint8_t>(data->bytes.begin(), data->bytes.end());
  return std::vector<uint8_t>(size_t(attr.getNumElements()), static_cast<uint8_t>(data->bytes.front()));
}

/// Kept codes and positions of a constant in a layout of these. Fails when its data cannot be read or has another size.
static FailureOr<numerics::KeptCodes> getKeptCodes(ConstantOp constant) {
  ArrayType type = constant.getType();
  EncodingAttr encoding = type.getEncoding();
  FailureOr<std::vector<uint8_t>> codes = getBytes(constant.getCodes()), positions = getBytes(constant.getMaskAttr());
  if (failed(codes) || failed(positions))
    return failure();
  return orFailure(numerics::unpackKept(*codes, *positions, type.getShape(), encoding.toNumerics().sparsity,
                                        encoding.getStorage(), *getSparseLayout(encoding)));
}

/// Codes and mask into `parts`.
static LogicalResult readPlain(ConstantOp constant, numerics::ArrayParts &parts) {
  ArrayType type = constant.getType();
  FailureOr<std::vector<uint8_t>> bytes = getBytes(constant.getCodes());
  if (failed(bytes))
    return failure();
  auto codes =
      orFailure(numerics::unpackCodes(*bytes, type.getCodesType().getShape(), type.getEncoding().getCodeWidth()));
  if (failed(codes))
    return failure();
  parts.codes = std::move(*codes);
  if (!type.getMaskType())
    return success();
  FailureOr<std::vector<uint8_t>> bits = getBytes(constant.getMaskAttr());
  if (failed(bits))
    return failure();
  auto mask = orFailure(numerics::unpackCodes(*bits, type.getShape(), 1));
  if (failed(mask))
    return failure();
  parts.mask.assign(mask->begin(), mask->end());
  return success();
}

static LogicalResult readKept(ConstantOp constant, numerics::ArrayParts &parts) {
  FailureOr<numerics::KeptCodes> kept = getKeptCodes(constant);
  if (failed(kept))
    return failure();
  auto expanded =
      orFailure(numerics::expandCodes(*kept, parts.shape, constant.getType().getEncoding().toNumerics().sparsity));
  if (failed(expanded))
    return failure();
  parts.codes = std::move(expanded->codes);
  parts.mask = std::move(expanded->mask);
  return success();
}

FailureOr<numerics::ArrayParts> mlir::qnt::getCodeParts(ConstantOp constant) {
  ArrayType type = constant.getType();
  EncodingAttr encoding = type.getEncoding();
  numerics::ArrayParts parts;
  parts.shape.assign(type.getShape().begin(), type.getShape().end());
  if (encoding.getFragmentLayout() ||
      failed(getSparseLayout(encoding) ? readKept(constant, parts) : readPlain(constant, parts)))
    return failure();
  auto read = [](ElementsAttr attr, Format format, std::vector<double> &numbers) {
    std::optional<SmallVector<double>> values = getPartValues(attr, format);
    if (values)
      numbers.assign(values->begin(), values->end());
    return values.has_value();
  };
  if (encoding.getZeroPoint() && !read(constant.getZeroPointsAttr(), *encoding.getZeroPoint(), parts.zeroPoints))
    return failure();
  if (encoding.hasLut() && !read(constant.getCodebookAttr(), encoding.getLut().getEntry(), parts.codebook))
    return failure();
  return parts;
}
