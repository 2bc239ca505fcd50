//===- CudaDriverTest.cpp - drivers that are not there, too old, or do not start ----------------------------===//
//
// A process loads one driver: each case runs in a process of its own, which prints the failure and exits with its
// status.
//
//===-----------------------------------------------------------------------------------------------------===//

#include "FakeCuda.h"
#include "Qnt/Runtime/TensorMaps.h"
#include <cstdio>

/// Makes a context on the driver `library`; does not return.
[[noreturn]] static void openAndExit(const char *library) {
  setenv("QNTRT_CUDA_LIBRARY", library, 1);
  QntrtContext context = nullptr;
  QntrtStatus status = qntrtContextCreate(QntrtDeviceCuda, 0, &context);
  std::fprintf(stderr, "%s\n", qntrtGetLastError());
  std::exit(status);
}

class CudaDriverDeathTest : public testing::Test {
protected:
  void SetUp() override { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

TEST_F(CudaDriverDeathTest, no_library) {
  EXPECT_EXIT(openAndExit("no-such-library.so"), testing::ExitedWithCode(QntrtNoDevice),
              "there is no CUDA driver: 'no-such-library.so' cannot be loaded (.*); device 'emulated' needs none");
}

TEST_F(CudaDriverDeathTest, driver_lacks_a_function) {
  EXPECT_EXIT(
      openAndExit(QNT_FAKE_CUDA_ANCIENT), testing::ExitedWithCode(QntrtDriverTooOld),
      "the CUDA driver '.*' is too old: it has no function cuDriverGetVersion \\(CUDA 11.3 or later is needed\\)");
}

[[noreturn]] static void openFailingAndExit(const char *function, int result) {
  FakeCuda fake;
  fake.fail(function, result);
  openAndExit(QNT_FAKE_CUDA);
}

TEST_F(CudaDriverDeathTest, driver_does_not_start) {
  EXPECT_EXIT(
      openFailingAndExit("cuInit", 100), testing::ExitedWithCode(QntrtNoDevice),
      "the CUDA driver '.*' does not start: cuInit returned CUDA_ERROR_FAKE \\(100\\), a failure that was asked for");
  EXPECT_EXIT(openFailingAndExit("cuInit", 803), testing::ExitedWithCode(QntrtDriverTooOld), "does not start");
}

TEST_F(CudaDriverDeathTest, context_cannot_be_made) {
  for (const char *function : {"cuDevicePrimaryCtxRetain", "cuDeviceGet", "cuDeviceGetName", "cuDeviceTotalMem",
                               "cuStreamCreate", "cuDeviceGetCount", "cuDriverGetVersion"})
    EXPECT_EXIT(openFailingAndExit(function, 2), testing::ExitedWithCode(QntrtOutOfMemory),
                std::string(function) + " returned CUDA_ERROR_FAKE");
}

/// Without the functions that came later everything else works, and those say what is missing.
[[noreturn]] static void useOldDriverAndExit() {
  FakeCuda fake(QNT_FAKE_CUDA_OLD);
  fake.setVersion(11030);
  QntrtContext context = nullptr;
  if (qntrtContextCreate(QntrtDeviceCuda, 0, &context) != QntrtSuccess)
    std::exit(1);
  std::string text = ".entry k(.param .u64 p) { ret; }";
  QntrtModule module = nullptr;
  QntrtFunction function = nullptr;
  qntrtModuleLoadText(context, text.data(), text.size(), nullptr, &module);
  qntrtModuleGetFunction(module, "k", &function);
  QntrtFunctionAttributes attributes;
  qntrtFunctionGetAttributes(function, &attributes);
  QntrtParameter parameter;
  std::fprintf(stderr, "%d", attributes.parameterCount == SIZE_MAX);
  std::fprintf(stderr, "%d", qntrtFunctionGetParameter(function, 0, &parameter) == QntrtDriverTooOld);
  uint64_t pointer = 0;
  QntrtArgument argument = {&pointer, 8, 8};
  QntrtLaunch launch = {{1, 1, 1}, {1, 1, 1}, {0, 0, 0}, 0, 0};
  std::fprintf(stderr, "%d", qntrtLaunch(function, &launch, &argument, 1, nullptr) == QntrtSuccess);
  launch.isCooperative = 1;
  std::fprintf(stderr, "%d", qntrtLaunch(function, &launch, &argument, 1, nullptr) == QntrtNotSupported);
  std::fprintf(stderr, "%s\n", qntrtGetLastError());
  launch.isCooperative = 0;
  launch.grid[0] = launch.cluster[0] = 2;
  std::fprintf(stderr, "%d", qntrtLaunch(function, &launch, &argument, 1, nullptr) == QntrtNotSupported);
  std::fprintf(stderr, "%s\n", qntrtGetLastError());
  QntrtTensorMap map = {};
  map.rank = map.globalDims[0] = map.elementStrides[0] = 1;
  map.boxDims[0] = 16;
  unsigned char bytes[128];
  std::fprintf(stderr, "%d", qntrtTensorMapEncode(context, &map, bytes) == QntrtDriverTooOld);
  std::fprintf(stderr, "%s\n", qntrtGetLastError());
  QntrtStream stream = nullptr;
  QntrtGraph graph = nullptr;
  qntrtStreamCreate(context, &stream);
  qntrtCaptureBegin(context, stream);
  std::fprintf(stderr, "%d ", qntrtCaptureEnd(context, stream, &graph) == QntrtDriverTooOld);
  std::fprintf(stderr, "%s\n", qntrtGetLastError());
  qntrtContextDestroy(context);
  std::fprintf(stderr, "left: %zu\n", fake.countObjects());
  std::exit(0);
}

TEST_F(CudaDriverDeathTest, old_driver) {
  EXPECT_EXIT(useOldDriverAndExit(), testing::ExitedWithCode(0),
              testing::AllOf(
                  testing::HasSubstr("1111qntrtLaunch"),
                  testing::HasSubstr("this device has no cooperative launches\n1"),
                  testing::HasSubstr("this device has no clusters\n1"),
                  testing::HasSubstr("the driver for CUDA 11.3 has no tensor maps (CUDA 12.0 or later is needed)\n1"),
                  testing::HasSubstr(
                      "the driver for CUDA 11.3 has no cuGraphInstantiateWithFlags (CUDA 11.4 or later is needed)"),
                  testing::HasSubstr("left: 0")));
}
