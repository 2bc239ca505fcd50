//===- Combiner.h - how two parts of a reduction become one -----------------------------------------------===//
//
// A reduction of linalg or a loop of scf says how the next element changes the state. When that is an operation which
// may be taken in any order, two states are combined in the same way:
//
//   next = maxui(state, f(element))                 first, second -> maxui(first, second)
//   next = truncf(addf(extf(state), f(element)))    first, second -> truncf(addf(extf(first), extf(second)))
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_LOWERGPU_COMBINER_H
#define QNT_LIB_LOWERGPU_COMBINER_H

#include "ElementEmitter.h"

namespace mlir::qnt {

class Combiner {
public:
  /// For the value that a body yields for `state`, one of its block arguments; nothing where no order but the loop's is
  /// right.
  static std::optional<Combiner> match(Value yielded, BlockArgument state);

  /// The state that changes nothing.
  Value emitNeutral(KernelEmitter &e) const { return arith::ConstantOp::create(e.b, neutral); }
  /// Both parts in one; `first` lies before `second`.
  Value emit(ElementEmitter &elements, Value first, Value second) const;

private:
  Value evaluate(ElementEmitter &elements, Value value, DenseMap<Value, Value> &values) const;

  Value yielded;
  BlockArgument state;
  Value extended; ///< the state as the operation takes it
  Value element;  ///< what it is combined with
  TypedAttr neutral;
};

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERGPU_COMBINER_H
