//===- LayoutParts.h - pieces shared by the layout mappings -----------------------------------------------===//
#ifndef QNT_LIB_IR_LAYOUTPARTS_H
#define QNT_LIB_IR_LAYOUTPARTS_H

#include "Qnt/IR/LayoutMapping.h"

namespace mlir::qnt {

/// Everything of an encoding that has one entry a dimension, with empty lists written out.
struct Tiling {
  SmallVector<int64_t> block;
  SmallVector<int64_t> group;  ///< all kWhole without a code book
  SmallVector<int64_t> vector; ///< all 1 without a code book
  /// Axis of n:m sparsity, and its m; nothing where there are no such groups.
  std::optional<int64_t> sparseAxis;
  int64_t sparseM = 0;

  explicit Tiling(EncodingAttr encoding);
};

/// `encoding` with another tiling. Lists that `encoding` leaves out (group, vector) stay out.
EncodingAttr withTiling(EncodingAttr encoding, const Tiling &tiling);

/// The array type, or nothing after an error.
FailureOr<ArrayType> makeArrayType(ArrayRef<int64_t> shape, EncodingAttr encoding, EmitErrorFn emitError);

/// "32", or "'*'" for kWhole.
std::string describeTile(int64_t tile);
/// "[1, 0]"
std::string describeList(ArrayRef<int64_t> list);

} // namespace mlir::qnt

#endif // QNT_LIB_IR_LAYOUTPARTS_H
