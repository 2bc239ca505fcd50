//===- Bytecode.cpp - bytecode of attributes and types ----------------------------------------------------===//
#include "Qnt/IR/QntDialect.h"

using namespace mlir;
using namespace mlir::qnt;

void QntDialect::registerInterfaces() {}
