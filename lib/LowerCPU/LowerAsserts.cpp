//===- LowerAsserts.cpp - qnt-lower-asserts ---------------------------------------------------------------===//
#include "Qnt/IR/OwnOps.h"
#include "Qnt/IR/Remarks.h"
#include "Qnt/LowerCPU/Passes.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_LOWERASSERTS
#include "Qnt/LowerCPU/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

/// The function that a failed assertion calls; it does not return.
static void declareFailure(ModuleOp module, SymbolTable &symbols) {
  if (symbols.lookup(kRuntimeFailName))
    return;
  OpBuilder builder(module.getContext());
  Type pointer = LLVM::LLVMPointerType::get(module.getContext());
  auto function =
      func::FuncOp::create(builder, module.getLoc(), kRuntimeFailName, builder.getFunctionType({pointer}, {}));
  function.setPrivate();
  symbols.insert(function);
  function->setAttr("passthrough", builder.getStrArrayAttr({"noreturn", "cold"}));
}

/// "'tensor.dim' op index is out of bounds" for what upstream's checks say:
///   ERROR: Runtime op verification failed
///   %dim = tensor.dim %1, %c2 : tensor<2x3xi3>
///   ^ index is out of bounds
///   Location: loc(...)
static std::string shorten(StringRef message) {
  if (!message.consume_front("ERROR: Runtime op verification failed\n"))
    return message.str();
  StringRef reason = message.rsplit("\nLocation:").first.rsplit("\n^ ").second;
  StringRef op = message.split('\n').first;
  if (op.contains(" = "))
    op = op.split(" = ").second;
  op = op.take_until([](char c) { return c == ' ' || c == '('; }).trim('"');
  return ("'" + op + "' op " + reason).str();
}

/// "model.mlir:3:8: message", or the message alone.
static std::string getMessage(cf::AssertOp op) {
  auto loc = op.getLoc()->findInstanceOf<FileLineColLoc>();
  std::string place;
  if (loc)
    place = (loc.getFilename().getValue() + ":" + Twine(loc.getLine()) + ":" + Twine(loc.getColumn()) + ": ").str();
  return place + shorten(op.getMsg());
}

/// A constant string that ends in 0.
static LLVM::GlobalOp createMessage(ModuleOp module, SymbolTable &symbols, Location loc, StringRef message) {
  OpBuilder builder(module.getContext());
  std::string text = message.str() + '\0';
  auto type = LLVM::LLVMArrayType::get(builder.getI8Type(), text.size());
  auto global = LLVM::GlobalOp::create(builder, loc, type, /*isConstant=*/true, LLVM::Linkage::Internal, "qnt_message",
                                       builder.getStringAttr(text));
  symbols.insert(global);
  return global;
}

/// Continues behind the assertion when it holds, else fails.
static void lowerAssert(cf::AssertOp op, LLVM::GlobalOp message) {
  Block *block = op->getBlock();
  Block *rest = block->splitBlock(op->getIterator());
  Block *failure = new Block();
  block->getParent()->getBlocks().insert(std::next(rest->getIterator()), failure);
  ImplicitLocOpBuilder builder(op.getLoc(), op.getContext());
  builder.setInsertionPointToEnd(block);
  cf::CondBranchOp::create(builder, op.getArg(), rest, ValueRange(), failure, ValueRange());
  builder.setInsertionPointToEnd(failure);
  Value text = LLVM::AddressOfOp::create(builder, message);
  func::CallOp::create(builder, kRuntimeFailName, TypeRange(), text);
  LLVM::UnreachableOp::create(builder);
  op.erase();
}

namespace {
struct LowerAssertsPass : qnt::impl::LowerAssertsBase<LowerAssertsPass> {
  void runOnOperation() override {
    PassSummary summary("qnt-lower-asserts", getOperation());
    ModuleOp module = getOperation();
    SymbolTable symbols(module);
    llvm::StringMap<LLVM::GlobalOp> messages;
    for (cf::AssertOp op : collectOwn<cf::AssertOp>(module)) {
      if (!isa<func::FuncOp>(op->getParentOp()))
        continue;
      declareFailure(module, symbols);
      LLVM::GlobalOp &message = messages[getMessage(op)];
      if (!message)
        message = createMessage(module, symbols, op.getLoc(), getMessage(op));
      lowerAssert(op, message);
      summary.add(numLowered, "lowered");
    }
  }
};
} // namespace
