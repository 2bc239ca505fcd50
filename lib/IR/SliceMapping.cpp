//===- SliceMapping.cpp - parts under slice and concat ----------------------------------------------------===//
#include "LayoutParts.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::qnt;

namespace {
/// One dimension of a slice. `size` is that of the result, dynamic when it is not known.
struct DimSlice {
  int64_t offset, size, stride;
};

/// A slice of the grid and the tile of its entries in the result.
struct GridSlice {
  int64_t tile, offset, stride;
};
} // namespace

/// The slice of a grid with entries of `tile` elements that belongs to a slice of the elements, or nothing when the
/// blocks of the result would not be of one size.
static std::optional<GridSlice> sliceGrid(int64_t tile, DimSlice slice) {
  if (tile == numerics::kWhole || slice.size == 0)
    return GridSlice{tile, 0, 1};
  int64_t inFirst = slice.offset % tile;
  // All in one block.
  if (!ShapedType::isDynamic(slice.size) && inFirst + (slice.size - 1) * slice.stride < tile)
    return GridSlice{tile, slice.offset / tile, 1};
  // Each in a block of its own.
  if (slice.stride % tile == 0)
    return GridSlice{1, slice.offset / tile, slice.stride / tile};
  // tile / stride of every block.
  if (tile % slice.stride == 0 && inFirst < slice.stride)
    return GridSlice{tile / slice.stride, slice.offset / tile, 1};
  return std::nullopt;
}

/// (C2): the slice lies inside the dimension. Gives its size, dynamic when the dimension is and the size is -1.
static FailureOr<DimSlice> checkDim(int64_t i, int64_t dim, int64_t offset, int64_t size, int64_t stride,
                                    EmitErrorFn emitError) {
  if (offset < 0 || size < -1 || stride < 1)
    return emitError() << "expected offset of at least 0, size of at least 0 (or -1 for the rest) and stride of at "
                          "least 1 in dimension "
                       << i << ", got " << offset << ", " << size << " and " << stride;
  bool isDynamic = ShapedType::isDynamic(dim);
  if (!isDynamic && offset > dim)
    return emitError() << "expected offset inside dimension " << i << " of size " << dim << ", got " << offset;
  if (size == -1)
    return DimSlice{offset, isDynamic ? dim : int64_t(llvm::divideCeil(dim - offset, stride)), stride};
  int64_t span = 0, end = 0;
  bool overflows = size > 0 && (llvm::MulOverflow(size - 1, stride, span) || llvm::AddOverflow(span, offset, end) ||
                                llvm::AddOverflow(end, int64_t(1), end));
  if (overflows || (!isDynamic && end > dim))
    return emitError() << "expected the slice inside dimension " << i << " of size "
                       << (isDynamic ? std::string("?") : std::to_string(dim)) << ", got offset " << offset << ", size "
                       << size << " and stride " << stride;
  return DimSlice{offset, size, stride};
}

/// (C1), (C2)
static FailureOr<SmallVector<DimSlice>> checkDims(ArrayType input, ArrayRef<int64_t> offsets, ArrayRef<int64_t> sizes,
                                                  ArrayRef<int64_t> strides, EmitErrorFn emitError) {
  unsigned rank = input.getRank();
  if (offsets.size() != rank || sizes.size() != rank || strides.size() != rank)
    return emitError() << "expected " << rank << " offsets, sizes and strides, got " << offsets.size() << ", "
                       << sizes.size() << " and " << strides.size();
  SmallVector<DimSlice> slices;
  for (unsigned i = 0; i < rank; ++i) {
    FailureOr<DimSlice> slice = checkDim(i, input.getDimSize(i), offsets[i], sizes[i], strides[i], emitError);
    if (failed(slice))
      return failure();
    slices.push_back(*slice);
  }
  return slices;
}

/// (C3), (C4), (C5): slices `tiles` in place and gives the grid's slices.
static FailureOr<SmallVector<GridSlice>> sliceTiles(SmallVector<int64_t> &tiles, ArrayRef<DimSlice> slices,
                                                    StringRef what, bool mayShrink, EmitErrorFn emitError) {
  SmallVector<GridSlice> grid;
  for (auto [i, pair] : llvm::enumerate(llvm::zip(tiles, slices))) {
    auto &[tile, slice] = pair;
    std::optional<GridSlice> sliced = sliceGrid(tile, slice);
    if (!sliced || (!mayShrink && sliced->tile != tile))
      return emitError() << "expected the slice to take equal parts of each " << what << " along dimension " << i
                         << ", got " << what << " " << tile << ", offset " << slice.offset << ", size "
                         << (ShapedType::isDynamic(slice.size) ? std::string("?") : std::to_string(slice.size))
                         << " and stride " << slice.stride;
    tile = sliced->tile;
    grid.push_back(*sliced);
  }
  return grid;
}

/// (C6): an n:m group of the result lies in one of the input.
static LogicalResult checkSparsity(const Tiling &tiling, ArrayRef<DimSlice> slices, EmitErrorFn emitError) {
  if (!tiling.sparseAxis)
    return success();
  DimSlice slice = slices[*tiling.sparseAxis];
  std::optional<GridSlice> sliced = sliceGrid(tiling.sparseM, slice);
  if (sliced && sliced->tile == tiling.sparseM)
    return success();
  return emitError() << "expected a slice of whole n:m groups along dimension " << *tiling.sparseAxis << ", got m "
                     << tiling.sparseM << ", offset " << slice.offset << " and stride " << slice.stride;
}

static PartSlice makePartSlice(PartKind part, ArrayRef<GridSlice> grid, RankedTensorType resultPart) {
  PartSlice slice{part, {}, {}, {}};
  for (auto [i, sliced] : llvm::enumerate(grid)) {
    slice.offsets.push_back(sliced.offset);
    slice.sizes.push_back(resultPart.getDimSize(i));
    slice.strides.push_back(sliced.stride);
  }
  return slice;
}

FailureOr<SliceMapping> mlir::qnt::mapSlice(ArrayType input, ArrayRef<int64_t> offsets, ArrayRef<int64_t> sizes,
                                            ArrayRef<int64_t> strides, EmitErrorFn emitError) {
  auto slices = checkDims(input, offsets, sizes, strides, emitError);
  if (failed(slices))
    return failure();
  Tiling tiling(input.getEncoding());
  SmallVector<int64_t> elementTiles(input.getRank(), 1);
  // Without scales blocks mean nothing.
  if (!input.getEncoding().getScale())
    tiling.block.assign(input.getRank(), numerics::kWhole);
  auto blocks = sliceTiles(tiling.block, *slices, "block", /*mayShrink=*/true, emitError);
  if (failed(blocks))
    return failure();
  auto groups = sliceTiles(tiling.group, *slices, "group of the code book", /*mayShrink=*/true, emitError);
  if (failed(groups))
    return failure();
  auto vectors = sliceTiles(tiling.vector, *slices, "vector of the code book", /*mayShrink=*/false, emitError);
  if (failed(vectors) || failed(checkSparsity(tiling, *slices, emitError)))
    return failure();
  auto elements = sliceTiles(elementTiles, *slices, "element", /*mayShrink=*/false, emitError);

  if (!input.getEncoding().getScale())
    llvm::copy(input.getEncoding().getBlock(), tiling.block.begin());

  SmallVector<int64_t> shape = llvm::map_to_vector(*slices, [](DimSlice slice) { return slice.size; });
  FailureOr<ArrayType> result = makeArrayType(shape, withTiling(input.getEncoding(), tiling), emitError);
  if (failed(result))
    return failure();
  SliceMapping mapping{*result, {}};
  for (const PartGrid &grid : getPartGrids(input)) {
    ArrayRef<GridSlice> sliced = grid.part == PartKind::Codes      ? *vectors
                                 : grid.part == PartKind::Codebook ? *groups
                                 : grid.part == PartKind::Mask     ? *elements
                                                                   : *blocks;
    mapping.parts.push_back(makePartSlice(grid.part, sliced, result->getPartType(grid.part)));
  }
  return mapping;
}

//===----------------------------------------------------------------------------------------------------===//
// Concat
//===----------------------------------------------------------------------------------------------------===//

/// (C1), (C2)
static LogicalResult checkInputs(ArrayRef<ArrayType> inputs, int64_t dim, EmitErrorFn emitError) {
  if (inputs.empty())
    return emitError() << "expected at least one input, got none";
  ArrayType first = inputs.front();
  if (dim < 0 || dim >= first.getRank())
    return emitError() << "expected dim inside the rank " << first.getRank() << " of the inputs, got " << dim;
  for (auto [i, input] : llvm::enumerate(inputs)) {
    if (input.getEncoding() != first.getEncoding())
      return emitError() << "expected input #" << i << " to have the encoding of input #0, got " << input.getEncoding()
                         << " and " << first.getEncoding();
    for (unsigned d = 0; d < first.getRank(); ++d)
      if (d != dim && input.getDimSize(d) != first.getDimSize(d))
        return emitError() << "expected input #" << i << " to have the shape of input #0 but for dimension " << dim
                           << ", got " << input << " and " << first;
  }
  return success();
}

/// (C4), (C5): every input but the last holds whole tiles along `dim`.
static LogicalResult checkConcatTile(ArrayRef<ArrayType> inputs, int64_t dim, int64_t tile, StringRef what,
                                     EmitErrorFn emitError) {
  if (tile == numerics::kWhole)
    return emitError() << "expected a " << what << " of a size along the concatenated dimension " << dim
                       << " (each input has its own), got '*'";
  for (auto [i, input] : llvm::enumerate(inputs.drop_back())) {
    int64_t size = input.getDimSize(dim);
    if (tile == 1 || (!ShapedType::isDynamic(size) && size % tile == 0))
      continue;
    return emitError() << "expected input #" << i << " to hold whole " << what << "s along dimension " << dim
                       << ", got " << what << " " << tile << " and size "
                       << (ShapedType::isDynamic(size) ? std::string("?") : std::to_string(size));
  }
  return success();
}

/// No array's dimension is as large: the sum of more than that is left to the type's verifier, and does not overflow.
static constexpr int64_t kTooLarge = int64_t(1) << 60;

FailureOr<ConcatMapping> mlir::qnt::mapConcat(ArrayRef<ArrayType> inputs, int64_t dim, EmitErrorFn emitError) {
  if (failed(checkInputs(inputs, dim, emitError)))
    return failure();
  ArrayType first = inputs.front();
  if (inputs.size() == 1)
    return ConcatMapping{first};
  EncodingAttr encoding = first.getEncoding();
  Tiling tiling(encoding);
  // (C3)
  if (encoding.getTensorScale())
    return emitError() << "expected inputs without a tensor scale (each has its own), got " << encoding;
  if (encoding.getScale() && failed(checkConcatTile(inputs, dim, tiling.block[dim], "block", emitError)))
    return failure();
  if (encoding.hasLut() &&
      (failed(checkConcatTile(inputs, dim, tiling.group[dim], "group of the code book", emitError)) ||
       failed(checkConcatTile(inputs, dim, tiling.vector[dim], "vector of the code book", emitError))))
    return failure();
  // (C6)
  if (tiling.sparseAxis == dim && failed(checkConcatTile(inputs, dim, tiling.sparseM, "n:m group", emitError)))
    return failure();

  SmallVector<int64_t> shape(first.getShape());
  for (ArrayType input : inputs.drop_front()) {
    bool isDynamic = ShapedType::isDynamic(shape[dim]) || input.isDynamicDim(dim);
    if (isDynamic)
      shape[dim] = ShapedType::kDynamic;
    else if (shape[dim] < kTooLarge)
      shape[dim] += input.getDimSize(dim);
  }
  FailureOr<ArrayType> result = makeArrayType(shape, encoding, emitError);
  if (failed(result))
    return failure();
  return ConcatMapping{*result};
}
