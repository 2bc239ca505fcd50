//===- Print.cpp - values as text -------------------------------------------------------------------------===//

#include "Qnt/Reference/Print.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"
#include <cmath>

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::reference;

/// The fewest significant digits from which the type's rounding gives `bits` back.
static void printFloat(raw_ostream &stream, const ElementKind &kind, uint64_t bits) {
  double value = bitsToFloat(kind, bits);
  if (!std::isfinite(value)) {
    stream << (std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf");
    return;
  }
  char text[40];
  for (int digits = 1; digits <= 17; ++digits) {
    std::snprintf(text, sizeof(text), "%.*g", digits, value);
    if (floatToBits(kind, std::strtod(text, nullptr)) == bits)
      break;
  }
  stream << text;
}

static void printElement(raw_ostream &stream, const Tensor &tensor, int64_t index, bool isUnsigned) {
  const ElementKind &kind = tensor.getKind();
  if (kind.isFloat)
    printFloat(stream, kind, tensor.getRaw(index));
  else if (isUnsigned || kind.width == 1)
    stream << tensor.getRaw(index);
  else
    stream << tensor.getSigned(index);
}

/// The elements from `index` on that make up the dimensions from `dim` on.
static int64_t printElements(raw_ostream &stream, const Tensor &tensor, unsigned dim, int64_t index, bool isUnsigned) {
  if (dim == tensor.getRank()) {
    printElement(stream, tensor, index, isUnsigned);
    return index + 1;
  }
  stream << "[";
  for (int64_t i = 0; i < tensor.getShape()[dim]; ++i) {
    if (i != 0)
      stream << ", ";
    // Of an empty tensor only the brackets are left: no element is read.
    index = tensor.getNumElements() == 0 && dim + 1 == tensor.getRank()
                ? index
                : printElements(stream, tensor, dim + 1, index, isUnsigned);
  }
  stream << "]";
  return index;
}

void reference::printTensor(raw_ostream &stream, const Tensor &tensor, bool isUnsigned) {
  stream << "tensor<" << describeShape(tensor.getShape(), tensor.getElementType()) << "> ";
  printElements(stream, tensor, 0, 0, isUnsigned);
}

static void printArray(raw_ostream &stream, const Array &array) {
  stream << array.getType();
  SmallVector<Tensor, 6> parts = array.getPartTensors();
  for (auto [kind, part] : llvm::zip(array.getType().getPartKinds(), parts)) {
    stream << "\n  " << getPartName(kind) << ": ";
    printTensor(stream, part, isUnsignedPart(array.encoding, kind));
  }
}

void reference::printValue(raw_ostream &stream, const InterpreterValue &value) {
  if (value.isArray())
    printArray(stream, value.getArray());
  else if (value.isFunction())
    stream << "@" << value.getFunction().name;
  else
    printTensor(stream, value.getTensor());
}
