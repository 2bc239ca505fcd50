//===- SizeExpressions.h - numbers of host code as text ---------------------------------------------------===//
#ifndef QNT_LIB_EXECUTION_SIZEEXPRESSIONS_H
#define QNT_LIB_EXECUTION_SIZEEXPRESSIONS_H

#include "LaunchFacts.h"
#include "llvm/ADT/DenseMap.h"
#include <functional>

namespace mlir::qnt::execution {

/// The buffers that the memref may be, seen through casts and conditions: arguments, allocations, globals, and what is
/// none of these.
SmallVector<Value> findBuffers(Value memory);

/// Text of index and integer values in a function.
class SizeExpressions {
public:
  /// `getName`: of an argument of the function.
  explicit SizeExpressions(std::function<std::string(BlockArgument)> getName) : getName(std::move(getName)) {}

  Expression express(Value value);
  Expression expressNot(Value condition);
  /// A size of a memref.
  Expression expressSize(Value memory, int64_t dim);

private:
  Expression build(Value value);
  Expression expressMixed(OpFoldResult size);
  Expression buildBinary(Operation *op);
  Expression buildMetadata(OpResult result);
  Expression choose(Value condition, const Expression &then, const Expression &otherwise);

  std::function<std::string(BlockArgument)> getName;
  llvm::DenseMap<Value, Expression> known;
};

} // namespace mlir::qnt::execution

#endif // QNT_LIB_EXECUTION_SIZEEXPRESSIONS_H
