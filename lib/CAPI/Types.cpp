//===- Types.cpp - C API: !qnt.array ----------------------------------------------------------------------===//
#include "qnt-c/Types.h"
#include "Unwrap.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::capi;

bool qntTypeIsAArray(MlirType type) { return static_cast<bool>(unwrapArray(type)); }

MlirTypeID qntArrayTypeGetTypeID(void) { return wrap(ArrayType::getTypeID()); }

MlirType qntArrayTypeGetChecked(MlirLocation loc, intptr_t rank, const int64_t *shape, MlirAttribute encoding) {
  Checker check(loc);
  auto attr = check.get<EncodingAttr>(encoding, "an encoding");
  ArrayRef<int64_t> sizes(shape, check.getCount(rank, "dimensions"));
  if (check.failed())
    return {nullptr};
  return wrap(ArrayType::getChecked([&] { return check.emitError(); }, check.getContext(), sizes, attr));
}

intptr_t qntArrayTypeGetRank(MlirType type) {
  ArrayType array = unwrapArray(type);
  return array ? array.getRank() : 0;
}

int64_t qntArrayTypeGetDimSize(MlirType type, intptr_t dim) {
  ArrayType array = unwrapArray(type);
  return array && dim >= 0 && dim < array.getRank() ? array.getDimSize(dim) : 0;
}

bool qntArrayTypeIsDynamicDim(MlirType type, intptr_t dim) {
  return ShapedType::isDynamic(qntArrayTypeGetDimSize(type, dim));
}

bool qntArrayTypeHasStaticShape(MlirType type) {
  ArrayType array = unwrapArray(type);
  return array && array.hasStaticShape();
}

MlirAttribute qntArrayTypeGetEncoding(MlirType type) {
  ArrayType array = unwrapArray(type);
  return array ? wrap(Attribute(array.getEncoding())) : MlirAttribute{nullptr};
}

MlirType qntArrayTypeGetDecodedType(MlirType type) {
  ArrayType array = unwrapArray(type);
  return array ? wrap(Type(array.getDecodedType())) : MlirType{nullptr};
}

intptr_t qntArrayTypeGetNumParts(MlirType type) {
  ArrayType array = unwrapArray(type);
  return array ? array.getPartKinds().size() : 0;
}

QntPart qntArrayTypeGetPart(MlirType type, intptr_t index) {
  ArrayType array = unwrapArray(type);
  if (!array || index < 0 || index >= static_cast<intptr_t>(array.getPartKinds().size()))
    return QntPartCodes;
  return static_cast<QntPart>(array.getPartKinds()[index]);
}

MlirType qntArrayTypeGetPartType(MlirType type, QntPart part) {
  ArrayType array = unwrapArray(type);
  auto kind = unwrapPart(part);
  return array && kind ? wrap(Type(array.getPartType(*kind))) : MlirType{nullptr};
}

MlirType qntArrayTypeGetPackedPartType(MlirType type, QntPart part) {
  if (part != QntPartCodes && part != QntPartMask)
    return qntArrayTypeGetPartType(type, part);
  auto logical = dyn_cast_if_present<RankedTensorType>(unwrap(qntArrayTypeGetPartType(type, part)));
  if (!logical || (logical.getRank() > 0 && logical.isDynamicDim(logical.getRank() - 1)))
    return {nullptr};
  ArrayType array = unwrapArray(type);
  return wrap(Type(part == QntPartCodes ? array.getPackedCodesType() : array.getPackedMaskType()));
}
