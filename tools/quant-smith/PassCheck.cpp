//===- PassCheck.cpp - random orders of passes that keep values -------------------------------------------===//
#include "Checks.h"
#include "Outcome.h"
#include "Qnt/InitAll.h"
#include "Qnt/RandomModules/InputData.h"
#include "mlir/Conversion/SCFToControlFlow/SCFToControlFlow.h"
#include "mlir/Dialect/Linalg/Passes.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::smith;

namespace {
struct LegalPass {
  StringLiteral name;
  unsigned weight;
  /// An error of the pass is its answer to what it cannot do; the module stays as it was.
  bool mayRefuse = false;
};
} // namespace

// Passes whose numerics are exact. qnt-import-linalg rounds once where linalg rounds after each step; the sums of the
// modules are exact, so that makes no difference. qnt-quantize-weights and qnt-quantize-activations are lossy.
static constexpr LegalPass legalPasses[] = {
    {"canonicalize", 10},
    {"cse", 6},
    {"sccp", 4},
    {"inline", 5},
    {"symbol-dce", 3},
    {"loop-invariant-code-motion", 3},
    {"control-flow-sink", 2},
    {"qnt-expand-arrays", 6},
    {"qnt-inline-invoke-quant", 6},
    {"qnt-inline-kernels", 5},
    {"qnt-import-linalg", 4},
    {"qnt-import-quant", 3, true},
    {"qnt-export-quant", 4, true},
    {"linalg-generalize-named-ops", 2},
    // Regions of qnt have one block: with scf inside they come out invalid.
    {"convert-scf-to-cf", 2, true},
    {"qnt-expand-layout-ops", 6},
    {"qnt-prove-accumulators", 3},
    {"qnt-form-kernels", 6},
};

static const LegalPass *findPass(StringRef name) {
  const auto *it = llvm::find_if(legalPasses, [&](const LegalPass &pass) { return pass.name == name; });
  return it == std::end(legalPasses) ? nullptr : it;
}

void smith::registerSmithPasses() {
  registerTransformsPasses();
  registerLinalgPasses();
  registerPass([] { return createSCFToControlFlowPass(); });
  registerAllPasses();
  registerPlantFault();
}

std::string smith::makePipeline(random_modules::Random &random) {
  SmallVector<unsigned> weights;
  for (const LegalPass &pass : legalPasses)
    weights.push_back(pass.weight);
  SmallVector<StringRef> names;
  for (int64_t i = random.between(2, 8); i > 0; --i)
    names.push_back(legalPasses[random.pickWeighted(weights)].name);
  return llvm::join(names, ",");
}

/// Runs one pass. Nothing when it refused.
static llvm::Expected<OwningOpRef<ModuleOp>> runPass(ModuleOp module, StringRef name) {
  OwningOpRef<ModuleOp> changed = module.clone();
  PassManager manager(module.getContext());
  std::string messages;
  llvm::raw_string_ostream os(messages);
  if (failed(parsePassPipeline(name, manager, os)))
    return llvm::createStringError("cannot make pass '" + name + "': " + messages);
  if (succeeded(manager.run(*changed)))
    return changed;
  const LegalPass *pass = findPass(name);
  if (pass && pass->mayRefuse)
    return OwningOpRef<ModuleOp>(module.clone());
  return llvm::createStringError("pass '" + name + "' failed");
}

/// The inputs as the function takes them now: arrays, or their parts.
static Values adaptInputs(ModuleOp module, ArrayRef<reference::InterpreterValue> inputs) {
  auto function = module.lookupSymbol<func::FuncOp>("main");
  bool takesArrays = llvm::any_of(function.getArgumentTypes(), llvm::IsaPred<ArrayType>);
  return takesArrays ? Values(inputs) : takeApart(inputs);
}

llvm::Error smith::checkPasses(ModuleOp module, StringRef pipeline) {
  auto function = module.lookupSymbol<func::FuncOp>("main");
  llvm::Expected<Values> inputs = random_modules::readInputs(function);
  if (!inputs)
    return inputs.takeError();
  Bounds bounds;
  llvm::Expected<Outcome> expected = runReference(module, *inputs, &bounds);
  if (!expected)
    return expected.takeError();
  // Constant folding computes functions with the library of the host. Contractions keep their bits.
  for (std::optional<Bound> &bound : bounds)
    if (bound && bound->name != "function")
      bound.reset();
  OwningOpRef<ModuleOp> current = module.clone();
  random_modules::dropMarks(current->lookupSymbol<func::FuncOp>("main"));
  SmallVector<StringRef> names;
  pipeline.split(names, ',', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  for (StringRef name : names) {
    llvm::Expected<OwningOpRef<ModuleOp>> changed = runPass(*current, name);
    if (!changed)
      return changed.takeError();
    current = std::move(*changed);
    llvm::Expected<Outcome> got = runReference(*current, adaptInputs(*current, *inputs));
    llvm::Error error = got ? compareOutcomes(*expected, *got, bounds) : got.takeError();
    if (error)
      return llvm::createStringError("after pass '" + name + "': " + llvm::toString(std::move(error)));
  }
  return llvm::Error::success();
}
