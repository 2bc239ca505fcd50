//===- Elementwise.h - ops that work element by element ---------------------------------------------------===//
//
// An elementwise op becomes a function over rows of elements. Whole tensors, scalars and the bodies of structured ops
// are all evaluated through these functions, so an op has one definition.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_REFERENCE_ELEMENTWISE_H
#define QNT_LIB_REFERENCE_ELEMENTWISE_H

#include "Qnt/Reference/Tensor.h"
#include "mlir/IR/Operation.h"
#include "llvm/ADT/StringMap.h"
#include <functional>

namespace mlir::qnt::reference {

/// Rows of `count` elements: one pointer per operand and result.
struct Row {
  llvm::ArrayRef<const uint64_t *> operands;
  llvm::ArrayRef<uint64_t *> results;
  int64_t count;
};

/// Computes the results of a row. Returns null, or why the value is undefined ("division by zero").
using RowFunction = std::function<const char *(const Row &row)>;

/// The kinds an op computes in: those of its types, or wider ones in regions that compute in f32.
struct ElementwiseTypes {
  llvm::ArrayRef<ElementKind> operands;
  llvm::ArrayRef<ElementKind> results;
};

/// Makes the row function of an op.
using RowFunctionBuilder = std::function<RowFunction(Operation *op, const ElementwiseTypes &types)>;

class ElementwiseRegistry {
public:
  template <typename OpT>
  void add(RowFunctionBuilder builder) {
    builders[OpT::getOperationName()] = std::move(builder);
  }
  /// Null when the op is not elementwise.
  const RowFunctionBuilder *lookup(Operation *op) const {
    auto it = builders.find(op->getName().getStringRef());
    return it == builders.end() ? nullptr : &it->second;
  }
  const llvm::StringMap<RowFunctionBuilder> &getBuilders() const { return builders; }

private:
  llvm::StringMap<RowFunctionBuilder> builders;
};

/// All elementwise ops of arith and math.
const ElementwiseRegistry &getElementwiseRegistry();

void registerIntegerElementwise(ElementwiseRegistry &registry);
void registerFloatElementwise(ElementwiseRegistry &registry);
void registerCastElementwise(ElementwiseRegistry &registry);
void registerMathElementwise(ElementwiseRegistry &registry);

//===----------------------------------------------------------------------------------------------------===//
// Rows from functions of one element
//===----------------------------------------------------------------------------------------------------===//

/// `function(a) -> bits`, never undefined.
template <typename Function>
RowFunction mapUnary(Function function) {
  return [function](const Row &row) -> const char * {
    for (int64_t i = 0; i < row.count; ++i)
      row.results[0][i] = function(row.operands[0][i]);
    return nullptr;
  };
}

/// `function(a, b) -> bits`, never undefined.
template <typename Function>
RowFunction mapBinary(Function function) {
  return [function](const Row &row) -> const char * {
    const uint64_t *lhs = row.operands[0], *rhs = row.operands[1];
    uint64_t *result = row.results[0];
    for (int64_t i = 0; i < row.count; ++i)
      result[i] = function(lhs[i], rhs[i]);
    return nullptr;
  };
}

/// `function(a, b, result) -> null or the reason`.
template <typename Function>
RowFunction mapCheckedBinary(Function function) {
  return [function](const Row &row) -> const char * {
    for (int64_t i = 0; i < row.count; ++i)
      if (const char *reason = function(row.operands[0][i], row.operands[1][i], row.results[0][i]))
        return reason;
    return nullptr;
  };
}

/// `function(a, result) -> null or the reason`.
template <typename Function>
RowFunction mapCheckedUnary(Function function) {
  return [function](const Row &row) -> const char * {
    for (int64_t i = 0; i < row.count; ++i)
      if (const char *reason = function(row.operands[0][i], row.results[0][i]))
        return reason;
    return nullptr;
  };
}

//===----------------------------------------------------------------------------------------------------===//
// Floats: f32 and f64 in their own arithmetic, narrower ones in f64 and rounded once. For +, -, *, / and sqrt the
// second rounding is innocuous (53 >= 2 * 11 + 2); remainder, minimum and maximum are exact.
//===----------------------------------------------------------------------------------------------------===//

template <typename Float, typename Bits>
Float fromBits(uint64_t bits) {
  Float value;
  auto narrow = static_cast<Bits>(bits);
  std::memcpy(&value, &narrow, sizeof(value));
  return value;
}
template <typename Float, typename Bits>
uint64_t toBits(Float value) {
  Bits bits;
  std::memcpy(&bits, &value, sizeof(bits));
  return bits;
}

/// `function` is generic: called with float for f32, with double else.
template <typename Function>
RowFunction mapFloatBinary(const ElementKind &kind, Function function) {
  if (kind.format == numerics::Format::F32)
    return mapBinary([function](uint64_t a, uint64_t b) {
      return toBits<float, uint32_t>(function(fromBits<float, uint32_t>(a), fromBits<float, uint32_t>(b)));
    });
  if (kind.format == numerics::Format::F64)
    return mapBinary([function](uint64_t a, uint64_t b) {
      return toBits<double, uint64_t>(function(fromBits<double, uint64_t>(a), fromBits<double, uint64_t>(b)));
    });
  return mapBinary([function, kind](uint64_t a, uint64_t b) {
    return floatToBits(kind, function(bitsToFloat(kind, a), bitsToFloat(kind, b)));
  });
}

/// `function` is called with double for every type; its result is rounded to the type.
template <typename Function>
RowFunction mapFloatUnary(const ElementKind &kind, Function function) {
  return mapUnary([function, kind](uint64_t a) { return floatToBits(kind, function(bitsToFloat(kind, a))); });
}

} // namespace mlir::qnt::reference

#endif // QNT_LIB_REFERENCE_ELEMENTWISE_H
