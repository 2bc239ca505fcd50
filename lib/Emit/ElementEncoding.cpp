//===- ElementEncoding.cpp - what the numerics of one element need to know -------------------------------===//

#include "Qnt/Emit/ElementEncoding.h"
#include "FloatRounding.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::emit;

Type emit::getContainerType(MLIRContext *context, Format format) {
  if (numerics::isExpressedFormat(format))
    return getFloatType(context, format);
  unsigned bits = numerics::bitWidth(format);
  return IntegerType::get(context, bits <= 8 ? 8 : bits);
}

ElementEncoding::ElementEncoding(const numerics::Encoding &encoding)
    : storage(encoding.storage), expressed(encoding.expressed), scale(encoding.scale),
      tensorScale(encoding.tensorScale), zeroPoint(encoding.zeroPoint), decode(encoding.decode) {
  if (encoding.codebook) {
    storage = encoding.codebook->index;
    entry = encoding.codebook->entry;
  }
  std::tie(low, high) = encoding.codeRange();
}
