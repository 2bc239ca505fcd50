//===- launch.c - calls a compiled model ------------------------------------------------------------------===//
//
// Classifies rows of 8 numbers, one after the other from the command line; prints a line for each. The header says whether
// the model runs on the CPU or has kernels. Then the first argument is the device that they run on: emulated, which needs no
// GPU, or cuda.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "model.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 8, CLASSES = 3 };

#ifdef QNT_DEVICE
static struct model_program *program;
#define PROGRAM program,
#else
#define PROGRAM
#endif

static int classify(const float *rows, int64_t num_rows) {
  const int64_t shape[2] = {num_rows, COLUMNS};
  float *scores = NULL;
  uint8_t *positive = NULL;
  int64_t scores_shape[2], positive_shape[2];
  const char *message = NULL;
  int32_t status = model_classify(PROGRAM rows, shape, &scores, scores_shape, &positive, positive_shape, &message);
  if (status != QNT_OK) {
    fprintf(stderr, "launch: error %d: %s\n", (int)status, message);
    return status;
  }
  for (int64_t row = 0; row < scores_shape[0]; ++row)
    for (int64_t class = 0; class < scores_shape[1]; ++class) {
      int64_t i = row * CLASSES + class;
      printf("%g%s%s", scores[i], positive[i] ? "+" : "", class + 1 < CLASSES ? " " : "\n");
    }
  free(scores);
  free(positive);
  return EXIT_SUCCESS;
}

#ifdef QNT_DEVICE
/// Loads the kernels on the device of this name.
static int open_model(const char *device) {
  int is_emulated = device && strcmp(device, "emulated") == 0;
  if (!device || (!is_emulated && strcmp(device, "cuda") != 0)) {
    fprintf(stderr, "launch: expected a device, emulated or cuda, and numbers, got '%s'\n", device ? device : "");
    return QNT_BAD_ARGUMENT;
  }
  const char *message = NULL;
  int32_t status = model_open(is_emulated ? QNT_DEVICE_EMULATED : QNT_DEVICE_CUDA, 0, &program, &message);
  if (status != QNT_OK)
    fprintf(stderr, "launch: error %d: %s\n", (int)status, message);
  return status;
}
#endif

int main(int argc, char **argv) {
#ifdef QNT_DEVICE
  int opened = open_model(argc > 1 ? argv[1] : NULL);
  if (opened != QNT_OK)
    return opened;
  ++argv, --argc;
#endif
  int count = argc - 1;
  float *rows = malloc((count + 1) * sizeof(float));
  if (!rows)
    return EXIT_FAILURE;
  for (int i = 0; i < count; ++i)
    rows[i] = strtof(argv[i + 1], NULL);
  int status = classify(rows, count / COLUMNS);
  free(rows);
#ifdef QNT_DEVICE
  model_close(program);
#endif
  return status;
}
