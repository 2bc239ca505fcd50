//===- LowerKernels.cpp - kernels of a tuned schedule become functions for the GPU and launches -----------===//
#include "KernelModule.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/IR/Remarks.h"
#include "Qnt/LowerGPU/Passes.h"
#include "Qnt/LowerLinalg/ContainerTypes.h"
#include "QuantizedResults.h"
#include "TensorCoreKernels.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

using namespace mlir;
using namespace mlir::qnt;

namespace mlir::qnt {
#define GEN_PASS_DEF_LOWERKERNELS
#include "Qnt/LowerGPU/Passes.h.inc"
} // namespace mlir::qnt

namespace {
struct LowerKernels : qnt::impl::LowerKernelsBase<LowerKernels> {
  using LowerKernelsBase::LowerKernelsBase;

  void runOnOperation() override;

private:
  LogicalResult lower(KernelOp kernel);
};

/// One kernel, from the qnt.kernel to the qnt.launch in its place.
class KernelLowering {
public:
  KernelLowering(const ContractionKernel &contraction, gpu::GPUModuleOp module)
      : contraction(contraction), kernel(contraction.kernel), module(module), host(kernel.getLoc(), kernel) {}

  LogicalResult run();

private:
  void collectOperands(const PreparedWeights &weights);
  Value emitNumRows();
  Value emitSize(int64_t size) { return arith::ConstantIndexOp::create(host, size); }
  Value emitBatches();
  void checkTensors();
  void collectSizes();
  SmallVector<int64_t> getRowDims();
  /// Its number among the inputs.
  int addInput(Value value) {
    inputs.push_back(value);
    return static_cast<int>(inputs.size()) - 1;
  }
  SmallVector<int> addSizes(Value operand, ArrayRef<int64_t> counted);
  Value emitTiles(Value size, int64_t tile);
  SmallVector<Value> emitGrid(int64_t tileRows, int64_t tileColumns);
  Value emitWorkspace(MmaScheduleAttr mma, ValueRange grid);
  gpu::GPUFuncOp makeFunction(StringRef suffix, ValueRange outputs, int64_t numThreads);
  void setSizes(KernelEmitter &e, KernelArguments &arguments, function_ref<Value(int)> get);
  void emitBody(gpu::GPUFuncOp function, const PreparedWeights &weights, KernelPart part);
  LaunchOp emitLaunch(const PreparedWeights &weights, KernelPart part, ArrayRef<Value> grid, int64_t numThreads,
                      int64_t sharedBytes, ValueRange outputs);
  SmallVector<OpFoldResult> getResultSizes();
  Value getOuter(Value value);
  Value toContainer(Value value);
  void checkParts(const ResultQuantization &quantize);
  void checkGroupSizes(Value sizes);
  SmallVector<Value> assembleResults(ValueRange launched);
  SmallVector<Value> emitOutputs();

  ContractionKernel contraction;
  KernelOp kernel;
  gpu::GPUModuleOp module;
  ImplicitLocOpBuilder host;
  SmallVector<Value> inputs;
  /// Numbers of the inputs; -1 for none.
  int activations = -1, codes = -1, groupSizes = -1, numRows = -1, weightScales = -1, weightZeroPoints = -1,
      weightSums = -1, activationScales = -1, activationZeroPoints = -1, codebook = -1, workspace = -1, columns = -1,
      sizeK = -1;
  SmallVector<std::pair<Value, int>> epilogue; ///< value of the kernel's body, number of the input
  SmallVector<int> lhsSizes, rhsSizes;         ///< likewise: a dimension each
  llvm::MapVector<Value, SmallVector<int>> epilogueSizes;
};
} // namespace

//===----------------------------------------------------------------------------------------------------===//
// Operands of the launch
//===----------------------------------------------------------------------------------------------------===//

/// The product of the free dimensions of the activations.
Value KernelLowering::emitNumRows() {
  if (!ShapedType::isDynamic(contraction.rows))
    return emitSize(contraction.rows);
  Value source = kernel.getInputs()[contraction.activations.getArgNumber()], product;
  SmallVector<OpFoldResult> sizes = getMixedSizes(host, host.getLoc(), source);
  if (const std::optional<ConvolutionShape> &shape = contraction.convolution) {
    Value batch = getValueOrCreateConstantIndexOp(host, host.getLoc(), sizes[shape->dims.getInputBatch()]);
    batch = host.createOrFold<arith::DivUIOp>(batch, emitSize(shape->batchGroups));
    return host.createOrFold<arith::MulIOp>(batch, emitSize(shape->getImageRows()));
  }
  // Of a batch.
  SmallVector<int64_t> dims = llvm::to_vector(llvm::seq<int64_t>(0, static_cast<int64_t>(sizes.size()) - 1));
  for (int64_t dim : contraction.tensors ? contraction.tensors->lhsFree : dims) {
    OpFoldResult size = sizes[dim];
    Value value = getValueOrCreateConstantIndexOp(host, host.getLoc(), size);
    product = product ? host.createOrFold<arith::MulIOp>(product, value) : value;
  }
  return product;
}

/// The number of batches.
Value KernelLowering::emitBatches() {
  SmallVector<OpFoldResult> sizes = getResultSizes();
  Value product = emitSize(1);
  for (OpFoldResult size : ArrayRef(sizes).take_front(contraction.tensors->lhsBatch.size()))
    product = host.createOrFold<arith::MulIOp>(product, getValueOrCreateConstantIndexOp(host, host.getLoc(), size));
  return product;
}

/// The program stops where the operands do not fit each other.
void KernelLowering::checkTensors() {
  const TensorOperands &tensors = *contraction.tensors;
  Value lhs = getOuter(contraction.activations), rhs = getOuter(tensors.rhs);
  auto check = [&](StringRef kind, int64_t lhsDim, int64_t rhsDim) {
    Value left = host.createOrFold<tensor::DimOp>(lhs, lhsDim), right = host.createOrFold<tensor::DimOp>(rhs, rhsDim);
    if (isEqualConstantIntOrValue(left, right))
      return;
    Value isSame = arith::CmpIOp::create(host, arith::CmpIPredicate::eq, left, right);
    cf::AssertOp::create(host, isSame,
                         ("expected " + kind + " dimension " + Twine(lhsDim) + " of lhs and " + Twine(rhsDim) +
                          " of rhs to have one size")
                             .str());
  };
  for (auto [lhsDim, rhsDim] : llvm::zip_equal(tensors.lhsBatch, tensors.rhsBatch))
    check("batch", lhsDim, rhsDim);
  check("contracting", cast<RankedTensorType>(lhs.getType()).getRank() - 1, tensors.rhsContracting);
}

/// Sizes that the function asks for.
void KernelLowering::collectSizes() {
  if (contraction.convolution)
    return; // whose batch alone may be dynamic
  lhsSizes = addSizes(contraction.activations, getRowDims());
  if (!contraction.tensors)
    return;
  const TensorOperands &tensors = *contraction.tensors;
  rhsSizes = addSizes(tensors.rhs, tensors.rhsBatch);
  Value lhs = getOuter(contraction.activations), rhs = getOuter(tensors.rhs);
  if (ShapedType::isDynamic(contraction.columns))
    columns = addInput(host.createOrFold<tensor::DimOp>(rhs, tensors.rhsFree));
  if (ShapedType::isDynamic(contraction.sizeK))
    sizeK = addInput(host.createOrFold<tensor::DimOp>(lhs, cast<RankedTensorType>(lhs.getType()).getRank() - 1));
}

/// Dimensions of lhs that are those of the result but its columns, in its order.
SmallVector<int64_t> KernelLowering::getRowDims() {
  if (!contraction.tensors)
    return llvm::to_vector(llvm::seq<int64_t>(0, contraction.getResultType().getRank() - 1));
  SmallVector<int64_t> dims = contraction.tensors->lhsBatch;
  llvm::append_range(dims, contraction.tensors->lhsFree);
  return dims;
}

/// Numbers of the inputs that are dynamic sizes of `operand`, -1 for others: those that strides depend on, of all
/// dimensions but the outermost one, and those of `counted` but the first, which numbers are taken apart by.
SmallVector<int> KernelLowering::addSizes(Value operand, ArrayRef<int64_t> counted) {
  SmallVector<OpFoldResult> sizes = getMixedSizes(host, host.getLoc(), getOuter(operand));
  SmallVector<int> numbers(sizes.size(), -1);
  for (auto [dim, size] : llvm::enumerate(sizes)) {
    bool isOutermost = dim == 0 && !llvm::is_contained(counted.drop_front(counted.empty() ? 0 : 1), 0);
    if (isOutermost || getConstantIntValue(size))
      continue;
    numbers[dim] = addInput(cast<Value>(size));
  }
  return numbers;
}

Value KernelLowering::emitTiles(Value size, int64_t tile) {
  return host.createOrFold<arith::CeilDivUIOp>(size, emitSize(tile));
}

void KernelLowering::collectOperands(const PreparedWeights &weights) {
  auto addTable = [&](DenseElementsAttr table) {
    return table ? addInput(arith::ConstantOp::create(host, table)) : -1;
  };
  Value source = kernel.getInputs()[contraction.activations.getArgNumber()];
  if (contraction.hasActivationArray()) {
    auto parts = DisassembleOp::create(host, source);
    Value part = parts.getPart(PartKind::Codes);
    auto type = cast<RankedTensorType>(part.getType());
    // Launches have no operands of small floats.
    if (!type.getElementType().isInteger())
      part = arith::BitcastOp::create(host, type.clone(host.getI8Type()), part);
    activations = addInput(part);
    if (Value scales = parts.getPart(PartKind::Scales))
      activationScales = addInput(scales);
    if (Value zeroPoints = parts.getPart(PartKind::ZeroPoints))
      activationZeroPoints = addInput(zeroPoints);
  } else {
    activations = addInput(source);
  }
  if (contraction.tensors) {
    checkTensors();
    codes = addInput(getOuter(contraction.tensors->rhs));
  } else {
    ElementsAttr packed = contraction.weights.getCodes();
    codes = addInput(arith::ConstantOp::create(host, packed.getType(), cast<TypedAttr>(packed)));
  }
  weightScales = addTable(weights.scales);
  weightZeroPoints = addTable(weights.zeroPoints);
  weightSums = addTable(weights.sums);
  codebook = addTable(weights.codebook);
  if (contraction.groupSizes)
    groupSizes = addInput(getOuter(contraction.groupSizes));
  numRows = addInput(emitNumRows());
  collectSizes();
  for (Value value : findEpilogueInputs(kernel, contraction.op)) {
    epilogue.emplace_back(value, addInput(toContainer(getOuter(value))));
    if (isa<BlockArgument>(value) && isa<RankedTensorType>(value.getType()))
      epilogueSizes[value] = addSizes(value, {});
  }
}

/// The program stops where a size is below 0.
void KernelLowering::checkGroupSizes(Value sizes) {
  auto type = cast<RankedTensorType>(sizes.getType());
  AffineMap each = host.getMultiDimIdentityMap(1), one = AffineMap::get(1, 0, host.getContext());
  Value yes = arith::ConstantIntOp::create(host, 1, 1);
  Value init = tensor::FromElementsOp::create(host, RankedTensorType::get({}, host.getI1Type()), yes);
  auto all = linalg::GenericOp::create(
      host, init.getType(), sizes, init, {each, one}, {utils::IteratorType::reduction},
      [&](OpBuilder &nested, Location loc, ValueRange args) {
        Value zero = arith::ConstantOp::create(nested, loc, nested.getZeroAttr(type.getElementType()));
        Value isSize = arith::CmpIOp::create(nested, loc, arith::CmpIPredicate::sge, args[0], zero);
        linalg::YieldOp::create(nested, loc, arith::AndIOp::create(nested, loc, args[1], isSize).getResult());
      });
  Value isValid = tensor::ExtractOp::create(host, all.getResult(0), ValueRange());
  cf::AssertOp::create(host, isValid, "expected group_sizes of at least 0");
}

/// Tiles of rows and of columns.
SmallVector<Value> KernelLowering::emitGrid(int64_t tileRows, int64_t tileColumns) {
  Value columnTiles = columns < 0
                          ? emitSize(contraction.getColumnGroups() * contraction.getTilesPerColumnGroup(tileColumns))
                          : emitTiles(inputs[columns], tileColumns);
  Value rowTiles = emitTiles(inputs[numRows], tileRows);
  if (contraction.hasBatch())
    rowTiles = host.createOrFold<arith::MulIOp>(rowTiles, emitBatches());
  if (contraction.groupSizes) {
    checkGroupSizes(getOuter(contraction.groupSizes));
    // One that is not full for each group, and for the rows of none.
    rowTiles = host.createOrFold<arith::AddIOp>(rowTiles, emitSize(contraction.matrices));
  }
  return {rowTiles, columnTiles, emitSize(1)};
}

/// Sizes of the result of the contraction.
SmallVector<OpFoldResult> KernelLowering::getResultSizes() {
  Value source = kernel.getInputs()[contraction.activations.getArgNumber()];
  SmallVector<OpFoldResult> sizes = getMixedSizes(host, host.getLoc(), source);
  if (contraction.tensors) {
    SmallVector<OpFoldResult> ordered;
    for (int64_t dim : getRowDims())
      ordered.push_back(sizes[dim]);
    Value rhs = getOuter(contraction.tensors->rhs);
    ordered.push_back(getMixedSizes(host, host.getLoc(), rhs)[contraction.tensors->rhsFree]);
    return ordered;
  }
  if (!contraction.convolution) {
    sizes.back() = host.getIndexAttr(contraction.columns);
    return sizes;
  }
  ConvDimensionNumbersAttr dims = contraction.convolution->dims;
  Value batch = getValueOrCreateConstantIndexOp(host, host.getLoc(), sizes[dims.getInputBatch()]);
  batch = host.createOrFold<arith::DivUIOp>(batch, emitSize(contraction.convolution->batchGroups));
  SmallVector<OpFoldResult> result = getAsIndexOpFoldResult(host.getContext(), contraction.getResultType().getShape());
  result[dims.getOutputBatch()] = batch;
  return result;
}

/// A value of the kernel's body outside of it: the operand of a block argument, or a constant.
Value KernelLowering::getOuter(Value value) {
  if (auto argument = dyn_cast<BlockArgument>(value))
    return kernel.getInputs()[argument.getArgNumber()];
  return host.clone(*value.getDefiningOp())->getResult(0);
}

/// A tensor of the host with elements as they lie in memory, which is all that launches take.
Value KernelLowering::toContainer(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  RankedTensorType container = type ? getContainerType(type) : type;
  if (type == container)
    return value;
  if (isSmallFloat(type.getElementType()))
    return host.createOrFold<arith::BitcastOp>(container, value);
  return host.createOrFold<arith::ExtSIOp>(container, value);
}

/// The program stops where an array that is quantized has another number of blocks than it has scales.
void KernelLowering::checkParts(const ResultQuantization &quantize) {
  ArrayRef<int64_t> block = quantize.getType().getEncoding().getBlock();
  SmallVector<OpFoldResult> sizes = getResultSizes();
  for (Value part : quantize.getParts()) {
    Value tensor = getOuter(part);
    auto type = cast<RankedTensorType>(tensor.getType());
    for (int64_t dim = 0; dim < type.getRank(); ++dim) {
      if (!type.isDynamicDim(dim))
        continue;
      Value size = getValueOrCreateConstantIndexOp(host, host.getLoc(), sizes[dim]);
      Value blocks = host.createOrFold<arith::CeilDivUIOp>(size, emitSize(block[dim]));
      Value got = tensor::DimOp::create(host, tensor, dim);
      Value isRight = arith::CmpIOp::create(host, arith::CmpIPredicate::eq, got, blocks);
      cf::AssertOp::create(host, isRight, "expected a scale, and a zero point if there are any, for each block");
    }
  }
}

/// The results of the kernel from those of its launch: arrays from their parts in memory, the codes and what these were
/// quantized with.
SmallVector<Value> KernelLowering::assembleResults(ValueRange launched) {
  SmallVector<Value> results;
  for (auto [value, yielded] : llvm::zip_equal(launched, kernel.getTerminator()->getOperands())) {
    std::optional<ResultQuantization> quantize = ResultQuantization::find(yielded);
    if (!quantize) {
      results.push_back(value);
      continue;
    }
    SmallVector<Value> parts = {value};
    for (Value part : quantize->getParts())
      parts.push_back(toContainer(getOuter(part)));
    results.push_back(UnrealizedConversionCastOp::create(host, quantize->getType(), parts).getResult(0));
  }
  return results;
}

/// Uninitialised tensors of the results' shapes: those of the contraction, or with rows of packed codes.
SmallVector<Value> KernelLowering::emitOutputs() {
  SmallVector<OpFoldResult> sizes = getResultSizes();
  SmallVector<Value> tensors;
  for (Type type : kernel.getResultTypes()) {
    auto array = dyn_cast<ArrayType>(type);
    auto tensor = array ? getContainerPartType(array, PartKind::Codes) : cast<RankedTensorType>(type);
    SmallVector<Value> dynamic;
    for (auto [size, value] : llvm::zip_equal(tensor.getShape(), sizes))
      if (ShapedType::isDynamic(size))
        dynamic.push_back(getValueOrCreateConstantIndexOp(host, host.getLoc(), value));
    tensors.push_back(tensor::EmptyOp::create(host, tensor.getShape(), tensor.getElementType(), dynamic));
  }
  return tensors;
}

//===----------------------------------------------------------------------------------------------------===//
// The function
//===----------------------------------------------------------------------------------------------------===//

gpu::GPUFuncOp KernelLowering::makeFunction(StringRef suffix, ValueRange outputs, int64_t numThreads) {
  MLIRContext *context = kernel.getContext();
  Type pointer = LLVM::LLVMPointerType::get(context, kGlobalSpace);
  SmallVector<Type> types;
  for (Value value : inputs) {
    Type type = value.getType();
    types.push_back(isa<RankedTensorType>(type) ? pointer : type.isIndex() ? host.getI64Type() : type);
  }
  types.append(outputs.size(), pointer);
  auto schedule = cast<ScheduleAttrInterface>(kernel.getScheduleAttr());
  StringRef name = kernel.getKernelNameAttr() ? *kernel.getKernelName() : schedule.getKindName();
  gpu::GPUFuncOp function = createKernel(module, kernel.getLoc(), (name + suffix).str(), types, numThreads);
  if (int64_t blocks = getMinBlocks(contraction, schedule, numThreads))
    function->setAttr(NVVM::NVVMDialect::getMinctasmAttrName(), host.getI32IntegerAttr(blocks));
  // A name that is taken gets a number.
  function->remove();
  SymbolTable(module).insert(function);
  return function;
}

/// Sizes of dimensions, as arguments of the function or constants.
void KernelLowering::setSizes(KernelEmitter &e, KernelArguments &arguments, function_ref<Value(int)> get) {
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
  for (int64_t dim : getRowDims())
    arguments.resultSizes.push_back(ShapedType::isDynamic(shape[dim]) ? arguments.lhsSizes[dim]
                                                                      : e.constant(shape[dim], e.b.getI64Type()));
}

void KernelLowering::emitBody(gpu::GPUFuncOp function, const PreparedWeights &weights, KernelPart part) {
  ImplicitLocOpBuilder builder(kernel.getLoc(), function.getContext());
  builder.setInsertionPointToStart(&function.getBody().front());
  KernelEmitter e(builder);
  auto get = [&](int number) { return number < 0 ? Value() : Value(function.getArgument(number)); };
  KernelArguments arguments;
  arguments.activations = get(activations);
  arguments.codes = get(codes);
  arguments.groupSizes = get(groupSizes);
  arguments.scales = {get(weightScales),     get(weightZeroPoints),     get(weightSums),
                      get(activationScales), get(activationZeroPoints), get(codebook)};
  arguments.numRows = arith::TruncIOp::create(builder, builder.getI32Type(), get(numRows));
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
  if (auto mma = dyn_cast<MmaScheduleAttr>(kernel.getScheduleAttr()))
    emitMmaKernel(e, contraction, weights, mma, arguments, part);
  else
    emitGemvKernel(e, contraction, weights, cast<GemvScheduleAttr>(kernel.getScheduleAttr()), arguments);
  gpu::ReturnOp::create(builder);
}

/// Sums of the parts of K: [parts, row tiles, column tiles, sums of a thread, threads].
Value KernelLowering::emitWorkspace(MmaScheduleAttr mma, ValueRange grid) {
  SmallVector<int64_t> shape = {mma.getSplitK(), ShapedType::kDynamic, ShapedType::kDynamic, getNumPartialSums(mma),
                                32 * mma.getNumWarps()};
  SmallVector<Value> dynamic;
  for (unsigned i = 0; i < 2; ++i)
    if (std::optional<int64_t> size = getConstantIntValue(grid[i]))
      shape[i + 1] = *size;
    else
      dynamic.push_back(grid[i]);
  Type element = contraction.isInteger() ? Type(host.getI32Type()) : Type(host.getF32Type());
  return tensor::EmptyOp::create(host, shape, element, dynamic);
}

LaunchOp KernelLowering::emitLaunch(const PreparedWeights &weights, KernelPart part, ArrayRef<Value> grid,
                                    int64_t numThreads, int64_t sharedBytes, ValueRange outputs) {
  gpu::GPUFuncOp function = makeFunction(part == KernelPart::Products ? "_products" : "", outputs, numThreads);
  emitBody(function, weights, part);
  auto symbol = SymbolRefAttr::get(module.getSymNameAttr(), {SymbolRefAttr::get(function.getNameAttr())});
  auto launch = LaunchOp::create(host, symbol, grid, ArrayRef<int32_t>{static_cast<int32_t>(numThreads), 1, 1},
                                 emitSize(sharedBytes), inputs, outputs);
  launch->setDiscardableAttrs(kernel->getDiscardableAttrDictionary());
  return launch;
}

LogicalResult KernelLowering::run() {
  KernelEmitter none(host);
  OperandDecode decode(none, contraction.getWeightStorage(), contraction.type);
  FailureOr<PreparedWeights> weights = PreparedWeights();
  if (!contraction.tensors)
    weights = prepareWeights(contraction, decode);
  if (failed(weights))
    return failure();
  auto mma = dyn_cast<MmaScheduleAttr>(kernel.getScheduleAttr());
  auto gemv = dyn_cast<GemvScheduleAttr>(kernel.getScheduleAttr());
  int64_t tileRows = mma ? mma.getTileRows() : gemv.getTokens(),
          numThreads = 32 * (mma ? mma.getNumWarps() : gemv.getWarps());
  OperandMemory operands = contraction.getOperandMemory();
  int64_t sharedBytes = mma ? mma.getSharedBytes(operands) : gemv.getSharedBytes(operands);
  for (Value yielded : kernel.getTerminator()->getOperands())
    if (std::optional<ResultQuantization> quantize = ResultQuantization::find(yielded))
      checkParts(*quantize);
  collectOperands(*weights);
  SmallVector<Value> grid = emitGrid(tileRows, mma ? mma.getTileColumns() : kWarpColumns);
  bool isSplit = mma && mma.getSplitK() > 1;
  if (isSplit) {
    Value empty = emitWorkspace(mma, grid);
    SmallVector<Value> productGrid = {grid[0], grid[1], emitSize(mma.getSplitK())};
    auto products = emitLaunch(*weights, KernelPart::Products, productGrid, numThreads, sharedBytes, empty);
    workspace = addInput(products.getResult(0));
    sharedBytes = contraction.tensors ? mma.getNumWarps() * kRegroupBytes : 0;
  }
  auto launch = emitLaunch(*weights, isSplit ? KernelPart::Sums : KernelPart::Whole, grid, numThreads, sharedBytes,
                           emitOutputs());
  kernel.replaceAllUsesWith(assembleResults(launch.getResults()));
  bool areWeightsInside = contraction.tensors || kernel->isAncestor(contraction.weights);
  kernel.erase();
  if (!areWeightsInside && contraction.weights->use_empty())
    contraction.weights.erase();
  return success();
}

//===----------------------------------------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------------------------------------===//

/// Weights are prepacked as the schedule says; a tensor is of the order that it says.
static LogicalResult checkLayout(const ContractionKernel &contraction, ScheduleAttrInterface schedule) {
  KernelOp kernel = contraction.kernel;
  if (contraction.tensors) {
    // The verifier of a schedule of another layout asks for an array.
    StringRef layout = cast<MmaScheduleAttr>(schedule).getLayout().getValue(), found = contraction.getLayoutName();
    if (layout == found)
      return success();
    return kernel.emitOpError() << "expected a schedule with layout " << found << ", got " << layout;
  }
  StringAttr layout = contraction.getWeightEncoding().getLayout();
  if (layout && layout.getValue() == schedule.getWeightLayout())
    return success();
  return kernel.emitOpError() << "expected weights in layout " << schedule.getWeightLayout() << " (qnt-prepack), got "
                              << (layout ? layout.getValue() : "plain");
}

LogicalResult LowerKernels::lower(KernelOp kernel) {
  std::string reason;
  std::optional<ContractionKernel> contraction = matchContractionKernel(kernel, reason);
  auto schedule = cast<ScheduleAttrInterface>(kernel.getScheduleAttr());
  if (!contraction)
    return kernel.emitOpError() << "expected a kernel that schedule " << schedule << " can be used for, but " << reason;
  if (contraction->getMath() != schedule.getMath())
    return kernel.emitOpError() << "expected operands that schedule " << schedule << " has its math for, but they have "
                                << stringifyMathMode(contraction->getMath());
  if (failed(checkLayout(*contraction, schedule)))
    return failure();
  if (isa<GemvScheduleAttr>(schedule) && contraction->isInteger() && !contraction->hasOneGroup() &&
      cast<GemvScheduleAttr>(schedule).getWarps() != 1)
    return kernel.emitOpError() << "expected one warp, because groups along K are added in order, got "
                                << cast<GemvScheduleAttr>(schedule).getWarps();
  if (auto mma = dyn_cast<MmaScheduleAttr>(schedule);
      mma && mma.getSplitK() != 1 && contraction->isInteger() && !contraction->hasOneGroup())
    return kernel.emitOpError() << "expected split_k of 1, because groups along K are added in order, got "
                                << mma.getSplitK();
  ModuleOp module = getOperation();
  if (!module.lookupSymbol(kKernelModuleName))
    module->setAttr(gpu::GPUDialect::getContainerModuleAttrName(), UnitAttr::get(&getContext()));
  return KernelLowering(*contraction, getKernelModule(module)).run();
}

void LowerKernels::runOnOperation() {
  PassSummary summary(getArgument(), getOperation());
  SmallVector<KernelOp> kernels;
  getOperation().walk([&](KernelOp kernel) {
    if (isa_and_nonnull<MmaScheduleAttr, GemvScheduleAttr>(kernel.getScheduleAttr()))
      kernels.push_back(kernel);
  });
  for (KernelOp kernel : kernels) {
    if (failed(lower(kernel)))
      return signalPassFailure();
    summary.add(numLowered, "lowered-kernels");
  }
}
