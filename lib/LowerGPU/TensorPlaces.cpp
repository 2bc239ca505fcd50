//===- TensorPlaces.cpp - where elements of a float tensor stand in memory --------------------------------===//
#include "TensorPlaces.h"

using namespace mlir;
using namespace mlir::qnt;

Value TensorPlaces::getProduct(KernelEmitter &e, int64_t first, int64_t end) const {
  int64_t product = 1;
  Value dynamic;
  for (int64_t dim = first; dim < end; ++dim)
    if (!type.isDynamicDim(dim))
      product *= type.getDimSize(dim);
    else
      dynamic = dynamic ? e.multiply(dynamic, sizes[dim]) : sizes[dim];
  return dynamic ? e.multiply(dynamic, product) : e.constant(product, e.b.getI64Type());
}

Value TensorPlaces::getOffset(KernelEmitter &e, ArrayRef<int64_t> dims, Value number) const {
  Value offset = e.constant(0, e.b.getI64Type()), rest = e.toI64(number);
  while (!dims.empty()) {
    // Neighbours that follow each other are one dimension.
    int64_t last = dims.back(), first = last;
    dims = dims.drop_back();
    while (!dims.empty() && dims.back() == first - 1) {
      first = dims.back();
      dims = dims.drop_back();
    }
    Value index = rest;
    if (!dims.empty()) {
      Value size = getProduct(e, first, last + 1);
      index = e.b.createOrFold<arith::RemUIOp>(rest, size);
      rest = e.b.createOrFold<arith::DivUIOp>(rest, size);
    }
    offset = e.add(offset, e.multiply(index, getStride(e, last)));
  }
  return offset;
}
