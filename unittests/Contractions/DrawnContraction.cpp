//===- DrawnContraction.cpp - random contractions ---------------------------------------------------------===//
#include "DrawnContraction.h"
#include "ShuffledDims.h"
#include "mlir/IR/Builders.h"
#include <cmath>

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::test;
using reference::InterpreterValue;

//===----------------------------------------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------------------------------------===//

static std::string makeFunction(StringRef name, const DrawnContraction &c, const std::string &lhs,
                                const std::string &rhs, const std::string &result) {
  std::string arguments = "%a: " + lhs + ", %b: " + rhs;
  for (auto [i, extra] : llvm::enumerate(c.extra))
    arguments += ", %e" + std::to_string(i) + ": " + extra.first;
  return ("func.func @" + name + "(" + arguments + ") -> " + result + " {\n  %0 = " + c.op + " " + c.body + " : (" +
          lhs + ", " + rhs + ") -> " + result + "\n  return %0 : " + result + "\n}\n")
      .str();
}

std::string DrawnContraction::getFunction(StringRef name) const {
  return makeFunction(name, *this, lhs.type, rhs.type, resultType);
}

static std::string getF64Type(ArrayRef<int64_t> shape) {
  std::string text = "tensor<";
  for (int64_t size : shape)
    text += std::to_string(size) + "x";
  return text + "f64>";
}

std::string DrawnContraction::getMagnitudeFunction(StringRef name) const {
  return makeFunction(name, *this, getF64Type(lhs.shape), getF64Type(rhs.shape), "tensor<" + resultShape + "f64>");
}

/// Sums are taken in f64: the law of docs/Numerics.md. Entries of a code book and zero points of f64 do not widen them.
static bool isWide(const DrawnOperand &operand) {
  if (!operand.value.isArray())
    return operand.value.getTensor().getElementType().isF64();
  numerics::Encoding encoding = operand.value.getArray().getEncoding();
  return encoding.expressed == numerics::Format::F64 || encoding.scale == numerics::Format::F64;
}

double DrawnContraction::getRoundoff() const {
  bool anyWide = StringRef(resultType).contains("f64") || isWide(lhs) || isWide(rhs);
  return std::ldexp(1.0, anyWide ? -53 : -24);
}

SmallVector<InterpreterValue> DrawnContraction::getInputs() const {
  SmallVector<InterpreterValue> inputs = {lhs.value, rhs.value};
  for (const auto &argument : extra)
    inputs.push_back(argument.second);
  return inputs;
}

SmallVector<InterpreterValue> DrawnContraction::getMagnitudes(MLIRContext &context) const {
  SmallVector<InterpreterValue> inputs;
  for (const DrawnOperand *operand : {&lhs, &rhs}) {
    std::vector<double> magnitudes = operand->reals;
    for (double &value : magnitudes)
      value = std::fabs(value);
    inputs.push_back(reference::Tensor::fromFloats(Float64Type::get(&context), operand->shape, magnitudes));
  }
  for (const auto &argument : extra)
    inputs.push_back(argument.second);
  return inputs;
}

static std::string printList(ArrayRef<int64_t> values) {
  std::string text = "[";
  for (auto [i, value] : llvm::enumerate(values))
    text += (i ? ", " : "") + std::to_string(value);
  return text + "]";
}

//===----------------------------------------------------------------------------------------------------===//
// Dimensions
//===----------------------------------------------------------------------------------------------------===//

/// The order of dimensions that most programs have comes up half of the time.
static void placeDims(Random &random, ArrayRef<DimList> kinds, Shape &shape, ArrayRef<DimList *> positions) {
  bool keepsOrder = !pick(random, 0, 1);
  shuffleIn(random, kinds, shape, positions, keepsOrder);
}

static DimList drawSizes(Random &random, int64_t minCount, int64_t maxCount, int64_t high) {
  DimList sizes;
  for (int64_t count = pick(random, minCount, maxCount); count > 0; --count)
    sizes.push_back(oneIn(random, 25) ? 0 : pick(random, 1, high));
  return sizes;
}

static int64_t multiply(ArrayRef<int64_t> sizes) {
  int64_t product = 1;
  for (int64_t size : sizes)
    product *= size;
  return product;
}

/// Draws operands and the result type. An i32 result, when it may be, has one block over `summed` dimensions.
static void finish(MLIRContext &context, Random &random, DrawnContraction &c, ArrayRef<int64_t> lhsShape,
                   ArrayRef<int64_t> rhsShape, ArrayRef<int64_t> lhsSummed, ArrayRef<int64_t> rhsSummed,
                   ArrayRef<int64_t> result, int64_t staticDims = 0) {
  OperandKind lhsKind, rhsKind;
  bool isInteger = pick(random, 0, 1), isI32 = isInteger && oneIn(random, 4);
  lhsKind.integersOnly = rhsKind.integersOnly = isInteger;
  lhsKind.allowFloat = rhsKind.allowFloat = !isInteger;
  if (isI32) {
    lhsKind.whole.assign(lhsSummed.begin(), lhsSummed.end());
    rhsKind.whole.assign(rhsSummed.begin(), rhsSummed.end());
  }
  c.lhs = drawOperand(context, random, lhsShape, lhsKind);
  c.rhs = drawOperand(context, random, rhsShape, rhsKind);
  const char *types[] = {"f32", "f32", "f16", "bf16", "f64"};
  std::string element = isI32 ? "i32" : types[pick(random, 0, isInteger ? 3 : 4)];
  c.resultShape = drawShapeText(random, result.take_front(staticDims), kNeverDynamic) +
                  drawShapeText(random, result.drop_front(staticDims), 4);
  c.resultType = "tensor<" + c.resultShape + element + ">";
}

//===----------------------------------------------------------------------------------------------------===//
// dot_general
//===----------------------------------------------------------------------------------------------------===//

static DrawnContraction makeEmpty() {
  return {"", "", "", "", "", {"", reference::Tensor(), {}, {}}, {"", reference::Tensor(), {}, {}}, {}, 1};
}

static std::string printDims(ArrayRef<int64_t> lhsContracting, ArrayRef<int64_t> rhsContracting,
                             ArrayRef<int64_t> lhsBatch, ArrayRef<int64_t> rhsBatch) {
  return "contracting = " + printList(lhsContracting) + " x " + printList(rhsContracting) +
         " batch = " + printList(lhsBatch) + " x " + printList(rhsBatch);
}

static void append(DimList &shape, ArrayRef<int64_t> sizes) { shape.append(sizes.begin(), sizes.end()); }

static DimList getSizes(ArrayRef<int64_t> shape, ArrayRef<int64_t> dims) {
  DimList sizes;
  for (int64_t dim : dims)
    sizes.push_back(shape[dim]);
  return sizes;
}

namespace {
/// Sizes of the dimensions of a dot, kind by kind.
struct DotSizes {
  DimList batch, contracting, lhsFree, rhsFree;
};
} // namespace

static DrawnContraction drawDot(MLIRContext &context, Random &random, const DotSizes &sizes) {
  DrawnContraction c = makeEmpty();
  DimList result = sizes.batch;
  Shape lhsShape, rhsShape;
  DimList lhsBatch, rhsBatch, lhsContracting, rhsContracting, lhsFree, rhsFree;
  placeDims(random, {sizes.batch, sizes.contracting, sizes.lhsFree}, lhsShape, {&lhsBatch, &lhsContracting, &lhsFree});
  placeDims(random, {sizes.batch, sizes.contracting, sizes.rhsFree}, rhsShape, {&rhsBatch, &rhsContracting, &rhsFree});
  llvm::sort(lhsFree);
  llvm::sort(rhsFree);
  append(result, getSizes(lhsShape, lhsFree));
  append(result, getSizes(rhsShape, rhsFree));
  c.op = "qnt.dot_general";
  c.body = "%a, %b " + printDims(lhsContracting, rhsContracting, lhsBatch, rhsBatch);
  c.numProducts = multiply(sizes.contracting);
  finish(context, random, c, lhsShape, rhsShape, lhsContracting, rhsContracting, result);
  return c;
}

DrawnContraction test::drawDotGeneral(MLIRContext &context, Random &random) {
  DotSizes sizes;
  sizes.batch = drawSizes(random, 0, 2, 3);
  sizes.contracting = drawSizes(random, 0, 2, 9);
  if (sizes.contracting.size() == 1 && pick(random, 0, 1))
    sizes.contracting[0] = pick(random, 30, 150);
  sizes.lhsFree = drawSizes(random, 0, 2, 5);
  sizes.rhsFree = drawSizes(random, 0, 2, 5);
  return drawDot(context, random, sizes);
}

DrawnContraction test::drawLargeDotGeneral(MLIRContext &context, Random &random) {
  DotSizes sizes;
  if (oneIn(random, 4))
    sizes.batch = {pick(random, 1, 3)};
  sizes.contracting = {pick(random, 64, 600)};
  if (oneIn(random, 4))
    sizes.contracting = {pick(random, 2, 5), pick(random, 32, 150)};
  sizes.lhsFree = drawSizes(random, 0, 1, 6);
  sizes.rhsFree = {pick(random, 20, 160)};
  if (oneIn(random, 4))
    std::swap(sizes.lhsFree, sizes.rhsFree);
  return drawDot(context, random, sizes);
}

/// A float tensor, or an array with few enough significant bits in code, zero point and scale.
static DrawnOperand drawExactOperand(MLIRContext &context, Random &random, ArrayRef<int64_t> shape) {
  Builder b(&context);
  const FloatType types[] = {b.getF32Type(), b.getF16Type(), b.getBF16Type()};
  if (pick(random, 0, 1))
    return makeTensor(random, shape, types[pick(random, 0, 2)]);
  using numerics::Format;
  const Format codes[] = {Format::I4, Format::I8, Format::U8, Format::F8E4M3FN, Format::F8E5M2, Format::F4E2M1FN};
  const Format scales[] = {Format::F16, Format::BF16, Format::F8E8M0FNU, Format::F8E4M3FN};
  numerics::Encoding encoding;
  encoding.storage = codes[pick(random, 0, 5)];
  encoding.scale = scales[pick(random, 0, 3)];
  encoding.expressed = Format::F32;
  encoding.block = {pick(random, 1, 8), pick(random, 1, 8)};
  if (numerics::isInteger(encoding.storage) && pick(random, 0, 1))
    encoding.zeroPoint = Format::I8;
  return makeArray(context, random, shape, encoding);
}

DrawnContraction test::drawShortDot(MLIRContext &context, Random &random) {
  DrawnContraction c = makeEmpty();
  Shape lhs = {pick(random, 1, 5), pick(random, 1, 63)}, rhs = {lhs[1], pick(random, 1, 20)};
  c.op = "qnt.dot_general";
  c.body = "%a, %b " + printDims({1}, {0}, {}, {});
  c.numProducts = lhs[1];
  c.lhs = drawExactOperand(context, random, lhs);
  c.rhs = drawExactOperand(context, random, rhs);
  const char *types[] = {"f32", "f16", "bf16"};
  c.resultShape = std::to_string(lhs[0]) + "x" + std::to_string(rhs[1]) + "x";
  c.resultType = "tensor<" + c.resultShape + types[pick(random, 0, 2)] + ">";
  return c;
}

//===----------------------------------------------------------------------------------------------------===//
// conv_general_dilated
//===----------------------------------------------------------------------------------------------------===//

namespace {
/// Where the dimensions of one tensor of a convolution lie, and how they are written.
struct Labels {
  DimList positions; ///< of the first two letters, then of the spatial dimensions
  std::string text;
};
} // namespace

static Labels drawLabels(Random &random, int64_t numSpatial, const char *first, const char *second) {
  Labels labels;
  std::vector<int64_t> order(numSpatial + 2);
  for (size_t i = 0; i < order.size(); ++i)
    order[i] = i;
  if (pick(random, 0, 1))
    std::shuffle(order.begin(), order.end(), random);
  labels.positions.resize(order.size());
  for (auto [position, what] : llvm::enumerate(order)) {
    labels.positions[what] = position;
    labels.text += (position ? ", " : "") + (what == 0   ? std::string(first)
                                             : what == 1 ? std::string(second)
                                                         : std::to_string(what - 2));
  }
  labels.text = "[" + labels.text + "]";
  return labels;
}

/// Sizes in the order of the letters, put where the labels say.
static Shape place(const Labels &labels, ArrayRef<int64_t> sizes) {
  Shape shape(sizes.size());
  for (auto [position, size] : llvm::zip_equal(labels.positions, sizes))
    shape[position] = size;
  return shape;
}

DrawnContraction test::drawConvolution(MLIRContext &context, Random &random) {
  DrawnContraction c = makeEmpty();
  int64_t numSpatial = pick(random, 0, 2);
  Labels in = drawLabels(random, numSpatial, "b", "f"), kernel = drawLabels(random, numSpatial, "i", "o"),
         out = drawLabels(random, numSpatial, "b", "f");
  int64_t featureGroups = oneIn(random, 3) ? pick(random, 2, 3) : 1;
  int64_t batchGroups = featureGroups == 1 && oneIn(random, 4) ? 2 : 1;
  int64_t batch = pick(random, 1, 2), inputs = pick(random, 1, 5), outputs = pick(random, 1, 4);
  DimList lhs = {batch * batchGroups, inputs * featureGroups}, rhs = {inputs, outputs * featureGroups * batchGroups};
  DimList result = {batch, rhs[1]}, strides, padding, lhsDilation, rhsDilation;
  for (int64_t i = 0; i < numSpatial; ++i) {
    lhs.push_back(oneIn(random, 20) ? 0 : pick(random, 1, 7));
    rhs.push_back(pick(random, 1, 3));
    strides.push_back(pick(random, 1, 3));
    lhsDilation.push_back(oneIn(random, 3) ? 2 : 1);
    rhsDilation.push_back(oneIn(random, 3) ? 2 : 1);
    int64_t dilated = lhs.back() ? (lhs.back() - 1) * lhsDilation[i] + 1 : 0;
    int64_t window = (rhs.back() - 1) * rhsDilation[i] + 1;
    int64_t low = pick(random, -1, 2), high = pick(random, -1, 3);
    if (dilated + low + high < 0)
      low = high = 1;
    padding.append({low, high});
    int64_t padded = dilated + low + high;
    result.push_back(window > padded ? 0 : (padded - window) / strides[i] + 1);
  }
  DimList lhsSummed(in.positions.begin() + 1, in.positions.end()), rhsSummed = kernel.positions;
  rhsSummed.erase(rhsSummed.begin() + 1);
  c.op = "qnt.conv_general_dilated";
  c.body = "%a, %b dims = <" + in.text + " x " + kernel.text + " -> " + out.text + "> strides = " + printList(strides) +
           " padding = " + printList(padding) + " lhs_dilation = " + printList(lhsDilation) +
           " rhs_dilation = " + printList(rhsDilation);
  if (featureGroups != 1)
    c.body += " feature_groups = " + std::to_string(featureGroups);
  if (batchGroups != 1)
    c.body += " batch_groups = " + std::to_string(batchGroups);
  c.numProducts = multiply(rhs) / rhs[1];
  finish(context, random, c, place(in, lhs), place(kernel, rhs), lhsSummed, rhsSummed, place(out, result));
  return c;
}

//===----------------------------------------------------------------------------------------------------===//
// ragged_dot_general
//===----------------------------------------------------------------------------------------------------===//

/// Sizes of groups that do not always fill the ragged dimension, and sometimes want more than it has.
static reference::Tensor drawGroupSizes(MLIRContext &context, Random &random, ArrayRef<int64_t> rows, int64_t groups,
                                        int64_t ragged) {
  Shape shape(rows);
  shape.push_back(groups);
  Type type = IntegerType::get(&context, 32);
  std::vector<uint64_t> sizes;
  for (int64_t i = 0; i < multiply(shape); ++i)
    sizes.push_back(oneIn(random, 4) ? 0 : pick(random, 0, ragged / std::max<int64_t>(groups, 1) + 2));
  return reference::Tensor(type, shape, std::move(sizes));
}

DrawnContraction test::drawRaggedDot(MLIRContext &context, Random &random) {
  DrawnContraction c = makeEmpty();
  int64_t mode = pick(random, 0, 2); // the ragged dimension is free, contracted, or batch
  int64_t groups = pick(random, 1, 4), offset = oneIn(random, 3) ? pick(random, 0, groups) : -1;
  int64_t held = offset >= 0 ? pick(random, 0, groups - offset) : groups;
  DimList batch = drawSizes(random, mode == 2, 2, 4), contracting = drawSizes(random, mode == 1, 2, 12);
  DimList lhsOwn = drawSizes(random, mode == 0, 2, 7), rhsOwn = drawSizes(random, 0, 2, 4), result;
  DimList lhsBatch, rhsBatch, lhsContracting, rhsContracting, lhsFree, rhsFree, rhsGroup;
  Shape lhsShape, rhsShape;
  placeDims(random, {batch, contracting, lhsOwn}, lhsShape, {&lhsBatch, &lhsContracting, &lhsFree});
  placeDims(random, {batch, contracting, rhsOwn, mode == 0 ? DimList{held} : DimList{}}, rhsShape,
            {&rhsBatch, &rhsContracting, &rhsFree, &rhsGroup});
  llvm::sort(lhsFree);
  llvm::sort(rhsFree);
  if (mode == 1)
    result.push_back(held);
  append(result, batch);
  append(result, getSizes(lhsShape, lhsFree));
  append(result, getSizes(rhsShape, rhsFree));
  const DimList &kind = mode == 0 ? lhsFree : mode == 1 ? lhsContracting : lhsBatch;
  size_t which = pick(random, 0, kind.size() - 1);
  DimList rowDims = mode == 2 ? DimList() : lhsBatch;
  append(rowDims, ArrayRef<int64_t>(kind).take_front(which));
  DimList rows = pick(random, 0, 1) ? getSizes(lhsShape, rowDims) : DimList();
  reference::Tensor sizes = drawGroupSizes(context, random, rows, groups, lhsShape[kind[which]]);
  std::string sizesType = "tensor<" + drawShapeText(random, sizes.getShape(), offset >= 0 ? 4 : 1'000'000'000) + "i32>";
  c.extra.emplace_back(sizesType, sizes);
  c.op = "qnt.ragged_dot_general";
  c.body = "%a, %b groups(%e0 : " + sizesType + ") ";
  if (offset >= 0) {
    c.extra.emplace_back("tensor<1xi64>",
                         reference::Tensor(IntegerType::get(&context, 64), {1}, {static_cast<uint64_t>(offset)}));
    c.body += "offset(%e1 : tensor<1xi64>) ";
  }
  c.body += printDims(lhsContracting, rhsContracting, lhsBatch, rhsBatch) + " ragged = " + printList(kind[which]) +
            " group = " + printList(rhsGroup);
  c.numProducts = multiply(contracting);
  DimList rhsSummed = rhsContracting;
  finish(context, random, c, lhsShape, rhsShape, lhsContracting, rhsSummed, result, mode == 1 && offset >= 0);
  return c;
}
