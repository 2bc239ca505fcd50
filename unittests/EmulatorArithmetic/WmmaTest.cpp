//===- WmmaTest.cpp - wmma on every shape, type, layout and space; movmatrix ----------------------------------===//
//
// Matrices go from memory through fragments and back; only memory is looked at, since fragments have no fixed layout.
//
//===----------------------------------------------------------------------===//

#include "MatrixKernel.h"
#include <set>

using namespace matrices;

namespace {

struct Operation {
  std::string mnemonic, shape, layoutA, layoutB, typeD, typeA, typeB, typeC, bitOp;
  bool saturate = false;
};

/// The parts of wmma.mma{.op.popc}.sync.aligned.layout.layout.shape{.rnd}.types{.satfinite}.
Operation parse(const std::string &mnemonic) {
  std::vector<std::string> parts = split(mnemonic);
  Operation operation;
  operation.mnemonic = mnemonic;
  size_t next = 2;
  if (parts[2] == "xor" || parts[2] == "and") {
    operation.bitOp = parts[2];
    next = 4;
  }
  next += 2;
  operation.layoutA = parts[next++];
  operation.layoutB = parts[next++];
  operation.shape = parts[next++];
  if (parts[next] == "rn" || parts[next] == "rz" || parts[next] == "rm" || parts[next] == "rp")
    ++next;
  operation.typeD = parts[next++];
  operation.typeA = parts[next++];
  if (next == parts.size()) {
    operation.typeC = operation.typeA;
    operation.typeA = operation.typeB = "f16";
    return operation;
  }
  operation.typeB = parts[next++];
  operation.typeC = parts[next++];
  operation.saturate = next < parts.size();
  return operation;
}

/// Registers of a fragment, from the ISA's table.
int registersOf(const Operation &operation, char matrix) {
  Shape shape = parseShape(operation.shape);
  int elements = matrix == 'a' ? shape.m * shape.k : matrix == 'b' ? shape.k * shape.n : shape.m * shape.n;
  const std::string &type = matrix == 'a' || matrix == 'b' ? operation.typeA
                            : matrix == 'c'                ? operation.typeC
                                                           : operation.typeD;
  if (type == "f16")
    return matrix == 'a' || matrix == 'b' ? 8 : 4;
  int bits = element(type).bits;
  return elements * bits / (bits == 64 ? 2048 : 1024);
}

/// Bytes of a matrix in memory with `padding` elements behind each row (or column).
std::vector<uint8_t> toMemory(Matrix &matrix, int bits, bool rowMajor, int padding) {
  int outer = rowMajor ? matrix.rows : matrix.columns, inner = rowMajor ? matrix.columns : matrix.rows;
  std::vector<uint8_t> bytes(size_t(outer * (inner + padding)) * size_t(bits) / 8 + 8);
  for (int i = 0; i < outer; ++i)
    for (int j = 0; j < inner; ++j) {
      uint64_t code = rowMajor ? matrix.at(i, j) : matrix.at(j, i);
      size_t place = size_t(i * (inner + padding) + j) * size_t(bits);
      for (int bit = 0; bit < bits; ++bit)
        if (code >> bit & 1)
          bytes[(place + size_t(bit)) / 8] |= uint8_t(1 << ((place + size_t(bit)) % 8));
    }
  return bytes;
}

std::string fragmentText(const std::string &stem, int count) {
  std::string text = "{";
  for (int i = 0; i < count; ++i)
    text += (i ? ", " : "") + stem + std::to_string(i);
  return text + "}";
}

/// The kernel: loads, multiplies, stores. `padded`: strides are given; `space`: of the accesses.
std::string kernelText(const Operation &operation, const std::string &layoutC, const std::string &space, int padding) {
  Shape shape = parseShape(operation.shape);
  std::string text = ".version 8.8\n.target sm_90\n.address_size 64\n"
                     ".visible .entry k(.param .u64 a, .param .u64 b, .param .u64 c, .param .u64 d)\n{\n"
                     "  .reg .b64 %pa, %pb, %pc, %pd;\n  .reg .b32 %stride;\n";
  const char names[] = {'a', 'b', 'c', 'd'};
  for (char name : names) {
    std::string n(1, name);
    const std::string &type = name == 'a'   ? operation.typeA
                              : name == 'b' ? operation.typeB
                              : name == 'c' ? operation.typeC
                                            : operation.typeD;
    char kind = registerClass(type, name == 'c' || name == 'd');
    text += "  .reg ." + std::string(registerType(kind)) + " %" + n + "<" +
            std::to_string(registersOf(operation, name)) + ">;\n";
    text += "  ld.param.u64 %p" + n + ", [" + n + "];\n";
    if (!space.empty())
      text += "  cvta.to.global.u64 %p" + n + ", %p" + n + ";\n";
  }
  auto access = [&](const std::string &part, char name, const std::string &layout, const std::string &type, int rows,
                    int columns) {
    std::string stride = padding ? ", " + std::to_string((layout == "row" ? columns : rows) + padding) : "";
    std::string fragment = fragmentText("%" + std::string(1, name), registersOf(operation, name));
    std::string address = "[%p" + std::string(1, name) + "]";
    std::string head = "  wmma." + part + ".sync.aligned." + layout + "." + operation.shape + space + "." + type + " ";
    text += head + (part == "store.d" ? address + ", " + fragment : fragment + ", " + address) + stride + ";\n";
  };
  access("load.a", 'a', operation.layoutA, operation.typeA, shape.m, shape.k);
  access("load.b", 'b', operation.layoutB, operation.typeB, shape.k, shape.n);
  access("load.c", 'c', layoutC, operation.typeC, shape.m, shape.n);
  text += "  " + operation.mnemonic + " " + fragmentText("%d", registersOf(operation, 'd')) + ", " +
          fragmentText("%a", registersOf(operation, 'a')) + ", " + fragmentText("%b", registersOf(operation, 'b')) +
          ", " + fragmentText("%c", registersOf(operation, 'c')) + ";\n";
  access("store.d", 'd', layoutC, operation.typeD, shape.m, shape.n);
  return text + "  ret;\n}\n";
}

void checkWmma(const Operation &operation, const std::string &layoutC, const std::string &space, int padding) {
  Shape shape = parseShape(operation.shape);
  Element typeA = element(operation.typeA), typeB = element(operation.typeB), typeC = element(operation.typeC);
  int bitsD = element(operation.typeD).bits;
  oracle::Random random(81);
  Matrix a(shape.m, shape.k), b(shape.k, shape.n), c(shape.m, shape.n), zero(shape.m, shape.n);
  fill(a, typeA, random);
  fill(b, typeB, random);
  fillC(c, typeC, random, operation.saturate);
  emulator::Device device;
  std::string text = kernelText(operation, layoutC, space, padding);
  ptx::Result<std::shared_ptr<const emulator::Program>> program = device.load(text);
  ASSERT_TRUE(bool(program)) << program.getError().format("kernel");
  std::vector<std::byte> parameters(32);
  uint64_t addresses[4];
  std::vector<uint8_t> contents[] = {toMemory(a, typeA.bits, operation.layoutA == "row", padding),
                                     toMemory(b, typeB.bits, operation.layoutB == "row", padding),
                                     toMemory(c, typeC.bits, layoutC == "row", padding),
                                     toMemory(zero, bitsD, layoutC == "row", padding)};
  for (int i = 0; i < 4; ++i) {
    addresses[i] = device.allocate(contents[i].size());
    device.write(addresses[i], contents[i].data(), contents[i].size());
  }
  std::memcpy(parameters.data(), addresses, 32);
  emulator::LaunchConfiguration configuration;
  configuration.block.x = 32;
  std::optional<emulator::Report> report = device.launch(**program, "k", configuration, parameters);
  ASSERT_FALSE(report) << report->toString() << "\n" << text;
  Matrix wanted(shape.m, shape.n);
  for (int row = 0; row < shape.m; ++row)
    for (int column = 0; column < shape.n; ++column)
      wanted.at(row, column) = encodeResult(
          operation.typeD, sumOf(a, b, c, typeA, typeB, typeC, row, column, operation.bitOp), operation.saturate);
  std::vector<uint8_t> got(contents[3].size());
  device.read(addresses[3], got.data(), got.size());
  ASSERT_EQ(got, toMemory(wanted, bitsD, layoutC == "row", padding)) << text;
}

TEST(Wmma, EveryShapeAndType) {
  std::set<std::string> loaded;
  for (const std::string &mnemonic : formsOf("wmma", "wmma.mma"))
    for (const char *layoutC : {"row", "col"})
      for (const char *space : {"", ".global"}) {
        Operation operation = parse(mnemonic);
        // Strides in elements whose bytes keep 16-byte rows.
        int padding = layoutC[0] == 'r' ? 0 : 128 / element(operation.typeA).bits * (operation.typeA == "b1" ? 1 : 2);
        checkWmma(operation, layoutC, space, padding);
        if (HasFatalFailure())
          return;
        loaded.insert("load.a." + operation.layoutA + "." + operation.shape + "." + operation.typeA);
        loaded.insert("load.b." + operation.layoutB + "." + operation.shape + "." + operation.typeB);
        loaded.insert("load.c." + std::string(layoutC) + "." + operation.shape + "." + operation.typeC);
        loaded.insert("store.d." + std::string(layoutC) + "." + operation.shape + "." + operation.typeD);
      }
  // Every load and store of the table was part of some product.
  for (std::string part : {"load.a", "load.b", "load.c", "store.d"})
    for (const std::string &mnemonic : formsOf("wmma", "wmma." + part)) {
      std::vector<std::string> parts = split(mnemonic);
      std::string key = part + "." + parts[5] + "." + parts[6] + "." + parts.back();
      EXPECT_TRUE(loaded.count(key)) << mnemonic;
    }
}

/// Shared memory, by name and through a 32-bit address.
TEST(Wmma, SharedMemory) {
  std::string text = R"(.version 8.0
.target sm_80
.address_size 64
.visible .entry k(.param .u64 out)
{
  .shared .align 32 .b8 tile[1024];
  .reg .b64 %p;
  .reg .b32 %a<8>, %b<8>, %t, %s;
  .reg .f32 %c<8>;
  .reg .b16 %one;
  mov.u32 %t, %tid.x;
  mov.u32 %s, tile;
  shl.b32 %t, %t, 4;
  add.u32 %s, %s, %t;
  mov.b32 %t, 0x3c003c00;
  st.shared.v4.b32 [%s], {%t, %t, %t, %t};
  bar.warp.sync 0xffffffff;
  mov.u32 %s, tile;
  wmma.load.a.sync.aligned.row.m16n16k16.shared.f16 {%a0,%a1,%a2,%a3,%a4,%a5,%a6,%a7}, [tile], 16;
  wmma.load.b.sync.aligned.col.m16n16k16.shared::cta.f16 {%b0,%b1,%b2,%b3,%b4,%b5,%b6,%b7}, [%s], 16;
  mov.f32 %c0, 0f3F000000;
  wmma.mma.sync.aligned.row.col.m16n16k16.f32.f32 {%c0,%c1,%c2,%c3,%c4,%c5,%c6,%c7},
    {%a0,%a1,%a2,%a3,%a4,%a5,%a6,%a7}, {%b0,%b1,%b2,%b3,%b4,%b5,%b6,%b7}, {%c0,%c0,%c0,%c0,%c0,%c0,%c0,%c0};
  ld.param.u64 %p, [out];
  wmma.store.d.sync.aligned.row.m16n16k16.global.f32 [%p], {%c0,%c1,%c2,%c3,%c4,%c5,%c6,%c7};
  ret;
}
)";
  // 512 bytes are one 16 x 16 matrix of f16.
  text.replace(text.find("tile[1024]"), 10, "tile[512]");
  emulator::Device device;
  ptx::Result<std::shared_ptr<const emulator::Program>> program = device.load(text);
  ASSERT_TRUE(bool(program)) << program.getError().format("kernel");
  uint64_t out = device.allocate(1024);
  std::vector<std::byte> parameters(8);
  std::memcpy(parameters.data(), &out, 8);
  emulator::LaunchConfiguration configuration;
  configuration.block.x = 32;
  std::optional<emulator::Report> report = device.launch(**program, "k", configuration, parameters);
  ASSERT_FALSE(report) << report->toString();
  std::vector<float> values(256);
  device.read(out, values.data(), 1024);
  for (float value : values)
    EXPECT_EQ(value, 16.5f);
}

TEST(Wmma, Movmatrix) {
  Matrix matrix(8, 8);
  for (int i = 0; i < 64; ++i)
    matrix.codes[size_t(i)] = 0x1000 + uint64_t(i) * 17;
  Fragment in(1, std::vector<uint64_t>(32));
  for (int lane = 0; lane < 32; ++lane)
    in[0][size_t(lane)] = matrix.at(lane / 4, lane % 4 * 2) | matrix.at(lane / 4, lane % 4 * 2 + 1) << 16;
  std::string error;
  Fragment out = execute("movmatrix.sync.aligned.m8n8.trans.b16", {{in, 'm'}}, 1, 'm', "", "sm_80", error);
  ASSERT_EQ(error, "");
  for (int lane = 0; lane < 32; ++lane)
    EXPECT_EQ(out[0][size_t(lane)] & 0xffffffff,
              matrix.at(lane % 4 * 2, lane / 4) | matrix.at(lane % 4 * 2 + 1, lane / 4) << 16);
}

} // namespace
