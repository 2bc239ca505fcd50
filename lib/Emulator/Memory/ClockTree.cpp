//===- ClockTree.cpp - vector clocks of a grid as Patricia tries -------------------------------------------===//

#include "Memory/ClockTree.h"
#include <algorithm>

using namespace mlir::qnt::emulator;

/// A leaf has bit 0 and the clocks of block `key`; a branch has the highest bit in which the blocks below it differ,
/// and in `key` the bits above that one.
struct ClockTree::Node {
  uint32_t key = 0;
  uint32_t bit = 0;
  Pointer zero;
  Pointer one;
  std::unique_ptr<const WarpClocks> clocks;

  bool isLeaf() const { return bit == 0; }
  bool covers(uint32_t block) const { return isLeaf() ? block == key : (block & ~(bit | (bit - 1))) == key; }
};

void mlir::qnt::emulator::joinClocks(WarpClocks &into, const WarpClocks &from) {
  for (unsigned warp = 0; warp < kMaxWarps; ++warp)
    into[warp] = std::max(into[warp], from[warp]);
}

const WarpClocks *ClockTree::find(uint32_t block) const {
  const Node *node = root.get();
  while (node && !node->isLeaf())
    node = (block & node->bit) ? node->one.get() : node->zero.get();
  return node && node->key == block ? node->clocks.get() : nullptr;
}

uint32_t ClockTree::get(uint32_t block, unsigned warp) const {
  const WarpClocks *clocks = find(block);
  return clocks ? (*clocks)[warp] : 0;
}

/// Two tries without a block in common.
ClockTree::Pointer ClockTree::branch(const Pointer &one, const Pointer &other) {
  auto node = std::make_shared<Node>();
  uint32_t difference = one->key ^ other->key;
  node->bit = 0x80000000u >> __builtin_clz(difference);
  node->key = one->key & ~(node->bit | (node->bit - 1));
  node->zero = (one->key & node->bit) ? other : one;
  node->one = (one->key & node->bit) ? one : other;
  return node;
}

ClockTree::Pointer ClockTree::merge(const Pointer &left, const Pointer &right) {
  if (left == right || !right)
    return left;
  if (!left)
    return right;
  if (left->bit < right->bit)
    return merge(right, left);
  if (!left->covers(right->key))
    return branch(left, right);
  auto node = std::make_shared<Node>();
  node->key = left->key;
  node->bit = left->bit;
  if (left->isLeaf()) {
    WarpClocks joined = *left->clocks;
    joinClocks(joined, *right->clocks);
    if (joined == *left->clocks)
      return left;
    if (joined == *right->clocks)
      return right;
    node->clocks = std::make_unique<const WarpClocks>(joined);
    return node;
  }
  if (left->bit == right->bit) {
    node->zero = merge(left->zero, right->zero);
    node->one = merge(left->one, right->one);
    if (node->zero == right->zero && node->one == right->one)
      return right;
  } else {
    bool inOne = (right->key & left->bit) != 0;
    node->zero = inOne ? left->zero : merge(left->zero, right);
    node->one = inOne ? merge(left->one, right) : left->one;
  }
  return node->zero == left->zero && node->one == left->one ? left : Pointer(node);
}

ClockTree ClockTree::with(uint32_t block, const WarpClocks &clocks) const {
  auto leaf = std::make_shared<Node>();
  leaf->key = block;
  leaf->clocks = std::make_unique<const WarpClocks>(clocks);
  return ClockTree(merge(root, leaf));
}

ClockTree ClockTree::join(const ClockTree &left, const ClockTree &right) {
  return ClockTree(merge(left.root, right.root));
}
