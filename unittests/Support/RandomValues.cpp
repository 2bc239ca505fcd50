//===- RandomValues.cpp - runs the functions of a module on made-up inputs --------------------------------===//
#include "RandomValues.h"
#include "Qnt/IR/LayoutMapping.h"
#include <random>

using namespace mlir;
using namespace mlir::qnt;
using reference::InterpreterValue;
using reference::Tensor;

static constexpr uint64_t kMaxSteps = 2000;

namespace {

class ValueMaker {
public:
  ValueMaker(int64_t maxElements, int64_t dynamicSize) : maxElements(maxElements), dynamicSize(dynamicSize) {}
  std::optional<InterpreterValue> make(Type type);

private:
  std::optional<Tensor> makeTensor(Type elementType, ArrayRef<int64_t> shape);
  numerics::Shape makeShape(ArrayRef<int64_t> shape);

  int64_t maxElements, dynamicSize;
  std::mt19937_64 random{1};
};

} // namespace

numerics::Shape ValueMaker::makeShape(ArrayRef<int64_t> shape) {
  numerics::Shape sizes(shape.begin(), shape.end());
  for (int64_t &size : sizes)
    if (ShapedType::isDynamic(size))
      size = dynamicSize;
  return sizes;
}

std::optional<Tensor> ValueMaker::makeTensor(Type elementType, ArrayRef<int64_t> shape) {
  std::optional<reference::ElementKind> kind = reference::getElementKind(elementType);
  std::optional<int64_t> count = reference::getCheckedNumElements(shape);
  if (!kind || !count || *count > maxElements)
    return std::nullopt;
  std::vector<uint64_t> bits(*count);
  for (uint64_t &element : bits)
    // Indices and sizes are small as often as not.
    element = random() & (random() % 2 == 0 ? 7 : ~uint64_t(0)) & llvm::maskTrailingOnes<uint64_t>(kind->width);
  return Tensor(elementType, shape, std::move(bits));
}

std::optional<InterpreterValue> ValueMaker::make(Type type) {
  auto array = dyn_cast<ArrayType>(type);
  if (!array) {
    auto shaped = dyn_cast<RankedTensorType>(type);
    std::optional<Tensor> tensor =
        makeTensor(getElementTypeOrSelf(type), makeShape(shaped ? shaped.getShape() : ArrayRef<int64_t>()));
    return tensor ? std::optional<InterpreterValue>(std::move(*tensor)) : std::nullopt;
  }
  // There may be no such array of the sizes of dynamic dimensions.
  MLIRContext *context = type.getContext();
  numerics::Shape shape = makeShape(array.getShape());
  auto sized = ArrayType::getChecked([&] { return makeSilentError(context); }, context, ArrayRef<int64_t>(shape),
                                     array.getEncoding());
  if (!sized)
    return std::nullopt;
  SmallVector<Tensor> parts;
  for (PartKind kind : sized.getPartKinds()) {
    RankedTensorType part = sized.getPartType(kind);
    std::optional<Tensor> tensor = makeTensor(part.getElementType(), part.getShape());
    if (!tensor)
      return std::nullopt;
    parts.push_back(std::move(*tensor));
  }
  llvm::Expected<reference::Array> value = reference::Array::fromPartTensors(array.getEncoding(), parts);
  if (value)
    return InterpreterValue(std::move(*value));
  llvm::consumeError(value.takeError());
  return std::nullopt;
}

/// Inputs for all arguments, or nothing.
static std::optional<SmallVector<InterpreterValue>> makeArguments(func::FuncOp function, int64_t maxElements) {
  // Sizes that are dynamic often have to be equal. The name makes them differ from function to function.
  ValueMaker maker(maxElements, static_cast<int64_t>(function.getName().size() % 4));
  SmallVector<InterpreterValue> arguments;
  for (Type type : function.getArgumentTypes()) {
    std::optional<InterpreterValue> value = maker.make(type);
    if (!value)
      return std::nullopt;
    arguments.push_back(std::move(*value));
  }
  return arguments;
}

void qnt::testing::runFunctions(ModuleOp module, int64_t maxElements,
                                llvm::function_ref<void(func::FuncOp, InterpreterResults)> receive) {
  reference::InterpreterOptions options;
  options.stepLimit = kMaxSteps;
  options.elementLimit = maxElements;
  for (auto function : module.getOps<func::FuncOp>())
    if (auto arguments = makeArguments(function, maxElements))
      receive(function, reference::Interpreter(module, options).run(function.getName(), *arguments));
}
