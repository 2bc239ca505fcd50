//===- ReshapeMapping.cpp - which reshapes keep elements in their blocks ----------------------------------===//
//
// A row-major reshape of the value is a row-major reshape of every part when both types map the element with linear
// index e to the same linear index of the part. That map is written as a list of axes, outermost first: a dimension of
// size d in tiles of t is an axis of d / t entries around an axis of t elements inside an entry. Axes of size 1 vanish
// and neighbours of one kind merge, so that equal maps have equal lists:
//
//   128x64, tile 32x*:  entry 4, inside 32, inside 64       -> entry 4, inside 2048
//   4x2048, tile 1x*:   entry 4, inside 1, inside 2048      -> entry 4, inside 2048
//
// A dimension that its tile does not divide stays one "partial" axis of size d in tiles of t, and takes in the axes
// inside its elements: 100 in tiles of 32, around 4 elements, is 400 in tiles of 128.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "LayoutParts.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"
#include <limits>
#include <numeric>

using namespace mlir;
using namespace mlir::qnt;

namespace {
/// factor times a product of dynamic sizes, each named by a number.
struct AxisSize {
  int64_t factor = 1;
  SmallVector<unsigned> symbols;

  bool isOne() const { return factor == 1 && symbols.empty(); }
  bool operator==(const AxisSize &other) const { return factor == other.factor && symbols == other.symbols; }
  AxisSize operator*(const AxisSize &other) const {
    // Unsigned: products of sizes that are no shape's may wrap, and then compare unequal.
    AxisSize product{static_cast<int64_t>(static_cast<uint64_t>(factor) * static_cast<uint64_t>(other.factor)),
                     symbols};
    product.symbols.append(other.symbols);
    llvm::sort(product.symbols);
    return product;
  }
};

struct Axis {
  enum Kind : uint8_t { Entry, Inside, Partial } kind;
  AxisSize size;
  int64_t tile = 1; ///< of a partial axis

  bool operator==(const Axis &other) const { return kind == other.kind && size == other.size && tile == other.tile; }
};
using AxisList = SmallVector<Axis>;
using Sizes = SmallVector<AxisSize>;
} // namespace

static void appendAxis(AxisList &axes, Axis axis) {
  if (axis.size.isOne())
    return;
  if (axes.empty() || axis.kind == Axis::Partial) {
    axes.push_back(axis);
    return;
  }
  Axis &last = axes.back();
  if (last.kind == axis.kind) {
    last.size = last.size * axis.size;
  } else if (last.kind == Axis::Partial && axis.kind == Axis::Inside && axis.size.symbols.empty()) {
    last.size = last.size * axis.size;
    // A tile beyond every size is one block, however large.
    if (llvm::MulOverflow(last.tile, axis.size.factor, last.tile))
      last.tile = std::numeric_limits<int64_t>::max();
  } else {
    axes.push_back(axis);
  }
}

/// The map from elements to entries of a grid in `tiles` over a value of `sizes`.
static AxisList getAxes(ArrayRef<AxisSize> sizes, ArrayRef<int64_t> tiles) {
  AxisList axes;
  for (auto [size, tile] : llvm::zip_equal(sizes, tiles)) {
    bool isWhole = tile == numerics::kWhole || (size.symbols.empty() && size.factor <= tile && size.factor > 0);
    if (isWhole) {
      appendAxis(axes, {Axis::Inside, size});
    } else if (size.factor % tile == 0) {
      appendAxis(axes, {Axis::Entry, {size.factor / tile, size.symbols}});
      appendAxis(axes, {Axis::Inside, {tile, {}}});
    } else {
      appendAxis(axes, {Axis::Partial, size, tile});
    }
  }
  return axes;
}

//===----------------------------------------------------------------------------------------------------===//
// Sizes: dynamic dimensions of both types in terms of common symbols
//===----------------------------------------------------------------------------------------------------===//

static unsigned countDynamic(ArrayRef<int64_t> shape) { return llvm::count(shape, ShapedType::kDynamic); }

/// Product of the static sizes.
static int64_t getStaticProduct(ArrayRef<int64_t> shape) {
  int64_t product = 1;
  for (int64_t dim : shape)
    if (!ShapedType::isDynamic(dim))
      product *= dim;
  return product;
}

/// `shape` with its i-th dynamic dimension replaced by `dynamic[i]`.
static Sizes getSizes(ArrayRef<int64_t> shape, ArrayRef<AxisSize> dynamic) {
  Sizes sizes;
  for (int64_t dim : shape) {
    if (ShapedType::isDynamic(dim)) {
      sizes.push_back(dynamic.front());
      dynamic = dynamic.drop_front();
    } else {
      sizes.push_back({dim, {}});
    }
  }
  return sizes;
}

/// Static products between the dynamic dimensions.
static SmallVector<int64_t> getSegments(ArrayRef<int64_t> shape) {
  SmallVector<int64_t> segments{1};
  for (int64_t dim : shape) {
    if (ShapedType::isDynamic(dim))
      segments.push_back(1);
    else
      segments.back() *= dim;
  }
  return segments;
}

/// One dynamic dimension on each side: n * staticIn = n' * staticOut, so n = staticOut / g * m and n' = staticIn / g *
/// m.
static std::pair<Sizes, Sizes> relateOneDynamic(ArrayRef<int64_t> input, ArrayRef<int64_t> result) {
  int64_t staticIn = getStaticProduct(input), staticOut = getStaticProduct(result);
  int64_t divisor = std::gcd(staticIn, staticOut);
  return std::make_pair(getSizes(input, AxisSize{staticOut / divisor, {0}}),
                        getSizes(result, AxisSize{staticIn / divisor, {0}}));
}

/// Sizes of both shapes in common symbols, or nothing when the number of elements may differ.
static std::optional<std::pair<Sizes, Sizes>> relate(ArrayRef<int64_t> input, ArrayRef<int64_t> result) {
  unsigned numIn = countDynamic(input), numOut = countDynamic(result);
  int64_t staticIn = getStaticProduct(input), staticOut = getStaticProduct(result);
  if (numIn == 1 && numOut == 1 && staticIn != 0 && staticOut != 0)
    return relateOneDynamic(input, result);
  SmallVector<AxisSize> symbols;
  for (unsigned i = 0; i < numIn; ++i)
    symbols.push_back({1, {i}});
  if (numIn == numOut) {
    // The dynamic dimensions are the same ones, in order.
    if (getSegments(input) != getSegments(result))
      return std::nullopt;
    return std::make_pair(getSizes(input, symbols), getSizes(result, symbols));
  }
  if (numOut != 1 || numIn == 0 || staticOut == 0 || staticIn % staticOut != 0)
    return std::nullopt;
  AxisSize product{staticIn / staticOut, {}};
  for (const AxisSize &symbol : symbols)
    product = product * symbol;
  return std::make_pair(getSizes(input, symbols), getSizes(result, product));
}

//===----------------------------------------------------------------------------------------------------===//
// The check
//===----------------------------------------------------------------------------------------------------===//

/// (C1): the encodings differ only in what has one entry a dimension.
static bool haveSameElements(EncodingAttr a, EncodingAttr b) {
  LutAttr lutA = a.getLut(), lutB = b.getLut();
  if (static_cast<bool>(lutA) != static_cast<bool>(lutB))
    return false;
  if (lutA && (lutA.getIndex() != lutB.getIndex() || lutA.getEntry() != lutB.getEntry() ||
               lutA.isVector() != lutB.isVector() || lutA.getVectorSize() != lutB.getVectorSize()))
    return false;
  SparsityAttr sparseA = a.getSparsity(), sparseB = b.getSparsity();
  if (static_cast<bool>(sparseA) != static_cast<bool>(sparseB))
    return false;
  if (sparseA && (sparseA.getN() != sparseB.getN() || sparseA.getM() != sparseB.getM()))
    return false;
  return a.getStorage() == b.getStorage() && a.getExpressed() == b.getExpressed() && a.getScale() == b.getScale() &&
         a.getTensorScale() == b.getTensorScale() && a.getZeroPoint() == b.getZeroPoint() &&
         a.getClamp() == b.getClamp() && a.getMulSub() == b.getMulSub() && a.getLayout() == b.getLayout();
}

/// Tiles of `m` elements along the axis of n:m sparsity.
static SmallVector<int64_t> getSparseTiles(const Tiling &tiling) {
  SmallVector<int64_t> tiles(tiling.block.size(), 1);
  tiles[*tiling.sparseAxis] = tiling.sparseM;
  return tiles;
}

static LogicalResult checkGrid(const std::pair<Sizes, Sizes> &sizes, ArrayRef<int64_t> inputTile,
                               ArrayRef<int64_t> resultTile, StringRef what, EmitErrorFn emitError) {
  if (getAxes(sizes.first, inputTile) == getAxes(sizes.second, resultTile))
    return success();
  auto describe = [](ArrayRef<int64_t> tile) {
    SmallVector<std::string> parts = llvm::map_to_vector(tile, describeTile);
    return llvm::join(parts, "x");
  };
  return emitError() << "expected the result's " << what << " to hold the same elements in the same order, got "
                     << describe(inputTile) << " and " << describe(resultTile);
}

LogicalResult mlir::qnt::checkReshape(ArrayType input, ArrayType result, EmitErrorFn emitError) {
  EncodingAttr from = input.getEncoding(), to = result.getEncoding();
  if (!haveSameElements(from, to))
    return emitError() << "expected encodings that differ only in block, group, vector and axis, got " << from
                       << " and " << to;
  // (C2)
  if (input.hasStaticShape() && result.hasStaticShape() && input.getNumElements() != result.getNumElements())
    return emitError() << "expected as many elements as the input, got " << result.getNumElements() << " and "
                       << input.getNumElements();
  // (C3)
  auto sizes = relate(input.getShape(), result.getShape());
  if (!sizes)
    return emitError() << "expected a shape whose dynamic sizes follow from the input's, got " << result << " from "
                       << input;
  Tiling source(from), target(to);
  // (C4)
  if (from.getScale() && failed(checkGrid(*sizes, source.block, target.block, "blocks", emitError)))
    return failure();
  // (C5)
  if (from.hasLut() && (failed(checkGrid(*sizes, source.group, target.group, "groups of the code book", emitError)) ||
                        failed(checkGrid(*sizes, source.vector, target.vector, "vectors of the code book", emitError))))
    return failure();
  // (C6)
  if (!source.sparseAxis)
    return success();
  return checkGrid(*sizes, getSparseTiles(source), getSparseTiles(target), "n:m groups", emitError);
}
