//===- Approximate.cpp - the .approx functions of f32, f16, bf16 and f64 ----------------------------------===//

#include "Approximate.h"

using namespace mlir::qnt::emulator;

double mlir::qnt::emulator::approximateInDouble(ApproximateFunction function, double a) {
  switch (function) {
  case ApproximateFunction::Reciprocal:
    return 1.0 / a;
  case ApproximateFunction::SquareRoot:
    return std::sqrt(a);
  case ApproximateFunction::ReciprocalSquareRoot:
    return 1.0 / std::sqrt(a);
  case ApproximateFunction::Sine:
    return std::sin(a);
  case ApproximateFunction::Cosine:
    return std::cos(a);
  case ApproximateFunction::Log2:
    return std::log2(a);
  case ApproximateFunction::Exp2:
    return std::exp2(a);
  case ApproximateFunction::Tanh:
    return std::tanh(a);
  }
  return 0;
}

uint64_t mlir::qnt::emulator::divApproximate(uint64_t a, uint64_t b, bool fullRange, bool flush) {
  constexpr uint64_t limit = uint64_t(126 + F32::bias) << F32::mantissaBits;
  FloatModifiers modifiers;
  modifiers.flush = flush;
  uint64_t magnitude = b & (F32::signBit - 1);
  if (fullRange || magnitude <= limit || magnitude >= F32::infinity || isNaN<F32>(a))
    return divFloat<F32>(a, b, modifiers);
  return isInfinite<F32>(a) ? F32::canonicalNaN : (a ^ b) & F32::signBit;
}

uint64_t mlir::qnt::emulator::approximateHighHalf(ApproximateFunction function, uint64_t a) {
  constexpr uint64_t highHalf = 0xffffffff00000000;
  a = flushSubnormal<F64>(a & highHalf);
  if (isNaN<F64>(a))
    return 0x7fffffff00000000;
  double result = approximateInDouble(function, asDouble(a));
  return result != result ? 0x7fffffff00000000 : flushSubnormal<F64>(bitsOf(result)) & highHalf;
}

uint64_t mlir::qnt::emulator::reciprocalSquareRootDouble(uint64_t a) {
  double result = approximateInDouble(ApproximateFunction::ReciprocalSquareRoot, asDouble(a));
  return result != result ? resultNaN<F64>(a) : bitsOf(result);
}
