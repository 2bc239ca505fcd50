//===- MakeError.h - an error from parts of its text --------------------------------------------------------===//
#ifndef QNT_LIB_COMPRESS_MAKEERROR_H
#define QNT_LIB_COMPRESS_MAKEERROR_H

#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

namespace mlir::qnt {

template <typename... Parts>
llvm::Error makeError(Parts &&...parts) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  ((stream << parts), ...);
  return llvm::createStringError(text);
}

} // namespace mlir::qnt

#endif // QNT_LIB_COMPRESS_MAKEERROR_H
