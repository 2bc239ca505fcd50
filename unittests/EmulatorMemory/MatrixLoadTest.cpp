//===- MatrixLoadTest.cpp - ldmatrix and stmatrix, lane by lane ------------------------------------------------===//

#include "KernelTest.h"

using namespace mlir::qnt::emulator;

namespace {

class MatrixLoad : public KernelTest {
protected:
  /// Fills 1024 bytes of shared memory with the values 0, 1, 2 ... of 16 bits: row r of matrix m begins with
  /// 64 m + 8 r. %r4 is the address of row %r0 % rows.
  std::string fill(unsigned rows = 32) {
    return R"(
    mov.u32 %r3, tile;
    shl.b32 %r5, %r0, 4;
    mad.lo.u32 %r4, %r0, 32, %r3;
    mov.u32 %r6, 0;
LOOP:
    add.u32 %r7, %r5, %r6;
    add.u32 %r8, %r7, 1;
    shl.b32 %r8, %r8, 16;
    or.b32 %r8, %r8, %r7;
    mad.lo.u32 %r9, %r6, 2, %r4;
    st.shared.u32 [%r9], %r8;
    add.u32 %r6, %r6, 2;
    setp.lt.u32 %p1, %r6, 16;
    @%p1 bra LOOP;
    bar.sync 0;
    and.b32 %r4, %r0, )" +
           std::to_string(rows - 1) + ";\n    mad.lo.u32 %r4, %r4, 16, %r3;\n";
  }
  static constexpr const char *tile = ".shared .align 16 .b8 tile[1024];";

  static std::string registers(unsigned count) {
    std::string text = "{%r20";
    for (unsigned i = 1; i < count; ++i)
      text += ", %r" + std::to_string(20 + i);
    return text + "}";
  }
  /// st.global of the registers, 16 bytes a lane.
  static std::string storeAll(unsigned count) {
    std::string text = "mad.wide.u32 %rd4, %r0, 16, %rd0;\n";
    for (unsigned i = 0; i < count; ++i)
      text += "st.global.u32 [%rd4+" + std::to_string(4 * i) + "], %r" + std::to_string(20 + i) + ";\n";
    return text;
  }
};

TEST_F(MatrixLoad, FragmentsLaneByLane) {
  for (unsigned count : {1u, 2u, 4u})
    for (bool transposed : {false, true})
      for (const char *space : {".shared", ".shared::cta", ""}) {
        uint64_t out = allocate(512);
        std::string generic = *space ? "[%r4]" : "[%rd6]";
        setKernel(fill() + "cvt.u64.u32 %rd5, %r4;\ncvta.shared.u64 %rd6, %rd5;\nldmatrix.sync.aligned.m8n8.x" +
                      std::to_string(count) + (transposed ? ".trans" : "") + space + ".b16 " + registers(count) + ", " +
                      generic + ";\n" + storeAll(count),
                  tile);
        run({out});
        std::vector<uint8_t> undefined(512);
        EXPECT_FALSE(device.readUndefined(out, undefined.data(), 512));
        std::vector<uint16_t> halves = download<uint16_t>(out, 256);
        for (unsigned lane = 0; lane < 32; ++lane)
          for (unsigned matrix = 0; matrix < 4; ++matrix) {
            EXPECT_EQ(undefined[lane * 16 + matrix * 4], matrix >= count);
            if (matrix >= count)
              continue;
            for (unsigned half = 0; half < 2; ++half) {
              unsigned row = lane / 4, column = 2 * (lane % 4) + half;
              unsigned expected = 64 * matrix + (transposed ? 8 * column + row : 8 * row + column);
              EXPECT_EQ(halves[lane * 8 + matrix * 2 + half], expected) << lane << " " << matrix << " " << half;
            }
          }
      }
}

TEST_F(MatrixLoad, OtherLanesNeedNoAddress) {
  uint64_t out = allocate(512);
  setKernel(fill() + R"(
    setp.lt.u32 %p2, %r0, 8;
    mov.u32 %r10, 1;
    @%p2 mov.u32 %r10, %r4;
    ldmatrix.sync.aligned.m8n8.x1.shared.b16 {%r20}, [%r10];
)" + storeAll(1),
            tile);
  run({out});
}

TEST_F(MatrixLoad, WrongRows) {
  uint64_t out = allocate(512);
  setKernel(fill() + "add.u32 %r4, %r4, 8;\nldmatrix.sync.aligned.m8n8.x4.shared.b16 " + registers(4) + ", [%r4];\n",
            tile);
  expectReport({out}, ReportClass::MisalignedAccess, 20);
  setKernel(fill() + "add.u32 %r4, %r4, 1024;\nldmatrix.sync.aligned.m8n8.x4.shared.b16 " + registers(4) + ", [%r4];\n",
            tile);
  expectReport({out}, ReportClass::OutOfBoundsShared, 20);
}

TEST_F(MatrixLoad, UndefinedRowsAreUndefinedValues) {
  uint64_t out = allocate(512);
  // Only the first 8 rows are written: matrix 1 is undefined, matrix 0 is not.
  const std::string load = R"(
    mov.u32 %r3, tile;
    mad.lo.u32 %r4, %r0, 16, %r3;
    setp.lt.u32 %p1, %r0, 8;
    @%p1 st.shared.v4.u32 [%r4], {%r0, %r0, %r0, %r0};
    ldmatrix.sync.aligned.m8n8.x2.shared.b16 {%r20, %r21}, [%r4];
    mad.wide.u32 %rd4, %r0, 16, %rd0;
)";
  setKernel(load + "st.global.u32 [%rd4], %r20;", tile);
  run({out});
  setKernel(load + "st.global.u32 [%rd4], %r21;", tile);
  Report report = expectReport({out}, ReportClass::UninitializedShared, 8);
  EXPECT_NE(report.text.find("line 105"), std::string::npos) << report.toString();
}

TEST_F(MatrixLoad, AllLanesMustTakePart) {
  uint64_t out = allocate(512);
  setKernel(fill() + "setp.lt.u32 %p2, %r0, 16;\n@%p2 bra SKIP;\nldmatrix.sync.aligned.m8n8.x4.shared.b16 " +
                registers(4) + ", [%r4];\nSKIP:\nbar.sync 0;",
            tile);
  std::optional<Report> report = launch({out});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->reportClass, ReportClass::DivergentCollective);
}

TEST_F(MatrixLoad, LanesThatEnded) {
  setKernel(
      "mov.u32 %r4, tile;\nsetp.ge.u32 %p2, %r0, 30;\n@%p2 exit;\nldmatrix.sync.aligned.m8n8.x1.shared.b16 {%r20}, "
      "[%r4];",
      tile);
  Report report = expectReport({}, ReportClass::DivergentCollective, 4);
  EXPECT_EQ(report.text, "expected all 32 lanes of ldmatrix, but lane 30 has ended or is not there");
}

TEST_F(MatrixLoad, StoreIsTheInverse) {
  for (unsigned count : {1u, 2u, 4u})
    for (bool transposed : {false, true}) {
      uint64_t out = allocate(1024);
      std::string form = ".sync.aligned.m8n8.x" + std::to_string(count) + (transposed ? ".trans" : "") + ".shared.b16 ";
      setKernel(
          fill() + "ldmatrix.sync.aligned.m8n8.x" + std::to_string(count) + ".shared.b16 " + registers(count) +
              ", [%r4];\nstmatrix" + form + "[%r4+512], " + registers(count) +
              ";\nbar.sync 0;\nmad.wide.u32 %rd4, %r0, 16, %rd0;\nsetp.lt.u32 %p2, %r0, " + std::to_string(8 * count) +
              ";\n@%p2 ld.shared.v4.u32 {%r30, %r31, %r32, %r33}, [%r4+512];\n@%p2 st.global.v4.u32 [%rd4], {%r30, "
              "%r31, %r32, %r33};\n",
          ".shared .align 16 .b8 tile[1024];", "sm_90");
      run({out});
      std::vector<uint16_t> halves = download<uint16_t>(out, 64 * count);
      for (unsigned i = 0; i < 64 * count; ++i) {
        unsigned row = i / 8 % 8, column = i % 8;
        EXPECT_EQ(halves[i], 64 * (i / 64) + (transposed ? 8 * column + row : 8 * row + column));
      }
    }
}

TEST_F(MatrixLoad, WhatTheTargetLacksIsRefused) {
  const std::pair<const char *, const char *> cases[] = {
      {"stmatrix.sync.aligned.m8n8.x1.shared.b16 [%r4], {%r5};", "sm_90 or higher for 'stmatrix'"},
      {"ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%r4, %r5}, [%r4];", "expected 4 registers, got 2"},
      {"ldmatrix.sync.aligned.m8n8.x1.shared.b16 %r4, [%r4];", "expected registers in braces"},
      {"ldmatrix.sync.aligned.m8n8.x1.global.b16 {%r4}, [%rd4];", "expected '.shared'"},
      {"ldmatrix.sync.aligned.m16n16.x1.trans.shared.b8 {%r4, %r5}, [%r4];", "m8n8"},
  };
  for (const auto &[instruction, message] : cases) {
    setKernel(instruction);
    EXPECT_NE(getLoadError().find(message), std::string::npos) << instruction << ": " << getLoadError();
  }
}

} // namespace
