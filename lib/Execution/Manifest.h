//===- Manifest.h - what a caller of a program's kernels needs to know, as JSON ---------------------------===//
#ifndef QNT_LIB_EXECUTION_MANIFEST_H
#define QNT_LIB_EXECUTION_MANIFEST_H

#include "LoweredProgram.h"
#include "Qnt/Execution/WeightFile.h"
#include "Qnt/Target/AssembleKernels.h"

namespace mlir::qnt::execution {

/// A file of weights.
struct WeightFacts {
  std::string name; ///< without a folder
  const WeightFile &file;
  WeightFile::Hash hash;
};

/// As docs/ManifestSchema.json has it. `assembled`: what ptxas says; null where it was not asked. `weights`: null where
/// constants lie in no file.
std::string makeManifest(const LoweredProgram &program, const DeviceTarget &target, StringRef source,
                         const AssembledKernels *assembled, const WeightFacts *weights);

} // namespace mlir::qnt::execution

#endif // QNT_LIB_EXECUTION_MANIFEST_H
