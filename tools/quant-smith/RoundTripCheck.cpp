//===- RoundTripCheck.cpp - text, bytecode and the interpreter --------------------------------------------===//
#include "Checks.h"
#include "Outcome.h"
#include "Qnt/RandomModules/InputData.h"
#include "mlir/Bytecode/BytecodeWriter.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::smith;

llvm::Error smith::withDiagnostics(MLIRContext *context, llvm::function_ref<llvm::Error()> check) {
  std::string messages;
  ScopedDiagnosticHandler handler(context, [&](Diagnostic &diagnostic) {
    if (diagnostic.getSeverity() == DiagnosticSeverity::Error)
      messages += "\n  " + diagnostic.str();
    return success();
  });
  llvm::Error error = check();
  if (!error || messages.empty())
    return error;
  return llvm::createStringError(llvm::toString(std::move(error)) + messages);
}

static std::string print(ModuleOp module) {
  std::string text;
  llvm::raw_string_ostream os(text);
  module.print(os);
  return text;
}

/// Reads in a context of its own: the names of resources are unique in one.
static llvm::Error checkSame(const std::string &text, StringRef source, StringRef form, MLIRContext *original) {
  MLIRContext context(original->getDialectRegistry(), MLIRContext::Threading::DISABLED);
  OwningOpRef<ModuleOp> parsed;
  llvm::Error error = withDiagnostics(&context, [&]() -> llvm::Error {
    parsed = parseSourceString<ModuleOp>(source, &context);
    return parsed ? llvm::Error::success() : llvm::createStringError("cannot read the module's " + form);
  });
  if (error)
    return error;
  std::string again = print(*parsed);
  if (again == text)
    return llvm::Error::success();
  auto [first, second] = std::mismatch(text.begin(), text.end(), again.begin(), again.end());
  auto getLine = [](const std::string &all, size_t position) {
    size_t begin = position == 0 ? 0 : all.rfind('\n', position - 1) + 1;
    return all.substr(begin, all.find('\n', position) - begin);
  };
  return llvm::createStringError("the module is another one after reading its " + form + ": expected '" +
                                 getLine(text, first - text.begin()) + "', got '" +
                                 getLine(again, second - again.begin()) + "'");
}

llvm::Error smith::checkRoundTrip(ModuleOp module) {
  if (failed(verify(module)))
    return llvm::createStringError("the module does not verify");
  std::string text = print(module);
  if (llvm::Error error = checkSame(text, text, "text", module.getContext()))
    return error;
  std::string bytecode;
  llvm::raw_string_ostream os(bytecode);
  if (failed(writeBytecodeToFile(module, os)))
    return llvm::createStringError("cannot write the module as bytecode");
  if (llvm::Error error = checkSame(text, bytecode, "bytecode", module.getContext()))
    return error;
  llvm::Expected<Values> inputs = random_modules::readInputs(module.lookupSymbol<func::FuncOp>("main"));
  if (!inputs)
    return inputs.takeError();
  llvm::Expected<Outcome> outcome = runReference(module, *inputs);
  return outcome ? llvm::Error::success() : outcome.takeError();
}
