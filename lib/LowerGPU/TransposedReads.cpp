//===- TransposedReads.cpp - operands whose innermost dimension is another one than the results' ----------===//
#include "TransposedReads.h"

using namespace mlir;
using namespace mlir::qnt;

/// The result's dimension that each index is; nothing where an index is something else.
static std::optional<SmallVector<int>> matchDims(const Position &position, const Position &coordinates) {
  SmallVector<int> dims;
  for (const LinearIndex &index : position) {
    auto found = llvm::find(coordinates, index);
    if (index == LinearIndex(0))
      dims.push_back(-1);
    else if (found != coordinates.end())
      dims.push_back(static_cast<int>(found - coordinates.begin()));
    else
      return std::nullopt;
  }
  return dims;
}

TransposedReads mlir::qnt::findTransposedReads(LoopKernelFrame &frame, ArrayRef<size_t> results) {
  ElementEmitter &elements = frame.elements;
  ArrayRef<LinearIndex> sizes = frame.outputs[results.front()].sizes;
  TransposedReads found;
  if (sizes.size() < 2)
    return found;
  // Code that nobody needs: what counts is what it would read.
  Block scratch;
  OpBuilder::InsertionGuard guard(elements.e.b);
  elements.e.b.setInsertionPointToStart(&scratch);
  elements.openScope();
  Position coordinates;
  for (const LinearIndex &size : sizes) {
    IndexRange range = {0, size.isConstant() ? std::optional(size.constant - 1) : std::nullopt};
    Value some = elements.e.constant(0, elements.e.b.getI64Type());
    coordinates.push_back(elements.space.addAtom(some, range));
  }
  auto last = static_cast<int>(sizes.size()) - 1;
  elements.onLoad = [&](Value tensor, const Position &position) -> Value {
    std::optional<SmallVector<int>> dims = matchDims(position, coordinates);
    bool isTransposed = dims && !dims->empty() && dims->back() >= 0 && dims->back() != last &&
                        llvm::count(*dims, last) == 1 && llvm::count(*dims, dims->back()) == 1;
    if (isTransposed && (found.dim < 0 || found.dim == dims->back())) {
      found.dim = dims->back();
      found.reads.push_back({tensor, *dims});
    }
    return {};
  };
  for (size_t result : results)
    elements.getElement(frame.results[result], coordinates);
  elements.onLoad = nullptr;
  elements.closeScope();
  // Told when the kernel itself is written.
  elements.forgetFailure();
  return found;
}
