//===- RoundTripCheckTest.cpp - a module that changes on its way through text or bytecode is found --------===//
#include "Checks.h"
#include "Qnt/IR/QntDialect.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/Parser/Parser.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace mlir;
using testing::HasSubstr;

namespace {
/// An op with one attribute, `count`.
template <typename ConcreteOp>
struct CountOp : Op<ConcreteOp, OpTrait::ZeroOperands, OpTrait::ZeroResults> {
  using Op<ConcreteOp, OpTrait::ZeroOperands, OpTrait::ZeroResults>::Op;
  static ArrayRef<StringRef> getAttributeNames() {
    static StringRef names[] = {"count"};
    return names;
  }
};

/// Reads one more than it prints.
struct GrowingOp : CountOp<GrowingOp> {
  using CountOp::CountOp;
  static StringRef getOperationName() { return "faulty.growing"; }
  void print(OpAsmPrinter &printer) { printer << " " << (*this)->getAttrOfType<IntegerAttr>("count").getInt(); }
  static ParseResult parse(OpAsmParser &parser, OperationState &state) {
    int64_t count = 0;
    if (parser.parseInteger(count))
      return failure();
    state.addAttribute("count", parser.getBuilder().getI64IntegerAttr(count + 1));
    return success();
  }
};

/// Cannot be read at all.
struct UnreadableOp : CountOp<UnreadableOp> {
  using CountOp::CountOp;
  static StringRef getOperationName() { return "faulty.unreadable"; }
  void print(OpAsmPrinter &) {}
  static ParseResult parse(OpAsmParser &parser, OperationState &) {
    return parser.emitError(parser.getNameLoc(), "no luck");
  }
};

struct FaultyDialect : Dialect {
  explicit FaultyDialect(MLIRContext *context) : Dialect("faulty", context, TypeID::get<FaultyDialect>()) {
    addOperations<GrowingOp, UnreadableOp>();
  }
  static StringRef getDialectNamespace() { return "faulty"; }
};

struct RoundTripCheckTest : testing::Test {
  RoundTripCheckTest() : context(makeRegistry(), MLIRContext::Threading::DISABLED) {
    context.loadAllAvailableDialects();
    module = parseSourceString<ModuleOp>("func.func @main() { return }", &context);
  }

  static DialectRegistry makeRegistry() {
    DialectRegistry registry;
    registry.insert<FaultyDialect, func::FuncDialect, qnt::QntDialect>();
    return registry;
  }

  void insert(StringRef name) {
    OpBuilder builder(&module->lookupSymbol<func::FuncOp>("main").getBody().front().front());
    OperationState state(builder.getUnknownLoc(), name);
    state.addAttribute("count", builder.getI64IntegerAttr(7));
    builder.create(state);
  }

  std::string check() {
    return llvm::toString(qnt::smith::withDiagnostics(&context, [&] { return qnt::smith::checkRoundTrip(*module); }));
  }

  MLIRContext context;
  OwningOpRef<ModuleOp> module;
};
} // namespace

TEST_F(RoundTripCheckTest, comes_back) { EXPECT_EQ(check(), ""); }

TEST_F(RoundTripCheckTest, comes_back_changed) {
  insert("faulty.growing");
  EXPECT_THAT(check(), HasSubstr("the module is another one after reading its text: expected '    faulty.growing 7', "
                                 "got '    faulty.growing 8'"));
}

TEST_F(RoundTripCheckTest, cannot_be_read) {
  insert("faulty.unreadable");
  std::string error = check();
  EXPECT_THAT(error, HasSubstr("cannot read the module's text"));
  EXPECT_THAT(error, HasSubstr("no luck"));
}

TEST_F(RoundTripCheckTest, does_not_verify) {
  auto function = module->lookupSymbol<func::FuncOp>("main");
  function.setFunctionType(FunctionType::get(&context, {}, {IndexType::get(&context)}));
  EXPECT_THAT(check(), HasSubstr("the module does not verify"));
}
