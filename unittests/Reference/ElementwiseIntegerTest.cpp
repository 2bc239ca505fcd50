//===- ElementwiseIntegerTest.cpp - integer arithmetic against APInt and plain C++ ------------------------===//
//
// Every pair of values for i1 to i6 and i8; edges and their neighbours for i16, i32, i64 and index. What an op leaves
// undefined is tried one pair at a time.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "ElementwiseFixture.h"
#include "llvm/ADT/APInt.h"

using namespace mlir;
using namespace mlir::qnt::reference;
using llvm::APInt;

namespace {
struct IntegerOfWidth {
  std::string name;
  unsigned width;
};

/// The result, or nothing where it is undefined.
using IntegerOracle = std::function<std::optional<APInt>(const APInt &, const APInt &)>;

struct IntegerOp {
  const char *name;
  IntegerOracle oracle;
  const char *undefined = ""; ///< the reason given
};

class ElementwiseInteger : public Elementwise {
protected:
  void checkBinary(const IntegerOp &op, const IntegerOfWidth &type, const std::string &syntax,
                   const std::string &resultType);
};
} // namespace

static std::vector<IntegerOfWidth> getIntegerTypes() {
  return {{"i1", 1}, {"i2", 2},   {"i3", 3},   {"i4", 4},   {"i5", 5},    {"i6", 6},
          {"i8", 8}, {"i16", 16}, {"i32", 32}, {"i64", 64}, {"index", 64}};
}

/// All values of small types; else the ends of the signed and the unsigned range, powers of two, and neighbours.
static Bits getIntegers(unsigned width) {
  uint64_t mask = width == 64 ? ~uint64_t(0) : (uint64_t(1) << width) - 1;
  Bits bits;
  if (width <= 8) {
    for (uint64_t value = 0; value <= mask; ++value)
      bits.push_back(value);
    return bits;
  }
  for (unsigned bit : {0u, 1u, 3u, width / 2 - 1, width / 2, width - 2, width - 1})
    for (int64_t step : {-1, 0, 1})
      for (uint64_t sign : {uint64_t(0), ~uint64_t(0)})
        bits.push_back((((uint64_t(1) << bit) + step) ^ sign) & mask);
  for (uint64_t value : {uint64_t(7), uint64_t(10), uint64_t(100), uint64_t(0x123456789ABCDEF0)})
    bits.push_back(value & mask);
  return bits;
}

void ElementwiseInteger::checkBinary(const IntegerOp &op, const IntegerOfWidth &type, const std::string &syntax,
                                     const std::string &resultType) {
  auto [lhs, rhs] = makePairs(getIntegers(type.width));
  Bits definedLhs, definedRhs, expected, undefinedPlaces;
  for (size_t i = 0; i < lhs.size(); ++i) {
    std::optional<APInt> result = op.oracle(APInt(type.width, lhs[i]), APInt(type.width, rhs[i]));
    if (!result) {
      undefinedPlaces.push_back(i);
      continue;
    }
    definedLhs.push_back(lhs[i]);
    definedRhs.push_back(rhs[i]);
    expected.push_back(result->getZExtValue());
  }
  EXPECT_EQ(compute(syntax, {type.name, type.name}, resultType, {definedLhs, definedRhs}), expected)
      << op.name << " " << type.name;
  // Enough of the undefined ones: each is an error of its own.
  size_t stride = std::max<size_t>(1, undefinedPlaces.size() / 20);
  for (size_t i = 0; i < undefinedPlaces.size(); i += stride) {
    size_t place = undefinedPlaces[i];
    std::string error = getError(syntax, {type.name, type.name}, resultType, {{lhs[place]}, {rhs[place]}});
    EXPECT_NE(error.find(op.undefined), std::string::npos)
        << op.name << " " << type.name << " " << lhs[place] << " " << rhs[place] << ": " << error;
  }
}

//===----------------------------------------------------------------------------------------------------===//
// Binary ops
//===----------------------------------------------------------------------------------------------------===//

TEST_F(ElementwiseInteger, wraps) {
  const IntegerOp ops[] = {
      {"arith.addi", [](const APInt &a, const APInt &b) { return a + b; }},
      {"arith.subi", [](const APInt &a, const APInt &b) { return a - b; }},
      {"arith.muli", [](const APInt &a, const APInt &b) { return a * b; }},
      {"arith.andi", [](const APInt &a, const APInt &b) { return a & b; }},
      {"arith.ori", [](const APInt &a, const APInt &b) { return a | b; }},
      {"arith.xori", [](const APInt &a, const APInt &b) { return a ^ b; }},
      {"arith.maxsi", [](const APInt &a, const APInt &b) { return a.sgt(b) ? a : b; }},
      {"arith.minsi", [](const APInt &a, const APInt &b) { return a.slt(b) ? a : b; }},
      {"arith.maxui", [](const APInt &a, const APInt &b) { return a.ugt(b) ? a : b; }},
      {"arith.minui", [](const APInt &a, const APInt &b) { return a.ult(b) ? a : b; }},
  };
  for (const IntegerOp &op : ops)
    for (const IntegerOfWidth &type : getIntegerTypes())
      checkBinary(op, type, std::string(op.name) + " $0, $1 : $T", type.name);
}

/// A flag makes a result that does not fit undefined.
TEST_F(ElementwiseInteger, overflowFlags) {
  auto unless = [](const APInt &value, bool overflow) { return overflow ? std::nullopt : std::optional<APInt>(value); };
  using Method = APInt (APInt::*)(const APInt &, bool &) const;
  const std::tuple<const char *, Method, Method> ops[] = {{"arith.addi", &APInt::sadd_ov, &APInt::uadd_ov},
                                                          {"arith.subi", &APInt::ssub_ov, &APInt::usub_ov},
                                                          {"arith.muli", &APInt::smul_ov, &APInt::umul_ov}};
  for (auto [name, signedMethod, unsignedMethod] : ops)
    for (const IntegerOfWidth &type : getIntegerTypes()) {
      for (auto [flag, method] : {std::pair("nsw", signedMethod), std::pair("nuw", unsignedMethod)}) {
        IntegerOp op{name,
                     [&, method = method](const APInt &a, const APInt &b) {
                       bool overflow = false;
                       APInt value = (a.*method)(b, overflow);
                       return unless(value, overflow);
                     },
                     flag};
        checkBinary(op, type, std::string(name) + " $0, $1 overflow<" + flag + "> : $T", type.name);
      }
    }
}

TEST_F(ElementwiseInteger, shifts) {
  auto inRange = [](const APInt &a, const APInt &amount) { return amount.ult(a.getBitWidth()); };
  auto makeOracle = [&](auto shift) {
    return [=](const APInt &a, const APInt &amount) {
      return inRange(a, amount) ? std::optional<APInt>(shift(a, amount)) : std::nullopt;
    };
  };
  const IntegerOp ops[] = {
      {"arith.shli", makeOracle([](const APInt &a, const APInt &b) { return a.shl(b); }), "not below the bit width"},
      {"arith.shrsi", makeOracle([](const APInt &a, const APInt &b) { return a.ashr(b); }), "not below the bit width"},
      {"arith.shrui", makeOracle([](const APInt &a, const APInt &b) { return a.lshr(b); }), "not below the bit width"},
  };
  for (const IntegerOp &op : ops)
    for (const IntegerOfWidth &type : getIntegerTypes())
      checkBinary(op, type, std::string(op.name) + " $0, $1 : $T", type.name);
}

TEST_F(ElementwiseInteger, divisions) {
  auto makeSigned = [](auto divide) {
    return [=](const APInt &a, const APInt &b) -> std::optional<APInt> {
      if (b.isZero() || (a.isMinSignedValue() && b.isAllOnes()))
        return std::nullopt;
      return divide(a, b);
    };
  };
  auto makeUnsigned = [](auto divide) {
    return
        [=](const APInt &a, const APInt &b) { return b.isZero() ? std::nullopt : std::optional<APInt>(divide(a, b)); };
  };
  using Rounding = APInt::Rounding;
  const IntegerOp ops[] = {
      {"arith.divsi", makeSigned([](const APInt &a, const APInt &b) { return a.sdiv(b); }), "division"},
      {"arith.remsi", makeSigned([](const APInt &a, const APInt &b) { return a.srem(b); }), "division"},
      {"arith.floordivsi",
       makeSigned([](const APInt &a, const APInt &b) { return llvm::APIntOps::RoundingSDiv(a, b, Rounding::DOWN); }),
       "division"},
      {"arith.ceildivsi",
       makeSigned([](const APInt &a, const APInt &b) { return llvm::APIntOps::RoundingSDiv(a, b, Rounding::UP); }),
       "division"},
      {"arith.divui", makeUnsigned([](const APInt &a, const APInt &b) { return a.udiv(b); }), "division by zero"},
      {"arith.remui", makeUnsigned([](const APInt &a, const APInt &b) { return a.urem(b); }), "division by zero"},
      {"arith.ceildivui",
       makeUnsigned([](const APInt &a, const APInt &b) { return llvm::APIntOps::RoundingUDiv(a, b, Rounding::UP); }),
       "division by zero"},
  };
  for (const IntegerOp &op : ops)
    for (const IntegerOfWidth &type : getIntegerTypes())
      checkBinary(op, type, std::string(op.name) + " $0, $1 : $T", type.name);
}

/// `exact` makes a remainder, or a bit shifted out, undefined.
TEST_F(ElementwiseInteger, exact) {
  auto divides = [](const APInt &a, const APInt &b, bool isSigned) {
    if (b.isZero() || (isSigned && a.isMinSignedValue() && b.isAllOnes()))
      return false;
    return isSigned ? a.srem(b).isZero() : a.urem(b).isZero();
  };
  const IntegerOp ops[] = {
      {"arith.divsi",
       [=](const APInt &a, const APInt &b) { return divides(a, b, true) ? std::optional(a.sdiv(b)) : std::nullopt; }},
      {"arith.divui",
       [=](const APInt &a, const APInt &b) { return divides(a, b, false) ? std::optional(a.udiv(b)) : std::nullopt; }},
      {"arith.shrsi",
       [](const APInt &a, const APInt &b) {
         return b.ult(a.getBitWidth()) && a.ashr(b).shl(b) == a ? std::optional(a.ashr(b)) : std::nullopt;
       }},
      {"arith.shrui",
       [](const APInt &a, const APInt &b) {
         return b.ult(a.getBitWidth()) && a.lshr(b).shl(b) == a ? std::optional(a.lshr(b)) : std::nullopt;
       }},
  };
  for (const IntegerOp &op : ops)
    for (const IntegerOfWidth &type : getIntegerTypes())
      checkBinary(op, type, std::string(op.name) + " $0, $1 exact : $T", type.name);
}

TEST_F(ElementwiseInteger, comparisons) {
  const std::pair<const char *, bool (*)(const APInt &, const APInt &)> predicates[] = {
      {"eq", [](const APInt &a, const APInt &b) { return a == b; }},
      {"ne", [](const APInt &a, const APInt &b) { return a != b; }},
      {"slt", [](const APInt &a, const APInt &b) { return a.slt(b); }},
      {"sle", [](const APInt &a, const APInt &b) { return a.sle(b); }},
      {"sgt", [](const APInt &a, const APInt &b) { return a.sgt(b); }},
      {"sge", [](const APInt &a, const APInt &b) { return a.sge(b); }},
      {"ult", [](const APInt &a, const APInt &b) { return a.ult(b); }},
      {"ule", [](const APInt &a, const APInt &b) { return a.ule(b); }},
      {"ugt", [](const APInt &a, const APInt &b) { return a.ugt(b); }},
      {"uge", [](const APInt &a, const APInt &b) { return a.uge(b); }}};
  for (auto [name, predicate] : predicates)
    for (const IntegerOfWidth &type : getIntegerTypes()) {
      IntegerOp op{name, [predicate = predicate](const APInt &a, const APInt &b) { return APInt(1, predicate(a, b)); }};
      checkBinary(op, type, std::string("arith.cmpi ") + name + ", $0, $1 : $T", "i1");
    }
}

/// base^exponent modulo 2^width by repeated multiplication; 0 to a negative power is undefined.
TEST_F(ElementwiseInteger, powers) {
  auto power = [](const APInt &base, const APInt &exponent) -> std::optional<APInt> {
    unsigned width = base.getBitWidth();
    if (exponent.isNegative()) {
      if (base.isZero())
        return std::nullopt;
      if (base.isOne() || base.isAllOnes())
        return base.isOne() || !exponent[0] ? APInt(width, 1) : base;
      return APInt(width, 0);
    }
    APInt result(width, 1);
    for (uint64_t i = 0; i < exponent.getZExtValue(); ++i)
      result *= base;
    return result;
  };
  for (const IntegerOfWidth &type : getIntegerTypes())
    if (type.width <= 8 && type.width > 1)
      checkBinary({"math.ipowi", power, "zero raised to a negative power"}, type, "math.ipowi $0, $1 : $T", type.name);
  EXPECT_EQ(compute("math.ipowi $0, $1 : $T", {"i64", "i64"}, "i64", {{3, 2, uint64_t(-3), 10}, {40, 63, 39, 19}}),
            (Bits{12157665459056928801u, uint64_t(1) << 63, uint64_t(-4052555153018976267), 10000000000000000000u}));
}

//===----------------------------------------------------------------------------------------------------===//
// Unary ops, two results, choice
//===----------------------------------------------------------------------------------------------------===//

TEST_F(ElementwiseInteger, unary) {
  const std::pair<const char *, APInt (*)(const APInt &)> ops[] = {
      {"math.absi", [](const APInt &a) { return a.abs(); }},
      {"math.ctlz", [](const APInt &a) { return APInt(a.getBitWidth(), a.countl_zero(), false, true); }},
      {"math.cttz", [](const APInt &a) { return APInt(a.getBitWidth(), a.countr_zero(), false, true); }},
      {"math.ctpop", [](const APInt &a) { return APInt(a.getBitWidth(), a.popcount(), false, true); }}};
  for (auto [name, oracle] : ops)
    for (const IntegerOfWidth &type : getIntegerTypes()) {
      Bits values = getIntegers(type.width), expected;
      for (uint64_t value : values)
        expected.push_back(oracle(APInt(type.width, value)).getZExtValue());
      EXPECT_EQ(compute(std::string(name) + " $0 : $T", {type.name}, type.name, {values}), expected)
          << name << " " << type.name;
    }
}

/// Ops with two results: the sum and its carry, the halves of a product.
TEST_F(ElementwiseInteger, extended) {
  for (const IntegerOfWidth &type : getIntegerTypes()) {
    unsigned width = type.width;
    auto add = [&](const APInt &a, const APInt &b) { return a.zext(width + 1) + b.zext(width + 1); };
    checkBinary({"sum", [&](const APInt &a, const APInt &b) { return add(a, b).trunc(width); }}, type,
                "%r, %carry = arith.addui_extended $0, $1 : $T, $B", type.name);
    checkBinary({"carry", [&](const APInt &a, const APInt &b) { return add(a, b).lshr(width).trunc(1); }}, type,
                "%sum, %r = arith.addui_extended $0, $1 : $T, $B", "i1");
    for (bool isSigned : {false, true}) {
      std::string op = std::string(isSigned ? "arith.mulsi" : "arith.mului") + "_extended $0, $1 : $T";
      auto widen = [=](const APInt &a) { return isSigned ? a.sext(2 * width) : a.zext(2 * width); };
      auto multiply = [=](const APInt &a, const APInt &b) { return widen(a) * widen(b); };
      checkBinary({"low", [=](const APInt &a, const APInt &b) { return multiply(a, b).trunc(width); }}, type,
                  "%r, %high = " + op, type.name);
      checkBinary({"high", [=](const APInt &a, const APInt &b) { return multiply(a, b).lshr(width).trunc(width); }},
                  type, "%low, %r = " + op, type.name);
    }
  }
}

TEST_F(ElementwiseInteger, select) {
  Bits conditions{1, 0, 0, 1}, first{1, 2, 3, 4}, second{5, 6, 7, 8};
  EXPECT_EQ(compute("arith.select $0, $1, $2 : $0T, $1T", {"i1", "i32", "i32"}, "i32", {conditions, first, second}),
            (Bits{1, 6, 7, 4}));
}
