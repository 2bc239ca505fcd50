//===- SugarOps.cpp - dot, einsum, ragged_dot ---===//
#include "Qnt/IR/QntOps.h"

using namespace mlir;
using namespace mlir::qnt;

LogicalResult DotOp::verify() { return success(); }
LogicalResult EinsumOp::verify() { return success(); }
LogicalResult RaggedDotOp::verify() { return success(); }
LogicalResult DotOp::canonicalize(DotOp, PatternRewriter &) { return failure(); }
LogicalResult EinsumOp::canonicalize(EinsumOp, PatternRewriter &) { return failure(); }
LogicalResult RaggedDotOp::canonicalize(RaggedDotOp, PatternRewriter &) { return failure(); }
