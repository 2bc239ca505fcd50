//===- ChooseLoops.cpp - whether a kernel is one of rows or elements --------------------------------------===//
#include "ChooseLoops.h"
#include "KernelModule.h"
#include "LoopKernels.h"
#include "OutlineKernels.h"
#include "Qnt/LowerGPU/Passes.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"

using namespace mlir;
using namespace mlir::qnt;

LoopScheduleChooser::LoopScheduleChooser(MLIRContext &context) : context(context) {}
LoopScheduleChooser::~LoopScheduleChooser() = default;

/// A module with the kernel's body as its only function.
static OwningOpRef<ModuleOp> copyKernel(KernelOp kernel, MLIRContext &context) {
  OwningOpRef<ModuleOp> module = ModuleOp::create(UnknownLoc::get(kernel.getContext()));
  NumberedSymbols symbols(*module);
  outlineBody(kernel, symbols, "kernel");
  std::string text;
  llvm::raw_string_ostream stream(text);
  module->print(stream, OpPrintingFlags().printGenericOpForm());
  return parseSourceString<ModuleOp>(text, ParserConfig(&context, /*verifyAfterParse=*/false));
}

/// The same in the program's context.
static ScheduleAttrInterface copySchedule(Attribute schedule, MLIRContext &context) {
  if (auto rowwise = dyn_cast<RowwiseScheduleAttr>(schedule))
    return RowwiseScheduleAttr::get(&context, rowwise.getThreads(), rowwise.getRows(), rowwise.getVector(),
                                    rowwise.getChunks());
  auto elements = cast<ElementwiseScheduleAttr>(schedule);
  return ElementwiseScheduleAttr::get(&context, elements.getThreads(), elements.getVector(), elements.getChunks(),
                                      elements.getTile());
}

ScheduleAttrInterface LoopScheduleChooser::choose(KernelOp kernel, std::string &reason) {
  if (!own) {
    DialectRegistry registry;
    context.getDialectRegistry().appendTo(registry);
    createLowerOutlined()->getDependentDialects(registry);
    own = std::make_unique<MLIRContext>(registry, MLIRContext::Threading::DISABLED);
    own->allowUnregisteredDialects(context.allowsUnregisteredDialects());
    own->loadAllAvailableDialects();
  }
  std::string errors;
  ScopedDiagnosticHandler handler(own.get(), [&](Diagnostic &diagnostic) {
    if (errors.empty())
      errors = diagnostic.str();
  });
  OwningOpRef<ModuleOp> module = copyKernel(kernel, *own);
  PassManager manager(own.get());
  buildOutlinedToLoopsPipeline(manager);
  if (!module || failed(manager.run(*module))) {
    reason = errors;
    return {};
  }
  auto function = *module->getOps<func::FuncOp>().begin();
  KernelModule kernels(*module);
  LoopFunction loops(function);
  std::string attempt, notRowwise;
  for (Attribute schedule : loops.propose(kernels.op, notRowwise)) {
    LaunchShape shape;
    if (loops.emit(kernels, "attempt", schedule, shape, attempt)) {
      reason = notRowwise;
      return copySchedule(schedule, context);
    }
  }
  reason = notRowwise.empty() ? attempt : attempt.empty() ? notRowwise : notRowwise + "; " + attempt;
  return {};
}
