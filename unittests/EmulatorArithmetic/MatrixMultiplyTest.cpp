//===- MatrixMultiplyTest.cpp - exact sums, layouts of fragments, metadata of sparse matrices --------------------===//

#include "Arithmetic/MatrixMultiply.h"
#include "Arithmetic/ExactSum.h"
#include "Oracle.h"
#include <cmath>
#include <gtest/gtest.h>
#include <set>

using namespace mlir::qnt::emulator;
using oracle::Mode;

namespace {

//===--- Numbers ---===//

TEST(MatrixMultiply, DecodesEveryCode) {
  for (uint32_t code = 0; code < 0x10000; ++code) {
    auto half = uint16_t(code);
    double values[2];
    decodeF16(&half, values, 1);
    decodeBF16(&half, values + 1, 1);
    double f16 = oracle::f16().decode(code), bf16 = oracle::bf16().decode(code);
    ASSERT_TRUE(values[0] == f16 || (values[0] != values[0] && f16 != f16)) << code;
    ASSERT_TRUE(values[1] == bf16 || (values[1] != values[1] && bf16 != bf16)) << code;
    ASSERT_EQ(std::signbit(values[0]), std::signbit(f16) || (f16 != f16 && code >> 15));
  }
  for (uint32_t code = 0; code < 256; ++code) {
    auto byte = uint8_t(code);
    double values[2];
    decodeE4M3(&byte, values, 1);
    decodeE5M2(&byte, values + 1, 1);
    double e4m3 = oracle::e4m3().decode(code), e5m2 = oracle::e5m2().decode(code);
    ASSERT_TRUE(values[0] == e4m3 || (values[0] != values[0] && e4m3 != e4m3)) << code;
    ASSERT_TRUE(values[1] == e5m2 || (values[1] != values[1] && e5m2 != e5m2)) << code;
  }
  const uint32_t words[] = {0x3f801fff, 0x7f800001, 0xff800000};
  double values[3];
  decodeTF32(words, values, 3);
  EXPECT_EQ(values[0], 1.0); // the low 13 bits do not count
  EXPECT_TRUE(std::isnan(values[1]));
  EXPECT_EQ(values[2], -INFINITY);
}

/// One row, eight equal columns.
uint32_t sumOf(std::vector<double> a, std::vector<double> b, double c, MatrixRounding rounding = {}) {
  MatrixShape shape = {1, 8, uint16_t(a.size())};
  std::vector<double> columns;
  for (double value : b)
    columns.insert(columns.end(), 8, value);
  std::vector<double> accumulators(8, c);
  uint32_t d[8];
  multiplyFloats(shape, a.data(), columns.data(), accumulators.data(), d, rounding);
  for (uint32_t value : d)
    EXPECT_EQ(value, d[0]);
  return d[0];
}

TEST(MatrixMultiply, SumsAreExactAndRoundedOnce) {
  // 2^100 + 1 - 2^100: an f64 sum loses the one.
  EXPECT_EQ(sumOf({0x1p50, 1, 0x1p50}, {0x1p50, 1, -0x1p50}, 0), 0x3f800000u);
  // A tie of f32 that a tiny term breaks, far below 53 bits.
  EXPECT_EQ(sumOf({1, 0x1p-60}, {1, 0x1p-60}, 0x1p-24), 0x3f800001u);
  EXPECT_EQ(sumOf({1, 0x1p-60}, {1, -0x1p-60}, 0x1p-24), 0x3f800000u);
  EXPECT_EQ(sumOf({1}, {1}, 0x1p-24), 0x3f800000u);
  // Subnormal results, smallest products.
  EXPECT_EQ(sumOf({0x1p-133}, {0x1p-16}, 0), 0x00000001u);
  EXPECT_EQ(sumOf({0x1p-133, 0x1p-133}, {0x1p-133, 0x1p-133}, 0x1p-150), 0x00000001u);
  // Overflow, infinities, NaN.
  EXPECT_EQ(sumOf({0x1p127, 0x1p127}, {0x1p127, -0x1p127}, 1), 0x3f800000u);
  EXPECT_EQ(sumOf({0x1p127}, {2}, 0), 0x7f800000u);
  EXPECT_EQ(sumOf({INFINITY}, {-1}, 5), 0xff800000u);
  EXPECT_EQ(sumOf({INFINITY, 1}, {1, -INFINITY}, 0), 0x7fffffffu);
  EXPECT_EQ(sumOf({INFINITY}, {0}, 0), 0x7fffffffu);
  EXPECT_EQ(sumOf({1}, {1}, NAN), 0x7fffffffu);
  // Zeros.
  EXPECT_EQ(sumOf({-0.0}, {1}, -0.0), 0x80000000u);
  EXPECT_EQ(sumOf({-0.0}, {1}, 0.0), 0x00000000u);
  EXPECT_EQ(sumOf({1, 1}, {0x1p60, -0x1p60}, 0x1p-80), 0x17800000u);
  // f16 results are rounded from the exact sum as well.
  MatrixRounding half = {true, 0};
  EXPECT_EQ(sumOf({1, 0x1p-20}, {1, 0x1p-20}, 0x1p-11, half), 0x3c01u);
  EXPECT_EQ(sumOf({1}, {1}, 0x1p-11, half), 0x3c00u);
  EXPECT_EQ(sumOf({256}, {256}, 0, half), 0x7c00u);
  EXPECT_EQ(sumOf({1}, {NAN}, 0, half), 0x7fffu);
}

TEST(MatrixMultiply, TruncatedAccumulation) {
  MatrixRounding truncated = {false, 14};
  // Terms below 2^-13 of the largest one are lost.
  EXPECT_EQ(sumOf({1, 1}, {1, 0x1p-13}, 0, truncated), bitsOf(float(1 + 0x1p-13)));
  EXPECT_EQ(sumOf({1, 1}, {1, 0x1p-14}, 0, truncated), 0x3f800000u);
  EXPECT_EQ(sumOf({1, 1, 1}, {1, 0x1p-14, 0x1p-14}, 0, truncated), 0x3f800000u);
  EXPECT_EQ(sumOf({1, 1, 1}, {1, 0x1p-14, 0x1p-14}, 0), bitsOf(float(1 + 0x1p-13)));
  EXPECT_EQ(sumOf({1}, {1}, 4096, truncated), bitsOf(4097.0f));
  EXPECT_EQ(sumOf({1}, {1}, 8192, truncated), bitsOf(8193.0f));
  EXPECT_EQ(sumOf({1}, {1}, 16384, truncated), bitsOf(16384.0f));
}

/// Random matrices whose sums fit 128 bits in units of 2^-80.
TEST(MatrixMultiply, RandomMatricesAgainstIntegers) {
  oracle::Random random(51);
  for (int round = 0; round < 400; ++round) {
    MatrixShape shape = {16, 8, uint16_t(4 << (round % 4))};
    std::vector<double> a(shape.m * shape.k), b(shape.k * shape.n), c(shape.m * shape.n);
    int spread = round % 3 == 0 ? 4 : 20;
    auto draw = [&](int bits, int low) {
      double value = double(int64_t(random.next() % (2ull << bits)) - int64_t(1ull << bits));
      return std::ldexp(value, low - int(random.next() % uint64_t(spread)));
    };
    for (double &value : a)
      value = draw(10, -10);
    for (double &value : b)
      value = draw(10, -10);
    for (double &value : c)
      value = draw(23, -20);
    std::vector<uint32_t> d(shape.m * shape.n);
    multiplyFloats(shape, a.data(), b.data(), c.data(), d.data(), {});
    for (int m = 0; m < shape.m; ++m)
      for (int n = 0; n < shape.n; ++n) {
        // 2^-60 divides every product and every c.
        auto units = [](double value) { return __int128(std::ldexp(value, 60)); };
        __int128 sum = units(c[m * shape.n + n]);
        for (int k = 0; k < shape.k; ++k)
          sum += __int128(std::ldexp(a[m * shape.k + k], 30)) * __int128(std::ldexp(b[k * shape.n + n], 30));
        // To odd in f64, then once to f32.
        __int128 magnitude = sum < 0 ? -sum : sum;
        int shift = 0;
        bool sticky = false;
        for (; magnitude >> 53; magnitude >>= 1, ++shift)
          sticky |= magnitude & 1;
        double odd = std::ldexp(double(int64_t(magnitude) | sticky), shift - 60);
        float wanted = oracle::narrow(sum < 0 ? -odd : odd, Mode::Nearest);
        ASSERT_EQ(d[m * shape.n + n], bitsOf(wanted)) << round << " " << m << " " << n;
      }
  }
}

/// One product and a sum: the same as a fused multiply-add of the host, in every mode.
TEST(MatrixMultiply, DoublesOfOneProduct) {
  oracle::Random random(52);
  std::vector<uint64_t> edges = oracle::edges64();
  for (int round = 0; round < 30000; ++round) {
    auto draw = [&] { return asDouble(random.next() % 3 ? random.next() : edges[random.next() % edges.size()]); };
    double a = draw(), b = draw(), c = round % 2 ? draw() : -(a * b);
    for (Mode mode : {Mode::Nearest, Mode::Zero, Mode::Down, Mode::Up}) {
      uint64_t d;
      multiplyDoubles({1, 1, 1}, &a, &b, &c, &d, Rounding(int(mode)));
      double wanted = oracle::fma64(a, b, c, mode);
      if (wanted != wanted)
        ASSERT_TRUE(isNaN<F64>(d));
      else
        ASSERT_EQ(d, bitsOf(wanted)) << a << " " << b << " " << c << " mode " << int(mode);
    }
  }
  const double a[] = {0x1p600, 1, 0x1p600}, b[] = {0x1p600, 1, -0x1p600}, c = 0;
  uint64_t d;
  multiplyDoubles({1, 1, 3}, a, b, &c, &d, Rounding::NearestEven);
  EXPECT_EQ(d, 0x3ff0000000000000u); // products beyond the range of f64 cancel
}

TEST(MatrixMultiply, Integers) {
  oracle::Random random(53);
  MatrixShape shape = {16, 8, 64};
  std::vector<int16_t> a(16 * 64), b(64 * 8);
  std::vector<int32_t> c(16 * 8);
  for (int round = 0; round < 50; ++round) {
    for (int16_t &value : a)
      value = round == 0 ? 255 : int16_t(random.next() % 256 - (round % 2 ? 128 : 0));
    for (int16_t &value : b)
      value = round == 0 ? 255 : int16_t(random.next() % 256 - (round % 4 < 2 ? 128 : 0));
    for (int32_t &value : c)
      value = random.next() % 2 ? INT32_MAX - int32_t(random.next() % 1000) : INT32_MIN + int32_t(random.next() % 1000);
    for (bool saturate : {false, true}) {
      std::vector<uint32_t> d(16 * 8);
      multiplyIntegers(shape, a.data(), b.data(), c.data(), d.data(), saturate);
      for (int i = 0; i < 16 * 8; ++i) {
        int64_t sum = c[i];
        for (int k = 0; k < 64; ++k)
          sum += int64_t(a[i / 8 * 64 + k]) * b[k * 8 + i % 8];
        int64_t clamped = std::min<int64_t>(std::max<int64_t>(sum, INT32_MIN), INT32_MAX);
        ASSERT_EQ(d[i], uint32_t(saturate ? clamped : sum));
      }
    }
  }
}

//===--- Layouts, by the formulas of the ISA for each shape ---===//

using Place = std::pair<int, int>;
Place pairOf(MatrixPlace place) { return {place.row, place.column}; }

TEST(FragmentLayout, M16N8K8Half) {
  for (int lane = 0; lane < 32; ++lane) {
    int group = lane >> 2, thread = lane % 4;
    for (int i = 0; i < 4; ++i) {
      Place a = {i < 2 ? group : group + 8, thread * 2 + (i & 1)};
      EXPECT_EQ(pairOf(placeInA(lane, i / 2, i % 2, 16, 2)), a);
      Place c = {i < 2 ? group : group + 8, thread * 2 + (i & 1)};
      EXPECT_EQ(pairOf(placeInC(lane, i, 16)), c);
    }
    for (int i = 0; i < 2; ++i)
      EXPECT_EQ(pairOf(placeInB(lane, 0, i, 8, 2)), Place(thread * 2 + i, group));
  }
}
TEST(FragmentLayout, M16N8K16Half) {
  for (int lane = 0; lane < 32; ++lane) {
    int group = lane >> 2, thread = lane % 4;
    for (int i = 0; i < 8; ++i) {
      bool upper = (i >= 0 && i < 2) || (i >= 4 && i < 6);
      Place a = {upper ? group : group + 8, i < 4 ? thread * 2 + (i & 1) : thread * 2 + (i & 1) + 8};
      EXPECT_EQ(pairOf(placeInA(lane, i / 2, i % 2, 16, 2)), a);
    }
    for (int i = 0; i < 4; ++i)
      EXPECT_EQ(pairOf(placeInB(lane, i / 2, i % 2, 16, 2)), Place(thread * 2 + (i & 1) + (i < 2 ? 0 : 8), group));
  }
}
TEST(FragmentLayout, M16N8K32Bytes) {
  for (int lane = 0; lane < 32; ++lane) {
    int group = lane >> 2, thread = lane % 4;
    for (int i = 0; i < 16; ++i) {
      bool upper = i < 4 || (i >= 8 && i < 12);
      Place a = {upper ? group : group + 8, i < 8 ? thread * 4 + (i & 3) : thread * 4 + (i & 3) + 16};
      EXPECT_EQ(pairOf(placeInA(lane, i / 4, i % 4, 16, 4)), a);
    }
    for (int i = 0; i < 8; ++i)
      EXPECT_EQ(pairOf(placeInB(lane, i / 4, i % 4, 32, 4)), Place(thread * 4 + (i & 3) + (i < 4 ? 0 : 16), group));
    for (int i = 0; i < 8; ++i) // m16n8k16
      EXPECT_EQ(pairOf(placeInA(lane, i / 4, i % 4, 16, 4)), Place(i < 4 ? group : group + 8, thread * 4 + (i & 3)));
  }
}
TEST(FragmentLayout, M16N8K64Nibbles) {
  for (int lane = 0; lane < 32; ++lane) {
    int group = lane >> 2, thread = lane % 4;
    for (int i = 0; i < 32; ++i) {
      bool upper = i < 8 || (i >= 16 && i < 24);
      Place a = {upper ? group : group + 8, i < 16 ? thread * 8 + (i & 7) : thread * 8 + (i & 7) + 32};
      EXPECT_EQ(pairOf(placeInA(lane, i / 8, i % 8, 16, 8)), a);
    }
    for (int i = 0; i < 16; ++i)
      EXPECT_EQ(pairOf(placeInB(lane, i / 8, i % 8, 64, 8)), Place(thread * 8 + (i & 7) + (i < 8 ? 0 : 32), group));
  }
}
TEST(FragmentLayout, M16N8K256Bits) {
  for (int lane = 0; lane < 32; ++lane) {
    int group = lane >> 2, thread = lane % 4;
    for (int i = 0; i < 128; ++i) {
      bool upper = i < 32 || (i >= 64 && i < 96);
      Place a = {upper ? group : group + 8, i < 64 ? thread * 32 + (i & 31) : thread * 32 + (i & 31) + 128};
      EXPECT_EQ(pairOf(placeInA(lane, i / 32, i % 32, 16, 32)), a);
    }
    for (int i = 0; i < 64; ++i)
      EXPECT_EQ(pairOf(placeInB(lane, i / 32, i % 32, 256, 32)),
                Place(thread * 32 + (i & 31) + (i < 32 ? 0 : 128), group));
  }
}
TEST(FragmentLayout, Tf32AndDouble) {
  for (int lane = 0; lane < 32; ++lane) {
    int group = lane >> 2, thread = lane % 4;
    // tf32 m16n8k8: a0 and a2 above, a0 and a1 left.
    for (int i = 0; i < 4; ++i)
      EXPECT_EQ(pairOf(placeInA(lane, i, 0, 16, 1)),
                Place(i == 0 || i == 2 ? group : group + 8, i == 0 || i == 1 ? thread : thread + 4));
    for (int i = 0; i < 2; ++i)
      EXPECT_EQ(pairOf(placeInB(lane, i, 0, 8, 1)), Place(i == 0 ? thread : thread + 4, group));
    // f64 m16n8k16.
    for (int i = 0; i < 8; ++i) {
      int column = i % 2 == 0 ? i * 2 + thread : i * 2 - 2 + thread;
      EXPECT_EQ(pairOf(placeInA(lane, i, 0, 16, 1)), Place(i % 2 == 0 ? group : group + 8, column));
    }
    for (int i = 0; i < 4; ++i)
      EXPECT_EQ(pairOf(placeInB(lane, i, 0, 16, 1)), Place(thread + 4 * i, group));
    // m8n8: one tile.
    EXPECT_EQ(pairOf(placeInA(lane, 0, 0, 8, 1)), Place(group, thread));
    for (int i = 0; i < 2; ++i)
      EXPECT_EQ(pairOf(placeInC(lane, i, 8)), Place(group, thread * 2 + i));
  }
}

TEST(FragmentLayout, M8N8K4Quads) {
  std::set<std::tuple<int, int, int>> a, b, c16, c32;
  for (int lane = 0; lane < 32; ++lane) {
    bool low = lane < 16;
    // Quad pairs: lanes 0-3 and 16-19, 4-7 and 20-23, ...
    int quad = (low ? lane : lane - 16) / 4;
    EXPECT_EQ(int(quadPair(lane)), quad);
    for (int i = 0; i < 4; ++i) {
      EXPECT_EQ(pairOf(placeInQuadA(lane, i, true)), Place(low ? lane % 4 : lane % 4 + 4, i));
      EXPECT_EQ(pairOf(placeInQuadA(lane, i, false)), Place(low ? i % 4 : i % 4 + 4, lane % 4));
      EXPECT_EQ(pairOf(placeInQuadB(lane, i, true)), Place(lane % 4, low ? i : i + 4));
      EXPECT_EQ(pairOf(placeInQuadB(lane, i, false)), Place(i, low ? lane % 4 : lane % 4 + 4));
    }
    for (int i = 0; i < 8; ++i) {
      EXPECT_EQ(pairOf(placeInQuadC(lane, i, true)), Place(low ? lane % 4 : lane % 4 + 4, i));
      int x = (lane & 1) + (i & 2);
      EXPECT_EQ(pairOf(placeInQuadC(lane, i, false)), Place(low ? x : x + 4, (i & 4) + (lane & 2) + (i & 1)));
      MatrixPlace place = placeInQuadC(lane, i, false);
      c32.insert({quad, place.row, place.column});
    }
  }
  EXPECT_EQ(c32.size(), 4u * 64); // every element once
}

/// wmma's fragments: every element of every shape is in exactly one register.
TEST(FragmentLayout, WmmaCoversEveryElement) {
  for (auto [rows, columns, perRegister] : {std::tuple<int, int, int>{16, 16, 2},
                                            {8, 16, 2},
                                            {32, 16, 2},
                                            {16, 16, 4},
                                            {8, 16, 4},
                                            {32, 16, 4},
                                            {16, 8, 1},
                                            {8, 4, 1},
                                            {8, 32, 8},
                                            {8, 128, 32}}) {
    std::set<Place> inA, inB;
    int count = rows * columns / 32 / perRegister;
    for (int lane = 0; lane < 32; ++lane)
      for (int index = 0; index < count; ++index)
        for (int element = 0; element < perRegister; ++element) {
          inA.insert(pairOf(placeInA(lane, index, element, rows, perRegister)));
          inB.insert(pairOf(placeInB(lane, index, element, columns, perRegister)));
        }
    EXPECT_EQ(inA.size(), size_t(rows * columns));
    EXPECT_EQ(inB.size(), size_t(rows * columns));
    for (Place place : inA)
      EXPECT_TRUE(place.first < rows && place.second < columns);
  }
  for (auto [rows, columns] : {Place{16, 16}, {8, 32}, {32, 8}, {8, 8}}) {
    std::set<Place> inC;
    for (int lane = 0; lane < 32; ++lane)
      for (int element = 0; element < rows * columns / 32; ++element)
        inC.insert(pairOf(placeInC(lane, element, rows)));
    EXPECT_EQ(inC.size(), size_t(rows * columns));
  }
}

TEST(FragmentLayout, SparseMetadata) {
  // 2:4: two places of two bits each; 1:2 of tf32; 4:8 in pairs.
  EXPECT_EQ(sparseColumn(0b1101, 0, 4), 1u);
  EXPECT_EQ(sparseColumn(0b1101, 1, 4), 3u);
  EXPECT_EQ(sparseColumn(0b0100, 0, 2), 0u);
  EXPECT_EQ(sparseColumn(0b1110, 0, 2), 1u);
  for (int element = 0; element < 4; ++element)
    EXPECT_EQ(sparseColumn(0b1001, element, 8), unsigned(element < 2 ? 2 + element : 4 + element - 2));
  // One lane of a quad, a pair of lanes, or all four.
  auto place = [](SparsePattern pattern, unsigned row, unsigned index, unsigned selector) {
    MetadataPlace result = placeOfMetadata(pattern, row, index, selector);
    return std::make_pair(result.lane, result.bit);
  };
  using Place = std::pair<unsigned, unsigned>;
  EXPECT_EQ(place({4, 1, false}, 9, 3, 3), Place(3, 28)) << "m16n8k16 of f16";
  EXPECT_EQ(place({4, 2, false}, 1, 5, 0), Place(1, 4)) << "m16n8k32 of f16";
  EXPECT_EQ(place({4, 2, false}, 15, 5, 1), Place(3, 20));
  EXPECT_EQ(place({4, 2, true}, 2, 7, 1), Place(2, 28)) << "m16n8k32 of s8";
  EXPECT_EQ(place({4, 2, true}, 10, 7, 1), Place(3, 28));
  EXPECT_EQ(place({4, 4, true}, 2, 8, 0), Place(2, 0)) << "m16n8k64 of s8: columns 32..35";
  EXPECT_EQ(place({4, 4, true}, 10, 15, 0), Place(3, 28));
}

TEST(ExactSum, AddsAndCancels) {
  ExactSingleSum sum;
  auto add = [&](double value) { sum.add(decodeExact<F64>(bitsOf(value))); };
  add(0x1p250);
  add(-0x1p-290);
  add(-0x1p250);
  EXPECT_EQ(encodeExact<F64>(sum.value(), Rounding::NearestEven), bitsOf(-0x1p-290));
  add(0x1p-290);
  EXPECT_TRUE(sum.value().isZero());
  add(1);
  add(-0x1p-297);
  EXPECT_EQ(encodeExact<F64>(sum.value(), Rounding::NearestEven), bitsOf(1.0));
  EXPECT_EQ(encodeExact<F64>(sum.value(), Rounding::TowardZero), bitsOf(1 - 0x1p-53));
}

} // namespace
