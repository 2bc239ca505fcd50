//===- Random.cpp - a generator of numbers that is the same on every machine ------------------------------===//
#include "Qnt/RandomModules/Random.h"
#include <cassert>
#include <numeric>

using namespace mlir::qnt::random_modules;

Random::Random(uint64_t seed) {
  for (uint64_t &word : state) {
    seed += 0x9e3779b97f4a7c15;
    uint64_t mixed = (seed ^ (seed >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    word = mixed ^ (mixed >> 31);
  }
}

static uint64_t rotateLeft(uint64_t value, unsigned amount) { return (value << amount) | (value >> (64 - amount)); }

uint64_t Random::next() {
  uint64_t result = rotateLeft(state[1] * 5, 7) * 9;
  uint64_t shifted = state[1] << 17;
  state[2] ^= state[0];
  state[3] ^= state[1];
  state[1] ^= state[2];
  state[0] ^= state[3];
  state[2] ^= shifted;
  state[3] = rotateLeft(state[3], 45);
  return result;
}

uint64_t Random::below(uint64_t count) {
  assert(count >= 1 && "expected something to choose from");
  // What lies beyond the last whole multiple of count is drawn again.
  uint64_t rest = (UINT64_MAX % count + 1) % count;
  uint64_t value = next();
  while (value > UINT64_MAX - rest)
    value = next();
  return value % count;
}

int64_t Random::between(int64_t low, int64_t high) {
  assert(low <= high && "expected a range that is not empty");
  uint64_t span = static_cast<uint64_t>(high) - static_cast<uint64_t>(low);
  uint64_t offset = span == UINT64_MAX ? next() : below(span + 1);
  return static_cast<int64_t>(static_cast<uint64_t>(low) + offset);
}

size_t Random::pickWeighted(llvm::ArrayRef<unsigned> weights) {
  uint64_t rest = below(std::accumulate(weights.begin(), weights.end(), uint64_t(0)));
  for (size_t i = 0; i < weights.size(); ++i) {
    if (rest < weights[i])
      return i;
    rest -= weights[i];
  }
  return weights.size() - 1;
}
