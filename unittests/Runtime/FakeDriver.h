//===- FakeDriver.h - how a test steers the stand-in for libcuda.so.1 ---------------------------------------===//
#ifndef QNT_UNITTESTS_RUNTIME_FAKEDRIVER_H
#define QNT_UNITTESTS_RUNTIME_FAKEDRIVER_H

#include <cstddef>

extern "C" {
/// A line for every call, with what matters of its arguments.
const char *fakeGetLog();
void fakeClearLog();
/// The next call of `function` ("cuMemAlloc") returns `result`.
void fakeFail(const char *function, int result);
void fakeSetVersion(int version);
/// Objects and allocations that live.
size_t fakeCountObjects();
/// Contexts that were pushed and not popped.
int fakeGetCurrent();
}

#endif // QNT_UNITTESTS_RUNTIME_FAKEDRIVER_H
