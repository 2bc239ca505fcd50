//===- JitProgram.h - emitted ops compiled and run on arrays ----------------------------------------------===//
//
// A program is a set of loops. Each applies what its body builds to every element of its inputs:
//
//   JitProgram program;
//   program.addLoop("decode", {i8}, {f32}, [&](auto &b, Value index, ValueRange in) { return emitDecode(...); });
//   program.compile();
//   program.run("decode", codes.data(), values.data(), codes.size());
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_UNITTESTS_EMIT_JITPROGRAM_H
#define QNT_UNITTESTS_EMIT_JITPROGRAM_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"
#include <functional>
#include <memory>
#include <string>

namespace mlir {
class ExecutionEngine;
} // namespace mlir

namespace mlir::qnt::emit {

class JitProgram {
public:
  using Body = std::function<SmallVector<Value>(ImplicitLocOpBuilder &, Value index, ValueRange inputs)>;

  JitProgram();
  ~JitProgram();

  MLIRContext *getContext() { return &context; }
  Builder getBuilder() { return Builder(&context); }
  /// Element types of the input and output arrays. `vectorSize` above 1: the body gets vectors of as many elements, and
  /// runs must have a multiple of them.
  void addLoop(StringRef name, ArrayRef<Type> inputs, ArrayRef<Type> outputs, const Body &body, int64_t vectorSize = 1);
  /// The ops as text, before they are lowered.
  std::string print();
  /// Lowers to LLVM and compiles for this processor; once, after the last addLoop. Level 0 takes 2 ms a loop, level 3
  /// some 70, and vectorizes.
  void compile(unsigned optimizationLevel = 0);
  /// Runs a loop over `count` elements; arrays in the order of addLoop, inputs first.
  void run(StringRef name, ArrayRef<const void *> inputs, ArrayRef<void *> outputs, int64_t count);

private:
  MLIRContext context;
  OwningOpRef<ModuleOp> module;
  std::unique_ptr<ExecutionEngine> engine;
};

} // namespace mlir::qnt::emit

#endif // QNT_UNITTESTS_EMIT_JITPROGRAM_H
