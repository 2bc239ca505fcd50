//===- DataTypes.cpp - element types of buffers and scalars -------------------------------------------------===//

#include "DataTypes.h"
#include <cmath>
#include <cstring>
#include <limits>

using namespace mlir::qnt;
using namespace mlir::qnt::ptxrun;

namespace {

/// A type's row. Floats have exponent bits, mantissa bits and what their top exponent means.
struct Row {
  const char *name;
  char kind; ///< of NumPy
  unsigned size;
  unsigned exponentBits, mantissaBits;
  enum Top { Ieee, OneNaN, Finite, NoSign } top;
};

} // namespace

static const Row rows[] = {
    {"f64", 'f', 8, 11, 52, Row::Ieee},    {"f32", 'f', 4, 8, 23, Row::Ieee},   {"f16", 'f', 2, 5, 10, Row::Ieee},
    {"bf16", 'u', 2, 8, 7, Row::Ieee},     {"e4m3", 'u', 1, 4, 3, Row::OneNaN}, {"e5m2", 'u', 1, 5, 2, Row::Ieee},
    {"e2m1x2", 'u', 1, 2, 1, Row::Finite}, {"e8m0", 'u', 1, 8, 0, Row::NoSign}, {"i64", 'i', 8, 0, 0, Row::Finite},
    {"u64", 'u', 8, 0, 0, Row::Finite},    {"i32", 'i', 4, 0, 0, Row::Finite},  {"u32", 'u', 4, 0, 0, Row::Finite},
    {"i16", 'i', 2, 0, 0, Row::Finite},    {"u16", 'u', 2, 0, 0, Row::Finite},  {"i8", 'i', 1, 0, 0, Row::Finite},
    {"u8", 'u', 1, 0, 0, Row::Finite}};

static const Row &getRow(DataType type) { return rows[static_cast<size_t>(type)]; }

std::optional<DataType> ptxrun::parseDataType(std::string_view name) {
  for (size_t index = 0; index < sizeof rows / sizeof *rows; ++index)
    if (name == rows[index].name)
      return static_cast<DataType>(index);
  return std::nullopt;
}

std::string_view ptxrun::getName(DataType type) { return getRow(type).name; }

std::string ptxrun::listDataTypes() {
  std::string list;
  for (const Row &row : rows)
    list += (list.empty() ? "" : ", ") + std::string(row.name);
  return list;
}

unsigned ptxrun::getSize(DataType type) { return getRow(type).size; }
bool ptxrun::isFloat(DataType type) { return getRow(type).exponentBits != 0; }
bool ptxrun::isSigned(DataType type) { return isFloat(type) || getRow(type).kind == 'i'; }
npy::ElementType ptxrun::getStorage(DataType type) { return {getRow(type).kind, getRow(type).size, false}; }
unsigned ptxrun::getNumValues(DataType type) { return type == DataType::E2M1x2 ? 2 : 1; }

bool ptxrun::canHold(const npy::ElementType &stored, DataType type) {
  const Row &row = getRow(type);
  bool isRaw = isFloat(type) && row.kind == 'u';
  return stored.size == row.size && (stored.kind == row.kind || (isRaw && stored.kind == 'V'));
}

static double makeNaN() { return std::numeric_limits<double>::quiet_NaN(); }

/// A float of at most 32 bits by its fields.
static double decodeFields(const Row &row, uint64_t bits) {
  if (row.top == Row::NoSign)
    return bits == 0xFF ? makeNaN() : std::ldexp(1.0, static_cast<int>(bits) - 127);
  uint64_t mantissa = bits & ((uint64_t(1) << row.mantissaBits) - 1);
  uint64_t topExponent = (uint64_t(1) << row.exponentBits) - 1;
  uint64_t exponent = bits >> row.mantissaBits & topExponent;
  double sign = (bits >> (row.exponentBits + row.mantissaBits) & 1) != 0 ? -1.0 : 1.0;
  if (row.top == Row::Ieee && exponent == topExponent)
    return mantissa == 0 ? sign * std::numeric_limits<double>::infinity() : makeNaN();
  if (row.top == Row::OneNaN && exponent == topExponent && mantissa + 1 == uint64_t(1) << row.mantissaBits)
    return makeNaN();
  int bias = (1 << (row.exponentBits - 1)) - 1;
  bool isNormal = exponent != 0;
  auto significand = static_cast<double>(mantissa + (isNormal ? uint64_t(1) << row.mantissaBits : 0));
  int power = static_cast<int>(isNormal ? exponent : 1) - bias - static_cast<int>(row.mantissaBits);
  return sign * std::ldexp(significand, power);
}

double ptxrun::decode(DataType type, uint64_t bits, unsigned index) {
  const Row &row = getRow(type);
  if (type == DataType::F64) {
    double value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
  }
  if (type == DataType::E2M1x2)
    return decodeFields(row, bits >> (4 * index) & 0xF);
  if (isFloat(type))
    return decodeFields(row, bits);
  unsigned unused = 64 - 8 * row.size;
  if (row.kind == 'i')
    return static_cast<double>(static_cast<int64_t>(bits << unused) >> unused);
  return static_cast<double>(bits);
}

/// The largest finite code, without sign.
static uint64_t getLargest(const Row &row) {
  uint64_t all = (uint64_t(1) << (row.exponentBits + row.mantissaBits)) - 1;
  if (row.top == Row::Ieee)
    return all - (uint64_t(1) << row.mantissaBits);
  return row.top == Row::Finite ? all : all - 1;
}

/// The code of a value that is no number.
static uint64_t encodeNaN(const Row &row) {
  if (row.top == Row::NoSign)
    return 0xFF;
  uint64_t all = (uint64_t(1) << (row.exponentBits + row.mantissaBits)) - 1;
  if (row.top != Row::Ieee)
    return all;
  uint64_t quiet = uint64_t(1) << (row.mantissaBits - 1);
  return (all - ((uint64_t(1) << row.mantissaBits) - 1)) | quiet;
}

/// Codes without sign are ordered as their values are: the nearest one is found between two neighbours.
static uint64_t findNearest(const Row &row, double magnitude) {
  uint64_t low = 0, high = getLargest(row);
  double largest = decodeFields(row, high);
  if (magnitude > largest) {
    double half = (largest - decodeFields(row, high - 1)) / 2;
    if (magnitude < largest + half || row.top == Row::Finite)
      return high;
    return high + 1; // infinity, or the only NaN
  }
  while (high - low > 1) {
    uint64_t middle = low + (high - low) / 2;
    (decodeFields(row, middle) <= magnitude ? low : high) = middle;
  }
  double below = magnitude - decodeFields(row, low), above = decodeFields(row, high) - magnitude;
  if (below == above)
    return low % 2 == 0 ? low : high;
  return below < above ? low : high;
}

uint64_t ptxrun::encodeFloat(DataType type, double value) {
  const Row &row = getRow(type);
  if (type == DataType::F64) {
    uint64_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    return bits;
  }
  if (std::isnan(value))
    return encodeNaN(row);
  if (row.top == Row::NoSign)
    return findNearest(row, std::fabs(value));
  uint64_t sign = std::signbit(value) ? uint64_t(1) << (row.exponentBits + row.mantissaBits) : 0;
  return sign | findNearest(row, std::fabs(value));
}
