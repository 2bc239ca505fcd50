//===- Random.h - a sequence that is the same everywhere -------------------------------------------------===//
#ifndef QNT_LIB_EMULATOR_RANDOM_H
#define QNT_LIB_EMULATOR_RANDOM_H

#include <cstdint>

namespace mlir::qnt::emulator {

/// SplitMix64 (Steele, Lea, Flood 2014).
class Random {
public:
  explicit Random(uint64_t seed = 0) : state(seed) {}
  uint64_t next() {
    uint64_t value = state += 0x9E3779B97F4A7C15u;
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9u;
    value = (value ^ value >> 27) * 0x94D049BB133111EBu;
    return value ^ value >> 31;
  }
  /// Below `bound`, which is not 0.
  uint64_t below(uint64_t bound) { return next() % bound; }

private:
  uint64_t state;
};

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_RANDOM_H
