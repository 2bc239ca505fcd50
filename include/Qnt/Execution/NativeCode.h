//===- NativeCode.h - a program as a file that C code calls -----------------------------------------------===//
//
//   llvm::Expected<NativeCode> code = NativeCode::compile(module, NativeFormat::Object, options);
//   code->bytes, code->header
//
// Each entry @f becomes a C function `<prefix>_f` that checks its arguments, returns a status instead of ending the
// process, and may be called from several threads at once. The header documents it. With a target, `<prefix>_open`
// loads the kernels on a device, and each function takes what it gives.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_EXECUTION_NATIVECODE_H
#define QNT_EXECUTION_NATIVECODE_H

#include "Qnt/Execution/PassRecord.h"
#include "Qnt/Execution/WeightFile.h"
#include "Qnt/IR/Enums.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/Error.h"

namespace mlir::qnt::execution {

enum class NativeFormat {
  LLVMIR,        ///< text
  Object,        ///< position-independent; needs the C library and libm
  SharedLibrary, ///< the same, linked
};

/// By the end of the name: .ll, .o, .so. Error for another.
llvm::Expected<NativeFormat> getNativeFormat(llvm::StringRef path);

struct NativeOptions {
  std::string prefix = "model";   ///< of the names of C functions
  std::string source;             ///< the program's file, for the header's comment
  SmallVector<StringRef> entries; ///< all public functions when empty
  std::string cpu = "native";     ///< as LLVM names it; "native": this machine's with all that it can do
  std::string linker;             ///< a compiler that links; clang-22, clang, cc or gcc on the path when empty
  std::string target;             ///< of a GPU whose kernels go into the file; empty: all is for the CPU
  std::string ptxas;              ///< as in assembleKernels; without the program the file holds PTX alone
  SmallVector<MathMode> math;     ///< as in DeviceCodeOptions
  std::string weights;            ///< file that the code finds its weights in, without a folder; empty: they are in it
  bool needsManifest = false;     ///< of a program for a GPU
  bool notesPasses = false;
  std::string runtimeFolder; ///< of libQnt-Runtime, which a shared library with kernels is linked with
};

struct NativeCode {
  std::string bytes;              ///< of the file
  std::string header;             ///< C11 and C++
  std::string manifest;           ///< as of DeviceCode, where it was asked for
  std::vector<PassRecord> passes; ///< where they were asked for
  WeightFile weights;             ///< where a file was asked for; its data is that of the program's context
  WeightFile::Hash weightsHash = {};

  /// Errors: no such entry, no entry, a name that C cannot have, no such processor, whatever the lowering says, a
  /// linker that is missing or fails (with the command).
  static llvm::Expected<NativeCode> compile(ModuleOp module, NativeFormat format, const NativeOptions &options);
};

} // namespace mlir::qnt::execution

#endif // QNT_EXECUTION_NATIVECODE_H
