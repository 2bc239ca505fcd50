//===- InterpreterValue.h - what a value of the IR is at run time -----------------------------------------===//
#ifndef QNT_REFERENCE_INTERPRETERVALUE_H
#define QNT_REFERENCE_INTERPRETERVALUE_H

#include "Qnt/IR/QntDialect.h"
#include "Qnt/Reference/Tensor.h"
#include "llvm/Support/Error.h"
#include <variant>

namespace mlir::qnt::reference {

/// A value of type `!qnt.array`: an encoding and the parts. The run-time shape is `parts->shape`.
struct Array {
  EncodingAttr encoding;
  std::shared_ptr<const numerics::ArrayParts> parts;

  Array(EncodingAttr encoding, numerics::ArrayParts parts)
      : encoding(encoding), parts(std::make_shared<const numerics::ArrayParts>(std::move(parts))) {}
  llvm::ArrayRef<int64_t> getShape() const { return parts->shape; }
  /// The array type with the run-time shape.
  ArrayType getType() const;
  numerics::Encoding getEncoding() const { return encoding.toNumerics(); }

  /// The parts as tensors, in order, absent ones omitted.
  llvm::SmallVector<Tensor, 6> getPartTensors() const;
  /// The inverse. Errors name the part: wrong number, element type or shape.
  static llvm::Expected<Array> fromPartTensors(EncodingAttr encoding, llvm::ArrayRef<Tensor> parts);
};

/// Stores `tensor` as a part of an array of the run-time type `type`. Errors name the part: the encoding has none,
/// another element type or shape.
llvm::Error setPart(numerics::ArrayParts &parts, ArrayType type, PartKind kind, const Tensor &tensor);

/// The integers of the part are unsigned: codes or zero points of an unsigned format.
bool isUnsignedPart(EncodingAttr encoding, PartKind kind);

/// A value of function type.
struct FunctionReference {
  std::string name;
};

/// A tensor (scalars have rank 0), an array or a function.
class InterpreterValue {
public:
  InterpreterValue(Tensor tensor) : value(std::move(tensor)) {}
  InterpreterValue(Array array) : value(std::move(array)) {}
  InterpreterValue(FunctionReference function) : value(std::move(function)) {}

  bool isTensor() const { return std::holds_alternative<Tensor>(value); }
  bool isArray() const { return std::holds_alternative<Array>(value); }
  bool isFunction() const { return std::holds_alternative<FunctionReference>(value); }
  const Tensor &getTensor() const { return std::get<Tensor>(value); }
  const Array &getArray() const { return std::get<Array>(value); }
  const FunctionReference &getFunction() const { return std::get<FunctionReference>(value); }
  llvm::ArrayRef<int64_t> getShape() const { return isArray() ? getArray().getShape() : getTensor().getShape(); }

private:
  std::variant<Tensor, Array, FunctionReference> value;
};

/// Whether `value` may stand for a value of `type`: same kind, element type or encoding, rank and static dimensions.
/// `elementType`, when given, stands in place of `type`'s own (they differ inside regions that compute in f32).
llvm::Error checkValue(const InterpreterValue &value, Type type, Type elementType = {});

} // namespace mlir::qnt::reference

#endif // QNT_REFERENCE_INTERPRETERVALUE_H
