//===- Dialect.h - C API: registration of the qnt dialect -------------------------------------------------===//
//
// All of the C API lives in one shared library, libQnt-C, which holds MLIR's own C API (mlir-c) as well. Rules of all
// functions:
//
//  - a constructor whose name ends in Checked or Create emits a diagnostic at its location and gives null after an
//  error;
//  - that is also what happens where the context has not loaded the dialect (mlirDialectHandleLoadDialect with
//  mlirGetDialectHandle__qnt__(), or mlirContextLoadAllAvailableDialects); constructors without a location then only
//  give null;
//  - a number of elements is not negative; the list may be null where it is 0;
//  - a getter on something of another kind gives null, 0, false or the None value of its enumeration;
//  - strings that are given out belong to the context and live as long as it does.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_C_DIALECT_H
#define QNT_C_DIALECT_H

#include "mlir-c/IR.h"

#ifdef __cplusplus
extern "C" {
#endif

/// mlirGetDialectHandle__qnt__()
MLIR_DECLARE_CAPI_DIALECT_REGISTRATION(Qnt, qnt);

/// Adds the qnt dialect, and whatever else Qnt's passes need registered, to `registry`.
MLIR_CAPI_EXPORTED void qntRegisterAllDialects(MlirDialectRegistry registry);

#ifdef __cplusplus
}
#endif

#endif // QNT_C_DIALECT_H
