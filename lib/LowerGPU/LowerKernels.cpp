//===- LowerKernels.cpp - kernels of a tuned schedule become functions for the GPU and launches -----------===//
#include "KernelModule.h"
#include "LaunchOperands.h"
#include "Qnt/IR/OwnOps.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/IR/Remarks.h"
#include "Qnt/LowerGPU/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

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
  LogicalResult lower(KernelOp kernel, KernelModule &kernels);
};

/// One kernel, from the qnt.kernel to the qnt.launch in its place.
class KernelLowering {
public:
  KernelLowering(const ContractionKernel &contraction, KernelModule &kernels, const PreparedWeights &weights)
      : contraction(contraction), kernel(contraction.kernel), kernels(kernels), weights(weights), host(contraction) {}

  void run();

private:
  gpu::GPUFuncOp makeFunction(StringRef suffix, TypeRange inputs, size_t numOutputs, int64_t numThreads);
  void emitBody(gpu::GPUFuncOp function, const LaunchOperands &operands, KernelPart part);
  LaunchOp emitLaunch(const LaunchOperands &operands, KernelPart part, ArrayRef<Value> grid, int64_t numThreads,
                      int64_t sharedBytes, ValueRange outputs);

  const ContractionKernel &contraction;
  KernelOp kernel;
  KernelModule &kernels;
  const PreparedWeights &weights;
  ContractionHost host;
};
} // namespace

//===----------------------------------------------------------------------------------------------------===//
// The function
//===----------------------------------------------------------------------------------------------------===//

gpu::GPUFuncOp KernelLowering::makeFunction(StringRef suffix, TypeRange inputs, size_t numOutputs, int64_t numThreads) {
  Builder builder(kernel.getContext());
  Type pointer = LLVM::LLVMPointerType::get(builder.getContext(), kGlobalSpace);
  SmallVector<Type> types;
  for (Type type : inputs)
    types.push_back(isa<RankedTensorType>(type) ? pointer : type.isIndex() ? builder.getI64Type() : type);
  types.append(numOutputs, pointer);
  auto schedule = cast<ScheduleAttrInterface>(kernel.getScheduleAttr());
  StringRef name = kernel.getKernelNameAttr() ? *kernel.getKernelName() : schedule.getKindName();
  gpu::GPUFuncOp function = createKernel(kernels.op, kernel.getLoc(), (name + suffix).str(), types, numThreads);
  if (int64_t blocks = getMinBlocks(contraction, schedule, numThreads))
    function->setAttr(NVVM::NVVMDialect::getMinctasmAttrName(), builder.getI32IntegerAttr(blocks));
  // A name that is taken gets a number.
  function->remove();
  kernels.symbols.insert(function);
  return function;
}

void KernelLowering::emitBody(gpu::GPUFuncOp function, const LaunchOperands &operands, KernelPart part) {
  ImplicitLocOpBuilder builder(kernel.getLoc(), function.getContext());
  builder.setInsertionPointToStart(&function.getBody().front());
  KernelEmitter e(builder);
  KernelArguments arguments = operands.getArguments(e, function, part);
  if (auto mma = dyn_cast<MmaScheduleAttr>(kernel.getScheduleAttr()))
    emitMmaKernel(e, contraction, weights, mma, arguments, part);
  else
    emitGemvKernel(e, contraction, weights, cast<GemvScheduleAttr>(kernel.getScheduleAttr()), arguments);
  gpu::ReturnOp::create(builder);
}

LaunchOp KernelLowering::emitLaunch(const LaunchOperands &operands, KernelPart part, ArrayRef<Value> grid,
                                    int64_t numThreads, int64_t sharedBytes, ValueRange outputs) {
  ValueRange inputs = operands.getInputs();
  gpu::GPUFuncOp function =
      makeFunction(part == KernelPart::Products ? "_products" : "", inputs.getTypes(), outputs.size(), numThreads);
  emitBody(function, operands, part);
  auto symbol = SymbolRefAttr::get(kernels.op.getSymNameAttr(), {SymbolRefAttr::get(function.getNameAttr())});
  auto launch =
      LaunchOp::create(host.getBuilder(), symbol, grid, ArrayRef<int32_t>{static_cast<int32_t>(numThreads), 1, 1},
                       host.emitSize(sharedBytes), inputs, outputs);
  launch->setDiscardableAttrs(kernel->getDiscardableAttrDictionary());
  return launch;
}

void KernelLowering::run() {
  auto mma = dyn_cast<MmaScheduleAttr>(kernel.getScheduleAttr());
  auto gemv = dyn_cast<GemvScheduleAttr>(kernel.getScheduleAttr());
  int64_t tileRows = mma ? mma.getTileRows() : gemv.getTokens(),
          numThreads = 32 * (mma ? mma.getNumWarps() : gemv.getWarps());
  OperandMemory memory = contraction.getOperandMemory();
  int64_t sharedBytes = mma ? mma.getSharedBytes(memory) : gemv.getSharedBytes(memory);
  host.emitChecks();
  LaunchOperands operands(host, contraction, weights);
  SmallVector<Value> grid =
      host.emitGrid(operands.getNumRows(), operands.getColumns(), tileRows, mma ? mma.getTileColumns() : kWarpColumns);
  bool isSplit = mma && mma.getSplitK() > 1;
  if (isSplit) {
    Value empty = host.emitWorkspace(mma, grid);
    SmallVector<Value> productGrid = {grid[0], grid[1], host.emitSize(mma.getSplitK())};
    auto products = emitLaunch(operands, KernelPart::Products, productGrid, numThreads, sharedBytes, empty);
    operands.addWorkspace(products.getResult(0));
    sharedBytes = contraction.tensors ? mma.getNumWarps() * kRegroupBytes : 0;
  }
  auto launch = emitLaunch(operands, isSplit ? KernelPart::Sums : KernelPart::Whole, grid, numThreads, sharedBytes,
                           host.emitOutputs());
  kernel.replaceAllUsesWith(host.assembleResults(launch.getResults()));
  bool areWeightsInside = contraction.tensors || kernel->isAncestor(contraction.weights);
  ConstantOp constant = contraction.weights;
  kernel.erase();
  if (!areWeightsInside && constant->use_empty())
    constant.erase();
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

LogicalResult LowerKernels::lower(KernelOp kernel, KernelModule &kernels) {
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
  FailureOr<PreparedWeights> weights = prepareWeights(*contraction);
  if (failed(weights))
    return failure();
  KernelLowering(*contraction, kernels, *weights).run();
  return success();
}

void LowerKernels::runOnOperation() {
  PassSummary summary(getArgument(), getOperation());
  std::optional<KernelModule> kernels;
  for (KernelOp kernel : collectOwn<KernelOp>(getOperation())) {
    if (!isa_and_nonnull<MmaScheduleAttr, GemvScheduleAttr>(kernel.getScheduleAttr()))
      continue;
    if (!kernels)
      kernels.emplace(getOperation());
    if (failed(lower(kernel, *kernels)))
      return signalPassFailure();
    summary.add(numLowered, "lowered-kernels");
  }
}
