//===- KernelFacts.cpp - what callers need to know of kernels ---------------------------------------------===//
#include "KernelFacts.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Operator.h"
#include "llvm/Support/NVPTXAddrSpace.h"

using namespace mlir;
using namespace mlir::qnt;

/// Numbers of an attribute of a function: "nvvm.reqntid"="128,1".
static llvm::SmallVector<unsigned> getNumbers(const llvm::Function &function, llvm::StringRef name) {
  llvm::SmallVector<unsigned> numbers;
  llvm::SmallVector<llvm::StringRef> parts;
  function.getFnAttribute(name).getValueAsString().split(parts, ',', -1, /*KeepEmpty=*/false);
  for (llvm::StringRef part : parts) {
    unsigned number = 0;
    if (!part.trim().getAsInteger(10, number))
      numbers.push_back(number);
  }
  return numbers;
}

static std::optional<unsigned> getNumber(const llvm::Function &function, llvm::StringRef name) {
  llvm::SmallVector<unsigned> numbers = getNumbers(function, name);
  return numbers.empty() ? std::nullopt : std::optional<unsigned>(numbers.front());
}

static std::optional<std::array<unsigned, 3>> getSizes(const llvm::Function &function, llvm::StringRef name) {
  llvm::SmallVector<unsigned> numbers = getNumbers(function, name);
  if (numbers.empty())
    return std::nullopt;
  numbers.resize(3, 1);
  return std::array<unsigned, 3>{numbers[0], numbers[1], numbers[2]};
}

static KernelParameter getParameter(const llvm::Argument &argument, const llvm::DataLayout &layout) {
  std::string type;
  llvm::raw_string_ostream stream(type);
  bool isPointer = argument.getType()->isPointerTy();
  if (isPointer)
    stream << "ptr";
  else
    argument.getType()->print(stream);
  llvm::Type *stored = argument.hasByValAttr() ? argument.getParamByValType() : argument.getType();
  auto alignment = static_cast<unsigned>(layout.getABITypeAlign(stored).value());
  if (argument.hasByValAttr()) {
    type = "bytes";
    isPointer = false;
    alignment = static_cast<unsigned>(argument.getParamAlign().valueOrOne().value());
  }
  return {isPointer, type, static_cast<unsigned>(layout.getTypeAllocSize(stored)), alignment};
}

/// Shared variables that a constant or instruction names.
static void collectShared(const llvm::User *user, llvm::SetVector<const llvm::GlobalVariable *> &variables,
                          llvm::SetVector<const llvm::Function *> &functions) {
  for (const llvm::Value *operand : user->operands()) {
    if (const auto *variable = llvm::dyn_cast<llvm::GlobalVariable>(operand)) {
      if (variable->getAddressSpace() == llvm::NVPTXAS::ADDRESS_SPACE_SHARED && !variable->isDeclaration())
        variables.insert(variable);
    } else if (const auto *function = llvm::dyn_cast<llvm::Function>(operand)) {
      functions.insert(function);
    } else if (const auto *constant = llvm::dyn_cast<llvm::ConstantExpr>(operand)) {
      collectShared(constant, variables, functions);
    }
  }
}

/// Bytes of the shared variables that the kernel and what it calls use.
static unsigned getSharedBytes(const llvm::Function &kernel) {
  llvm::SetVector<const llvm::GlobalVariable *> variables;
  llvm::SetVector<const llvm::Function *> functions;
  functions.insert(&kernel);
  for (size_t i = 0; i < functions.size(); ++i)
    for (const llvm::Instruction &instruction : llvm::instructions(*functions[i]))
      collectShared(&instruction, variables, functions);
  const llvm::DataLayout &layout = kernel.getParent()->getDataLayout();
  uint64_t bytes = 0;
  for (const llvm::GlobalVariable *variable : variables) {
    bytes = llvm::alignTo(bytes, layout.getPreferredAlign(variable));
    bytes += layout.getTypeAllocSize(variable->getValueType());
  }
  return static_cast<unsigned>(bytes);
}

std::vector<KernelFacts> qnt::getKernelFacts(const llvm::Module &module) {
  std::vector<KernelFacts> kernels;
  for (const llvm::Function &function : module) {
    if (function.getCallingConv() != llvm::CallingConv::PTX_Kernel || function.isDeclaration())
      continue;
    KernelFacts facts;
    facts.name = function.getName().str();
    for (const llvm::Argument &argument : function.args())
      facts.parameters.push_back(getParameter(argument, module.getDataLayout()));
    facts.requiredBlock = getSizes(function, "nvvm.reqntid");
    facts.cluster = getSizes(function, "nvvm.cluster_dim");
    facts.minBlocks = getNumber(function, "nvvm.minctasm");
    facts.maxRegisters = getNumber(function, "nvvm.maxnreg");
    facts.staticSharedBytes = getSharedBytes(function);
    kernels.push_back(std::move(facts));
  }
  return kernels;
}
