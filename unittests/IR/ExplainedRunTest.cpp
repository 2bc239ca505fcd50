//===- ExplainedRunTest.cpp - errors of runs that several threads make at the same time -------------------===//
#include "Qnt/IR/ExplainedRun.h"
#include "Qnt/IR/ThreadDiagnostics.h"
#include "mlir/IR/Location.h"
#include "mlir/IR/Threading.h"
#include "gtest/gtest.h"
#include <future>
#include <thread>

using namespace mlir;
using namespace mlir::qnt;

static LogicalResult report(MLIRContext &context, const Twine &message) {
  return emitError(UnknownLoc::get(&context)) << message;
}

/// What is reported while `run` runs, but for what handlers in it take.
static std::string collect(MLIRContext &context, llvm::function_ref<void()> run) {
  std::string messages;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) { messages += diagnostic.str() + "\n"; });
  run();
  return messages;
}

/// The handler of the second thread, which comes first, is there when the first reports, and the other way round.
TEST(ExplainedRun, EachThreadGetsItsOwnErrors) {
  MLIRContext context;
  std::promise<void> secondIsIn, firstHasReported;
  std::string first, second, elsewhere = collect(context, [&] {
                               std::thread other([&] {
                                 second = llvm::toString(runAndExplain(&context, "second run", [&] {
                                   secondIsIn.set_value();
                                   firstHasReported.get_future().wait();
                                   return report(context, "of the second");
                                 }));
                               });
                               first = llvm::toString(runAndExplain(&context, "first run", [&] {
                                 secondIsIn.get_future().wait();
                                 LogicalResult result = report(context, "of the first");
                                 firstHasReported.set_value();
                                 return result;
                               }));
                               other.join();
                             });
  EXPECT_EQ(first, "first run\nloc(unknown): of the first");
  EXPECT_EQ(second, "second run\nloc(unknown): of the second");
  EXPECT_EQ(elsewhere, "");
}

TEST(ExplainedRun, TakesErrorsOfThreadsThatItWaitsFor) {
  MLIRContext context;
  std::string text, elsewhere = collect(context, [&] {
                      text = llvm::toString(runAndExplain(&context, "run", [&] {
                        return failableParallelForEachN(
                            &context, 0, 4, [&](size_t number) { return report(context, "item " + Twine(number)); });
                      }));
                    });
  EXPECT_TRUE(StringRef(text).starts_with("run\nloc(unknown): item ")) << text;
  EXPECT_EQ(elsewhere, "");
}

TEST(ExplainedRun, LosesNoErrorOfARunThatSucceeds) {
  MLIRContext context;
  bool hasFailed = true;
  std::string elsewhere = collect(context, [&] {
    llvm::Error error = runAndExplain(&context, "run", [&] {
      (void)report(context, "but goes on");
      return success();
    });
    hasFailed = bool(error);
    llvm::consumeError(std::move(error));
  });
  EXPECT_FALSE(hasFailed);
  EXPECT_EQ(elsewhere, "but goes on\n");
}

TEST(ThreadDiagnosticHandler, LeavesWhatItDeclines) {
  MLIRContext context;
  std::string taken, elsewhere = collect(context, [&] {
                       ThreadDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
                         if (diagnostic.getSeverity() != DiagnosticSeverity::Error)
                           return failure();
                         taken += diagnostic.str();
                         return success();
                       });
                       (void)report(context, "error");
                       emitWarning(UnknownLoc::get(&context)) << "warning";
                       std::thread([&] { (void)report(context, "of another thread"); }).join();
                     });
  EXPECT_EQ(taken, "error");
  EXPECT_EQ(elsewhere, "warning\nof another thread\n");
}
