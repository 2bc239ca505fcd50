//===- NpyValues.h - values of the IR from and to .npy files ----------------------------------------------===//
//
// | element            | read from                                  | written as                  |
// |---|---|---|
// | f64, f32, f16      | f8, f4, f2                                 | the same                    |
// | bf16, fp8, fp6, .. | raw codes: unsigned or void of their bytes | unsigned                    |
// | i8, i16, i32, i64  | signed, unsigned or void of their bytes    | signed (unsigned for codes of unsigned storage) |
// | i1                 | bool, or 0 and 1 in one byte               | bool                        |
// | other iN           | one code in the smallest integer that holds it | the same                |
// | index              | i8 (64 bits)                               | the same                    |
//
// An array is given as its parts, in their order, each a file.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_EXECUTION_NPYVALUES_H
#define QNT_EXECUTION_NPYVALUES_H

#include "Qnt/Execution/Npy.h"
#include "Qnt/Reference/InterpreterValue.h"

namespace mlir::qnt::execution {

using reference::InterpreterValue;
using reference::Tensor;

/// The elements of a file as a tensor of `elementType`. Errors: a type that does not hold it, a code out of its range.
llvm::Expected<Tensor> readTensor(const NpyFile &file, Type elementType);

/// `isUnsigned`: integers are codes of an unsigned format.
void writeTensor(llvm::raw_ostream &stream, const Tensor &tensor, bool isUnsigned = false);

/// A tensor that stands for a value, or for a part of one.
struct NamedTensor {
  std::string name; ///< "input 0", "input 1 (codes)"
  Tensor tensor;
  bool isUnsigned = false;
};
/// Values as the tensors that files hold, in order.
std::vector<NamedTensor> flattenValues(llvm::ArrayRef<InterpreterValue> values, llvm::StringRef noun);

/// Types of the values that a function of such a type takes or gives: a buffer holds a tensor.
llvm::SmallVector<Type> getValueTypes(llvm::ArrayRef<Type> types);

/// Number of files that values of these types take.
unsigned countFiles(llvm::ArrayRef<Type> types);
/// Values of `types` from files, in order. Errors name the input and its file.
llvm::Expected<llvm::SmallVector<InterpreterValue>> readValues(llvm::ArrayRef<std::string> paths,
                                                               llvm::ArrayRef<Type> types);

} // namespace mlir::qnt::execution

#endif // QNT_EXECUTION_NPYVALUES_H
