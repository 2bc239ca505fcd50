//===- QntInterfaces.h - QuantizedOpInterface and the Univariate / Mixing traits --------------------------===//
#ifndef QNT_IR_QNTINTERFACES_H
#define QNT_IR_QNTINTERFACES_H

#include "Qnt/IR/Enums.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/TypeUtilities.h"

namespace mlir::qnt {

/// An elementwise function of one tensor: inside a table nothing is rounded between such ops.
template <typename ConcreteType>
class Univariate : public OpTrait::TraitBase<ConcreteType, Univariate> {};

/// Combines elements or tensors; never part of a table.
template <typename ConcreteType>
class Mixing : public OpTrait::TraitBase<ConcreteType, Mixing> {};

namespace detail {
Value buildPreparedOutput(OpBuilder &builder, Value value, Type arrayType, Value scale, Value zeroPoint);
} // namespace detail
} // namespace mlir::qnt

#include "Qnt/IR/QntInterfaces.h.inc"

#endif // QNT_IR_QNTINTERFACES_H
