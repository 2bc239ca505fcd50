//===- MatrixKernel.h - matrices of codes, fragments and single matrix instructions ------------------------===//
//
// The formulas of the ISA for fragments, written a second time.
//
//===----------------------------------------------------------------------===//

#ifndef QNT_UNITTESTS_EMULATORARITHMETIC_MATRIXKERNEL_H
#define QNT_UNITTESTS_EMULATORARITHMETIC_MATRIXKERNEL_H

#include "LaneKernel.h"
#include "Oracle.h"
#include "Qnt/Emulator/Instructions.h"
#include "Qnt/Emulator/OpcodeTable.h"
#include <cmath>
#include <cstring>
#include <functional>
#include <gtest/gtest.h>

namespace matrices {

using namespace mlir::qnt;

//===--- Elements ---===//

/// Bits of an element, its value by code, and codes of small values whose sums are exact.
struct Element {
  std::string name;
  int bits;
  std::function<double(uint64_t)> decode;
  std::function<uint64_t(oracle::Random &)> draw;
};

inline uint64_t patternOf(double value) {
  uint64_t bits;
  std::memcpy(&bits, &value, 8);
  return bits;
}
inline uint32_t patternOf(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, 4);
  return bits;
}

inline Element element(const std::string &name) {
  auto small = [](oracle::Random &random) { return double(int(random.next() % 33) - 16) / 4; };
  auto coded = [&](const oracle::SmallFormat &format, int bits) {
    return Element{name, bits, [&format](uint64_t code) { return format.decode(uint32_t(code)); },
                   [&format, small](oracle::Random &random) {
                     return uint64_t(format.encode(small(random), oracle::Mode::Nearest, 0, true));
                   }};
  };
  auto integer = [&](int bits, bool isSigned) {
    return Element{
        name, bits,
        [=](uint64_t code) { return isSigned && code >> (bits - 1) ? double(code) - double(1 << bits) : double(code); },
        [=](oracle::Random &random) { return random.next() & ((1ull << bits) - 1); }};
  };
  if (name == "f16")
    return coded(oracle::f16(), 16);
  if (name == "bf16")
    return coded(oracle::bf16(), 16);
  if (name == "e4m3")
    return coded(oracle::e4m3(), 8);
  if (name == "e5m2")
    return coded(oracle::e5m2(), 8);
  if (name == "tf32" || name == "f32")
    return {name, 32,
            [](uint64_t code) {
              float value;
              auto bits = uint32_t(code);
              std::memcpy(&value, &bits, 4);
              return double(value);
            },
            [small](oracle::Random &random) { return uint64_t(patternOf(float(small(random)))); }};
  if (name == "f64")
    return {name, 64,
            [](uint64_t code) {
              double value;
              std::memcpy(&value, &code, 8);
              return value;
            },
            [small](oracle::Random &random) { return patternOf(small(random)); }};
  if (name == "s32")
    return {name, 32, [](uint64_t code) { return double(int32_t(code)); },
            [](oracle::Random &random) { return random.next() & 0xffff; }};
  if (name == "b1")
    return integer(1, false);
  return integer(name[1] - '0', name[0] == 's');
}

/// A matrix of codes.
struct Matrix {
  int rows, columns;
  std::vector<uint64_t> codes;
  Matrix(int rows, int columns) : rows(rows), columns(columns), codes(size_t(rows) * size_t(columns)) {}
  uint64_t &at(int row, int column) { return codes[size_t(row) * size_t(columns) + size_t(column)]; }
};

using Fragment = std::vector<std::vector<uint64_t>>; // by register, by lane

/// Where element i of a lane lies, for mma's shapes; i counts over all registers of the lane.
using Layout = std::function<std::pair<int, int>(int lane, int i)>;

inline Fragment pack(Matrix &matrix, const Element &type, int numRegisters, const Layout &layout) {
  int perRegister = type.bits == 64 ? 1 : 32 / type.bits;
  Fragment fragment(size_t(numRegisters), std::vector<uint64_t>(32));
  for (int lane = 0; lane < 32; ++lane)
    for (int i = 0; i < numRegisters * perRegister; ++i) {
      auto [row, column] = layout(lane, i);
      fragment[size_t(i / perRegister)][size_t(lane)] |= matrix.at(row, column) << (type.bits * (i % perRegister));
    }
  return fragment;
}

/// The ISA's formulas for A, B and C of shapes with 8 columns: k is that of the stored A.
inline Layout layoutA(int rows, int k, int bits) {
  int n = bits == 64 ? 1 : 32 / bits; // elements of a register: those of one thread in a row of 4 n columns
  return [=](int lane, int i) {
    int group = lane / 4, thread = lane % 4, part = i / n;
    if (rows == 8)
      return std::pair<int, int>(group, thread * n + i % n + part * 4 * n);
    bool lowerRows = part % 2 == 1;
    int column = thread * n + i % n;
    if (k > 4 * n && part >= 2)
      column += 4 * n * (part / 2);
    return std::pair<int, int>(lowerRows ? group + 8 : group, column);
  };
}
inline Layout layoutB(int bits) {
  int n = bits == 64 ? 1 : 32 / bits;
  return [=](int lane, int i) { return std::pair<int, int>(lane % 4 * n + i % n + i / n * 4 * n, lane / 4); };
}
inline Layout layoutC() {
  return [](int lane, int i) { return std::pair<int, int>(i < 2 ? lane / 4 : lane / 4 + 8, lane % 4 * 2 + i % 2); };
}

//===--- Running ---===//

/// Class of register that holds elements of a type.
inline char registerClass(const std::string &type, bool accumulator) {
  return type == "f64" ? 'd' : type == "f32" && accumulator ? 'f' : 'r';
}
inline const char *registerType(char kind) { return kind == 'd' ? "f64" : kind == 'f' ? "f32" : "b32"; }

/// One warp executes `mnemonic` on fragments; d comes back.
inline Fragment execute(const std::string &mnemonic, const std::vector<std::pair<Fragment, char>> &sources, int numD,
                        char kindD, const std::string &behind, const std::string &target, std::string &error,
                        unsigned fp8AccumulatorBits = 0) {
  std::string text = ".version 8.8\n.target " + target + "\n.address_size 64\n" +
                     ".visible .entry k(.param .u64 in, .param .u64 out)\n{\n"
                     "  .reg .b64 %in, %out, %tmp;\n  .reg .b32 %lane;\n  .reg ." +
                     registerType(kindD) + " %d<" + std::to_string(numD) + ">;\n" +
                     "  ld.param.u64 %in, [in];\n  ld.param.u64 %out, [out];\n  mov.u32 %lane, %tid.x;\n"
                     "  mul.wide.u32 %tmp, %lane, 8;\n  add.u64 %in, %in, %tmp;\n  add.u64 %out, %out, %tmp;\n";
  std::string operands = kindD == 'm' ? "" : "{";
  for (int i = 0; i < numD; ++i)
    operands += (i ? ", %d" : "%d") + std::to_string(i);
  operands += kindD == 'm' ? "" : "}";
  std::vector<uint64_t> data;
  for (size_t s = 0; s < sources.size(); ++s) {
    std::string stem = "%s" + std::to_string(s) + "_";
    std::string type = registerType(sources[s].second);
    text += "  .reg ." + type + " " + stem + "<" + std::to_string(sources[s].first.size()) + ">;\n";
    bool isScalar = sources[s].second == 'm'; // metadata
    operands += isScalar ? ", " : ", {";
    for (size_t i = 0; i < sources[s].first.size(); ++i) {
      text +=
          "  ld.global." + type + " " + stem + std::to_string(i) + ", [%in+" + std::to_string(data.size() * 8) + "];\n";
      operands += (i ? ", " : "") + stem + std::to_string(i);
      data.insert(data.end(), sources[s].first[i].begin(), sources[s].first[i].end());
    }
    operands += isScalar ? "" : "}";
  }
  text += "  " + mnemonic + " " + operands + behind + ";\n";
  for (int i = 0; i < numD; ++i)
    text += "  st.global." + std::string(registerType(kindD)) + " [%out+" + std::to_string(256 * i) + "], %d" +
            std::to_string(i) + ";\n";
  text += "  ret;\n}\n";
  Fragment d(size_t(numD), std::vector<uint64_t>(32));
  emulator::Device device;
  ptx::Result<std::shared_ptr<const emulator::Program>> program = device.load(text);
  if (!program) {
    error = program.getError().format("kernel");
    return d;
  }
  uint64_t in = device.allocate(data.size() * 8), out = device.allocate(uint64_t(numD) * 256);
  device.write(in, data.data(), data.size() * 8);
  device.fill(out, 0, uint64_t(numD) * 256);
  std::vector<std::byte> parameters(16);
  std::memcpy(parameters.data(), &in, 8);
  std::memcpy(parameters.data() + 8, &out, 8);
  emulator::LaunchConfiguration configuration;
  configuration.block.x = 32;
  configuration.fp8AccumulatorBits = fp8AccumulatorBits;
  if (std::optional<emulator::Report> report = device.launch(**program, "k", configuration, parameters))
    error = report->toString();
  for (int i = 0; i < numD; ++i)
    device.read(out + uint64_t(256 * i), d[size_t(i)].data(), 256);
  return d;
}

/// Bits of an exact sum in the type of D; sums of the tests are small, so f32 and f64 hold them.
inline uint64_t encodeResult(const std::string &type, double sum, bool saturate) {
  if (type == "f16")
    return oracle::f16().encode(sum, oracle::Mode::Nearest, 0x7fff, false);
  if (type == "f32")
    return patternOf(float(sum));
  if (type == "f64")
    return patternOf(sum);
  if (saturate)
    sum = std::min(std::max(sum, -2147483648.0), 2147483647.0);
  return uint32_t(int64_t(sum));
}

struct Shape {
  int m, n, k;
};
/// Of "m16n8k32".
inline Shape parseShape(const std::string &text) {
  size_t n = text.find('n'), k = text.find('k');
  return {std::stoi(text.substr(1, n - 1)), std::stoi(text.substr(n + 1, k - n - 1)), std::stoi(text.substr(k + 1))};
}

inline std::vector<std::string> split(const std::string &mnemonic) {
  std::vector<std::string> parts(1);
  for (size_t i = 0; i < mnemonic.size(); ++i) {
    if (mnemonic[i] == '.')
      parts.emplace_back();
    else
      parts.back() += mnemonic[i];
  }
  return parts;
}

inline void fill(Matrix &matrix, const Element &type, oracle::Random &random) {
  for (uint64_t &code : matrix.codes)
    code = type.draw(random);
}
/// C of s32 near the end of the range, so that sums leave it.
inline void fillC(Matrix &matrix, const Element &type, oracle::Random &random, bool saturate) {
  fill(matrix, type, random);
  if (saturate)
    for (uint64_t &code : matrix.codes)
      code = uint32_t(random.next() % 2 ? 0x7fffffffu - random.next() % 50 : 0x80000000u + random.next() % 50);
}

/// One element of A * B + C.
inline double sumOf(Matrix &a, Matrix &b, Matrix &c, const Element &typeA, const Element &typeB, const Element &typeC,
                    int row, int column, const std::string &bitOp) {
  double sum = typeC.decode(c.at(row, column));
  for (int k = 0; k < a.columns; ++k) {
    if (bitOp == "xor")
      sum += double(a.at(row, k) ^ b.at(k, column));
    else
      sum += typeA.decode(a.at(row, k)) * typeB.decode(b.at(k, column));
  }
  return sum;
}

inline void compareD(const std::string &mnemonic, const Fragment &d, const std::string &typeD, const Layout &layout,
                     const std::function<double(int, int)> &wanted, bool saturate) {
  int perRegister = typeD == "f16" ? 2 : 1;
  for (int lane = 0; lane < 32; ++lane)
    for (int i = 0; i < int(d.size()) * perRegister; ++i) {
      auto [row, column] = layout(lane, i);
      uint64_t got = d[size_t(i / perRegister)][size_t(lane)];
      uint64_t mask = typeD == "f16" ? 0xffff : typeD == "f64" ? ~0ull : 0xffffffff;
      got = got >> (16 * (i % perRegister)) & mask;
      ASSERT_EQ(got, encodeResult(typeD, wanted(row, column), saturate) & mask)
          << mnemonic << " lane " << lane << " element " << i << " (" << row << ", " << column << ")";
    }
}

inline std::vector<std::string> formsOf(const std::string &opcode, const std::string &start) {
  emulator::OpcodeTable table;
  registerArithmeticGroup(table);
  std::vector<std::string> result;
  for (const std::string &form : table.lookup(opcode)->forms)
    for (const std::string &mnemonic : lanes::expandForm(form))
      if (mnemonic.substr(0, start.size()) == start)
        result.push_back(mnemonic);
  return result;
}

} // namespace matrices

#endif // QNT_UNITTESTS_EMULATORARITHMETIC_MATRIXKERNEL_H
