//===- OperandDecode.cpp - from stored codes to operand A of tensor cores ---------------------------------===//
#include "OperandDecode.h"
#include "llvm/ADT/APFloat.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::qnt;

OperandDecode::OperandDecode(KernelEmitter &emitter, Format storage, MultiplicandType type)
    : e(emitter), storage(storage), type(type), bits(numerics::bitWidth(storage)),
      operandBits(type == MultiplicandType::I8 || type == MultiplicandType::F8 ? 8 : 16),
      planes(numerics::getCodePlanes(bits)) {}

int64_t OperandDecode::getStoredZeroPoint(int64_t zeroPoint) const {
  return zeroPoint + static_cast<int64_t>(numerics::FragmentLayout{operandBits}.getSignMask(storage));
}

/// Codes of 8 bits lose 128 on their way to bf16.
static int64_t getOffset(unsigned bits, bool isHalf) { return bits == 8 && !isHalf ? 128 : 0; }

static uint16_t getFloatBits(double value, bool isHalf) {
  llvm::APFloat number(value);
  bool losesInfo = false;
  number.convert(isHalf ? llvm::APFloat::IEEEhalf() : llvm::APFloat::BFloat(), llvm::APFloat::rmNearestTiesToEven,
                 &losesInfo);
  assert(!losesInfo && "expected a number that the operand's type holds");
  return static_cast<uint16_t>(number.bitcastToAPInt().getZExtValue());
}

uint16_t OperandDecode::getNegatedBits(int64_t zeroPoint) const {
  return getFloatBits(-static_cast<double>(zeroPoint - getOffset(bits, isHalf())), isHalf());
}

int64_t OperandDecode::splat(double value) const { return getFloatBits(value, isHalf()) * 0x10001ll; }

Value OperandDecode::fusedMultiplyAdd(Value a, Value b, Value c) {
  return e.instruction(isHalf() ? "fma.rn.f16x2 $0, $1, $2, $3;" : "fma.rn.bf16x2 $0, $1, $2, $3;", {a, b, c});
}

Value OperandDecode::getNegated(unsigned place, NegatedZeroPoint &zeroPoint) {
  Value &negated = zeroPoint.atPlace[place];
  if (negated)
    return negated;
  int64_t offset = getOffset(bits, isHalf());
  double magic = offset ? 0.0 : std::ldexp(isHalf() ? 1024.0 : 128.0, -static_cast<int>(place));
  if (!zeroPoint.pair)
    negated = e.constant(splat(-(magic + static_cast<double>(zeroPoint.zeroPoint - offset))));
  else if (magic == 0.0)
    negated = zeroPoint.pair;
  else
    negated = fusedMultiplyAdd(zeroPoint.pair, e.constant(splat(1.0)), e.constant(splat(-magic)));
  return negated;
}

Value OperandDecode::addNegated(Value value, unsigned place, NegatedZeroPoint &zeroPoint) {
  Value negated = getNegated(place, zeroPoint);
  if (place == 0 && isHalf())
    return e.instruction("add.rn.f16x2 $0, $1, $2;", {value, negated});
  return fusedMultiplyAdd(value, e.constant(splat(std::ldexp(1.0, -static_cast<int>(place)))), negated);
}

Value OperandDecode::shift(Value word, int places) {
  return places >= 0 ? e.shiftRight(word, places) : e.shiftLeft(word, -places);
}

/// The bits of all planes, those of each operand position from bit 0 on, or-ed into `magic`.
Value OperandDecode::gatherPlanes(ArrayRef<Value> words, unsigned index, unsigned planeBits, int64_t magic) {
  int64_t repeated = planeBits == 16 ? 0x10001 : 0x01010101;
  Value gathered;
  unsigned low = 0;
  for (unsigned width : planes) {
    numerics::PlanePosition position = numerics::getPlanePosition(operandBits, width, index);
    Value word = shift(words[position.word], static_cast<int>(position.bit) - static_cast<int>(low));
    int64_t mask = (llvm::maskTrailingOnes<uint64_t>(width) << low) * repeated;
    if (!gathered)
      gathered = magic ? e.maskOr(word, mask, magic) : e.bitAnd(word, mask);
    else
      gathered = e.instruction("lop3.b32 $0, $1, $2, $3, 0xEA;", {word, e.constant(mask), gathered});
    words = words.drop_front(4 * width);
    low += width;
  }
  return gathered;
}

/// t = code - 128 from its low seven bits under 128 and its inverted highest bit under -128, exactly; then the rest.
Value OperandDecode::decodeWideBF16(Value word, unsigned bit, NegatedZeroPoint &zeroPoint) {
  Value codes = shift(word, static_cast<int>(bit));
  Value low = e.maskOr(codes, 0x007F007F, 0x43004300);
  // (~codes & 0x0080) | 0xC300
  Value high = e.instruction("lop3.b32 $0, $1, $2, $3, 0xAE;",
                             {codes, e.constant(0x00800080), e.constant(static_cast<int32_t>(0xC300C300))});
  Value value = fusedMultiplyAdd(low, e.constant(splat(1.0)), high);
  if (!zeroPoint.pair && zeroPoint.zeroPoint == 128)
    return value;
  return addNegated(value, 0, zeroPoint);
}

Value OperandDecode::lookUp(ArrayRef<Value> words, unsigned index) {
  Value codes;
  unsigned bit = 0;
  if (planes.size() == 1) {
    numerics::PlanePosition position = numerics::getPlanePosition(operandBits, bits, index);
    codes = words[position.word];
    bit = position.bit;
  } else {
    codes = gatherPlanes(words, index, 16, 0);
  }
  // Twice the index is the offset of an entry.
  int64_t mask = llvm::maskTrailingOnes<uint64_t>(bits) << 1;
  SmallVector<Value> entries;
  for (unsigned half = 0; half < 2; ++half) {
    Value offset = e.bitAnd(shift(codes, static_cast<int>(bit + 16 * half) - 1), mask);
    Value entry = e.load(e.b.getIntegerType(16), e.offset(table, offset), 2);
    entries.push_back(e.b.createOrFold<arith::ExtUIOp>(e.b.getI32Type(), entry));
  }
  return e.instruction("prmt.b32 $0, $1, $2, 0x5410;", entries);
}

Value OperandDecode::decodeFloats(ArrayRef<Value> words, unsigned index) {
  const numerics::FormatInfo &info = numerics::getInfo(storage);
  // The code's sign to bit 15 of each half; what else stands there is masked away.
  Value raised;
  if (planes.size() == 1) {
    numerics::PlanePosition position = numerics::getPlanePosition(operandBits, bits, index);
    raised = shift(words[position.word], static_cast<int>(position.bit + bits) - 16);
  } else {
    raised = e.shiftLeft(gatherPlanes(words, index, 16, 0), 16 - bits);
  }
  unsigned exponentBits = isHalf() ? 5 : 8, down = exponentBits - info.exponentBits;
  int64_t magnitude = (llvm::maskTrailingOnes<uint64_t>(bits - 1) << (16 - bits)) >> down;
  Value value = e.bitAnd(e.shiftRight(raised, down), magnitude * 0x10001);
  value = e.instruction("lop3.b32 $0, $1, $2, $3, 0xEA;", {raised, e.constant(0x80008000), value});
  int factor = (isHalf() ? 15 : 127) - info.bias;
  if (factor == 0)
    return value;
  return fusedMultiplyAdd(value, e.constant(splat(std::ldexp(1.0, factor))), e.constant(splat(-0.0)));
}

Value OperandDecode::decodePair(ArrayRef<Value> words, unsigned index, NegatedZeroPoint &zeroPoint) {
  if (table)
    return lookUp(words, index);
  if (numerics::isFloat(storage))
    return decodeFloats(words, index);
  int64_t magic = isHalf() ? 0x64006400 : 0x43004300;
  if (planes.size() > 1)
    return addNegated(gatherPlanes(words, index, 16, magic), 0, zeroPoint);
  numerics::PlanePosition position = numerics::getPlanePosition(operandBits, bits, index);
  Value word = words[position.word];
  if (bits == 8 && !isHalf())
    return decodeWideBF16(word, position.bit, zeroPoint);
  if (bits == 8) {
    StringRef text = position.bit == 0 ? "prmt.b32 $0, $1, $2, 0x4240;" : "prmt.b32 $0, $1, $2, 0x4341;";
    return addNegated(e.instruction(text, {word, e.constant(0x64646464)}), 0, zeroPoint);
  }
  // The highest place at which the mantissa holds the code: what lies higher is shifted first.
  unsigned room = isHalf() ? 10 : 7, highest = (room - bits) / bits * bits;
  unsigned place = position.bit % (highest + bits);
  int64_t mask = (llvm::maskTrailingOnes<uint64_t>(bits) << place) * 0x10001;
  return addNegated(e.maskOr(shift(word, static_cast<int>(position.bit - place)), mask, magic), place, zeroPoint);
}

Value OperandDecode::decodeBytes(ArrayRef<Value> words, unsigned index) {
  if (bits == 8)
    return words[numerics::getPlanePosition(8, 8, index).word];
  return gatherPlanes(words, index, 8, 0);
}

std::array<Value, 4> OperandDecode::decode(ArrayRef<Value> words, unsigned step, unsigned fragment,
                                           std::array<NegatedZeroPoint *, 2> zeroPoints) {
  std::array<Value, 4> registers;
  unsigned elements = 32 / operandBits;
  for (unsigned i = 0; i < 4; ++i) {
    unsigned index = ((step * 4 + fragment) * 4 + i) * elements;
    registers[i] = operandBits == 8 ? decodeBytes(words, index) : decodePair(words, index, *zeroPoints[i % 2]);
  }
  return registers;
}
