//===- ProgramTest.cpp - compiled models and their calls, on the emulated device ----------------------------===//

#include "Qnt/Runtime/Program.h"
#include "FakeCuda.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include <cstring>
#include <string>
#include <thread>
#include <vector>

using testing::HasSubstr;

namespace {

/// y[i] = x[i] + a, for i < n.
constexpr const char *kAdd = R"(
.version 8.0
.target sm_80
.address_size 64
.visible .entry add(.param .u64 x, .param .u64 y, .param .f32 a, .param .u64 n)
{
  .reg .pred %p;
  .reg .b32 %r<4>;
  .reg .f32 %f<3>;
  .reg .b64 %rd<8>;
  ld.param.u64 %rd1, [x];
  ld.param.u64 %rd2, [y];
  ld.param.f32 %f1, [a];
  ld.param.u64 %rd3, [n];
  mov.u32 %r1, %ctaid.x;
  mov.u32 %r2, %ntid.x;
  mov.u32 %r3, %tid.x;
  mad.lo.s32 %r1, %r1, %r2, %r3;
  cvt.u64.u32 %rd4, %r1;
  setp.ge.u64 %p, %rd4, %rd3;
  @%p bra DONE;
  shl.b64 %rd5, %rd4, 2;
  add.s64 %rd6, %rd1, %rd5;
  add.s64 %rd7, %rd2, %rd5;
  ld.global.f32 %f2, [%rd6];
  add.rn.f32 %f2, %f2, %f1;
  st.global.f32 [%rd7], %f2;
DONE:
  ret;
}
)";

std::string error() { return qntrtGetLastError(); }

class Program : public testing::Test {
protected:
  void SetUp() override {
    QntrtProgramCode code = {"add.ptx", "sm_80", kAdd, std::strlen(kAdd), nullptr, 0};
    ASSERT_EQ(qntrtProgramCreate(QntrtDeviceEmulated, 0, &code, &program), QntrtSuccess) << error();
  }
  void TearDown() override { EXPECT_EQ(qntrtProgramDestroy(program), QntrtSuccess); }

  QntrtCall begin() {
    QntrtCall call = nullptr;
    EXPECT_EQ(qntrtCallBegin(program, &call), QntrtSuccess) << error();
    return call;
  }

  static QntrtStatus launch(QntrtCall call, QntrtPointer x, QntrtPointer y, float a, uint64_t n, int64_t blocks = 2,
                            const char *kernel = "add") {
    QntrtCallSizes sizes = {{blocks, 1, 1}, {64, 1, 1}, {1, 1, 1}, 0};
    QntrtArgument arguments[] = {{&x, 8, 8}, {&y, 8, 8}, {&a, 4, 4}, {&n, 8, 8}};
    return qntrtCallLaunch(call, kernel, &sizes, arguments, 4);
  }

  /// x + a through the program.
  std::vector<float> add(const std::vector<float> &x, float a) {
    QntrtCall call = begin();
    QntrtPointer from = 0, to = 0;
    std::vector<float> y(x.size());
    EXPECT_EQ(qntrtCallUpload(call, x.data(), 4 * x.size(), &from), QntrtSuccess) << error();
    EXPECT_EQ(qntrtCallAllocate(call, 4 * x.size(), &to), QntrtSuccess) << error();
    EXPECT_EQ(launch(call, from, to, a, x.size()), QntrtSuccess) << error();
    EXPECT_EQ(qntrtCallRead(call, y.data(), to, 4 * x.size()), QntrtSuccess) << error();
    EXPECT_EQ(qntrtCallEnd(call), QntrtSuccess) << error();
    return y;
  }

  QntrtProgram program = nullptr;
};

TEST_F(Program, CallsOneAfterTheOther) {
  EXPECT_EQ(add({1, 2, 3}, 0.5f), (std::vector<float>{1.5f, 2.5f, 3.5f}));
  EXPECT_EQ(add({-1}, 1.0f), (std::vector<float>{0.0f}));
}

TEST_F(Program, CallsOfSeveralThreads) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([this, t] {
      for (int i = 0; i < 10; ++i)
        EXPECT_EQ(add({1.0f * i, 2}, 1.0f * t), (std::vector<float>{1.0f * i + t, 2.0f + t}));
    });
  for (std::thread &thread : threads)
    thread.join();
}

/// A constant is copied once: later changes of the host's memory, which the contract forbids, are not seen.
TEST_F(Program, ConstantsAreCopiedOnce) {
  std::vector<float> weight = {1, 2, 3, 4};
  for (int i = 0; i < 2; ++i) {
    QntrtCall call = begin();
    QntrtPointer from = 0, to = 0, again = 0;
    ASSERT_EQ(qntrtCallConstant(call, weight.data(), 16, &from), QntrtSuccess) << error();
    ASSERT_EQ(qntrtCallConstant(call, weight.data(), 16, &again), QntrtSuccess) << error();
    EXPECT_EQ(from, again);
    ASSERT_EQ(qntrtCallAllocate(call, 16, &to), QntrtSuccess);
    ASSERT_EQ(launch(call, from, to, 1.0f, 4), QntrtSuccess) << error();
    float y[4];
    ASSERT_EQ(qntrtCallRead(call, y, to, 16), QntrtSuccess) << error();
    EXPECT_THAT(y, testing::ElementsAre(2, 3, 4, 5));
    ASSERT_EQ(qntrtCallEnd(call), QntrtSuccess);
    weight = {9, 9, 9, 9};
  }
}

/// A constant without bytes may lie where another one begins.
TEST_F(Program, ConstantsAreKnownBySize) {
  const int32_t weight = 7;
  QntrtCall call = begin();
  QntrtPointer nothing = 0, from = 0;
  ASSERT_EQ(qntrtCallConstant(call, &weight, 0, &nothing), QntrtSuccess) << error();
  ASSERT_EQ(qntrtCallConstant(call, &weight, 4, &from), QntrtSuccess) << error();
  EXPECT_NE(from, nothing);
  int32_t got = 0;
  ASSERT_EQ(qntrtCallRead(call, &got, from, 4), QntrtSuccess) << error();
  EXPECT_EQ(got, 7);
  ASSERT_EQ(qntrtCallEnd(call), QntrtSuccess);
}

TEST_F(Program, ElementsAreReadAndWritten) {
  QntrtCall call = begin();
  QntrtPointer memory = 0;
  int32_t value = 7, got = 0;
  ASSERT_EQ(qntrtCallAllocate(call, 8, &memory), QntrtSuccess);
  ASSERT_EQ(qntrtCallWrite(call, memory + 4, &value, 4), QntrtSuccess) << error();
  ASSERT_EQ(qntrtCallRead(call, &got, memory + 4, 4), QntrtSuccess) << error();
  EXPECT_EQ(got, 7);
  EXPECT_EQ(qntrtCallRelease(call, memory), QntrtSuccess) << error();
  EXPECT_EQ(qntrtCallRelease(call, memory), QntrtInvalidArgument);
  EXPECT_THAT(error(), HasSubstr("expected memory that the call has allocated"));
  EXPECT_EQ(qntrtCallEnd(call), QntrtSuccess);
}

/// Nothing to compute: a block of memory, no launch.
TEST_F(Program, EmptyValues) {
  EXPECT_EQ(add({}, 1.0f), std::vector<float>{});
  QntrtCall call = begin();
  QntrtPointer memory = 0;
  ASSERT_EQ(qntrtCallAllocate(call, 0, &memory), QntrtSuccess) << error();
  EXPECT_NE(memory, 0u);
  EXPECT_EQ(launch(call, memory, memory, 0, 0, 0), QntrtSuccess) << error();
  EXPECT_EQ(qntrtCallEnd(call), QntrtSuccess);
}

/// A kernel that fails fails its call, and no later one.
TEST_F(Program, FailureOfAKernel) {
  QntrtCall call = begin();
  QntrtPointer from = 0, to = 0;
  float y[2];
  ASSERT_EQ(qntrtCallAllocate(call, 8, &from), QntrtSuccess);
  ASSERT_EQ(qntrtCallAllocate(call, 8, &to), QntrtSuccess);
  (void)launch(call, from, to, 1.0f, 100);
  EXPECT_EQ(qntrtCallRead(call, y, to, 8), QntrtKernelReported);
  EXPECT_THAT(error(), HasSubstr("kernel 'add'"));
  EXPECT_EQ(qntrtCallEnd(call), QntrtSuccess);
  EXPECT_EQ(add({1}, 1.0f), (std::vector<float>{2.0f}));
}

TEST_F(Program, BadLaunches) {
  QntrtCall call = begin();
  QntrtPointer memory = 0;
  ASSERT_EQ(qntrtCallAllocate(call, 4, &memory), QntrtSuccess);
  EXPECT_EQ(launch(call, memory, memory, 0, 0, int64_t(1) << 32), QntrtInvalidLaunch);
  EXPECT_THAT(error(), HasSubstr("expected the grid to be from 0 to 2^31 - 1 in axis x, got 4294967296"));
  EXPECT_EQ(launch(call, memory, memory, 0, 0, -1), QntrtInvalidLaunch);
  EXPECT_EQ(launch(call, memory, memory, 0, 0, 1, "sub"), QntrtNotFound);
  EXPECT_THAT(error(), HasSubstr("qntrtCallLaunch('sub')"));
  QntrtCallSizes sizes = {{1, 1, 1}, {64, 1, 1}, {1, 1, 1}, -1};
  EXPECT_EQ(qntrtCallLaunch(call, "add", &sizes, nullptr, 0), QntrtInvalidLaunch);
  EXPECT_THAT(error(), HasSubstr("expected shared memory of 0 bytes or more, got -1"));
  sizes.dynamicSharedBytes = 0;
  EXPECT_EQ(qntrtCallLaunch(call, "add", &sizes, nullptr, 0), QntrtInvalidArgument);
  EXPECT_EQ(qntrtCallLaunch(call, nullptr, &sizes, nullptr, 0), QntrtInvalidArgument);
  EXPECT_THAT(error(), HasSubstr("expected a call, a kernel's name and sizes, got null"));
  EXPECT_EQ(qntrtCallAllocate(call, SIZE_MAX, &memory), QntrtOutOfMemory);
  EXPECT_THAT(error(), HasSubstr("there is no memory of that size"));
  EXPECT_EQ(qntrtCallEnd(call), QntrtSuccess);
}

TEST_F(Program, NullArguments) {
  EXPECT_EQ(qntrtProgramCreate(QntrtDeviceEmulated, 0, nullptr, &program), QntrtInvalidArgument);
  EXPECT_THAT(error(), HasSubstr("expected code and a place for the program, got null"));
  EXPECT_EQ(qntrtProgramDestroy(nullptr), QntrtInvalidArgument);
  EXPECT_THAT(error(), HasSubstr("expected a program, got null"));
  EXPECT_EQ(qntrtProgramGetContext(program, nullptr), QntrtInvalidArgument);
  EXPECT_THAT(error(), HasSubstr("expected a program and a place for its context, got null"));
  EXPECT_EQ(qntrtCallBegin(nullptr, nullptr), QntrtInvalidArgument);
  EXPECT_THAT(error(), HasSubstr("expected a program and a place for the call, got null"));
  EXPECT_EQ(qntrtCallEnd(nullptr), QntrtInvalidArgument);
  EXPECT_THAT(error(), HasSubstr("expected a call, got null"));
  QntrtCall call = begin();
  EXPECT_EQ(qntrtCallRead(call, nullptr, 256, 4), QntrtInvalidArgument);
  EXPECT_THAT(error(), HasSubstr("expected memory of the host, got null"));
  EXPECT_EQ(qntrtCallEnd(call), QntrtSuccess);
}

TEST(ProgramCreation, Failures) {
  QntrtProgram program = nullptr;
  QntrtProgramCode code = {"bad.ptx", "sm_80", "no PTX", 6, nullptr, 0};
  EXPECT_EQ(qntrtProgramCreate(QntrtDeviceEmulated, 0, &code, &program), QntrtInvalidModule);
  EXPECT_THAT(error(), HasSubstr("bad.ptx"));
  EXPECT_EQ(program, nullptr);
  QntrtProgramCode none = {"none", "sm_80", nullptr, 0, nullptr, 0};
  ASSERT_EQ(qntrtProgramCreate(QntrtDeviceEmulated, 0, &none, &program), QntrtSuccess) << error();
  QntrtCall call = nullptr;
  ASSERT_EQ(qntrtCallBegin(program, &call), QntrtSuccess);
  QntrtCallSizes sizes = {{1, 1, 1}, {1, 1, 1}, {1, 1, 1}, 0};
  EXPECT_EQ(qntrtCallLaunch(call, "add", &sizes, nullptr, 0), QntrtNotFound);
  EXPECT_THAT(error(), HasSubstr("the program has no kernels"));
  // A call that is not ended ends with its program.
  EXPECT_EQ(qntrtProgramDestroy(program), QntrtSuccess);
}

/// On the stand-in for CUDA's driver: memory of earlier calls serves again, and the target is checked.
TEST(ProgramOnCuda, TargetAndMemory) {
  FakeCuda fake;
  QntrtProgram program = nullptr;
  QntrtProgramCode code = {"add.ptx", "sm_80", kAdd, std::strlen(kAdd), nullptr, 0};
  ASSERT_EQ(qntrtProgramCreate(QntrtDeviceCuda, 0, &code, &program), QntrtSuccess) << error();
  QntrtPointer first = 0, second = 0;
  for (QntrtPointer *pointer : {&first, &second}) {
    QntrtCall call = nullptr;
    ASSERT_EQ(qntrtCallBegin(program, &call), QntrtSuccess);
    ASSERT_EQ(qntrtCallAllocate(call, 1000, pointer), QntrtSuccess) << error();
    ASSERT_EQ(qntrtCallEnd(call), QntrtSuccess);
  }
  EXPECT_EQ(first, second);
  ASSERT_EQ(qntrtProgramDestroy(program), QntrtSuccess);
  code.target = "sm_120a";
  EXPECT_EQ(qntrtProgramCreate(QntrtDeviceCuda, 0, &code, &program), QntrtNotSupported);
  EXPECT_THAT(error(), HasSubstr("the program is compiled for sm_120a, and 'Fake GPU' is of compute capability 9.0"));
  EXPECT_EQ(fake.countObjects(), 0u) << fake.getLog();
}

/// A program on the stand-in for CUDA's driver, with a call. At its end nothing lives in the driver.
class CallOnCuda : public testing::Test {
protected:
  void SetUp() override {
    QntrtProgramCode code = {"add.ptx", "sm_80", kAdd, std::strlen(kAdd), nullptr, 0};
    ASSERT_EQ(qntrtProgramCreate(QntrtDeviceCuda, 0, &code, &program), QntrtSuccess) << error();
    ASSERT_EQ(qntrtCallBegin(program, &call), QntrtSuccess);
  }
  void TearDown() override {
    EXPECT_EQ(qntrtProgramDestroy(program), QntrtSuccess);
    EXPECT_EQ(fake.countObjects(), 0u) << fake.getLog();
  }

  /// Results of CUDA's driver.
  static constexpr int kOutOfMemory = 2, kUnknown = 999;
  FakeCuda fake;
  QntrtProgram program = nullptr;
  QntrtCall call = nullptr;
  const int32_t weight[2] = {1, 2};
};

/// Memory that is kept for later calls makes room, for a call's memory and for a constant.
TEST_F(CallOnCuda, KeptMemoryMakesRoom) {
  QntrtPointer kept = 0, pointer = 0;
  for (bool isConstant : {false, true}) {
    ASSERT_EQ(qntrtCallAllocate(call, 1000, &kept), QntrtSuccess) << error();
    ASSERT_EQ(qntrtCallRelease(call, kept), QntrtSuccess) << error();
    size_t before = fake.countObjects();
    fake.fail("cuMemAlloc", kOutOfMemory);
    EXPECT_EQ(isConstant ? qntrtCallConstant(call, weight, sizeof(weight), &pointer)
                         : qntrtCallAllocate(call, 100, &pointer),
              QntrtSuccess)
        << error();
    EXPECT_EQ(fake.countObjects(), before); // one less that is kept, and the new one
  }
  int32_t read[2] = {};
  EXPECT_EQ(qntrtCallRead(call, read, pointer, sizeof(read)), QntrtSuccess) << error();
  EXPECT_EQ(read[1], 2);
}

/// No memory stays behind a constant that could not be copied; the next call copies it.
TEST_F(CallOnCuda, ConstantThatIsNotCopied) {
  QntrtPointer pointer = 0;
  size_t before = fake.countObjects();
  fake.fail("cuMemcpyHtoDAsync", kUnknown);
  EXPECT_EQ(qntrtCallConstant(call, weight, sizeof(weight), &pointer), QntrtDriverError);
  EXPECT_THAT(error(), HasSubstr("cuMemcpyHtoDAsync returned"));
  EXPECT_EQ(pointer, 0u);
  EXPECT_EQ(fake.countObjects(), before) << fake.getLog();
  EXPECT_EQ(qntrtCallConstant(call, weight, sizeof(weight), &pointer), QntrtSuccess) << error();
  EXPECT_EQ(fake.countObjects(), before + 1);
}

} // namespace
