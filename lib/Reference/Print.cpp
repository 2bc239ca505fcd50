//===- Print.cpp - values as text -------------------------------------------------------------------------===//

#include "Qnt/Reference/Print.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/raw_ostream.h"
#include <cmath>
#include <cstdio>
#include <cstdlib>

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::reference;

/// The fewest significant digits that give the value back, in f32 for narrower types so that what is shown is what the
/// element holds (1.125 in f8E4M3FN and not 1.1). Numbers below 1e9 have no exponent of ten.
static void printFloat(raw_ostream &stream, const ElementKind &kind, uint64_t bits) {
  double value = bitsToFloat(kind, bits);
  if (!std::isfinite(value)) {
    stream << (std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf");
    return;
  }
  bool isDouble = kind.format == Format::F64;
  double magnitude = std::fabs(value);
  int digits = magnitude >= 1.0 && magnitude < 1e9 ? static_cast<int>(std::log10(magnitude)) + 1 : 1;
  char text[40];
  for (; digits <= 17; ++digits) {
    std::snprintf(text, sizeof(text), "%.*g", digits, value);
    double parsed = std::strtod(text, nullptr);
    if (parsed == value || (!isDouble && static_cast<double>(static_cast<float>(parsed)) == value))
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
