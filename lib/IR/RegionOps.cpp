//===- RegionOps.cpp - invoke_quant and kernel ---===//
#include "Qnt/IR/QntOps.h"

using namespace mlir;
using namespace mlir::qnt;

LogicalResult InvokeQuantOp::verify() { return success(); }
LogicalResult KernelOp::verify() { return success(); }
ParseResult InvokeQuantOp::parse(OpAsmParser &, OperationState &) { return failure(); }
void InvokeQuantOp::print(OpAsmPrinter &) {}
void InvokeQuantOp::getCanonicalizationPatterns(RewritePatternSet &, MLIRContext *) {}
ParseResult KernelOp::parse(OpAsmParser &, OperationState &) { return failure(); }
void KernelOp::print(OpAsmPrinter &) {}
void KernelOp::getCanonicalizationPatterns(RewritePatternSet &, MLIRContext *) {}
