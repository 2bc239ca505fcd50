//===- MessagesTest.cpp - what the runtime says to calls that are wrong -------------------------------------===//

#include "FakeCuda.h"
#include "Qnt/Runtime/Emulation.h"
#include "Qnt/Runtime/TensorMaps.h"

namespace {

class RuntimeMessages : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_EQ(qntrtContextCreate(QntrtDeviceEmulated, 0, &context), QntrtSuccess);
    ASSERT_EQ(qntrtContextCreate(QntrtDeviceEmulated, 0, &other), QntrtSuccess);
    ASSERT_EQ(qntrtStreamCreate(context, &stream), QntrtSuccess);
    ASSERT_EQ(qntrtStreamCreate(other, &otherStream), QntrtSuccess);
    ASSERT_EQ(qntrtEventCreate(other, &otherEvent), QntrtSuccess);
    ASSERT_EQ(qntrtMemoryAllocate(context, 64, &memory), QntrtSuccess);
    std::string text = ".version 8.0\n.target sm_80\n.address_size 64\n.visible .entry k(.param .u32 n) { ret; }\n";
    ASSERT_EQ(qntrtModuleLoadText(context, text.data(), text.size(), "k.ptx", &module), QntrtSuccess);
    ASSERT_EQ(qntrtModuleGetFunction(module, "k", &function), QntrtSuccess);
  }
  void TearDown() override {
    qntrtContextDestroy(context);
    qntrtContextDestroy(other);
  }
  /// The call has failed with this text behind its name.
  static void expectFailure(QntrtStatus status, QntrtStatus expected, const std::string &text) {
    EXPECT_EQ(status, expected);
    EXPECT_THAT(std::string(qntrtGetLastError()), testing::HasSubstr("): " + text));
  }
  static void expectInvalid(QntrtStatus status, const std::string &text) {
    expectFailure(status, QntrtInvalidArgument, text);
  }

  QntrtContext context = nullptr, other = nullptr, none = nullptr;
  QntrtStream stream = nullptr, otherStream = nullptr;
  QntrtEvent otherEvent = nullptr;
  QntrtPointer memory = 0;
  QntrtModule module = nullptr;
  QntrtFunction function = nullptr;
};

} // namespace

TEST_F(RuntimeMessages, places_for_results) {
  expectInvalid(qntrtGetDeviceCount(QntrtDeviceEmulated, nullptr), "expected a place for the count");
  expectInvalid(qntrtContextCreate(QntrtDeviceEmulated, 0, nullptr), "expected a place for the context");
  expectInvalid(qntrtContextGetProperties(context, nullptr), "expected a place for the properties");
  expectInvalid(qntrtMemoryAllocate(context, 1, nullptr), "expected a place for the address");
  expectInvalid(qntrtHostAllocate(context, 1, nullptr), "expected a place for the pointer");
  expectInvalid(qntrtGetUndefined(context, memory, 1, nullptr), "expected a place for a byte each");
  expectInvalid(qntrtGetStatistics(context, nullptr), "expected a place for the text");
  expectInvalid(qntrtStreamCreate(context, nullptr), "expected a place for the stream");
  expectInvalid(qntrtEventCreate(context, nullptr), "expected a place for the event");
  expectInvalid(qntrtEventElapsed(other, otherEvent, otherEvent, nullptr), "expected a place for the time");
  expectInvalid(qntrtCaptureEnd(context, stream, nullptr), "expected a place for the graph");
  expectInvalid(qntrtModuleLoadText(context, "", 0, "k", nullptr), "expected a place for the module");
  expectInvalid(qntrtGetLastReport(nullptr), "expected a place for the report");
  QntrtTensorMap map = {};
  expectInvalid(qntrtTensorMapEncode(context, &map, nullptr), "expected a place for 128 bytes");
}

TEST_F(RuntimeMessages, missing_arguments) {
  QntrtPointer pointer = 0;
  void *host = nullptr;
  size_t bytes = 0;
  expectFailure(qntrtContextCreate(QntrtDeviceEmulated, 1, &none), QntrtNoDevice,
                "expected device 0, the only emulated one, got 1");
  expectInvalid(qntrtMemoryAllocate(context, 0, &pointer), "expected at least one byte, got 0");
  expectInvalid(qntrtHostAllocate(context, 0, &host), "expected at least one byte, got 0");
  expectInvalid(qntrtHostFree(context, &bytes), "expected an allocation of this context");
  expectInvalid(qntrtCopyToDevice(context, memory, nullptr, 4, nullptr), "expected memory of the host, got null");
  expectInvalid(qntrtCopyToHost(context, nullptr, memory, 4, nullptr), "expected memory of the host, got null");
  EXPECT_EQ(qntrtCopyToHost(context, nullptr, memory, 0, nullptr), QntrtSuccess);
  expectInvalid(qntrtTensorMapEncode(context, nullptr, &bytes), "expected a tensor map, got null");
  expectInvalid(qntrtEmulationSet(context, nullptr), "expected settings, got null");
  expectInvalid(qntrtModuleLoadText(context, nullptr, 0, "k", &module), "expected a module's bytes, got null");
  expectInvalid(qntrtModuleUnload(nullptr), "expected a module, got null");
  expectInvalid(qntrtModuleGetVariable(module, nullptr, &pointer, &bytes),
                "expected a module, a name and places for address and size, got null");
  expectInvalid(qntrtModuleGetFunction(module, nullptr, &function),
                "expected a module, a name and a place for the function, got null");
  expectInvalid(qntrtFunctionGetAttributes(function, nullptr),
                "expected a function and a place for its attributes, got null");
  expectInvalid(qntrtFunctionGetParameter(function, 0, nullptr),
                "expected a function and a place for its parameter, got null");
  expectInvalid(qntrtLaunch(function, nullptr, nullptr, 0, nullptr),
                "expected a function, a launch and arguments, got null");
  expectFailure(qntrtModuleGetVariable(module, "x", &pointer, &bytes), QntrtNotFound, "the module has no variable 'x'");
  std::string empty = ".version 8.0\n.target sm_80\n.address_size 64\n";
  ASSERT_EQ(qntrtModuleLoadText(context, empty.data(), empty.size(), "e.ptx", &module), QntrtSuccess);
  expectFailure(qntrtModuleGetFunction(module, "k", &function), QntrtNotFound,
                "the module has no kernel 'k', it has none");
}

TEST_F(RuntimeMessages, handles_of_another_context) {
  expectInvalid(qntrtFill(context, memory, 0, 4, otherStream), "expected a stream of this context, got another handle");
  expectInvalid(qntrtStreamQuery(context, otherStream), "expected a stream of this context, got another handle");
  expectInvalid(qntrtEventRecord(context, otherEvent, stream), "expected an event of this context, got another handle");
  expectInvalid(qntrtGraphLaunch(context, nullptr, stream), "expected a graph of this context, got another handle");
  uint32_t n = 0;
  QntrtArgument argument = {&n, 4, 4};
  QntrtLaunch launch = {{1, 1, 1}, {1, 1, 1}, {1, 1, 1}, 0, 0};
  expectInvalid(qntrtMemoryFree(other, 1), "expected the start of an allocation of this context");
  EXPECT_EQ(qntrtLaunch(function, &launch, &argument, 1, otherStream), QntrtInvalidArgument);
  EXPECT_THAT(std::string(qntrtGetLastError()),
              testing::HasSubstr("expected a stream of the kernel's context, got another handle"));
  expectInvalid(qntrtCaptureBegin(context, nullptr), "expected a stream, got the context's own one (null)");
  QntrtGraph graph = nullptr;
  expectInvalid(qntrtCaptureEnd(context, nullptr, &graph), "expected a stream, got the context's own one (null)");
}

TEST_F(RuntimeMessages, work_of_a_stream_that_fails) {
  ASSERT_EQ(qntrtFill(context, memory, 0, 65, stream), QntrtSuccess);
  expectInvalid(qntrtStreamSynchronize(context, stream), "a copy or fill of a stream: ");
  expectInvalid(qntrtContextSynchronize(context), "a copy or fill of a stream: ");
  EXPECT_EQ(qntrtContextReset(context), QntrtSuccess);
  EXPECT_EQ(qntrtContextSynchronize(context), QntrtSuccess);
}

TEST_F(RuntimeMessages, captures) {
  QntrtGraph graph = nullptr;
  QntrtEvent event = nullptr;
  ASSERT_EQ(qntrtEventCreate(context, &event), QntrtSuccess);
  expectFailure(qntrtCaptureEnd(context, stream, &graph), QntrtWrongState, "expected a stream that is being captured");
  ASSERT_EQ(qntrtCaptureBegin(context, stream), QntrtSuccess);
  expectFailure(qntrtStreamSynchronize(context, stream), QntrtWrongState,
                "the stream is being captured: end the capture before");
  ASSERT_EQ(qntrtEventRecord(context, event, stream), QntrtSuccess);
  expectFailure(qntrtEventQuery(context, event), QntrtWrongState,
                "the event was recorded in a capture, which takes one stream");
  QntrtEvent plain = nullptr;
  float milliseconds = 0;
  ASSERT_EQ(qntrtEventCreate(context, &plain), QntrtSuccess);
  expectInvalid(qntrtEventElapsed(context, plain, plain, &milliseconds),
                "expected two recorded events, the first one was not recorded");
}

TEST_F(RuntimeMessages, machine_code) {
  expectFailure(
      qntrtModuleLoadImage(context, "cubin", 5, "k.cubin", &module), QntrtNotSupported,
      "the emulated device executes PTX text, not machine code: load the PTX that the cubin or fatbin was made of");
}

//===----------------------------------------------------------------------------------------------------===//
// On the stand-in for CUDA's driver
//===----------------------------------------------------------------------------------------------------===//

TEST_F(CudaTest, messages) {
  using testing::HasSubstr;
  QntrtPointer pointer = 0;
  size_t bytes = 0;
  int unknown = 0;
  const char *text = nullptr;
  load();
  QntrtModule module = nullptr;
  ASSERT_EQ(qntrtModuleLoadText(context, "", 0, "empty.ptx", &module), QntrtSuccess);
  EXPECT_EQ(qntrtModuleGetVariable(module, "x", &pointer, &bytes), QntrtNotFound);
  EXPECT_THAT(error(), HasSubstr("the module has no variable 'x'"));
  EXPECT_EQ(qntrtHostFree(context, &unknown), QntrtInvalidArgument);
  EXPECT_THAT(error(), HasSubstr("expected an allocation of this context"));
  EXPECT_EQ(qntrtGetStatistics(context, &text), QntrtNotSupported);
  EXPECT_THAT(error(), HasSubstr("only device 'emulated' does this, the context is on device 'cuda'"));
  fake.fail("cuCtxSynchronize", 700);
  EXPECT_EQ(qntrtContextReset(context), QntrtNotSupported);
  EXPECT_THAT(error(), HasSubstr("the GPU's context is lost until the process ends: cuCtxSynchronize returned"));
}
