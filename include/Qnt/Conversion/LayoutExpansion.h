//===- LayoutExpansion.h - layout ops on arrays as tensor and linalg ops on their parts -------------------===//
//
//   %t = qnt.transpose %w permutation = [1, 0]     %c, %s = qnt.disassemble %w
//                                              ->  %ct = linalg.transpose ins(%c) outs(%e0) permutation = [1, 0]
//                                                  %st = linalg.transpose ins(%s) outs(%e1) permutation = [1, 0]
//                                                  %t = qnt.assemble %ct, %st
//
// How the parts move is LayoutMapping.h's.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_CONVERSION_LAYOUTEXPANSION_H
#define QNT_CONVERSION_LAYOUTEXPANSION_H

#include "mlir/IR/PatternMatch.h"

namespace mlir::qnt {

/// Patterns for qnt.transpose, reshape, slice, concat, pad, gather and dim. They make ops of the dialects tensor,
/// linalg, arith and cf (assertions), qnt.disassemble and qnt.assemble.
void populateLayoutExpansionPatterns(RewritePatternSet &patterns);

/// All of it under `root`; parts go from op to op without arrays in between.
void expandLayoutOps(Operation *root);

} // namespace mlir::qnt

#endif // QNT_CONVERSION_LAYOUTEXPANSION_H
