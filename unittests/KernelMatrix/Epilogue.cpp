//===- Epilogue.cpp - what follows a contraction in the kernel matrix -------------------------------------===//
#include "Epilogue.h"
#include "mlir/IR/BuiltinTypes.h"

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

static Epilogue makeRequantize(const std::string &shapeText, size_t rank, const std::string &tensorType,
                               const std::string &element) {
  Epilogue epilogue;
  epilogue.name = "requantize";
  epilogue.isQuantized = true;
  epilogue.scale = 0.125;
  std::string block, grid;
  for (size_t i = 0; i < rank; ++i) {
    block += i ? "x*" : "*";
    grid += "1x";
  }
  epilogue.resultType = "!qnt.array<" + shapeText.substr(0, shapeText.size() - 1) + ", #qnt.encoding<i8 : " + element +
                        ", block = " + block + ", scale = f32>>";
  epilogue.ops = "%scale = arith.constant dense<0.125> : tensor<" + grid +
                 "f32>\n%y = qnt.quantize %0 scale(%scale : tensor<" + grid + "f32>) : " + tensorType + " -> " +
                 epilogue.resultType + "\n";
  return epilogue;
}

Epilogue test::makeEpilogue(MLIRContext &context, Random &random, EpilogueKind kind, llvm::ArrayRef<int64_t> shape,
                            const std::string &shapeText, FloatType type) {
  std::string element;
  llvm::raw_string_ostream(element) << type;
  std::string tensorType = "tensor<" + shapeText + element + ">";
  if (kind == EpilogueKind::Requantize)
    return makeRequantize(shapeText, shape.size(), tensorType, element);
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
    epilogue.extra.push_back(makeTensor(context, random, isResidual ? shape : shape.take_back(1), type));
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
