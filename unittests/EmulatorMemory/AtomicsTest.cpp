//===- AtomicsTest.cpp - atom and red of every operation and type ------------------------------------------------===//

#include "KernelTest.h"
#include <algorithm>
#include <functional>
#include <limits>
#include <random>

using namespace mlir::qnt::emulator;

namespace {

class Atomics : public KernelTest {
protected:
  /// Every lane applies `instruction` ("add.u32") to one word in memory; b is its element of `operands`. Memory starts
  /// with `start`. Checks what each lane got and what stays, lane by lane in order, against `apply`.
  template <class T>
  void check(const std::string &instruction, const std::string &registers, T start, const std::vector<T> &operands,
             const std::function<T(T, T)> &apply) {
    for (const char *space : {"global", "shared"}) {
      uint64_t in = upload(operands), out = allocate(32 * sizeof(T)), place = upload(std::vector<T>{start});
      const std::string bytes = std::to_string(sizeof(T)), bits = "b" + std::to_string(8 * sizeof(T));
      const bool isShared = space == std::string("shared");
      const std::string target = isShared ? "[word]" : "[%rd2]", value = registers + "2", result = registers + "3";
      std::string body = "mad.wide.u32 %rd4, %r0, " + bytes + ", %rd0;\nmad.wide.u32 %rd5, %r0, " + bytes +
                         ", %rd1;\nld.global." + bits + " " + value + ", [%rd4];\n";
      if (isShared)
        body += "ld.global." + bits + " " + result + ", [%rd2];\nst.shared." + bits + " [word], " + result + ";\n";
      body += "atom." + std::string(space) + "." + instruction + " " + result + ", " + target + ", " + value +
              ";\nst.global." + bits + " [%rd5], " + result + ";\n";
      if (isShared)
        body += "ld.shared." + bits + " " + result + ", [word];\nst.global." + bits + " [%rd2], " + result + ";\n";
      setKernel(body, ".shared .align 16 .b8 word[16];");
      run({in, out, place});
      std::vector<T> results = download<T>(out, 32);
      T memory = start;
      for (unsigned lane = 0; lane < 32; ++lane) {
        EXPECT_EQ(results[lane], memory) << instruction << " " << space << " lane " << lane;
        memory = apply(memory, operands[lane]);
      }
      EXPECT_EQ(download<T>(place, 1)[0], memory) << instruction << " " << space;
    }
  }
  template <class T>
  std::vector<T> randomValues() {
    std::mt19937_64 random(11);
    std::vector<T> values(32);
    for (unsigned i = 0; i < 32; ++i)
      values[i] = static_cast<T>(i % 8    ? random()
                                 : i % 16 ? std::numeric_limits<T>::max()
                                          : std::numeric_limits<T>::min());
    return values;
  }
};

TEST_F(Atomics, Logic) {
  for (unsigned bits : {32u, 64u}) {
    std::string type = ".b" + std::to_string(bits), registers = bits == 32 ? "%r" : "%rd1";
    auto checkAll = [&](auto zero) {
      using T = decltype(zero);
      check<T>("and" + type, registers, static_cast<T>(~T(0)), randomValues<T>(), [](T a, T b) { return T(a & b); });
      check<T>("or" + type, registers, 1, randomValues<T>(), [](T a, T b) { return T(a | b); });
      check<T>("xor" + type, registers, 77, randomValues<T>(), [](T a, T b) { return T(a ^ b); });
      check<T>("exch" + type, registers, 3, randomValues<T>(), [](T, T b) { return b; });
    };
    bits == 32 ? checkAll(uint32_t()) : checkAll(uint64_t());
  }
}

TEST_F(Atomics, Integers) {
  check<uint32_t>("add.u32", "%r", 5, randomValues<uint32_t>(), [](uint32_t a, uint32_t b) { return a + b; });
  check<uint32_t>("add.s32", "%r", 5, randomValues<uint32_t>(), [](uint32_t a, uint32_t b) { return a + b; });
  check<uint64_t>("add.u64", "%rd1", 5, randomValues<uint64_t>(), [](uint64_t a, uint64_t b) { return a + b; });
  check<uint32_t>("min.u32", "%r", 1u << 31, randomValues<uint32_t>(), [](auto a, auto b) { return std::min(a, b); });
  check<uint32_t>("max.u32", "%r", 1u << 31, randomValues<uint32_t>(), [](auto a, auto b) { return std::max(a, b); });
  check<int32_t>("min.s32", "%r", 0, randomValues<int32_t>(), [](auto a, auto b) { return std::min(a, b); });
  check<int32_t>("max.s32", "%r", -5, randomValues<int32_t>(), [](auto a, auto b) { return std::max(a, b); });
  check<uint64_t>("min.u64", "%rd1", 1ull << 63, randomValues<uint64_t>(),
                  [](auto a, auto b) { return std::min(a, b); });
  check<uint64_t>("max.u64", "%rd1", 1ull << 63, randomValues<uint64_t>(),
                  [](auto a, auto b) { return std::max(a, b); });
  check<int64_t>("min.s64", "%rd1", 0, randomValues<int64_t>(), [](auto a, auto b) { return std::min(a, b); });
  check<int64_t>("max.s64", "%rd1", -5, randomValues<int64_t>(), [](auto a, auto b) { return std::max(a, b); });
}

TEST_F(Atomics, IncrementAndDecrementWrap) {
  std::vector<uint32_t> limits(32, 5);
  limits[20] = 2;
  check<uint32_t>("inc.u32", "%r", 3, limits, [](uint32_t a, uint32_t b) { return a >= b ? 0 : a + 1; });
  check<uint32_t>("inc.u32", "%r", 900, limits, [](uint32_t a, uint32_t b) { return a >= b ? 0 : a + 1; });
  check<uint32_t>("dec.u32", "%r", 3, limits, [](uint32_t a, uint32_t b) { return a == 0 || a > b ? b : a - 1; });
  check<uint32_t>("dec.u32", "%r", 900, limits, [](uint32_t a, uint32_t b) { return a == 0 || a > b ? b : a - 1; });
}

TEST_F(Atomics, FloatsAreRoundedOnce) {
  std::vector<uint32_t> floats(32);
  std::vector<uint64_t> doubles(32);
  std::mt19937 random(5);
  for (unsigned i = 0; i < 32; ++i) {
    float value = std::ldexp(static_cast<float>(random()) - 2e9f, static_cast<int>(random() % 40) - 20);
    double wide = value * 1.0000001;
    std::memcpy(&floats[i], &value, 4);
    std::memcpy(&doubles[i], &wide, 8);
  }
  auto add = [](auto zero) {
    using F = decltype(zero);
    return [](auto a, auto b) {
      F left, right;
      std::memcpy(&left, &a, sizeof(F));
      std::memcpy(&right, &b, sizeof(F));
      left += right;
      std::memcpy(&a, &left, sizeof(F));
      return a;
    };
  };
  check<uint32_t>("add.f32", "%f", 0x3F800000, floats, add(float()));
  check<uint64_t>("add.f64", "%fd", 0x3FF0000000000000, doubles, add(double()));
}

TEST_F(Atomics, GlobalF32FlushesSubnormals) {
  uint64_t place = upload(std::vector<uint32_t>{0x00000001});
  configuration.block = Dim3{1, 1, 1};
  setKernel("mov.b32 %f2, 0x00000001;\nred.global.add.f32 [%rd0], %f2;");
  configuration.block = Dim3{1, 1, 1};
  run({place});
  EXPECT_EQ(download<uint32_t>(place, 1)[0], 0u);
  setKernel("mov.b32 %f2, 0x00000001;\nst.shared.f32 [word], %f2;\nred.shared.add.f32 [word], %f2;\n"
            "ld.shared.f32 %f3, [word];\nst.global.f32 [%rd0], %f3;",
            ".shared .align 4 .b8 word[4];");
  configuration.block = Dim3{1, 1, 1};
  run({place});
  EXPECT_EQ(download<uint32_t>(place, 1)[0], 2u);
}

TEST_F(Atomics, HalfTypes) {
  // 1 + 32 * 0.5 and, in the high half, 2 + 32 * 1: exact in f16.
  uint64_t place = upload(std::vector<uint32_t>{0x40003C00});
  setKernel("mov.b32 %r2, 0x3C003800;\nred.global.add.noftz.f16x2 [%rd0], %r2;");
  run({place});
  EXPECT_EQ(download<uint32_t>(place, 1)[0], 0x50404C40u); // 34, 17
  setKernel("mov.b16 %h2, 0x3800;\natom.global.add.noftz.f16 %h3, [%rd0], %h2;");
  run({place});
  EXPECT_EQ(download<uint32_t>(place, 1)[0], 0x50405020u); // 33
  uint64_t brain = upload(std::vector<uint32_t>{0x40003F80});
  setKernel("mov.b32 %r2, 0x3F803F00;\nred.global.add.noftz.bf16x2 [%rd0], %r2;", "", "sm_90");
  run({brain});
  EXPECT_EQ(download<uint32_t>(brain, 1)[0], 0x42084188u); // 34, 17
}

TEST_F(Atomics, CompareAndSwap) {
  // Lane l swaps l for l + 1: all succeed, in order.
  for (const char *form : {"b16 %h", "b32 %r", "b64 %rd1"}) {
    std::string type = std::string(form).substr(0, 3), name = std::string(form).substr(4);
    uint64_t place = upload(std::vector<uint64_t>{0}), out = allocate(32 * 8);
    unsigned bytes = std::stoi(type.substr(1)) / 8;
    setKernel("cvt.u" + type.substr(1) + ".u32 " + name + "2, %r0;\nadd.u" + type.substr(1) + " " + name + "3, " +
              name + "2, 1;\natom.global.cas." + type + " " + name + "4, [%rd0], " + name + "2, " + name +
              "3;\nmad.wide.u32 %rd4, %r0, " + std::to_string(bytes) + ", %rd1;\nst.global." + type + " [%rd4], " +
              name + "4;");
    run({place, out});
    EXPECT_EQ(download<uint64_t>(place, 1)[0], 32u) << type;
    std::vector<uint8_t> got = download<uint8_t>(out, 32 * bytes);
    for (unsigned lane = 0; lane < 32; ++lane)
      EXPECT_EQ(got[lane * bytes], lane);
  }
}

TEST_F(Atomics, CompareAndSwapThatFailsChangesNothing) {
  uint64_t place = upload(std::vector<uint32_t>{7});
  setKernel("atom.global.cas.b32 %r2, [%rd0], 8, 9;\nsetp.ne.u32 %p1, %r2, 7;\n@%p1 st.global.u32 [%rd0], 1;");
  run({place});
  EXPECT_EQ(download<uint32_t>(place, 1)[0], 7u);
}

TEST_F(Atomics, OrdersAndScopes) {
  for (const char *form :
       {"atom.global.add.u32 %r2, ", "atom.relaxed.gpu.global.add.u32 %r2, ", "atom.acquire.sys.add.u32 %r2, ",
        "atom.release.cta.global.add.u32 %r2, ", "atom.acq_rel.gpu.global.add.u32 %r2, ",
        "red.relaxed.sys.global.add.u32 ", "red.release.gpu.global.add.u32 ", "red.add.u32 ", "atom.add.u32 _, "}) {
    uint64_t place = upload(std::vector<uint32_t>{1});
    setKernel(std::string(form) + "[%rd0], 2;");
    run({place});
    EXPECT_EQ(download<uint32_t>(place, 1)[0], 65u) << form;
  }
}

TEST_F(Atomics, ManyBlocksCount) {
  configuration.grid = Dim3{50, 1, 1};
  uint64_t place = upload(std::vector<uint32_t>{0});
  setKernel("red.global.add.u32 [%rd0], 1;");
  configuration.block = Dim3{128, 1, 1};
  run({place});
  EXPECT_EQ(download<uint32_t>(place, 1)[0], 6400u);
}

TEST_F(Atomics, VectorsAndWideOnesOfHopper) {
  uint64_t place = upload(std::vector<float>{1, 2, 3, 4});
  setKernel("mov.f32 %f2, 0f3F800000;\nred.global.add.v4.f32 [%rd0], {%f2, %f2, %f2, %f2};", "", "sm_90");
  run({place});
  EXPECT_EQ(download<float>(place, 4), (std::vector<float>{33, 34, 35, 36}));
}

TEST_F(Atomics, WhatTheTargetLacksIsRefused) {
  const std::pair<const char *, const char *> cases[] = {
      {"red.global.add.v4.f32 [%rd0], {%f2, %f2, %f2, %f2};", "atomic operations on vectors"},
      {"red.global.add.noftz.bf16x2 [%rd0], %r2;", "atomic operations on bf16"},
      {"red.global.add.f16x2 [%rd0], %r2;",
       "expected a type that the operation has, and '.noftz' for half types alone"},
      {"atom.global.min.f32 %f1, [%rd0], %f2;", "expected a type that the operation has"},
      {"atom.global.and.u32 %r1, [%rd0], %r2;", "expected a type that the operation has"},
      {"red.global.exch.b32 [%rd0], %r2;", "expected an operation of 'red'"},
      {"red.acquire.gpu.global.add.u32 [%rd0], %r2;", "expected an order that the instruction has"},
      {"atom.const.add.u32 %r1, [%rd0], %r2;", "expected an atomic operation in .global or .shared"},
      {"atom.local.add.u32 %r1, [%rd0], %r2;", "expected an atomic operation in .global or .shared"},
  };
  for (const auto &[instruction, message] : cases) {
    setKernel(instruction);
    EXPECT_NE(getLoadError().find(message), std::string::npos) << instruction << ": " << getLoadError();
  }
  const std::pair<const char *, const char *> vectors[] = {
      {"red.shared.add.v2.f32 [%rd0], {%f2, %f2};", "expected '.add' and '.global' or a generic address with a vector"},
      {"atom.global.add.v2.f32 %f1, [%rd0], {%f2, %f2};", "expected as many destinations as the vector has elements"},
      {"red.global.add.v2.f32 [%rd0], {%f2};", "expected as many values as the vector has elements"},
      {"red.global.add.v8.f32 [%rd0], {%f2, %f2, %f2, %f2, %f2, %f2, %f2, %f2};", "expected at most 16 bytes a thread"},
  };
  for (const auto &[instruction, message] : vectors) {
    setKernel(instruction, "", "sm_90");
    EXPECT_EQ(getLoadError().find(message), 0u) << instruction << ": " << getLoadError();
  }
  setKernel("atom.global.exch.b128 %q, [%rd0], %q;");
  text.insert(text.find(".reg .pred"), ".reg .b128 %q;\n");
  EXPECT_NE(getLoadError().find("atomic operations on 128 bits"), std::string::npos) << getLoadError();
}

} // namespace
