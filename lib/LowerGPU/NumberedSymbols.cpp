//===- NumberedSymbols.cpp - symbols whose names are made new ---------------------------------------------===//
#include "NumberedSymbols.h"

using namespace mlir;
using namespace mlir::qnt;

NumberedSymbols::NumberedSymbols(Operation *table, ArrayRef<StringRef> reserved) : symbols(table) {
  this->reserved.insert_range(reserved);
}

void NumberedSymbols::insert(Operation *symbol) {
  std::string base = SymbolTable::getSymbolName(symbol).str(), name = base;
  unsigned &number = next[base];
  while (symbols.lookup(name) || reserved.contains(name))
    name = base + "_" + std::to_string(number++);
  SymbolTable::setSymbolName(symbol, name);
  symbols.insert(symbol);
}
