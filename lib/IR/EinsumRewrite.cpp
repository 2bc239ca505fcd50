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

//===----------------------------------------------------------------------------------------------------===//
// What cannot be rewritten
//===----------------------------------------------------------------------------------------------------===//

/// Distinct labels of an operand whose dimensions do not broadcast.
static EinsumLabels getDistinctLabels(ArrayRef<int64_t> shape, ArrayRef<EinsumLabel> labels,
                                      const EinsumEquation &equation) {
  EinsumLabels distinct;
  for (auto [label, size] : llvm::zip_equal(labels, shape))
    if (!equation.isBroadcast(label, size) && !llvm::is_contained(distinct, label))
      distinct.push_back(label);
  return distinct;
}

/// Whether each product of the chain, whose lone labels are summed after it, has less than 2^57 elements.
static bool hasReasonableSteps(ArrayRef<ArrayRef<int64_t>> shapes, const EinsumEquation &equation) {
  SmallVector<EinsumLabels> operands;
  for (auto [shape, labels] : llvm::zip_equal(shapes, equation.operands))
    operands.push_back(getDistinctLabels(shape, labels, equation));
  EinsumLabels product = operands.front();
  for (auto [next, rhs] : llvm::drop_begin(llvm::enumerate(operands))) {
    EinsumLabels needed = equation.output;
    for (const EinsumLabels &later : ArrayRef(operands).drop_front(next + 1))
      needed.append(later);
    auto isNeeded = [&](EinsumLabel label) { return llvm::is_contained(needed, label); };
    const EinsumLabels lhs = product, &other = rhs;
    product.append(filter(other, [&](EinsumLabel label) { return !llvm::is_contained(lhs, label); }));
    EinsumLabels kept = filter(product, [&](EinsumLabel label) {
      return isNeeded(label) || llvm::is_contained(lhs, label) != llvm::is_contained(other, label);
    });
    if (!hasReasonableSize(llvm::map_to_vector(kept, [&](EinsumLabel label) { return equation.sizes.lookup(label); })))
      return false;
    product = filter(product, isNeeded);
  }
  return true;
}

static SmallVector<ArrayRef<int64_t>> getInputShapes(EinsumOp op) {
  return llvm::map_to_vector(op.getInputs(), [](Value value) { return ContractionInput("", value).shape; });
}

std::optional<StringRef> EinsumOp::getReasonToStay() {
  SmallVector<ArrayRef<int64_t>> shapes = getInputShapes(*this);
  EinsumEquation equation = llvm::cantFail(EinsumEquation::parse(getEquation(), shapes));
  for (auto [i, value] : llvm::enumerate(getInputs()))
    if (!canSeparateLabels(value.getType(), i, equation))
      return "no block size holds the blocks of an array along a repeated dimension, or a code stands for several "
             "elements of one";
  if (!hasReasonableSteps(shapes, equation))
    return "one of its steps would have a result of 2^57 elements or more";
  return std::nullopt;
}

LogicalResult EinsumOp::canonicalize(EinsumOp op, PatternRewriter &rewriter) {
  if (std::optional<StringRef> reason = op.getReasonToStay())
    return rewriter.notifyMatchFailure(op, *reason);
  EinsumEquation equation = llvm::cantFail(EinsumEquation::parse(op.getEquation(), getInputShapes(op)));
  EinsumRewriter(rewriter, op, equation).rewrite();
  return success();
}
