//===- EmulatedProgram.cpp - programs whose kernels run on the emulated device ----------------------------===//
#include "EmulatedProgram.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/LowerGPU/Passes.h"
#include "Qnt/Runtime/Emulation.h"
#include "Qnt/Runtime/Kernels.h"
#include "Qnt/Target/Passes.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::testing;
using reference::InterpreterValue;
using reference::Tensor;

std::unique_ptr<MLIRContext> qnt::testing::createProgramContext() {
  DialectRegistry registry;
  registerTargetDialects(registry);
  registerLowerGPUDialects(registry);
  registry.insert<QntDialect, arith::ArithDialect, cf::ControlFlowDialect, func::FuncDialect, linalg::LinalgDialect,
                  math::MathDialect, memref::MemRefDialect, scf::SCFDialect, tensor::TensorDialect,
                  vector::VectorDialect>();
  auto context = std::make_unique<MLIRContext>(registry, MLIRContext::Threading::DISABLED);
  context->loadAllAvailableDialects();
  return context;
}

OwningOpRef<ModuleOp> qnt::testing::parseProgram(MLIRContext &context, StringRef text) {
  OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(text, ParserConfig(&context));
  EXPECT_TRUE(module) << text.str();
  return module;
}

static bool lower(ModuleOp module, StringRef target, ArrayRef<MathMode> math) {
  PassManager manager(module.getContext());
  ChooseScheduleOptions options;
  options.target = target.str();
  options.math.append(math.begin(), math.end());
  manager.addPass(createChooseSchedule(options));
  manager.addPass(createPrepack());
  manager.addPass(createLowerKernels());
  manager.addPass(createCanonicalizerPass());
  bool succeededAll = succeeded(manager.run(module));
  EXPECT_TRUE(succeededAll);
  return succeededAll;
}

bool qnt::testing::lowerKernels(ModuleOp module, StringRef target) { return lower(module, target, {}); }

bool qnt::testing::lowerRounded(ModuleOp module, StringRef target) {
  return lower(module, target, {MathMode::TF32, MathMode::FP8});
}

static SmallVector<LaunchOp> getLaunches(ModuleOp module) {
  return llvm::to_vector(module.lookupSymbol<func::FuncOp>("main").getBody().getOps<LaunchOp>());
}

/// Grid, shared memory and inputs of a launch.
static SmallVector<Value> getOperands(LaunchOp launch) {
  SmallVector<Value> operands = {launch.getGridX(), launch.getGridY(), launch.getGridZ(), launch.getSharedBytes()};
  llvm::append_range(operands, launch.getInputs());
  return operands;
}

static bool isLaunched(Value value) { return value.getDefiningOp<LaunchOp>() != nullptr; }

/// The operands of all launches, but what other launches give, from the interpreter: a copy of @main returns them.
static SmallVector<InterpreterValue> getLaunchOperands(ModuleOp module, ArrayRef<InterpreterValue> inputs) {
  OwningOpRef<ModuleOp> host = module.clone();
  for (auto kernels : llvm::make_early_inc_range(host->getOps<gpu::GPUModuleOp>()))
    kernels.erase();
  auto function = host->lookupSymbol<func::FuncOp>("main");
  SmallVector<LaunchOp> launches = getLaunches(*host);
  SmallVector<Value> operands;
  for (LaunchOp launch : launches)
    llvm::append_range(operands, llvm::make_filter_range(getOperands(launch), [](Value v) { return !isLaunched(v); }));
  function.getBody().front().getTerminator()->setOperands(operands);
  for (LaunchOp launch : llvm::reverse(launches)) {
    // Arrays are assembled from what it gives.
    for (Operation *user : llvm::make_early_inc_range(launch->getUsers()))
      user->erase();
    launch.erase();
  }
  function.setType(FunctionType::get(host->getContext(), function.getArgumentTypes(), TypeRange(ValueRange(operands))));
  host->walk([](cf::AssertOp op) { op.erase(); });
  llvm::Expected<SmallVector<InterpreterValue>> values = reference::Interpreter(*host).run("main", inputs);
  if (!values) {
    ADD_FAILURE() << llvm::toString(values.takeError());
    return {};
  }
  return std::move(*values);
}

#define REQUIRE(call) EXPECT_EQ(call, QntrtSuccess) << qntrtGetLastError()

namespace {
/// Memory and arguments of one launch.
struct DeviceCall {
  DeviceCall(const CompiledKernels &kernels, unsigned fp8AccumulatorBits) {
    REQUIRE(qntrtContextCreate(QntrtDeviceEmulated, 0, &context));
    QntrtEmulation emulation = {};
    emulation.fp8AccumulatorBits = fp8AccumulatorBits;
    REQUIRE(qntrtEmulationSet(context, &emulation));
    REQUIRE(qntrtModuleLoadText(context, kernels.ptx.data(), kernels.ptx.size(), "kernels.ptx", &module));
  }
  ~DeviceCall() { REQUIRE(qntrtContextDestroy(context)); }

  static size_t getElementBytes(const Tensor &tensor) { return std::max(1u, tensor.getKind().width / 8); }
  void addBuffer(const Tensor &tensor, bool isDefined);
  void addScalar(const Tensor &tensor);
  void addPointer(QntrtPointer pointer);
  void launch(LaunchOp op, ArrayRef<Tensor> sizes);
  Tensor read(size_t buffer, const Tensor &like);

  QntrtContext context = nullptr;
  QntrtModule module = nullptr;
  std::vector<QntrtPointer> buffers;
  std::vector<std::unique_ptr<uint64_t>> values;
  std::vector<QntrtArgument> arguments;
};
} // namespace

void DeviceCall::addBuffer(const Tensor &tensor, bool isDefined) {
  size_t width = getElementBytes(tensor), bytes = width * tensor.getNumElements();
  std::vector<char> data(bytes);
  for (int64_t i = 0; i < tensor.getNumElements(); ++i) {
    uint64_t bits = tensor.getRaw(i);
    std::memcpy(data.data() + i * width, &bits, width);
  }
  QntrtPointer &buffer = buffers.emplace_back();
  REQUIRE(qntrtMemoryAllocate(context, std::max<size_t>(bytes, 1), &buffer));
  if (isDefined)
    REQUIRE(qntrtCopyToDevice(context, buffer, data.data(), bytes, nullptr));
  addPointer(buffer);
}

void DeviceCall::addPointer(QntrtPointer pointer) {
  values.push_back(std::make_unique<uint64_t>(pointer));
  arguments.push_back({values.back().get(), 8, 8});
}

void DeviceCall::addScalar(const Tensor &tensor) {
  size_t width = getElementBytes(tensor);
  values.push_back(std::make_unique<uint64_t>(tensor.getRaw()));
  arguments.push_back({values.back().get(), width, width});
}

Tensor DeviceCall::read(size_t buffer, const Tensor &like) {
  Tensor result = like;
  size_t width = getElementBytes(like);
  std::vector<char> data(width * like.getNumElements());
  REQUIRE(qntrtCopyToHost(context, data.data(), buffers[buffer], data.size(), nullptr));
  MutableArrayRef<uint64_t> bits = result.getMutableBits();
  for (size_t i = 0; i < bits.size(); ++i) {
    bits[i] = 0;
    std::memcpy(&bits[i], data.data() + i * width, width);
  }
  return result;
}

/// `sizes`: of the grid, and of shared memory.
void DeviceCall::launch(LaunchOp op, ArrayRef<Tensor> sizes) {
  auto getSize = [&](unsigned i) { return static_cast<uint32_t>(sizes[i].getRaw()); };
  QntrtFunction function = nullptr;
  REQUIRE(qntrtModuleGetFunction(module, op.getKernel().getLeafReference().str().c_str(), &function));
  QntrtLaunch configuration = {
      {getSize(0), getSize(1), getSize(2)}, {static_cast<uint32_t>(op.getBlock()[0]), 1, 1}, {1, 1, 1}, getSize(3), 0};
  REQUIRE(qntrtLaunch(function, &configuration, arguments.data(), arguments.size(), nullptr));
}

SmallVector<Tensor> qnt::testing::runLaunch(ModuleOp module, StringRef target, ArrayRef<InterpreterValue> inputs,
                                            ArrayRef<Tensor> resultTypes, unsigned fp8AccumulatorBits) {
  llvm::Expected<CompiledKernels> kernels = compileKernels(module, **findDeviceTarget(target));
  if (!kernels) {
    ADD_FAILURE() << llvm::toString(kernels.takeError());
    return {};
  }
  SmallVector<InterpreterValue> operands = getLaunchOperands(module, inputs);
  if (operands.empty())
    return {};
  DeviceCall call(*kernels, fp8AccumulatorBits);
  llvm::DenseMap<Value, QntrtPointer> launched;
  size_t next = 0, firstResult = 0;
  SmallVector<LaunchOp> launches = getLaunches(module);
  for (LaunchOp launch : launches) {
    call.arguments.clear();
    SmallVector<Tensor> sizes;
    for (auto [i, value] : llvm::enumerate(getOperands(launch))) {
      if (isLaunched(value)) {
        call.addPointer(launched.lookup(value));
        continue;
      }
      const Tensor &tensor = operands[next++].getTensor();
      if (i < 4)
        sizes.push_back(tensor);
      else
        isa<RankedTensorType>(value.getType()) ? call.addBuffer(tensor, /*isDefined=*/true) : call.addScalar(tensor);
    }
    firstResult = call.buffers.size();
    for (auto [i, result] : llvm::enumerate(launch.getResults())) {
      auto type = cast<RankedTensorType>(result.getType());
      bool isLast = launch == launches.back();
      call.addBuffer(isLast
                         ? resultTypes[i]
                         : Tensor(type.getElementType(), type.getShape(), std::vector<uint64_t>(type.getNumElements())),
                     /*isDefined=*/false);
      launched[result] = call.buffers.back();
    }
    call.launch(launch, sizes);
  }
  SmallVector<Tensor> results;
  for (auto [i, result] : llvm::enumerate(resultTypes))
    results.push_back(call.read(firstResult + i, result));
  return results;
}
