//===- SortUses.cpp - qnt-sort-uses -----------------------------------------------------------------------===//
#include "Qnt/Conversion/Passes.h"
#include "Qnt/IR/Remarks.h"
#include "Qnt/IR/UseOrder.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_SORTUSES
#include "Qnt/Conversion/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

namespace {
struct SortUsesPass : qnt::impl::SortUsesBase<SortUsesPass> {
  void runOnOperation() override {
    PassSummary summary("qnt-sort-uses", getOperation());
    summary.add(numSorted, "sorted", sortUses(getOperation()));
  }
};
} // namespace
