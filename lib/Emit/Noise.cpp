//===- Noise.cpp - ops for the noise of stochastic rounding ----------------------------------------------===//
//
// Philox 4x32-10 (Salmon et al. 2011), the counter being the index of the element and the key the seed, unrolled.
//
//===-----------------------------------------------------------------------------------------------------===//

#include "ElementOps.h"
#include "Qnt/Emit/Encode.h"
#include <array>

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::emit;

/// Low and high half of the product.
static std::pair<Value, Value> multiplyWide(const ElementOps &ops, uint32_t factor, Value value) {
  auto product = arith::MulUIExtendedOp::create(ops.builder(), ops.integer(32, factor), value);
  return {product.getLow(), product.getHigh()};
}

Value emit::emitNoise(ImplicitLocOpBuilder &b, uint64_t seed, Value index) {
  ElementOps ops(b, index);
  Value position = ops.signExtend(index, 64);
  Value zero = ops.integer(32, 0);
  std::array<Value, 4> counter = {ops.truncate(position, 32), ops.truncate(ops.shiftRight(position, 32), 32), zero,
                                  zero};
  auto key0 = uint32_t(seed), key1 = uint32_t(seed >> 32);
  for (int round = 0; round < 10; ++round, key0 += 0x9E3779B9u, key1 += 0xBB67AE85u) {
    auto [low0, high0] = multiplyWide(ops, 0xD2511F53u, counter[0]);
    auto [low1, high1] = multiplyWide(ops, 0xCD9E8D57u, counter[2]);
    Value next0 = ops.bitXor(ops.bitXor(high1, counter[1]), ops.integer(32, key0));
    Value next2 = ops.bitXor(ops.bitXor(high0, counter[3]), ops.integer(32, key1));
    counter = {next0, low1, next2, low0};
  }
  Value bits = ops.bitOr(ops.shiftLeft(ops.zeroExtend(counter[1], 64), 32), ops.zeroExtend(counter[0], 64));
  return ops.multiply(ops.fromInteger(ops.shiftRight(bits, 11), ops.f64()), ops.number(ops.f64(), 0x1p-53));
}
