//===- embed.c - another project's use of the installed C library -----------------------------------------===//
#include "qnt-c/Attributes.h"
#include "qnt-c/Dialect.h"
#include "qnt-c/Types.h"

int main(void) {
  MlirContext context = mlirContextCreate();
  mlirDialectHandleLoadDialect(mlirGetDialectHandle__qnt__(), context);
  MlirLocation loc = mlirLocationUnknownGet(context);
  const int64_t block[] = {1, 0}, shape[] = {4, 8};
  MlirAttribute encoding = qntEncodingAttrGetChecked(loc, QntFormatI4, QntFormatF32, 2, block);
  encoding = qntEncodingAttrWithScaleChecked(loc, encoding, QntFormatF32);
  mlirTypeDump(qntArrayTypeGetChecked(loc, 2, shape, encoding));
  mlirContextDestroy(context);
  return 0;
}
