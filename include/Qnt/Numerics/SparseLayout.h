//===- SparseLayout.h - n:m sparse codes in memory: kept codes and their positions -------------------------===//
//
// Of every group of m elements along the axis of the sparsity exactly n codes are stored, in ascending order, and for
// each of them its position in the group, a number of ceil(log2(m)) bits. Where a group keeps fewer than n elements,
// those that come first of the others fill it up: an element that is not kept then has a code that decodes to 0, and a
// position beyond the end of the dimension stands for nothing and has code 0. So the last group takes as much room as
// the others, and 2:4 takes 2 bits for a kept element.
//
//   compressed             codes of shape [..., n * ceil(dim / m), ...], positions likewise, both in plain order
//                          (Packing.h)
//   mma_sp_k32             2:4, [rows, K]: operand A of mma.sp, 16 bits (m16n8k32, m16n8k16)
//   mma_sp_k64             2:4, [rows, K]: operand A of mma.sp, 8 bits (m16n8k64)
//   mma_sp_k32_t, ..k64_t  the same of a value [K, rows]
//
// The kept codes of mma_sp_k32 lie as those of a matrix [rows, 2 * ceil(K / 4)] in mma_k16 (Layout.h), of mma_sp_k64 as
// in mma_k32: the registers of A are the same. A block of 64 x 64 kept codes has 1024 bytes of positions, 8 words a
// lane, a group of four words of all lanes together (16 bytes a lane): word w of a lane is the metadata operand for
// fragment w % 4 of the block and
//
//   mma_sp_k32   steps 2 * (w / 4) and 2 * (w / 4) + 1 along K of m16n8k32 (selector 0 takes the former), each of which
//                is two steps of m16n8k16 (selectors 0 .. 3): lane 4 * g + q holds the 16 columns of A from 16 * q on,
//                in the low half of row g, in the high half of row g + 8;
//   mma_sp_k64   step w / 4 of m16n8k64: lane 4 * g + 2 * h + u holds the 32 columns from 32 * h on of row g + 8 * u.
//
// Two bits a position, those of lower columns lower. What pads a block has the positions 0 and 1, which are valid.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_NUMERICS_SPARSELAYOUT_H
#define QNT_NUMERICS_SPARSELAYOUT_H

#include "Qnt/Numerics/Encoding.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"

namespace mlir::qnt::numerics {

/// A layout of n:m sparse codes.
struct SparseLayout {
  unsigned operandBits = 0;  ///< of mma.sp: 16 or 8; 0: plain order
  bool isTransposed = false; ///< the value is [K, rows]

  bool isPlainOrder() const { return operandBits == 0; }
};

/// The largest group: positions have at most 4 bits.
inline constexpr int64_t kMaxSparseGroup = 16;

/// Nothing for other layouts and unknown names.
std::optional<SparseLayout> findSparseLayout(llvm::StringRef name);
llvm::StringRef getSparseLayoutName(SparseLayout layout);

/// Bits of a position: ceil(log2(m)).
unsigned getPositionBits(int64_t m);
/// `shape` with n * ceil(dim / m) elements along the axis.
Shape getKeptShape(llvm::ArrayRef<int64_t> shape, const Sparsity &sparsity);

/// Both in row-major order of getKeptShape.
struct KeptCodes {
  std::vector<uint64_t> codes, positions;
};

/// Codes and mask of a value of `shape` as kept codes. `getZeroCode(element)`: a code of that element that decodes to
/// 0, or nothing: an error where it is needed. An error too where a group keeps more than n.
llvm::Expected<KeptCodes> compressCodes(llvm::ArrayRef<uint64_t> codes, llvm::ArrayRef<uint8_t> mask,
                                        llvm::ArrayRef<int64_t> shape, const Sparsity &sparsity,
                                        llvm::function_ref<std::optional<uint64_t>(int64_t)> getZeroCode);

/// Codes of the value, 0 where nothing is kept, and its mask.
struct ExpandedCodes {
  std::vector<uint64_t> codes;
  std::vector<uint8_t> mask;
};

/// The inverse, with a mask that keeps n of each group (as many as there are of a shorter one). An error where
/// positions of a group do not ascend or are not below m.
llvm::Expected<ExpandedCodes> expandCodes(const KeptCodes &kept, llvm::ArrayRef<int64_t> shape,
                                          const Sparsity &sparsity);

/// Errors of compressCodes and checkMask, and of expandCodes and checkPositions.
llvm::Error makeMaskError(const Sparsity &sparsity, int64_t count);
llvm::Error makePositionError(const Sparsity &sparsity, int64_t group, int64_t position, int64_t next);

/// Positions of a value of `shape` in memory, where they lie: an error where those of a group do not ascend below m.
/// `bytes` have the size that getStoredPositionsShape says; `isSplat`: one byte that stands for all.
llvm::Error checkPositions(llvm::ArrayRef<uint8_t> bytes, bool isSplat, llvm::ArrayRef<int64_t> shape,
                           const Sparsity &sparsity, SparseLayout layout);
/// A mask of a bit an element likewise: an error where a group keeps more than n. Its rows are padded to a byte (with
/// bits 0), or follow one another bit by bit.
llvm::Error checkMask(llvm::ArrayRef<uint8_t> bytes, bool isSplat, llvm::ArrayRef<int64_t> shape,
                      const Sparsity &sparsity, bool hasPaddedRows = true);

/// A code that decodes to exactly 0 at `element` with the zero points and the code book of `parts`: the zero point, the
/// first entry that is 0, or 0. Nothing when there is none.
std::optional<uint64_t> findZeroCode(const Encoding &encoding, const ArrayParts &parts, int64_t element);

/// Shapes of the byte tensors that hold codes and positions of a value of `shape`. Dynamic sizes of plain order stay.
Shape getStoredCodesShape(llvm::ArrayRef<int64_t> shape, const Sparsity &sparsity, Format format, SparseLayout layout);
Shape getStoredPositionsShape(llvm::ArrayRef<int64_t> shape, const Sparsity &sparsity, SparseLayout layout);

/// In memory.
struct StoredSparse {
  std::vector<uint8_t> codes, positions;
};

/// `format`: storage or index of a code book.
StoredSparse packKept(const KeptCodes &kept, llvm::ArrayRef<int64_t> shape, const Sparsity &sparsity, Format format,
                      SparseLayout layout);
/// The inverse. Error when a size in bytes is not that of the shape.
llvm::Expected<KeptCodes> unpackKept(llvm::ArrayRef<uint8_t> codes, llvm::ArrayRef<uint8_t> positions,
                                     llvm::ArrayRef<int64_t> shape, const Sparsity &sparsity, Format format,
                                     SparseLayout layout);

/// Where the position of the kept code (row, index along K) stands: byte, and lowest bit in it.
struct PositionPlace {
  int64_t byte;
  unsigned bit;
};
/// `numKept`: kept codes of a row.
PositionPlace getPositionPlace(unsigned operandBits, int64_t numKept, int64_t row, int64_t index);

} // namespace mlir::qnt::numerics

#endif // QNT_NUMERICS_SPARSELAYOUT_H
