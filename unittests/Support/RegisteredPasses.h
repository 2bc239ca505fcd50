//===- RegisteredPasses.h - what MLIR's pass registry holds -----------------------------------------------===//
//
// The registry can be printed, not walked. Tests over "every pass of the project" read what it prints, so that a new
// pass is in them as soon as it is registered.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_UNITTESTS_SUPPORT_REGISTEREDPASSES_H
#define QNT_UNITTESTS_SUPPORT_REGISTEREDPASSES_H

#include "llvm/ADT/StringRef.h"
#include <string>
#include <vector>

namespace mlir::qnt::testing {

struct RegisteredOption {
  std::string name;
  std::vector<std::string> values; ///< words of its description: where it lists values, these are among them
};

struct RegisteredPass {
  std::string name; ///< of a pass or of a pipeline, without dashes
  std::vector<RegisteredOption> options;
};

/// The passes and pipelines whose name starts with `prefix`, in the order of their names. The command
/// line must have been parsed.
std::vector<RegisteredPass> listRegisteredPasses(llvm::StringRef prefix);

} // namespace mlir::qnt::testing

#endif // QNT_UNITTESTS_SUPPORT_REGISTEREDPASSES_H
