//===- Weights.h - which constants are weights, and along what ---------------------------------------------===//
//
// Enters: a module. Leaves: its float constants that contractions, convolutions and gathers read, also through
// transposes and reshapes, with what each dimension is to them; and those that are left alone, with the reason.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_COMPRESS_WEIGHTS_H
#define QNT_LIB_COMPRESS_WEIGHTS_H

#include "Qnt/Compress/Scheme.h"
#include "Qnt/IR/Enums.h"
#include "Qnt/IR/QntDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

namespace mlir::qnt {

/// What a dimension of a weight is to the op that reads it.
enum class WeightAxis : uint8_t { Batch, Output, Input };

/// A float constant that contractions read.
struct Weight {
  arith::ConstantOp constant;
  /// The result of the tensor.expand_shape or tensor.collapse_shape of the constant that is read; null where the
  /// constant itself is. Each shape that a constant is read in is a weight of its own.
  Value reshaped;
  ElementsAttr value; ///< of the shape that is read
  std::string name;   ///< see Names.h
  SmallVector<WeightAxis> axes;
  /// The dimension that blocks cut: the first input dimension of a dot product, the input channels of a convolution;
  /// -1: none.
  int64_t blockAxis = -1;
  /// Its readers disagree about the axes, which are therefore the default ones: output 0, input 1.
  bool isDisputed = false;
  /// What its readers are: dot, conv, ragged_dot, gather.
  SmallVector<StringRef> readers;
  /// Among the weights under the root that are taken, in the order of the program.
  bool isFirst = false, isLast = false;
  /// Why it stays as it is; empty when it is taken.
  std::string obstacle;

  /// What its readers read.
  Value getRead() const { return reshaped ? reshaped : constant->getResult(0); }
  RankedTensorType getType() const { return cast<RankedTensorType>(value.getType()); }
  MLIRContext *getContext() const { return value.getContext(); }
  int64_t getNumElements() const { return getType().getNumElements(); }
  /// Of an element type that encodings express: f64, f32, f16 or bf16.
  Format getFormat() const { return *qnt::getFormat(cast<FloatType>(getType().getElementType())); }
};

struct WeightRules {
  /// Constants of at most this many elements are left alone.
  int64_t numThreshold = 1024;
  /// Constants of at least this many are taken whoever reads them; smaller ones only when nothing but contractions,
  /// convolutions, gathers and transposes does.
  int64_t otherUsersThreshold = 100000000;
};

/// The weights under `root` in the order of the program, and the constants that are left alone although a contraction
/// reads them or they are larger than the threshold.
std::vector<Weight> findWeights(Operation *root, const WeightRules &rules);

/// Axes of operand `index` of a contraction (0 lhs, 1 rhs); nothing for other ops.
std::optional<SmallVector<WeightAxis>> getOperandAxes(Operation *op, unsigned index);

/// The dimension of operand `index`, an activation, that blocks cut: of a dot product the contracted one that belongs
/// to the first that the weight's blocks cut, else the first; of a convolution the input channels; -1: none.
int64_t getActivationBlockAxis(Operation *op, unsigned index);

/// Block shape of a weight under a scheme.
SmallVector<int64_t> getWeightBlock(const Weight &weight, const Scheme &scheme);

/// Reshapes of values that are read as weights, in the shape that they give or another one. Each op is looked at once,
/// so the program stays as it is as long as this lives.
class ReshapedWeights {
public:
  bool contains(Operation *op);

private:
  DenseMap<Operation *, bool> known;
};

/// Where a constant is read in several shapes, or in another one than its own, gives the weight a constant of its own
/// and erases what nobody reads any longer.
void isolateWeight(Weight &weight);

/// Makes the readers of `weight` read `array` instead: contractions the array itself, transposes and gathers their form
/// on arrays, all others its decoded value. Erases the constant. isolateWeight comes first.
void replaceWeight(const Weight &weight, Value array);

} // namespace mlir::qnt

#endif // QNT_LIB_COMPRESS_WEIGHTS_H
