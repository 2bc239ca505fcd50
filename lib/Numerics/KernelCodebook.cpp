//===- KernelCodebook.cpp - a code book as the loops need it -----------------------------------------------===//

#include "KernelCodebook.h"
#include "CodebookIndex.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/bit.h"
#include <cmath>
#include <limits>

using namespace mlir::qnt::numerics;
using namespace mlir::qnt::numerics::kernels;

bool KernelCodebook::canDecode(const Codebook &table, llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<double> entries) {
  const unsigned bits = bitWidth(table.index);
  if (table.isVector() || bits > 8 || entries.size() != size_t(1) << bits)
    return false;
  if (table.group.size() != shape.size() || getNumElements(getGridShape(shape, table.group)) != 1)
    return false;
  return llvm::all_of(entries, [](double entry) { return static_cast<double>(static_cast<float>(entry)) == entry; });
}

bool KernelCodebook::canSearch(const Codebook &table, llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<double> entries,
                               const Convention &convention) {
  if (convention.distance != CodebookDistance::Exact || !canDecode(table, shape, entries))
    return false;
  for (size_t i = 1; i < entries.size(); ++i)
    if (!(entries[i - 1] < entries[i]))
      return false;
  return std::isfinite(entries.front()) && std::isfinite(entries.back());
}

KernelCodebook KernelCodebook::createForDecoding(llvm::ArrayRef<double> entries) {
  KernelCodebook result;
  for (double entry : entries)
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

KernelCodebook KernelCodebook::createForSearch(llvm::ArrayRef<double> entries) {
  KernelCodebook result = createForDecoding(entries);
  if (entries.empty())
    return result;
  const ScalarCodebookIndex index(entries, CodebookDistance::Exact);
  for (size_t entry = 0; entry + 1 < entries.size(); ++entry)
    result.thresholds.push_back(findThreshold(index, entry));
  result.thresholds.push_back(std::numeric_limits<float>::infinity());
  return result;
}
