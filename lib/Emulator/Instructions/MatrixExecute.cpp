//===- MatrixExecute.cpp - takes matrices out of fragments, multiplies, puts D back -------------------------===//
//
// Registers hold runs of elements along k, so A (by rows) and B (by columns) are first laid out as bytes, then decoded.
//
//===----------------------------------------------------------------------===//

#include "../Arithmetic/MatrixMultiply.h"
#include "Block.h"
#include "MatrixOperation.h"
#include "Qnt/Emulator/Emulator.h"

namespace mlir::qnt::emulator {

static constexpr unsigned kMaxSide = 32;   // rows of A, columns of B
static constexpr unsigned kMaxInner = 128; // columns of A that are decoded to numbers
static constexpr unsigned kMaxBytes = 128; // of a row of A or a column of B

namespace {
/// The matrices of an instruction as bytes: rows of A and columns of B, each `pitch` bytes.
struct MatrixBytes {
  alignas(64) uint8_t a[kMaxSide * kMaxBytes];
  alignas(64) uint8_t b[kMaxSide * kMaxBytes];
  unsigned pitchA = 0;
  unsigned pitchB = 0;
};
} // namespace

unsigned elementBits(MatrixType type) {
  switch (type) {
  case MatrixType::F64:
    return 64;
  case MatrixType::TF32:
  case MatrixType::F32:
  case MatrixType::S32:
    return 32;
  case MatrixType::F16:
  case MatrixType::BF16:
    return 16;
  case MatrixType::S4:
  case MatrixType::U4:
    return 4;
  case MatrixType::B1:
    return 1;
  default:
    return 8;
  }
}

bool gatherWarp(Warp &warp, Slot members, const char *what) {
  if (warp.active() == kAllLanes)
    return true;
  if (warp.alive() != kAllLanes) {
    warp.fail(ReportClass::DivergentCollective, firstLane(warp.active()),
              std::string("expected all 32 lanes of the warp at ") + what + ", but lane " +
                  std::to_string(firstLane(~warp.alive())) + " has exited or does not exist");
    return false;
  }
  return warp.gather(members, what) == kAllLanes;
}

//===--- Fragments to bytes ---===//

static unsigned storedColumns(const MatrixOperation &matrix) {
  return matrix.isSparse ? matrix.shape.k / 2 : matrix.shape.k;
}

static void gatherBytes(Warp &warp, const Operation &operation, const MatrixOperation &matrix, MatrixBytes &bytes) {
  unsigned bitsA = elementBits(matrix.a);
  unsigned columns = storedColumns(matrix);
  unsigned registerBytes = bitsA == 64 ? 8 : 4;
  unsigned perRegister = registerBytes * 8 / bitsA;
  bytes.pitchA = columns * bitsA / 8;
  bytes.pitchB = matrix.shape.k * bitsA / 8;
  unsigned count = numRegisters(matrix.shape.m * columns, matrix.a);
  for (unsigned index = 0; index < count; ++index) {
    const uint64_t *values = warp.read(operation.sources[index]);
    for (unsigned lane = 0; lane < kWarpSize; ++lane) {
      MatrixPlace place = placeInA(lane, index, 0, matrix.shape.m, perRegister);
      std::memcpy(bytes.a + place.row * bytes.pitchA + place.column * bitsA / 8, values + lane, registerBytes);
    }
  }
  count = numRegisters(matrix.shape.n * matrix.shape.k, matrix.b);
  for (unsigned index = 0; index < count; ++index) {
    const uint64_t *values = warp.read(operation.sources[matrix.numA + index]);
    for (unsigned lane = 0; lane < kWarpSize; ++lane) {
      MatrixPlace place = placeInB(lane, index, 0, matrix.shape.k, perRegister);
      std::memcpy(bytes.b + place.column * bytes.pitchB + place.row * bitsA / 8, values + lane, registerBytes);
    }
  }
}

/// Bits of element (row, column) of C; element `element` of the lane's registers.
static uint64_t readC(Warp &warp, const Operation &operation, const MatrixOperation &matrix, unsigned lane,
                      unsigned element) {
  unsigned first = matrix.numA + matrix.numB;
  if (matrix.c == MatrixType::F16)
    return warp.read(operation.sources[first + element / 2])[lane] >> (16 * (element % 2)) & 0xffff;
  return warp.read(operation.sources[first + element])[lane];
}

static MatrixPlace placeOfC(const MatrixOperation &matrix, unsigned lane, unsigned element, bool isHalf) {
  return matrix.isQuad ? placeInQuadC(lane, element, isHalf) : placeInC(lane, element, matrix.shape.m);
}
static unsigned elementsOfC(const MatrixOperation &matrix) {
  return matrix.isQuad ? 8 : matrix.shape.m * matrix.shape.n / kWarpSize;
}

/// Writes D; `bits` gives the element of a lane.
template <class Bits>
static void scatterD(Warp &warp, const Operation &operation, const MatrixOperation &matrix, Bits bits) {
  alignas(64) uint64_t values[kWarpSize];
  bool isHalf = matrix.d == MatrixType::F16;
  for (unsigned index = 0; index < operation.numDestinations; ++index) {
    for (unsigned lane = 0; lane < kWarpSize; ++lane) {
      if (isHalf)
        values[lane] = bits(lane, 2 * index) | bits(lane, 2 * index + 1) << 16;
      else
        values[lane] = bits(lane, index);
    }
    warp.writeLanes(operation.destinations[index], values);
  }
}

//===--- Decoding of elements ---===//

static void decodeFloats(MatrixType type, const uint8_t *bytes, double *values, int count) {
  switch (type) {
  case MatrixType::F16:
    return decodeF16(reinterpret_cast<const uint16_t *>(bytes), values, count);
  case MatrixType::BF16:
    return decodeBF16(reinterpret_cast<const uint16_t *>(bytes), values, count);
  case MatrixType::TF32:
    return decodeTF32(reinterpret_cast<const uint32_t *>(bytes), values, count);
  case MatrixType::E4M3:
    return decodeE4M3(bytes, values, count);
  case MatrixType::E5M2:
    return decodeE5M2(bytes, values, count);
  default:
    std::memcpy(values, bytes, sizeof(double) * size_t(count));
  }
}

static void decodeIntegers(MatrixType type, const uint8_t *bytes, int16_t *values, int count) {
  for (int i = 0; i < count; ++i) {
    uint8_t byte = isNibble(type) ? bytes[i / 2] >> (4 * (i % 2)) & 15 : bytes[i];
    if (type == MatrixType::S8)
      values[i] = int8_t(byte);
    else if (type == MatrixType::S4)
      values[i] = int8_t(byte << 4) >> 4;
    else
      values[i] = byte;
  }
}

/// Column-wise to row-wise.
template <class Number>
static void transpose(const Number *columns, Number *rows, unsigned numColumns, unsigned numRows) {
  for (unsigned column = 0; column < numColumns; ++column)
    for (unsigned row = 0; row < numRows; ++row)
      rows[row * numColumns + column] = columns[column * numRows + row];
}

//===--- Sparse A ---===//

/// Spreads the stored elements over the columns that the metadata names; the others are zero.
template <class Number>
static void expandSparse(Warp &warp, const Operation &operation, const MatrixOperation &matrix, const Number *stored,
                         Number *dense) {
  const uint64_t *metadata = warp.read(operation.sources[operation.numSources - 1]);
  unsigned group = matrix.pattern.groupColumns;
  unsigned perGroup = group / 2;
  for (unsigned row = 0; row < matrix.shape.m; ++row) {
    for (unsigned column = 0; column < matrix.shape.k; ++column)
      dense[row * matrix.shape.k + column] = 0;
    for (unsigned index = 0; index < matrix.shape.k / group; ++index) {
      MetadataPlace place = placeOfMetadata(matrix.pattern, row, index, matrix.selector);
      unsigned bits = unsigned(metadata[4 * (row % 8) + place.lane] >> place.bit) & 15;
      for (unsigned element = 0; element < perGroup; ++element)
        dense[row * matrix.shape.k + index * group + sparseColumn(bits, element, group)] =
            stored[row * (matrix.shape.k / 2) + index * perGroup + element];
    }
  }
}

/// A as numbers, by rows of k.
template <class Number, class Decode>
static void decodeA(Warp &warp, const Operation &operation, const MatrixOperation &matrix, const MatrixBytes &bytes,
                    Number *a, Decode decode) {
  unsigned count = matrix.shape.m * storedColumns(matrix);
  if (!matrix.isSparse)
    return decode(matrix.a, bytes.a, a, int(count));
  Number stored[16 * kMaxInner / 2];
  decode(matrix.a, bytes.a, stored, int(count));
  expandSparse(warp, operation, matrix, stored, a);
}

//===--- Kinds ---===//

static void executeFloats(Warp &warp, const Operation &operation, const MatrixOperation &matrix) {
  MatrixBytes bytes;
  gatherBytes(warp, operation, matrix, bytes);
  double a[kMaxSide * kMaxInner], columns[kMaxSide * kMaxInner], b[kMaxSide * kMaxInner];
  decodeA(warp, operation, matrix, bytes, a, decodeFloats);
  decodeFloats(matrix.b, bytes.b, columns, matrix.shape.n * matrix.shape.k);
  transpose(columns, b, matrix.shape.n, matrix.shape.k);
  double c[kMaxSide * kMaxSide];
  unsigned count = elementsOfC(matrix);
  for (unsigned lane = 0; lane < kWarpSize; ++lane) {
    for (unsigned element = 0; element < count; ++element) {
      MatrixPlace place = placeOfC(matrix, lane, element, matrix.c == MatrixType::F16);
      uint64_t bits = readC(warp, operation, matrix, lane, element);
      c[place.row * matrix.shape.n + place.column] = matrix.c == MatrixType::F16   ? decodeDouble<F16>(bits)
                                                     : matrix.c == MatrixType::F64 ? asDouble(bits)
                                                                                   : double(asFloat(bits));
    }
  }
  bool isHalf = matrix.d == MatrixType::F16;
  if (matrix.d == MatrixType::F64) {
    uint64_t d[kMaxSide * kMaxSide];
    multiplyDoubles(matrix.shape, a, b, c, d, matrix.rounding);
    return scatterD(warp, operation, matrix, [&](unsigned lane, unsigned element) {
      MatrixPlace place = placeOfC(matrix, lane, element, false);
      return d[place.row * matrix.shape.n + place.column];
    });
  }
  uint32_t d[kMaxSide * kMaxSide];
  const LaunchConfiguration &configuration = *warp.getBlock().getContext().configuration;
  unsigned bits = isByteFloat(matrix.a) ? configuration.fp8AccumulatorBits : 0;
  multiplyFloats(matrix.shape, a, b, c, d, MatrixRounding{isHalf, uint8_t(bits)});
  scatterD(warp, operation, matrix, [&](unsigned lane, unsigned element) {
    MatrixPlace place = placeOfC(matrix, lane, element, isHalf);
    return uint64_t(d[place.row * matrix.shape.n + place.column]);
  });
}

static void gatherIntegerC(Warp &warp, const Operation &operation, const MatrixOperation &matrix, int32_t *c) {
  unsigned count = elementsOfC(matrix);
  for (unsigned lane = 0; lane < kWarpSize; ++lane) {
    for (unsigned element = 0; element < count; ++element) {
      MatrixPlace place = placeOfC(matrix, lane, element, false);
      c[place.row * matrix.shape.n + place.column] = int32_t(readC(warp, operation, matrix, lane, element));
    }
  }
}

static void executeIntegers(Warp &warp, const Operation &operation, const MatrixOperation &matrix) {
  MatrixBytes bytes;
  gatherBytes(warp, operation, matrix, bytes);
  int32_t c[kMaxSide * kMaxSide];
  uint32_t d[kMaxSide * kMaxSide];
  gatherIntegerC(warp, operation, matrix, c);
  if (matrix.a == MatrixType::B1) {
    MatrixShape words = {matrix.shape.m, matrix.shape.n, uint16_t(matrix.shape.k / 32)};
    multiplyBits(words, reinterpret_cast<const uint32_t *>(bytes.a), reinterpret_cast<const uint32_t *>(bytes.b), c, d,
                 matrix.isXor);
  } else {
    int16_t a[kMaxSide * kMaxInner], columns[kMaxSide * kMaxInner], b[kMaxSide * kMaxInner];
    decodeA(warp, operation, matrix, bytes, a, decodeIntegers);
    decodeIntegers(matrix.b, bytes.b, columns, matrix.shape.n * matrix.shape.k);
    transpose(columns, b, matrix.shape.n, matrix.shape.k);
    multiplyIntegers(matrix.shape, a, b, c, d, matrix.saturate);
  }
  scatterD(warp, operation, matrix, [&](unsigned lane, unsigned element) {
    MatrixPlace place = placeOfC(matrix, lane, element, false);
    return uint64_t(d[place.row * matrix.shape.n + place.column]);
  });
}

/// m8n8k4: four products, each in the lanes of a quad pair.
static void executeQuads(Warp &warp, const Operation &operation, const MatrixOperation &matrix) {
  double a[4][8 * 4], b[4][4 * 8], c[4][8 * 8];
  uint32_t d[4][8 * 8];
  for (unsigned lane = 0; lane < kWarpSize; ++lane) {
    unsigned quad = quadPair(lane);
    for (unsigned element = 0; element < 4; ++element) {
      auto half = [&](unsigned first) {
        return decodeDouble<F16>(warp.read(operation.sources[first + element / 2])[lane] >> (16 * (element % 2)) &
                                 0xffff);
      };
      MatrixPlace inA = placeInQuadA(lane, element, matrix.rowA);
      MatrixPlace inB = placeInQuadB(lane, element, matrix.rowB);
      a[quad][inA.row * 4 + inA.column] = half(0);
      b[quad][inB.row * 8 + inB.column] = half(matrix.numA);
    }
    for (unsigned element = 0; element < 8; ++element) {
      MatrixPlace place = placeInQuadC(lane, element, matrix.c == MatrixType::F16);
      uint64_t bits = readC(warp, operation, matrix, lane, element);
      c[quad][place.row * 8 + place.column] =
          matrix.c == MatrixType::F16 ? decodeDouble<F16>(bits) : double(asFloat(bits));
    }
  }
  bool isHalf = matrix.d == MatrixType::F16;
  for (unsigned quad = 0; quad < 4; ++quad)
    multiplyFloats({8, 8, 4}, a[quad], b[quad], c[quad], d[quad], MatrixRounding{isHalf, 0});
  scatterD(warp, operation, matrix, [&](unsigned lane, unsigned element) {
    MatrixPlace place = placeInQuadC(lane, element, isHalf);
    return uint64_t(d[quadPair(lane)][place.row * 8 + place.column]);
  });
}

//===--- Undefined values ---===//

namespace {
/// Rows and columns of D that some undefined element of A or B reaches, and the first of all undefined values.
struct UndefinedParts {
  uint32_t rows[4] = {};
  uint32_t columns[4] = {};
  Poison first;
};
} // namespace

/// Lanes of a register whose value is undefined, the first one kept for the message.
static LaneMask undefinedIn(Warp &warp, Slot slot, UndefinedParts &parts) {
  LaneMask lanes = warp.undefinedLanes(slot);
  if (lanes && !parts.first)
    parts.first = warp.getPoison(slot, firstLane(lanes));
  return lanes;
}

static UndefinedParts findUndefined(Warp &warp, const Operation &operation, const MatrixOperation &matrix) {
  UndefinedParts parts;
  unsigned bits = elementBits(matrix.a);
  unsigned perRegister = bits == 64 ? 1 : 32 / bits;
  unsigned countA = matrix.isQuad ? 2 : numRegisters(matrix.shape.m * storedColumns(matrix), matrix.a);
  unsigned countB = matrix.isQuad ? 2 : numRegisters(matrix.shape.n * matrix.shape.k, matrix.b);
  for (unsigned index = 0; index < countA; ++index) {
    forEachLane(undefinedIn(warp, operation.sources[index], parts), [&](unsigned lane) {
      for (unsigned element = 0; matrix.isQuad && element < 4; ++element)
        parts.rows[quadPair(lane)] |= 1u << placeInQuadA(lane, element, matrix.rowA).row;
      if (!matrix.isQuad)
        parts.rows[0] |= 1u << placeInA(lane, index, 0, matrix.shape.m, perRegister).row;
    });
  }
  for (unsigned index = 0; index < countB; ++index) {
    forEachLane(undefinedIn(warp, operation.sources[matrix.numA + index], parts), [&](unsigned lane) {
      for (unsigned element = 0; matrix.isQuad && element < 4; ++element)
        parts.columns[quadPair(lane)] |= 1u << placeInQuadB(lane, element, matrix.rowB).column;
      if (!matrix.isQuad)
        parts.columns[0] |= 1u << placeInB(lane, index, 0, matrix.shape.k, perRegister).column;
    });
  }
  if (matrix.isSparse && undefinedIn(warp, operation.sources[operation.numSources - 1], parts))
    parts.rows[0] = ~0u;
  return parts;
}

/// Executes, then makes undefined what a row of A, a column of B or an element of C that is undefined reaches.
static void executeUndefined(Warp &warp, const Operation &operation, const MatrixOperation &matrix, Execute execute) {
  UndefinedParts parts = findUndefined(warp, operation, matrix);
  static thread_local Poison poison[kMaxSide * kMaxSide][4];
  bool isHalfC = matrix.c == MatrixType::F16;
  for (auto &element : poison)
    for (Poison &entry : element)
      entry = Poison();
  for (unsigned lane = 0; lane < kWarpSize; ++lane) {
    unsigned quad = matrix.isQuad ? quadPair(lane) : 0;
    for (unsigned element = 0; element < elementsOfC(matrix); ++element) {
      MatrixPlace place = placeOfC(matrix, lane, element, isHalfC);
      Slot slot = operation.sources[matrix.numA + matrix.numB + (isHalfC ? element / 2 : element)];
      Poison &entry = poison[place.row * kMaxSide + place.column][quad];
      if (hasLane(warp.undefinedLanes(slot), lane))
        entry = warp.getPoison(slot, lane);
      else if ((parts.rows[quad] >> place.row & 1) || (parts.columns[quad] >> place.column & 1))
        entry = parts.first;
    }
  }
  execute(warp, operation);
  bool isHalf = matrix.d == MatrixType::F16;
  for (unsigned index = 0; index < operation.numDestinations; ++index) {
    for (unsigned lane = 0; lane < kWarpSize; ++lane) {
      Poison result;
      for (unsigned half = 0; half < (isHalf ? 2u : 1u); ++half) {
        MatrixPlace place = placeOfC(matrix, lane, isHalf ? 2 * index + half : index, isHalf);
        const Poison &entry = poison[place.row * kMaxSide + place.column][matrix.isQuad ? quadPair(lane) : 0];
        if (!entry)
          continue;
        result.origin = entry.origin;
        result.bytes |= isHalf ? ByteMask(3 << (2 * half)) : kAllBytes;
      }
      if (result)
        warp.setPoison(operation.destinations[index], lane, result);
    }
  }
}

static Execute selectExecute(const MatrixOperation &matrix) {
  if (matrix.isQuad)
    return [](Warp &warp, const Operation &operation) {
      executeQuads(warp, operation, operation.getPayload<MatrixOperation>());
    };
  if (matrix.d == MatrixType::S32)
    return [](Warp &warp, const Operation &operation) {
      executeIntegers(warp, operation, operation.getPayload<MatrixOperation>());
    };
  return [](Warp &warp, const Operation &operation) {
    executeFloats(warp, operation, operation.getPayload<MatrixOperation>());
  };
}

void executeMatrix(Warp &warp, const Operation &operation) {
  const MatrixOperation &matrix = operation.getPayload<MatrixOperation>();
  if (!gatherWarp(warp, matrix.members, "a matrix instruction"))
    return;
  if (warp.undefinedSources(operation))
    return executeUndefined(warp, operation, matrix, selectExecute(matrix));
  selectExecute(matrix)(warp, operation);
}

} // namespace mlir::qnt::emulator
