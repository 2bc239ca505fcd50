//===- LoadStoreTest.cpp - ld and st of every type, space and modifier --------------------------------------------===//

#include "KernelTest.h"
#include <cstdint>
#include <limits>
#include <random>

using namespace mlir::qnt::emulator;

namespace {

class LoadStore : public KernelTest {
protected:
  /// Bytes that no two lanes share.
  std::vector<uint8_t> makeBytes(size_t count) {
    std::mt19937 random(3);
    std::vector<uint8_t> bytes(count);
    for (uint8_t &byte : bytes)
      byte = static_cast<uint8_t>(random());
    return bytes;
  }
};

/// Address of thread t: base + t * stride, into %rd<target>.
std::string at(const std::string &target, const std::string &base, unsigned stride) {
  return "mul.wide.u32 " + target + ", %r0, " + std::to_string(stride) + ";\nadd.s64 " + target + ", " + target + ", " +
         base + ";\n";
}

TEST_F(LoadStore, ScalarsOfEveryTypeKeepTheirBits) {
  struct Form {
    const char *type;
    const char *value;
    unsigned bytes;
  };
  for (const Form &form : {Form{"b8", "%r2", 1},
                           {"u8", "%h2", 1},
                           {"s8", "%r2", 1},
                           {"b16", "%h2", 2},
                           {"u16", "%h2", 2},
                           {"s16", "%r2", 2},
                           {"b32", "%r2", 4},
                           {"u32", "%r2", 4},
                           {"s32", "%r2", 4},
                           {"f32", "%f2", 4},
                           {"b64", "%rd9", 8},
                           {"u64", "%rd9", 8},
                           {"s64", "%rd9", 8},
                           {"f64", "%fd2", 8},
                           {"u8", "%rd9", 1},
                           {"s32", "%rd9", 4}}) {
    std::vector<uint8_t> bytes = makeBytes(32 * form.bytes);
    uint64_t in = upload(bytes), out = allocate(bytes.size());
    std::string type(form.type), value(form.value);
    setKernel(at("%rd4", "%rd0", form.bytes) + at("%rd5", "%rd1", form.bytes) + "ld.global." + type + " " + value +
              ", [%rd4];\nst.global." + type + " [%rd5], " + value + ";");
    run({in, out});
    EXPECT_EQ(download<uint8_t>(out, bytes.size()), bytes) << type;
  }
}

TEST_F(LoadStore, LanesThatShareAPlaceReadTheSame) {
  std::vector<uint8_t> bytes = makeBytes(4 * 32 + 16);
  for (unsigned sharing : {1u, 2u, 3u, 4u, 8u, 16u, 32u})
    for (const char *type : {"u8", "u32"}) {
      const unsigned size = type[1] == '8' ? 1 : 4;
      uint64_t in = upload(bytes), out = allocate(32 * 4);
      setKernel("div.u32 %r3, %r0, " + std::to_string(sharing) + ";\nmul.wide.u32 %rd4, %r3, " + std::to_string(size) +
                ";\nadd.s64 %rd4, %rd4, %rd0;\n" + at("%rd5", "%rd1", 4) + "ld.global." + type +
                " %r2, [%rd4];\nst.global.u32 [%rd5], %r2;");
      run({in, out});
      std::vector<uint32_t> results = download<uint32_t>(out, 32);
      for (unsigned lane = 0; lane < 32; ++lane) {
        uint32_t expected = 0;
        std::memcpy(&expected, &bytes[lane / sharing * size], size);
        EXPECT_EQ(results[lane], expected) << sharing << " " << type << " " << lane;
      }
    }
}

TEST_F(LoadStore, LanesThatShareAnUndefinedPlaceAreNamed) {
  for (unsigned sharing : {1u, 2u, 4u, 8u}) {
    uint64_t in = allocate(128), out = allocate(128);
    // The third place is not written.
    ASSERT_FALSE(device.fill(in, 1, 2));
    ASSERT_FALSE(device.fill(in + 3, 1, 125));
    setKernel("div.u32 %r3, %r0, " + std::to_string(sharing) +
              ";\ncvt.u64.u32 %rd4, %r3;\nadd.s64 %rd4, %rd4, %rd0;\n" + at("%rd5", "%rd1", 4) +
              "ld.global.u8 %r2, [%rd4];\nst.global.u32 [%rd5], %r2;");
    Report report = expectReport({in, out}, ReportClass::UninitializedGlobal, 7);
    EXPECT_EQ(*report.thread, (Dim3{2 * sharing, 0, 0})) << sharing;
  }
}

TEST_F(LoadStore, NarrowValuesAreExtendedToTheRegister) {
  std::vector<int8_t> bytes(32);
  for (int lane = 0; lane < 32; ++lane)
    bytes[lane] = static_cast<int8_t>(lane * 8 - 128);
  uint64_t in = upload(bytes), out = allocate(32 * 40);
  setKernel(at("%rd4", "%rd0", 1) + at("%rd5", "%rd1", 40) + R"(
    ld.global.s8 %r2, [%rd4];
    st.global.u32 [%rd5], %r2;
    ld.global.u8 %r3, [%rd4];
    st.global.u32 [%rd5+4], %r3;
    ld.global.s8 %rd6, [%rd4];
    st.global.u64 [%rd5+8], %rd6;
    ld.global.b8 %rd7, [%rd4];
    st.global.u64 [%rd5+16], %rd7;
    ld.global.s8 %h2, [%rd4];
    cvt.u32.u16 %r4, %h2;
    st.global.u32 [%rd5+24], %r4;
    ld.global.s8 %h3, [%rd4];
    st.global.u16 [%rd5+28], %h3;
    ld.global.u8 %h3, [%rd4];
    st.global.u16 [%rd5+30], %h3;
    cvt.s64.s8 %rd8, %rd6;
    st.global.u64 [%rd5+32], %rd8;)");
  run({in, out});
  std::vector<uint8_t> result = download<uint8_t>(out, 32 * 40);
  for (unsigned lane = 0; lane < 32; ++lane) {
    auto get = [&](unsigned offset, auto value) {
      std::memcpy(&value, result.data() + lane * 40 + offset, sizeof(value));
      return value;
    };
    EXPECT_EQ(get(0, int32_t()), bytes[lane]);
    EXPECT_EQ(get(4, uint32_t()), static_cast<uint8_t>(bytes[lane]));
    EXPECT_EQ(get(8, int64_t()), bytes[lane]);
    EXPECT_EQ(get(16, uint64_t()), static_cast<uint8_t>(bytes[lane]));
    EXPECT_EQ(get(24, uint32_t()), static_cast<uint16_t>(bytes[lane]));
    EXPECT_EQ(get(28, int16_t()), bytes[lane]);
    EXPECT_EQ(get(30, uint16_t()), static_cast<uint8_t>(bytes[lane]));
    EXPECT_EQ(get(32, int64_t()), bytes[lane]);
  }
}

TEST_F(LoadStore, VectorsLieInOrder) {
  struct Form {
    const char *type;
    const char *values;
    unsigned bytes;
  };
  for (const Form &form : {Form{"v2.u8", "{%h2, %h3}", 2},
                           {"v4.b8", "{%r2, %r3, %r4, %r5}", 4},
                           {"v2.u16", "{%h2, %h3}", 4},
                           {"v4.b16", "{%h2, %h3, %h4, %h5}", 8},
                           {"v2.b32", "{%r2, %r3}", 8},
                           {"v4.f32", "{%f2, %f3, %f4, %f5}", 16},
                           {"v4.u32", "{%r2, %r3, %r4, %r5}", 16},
                           {"v2.u64", "{%rd6, %rd7}", 16},
                           {"v2.f64", "{%fd6, %fd7}", 16}}) {
    std::vector<uint8_t> bytes = makeBytes(32 * form.bytes);
    uint64_t in = upload(bytes), out = allocate(bytes.size());
    setKernel(at("%rd4", "%rd0", form.bytes) + at("%rd5", "%rd1", form.bytes) + "ld.global." + form.type + " " +
              form.values + ", [%rd4];\nst.global." + form.type + " [%rd5], " + form.values + ";");
    run({in, out});
    EXPECT_EQ(download<uint8_t>(out, bytes.size()), bytes) << form.type;
  }
  // The first element comes first; `_` takes nothing.
  std::vector<uint32_t> words(128);
  for (unsigned i = 0; i < 128; ++i)
    words[i] = i;
  uint64_t in = upload(words), out = allocate(128);
  setKernel(at("%rd4", "%rd0", 16) + at("%rd5", "%rd1", 4) +
            "ld.global.v4.u32 {_, _, %r2, _}, [%rd4];\nst.global.u32 [%rd5], %r2;");
  run({in, out});
  for (unsigned lane = 0; lane < 32; ++lane)
    EXPECT_EQ(download<uint32_t>(out, 32)[lane], lane * 4 + 2);
}

TEST_F(LoadStore, EveryModifierOfTarget) {
  std::vector<uint32_t> words(32);
  for (unsigned i = 0; i < 32; ++i)
    words[i] = i * 3 + 1;
  uint64_t in = upload(words);
  for (const char *load : {"ld.global.u32",
                           "ld.weak.global.u32",
                           "ld.u32",
                           "ld.global.ca.u32",
                           "ld.global.cg.u32",
                           "ld.global.cs.u32",
                           "ld.global.lu.u32",
                           "ld.global.cv.u32",
                           "ld.volatile.global.u32",
                           "ld.relaxed.gpu.global.u32",
                           "ld.relaxed.cta.u32",
                           "ld.acquire.sys.global.u32",
                           "ld.acquire.gpu.u32",
                           "ld.global.nc.u32",
                           "ld.global.ca.nc.u32",
                           "ld.global.nc.L1::no_allocate.L2::128B.u32",
                           "ld.global.L1::evict_last.u32",
                           "ld.global.L1::evict_first.L2::64B.u32",
                           "ldu.global.u32",
                           "ldu.u32",
                           "ld.global.L2::256B.u32",
                           "ld.mmio.relaxed.sys.global.u32"}) {
    uint64_t out = allocate(128);
    setKernel(at("%rd4", "%rd0", 4) + at("%rd5", "%rd1", 4) + load + " %r2, [%rd4];\nst.global.u32 [%rd5], %r2;");
    run({in, out});
    EXPECT_EQ(download<uint32_t>(out, 32), words) << load;
  }
  for (const char *store : {"st.global.u32", "st.weak.global.u32", "st.u32", "st.global.wb.u32", "st.global.cg.u32",
                            "st.global.cs.u32", "st.global.wt.u32", "st.volatile.global.u32",
                            "st.relaxed.gpu.global.u32", "st.relaxed.sys.u32", "st.release.gpu.global.u32",
                            "st.release.cta.u32", "st.global.L1::no_allocate.u32", "st.mmio.relaxed.sys.global.u32"}) {
    uint64_t out = allocate(128);
    setKernel(at("%rd4", "%rd0", 4) + at("%rd5", "%rd1", 4) + "ld.global.u32 %r2, [%rd4];\n" + store + " [%rd5], %r2;");
    run({in, out});
    EXPECT_EQ(download<uint32_t>(out, 32), words) << store;
  }
}

TEST_F(LoadStore, CachePoliciesAreTaken) {
  std::vector<uint32_t> words(32, 5);
  uint64_t in = upload(words), out = allocate(128);
  setKernel(at("%rd4", "%rd0", 4) + at("%rd5", "%rd1", 4) + R"(
    createpolicy.fractional.L2::evict_last.b64 %rd6, 0f3F800000;
    createpolicy.fractional.L2::evict_first.L2::evict_unchanged.b64 %rd7;
    createpolicy.range.global.L2::evict_last.L2::evict_unchanged.b64 %rd8, [%rd0], 128, 256;
    createpolicy.cvt.L2.b64 %rd9, 0x10F0000000000000;
    ld.global.L2::cache_hint.u32 %r2, [%rd4], %rd6;
    st.global.L2::cache_hint.u32 [%rd5], %r2, %rd7;
    prefetch.global.L1 [%rd4];
    prefetch.L2 [%rd4];
    prefetch.global.L2::evict_last [%rd4];
    prefetchu.L1 [%rd4];
    applypriority.global.L2::evict_normal [%rd4], 128;)");
  run({in, out});
  EXPECT_EQ(download<uint32_t>(out, 32), words);
}

TEST_F(LoadStore, InactiveLanesAccessNothing) {
  std::vector<uint32_t> words(32, 9);
  uint64_t in = upload(words), out = upload(std::vector<uint32_t>(32, 1));
  setKernel(at("%rd4", "%rd0", 4) + at("%rd5", "%rd1", 4) + R"(
    and.b32 %r3, %r0, 1;
    setp.eq.u32 %p1, %r3, 0;
    @!%p1 mov.u64 %rd4, 0;
    mov.u32 %r2, 3;
    @%p1 ld.global.u32 %r2, [%rd4];
    setp.ne.u32 %p2, %r0, 7;
    @%p2 st.global.u32 [%rd5], %r2;)");
  run({in, out});
  for (unsigned lane = 0; lane < 32; ++lane)
    EXPECT_EQ(download<uint32_t>(out, 32)[lane], lane == 7 ? 1u : lane % 2 ? 3u : 9u);
}

TEST_F(LoadStore, SharedLocalConstantAndGeneric) {
  uint64_t out = allocate(32 * 16);
  setKernel(at("%rd5", "%rd1", 16) + R"(
    mov.u32 %r2, tile;
    shl.b32 %r3, %r0, 2;
    add.s32 %r4, %r2, %r3;
    st.shared.u32 [%r4], %r0;
    bar.sync 0;
    xor.b32 %r5, %r3, 124;
    add.s32 %r5, %r5, %r2;
    ld.shared.u32 %r6, [%r5];
    st.global.u32 [%rd5], %r6;
    mov.u64 %rd6, slots;
    cvta.local.u64 %rd7, %rd6;
    st.local.u32 [%rd6+4], %r6;
    ld.u32 %r7, [%rd7+4];
    st.global.u32 [%rd5+4], %r7;
    and.b32 %r8, %r3, 12;
    cvt.u64.u32 %rd8, %r8;
    mov.u64 %rd9, table;
    add.s64 %rd9, %rd9, %rd8;
    ld.const.u32 %r9, [%rd9];
    cvta.const.u64 %rd10, %rd9;
    ld.u32 %r10, [%rd10];
    add.s32 %r9, %r9, %r10;
    st.global.u32 [%rd5+8], %r9;
    cvta.shared.u64 %rd11, tile;
    cvt.u64.u32 %rd12, %r3;
    add.s64 %rd11, %rd11, %rd12;
    ld.u32 %r11, [%rd11];
    cvta.to.shared.u64 %rd13, %rd11;
    ld.shared.u32 %r12, [%rd13];
    add.s32 %r11, %r11, %r12;
    st.global.u32 [%rd5+12], %r11;)",
            ".shared .align 4 .b8 tile[128];\n.const .align 4 .u32 table[4] = {10, 20, 30, 40};");
  text.insert(text.find(".reg .pred"), ".local .align 8 .b8 slots[16];\n");
  text.erase(text.find("\n\n\n") + 1, 1);
  run({0, out});
  std::vector<uint32_t> result = download<uint32_t>(out, 128);
  for (unsigned lane = 0; lane < 32; ++lane) {
    EXPECT_EQ(result[lane * 4], 31 - lane);
    EXPECT_EQ(result[lane * 4 + 1], 31 - lane);
    EXPECT_EQ(result[lane * 4 + 2], 20 * (lane % 4 + 1));
    EXPECT_EQ(result[lane * 4 + 3], 2 * lane);
  }
}

TEST_F(LoadStore, SpacesOfGenericAddresses) {
  uint64_t out = allocate(32);
  setKernel(R"(
    cvta.shared.u64 %rd4, tile;
    cvta.global.u64 %rd5, %rd1;
    cvta.const.u64 %rd6, table;
    isspacep.shared %p1, %rd4;
    isspacep.global %p2, %rd4;
    isspacep.global %p3, %rd5;
    isspacep.const %p4, %rd6;
    isspacep.local %p5, %rd6;
    selp.u32 %r2, 1, 0, %p1;
    selp.u32 %r3, 2, 0, %p2;
    selp.u32 %r4, 4, 0, %p3;
    selp.u32 %r5, 8, 0, %p4;
    selp.u32 %r6, 16, 0, %p5;
    or.b32 %r2, %r2, %r3;
    or.b32 %r2, %r2, %r4;
    or.b32 %r2, %r2, %r5;
    or.b32 %r2, %r2, %r6;
    st.global.u32 [%rd1], %r2;)",
            ".shared .align 4 .b8 tile[128];\n.const .align 4 .u32 table[4] = {10, 20, 30, 40};");
  run({0, out});
  EXPECT_EQ(download<uint32_t>(out, 1)[0], 1u + 4u + 8u);
}

TEST_F(LoadStore, ModuleVariablesAndOffsets) {
  uint64_t out = allocate(16);
  setKernel(R"(
    ld.global.u32 %r2, [words+8];
    mov.u64 %rd4, words;
    ld.global.u32 %r3, [%rd4+-0];
    ld.global.u64 %rd5, [pointer];
    ld.global.u32 %r4, [%rd5];
    st.global.v2.u32 [%rd1], {%r2, %r3};
    st.global.u32 [%rd1+8], %r4;
    st.global.u32 [%rd1+12], 77;)",
            ".global .align 4 .u32 words[3] = {7, 8, 9};\n.global .align 8 .u64 pointer = generic(words)+4;");
  run({0, out});
  EXPECT_EQ(download<uint32_t>(out, 4), (std::vector<uint32_t>{9, 7, 8, 77}));
}

TEST_F(LoadStore, ModifiersThatDoNotGoTogether) {
  const std::pair<const char *, const char *> cases[] = {
      {"ld.volatile.local.u32 %r2, [%rd4];", "expected '.global', '.shared' or a generic address with an order"},
      {"st.release.gpu.param.u32 [%rd4], %r2;", "expected '.global', '.shared' or a generic address with an order"},
      {"ld.relaxed.global.u32 %r2, [%rd4];", "expected a scope with an order"},
      {"ld.gpu.global.u32 %r2, [%rd4];", "expected an order with a scope"},
      {"ld.shared.L1::evict_last.u32 %r2, [%r4];", "expected '.global' or a generic address with a cache hint"},
      {"ld.shared.L2::64B.u32 %r2, [%r4];", "expected '.global' or a generic address with a cache hint"},
      {"ld.volatile.global.L1::evict_last.u32 %r2, [%rd4];", "expected no cache hint with '.volatile'"},
      {"ld.mmio.relaxed.gpu.global.u32 %r2, [%rd4];", "expected '.relaxed.sys' with '.mmio'"},
      {"ld.acquire.gpu.global.nc.u32 %r2, [%rd4];", "expected '.nc' with '.global', and without an order"},
      {"ld.nc.u32 %r2, [%rd4];", "expected '.nc' with '.global', and without an order"},
      {"ld.global.cv.nc.u32 %r2, [%rd4];", "expected '.ca', '.cg' or '.cs' with '.nc'"},
      {"st.global.L2::64B.u32 [%rd4], %r2;", "expected no '.nc' and no prefetch for a store"},
      {"st.global.v2.u32 [%rd4], {%r2};", "expected 2 values, got 1"},
      {"ld.global.u32 %r2, [%r4];", "expected an address of 64 bits"},
      {"ld.global.local.u32 %r2, [%rd4];", "expected one state space"},
      {"ld.relaxed.gpu.sys.u32 %r2, [%rd4];", "expected one scope"},
      {"ldu.shared.u32 %r2, [%rd4];", "expected '.global' or a generic address"},
      {"prefetch.shared.L1 [%rd4];", "expected '.global' or '.local'"},
      {"prefetch.local.L2::evict_last [%rd4];", "expected '.global' with an eviction priority"},
      {"discard.shared.L2 [%rd4], 128;", "expected '.global'"},
      {"discard.global.L2 [%rd4], 64;", "expected an integer constant in [128, 128]"},
      {"cvta.shared.u32 %r2, %r3;", "expected addresses of 64 bits"},
      {"cvta.global.u64 %rd4, tile;", "expected a variable in the instruction's space"},
      {"alloca.u64 %rd4, 8, 3;", "expected an alignment that is a power of two"},
      {"isspacep.shared::cluster %p1, %rd4;", "expected a target of sm_90 or higher for '.shared::cluster'"},
  };
  for (const auto &[instruction, message] : cases) {
    setKernel(instruction, ".shared .align 4 .b8 tile[16];");
    EXPECT_EQ(getLoadError().find(message), 0u) << instruction << ": " << getLoadError();
  }
}

TEST_F(LoadStore, WhatTheTargetLacksIsRefused) {
  setKernel("ld.global.v8.f32 {%f0, %f1, %f2, %f3, %f4, %f5, %f6, %f7}, [%rd0];");
  EXPECT_EQ(getLoadError().find("expected at most 4 elements and 16 bytes a thread on this target"), 0u)
      << getLoadError();
  setKernel("st.global.v8.u8 [%rd0], {%h0, %h1, %h2, %h3, %h4, %h5, %h6, %h7};");
  EXPECT_EQ(getLoadError().find("expected at most 4 elements and 16 bytes a thread on this target"), 0u);
  setKernel("ld.relaxed.cluster.global.u32 %r2, [%rd0];");
  EXPECT_EQ(getLoadError().find("expected a target of sm_90 or higher for '.cluster'"), 0u) << getLoadError();
  setKernel("ld.release.gpu.u32 %r2, [%rd0];");
  EXPECT_EQ(getLoadError().find("expected '.weak', '.relaxed' or '.acquire' for a load"), 0u) << getLoadError();
  setKernel("st.acquire.gpu.u32 [%rd0], %r2;");
  EXPECT_EQ(getLoadError().find("expected '.weak', '.relaxed' or '.release' for a store"), 0u) << getLoadError();
  setKernel("ld.global.v2.u32 %r2, [%rd0];");
  EXPECT_EQ(getLoadError().find("expected 2 destinations, got 1"), 0u) << getLoadError();
  setKernel("st.const.u32 [%rd0], %r2;");
  EXPECT_EQ(getLoadError().find("expected a state space that can be written, got '.const'"), 0u) << getLoadError();
  setKernel("ld.shared.u32 %r2, [words];", ".global .align 4 .u32 words[3];");
  EXPECT_EQ(getLoadError().find("expected a variable in .shared, got one in .global"), 0u) << getLoadError();
}

} // namespace
