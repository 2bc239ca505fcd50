//===- LayoutParts.cpp - grids of parts, and pieces shared by the layout mappings -------------------------===//
#include "LayoutParts.h"
#include "Qnt/IR/SparseData.h"
#include "Qnt/Numerics/Layout.h"
#include "llvm/Support/InterleavedRange.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::qnt;

Tiling::Tiling(EncodingAttr encoding) : block(encoding.getBlock()) {
  unsigned rank = encoding.getRank();
  if (LutAttr lut = encoding.getLut()) {
    group.assign(lut.getGroup().begin(), lut.getGroup().end());
    vector.assign(lut.getVector().begin(), lut.getVector().end());
  }
  if (group.empty())
    group.assign(rank, numerics::kWhole);
  if (vector.empty())
    vector.assign(rank, 1);
  if (SparsityAttr sparsity = encoding.getSparsity(); sparsity && !sparsity.isBitmask()) {
    sparseAxis = sparsity.getAxis();
    sparseM = sparsity.getM();
  }
}

/// Layouts of tensor cores need two dimensions, or three. Kept codes and positions are those of groups along a certain
/// dimension. Where the tiling has another, codes lie in plain order.
static bool keepsLayout(EncodingAttr encoding, const Tiling &tiling) {
  if (std::optional<numerics::FragmentLayout> fragments = encoding.getFragmentLayout())
    return tiling.block.size() >= fragments->getMinRank();
  std::optional<numerics::SparseLayout> layout = getSparseLayout(encoding);
  if (!layout)
    return true;
  bool isSame = tiling.block.size() == encoding.getRank() && tiling.sparseAxis == encoding.getSparsity().getAxis();
  return tiling.sparseAxis && (layout->isPlainOrder() || isSame);
}

EncodingAttr mlir::qnt::withTiling(EncodingAttr encoding, const Tiling &tiling) {
  MLIRContext *context = encoding.getContext();
  LutAttr lut = encoding.getLut();
  if (lut)
    lut = LutAttr::getCanonical(context, lut.getIndex(), lut.getEntry(), tiling.group, tiling.vector);
  SparsityAttr sparsity = encoding.getSparsity();
  if (sparsity && !sparsity.isBitmask() && !tiling.sparseAxis)
    sparsity = {};
  if (tiling.sparseAxis)
    sparsity = SparsityAttr::get(context, sparsity.getN(), sparsity.getM(), *tiling.sparseAxis);
  return EncodingAttr::get(context, encoding.getStorage(), lut, encoding.getExpressed(), tiling.block,
                           encoding.getScale(), encoding.getTensorScale(), encoding.getZeroPoint(), encoding.getClamp(),
                           encoding.getMulSub(), sparsity,
                           keepsLayout(encoding, tiling) ? encoding.getLayout() : StringAttr());
}

InFlightDiagnostic mlir::qnt::makeSilentError(MLIRContext *context) {
  InFlightDiagnostic error = emitError(UnknownLoc::get(context));
  error.abandon();
  return error;
}

FailureOr<ArrayType> mlir::qnt::makeArrayType(ArrayRef<int64_t> shape, EncodingAttr encoding, EmitErrorFn emitError) {
  auto emit = [&] {
    InFlightDiagnostic error = emitError().take();
    return error.getUnderlyingDiagnostic() ? std::move(error) : makeSilentError(encoding.getContext());
  };
  if (failed(EncodingAttr::verify(emit, encoding.getStorage(), encoding.getLut(), encoding.getExpressed(),
                                  encoding.getBlock(), encoding.getScale(), encoding.getTensorScale(),
                                  encoding.getZeroPoint(), encoding.getClamp(), encoding.getMulSub(),
                                  encoding.getSparsity(), encoding.getLayout())) ||
      failed(ArrayType::verify(emit, shape, encoding)))
    return failure();
  return ArrayType::get(encoding.getContext(), shape, encoding);
}

std::string mlir::qnt::describeTile(int64_t tile) {
  return tile == numerics::kWhole ? std::string("'*'") : std::to_string(tile);
}

std::string mlir::qnt::describeList(ArrayRef<int64_t> list) { return llvm::interleaved_array(list).str(); }

int64_t mlir::qnt::getGridSize(int64_t dim, int64_t tile) {
  if (tile == numerics::kWhole)
    return 1;
  return ShapedType::isDynamic(dim) ? dim : llvm::divideCeil(dim, tile);
}

SmallVector<PartGrid> mlir::qnt::getPartGrids(ArrayType type) {
  Tiling tiling(type.getEncoding());
  SmallVector<PartGrid> grids;
  for (PartKind part : type.getPartKinds()) {
    switch (part) {
    case PartKind::Codes:
      grids.push_back({part, tiling.vector});
      break;
    case PartKind::Scales:
    case PartKind::ZeroPoints:
      grids.push_back({part, tiling.block});
      break;
    case PartKind::Codebook:
      grids.push_back({part, tiling.group, type.getEncoding().getLut().isVector() ? 2u : 1u});
      break;
    case PartKind::Mask:
      grids.push_back({part, SmallVector<int64_t>(type.getRank(), 1)});
      break;
    case PartKind::TensorScale:
      break;
    }
  }
  return grids;
}
