//===- LayoutMapping.h - what a layout op does to each part of an array -----------------------------------===//
//
// The one place that knows which moves of elements an encoding allows and what becomes of the parts. Type inference,
// verifiers, folds and lowerings ask here.
//
// Each part lies as a grid over the value: entry i along dimension d covers the elements [i * tile, (i + 1) * tile), or
// all of them. Codes have tile 1 (or the code book's vector), scales and zero points the block, tables the group, the
// mask tile 1. A layout op on the value is then a layout op of the same kind on each grid. The tensor scale has no
// grid: it stays as it is. An entry of a block without elements decodes nothing: its number may be any.
//
//   slice [0, 64] [4, 32] [1, 1] of !qnt.array<8x128, block = 1x32>
//     codes:  [0, 64] [4, 32] [1, 1]
//     scales: [0, 2]  [4, 1]  [1, 1]
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_IR_LAYOUTMAPPING_H
#define QNT_IR_LAYOUTMAPPING_H

#include "Qnt/IR/QntDialect.h"
#include "mlir/IR/Diagnostics.h"

namespace mlir::qnt {

/// What a mapping returns when it fails: a diagnostic that may be inactive. Always a failure, where an inactive
/// InFlightDiagnostic would convert to success.
class MappingError {
public:
  MappingError(InFlightDiagnostic &&diagnostic) : diagnostic(std::move(diagnostic)) {}

  template <typename T>
  MappingError &&operator<<(T &&value) && {
    // What is inactive takes no text.
    if (diagnostic.getUnderlyingDiagnostic())
      diagnostic << std::forward<T>(value);
    return std::move(*this);
  }
  InFlightDiagnostic take() && { return std::move(diagnostic); }

  operator LogicalResult() const { return failure(); }
  template <typename T>
  operator FailureOr<T>() const {
    return failure();
  }

private:
  InFlightDiagnostic diagnostic;
};

/// Starts an error: `[&] { return emitOpError(); }`, or `[] { return InFlightDiagnostic(); }` to only ask.
using EmitErrorFn = function_ref<MappingError()>;

/// An error that is never reported, to ask a verifier of attributes or types: an inactive one takes no text, and is no
/// failure.
InFlightDiagnostic makeSilentError(MLIRContext *context);

/// How the entries of a part lie over the value.
struct PartGrid {
  PartKind part;
  /// Elements that an entry covers per dimension of the value; numerics::kWhole: all of the dimension.
  SmallVector<int64_t> tile;
  /// Dimensions of the part after those of the grid: entries of a table, elements of a vector.
  unsigned numInner = 0;
};

/// The grids of the present parts, in the parts' order, without the tensor scale.
SmallVector<PartGrid> getPartGrids(ArrayType type);

/// ceil(dim / tile); 1 for kWhole; dynamic where the dimension is and the tile is a size (but 1 -> 1).
int64_t getGridSize(int64_t dim, int64_t tile);

//===----------------------------------------------------------------------------------------------------===//
// Mappings: the result's type and, part by part, the same op in the part's own dimensions
//===----------------------------------------------------------------------------------------------------===//

struct PartTranspose {
  PartKind part;
  SmallVector<int64_t> permutation; ///< of all dimensions of the part
  /// Set when elements inside the table's vectors change places too: the last dimension has this shape (row-major) ...
  SmallVector<int64_t> vectorShape;
  /// ... and this permutation.
  SmallVector<int64_t> vectorPermutation;
};
struct TransposeMapping {
  ArrayType result;
  SmallVector<PartTranspose> parts;
};

/// Sizes are those of the result's part. Where they are kDynamic they follow from the result's sizes at run time, and
/// need not reach the part's end: every second element from 1 on, of 9 in blocks of 4, leaves the last block out.
struct PartSlice {
  PartKind part;
  SmallVector<int64_t> offsets, sizes, strides; ///< of the grid's dimensions; inner dimensions are kept
};
struct SliceMapping {
  ArrayType result;
  SmallVector<PartSlice> parts;
};

/// Every gridded part is concatenated along `dim`.
struct ConcatMapping {
  ArrayType result;
};

/// What new entries of a part hold.
enum class PadFill : uint8_t {
  Zero,               ///< 0: codes of symmetric encodings, zero points, tables, masks
  One,                ///< 1: scales
  ZeroCode,           ///< the op's zero_code: codes of code books
  ZeroPointOfElement, ///< the (padded) zero point of the block that the element lies in
};
struct PartPad {
  PartKind part;
  SmallVector<int64_t> low, high; ///< of the grid's dimensions
  PadFill fill;
};
struct PadMapping {
  ArrayType result;
  SmallVector<PartPad> parts;
};

struct PartGather {
  PartKind part;
  /// True: entries are taken along the op's `dim` by the indices. False: the part has one entry along `dim`, and the
  /// result has one along each dimension of the indices.
  bool isIndexed;
};
struct GatherMapping {
  ArrayType result;
  SmallVector<PartGather> parts;
};

/// Arguments are checked: `permutation` may be anything. Errors go to `emitError`, which names the op.
FailureOr<TransposeMapping> mapTranspose(ArrayType input, ArrayRef<int64_t> permutation, EmitErrorFn emitError);

/// A size of -1 means the rest of the dimension.
FailureOr<SliceMapping> mapSlice(ArrayType input, ArrayRef<int64_t> offsets, ArrayRef<int64_t> sizes,
                                 ArrayRef<int64_t> strides, EmitErrorFn emitError);

FailureOr<ConcatMapping> mapConcat(ArrayRef<ArrayType> inputs, int64_t dim, EmitErrorFn emitError);

/// `zeroCode`: the code whose table entry is exactly 0 in every table, for code books without a mask.
FailureOr<PadMapping> mapPad(ArrayType input, ArrayRef<int64_t> low, ArrayRef<int64_t> high,
                             std::optional<int64_t> zeroCode, EmitErrorFn emitError);

FailureOr<GatherMapping> mapGather(ArrayType input, RankedTensorType indices, int64_t dim, EmitErrorFn emitError);

/// Success when a row-major reshape of every part of `input` gives the parts of `result`: both types then hold the same
/// elements in the same blocks, in the same order.
LogicalResult checkReshape(ArrayType input, ArrayType result, EmitErrorFn emitError);

/// The product of the sizes that are not dynamic; 1 where there are none.
int64_t getProductOfStaticSizes(ArrayRef<int64_t> shape);

} // namespace mlir::qnt

#endif // QNT_IR_LAYOUTMAPPING_H
