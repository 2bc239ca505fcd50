//===- QntPlugin.cpp - the dialect and passes as a plugin of mlir-opt -------------------------------------===//
//
// A program may have Qnt built in. MLIR ends a program that registers two dialects of one name or two passes of one
// argument, so the plugin then says so and leaves the program with what it has.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Qnt/IR/QntDialect.h"
#include "Qnt/InitAll.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Tools/Plugins/DialectPlugin.h"
#include "mlir/Tools/Plugins/PassPlugin.h"
#include "llvm/Support/WithColor.h"

using namespace mlir;

namespace {
/// What the program has without the plugin.
enum class Host { Nothing, SameDialect, OtherDialect };
} // namespace

/// A dialect that is linked into the program is another one than the plugin's, unless the program exports its symbols.
static Host findDialect(const DialectRegistry &registry) {
  StringRef name = qnt::QntDialect::getDialectNamespace();
  if (!registry.getDialectAllocator(name))
    return Host::Nothing;
  MLIRContext context(registry, MLIRContext::Threading::DISABLED);
  Dialect *dialect = context.getOrLoadDialect(name);
  return dialect->getTypeID() == TypeID::get<qnt::QntDialect>() ? Host::SameDialect : Host::OtherDialect;
}

static void warn(StringRef message) { llvm::WithColor::warning(llvm::errs(), "QntPlugin") << message << "\n"; }

static bool hasOtherDialect = false;

static void loadDialects(DialectRegistry *registry) {
  Host host = findDialect(*registry);
  hasOtherDialect = host == Host::OtherDialect;
  if (hasOtherDialect)
    warn("this program has its own qnt dialect; the plugin's is not used");
  if (host == Host::Nothing)
    qnt::registerAllDialects(*registry);
}

static void loadPasses() {
  static bool isLoaded = false;
  if (isLoaded)
    return;
  if (PassInfo::lookup("qnt-expand-arrays"))
    return warn("this program has its own Qnt passes; the plugin's are not used");
  if (hasOtherDialect)
    return warn("the plugin's passes need the plugin's dialect, and this program has its own; they are not used");
  qnt::registerAllPasses();
  isLoaded = true;
}

extern "C" LLVM_ATTRIBUTE_WEAK DialectPluginLibraryInfo mlirGetDialectPluginInfo() {
  return {MLIR_PLUGIN_API_VERSION, "Qnt", "0.1", loadDialects};
}

extern "C" LLVM_ATTRIBUTE_WEAK PassPluginLibraryInfo mlirGetPassPluginInfo() {
  return {MLIR_PLUGIN_API_VERSION, "Qnt", "0.1", loadPasses};
}
