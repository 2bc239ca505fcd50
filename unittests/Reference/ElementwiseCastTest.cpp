//===- ElementwiseCastTest.cpp - conversions against APFloat and APInt ------------------------------------===//
#include "ElementwiseFixture.h"
#include "llvm/ADT/APSInt.h"

using namespace mlir;
using namespace mlir::qnt::reference;
using llvm::APFloat;
using llvm::APInt;
using llvm::APSInt;

namespace {
class ElementwiseCast : public Elementwise {
protected:
  void checkTruncation(const FloatFormat &from, const FloatFormat &to, const std::string &mode,
                       APFloat::roundingMode rounding);
  std::mt19937_64 random{20260120};
};
} // namespace

//===----------------------------------------------------------------------------------------------------===//
// Floats to floats
//===----------------------------------------------------------------------------------------------------===//

/// Every pattern of 16 bits, or edges and random ones; and with them the boundaries of `to`: each number of the narrow
/// type, the middle to the next one, and the neighbours of both.
static Bits drawForTruncation(const FloatFormat &from, const FloatFormat &to, std::mt19937_64 &random) {
  Bits bits;
  if (from.width == 16) {
    for (uint64_t pattern = 0; pattern < 65536; ++pattern)
      bits.push_back(pattern);
    return bits;
  }
  bits = drawFloats(from, random, 500);
  uint64_t count = to.width == 8 ? 256 : 2000;
  for (uint64_t i = 0; i < count; ++i) {
    APFloat number = to.get(to.width == 8 ? i : random() % (uint64_t(1) << (to.width - 1)));
    APFloat next = number;
    next.next(/*nextDown=*/false);
    if (!number.isFinite() || !next.isFinite())
      continue;
    double low = number.convertToDouble(), high = next.convertToDouble();
    for (double value : {low, low + (high - low) / 2}) {
      uint64_t pattern = FloatFormat::getBits(from.round(value));
      bits.insert(bits.end(), {pattern - 1, pattern, pattern + 1});
    }
  }
  uint64_t mask = from.width == 64 ? ~uint64_t(0) : (uint64_t(1) << from.width) - 1;
  for (uint64_t &pattern : bits)
    pattern &= mask;
  return bits;
}

void ElementwiseCast::checkTruncation(const FloatFormat &from, const FloatFormat &to, const std::string &mode,
                                      APFloat::roundingMode rounding) {
  Bits values = drawForTruncation(from, to, random);
  Bits got = compute("arith.truncf $0 " + mode + " : $T to $R", {from.name}, to.name, {values});
  for (size_t i = 0; i < values.size(); ++i) {
    APFloat expected = from.get(values[i]);
    bool losesInfo;
    expected.convert(to.semantics, rounding, &losesInfo);
    bool isSame = expected.isNaN() ? to.isNaN(got[i]) : got[i] == FloatFormat::getBits(expected);
    ASSERT_TRUE(isSame) << from.name << " to " << to.name << " " << mode << " of "
                        << from.get(values[i]).convertToDouble() << ": got " << to.get(got[i]).convertToDouble()
                        << ", expected " << expected.convertToDouble();
  }
}

TEST_F(ElementwiseCast, truncf) {
  const std::pair<const char *, APFloat::roundingMode> modes[] = {
      {"", APFloat::rmNearestTiesToEven},      {"to_nearest_even", APFloat::rmNearestTiesToEven},
      {"downward", APFloat::rmTowardNegative}, {"upward", APFloat::rmTowardPositive},
      {"toward_zero", APFloat::rmTowardZero},  {"to_nearest_away", APFloat::rmNearestTiesToAway}};
  for (const FloatFormat &from : getFloatFormats())
    for (const FloatFormat &to : getFloatFormats())
      if (from.width > to.width)
        for (auto [mode, rounding] : modes)
          checkTruncation(from, to, mode, rounding);
}

TEST_F(ElementwiseCast, extf) {
  for (const FloatFormat &from : getFloatFormats())
    for (const FloatFormat &to : getFloatFormats()) {
      if (from.width >= to.width)
        continue;
      Bits values = drawForTruncation(from, from, random);
      Bits got = compute("arith.extf $0 : $T to $R", {from.name}, to.name, {values});
      for (size_t i = 0; i < values.size(); ++i) {
        APFloat expected = to.round(from.get(values[i]).convertToDouble());
        bool isSame = from.isNaN(values[i]) ? to.isNaN(got[i]) : got[i] == FloatFormat::getBits(expected);
        ASSERT_TRUE(isSame) << from.name << " " << values[i];
      }
    }
}

/// Scales of other types than f8E8M0FNU become powers of two first.
TEST_F(ElementwiseCast, scaling) {
  // f4E2M1FN codes 2, 5, 7, 15 are 1, 3, 6, -6; f8E8M0FNU codes 127, 130, 120 are 1, 8, 2^-7.
  Bits extended = compute("arith.scaling_extf $0, $1 : $T, $1T to $R", {"f4E2M1FN", "f8E8M0FNU"}, "f64",
                          {{2, 5, 7, 15}, {127, 130, 120, 127}});
  std::vector<double> expected{1, 24, 6.0 / 128, -6};
  for (size_t i = 0; i < expected.size(); ++i)
    EXPECT_EQ(llvm::bit_cast<double>(extended[i]), expected[i]);
  Bits values;
  for (double value : {2.5, -40.0, 0.25, 5.0})
    values.push_back(llvm::bit_cast<uint64_t>(value));
  // 2.5 is a tie of 2 and 3 (to the even code, 2); -40 / 8 = -5 one of 4 and 6 (to 4); 0.25 * 128 saturates to 6.
  EXPECT_EQ(compute("arith.scaling_truncf $0, $1 : $T, $1T to $R", {"f64", "f8E8M0FNU"}, "f4E2M1FN",
                    {values, {127, 130, 120, 128}}),
            (Bits{4, 14, 7, 4}));
}

//===----------------------------------------------------------------------------------------------------===//
// Integers and floats
//===----------------------------------------------------------------------------------------------------===//

static Bits drawIntegers(unsigned width, std::mt19937_64 &random) {
  uint64_t mask = width == 64 ? ~uint64_t(0) : (uint64_t(1) << width) - 1;
  Bits bits;
  if (width <= 16) {
    for (uint64_t value = 0; value <= mask; ++value)
      bits.push_back(value);
    return bits;
  }
  for (unsigned i = 0; i < 3000; ++i)
    bits.push_back((random() >> (random() % 64)) & mask);
  // Ties of every type: 2^n + 2^(n - p), one below, one above.
  for (unsigned high = 3; high < width; ++high)
    for (unsigned precision : {3u, 4u, 8u, 11u, 24u, 53u})
      for (int64_t step : {-1, 0, 1})
        if (high >= precision)
          bits.push_back(((uint64_t(1) << high) + (uint64_t(1) << (high - precision)) + step) & mask);
  for (uint64_t value : {uint64_t(0), uint64_t(1), mask, mask >> 1, (mask >> 1) + 1})
    bits.push_back(value);
  return bits;
}

TEST_F(ElementwiseCast, integersToFloats) {
  for (unsigned width : {1u, 4u, 8u, 16u, 32u, 64u})
    for (const FloatFormat &to : getFloatFormats())
      for (bool isSigned : {false, true}) {
        std::string name = isSigned ? "arith.sitofp" : "arith.uitofp", type = "i" + std::to_string(width);
        Bits values = drawIntegers(width, random);
        Bits got = compute(name + " $0 : $T to $R", {type}, to.name, {values});
        for (size_t i = 0; i < values.size(); ++i) {
          APFloat expected(to.semantics);
          expected.convertFromAPInt(APInt(width, values[i]), isSigned, APFloat::rmNearestTiesToEven);
          bool isSame = expected.isNaN() ? to.isNaN(got[i]) : got[i] == FloatFormat::getBits(expected);
          ASSERT_TRUE(isSame) << name << " " << type << " to " << to.name << " of " << values[i] << ": got "
                              << to.get(got[i]).convertToDouble() << ", expected " << expected.convertToDouble();
        }
      }
}

/// Towards zero; what does not fit is an error, one by one.
TEST_F(ElementwiseCast, floatsToIntegers) {
  for (unsigned width : {1u, 4u, 8u, 16u, 32u, 64u})
    for (const FloatFormat &from : getFloatFormats())
      for (bool isSigned : {false, true}) {
        std::string op = std::string(isSigned ? "arith.fptosi" : "arith.fptoui") + " $0 : $T to $R";
        std::string type = "i" + std::to_string(width);
        Bits values = drawFloats(from, random, 500), inRange, expected, outside;
        for (double edge : {std::ldexp(1.0, width - 1), std::ldexp(1.0, width)})
          for (double value : {edge - 1, edge - 0.5, edge, edge + 1, -edge, -edge - 1, -edge - 0.5, -0.75, 0.75})
            values.push_back(FloatFormat::getBits(from.round(value)));
        for (uint64_t value : values) {
          APSInt integer(width, !isSigned);
          bool isExact;
          bool fits =
              from.get(value).convertToInteger(integer, APFloat::rmTowardZero, &isExact) != APFloat::opInvalidOp;
          (fits ? inRange : outside).push_back(value);
          if (fits)
            expected.push_back(integer.getZExtValue());
        }
        EXPECT_EQ(compute(op, {from.name}, type, {inRange}), expected) << op << from.name << " " << type;
        for (size_t i = 0; i < outside.size(); i += std::max<size_t>(1, outside.size() / 20))
          EXPECT_NE(getError(op, {from.name}, type, {{outside[i]}}).find("out of range"), std::string::npos)
              << op << from.name << " " << type << " " << from.get(outside[i]).convertToDouble();
      }
}

//===----------------------------------------------------------------------------------------------------===//
// Integers to integers, bits
//===----------------------------------------------------------------------------------------------------===//

TEST_F(ElementwiseCast, integersToIntegers) {
  const std::pair<std::string, unsigned> types[] = {{"i1", 1}, {"i4", 4},   {"i7", 7},
                                                    {"i8", 8}, {"i32", 32}, {"i64", 64}};
  for (auto &[fromName, fromWidth] : types)
    for (auto &[toName, toWidth] : types) {
      if (fromWidth == toWidth)
        continue;
      Bits values = drawIntegers(fromWidth, random), signedResult, unsignedResult;
      for (uint64_t value : values) {
        signedResult.push_back(APInt(fromWidth, value).sextOrTrunc(toWidth).getZExtValue());
        unsignedResult.push_back(APInt(fromWidth, value).zextOrTrunc(toWidth).getZExtValue());
      }
      std::string suffix = " $0 : $T to $R";
      if (fromWidth < toWidth) {
        EXPECT_EQ(compute("arith.extsi" + suffix, {fromName}, toName, {values}), signedResult);
        EXPECT_EQ(compute("arith.extui" + suffix, {fromName}, toName, {values}), unsignedResult);
      } else {
        EXPECT_EQ(compute("arith.trunci" + suffix, {fromName}, toName, {values}), unsignedResult);
      }
    }
}

/// index has 64 bits.
TEST_F(ElementwiseCast, indexCasts) {
  for (unsigned width : {1u, 8u, 32u, 64u}) {
    std::string type = "i" + std::to_string(width);
    Bits values = drawIntegers(width, random), wide = drawIntegers(64, random), extended, zeroExtended, narrow;
    for (uint64_t value : values) {
      extended.push_back(APInt(width, value).sextOrTrunc(64).getZExtValue());
      zeroExtended.push_back(value);
    }
    for (uint64_t value : wide)
      narrow.push_back(APInt(64, value).zextOrTrunc(width).getZExtValue());
    EXPECT_EQ(compute("arith.index_cast $0 : $T to $R", {type}, "index", {values}), extended);
    EXPECT_EQ(compute("arith.index_castui $0 : $T to $R", {type}, "index", {values}), zeroExtended);
    EXPECT_EQ(compute("arith.index_cast $0 : $T to $R", {"index"}, type, {wide}), narrow);
    EXPECT_EQ(compute("arith.index_castui $0 : $T to $R", {"index"}, type, {wide}), narrow);
  }
}

TEST_F(ElementwiseCast, truncationFlags) {
  const std::string nsw = "arith.trunci $0 overflow<nsw> : $T to $R", nuw = "arith.trunci $0 overflow<nuw> : $T to $R";
  EXPECT_EQ(compute(nsw, {"i16"}, "i8", {{127, 0xFF80, 0xFFFF}}), (Bits{127, 0x80, 0xFF}));
  EXPECT_EQ(compute(nuw, {"i16"}, "i8", {{127, 0x80, 0xFF}}), (Bits{127, 0x80, 0xFF}));
  for (uint64_t value : {0x80, 0xFF7F})
    EXPECT_NE(getError(nsw, {"i16"}, "i8", {{value}}).find("nsw"), std::string::npos);
  for (uint64_t value : {0x100, 0xFFFF})
    EXPECT_NE(getError(nuw, {"i16"}, "i8", {{value}}).find("nuw"), std::string::npos);
}

TEST_F(ElementwiseCast, bitcast) {
  Bits values{0, 1, 0x7F80, 0xFFFF, 0x3C00};
  for (const char *from : {"i16", "f16", "bf16"})
    for (const char *to : {"i16", "f16", "bf16"})
      EXPECT_EQ(compute("arith.bitcast $0 : $T to $R", {from}, to, {values}), values);
}
