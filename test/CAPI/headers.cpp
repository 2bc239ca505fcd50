//===- headers.cpp - the headers of the C API in C++ ------------------------------------------------------===//
#include "qnt-c/Attributes.h"
#include "qnt-c/Dialect.h"
#include "qnt-c/Formats.h"
#include "qnt-c/Ops.h"
#include "qnt-c/Passes.h"
#include "qnt-c/Types.h"

extern "C" bool qntTestTypeIsAArrayInCpp(MlirType type) { return qntTypeIsAArray(type); }
