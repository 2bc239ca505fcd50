//===- TransposeMapping.cpp - parts under transpose and gather --------------------------------------------===//
#include "LayoutParts.h"

using namespace mlir;
using namespace mlir::qnt;

/// result[i] = list[permutation[i]]
static SmallVector<int64_t> permute(ArrayRef<int64_t> list, ArrayRef<int64_t> permutation) {
  SmallVector<int64_t> result;
  for (int64_t source : permutation)
    result.push_back(list[source]);
  return result;
}

static bool isPermutationOfRank(ArrayRef<int64_t> permutation, unsigned rank) {
  SmallVector<bool> seen(rank);
  for (int64_t dim : permutation) {
    if (dim < 0 || dim >= rank || seen[dim])
      return false;
    seen[dim] = true;
  }
  return permutation.size() == rank;
}

/// True when the elements of a vector, in row-major order, are in another order after the transpose.
static bool reordersVectors(ArrayRef<int64_t> vector, ArrayRef<int64_t> permutation) {
  int64_t last = -1;
  for (int64_t source : permutation) {
    if (vector[source] == 1)
      continue;
    if (source < last)
      return true;
    last = source;
  }
  return false;
}

FailureOr<TransposeMapping> mlir::qnt::mapTranspose(ArrayType input, ArrayRef<int64_t> permutation,
                                                    EmitErrorFn emitError) {
  // (C1)
  if (!isPermutationOfRank(permutation, input.getRank()))
    return emitError() << "expected a permutation of the " << input.getRank() << " dimensions of the input, got "
                       << describeList(permutation);
  EncodingAttr encoding = input.getEncoding();
  Tiling source(encoding), tiling(encoding);
  tiling.block = permute(source.block, permutation);
  tiling.group = permute(source.group, permutation);
  tiling.vector = permute(source.vector, permutation);
  if (source.sparseAxis)
    tiling.sparseAxis = llvm::find(permutation, *source.sparseAxis) - permutation.begin();

  FailureOr<ArrayType> result =
      makeArrayType(permute(input.getShape(), permutation), withTiling(encoding, tiling), emitError);
  if (failed(result))
    return failure();
  TransposeMapping mapping{*result, {}};
  for (const PartGrid &grid : getPartGrids(input)) {
    PartTranspose &part = mapping.parts.emplace_back();
    part.part = grid.part;
    part.permutation.assign(permutation.begin(), permutation.end());
    for (unsigned i = 0; i < grid.numInner; ++i)
      part.permutation.push_back(input.getRank() + i);
    if (grid.part == PartKind::Codebook && reordersVectors(source.vector, permutation)) {
      part.vectorShape = source.vector;
      part.vectorPermutation.assign(permutation.begin(), permutation.end());
    }
  }
  return mapping;
}

/// `list` with `values` in place of entry `dim`.
static SmallVector<int64_t> spread(ArrayRef<int64_t> list, int64_t dim, ArrayRef<int64_t> values) {
  SmallVector<int64_t> result(list.take_front(dim));
  llvm::append_range(result, values);
  llvm::append_range(result, list.drop_front(dim + 1));
  return result;
}

/// (C2), (C3), (C4): entries along `dim` must be single elements or the whole dimension.
static LogicalResult checkGatheredDim(const Tiling &tiling, ArrayType input, int64_t dim, EmitErrorFn emitError) {
  auto isWholeOrOne = [](int64_t tile) { return tile == numerics::kWhole || tile == 1; };
  // Without scales blocks mean nothing.
  if (input.getEncoding().getScale() && !isWholeOrOne(tiling.block[dim]))
    return emitError() << "expected block 1 or '*' along the gathered dimension " << dim << ", got "
                       << tiling.block[dim];
  if (!isWholeOrOne(tiling.group[dim]))
    return emitError() << "expected the code book's group to be 1 or '*' along the gathered dimension " << dim
                       << ", got " << tiling.group[dim];
  if (tiling.vector[dim] != 1)
    return emitError() << "expected the code book's vector to be 1 along the gathered dimension " << dim << ", got "
                       << tiling.vector[dim];
  if (tiling.sparseAxis == dim)
    return emitError() << "expected n:m sparsity along another dimension than the gathered one, got both along " << dim;
  return success();
}

FailureOr<GatherMapping> mlir::qnt::mapGather(ArrayType input, RankedTensorType indices, int64_t dim,
                                              EmitErrorFn emitError) {
  // (C1)
  if (dim < 0 || dim >= input.getRank())
    return emitError() << "expected dim inside the rank " << input.getRank() << " of the input, got " << dim;
  EncodingAttr encoding = input.getEncoding();
  Tiling source(encoding), tiling(encoding);
  if (failed(checkGatheredDim(source, input, dim, emitError)))
    return failure();
  auto spreadTile = [&](ArrayRef<int64_t> list) {
    return spread(list, dim, SmallVector<int64_t>(indices.getRank(), list[dim]));
  };
  tiling.block = spreadTile(source.block);
  tiling.group = spreadTile(source.group);
  tiling.vector = spreadTile(source.vector);
  if (source.sparseAxis && *source.sparseAxis > dim)
    tiling.sparseAxis = *source.sparseAxis + indices.getRank() - 1;

  FailureOr<ArrayType> result =
      makeArrayType(spread(input.getShape(), dim, indices.getShape()), withTiling(encoding, tiling), emitError);
  if (failed(result))
    return failure();
  GatherMapping mapping{*result, {}};
  for (const PartGrid &grid : getPartGrids(input))
    mapping.parts.push_back({grid.part, grid.tile[dim] != numerics::kWhole});
  return mapping;
}
