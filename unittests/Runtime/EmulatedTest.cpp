//===- EmulatedTest.cpp - the runtime on the emulated device ------------------------------------------------===//

#include "Qnt/Runtime/Emulation.h"
#include "Qnt/Runtime/Kernels.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

using testing::HasSubstr;

namespace {

/// y[i] = a * x[i] + y[i]; `limit` is where it stops.
constexpr const char *kSaxpy = R"(
.version 8.0
.target sm_80
.address_size 64
.global .align 4 .u32 counter = 7;
.visible .entry saxpy(.param .u64 x, .param .u64 y, .param .f32 a, .param .u32 n)
{
  .reg .pred %p;
  .reg .b32 %r<6>;
  .reg .f32 %f<4>;
  .reg .b64 %rd<6>;
  ld.param.u64 %rd1, [x];
  ld.param.u64 %rd2, [y];
  ld.param.f32 %f1, [a];
  ld.param.u32 %r1, [n];
  mov.u32 %r2, %ctaid.x;
  mov.u32 %r3, %ntid.x;
  mov.u32 %r4, %tid.x;
  mad.lo.s32 %r5, %r2, %r3, %r4;
  setp.ge.u32 %p, %r5, %r1;
  @%p bra DONE;
  mul.wide.u32 %rd3, %r5, 4;
  add.s64 %rd4, %rd1, %rd3;
  add.s64 %rd5, %rd2, %rd3;
  ld.global.f32 %f2, [%rd4];
  ld.global.f32 %f3, [%rd5];
  fma.rn.f32 %f3, %f1, %f2, %f3;
  st.global.f32 [%rd5], %f3;
DONE:
  ret;
}
)";

class Emulated : public testing::Test {
protected:
  void SetUp() override { ASSERT_EQ(qntrtContextCreate(QntrtDeviceEmulated, 0, &context), QntrtSuccess) << error(); }
  void TearDown() override { EXPECT_EQ(qntrtContextDestroy(context), QntrtSuccess); }
  static std::string error() { return qntrtGetLastError(); }

  QntrtModule loadModule(const std::string &text) {
    QntrtModule module = nullptr;
    EXPECT_EQ(qntrtModuleLoadText(context, text.data(), text.size(), "t.ptx", &module), QntrtSuccess) << error();
    return module;
  }
  QntrtFunction load(const std::string &text, const char *kernel) {
    QntrtFunction function = nullptr;
    EXPECT_EQ(qntrtModuleGetFunction(loadModule(text), kernel, &function), QntrtSuccess) << error();
    return function;
  }
  QntrtPointer upload(const std::vector<float> &values) {
    QntrtPointer pointer = 0;
    EXPECT_EQ(qntrtMemoryAllocate(context, 4 * values.size(), &pointer), QntrtSuccess) << error();
    EXPECT_EQ(qntrtCopyToDevice(context, pointer, values.data(), 4 * values.size(), nullptr), QntrtSuccess) << error();
    return pointer;
  }
  std::vector<float> download(QntrtPointer pointer, size_t count) {
    std::vector<float> values(count);
    EXPECT_EQ(qntrtCopyToHost(context, values.data(), pointer, 4 * count, nullptr), QntrtSuccess) << error();
    return values;
  }
  QntrtStatus launchSaxpy(QntrtFunction function, QntrtPointer x, QntrtPointer y, float a, uint32_t n,
                          QntrtStream stream = nullptr) {
    QntrtArgument arguments[] = {{&x, 8, 8}, {&y, 8, 8}, {&a, 4, 4}, {&n, 4, 4}};
    QntrtLaunch launch = {{(n + 63) / 64, 1, 1}, {64, 1, 1}, {1, 1, 1}, 0, 0};
    return qntrtLaunch(function, &launch, arguments, 4, stream);
  }

  QntrtContext context = nullptr;
};

} // namespace

TEST_F(Emulated, saxpy) {
  QntrtFunction function = load(kSaxpy, "saxpy");
  std::vector<float> x(100), y(100), expected(100);
  for (int i = 0; i < 100; ++i) {
    x[i] = static_cast<float>(i);
    y[i] = static_cast<float>(1000 - i);
    expected[i] = 2 * x[i] + y[i];
  }
  QntrtPointer xs = upload(x), ys = upload(y);
  ASSERT_EQ(launchSaxpy(function, xs, ys, 2, 100), QntrtSuccess) << error();
  ASSERT_EQ(qntrtContextSynchronize(context), QntrtSuccess) << error();
  EXPECT_EQ(download(ys, 100), expected);
}

TEST_F(Emulated, kernel_attributes) {
  QntrtModule module = loadModule(kSaxpy);
  QntrtFunction function = nullptr, same = nullptr;
  ASSERT_EQ(qntrtModuleGetFunction(module, "saxpy", &function), QntrtSuccess);
  ASSERT_EQ(qntrtModuleGetFunction(module, "saxpy", &same), QntrtSuccess);
  EXPECT_EQ(function, same);
  QntrtFunctionAttributes attributes;
  ASSERT_EQ(qntrtFunctionGetAttributes(function, &attributes), QntrtSuccess);
  EXPECT_EQ(attributes.parameterCount, 4U);
  EXPECT_EQ(attributes.parameterBytes, 24U);
  QntrtParameter parameter;
  ASSERT_EQ(qntrtFunctionGetParameter(function, 3, &parameter), QntrtSuccess);
  EXPECT_STREQ(parameter.name, "n");
  EXPECT_EQ(parameter.offset, 20U);
  EXPECT_EQ(parameter.alignment, 4U);
  QntrtPointer counter = 0;
  size_t bytes = 0;
  ASSERT_EQ(qntrtModuleGetVariable(module, "counter", &counter, &bytes), QntrtSuccess) << error();
  EXPECT_EQ(bytes, 4U);
  uint32_t value = 0;
  ASSERT_EQ(qntrtCopyToHost(context, &value, counter, 4, nullptr), QntrtSuccess);
  EXPECT_EQ(value, 7U);
  EXPECT_EQ(qntrtModuleGetFunction(module, "daxpy", &function), QntrtNotFound);
  EXPECT_THAT(error(), HasSubstr("the module has no kernel 'daxpy', it has 'saxpy'"));
  EXPECT_EQ(qntrtModuleGetVariable(module, "no", &counter, &bytes), QntrtNotFound);
  EXPECT_EQ(qntrtModuleUnload(module), QntrtSuccess);
}

TEST_F(Emulated, a_report_fails_the_context) {
  QntrtFunction function = load(kSaxpy, "saxpy");
  QntrtPointer x = upload(std::vector<float>(64, 1)), y = upload(std::vector<float>(63, 1));
  ASSERT_EQ(launchSaxpy(function, x, y, 2, 64), QntrtSuccess);
  EXPECT_EQ(qntrtContextSynchronize(context), QntrtKernelReported);
  EXPECT_THAT(error(), HasSubstr("qntrtContextSynchronize(): out_of_bounds_global_read: kernel 'saxpy', line"));
  QntrtReport report;
  ASSERT_EQ(qntrtGetLastReport(&report), QntrtSuccess);
  EXPECT_STREQ(report.className, "out_of_bounds_global_read");
  EXPECT_STREQ(report.kernel, "saxpy");
  EXPECT_EQ(report.line, 26U);
  // Later work is not done, and says why.
  float value = 0;
  EXPECT_EQ(qntrtCopyToHost(context, &value, x, 4, nullptr), QntrtKernelReported);
  EXPECT_EQ(qntrtContextReset(context), QntrtSuccess);
  EXPECT_EQ(qntrtCopyToHost(context, &value, x, 4, nullptr), QntrtSuccess);
}

TEST_F(Emulated, text_that_is_no_ptx) {
  QntrtModule module = nullptr;
  std::string text = ".version 8.0\n.target sm_80\n.address_size 64\n.entry k() { frobnicate.u32 %r1; }\n";
  EXPECT_EQ(qntrtModuleLoadText(context, text.data(), text.size(), "t.ptx", &module), QntrtInvalidModule);
  EXPECT_THAT(error(), HasSubstr("qntrtModuleLoadText('t.ptx', "));
  QntrtReport report;
  ASSERT_EQ(qntrtGetLastReport(&report), QntrtSuccess);
  EXPECT_EQ(report.line, 4U);
  EXPECT_EQ(qntrtModuleLoadImage(context,
                                 "\x7f"
                                 "ELF",
                                 4, "t.cubin", &module),
            QntrtNotSupported);
  EXPECT_THAT(error(), HasSubstr("the emulated device executes PTX text, not machine code"));
}

TEST_F(Emulated, undefined_bytes) {
  QntrtPointer pointer = 0;
  ASSERT_EQ(qntrtMemoryAllocate(context, 8, &pointer), QntrtSuccess);
  ASSERT_EQ(qntrtFill(context, pointer + 2, 1, 3, nullptr), QntrtSuccess);
  std::vector<uint8_t> undefined(8);
  ASSERT_EQ(qntrtGetUndefined(context, pointer, 8, undefined.data()), QntrtSuccess) << error();
  std::vector<bool> written;
  for (uint8_t byte : undefined)
    written.push_back(byte == 0);
  EXPECT_EQ(written, (std::vector<bool>{false, false, true, true, true, false, false, false}));
  EXPECT_EQ(qntrtGetUndefined(context, pointer, 9, undefined.data()), QntrtInvalidArgument);
  EXPECT_EQ(qntrtFill(context, pointer + 7, 1, 2, nullptr), QntrtInvalidArgument);
  EXPECT_EQ(qntrtMemoryFree(context, pointer + 1), QntrtInvalidArgument);
  EXPECT_EQ(qntrtMemoryFree(context, pointer), QntrtSuccess);
  EXPECT_EQ(qntrtFill(context, pointer, 1, 1, nullptr), QntrtInvalidArgument);
}

TEST_F(Emulated, streams_are_in_order) {
  QntrtFunction function = load(kSaxpy, "saxpy");
  QntrtPointer x = upload(std::vector<float>(64, 1)), y = upload(std::vector<float>(64, 0));
  QntrtStream first = nullptr, second = nullptr;
  QntrtEvent begin = nullptr, end = nullptr, unused = nullptr;
  ASSERT_EQ(qntrtStreamCreate(context, &first), QntrtSuccess);
  ASSERT_EQ(qntrtStreamCreate(context, &second), QntrtSuccess);
  for (QntrtEvent *event : {&begin, &end, &unused})
    ASSERT_EQ(qntrtEventCreate(context, event), QntrtSuccess);
  ASSERT_EQ(qntrtEventRecord(context, begin, first), QntrtSuccess);
  for (int i = 0; i < 50; ++i)
    ASSERT_EQ(launchSaxpy(function, x, y, 1, 64, first), QntrtSuccess);
  ASSERT_EQ(qntrtEventRecord(context, end, first), QntrtSuccess);
  ASSERT_EQ(qntrtStreamWaitEvent(context, second, unused), QntrtSuccess); // does not hold
  ASSERT_EQ(qntrtStreamWaitEvent(context, second, end), QntrtSuccess);
  std::vector<float> result(64);
  ASSERT_EQ(qntrtCopyToHost(context, result.data(), y, 256, second), QntrtSuccess);
  ASSERT_EQ(qntrtStreamSynchronize(context, second), QntrtSuccess);
  EXPECT_EQ(result, std::vector<float>(64, 50));
  EXPECT_EQ(qntrtEventQuery(context, end), QntrtSuccess);
  EXPECT_EQ(qntrtStreamQuery(context, first), QntrtSuccess);
  float milliseconds = -1;
  ASSERT_EQ(qntrtEventElapsed(context, begin, end, &milliseconds), QntrtSuccess);
  EXPECT_GT(milliseconds, 0);
  EXPECT_EQ(qntrtEventElapsed(context, begin, unused, &milliseconds), QntrtInvalidArgument);
  EXPECT_THAT(error(), HasSubstr("the second one was not recorded"));
}

TEST_F(Emulated, capture) {
  QntrtFunction function = load(kSaxpy, "saxpy");
  QntrtPointer x = upload(std::vector<float>(64, 1)), y = upload(std::vector<float>(64, 0));
  QntrtStream stream = nullptr;
  QntrtGraph graph = nullptr;
  QntrtEvent event = nullptr;
  ASSERT_EQ(qntrtStreamCreate(context, &stream), QntrtSuccess);
  ASSERT_EQ(qntrtEventCreate(context, &event), QntrtSuccess);
  EXPECT_EQ(qntrtCaptureEnd(context, stream, &graph), QntrtWrongState);
  ASSERT_EQ(qntrtCaptureBegin(context, stream), QntrtSuccess);
  EXPECT_EQ(qntrtCaptureBegin(context, stream), QntrtWrongState);
  ASSERT_EQ(launchSaxpy(function, x, y, 1, 64, stream), QntrtSuccess);
  ASSERT_EQ(launchSaxpy(function, x, y, 2, 64, stream), QntrtSuccess);
  EXPECT_EQ(qntrtStreamSynchronize(context, stream), QntrtWrongState);
  EXPECT_THAT(error(), HasSubstr("the stream is being captured"));
  EXPECT_EQ(qntrtStreamQuery(context, stream), QntrtWrongState);
  ASSERT_EQ(qntrtEventRecord(context, event, stream), QntrtSuccess);
  EXPECT_EQ(qntrtEventSynchronize(context, event), QntrtWrongState);
  ASSERT_EQ(qntrtCaptureEnd(context, stream, &graph), QntrtSuccess);
  EXPECT_EQ(download(y, 64), std::vector<float>(64, 0));
  for (int i = 0; i < 3; ++i)
    ASSERT_EQ(qntrtGraphLaunch(context, graph, stream), QntrtSuccess);
  ASSERT_EQ(qntrtStreamSynchronize(context, stream), QntrtSuccess);
  EXPECT_EQ(download(y, 64), std::vector<float>(64, 9));
}

TEST_F(Emulated, trace_and_statistics) {
  QntrtFunction function = load(kSaxpy, "saxpy");
  QntrtPointer x = upload(std::vector<float>(64, 1)), y = upload(std::vector<float>(64, 0));
  std::vector<uint32_t> lines;
  QntrtEmulation emulation = {};
  emulation.collectsStatistics = 1;
  emulation.user = &lines;
  emulation.trace = [](const QntrtTraceEvent *event, void *user) {
    static_cast<std::vector<uint32_t> *>(user)->push_back(event->line);
  };
  ASSERT_EQ(qntrtEmulationSet(context, &emulation), QntrtSuccess);
  ASSERT_EQ(launchSaxpy(function, x, y, 1, 64), QntrtSuccess);
  ASSERT_EQ(qntrtContextSynchronize(context), QntrtSuccess);
  EXPECT_EQ(lines.size(), 36U); // 18 instructions, two warps
  const char *text = nullptr;
  ASSERT_EQ(qntrtGetStatistics(context, &text), QntrtSuccess);
  EXPECT_THAT(text, HasSubstr("blocks 1, warps 2"));
  EXPECT_THAT(text, HasSubstr("fma.rn.f32"));
  emulation = {};
  emulation.limitInstructions = 5;
  ASSERT_EQ(qntrtEmulationSet(context, &emulation), QntrtSuccess);
  ASSERT_EQ(launchSaxpy(function, x, y, 1, 64), QntrtSuccess);
  EXPECT_EQ(qntrtContextSynchronize(context), QntrtKernelReported);
  EXPECT_THAT(error(), HasSubstr("infinite_loop"));
}

TEST_F(Emulated, host_memory) {
  void *host = nullptr;
  ASSERT_EQ(qntrtHostAllocate(context, 100, &host), QntrtSuccess);
  EXPECT_EQ(qntrtHostFree(context, host), QntrtSuccess);
  EXPECT_EQ(qntrtHostFree(context, host), QntrtInvalidArgument);
  EXPECT_EQ(qntrtHostAllocate(context, SIZE_MAX, &host), QntrtOutOfMemory);
  EXPECT_EQ(qntrtHostAllocate(context, 100, &host), QntrtSuccess); // ends with the context
}

TEST_F(Emulated, threads) {
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread)
    threads.emplace_back([this, thread] {
      QntrtFunction function = load(kSaxpy, "saxpy");
      QntrtStream stream = nullptr;
      ASSERT_EQ(qntrtStreamCreate(context, &stream), QntrtSuccess);
      auto factor = static_cast<float>(thread);
      QntrtPointer x = upload(std::vector<float>(64, factor)), y = upload(std::vector<float>(64, 0));
      for (int round = 0; round < 20; ++round)
        ASSERT_EQ(launchSaxpy(function, x, y, 1, 64, stream), QntrtSuccess) << error();
      ASSERT_EQ(qntrtStreamSynchronize(context, stream), QntrtSuccess) << error();
      EXPECT_EQ(download(y, 64), std::vector<float>(64, 20 * factor));
    });
  for (std::thread &thread : threads)
    thread.join();
}

/// Modules that come and go, each launched once: the address sanitizer sees what stays behind. QNT_RUNTIME_ROUNDS=10000
/// for the full count.
TEST_F(Emulated, modules_come_and_go) {
  const char *rounds = std::getenv("QNT_RUNTIME_ROUNDS");
  int count = rounds ? std::stoi(rounds) : 200;
  QntrtPointer x = upload(std::vector<float>(64, 1)), y = upload(std::vector<float>(64, 0));
  for (int round = 0; round < count; ++round) {
    QntrtModule module = loadModule(kSaxpy);
    QntrtFunction function = nullptr;
    ASSERT_EQ(qntrtModuleGetFunction(module, "saxpy", &function), QntrtSuccess);
    ASSERT_EQ(launchSaxpy(function, x, y, 1, 64), QntrtSuccess);
    ASSERT_EQ(qntrtModuleUnload(module), QntrtSuccess);
  }
  ASSERT_EQ(qntrtContextSynchronize(context), QntrtSuccess) << error();
  EXPECT_EQ(download(y, 64), std::vector<float>(64, static_cast<float>(count)));
}
