//===- ExplainedConversion.cpp - a full conversion whose errors say why -----------------------------------===//
#include "ExplainedConversion.h"
#include "Qnt/IR/ThreadDiagnostics.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;

/// "'qnt.dot' op cannot be compiled for a CPU" for "failed to legalize operation 'qnt.dot' ...".
static std::string describe(StringRef message) {
  auto [before, quoted] = message.split('\'');
  StringRef name = quoted.split('\'').first;
  return name.empty() ? message.str() : ("'" + name + "' op cannot be compiled for a CPU").str();
}

LogicalResult qnt::declineToLower(Operation *op, const Twine &reason) {
  emitRemark(op->getLoc()) << reason;
  return failure();
}

LogicalResult qnt::convertOrExplain(Operation *root, ConversionTarget &target, RewritePatternSet patterns) {
  SmallVector<std::pair<Location, std::string>> reasons;
  std::optional<Location> where;
  std::string message;
  {
    ThreadDiagnosticHandler handler(root->getContext(), [&](Diagnostic &diagnostic) -> LogicalResult {
      if (diagnostic.getSeverity() == DiagnosticSeverity::Remark) {
        // What a pattern reports, not why it does not match.
        if (StringRef(diagnostic.str()).starts_with("[Missed] "))
          return failure();
        reasons.emplace_back(diagnostic.getLocation(), diagnostic.str());
        return success();
      }
      if (diagnostic.getSeverity() != DiagnosticSeverity::Error || where)
        return failure();
      where = diagnostic.getLocation();
      message = diagnostic.str();
      return success();
    });
    ConversionConfig config;
    config.foldingMode = DialectConversionFoldingMode::Never;
    if (succeeded(applyFullConversion(root, target, std::move(patterns), config)))
      return success();
  }
  // Whoever fails reports an error; without one there is still something to say.
  if (!where)
    message = ("'" + root->getName().getStringRef() + "'").str();
  InFlightDiagnostic error = emitError(where.value_or(root->getLoc())) << describe(message);
  SmallVector<StringRef> said;
  for (auto &[loc, reason] : reasons)
    if (where == loc && !llvm::is_contained(said, reason))
      said.push_back(reason);
  if (!said.empty())
    error << ": " << llvm::join(said, "; ");
  return failure();
}
