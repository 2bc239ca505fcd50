//===- ProgramMemory.h - values as compiled programs take and give them -----------------------------------===//
//
// A value is one or more slots: a memref descriptor for a tensor or a part of an array (ContainerTypes.h), a number for
// a scalar. Results come as one struct with a field a slot.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_EXECUTION_PROGRAMMEMORY_H
#define QNT_LIB_EXECUTION_PROGRAMMEMORY_H

#include "Qnt/Reference/InterpreterValue.h"

namespace mlir::qnt::execution {

using reference::InterpreterValue;
using reference::Tensor;

/// A memref descriptor of any rank as LLVM code sees it: allocated and aligned pointer, offset, sizes, strides.
class Descriptor {
public:
  /// Row-major memory at `data`.
  Descriptor(void *data, ArrayRef<int64_t> shape);
  /// The descriptor at `memory` of a memref that holds tensors of `type`.
  static Descriptor read(const void *memory, Type type);

  static size_t getSize(unsigned rank) { return (3 + 2 * size_t(rank)) * sizeof(int64_t); }
  void *getMemory() { return words.data(); }
  void *getAllocated() const { return reinterpret_cast<void *>(words[0]); }
  const char *getElement(ArrayRef<int64_t> position, size_t elementSize) const;
  ArrayRef<int64_t> getShape() const { return ArrayRef<int64_t>(words).slice(3, rank); }

private:
  Descriptor() = default;

  SmallVector<int64_t, 11> words;
  unsigned rank = 0;
};

/// One slot of a value.
struct Slot {
  Type type;                    ///< in memory: a ranked tensor, or a scalar
  std::optional<PartKind> part; ///< of an array
  Type logical;                 ///< the tensor's, part's or scalar's type in the program
};

/// The slots of a value of `type`. Error for a type that has none.
llvm::Expected<SmallVector<Slot>> getSlots(Type type);

/// Bytes of an element (or scalar) in memory.
size_t getElementSize(Type type);

/// The elements of `tensor` in the container of `slot`, row-major; packed where the slot is.
std::vector<char> toBytes(const Tensor &tensor, const Slot &slot);
/// The inverse, from anywhere in memory. `shape`: that of the logical tensor.
Tensor fromMemory(const Descriptor &memory, const Slot &slot, ArrayRef<int64_t> shape);

/// True when the slot's tensor holds packed codes or a packed mask.
bool isPacked(const Slot &slot);

} // namespace mlir::qnt::execution

#endif // QNT_LIB_EXECUTION_PROGRAMMEMORY_H
