//===- ElementOps.cpp - single elements of a GPU's memory: verifiers --------------------------------------===//
#include "Qnt/IR/QntOps.h"

using namespace mlir;
using namespace mlir::qnt;

/// (C1)
static LogicalResult verifyIndices(Operation *op, MemRefType memory, size_t numIndices) {
  if (numIndices == static_cast<size_t>(memory.getRank()))
    return success();
  return op->emitOpError() << "expected an index for each of the " << memory.getRank() << " dimensions of " << memory
                           << ", got " << numIndices;
}

LogicalResult ReadElementOp::verify() {
  return verifyIndices(*this, cast<MemRefType>(getMemory().getType()), getIndices().size());
}

LogicalResult WriteElementOp::verify() {
  return verifyIndices(*this, cast<MemRefType>(getMemory().getType()), getIndices().size());
}
