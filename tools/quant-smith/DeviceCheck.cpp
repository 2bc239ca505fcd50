//===- DeviceCheck.cpp - a device against the reference interpreter ---------------------------------------===//
#include "Checks.h"
#include "Outcome.h"
#include "Qnt/Execution/CompiledProgram.h"
#include "Qnt/RandomModules/InputData.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::smith;

static constexpr StringLiteral devices[] = {"cpu", "emulated"};

ArrayRef<StringLiteral> smith::getDevices() { return devices; }

static llvm::Expected<execution::CompiledProgram> compile(ModuleOp module, StringRef device) {
  if (device == "cpu")
    return execution::CompiledProgram::compile(module);
  execution::DeviceOptions options;
  options.kind = execution::DeviceOptions::Kind::Emulated;
  return execution::CompiledProgram::compileForDevice(module, {}, options);
}

/// A device records no observations: those of the reference are not asked for.
static llvm::Expected<Outcome> runDevice(ModuleOp module, StringRef device,
                                         ArrayRef<reference::InterpreterValue> inputs, const Outcome &expected) {
  llvm::Expected<execution::CompiledProgram> program = compile(module, device);
  if (!program)
    return program.takeError();
  llvm::Expected<Values> results = program->run("main", inputs);
  if (!results)
    return results.takeError();
  return Outcome{std::move(*results), expected.observations};
}

llvm::Error smith::checkDevice(ModuleOp module, StringRef device) {
  auto function = module.lookupSymbol<func::FuncOp>("main");
  llvm::Expected<Values> inputs = random_modules::readInputs(function);
  if (!inputs)
    return inputs.takeError();
  Bounds bounds;
  llvm::Expected<Outcome> expected = runReference(module, *inputs, &bounds);
  if (!expected)
    return expected.takeError();
  OwningOpRef<ModuleOp> plain = module.clone();
  random_modules::dropMarks(plain->lookupSymbol<func::FuncOp>("main"));
  llvm::Expected<Outcome> got = runDevice(*plain, device, *inputs, *expected);
  if (!got)
    return llvm::createStringError("on " + device + ": " + llvm::toString(got.takeError()));
  if (llvm::Error error = compareOutcomes(*expected, *got, bounds))
    return llvm::createStringError("on " + device + ": " + llvm::toString(std::move(error)));
  return llvm::Error::success();
}
