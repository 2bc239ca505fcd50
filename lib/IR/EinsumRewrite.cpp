//===- EinsumRewrite.cpp - einsum as a chain of dot_general -----------------------------------------------===//
//
//   qnt.einsum "ij,jk->ki" %a, %b   ->   %0 = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x []
//                                        linalg.transpose ins(%0) permutation = [1, 0]
//
// Numbers: the op is defined as this chain, so they stay.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "ContractionShapes.h"
#include "EinsumOperand.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::qnt;

namespace {
class EinsumRewriter {
public:
  EinsumRewriter(PatternRewriter &rewriter, EinsumOp op, const EinsumEquation &equation)
      : rewriter(rewriter), loc(op.getLoc()), op(op), equation(equation), resultType(op.getType()) {
    bool isWide = resultType.getElementType().isF64();
    intermediate = isWide ? Type(rewriter.getF64Type()) : Type(rewriter.getF32Type());
    for (auto [i, value] : llvm::enumerate(op.getInputs()))
      operands.push_back(separateLabels(rewriter, loc, value, i, equation));
  }

  void rewrite();

private:
  EinsumLabels getNeeded(size_t from) const;
  LabeledValue contract(const LabeledValue &lhs, const LabeledValue &rhs, ArrayRef<EinsumLabel> needed, Type element);
  LabeledValue multiply(const LabeledValue &lhs, size_t next);
  LabeledValue sum(const LabeledValue &input, ArrayRef<EinsumLabel> summed, ArrayRef<EinsumLabel> needed, Type element);
  Value makeOnes(const LabeledValue &source, ArrayRef<EinsumLabel> labels);
  Value convert(Value value);
  Value toOutputOrder(const LabeledValue &product);

  PatternRewriter &rewriter;
  Location loc;
  EinsumOp op;
  const EinsumEquation &equation;
  RankedTensorType resultType;
  Type intermediate;
  SmallVector<LabeledValue> operands;
  DotGeneralOp lastStep; ///< of those made here; null while there is none
};
} // namespace

static EinsumLabels filter(ArrayRef<EinsumLabel> labels, function_ref<bool(EinsumLabel)> keep) {
  EinsumLabels kept;
  llvm::copy_if(labels, std::back_inserter(kept), keep);
  return kept;
}

static SmallVector<int64_t> getPositions(ArrayRef<EinsumLabel> labels, ArrayRef<EinsumLabel> wanted) {
  return llvm::map_to_vector(wanted,
                             [&](EinsumLabel label) -> int64_t { return llvm::find(labels, label) - labels.begin(); });
}

/// Labels of the output and of operands from `from` on.
EinsumLabels EinsumRewriter::getNeeded(size_t from) const {
  EinsumLabels needed = equation.output;
  for (const LabeledValue &operand : ArrayRef(operands).drop_front(from))
    needed.append(operand.labels);
  return needed;
}

/// dot_general over the labels of both that are not needed.
LabeledValue EinsumRewriter::contract(const LabeledValue &lhs, const LabeledValue &rhs, ArrayRef<EinsumLabel> needed,
                                      Type element) {
  auto isNeeded = [&](EinsumLabel label) { return llvm::is_contained(needed, label); };
  EinsumLabels shared = filter(lhs.labels, [&](EinsumLabel l) { return llvm::is_contained(rhs.labels, l); });
  EinsumLabels batch = filter(shared, isNeeded);
  EinsumLabels summed = filter(shared, [&](EinsumLabel l) { return !isNeeded(l); });
  LabeledValue result;
  result.labels = batch;
  for (const LabeledValue *side : {&lhs, &rhs})
    result.labels.append(filter(side->labels, [&](EinsumLabel l) { return !llvm::is_contained(shared, l); }));
  SmallVector<int64_t> shape =
      llvm::map_to_vector(result.labels, [&](EinsumLabel label) { return equation.sizes.lookup(label); });
  lastStep = DotGeneralOp::create(rewriter, loc, RankedTensorType::get(shape, element), lhs.value, rhs.value,
                                  getPositions(lhs.labels, summed), getPositions(rhs.labels, summed),
                                  getPositions(lhs.labels, batch), getPositions(rhs.labels, batch));
  result.value = lastStep;
  return result;
}

Value EinsumRewriter::makeOnes(const LabeledValue &source, ArrayRef<EinsumLabel> labels) {
  SmallVector<OpFoldResult> sizes;
  SmallVector<int64_t> shape;
  for (int64_t dim : getPositions(source.labels, labels)) {
    sizes.push_back(getDimSize(rewriter, loc, source.value, dim));
    shape.push_back(getConstantIntValue(sizes.back()).value_or(ShapedType::kDynamic));
  }
  auto type = RankedTensorType::get(shape, intermediate);
  TypedAttr one = rewriter.getFloatAttr(intermediate, 1.0);
  if (type.hasStaticShape())
    return arith::ConstantOp::create(rewriter, loc, DenseElementsAttr::get(type, one));
  SmallVector<Value> dynamicSizes;
  for (OpFoldResult size : sizes)
    if (auto value = dyn_cast<Value>(size))
      dynamicSizes.push_back(value);
  Value scalar = arith::ConstantOp::create(rewriter, loc, one);
  return tensor::SplatOp::create(rewriter, loc, type, scalar, dynamicSizes);
}

LabeledValue EinsumRewriter::sum(const LabeledValue &input, ArrayRef<EinsumLabel> summed, ArrayRef<EinsumLabel> needed,
                                 Type element) {
  return contract(input, {makeOnes(input, summed), EinsumLabels(summed)}, needed, element);
}

/// Contracts with operand `next`; labels of one side that nothing needs are then summed.
LabeledValue EinsumRewriter::multiply(const LabeledValue &lhs, size_t next) {
  const LabeledValue &rhs = operands[next];
  EinsumLabels needed = getNeeded(next + 1);
  auto isLone = [&](EinsumLabel label) {
    return !llvm::is_contained(needed, label) &&
           llvm::is_contained(lhs.labels, label) != llvm::is_contained(rhs.labels, label);
  };
  EinsumLabels lone = filter(lhs.labels, isLone);
  lone.append(filter(rhs.labels, isLone));
  Type last = next + 1 == operands.size() ? resultType.getElementType() : intermediate;
  LabeledValue product = contract(lhs, rhs, needed, lone.empty() ? last : intermediate);
  return lone.empty() ? product : sum(product, lone, needed, last);
}

/// A tensor's elements in the result's type, rounded once.
Value EinsumRewriter::convert(Value value) {
  auto from = cast<RankedTensorType>(value.getType());
  Type to = resultType.getElementType();
  if (from.getElementType() == to)
    return value;
  unsigned width = from.getElementTypeBitWidth();
  if (width == to.getIntOrFloatBitWidth()) { // f16 and bf16: by way of f32, which holds both
    value = arith::ExtFOp::create(rewriter, loc, from.clone(rewriter.getF32Type()), value);
    width = 32;
  }
  if (width > to.getIntOrFloatBitWidth())
    return arith::TruncFOp::create(rewriter, loc, from.clone(to), value);
  return arith::ExtFOp::create(rewriter, loc, from.clone(to), value);
}

Value EinsumRewriter::toOutputOrder(const LabeledValue &product) {
  Value value = product.value;
  if (product.labels != equation.output) {
    Value init = makeEmptyTensor(rewriter, loc, product, equation.output);
    SmallVector<int64_t> permutation = getPositions(product.labels, equation.output);
    value = linalg::TransposeOp::create(rewriter, loc, value, init, permutation).getResult()[0];
  }
  if (value.getType() != resultType)
    value = tensor::CastOp::create(rewriter, loc, resultType, value);
  return value;
}

void EinsumRewriter::rewrite() {
  LabeledValue product = operands.front();
  if (operands.size() == 1) {
    EinsumLabels summed =
        filter(product.labels, [&](EinsumLabel label) { return !llvm::is_contained(equation.output, label); });
    if (isa<RankedTensorType>(product.value.getType()) && summed.empty())
      product.value = convert(product.value);
    else
      product = sum(product, summed, equation.output, resultType.getElementType());
  }
  for (size_t next = 1; next < operands.size(); ++next)
    product = multiply(product, next);
  // An equation that only moves elements has no step: what made its operand keeps the attributes that it has.
  if (lastStep)
    rewriter.modifyOpInPlace(lastStep, [&] { lastStep->setDiscardableAttrs(op->getDiscardableAttrDictionary()); });
  rewriter.replaceOp(op, toOutputOrder(product));
}

LogicalResult EinsumOp::canonicalize(EinsumOp op, PatternRewriter &rewriter) {
  SmallVector<ArrayRef<int64_t>> shapes;
  for (Value value : op.getInputs())
    shapes.push_back(ContractionInput("", value).shape);
  EinsumEquation equation = llvm::cantFail(EinsumEquation::parse(op.getEquation(), shapes));
  for (auto [i, value] : llvm::enumerate(op.getInputs()))
    if (!canSeparateLabels(value.getType(), i, equation))
      return rewriter.notifyMatchFailure(
          op, "expected block sizes that divide one another, and a code an element, along repeated dimensions");
  EinsumRewriter(rewriter, op, equation).rewrite();
  return success();
}
