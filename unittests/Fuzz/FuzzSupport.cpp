//===- FuzzSupport.cpp - what the fuzz targets share ------------------------------------------------------===//
#include "FuzzSupport.h"
#include "Qnt/Execution/ModuleFile.h"
#include "Qnt/InitAll.h"
#include "Qnt/LowerLinalg/Padding.h"
#include "mlir/Bytecode/BytecodeWriter.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Index/IR/IndexDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Quant/IR/Quant.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/raw_ostream.h"
#include <cstdlib>

using namespace mlir;
using namespace mlir::qnt;

static const DialectRegistry &getRegistry() {
  static const DialectRegistry registry = [] {
    DialectRegistry all;
    // Affine, index and vector ops are what passes make.
    all.insert<affine::AffineDialect, arith::ArithDialect, index::IndexDialect, cf::ControlFlowDialect,
               func::FuncDialect, linalg::LinalgDialect, math::MathDialect, quant::QuantDialect, scf::SCFDialect,
               tensor::TensorDialect, vector::VectorDialect>();
    registerAllDialects(all);
    return all;
  }();
  return registry;
}

fuzz::QuietContext::QuietContext()
    : context(getRegistry(), MLIRContext::Threading::DISABLED), handler(&context, [this](Diagnostic &diagnostic) {
        if (diagnostic.getSeverity() == DiagnosticSeverity::Error)
          llvm::raw_string_ostream(lastError) << diagnostic.getLocation() << ": " << diagnostic << "\n";
        return success();
      }) {}

fuzz::QuietContext &fuzz::SharedContext::get() {
  constexpr unsigned maxUses = 256;
  if (!context || numUses == maxUses) {
    context.emplace();
    numUses = 0;
  }
  ++numUses;
  context->forgetErrors();
  return *context;
}

OwningOpRef<ModuleOp> fuzz::read(StringRef form, QuietContext &context) {
  auto sources = std::make_shared<llvm::SourceMgr>();
  auto buffer = execution::alignBytecode(llvm::MemoryBuffer::getMemBufferCopy(form, "input"));
  sources->AddNewSourceBuffer(std::move(buffer), SMLoc());
  OwningOpRef<ModuleOp> module = parseSourceFile<ModuleOp>(sources, ParserConfig(context));
  // The printer of tensor.pad writes nothing for a dynamic padding without an operand, which the verifier lets pass.
  WalkResult found = module ? module->walk([](tensor::PadOp op) { return WalkResult(success(hasAllPaddings(op))); })
                            : WalkResult::advance();
  return found.wasInterrupted() ? nullptr : std::move(module);
}

void fuzz::reportDefect(const Twine &what) {
  llvm::errs() << "DEFECT: " << what << "\n";
  abort();
}

static std::string print(ModuleOp module) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  module->print(stream);
  return text;
}

using fuzz::QuietContext;

static void compare(ModuleOp before, StringRef form, StringRef what) {
  static fuzz::SharedContext shared;
  std::string expected = print(before);
  std::optional<QuietContext> own;
  QuietContext &context = StringRef(expected).contains("resource") ? own.emplace() : shared.get();
  OwningOpRef<ModuleOp> after = fuzz::read(form, context);
  if (!after)
    fuzz::reportDefect(what + " is not read back: " + context.getLastError() + "\n" + expected);
  std::string got = print(*after);
  if (got != expected)
    fuzz::reportDefect(what + " reads back as something else\n" + expected + "\n" + got);
}

void fuzz::checkTextRoundTrip(ModuleOp module) { compare(module, print(module), "the text of a module"); }

void fuzz::checkBytecodeRoundTrip(ModuleOp module) {
  std::string bytes;
  llvm::raw_string_ostream stream(bytes);
  if (succeeded(writeBytecodeToFile(module, stream)))
    compare(module, bytes, "the bytecode of a module");
}
