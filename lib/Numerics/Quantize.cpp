//===- Quantize.cpp - values to arrays -------------------------------------------------------------------===//

#include "Qnt/Numerics/Quantize.h"
#include "Qnt/Numerics/BlockSegments.h"

using namespace mlir::qnt::numerics;

/// The mask of a sparse encoding: everything that is not 0. An error when that is more than n of m.
static llvm::Error fillMask(ArrayParts &parts, llvm::ArrayRef<double> values, const Sparsity &sparsity) {
  if (sparsity.kind == Sparsity::Kind::None)
    return llvm::Error::success();
  for (double value : values)
    parts.mask.push_back(value != 0.0);
  if (sparsity.kind == Sparsity::Kind::Bitmask)
    return llvm::Error::success();
  // Groups of m along the axis are blocks; their last one may be shorter.
  BlockShape group(parts.shape.size(), 1);
  group[size_t(sparsity.axis)] = sparsity.m;
  std::vector<int64_t> kept(size_t(getNumElements(getGridShape(parts.shape, group))), 0);
  forEachSegment(parts.shape, group, [&](Segment segment) {
    for (int64_t i = segment.begin; i < segment.begin + segment.length; ++i)
      kept[size_t(segment.block)] += parts.mask[size_t(i)];
  });
  for (int64_t count : kept)
    if (count > sparsity.n)
      return llvm::createStringError(
          "expected at most %lld nonzero values in every %lld along dimension %lld, but got %lld",
          static_cast<long long>(sparsity.n), static_cast<long long>(sparsity.m), static_cast<long long>(sparsity.axis),
          static_cast<long long>(count));
  return llvm::Error::success();
}

llvm::Expected<ArrayParts> mlir::qnt::numerics::quantize(llvm::ArrayRef<double> values, llvm::ArrayRef<int64_t> shape,
                                                         Format input, const Encoding &encoding,
                                                         const Convention &convention, const Calibration &calibration,
                                                         llvm::ArrayRef<double> codebook) {
  ArrayParts parts;
  parts.shape.assign(shape.begin(), shape.end());
  parts.codebook.assign(codebook.begin(), codebook.end());
  if (llvm::Error error = fillMask(parts, values, encoding.sparsity))
    return error;
  std::vector<double> finerScales;
  if (llvm::Error error = chooseParameters(parts, values, input, encoding, convention, calibration, &finerScales))
    return error;
  if (convention.codesUse == CodesUse::StoredScale)
    finerScales.clear();
  Encoding chosen = getChosenEncoding(encoding, convention, calibration);
  if (llvm::Error error = computeCodes(parts, values, input, chosen, convention, finerScales))
    return error;
  return parts;
}
