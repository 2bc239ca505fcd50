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
static void emitRow(KernelEmitter &e, const ContractionKernel &contraction, const KernelArguments &arguments,
                    const ColumnTile &columns, Value row, Value column, ArrayRef<Value> sums) {
  Epilogue epilogue(e, contraction, arguments.epilogue);
  auto getPointer = [&](size_t result, Type type, Value place) {
    return e.offset(arguments.results[result], e.multiply(place, int64_t(type.getIntOrFloatBitWidth() / 8)));
  };
  // Of the group, or of all.
  int64_t inGroup = contraction.columns / contraction.getColumnGroups();
  auto isOwn = [&](Value column) {
    Value isBefore = e.isLess(column, columns.end ? columns.end : e.constant(contraction.columns));
    return columns.first ? e.both(isBefore, e.isLess(e.add(columns.first, -1), column)) : isBefore;
  };
  if (inGroup % 8 == 0 && contraction.isResultRowMajor()) {
    e.ifTrue(isOwn(column), [&] {
      SmallVector<SmallVector<Value>> elements(arguments.results.size());
      for (unsigned i = 0; i < 8; ++i)
        for (auto [result, element] : llvm::enumerate(epilogue.emitElements(row, e.add(column, i), sums[i])))
          elements[result].push_back(element);
      Value place = epilogue.getPlace(row, column);
      for (auto [result, neighbours] : llvm::enumerate(elements))
        storeNeighbours(e, getPointer(result, neighbours.front().getType(), place), neighbours);
    });
    return;
  }
  for (unsigned i = 0; i < 8; ++i)
    e.ifTrue(isOwn(e.add(column, i)), [&] {
      Value place = epilogue.getPlace(row, e.add(column, i));
      for (auto [result, element] : llvm::enumerate(epilogue.emitElements(row, e.add(column, i), sums[i]))) {
        int64_t bytes = element.getType().getIntOrFloatBitWidth() / 8;
        e.store(element, getPointer(result, element.getType(), place), bytes);
      }
    });
}

void mlir::qnt::emitStoreResults(KernelEmitter &e, const ContractionKernel &contraction,
                                 const KernelArguments &arguments, const RowTile &rows, const ColumnTile &columns,
                                 MmaCore &core, ValueRange values, Value column) {
  // A negative scale would make rows of no group -0.
  auto rowsOrZero = [&](Value value) {
    if (!rows.hasMatrix)
      return value;
    Value zero = isa<FloatType>(value.getType()) ? e.real(0.0) : e.constant(0);
    return e.select(rows.hasMatrix, value, zero);
  };
  for (unsigned tile = 0; tile < core.getNumTiles(); ++tile)
    for (unsigned index = 0; index < 2; ++index) {
      Value row = core.getRow(tile, index);
      e.ifTrue(e.isLess(row, rows.end), [&] {
        SmallVector<Value> sums;
        for (unsigned i = 0; i < 8; ++i)
          sums.push_back(rowsOrZero(values[core.getIndex(i, tile, index)]));
        emitRow(e, contraction, arguments, columns, row, column, sums);
      });
    }
}
