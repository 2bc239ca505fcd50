//===- MatrixFormsTest.cpp - mma and mma.sp on every shape and type ---------------------------------------===//
//
// Every spelling of the opcode table's forms; sums are of exact integers.
//
//===----------------------------------------------------------------------===//

#include "MatrixKernel.h"

using namespace matrices;

namespace {

//===--- mma ---===//

/// parts behind mma.sync.aligned: shape, layouts, satfinite, types d a b c.
void checkDense(const std::string &mnemonic) {
  std::vector<std::string> parts = split(mnemonic);
  bool saturate = parts[6] == "satfinite";
  size_t first = saturate ? 7 : 6;
  Shape shape = parseShape(parts[3]);
  Element typeA = element(parts[first + 1]), typeB = element(parts[first + 2]), typeC = element(parts[first + 3]);
  const std::string &typeD = parts[first];
  std::string bitOp = parts.size() > first + 4 ? parts[first + 4] : "";
  oracle::Random random(71);
  Matrix a(shape.m, shape.k), b(shape.k, shape.n), c(shape.m, shape.n);
  fill(a, typeA, random);
  fill(b, typeB, random);
  fillC(c, typeC, random, saturate);
  auto count = [&](int elements, int bits) { return elements * bits / 32 / (bits == 64 ? 64 : 32); };
  int elements = shape.m * shape.n;
  int bitsD = typeD == "f16" ? 16 : typeD == "f64" ? 64 : 32;
  std::string error;
  Fragment d = execute(mnemonic,
                       {{pack(a, typeA, count(shape.m * shape.k, typeA.bits), layoutA(shape.m, shape.k, typeA.bits)),
                         registerClass(parts[first + 1], false)},
                        {pack(b, typeB, count(shape.n * shape.k, typeB.bits), layoutB(typeB.bits)),
                         registerClass(parts[first + 2], false)},
                        {pack(c, typeC, count(elements, typeC.bits), layoutC()), registerClass(typeC.name, true)}},
                       count(elements, bitsD), registerClass(typeD, true), "", "sm_90", error);
  ASSERT_EQ(error, "") << mnemonic;
  compareD(
      mnemonic, d, typeD, layoutC(),
      [&](int row, int column) { return sumOf(a, b, c, typeA, typeB, typeC, row, column, bitOp); }, saturate);
}

/// m8n8k4 of f16: four products, lanes 0-3 and 16-19 the first.
void checkQuads(const std::string &mnemonic) {
  std::vector<std::string> parts = split(mnemonic);
  bool rowA = parts[4] == "row", rowB = parts[5] == "row";
  const std::string &typeD = parts[6], &typeC = parts[9];
  Element half = element("f16"), accumulator = element(typeC);
  oracle::Random random(72);
  std::vector<Matrix> a(4, Matrix(8, 4)), b(4, Matrix(4, 8)), c(4, Matrix(8, 8));
  for (int quad = 0; quad < 4; ++quad) {
    fill(a[size_t(quad)], half, random);
    fill(b[size_t(quad)], half, random);
    fill(c[size_t(quad)], accumulator, random);
  }
  auto rowOf = [](int lane) { return lane % 4 + (lane >= 16 ? 4 : 0); };
  auto placeC = [&](int lane, int i, bool isHalf) {
    if (isHalf)
      return std::pair<int, int>(rowOf(lane), i);
    int x = (lane & 1) + (i & 2);
    return std::pair<int, int>(lane < 16 ? x : x + 4, (i & 4) + (lane & 2) + (i & 1));
  };
  int numC = typeC == "f16" ? 4 : 8;
  Fragment inA(2, std::vector<uint64_t>(32)), inB(2, std::vector<uint64_t>(32)),
      inC(size_t(numC), std::vector<uint64_t>(32));
  for (int lane = 0; lane < 32; ++lane) {
    size_t quad = size_t(lane % 16 / 4), l = size_t(lane);
    for (int i = 0; i < 4; ++i) {
      int high = lane >= 16 ? 4 : 0;
      uint64_t x = rowA ? a[quad].at(rowOf(lane), i) : a[quad].at(i + high, lane % 4);
      uint64_t y = rowB ? b[quad].at(lane % 4, i + high) : b[quad].at(i, rowOf(lane));
      inA[size_t(i / 2)][l] |= x << (16 * (i % 2));
      inB[size_t(i / 2)][l] |= y << (16 * (i % 2));
    }
    for (int i = 0; i < 8; ++i) {
      auto [row, column] = placeC(lane, i, typeC == "f16");
      uint64_t z = c[quad].at(row, column);
      inC[size_t(typeC == "f16" ? i / 2 : i)][l] |= typeC == "f16" ? z << (16 * (i % 2)) : z;
    }
  }
  std::string error;
  Fragment d = execute(mnemonic, {{inA, 'r'}, {inB, 'r'}, {inC, registerClass(typeC, true)}}, typeD == "f16" ? 4 : 8,
                       registerClass(typeD, true), "", "sm_80", error);
  ASSERT_EQ(error, "") << mnemonic;
  for (int lane = 0; lane < 32; ++lane)
    for (int i = 0; i < 8; ++i) {
      size_t quad = size_t(lane % 16 / 4);
      auto [row, column] = placeC(lane, i, typeD == "f16");
      double sum = sumOf(a[quad], b[quad], c[quad], half, half, accumulator, row, column, "");
      uint64_t got =
          typeD == "f16" ? d[size_t(i / 2)][size_t(lane)] >> (16 * (i % 2)) & 0xffff : d[size_t(i)][size_t(lane)];
      ASSERT_EQ(got & 0xffffffff, encodeResult(typeD, sum, false)) << mnemonic << " lane " << lane << " element " << i;
    }
}

/// A sparse A: half of the elements are stored, metadata says where they stand.
void checkSparse(const std::string &mnemonic) {
  std::vector<std::string> parts = split(mnemonic);
  bool saturate = parts[7] == "satfinite";
  size_t first = saturate ? 8 : 7;
  Shape shape = parseShape(parts[4]);
  Element typeA = element(parts[first + 1]), typeB = element(parts[first + 2]), typeC = element(parts[first + 3]);
  const std::string &typeD = parts[first];
  bool isLater = typeA.bits == 8 && typeD == "f16"; // of sm_120
  int group = typeA.bits == 32 ? 2 : typeA.bits == 4 ? 8 : 4, chunks = shape.k / (4 * group);
  for (int selector = 0; selector < 4 / chunks; ++selector) {
    oracle::Random random(73 + uint64_t(selector));
    Matrix stored(16, shape.k / 2), dense(16, shape.k), b(shape.k, 8), c(16, 8);
    fill(stored, typeA, random);
    fill(b, typeB, random);
    fillC(c, typeC, random, saturate);
    Fragment metadata(1, std::vector<uint64_t>(32, 0xdeadbeef)); // lanes that do not give metadata have anything
    for (int row = 0; row < 16; ++row)
      for (int chunk = 0; chunk < chunks; ++chunk) {
        // 16 bits of a row: of 16-bit types and tf32 threads in turn have those of row g and, above, of row g + 8; of
        // narrower ones threads 0 and 1 the first 32 bits of row g and of row g + 8, threads 2 and 3 the next ones.
        bool isNarrow = typeA.bits <= 8;
        int thread = isNarrow ? chunk / 2 * 2 + row / 8 : chunk, shift = 16 * (isNarrow ? chunk % 2 : row / 8);
        uint64_t &word = metadata[0][size_t(row % 8 * 4) + size_t(chunks) * selector + size_t(thread)];
        word &= ~(uint64_t(0xffff) << shift);
        for (int inChunk = 0; inChunk < 4; ++inChunk) {
          int index = chunk * 4 + inChunk;
          // Two places of four in rising order; 1:2 has its own two codes.
          static const int pairs[6][2] = {{0, 1}, {0, 2}, {0, 3}, {1, 2}, {1, 3}, {2, 3}};
          const int *pair = group == 2 ? pairs[random.next() % 2 ? 5 : 0] : pairs[random.next() % 6];
          word |= uint64_t(pair[0] | pair[1] << 2) << (shift + inChunk * 4);
          for (int i = 0; i < group / 2; ++i) {
            int column = group == 2 ? pair[0] / 2 : group == 4 ? pair[i] : pair[i / 2] * 2 + i % 2;
            dense.at(row, index * group + column) = stored.at(row, index * group / 2 + i);
          }
        }
      }
    auto count = [&](int elements, int bits) { return elements * bits / 1024; };
    std::string error;
    Fragment d =
        execute(mnemonic,
                {{pack(stored, typeA, count(16 * shape.k / 2, typeA.bits), layoutA(16, shape.k / 2, typeA.bits)), 'r'},
                 {pack(b, typeB, count(8 * shape.k, typeB.bits), layoutB(typeB.bits)), 'r'},
                 {pack(c, typeC, count(128, typeC.bits), layoutC()), registerClass(typeC.name, true)},
                 {metadata, 'm'}},
                typeD == "f16" ? 2 : 4, registerClass(typeD, true), ", " + std::to_string(selector),
                isLater ? "sm_120" : "sm_90", error);
    ASSERT_EQ(error, "") << mnemonic;
    compareD(
        mnemonic, d, typeD, layoutC(),
        [&](int row, int column) { return sumOf(dense, b, c, typeA, typeB, typeC, row, column, ""); }, saturate);
  }
}

TEST(MatrixForms, Dense) {
  for (const std::string &mnemonic : formsOf("mma", "mma.sync")) {
    if (mnemonic.find("m8n8k4") != std::string::npos && mnemonic.find("f16") != std::string::npos)
      checkQuads(mnemonic);
    else
      checkDense(mnemonic);
  }
}
TEST(MatrixForms, Sparse) {
  for (const std::string &mnemonic : formsOf("mma", "mma.sp"))
    checkSparse(mnemonic);
}

/// 1 and a product of 2^-14 in one instruction: 14 bits lose it, in e4m3 but not in f16.
TEST(MatrixForms, TruncatedByteFloats) {
  Element byte = element("e4m3");
  Matrix a(16, 32), b(32, 8), c(16, 8);
  for (int row = 0; row < 16; ++row) {
    a.at(row, 0) = oracle::e4m3().encode(1, oracle::Mode::Nearest, 0, true);
    a.at(row, 1) = oracle::e4m3().encode(0x1p-7, oracle::Mode::Nearest, 0, true);
  }
  for (int column = 0; column < 8; ++column) {
    b.at(0, column) = a.at(0, 0);
    b.at(1, column) = a.at(0, 1);
  }
  for (unsigned bits : {0u, 14u, 16u}) {
    std::string error;
    Fragment d = execute("mma.sync.aligned.m16n8k32.row.col.f32.e4m3.e4m3.f32",
                         {{pack(a, byte, 4, layoutA(16, 32, 8)), 'r'},
                          {pack(b, byte, 2, layoutB(8)), 'r'},
                          {pack(c, element("f32"), 4, layoutC()), 'f'}},
                         4, 'f', "", "sm_89", error, bits);
    ASSERT_EQ(error, "");
    for (uint64_t value : d[0])
      EXPECT_EQ(value & 0xffffffff, bits == 14 ? patternOf(1.0f) : patternOf(1.0f + 0x1p-14f)) << bits;
  }
}

} // namespace
