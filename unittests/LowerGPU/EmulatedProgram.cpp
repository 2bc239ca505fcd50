//===- EmulatedProgram.cpp - programs whose kernels run on the emulated device ----------------------------===//
#include "EmulatedProgram.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/LowerGPU/Passes.h"
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

bool qnt::testing::lowerKernels(ModuleOp module, StringRef target) {
  PassManager manager(module.getContext());
  ChooseScheduleOptions options;
  options.target = target.str();
  manager.addPass(createChooseSchedule(options));
  manager.addPass(createPrepack());
  manager.addPass(createLowerKernels());
  manager.addPass(createCanonicalizerPass());
  bool succeededAll = succeeded(manager.run(module));
  EXPECT_TRUE(succeededAll);
  return succeededAll;
}

/// Grid, shared memory and inputs of the launch, which the interpreter finds in a copy of @main that returns them.
static SmallVector<InterpreterValue> getLaunchOperands(ModuleOp module, ArrayRef<InterpreterValue> inputs) {
  OwningOpRef<ModuleOp> host = module.clone();
  for (auto kernels : llvm::make_early_inc_range(host->getOps<gpu::GPUModuleOp>()))
    kernels.erase();
  auto function = host->lookupSymbol<func::FuncOp>("main");
  auto launch = *function.getBody().getOps<LaunchOp>().begin();
  SmallVector<Value> operands = {launch.getGridX(), launch.getGridY(), launch.getGridZ(), launch.getSharedBytes()};
  llvm::append_range(operands, launch.getInputs());
  Operation *terminator = function.getBody().front().getTerminator();
  terminator->setOperands(operands);
  // Arrays are assembled from what it gives.
  for (Operation *user : llvm::make_early_inc_range(launch->getUsers()))
    user->erase();
  launch.erase();
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
  explicit DeviceCall(const CompiledKernels &kernels) {
    REQUIRE(qntrtContextCreate(QntrtDeviceEmulated, 0, &context));
    REQUIRE(qntrtModuleLoadText(context, kernels.ptx.data(), kernels.ptx.size(), "kernels.ptx", &module));
  }
  ~DeviceCall() { REQUIRE(qntrtContextDestroy(context)); }

  static size_t getElementBytes(const Tensor &tensor) { return std::max(1u, tensor.getKind().width / 8); }
  void addBuffer(const Tensor &tensor, bool isDefined);
  void addScalar(const Tensor &tensor);
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
  values.push_back(std::make_unique<uint64_t>(buffer));
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

SmallVector<Tensor> qnt::testing::runLaunch(ModuleOp module, StringRef target, ArrayRef<InterpreterValue> inputs,
                                            ArrayRef<Tensor> resultTypes) {
  llvm::Expected<CompiledKernels> kernels = compileKernels(module, **findDeviceTarget(target));
  if (!kernels) {
    ADD_FAILURE() << llvm::toString(kernels.takeError());
    return {};
  }
  auto launch = *module.lookupSymbol<func::FuncOp>("main").getBody().getOps<LaunchOp>().begin();
  SmallVector<InterpreterValue> operands = getLaunchOperands(module, inputs);
  if (operands.empty())
    return {};
  DeviceCall call(*kernels);
  for (const InterpreterValue &operand : ArrayRef(operands).drop_front(4)) {
    const Tensor &tensor = operand.getTensor();
    bool isScalar = !isa<RankedTensorType>(launch.getInputs()[call.arguments.size()].getType());
    isScalar ? call.addScalar(tensor) : call.addBuffer(tensor, /*isDefined=*/true);
  }
  size_t firstResult = call.buffers.size();
  for (const Tensor &result : resultTypes)
    call.addBuffer(result, /*isDefined=*/false);
  auto getSize = [&](unsigned i) { return static_cast<uint32_t>(operands[i].getTensor().getRaw()); };
  QntrtFunction function = nullptr;
  REQUIRE(qntrtModuleGetFunction(call.module, launch.getKernel().getLeafReference().str().c_str(), &function));
  QntrtLaunch configuration = {{getSize(0), getSize(1), getSize(2)},
                               {static_cast<uint32_t>(launch.getBlock()[0]), 1, 1},
                               {1, 1, 1},
                               getSize(3),
                               0};
  REQUIRE(qntrtLaunch(function, &configuration, call.arguments.data(), call.arguments.size(), nullptr));
  SmallVector<Tensor> results;
  for (auto [i, result] : llvm::enumerate(resultTypes))
    results.push_back(call.read(firstResult + i, result));
  return results;
}
