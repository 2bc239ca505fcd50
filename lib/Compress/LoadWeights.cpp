//===- LoadWeights.cpp - qnt-load-weights -----------------------------------------------------------------===//
#include "Qnt/Compress/Passes.h"
#include "Qnt/IR/Names.h"
#include "Qnt/IR/Remarks.h"
#include "SideFile.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/BuiltinDialect.h"
#include "mlir/IR/DialectResourceBlobManager.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_LOADWEIGHTS
#include "Qnt/Compress/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

namespace {
struct LoadWeightsPass : qnt::impl::LoadWeightsBase<LoadWeightsPass> {
  using LoadWeightsBase::LoadWeightsBase;

  void runOnOperation() override {
    PassSummary counts("qnt-load-weights", getOperation());
    WalkResult result = getOperation()->walk([&](arith::ConstantOp constant) {
      auto value = dyn_cast<DenseResourceElementsAttr>(constant.getValue());
      // Several constants may share a resource: the first loads it.
      if (!value || value.getRawHandle().getBlob())
        return WalkResult::advance();
      return failed(load(constant, value, counts)) ? WalkResult::interrupt() : WalkResult::advance();
    });
    if (result.wasInterrupted())
      signalPassFailure();
  }

  LogicalResult load(arith::ConstantOp constant, DenseResourceElementsAttr value, PassSummary &counts);
};
} // namespace

LogicalResult LoadWeightsPass::load(arith::ConstantOp constant, DenseResourceElementsAttr value, PassSummary &counts) {
  DenseResourceElementsHandle handle = value.getRawHandle();
  llvm::Expected<AsmResourceBlob> blob =
      mapSideFile(folder, handle.getKey(), cast<RankedTensorType>(constant.getType()));
  if (!blob)
    return constant.emitOpError() << "cannot load '" << getSourceName(constant)
                                  << "': " << llvm::toString(blob.takeError());
  counts.add(numLoaded, "weights-loaded");
  counts.add(numBytes, "bytes", blob->getData().size());
  DenseResourceElementsHandle::getManagerInterface(&getContext()).update(handle.getKey(), std::move(*blob));
  return success();
}
