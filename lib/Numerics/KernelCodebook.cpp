//===- KernelCodebook.cpp - a code book as the loops need it -----------------------------------------------===//

#include "KernelCodebook.h"
#include "CodebookIndex.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/bit.h"
#include <cmath>
#include <limits>

using namespace mlir::qnt::numerics;
using namespace mlir::qnt::numerics::kernels;

bool KernelCodebook::canDecode(const Encoding &encoding, llvm::ArrayRef<int64_t> shape,
                               llvm::ArrayRef<double> codebook) {
  const Codebook &table = *encoding.codebook;
  const unsigned bits = bitWidth(table.index);
  if (table.isVector() || encoding.zeroPoint || bits > 8 || codebook.size() != size_t(1) << bits)
    return false;
  if (table.group.size() != shape.size() || getNumElements(getGridShape(shape, table.group)) != 1)
    return false;
  return llvm::all_of(codebook, [](double entry) { return static_cast<double>(static_cast<float>(entry)) == entry; });
}

bool KernelCodebook::canSearch(const Encoding &encoding, llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<double> codebook,
                               const Convention &convention) {
  if (convention.distance != CodebookDistance::Exact || !canDecode(encoding, shape, codebook))
    return false;
  for (size_t i = 1; i < codebook.size(); ++i)
    if (!(codebook[i - 1] < codebook[i]))
      return false;
  return std::isfinite(codebook.front()) && std::isfinite(codebook.back());
}

KernelCodebook KernelCodebook::createForDecoding(llvm::ArrayRef<double> codebook) {
  KernelCodebook result;
  for (double entry : codebook)
    result.entries.push_back(static_cast<float>(entry));
  return result;
}

/// The f32 at a place in ascending order, -inf at place 0 and +inf at kLastPlace; -0 comes before +0.
static constexpr uint32_t kLastPlace = 2 * 0x7F800000u + 1;
static float getFloatAt(uint32_t place) {
  constexpr uint32_t numNegative = 0x7F800001u; // -inf to -0
  return llvm::bit_cast<float>(place < numNegative ? 0xFF800000u - place : place - numNegative);
}

/// The largest f32 whose nearest entry is `entry` or one below it: where the search itself says so, by bisection.
static float findThreshold(const ScalarCodebookIndex &index, uint64_t entry) {
  uint32_t below = 0, above = kLastPlace; // -inf is nearest to the first entry, +inf to the last
  while (above - below > 1) {
    const uint32_t middle = below + (above - below) / 2;
    (index.findNearest(getFloatAt(middle)) <= entry ? below : above) = middle;
  }
  return getFloatAt(below);
}

KernelCodebook KernelCodebook::createForSearch(llvm::ArrayRef<double> codebook) {
  KernelCodebook result = createForDecoding(codebook);
  if (codebook.empty())
    return result;
  const ScalarCodebookIndex index(codebook, CodebookDistance::Exact);
  for (size_t entry = 0; entry + 1 < codebook.size(); ++entry)
    result.thresholds.push_back(findThreshold(index, entry));
  result.thresholds.push_back(std::numeric_limits<float>::infinity());
  return result;
}
