//===- Video.h - vadd, vset, vmad and their SIMD forms ----------------------------------------------------===//
//
// Operations on bytes and halves selected from 32-bit operands, with saturation, a second operation or a merge.
//
//===----------------------------------------------------------------------===//

#ifndef QNT_LIB_EMULATOR_ARITHMETIC_VIDEO_H
#define QNT_LIB_EMULATOR_ARITHMETIC_VIDEO_H

#include "Compare.h"
#include "Integer.h"

namespace mlir::qnt::emulator {

/// The first operation.
enum class VideoOp : uint8_t {
  Add,
  Subtract,
  AbsoluteDifference,
  Minimum,
  Maximum,
  Average,
  ShiftLeft,
  ShiftRight,
  Set
};
/// What is done with the intermediate result and c.
enum class VideoSecond : uint8_t { None, Add, Minimum, Maximum, Merge };

/// Part of a 32-bit operand: `bits` at `shift`.
struct VideoPart {
  uint8_t shift = 0;
  uint8_t bits = 32;
};

/// A scalar video instruction.
struct VideoModifiers {
  VideoOp op = VideoOp::Add;
  VideoSecond second = VideoSecond::None;
  Comparison comparison = Comparison::Equal;
  bool signedA = false;
  bool signedB = false;
  bool signedD = false;
  bool saturate = false;
  bool wrapShift = false;
  VideoPart partA, partB, partD;
};

/// The selected part, extended by the operand's type.
inline int64_t videoOperand(uint64_t bits, VideoPart part, bool isSigned) {
  uint64_t field = uint64_t(uint32_t(bits) >> part.shift) << (64 - part.bits);
  return isSigned ? int64_t(field) >> (64 - part.bits) : int64_t(field >> (64 - part.bits));
}

/// Clamps to an integer of `bits` bits.
inline int64_t clampToBits(int64_t value, int bits, bool isSigned) {
  int64_t high = isSigned ? (int64_t(1) << (bits - 1)) - 1 : (int64_t(1) << bits) - 1;
  int64_t low = isSigned ? -high - 1 : 0;
  return value < low ? low : value > high ? high : value;
}

/// The first operation on extended operands.
inline int64_t videoResult(VideoOp op, int64_t a, int64_t b, Comparison comparison, bool wrapShift) {
  switch (op) {
  case VideoOp::Add:
    return a + b;
  case VideoOp::Subtract:
    return a - b;
  case VideoOp::AbsoluteDifference:
    return a < b ? b - a : a - b;
  case VideoOp::Minimum:
    return a < b ? a : b;
  case VideoOp::Maximum:
    return a > b ? a : b;
  case VideoOp::Average:
    return a + b >= 0 ? (a + b + 1) >> 1 : (a + b) >> 1;
  case VideoOp::ShiftLeft:
  case VideoOp::ShiftRight: {
    int64_t amount = wrapShift ? b & 31 : b > 32 ? 32 : b;
    return op == VideoOp::ShiftLeft ? int64_t(uint64_t(a) << amount) : a >> amount;
  }
  case VideoOp::Set:
    return holds(comparison, a < b ? -1 : a > b ? 1 : 0);
  }
  return 0;
}

/// vadd vsub vabsdiff vmin vmax vshl vshr vset.
inline uint64_t videoScalar(uint64_t a, uint64_t b, uint64_t c, const VideoModifiers &modifiers) {
  int64_t result =
      videoResult(modifiers.op, videoOperand(a, modifiers.partA, modifiers.signedA),
                  videoOperand(b, modifiers.partB, modifiers.signedB), modifiers.comparison, modifiers.wrapShift);
  if (modifiers.saturate)
    result = clampToBits(result, modifiers.partD.bits, modifiers.signedD);
  uint32_t value = uint32_t(result);
  uint32_t third = uint32_t(c);
  bool below = modifiers.signedD ? int32_t(value) < int32_t(third) : value < third;
  switch (modifiers.second) {
  case VideoSecond::None:
    return value;
  case VideoSecond::Add:
    return uint32_t(value + third);
  case VideoSecond::Minimum:
    return below ? value : third;
  case VideoSecond::Maximum:
    return below ? third : value;
  case VideoSecond::Merge: {
    uint64_t mask = ((uint64_t(1) << modifiers.partD.bits) - 1) << modifiers.partD.shift;
    return uint32_t((third & ~mask) | ((uint64_t(value) << modifiers.partD.shift) & mask));
  }
  }
  return value;
}

/// vmad.
struct VideoMadModifiers {
  VideoPart partA, partB;
  bool signedA = false;
  bool signedB = false;
  bool negateProduct = false;
  bool negateC = false;
  bool plusOne = false;
  bool saturate = false;
  uint8_t scale = 0; ///< right shift: 0, 7, 15
};

inline uint64_t videoMad(uint64_t a, uint64_t b, uint64_t c, const VideoMadModifiers &modifiers) {
  bool isSigned = modifiers.signedA || modifiers.signedB || modifiers.negateProduct || modifiers.negateC;
  __int128 result = __int128(videoOperand(a, modifiers.partA, modifiers.signedA)) *
                    videoOperand(b, modifiers.partB, modifiers.signedB);
  uint32_t addend = uint32_t(c);
  bool one = modifiers.plusOne;
  if (!one && modifiers.negateProduct) {
    result = ~result;
    one = true;
  } else if (!one && modifiers.negateC) {
    addend = ~addend;
    one = true;
  }
  result += (isSigned ? __int128(int32_t(addend)) : __int128(addend)) + one;
  int64_t scaled = int64_t(result >> modifiers.scale);
  return uint32_t(modifiers.saturate ? clampToBits(scaled, 32, isSigned) : scaled);
}

/// A SIMD video instruction on two halves or four bytes. Selections are lanes of {b, a}; lane 0 is the lowest.
struct VideoSimdModifiers {
  VideoOp op = VideoOp::Add;
  Comparison comparison = Comparison::Equal;
  uint8_t numLanes = 4;
  bool signedA = false;
  bool signedB = false;
  bool signedD = false;
  bool saturate = false;
  bool accumulate = false;
  uint8_t selectA[4] = {0, 1, 2, 3};
  uint8_t selectB[4] = {4, 5, 6, 7};
  uint8_t mask = 15; ///< bit i: lane i is written
};

inline uint64_t videoSimd(uint64_t a, uint64_t b, uint64_t c, const VideoSimdModifiers &modifiers) {
  uint64_t pair = uint64_t(uint32_t(b)) << 32 | uint32_t(a);
  int bits = 32 / modifiers.numLanes;
  uint64_t laneMask = (uint64_t(1) << bits) - 1;
  auto lane = [&](int index, bool isSigned) {
    uint64_t field = pair >> (bits * index) << (64 - bits);
    return isSigned ? int64_t(field) >> (64 - bits) : int64_t(field >> (64 - bits));
  };
  uint64_t merged = uint32_t(c);
  uint64_t sum = uint32_t(c);
  for (int i = 0; i < modifiers.numLanes; ++i) {
    if (!(modifiers.mask >> i & 1))
      continue;
    int64_t result = videoResult(modifiers.op, lane(modifiers.selectA[i], modifiers.signedA),
                                 lane(modifiers.selectB[i], modifiers.signedB), modifiers.comparison, false);
    if (modifiers.saturate)
      result = clampToBits(result, bits, modifiers.signedD);
    sum += uint64_t(result);
    merged = (merged & ~(laneMask << (bits * i))) | (uint64_t(result) & laneMask) << (bits * i);
  }
  return uint32_t(modifiers.accumulate ? sum : merged);
}

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_ARITHMETIC_VIDEO_H
