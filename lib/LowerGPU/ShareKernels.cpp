//===- ShareKernels.cpp - qnt-share-kernels ---------------------------------------------------------------===//
#include "Qnt/IR/OwnOps.h"
#include "Qnt/IR/Remarks.h"
#include "Qnt/LowerGPU/Passes.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/IR/AttrTypeSubElements.h"
#include "mlir/IR/BuiltinOps.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_SHAREKERNELS
#include "Qnt/LowerGPU/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

/// Equal for equal kernels: what their ops are, without who uses what.
static size_t hashBody(gpu::GPUFuncOp kernel) {
  llvm::hash_code hash = llvm::hash_value(kernel.getFunctionType().getAsOpaquePointer());
  kernel.getBody().walk([&](Operation *op) {
    hash = llvm::hash_combine(hash, OperationEquivalence::computeHash(op, OperationEquivalence::ignoreHashValue,
                                                                      OperationEquivalence::ignoreHashValue,
                                                                      OperationEquivalence::IgnoreLocations));
  });
  return hash;
}

/// Whether the functions differ in their names and locations at most.
static bool areEqual(gpu::GPUFuncOp first, gpu::GPUFuncOp second) {
  std::string name = second.getName().str();
  second.setName(first.getName());
  bool equal = OperationEquivalence::isEquivalentTo(first, second, OperationEquivalence::IgnoreLocations);
  second.setName(name);
  return equal;
}

static SymbolRefAttr getReference(gpu::GPUFuncOp kernel) {
  auto module = kernel->getParentOfType<gpu::GPUModuleOp>();
  return SymbolRefAttr::get(module.getSymNameAttr(), FlatSymbolRefAttr::get(kernel));
}

namespace {
struct ShareKernelsPass : qnt::impl::ShareKernelsBase<ShareKernelsPass> {
  void runOnOperation() override;

private:
  void findEqual(gpu::GPUModuleOp kernels, const DenseSet<Attribute> &used);

  /// Who takes the place of whom.
  SmallVector<std::pair<gpu::GPUFuncOp, gpu::GPUFuncOp>> replaced;
};
} // namespace

void ShareKernelsPass::findEqual(gpu::GPUModuleOp kernels, const DenseSet<Attribute> &used) {
  llvm::DenseMap<size_t, SmallVector<gpu::GPUFuncOp, 1>> known;
  for (auto kernel : kernels.getOps<gpu::GPUFuncOp>()) {
    if (!kernel.isKernel())
      continue;
    SmallVector<gpu::GPUFuncOp, 1> &candidates = known[hashBody(kernel)];
    auto *equal = llvm::find_if(candidates, [&](gpu::GPUFuncOp other) { return areEqual(other, kernel); });
    if (equal == candidates.end()) {
      candidates.push_back(kernel);
      continue;
    }
    if (used.contains(getReference(kernel)))
      replaced.emplace_back(kernel, *equal);
    else
      remarkSkipped(getArgument(), kernel,
                    "equal to '" + equal->getName() + "', but nothing here launches it: who does knows its name");
  }
}

void ShareKernelsPass::runOnOperation() {
  ModuleOp module = getOperation();
  PassSummary summary("qnt-share-kernels", module);
  replaced.clear();
  // The module's own attributes as well.
  SmallVector<Operation *> readers{module};
  llvm::append_range(readers, collectOwn<Operation *>(module));
  DenseSet<Attribute> used;
  for (Operation *op : readers)
    for (NamedAttribute attribute : op->getAttrs())
      attribute.getValue().walk([&](SymbolRefAttr symbol) { used.insert(symbol); });
  for (auto kernels : module.getOps<gpu::GPUModuleOp>())
    findEqual(kernels, used);
  llvm::DenseMap<Attribute, SymbolRefAttr> references;
  for (auto [kernel, other] : replaced) {
    references.try_emplace(getReference(kernel), getReference(other));
    remarkDone(getArgument(), kernel) << remark::metric("kernel", kernel.getName())
                                      << remark::metric("shared-with", other.getName());
    summary.add(numShared, "kernels-shared");
  }
  if (references.empty())
    return markAllAnalysesPreserved();
  AttrTypeReplacer replacer;
  replacer.addReplacement([&](SymbolRefAttr symbol) -> std::optional<std::pair<Attribute, WalkResult>> {
    auto it = references.find(symbol);
    return it == references.end()
               ? std::nullopt
               : std::make_optional(std::pair<Attribute, WalkResult>(it->second, WalkResult::skip()));
  });
  for (Operation *op : readers)
    replacer.replaceElementsIn(op, /*replaceAttrs=*/true, /*replaceLocs=*/false, /*replaceTypes=*/false);
  for (auto [kernel, other] : replaced)
    kernel.erase();
}
