//===- Rearrange.h - moving the elements of arrays with all that belongs to them --------------------------===//
//
// A layout op is a function from elements of the result to elements of the inputs. What the parts of the result hold
// follows from it element by element: an element's code, the scale and zero point of its block, the table of its group
// and its mask bit come along. Elements that share a block in the result must agree on what it holds.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_REFERENCE_REARRANGE_H
#define QNT_LIB_REFERENCE_REARRANGE_H

#include "Qnt/Reference/InterpreterValue.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace mlir::qnt::reference {

/// Where an element comes from.
struct ElementSource {
  unsigned input;                      ///< which array
  llvm::SmallVector<int64_t> position; ///< in it
};

/// The element at a position of the result; nothing for one that is new and decodes to 0.
using SourceFunction = llvm::function_ref<std::optional<ElementSource>(llvm::ArrayRef<int64_t> position)>;

/// New blocks have scale 1 and zero point 0. The code of a new element is the zero point of its block, or `zeroCode`
/// with a code book. Errors: elements of one block of the result come from blocks that differ.
llvm::Expected<Array> rearrange(llvm::ArrayRef<Array> inputs, EncodingAttr encoding, llvm::ArrayRef<int64_t> shape,
                                SourceFunction source, uint64_t zeroCode = 0);

} // namespace mlir::qnt::reference

#endif // QNT_LIB_REFERENCE_REARRANGE_H
