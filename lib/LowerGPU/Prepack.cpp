//===- Prepack.cpp - constant weights into the layout that a kernel's schedule names ---------------===//
#include "ContractionKernel.h"
#include "Qnt/IR/PartData.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/IR/Remarks.h"
#include "Qnt/LowerGPU/Passes.h"
#include "Qnt/Numerics/Packing.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"

using namespace mlir;
using namespace mlir::qnt;

namespace mlir::qnt {
#define GEN_PASS_DEF_PREPACK
#include "Qnt/LowerGPU/Passes.h.inc"
} // namespace mlir::qnt

namespace {
struct Prepack : qnt::impl::PrepackBase<Prepack> {
  using PrepackBase::PrepackBase;

  void runOnOperation() override;

private:
  LogicalResult prepack(KernelOp kernel, PassSummary &summary);
};
} // namespace

/// The codes of `constant` in `layout`, as a resource.
static FailureOr<ElementsAttr> packCodes(ConstantOp constant, ArrayType packedType) {
  ArrayType type = constant.getType();
  Format storage = type.getEncoding().getStorage();
  FailureOr<PartBytes> data = getPartBytes(constant.getCodes());
  if (failed(data))
    return failure();
  std::vector<uint8_t> bytes(type.getPackedCodesType().getNumElements(),
                             data->bytes.empty() ? 0 : static_cast<uint8_t>(data->bytes.front()));
  if (!data->isSplat)
    bytes.assign(data->bytes.begin(), data->bytes.end());
  llvm::Expected<std::vector<uint64_t>> codes =
      numerics::unpackCodes(bytes, type.getShape(), numerics::bitWidth(storage));
  if (!codes) {
    llvm::consumeError(codes.takeError());
    return failure();
  }
  std::vector<uint8_t> packed =
      numerics::packFragments(*codes, type.getShape(), storage, *packedType.getEncoding().getFragmentLayout());
  auto name = constant->getAttrOfType<StringAttr>(QntDialect::getNameAttrName());
  AsmResourceBlob blob = HeapAsmResourceBlob::allocateAndCopyInferAlign(ArrayRef<uint8_t>(packed));
  return ElementsAttr(DenseResourceElementsAttr::get(
      packedType.getPackedCodesType(), ((name ? name.getValue() : "weights") + "_packed").str(), std::move(blob)));
}

LogicalResult Prepack::prepack(KernelOp kernel, PassSummary &summary) {
  auto schedule = dyn_cast_or_null<ScheduleAttrInterface>(kernel.getScheduleAttr());
  if (!schedule || schedule.getWeightLayout().empty())
    return success();
  std::string reason;
  std::optional<ContractionKernel> contraction = matchContractionKernel(kernel, reason);
  if (!contraction)
    return kernel.emitOpError() << "expected a kernel that schedule " << schedule << " can be used for, but " << reason;
  if (contraction->getLayoutName() != schedule.getWeightLayout())
    return kernel.emitOpError() << "expected a schedule with layout " << contraction->getLayoutName() << ", got "
                                << schedule.getWeightLayout();
  ConstantOp weights = contraction->weights;
  if (contraction->getWeightEncoding().getFragmentLayout())
    return success();
  ArrayType packedType = contraction->getWeightType().withEncoding(
      contraction->getWeightEncoding().withLayout(StringAttr::get(&getContext(), schedule.getWeightLayout())));
  FailureOr<ElementsAttr> codes = packCodes(weights, packedType);
  if (failed(codes))
    return weights.emitOpError() << "expected codes that can be read";

  OpBuilder builder(weights);
  auto packed = cast<ConstantOp>(builder.clone(*weights));
  packed.setCodesAttr(*codes);
  packed.getResult().setType(packedType);
  Value rhs = contraction->dot.getRhs();
  if (auto argument = dyn_cast<BlockArgument>(rhs)) {
    kernel.getInputsMutable()[argument.getArgNumber()].set(packed);
    argument.setType(packedType);
  } else {
    rhs.replaceAllUsesWith(packed);
  }
  if (weights->use_empty())
    weights.erase();
  summary.add(numPrepacked, "prepacked-weights");
  return success();
}

void Prepack::runOnOperation() {
  PassSummary summary(getArgument(), getOperation());
  WalkResult result = getOperation()->walk([&](KernelOp kernel) {
    return failed(prepack(kernel, summary)) ? WalkResult::interrupt() : WalkResult::advance();
  });
  if (result.wasInterrupted())
    signalPassFailure();
}
