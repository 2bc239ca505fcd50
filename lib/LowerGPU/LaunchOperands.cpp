//===- LaunchOperands.cpp - operands of the launch of a contraction, arguments of its function ------------===//
#include "LaunchOperands.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::qnt;

LaunchOperands::LaunchOperands(ContractionHost &host, const ContractionKernel &contraction,
                               const PreparedWeights &weights)
    : host(host), contraction(contraction), b(host.getBuilder()) {
  auto addTable = [&](DenseElementsAttr table) { return table ? addInput(arith::ConstantOp::create(b, table)) : -1; };
  Value source = host.getOuter(contraction.activations);
  if (contraction.hasActivationArray()) {
    auto parts = DisassembleOp::create(b, source);
    Value part = parts.getPart(PartKind::Codes);
    auto type = cast<RankedTensorType>(part.getType());
    // Launches have no operands of small floats.
    if (!type.getElementType().isInteger())
      part = arith::BitcastOp::create(b, type.clone(b.getI8Type()), part);
    activations = addInput(part);
    if (Value scales = parts.getPart(PartKind::Scales))
      activationScales = addInput(scales);
    if (Value zeroPoints = parts.getPart(PartKind::ZeroPoints))
      activationZeroPoints = addInput(zeroPoints);
  } else {
    activations = addInput(source);
  }
  if (contraction.tensors) {
    codes = addInput(host.getOuter(contraction.tensors->rhs));
  } else {
    ElementsAttr packed = ConstantOp(contraction.weights).getCodes();
    codes = addInput(arith::ConstantOp::create(b, packed.getType(), cast<TypedAttr>(packed)));
  }
  weightScales = addTable(weights.scales);
  weightZeroPoints = addTable(weights.zeroPoints);
  weightSums = addTable(weights.sums);
  codebook = addTable(weights.codebook);
  if (contraction.groupSizes)
    groupSizes = addInput(host.getOuter(contraction.groupSizes));
  numRows = addInput(host.emitNumRows());
  collectSizes();
  for (Value value : findEpilogueInputs(contraction.kernel, contraction.op)) {
    epilogue.emplace_back(value, addInput(host.toContainer(host.getOuter(value))));
    if (isa<BlockArgument>(value) && isa<RankedTensorType>(value.getType()))
      epilogueSizes[value] = addSizes(value, {});
  }
}

/// Numbers of the inputs that are dynamic sizes of `operand`, -1 for others: those that strides depend on, of all
/// dimensions but the outermost one, and those of `counted` but the first, which numbers are taken apart by.
SmallVector<int> LaunchOperands::addSizes(Value operand, ArrayRef<int64_t> counted) {
  SmallVector<OpFoldResult> sizes = getMixedSizes(b, b.getLoc(), host.getOuter(operand));
  SmallVector<int> numbers(sizes.size(), -1);
  for (auto [dim, size] : llvm::enumerate(sizes)) {
    bool isOutermost = dim == 0 && !llvm::is_contained(counted.drop_front(counted.empty() ? 0 : 1), 0);
    if (isOutermost || getConstantIntValue(size))
      continue;
    numbers[dim] = addInput(cast<Value>(size));
  }
  return numbers;
}

/// Sizes that the function asks for.
void LaunchOperands::collectSizes() {
  if (contraction.convolution)
    return; // whose batch alone may be dynamic
  lhsSizes = addSizes(contraction.activations, contraction.getRowDims());
  if (!contraction.tensors)
    return;
  const TensorOperands &tensors = *contraction.tensors;
  rhsSizes = addSizes(tensors.rhs, tensors.rhsBatch);
  Value lhs = host.getOuter(contraction.activations), rhs = host.getOuter(tensors.rhs);
  if (ShapedType::isDynamic(contraction.columns))
    columns = addInput(b.createOrFold<tensor::DimOp>(rhs, tensors.rhsFree));
  if (ShapedType::isDynamic(contraction.sizeK))
    sizeK = addInput(b.createOrFold<tensor::DimOp>(lhs, cast<RankedTensorType>(lhs.getType()).getRank() - 1));
}

//===----------------------------------------------------------------------------------------------------===//
// Arguments
//===----------------------------------------------------------------------------------------------------===//

/// Sizes of dimensions, as arguments of the function or constants.
void LaunchOperands::setSizes(KernelEmitter &e, KernelArguments &arguments, function_ref<Value(int)> get) const {
  auto getAll = [&](ArrayRef<int> numbers) { return SmallVector<Value>(llvm::map_range(numbers, get)); };
  auto toI32 = [&](int number, int64_t size) {
    return number < 0 ? e.constant(size) : arith::TruncIOp::create(e.b, e.b.getI32Type(), get(number)).getResult();
  };
  arguments.columns = toI32(columns, contraction.columns);
  if (contraction.tensors)
    arguments.sizeK = toI32(sizeK, contraction.sizeK);
  for (auto &[value, numbers] : epilogueSizes)
    arguments.epilogueSizes[value] = getAll(numbers);
  if (contraction.convolution)
    return;
  arguments.lhsSizes = getAll(lhsSizes);
  arguments.rhsSizes = getAll(rhsSizes);
  // A dimension of the result may be dynamic where that of lhs is not.
  Type type = contraction.activations.getType();
  auto array = dyn_cast<ArrayType>(type);
  ArrayRef<int64_t> shape = array ? array.getShape() : cast<RankedTensorType>(type).getShape();
  for (int64_t dim : contraction.getRowDims())
    arguments.resultSizes.push_back(ShapedType::isDynamic(shape[dim]) ? arguments.lhsSizes[dim]
                                                                      : e.constant(shape[dim], e.b.getI64Type()));
}

KernelArguments LaunchOperands::getArguments(KernelEmitter &e, gpu::GPUFuncOp function, KernelPart part) const {
  auto get = [&](int number) { return number < 0 ? Value() : Value(function.getArgument(number)); };
  KernelArguments arguments;
  arguments.activations = get(activations);
  arguments.codes = get(codes);
  arguments.groupSizes = get(groupSizes);
  arguments.scales = {get(weightScales),     get(weightZeroPoints),     get(weightSums),
                      get(activationScales), get(activationZeroPoints), get(codebook)};
  arguments.numRows = arith::TruncIOp::create(e.b, e.b.getI32Type(), get(numRows));
  for (auto [value, number] : epilogue)
    arguments.epilogue[value] = get(number);
  setSizes(e, arguments, get);
  ArrayRef<BlockArgument> results = function.getArguments().drop_front(inputs.size());
  if (part == KernelPart::Products)
    arguments.workspace = results.front();
  else
    arguments.results.assign(results.begin(), results.end());
  if (part == KernelPart::Sums)
    arguments.workspace = get(workspace);
  return arguments;
}
