//===- DropParameterAttributes.cpp - qnt-drop-parameter-attributes ----------------------------------------===//
#include "Qnt/IR/Remarks.h"
#include "Qnt/LowerCPU/Passes.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_DROPPARAMETERATTRIBUTES
#include "Qnt/LowerCPU/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

/// The LLVM dialect's own attributes of each parameter; null when there are none.
static ArrayAttr keepOwn(ArrayAttr parameters) {
  if (!parameters)
    return parameters;
  SmallVector<Attribute> kept;
  bool anyKept = false;
  for (auto attributes : parameters.getAsRange<DictionaryAttr>()) {
    SmallVector<NamedAttribute> own = llvm::filter_to_vector(
        attributes, [](NamedAttribute attribute) { return attribute.getName().strref().starts_with("llvm."); });
    anyKept |= !own.empty();
    kept.push_back(DictionaryAttr::get(parameters.getContext(), own));
  }
  return anyKept ? ArrayAttr::get(parameters.getContext(), kept) : ArrayAttr();
}

namespace {
struct DropParameterAttributesPass : qnt::impl::DropParameterAttributesBase<DropParameterAttributesPass> {
  void runOnOperation() override {
    PassSummary summary("qnt-drop-parameter-attributes", getOperation());
    for (auto function : getOperation().getOps<LLVM::LLVMFuncOp>()) {
      ArrayAttr arguments = keepOwn(function.getArgAttrsAttr()), results = keepOwn(function.getResAttrsAttr());
      if (arguments == function.getArgAttrsAttr() && results == function.getResAttrsAttr())
        continue;
      function.setArgAttrsAttr(arguments);
      function.setResAttrsAttr(results);
      summary.add(numDropped, "dropped");
    }
  }
};
} // namespace
