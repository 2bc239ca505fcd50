//===- Matchers.h - finding quantized regions in patterns -------------------------------------------------===//
//
//   InvokeQuantOp region;
//   Value z;
//   if (matchPattern(op, m_Op<DotGeneralOp>(m_InvokeQuant("nf4", &region), matchers::m_Any(&z))))
//
// matches `qnt.dot_general %y, %z` where %y comes from `qnt.invoke_quant scheme("nf4")` and has no other user. It does
// not match another scheme, a region without one, a region whose results have a second use, or the other operand.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_IR_MATCHERS_H
#define QNT_IR_MATCHERS_H

#include "Qnt/IR/QntOps.h"
#include "mlir/IR/Matchers.h"
#include <string>
#include <tuple>

namespace mlir::qnt {
namespace detail {

/// Matches an `invoke_quant` by its scheme (of the plain or the packed form) and, when there are any, its inputs.
template <typename... InputMatchers>
struct InvokeQuantMatcher {
  /// No scheme: any region matches, with or without one.
  std::optional<std::string> scheme;
  InvokeQuantOp *bound = nullptr;
  bool needsOneUse = true;
  std::tuple<InputMatchers...> inputs;

  bool match(Operation *op) {
    auto region = dyn_cast<InvokeQuantOp>(op);
    if (!region || !matchScheme(region) || (needsOneUse && !op->hasOneUse()) || !matchInputs(op))
      return false;
    if (bound)
      *bound = region;
    return true;
  }

  /// The same matcher for a region whose results may have any number of uses.
  InvokeQuantMatcher withAnyUses() const {
    InvokeQuantMatcher copy = *this;
    copy.needsOneUse = false;
    return copy;
  }

private:
  bool matchScheme(InvokeQuantOp region) const {
    if (!scheme)
      return true;
    StringAttr attr = region.getSchemeOfEitherForm();
    return attr && attr.getValue() == *scheme;
  }

  bool matchInputs(Operation *op) {
    if constexpr (sizeof...(InputMatchers) == 0) {
      return true;
    } else {
      if (op->getNumOperands() != sizeof...(InputMatchers))
        return false;
      bool matches = true;
      mlir::detail::enumerate(inputs, [&](size_t i, auto &matcher) {
        matches = matches && mlir::detail::matchOperandOrValueAtIndex(op, i, matcher);
      });
      return matches;
    }
  }
};
} // namespace detail

/// An `invoke_quant` with this scheme and one use of its results. `region` gets the op.
inline auto m_InvokeQuant(StringRef scheme, InvokeQuantOp *region = nullptr) {
  return detail::InvokeQuantMatcher<>{scheme.str(), region, true, {}};
}

/// The same, where every input is matched too: m_InvokeQuant("nf4", &region, m_Any(&codes), m_Any(&scales)).
template <typename... InputMatchers>
auto m_InvokeQuant(StringRef scheme, InvokeQuantOp *region, InputMatchers... inputs) {
  return detail::InvokeQuantMatcher<InputMatchers...>{scheme.str(), region, true, std::make_tuple(inputs...)};
}

/// An `invoke_quant` of any scheme or none, with one use of its results.
inline auto m_AnyInvokeQuant(InvokeQuantOp *region = nullptr) {
  return detail::InvokeQuantMatcher<>{std::nullopt, region, true, {}};
}

} // namespace mlir::qnt

#endif // QNT_IR_MATCHERS_H
