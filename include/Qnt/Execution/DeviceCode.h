//===- DeviceCode.h - a program's kernels as files, and their manifest ------------------------------------===//
//
//   llvm::Expected<DeviceCode> code = DeviceCode::compile(module, options);
//   code->ptx, code->cubin, code->manifest
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_EXECUTION_DEVICECODE_H
#define QNT_EXECUTION_DEVICECODE_H

#include "Qnt/Execution/PassRecord.h"
#include "Qnt/Execution/WeightFile.h"
#include "Qnt/IR/Enums.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/Error.h"

namespace mlir::qnt::execution {

struct DeviceCodeOptions {
  std::string target;             ///< "sm_90a"
  std::string source;             ///< the program's file, for the manifest
  SmallVector<StringRef> entries; ///< all public functions when empty
  std::string ptxas;              ///< as in assembleKernels
  SmallVector<MathMode> math;     ///< what tensor cores may lose, as of qnt-choose-schedule; empty: nothing
  bool needsCubin = false;        ///< an error without ptxas
  bool needsManifest = true;      ///< with what ptxas says, where it is there; else it is not asked
  bool needsKernels = false;      ///< an error for a program that has none
  std::string weights;            ///< file that constants go into, without a folder, for the manifest; empty: into none
};

struct DeviceCode {
  std::string ptx;
  std::string cubin;    ///< empty where ptxas is not there or was not asked
  std::string manifest; ///< JSON; docs/ManifestSchema.json describes it
  WeightFile weights;   ///< where a file was asked for; its data is that of the program's context
  WeightFile::Hash weightsHash = {};
  std::vector<PassRecord> passes;

  /// A module that holds kernels already keeps them. Errors: no such target or entry, whatever the lowering says, what
  /// ptxas says.
  static llvm::Expected<DeviceCode> compile(ModuleOp module, const DeviceCodeOptions &options);
};

} // namespace mlir::qnt::execution

#endif // QNT_EXECUTION_DEVICECODE_H
