//===- launch.c - calls a compiled model ------------------------------------------------------------------===//
//
// Classifies rows of 8 numbers, one after the other from the command line; prints a line for each. The header says whether
// the model runs on the CPU or has kernels; those run on the emulated device here, which needs no GPU.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "model.h"
#include <stdio.h>
#include <stdlib.h>

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

int main(int argc, char **argv) {
#ifdef QNT_DEVICE
  const char *message = NULL;
  if (model_open(QNT_DEVICE_EMULATED, 0, &program, &message) != QNT_OK) {
    fprintf(stderr, "launch: %s\n", message);
    return EXIT_FAILURE;
  }
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
