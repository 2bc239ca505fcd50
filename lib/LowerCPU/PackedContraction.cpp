//===- PackedContraction.cpp - a contraction as loops over packed panels ----------------------------------===//
#include "PackedContraction.h"
#include "MemoryLoops.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace mlir::qnt;

/// Parts of rows, columns and k (bytes of k): panels of lhs take about 100 KiB, of rhs 1 MiB, one of them 16 KiB.
static constexpr int64_t kRowsOfPart = 96, kColumnsOfPart = 1024, kDepthBytes = 1024;

namespace {
class PackedContraction {
public:
  PackedContraction(ImplicitLocOpBuilder &b, const MatchedContraction &match, const VectorTarget &target);
  void emit();

private:
  void emitInside(ImplicitLocOpBuilder &b);
  void packLhs(ImplicitLocOpBuilder &b, IndexRange rows, IndexRange depth);
  void packRhs(ImplicitLocOpBuilder &b, IndexRange columns, IndexRange depth);
  void packRhsPanel(ImplicitLocOpBuilder &b, Value panel, IndexRange columns, IndexRange depth);
  void emitTiles(ImplicitLocOpBuilder &b, IndexRange rows, IndexRange columns, IndexRange depth);
  void addTile(ImplicitLocOpBuilder &b, ArrayRef<Value> sums, IndexRange rows, IndexRange columns);
  void addElement(ImplicitLocOpBuilder &b, Value row, Value column, Value sum);
  SmallVector<Value> emitPosition(ImplicitLocOpBuilder &b, AffineMap map, Value row, Value column, Value k);
  bool isResultContiguous() const;
  Value load(ImplicitLocOpBuilder &b, const ContractionInputMemory &input, Value row, Value column, Value k);

  ImplicitLocOpBuilder &builder;
  const MatchedContraction &match;
  MicroKernel kernel;
  Sizes sizes;              ///< of all loops
  SmallVector<Value> loops; ///< where all other loops stand
  Value lhsPanels, rhsPanels, tile;
};
} // namespace

//===----------------------------------------------------------------------------------------------------===//
// Indices
//===----------------------------------------------------------------------------------------------------===//

SmallVector<Value> PackedContraction::emitPosition(ImplicitLocOpBuilder &b, AffineMap map, Value row, Value column,
                                                   Value k) {
  SmallVector<Value> position(loops);
  position[*match.m] = row;
  position[match.n] = column;
  position[match.k] = k;
  return emitMapped(b, map, position);
}

Value PackedContraction::load(ImplicitLocOpBuilder &b, const ContractionInputMemory &input, Value row, Value column,
                              Value k) {
  Value element = memref::LoadOp::create(b, input.memory, emitPosition(b, input.map, row, column, k));
  return kernel.emitPanelElement(b, element, input.isUnsigned);
}

//===----------------------------------------------------------------------------------------------------===//
// Panels
//===----------------------------------------------------------------------------------------------------===//

static Value allocate(ImplicitLocOpBuilder &b, ArrayRef<OpFoldResult> sizes, Type element) {
  SmallVector<int64_t> shape;
  SmallVector<Value> dynamic;
  dispatchIndexOpFoldResults(sizes, dynamic, shape);
  return memref::AllocOp::create(b, MemRefType::get(shape, element), dynamic, b.getI64IntegerAttr(64));
}

PackedContraction::PackedContraction(ImplicitLocOpBuilder &b, const MatchedContraction &match,
                                     const VectorTarget &target)
    : builder(b), match(match), kernel(match, target), loops(match.lhs.map.getNumDims()) {
  for (const Range &range : cast<linalg::LinalgOp>(*match.op).createLoopRanges(b, b.getLoc()))
    sizes.push_back(range.size);
}

/// Rows side by side, each with its k side by side; rows and k beyond the part are 0.
void PackedContraction::packLhs(ImplicitLocOpBuilder &b, IndexRange rows, IndexRange depth) {
  OpFoldResult zeroIndex = b.getIndexAttr(0);
  int64_t step = kernel.getStep();
  Value zero = arith::ConstantOp::create(b, b.getZeroAttr(kernel.getPanelType()));
  AffineExpr s0 = b.getAffineSymbolExpr(0);
  OpFoldResult allRows = emitIndex(b, s0.ceilDiv(kernel.getRows()) * kernel.getRows(), {rows.size});
  OpFoldResult allDepth = emitIndex(b, s0.ceilDiv(step) * step, {depth.size});
  emitFor(b, zeroIndex, rows.size, 1, [&](ImplicitLocOpBuilder &inner, Value row) {
    emitFor(inner, zeroIndex, depth.size, 1, [&](ImplicitLocOpBuilder &nested, Value k) {
      Value element = load(nested, match.lhs, emitSum(nested, rows.offset, row), {}, emitSum(nested, depth.offset, k));
      memref::StoreOp::create(nested, element, lhsPanels, ValueRange{row, k});
    });
    emitFor(inner, depth.size, allDepth, 1, [&](ImplicitLocOpBuilder &nested, Value k) {
      memref::StoreOp::create(nested, zero, lhsPanels, ValueRange{row, k});
    });
  });
  emitFor(b, rows.size, allRows, 1, [&](ImplicitLocOpBuilder &inner, Value row) {
    emitFor(inner, zeroIndex, allDepth, 1, [&](ImplicitLocOpBuilder &nested, Value k) {
      memref::StoreOp::create(nested, zero, lhsPanels, ValueRange{row, k});
    });
  });
}

/// One panel: [k / step, columns, step].
void PackedContraction::packRhsPanel(ImplicitLocOpBuilder &b, Value panel, IndexRange columns, IndexRange depth) {
  OpFoldResult zeroIndex = b.getIndexAttr(0);
  int64_t step = kernel.getStep();
  AffineExpr s0 = b.getAffineSymbolExpr(0), s1 = b.getAffineSymbolExpr(1);
  auto store = [&](ImplicitLocOpBuilder &inner, Value group, Value column, int64_t t, Value element) {
    Value position = toValue(inner, emitIndex(inner, s0 * step + t, {column}));
    memref::StoreOp::create(inner, element, rhsPanels, ValueRange{panel, group, position});
  };
  auto loadAt = [&](ImplicitLocOpBuilder &inner, Value column, Value k) {
    return load(inner, match.rhs, {}, emitSum(inner, columns.offset, column), k);
  };
  OpFoldResult whole = emitIndex(b, s0.floorDiv(step), {depth.size}), all = emitQuotient(b, depth.size, step);
  emitFor(b, zeroIndex, whole, 1, [&](ImplicitLocOpBuilder &inner, Value group) {
    emitFor(inner, zeroIndex, columns.size, 1, [&](ImplicitLocOpBuilder &nested, Value column) {
      for (int64_t t = 0; t < step; ++t) {
        OpFoldResult k = emitIndex(nested, s0 * step + s1 + t, {group, depth.offset});
        store(nested, group, column, t, loadAt(nested, column, toValue(nested, k)));
      }
    });
  });
  // At most one group, of which only the first product exists (steps are 1 or 2).
  emitFor(b, whole, all, 1, [&](ImplicitLocOpBuilder &inner, Value group) {
    emitFor(inner, zeroIndex, columns.size, 1, [&](ImplicitLocOpBuilder &nested, Value column) {
      OpFoldResult k = emitIndex(nested, s0 * step + s1, {group, depth.offset});
      store(nested, group, column, 0, loadAt(nested, column, toValue(nested, k)));
      Value zero = arith::ConstantOp::create(nested, nested.getZeroAttr(kernel.getPanelType()));
      for (int64_t t = 1; t < step; ++t)
        store(nested, group, column, t, zero);
    });
  });
}

void PackedContraction::packRhs(ImplicitLocOpBuilder &b, IndexRange columns, IndexRange depth) {
  int64_t width = kernel.getColumns(), step = kernel.getStep();
  OpFoldResult zeroIndex = b.getIndexAttr(0);
  AffineExpr s0 = b.getAffineSymbolExpr(0), s1 = b.getAffineSymbolExpr(1);
  OpFoldResult whole = emitIndex(b, s0.floorDiv(width), {columns.size});
  auto getRange = [&](ImplicitLocOpBuilder &inner, Value panel, OpFoldResult size) {
    return IndexRange{emitIndex(inner, s0 + s1 * width, {columns.offset, panel}), size};
  };
  emitFor(b, zeroIndex, whole, 1, [&](ImplicitLocOpBuilder &inner, Value panel) {
    packRhsPanel(inner, panel, getRange(inner, panel, inner.getIndexAttr(width)), depth);
  });
  // The last columns, and zeros.
  emitFor(b, whole, emitQuotient(b, columns.size, width), 1, [&](ImplicitLocOpBuilder &inner, Value panel) {
    Value zero = arith::ConstantOp::create(inner, inner.getZeroAttr(kernel.getPanelType()));
    OpFoldResult groups = emitQuotient(inner, depth.size, step);
    emitFor(inner, zeroIndex, groups, 1, [&](ImplicitLocOpBuilder &nested, Value group) {
      emitFor(nested, zeroIndex, nested.getIndexAttr(width * step), 1, [&](ImplicitLocOpBuilder &body, Value position) {
        memref::StoreOp::create(body, zero, rhsPanels, ValueRange{panel, group, position});
      });
    });
    packRhsPanel(inner, panel, getRange(inner, panel, emitIndex(inner, s0 % width, {columns.size})), depth);
  });
}

//===----------------------------------------------------------------------------------------------------===//
// Tiles
//===----------------------------------------------------------------------------------------------------===//

/// Vectors of columns can be loaded from the result.
bool PackedContraction::isResultContiguous() const {
  auto type = cast<MemRefType>(match.out.getType());
  if (type.getRank() == 0 || match.outMap.getResults().back() != getAffineDimExpr(match.n, type.getContext()))
    return false;
  SmallVector<int64_t> strides;
  int64_t offset;
  return succeeded(type.getStridesAndOffset(strides, offset)) && strides.back() == 1;
}

void PackedContraction::addElement(ImplicitLocOpBuilder &b, Value row, Value column, Value sum) {
  SmallVector<Value> position = emitPosition(b, match.outMap, row, column, {});
  Value old = memref::LoadOp::create(b, match.out, position);
  Value next = isa<FloatType>(sum.getType()) ? arith::AddFOp::create(b, old, sum).getResult()
                                             : arith::AddIOp::create(b, old, sum).getResult();
  memref::StoreOp::create(b, next, match.out, position);
}

/// Whole tiles go to the result as vectors, others by way of a tile in memory.
void PackedContraction::addTile(ImplicitLocOpBuilder &b, ArrayRef<Value> sums, IndexRange rows, IndexRange columns) {
  unsigned numVectors = kernel.getNumVectors(), lanes = kernel.getLanes();
  auto addVectors = [&](ImplicitLocOpBuilder &inner) {
    for (auto [i, sum] : llvm::enumerate(sums)) {
      Value row = emitSum(inner, rows.offset, inner.getIndexAttr(i / numVectors));
      Value column = emitSum(inner, columns.offset, inner.getIndexAttr(i % numVectors * lanes));
      SmallVector<Value> position = emitPosition(inner, match.outMap, row, column, {});
      Value old = vector::LoadOp::create(inner, kernel.getSumVector(), match.out, position);
      Value next = isa<FloatType>(match.getSumType()) ? arith::AddFOp::create(inner, old, sum).getResult()
                                                      : arith::AddIOp::create(inner, old, sum).getResult();
      vector::StoreOp::create(inner, next, match.out, position);
    }
  };
  auto addElements = [&](ImplicitLocOpBuilder &inner) {
    for (auto [i, sum] : llvm::enumerate(sums)) {
      Value row = arith::ConstantIndexOp::create(inner, i / numVectors);
      Value column = arith::ConstantIndexOp::create(inner, i % numVectors * lanes);
      vector::StoreOp::create(inner, sum, tile, ValueRange{row, column});
    }
    emitFor(inner, inner.getIndexAttr(0), rows.size, 1, [&](ImplicitLocOpBuilder &nested, Value row) {
      emitFor(nested, nested.getIndexAttr(0), columns.size, 1, [&](ImplicitLocOpBuilder &body, Value column) {
        Value sum = memref::LoadOp::create(body, tile, ValueRange{row, column});
        addElement(body, emitSum(body, rows.offset, row), emitSum(body, columns.offset, column), sum);
      });
    });
  };
  auto isWhole = [&](OpFoldResult size, int64_t whole) {
    return arith::CmpIOp::create(b, arith::CmpIPredicate::eq, toValue(b, size),
                                 arith::ConstantIndexOp::create(b, whole));
  };
  if (!isResultContiguous())
    return addElements(b);
  Value isFull =
      arith::AndIOp::create(b, isWhole(rows.size, kernel.getRows()), isWhole(columns.size, kernel.getColumns()));
  auto branch = scf::IfOp::create(b, isFull, /*withElseRegion=*/true);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(branch.thenBlock());
  addVectors(b);
  b.setInsertionPointToStart(branch.elseBlock());
  addElements(b);
}

void PackedContraction::emitTiles(ImplicitLocOpBuilder &b, IndexRange rows, IndexRange columns, IndexRange depth) {
  Value numSteps = toValue(b, emitQuotient(b, depth.size, kernel.getStep()));
  AffineExpr s0 = b.getAffineSymbolExpr(0);
  emitParts(b, columns.size, kernel.getColumns(), [&](ImplicitLocOpBuilder &inner, IndexRange columnPart) {
    Value panel = toValue(inner, emitIndex(inner, s0.floorDiv(kernel.getColumns()), {columnPart.offset}));
    emitParts(inner, rows.size, kernel.getRows(), [&](ImplicitLocOpBuilder &nested, IndexRange rowPart) {
      SmallVector<Value> sums =
          kernel.emitSums(nested, lhsPanels, toValue(nested, rowPart.offset), rhsPanels, panel, numSteps);
      addTile(nested, sums, {emitSum(nested, rows.offset, rowPart.offset), rowPart.size},
              {emitSum(nested, columns.offset, columnPart.offset), columnPart.size});
    });
  });
}

//===----------------------------------------------------------------------------------------------------===//
// The nest
//===----------------------------------------------------------------------------------------------------===//

void PackedContraction::emitInside(ImplicitLocOpBuilder &b) {
  int64_t depthOfPart = kDepthBytes * 8 / kernel.getPanelType().getIntOrFloatBitWidth();
  emitParts(b, sizes[match.n], kColumnsOfPart, [&](ImplicitLocOpBuilder &inner, IndexRange columns) {
    emitParts(inner, sizes[match.k], depthOfPart, [&](ImplicitLocOpBuilder &nested, IndexRange depth) {
      packRhs(nested, columns, depth);
      emitParts(nested, sizes[*match.m], kRowsOfPart, [&](ImplicitLocOpBuilder &body, IndexRange rows) {
        packLhs(body, rows, depth);
        emitTiles(body, rows, columns, depth);
      });
    });
  });
}

void PackedContraction::emit() {
  ImplicitLocOpBuilder &b = builder;
  int64_t step = kernel.getStep(), width = kernel.getColumns();
  int64_t depthOfPart = kDepthBytes * 8 / kernel.getPanelType().getIntOrFloatBitWidth();
  AffineExpr s0 = b.getAffineSymbolExpr(0);
  auto limit = [&](unsigned loop, int64_t most) { return emitMin(b, sizes[loop], b.getIndexAttr(most)); };
  OpFoldResult steps = emitQuotient(b, limit(match.k, depthOfPart), step);
  OpFoldResult rows = emitIndex(b, s0.ceilDiv(kernel.getRows()) * kernel.getRows(), {limit(*match.m, kRowsOfPart)});
  lhsPanels = allocate(b, {rows, emitIndex(b, s0 * step, {steps})}, kernel.getPanelType());
  rhsPanels = allocate(b, {emitQuotient(b, limit(match.n, kColumnsOfPart), width), steps, b.getIndexAttr(width * step)},
                       kernel.getPanelType());
  tile = memref::AllocOp::create(b, MemRefType::get({kernel.getRows(), width}, match.getSumType()), ValueRange(),
                                 b.getI64IntegerAttr(64));
  std::function<void(unsigned)> emitOther = [&](unsigned index) {
    if (index == match.otherLoops.size())
      return emitInside(b);
    unsigned loop = match.otherLoops[index];
    emitFor(b, b.getIndexAttr(0), sizes[loop], 1, [&](ImplicitLocOpBuilder &, Value position) {
      loops[loop] = position;
      emitOther(index + 1);
    });
  };
  emitOther(0);
  for (Value buffer : {lhsPanels, rhsPanels, tile})
    memref::DeallocOp::create(b, buffer);
}

void mlir::qnt::emitPackedContraction(ImplicitLocOpBuilder &b, const MatchedContraction &match,
                                      const VectorTarget &target) {
  PackedContraction(b, match, target).emit();
}
