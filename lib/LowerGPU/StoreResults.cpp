//===- StoreResults.cpp - from the sums of a warp to the results in memory --------------------------------===//
#include "QuantizedResults.h"
#include "TensorCoreKernels.h"

using namespace mlir;
using namespace mlir::qnt;

/// `elements`: neighbours that start on as many bytes as they have together.
static void storeNeighbours(KernelEmitter &e, Value pointer, ArrayRef<Value> elements) {
  unsigned bytes = elements.front().getType().getIntOrFloatBitWidth() / 8, count = elements.size();
  unsigned perStore = std::min<unsigned>(count, 16 / bytes);
  for (unsigned first = 0; first < count; first += perStore)
    e.store(e.packVector(elements.slice(first, perStore)), e.offset(pointer, int64_t(first) * bytes), perStore * bytes);
}

namespace {
/// The lane's 8 columns of one row.
class RowOfLane {
public:
  RowOfLane(KernelEmitter &e, const ContractionKernel &contraction, const KernelArguments &arguments,
            const ColumnTile &columns, Value row, Value column)
      : e(e), contraction(contraction), arguments(arguments), columns(columns), row(row), column(column),
        epilogue(e, contraction, arguments.epilogue, arguments.columns, arguments.resultSizes,
                 arguments.epilogueSizes) {
    for (Type type : KernelOp(contraction.kernel).getResultTypes())
      packedBits.push_back(getPackedBits(type));
  }
  void emit(ArrayRef<Value> sums);

private:
  using Elements = SmallVector<SmallVector<Value>>; ///< of each result, 8
  Value isOwn(Value column);
  Value getPointer(size_t result, Type type, Value place);
  Value getPackedPointer(size_t result);
  Value packCodes(ArrayRef<Value> codes, unsigned bits);
  void storeWhole(const Elements &elements);
  Elements storeSingly(ArrayRef<Value> sums);
  void storeBytes(size_t result, ArrayRef<Value> codes);

  KernelEmitter &e;
  const ContractionKernel &contraction;
  const KernelArguments &arguments;
  const ColumnTile &columns;
  Value row, column;
  Epilogue epilogue;
  SmallVector<unsigned> packedBits; ///< of each result, 0 where its elements have whole bytes
};
} // namespace

/// i1: a column is one of the group's, or of all.
Value RowOfLane::isOwn(Value column) {
  Value isBefore = e.isLess(column, columns.end ? columns.end : arguments.columns);
  return columns.first ? e.both(isBefore, e.isLess(e.add(columns.first, -1), column)) : isBefore;
}

Value RowOfLane::getPointer(size_t result, Type type, Value place) {
  return e.offset(arguments.results[result], e.multiply(place, int64_t(type.getIntOrFloatBitWidth() / 8)));
}

/// Where the codes of the lane start: rows are padded to a byte.
Value RowOfLane::getPackedPointer(size_t result) {
  int64_t bits = packedBits[result], rowBytes = llvm::divideCeil(contraction.columns * bits, 8);
  Value inRow = e.multiply(e.shiftRight(column, 3), bits);
  return e.offset(arguments.results[result], e.add(e.multiply(e.toI64(row), rowBytes), e.toI64(inRow)));
}

/// 8 codes, element 0 in the low bits, as one integer.
Value RowOfLane::packCodes(ArrayRef<Value> codes, unsigned bits) {
  Type type = bits <= 4 ? e.b.getI32Type() : e.b.getI64Type();
  Value word;
  for (auto [i, code] : llvm::enumerate(codes)) {
    Value wide = e.b.createOrFold<arith::ExtUIOp>(type, code);
    wide = e.shiftLeft(e.bitAnd(wide, (int64_t(1) << bits) - 1), int64_t(i) * bits);
    word = word ? e.bitOr(word, wide) : wide;
  }
  return word;
}

void RowOfLane::storeWhole(const Elements &elements) {
  Value place = epilogue.getPlace(row, column);
  for (auto [result, neighbours] : llvm::enumerate(elements)) {
    unsigned bits = packedBits[result];
    if (bits == 0) {
      storeNeighbours(e, getPointer(result, neighbours.front().getType(), place), neighbours);
      continue;
    }
    // As many bytes as a code has bits, in the largest units that divide them: 1, 2 or 4.
    Value word = packCodes(neighbours, bits), start = getPackedPointer(result);
    unsigned unit = bits & -bits;
    for (unsigned byte = 0; byte < bits; byte += unit)
      e.store(e.b.createOrFold<arith::TruncIOp>(e.b.getIntegerType(8 * unit), e.shiftRight(word, int64_t(8) * byte)),
              e.offset(start, int64_t(byte)), unit);
  }
}

/// Element by element, those of packed results left out: their codes, 0 where there is no column.
RowOfLane::Elements RowOfLane::storeSingly(ArrayRef<Value> sums) {
  Elements packed(packedBits.size());
  for (unsigned i = 0; i < 8; ++i) {
    SmallVector<Value> none;
    for (unsigned bits : packedBits)
      if (bits != 0)
        none.push_back(e.constant(0, e.b.getI8Type()));
    Value own = e.add(column, i);
    SmallVector<Value> chosen = e.choose(isOwn(own), none, [&] {
      Value place = epilogue.getPlace(row, own);
      SmallVector<Value> codes;
      for (auto [result, element] : llvm::enumerate(epilogue.emitElements(row, own, sums[i])))
        if (packedBits[result] != 0)
          codes.push_back(element);
        else
          e.store(element, getPointer(result, element.getType(), place), element.getType().getIntOrFloatBitWidth() / 8);
      return codes;
    });
    auto *next = chosen.begin();
    for (auto [result, bits] : llvm::enumerate(packedBits))
      if (bits != 0)
        packed[result].push_back(*next++);
  }
  return packed;
}

/// Bytes whose first code is the lane's: of others nothing is kept, or they belong to another group of columns.
void RowOfLane::storeBytes(size_t result, ArrayRef<Value> codes) {
  unsigned bits = packedBits[result];
  Value word = packCodes(codes, bits), start = getPackedPointer(result);
  for (unsigned byte = 0; byte < bits; ++byte)
    e.ifTrue(isOwn(e.add(column, 8 * byte / bits)), [&] {
      Value part = arith::TruncIOp::create(e.b, e.b.getI8Type(), e.shiftRight(word, int64_t(8) * byte));
      e.store(part, e.offset(start, int64_t(byte)), 1);
    });
}

void RowOfLane::emit(ArrayRef<Value> sums) {
  // Of the group, or of all.
  int64_t inGroup = contraction.columns / contraction.getColumnGroups();
  if (!ShapedType::isDynamic(contraction.columns) && inGroup % 8 == 0 && contraction.isResultRowMajor()) {
    e.ifTrue(isOwn(column), [&] {
      Elements elements(packedBits.size());
      for (unsigned i = 0; i < 8; ++i)
        for (auto [result, element] : llvm::enumerate(epilogue.emitElements(row, e.add(column, i), sums[i])))
          elements[result].push_back(element);
      storeWhole(elements);
    });
    return;
  }
  for (auto [result, codes] : llvm::enumerate(storeSingly(sums)))
    if (packedBits[result] != 0)
      storeBytes(result, codes);
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
        RowOfLane(e, contraction, arguments, columns, row, column).emit(sums);
      });
    }
}
