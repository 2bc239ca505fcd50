//===- EntrySignature.h - the C function that calls an entry of a program ---------------------------------===//
//
// | value                      | as an input                                   | as a result |
// |---|---|---|
// | scalar                     | a number                                      | a pointer to one | | tensor | a
// pointer to row-major elements               | a pointer to a pointer to malloc'ed ones  | | array | the same for each
// part, as it lies in memory (ContainerTypes.h)  | the same       | | dynamic sizes of any value | behind it the sizes
// of all its dimensions, those of the value, not of its parts |         |
//
// The header and the code are made from one list of parameters.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_EXECUTION_ENTRYSIGNATURE_H
#define QNT_LIB_EXECUTION_ENTRYSIGNATURE_H

#include "LoweredProgram.h"

namespace mlir::qnt::execution {

/// A parameter of the C function.
struct Parameter {
  enum class Kind { Number, Data, Shape };
  Kind kind;
  bool isResult;
  unsigned value;    ///< index of the input or result
  unsigned slot = 0; ///< of the value; not for Shape
  std::string name;  ///< input0, input0_scales, result0_shape
  std::string type;  ///< C type of the number or element: float, uint8_t
};

/// Inputs in order, then results.
std::vector<Parameter> getParameters(const EntryPoint &entry);

/// What the caller gives or gets the sizes of: the type's shape. Empty for scalars.
ArrayRef<int64_t> getShape(Type type);

/// How many dimension of a value one element of dimension `dim` of a part stands for: 0 when the part's dimension is
/// not one of the value's (a code book's entries), or is 1 whatever the value's size.
int64_t getPartDivisor(ArrayType type, PartKind kind, unsigned dim);

/// True for the size of the inner dimension behind the parts of an array.
bool isInnerSize(Type type, const Slot &slot);

/// True for what C can name: a letter or underscore, then these and digits.
bool isCIdentifier(StringRef name);

} // namespace mlir::qnt::execution

#endif // QNT_LIB_EXECUTION_ENTRYSIGNATURE_H
