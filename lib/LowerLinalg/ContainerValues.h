//===- ContainerValues.h - scalars from and to the elements of containers ---------------------------------===//
#ifndef QNT_LIB_LOWERLINALG_CONTAINERVALUES_H
#define QNT_LIB_LOWERLINALG_CONTAINERVALUES_H

#include "mlir/IR/Builders.h"

namespace mlir::qnt {

/// An element of a container as a scalar of `type`: iN is cut to its bits.
Value fromContainer(OpBuilder &builder, Location loc, Value element, Type type);

/// A scalar as the element that tensors of its type hold: iN is sign-extended.
Value toContainer(OpBuilder &builder, Location loc, Value scalar);

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERLINALG_CONTAINERVALUES_H
