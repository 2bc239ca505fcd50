//===- TensorMapFields.cpp - reads a tensor map of a launch -------------------------------------------------===//

#include "ArgumentFields.h"

using namespace mlir::qnt;
using namespace mlir::qnt::ptxrun;

static QntrtTensorType getTensorType(DataType type) {
  switch (type) {
  case DataType::F64:
    return QntrtTensorF64;
  case DataType::F32:
    return QntrtTensorF32;
  case DataType::F16:
    return QntrtTensorF16;
  case DataType::BF16:
    return QntrtTensorBF16;
  case DataType::I64:
    return QntrtTensorI64;
  case DataType::U64:
    return QntrtTensorU64;
  case DataType::I32:
    return QntrtTensorI32;
  case DataType::U32:
    return QntrtTensorU32;
  case DataType::I16:
  case DataType::U16:
    return QntrtTensorU16;
  default:
    return QntrtTensorU8; // one byte, whatever it means
  }
}

/// A list of integers into an array; the runtime checks ranges again, for either device.
template <class T>
static bool readList(const Fields &fields, const char *key, size_t count, uint64_t low, uint64_t high, T *out) {
  std::vector<uint64_t> values;
  if (!fields.readIntegers(key, count, count, low, high, values, true))
    return false;
  for (size_t index = 0; index < values.size(); ++index)
    out[index] = static_cast<T>(values[index]);
  return true;
}

/// A corner of the box of pixels: signed.
static bool readCorner(const Fields &fields, const char *key, size_t count, int32_t *corner) {
  const Json *list = fields.find(key);
  if (!list)
    return false;
  if (!list->is_array() || list->size() != count)
    return fields.fail(key, "expected a list of " + std::to_string(count) + " integers, got " + describe(*list));
  for (size_t index = 0; index < count; ++index) {
    const Json &item = (*list)[index];
    bool fits = item.is_number_integer() && (!item.is_number_unsigned() || item.get<uint64_t>() <= 32767) &&
                item.get<int64_t>() >= -32768;
    if (!fits)
      return fields.fail(std::string(key) + "[" + std::to_string(index) + "]",
                         "expected an integer from -32768 to 32767, got " + describe(item));
    corner[index] = item.get<int32_t>();
  }
  return fields.isGood();
}

static bool parseIm2col(const Fields &fields, QntrtTensorMap &map) {
  if (map.rank < 3)
    return fields.fail("rank", "expected 3 to 5 for mode 'im2col', got " + std::to_string(map.rank));
  uint64_t channels = 0, pixels = 0;
  map.isIm2col = 1;
  if (!readCorner(fields, "pixel_box_lower_corner", map.rank - 2, map.pixelBoxLower) ||
      !readCorner(fields, "pixel_box_upper_corner", map.rank - 2, map.pixelBoxUpper) ||
      !fields.readInteger("channels_per_pixel", 1, 256, channels, true) ||
      !fields.readInteger("pixels_per_column", 1, 1024, pixels, true))
    return false;
  map.channelsPerPixel = static_cast<uint32_t>(channels);
  map.pixelsPerColumn = static_cast<uint32_t>(pixels);
  return true;
}

bool ptxrun::parseTensorMap(const Fields &fields, DataType bufferType, QntrtTensorMap &map) {
  for (const char *key : {"offset_bytes", "type", "value", "size", "align", "hex"})
    if (fields.has(key))
      return fields.fail(key, "there is no such field in a tensor map");
  int mode = 0, swizzle = 0, interleave = 0, fill = 0, promotion = 0;
  uint64_t rank = 0;
  std::string type(getName(bufferType));
  if (!fields.readWord("mode", {"tiled", "im2col"}, mode, true) || !fields.readText("dtype", type, false) ||
      !fields.readInteger("rank", 1, 5, rank, true) ||
      !fields.readWord("swizzle", {"none", "32B", "64B", "128B"}, swizzle, false) ||
      !fields.readWord("interleave", {"none", "16B", "32B"}, interleave, false) ||
      !fields.readWord("oob_fill", {"zero", "nan"}, fill, false) ||
      !fields.readWord("l2_promotion", {"none", "64B", "128B", "256B"}, promotion, false))
    return false;
  std::optional<DataType> parsed = parseDataType(type);
  if (!parsed)
    return fields.fail("dtype", "expected one of " + listDataTypes() + ", got " + describe(type));
  map.type = getTensorType(*parsed);
  map.rank = static_cast<uint32_t>(rank);
  map.swizzle = static_cast<QntrtSwizzle>(swizzle);
  map.interleave = static_cast<QntrtInterleave>(interleave);
  map.outOfBounds = static_cast<QntrtOutOfBounds>(fill);
  map.l2Promotion = static_cast<QntrtL2Promotion>(promotion);
  if (!readList(fields, "global_dims", rank, 1, uint64_t(1) << 32, map.globalDims) ||
      !readList(fields, "global_strides_bytes", rank - 1, 0, uint64_t(1) << 40, map.globalStrides) ||
      !readList(fields, "element_strides", rank, 1, 8, map.elementStrides))
    return false;
  return mode == 1 ? parseIm2col(fields, map) : readList(fields, "box_dims", rank, 1, 256, map.boxDims);
}
