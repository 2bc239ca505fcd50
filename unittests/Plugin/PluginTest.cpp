//===- PluginTest.cpp - the plugin in programs with and without a dialect of their own --------------------===//
#include "Qnt/IR/QntDialect.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Tools/Plugins/DialectPlugin.h"
#include "mlir/Tools/Plugins/PassPlugin.h"
#include "gtest/gtest.h"

using namespace mlir;

/// What the plugin writes to stderr while both of its parts register.
static std::string load(DialectRegistry &registry) {
  llvm::Expected<DialectPlugin> dialects = DialectPlugin::load(QNT_PLUGIN);
  llvm::Expected<PassPlugin> passes = PassPlugin::load(QNT_PLUGIN);
  if (!dialects || !passes) {
    ADD_FAILURE() << llvm::toString(llvm::joinErrors(dialects.takeError(), passes.takeError()));
    return "";
  }
  testing::internal::CaptureStderr();
  dialects->registerDialectRegistryCallbacks(registry);
  passes->registerPassRegistryCallbacks();
  return testing::internal::GetCapturedStderr();
}

TEST(Plugin, LeavesADialectThatIsThereAlone) {
  DialectRegistry own;
  own.insert<qnt::QntDialect>();
  EXPECT_EQ(load(own),
            "QntPlugin: warning: this program has its own qnt dialect; the plugin's is not used\n"
            "QntPlugin: warning: the plugin's passes need the plugin's dialect, and this program has its own; they are "
            "not used\n");
  EXPECT_EQ(PassInfo::lookup("qnt-expand-arrays"), nullptr);
  MLIRContext context(own);
  EXPECT_NE(context.getOrLoadDialect<qnt::QntDialect>(), nullptr);

  DialectRegistry empty;
  EXPECT_EQ(load(empty), "");
  EXPECT_TRUE(empty.getDialectAllocator("qnt"));
  EXPECT_NE(PassInfo::lookup("qnt-expand-arrays"), nullptr);
  // Again: the dialect is the plugin's own, the passes are there.
  EXPECT_EQ(load(empty), "");
}
