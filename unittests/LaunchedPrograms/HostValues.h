//===- HostValues.h - values as they lie in memory, and back ----------------------------------------------===//
//
// As Qnt/LowerLinalg/ContainerTypes.h says, written a second time on Numerics.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_UNITTESTS_LAUNCHEDPROGRAMS_HOSTVALUES_H
#define QNT_UNITTESTS_LAUNCHEDPROGRAMS_HOSTVALUES_H

#include "Qnt/Reference/InterpreterValue.h"

namespace mlir::qnt::testing {

/// Memory of a tensor or of a part of an array, or a scalar (`isScalar`, its bits in `bytes`).
struct HostBuffer {
  bool isScalar = false;
  SmallVector<int64_t> sizes;
  std::vector<char> bytes;
};

/// A value of `type`, a tensor, scalar or array.
std::vector<HostBuffer> toBuffers(const reference::InterpreterValue &value, Type type);
/// How many of them a value of `type` has.
unsigned countBuffers(Type type);
llvm::Expected<reference::InterpreterValue> fromBuffers(ArrayRef<HostBuffer> buffers, Type type);

} // namespace mlir::qnt::testing

#endif // QNT_UNITTESTS_LAUNCHEDPROGRAMS_HOSTVALUES_H
