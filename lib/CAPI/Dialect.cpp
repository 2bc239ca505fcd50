//===- Dialect.cpp - C API: registration of the qnt dialect -----------------------------------------------===//
#include "qnt-c/Dialect.h"
#include "Qnt/IR/QntDialect.h"
#include "Qnt/InitAll.h"
#include "mlir/CAPI/Registration.h"

MLIR_DEFINE_CAPI_DIALECT_REGISTRATION(Qnt, qnt, mlir::qnt::QntDialect)

void qntRegisterAllDialects(MlirDialectRegistry registry) { mlir::qnt::registerAllDialects(*unwrap(registry)); }
