//===- KernelProgram.h - kernels compiled to PTX and run on the emulated device ---------------------------===//
#ifndef QNT_UNITTESTS_TARGET_KERNELPROGRAM_H
#define QNT_UNITTESTS_TARGET_KERNELPROGRAM_H

#include "Qnt/Runtime/Kernels.h"
#include "Qnt/Target/CompileKernels.h"
#include "mlir/IR/MLIRContext.h"
#include <string>
#include <vector>

namespace mlir::qnt {

/// A context that knows what kernels are written in.
std::unique_ptr<MLIRContext> createKernelContext();

/// The kernels of `text`, a module. The test fails when they do not compile, or ptxas, where it is, does not take them.
CompiledKernels compileText(StringRef text, StringRef target);
/// What compileKernels says of a module that it does not take.
std::string getCompileError(StringRef text, StringRef target);

/// A gpu.module with one kernel @apply that computes element i of an array %y from elements %a, %b ... of arrays:
/// `body` defines %r.
std::string getElementKernel(ArrayRef<StringRef> inputs, StringRef output, StringRef body);

/// PTX in the emulator. Every defect that it reports fails the test.
class EmulatedKernels {
public:
  explicit EmulatedKernels(const CompiledKernels &kernels);
  ~EmulatedKernels();

  /// Runs @apply of getElementKernel; `inputs` are arrays of `count` elements.
  void apply(ArrayRef<const void *> inputs, ArrayRef<size_t> inputSizes, void *output, size_t outputSize, size_t count);

  template <typename Out, typename... In>
  std::vector<Out> apply(const std::vector<In> &...inputs) {
    size_t count = std::min({inputs.size()...});
    std::vector<Out> output(count);
    apply({inputs.data()...}, {sizeof(In)...}, output.data(), sizeof(Out), count);
    return output;
  }

private:
  QntrtContext context = nullptr;
  QntrtModule module = nullptr;
};

} // namespace mlir::qnt

#endif // QNT_UNITTESTS_TARGET_KERNELPROGRAM_H
