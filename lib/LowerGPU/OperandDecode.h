//===- OperandDecode.h - from stored codes to operand A of tensor cores -----------------------------------===//
//
// Codes come as the words of a lane in a layout of tensor cores (Numerics/Layout.h), what leaves are registers of
// operand A: pairs of f16 or bf16 that are exactly code - zero point, or four bytes that are the code itself (zero
// points of the integer path are corrected in the sums; fp8 has none).
//
// A pair of codes becomes f16 by or-ing its bits under the exponent of 1024 (`0x6400`): that is 1024 + code, from which
// one addition takes 1024 + zero point. Bits that stand s places higher give 1024 + 2^s * code, and a fused
// multiplication by 2^-s brings them down. bf16 has room for 7 bits under 128 (`0x4300`).
//
// A small float has fewer exponent and mantissa bits than the operand: its bits, put where the operand has them, are
// its value times a power of two, subnormal ones too, which a multiplication takes away. NaN and infinities are not:
// constants that hold them are refused.
//
// Indices of a code book become what stands in a table in shared memory.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_LOWERGPU_OPERANDDECODE_H
#define QNT_LIB_LOWERGPU_OPERANDDECODE_H

#include "ContractionKernel.h"
#include "KernelEmitter.h"
#include <array>
#include <cmath>
#include <map>

namespace mlir::qnt {

/// The zero point of the rows that one register holds, ready to be added: -(magic / 2^s + zero point) for each place s.
class NegatedZeroPoint {
public:
  NegatedZeroPoint() = default;
  /// The same for all rows: `zeroPoint` as the layout stores codes.
  explicit NegatedZeroPoint(int64_t zeroPoint) : zeroPoint(zeroPoint) {}
  /// Both halves of `pair` (i32) hold -zeroPoint in the type of the operand.
  explicit NegatedZeroPoint(Value pair) : pair(pair) {}

private:
  friend class OperandDecode;
  int64_t zeroPoint = 0;
  Value pair;
  std::map<unsigned, Value> atPlace;
};

class OperandDecode {
public:
  OperandDecode(KernelEmitter &emitter, Format storage, MultiplicandType type);
  /// Codes are indices into `table` (shared memory), of entries in the type of the operand.
  void setTable(Value table) { this->table = table; }

  /// What the layout has in place of the zero point `zeroPoint` of the encoding.
  int64_t getStoredZeroPoint(int64_t zeroPoint) const;
  /// The bits of -zeroPoint (a stored one) in the type of the operand, as NegatedZeroPoint takes them.
  uint16_t getNegatedBits(int64_t zeroPoint) const;

  /// The four registers of a fragment. `words`: 4 * code width words of the lane, plane after plane; `step`: of the
  /// block along K; `zeroPoints`: those of the lower and of the upper row, not read on the integer path.
  std::array<Value, 4> decode(ArrayRef<Value> words, unsigned step, unsigned fragment,
                              std::array<NegatedZeroPoint *, 2> zeroPoints);

  /// A pair of bf16 times 2^`exponent`, exactly unless it becomes too small.
  Value emitScaled(Value pair, int exponent) {
    return fusedMultiplyAdd(pair, e.constant(splat(std::ldexp(1.0, exponent))), e.constant(splat(-0.0)));
  }

private:
  bool isHalf() const { return type == MultiplicandType::F16; }
  Value decodePair(ArrayRef<Value> words, unsigned index, NegatedZeroPoint &zeroPoint);
  Value decodeBytes(ArrayRef<Value> words, unsigned index);
  Value lookUp(ArrayRef<Value> words, unsigned index);
  Value decodeFloats(ArrayRef<Value> words, unsigned index);
  Value decodeWideBF16(Value word, unsigned bit, NegatedZeroPoint &zeroPoint);
  Value gatherPlanes(ArrayRef<Value> words, unsigned index, unsigned planeBits, int64_t magic);
  Value shift(Value word, int places);
  Value addNegated(Value value, unsigned place, NegatedZeroPoint &zeroPoint);
  Value getNegated(unsigned place, NegatedZeroPoint &zeroPoint);
  /// a * b + c on both halves.
  Value fusedMultiplyAdd(Value a, Value b, Value c);
  int64_t splat(double value) const;

  KernelEmitter &e;
  Format storage;
  MultiplicandType type;
  unsigned bits;
  unsigned operandBits;
  SmallVector<unsigned, 3> planes;
  Value table;
};

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERGPU_OPERANDDECODE_H
