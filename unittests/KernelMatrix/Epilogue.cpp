//===- Epilogue.cpp - what follows a contraction in the kernel matrix -------------------------------------===//
#include "Epilogue.h"
#include "Qnt/Numerics/Rounding.h"
#include "mlir/IR/BuiltinTypes.h"
#include <cmath>

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::test;

namespace {
/// A chain of scalar ops from %x (and %e) to %r, T for the type.
struct ScalarChain {
  const char *name;
  const char *text;
  double lipschitz;
  double numRoundings;
  bool isExact;
};
} // namespace

static ScalarChain getChain(EpilogueKind kind) {
  switch (kind) {
  case EpilogueKind::Bias:
    return {"bias", "%r = arith.addf %x, %e : T\n", 1, 1, true};
  case EpilogueKind::Residual:
    return {"residual", "%r = arith.addf %x, %e : T\n", 1, 1, true};
  case EpilogueKind::Relu:
    return {"relu", "%zero = arith.constant 0.0 : T\n%r = arith.maximumf %x, %zero : T\n", 1, 0, true};
  case EpilogueKind::Clamp:
    return {"clamp",
            "%low = arith.constant -1.5 : T\n%high = arith.constant 1.5 : T\n"
            "%m = arith.maximumf %x, %low : T\n%r = arith.minimumf %m, %high : T\n",
            1, 0, true};
  case EpilogueKind::Sigmoid:
    return {"sigmoid",
            "%one = arith.constant 1.0 : T\n%n = arith.negf %x : T\n%p = math.exp %n : T\n"
            "%d = arith.addf %p, %one : T\n%r = arith.divf %one, %d : T\n",
            0.25, 4, false};
  case EpilogueKind::Silu:
    return {"silu",
            "%one = arith.constant 1.0 : T\n%n = arith.negf %x : T\n%p = math.exp %n : T\n"
            "%d = arith.addf %p, %one : T\n%r = arith.divf %x, %d : T\n",
            1.1, 4, false};
  case EpilogueKind::Tanh:
    return {"tanh", "%r = math.tanh %x : T\n", 1, 2, false};
  default:
    return {"gelu",
            "%one = arith.constant 1.0 : T\n%half = arith.constant 0.5 : T\n%c = arith.constant 0.70710678 : T\n"
            "%s = arith.mulf %x, %c : T\n%t = math.erf %s : T\n%u = arith.addf %t, %one : T\n"
            "%h = arith.mulf %x, %half : T\n%r = arith.mulf %h, %u : T\n",
            1.13, 6, false};
  }
}

static std::string replaceAll(std::string text, const std::string &from, const std::string &to) {
  for (size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

static std::string makeDims(size_t rank) {
  std::string text;
  for (size_t i = 0; i < rank; ++i)
    text += (i ? ", d" : "d") + std::to_string(i);
  return text;
}

/// The chain as one linalg.generic on %0; `operand`: the type of %e0, of the whole shape or of the last dimension.
static std::string makeGeneric(const ScalarChain &chain, size_t rank, const std::string &resultType,
                               const std::string &element, const std::string &operand, bool isWhole) {
  std::string dims = makeDims(rank), map = "affine_map<(" + dims + ") -> (" + dims + ")>";
  std::string last = "affine_map<(" + dims + ") -> (d" + std::to_string(rank - 1) + ")>";
  std::string iterators;
  for (size_t i = 0; i < rank; ++i)
    iterators += i ? ", \"parallel\"" : "\"parallel\"";
  bool hasOperand = !operand.empty();
  std::string text = "%y = linalg.generic {indexing_maps = [" + map + ", " +
                     (hasOperand ? (isWhole ? map : last) + ", " : "") + map + "], iterator_types = [" + iterators +
                     "]} ins(%0" + (hasOperand ? ", %e0 : " : " : ") + resultType + (hasOperand ? ", " + operand : "") +
                     ") outs(%0 : " + resultType + ") {\n^bb0(%x: T, " + (hasOperand ? "%e: T, " : "") + "%o: T):\n" +
                     chain.text + "linalg.yield %r : T\n} -> " + resultType + "\n";
  return replaceAll(text, ": T", ": " + element);
}

//===----------------------------------------------------------------------------------------------------===//
// Arrays
//===----------------------------------------------------------------------------------------------------===//

std::pair<double, double> QuantizedResult::getRange(double exact, double slack, size_t channel) const {
  size_t i = channel % scales.size();
  auto getCode = [&](double value) {
    double quotient = value / scales[i];
    return numerics::roundTo(storage, numerics::isFloat(storage) ? quotient : std::nearbyint(quotient) + zeroPoints[i]);
  };
  return {getCode(exact - slack), getCode(exact + slack)};
}

/// "dense<[[[1, 2]]]> : tensor<1x1x2xf32>", one dimension of more than one number: the last.
static std::string printNumbers(const std::vector<double> &numbers, size_t rank, const std::string &element) {
  std::string text = "dense<" + std::string(rank, '['), type;
  for (size_t i = 0; i < numbers.size(); ++i) {
    std::string number = std::to_string(numbers[i]);
    text += (i ? ", " : "") + (element[0] == 'i' ? number.substr(0, number.find('.')) : number);
  }
  for (size_t i = 0; i + 1 < rank; ++i)
    type += "1x";
  return text + std::string(rank, ']') + "> : tensor<" + type + std::to_string(numbers.size()) + "x" + element + ">";
}

static std::string getTypeOf(const std::string &constant) { return constant.substr(constant.find(" : ") + 3); }

namespace {
struct QuantizedKind {
  const char *name, *storage; ///< as encodings have it
  numerics::Format format;
  bool isPerChannel; ///< scales and zero points
};
} // namespace

static QuantizedKind getQuantizedKind(EpilogueKind kind) {
  switch (kind) {
  case EpilogueKind::ToI4:
    return {"to_i4", "i4", numerics::Format::I4, false};
  case EpilogueKind::ToU4:
    return {"to_u4", "u4", numerics::Format::U4, true};
  case EpilogueKind::ToF8:
    return {"to_f8", "f8E4M3FN", numerics::Format::F8E4M3FN, false};
  default:
    return {"to_i8", "i8", numerics::Format::I8, false};
  }
}

static Epilogue makeQuantized(EpilogueKind kind, const std::string &shapeText, llvm::ArrayRef<int64_t> shape,
                              const std::string &tensorType, const std::string &element) {
  QuantizedKind quantized = getQuantizedKind(kind);
  Epilogue epilogue;
  epilogue.name = quantized.name;
  std::string block;
  for (size_t i = 0; i < shape.size(); ++i)
    block += std::string(i ? "x" : "") + (quantized.isPerChannel && i + 1 == shape.size() ? "1" : "*");
  QuantizedResult result{quantized.format, {0.125}, {0}};
  std::string encoding = std::string(quantized.storage) + " : " + element + ", block = " + block + ", scale = f32";
  if (quantized.isPerChannel) {
    encoding += ", zero_point = u4";
    int64_t channels = shape.back();
    result.scales.clear();
    result.zeroPoints.clear();
    for (int64_t i = 0; i < channels; ++i) {
      result.scales.push_back(0.25 + 0.125 * static_cast<double>(i % 5));
      result.zeroPoints.push_back(static_cast<double>(3 + i % 9));
    }
  }
  std::string scales = printNumbers(result.scales, shape.size(), "f32");
  std::string zeroPoints = printNumbers(result.zeroPoints, shape.size(), "i4");
  epilogue.resultType =
      "!qnt.array<" + shapeText.substr(0, shapeText.size() - 1) + ", #qnt.encoding<" + encoding + ">>";
  epilogue.ops = "%scale = arith.constant " + scales + "\n";
  if (quantized.isPerChannel)
    epilogue.ops += "%zero_point = arith.constant " + zeroPoints + "\n";
  epilogue.ops += "%y = qnt.quantize %0 scale(%scale : " + getTypeOf(scales) + ")" +
                  (quantized.isPerChannel ? " zero_point(%zero_point : " + getTypeOf(zeroPoints) + ")" : "") + " : " +
                  tensorType + " -> " + epilogue.resultType + "\n";
  epilogue.quantized = std::move(result);
  return epilogue;
}

Epilogue test::makeEpilogue(MLIRContext &context, Random &random, EpilogueKind kind, llvm::ArrayRef<int64_t> shape,
                            const std::string &shapeText, FloatType type) {
  std::string element;
  llvm::raw_string_ostream(element) << type;
  std::string tensorType = "tensor<" + shapeText + element + ">";
  if (kind >= EpilogueKind::ToI8)
    return makeQuantized(kind, shapeText, shape, tensorType, element);
  Epilogue epilogue;
  epilogue.resultType = tensorType;
  if (kind == EpilogueKind::None)
    return epilogue.name = "none", epilogue.result = "%0", epilogue;
  if (kind == EpilogueKind::Cast) {
    epilogue.name = "cast";
    bool isWide = type.getWidth() > 16;
    epilogue.resultType = "tensor<" + shapeText + (isWide ? "f16>" : "f32>");
    epilogue.ops = std::string("%y = arith.") + (isWide ? "truncf" : "extf") + " %0 : " + tensorType + " to " +
                   epilogue.resultType + "\n";
    epilogue.numRoundings = isWide ? 1 : 0;
    return epilogue;
  }
  ScalarChain chain = getChain(kind);
  bool isResidual = kind == EpilogueKind::Residual, hasOperand = isResidual || kind == EpilogueKind::Bias;
  std::string operand;
  if (hasOperand) {
    epilogue.extra.push_back(makeTensor(random, isResidual ? shape : shape.take_back(1), type));
    operand = isResidual ? tensorType : epilogue.extra.back().type;
    epilogue.extra.back().type = operand;
  }
  epilogue.name = chain.name;
  epilogue.lipschitz = chain.lipschitz;
  epilogue.numRoundings = chain.numRoundings;
  epilogue.isExact = chain.isExact;
  epilogue.ops = makeGeneric(chain, shape.size(), tensorType, element, operand, isResidual);
  return epilogue;
}
