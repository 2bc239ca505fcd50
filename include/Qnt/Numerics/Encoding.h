//===- Encoding.h - how a tensor is encoded, and its parts -----------------------------------------------===//
//
// The plain C++ mirror of `#qnt.encoding`: everything a reader needs in order to decode, and the parts that hold the
// numbers. Shapes are row-major; grids have the rank of the value and ceil(dim / block) entries per dimension.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_NUMERICS_ENCODING_H
#define QNT_NUMERICS_ENCODING_H

#include "Qnt/Numerics/Format.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace mlir::qnt::numerics {

using Shape = llvm::SmallVector<int64_t, 4>;

/// A block size per dimension; kWhole stands for the whole dimension (`*`).
inline constexpr int64_t kWhole = 0;
using BlockShape = llvm::SmallVector<int64_t, 4>;

int64_t getNumElements(llvm::ArrayRef<int64_t> shape);
/// ceil(dim / block) per dimension; 1 for kWhole (also when the dimension is 0); 0 when dim is 0 and block is a size.
Shape getGridShape(llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<int64_t> block);
/// Linear index in the grid of the block that holds the element with linear index `element` of `shape`.
int64_t getBlockIndex(int64_t element, llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<int64_t> block);

/// Indices into tables of `2^indexBits` entries. One table per `group` block of the value (all kWhole: one per tensor).
/// An entry holds `vector` elements (a shape with the rank of the value; all 1 or empty: scalar entries), so codes
/// have shape ceil(dim / vector).
struct Codebook {
  Format index = Format::U4;
  Format entry = Format::F32;
  BlockShape group;
  Shape vector;
  bool isVector() const;
  int64_t vectorSize() const;
};

enum class DecodeRule : uint8_t {
  SubMul, ///< (q - zp) * s
  MulSub, ///< q * s - zp * s, each step rounded to the expressed type
};

/// Which positions hold a value; the others decode to exactly 0.
struct Sparsity {
  enum class Kind : uint8_t {
    None,
    Bitmask, ///< mask part: one i1 per element
    NOfM,    ///< n of every m consecutive elements along `axis` are kept; the mask part has i1 per element too
  } kind = Kind::None;
  int64_t n = 0, m = 0, axis = 0;
};

struct Encoding {
  Format storage = Format::I8; ///< the index format when `codebook` is set
  std::optional<Codebook> codebook;
  Format expressed = Format::F32;
  BlockShape block;            ///< rank of the value
  std::optional<Format> scale; ///< absent: scale 1
  bool tensorScale = false;    ///< second-level f32 scale of the whole tensor (NVFP4)
  std::optional<Format> zeroPoint;
  std::optional<std::pair<int64_t, int64_t>> clamp; ///< smallest and largest code used
  DecodeRule decode = DecodeRule::SubMul;
  Sparsity sparsity;
  std::string layout; ///< empty: plain

  unsigned rank() const { return block.size(); }
  /// Lowest and highest code value of an integer storage after `clamp`.
  std::pair<int64_t, int64_t> codeRange() const;
};

/// The parts of an array, decoded to numbers: codes as raw bits, the rest as exact doubles. Order and names are those
/// of the IR: codes, scales, zero points, codebook, tensor scale, mask; absent ones are empty.
struct ArrayParts {
  Shape shape;                    ///< of the value
  std::vector<uint64_t> codes;    ///< raw bits, one entry a code
  std::vector<double> scales;     ///< grid order
  std::vector<double> zeroPoints; ///< grid order
  std::vector<double> codebook;   ///< [group grid..., 2^indexBits, vectorSize]
  std::optional<double> tensorScale;
  std::vector<uint8_t> mask; ///< 0 or 1 per element
};

} // namespace mlir::qnt::numerics

#endif // QNT_NUMERICS_ENCODING_H
