//===- ReductionPatterns.h - smaller forms of a module that carries its data ------------------------------===//
#ifndef QNT_TOOLS_QUANT_REDUCE_REDUCTIONPATTERNS_H
#define QNT_TOOLS_QUANT_REDUCE_REDUCTIONPATTERNS_H

namespace mlir {
class DialectRegistry;

namespace qnt {
/// Gives the dialect the reduction patterns of this folder.
void registerReductionPatterns(DialectRegistry &registry);
} // namespace qnt
} // namespace mlir

#endif // QNT_TOOLS_QUANT_REDUCE_REDUCTIONPATTERNS_H
