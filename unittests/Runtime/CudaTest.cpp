//===- CudaTest.cpp - the runtime's code for GPUs, on a stand-in for the driver -----------------------------===//

#include "FakeCuda.h"
#include "Qnt/Runtime/Emulation.h"
#include "Qnt/Runtime/TensorMaps.h"
#include <thread>
#include <vector>

using testing::HasSubstr;

TEST_F(CudaTest, properties) {
  int count = 0;
  EXPECT_EQ(qntrtGetDeviceCount(QntrtDeviceCuda, &count), QntrtSuccess);
  EXPECT_EQ(count, 1);
  QntrtDeviceProperties properties;
  ASSERT_EQ(qntrtContextGetProperties(context, &properties), QntrtSuccess);
  EXPECT_STREQ(properties.name, "Fake GPU");
  EXPECT_EQ(properties.computeMajor, 9);
  EXPECT_EQ(properties.driverVersion, 13000);
  EXPECT_EQ(properties.multiprocessors, 132);
  EXPECT_EQ(properties.maxBlock[2], 64);
  EXPECT_EQ(properties.sharedBytesPerBlockOptin, 232448U);
  EXPECT_TRUE(properties.supportsClusters && properties.supportsCooperative && properties.supportsTensorMaps);
  QntrtContext other = nullptr;
  EXPECT_EQ(qntrtContextCreate(QntrtDeviceCuda, 1, &other), QntrtNoDevice);
  EXPECT_THAT(error(), HasSubstr("expected a GPU below 1, got 1"));
}

TEST_F(CudaTest, memory) {
  QntrtPointer a = 0, b = 0;
  ASSERT_EQ(qntrtMemoryAllocate(context, 100, &a), QntrtSuccess);
  ASSERT_EQ(qntrtMemoryAllocate(context, 100, &b), QntrtSuccess);
  std::vector<uint8_t> out(100), in(100);
  for (int i = 0; i < 100; ++i)
    in[i] = static_cast<uint8_t>(i);
  EXPECT_EQ(qntrtCopyToDevice(context, a, in.data(), 100, nullptr), QntrtSuccess);
  EXPECT_EQ(qntrtCopyOnDevice(context, b, a, 100, nullptr), QntrtSuccess);
  EXPECT_EQ(qntrtFill(context, b + 50, 7, 10, nullptr), QntrtSuccess);
  EXPECT_EQ(qntrtCopyToHost(context, out.data(), b, 100, nullptr), QntrtSuccess);
  std::fill(in.begin() + 50, in.begin() + 60, 7);
  EXPECT_EQ(out, in);
  EXPECT_EQ(qntrtCopyToHost(context, out.data(), b, 101, nullptr), QntrtInvalidArgument);
  EXPECT_THAT(error(), HasSubstr("cuMemcpyDtoHAsync returned CUDA_ERROR_FAKE (1)"));
  EXPECT_EQ(qntrtMemoryFree(context, a), QntrtSuccess);
  EXPECT_EQ(qntrtMemoryFree(context, a), QntrtInvalidArgument);
  EXPECT_THAT(error(), HasSubstr("expected the start of an allocation of this context"));
  QntrtPointer big = 0;
  EXPECT_EQ(qntrtMemoryAllocate(context, size_t(1) << 40, &big), QntrtOutOfMemory);
  EXPECT_THAT(error(), HasSubstr("qntrtMemoryAllocate(1099511627776): cuMemAlloc returned"));
  EXPECT_EQ(big, 0U);
  void *host = nullptr;
  EXPECT_EQ(qntrtHostAllocate(context, 64, &host), QntrtSuccess);
  EXPECT_EQ(qntrtHostFree(context, host), QntrtSuccess);
  EXPECT_EQ(qntrtHostFree(context, static_cast<void *>(&host)), QntrtInvalidArgument);
  EXPECT_EQ(qntrtHostAllocate(context, 64, &host), QntrtSuccess); // b and this one end with the context
}

TEST_F(CudaTest, launch_passes_arguments) {
  QntrtFunction function = load();
  QntrtPointer memory = 0;
  ASSERT_EQ(qntrtMemoryAllocate(context, 64, &memory), QntrtSuccess);
  uint32_t bytes = 60;
  uint64_t pair[2] = {1, 2};
  QntrtArgument arguments[] = {{&memory, 8, 8}, {&bytes, 4, 4}, {pair, 16, 8}};
  QntrtLaunch launch = {{3, 1, 1}, {128, 1, 1}, {1, 1, 1}, 0, 0};
  fake.clearLog();
  ASSERT_EQ(qntrtLaunch(function, &launch, arguments, 3, nullptr), QntrtSuccess) << error();
  EXPECT_STREQ(fake.getLog(), "cuLaunchKernel fill 3 1 1 128 1 1 0\n");
  std::vector<uint8_t> out(64);
  ASSERT_EQ(qntrtCopyToHost(context, out.data(), memory, 64, nullptr), QntrtSuccess);
  EXPECT_EQ(out[59], 42);
  EXPECT_EQ(out[60], 0xCD);

  launch.dynamicSharedBytes = 100000;
  launch.isCooperative = 1;
  fake.clearLog();
  ASSERT_EQ(qntrtLaunch(function, &launch, arguments, 3, nullptr), QntrtSuccess) << error();
  EXPECT_STREQ(fake.getLog(),
               "cuFuncSetAttribute fill 8 100000\ncuLaunchCooperativeKernel fill 3 1 1 128 1 1 100000\n");

  launch = {{32, 1, 1}, {128, 1, 1}, {16, 1, 1}, 0, 1};
  fake.clearLog();
  ASSERT_EQ(qntrtLaunch(function, &launch, arguments, 3, nullptr), QntrtSuccess) << error();
  EXPECT_STREQ(fake.getLog(), "cuFuncSetAttribute fill 14 1\ncuLaunchKernelEx fill 32 2 4 16\n");
}

TEST_F(CudaTest, launch_checks) {
  QntrtFunction function = load();
  QntrtPointer memory = 0x1000;
  uint64_t pair[2] = {1, 2};
  uint32_t bytes = 0;
  QntrtArgument arguments[] = {{&memory, 8, 8}, {&bytes, 4, 4}, {pair, 16, 8}};
  auto expectError = [&](QntrtStatus status, const QntrtLaunch &launch, size_t count, const std::string &text) {
    EXPECT_EQ(qntrtLaunch(function, &launch, arguments, count, nullptr), status);
    EXPECT_THAT(error(), HasSubstr(text));
    EXPECT_THAT(error(), HasSubstr("qntrtLaunch(kernel 'fill', grid ("));
  };
  QntrtLaunch good = {{1, 1, 1}, {1, 1, 1}, {1, 1, 1}, 0, 0};
  fake.clearLog();
  expectError(QntrtInvalidArgument, good, 2, "expected 3 arguments, got 2");
  EXPECT_THAT(error(), HasSubstr("arguments [8 bytes: 0x1000, 4 bytes: 0x0]"));
  arguments[1].size = 8;
  arguments[1].data = pair;
  expectError(QntrtInvalidArgument, good, 3, "expected argument 1 ('n') to have 4 bytes, got 8");
  arguments[1] = {nullptr, 4, 4};
  expectError(QntrtInvalidArgument, good, 3, "expected argument 1 ('n') to have data, got null");
  arguments[1] = {&bytes, 4, 16};
  expectError(QntrtInvalidArgument, good, 3,
              "expected argument 1 ('n') to be aligned to at most 4 bytes, which is the kernel's alignment, got 16");
  arguments[1] = {&bytes, 4, 3};
  expectError(QntrtInvalidArgument, good, 3, "expected a power of two as alignment of argument 1 ('n'), got 3");
  arguments[1] = {&bytes, 4, 0};
  expectError(QntrtInvalidLaunch, {{0, 1, 1}, {1, 1, 1}, {}, 0, 0}, 3, "expected grid.x from 1 to 1073741824, got 0");
  expectError(QntrtInvalidLaunch, {{1, 65536, 1}, {1, 1, 1}, {}, 0, 0}, 3, "expected grid.y from 1 to 65535");
  expectError(QntrtInvalidLaunch, {{1, 1, 1}, {1, 1, 65}, {}, 0, 0}, 3, "expected block.z from 1 to 64, got 65");
  expectError(QntrtInvalidLaunch, {{1, 1, 1}, {513, 1, 1}, {}, 0, 0}, 3, "expected at most 512 threads in a block");
  expectError(QntrtInvalidLaunch, {{3, 1, 1}, {1, 1, 1}, {2, 1, 1}, 0, 0}, 3,
              "expected cluster (2,1,1) to divide grid");
  expectError(QntrtInvalidLaunch, {{32, 1, 1}, {1, 1, 1}, {32, 1, 1}, 0, 0}, 3,
              "expected at most 16 blocks in a cluster, got 32");
  expectError(QntrtInvalidLaunch, {{1, 1, 1}, {1, 1, 1}, {}, 232448, 0}, 3,
              "expected at most 231424 bytes of dynamic shared memory beside 1024 static ones, got 232448");
  EXPECT_EQ(std::string(fake.getLog()).find("cuLaunch"), std::string::npos);
}

TEST_F(CudaTest, fault_names_the_launch) {
  QntrtFunction function = load();
  QntrtPointer memory = 0x1000;
  uint64_t pair[2] = {1, 2};
  uint32_t bytes = 8;
  QntrtArgument arguments[] = {{&memory, 8, 8}, {&bytes, 4, 4}, {pair, 16, 8}};
  QntrtLaunch launch = {{1, 1, 1}, {32, 1, 1}, {1, 1, 1}, 0, 0};
  EXPECT_EQ(qntrtLaunch(function, &launch, arguments, 3, nullptr), QntrtDriverError);
  EXPECT_THAT(error(), HasSubstr("CUDA_ERROR_ILLEGAL_ADDRESS (700), an illegal memory access was encountered"));
  fake.fail("cuCtxSynchronize", 700);
  EXPECT_EQ(qntrtContextSynchronize(context), QntrtDriverError);
  EXPECT_THAT(error(),
              HasSubstr("last launch: kernel 'fill', grid (1,1,1), block (32,1,1), arguments [8 bytes: 0x1000"));
  fake.fail("cuCtxSynchronize", 700);
  EXPECT_EQ(qntrtContextReset(context), QntrtNotSupported);
  EXPECT_THAT(error(), HasSubstr("lost until the process ends"));
  EXPECT_EQ(qntrtContextReset(context), QntrtSuccess);
}

TEST_F(CudaTest, modules) {
  QntrtFunction function = load();
  QntrtFunctionAttributes attributes;
  ASSERT_EQ(qntrtFunctionGetAttributes(function, &attributes), QntrtSuccess);
  EXPECT_EQ(attributes.parameterCount, 3U);
  EXPECT_EQ(attributes.parameterBytes, 32U);
  EXPECT_EQ(attributes.maxThreadsPerBlock, 512);
  QntrtParameter parameter;
  ASSERT_EQ(qntrtFunctionGetParameter(function, 2, &parameter), QntrtSuccess);
  EXPECT_STREQ(parameter.name, "pair");
  EXPECT_EQ(parameter.offset, 16U);
  EXPECT_EQ(parameter.size, 16U);
  EXPECT_EQ(parameter.alignment, 8U);
  EXPECT_EQ(qntrtFunctionGetParameter(function, 3, &parameter), QntrtInvalidArgument);
  EXPECT_THAT(error(), HasSubstr("expected an index below 3"));

  QntrtModule module = nullptr;
  std::string text = ".version 9.1\n.target sm_80\n.entry k() { ret; }";
  fake.setVersion(12040);
  fake.fail("cuModuleLoadDataEx", 222);
  EXPECT_EQ(qntrtModuleLoadText(context, text.data(), text.size(), "k.ptx", &module), QntrtDriverTooOld);
  fake.setVersion(13000);
  EXPECT_THAT(error(), HasSubstr("is too old for PTX version 9.1"));
  fake.fail("cuModuleLoadDataEx", 218);
  EXPECT_EQ(qntrtModuleLoadText(context, text.data(), text.size(), "k.ptx", &module), QntrtInvalidModule);
  EXPECT_THAT(error(), HasSubstr("ptxas fatal: fake log"));
  EXPECT_EQ(qntrtModuleLoadText(context, "a\0b", 3, "k.ptx", &module), QntrtInvalidModule);
  EXPECT_THAT(error(), HasSubstr("expected PTX text, got a byte of value 0"));
  ASSERT_EQ(qntrtModuleLoadText(context, text.data(), text.size(), "k.ptx", &module), QntrtSuccess);
  EXPECT_EQ(qntrtModuleGetFunction(module, "other", &function), QntrtNotFound);
  EXPECT_THAT(error(), HasSubstr("qntrtModuleGetFunction('other'): the module has no kernel 'other'"));
  QntrtPointer pointer = 0;
  size_t bytes = 0;
  EXPECT_EQ(qntrtModuleGetVariable(module, "table", &pointer, &bytes), QntrtSuccess);
  EXPECT_EQ(bytes, 64U);
  EXPECT_EQ(qntrtModuleGetVariable(module, "no", &pointer, &bytes), QntrtNotFound);
  EXPECT_EQ(qntrtModuleUnload(module), QntrtSuccess);
}

/// Text that only the driver takes: what it tells of parameters has no names.
TEST_F(CudaTest, parameters_by_the_driver) {
  QntrtModule module = nullptr;
  QntrtFunction function = nullptr;
  std::string text =
      ".version 99.0 .future .entry k(.param .u64 p, .param .u32 n, .param .align 16 .b8 s[32]) { ret; }";
  ASSERT_EQ(qntrtModuleLoadText(context, text.data(), text.size(), "k.ptx", &module), QntrtSuccess) << error();
  ASSERT_EQ(qntrtModuleGetFunction(module, "k", &function), QntrtSuccess) << error();
  const size_t offsets[] = {0, 8, 16}, alignments[] = {8, 4, 16};
  for (size_t index = 0; index < 3; ++index) {
    QntrtParameter parameter;
    ASSERT_EQ(qntrtFunctionGetParameter(function, index, &parameter), QntrtSuccess);
    EXPECT_STREQ(parameter.name, "");
    EXPECT_EQ(parameter.offset, offsets[index]);
    EXPECT_EQ(parameter.alignment, alignments[index]);
  }
}

/// A block that the PTX requires; the driver does not tell it before the launch fails.
TEST_F(CudaTest, required_block) {
  QntrtModule module = nullptr;
  QntrtFunction function = nullptr;
  std::string text = ".version 8.0\n.target sm_80\n.address_size 64\n.visible .entry k() .reqntid 64, 2, 1 { ret; }\n";
  ASSERT_EQ(qntrtModuleLoadText(context, text.data(), text.size(), "k.ptx", &module), QntrtSuccess) << error();
  ASSERT_EQ(qntrtModuleGetFunction(module, "k", &function), QntrtSuccess) << error();
  QntrtLaunch launch = {{1, 1, 1}, {128, 1, 1}, {1, 1, 1}, 0, 0};
  EXPECT_EQ(qntrtLaunch(function, &launch, nullptr, 0, nullptr), QntrtInvalidLaunch);
  EXPECT_THAT(error(), HasSubstr("expected block (64,2,1), which the kernel requires, got (128,1,1)"));
}

TEST_F(CudaTest, images) {
  QntrtModule module = nullptr;
  std::string elf = "\x7f"
                    "ELF" +
                    std::string(60, '\0');
  EXPECT_EQ(qntrtModuleLoadImage(context, elf.data(), elf.size(), "k.cubin", &module), QntrtSuccess) << error();
  EXPECT_EQ(qntrtModuleLoadImage(context, elf.data(), 63, "k.cubin", &module), QntrtInvalidModule);
  EXPECT_THAT(error(), HasSubstr("expected a cubin (ELF) or a fatbin of 63 bytes"));
  std::string fatbin("\x50\xED\x55\xBA\x01\x00\x10\x00\x04\x00\x00\x00\x00\x00\x00\x00....", 20);
  EXPECT_EQ(qntrtModuleLoadImage(context, fatbin.data(), 20, "k.fatbin", &module), QntrtSuccess) << error();
  EXPECT_EQ(qntrtModuleLoadImage(context, fatbin.data(), 19, "k.fatbin", &module), QntrtInvalidModule);
}

TEST_F(CudaTest, streams_events_graphs) {
  QntrtStream stream = nullptr;
  QntrtEvent begin = nullptr, end = nullptr;
  ASSERT_EQ(qntrtStreamCreate(context, &stream), QntrtSuccess);
  ASSERT_EQ(qntrtEventCreate(context, &begin), QntrtSuccess);
  ASSERT_EQ(qntrtEventCreate(context, &end), QntrtSuccess);
  EXPECT_EQ(qntrtEventRecord(context, begin, stream), QntrtSuccess);
  EXPECT_EQ(qntrtStreamWaitEvent(context, nullptr, begin), QntrtSuccess);
  EXPECT_EQ(qntrtEventRecord(context, end, nullptr), QntrtSuccess);
  EXPECT_EQ(qntrtEventSynchronize(context, end), QntrtSuccess);
  float milliseconds = 0;
  EXPECT_EQ(qntrtEventElapsed(context, begin, end, &milliseconds), QntrtSuccess);
  EXPECT_EQ(milliseconds, 1.5F);
  fake.fail("cuEventQuery", 600);
  EXPECT_EQ(qntrtEventQuery(context, end), QntrtNotReady);
  fake.fail("cuStreamQuery", 600);
  EXPECT_EQ(qntrtStreamQuery(context, stream), QntrtNotReady);
  EXPECT_EQ(qntrtStreamQuery(context, stream), QntrtSuccess);

  QntrtGraph graph = nullptr;
  EXPECT_EQ(qntrtCaptureEnd(context, stream, &graph), QntrtWrongState);
  EXPECT_EQ(qntrtCaptureBegin(context, nullptr), QntrtInvalidArgument);
  ASSERT_EQ(qntrtCaptureBegin(context, stream), QntrtSuccess);
  ASSERT_EQ(qntrtCaptureEnd(context, stream, &graph), QntrtSuccess) << error();
  fake.clearLog();
  EXPECT_EQ(qntrtGraphLaunch(context, graph, stream), QntrtSuccess);
  EXPECT_STREQ(fake.getLog(), "cuGraphLaunch\n");
  EXPECT_EQ(qntrtGraphDestroy(context, graph), QntrtSuccess);
  EXPECT_EQ(qntrtGraphLaunch(context, graph, stream), QntrtInvalidArgument);
  EXPECT_THAT(error(), HasSubstr("expected a graph of this context"));
  EXPECT_EQ(qntrtStreamDestroy(context, stream), QntrtSuccess);
  EXPECT_EQ(qntrtStreamSynchronize(context, stream), QntrtInvalidArgument);
  EXPECT_THAT(error(), HasSubstr("expected a stream of this context"));
  EXPECT_EQ(qntrtEventDestroy(context, begin), QntrtSuccess);
  EXPECT_EQ(qntrtEventQuery(context, begin), QntrtInvalidArgument);
}

TEST_F(CudaTest, what_only_the_emulator_does) {
  QntrtEmulation emulation = {};
  EXPECT_EQ(qntrtEmulationSet(context, &emulation), QntrtNotSupported);
  EXPECT_THAT(error(), HasSubstr("only device 'emulated' does this"));
  uint8_t undefined = 0;
  EXPECT_EQ(qntrtGetUndefined(context, 1, 1, &undefined), QntrtNotSupported);
  const char *text = nullptr;
  EXPECT_EQ(qntrtGetStatistics(context, &text), QntrtNotSupported);
  QntrtReport report;
  EXPECT_EQ(qntrtGetLastReport(&report), QntrtNotFound);
}

TEST_F(CudaTest, tensor_maps) {
  QntrtTensorMap map = {};
  map.type = QntrtTensorF16;
  map.rank = 2;
  map.globalDims[0] = map.globalDims[1] = 128;
  map.globalStrides[0] = 256;
  map.boxDims[0] = map.boxDims[1] = 64;
  map.elementStrides[0] = map.elementStrides[1] = 1;
  map.swizzle = QntrtSwizzle128;
  unsigned char bytes[128] = {};
  fake.clearLog();
  ASSERT_EQ(qntrtTensorMapEncode(context, &map, bytes), QntrtSuccess) << error();
  EXPECT_STREQ(fake.getLog(), "cuTensorMapEncodeTiled 6 2 128 64 3\n");
  EXPECT_EQ(bytes[127], 0x5A);
}

/// Threads that work at a time: the driver's calls come out whole, and each thread has its own last failure.
TEST_F(CudaTest, threads) {
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread)
    threads.emplace_back([this, thread] {
      QntrtFunction function = load();
      for (uint32_t round = 0; round < 200; ++round) {
        QntrtPointer memory = 0;
        ASSERT_EQ(qntrtMemoryAllocate(context, 100 + round, &memory), QntrtSuccess);
        uint64_t pair[2] = {1, 2};
        uint32_t bytes = 100 + round;
        QntrtArgument arguments[] = {{&memory, 8, 8}, {&bytes, 4, 4}, {pair, 16, 8}};
        QntrtLaunch launch = {{1, 1, 1}, {1, 1, 1}, {1, 1, 1}, 0, 0};
        ASSERT_EQ(qntrtLaunch(function, &launch, arguments, 3, nullptr), QntrtSuccess);
        ASSERT_EQ(qntrtLaunch(function, &launch, arguments, static_cast<size_t>(thread) % 3, nullptr),
                  QntrtInvalidArgument);
        ASSERT_THAT(error(), HasSubstr("got " + std::to_string(thread % 3)));
        ASSERT_EQ(qntrtMemoryFree(context, memory), QntrtSuccess);
      }
    });
  for (std::thread &thread : threads)
    thread.join();
}

TEST(RuntimeHandles, null_handles) {
  QntrtPointer pointer = 0;
  size_t bytes = 0;
  int count = 0;
  EXPECT_EQ(qntrtContextDestroy(nullptr), QntrtInvalidArgument);
  EXPECT_THAT(std::string(qntrtGetLastError()), HasSubstr("expected a context, got null"));
  EXPECT_EQ(qntrtContextCreate(QntrtDeviceEmulated, 0, nullptr), QntrtInvalidArgument);
  EXPECT_EQ(qntrtContextCreate(static_cast<QntrtDeviceKind>(7), 0, nullptr), QntrtInvalidArgument);
  EXPECT_EQ(qntrtGetDeviceCount(static_cast<QntrtDeviceKind>(7), &count), QntrtInvalidArgument);
  EXPECT_THAT(std::string(qntrtGetLastError()), HasSubstr("expected device cuda (0) or emulated (1), got 7"));
  EXPECT_EQ(qntrtMemoryAllocate(nullptr, 1, &pointer), QntrtInvalidArgument);
  EXPECT_EQ(qntrtStreamSynchronize(nullptr, nullptr), QntrtInvalidArgument);
  EXPECT_EQ(qntrtModuleUnload(nullptr), QntrtInvalidArgument);
  EXPECT_EQ(qntrtModuleGetVariable(nullptr, "a", &pointer, &bytes), QntrtInvalidArgument);
  EXPECT_EQ(qntrtModuleGetFunction(nullptr, "a", nullptr), QntrtInvalidArgument);
  EXPECT_EQ(qntrtLaunch(nullptr, nullptr, nullptr, 0, nullptr), QntrtInvalidArgument);
  EXPECT_EQ(qntrtGraphLaunch(nullptr, nullptr, nullptr), QntrtInvalidArgument);
  EXPECT_EQ(qntrtGetLastReport(nullptr), QntrtInvalidArgument);
  EXPECT_STREQ(qntrtGetStatusName(QntrtKernelReported), "QntrtKernelReported");
  EXPECT_STREQ(qntrtGetStatusName(static_cast<QntrtStatus>(99)), "unknown status");
}
