//===- ActivationTile.cpp - rows of activations in shared memory, and operand B from them -----------------===//
#include "ActivationTile.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"

using namespace mlir;
using namespace mlir::qnt;

void mlir::qnt::emitCopyAsync(KernelEmitter &e, Value target, Value source, Value isPresent) {
  Value bytes = e.select(isPresent, e.constant(16), e.constant(0));
  NVVM::CpAsyncOp::create(e.b, target, source, 16, NVVM::LoadCacheModifierKind::CG, bytes);
}

void mlir::qnt::emitCommitCopies(KernelEmitter &e) { NVVM::CpAsyncCommitGroupOp::create(e.b); }

void mlir::qnt::emitWaitForCopies(KernelEmitter &e, unsigned pending) {
  NVVM::CpAsyncWaitGroupOp::create(e.b, pending);
}

/// 16 bytes at `source`, of which the first `count` (i32) elements are read; the others are 0.
static Value loadChunkByElements(KernelEmitter &e, Value source, Value count, unsigned elementBytes) {
  Type type = e.b.getIntegerType(8 * elementBytes);
  SmallVector<Value> elements;
  for (unsigned i = 0; i < 16 / elementBytes; ++i) {
    Value zero = e.constant(0, type);
    auto ifOp = scf::IfOp::create(e.b, TypeRange(type), e.isLess(e.constant(i), count), /*withElseRegion=*/true);
    OpBuilder::InsertionGuard guard(e.b);
    e.b.setInsertionPointToStart(ifOp.thenBlock());
    Value element = e.load(type, e.offset(source, i * elementBytes), elementBytes, /*isInvariant=*/true);
    scf::YieldOp::create(e.b, element);
    e.b.setInsertionPointToStart(ifOp.elseBlock());
    scf::YieldOp::create(e.b, zero);
    elements.push_back(ifOp.getResult(0));
  }
  return e.packVector(elements);
}

void ActivationTile::emitCopy(KernelEmitter &e, Value target, Value step) const {
  int64_t chunkElements = 16 / elementBytes, numChunks = tileRows * 8;
  auto copyChunk = [&](Value number) {
    Value row = e.divide(number, 8), chunk = e.remainder(number, 8);
    Value globalRow = e.add(firstRow, row);
    Value k = e.add(e.multiply(step, getStepElements()), e.multiply(chunk, chunkElements));
    Value isPresent = e.both(e.isLess(globalRow, numRows), e.isLess(k, e.constant(sizeK)));
    Value element = e.add(e.multiply(e.toI64(globalRow), sizeK), e.toI64(k));
    Value from = e.offset(source, e.multiply(e.select(isPresent, element, e.constant(0, element.getType())),
                                             static_cast<int64_t>(elementBytes)));
    Value swizzled = e.bitXor(chunk, e.bitAnd(row, 7));
    Value to = e.offset(target, e.add(e.multiply(row, 128), e.multiply(swizzled, 16)));
    if (isAsync())
      return emitCopyAsync(e, to, from, isPresent);
    Value count = e.select(isPresent, e.subtract(e.constant(sizeK), k), e.constant(0));
    e.store(loadChunkByElements(e, from, count, elementBytes), to, 16);
  };
  for (int64_t first = 0; first < numChunks; first += numThreads) {
    Value number = e.add(thread, first);
    if (first + numThreads <= numChunks)
      copyChunk(number);
    else
      e.ifTrue(e.isLess(number, e.constant(numChunks)), [&] { copyChunk(number); });
  }
}

std::array<std::array<Value, 2>, 4> mlir::qnt::emitLoadOperandB(KernelEmitter &e, Value tile, int64_t firstRow,
                                                                Value lane) {
  std::array<std::array<Value, 2>, 4> operands;
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
    operands[2 * half] = {registers[0], registers[1]};
    operands[2 * half + 1] = {registers[2], registers[3]};
  }
  return operands;
}
