//===- ContainerValues.cpp - scalars from and to the elements of containers -------------------------------===//
#include "ContainerValues.h"
#include "Qnt/LowerLinalg/ContainerTypes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace mlir::qnt;

Value mlir::qnt::fromContainer(OpBuilder &builder, Location loc, Value element, Type type) {
  return element.getType() == type ? element : arith::TruncIOp::create(builder, loc, type, element);
}

Value mlir::qnt::toContainer(OpBuilder &builder, Location loc, Value scalar) {
  Type container = getContainerElementType(scalar.getType());
  if (scalar.getType() == container)
    return scalar;
  return arith::ExtSIOp::create(builder, loc, container, scalar);
}
