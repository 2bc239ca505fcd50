//===- TensorMap.cpp - checks of tensor maps ----------------------------------------------------------------===//
//
// The conditions are those that CUDA's driver documents for cuTensorMapEncodeTiled and cuTensorMapEncodeIm2col.
//
//===-----------------------------------------------------------------------------------------------------===//

#include "Backend.h"

using namespace mlir::qnt;
using namespace mlir::qnt::runtime;

static unsigned getSize(QntrtTensorType type) {
  static const unsigned sizes[] = {1, 2, 4, 4, 8, 8, 2, 4, 8, 2, 4, 4, 4};
  return static_cast<size_t>(type) < sizeof sizes / sizeof *sizes ? sizes[type] : 0;
}

/// "globalDims[1]" from `low` to `high`.
static Error checkRange(const char *field, uint32_t index, uint64_t value, uint64_t low, uint64_t high) {
  if (value >= low && value <= high)
    return std::nullopt;
  return makeInvalid(std::string("expected ") + field + "[" + std::to_string(index) + "] from " + std::to_string(low) +
                     " to " + std::to_string(high) + ", got " + std::to_string(value));
}

static Error checkEnumerations(const QntrtTensorMap &map) {
  struct {
    const char *field;
    int value, last;
  } const fields[] = {{"type", map.type, QntrtTensorTF32Flushed},
                      {"interleave", map.interleave, QntrtInterleave32},
                      {"swizzle", map.swizzle, QntrtSwizzle128},
                      {"l2Promotion", map.l2Promotion, QntrtL2256},
                      {"outOfBounds", map.outOfBounds, QntrtOutOfBoundsNan}};
  for (const auto &field : fields)
    if (field.value < 0 || field.value > field.last)
      return makeInvalid(std::string("expected ") + field.field + " from 0 to " + std::to_string(field.last) +
                         ", got " + std::to_string(field.value));
  bool isFloat = map.type >= QntrtTensorF16;
  if (map.outOfBounds == QntrtOutOfBoundsNan && !isFloat)
    return makeInvalid("expected outOfBounds zero for a type of integers, got NaN");
  return std::nullopt;
}

/// Global dimensions and strides.
static Error checkTensor(const QntrtTensorMap &map) {
  uint64_t alignment = map.interleave == QntrtInterleave32 ? 32 : 16;
  if (map.address % alignment != 0)
    return makeInvalid("expected address to be a multiple of " + std::to_string(alignment) + ", got " +
                       toHex(map.address));
  for (uint32_t dim = 0; dim < map.rank; ++dim) {
    if (Error error = checkRange("globalDims", dim, map.globalDims[dim], 1, uint64_t(1) << 32))
      return error;
    if (dim + 1 == map.rank)
      break;
    uint64_t stride = map.globalStrides[dim];
    if (stride % alignment != 0 || stride >= uint64_t(1) << 40)
      return makeInvalid("expected globalStrides[" + std::to_string(dim) + "] to be a multiple of " +
                         std::to_string(alignment) + " below 2^40, got " + std::to_string(stride));
  }
  return std::nullopt;
}

/// Bytes of a box's innermost dimension against the swizzle's span.
static Error checkInnermost(const QntrtTensorMap &map, uint64_t elements) {
  uint64_t bytes = elements * getSize(map.type);
  if (map.interleave == QntrtInterleaveNone && bytes % 16 != 0)
    return makeInvalid("expected the innermost dimension of the box to be a multiple of 16 bytes, got " +
                       std::to_string(bytes));
  uint64_t span = map.swizzle == QntrtSwizzleNone ? UINT64_MAX : uint64_t(16) << map.swizzle;
  if (map.interleave == QntrtInterleaveNone && bytes > span)
    return makeInvalid("expected the innermost dimension of the box to be at most the " + std::to_string(span) +
                       " bytes of the swizzle, got " + std::to_string(bytes));
  if (map.interleave == QntrtInterleave32 && map.swizzle != QntrtSwizzle32)
    return makeInvalid("expected swizzle 32 with interleave 32");
  return std::nullopt;
}

static Error checkIm2col(const QntrtTensorMap &map) {
  if (map.channelsPerPixel < 1 || map.channelsPerPixel > 256)
    return makeInvalid("expected channelsPerPixel from 1 to 256, got " + std::to_string(map.channelsPerPixel));
  if (map.pixelsPerColumn < 1 || map.pixelsPerColumn > 1024)
    return makeInvalid("expected pixelsPerColumn from 1 to 1024, got " + std::to_string(map.pixelsPerColumn));
  int64_t limit = map.rank == 3 ? 32768 : map.rank == 4 ? 128 : 16;
  for (uint32_t dim = 0; dim + 2 < map.rank; ++dim)
    for (int64_t corner : {map.pixelBoxLower[dim], map.pixelBoxUpper[dim]})
      if (corner < -limit || corner >= limit)
        return makeInvalid("expected corners of the pixel box from " + std::to_string(-limit) + " to " +
                           std::to_string(limit - 1) + " at rank " + std::to_string(map.rank) + ", got " +
                           std::to_string(corner));
  return checkInnermost(map, map.channelsPerPixel);
}

Error runtime::checkTensorMap(const QntrtTensorMap &map) {
  uint32_t minRank = map.isIm2col || map.interleave != QntrtInterleaveNone ? 3 : 1;
  if (map.rank < minRank || map.rank > 5)
    return makeInvalid("expected rank from " + std::to_string(minRank) + " to 5, got " + std::to_string(map.rank));
  if (Error error = checkEnumerations(map))
    return error;
  if (Error error = checkTensor(map))
    return error;
  for (uint32_t dim = 0; dim < map.rank; ++dim)
    if (Error error = checkRange("elementStrides", dim, map.elementStrides[dim], 1, 8))
      return error;
  if (map.isIm2col)
    return checkIm2col(map);
  for (uint32_t dim = 0; dim < map.rank; ++dim)
    if (Error error = checkRange("boxDims", dim, map.boxDims[dim], 1, 256))
      return error;
  return checkInnermost(map, map.boxDims[0]);
}
