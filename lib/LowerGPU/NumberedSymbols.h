//===- NumberedSymbols.h - symbols whose names are made new -----------------------------------------------===//
#ifndef QNT_LIB_LOWERGPU_NUMBEREDSYMBOLS_H
#define QNT_LIB_LOWERGPU_NUMBEREDSYMBOLS_H

#include "mlir/IR/SymbolTable.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

namespace mlir::qnt {

/// A symbol table for as long as a pass adds to it: to make upstream's takes as long as there are symbols, and its
/// numbers go on from one name to the next.
class NumberedSymbols {
public:
  /// `table` has or gets symbols of the names `reserved` by other ways.
  explicit NumberedSymbols(Operation *table, ArrayRef<StringRef> reserved = {});

  /// Puts `symbol`, which lies nowhere, at the end: under its name, or with the first number that makes the name new.
  void insert(Operation *symbol);

private:
  SymbolTable symbols;
  llvm::StringSet<> reserved;
  llvm::StringMap<unsigned> next; ///< number to try, by name
};

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERGPU_NUMBEREDSYMBOLS_H
