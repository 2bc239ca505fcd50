//===- RegisterUpstream.h - dialects and passes of upstream MLIR ------------------------------------------===//
#ifndef QNT_TOOLS_QUANT_OPT_REGISTERUPSTREAM_H
#define QNT_TOOLS_QUANT_OPT_REGISTERUPSTREAM_H

namespace mlir {
class DialectRegistry;
} // namespace mlir

/// Adds every upstream dialect and extension to the registry and every upstream pass to the pass registry.
void registerUpstream(mlir::DialectRegistry &registry);

#endif // QNT_TOOLS_QUANT_OPT_REGISTERUPSTREAM_H
