//===- FragmentLayout.h - which lane holds which element of a matrix ---------------------------------------===//
//
// The fragments of mma are made of tiles: a register of the warp holds 8 rows of 4 lanes each, and a lane's register
// holds 32 bits of consecutive elements (one element for 64-bit types). Rows are of A and C, columns of B.
//
//===----------------------------------------------------------------------===//

#ifndef QNT_LIB_EMULATOR_ARITHMETIC_FRAGMENTLAYOUT_H
#define QNT_LIB_EMULATOR_ARITHMETIC_FRAGMENTLAYOUT_H

#include <cstdint>

namespace mlir::qnt::emulator {

/// A place in a matrix.
struct MatrixPlace {
  uint16_t row = 0;
  uint16_t column = 0;
};

/// m, n and k of D (m x n) = A (m x k) * B (k x n) + C.
struct MatrixShape {
  uint16_t m = 0;
  uint16_t n = 0;
  uint16_t k = 0;
};

/// Element `element` of register `index` of A with `rows` rows; `perRegister` elements in a register.
inline MatrixPlace placeInA(unsigned lane, unsigned index, unsigned element, unsigned rows, unsigned perRegister) {
  unsigned tilesDown = rows / 8;
  unsigned row = 8 * (index % tilesDown) + lane / 4;
  unsigned column = 4 * perRegister * (index / tilesDown) + (lane % 4) * perRegister + element;
  return {uint16_t(row), uint16_t(column)};
}

/// The same of B with `rows` (k) rows.
inline MatrixPlace placeInB(unsigned lane, unsigned index, unsigned element, unsigned rows, unsigned perRegister) {
  unsigned tilesDown = rows / (4 * perRegister);
  unsigned row = 4 * perRegister * (index % tilesDown) + (lane % 4) * perRegister + element;
  unsigned column = 8 * (index / tilesDown) + lane / 4;
  return {uint16_t(row), uint16_t(column)};
}

/// Element `element`, counted over the registers of a lane, of C and D with `rows` rows: pairs of neighbours.
inline MatrixPlace placeInC(unsigned lane, unsigned element, unsigned rows) {
  unsigned tile = element / 2;
  unsigned tilesDown = rows / 8;
  unsigned row = 8 * (tile % tilesDown) + lane / 4;
  unsigned column = 8 * (tile / tilesDown) + (lane % 4) * 2 + element % 2;
  return {uint16_t(row), uint16_t(column)};
}

//===--- mma.m8n8k4 of f16: four products at once, each by the 8 lanes of a quad pair ---===//

/// Which of the four products a lane belongs to.
inline unsigned quadPair(unsigned lane) { return lane % 16 / 4; }

/// Elements 0..3 of A: rows of a row-major A lie in a lane, columns of a column-major one.
inline MatrixPlace placeInQuadA(unsigned lane, unsigned element, bool rowMajor) {
  unsigned high = lane >= 16 ? 4 : 0;
  unsigned row = rowMajor ? lane % 4 + high : element + high;
  return {uint16_t(row), uint16_t(rowMajor ? element : lane % 4)};
}

/// Elements 0..3 of B.
inline MatrixPlace placeInQuadB(unsigned lane, unsigned element, bool rowMajor) {
  unsigned high = lane >= 16 ? 4 : 0;
  unsigned row = rowMajor ? lane % 4 : element;
  return {uint16_t(row), uint16_t(rowMajor ? element + high : lane % 4 + high)};
}

/// Elements 0..7 of C and D: a row of f16, two by two blocks of f32.
inline MatrixPlace placeInQuadC(unsigned lane, unsigned element, bool isHalf) {
  unsigned high = lane >= 16 ? 4 : 0;
  if (isHalf)
    return {uint16_t(lane % 4 + high), uint16_t(element)};
  return {uint16_t((lane & 1) + (element & 2) + high), uint16_t((element & 4) + (lane & 2) + (element & 1))};
}

//===--- mma.sp: which columns of A the stored elements are ---===//

/// The shape of the metadata: four bits for each group of columns. A lane's register holds eight groups: of types of 16
/// and 32 bits four of row g in its low half and of row g + 8 in its high half, of narrower ones eight of one row.
struct SparsePattern {
  uint8_t groupColumns = 4; ///< columns a group stands for: 2 for tf32, 4, 8 for 4-bit types
  uint8_t numLanes = 1;     ///< of a quad that give metadata: 1, 2 or 4
  bool isNarrow = false;    ///< types of 8 and 4 bits
};

/// The lane of a quad, and the lowest bit in its register.
struct MetadataPlace {
  unsigned lane, bit;
};

/// Where the bits of group `index` of `row` (0..15) stand under `selector`.
inline MetadataPlace placeOfMetadata(SparsePattern pattern, unsigned row, unsigned index, unsigned selector) {
  unsigned first = pattern.numLanes * selector, isUpper = row / 8;
  if (pattern.isNarrow)
    return {first + 2 * (index / 8) + isUpper, 4 * (index % 8)};
  return {first + index / 4, 16 * isUpper + 4 * (index % 4)};
}

/// The column, within its group, of stored element `element` (0 .. groupColumns/2-1) under the four bits of the group.
inline unsigned sparseColumn(unsigned bits, unsigned element, unsigned groupColumns) {
  if (groupColumns == 2)
    return bits >> 1 & 1; // 0b0100 is the first, 0b1110 the second: halves 0, 1 or 2, 3.
  if (groupColumns == 4)
    return bits >> (2 * element) & 3;
  return (bits >> (2 * (element / 2)) & 3) * 2 + element % 2;
}

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_ARITHMETIC_FRAGMENTLAYOUT_H
