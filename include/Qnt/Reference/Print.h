//===- Print.h - values as text ---------------------------------------------------------------------------===//
//
//   tensor<2x2xf32> [[1, 2.5], [-0, nan]]
//   f32 1.5
//   !qnt.array<2x4, #qnt.encoding<...>>
//     codes: tensor<2x4xi4> [[...], [...]]
//     scales: tensor<2x1xf32> [[0.5], [0.25]]
//
// A float is written with the fewest digits that give it back (in f32 for narrower types). Integers are signed, but for
// i1 (0 and 1) and the codes and zero points of unsigned formats.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_REFERENCE_PRINT_H
#define QNT_REFERENCE_PRINT_H

#include "Qnt/Reference/InterpreterValue.h"

namespace mlir::qnt::reference {

void printTensor(llvm::raw_ostream &stream, const Tensor &tensor, bool isUnsigned = false);
void printValue(llvm::raw_ostream &stream, const InterpreterValue &value);

} // namespace mlir::qnt::reference

#endif // QNT_REFERENCE_PRINT_H
