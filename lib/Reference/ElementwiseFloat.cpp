//===- ElementwiseFloat.cpp - float arithmetic ------------------------------------------------------------===//

#include "Elementwise.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include <cmath>

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::reference;

/// IEEE 754-2019 maximum: NaN wins, -0 is below +0.
template <typename Float>
static Float maximum(Float a, Float b) {
  if (std::isnan(a) || std::isnan(b))
    return std::numeric_limits<Float>::quiet_NaN();
  if (a == b)
    return std::signbit(a) ? b : a;
  return a > b ? a : b;
}

template <typename Float>
static Float minimum(Float a, Float b) {
  if (std::isnan(a) || std::isnan(b))
    return std::numeric_limits<Float>::quiet_NaN();
  if (a == b)
    return std::signbit(a) ? a : b;
  return a < b ? a : b;
}

/// A NaN loses; zeros are ordered as in maximum.
template <typename Float>
static Float maximumNumber(Float a, Float b) {
  return std::isnan(a) ? b : std::isnan(b) ? a : maximum(a, b);
}

template <typename Float>
static Float minimumNumber(Float a, Float b) {
  return std::isnan(a) ? b : std::isnan(b) ? a : minimum(a, b);
}

template <typename Function>
static RowFunctionBuilder makeBinaryBuilder(Function function) {
  return [=](Operation *, const ElementwiseTypes &types) { return mapFloatBinary(types.results[0], function); };
}

//===----------------------------------------------------------------------------------------------------===//
// Comparison
//===----------------------------------------------------------------------------------------------------===//

template <typename Predicate>
static RowFunction mapCompare(const ElementKind &kind, bool whenUnordered, Predicate predicate) {
  return mapBinary([=](uint64_t a, uint64_t b) -> uint64_t {
    double lhs = bitsToFloat(kind, a), rhs = bitsToFloat(kind, b);
    if (std::isnan(lhs) || std::isnan(rhs))
      return whenUnordered;
    return predicate(lhs, rhs);
  });
}

static RowFunction buildFloatCompare(Operation *op, const ElementwiseTypes &types) {
  ElementKind kind = types.operands[0];
  auto always = [](double, double) { return true; };
  auto never = [](double, double) { return false; };
  using Predicate = arith::CmpFPredicate;
  switch (cast<arith::CmpFOp>(op).getPredicate()) {
  case Predicate::AlwaysFalse:
    return mapCompare(kind, false, never);
  case Predicate::AlwaysTrue:
    return mapCompare(kind, true, always);
  case Predicate::ORD:
    return mapCompare(kind, false, always);
  case Predicate::UNO:
    return mapCompare(kind, true, never);
  case Predicate::OEQ:
    return mapCompare(kind, false, std::equal_to<>());
  case Predicate::UEQ:
    return mapCompare(kind, true, std::equal_to<>());
  case Predicate::ONE:
    return mapCompare(kind, false, std::not_equal_to<>());
  case Predicate::UNE:
    return mapCompare(kind, true, std::not_equal_to<>());
  case Predicate::OGT:
    return mapCompare(kind, false, std::greater<>());
  case Predicate::UGT:
    return mapCompare(kind, true, std::greater<>());
  case Predicate::OGE:
    return mapCompare(kind, false, std::greater_equal<>());
  case Predicate::UGE:
    return mapCompare(kind, true, std::greater_equal<>());
  case Predicate::OLT:
    return mapCompare(kind, false, std::less<>());
  case Predicate::ULT:
    return mapCompare(kind, true, std::less<>());
  case Predicate::OLE:
    return mapCompare(kind, false, std::less_equal<>());
  case Predicate::ULE:
    return mapCompare(kind, true, std::less_equal<>());
  }
  llvm_unreachable("unknown predicate");
}

static RowFunction buildSelect(Operation *, const ElementwiseTypes &) {
  return [](const Row &row) -> const char * {
    for (int64_t i = 0; i < row.count; ++i)
      row.results[0][i] = row.operands[0][i] ? row.operands[1][i] : row.operands[2][i];
    return nullptr;
  };
}

void reference::registerFloatElementwise(ElementwiseRegistry &registry) {
  registry.add<arith::AddFOp>(makeBinaryBuilder([](auto a, auto b) { return a + b; }));
  registry.add<arith::SubFOp>(makeBinaryBuilder([](auto a, auto b) { return a - b; }));
  registry.add<arith::MulFOp>(makeBinaryBuilder([](auto a, auto b) { return a * b; }));
  registry.add<arith::DivFOp>(makeBinaryBuilder([](auto a, auto b) { return a / b; }));
  registry.add<arith::RemFOp>(makeBinaryBuilder([](auto a, auto b) { return std::fmod(a, b); }));
  registry.add<arith::MaximumFOp>(makeBinaryBuilder([](auto a, auto b) { return maximum(a, b); }));
  registry.add<arith::MinimumFOp>(makeBinaryBuilder([](auto a, auto b) { return minimum(a, b); }));
  registry.add<arith::MaxNumFOp>(makeBinaryBuilder([](auto a, auto b) { return maximumNumber(a, b); }));
  registry.add<arith::MinNumFOp>(makeBinaryBuilder([](auto a, auto b) { return minimumNumber(a, b); }));
  registry.add<arith::NegFOp>([](Operation *, const ElementwiseTypes &types) {
    return mapFloatUnary(types.results[0], [](double a) { return -a; });
  });
  registry.add<arith::CmpFOp>(buildFloatCompare);
  registry.add<arith::SelectOp>(buildSelect);
}
