//===- FakeCuda.h - a context on the stand-in for CUDA's driver ---------------------------------------------===//
#ifndef QNT_UNITTESTS_RUNTIME_FAKECUDA_H
#define QNT_UNITTESTS_RUNTIME_FAKECUDA_H

#include "FakeDriver.h"
#include "Qnt/Runtime/Kernels.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include <cstdlib>
#include <dlfcn.h>
#include <string>

/// The stand-in's own functions, found in the library that the runtime loads.
struct FakeCuda {
  explicit FakeCuda(const char *path = QNT_FAKE_CUDA) {
    setenv("QNTRT_CUDA_LIBRARY", path, 1);
    library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    find("fakeGetLog", getLog);
    find("fakeClearLog", clearLog);
    find("fakeFail", fail);
    find("fakeSetVersion", setVersion);
    find("fakeCountObjects", countObjects);
    find("fakeGetCurrent", getCurrent);
  }
  template <class T>
  void find(const char *name, T &function) {
    function = reinterpret_cast<T>(dlsym(library, name));
    EXPECT_NE(function, nullptr) << name;
  }

  void *library = nullptr;
  decltype(&fakeGetLog) getLog;
  decltype(&fakeClearLog) clearLog;
  decltype(&fakeFail) fail;
  decltype(&fakeSetVersion) setVersion;
  decltype(&fakeCountObjects) countObjects;
  decltype(&fakeGetCurrent) getCurrent;
};

/// A context; at its end nothing lives in the driver and no context stays pushed.
class CudaTest : public testing::Test {
protected:
  void SetUp() override { ASSERT_EQ(qntrtContextCreate(QntrtDeviceCuda, 0, &context), QntrtSuccess) << error(); }
  void TearDown() override {
    EXPECT_EQ(qntrtContextDestroy(context), QntrtSuccess);
    EXPECT_EQ(fake.countObjects(), 0U) << fake.getLog();
    EXPECT_EQ(fake.getCurrent(), 0);
  }
  static std::string error() { return qntrtGetLastError(); }
  QntrtFunction load(const std::string &kernel = "fill") {
    std::string text = ".version 8.0\n.target sm_80\n.visible .entry " + kernel +
                       "(.param .u64 p, .param .u32 n, .param .align 8 .b8 pair[16]) { ret; }\n";
    QntrtModule module = nullptr;
    QntrtFunction function = nullptr;
    EXPECT_EQ(qntrtModuleLoadText(context, text.data(), text.size(), "t.ptx", &module), QntrtSuccess) << error();
    EXPECT_EQ(qntrtModuleGetFunction(module, kernel.c_str(), &function), QntrtSuccess) << error();
    return function;
  }

  FakeCuda fake;
  QntrtContext context = nullptr;
};

#endif // QNT_UNITTESTS_RUNTIME_FAKECUDA_H
