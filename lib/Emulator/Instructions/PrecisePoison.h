//===- PrecisePoison.h - instructions whose undefined bytes are followed one by one ------------------------===//
//
// executeLanes makes a whole result undefined when any byte of a source is. Instructions that move bytes, or mask them,
// say which bytes of the result are undefined instead:
//
//   and.b32 %r2, %r1, 0xff;    %r1 with byte 3 undefined: %r2 is defined
//
//===----------------------------------------------------------------------===//

#ifndef QNT_LIB_EMULATOR_INSTRUCTIONS_PRECISEPOISON_H
#define QNT_LIB_EMULATOR_INSTRUCTIONS_PRECISEPOISON_H

#include "Warp.h"

namespace mlir::qnt::emulator {

/// One source of one lane.
struct LaneSource {
  uint64_t value = 0;
  ByteMask undefined = 0;
};

/// Bytes of a destination (its number is given) that are undefined for these sources.
using PoisonRule = ByteMask (*)(const Operation &operation, const LaneSource *sources, unsigned destination);

/// Most sources and destinations that instructions with a rule have.
constexpr unsigned kMaxPreciseOperands = 8;

/// For the lanes of `lanes`: reads sources, asks the rule; `poison` has a row of 32 for each destination.
void computePoison(Warp &warp, const Operation &operation, LaneMask lanes, PoisonRule rule,
                   Poison (&poison)[kMaxPreciseOperands][kWarpSize]);

/// Executes `execute`, then gives the lanes with undefined sources the poison of the rule.
void executeWithRule(Warp &warp, const Operation &operation, Execute execute, PoisonRule rule);

/// As executeLanes<function>, with the poison of `rule`.
template <auto function, PoisonRule rule>
void executePrecise(Warp &warp, const Operation &operation) {
  if (!warp.undefinedSources(operation))
    return executeLanes<function>(warp, operation);
  executeWithRule(warp, operation, executeLanes<function>, rule);
}

/// Bytes as bits: 0xff for each byte of the mask.
uint64_t bitsOfBytes(ByteMask bytes);
/// The bytes in which some bit is set.
ByteMask bytesOfBits(uint64_t bits);

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_INSTRUCTIONS_PRECISEPOISON_H
