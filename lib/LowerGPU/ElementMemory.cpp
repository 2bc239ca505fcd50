//===- ElementMemory.cpp - loads and stores of elements, several at a time --------------------------------===//
#include "ElementEmitter.h"
#include "Qnt/IR/ElementSize.h"

using namespace mlir;
using namespace mlir::qnt;

/// Bytes of the widest access.
static constexpr unsigned kAccessBytes = 16;

unsigned ElementBuffer::getElementBytes() const { return *qnt::getElementBytes(type.getElementType()); }

std::optional<int64_t> ElementBuffer::getStride(unsigned dim) const {
  int64_t stride = 1;
  for (const LinearIndex &size : ArrayRef(sizes).drop_front(dim + 1)) {
    if (!size.isConstant())
      return std::nullopt;
    stride *= size.constant;
  }
  return stride;
}

/// Elements that one access may hold: the first of them lies on their bytes, and when one of them is inside, all are.
unsigned ElementEmitter::getGroup(const ElementBuffer &buffer, const Position &position) const {
  if (position.empty() || !buffer.sizes.back().isConstant())
    return 1;
  auto isAligned = [&](int64_t group) {
    if (position.back().getDivisor() % group != 0 || buffer.sizes.back().constant % group != 0)
      return false;
    for (unsigned dim = 0; dim + 1 < position.size(); ++dim)
      if (!(position[dim] == LinearIndex(0)) && *buffer.getStride(dim) % group != 0)
        return false;
    return true;
  };
  for (unsigned dim = 0; dim + 1 < position.size(); ++dim)
    if (!buffer.getStride(dim))
      return 1;
  unsigned group = kAccessBytes / buffer.getElementBytes();
  while (group > 1 && !isAligned(group))
    group /= 2;
  return group;
}

Value ElementEmitter::getPointer(const ElementBuffer &buffer, const Position &position) {
  LinearIndex offset;
  Value dynamic;
  for (auto [dim, index] : llvm::enumerate(position)) {
    if (std::optional<int64_t> stride = buffer.getStride(dim)) {
      offset = offset + index * *stride;
      continue;
    }
    Value term = space.emit(index);
    for (const LinearIndex &size : ArrayRef(buffer.sizes).drop_front(dim + 1))
      term = e.multiply(term, space.emit(size));
    dynamic = dynamic ? e.add(dynamic, term) : term;
  }
  int64_t bytes = buffer.getElementBytes();
  Value pointer = buffer.pointer;
  if (dynamic)
    pointer = e.offset(pointer, e.multiply(dynamic, bytes));
  if (!offset.isConstant())
    pointer = e.offset(pointer, space.emit(offset.getVariable() * bytes));
  int64_t rest = offset.constant * bytes;
  return llvm::isInt<32>(rest) ? e.offset(pointer, rest) : e.offset(pointer, e.constant(rest, e.b.getI64Type()));
}

/// Speculation reads some element in place of one that is not there.
void ElementEmitter::keepInside(const ElementBuffer &buffer, Position &position) {
  for (auto [index, size] : llvm::zip_equal(position, buffer.sizes)) {
    IndexRange range = space.getRange(index);
    bool isLow = !range.low || *range.low < 0;
    if (!isLow && (space.isBelow(index, size) == true || space.isTrusted(index)))
      continue;
    if (!size.isConstant() || size.constant == 0)
      return fail("it looks behind the end of a dimension of dynamic size");
    Value inside = space.emit(index), last = e.constant(size.constant - 1, e.b.getI64Type());
    inside = arith::MinSIOp::create(e.b, inside, last);
    if (isLow)
      inside = arith::MaxSIOp::create(e.b, inside, e.constant(0, e.b.getI64Type()));
    index = space.addAtom(inside, {0, size.constant - 1});
  }
}

/// The type in which `count` elements of `bytes` each are accessed.
static Type getAccessType(OpBuilder &b, Type element, unsigned bytes, unsigned count) {
  if (count == 1)
    return element;
  unsigned total = bytes * count;
  if (bytes >= 4)
    return VectorType::get(count, element);
  if (total <= 4)
    return b.getIntegerType(total * 8);
  return VectorType::get(total / 4, b.getI32Type());
}

/// An element as it lies in memory: i1 takes a byte, index 8.
static Type getMemoryType(OpBuilder &b, Type element) {
  return element.isInteger(1) ? b.getI8Type() : element.isIndex() ? Type(b.getI64Type()) : element;
}

Value ElementEmitter::load(Value tensor, const ElementBuffer &buffer, Position position) {
  Position wanted = position;
  if (isSpeculative)
    keepInside(buffer, position);
  if (hasFailed())
    return LLVM::PoisonOp::create(e.b, buffer.type.getElementType());
  unsigned group = getGroup(buffer, position), bytes = buffer.getElementBytes();
  int64_t first = 0;
  if (group > 1) {
    first = llvm::divideFloorSigned(position.back().constant, group) * group;
    position.back().constant = first;
  }
  Type element = getMemoryType(e.b, buffer.type.getElementType());
  Value loaded = e.load(getAccessType(e.b, element, bytes, group), getPointer(buffer, position), group * bytes,
                        /*isInvariant=*/true);
  SmallVector<Value> elements = {loaded};
  if (group > 1)
    elements = e.unpackVector(e.bitcast(loaded, VectorType::get(group, element)));
  Value result;
  for (auto [i, value] : llvm::enumerate(elements)) {
    if (buffer.type.getElementType().isInteger(1))
      value = arith::TruncIOp::create(e.b, e.b.getI1Type(), value);
    Position own = wanted;
    if (group > 1)
      own.back().constant = first + static_cast<int64_t>(i); // an index that was moved inside has no group
    define(tensor, own, value);
    if (own == wanted)
      result = value;
  }
  return result;
}

void ElementEmitter::store(const ElementBuffer &buffer, const Position &position, ArrayRef<Value> elements) {
  unsigned group = std::min<unsigned>(getGroup(buffer, position), llvm::bit_floor(elements.size()));
  if (!position.empty())
    while (group > 1 && (position.back().constant % group != 0 || elements.size() % group != 0))
      group /= 2;
  Type element = getMemoryType(e.b, buffer.type.getElementType());
  unsigned bytes = buffer.getElementBytes();
  Value start = getPointer(buffer, position);
  for (size_t first = 0; first < elements.size(); first += group) {
    SmallVector<Value> values;
    for (Value value : elements.slice(first, group)) {
      if (value.getType().isInteger(1))
        value = arith::ExtUIOp::create(e.b, element, value);
      else if (value.getType().isIndex())
        value = arith::IndexCastOp::create(e.b, element, value);
      values.push_back(value);
    }
    Value packed =
        group == 1 ? values.front() : e.bitcast(e.packVector(values), getAccessType(e.b, element, bytes, group));
    e.store(packed, e.offset(start, static_cast<int64_t>(first) * bytes), group * bytes);
  }
}
