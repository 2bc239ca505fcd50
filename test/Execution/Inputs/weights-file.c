/* Calls make-weights-model.py 64 64 on three rows, and prints the bits of the result as a text of numbers. With an
   argument: loads the weights from the file of that name first. */
#include "model.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 3, SIZE = 64 };

#ifdef QNT_DEVICE
static struct model_program *program;
#define PROGRAM program,
#else
#define PROGRAM
#endif

static int report(const char *what, int32_t status, const char *message) {
  printf("%s: error %d: %s\n", what, (int)status, message);
  return status;
}

int main(int argc, char **argv) {
  const char *message = NULL;
  int32_t status = QNT_OK;
#ifdef HAS_WEIGHTS
  /* Twice: what is in memory already is not looked for. */
  for (int i = 1; i < argc; ++i)
    if ((status = model_load_weights(argv[i], &message)) != QNT_OK)
      return report("load_weights", status, message);
  /* A null pointer for the message is none. */
  if (argc > 1 && model_load_weights(NULL, NULL) != QNT_OK)
    return 1;
#else
  (void)argc, (void)argv;
#endif
#ifdef QNT_DEVICE
  if ((status = model_open(QNT_DEVICE_EMULATED, 0, &program, &message)) != QNT_OK)
    return report("open", status, message);
#endif
  uint16_t x[ROWS * SIZE], *y = NULL;
  for (int i = 0; i < ROWS * SIZE; ++i)
    x[i] = (uint16_t)(0x3c00 + 64 * (i % 7));
  const int64_t shape[2] = {ROWS, SIZE};
  int64_t y_shape[2];
  if ((status = model_main(PROGRAM x, shape, &y, y_shape, &message)) != QNT_OK)
    return report("main", status, message);
  for (int i = 0; i < ROWS * SIZE; ++i)
    printf("%d\n", (int)y[i]);
  free(y);
#ifdef QNT_DEVICE
  model_close(program);
#endif
  return 0;
}
