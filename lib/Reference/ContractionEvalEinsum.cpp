//===- ContractionEvalEinsum.cpp - einsum, a contraction after the other ----------------------------------===//
#include "ContractionEval.h"
#include "Qnt/IR/EinsumEquation.h"
#include "Qnt/Numerics/Rounding.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>

using namespace mlir::qnt;
using namespace mlir::qnt::reference;
using llvm::ArrayRef;
using llvm::Error;
using llvm::Expected;
using numerics::Format;

namespace {
/// An operand with its distinct labels. A label that occurs twice (a diagonal) steps along both dimensions.
struct LabeledOperand {
  ContractionOperand operand;
  EinsumLabels labels;
  DimList strides; ///< of each label

  DimList getStrides(ArrayRef<EinsumLabel> wanted) const {
    DimList result;
    for (EinsumLabel label : wanted)
      result.push_back(strides[llvm::find(labels, label) - labels.begin()]);
    return result;
  }
};

using LabelSizes = llvm::MapVector<EinsumLabel, int64_t>;
} // namespace

static EinsumLabels filter(ArrayRef<EinsumLabel> labels, llvm::function_ref<bool(EinsumLabel)> keep) {
  EinsumLabels kept;
  llvm::copy_if(labels, std::back_inserter(kept), keep);
  return kept;
}

static DimList getSizes(const LabelSizes &sizes, ArrayRef<EinsumLabel> labels) {
  DimList result;
  for (EinsumLabel label : labels)
    result.push_back(sizes.lookup(label));
  return result;
}

static LabeledOperand makeLabeled(const ContractionOperand &operand, const EinsumEquation &equation,
                                  ArrayRef<EinsumLabel> labels) {
  LabeledOperand labeled{operand, {}, {}};
  DimList strides = getStrides(operand.getShape());
  for (auto [label, size, stride] : llvm::zip_equal(labels, operand.getShape(), strides)) {
    if (equation.isBroadcast(label, size))
      continue;
    auto *it = llvm::find(labeled.labels, label);
    if (it != labeled.labels.end()) {
      labeled.strides[it - labeled.labels.begin()] += stride;
      continue;
    }
    labeled.labels.push_back(label);
    labeled.strides.push_back(stride);
  }
  return labeled;
}

/// One dot_general: labels of both that are not `needed` are summed. Result labels: batch, free of lhs, free of rhs.
static Expected<ContractionResult> contract(const LabeledOperand &lhs, const LabeledOperand &rhs,
                                            const LabelSizes &sizes, ArrayRef<EinsumLabel> needed, Format format,
                                            EinsumLabels &labels) {
  auto isShared = [&](EinsumLabel label) { return llvm::is_contained(rhs.labels, label); };
  auto isNeeded = [&](EinsumLabel label) { return llvm::is_contained(needed, label); };
  EinsumLabels batch = filter(lhs.labels, [&](EinsumLabel l) { return isShared(l) && isNeeded(l); });
  EinsumLabels summed = filter(lhs.labels, [&](EinsumLabel l) { return isShared(l) && !isNeeded(l); });
  EinsumLabels lhsFree = filter(lhs.labels, [&](EinsumLabel l) { return !isShared(l); });
  EinsumLabels rhsFree = filter(rhs.labels, [&](EinsumLabel l) { return !llvm::is_contained(lhs.labels, l); });
  labels = batch;
  labels.append(lhsFree);
  labels.append(rhsFree);

  numerics::Shape shape(getSizes(sizes, labels));
  Expected<ContractionSums> sums = ContractionSums::create(lhs.operand, rhs.operand, shape, format);
  if (!sums)
    return sums.takeError();
  auto enumerate = [&](const LabeledOperand &operand, ArrayRef<EinsumLabel> wanted) {
    return enumerateOffsets(getSizes(sizes, wanted), operand.getStrides(wanted));
  };
  sumDot(*sums, {enumerate(lhs, batch), enumerate(rhs, batch), enumerate(lhs, lhsFree), enumerate(rhs, rhsFree),
                 enumerate(lhs, summed), enumerate(rhs, summed)});
  return sums->finish();
}

namespace {
/// The chain of contractions. Values go on rounded to the intermediate type; beside them the reals go on unrounded.
class EinsumChain {
public:
  EinsumChain(const EinsumEquation &equation, ArrayRef<ContractionOperand> operands, Format result)
      : equation(equation), operands(operands), resultFormat(result),
        intermediate(result == Format::F64 ? Format::F64 : Format::F32), labels(getOperand(0).labels) {}

  Expected<ContractionResult> run();

private:
  LabeledOperand getOperand(size_t i) const { return makeLabeled(operands[i], equation, equation.operands[i]); }
  EinsumLabels getNeeded(size_t from) const;
  Error multiply(size_t next);
  Error multiplyByOnes(ArrayRef<EinsumLabel> summed, ArrayRef<EinsumLabel> needed, Format format);
  Error step(const LabeledOperand &rhs, ArrayRef<EinsumLabel> needed, Format format);
  ContractionResult moveSoleTensor() const;
  ContractionResult inOutputOrder() const;

  const EinsumEquation &equation;
  ArrayRef<ContractionOperand> operands;
  Format resultFormat, intermediate;
  ContractionResult current; ///< the product so far, after the first step
  EinsumLabels labels;       ///< of the product so far; of operand 0 before the first step
  unsigned steps = 0;
};
} // namespace

/// Labels of the output and of operands from `from` on.
EinsumLabels EinsumChain::getNeeded(size_t from) const {
  EinsumLabels needed = equation.output;
  for (size_t i = from; i < operands.size(); ++i)
    needed.append(getOperand(i).labels);
  return needed;
}

Error EinsumChain::step(const LabeledOperand &rhs, ArrayRef<EinsumLabel> needed, Format format) {
  auto multiplyTensor = [&](const RealTensor &lhs, Format productFormat, EinsumLabels &productLabels) {
    LabeledOperand labeled{ContractionOperand::of(lhs), labels, getStrides(lhs.shape)};
    return contract(labeled, rhs, equation.sizes, needed, productFormat, productLabels);
  };
  EinsumLabels next;
  Expected<ContractionResult> product = steps == 0 ? contract(getOperand(0), rhs, equation.sizes, needed, format, next)
                                                   : multiplyTensor(current.value, format, next);
  if (!product)
    return product.takeError();
  if (steps > 0) {
    Expected<ContractionResult> unrounded = multiplyTensor(current.real, Format::F64, next);
    if (!unrounded)
      return unrounded.takeError();
    product->real = std::move(unrounded->real);
    // What was summed before stands in each product with its magnitude.
    Expected<ContractionResult> sizes = multiplyTensor({current.value.shape, current.magnitude}, Format::F64, next);
    if (!sizes)
      return sizes.takeError();
    product->magnitude = std::move(sizes->magnitude);
    product->numTerms += current.numTerms;
  }
  ++steps;
  current = std::move(*product);
  labels = std::move(next);
  return Error::success();
}

Error EinsumChain::multiplyByOnes(ArrayRef<EinsumLabel> summed, ArrayRef<EinsumLabel> needed, Format format) {
  numerics::Shape shape(getSizes(equation.sizes, summed));
  RealTensor ones{shape, std::vector<double>(numerics::getNumElements(shape), 1.0)};
  return step({ContractionOperand::of(ones), EinsumLabels(summed), getStrides(shape)}, needed, format);
}

/// Contracts with operand `next`; labels of one side that nothing needs are then summed.
Error EinsumChain::multiply(size_t next) {
  EinsumLabels needed = getNeeded(next + 1);
  LabeledOperand rhs = getOperand(next);
  auto isLone = [&](EinsumLabel label) {
    return !llvm::is_contained(needed, label) &&
           llvm::is_contained(labels, label) != llvm::is_contained(rhs.labels, label);
  };
  EinsumLabels lone = filter(labels, isLone);
  lone.append(filter(rhs.labels, isLone));
  Format last = next + 1 == operands.size() ? resultFormat : intermediate;
  if (Error error = step(rhs, needed, lone.empty() ? last : intermediate))
    return error;
  return lone.empty() ? Error::success() : multiplyByOnes(lone, needed, last);
}

static RealTensor gather(const RealTensor &tensor, ArrayRef<int64_t> sizes, ArrayRef<int64_t> strides) {
  RealTensor result{numerics::Shape(sizes), {}};
  for (int64_t offset : enumerateOffsets(sizes, strides))
    result.data.push_back(tensor.data[offset]);
  return result;
}

/// A float tensor of which nothing is summed: its elements move, and are rounded to the result type.
ContractionResult EinsumChain::moveSoleTensor() const {
  ContractionResult result;
  DimList sizes = getSizes(equation.sizes, equation.output);
  result.real = gather(*operands[0].tensor, sizes, getOperand(0).getStrides(equation.output));
  result.value = roundToResult(result.real, resultFormat);
  for (double value : result.real.data)
    result.magnitude.push_back(std::fabs(value));
  result.numTerms = 1;
  result.whyNoIntegerPath = "lhs is a float tensor";
  return result;
}

ContractionResult EinsumChain::inOutputOrder() const {
  DimList sizes = getSizes(equation.sizes, equation.output);
  LabeledOperand product{ContractionOperand::of(current.value), labels, getStrides(current.value.shape)};
  DimList strides = product.getStrides(equation.output);
  ContractionResult result;
  result.real = gather(current.real, sizes, strides);
  result.value = gather(current.value, sizes, strides);
  result.magnitude = gather({current.value.shape, current.magnitude}, sizes, strides).data;
  result.numTerms = current.numTerms;
  if (current.integerPath)
    result.integerPath = gather(*current.integerPath, sizes, strides);
  result.whyNoIntegerPath = steps > 1 ? "the equation takes more than one contraction" : current.whyNoIntegerPath;
  return result;
}

Expected<ContractionResult> EinsumChain::run() {
  if (operands.size() == 1) {
    EinsumLabels summed = filter(labels, [&](EinsumLabel l) { return !llvm::is_contained(equation.output, l); });
    if (!operands[0].isArray() && summed.empty())
      return moveSoleTensor();
    if (Error error = multiplyByOnes(summed, equation.output, resultFormat))
      return error;
  }
  for (size_t next = 1; next < operands.size(); ++next)
    if (Error error = multiply(next))
      return error;
  return inOutputOrder();
}

Expected<ContractionResult> reference::evaluateEinsum(ArrayRef<ContractionOperand> operands, llvm::StringRef text,
                                                      Format result) {
  llvm::SmallVector<ArrayRef<int64_t>> shapes;
  for (const ContractionOperand &operand : operands)
    shapes.push_back(operand.getShape());
  Expected<EinsumEquation> equation = EinsumEquation::parse(text, shapes);
  if (!equation)
    return equation.takeError();
  return EinsumChain(*equation, operands, result).run();
}
