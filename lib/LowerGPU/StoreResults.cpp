//===- StoreResults.cpp - from the sums of a warp to the results in memory --------------------------------===//
#include "TensorCoreKernels.h"

using namespace mlir;
using namespace mlir::qnt;

/// `elements`: 8 neighbours, of which the first starts on `8 * size of an element` bytes.
static void storeNeighbours(KernelEmitter &e, Value pointer, ArrayRef<Value> elements) {
  unsigned bytes = elements.front().getType().getIntOrFloatBitWidth() / 8;
  unsigned perStore = std::min<unsigned>(8, 16 / bytes);
  for (unsigned first = 0; first < 8; first += perStore)
    e.store(e.packVector(elements.slice(first, perStore)), e.offset(pointer, int64_t(first) * bytes), perStore * bytes);
}

/// The 8 columns of one row.
static void emitRow(KernelEmitter &e, const ContractionKernel &contraction, const KernelArguments &arguments, Value row,
                    Value column, ArrayRef<Value> sums) {
  Epilogue epilogue(e, contraction, arguments.epilogue);
  Value start = e.add(e.multiply(e.toI64(row), contraction.columns), e.toI64(column));
  auto getPointer = [&](size_t result, Type type) {
    int64_t bytes = type.getIntOrFloatBitWidth() / 8;
    return e.offset(arguments.results[result], e.multiply(start, bytes));
  };
  if (contraction.columns % 8 == 0) {
    e.ifTrue(e.isLess(column, e.constant(contraction.columns)), [&] {
      SmallVector<SmallVector<Value>> elements(arguments.results.size());
      for (unsigned i = 0; i < 8; ++i)
        for (auto [result, element] : llvm::enumerate(epilogue.emitElements(row, e.add(column, i), sums[i])))
          elements[result].push_back(element);
      for (auto [result, neighbours] : llvm::enumerate(elements))
        storeNeighbours(e, getPointer(result, neighbours.front().getType()), neighbours);
    });
    return;
  }
  for (unsigned i = 0; i < 8; ++i)
    e.ifTrue(e.isLess(e.add(column, i), e.constant(contraction.columns)), [&] {
      for (auto [result, element] : llvm::enumerate(epilogue.emitElements(row, e.add(column, i), sums[i]))) {
        int64_t bytes = element.getType().getIntOrFloatBitWidth() / 8;
        e.store(element, e.offset(getPointer(result, element.getType()), i * bytes), bytes);
      }
    });
}

void mlir::qnt::emitStoreResults(KernelEmitter &e, const ContractionKernel &contraction,
                                 const KernelArguments &arguments, MmaCore &core, ValueRange values, Value column) {
  for (unsigned tile = 0; tile < core.getNumTiles(); ++tile)
    for (unsigned index = 0; index < 2; ++index) {
      Value row = core.getRow(tile, index);
      e.ifTrue(e.isLess(row, arguments.numRows), [&] {
        SmallVector<Value> sums;
        for (unsigned i = 0; i < 8; ++i)
          sums.push_back(values[core.getIndex(i, tile, index)]);
        emitRow(e, contraction, arguments, row, column, sums);
      });
    }
}
