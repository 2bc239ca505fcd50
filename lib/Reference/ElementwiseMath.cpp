//===- ElementwiseMath.cpp - the float functions of math --------------------------------------------------===//
//
// Every function is computed by libm in f64 and rounded to the type.
//
//===-----------------------------------------------------------------------------------------------------===//

#include "Elementwise.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include <cmath>

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::reference;

/// A function of one double.
using UnaryFunction = double (*)(double);

template <typename OpT>
static void addUnary(ElementwiseRegistry &registry, UnaryFunction function) {
  registry.add<OpT>(
      [=](Operation *, const ElementwiseTypes &types) { return mapFloatUnary(types.results[0], function); });
}

static void registerUnary(ElementwiseRegistry &registry) {
  addUnary<math::AbsFOp>(registry, std::fabs);
  addUnary<math::AcosOp>(registry, std::acos);
  addUnary<math::AcoshOp>(registry, std::acosh);
  addUnary<math::AsinOp>(registry, std::asin);
  addUnary<math::AsinhOp>(registry, std::asinh);
  addUnary<math::AtanOp>(registry, std::atan);
  addUnary<math::AtanhOp>(registry, std::atanh);
  addUnary<math::CbrtOp>(registry, std::cbrt);
  addUnary<math::CeilOp>(registry, std::ceil);
  addUnary<math::CosOp>(registry, std::cos);
  addUnary<math::CoshOp>(registry, std::cosh);
  addUnary<math::ErfOp>(registry, std::erf);
  addUnary<math::ErfcOp>(registry, std::erfc);
  addUnary<math::ExpOp>(registry, std::exp);
  addUnary<math::Exp2Op>(registry, std::exp2);
  addUnary<math::ExpM1Op>(registry, std::expm1);
  addUnary<math::FloorOp>(registry, std::floor);
  addUnary<math::LogOp>(registry, std::log);
  addUnary<math::Log10Op>(registry, std::log10);
  addUnary<math::Log1pOp>(registry, std::log1p);
  addUnary<math::Log2Op>(registry, std::log2);
  addUnary<math::RoundOp>(registry, std::round);
  // The rounding mode of the process is to nearest, ties to even.
  addUnary<math::RoundEvenOp>(registry, std::nearbyint);
  addUnary<math::RsqrtOp>(registry, [](double a) { return 1.0 / std::sqrt(a); });
  addUnary<math::SinOp>(registry, std::sin);
  addUnary<math::SinhOp>(registry, std::sinh);
  addUnary<math::SqrtOp>(registry, std::sqrt);
  addUnary<math::TanOp>(registry, std::tan);
  addUnary<math::TanhOp>(registry, std::tanh);
  addUnary<math::TruncOp>(registry, std::trunc);
}

//===----------------------------------------------------------------------------------------------------===//
// Classification
//===----------------------------------------------------------------------------------------------------===//

template <typename OpT, typename Function>
static void addClassification(ElementwiseRegistry &registry, Function function) {
  registry.add<OpT>([=](Operation *, const ElementwiseTypes &types) {
    return mapUnary(
        [function, kind = types.operands[0]](uint64_t a) -> uint64_t { return function(kind, bitsToFloat(kind, a)); });
  });
}

static void registerClassifications(ElementwiseRegistry &registry) {
  addClassification<math::IsFiniteOp>(registry, [](const ElementKind &, double a) { return std::isfinite(a); });
  addClassification<math::IsInfOp>(registry, [](const ElementKind &, double a) { return std::isinf(a); });
  addClassification<math::IsNaNOp>(registry, [](const ElementKind &, double a) { return std::isnan(a); });
  addClassification<math::IsNormalOp>(registry, [](const ElementKind &kind, double a) {
    return std::isfinite(a) && std::fabs(a) >= numerics::getInfo(kind.format).minNormal;
  });
}

//===----------------------------------------------------------------------------------------------------===//
// Several operands or results
//===----------------------------------------------------------------------------------------------------===//

/// a * b + c with one rounding to a type of at most 24 bits. The product is exact in a double; the sum is rounded to
/// odd (Boldo and Melquiond, 2008), so that the rounding to the type sees which side of a tie it lies on.
static double fmaRoundedToOdd(double a, double b, double c) {
  double product = a * b, sum = product + c;
  double rest = sum - product;
  double error = (product - (sum - rest)) + (c - rest);
  if (error == 0 || !std::isfinite(sum) || std::isnan(error))
    return sum;
  uint64_t bits = toBits<double, uint64_t>(sum);
  if (bits & 1)
    return sum;
  bool awayFromZero = (error > 0) == (sum > 0);
  return fromBits<double, uint64_t>(awayFromZero ? bits + 1 : bits - 1);
}

static RowFunction buildFma(Operation *, const ElementwiseTypes &types) {
  return [kind = types.results[0]](const Row &row) -> const char * {
    for (int64_t i = 0; i < row.count; ++i) {
      double a = bitsToFloat(kind, row.operands[0][i]), b = bitsToFloat(kind, row.operands[1][i]);
      double c = bitsToFloat(kind, row.operands[2][i]);
      bool isDouble = kind.format == numerics::Format::F64;
      row.results[0][i] = floatToBits(kind, isDouble ? std::fma(a, b, c) : fmaRoundedToOdd(a, b, c));
    }
    return nullptr;
  };
}

/// maximum(minimum(x, high), low): a NaN anywhere gives NaN.
static RowFunction buildClamp(Operation *, const ElementwiseTypes &types) {
  return [kind = types.results[0]](const Row &row) -> const char * {
    for (int64_t i = 0; i < row.count; ++i) {
      double value = bitsToFloat(kind, row.operands[0][i]);
      double low = bitsToFloat(kind, row.operands[1][i]), high = bitsToFloat(kind, row.operands[2][i]);
      bool isNaN = std::isnan(value) || std::isnan(low) || std::isnan(high);
      double clamped = isNaN ? std::numeric_limits<double>::quiet_NaN() : std::max(std::min(value, high), low);
      row.results[0][i] = floatToBits(kind, clamped);
    }
    return nullptr;
  };
}

static RowFunction buildSincos(Operation *, const ElementwiseTypes &types) {
  return [kind = types.results[0]](const Row &row) -> const char * {
    for (int64_t i = 0; i < row.count; ++i) {
      double angle = bitsToFloat(kind, row.operands[0][i]);
      row.results[0][i] = floatToBits(kind, std::sin(angle));
      row.results[1][i] = floatToBits(kind, std::cos(angle));
    }
    return nullptr;
  };
}

static RowFunction buildFPowI(Operation *, const ElementwiseTypes &types) {
  ElementKind base = types.operands[0], power = types.operands[1];
  return mapBinary([=](uint64_t a, uint64_t b) {
    return floatToBits(base, std::pow(bitsToFloat(base, a), static_cast<double>(bitsToSigned(power, b))));
  });
}

void reference::registerMathElementwise(ElementwiseRegistry &registry) {
  registerUnary(registry);
  registerClassifications(registry);
  auto addBinary = [](auto function) {
    return [=](Operation *, const ElementwiseTypes &types) {
      return mapBinary([function, kind = types.results[0]](uint64_t a, uint64_t b) {
        return floatToBits(kind, function(bitsToFloat(kind, a), bitsToFloat(kind, b)));
      });
    };
  };
  registry.add<math::Atan2Op>(addBinary([](double a, double b) { return std::atan2(a, b); }));
  registry.add<math::CopySignOp>(addBinary([](double a, double b) { return std::copysign(a, b); }));
  registry.add<math::PowFOp>(addBinary([](double a, double b) { return std::pow(a, b); }));
  registry.add<math::FmaOp>(buildFma);
  registry.add<math::ClampFOp>(buildClamp);
  registry.add<math::SincosOp>(buildSincos);
  registry.add<math::FPowIOp>(buildFPowI);
}

const ElementwiseRegistry &reference::getElementwiseRegistry() {
  static const ElementwiseRegistry registry = [] {
    ElementwiseRegistry all;
    registerIntegerElementwise(all);
    registerFloatElementwise(all);
    registerCastElementwise(all);
    registerMathElementwise(all);
    return all;
  }();
  return registry;
}
