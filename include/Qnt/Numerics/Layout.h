//===- Layout.h - memory layouts of codes -----------------------------------------------------------------===//
//
// "plain" is row-major with rows padded to a byte (Packing.h). The layouts of tensor cores hold codes in the order in
// which the lanes of a warp need them as operand A of `mma.sync`, so that a lane reads its share with 16-byte loads
// and decodes a register of operands at a time:
//
//   mma_k16    [rows, K], operands of 16 bits (m16n8k16)      mma_k16_t  the same of a value [K, rows]
//   mma_k32    [rows, K], operands of 8 bits (m16n8k32)       mma_k32_t  the same of a value [K, rows]
//
// A value of a higher rank, as kernels of convolutions have, is a matrix whose K are all dimensions but the first (_t:
// the last) one, in the order of FragmentOrder. With `_b` (`mma_k16_b`, `mma_k16_b_t`) the first dimension counts
// matrices, which lie one after the other.
//
// A block is 64 rows x 64 along K, blocks lie one after the other along K, then along the rows; both are padded to
// whole blocks with bits 0. In a block row r is row 8 * (r % 2) + r / 8 of fragment (r % 8) / 2, so that a lane owns 8
// neighbouring rows. A lane has 128 codes, in the order step along K, fragment, register, position in the register.
// Codes of 3, 5, 6 and 7 bits are split into planes of 4, 2 and 1 bits, low bits first. A plane of w bits is 4 * w
// words a lane: word i holds registers i * n .. i * n + n - 1, n = operand bits / w, register j at bit w * j of each
// operand position. A group of four words of all lanes stands together (16 bytes a lane).
//
// Codes of iN are stored with the sign bit inverted (so unsigned, plus 2^(N-1)), but those of i8 in mma_k32.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_NUMERICS_LAYOUT_H
#define QNT_NUMERICS_LAYOUT_H

#include "Qnt/Numerics/Encoding.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include <string>

namespace mlir::qnt::numerics {

/// True for a layout that an encoding may name.
bool isKnownLayout(llvm::StringRef name);
/// Names of the known layouts, for messages.
std::string describeLayouts();

/// A layout for operand A of tensor cores.
struct FragmentLayout {
  unsigned operandBits = 16; ///< 16 or 8: what a code is decoded to
  bool isTransposed = false; ///< the value is [K, rows]
  bool isBatched = false;    ///< the first dimension counts matrices

  /// Rows and elements along K of a block.
  static constexpr int64_t kBlockRows = 64, kBlockK = 64;
  /// Elements along K of one instruction.
  int64_t getStepK() const { return 256 / operandBits; }
  /// Dimensions that a value needs at least.
  size_t getMinRank() const { return isBatched ? 3 : 2; }
  /// Matrices, rows of each, and the dimensions along K of a value of `shape`.
  int64_t getMatrices(llvm::ArrayRef<int64_t> shape) const { return isBatched ? shape.front() : 1; }
  int64_t getRows(llvm::ArrayRef<int64_t> shape) const { return isTransposed ? shape.back() : shape[isBatched]; }
  llvm::ArrayRef<int64_t> getDimsK(llvm::ArrayRef<int64_t> shape) const {
    shape = shape.drop_front(isBatched);
    return isTransposed ? shape.drop_back() : shape.drop_front();
  }
  /// Of the codes of `format`; `shape` is static. `block` as in FragmentOrder.
  int64_t getBytes(llvm::ArrayRef<int64_t> shape, Format format, llvm::ArrayRef<int64_t> block = {}) const;
  /// What is xored into a code of `format` before it is stored.
  uint64_t getSignMask(Format format) const;
};

/// Where elements along K stand: tile after tile of the block shape, and in a tile run after run of the innermost
/// dimension, both row-major. A run is padded to 16 bytes of operands. Where there are several tiles, one is padded to
/// steps along K of an instruction of which a power of two, or a multiple of four, holds it; so the instructions of a
/// tile share its scale.
struct FragmentOrder {
  /// `block`: elements of a tile along each dimension of the value, kWhole for all of it; empty: one tile.
  static FragmentOrder create(llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<int64_t> block, FragmentLayout layout);

  llvm::SmallVector<int64_t, 4> sizes, blocks; ///< of the dimensions along K; of a tile
  int64_t run = 0, tile = 0;                   ///< positions that a run and a tile take

  int64_t getNumTiles() const;
  /// Runs of a tile that reaches over no edge.
  int64_t getRunsPerTile() const;
  /// Of the element at `index`, a number a dimension along K.
  int64_t getPosition(llvm::ArrayRef<int64_t> index) const;
  /// Positions up to the last element.
  int64_t getNumPositions() const;
  /// Positions of all elements in row-major order.
  std::vector<int64_t> getPositions() const;
};

/// Nothing for "plain" and unknown names.
std::optional<FragmentLayout> findFragmentLayout(llvm::StringRef name);
/// "mma_k16_t"
llvm::StringRef getFragmentLayoutName(FragmentLayout layout);

/// Widths of the planes that codes of `bits` (1 to 8) are split into, low bits first: 6 -> 4, 2.
llvm::SmallVector<unsigned, 3> getCodePlanes(unsigned bits);

/// Where code number `index` (0 to 127) of a lane stands in a plane of `width` bits: word of the lane, bit of the word.
struct PlanePosition {
  unsigned word, bit;
};
PlanePosition getPlanePosition(unsigned operandBits, unsigned width, unsigned index);

/// As packCodes and unpackCodes of Packing.h. `format`: storage or index of a code book; `block` as in FragmentOrder.
std::vector<uint8_t> packFragments(llvm::ArrayRef<uint64_t> codes, llvm::ArrayRef<int64_t> shape, Format format,
                                   FragmentLayout layout, llvm::ArrayRef<int64_t> block = {});
/// The same of codes by their number, for values whose codes would not all fit in memory at once.
std::vector<uint8_t> packFragments(llvm::function_ref<uint64_t(int64_t)> getCode, llvm::ArrayRef<int64_t> shape,
                                   Format format, FragmentLayout layout, llvm::ArrayRef<int64_t> block = {});
llvm::Expected<std::vector<uint64_t>> unpackFragments(llvm::ArrayRef<uint8_t> bytes, llvm::ArrayRef<int64_t> shape,
                                                      Format format, FragmentLayout layout,
                                                      llvm::ArrayRef<int64_t> block = {});

} // namespace mlir::qnt::numerics

#endif // QNT_NUMERICS_LAYOUT_H
