//===- PassSweep.cpp - every pass over every test module, to compare runs ---------------------------------===//
//
//   pass-sweep [--sweep-bytecode] [--sweep-threads=N] [--sweep-list] a.mlir b.mlir ...
//
// Each piece of the files ("// -----") goes through each of the project's passes and pipelines (those of the registry,
// so that a new one is there by itself) and through upstream's canonicalizer with our folds and patterns, and is run on
// the interpreter. Passes that run on any op also run on kernels and regions, which threads take side by side.
// Everything that comes out is printed: diagnostics, the module with its locations, a digest of its bytecode, values.
// Two runs must print the same, whatever the number of threads, and whether the passes got what was read from text or
// what was read from the bytecode of that.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Qnt/Execution/ModuleFile.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/InitAll.h"
#include "Qnt/Reference/Print.h"
#include "RandomValues.h"
#include "RegisteredPasses.h"
#include "mlir/Bytecode/BytecodeWriter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Quant/IR/Quant.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/SHA1.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/ThreadPool.h"

using namespace mlir;
using namespace mlir::qnt;

static llvm::cl::list<std::string> paths(llvm::cl::Positional, llvm::cl::desc("modules"));
static llvm::cl::opt<bool> viaBytecode("sweep-bytecode", llvm::cl::desc("give the passes what is read from bytecode"));
static llvm::cl::opt<unsigned> numThreads("sweep-threads", llvm::cl::init(1), llvm::cl::desc("threads of a context"));
static llvm::cl::opt<bool> listOnly("sweep-list", llvm::cl::desc("print the pipelines that would be run"));

static bool hasOption(const qnt::testing::RegisteredPass &pass, StringRef name) {
  return llvm::any_of(pass.options, [&](const auto &option) { return option.name == name; });
}

/// The pass with settings for the small weights of test modules that are no error.
static std::string setUpNested(const qnt::testing::RegisteredPass &pass) {
  if (!hasOption(pass, "weight-num-threshold"))
    return pass.name;
  StringRef sparsity = hasOption(pass, "n-m") ? " n-m=2:4" : "";
  return (pass.name + "{weight-num-threshold=0 nonfinite=zero" + sparsity + "}").str();
}

/// Whether the pass can run on any op.
static bool runsOnAnyOp(StringRef pass) {
  OpPassManager manager;
  if (failed(parsePassPipeline(pass, manager)))
    llvm::report_fatal_error("not a pass: " + pass);
  return llvm::none_of(manager.getPasses(), [](Pass &part) { return part.getOpName() || part.getArgument().empty(); });
}

namespace {
struct Pipeline {
  std::string text;
  bool isNested = false;     ///< threads take the ops that it runs on side by side
  bool needsRegions = false; ///< it runs on kernels and regions
};
} // namespace

/// Kernels and regions side by side.
static Pipeline makeRegionPipeline(const std::string &pass) {
  return {"func.func(qnt.kernel(" + pass + "),qnt.invoke_quant(" + pass + ",qnt.kernel(" + pass + ")))",
          /*isNested=*/true, /*needsRegions=*/true};
}

/// Every pass once with its defaults, weights of test modules being small; those that compress weights on functions as
/// well, after import; those that can on kernels and regions; and canonicalization.
static std::vector<Pipeline> makePipelines() {
  std::vector<Pipeline> pipelines{{"canonicalize"}, makeRegionPipeline("canonicalize")};
  for (const qnt::testing::RegisteredPass &pass : qnt::testing::listRegisteredPasses("qnt-")) {
    bool hasThreshold = hasOption(pass, "weight-num-threshold");
    std::string nested = setUpNested(pass);
    pipelines.push_back({pass.name + (hasThreshold ? "{weight-num-threshold=0}" : "")});
    if (hasThreshold)
      pipelines.push_back({"func.func(qnt-import-linalg," + nested + ")", /*isNested=*/true});
    if (runsOnAnyOp(pass.name))
      pipelines.push_back(makeRegionPipeline(nested));
  }
  return pipelines;
}

static StringRef getName(DiagnosticSeverity severity) {
  switch (severity) {
  case DiagnosticSeverity::Note:
    return "note";
  case DiagnosticSeverity::Warning:
    return "warning";
  case DiagnosticSeverity::Error:
    return "error";
  case DiagnosticSeverity::Remark:
    return "remark";
  }
  llvm_unreachable("not a severity");
}

namespace {

/// A context whose diagnostics are printed among the results.
class SweepContext {
public:
  SweepContext(const DialectRegistry &registry, llvm::ThreadPoolInterface &pool)
      : context(registry, MLIRContext::Threading::DISABLED), handler(&context, [this](Diagnostic &diagnostic) {
          print(diagnostic);
          return success();
        }) {
    if (numThreads > 1)
      context.setThreadPool(pool);
  }
  operator MLIRContext *() { return &context; }

  /// Up to the first error alone: one thread ends with it, others go on with the other ops.
  void runNested(llvm::function_ref<void()> run) {
    endsWithError = true;
    run();
    endsWithError = hasEnded = false;
  }

private:
  void print(Diagnostic &diagnostic) {
    if (hasEnded)
      return;
    llvm::outs() << diagnostic.getLocation() << ": " << getName(diagnostic.getSeverity()) << ": " << diagnostic << "\n";
    for (Diagnostic &note : diagnostic.getNotes())
      llvm::outs() << "note: " << note << "\n";
    hasEnded = endsWithError && diagnostic.getSeverity() == DiagnosticSeverity::Error;
  }

  MLIRContext context;
  ScopedDiagnosticHandler handler;
  bool endsWithError = false, hasEnded = false;
};

} // namespace

static std::string toBytecode(ModuleOp module) {
  std::string bytes;
  llvm::raw_string_ostream stream(bytes);
  if (failed(writeBytecodeToFile(module, stream)))
    return "none";
  return bytes;
}

static void printModule(ModuleOp module) {
  module.print(llvm::outs(), OpPrintingFlags().enableDebugInfo());
  std::string bytes = toBytecode(module);
  auto digest = llvm::SHA1::hash(ArrayRef<uint8_t>(reinterpret_cast<const uint8_t *>(bytes.data()), bytes.size()));
  llvm::outs() << "bytecode: " << llvm::toHex(digest) << "\n";
}

static void runPipeline(ModuleOp module, StringRef pipeline, MLIRContext *context) {
  OwningOpRef<ModuleOp> copy(module.clone());
  PassManager manager(context, ModuleOp::getOperationName(), PassManager::Nesting::Implicit);
  if (failed(parsePassPipeline(pipeline, manager)))
    llvm::report_fatal_error("not a pipeline: " + pipeline);
  if (failed(manager.run(*copy)))
    llvm::outs() << "failed\n";
  else
    printModule(*copy);
}

static void interpret(ModuleOp module) {
  constexpr int64_t maxElements = 1 << 12;
  qnt::testing::runFunctions(module, maxElements, [](func::FuncOp function, qnt::testing::InterpreterResults results) {
    llvm::outs() << "@" << function.getName() << "\n";
    if (!results) {
      llvm::outs() << llvm::toString(results.takeError()) << "\n";
      return;
    }
    for (const reference::InterpreterValue &value : *results) {
      reference::printValue(llvm::outs(), value);
      llvm::outs() << "\n";
    }
  });
}

static OwningOpRef<ModuleOp> read(StringRef text, StringRef name, MLIRContext *context) {
  llvm::SourceMgr manager;
  auto buffer = llvm::MemoryBuffer::getMemBufferCopy(text, name);
  manager.AddNewSourceBuffer(execution::alignBytecode(std::move(buffer)), SMLoc());
  return parseSourceFile<ModuleOp>(manager, ParserConfig(context));
}

static bool holdsRegions(ModuleOp module) {
  return module.walk([](Operation *op) { return WalkResult(failure(isa<KernelOp, InvokeQuantOp>(op))); })
      .wasInterrupted();
}

static void sweep(StringRef text, StringRef name, ArrayRef<Pipeline> pipelines, const DialectRegistry &registry,
                  llvm::ThreadPoolInterface &pool) {
  llvm::outs() << "== " << name << "\n";
  llvm::outs().flush();
  SweepContext textContext(registry, pool), bytecodeContext(registry, pool);
  SweepContext &context = viaBytecode ? bytecodeContext : textContext;
  OwningOpRef<ModuleOp> module = read(text, name, textContext);
  if (!module)
    return;
  if (viaBytecode) {
    module = read(toBytecode(*module), name, context);
    if (!module)
      llvm::report_fatal_error("bytecode is not read back: " + name);
  }
  bool hasRegions = holdsRegions(*module);
  for (const Pipeline &pipeline : pipelines) {
    if (pipeline.needsRegions && !hasRegions)
      continue;
    llvm::outs() << "-- " << pipeline.text << "\n";
    // After a crash, the last line says where.
    llvm::outs().flush();
    auto run = [&] { runPipeline(*module, pipeline.text, context); };
    pipeline.isNested ? context.runNested(run) : run();
  }
  llvm::outs() << "-- interpreter\n";
  interpret(*module);
}

int main(int argc, char **argv) {
  llvm::cl::ParseCommandLineOptions(argc, argv);
  registerAllPasses();
  registerTransformsPasses();
  std::vector<Pipeline> pipelines = makePipelines();
  if (listOnly)
    for (const Pipeline &pipeline : pipelines)
      llvm::outs() << pipeline.text << "\n";
  DialectRegistry registry;
  registry.insert<arith::ArithDialect, cf::ControlFlowDialect, func::FuncDialect, linalg::LinalgDialect,
                  math::MathDialect, quant::QuantDialect, scf::SCFDialect, tensor::TensorDialect>();
  registerAllDialects(registry);
  llvm::DefaultThreadPool pool(llvm::hardware_concurrency(numThreads));
  for (const std::string &path : paths) {
    auto buffer = llvm::MemoryBuffer::getFile(path);
    if (!buffer)
      llvm::report_fatal_error(Twine("cannot read ") + path);
    SmallVector<StringRef> pieces;
    (*buffer)->getBuffer().split(pieces, "// -----");
    for (auto [index, piece] : llvm::enumerate(pieces))
      sweep(piece, path + "#" + std::to_string(index), pipelines, registry, pool);
  }
  return 0;
}
