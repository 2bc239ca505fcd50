//===- ActivationTile.cpp - rows of activations in shared memory, and operand B from them -----------------===//
#include "ActivationTile.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include <limits>

using namespace mlir;
using namespace mlir::qnt;

void mlir::qnt::emitCopyAsync(KernelEmitter &e, Value target, Value source, Value isPresent, int64_t bytes) {
  Value present = e.select(isPresent, e.constant(bytes), e.constant(0));
  auto cache = bytes == 16 ? NVVM::LoadCacheModifierKind::CG : NVVM::LoadCacheModifierKind::CA;
  NVVM::CpAsyncOp::create(e.b, target, source, bytes, cache, present);
}

void mlir::qnt::emitCommitCopies(KernelEmitter &e) { NVVM::CpAsyncCommitGroupOp::create(e.b); }

void mlir::qnt::emitWaitForCopies(KernelEmitter &e, unsigned pending) {
  NVVM::CpAsyncWaitGroupOp::create(e.b, pending);
}

void mlir::qnt::emitForEachChunk(KernelEmitter &e, Value thread, unsigned numThreads, int64_t numChunks,
                                 function_ref<void(Value)> copy) {
  for (int64_t first = 0; first < numChunks; first += numThreads) {
    Value number = e.add(thread, first);
    if (first + numThreads <= numChunks)
      copy(number);
    else
      e.ifTrue(e.isLess(number, e.constant(numChunks)), [&] { copy(number); });
  }
}

Value mlir::qnt::emitLoadElements(KernelEmitter &e, Value source, Value count, unsigned numElements,
                                  unsigned elementBytes, int64_t stride, function_ref<Value(unsigned)> getOther) {
  Type type = e.b.getIntegerType(8 * elementBytes);
  SmallVector<Value> elements;
  for (unsigned i = 0; i < numElements; ++i) {
    Value other = getOther(i);
    auto ifOp = scf::IfOp::create(e.b, TypeRange(type), e.isLess(e.constant(i), count), /*withElseRegion=*/true);
    OpBuilder::InsertionGuard guard(e.b);
    e.b.setInsertionPointToStart(ifOp.thenBlock());
    Value element = e.load(type, e.offset(source, i * stride), elementBytes, /*isInvariant=*/true);
    scf::YieldOp::create(e.b, element);
    e.b.setInsertionPointToStart(ifOp.elseBlock());
    scf::YieldOp::create(e.b, other);
    elements.push_back(ifOp.getResult(0));
  }
  return e.packVector(elements);
}

/// The code of real zero in `row`: i8, null where it is 0.
Value ActivationTile::loadHole(KernelEmitter &e, Value row) const {
  if (!zeroPoints)
    return {};
  Value pointer = zeroPoints;
  if (contraction->hasScalesPerRow)
    pointer = e.offset(zeroPoints, address.getScaleRow(e, row));
  return e.load(e.b.getIntegerType(8), pointer, 1, /*isInvariant=*/true);
}

void ActivationTile::emitCopyChunk(KernelEmitter &e, Value to, Value row, Value chunk) const {
  ActivationChunk place = address.locate(e, row, chunk);
  int64_t bytes = address.getElementBytes(), chunkBytes = address.getChunkBytes(), all = address.getChunkElements();
  // cp.async of no bytes reads nothing, wherever that is; to load elements takes their `count`.
  Value from = e.offset(source, e.multiply(place.element, bytes));
  // What is decoded is real zero behind every end, too: weights there may be no zeros.
  bool isDecoded = contraction->decodedActivations.has_value();
  if (isDecoded && zeroPoints)
    place.isHole = e.bitXor(place.isPresent, e.constant(1, e.b.getI1Type()));
  bool hasHoles = place.isHole && zeroPoints;
  if (address.isAligned() && !hasHoles)
    return emitCopyAsync(e, to, from, place.isPresent, chunkBytes);
  if (address.isAligned()) {
    // Threads of a chunk that is a hole store it themselves; the others copy, or write zeros behind the end.
    auto ifOp = scf::IfOp::create(e.b, TypeRange(), place.isHole, /*withElseRegion=*/true);
    OpBuilder::InsertionGuard guard(e.b);
    e.b.setInsertionPointToStart(ifOp.thenBlock());
    Value splat = e.multiply(e.b.createOrFold<arith::ExtUIOp>(e.b.getI32Type(), loadHole(e, row)), 0x01010101);
    e.store(e.packVector(SmallVector<Value>(chunkBytes / 4, splat)), to, chunkBytes);
    e.b.setInsertionPointToStart(ifOp.elseBlock());
    return emitCopyAsync(e, to, from, place.isPresent, chunkBytes);
  }
  Value count = place.count ? place.count : e.constant(all), none = e.constant(0);
  Value hole, holes;
  if (hasHoles) {
    hole = loadHole(e, row);
    holes = isDecoded ? e.constant(all) : e.select(place.isHole, count, none);
  }
  Value zero = e.constant(0, e.b.getIntegerType(8 * bytes));
  auto getOther = [&](unsigned i) { return hole ? e.select(e.isLess(e.constant(i), holes), hole, zero) : zero; };
  Value chunkValue = emitLoadElements(e, from, e.select(place.isPresent, count, none), all, bytes,
                                      bytes * address.getElementStride(), getOther);
  e.store(chunkValue, to, chunkBytes);
}

void ActivationTile::emitCopy(KernelEmitter &e, Value target, Value step) const {
  int64_t rowChunks = getRowChunks(), numChunks = tileRows * rowChunks;
  Value threadRow = e.divide(thread, rowChunks), chunk = e.remainder(thread, rowChunks);
  Value moved = rowChunks == 8 ? e.bitAnd(threadRow, 7) : e.multiply(e.bitAnd(threadRow, 3), 2);
  Value swizzled = e.bitXor(chunk, moved), start = e.offset(target, e.multiply(threadRow, getRowBytes()));
  Value inRow = e.add(e.multiply(step, rowChunks), chunk), threadFirst = e.add(firstRow, threadRow);
  // All chunks of a thread are the same of their rows, whose numbers differ in bits that those of the first do not
  // have: the number of threads is a power of two.
  assert(llvm::isPowerOf2_32(numThreads) && numThreads >= rowChunks);
  for (int64_t first = 0; first < numChunks; first += numThreads) {
    int64_t row = first / rowChunks, movedBy = rowChunks == 8 ? row % 8 : row % 4 * 2;
    auto copy = [&] {
      Value place = e.bitXor(swizzled, movedBy);
      Value to = e.offset(e.offset(start, e.multiply(place, address.getChunkBytes())), row * getRowBytes());
      emitCopyChunk(e, to, e.add(threadFirst, row), inRow);
    };
    if (first + numThreads <= numChunks)
      copy();
    else
      e.ifTrue(e.isLess(e.add(thread, first), e.constant(numChunks)), copy);
  }
}

OperandB mlir::qnt::emitLoadOperandB(KernelEmitter &e, Value tile, int64_t firstRow, Value lane) {
  OperandB operands;
  Type i32 = e.b.getI32Type();
  auto structType = LLVM::LLVMStructType::getLiteral(e.b.getContext(), {i32, i32, i32, i32});
  Value row = e.bitAnd(lane, 7), chunk = e.bitXor(e.shiftRight(lane, 3), row);
  Value rowStart = e.offset(tile, e.add(e.multiply(row, 128), firstRow * 128));
  // Chunks 0 to 3, then 4 to 7, of which lanes 8 * i .. 8 * i + 7 name the rows of chunk i.
  for (int64_t half = 0; half < 2; ++half) {
    Value address = e.offset(rowStart, e.multiply(e.bitXor(chunk, 4 * half), 16));
    auto shape = NVVM::LdStMatrixShapeAttr::get(e.b.getContext(), 8, 8);
    Value loaded = NVVM::LdMatrixOp::create(e.b, structType, address, 4, NVVM::MMALayout::row, shape,
                                            NVVM::LdStMatrixEltType::B16);
    SmallVector<Value> registers = e.unpackStruct(loaded);
    operands[2 * half].push_back({registers[0], registers[1]});
    operands[2 * half + 1].push_back({registers[2], registers[3]});
  }
  return operands;
}

/// The pieces of a number, as f32 whose low 16 bits do not count.
static std::array<Value, 3> emitSplit(KernelEmitter &e, Value x) {
  Type i32 = e.b.getI32Type(), f32 = e.b.getF32Type();
  auto truncate = [&](Value value) {
    return e.bitcast(e.bitAnd(e.bitcast(value, i32), static_cast<int32_t>(0xFFFF0000)), f32);
  };
  auto subtractScaled = [&](Value a, Value b) {
    Value rest = arith::SubFOp::create(e.b, a, b);
    return arith::MulFOp::create(e.b, rest, e.real(256.0)).getResult();
  };
  // A NaN keeps no bit that is cut off.
  Value isNumber = arith::CmpFOp::create(e.b, arith::CmpFPredicate::ORD, x, x);
  Value first = truncate(e.select(isNumber, x, e.real(std::numeric_limits<double>::quiet_NaN())));
  Value magnitude = e.bitAnd(e.bitcast(x, i32), 0x7FFFFFFF);
  Value isFinite = e.isLess(magnitude, e.constant(0x7F800000));
  Value rest = e.select(isFinite, subtractScaled(x, first), e.real(0.0));
  Value second = truncate(rest);
  return {first, second, subtractScaled(rest, second)};
}

/// Calls `use` with elements 2t and 2t + 1 (f32) of the 8 of each half of each step.
static void forEachWidePair(KernelEmitter &e, Value tile, int64_t firstRow, Value lane,
                            function_ref<void(int64_t step, int64_t half, Value low, Value high)> use) {
  Value row = e.shiftRight(lane, 2), place = e.bitAnd(lane, 3), moved = e.multiply(e.bitAnd(row, 3), 2);
  Value start = e.offset(tile, e.add(e.add(e.multiply(row, 256), firstRow * 256), e.multiply(e.bitAnd(place, 1), 8)));
  for (int64_t step = 0; step < 4; ++step)
    for (int64_t half = 0; half < 2; ++half) {
      Value chunk = e.add(e.shiftRight(place, 1), 4 * step + 2 * half);
      Value pair =
          e.load(VectorType::get(2, e.b.getF32Type()), e.offset(start, e.multiply(e.bitXor(chunk, moved), 16)), 8);
      SmallVector<Value> numbers = e.unpackVector(pair);
      use(step, half, numbers[0], numbers[1]);
    }
}

OperandB mlir::qnt::emitSplitOperandB(KernelEmitter &e, Value tile, int64_t firstRow, Value lane) {
  OperandB operands;
  Type i32 = e.b.getI32Type();
  for (auto &pieces : operands)
    pieces.resize(3);
  forEachWidePair(e, tile, firstRow, lane, [&](int64_t step, int64_t half, Value first, Value second) {
    std::array<Value, 3> low = emitSplit(e, first), high = emitSplit(e, second);
    for (unsigned piece = 0; piece < 3; ++piece)
      operands[step][piece][half] =
          e.instruction("prmt.b32 $0, $1, $2, 0x7632;", {e.bitcast(low[piece], i32), e.bitcast(high[piece], i32)});
  });
  return operands;
}

OperandB mlir::qnt::emitRoundedOperandB(KernelEmitter &e, Value tile, int64_t firstRow, Value lane) {
  OperandB operands;
  auto round = [&](Value x) {
    return NVVM::ConvertFloatToTF32Op::create(e.b, e.b.getI32Type(), x, NVVM::FPRoundingMode::RNA).getRes();
  };
  forEachWidePair(e, tile, firstRow, lane, [&](int64_t step, int64_t, Value low, Value high) {
    operands[step].push_back({round(low), round(high)});
  });
  return operands;
}

/// A pair of f16 from bytes that stand in the upper halves of the two halves of `raised`.
static Value emitDecodeFloat8(KernelEmitter &e, Value raised, Format format) {
  if (format == Format::F8E5M2)
    return raised;
  Value magnitude = e.bitAnd(e.shiftRight(raised, 1), 0x3F803F80);
  Value value = e.instruction("lop3.b32 $0, $1, $2, $3, 0xEA;", {raised, e.constant(0x80008000), magnitude});
  value = e.instruction("mul.rn.f16x2 $0, $1, $2;", {value, e.constant(0x5C005C00)});
  // 0x7F is NaN: what is added reaches bit 15.
  Value isNaN = e.add(e.bitAnd(raised, 0x7F007F00), 0x01000100);
  isNaN = e.multiply(e.bitAnd(e.shiftRight(isNaN, 15), 0x00010001), 0x7E00);
  return e.bitOr(value, isNaN);
}

/// A pair of f16 from the two low bytes of `codes`.
static Value emitDecodePair(KernelEmitter &e, Value codes, Format format, Value negated) {
  if (numerics::isFloat(format)) {
    Value raised = e.instruction("prmt.b32 $0, $1, $2, 0x1404;", {codes, e.constant(0)});
    return emitDecodeFloat8(e, raised, format);
  }
  if (format == Format::I8)
    codes = e.bitXor(codes, 0x8080);
  // 1024 + code, from which 1024 and the zero point are taken.
  Value magic = e.instruction("prmt.b32 $0, $1, $2, 0x4140;", {codes, e.constant(0x64646464)});
  Value pair = e.instruction("add.rn.f16x2 $0, $1, $2;", {magic, negated});
  return pair;
}

/// -(1024 + zero point of the code without sign), twice.
static Value emitNegatedOffset(KernelEmitter &e, Format format, Value zeroPoint) {
  if (numerics::isFloat(format))
    return {};
  int64_t offset = 1024 + (format == Format::I8 ? 128 : 0);
  Value sum = zeroPoint ? e.add(zeroPoint, offset) : e.constant(offset);
  Value real = arith::SIToFPOp::create(e.b, e.b.getF16Type(), e.subtract(e.constant(0), sum));
  Value bits = e.b.createOrFold<arith::ExtUIOp>(e.b.getI32Type(), e.bitcast(real, e.b.getIntegerType(16)));
  Value pair = e.instruction("prmt.b32 $0, $1, $1, 0x1010;", {bits});
  return pair;
}

OperandB mlir::qnt::emitDecodedOperandB(KernelEmitter &e, Value tile, int64_t firstRow, Value lane, Format format,
                                        Value zeroPoint) {
  OperandB operands;
  Value row = e.shiftRight(lane, 2), place = e.bitAnd(lane, 3), negated = emitNegatedOffset(e, format, zeroPoint);
  Value start = e.offset(tile, e.add(e.add(e.multiply(row, 64), firstRow * 64), e.multiply(place, 2)));
  for (int64_t step = 0; step < 4; ++step) {
    std::array<Value, 2> &registers = operands[step].emplace_back();
    for (int64_t half = 0; half < 2; ++half) {
      Value chunk = e.bitXor(row, 2 * step + half);
      Value codes = e.load(e.b.getIntegerType(16), e.offset(start, e.multiply(chunk, 8)), 2);
      codes = e.b.createOrFold<arith::ExtUIOp>(e.b.getI32Type(), codes);
      registers[half] = emitDecodePair(e, codes, format, negated);
    }
  }
  return operands;
}
