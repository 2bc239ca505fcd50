//===- ShuffledDims.cpp - shapes whose dimensions stand in a random order ----------------------------------===//

#include "ShuffledDims.h"
#include <algorithm>
#include <cassert>

using namespace mlir::qnt;

void test::shuffleIn(std::mt19937_64 &random, llvm::ArrayRef<llvm::SmallVector<int64_t, 4>> kinds,
                     llvm::SmallVector<int64_t, 4> &shape, llvm::ArrayRef<llvm::SmallVector<int64_t, 4> *> positions,
                     bool keepsOrder) {
  assert(kinds.size() == positions.size() && "expected a list of positions for each kind");
  std::vector<std::pair<size_t, size_t>> order;
  for (size_t kind = 0; kind < kinds.size(); ++kind)
    for (size_t i = 0; i < kinds[kind].size(); ++i)
      order.emplace_back(kind, i);
  if (!keepsOrder)
    std::shuffle(order.begin(), order.end(), random);
  for (size_t kind = 0; kind < kinds.size(); ++kind)
    positions[kind]->resize(kinds[kind].size());
  for (auto [kind, i] : order) {
    (*positions[kind])[i] = shape.size();
    shape.push_back(kinds[kind][i]);
  }
}
