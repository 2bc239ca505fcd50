//===- KernelProgram.cpp - kernels compiled to PTX and run on the emulated device -------------------------===//
#include "KernelProgram.h"
#include "Qnt/Target/AssembleKernels.h"
#include "Qnt/Target/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Parser/Parser.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::qnt;

std::unique_ptr<MLIRContext> qnt::createKernelContext() {
  DialectRegistry registry;
  registerTargetDialects(registry);
  registry.insert<arith::ArithDialect, cf::ControlFlowDialect, math::MathDialect, memref::MemRefDialect,
                  scf::SCFDialect, vector::VectorDialect>();
  return std::make_unique<MLIRContext>(registry, MLIRContext::Threading::DISABLED);
}

static llvm::Expected<CompiledKernels> tryCompile(StringRef text, StringRef name) {
  std::unique_ptr<MLIRContext> context = createKernelContext();
  OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(text, ParserConfig(context.get()));
  if (!module)
    return llvm::createStringError("the test's text does not parse");
  llvm::Expected<const DeviceTarget *> target = findDeviceTarget(name);
  if (!target)
    return target.takeError();
  return compileKernels(*module, **target);
}

/// Where there is ptxas, it takes all that a test emits.
static void assemble(const CompiledKernels &kernels, StringRef target) {
  static const bool hasPtxas = findPtxas("").has_value();
  if (!hasPtxas)
    return;
  llvm::Expected<AssembledKernels> assembled = assembleKernels(kernels.ptx, **findDeviceTarget(target));
  if (!assembled)
    ADD_FAILURE() << llvm::toString(assembled.takeError());
}

CompiledKernels qnt::compileText(StringRef text, StringRef target) {
  llvm::Expected<CompiledKernels> kernels = tryCompile(text, target);
  if (!kernels) {
    ADD_FAILURE() << llvm::toString(kernels.takeError());
    return {};
  }
  assemble(*kernels, target);
  return std::move(*kernels);
}

std::string qnt::getCompileError(StringRef text, StringRef target) {
  llvm::Expected<CompiledKernels> kernels = tryCompile(text, target);
  return kernels ? "" : llvm::toString(kernels.takeError());
}

std::string qnt::getElementKernel(ArrayRef<StringRef> inputs, StringRef output, StringRef body) {
  std::string arguments, loads;
  for (auto [index, type] : llvm::enumerate(inputs)) {
    std::string name(1, static_cast<char>('a' + index)), memory = ("memref<?x" + type + ">").str();
    arguments += "%m" + name + ": " + memory + ", ";
    loads += "%" + name + " = memref.load %m" + name + "[%i] : " + memory + "\n";
  }
  std::string memory = ("memref<?x" + output + ">").str();
  return "gpu.module @qnt_kernels { gpu.func @apply(" + arguments + "%y: " + memory + R"(, %n: index) kernel {
    %block = gpu.block_id x
    %size = gpu.block_dim x
    %thread = gpu.thread_id x
    %start = arith.muli %block, %size : index
    %i = arith.addi %start, %thread : index
    %in = arith.cmpi ult, %i, %n : index
    scf.if %in {
)" + loads +
         body.str() + "\nmemref.store %r, %y[%i] : " + memory + "\n}\ngpu.return } }\n";
}

//===----------------------------------------------------------------------------------------------------===//
// Emulator
//===----------------------------------------------------------------------------------------------------===//

#define REQUIRE(call) ASSERT_EQ(call, QntrtSuccess) << qntrtGetLastError()

EmulatedKernels::EmulatedKernels(const CompiledKernels &kernels) {
  EXPECT_EQ(qntrtContextCreate(QntrtDeviceEmulated, 0, &context), QntrtSuccess) << qntrtGetLastError();
  EXPECT_EQ(qntrtModuleLoadText(context, kernels.ptx.data(), kernels.ptx.size(), "kernels.ptx", &module), QntrtSuccess)
      << qntrtGetLastError() << "\n"
      << kernels.ptx;
}

EmulatedKernels::~EmulatedKernels() { EXPECT_EQ(qntrtContextDestroy(context), QntrtSuccess); }

void EmulatedKernels::apply(ArrayRef<const void *> inputs, ArrayRef<size_t> inputSizes, void *output, size_t outputSize,
                            size_t count) {
  QntrtFunction function = nullptr;
  REQUIRE(qntrtModuleGetFunction(module, "apply", &function));
  std::vector<QntrtPointer> buffers;
  for (auto [data, size] : llvm::zip(inputs, inputSizes)) {
    REQUIRE(qntrtMemoryAllocate(context, count * size, &buffers.emplace_back()));
    REQUIRE(qntrtCopyToDevice(context, buffers.back(), data, count * size, nullptr));
  }
  REQUIRE(qntrtMemoryAllocate(context, count * outputSize, &buffers.emplace_back()));
  std::vector<QntrtArgument> arguments;
  for (QntrtPointer &buffer : buffers)
    arguments.push_back({&buffer, 8, 8});
  uint64_t size = count;
  arguments.push_back({&size, 8, 8});
  QntrtLaunch launch = {{static_cast<uint32_t>((count + 127) / 128), 1, 1}, {128, 1, 1}, {1, 1, 1}, 0, 0};
  REQUIRE(qntrtLaunch(function, &launch, arguments.data(), arguments.size(), nullptr));
  REQUIRE(qntrtCopyToHost(context, output, buffers.back(), count * outputSize, nullptr));
  for (QntrtPointer buffer : buffers)
    REQUIRE(qntrtMemoryFree(context, buffer));
}
