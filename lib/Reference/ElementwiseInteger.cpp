//===- ElementwiseInteger.cpp - integer arithmetic --------------------------------------------------------===//

#include "Elementwise.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/ADT/bit.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::reference;

using Wide = __int128;
using UnsignedWide = unsigned __int128;

static Wide getMinimum(const ElementKind &kind) { return -(Wide(1) << (kind.width - 1)); }

//===----------------------------------------------------------------------------------------------------===//
// Sums, products and shifts, with their overflow flags
//===----------------------------------------------------------------------------------------------------===//

/// `function` computes without overflow in 128 bits; the result wraps, and is poison when a flag forbids that.
template <typename Function>
static RowFunction mapWrapping(Operation *op, const ElementKind &kind, Function function) {
  auto flags = arith::IntegerOverflowFlags::none;
  if (auto interface = dyn_cast<arith::ArithIntegerOverflowFlagsInterface>(op))
    flags = interface.getOverflowAttr().getValue();
  bool noSignedWrap = bitEnumContainsAll(flags, arith::IntegerOverflowFlags::nsw);
  bool noUnsignedWrap = bitEnumContainsAll(flags, arith::IntegerOverflowFlags::nuw);
  if (!noSignedWrap && !noUnsignedWrap)
    return mapBinary([=](uint64_t a, uint64_t b) {
      return integerToBits(kind, static_cast<uint64_t>(function(UnsignedWide(a), UnsignedWide(b))));
    });
  return mapCheckedBinary([=](uint64_t a, uint64_t b, uint64_t &result) -> const char * {
    Wide signedResult = function(Wide(bitsToSigned(kind, a)), Wide(bitsToSigned(kind, b)));
    UnsignedWide unsignedResult = function(UnsignedWide(a), UnsignedWide(b));
    result = integerToBits(kind, static_cast<uint64_t>(unsignedResult));
    if (noSignedWrap && signedResult != Wide(bitsToSigned(kind, result)))
      return "signed overflow where nsw is promised";
    if (noUnsignedWrap && unsignedResult != UnsignedWide(result))
      return "unsigned overflow where nuw is promised";
    return nullptr;
  });
}

static const char *const badShift = "shift amount not below the bit width";

static RowFunction buildShiftLeft(Operation *op, const ElementwiseTypes &types) {
  ElementKind kind = types.results[0];
  auto flags = cast<arith::ShLIOp>(op).getOverflowFlags();
  bool noSignedWrap = bitEnumContainsAll(flags, arith::IntegerOverflowFlags::nsw);
  bool noUnsignedWrap = bitEnumContainsAll(flags, arith::IntegerOverflowFlags::nuw);
  return mapCheckedBinary([=](uint64_t a, uint64_t amount, uint64_t &result) -> const char * {
    if (amount >= kind.width)
      return badShift;
    result = integerToBits(kind, a << amount);
    if (noSignedWrap && (bitsToSigned(kind, result) >> amount) != bitsToSigned(kind, a))
      return "signed overflow where nsw is promised";
    if (noUnsignedWrap && (result >> amount) != a)
      return "unsigned overflow where nuw is promised";
    return nullptr;
  });
}

/// `exact` promises that no set bit is shifted out.
template <typename OpT, bool isSigned>
static RowFunction buildShiftRight(Operation *op, const ElementwiseTypes &types) {
  ElementKind kind = types.results[0];
  bool isExact = cast<OpT>(op).getIsExact();
  return mapCheckedBinary([=](uint64_t a, uint64_t amount, uint64_t &result) -> const char * {
    if (amount >= kind.width)
      return badShift;
    if (isExact && (a & llvm::maskTrailingOnes<uint64_t>(amount)) != 0)
      return "bits shifted out where exact is promised";
    result = isSigned ? integerToBits(kind, bitsToSigned(kind, a) >> amount) : a >> amount;
    return nullptr;
  });
}

static void registerSums(ElementwiseRegistry &registry) {
  registry.add<arith::AddIOp>([](Operation *op, const ElementwiseTypes &types) {
    return mapWrapping(op, types.results[0], [](auto a, auto b) { return a + b; });
  });
  registry.add<arith::SubIOp>([](Operation *op, const ElementwiseTypes &types) {
    return mapWrapping(op, types.results[0], [](auto a, auto b) { return a - b; });
  });
  registry.add<arith::MulIOp>([](Operation *op, const ElementwiseTypes &types) {
    return mapWrapping(op, types.results[0], [](auto a, auto b) { return a * b; });
  });
  registry.add<arith::ShLIOp>(buildShiftLeft);
  registry.add<arith::ShRSIOp>(buildShiftRight<arith::ShRSIOp, true>);
  registry.add<arith::ShRUIOp>(buildShiftRight<arith::ShRUIOp, false>);
}

/// The sum, and whether it carried out of the type.
static RowFunction buildAddExtended(Operation *, const ElementwiseTypes &types) {
  return [kind = types.results[0]](const Row &row) -> const char * {
    for (int64_t i = 0; i < row.count; ++i) {
      UnsignedWide sum = UnsignedWide(row.operands[0][i]) + row.operands[1][i];
      row.results[0][i] = integerToBits(kind, static_cast<uint64_t>(sum));
      row.results[1][i] = (sum >> kind.width) != 0;
    }
    return nullptr;
  };
}

/// Low and high half of the product.
template <bool isSigned>
static RowFunction buildMulExtended(Operation *, const ElementwiseTypes &types) {
  return [kind = types.results[0]](const Row &row) -> const char * {
    for (int64_t i = 0; i < row.count; ++i) {
      uint64_t a = row.operands[0][i], b = row.operands[1][i];
      UnsignedWide product = UnsignedWide(a) * b;
      if (isSigned)
        product = static_cast<UnsignedWide>(Wide(bitsToSigned(kind, a)) * bitsToSigned(kind, b));
      row.results[0][i] = integerToBits(kind, static_cast<uint64_t>(product));
      row.results[1][i] = integerToBits(kind, static_cast<uint64_t>(product >> kind.width));
    }
    return nullptr;
  };
}

//===----------------------------------------------------------------------------------------------------===//
// Division
//===----------------------------------------------------------------------------------------------------===//

/// `function` divides 128-bit integers; a divisor of zero and a quotient out of range are undefined.
template <bool isSigned, typename Function>
static RowFunction mapDivision(const ElementKind &kind, Function function) {
  return mapCheckedBinary([=](uint64_t a, uint64_t b, uint64_t &result) -> const char * {
    if (b == 0)
      return "division by zero";
    Wide dividend = isSigned ? Wide(bitsToSigned(kind, a)) : Wide(a);
    Wide divisor = isSigned ? Wide(bitsToSigned(kind, b)) : Wide(b);
    if (isSigned && dividend == getMinimum(kind) && divisor == -1)
      return "signed overflow in division";
    result = integerToBits(kind, static_cast<uint64_t>(function(dividend, divisor)));
    return nullptr;
  });
}

static Wide floorDivide(Wide a, Wide b) { return a / b - ((a % b != 0) && ((a < 0) != (b < 0))); }
static Wide ceilDivide(Wide a, Wide b) { return a / b + ((a % b != 0) && ((a < 0) == (b < 0))); }

/// `exact` promises that nothing remains.
template <typename OpT, bool isSigned>
static RowFunction buildDivide(Operation *op, const ElementwiseTypes &types) {
  ElementKind kind = types.results[0];
  RowFunction divide = mapDivision<isSigned>(kind, [](Wide a, Wide b) { return a / b; });
  if (!cast<OpT>(op).getIsExact())
    return divide;
  RowFunction remainder = mapDivision<isSigned>(kind, [](Wide a, Wide b) { return a % b; });
  return [=](const Row &row) -> const char * {
    if (const char *reason = remainder(row))
      return reason;
    for (int64_t i = 0; i < row.count; ++i)
      if (row.results[0][i] != 0)
        return "remainder where exact is promised";
    return divide(row);
  };
}

template <bool isSigned, typename Function>
static RowFunctionBuilder makeDivisionBuilder(Function function) {
  return [=](Operation *, const ElementwiseTypes &types) { return mapDivision<isSigned>(types.results[0], function); };
}

static void registerDivisions(ElementwiseRegistry &registry) {
  auto remainder = [](Wide a, Wide b) { return a % b; };
  registry.add<arith::DivSIOp>(buildDivide<arith::DivSIOp, true>);
  registry.add<arith::DivUIOp>(buildDivide<arith::DivUIOp, false>);
  registry.add<arith::RemSIOp>(makeDivisionBuilder<true>(remainder));
  registry.add<arith::RemUIOp>(makeDivisionBuilder<false>(remainder));
  registry.add<arith::FloorDivSIOp>(makeDivisionBuilder<true>(floorDivide));
  registry.add<arith::CeilDivSIOp>(makeDivisionBuilder<true>(ceilDivide));
  registry.add<arith::CeilDivUIOp>(makeDivisionBuilder<false>(ceilDivide));
}

//===----------------------------------------------------------------------------------------------------===//
// Bits, comparison
//===----------------------------------------------------------------------------------------------------===//

/// `function` on signed values.
template <typename Function>
static RowFunctionBuilder makeSignedBuilder(Function function) {
  return [=](Operation *, const ElementwiseTypes &types) {
    return mapBinary([function, kind = types.operands[0]](uint64_t a, uint64_t b) {
      return integerToBits(kind, function(bitsToSigned(kind, a), bitsToSigned(kind, b)));
    });
  };
}

/// `function` on bits, whose result needs no masking.
template <typename Function>
static RowFunctionBuilder makeBitsBuilder(Function function) {
  return [=](Operation *, const ElementwiseTypes &) { return mapBinary(function); };
}

static RowFunction buildIntegerCompare(Operation *op, const ElementwiseTypes &types) {
  ElementKind kind = types.operands[0];
  auto compareSigned = [kind](auto predicate) {
    return mapBinary(
        [=](uint64_t a, uint64_t b) -> uint64_t { return predicate(bitsToSigned(kind, a), bitsToSigned(kind, b)); });
  };
  auto compareUnsigned = [](auto predicate) {
    return mapBinary([=](uint64_t a, uint64_t b) -> uint64_t { return predicate(a, b); });
  };
  switch (cast<arith::CmpIOp>(op).getPredicate()) {
  case arith::CmpIPredicate::eq:
    return compareUnsigned(std::equal_to<>());
  case arith::CmpIPredicate::ne:
    return compareUnsigned(std::not_equal_to<>());
  case arith::CmpIPredicate::slt:
    return compareSigned(std::less<>());
  case arith::CmpIPredicate::sle:
    return compareSigned(std::less_equal<>());
  case arith::CmpIPredicate::sgt:
    return compareSigned(std::greater<>());
  case arith::CmpIPredicate::sge:
    return compareSigned(std::greater_equal<>());
  case arith::CmpIPredicate::ult:
    return compareUnsigned(std::less<>());
  case arith::CmpIPredicate::ule:
    return compareUnsigned(std::less_equal<>());
  case arith::CmpIPredicate::ugt:
    return compareUnsigned(std::greater<>());
  case arith::CmpIPredicate::uge:
    return compareUnsigned(std::greater_equal<>());
  }
  llvm_unreachable("unknown predicate");
}

static void registerBits(ElementwiseRegistry &registry) {
  registry.add<arith::AndIOp>(makeBitsBuilder([](uint64_t a, uint64_t b) { return a & b; }));
  registry.add<arith::OrIOp>(makeBitsBuilder([](uint64_t a, uint64_t b) { return a | b; }));
  registry.add<arith::XOrIOp>(makeBitsBuilder([](uint64_t a, uint64_t b) { return a ^ b; }));
  registry.add<arith::MaxUIOp>(makeBitsBuilder([](uint64_t a, uint64_t b) { return std::max(a, b); }));
  registry.add<arith::MinUIOp>(makeBitsBuilder([](uint64_t a, uint64_t b) { return std::min(a, b); }));
  registry.add<arith::MaxSIOp>(makeSignedBuilder([](int64_t a, int64_t b) { return std::max(a, b); }));
  registry.add<arith::MinSIOp>(makeSignedBuilder([](int64_t a, int64_t b) { return std::min(a, b); }));
  registry.add<arith::CmpIOp>(buildIntegerCompare);
  registry.add<arith::AddUIExtendedOp>(buildAddExtended);
  registry.add<arith::MulSIExtendedOp>(buildMulExtended<true>);
  registry.add<arith::MulUIExtendedOp>(buildMulExtended<false>);
}

//===----------------------------------------------------------------------------------------------------===//
// The integer ops of math
//===----------------------------------------------------------------------------------------------------===//

/// base^exponent; a negative exponent gives the truncated reciprocal, as the op's expansion does.
static const char *powerOfInteger(const ElementKind &kind, uint64_t base, uint64_t exponent, uint64_t &result) {
  int64_t signedBase = bitsToSigned(kind, base), signedExponent = bitsToSigned(kind, exponent);
  if (signedExponent < 0) {
    if (signedBase == 0)
      return "zero raised to a negative power";
    bool isOdd = signedExponent & 1;
    int64_t reciprocal = signedBase == 1 ? 1 : signedBase == -1 ? (isOdd ? -1 : 1) : 0;
    result = integerToBits(kind, reciprocal);
    return nullptr;
  }
  uint64_t power = 1, square = base;
  for (uint64_t rest = signedExponent; rest != 0; rest >>= 1, square *= square)
    if (rest & 1)
      power *= square;
  result = integerToBits(kind, power);
  return nullptr;
}

template <typename Function>
static RowFunctionBuilder makeCountBuilder(Function function) {
  return [=](Operation *, const ElementwiseTypes &types) {
    return mapUnary([function, kind = types.results[0]](uint64_t a) { return integerToBits(kind, function(kind, a)); });
  };
}

static void registerIntegerMath(ElementwiseRegistry &registry) {
  // The smallest value has no absolute value in its type and stays.
  registry.add<math::AbsIOp>(makeCountBuilder(
      [](const ElementKind &kind, uint64_t a) { return bitsToSigned(kind, a) < 0 ? uint64_t(0) - a : a; }));
  registry.add<math::CountLeadingZerosOp>(makeCountBuilder(
      [](const ElementKind &kind, uint64_t a) -> uint64_t { return llvm::countl_zero(a) - (64 - kind.width); }));
  registry.add<math::CountTrailingZerosOp>(makeCountBuilder([](const ElementKind &kind, uint64_t a) -> uint64_t {
    return std::min<unsigned>(llvm::countr_zero(a), kind.width);
  }));
  registry.add<math::CtPopOp>(
      makeCountBuilder([](const ElementKind &, uint64_t a) -> uint64_t { return llvm::popcount(a); }));
  registry.add<math::IPowIOp>([](Operation *, const ElementwiseTypes &types) {
    return mapCheckedBinary([kind = types.results[0]](uint64_t base, uint64_t exponent, uint64_t &result) {
      return powerOfInteger(kind, base, exponent, result);
    });
  });
}

void reference::registerIntegerElementwise(ElementwiseRegistry &registry) {
  registerSums(registry);
  registerDivisions(registry);
  registerBits(registry);
  registerIntegerMath(registry);
}
