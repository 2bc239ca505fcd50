//===- KernelParts.cpp - LLVM's work on kernels, one kernel at a time in several threads ------------------===//
//
// An LLVMContext belongs to one thread, so a kernel travels to its own as bitcode.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "KernelParts.h"
#include "KernelFacts.h"
#include "NvptxMachine.h"
#include "mlir/ExecutionEngine/OptUtils.h"
#include "mlir/IR/Threading.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/Bitcode/BitcodeWriter.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/NVPTXAddrSpace.h"

using namespace mlir;
using namespace mlir::qnt;

static bool isKernel(const llvm::Function &function) {
  return function.getCallingConv() == llvm::CallingConv::PTX_Kernel;
}

static std::vector<std::string> getKernelNames(const llvm::Module &module) {
  std::vector<std::string> names;
  for (const llvm::Function &function : module)
    if (isKernel(function) && !function.isDeclaration())
      names.push_back(function.getName().str());
  return names;
}

/// Every block of a grid has shared variables of its own; others that are written are one for all kernels.
static bool hasSharedState(const llvm::Module &module) {
  return llvm::any_of(module.globals(), [](const llvm::GlobalVariable &variable) {
    return !variable.isDeclaration() && !variable.isConstant() &&
           variable.getAddressSpace() != llvm::NVPTXAS::ADDRESS_SPACE_SHARED;
  });
}

/// `code` is optimized and becomes text.
static llvm::Expected<CompiledKernels> compileModule(llvm::Module &code, const DeviceTarget &target) {
  llvm::Expected<std::unique_ptr<llvm::TargetMachine>> machine = createNvptxMachine(target);
  if (!machine)
    return machine.takeError();
  if (llvm::Error error = makeOptimizingTransformer(/*optLevel=*/3, /*sizeLevel=*/0, machine->get())(&code))
    return error;
  CompiledKernels result;
  result.kernels = getKernelFacts(code);
  llvm::Expected<std::string> ptx = emitPTX(code, **machine);
  if (!ptx)
    return ptx.takeError();
  result.ptx = std::move(*ptx);
  return result;
}

/// What the kernel needs of the module, all of it local and named after the kernel, so that no two parts define one
/// name.
static llvm::Error keepKernel(llvm::Module &code, StringRef name) {
  for (llvm::Function &function : code)
    if (isKernel(function) && function.getName() != name)
      function.deleteBody();
  if (llvm::Error error = code.materializeAll())
    return error;
  for (llvm::GlobalValue &value : code.global_values()) {
    if (value.isDeclaration() || value.getName() == name)
      continue;
    value.setLinkage(llvm::GlobalValue::InternalLinkage);
    value.setName(value.getName() + "_of_" + name);
  }
  for (llvm::Function &function : llvm::make_early_inc_range(code))
    if (function.isDeclaration() && function.use_empty())
      function.eraseFromParent();
  return llvm::Error::success();
}

static llvm::Expected<CompiledKernels> compilePart(StringRef bitcode, StringRef name, const DeviceTarget &target) {
  llvm::LLVMContext context;
  llvm::Expected<std::unique_ptr<llvm::Module>> code =
      llvm::getLazyBitcodeModule(llvm::MemoryBufferRef(bitcode, "kernels"), context);
  if (!code)
    return code.takeError();
  if (llvm::Error error = keepKernel(**code, name))
    return error;
  return compileModule(**code, target);
}

/// The text behind the line that says how wide addresses are, and the text up to there.
static std::pair<StringRef, StringRef> splitHeader(StringRef ptx) {
  size_t line = ptx.find(".address_size");
  size_t end = line == StringRef::npos ? 0 : ptx.find('\n', line) + 1;
  return {ptx.take_front(end), ptx.drop_front(end)};
}

/// The header once, and declarations of what lies outside once.
static std::string joinTexts(ArrayRef<CompiledKernels> parts) {
  std::string text = splitHeader(parts.front().ptx).first.str();
  llvm::StringSet<> declared;
  for (const CompiledKernels &part : parts)
    for (StringRef rest = splitHeader(part.ptx).second; !rest.empty();) {
      auto [line, behind] = rest.split('\n');
      rest = behind;
      if (line.starts_with(".extern") && line.ends_with(";") && !declared.insert(line).second)
        continue;
      text += line;
      text += '\n';
    }
  return text;
}

llvm::Expected<CompiledKernels> qnt::compileParts(llvm::Module &module, const DeviceTarget &target,
                                                  MLIRContext &context) {
  std::vector<std::string> names = getKernelNames(module);
  if (names.size() < 2 || hasSharedState(module))
    return compileModule(module, target);
  SmallVector<char, 0> bitcode;
  llvm::raw_svector_ostream stream(bitcode);
  llvm::WriteBitcodeToFile(module, stream);
  std::vector<CompiledKernels> parts(names.size());
  std::vector<std::string> errors(names.size());
  parallelFor(&context, 0, names.size(), [&](size_t i) {
    llvm::Expected<CompiledKernels> part = compilePart(StringRef(bitcode.data(), bitcode.size()), names[i], target);
    if (part)
      parts[i] = std::move(*part);
    else
      errors[i] = llvm::toString(part.takeError());
  });
  for (const std::string &error : errors)
    if (!error.empty())
      return llvm::createStringError(error);
  CompiledKernels result;
  result.ptx = joinTexts(parts);
  for (CompiledKernels &part : parts)
    llvm::append_range(result.kernels, part.kernels);
  return result;
}
