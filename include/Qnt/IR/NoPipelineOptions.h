//===- NoPipelineOptions.h - options of a pipeline that has none ------------------------------------------===//
#ifndef QNT_IR_NOPIPELINEOPTIONS_H
#define QNT_IR_NOPIPELINEOPTIONS_H

#include "mlir/Pass/PassOptions.h"

namespace mlir::qnt {

/// For PassPipelineRegistration, which refuses options without a word where a pipeline is registered with none of
/// these: "no such option foo".
struct NoPipelineOptions : PassPipelineOptions<NoPipelineOptions> {};

} // namespace mlir::qnt

#endif // QNT_IR_NOPIPELINEOPTIONS_H
