/* A C program on the runtime: y = 2 x + y on the emulated device, or on the one that the argument names. */
#include "Qnt/Runtime/Emulation.h"
#include "Qnt/Runtime/Kernels.h"
#include "Qnt/Runtime/TensorMaps.h"
#include <stdio.h>
#include <stdlib.h>

static void check(QntrtStatus status) {
  if (status == QntrtSuccess)
    return;
  fprintf(stderr, "%s: %s\n", qntrtGetStatusName(status), qntrtGetLastError());
  exit(1);
}

static char text[65536];

int main(int argc, char **argv) {
  enum { count = 100 };
  float x[count], y[count], a = 2;
  uint32_t n = count;
  QntrtContext context;
  QntrtModule module;
  QntrtFunction function;
  QntrtPointer xs, ys;
  FILE *file = fopen(argv[1], "rb");
  size_t length = fread(text, 1, sizeof text, file);
  fclose(file);
  for (int i = 0; i < count; ++i) {
    x[i] = i;
    y[i] = 1;
  }
  check(qntrtContextCreate(argc > 2 ? QntrtDeviceCuda : QntrtDeviceEmulated, 0, &context));
  check(qntrtModuleLoadText(context, text, length, "saxpy.ptx", &module));
  check(qntrtModuleGetFunction(module, "saxpy", &function));
  check(qntrtMemoryAllocate(context, sizeof x, &xs));
  check(qntrtMemoryAllocate(context, sizeof y, &ys));
  check(qntrtCopyToDevice(context, xs, x, sizeof x, NULL));
  check(qntrtCopyToDevice(context, ys, y, sizeof y, NULL));
  QntrtArgument arguments[] = {{&xs, 8, 8}, {&ys, 8, 8}, {&a, 4, 4}, {&n, 4, 4}};
  QntrtLaunch launch = {{2, 1, 1}, {64, 1, 1}, {1, 1, 1}, 0, 0};
  check(qntrtLaunch(function, &launch, arguments, 4, NULL));
  check(qntrtCopyToHost(context, y, ys, sizeof y, NULL));
  for (int i = 0; i < count; ++i)
    if (y[i] != 2 * i + 1)
      return printf("element %d: expected %d, got %g\n", i, 2 * i + 1, y[i]), 1;
  check(qntrtContextDestroy(context));
  puts("as expected");
  return 0;
}
