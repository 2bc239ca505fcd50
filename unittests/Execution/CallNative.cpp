//===- CallNative.cpp - compiles into a shared library, loads and calls it --------------------------------===//
//
// Lays values out as the header says, with nothing of stage Execution.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "CallNative.h"
#include "Qnt/Numerics/Packing.h"
#include "Qnt/Reference/Interpreter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/FileSystem.h"
#include <dlfcn.h>

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::execution;
using reference::Tensor;

NativeCodeTest::NativeCodeTest() {
  context.loadDialect<QntDialect, arith::ArithDialect, cf::ControlFlowDialect, func::FuncDialect, linalg::LinalgDialect,
                      math::MathDialect, tensor::TensorDialect>();
}

NativeCodeTest::~NativeCodeTest() { unload(); }

void NativeCodeTest::unload() {
  if (library)
    dlclose(library);
  if (!path.empty())
    (void)llvm::sys::fs::remove(path);
  library = nullptr;
  path.clear();
}

void NativeCodeTest::compile(StringRef text, ArrayRef<std::pair<StringRef, StringRef>> words) {
  unload();
  std::string program = text.str();
  for (auto [from, to] : words)
    for (size_t i = 0; (i = program.find(from.str(), i)) != std::string::npos; i += to.size())
      program.replace(i, from.size(), to.str());
  module = parseSourceString<ModuleOp>(program, &context);
  ASSERT_TRUE(module);
  llvm::Expected<NativeCode> code = NativeCode::compile(*module, NativeFormat::SharedLibrary, options);
  ASSERT_TRUE(bool(code)) << llvm::toString(code.takeError());
  int file = 0;
  ASSERT_FALSE(llvm::sys::fs::createTemporaryFile("qnt-native", "so", file, path));
  llvm::raw_fd_ostream(file, /*shouldClose=*/true) << code->bytes;
  library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  ASSERT_TRUE(library) << dlerror();
}

std::string NativeCodeTest::getError(StringRef text) {
  OwningOpRef<ModuleOp> program = parseSourceString<ModuleOp>(text, &context);
  if (!program)
    return "cannot parse";
  llvm::Expected<NativeCode> code = NativeCode::compile(*program, NativeFormat::SharedLibrary, options);
  return code ? "no error" : llvm::toString(code.takeError());
}

void *NativeCodeTest::findSymbol(StringRef name) {
  return library ? dlsym(library, (options.prefix + "_" + name).str().c_str()) : nullptr;
}

//===----------------------------------------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------------------------------------===//

/// Numbers around 1 where a float has them, else any bits.
Tensor NativeCodeTest::makeTensor(RankedTensorType type) {
  Tensor tensor(type.getElementType(), type.getShape());
  bool isWideFloat = tensor.getKind().isFloat && tensor.getKind().width >= 16;
  bool isScale = isa<Float8E8M0FNUType, Float8E4M3FNType>(type.getElementType());
  for (uint64_t &bits : tensor.getMutableBits()) {
    uint64_t drawn = random();
    if (isWideFloat)
      bits = reference::floatToBits(tensor.getKind(), (1 + drawn % 1000) / 256.0);
    else if (isScale)
      bits = 0x30 + drawn % 24; // finite and positive in both
    else
      bits = reference::integerToBits(tensor.getKind(), drawn);
  }
  return tensor;
}

NativeCodeTest::Value NativeCodeTest::makeValue(Type type, const Shape &shape) {
  auto array = dyn_cast<ArrayType>(type);
  if (!array)
    return makeTensor(cast<RankedTensorType>(type).clone(shape));
  SmallVector<Tensor> parts;
  for (Type part : array.withShape(shape).getPartTypes())
    parts.push_back(makeTensor(cast<RankedTensorType>(part)));
  return llvm::cantFail(reference::Array::fromPartTensors(array.getEncoding(), parts));
}

/// The types of a value's parts, or its own, with the sizes of `shape`; and which are packed.
static SmallVector<std::pair<RankedTensorType, bool>> getParts(Type type, ArrayRef<int64_t> shape) {
  SmallVector<std::pair<RankedTensorType, bool>> parts;
  auto array = dyn_cast<ArrayType>(type);
  if (!array)
    return {{cast<RankedTensorType>(type).clone(shape), false}};
  array = array.withShape(shape);
  for (PartKind kind : array.getPartKinds()) {
    RankedTensorType part = array.getPartType(kind);
    bool isNarrow = kind == PartKind::Codes && part.getElementTypeBitWidth() < 8;
    parts.emplace_back(part, isNarrow || kind == PartKind::Mask);
  }
  return parts;
}

static unsigned getBytes(Type element) {
  return element.isIndex() ? 8 : llvm::PowerOf2Ceil(llvm::divideCeil(element.getIntOrFloatBitWidth(), 8));
}

static std::vector<char> toMemory(const Tensor &tensor, bool isPacked) {
  if (isPacked) {
    auto bytes = numerics::packCodes(tensor.getBits(), tensor.getShape(), tensor.getKind().width);
    return std::vector<char>(bytes.begin(), bytes.end());
  }
  unsigned size = getBytes(tensor.getElementType());
  bool isInteger = !tensor.getKind().isFloat && tensor.getKind().width > 1;
  std::vector<char> bytes(size * tensor.getNumElements());
  for (int64_t i = 0; i < tensor.getNumElements(); ++i) {
    uint64_t raw = isInteger ? static_cast<uint64_t>(tensor.getSigned(i)) : tensor.getRaw(i);
    std::memcpy(bytes.data() + i * size, &raw, size);
  }
  return bytes;
}

static Tensor fromMemory(const void *memory, RankedTensorType type, bool isPacked) {
  Tensor tensor(type.getElementType(), type.getShape());
  unsigned size = getBytes(type.getElementType());
  if (isPacked) {
    auto shape = numerics::getPackedShape(type.getShape(), type.getElementTypeBitWidth());
    ArrayRef<uint8_t> bytes(static_cast<const uint8_t *>(memory), numerics::getNumElements(shape));
    return Tensor(type.getElementType(), type.getShape(),
                  llvm::cantFail(numerics::unpackCodes(bytes, type.getShape(), type.getElementTypeBitWidth())));
  }
  for (auto [index, bits] : llvm::enumerate(tensor.getMutableBits())) {
    uint64_t raw = 0;
    std::memcpy(&raw, static_cast<const char *>(memory) + index * size, size);
    bits = reference::integerToBits(tensor.getKind(), raw);
  }
  return tensor;
}

static ArrayRef<int64_t> getShape(Type type) {
  if (auto array = dyn_cast<ArrayType>(type))
    return array.getShape();
  return cast<RankedTensorType>(type).getShape();
}

static SmallVector<Tensor> getTensors(const reference::InterpreterValue &value) {
  if (value.isArray())
    return SmallVector<Tensor>(value.getArray().getPartTensors());
  return {value.getTensor()};
}

//===----------------------------------------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------------------------------------===//

/// A call of a function that takes tensors and arrays only, so that every argument is a pointer.
struct NativeCodeTest::Call {
  std::vector<std::vector<char>> inputs;
  std::vector<Shape> inputShapes;
  std::vector<void *> results;
  std::vector<Shape> resultShapes;
  std::vector<void *> arguments;
  const char *message = "";
  int32_t status = -1;

  Call(FunctionType type, ArrayRef<Value> values, const std::vector<Shape> &sizes) : inputShapes(sizes) {
    results.reserve(64);
    for (auto [index, value] : llvm::enumerate(values)) {
      Type inputType = type.getInput(index);
      for (auto [part, tensor] : llvm::zip(getParts(inputType, value.getShape()), getTensors(value)))
        inputs.push_back(toMemory(tensor, part.second));
    }
    size_t next = 0;
    for (auto [index, value] : llvm::enumerate(values)) {
      for (size_t i = 0, end = getTensors(value).size(); i < end; ++i)
        arguments.push_back(inputs[next++].data());
      if (ShapedType::isDynamicShape(::getShape(type.getInput(index))))
        arguments.push_back(inputShapes[index].data());
    }
    for (Type result : type.getResults())
      resultShapes.emplace_back(::getShape(result));
    for (auto [result, shape] : llvm::zip(type.getResults(), resultShapes)) {
      for (size_t i = 0, end = getNumParts(result); i < end; ++i) {
        results.push_back(nullptr);
        arguments.push_back(static_cast<void *>(&results.back()));
      }
      if (ShapedType::isDynamicShape(::getShape(result)))
        arguments.push_back(shape.data());
    }
    arguments.push_back(static_cast<void *>(&message));
  }
  ~Call() {
    for (void *result : results)
      free(result);
  }

  static size_t getNumParts(Type type) {
    auto array = dyn_cast<ArrayType>(type);
    return array ? array.getPartKinds().size() : 1;
  }

  /// More arguments than a function has are of no effect in the C calling conventions of x86-64 and AArch64.
  void run(void *function) {
    std::vector<void *> a = arguments;
    ASSERT_LE(a.size(), 16u);
    a.resize(16);
    using Any = int32_t(void *, void *, void *, void *, void *, void *, void *, void *, void *, void *, void *, void *,
                        void *, void *, void *, void *);
    status = reinterpret_cast<Any *>(function)(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9], a[10], a[11],
                                               a[12], a[13], a[14], a[15]);
  }
};

static bool isNaN(const Tensor &tensor, int64_t index) {
  return tensor.getKind().isFloat && std::isnan(tensor.getFloat(index));
}

/// The same bits; any NaN is any other.
static void expectEqual(const Tensor &got, const Tensor &expected) {
  ASSERT_EQ(got.getShape().vec(), expected.getShape().vec());
  for (int64_t i = 0; i < got.getNumElements(); ++i)
    if (!isNaN(got, i) || !isNaN(expected, i))
      ASSERT_EQ(got.getRaw(i), expected.getRaw(i)) << "at element " << i;
}

void NativeCodeTest::compare(StringRef name, const std::vector<Shape> &shapes) {
  SCOPED_TRACE(name.str());
  ASSERT_TRUE(module && library);
  auto function = module->lookupSymbol<func::FuncOp>(name);
  void *symbol = findSymbol(name);
  ASSERT_TRUE(function && symbol);
  FunctionType type = function.getFunctionType();
  SmallVector<Value> inputs;
  for (auto [input, shape] : llvm::zip(type.getInputs(), shapes))
    inputs.push_back(makeValue(input, shape));
  auto expected = reference::Interpreter(*module).run(name, inputs);
  ASSERT_TRUE(bool(expected)) << llvm::toString(expected.takeError());

  Call call(type, inputs, shapes);
  std::vector<std::vector<char>> before = call.inputs;
  call.run(symbol);
  ASSERT_EQ(call.status, 0) << call.message;
  EXPECT_EQ(call.inputs, before) << "an input was written";
  size_t next = 0;
  for (auto [index, value] : llvm::enumerate(*expected)) {
    ASSERT_EQ(call.resultShapes[index], Shape(value.getShape()));
    for (auto [part, tensor] : llvm::zip(getParts(type.getResult(index), value.getShape()), getTensors(value))) {
      ASSERT_TRUE(call.results[next]);
      expectEqual(fromMemory(call.results[next++], part.first, part.second), tensor);
    }
  }
}

std::string NativeCodeTest::getFailure(StringRef name, const std::vector<Shape> &shapes,
                                       const std::vector<Shape> &sizes) {
  if (!module || !library)
    return "not compiled";
  FunctionType type = module->lookupSymbol<func::FuncOp>(name).getFunctionType();
  SmallVector<Value> inputs;
  for (auto [input, shape] : llvm::zip(type.getInputs(), shapes))
    inputs.push_back(makeValue(input, shape));
  Call call(type, inputs, sizes.empty() ? shapes : sizes);
  call.run(findSymbol(name));
  for (void *result : call.results)
    EXPECT_EQ(result, nullptr);
  return std::to_string(call.status) + " " + call.message;
}
