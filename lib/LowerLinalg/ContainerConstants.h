//===- ContainerConstants.h - constant data as it lies in memory ------------------------------------------===//
#ifndef QNT_LIB_LOWERLINALG_CONTAINERCONSTANTS_H
#define QNT_LIB_LOWERLINALG_CONTAINERCONSTANTS_H

#include "Qnt/IR/QntDialect.h"

namespace mlir::qnt {

/// The data of a small resource, or of any with `always`, in the attribute itself: upstream's folds, as that of
/// tensor.extract, end the process on resources. Data that cannot be taken over stays where it is.
ElementsAttr makeFoldable(ElementsAttr attr, bool always = false);

/// A constant tensor as the constant of its container type. Data is shared where bytes stay as they are. Fails when a
/// resource has no data or not as much as its type needs.
FailureOr<ElementsAttr> getContainerConstant(ElementsAttr attr);

/// The codes of a qnt.constant (bytes) as the part that getContainerPartType gives.
FailureOr<ElementsAttr> getContainerCodes(ElementsAttr bytes, RankedTensorType container);

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERLINALG_CONTAINERCONSTANTS_H
