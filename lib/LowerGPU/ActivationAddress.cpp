//===- ActivationAddress.cpp - where rows of activations stand in memory ----------------------------------===//
#include "ActivationAddress.h"
#include <limits>

using namespace mlir;
using namespace mlir::qnt;

ColumnTile ColumnTile::create(KernelEmitter &e, const ContractionKernel &contraction, int64_t tileBlocks) {
  ColumnTile tile;
  Value number = e.blockId(1);
  int64_t groups = contraction.getColumnGroups();
  if (groups == 1) {
    tile.firstBlock = e.multiply(number, tileBlocks);
    return tile;
  }
  int64_t tiles = contraction.getTilesPerColumnGroup(tileBlocks * kWarpColumns);
  tile.group = e.divide(number, tiles);
  tile.first = e.multiply(tile.group, contraction.columns / groups);
  tile.end = e.add(tile.first, contraction.columns / groups);
  tile.firstBlock = e.add(e.divide(tile.first, kWarpColumns), e.multiply(e.remainder(number, tiles), tileBlocks));
  return tile;
}

/// The number of rows of group `index`, not above `left` (i32).
static Value loadGroupSize(KernelEmitter &e, Type type, Value groupSizes, Value index, Value left) {
  unsigned bytes = type.getIntOrFloatBitWidth() / 8;
  Value size = e.load(e.b.getIntegerType(8 * bytes), e.offset(groupSizes, e.multiply(index, int64_t(bytes))), bytes,
                      /*isInvariant=*/true);
  if (bytes < 8)
    size = type.isUnsignedInteger() ? e.b.createOrFold<arith::ExtUIOp>(e.b.getI64Type(), size) : e.toI64(size);
  Value wideLeft = e.toI64(left);
  size = e.select(e.isLess(size, wideLeft), size, wideLeft);
  return e.b.createOrFold<arith::TruncIOp>(e.b.getI32Type(), size);
}

/// Groups take tiles of their own: the first that has so many as this block's number, less those of the groups before.
RowTile RowTile::create(KernelEmitter &e, const ContractionKernel &contraction, Value groupSizes, Value numRows,
                        int64_t tileRows) {
  if (contraction.hasBatch()) {
    // Batches take tiles of their own.
    if (!ShapedType::isDynamic(contraction.rows))
      numRows = e.constant(contraction.rows);
    Value tiles = e.divide(e.add(numRows, tileRows - 1), tileRows);
    Value batch = e.b.createOrFold<arith::DivUIOp>(e.blockId(0), tiles);
    Value tile = e.b.createOrFold<arith::RemUIOp>(e.blockId(0), tiles);
    Value start = e.multiply(batch, numRows), end = e.add(start, numRows);
    return {e.add(start, e.multiply(tile, tileRows)), end, end, batch, Value(), start};
  }
  if (!groupSizes) {
    Value first = e.multiply(e.blockId(0), tileRows);
    return {first, numRows, numRows, Value(), Value(), Value()};
  }
  Type type = cast<RankedTensorType>(contraction.groupSizes.getType()).getElementType();
  Value none = e.constant(-1), zero = e.constant(0);
  auto getTiles = [&](Value rows) { return e.divide(e.add(rows, tileRows - 1), tileRows); };
  // Tiles left, start of the group; matrix, first row and end of the tile.
  SmallVector<Value> found =
      e.loop(zero, e.constant(contraction.matrices), 1, {e.blockId(0), zero, none, zero, zero},
             [&](Value index, ValueRange state) -> SmallVector<Value> {
               Value left = state[0], start = state[1];
               Value rows = loadGroupSize(e, type, groupSizes, index, e.subtract(numRows, start));
               Value tiles = getTiles(rows), end = e.add(start, rows), isHere = e.isLess(left, tiles);
               Value first = e.add(start, e.multiply(left, tileRows));
               // Behind this group nothing is looked for any more.
               Value next = e.select(isHere, e.constant(std::numeric_limits<int32_t>::max()), e.subtract(left, tiles));
               return {next, end, e.select(isHere, index, state[2]), e.select(isHere, first, state[3]),
                       e.select(isHere, end, state[4])};
             });
  RowTile tile;
  tile.hasMatrix = e.isLess(none, found[2]);
  // Rows of no group follow all others. A block behind them has no rows.
  Value isRest = e.isLess(found[0], getTiles(e.subtract(numRows, found[1])));
  Value rest = e.add(found[1], e.multiply(e.select(isRest, found[0], zero), tileRows));
  tile.matrix = e.select(tile.hasMatrix, found[2], zero);
  tile.first = e.select(tile.hasMatrix, found[3], rest);
  tile.readEnd = e.select(tile.hasMatrix, found[4], zero);
  tile.end = e.select(tile.hasMatrix, found[4], e.select(isRest, numRows, zero));
  return tile;
}

/// Indices along the dimensions of K of the first element of a chunk.
struct ActivationAddress::Coordinates {
  SmallVector<Value, 4> index; ///< i32
  Value isValid;               ///< i1; null: always
  Value count;                 ///< of elements from there on (i32); null: all of the chunk

  void require(KernelEmitter &e, Value condition) { isValid = isValid ? e.both(isValid, condition) : condition; }
};

ActivationAddress::Coordinates ActivationAddress::getCoordinates(KernelEmitter &e, Value chunk) const {
  const numerics::FragmentOrder &order = contraction->order;
  int64_t perChunk = getChunkElements(), numChunks = llvm::divideCeil(contraction->sizeK, perChunk);
  Coordinates result;
  result.require(e, e.isLess(chunk, e.constant(numChunks)));
  size_t rank = order.sizes.size();
  result.index.resize(rank);
  bool hasTiles = order.getNumTiles() > 1;
  int64_t innerBlock = order.blocks.back(), innerSize = order.sizes.back();
  if (rank == 1 && (!hasTiles || order.tile == innerBlock)) {
    result.index[0] = e.multiply(chunk, perChunk);
    if (innerSize % perChunk != 0)
      result.count = e.subtract(e.constant(innerSize), result.index[0]);
    return result;
  }
  Value tile = hasTiles ? e.divide(chunk, order.tile / perChunk) : e.constant(0);
  Value inTile = hasTiles ? e.remainder(chunk, order.tile / perChunk) : chunk;
  int64_t chunksPerRun = order.run / perChunk, runs = order.getRunsPerTile();
  if (order.tile != runs * order.run)
    result.require(e, e.isLess(inTile, e.constant(runs * chunksPerRun)));
  Value run = e.divide(inTile, chunksPerRun);
  Value inRun = e.multiply(runs == 1 ? inTile : e.remainder(inTile, chunksPerRun), perChunk);
  // A run is padded to 16 bytes of operands of tensor cores, which f32 is wider than.
  if (order.run - innerBlock >= perChunk)
    result.require(e, e.isLess(inRun, e.constant(innerBlock)));
  for (size_t i = rank; i-- > 0;) {
    int64_t size = order.sizes[i], block = order.blocks[i], tiles = llvm::divideCeil(size, block);
    Value inBlock = inRun;
    if (i + 1 < rank) {
      inBlock = e.remainder(run, block);
      run = e.divide(run, block);
    }
    Value first = e.multiply(e.remainder(tile, tiles), block);
    tile = e.divide(tile, tiles);
    result.index[i] = tiles == 1 ? inBlock : e.add(first, inBlock);
    if (size % block != 0)
      result.require(e, e.isLess(result.index[i], e.constant(size)));
  }
  // The shorter of what is left of the run and of the dimension.
  if (innerBlock % perChunk != 0)
    result.count = e.subtract(e.constant(innerBlock), inRun);
  if (innerSize % innerBlock != 0 && (innerSize % perChunk != 0 || innerBlock % perChunk != 0)) {
    Value left = e.subtract(e.constant(innerSize), result.index.back());
    result.count = result.count ? e.select(e.isLess(left, result.count), left, result.count) : left;
  }
  return result;
}

/// The image of lhs that a row of the result reads.
Value ActivationAddress::getImage(KernelEmitter &e, Value row) const {
  const ConvolutionShape &shape = *contraction->convolution;
  Value image = e.divide(row, shape.getImageRows());
  if (group && shape.batchGroups > 1)
    image = e.add(image, e.multiply(group, e.divide(numRows, shape.getImageRows())));
  return image;
}

Value ActivationAddress::getScaleRow(KernelEmitter &e, Value row) const {
  row = e.select(e.isLess(row, numRows), row, e.constant(0));
  return contraction->convolution ? getImage(e, row) : row;
}

/// The position that a row and a place in the window read, and whether it is one of lhs: between neighbours of a
/// dilated dimension there are none.
static Value findPosition(KernelEmitter &e, const ConvolutionShape::Spatial &dim, Value ofRow, Value inWindow,
                          Value &isInside) {
  Value position = e.add(ofRow, inWindow), isIn = e.isLess(e.constant(-1), position);
  if (dim.lhsDilation > 1) {
    isIn = e.both(isIn, e.isEqual(e.remainder(position, dim.lhsDilation), 0));
    position = e.divide(position, dim.lhsDilation);
  }
  isIn = e.both(isIn, e.isLess(position, e.constant(dim.inputSize)));
  isInside = isInside ? e.both(isInside, isIn) : isIn;
  return position;
}

/// What depends on the row and what depends on K stand apart: the one is the same in all steps, the other in all rows.
/// A row or a place that is none lies outside of the first dimension, which asks one question less for each chunk.
ActivationChunk ActivationAddress::locateInConvolution(KernelEmitter &e, Value row,
                                                       const Coordinates &coordinates) const {
  const ConvolutionShape &shape = *contraction->convolution;
  Value ofRow = e.multiply(e.toI64(getImage(e, row)), shape.batchStride), ofWindow, isInside, rest = row;
  Value feature = coordinates.index.back();
  if (group && shape.featureGroups > 1)
    feature = e.add(feature, e.multiply(group, shape.featuresPerGroup));
  ofWindow = e.multiply(e.toI64(feature), shape.featureStride);
  bool isDilated = llvm::any_of(shape.spatial, [](const auto &dim) { return dim.lhsDilation > 1; });
  Value isRow = e.isLess(row, numRows), isValid = e.both(coordinates.isValid, isRow);
  for (size_t i = shape.spatial.size(); i-- > 0;) {
    const ConvolutionShape::Spatial &dim = shape.spatial[i];
    Value start = e.add(e.multiply(e.remainder(rest, dim.resultSize), dim.stride), -dim.low);
    rest = e.divide(rest, dim.resultSize);
    Value inWindow = e.multiply(coordinates.index[i], dim.rhsDilation);
    // One number, not the parts that it comes of, is to be added to that of each row.
    Value from = start, by = e.instruction("mov.b32 $0, $1;", {inWindow});
    if (i == 0 && !isDilated) {
      from = e.select(isRow, start, e.constant(dim.inputSize));
      by = e.select(coordinates.isValid, inWindow, e.constant(dim.inputSize + std::max<int64_t>(0, dim.low)));
    }
    Value position = findPosition(e, dim, from, by, isInside);
    if (dim.lhsDilation > 1) {
      ofRow = e.add(ofRow, e.multiply(e.toI64(position), dim.inputStride));
      continue;
    }
    ofRow = e.add(ofRow, e.multiply(e.toI64(start), dim.inputStride));
    ofWindow = e.add(ofWindow, e.multiply(e.toI64(inWindow), dim.inputStride));
  }
  ActivationChunk chunk{e.add(ofRow, ofWindow), isValid, Value(), coordinates.count};
  if (!isInside)
    return chunk;
  chunk.isPresent = isDilated ? e.both(isValid, isInside) : isInside;
  if (shape.hasHoles)
    chunk.isHole = e.both(isValid, e.bitXor(isInside, e.constant(1, e.b.getI1Type())));
  return chunk;
}

void ActivationAddress::setBatch(KernelEmitter &e, const TensorPlaces &tensor, const RowTile &rows) {
  places = tensor;
  firstRow = rows.batch;
  batchOffset = places.getOffset(e, contraction->tensors->lhsBatch, rows.matrix);
}

ActivationChunk ActivationAddress::locateInTensor(KernelEmitter &e, Value row, Value chunk) const {
  Value k = e.multiply(chunk, getChunkElements());
  Value isPresent = e.both(e.isLess(row, numRows), e.isLess(k, sizeK));
  Value start = firstRow ? places.getOffset(e, contraction->tensors->lhsFree, e.subtract(row, firstRow))
                         : e.multiply(e.toI64(row), e.toI64(sizeK));
  if (firstRow)
    start = e.add(batchOffset, start);
  return {e.add(start, e.toI64(k)), isPresent, Value(), isAligned() ? Value() : e.subtract(sizeK, k)};
}

ActivationChunk ActivationAddress::locate(KernelEmitter &e, Value row, Value chunk) const {
  if (contraction->tensors)
    return locateInTensor(e, row, chunk);
  Coordinates coordinates = getCoordinates(e, chunk);
  if (contraction->convolution)
    return locateInConvolution(e, row, coordinates);
  Value isPresent = e.both(e.isLess(row, numRows), coordinates.isValid);
  Value element = e.add(e.multiply(e.toI64(row), contraction->order.sizes.back()), e.toI64(coordinates.index.back()));
  return {element, isPresent, Value(), coordinates.count};
}

int64_t ActivationAddress::getElementStride() const {
  return contraction->convolution ? contraction->convolution->featureStride : 1;
}

bool ActivationAddress::isAligned() const {
  const numerics::FragmentOrder &order = contraction->order;
  int64_t perChunk = getChunkElements();
  if (contraction->tensors)
    return !ShapedType::isDynamic(contraction->sizeK) && contraction->sizeK % perChunk == 0;
  if (order.sizes.back() % perChunk != 0 || order.blocks.back() % perChunk != 0 || getElementStride() != 1)
    return false;
  if (!contraction->convolution)
    return true;
  const ConvolutionShape &shape = *contraction->convolution;
  bool isAligned = shape.batchStride % perChunk == 0;
  for (const ConvolutionShape::Spatial &dim : shape.spatial)
    isAligned &= dim.inputStride % perChunk == 0;
  return isAligned;
}
