//===- BlockMaps.cpp - from an element of a value to its block --------------------------------------------===//
#include "BlockMaps.h"
#include "Qnt/Numerics/Encoding.h"

using namespace mlir;

AffineMap mlir::qnt::getBlockMap(MLIRContext *context, ArrayRef<int64_t> block) {
  SmallVector<AffineExpr> exprs;
  for (auto [dim, size] : llvm::enumerate(block)) {
    bool isWhole = size == numerics::kWhole;
    exprs.push_back(isWhole ? getAffineConstantExpr(0, context) : getAffineDimExpr(dim, context).floorDiv(size));
  }
  return AffineMap::get(block.size(), 0, exprs, context);
}
