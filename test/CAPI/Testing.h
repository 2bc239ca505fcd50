//===- Testing.h - what the tests of the C API share ------------------------------------------------------===//
#ifndef QNT_TEST_CAPI_TESTING_H
#define QNT_TEST_CAPI_TESTING_H

#include "mlir-c/Diagnostics.h"
#include "mlir-c/IR.h"
#include "qnt-c/Dialect.h"
#include <stdio.h>
#include <stdlib.h>

/// Stops the test: FileCheck reads the output, this the return values.
#define EXPECT(condition)                                                                                              \
  do {                                                                                                                 \
    if (!(condition)) {                                                                                                \
      fprintf(stderr, "%s:%d: expected %s\n", __FILE__, __LINE__, #condition);                                         \
      exit(1);                                                                                                         \
    }                                                                                                                  \
  } while (0)

static inline void writeText(MlirStringRef text, void *file) { fwrite(text.data, 1, text.length, (FILE *)file); }

static inline MlirLogicalResult printDiagnostic(MlirDiagnostic diagnostic, void *userData) {
  (void)userData;
  printf("error: ");
  mlirDiagnosticPrint(diagnostic, writeText, stdout);
  printf("\n");
  return mlirLogicalResultSuccess();
}

static inline void printAttribute(const char *name, MlirAttribute attr) {
  printf("%s: ", name);
  mlirAttributePrint(attr, writeText, stdout);
  printf("\n");
}

static inline void printType(const char *name, MlirType type) {
  printf("%s: ", name);
  mlirTypePrint(type, writeText, stdout);
  printf("\n");
}

static inline MlirStringRef str(const char *text) { return mlirStringRefCreateFromCString(text); }

static inline int isText(MlirStringRef text, const char *expected) { return mlirStringRefEqual(text, str(expected)); }

/// A context with the qnt dialect and whatever `handles` name, with diagnostics on stdout.
static inline MlirContext createContext(intptr_t numHandles, const MlirDialectHandle *handles) {
  MlirDialectRegistry registry = mlirDialectRegistryCreate();
  qntRegisterAllDialects(registry);
  for (intptr_t i = 0; i < numHandles; ++i)
    mlirDialectHandleInsertDialect(handles[i], registry);
  MlirContext context = mlirContextCreateWithRegistry(registry, /*threadingEnabled=*/false);
  mlirDialectRegistryDestroy(registry);
  mlirContextLoadAllAvailableDialects(context);
  mlirContextAttachDiagnosticHandler(context, printDiagnostic, NULL, NULL);
  return context;
}

#endif // QNT_TEST_CAPI_TESTING_H
