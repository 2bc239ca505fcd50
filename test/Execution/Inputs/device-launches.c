/* Calls device-launches.mlir as a library: results, errors of arguments, kernels and devices, several threads. */
#include "model.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct model_program *program;

static int run(int64_t times, float *last) {
  const float x[] = {0, 1, 2, 3, 4, 5};
  const int64_t shape[] = {6};
  float *y = NULL, element = 0;
  int64_t y_shape[1] = {0}, trips = 0;
  const char *message = NULL;
  int32_t status = model_main(program, x, shape, times, &y, y_shape, &trips, &element, &message);
  if (status != QNT_OK) {
    printf("error %d: %s\n", (int)status, message);
    return 1;
  }
  if (y_shape[0] != 6 || trips != times || y[5] != element)
    printf("wrong sizes\n");
  *last = element;
  free(y);
  return 0;
}

static void *work(void *failures) {
  for (int i = 0; i < 5; ++i) {
    float last = 0;
    if (run(i, &last) != 0 || last != 5.0f * (1 << i) + 20.5f)
      ++*(int *)failures;
  }
  return NULL;
}

int main(int argc, char **argv) {
  const char *message = "";
  int32_t status = model_open(argc > 1 ? atoi(argv[1]) : QNT_DEVICE_EMULATED, 0, &program, &message);
  if (status != QNT_OK) {
    printf("open: error %d: %s\n", (int)status, message);
    return 2;
  }
  float last = 0;
  if (run(3, &last) == 0)
    printf("last element %g\n", last);
  pthread_t threads[3];
  int failures[3] = {0, 0, 0};
  for (int t = 0; t < 3; ++t)
    pthread_create(&threads[t], NULL, work, &failures[t]);
  for (int t = 0; t < 3; ++t)
    pthread_join(threads[t], NULL);
  printf("threads: %d failures\n", failures[0] + failures[1] + failures[2]);
  status = model_open(QNT_DEVICE_EMULATED, 7, &program, &message);
  printf("device 7: error %d: %s\n", (int)status, message);
  status = model_open(QNT_DEVICE_EMULATED, 0, NULL, &message);
  printf("no place: error %d: %s\n", (int)status, message);
  const float x[] = {1};
  float *y = NULL, element = 0;
  int64_t shape[] = {1}, y_shape[1], trips;
  status = model_main(NULL, x, shape, 1, &y, y_shape, &trips, &element, &message);
  printf("no program: error %d: %s\n", (int)status, message);
  /* A kernel that the emulator finds fault with, and the next call. */
  status = model_broken(program, x, shape, &y, y_shape, &message);
  printf("broken: error %d: %s\n", (int)status, strstr(message, "out_of_bounds") ? "out_of_bounds" : message);
  if (run(3, &last) == 0)
    printf("last element %g\n", last);
  status = model_close(program);
  printf("closed: %d\n", (int)status);
  return 0;
}
