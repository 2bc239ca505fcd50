//===- CollectiveTest.cpp - shfl, vote, match, redux, activemask, elect ----------------------------------===//
#include "ModuleTest.h"
#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>

using namespace mlir::qnt::emulator;

namespace {

class Collective : public ModuleTest {
protected:
  Collective() {
    configuration.block = {64, 1, 1};
    std::mt19937 random(11);
    for (unsigned i = 0; i < 64; ++i)
      input.push_back(static_cast<uint32_t>(random()));
  }
};

/// Where lane `lane` reads, by the description of the __shfl functions in the CUDA C++ programming guide; -1: itself.
int findShuffleLane(const std::string &mode, int lane, int operand, int width) {
  const int first = lane / width * width;
  if (mode == "up")
    return lane - operand < first ? -1 : lane - operand;
  if (mode == "down")
    return lane + operand >= first + width ? -1 : lane + operand;
  if (mode == "bfly")
    return (lane ^ operand) >= first + width ? -1 : lane ^ operand;
  return first + operand % width;
}

TEST_F(Collective, ShuffleOfEveryModeWidthAndDistance) {
  for (const char *mode : {"up", "down", "bfly", "idx"}) {
    for (int width : {2, 4, 8, 16, 32}) {
      std::string body = "  mov.u32 %r6, 0;\n";
      const int segment = (32 - width) << 8 | (std::string(mode) == "up" ? 0 : 31);
      const std::vector<int> distances = {0, 1, 2, 3, 7, 15, 16, 31};
      for (int distance : distances)
        body += "  shfl.sync." + std::string(mode) + ".b32 %r10|%p1, %r5, " + std::to_string(distance) + ", " +
                std::to_string(segment) + ", -1;\n  selp.u32 %r11, 1, 0, %p1;\n" +
                "  mad.lo.u32 %r6, %r6, 31, %r10;\n  add.u32 %r6, %r6, %r11;\n";
      const std::vector<uint32_t> result = run(body);
      for (int i = 0; i < 64; ++i) {
        uint32_t expected = 0;
        for (int distance : distances) {
          const int source = findShuffleLane(mode, i % 32, distance, width);
          expected = expected * 31 + getInput(source < 0 ? i : i / 32 * 32 + source) + (source >= 0);
        }
        EXPECT_EQ(result[i], expected) << mode << " width " << width << " thread " << i;
      }
    }
  }
}

TEST_F(Collective, ShuffleWithLanesThatDiffer) {
  const std::vector<uint32_t> result =
      run("  mul.lo.u32 %r10, %r1, 7;\n  shfl.sync.idx.b32 %r6, %r5, %r10, 31, 0xffffffff;");
  for (size_t i = 0; i < 64; ++i)
    EXPECT_EQ(result[i], getInput(i / 32 * 32 + i * 7 % 32)) << i;
}

TEST_F(Collective, ShuffleOfTheLanesOfABranch) {
  const std::vector<uint32_t> result = run(R"(
  and.b32 %r10, %r1, 31;
  mov.u32 %r6, 1;
  setp.lt.u32 %p1, %r10, 12;
  @!%p1 bra DONE;
  shfl.bfly.sync.b32 %r6, %r5, 3, 31, 0xfff;
DONE:
)");
  for (size_t i = 0; i < 64; ++i)
    EXPECT_EQ(result[i], i % 32 < 12 ? getInput(i ^ 3) : 1) << i;
}

TEST_F(Collective, GroupsWithMasksOfTheirOwn) {
  // Tiles of eight lanes each name only themselves, in one instruction.
  const std::vector<uint32_t> result = run(R"(
  and.b32 %r10, %r1, 24;
  mov.u32 %r11, 255;
  shl.b32 %r11, %r11, %r10;
  redux.sync.add.u32 %r12, %r5, %r11;
  shfl.sync.idx.b32 %r13, %r5, 3, 6175, %r11;
  add.u32 %r6, %r12, %r13;
)");
  for (size_t i = 0; i < 64; ++i) {
    uint32_t sum = getInput(i / 8 * 8 + 3);
    for (size_t j = i / 8 * 8; j < i / 8 * 8 + 8; ++j)
      sum += getInput(j);
    EXPECT_EQ(result[i], sum) << i;
  }
}

TEST_F(Collective, LanesWaitForThoseThatComeLater) {
  const std::vector<uint32_t> result = run(R"(
  and.b32 %r10, %r1, 31;
  mov.u32 %r11, 0;
WAIT:
  setp.ge.u32 %p1, %r11, %r10;
  @%p1 bra MEET;
  add.u32 %r11, %r11, 1;
  bra WAIT;
MEET:
  vote.sync.ballot.b32 %r6, %p1, -1;
)");
  EXPECT_EQ(result, std::vector<uint32_t>(64, 0xFFFFFFFFu));
}

TEST_F(Collective, VotesOfEveryMode) {
  for (uint32_t limit : {0u, 0x40000000u, 0xFFFFFFFFu}) {
    const std::vector<uint32_t> result = run("  setp.lt.u32 %p1, %r5, " + std::to_string(limit) + R"(;
  vote.sync.all.pred %p2, %p1, -1;
  vote.sync.any.pred %p3, %p1, -1;
  vote.sync.uni.pred %p4, %p1, -1;
  vote.sync.all.pred %p5, !%p1, -1;
  vote.sync.ballot.b32 %r10, %p1, -1;
  vote.ballot.sync.b32 %r11, !%p1, -1;
  selp.u32 %r12, 1, 0, %p2;
  selp.u32 %r13, 2, 0, %p3;
  selp.u32 %r14, 4, 0, %p4;
  selp.u32 %r15, 8, 0, %p5;
  or.b32 %r12, %r12, %r13;
  or.b32 %r14, %r14, %r15;
  or.b32 %r12, %r12, %r14;
  xor.b32 %r16, %r10, %r11;
  not.b32 %r16, %r16;
  mad.lo.u32 %r6, %r12, 12345, %r10;
  add.u32 %r6, %r6, %r16;
)");
    for (size_t i = 0; i < 64; ++i) {
      uint32_t ballot = 0;
      for (size_t j = 0; j < 32; ++j)
        ballot |= static_cast<uint32_t>(getInput(i / 32 * 32 + j) < limit) << j;
      const uint32_t all = ballot == 0xFFFFFFFFu, any = ballot != 0;
      EXPECT_EQ(result[i], (all | any << 1 | (all || !any) << 2 | !any << 3) * 12345 + ballot) << limit << " " << i;
    }
  }
}

TEST_F(Collective, MatchOfEqualValues) {
  for (uint32_t divisor : {1u, 3u, 7u}) {
    const std::vector<uint32_t> result = run("  rem.u32 %r10, %r5, " + std::to_string(divisor) + R"(;
  match.any.sync.b32 %r11, %r10, -1;
  match.all.sync.b32 %r12|%p1, %r10, -1;
  cvt.u64.u32 %rd10, %r10;
  mul.lo.u64 %rd10, %rd10, 0x100000001;
  match.any.sync.b64 %r13, %rd10, -1;
  xor.b32 %r13, %r13, %r11;
  selp.u32 %r14, 5, 0, %p1;
  mad.lo.u32 %r6, %r12, 3, %r11;
  add.u32 %r6, %r6, %r14;
  add.u32 %r6, %r6, %r13;
)");
    for (size_t i = 0; i < 64; ++i) {
      uint32_t equal = 0;
      for (size_t j = 0; j < 32; ++j)
        equal |= static_cast<uint32_t>(getInput(i / 32 * 32 + j) % divisor == getInput(i) % divisor) << j;
      const bool all = equal == 0xFFFFFFFFu;
      EXPECT_EQ(result[i], (all ? equal * 3 : 0) + equal + (all ? 5 : 0)) << divisor << " " << i;
    }
  }
}

TEST_F(Collective, ReductionsOfEveryKind) {
  const std::vector<std::pair<std::string, uint32_t (*)(uint32_t, uint32_t)>> operators = {
      {"add.u32", [](uint32_t a, uint32_t b) { return a + b; }},
      {"add.s32", [](uint32_t a, uint32_t b) { return a + b; }},
      {"min.u32", [](uint32_t a, uint32_t b) { return std::min(a, b); }},
      {"max.u32", [](uint32_t a, uint32_t b) { return std::max(a, b); }},
      {"min.s32",
       [](uint32_t a, uint32_t b) {
         return static_cast<uint32_t>(std::min(static_cast<int32_t>(a), static_cast<int32_t>(b)));
       }},
      {"max.s32",
       [](uint32_t a, uint32_t b) {
         return static_cast<uint32_t>(std::max(static_cast<int32_t>(a), static_cast<int32_t>(b)));
       }},
      {"and.b32", [](uint32_t a, uint32_t b) { return a & b; }},
      {"or.b32", [](uint32_t a, uint32_t b) { return a | b; }},
      {"xor.b32", [](uint32_t a, uint32_t b) { return a ^ b; }}};
  for (const auto &[name, combine] : operators) {
    const std::vector<uint32_t> result = run("  redux.sync." + name + " %r6, %r5, -1;");
    for (size_t i = 0; i < 64; ++i) {
      uint32_t expected = getInput(i / 32 * 32);
      for (size_t j = 1; j < 32; ++j)
        expected = combine(expected, getInput(i / 32 * 32 + j));
      EXPECT_EQ(result[i], expected) << name << " " << i;
    }
  }
}

TEST_F(Collective, ReductionsOfFloats) {
  const std::vector<float> values = {1.5f, -2.0f, 0.0f, -0.0f, 100.0f, -1e30f};
  for (size_t i = 0; i < input.size(); ++i)
    std::memcpy(&input[i], &values[i % values.size()], 4);
  auto reduce = [&](const std::string &op) {
    const std::vector<uint32_t> result =
        run("  mov.b32 %f1, %r5;\n  redux.sync." + op + ".f32 %f2, %f1, -1;\n  mov.b32 %r6, %f2;", "", "sm_100a");
    float value;
    std::memcpy(&value, &result.at(0), 4);
    return value;
  };
  EXPECT_EQ(reduce("min"), -1e30f);
  EXPECT_EQ(reduce("max"), 100.0f);
  EXPECT_EQ(reduce("max.abs"), 1e30f);
  EXPECT_EQ(reduce("min.abs.NaN"), 0.0f);
  input[3] = 0x7FC00001;
  EXPECT_EQ(reduce("max"), 100.0f);
  EXPECT_TRUE(std::isnan(reduce("max.NaN")));
}

TEST_F(Collective, ActiveMaskAndElect) {
  const std::vector<uint32_t> result = run(R"(
  and.b32 %r10, %r1, 31;
  setp.ge.u32 %p1, %r10, 5;
  mov.u32 %r6, 0;
  @!%p1 bra DONE;
  activemask.b32 %r11;
  elect.sync %r12|%p2, %r11;
  selp.u32 %r13, 1000, 0, %p2;
  popc.b32 %r11, %r11;
  mad.lo.u32 %r6, %r11, 10000, %r12;
  add.u32 %r6, %r6, %r13;
DONE:
)",
                                           "", "sm_90");
  for (size_t i = 0; i < 64; ++i)
    EXPECT_EQ(result[i], i % 32 < 5 ? 0 : 27 * 10000 + 5 + (i % 32 == 5 ? 1000 : 0)) << i;
}

TEST_F(Collective, WarpBarrierOrdersSharedMemory) {
  const std::vector<uint32_t> result = run(R"(
  mov.u32 %r10, buffer;
  mad.lo.u32 %r11, %r1, 4, %r10;
  st.shared.u32 [%r11], %r5;
  bar.warp.sync 0xffffffff;
  xor.b32 %r12, %r1, 21;
  mad.lo.u32 %r13, %r12, 4, %r10;
  ld.shared.u32 %r6, [%r13];
)",
                                           ".shared .b32 buffer[64];");
  for (size_t i = 0; i < 64; ++i)
    EXPECT_EQ(result[i], getInput(i ^ 21)) << i;
}

//===-----------------------------------------------------------------------------------------------------===//
// Faults
//===-----------------------------------------------------------------------------------------------------===//

TEST_F(Collective, MaskNamesALaneThatNeverComes) {
  const char *const body = R"(  and.b32 %r10, %r1, 31;
  mov.u32 %r6, 1;
  setp.lt.u32 %p1, %r10, 12;
  @!%p1 bra DONE;
  shfl.sync.bfly.b32 %r6, %r5, 3, 31, -1;
DONE:
  bar.sync 0;)";
  const Report report = expectReport(body, ReportClass::DivergentCollective, 5);
  EXPECT_NE(report.text.find("shfl.sync"), std::string::npos) << report.text;
  EXPECT_NE(report.text.find("thread (12,0,0) does not come"), std::string::npos) << report.text;
}

TEST_F(Collective, LanesAtTwoCollectives) {
  const Report report = expectReport(R"(  and.b32 %r10, %r1, 1;
  setp.eq.u32 %p1, %r10, 0;
  @%p1 bra EVEN;
  vote.sync.ballot.b32 %r6, %p1, -1;
  bra DONE;
EVEN:
  vote.sync.ballot.b32 %r6, %p1, -1;
DONE:)",
                                     ReportClass::DivergentCollective, 4);
  EXPECT_NE(report.text.find("16 lanes at line " + std::to_string(kBodyLine + 6)), std::string::npos) << report.text;
}

TEST_F(Collective, LanesThatExitedAreNotWaitedFor) {
  const std::vector<uint32_t> result = run(R"(
  and.b32 %r10, %r1, 31;
  mov.u32 %r6, 7;
  st.global.u32 [%rd4], %r6;
  setp.ge.u32 %p1, %r10, 12;
  @%p1 exit;
  vote.sync.ballot.b32 %r6, %p1, -1;
)");
  for (size_t i = 0; i < 64; ++i)
    EXPECT_EQ(result[i], i % 32 < 12 ? 0 : 7) << i;
}

TEST_F(Collective, MaskWithoutTheLaneItself) {
  const Report report = expectReport("  redux.sync.add.u32 %r6, %r5, 0xfffffffe;", ReportClass::DivergentCollective, 1);
  EXPECT_EQ(report.thread, (Dim3{0, 0, 0}));
  EXPECT_NE(report.text.find("0xfffffffe"), std::string::npos) << report.text;
}

TEST_F(Collective, MasksThatOverlap) {
  expectReport(R"(  setp.eq.u32 %p1, %r1, 3;
  selp.u32 %r10, 0xffffffff, 0x7fffffff, %p1;
  match.any.sync.b32 %r6, %r5, %r10;)",
               ReportClass::DivergentCollective, 3);
}

TEST_F(Collective, UndefinedMask) {
  expectReport("  match.any.sync.b32 %r6, %r5, %r20;", ReportClass::UninitializedRegister, 1);
  expectReport("  shfl.sync.idx.b32 %r6, %r5, %r20, 31, -1;", ReportClass::UninitializedRegister, 1);
  expectReport("  shfl.sync.idx.b32 %r6, %r5, 0, %r20, -1;", ReportClass::UninitializedRegister, 1);
}

TEST_F(Collective, ShuffleFromALaneThatTakesNoPart) {
  const char *const body = R"(  mov.u32 %r6, 1;
  and.b32 %r10, %r1, 31;
  setp.lt.u32 %p1, %r10, 12;
  @%p1 shfl.sync.down.b32 %r6, %r5, 4, 31, 0xfff;
)";
  const Report report = expectReport(body, ReportClass::DivergentCollective, 6);
  EXPECT_EQ(report.thread, (Dim3{8, 0, 0}));
  // The usual sum over part of a warp reads such lanes, and drops what they give.
  const std::vector<uint32_t> result =
      run(std::string(body) + "  setp.lt.u32 %p2, %r10, 8;\n  selp.b32 %r6, %r6, 2, %p2;");
  for (size_t i = 0; i < 64; ++i)
    EXPECT_EQ(result[i], i % 32 < 8 ? getInput(i + 4) : 2) << i;
}

TEST_F(Collective, UndefinedValuesSpreadOverTheGroup) {
  const char *const undefined = "  setp.eq.u32 %p1, %r1, 40;\n  @!%p1 mov.u32 %r10, 1;\n";
  for (const char *collective : {"redux.sync.add.u32 %r6, %r10, -1;", "match.any.sync.b32 %r6, %r10, -1;"}) {
    const Report report =
        expectReport(std::string(undefined) + "  " + collective, ReportClass::UninitializedRegister, 4);
    EXPECT_EQ(report.thread, (Dim3{32, 0, 0})) << collective;
  }
  EXPECT_EQ(expectReport(std::string(undefined) + "  shfl.sync.bfly.b32 %r6, %r10, 1, 31, -1;",
                         ReportClass::UninitializedRegister, 4)
                .thread,
            (Dim3{41, 0, 0}));
}

TEST_F(Collective, FormsThatAreNotThere) {
  EXPECT_NE(getLoadError(makeModule("  shfl.sync.left.b32 %r6, %r5, 0, 31, -1;"))
                .find("unknown_instruction: 60: expected one of '.up'"),
            std::string::npos);
  EXPECT_NE(getLoadError(makeModule("  redux.sync.min.f32 %f2, %f1, -1;")).find("sm_100a"), std::string::npos);
  EXPECT_NE(getLoadError(makeModule("  elect.sync %r6|%p1, -1;")).find("sm_90"), std::string::npos);
  EXPECT_NE(getLoadError(makeModule("  redux.sync.add.u32 %r6, %r5, -1;", "", "sm_75")).find("sm_80"),
            std::string::npos);
}

} // namespace
