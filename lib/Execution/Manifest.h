//===- Manifest.h - what a caller of a program's kernels needs to know, as JSON ---------------------------===//
#ifndef QNT_LIB_EXECUTION_MANIFEST_H
#define QNT_LIB_EXECUTION_MANIFEST_H

#include "LoweredProgram.h"
#include "Qnt/Target/AssembleKernels.h"

namespace mlir::qnt::execution {

/// As docs/ManifestSchema.json has it. `assembled`: what ptxas says; null where it was not asked.
std::string makeManifest(const LoweredProgram &program, const DeviceTarget &target, StringRef source,
                         const AssembledKernels *assembled);

} // namespace mlir::qnt::execution

#endif // QNT_LIB_EXECUTION_MANIFEST_H
