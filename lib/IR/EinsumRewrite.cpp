//===- EinsumRewrite.cpp - einsum as a chain of dot_general -----------------------------------------------===//
#include "Qnt/IR/EinsumEquation.h"
#include "Qnt/IR/QntOps.h"
using namespace mlir;
using namespace mlir::qnt;
LogicalResult EinsumOp::canonicalize(EinsumOp op, PatternRewriter &rewriter) { return failure(); }
