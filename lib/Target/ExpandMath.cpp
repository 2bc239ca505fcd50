//===- ExpandMath.cpp - qnt-expand-math -------------------------------------------------------------------===//
#include "Math/Functions.h"
#include "Qnt/IR/Remarks.h"
#include "Qnt/Target/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/TypeSwitch.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_EXPANDMATH
#include "Qnt/Target/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::math_functions;

/// Functions of one number, by the names of ops.
static Real (*findUnary(Operation *op))(const Real &) {
  return llvm::TypeSwitch<Operation *, Real (*)(const Real &)>(op)
      .Case([](math::ExpOp) { return buildExp; })
      .Case([](math::Exp2Op) { return buildExp2; })
      .Case([](math::ExpM1Op) { return buildExpM1; })
      .Case([](math::LogOp) { return buildLog; })
      .Case([](math::Log2Op) { return buildLog2; })
      .Case([](math::Log10Op) { return buildLog10; })
      .Case([](math::Log1pOp) { return buildLog1p; })
      .Case([](math::SinOp) { return buildSin; })
      .Case([](math::CosOp) { return buildCos; })
      .Case([](math::TanOp) { return buildTan; })
      .Case([](math::AsinOp) { return buildAsin; })
      .Case([](math::AcosOp) { return buildAcos; })
      .Case([](math::AtanOp) { return buildAtan; })
      .Case([](math::SinhOp) { return buildSinh; })
      .Case([](math::CoshOp) { return buildCosh; })
      .Case([](math::TanhOp) { return buildTanh; })
      .Case([](math::AsinhOp) { return buildAsinh; })
      .Case([](math::AcoshOp) { return buildAcosh; })
      .Case([](math::AtanhOp) { return buildAtanh; })
      .Case([](math::ErfOp) { return buildErf; })
      .Case([](math::ErfcOp) { return buildErfc; })
      .Case([](math::CbrtOp) { return buildCbrt; })
      .Case([](math::RsqrtOp) { return buildRsqrt; })
      .Default([](Operation *) { return nullptr; });
}

/// An operand as f64, exactly.
static Real widen(ImplicitLocOpBuilder &b, Value value) {
  Type wide = b.getF64Type();
  if (value.getType() == wide)
    return {&b, value};
  if (isa<IntegerType>(value.getType()))
    return {&b, arith::SIToFPOp::create(b, wide, value)};
  return {&b, arith::ExtFOp::create(b, wide, value)};
}

/// The operand of an exponential that no more than an f32 is wanted of: of a narrow type, or widened to f64 for an
/// exponential whose users narrow it again or ask whether it is NaN. Null for others.
static Value findNarrowOperand(math::ExpOp exp) {
  if (!exp.getType().isF64())
    return exp.getOperand();
  auto widened = exp.getOperand().getDefiningOp<arith::ExtFOp>();
  bool isNarrowed = llvm::all_of(exp->getUsers(), [](Operation *user) {
    auto compare = dyn_cast<arith::CmpFOp>(user);
    return isa<arith::TruncFOp>(user) ||
           (compare && compare.getPredicate() == arith::CmpFPredicate::UNO && compare.getLhs() == compare.getRhs());
  });
  return widened && isNarrowed ? widened.getIn() : Value();
}

/// What stands for the op of floats, in f64 or f32; nothing for another op.
static std::optional<Real> buildFloat(ImplicitLocOpBuilder &b, Operation *op) {
  // Softmax is made of it, and GPUs have 2 to 64 times as much f32 arithmetic as f64.
  if (auto exp = dyn_cast<math::ExpOp>(op))
    if (Value x = findNarrowOperand(exp))
      return buildExpF32({&b, x.getType().isF32() ? x : arith::ExtFOp::create(b, b.getF32Type(), x).getResult()});
  auto operand = [&](unsigned i) { return widen(b, op->getOperand(i)); };
  if (auto *unary = findUnary(op))
    return unary(operand(0));
  if (isa<math::Atan2Op>(op))
    return buildAtan2(operand(0), operand(1));
  if (isa<math::PowFOp, math::FPowIOp>(op))
    return buildPow(operand(0), operand(1));
  if (isa<arith::RemFOp>(op))
    return buildRemainder(operand(0), operand(1));
  return std::nullopt;
}

/// What stands for the op, in its type; nothing for another op.
static Value build(ImplicitLocOpBuilder &b, Operation *op) {
  if (auto power = dyn_cast<math::IPowIOp>(op))
    return buildIntegerPower({&b, power.getLhs()}, {&b, power.getRhs()}).value;
  Value value = buildFloat(b, op)->value;
  Type type = op->getResult(0).getType();
  if (type.getIntOrFloatBitWidth() > value.getType().getIntOrFloatBitWidth())
    return arith::ExtFOp::create(b, type, value);
  return value.getType() == type ? value : arith::TruncFOp::create(b, type, value);
}

static bool isFunction(Operation *op) {
  return findUnary(op) || isa<math::Atan2Op, math::PowFOp, math::FPowIOp, math::IPowIOp, arith::RemFOp>(op);
}

/// Integers beyond 2^53 are no f64.
static bool isWidened(Type type) {
  return type.isF16() || type.isBF16() || type.isF32() || type.isF64() || type.isSignlessInteger(8) ||
         type.isSignlessInteger(16) || type.isSignlessInteger(32);
}

/// Why the op stays; nothing when it does not.
static StringRef findReasonToStay(Operation *op) {
  if (isa<math::IPowIOp>(op))
    return isa<IntegerType>(op->getResult(0).getType()) ? "" : "its operands are no scalar integers";
  return llvm::all_of(op->getOperandTypes(), isWidened) ? "" : "its operands are no scalars of f16, bf16, f32 or f64";
}

namespace {
struct ExpandMathPass : qnt::impl::ExpandMathBase<ExpandMathPass> {
  void runOnOperation() override {
    PassSummary summary("qnt-expand-math", getOperation());
    SmallVector<Operation *> ops;
    for (auto kernels : getOperation().getOps<gpu::GPUModuleOp>())
      kernels.walk([&](Operation *op) {
        if (isFunction(op))
          ops.push_back(op);
      });
    for (Operation *op : ops) {
      if (StringRef reason = findReasonToStay(op); !reason.empty()) {
        remarkSkipped("qnt-expand-math", op, reason);
        continue;
      }
      ImplicitLocOpBuilder b(op->getLoc(), op);
      op->getResult(0).replaceAllUsesWith(build(b, op));
      op->erase();
      summary.add(numExpanded, "expanded");
    }
  }
};
} // namespace
