//===- ClockTree.h - what one warp knows of all blocks, as a persistent map -------------------------------===//
//
// A vector clock over the warps of a grid. A grid may have millions of warps, of which a clock knows few or all: it is
// a big-endian Patricia trie (Okasaki and Gill 1998) from block to the clocks of the block's warps. Versions share what
// is equal, so that joining two clocks costs what they differ in.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_EMULATOR_MEMORY_CLOCKTREE_H
#define QNT_LIB_EMULATOR_MEMORY_CLOCKTREE_H

#include <array>
#include <cstdint>
#include <memory>

namespace mlir::qnt::emulator {

constexpr unsigned kMaxWarps = 32;

/// Clock of each warp of a block; 0 where nothing is known.
using WarpClocks = std::array<uint32_t, kMaxWarps>;

/// Each clock becomes the larger of the two.
void joinClocks(WarpClocks &into, const WarpClocks &from);

/// An immutable map from block index to clocks. Copies are cheap.
class ClockTree {
public:
  ClockTree() = default;

  bool isEmpty() const { return !root; }
  /// The clock known of a warp, 0 when none is.
  uint32_t get(uint32_t block, unsigned warp) const;
  /// The clocks of a block, or null.
  const WarpClocks *find(uint32_t block) const;
  /// This clock with the clocks of `block` joined by `clocks`.
  ClockTree with(uint32_t block, const WarpClocks &clocks) const;
  /// The larger of both, block by block and warp by warp.
  static ClockTree join(const ClockTree &left, const ClockTree &right);

private:
  struct Node;
  using Pointer = std::shared_ptr<const Node>;

  explicit ClockTree(Pointer root) : root(std::move(root)) {}
  static Pointer merge(const Pointer &left, const Pointer &right);
  static Pointer branch(const Pointer &one, const Pointer &other);

  Pointer root;
};

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_MEMORY_CLOCKTREE_H
