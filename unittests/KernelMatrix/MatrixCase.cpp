//===- MatrixCase.cpp - one kernel of the matrix, and what is right for it --------------------------------===//
#include "MatrixCase.h"
#include "ContractionBound.h"
#include "Qnt/Fuse/Passes.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/Numerics/Packing.h"
#include "Qnt/Numerics/Rounding.h"
#include "Qnt/RandomModules/InputData.h"
#include "Qnt/RandomModules/RandomModule.h"
#include "Qnt/Reference/Interpreter.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "gtest/gtest.h"
#include <cmath>

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::test;
using numerics::Format;
using reference::Array;
using reference::InterpreterValue;
using reference::Tensor;

static DialectRegistry getRegistry() {
  DialectRegistry registry;
  random_modules::registerRandomModuleDialects(registry);
  return registry;
}

MatrixContext::MatrixContext() : context(getRegistry()) {
  context.loadAllAvailableDialects();
  context.getDiagEngine().registerHandler([](Diagnostic &diagnostic) { llvm::errs() << diagnostic << "\n"; });
}

//===----------------------------------------------------------------------------------------------------===//
// Modules
//===----------------------------------------------------------------------------------------------------===//

std::string test::makeFunction(const std::string &name, ArrayRef<std::pair<std::string, std::string>> arguments,
                               const std::string &ops, const std::string &result, const std::string &resultType) {
  std::string list;
  for (const auto &[argument, type] : arguments)
    list += (list.empty() ? "" : ", ") + argument + ": " + type;
  return "func.func @" + name + "(" + list + ") -> " + resultType + " {\n" + ops + "return " + result + " : " +
         resultType + "\n}\n";
}

/// A bit stream per row, as the IR keeps codes.
static ElementsAttr packCodes(const Array &array) {
  ArrayType type = array.getType();
  numerics::Encoding encoding = array.getEncoding();
  std::vector<uint8_t> bytes =
      numerics::packCodes(array.parts->codes, type.getCodesType().getShape(), numerics::bitWidth(encoding.storage));
  return DenseElementsAttr::getFromRawBuffer(
      type.getPackedCodesType(), ArrayRef<char>(reinterpret_cast<const char *>(bytes.data()), bytes.size()));
}

static Value makeConstant(OpBuilder &builder, Location loc, const Array &array) {
  ElementsAttr scales, zeroPoints, codebook, tensorScale;
  ElementsAttr *others[] = {&scales, &zeroPoints, &codebook, &tensorScale};
  numerics::Encoding encoding = array.getEncoding();
  const bool present[] = {encoding.scale.has_value(), encoding.zeroPoint.has_value(), encoding.codebook.has_value(),
                          encoding.tensorScale};
  SmallVector<Tensor, 6> tensors = array.getPartTensors();
  size_t next = 1;
  for (auto [attr, isPresent] : llvm::zip_equal(others, present))
    if (isPresent)
      *attr = random_modules::toAttribute(tensors[next++]);
  return ConstantOp::create(builder, loc, array.getType(), packCodes(array), scales, zeroPoints, codebook, tensorScale,
                            ElementsAttr());
}

/// Inputs that are constants leave the function's arguments.
static void placeConstants(const MatrixCase &matrixCase, func::FuncOp function) {
  OpBuilder builder = OpBuilder::atBlockBegin(&function.front());
  for (unsigned index : llvm::reverse(matrixCase.constants)) {
    Value constant = makeConstant(builder, function.getLoc(), matrixCase.inputs[index].getArray());
    function.getArgument(index).replaceAllUsesWith(constant);
    ASSERT_TRUE(succeeded(function.eraseArgument(index)));
  }
}

OwningOpRef<ModuleOp> test::makeModule(MLIRContext &context, ArrayRef<MatrixCase> cases) {
  std::string text;
  for (const MatrixCase &matrixCase : cases)
    text += matrixCase.function + matrixCase.magnitude;
  OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(text, &context);
  EXPECT_TRUE(module) << text;
  if (!module)
    return module;
  for (const MatrixCase &matrixCase : cases)
    placeConstants(matrixCase, module->lookupSymbol<func::FuncOp>(matrixCase.name));
  PassManager manager(&context);
  manager.addPass(createProveAccumulators());
  EXPECT_TRUE(succeeded(manager.run(*module)));
  return module;
}

MatrixCase test::makeContractionCase(MLIRContext &context, const std::string &kind, const std::string &name,
                                     const std::string &op, DrawnOperand lhs, DrawnOperand rhs, Shape resultShape,
                                     FloatType resultType, int64_t numProducts, const Epilogue &epilogue,
                                     const std::string &resultText) {
  MatrixCase result;
  result.kind = kind;
  result.name = kind + "_" + name + "_" + epilogue.name;
  std::string element, shape, lhsShape, rhsShape;
  llvm::raw_string_ostream(element) << resultType;
  auto print = [](std::string &text, ArrayRef<int64_t> sizes) {
    for (int64_t size : sizes)
      text += std::to_string(size) + "x";
  };
  print(shape, resultShape);
  print(lhsShape, lhs.shape);
  print(rhsShape, rhs.shape);
  std::string type = "tensor<" + (resultText.empty() ? shape : resultText) + element + ">";
  SmallVector<std::pair<std::string, std::string>> arguments = {{"%a", lhs.type}, {"%b", rhs.type}};
  for (auto [i, extra] : llvm::enumerate(epilogue.extra))
    arguments.push_back({"%e" + std::to_string(i), extra.type});
  std::string contraction = "%0 = " + op + " : (" + lhs.type + ", " + rhs.type + ") -> " + type + "\n";
  result.function =
      makeFunction(result.name, arguments, contraction + epilogue.ops, epilogue.result, epilogue.resultType);
  std::string wideLhs = "tensor<" + lhsShape + "f64>", wideRhs = "tensor<" + rhsShape + "f64>";
  std::string wide = "tensor<" + shape + "f64>";
  result.magnitude = makeFunction(result.name + "_magnitude", {{"%a", wideLhs}, {"%b", wideRhs}},
                                  "%0 = " + op + " : (" + wideLhs + ", " + wideRhs + ") -> " + wide + "\n", "%0", wide);
  result.inputs = {lhs.value, rhs.value};
  for (const DrawnOperand &extra : epilogue.extra)
    result.inputs.push_back(extra.value);
  if (rhs.value.isArray())
    result.constants = {1};
  for (const DrawnOperand *operand : {&lhs, &rhs}) {
    std::vector<double> reals = operand->reals;
    for (double &value : reals)
      value = std::fabs(value);
    result.magnitudes.push_back(Tensor::fromFloats(Float64Type::get(&context), operand->shape, reals));
  }
  result.numProducts = static_cast<double>(numProducts);
  result.lipschitz = epilogue.lipschitz;
  result.numRoundings = epilogue.numRoundings;
  result.isExact = epilogue.isExact;
  result.quantized = epilogue.quantized;
  return result;
}

//===----------------------------------------------------------------------------------------------------===//
// Comparison
//===----------------------------------------------------------------------------------------------------===//

static SmallVector<Tensor, 6> getTensors(const InterpreterValue &value) {
  if (value.isArray())
    return value.getArray().getPartTensors();
  return {value.getTensor()};
}

static void expectSameBits(const Values &got, const Values &expected, const std::string &what) {
  for (auto [a, b] : llvm::zip_equal(got, expected)) {
    SmallVector<Tensor, 6> gotParts = getTensors(a), expectedParts = getTensors(b);
    ASSERT_EQ(gotParts.size(), expectedParts.size()) << what;
    for (auto [part, expectedPart] : llvm::zip_equal(gotParts, expectedParts)) {
      ASSERT_EQ(part.getShape(), expectedPart.getShape()) << what;
      for (int64_t i = 0; i < part.getNumElements(); ++i)
        ASSERT_EQ(part.getBits()[i], expectedPart.getBits()[i]) << what << ": element " << i;
    }
  }
}

/// Codes may differ by steps, floats relative to the largest one of the result.
static void expectClose(const InterpreterValue &got, const InterpreterValue &expected, const MatrixCase &matrixCase) {
  SmallVector<Tensor, 6> parts = getTensors(got), expectedParts = getTensors(expected);
  ASSERT_EQ(parts.size(), expectedParts.size()) << matrixCase.name;
  for (auto [i, part, right] : llvm::enumerate(parts, expectedParts)) {
    ASSERT_EQ(part.getShape(), right.getShape()) << matrixCase.name;
    bool isCodes = got.isArray() && i == 0;
    double largest = 0;
    std::vector<double> numbers = part.getNumbers(), wanted = right.getNumbers();
    for (double number : wanted)
      largest = std::max(largest, std::fabs(number));
    double slack = isCodes ? matrixCase.codeSlack : matrixCase.relativeSlack * largest;
    for (size_t j = 0; j < numbers.size(); ++j)
      ASSERT_LE(std::fabs(numbers[j] - wanted[j]), slack) << matrixCase.name << ": part " << i << ", element " << j;
  }
}

static void checkContraction(const MatrixCase &matrixCase, ModuleOp module, const InterpreterValue &got,
                             const InterpreterValue &expected, ArrayRef<double> exact) {
  llvm::Expected<Values> magnitudes =
      reference::Interpreter(module).run(matrixCase.name + "_magnitude", matrixCase.magnitudes);
  ASSERT_TRUE(bool(magnitudes)) << llvm::toString(magnitudes.takeError());
  Operation *contraction = nullptr;
  module.lookupSymbol(matrixCase.name)->walk([&](Operation *op) {
    if (op->hasAttr("accumulator"))
      contraction = op;
  });
  ASSERT_TRUE(contraction) << matrixCase.name;
  Format format =
      *getFormat(cast<FloatType>(cast<RankedTensorType>(contraction->getResult(0).getType()).getElementType()));
  SmallVector<Tensor, 6> parts = getTensors(got), right = getTensors(expected);
  ASSERT_EQ(parts[0].getShape(), right[0].getShape()) << matrixCase.name;
  for (int64_t i = 0; i < parts[0].getNumElements(); ++i) {
    double magnitude = magnitudes->front().getTensor().getFloat(i);
    double slack = getContractionBound(exact[i], magnitude, matrixCase.numProducts, matrixCase.roundoff, format);
    slack += matrixCase.loss * (1 + 2 * matrixCase.numProducts * matrixCase.roundoff) * magnitude;
    if (got.isArray()) {
      const QuantizedResult &result = *matrixCase.quantized;
      auto [low, high] = result.getRange(exact[i], slack, i % parts[0].getShape().back());
      double code = numerics::decode(result.storage, parts[0].getRaw(i));
      ASSERT_TRUE(low <= code && code <= high)
          << matrixCase.name << ": element " << i << ": " << code << ", expected " << low << " to " << high;
      continue;
    }
    // Operands of the steps are at most the sum, the other operand (2) and a constant.
    double steps = matrixCase.numRoundings * getUnitInLastPlace(std::fabs(exact[i]) + 3, format);
    double wanted = right[0].getFloat(i);
    Format resultFormat = right[0].getKind().format;
    double bound = matrixCase.lipschitz * slack + steps + getUnitInLastPlace(wanted, resultFormat);
    ASSERT_TRUE(isWithin(parts[0].getFloat(i), wanted, bound, resultFormat))
        << matrixCase.name << ": element " << i << ": " << parts[0].getFloat(i) << " for " << wanted << ", bound "
        << bound;
  }
}

void test::checkCase(const MatrixCase &matrixCase, ModuleOp module, RunFunction device) {
  SCOPED_TRACE(matrixCase.function);
  Values inputs;
  for (auto [i, input] : llvm::enumerate(matrixCase.inputs))
    if (!llvm::is_contained(matrixCase.constants, i))
      inputs.push_back(input);
  std::vector<double> exact;
  reference::InterpreterOptions options;
  options.inspectContraction = [&](Operation *, const reference::ContractionResult &result) {
    exact = result.real.data;
  };
  llvm::Expected<Values> expected = reference::Interpreter(module, options).run(matrixCase.name, inputs);
  llvm::Expected<Values> got = device(matrixCase.name, inputs);
  if (!expected) {
    expectSameRefusal(expected.takeError(), got, matrixCase.name);
    return;
  }
  ASSERT_TRUE(bool(got)) << matrixCase.name << ": " << llvm::toString(got.takeError());
  bool isContraction = !matrixCase.magnitude.empty();
  if (matrixCase.isExact && (!isContraction || getVerdict(module, matrixCase.name).isInteger()))
    expectSameBits(*got, *expected, matrixCase.name);
  else if (isContraction)
    checkContraction(matrixCase, module, got->front(), expected->front(), exact);
  else
    for (auto [a, b] : llvm::zip_equal(*got, *expected))
      expectClose(a, b, matrixCase);
}
