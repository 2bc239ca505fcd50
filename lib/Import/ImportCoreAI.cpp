//===- ImportCoreAI.cpp - qnt-import-coreai -----------------------------------------------------------------===//
#include "CoreAIGraph.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/IR/Remarks.h"
#include "Qnt/Import/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_IMPORTCOREAI
#include "Qnt/Import/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

namespace {
struct ImportCoreAIPass : qnt::impl::ImportCoreAIBase<ImportCoreAIPass> {
  using ImportCoreAIBase::ImportCoreAIBase;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    if (unknown != "error" && unknown != "keep") {
      emitError(module.getLoc()) << getArgument() << ": expected unknown error or keep, got '" << unknown << "'";
      return signalPassFailure();
    }
    PassSummary summary(getArgument(), module);
    SmallVector<Operation *> graphs;
    for (Operation &op : module.getBody()->getOperations())
      if (op.getName().getStringRef() == "coreai.graph")
        graphs.push_back(&op);
    for (Operation *graph : graphs) {
      if (failed(importGraph(graph, summary)))
        return signalPassFailure();
      summary.add(numGraphs, "graphs");
    }
    for (Operation *graph : graphs)
      graph->erase();
    countWeights(summary);
  }

  LogicalResult importGraph(Operation *graph, PassSummary &summary) {
    OpBuilder builder(graph);
    std::function<void(Operation *)> keep;
    if (unknown == "keep")
      keep = [&](Operation *op) {
        summary.add(numKept, "ops-kept");
        remarkSkipped(getArgument(), op, "no form of '" + op->getName().getStringRef() + "' is known");
      };
    return CoreAIGraph(graph, builder, keep).import();
  }

  void countWeights(PassSummary &summary) {
    getOperation().walk([&](qnt::ConstantOp) { summary.add(numWeights, "weights"); });
  }
};
} // namespace
