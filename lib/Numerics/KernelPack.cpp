//===- KernelPack.cpp - byte codes to dense codes and back -------------------------------------------------===//
//
// Eight codes are one 64-bit word; three steps merge neighbours of 1, 2 and 4 codes, or take them apart.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "KernelLoops.h"

#include <cstring>

using namespace mlir::qnt::numerics;

namespace {

constexpr uint64_t lowBits(unsigned count) { return count == 64 ? ~0ull : (1ull << count) - 1; }

/// A mask of `width` low bits in every group of `group` bits of a word.
constexpr uint64_t repeatMask(unsigned width, unsigned group) {
  uint64_t mask = 0;
  for (unsigned i = 0; i < 64; i += group)
    mask |= lowBits(width) << i;
  return mask;
}

/// In every group of 2 * `distance` bits, moves the `width` bits at `distance` down to stand on the `width` low bits.
template <unsigned width, unsigned distance>
uint64_t closeGaps(uint64_t word) {
  constexpr uint64_t low = repeatMask(width, 2 * distance);
  return (word & low) | ((word >> (distance - width)) & (low << width));
}

/// The inverse.
template <unsigned width, unsigned distance>
uint64_t openGaps(uint64_t word) {
  constexpr uint64_t low = repeatMask(width, 2 * distance);
  return (word & low) | ((word & (low << width)) << (distance - width));
}

/// Eight codes, one in the low bits of each byte, become 8 * bits dense bits.
template <unsigned bits>
uint64_t packEight(uint64_t codes) {
  return closeGaps<4 * bits, 32>(closeGaps<2 * bits, 16>(closeGaps<bits, 8>(codes)));
}

/// The inverse.
template <unsigned bits>
uint64_t unpackEight(uint64_t word) {
  return openGaps<bits, 8>(openGaps<2 * bits, 16>(openGaps<4 * bits, 32>(word)));
}

template <unsigned bits>
void packWhole(const uint8_t *codes, size_t groups, uint8_t *packed) {
  for (size_t i = 0; i < groups; ++i) {
    uint64_t word;
    std::memcpy(&word, codes + 8 * i, 8);
    word = packEight<bits>(word);
    std::memcpy(packed + bits * i, &word, bits);
  }
}

template <unsigned bits>
void packCodesOf(const uint8_t *codes, size_t count, uint8_t *packed) {
  const size_t groups = count / 8, rest = count % 8;
  packWhole<bits>(codes, groups, packed);
  if (rest == 0)
    return;
  uint8_t last[8] = {};
  std::memcpy(last, codes + 8 * groups, rest);
  uint64_t word;
  std::memcpy(&word, last, 8);
  word = packEight<bits>(word);
  std::memcpy(packed + bits * groups, &word, (rest * bits + 7) / 8);
}

template <unsigned bits>
void unpackCodesOf(const uint8_t *packed, size_t count, uint8_t *codes) {
  const size_t groups = count / 8, rest = count % 8;
  for (size_t i = 0; i < groups; ++i) {
    uint64_t word = 0;
    std::memcpy(&word, packed + bits * i, bits);
    word = unpackEight<bits>(word);
    std::memcpy(codes + 8 * i, &word, 8);
  }
  if (rest == 0)
    return;
  uint64_t word = 0;
  std::memcpy(&word, packed + bits * groups, (rest * bits + 7) / 8);
  word = unpackEight<bits>(word & lowBits(8 * bits));
  std::memcpy(codes + 8 * groups, &word, rest);
}

} // namespace

void kernels::packRun(const uint8_t *codes, size_t count, unsigned bits, uint8_t *packed) {
  using Pack = void (*)(const uint8_t *, size_t, uint8_t *);
  static constexpr Pack byWidth[] = {packCodesOf<1>, packCodesOf<2>, packCodesOf<3>, packCodesOf<4>,
                                     packCodesOf<5>, packCodesOf<6>, packCodesOf<7>, packCodesOf<8>};
  byWidth[bits - 1](codes, count, packed);
}

void kernels::unpackRun(const uint8_t *packed, size_t count, unsigned bits, uint8_t *codes) {
  using Unpack = void (*)(const uint8_t *, size_t, uint8_t *);
  static constexpr Unpack byWidth[] = {unpackCodesOf<1>, unpackCodesOf<2>, unpackCodesOf<3>, unpackCodesOf<4>,
                                       unpackCodesOf<5>, unpackCodesOf<6>, unpackCodesOf<7>, unpackCodesOf<8>};
  byWidth[bits - 1](packed, count, codes);
}
