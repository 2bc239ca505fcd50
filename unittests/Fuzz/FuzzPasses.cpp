//===- FuzzPasses.cpp - random passes over random modules, and the interpreter ----------------------------===//
//
// An input is a pipeline in its first line and a module below it, so that it can be given to quant-opt by hand. Changes
// are made to the pipeline, whose passes come from the registry, and to the words of the module.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "FuzzSupport.h"
#include "MutateText.h"
#include "Qnt/InitAll.h"
#include "RandomValues.h"
#include "RegisteredPasses.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/Support/CommandLine.h"
#include <algorithm>

using namespace mlir;
using namespace mlir::qnt;
using qnt::testing::RegisteredOption;
using qnt::testing::RegisteredPass;

/// Ours, and those of upstream that go with anything.
static const std::vector<RegisteredPass> &getPasses() {
  static const std::vector<RegisteredPass> passes = [] {
    registerAllPasses();
    registerTransformsPasses();
    std::vector<RegisteredPass> all = qnt::testing::listRegisteredPasses("qnt-");
    for (const char *name : {"canonicalize", "cse", "sccp", "symbol-dce", "inline", "loop-invariant-code-motion"})
      all.push_back({name, {}});
    return all;
  }();
  return passes;
}

//===----------------------------------------------------------------------------------------------------===//
// Running an input
//===----------------------------------------------------------------------------------------------------===//

/// True when the passes ran; the pipeline or the passes may refuse with an error.
static bool runPasses(StringRef pipeline, ModuleOp module, fuzz::QuietContext &context) {
  PassManager manager(context, ModuleOp::getOperationName(), PassManager::Nesting::Implicit);
  std::string errors;
  llvm::raw_string_ostream stream(errors);
  if (failed(parsePassPipeline(pipeline, manager, stream)))
    return false;
  if (failed(manager.run(module))) {
    if (context.getLastError().empty())
      fuzz::reportDefect("a pass fails without an error");
    // A pass that leaves what its verifier refuses says so in the words of the verifier.
    return false;
  }
  return true;
}

/// Upstream's canonicalizer gives `tensor.pad` by a negative constant a type that no parser takes.
static bool hasNegativeSizes(ModuleOp module) {
  auto isNegative = [](Type type) {
    auto shaped = dyn_cast<ShapedType>(type);
    return shaped && shaped.hasRank() &&
           llvm::any_of(shaped.getShape(), [](int64_t size) { return size < 0 && !ShapedType::isDynamic(size); });
  };
  WalkResult result = module.walk([&](Operation *op) {
    return llvm::any_of(op->getResultTypes(), isNegative) ? WalkResult::interrupt() : WalkResult::advance();
  });
  return result.wasInterrupted();
}

static void interpret(ModuleOp module) {
  constexpr int64_t maxElements = 1 << 10;
  qnt::testing::runFunctions(module, maxElements, [](func::FuncOp, qnt::testing::InterpreterResults results) {
    if (!results)
      llvm::consumeError(results.takeError());
  });
}

extern "C" int LLVMFuzzerInitialize(int *, char ***) {
  // The list of passes is a help text, which needs a command line that has been parsed.
  const char *arguments[] = {"fuzz-passes"};
  llvm::cl::ParseCommandLineOptions(1, arguments);
  getPasses();
  return 0;
}

/// Passes and interpreter refuse with an error or end; what passes leave is valid and survives a round trip.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  auto [pipeline, text] = StringRef(reinterpret_cast<const char *>(data), size).split('\n');
  if (text.starts_with("ML\xefR"))
    return -1;
  fuzz::QuietContext context;
  OwningOpRef<ModuleOp> module = fuzz::read(text, context);
  if (!module)
    return 0;
  interpret(*module);
  if (!runPasses(pipeline, *module, context) || hasNegativeSizes(*module))
    return 0;
  fuzz::checkTextRoundTrip(*module);
  interpret(*module);
  return 0;
}

//===----------------------------------------------------------------------------------------------------===//
// Changing an input
//===----------------------------------------------------------------------------------------------------===//

static std::string makeOption(const RegisteredOption &option, std::minstd_rand &random) {
  static constexpr StringRef others[] = {"0",  "1",    "2",     "3",    "16",        "32",
                                         "-1", "true", "false", "int4", "per_block", "x"};
  size_t choice = random() % (option.values.size() + std::size(others));
  StringRef value =
      choice < option.values.size() ? StringRef(option.values[choice]) : others[choice - option.values.size()];
  return (option.name + "=" + value).str();
}

static std::string makePass(std::minstd_rand &random) {
  const RegisteredPass &pass = getPasses()[random() % getPasses().size()];
  std::string options;
  // Test modules have small weights.
  for (const RegisteredOption &option : pass.options)
    if (option.name == "weight-num-threshold" && random() % 4 != 0)
      options += " weight-num-threshold=0";
    else if (random() % 3 == 0)
      options += " " + makeOption(option, random);
  return options.empty() ? pass.name : pass.name + "{" + options.substr(1) + "}";
}

static std::string makePipeline(std::minstd_rand &random) {
  std::string pipeline = makePass(random);
  for (size_t i = 0, e = random() % 4; i < e; ++i)
    pipeline += "," + makePass(random);
  return pipeline;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t maxSize, unsigned seed) {
  std::minstd_rand random(seed);
  std::string input(reinterpret_cast<const char *>(data), size);
  auto [pipeline, text] = StringRef(input).split('\n');
  std::string changedText = text.str();
  std::string changedPipeline = random() % 3 == 0 ? pipeline.str() : makePipeline(random);
  if (random() % 2 == 0)
    for (size_t i = 0, e = 1 + random() % 2; i < e; ++i)
      changedText = fuzz::changeText(changedText, text, random);
  std::string changed = changedPipeline + "\n" + changedText;
  size_t changedSize = std::min(changed.size(), maxSize);
  std::copy_n(changed.begin(), changedSize, data);
  return changedSize;
}

extern "C" size_t LLVMFuzzerCustomCrossOver(const uint8_t *first, size_t firstSize, const uint8_t *second,
                                            size_t secondSize, uint8_t *result, size_t maxSize, unsigned seed) {
  return fuzz::crossText({first, firstSize}, {second, secondSize}, result, maxSize, seed);
}
