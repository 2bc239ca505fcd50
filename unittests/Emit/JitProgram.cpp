//===- JitProgram.cpp - emitted ops compiled and run on arrays --------------------------------------------===//

#include "JitProgram.h"
#include "mlir/Conversion/ArithToLLVM/ArithToLLVM.h"
#include "mlir/Conversion/ControlFlowToLLVM/ControlFlowToLLVM.h"
#include "mlir/Conversion/FuncToLLVM/ConvertFuncToLLVMPass.h"
#include "mlir/Conversion/MathToLLVM/MathToLLVM.h"
#include "mlir/Conversion/MemRefToLLVM/MemRefToLLVM.h"
#include "mlir/Conversion/ReconcileUnrealizedCasts/ReconcileUnrealizedCasts.h"
#include "mlir/Conversion/SCFToControlFlow/SCFToControlFlow.h"
#include "mlir/Conversion/VectorToLLVM/ConvertVectorToLLVMPass.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/ExecutionEngine/ExecutionEngine.h"
#include "mlir/ExecutionEngine/OptUtils.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "llvm/ExecutionEngine/Orc/JITTargetMachineBuilder.h"
#include "llvm/Support/TargetSelect.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::qnt::emit;

JitProgram::JitProgram() : context(MLIRContext::Threading::DISABLED) {
  context.loadDialect<arith::ArithDialect, cf::ControlFlowDialect, func::FuncDialect, LLVM::LLVMDialect,
                      math::MathDialect, memref::MemRefDialect, scf::SCFDialect, vector::VectorDialect>();
  module = ModuleOp::create(UnknownLoc::get(&context));
}

JitProgram::~JitProgram() = default;

void JitProgram::addLoop(StringRef name, ArrayRef<Type> inputs, ArrayRef<Type> outputs, const Body &body,
                         int64_t vectorSize) {
  ImplicitLocOpBuilder b(UnknownLoc::get(&context), &context);
  b.setInsertionPointToEnd(module->getBody());
  SmallVector<Type> arguments;
  for (Type element : llvm::concat<const Type>(inputs, outputs))
    arguments.push_back(MemRefType::get({ShapedType::kDynamic}, element));
  arguments.push_back(b.getIndexType());
  auto function = func::FuncOp::create(b, name, b.getFunctionType(arguments, {}));
  function->setAttr(LLVM::LLVMDialect::getEmitCWrapperAttrName(), b.getUnitAttr());
  Block *entry = function.addEntryBlock();
  b.setInsertionPointToStart(entry);
  Value zero = arith::ConstantIndexOp::create(b, 0), step = arith::ConstantIndexOp::create(b, vectorSize);
  auto loop = scf::ForOp::create(b, zero, entry->getArguments().back(), step);
  func::ReturnOp::create(b);
  b.setInsertionPointToStart(loop.getBody());
  Value index = loop.getInductionVar();
  SmallVector<Value> values;
  for (auto [element, array] : llvm::zip(inputs, entry->getArguments())) {
    if (vectorSize == 1)
      values.push_back(memref::LoadOp::create(b, array, index));
    else
      values.push_back(vector::LoadOp::create(b, VectorType::get(vectorSize, element), array, index));
  }
  Value position = index;
  if (vectorSize != 1) {
    auto indices = VectorType::get(vectorSize, b.getIndexType());
    position =
        arith::AddIOp::create(b, vector::BroadcastOp::create(b, indices, index), vector::StepOp::create(b, indices));
  }
  SmallVector<Value> results = body(b, position, values);
  for (auto [result, array] : llvm::zip_equal(results, entry->getArguments().slice(inputs.size(), outputs.size()))) {
    if (vectorSize == 1)
      memref::StoreOp::create(b, result, array, index);
    else
      vector::StoreOp::create(b, result, array, index);
  }
}

std::string JitProgram::print() {
  std::string text;
  llvm::raw_string_ostream stream(text);
  module->print(stream);
  return text;
}

void JitProgram::compile(unsigned optimizationLevel) {
  static bool once = [] {
    llvm::InitializeNativeTarget();
    llvm::InitializeNativeTargetAsmPrinter();
    return true;
  }();
  (void)once;
  ASSERT_TRUE(succeeded(verify(*module)));
  PassManager passes(&context);
  passes.addPass(createSCFToControlFlowPass());
  passes.addPass(createFinalizeMemRefToLLVMConversionPass());
  passes.addPass(createConvertVectorToLLVMPass());
  passes.addNestedPass<func::FuncOp>(createConvertMathToLLVMPass());
  passes.addNestedPass<func::FuncOp>(createArithToLLVMConversionPass());
  passes.addPass(createConvertFuncToLLVMPass());
  passes.addPass(createConvertControlFlowToLLVMPass());
  passes.addPass(createReconcileUnrealizedCastsPass());
  ASSERT_TRUE(succeeded(passes.run(*module)));
  registerBuiltinDialectTranslation(context);
  registerLLVMDialectTranslation(context);
  auto builder = llvm::cantFail(llvm::orc::JITTargetMachineBuilder::detectHost());
  if (optimizationLevel == 0)
    builder.setCodeGenOptLevel(llvm::CodeGenOptLevel::None);
  auto machine = llvm::cantFail(builder.createTargetMachine());
  ExecutionEngineOptions options;
  auto transformer = makeOptimizingTransformer(optimizationLevel, /*sizeLevel=*/0, machine.get());
  if (optimizationLevel != 0)
    options.transformer = transformer;
  engine = llvm::cantFail(ExecutionEngine::create(*module, options, std::move(machine)));
}

namespace {
/// What a memref of rank 1 is in memory.
struct MemRefDescriptor {
  void *allocated, *aligned;
  int64_t offset, size, stride;
};
} // namespace

void JitProgram::run(StringRef name, ArrayRef<const void *> inputs, ArrayRef<void *> outputs, int64_t count) {
  SmallVector<MemRefDescriptor> descriptors;
  for (const void *input : inputs)
    descriptors.push_back({const_cast<void *>(input), const_cast<void *>(input), 0, count, 1});
  for (void *output : outputs)
    descriptors.push_back({output, output, 0, count, 1});
  SmallVector<void *> pointers, arguments;
  for (MemRefDescriptor &descriptor : descriptors)
    pointers.push_back(&descriptor);
  for (void *&pointer : pointers)
    arguments.push_back(static_cast<void *>(&pointer));
  arguments.push_back(&count);
  llvm::cantFail(engine->invokePacked(("_mlir_ciface_" + name).str(), arguments));
}
