//===- ElementwiseFixture.h - one op of arith or math over rows of bits -----------------------------------===//
#ifndef QNT_UNITTESTS_REFERENCE_ELEMENTWISEFIXTURE_H
#define QNT_UNITTESTS_REFERENCE_ELEMENTWISEFIXTURE_H

#include "Qnt/Reference/Interpreter.h"
#include "mlir/AsmParser/AsmParser.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Parser/Parser.h"
#include "llvm/ADT/APFloat.h"
#include "gtest/gtest.h"
#include <random>

namespace mlir::qnt::reference {

using Bits = std::vector<uint64_t>;

class Elementwise : public ::testing::Test {
protected:
  Elementwise() { context.loadDialect<arith::ArithDialect, func::FuncDialect, math::MathDialect>(); }

  /// Runs `op` ("arith.addi $0, $1 : $T") on tensors of the given element types: $T is the type of the first operand,
  /// $1T that of the second, $R that of the result, $B a tensor of i1. The result is %r where the text says so ("%low,
  /// %r = ...").
  llvm::Expected<Bits> run(std::string op, ArrayRef<std::string> types, const std::string &resultType,
                           ArrayRef<Bits> operands) {
    std::string size = std::to_string(operands.front().size()) + "x", signature;
    auto getTensor = [&](const std::string &type) { return "tensor<" + size + type + ">"; };
    SmallVector<InterpreterValue> inputs;
    for (size_t i = 0; i < types.size(); ++i) {
      signature += (i ? ", %a" : "%a") + std::to_string(i) + ": " + getTensor(types[i]);
      replace(op, "$" + std::to_string(i) + "T", getTensor(types[i]));
      replace(op, "$" + std::to_string(i), "%a" + std::to_string(i));
      Type type = parseType(types[i], &context);
      inputs.push_back(Tensor(type, {static_cast<int64_t>(operands[i].size())}, operands[i]));
    }
    replace(op, "$T", getTensor(types[0]));
    replace(op, "$R", getTensor(resultType));
    replace(op, "$B", getTensor("i1"));
    bool namesResult = StringRef(op).contains("%r");
    std::string text = "func.func @main(" + signature + ") -> " + getTensor(resultType) + " {\n" +
                       (namesResult ? "" : "%r = ") + op + "\nreturn %r : " + getTensor(resultType) + "\n}";
    OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(text, &context);
    if (!module)
      return llvm::createStringError("cannot parse " + text);
    auto results = Interpreter(*module).run("main", inputs);
    if (!results)
      return results.takeError();
    return results->front().getTensor().getBits().vec();
  }

  /// The results, which must be there.
  Bits compute(const std::string &op, ArrayRef<std::string> types, const std::string &resultType,
               ArrayRef<Bits> operands) {
    llvm::Expected<Bits> bits = run(op, types, resultType, operands);
    if (bits)
      return *bits;
    ADD_FAILURE() << op << ": " << llvm::toString(bits.takeError());
    return Bits(operands.front().size());
  }

  /// The error, which must be there.
  std::string getError(const std::string &op, ArrayRef<std::string> types, const std::string &resultType,
                       ArrayRef<Bits> operands) {
    llvm::Expected<Bits> bits = run(op, types, resultType, operands);
    return bits ? std::string("no error") : llvm::toString(bits.takeError());
  }

  MLIRContext context;

private:
  static void replace(std::string &text, const std::string &from, const std::string &to) {
    for (size_t place = text.find(from); place != std::string::npos; place = text.find(from, place + to.size()))
      text.replace(place, from.size(), to);
  }
};

//===----------------------------------------------------------------------------------------------------===//
// Floats by APFloat
//===----------------------------------------------------------------------------------------------------===//

struct FloatFormat {
  std::string name; ///< as MLIR writes the type
  const llvm::fltSemantics &semantics;
  unsigned width;

  llvm::APFloat get(uint64_t bits) const { return llvm::APFloat(semantics, llvm::APInt(width, bits)); }
  static uint64_t getBits(const llvm::APFloat &value) { return value.bitcastToAPInt().getZExtValue(); }
  /// `value` rounded to nearest even.
  llvm::APFloat round(double value) const {
    llvm::APFloat rounded(value);
    bool losesInfo;
    rounded.convert(semantics, llvm::APFloat::rmNearestTiesToEven, &losesInfo);
    return rounded;
  }
  bool isNaN(uint64_t bits) const { return get(bits).isNaN(); }
};

inline std::vector<FloatFormat> getFloatFormats() {
  return {{"f64", llvm::APFloat::IEEEdouble(), 64},   {"f32", llvm::APFloat::IEEEsingle(), 32},
          {"f16", llvm::APFloat::IEEEhalf(), 16},     {"bf16", llvm::APFloat::BFloat(), 16},
          {"f8E5M2", llvm::APFloat::Float8E5M2(), 8}, {"f8E4M3FN", llvm::APFloat::Float8E4M3FN(), 8}};
}

/// Zeros, ones, smallest and largest numbers, infinities, NaNs and their neighbours, then random patterns; every code
/// of a format of eight bits.
inline Bits drawFloats(const FloatFormat &format, std::mt19937_64 &random, unsigned numRandom) {
  Bits bits;
  if (format.width == 8) {
    for (uint64_t code = 0; code < 256; ++code)
      bits.push_back(code);
    return bits;
  }
  uint64_t sign = uint64_t(1) << (format.width - 1);
  using llvm::APFloat;
  for (const APFloat &edge : {APFloat::getZero(format.semantics), APFloat::getSmallest(format.semantics),
                              APFloat::getSmallestNormalized(format.semantics), APFloat::getLargest(format.semantics),
                              APFloat::getInf(format.semantics), APFloat::getQNaN(format.semantics),
                              APFloat::getOne(format.semantics), format.round(3.0), format.round(0.1)})
    for (int64_t step : {-1, 0, 1})
      for (uint64_t flip : {uint64_t(0), sign})
        bits.push_back(((FloatFormat::getBits(edge) + step) & (sign - 1)) ^ flip);
  for (unsigned i = 0; i < numRandom; ++i)
    bits.push_back(random() & (sign | (sign - 1)));
  // Near each other, so that sums cancel and products stay in range.
  uint64_t one = FloatFormat::getBits(APFloat::getOne(format.semantics));
  for (unsigned i = 0; i < numRandom; ++i)
    bits.push_back((one + (random() % 4096) - 2048) ^ (random() % 2 ? sign : 0));
  return bits;
}

/// Every pair of the values.
inline std::pair<Bits, Bits> makePairs(const Bits &values) {
  std::pair<Bits, Bits> pairs;
  for (uint64_t a : values)
    for (uint64_t b : values) {
      pairs.first.push_back(a);
      pairs.second.push_back(b);
    }
  return pairs;
}

} // namespace mlir::qnt::reference

#endif // QNT_UNITTESTS_REFERENCE_ELEMENTWISEFIXTURE_H
