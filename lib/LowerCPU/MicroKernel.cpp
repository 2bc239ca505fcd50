//===- MicroKernel.cpp - a tile of a product in vector registers ------------------------------------------===//
#include "MicroKernel.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace mlir::qnt;

/// Elements of an operand are i16 numbers.
static bool fitsInI16(const ContractionInputMemory &input) {
  return input.getElementType().isInteger(8) || !input.isUnsigned;
}

MicroKernel::MicroKernel(const MatchedContraction &match, const VectorTarget &target)
    : panelType(match.getSumType()), sumType(match.getSumType()), hasFMA(target.hasFMA) {
  lanes = target.getLanes(sumType.getIntOrFloatBitWidth());
  // Of 16 or 32 registers all but three or four hold sums.
  rows = target.vectorBits == 512 ? 12 : 6;
  if (sumType.isInteger() && target.hasPairs && fitsInI16(match.lhs) && fitsInI16(match.rhs)) {
    panelType = IntegerType::get(sumType.getContext(), 16);
    step = 2;
  }
}

Value MicroKernel::emitPanelElement(ImplicitLocOpBuilder &b, Value element, bool isUnsigned) const {
  if (element.getType() == panelType)
    return element;
  return isUnsigned ? arith::ExtUIOp::create(b, panelType, element).getResult()
                    : arith::ExtSIOp::create(b, panelType, element).getResult();
}

/// `step` elements of a row, in every lane.
Value MicroKernel::emitBroadcast(ImplicitLocOpBuilder &b, Value lhs, Value row, Value position) const {
  if (step == 1)
    return vector::BroadcastOp::create(b, getSumVector(), memref::LoadOp::create(b, lhs, ValueRange{row, position}));
  Value pair = vector::LoadOp::create(b, VectorType::get(step, panelType), lhs, ValueRange{row, position});
  Value word = vector::BitCastOp::create(b, VectorType::get(1, sumType), pair);
  Value all = vector::BroadcastOp::create(b, getSumVector(), vector::ExtractOp::create(b, word, 0));
  return vector::BitCastOp::create(b, VectorType::get(lanes * step, panelType), all);
}

Value MicroKernel::emitMultiplyAdd(ImplicitLocOpBuilder &b, Value lhs, Value rhs, Value sum) const {
  if (isa<FloatType>(sumType)) {
    if (hasFMA)
      return vector::FMAOp::create(b, lhs, rhs, sum);
    return arith::AddFOp::create(b, sum, arith::MulFOp::create(b, lhs, rhs));
  }
  if (step == 1)
    return arith::AddIOp::create(b, sum, arith::MulIOp::create(b, lhs, rhs));
  unsigned bits = lanes * sumType.getIntOrFloatBitWidth();
  StringRef name = bits == 512   ? "llvm.x86.avx512.pmaddw.d.512"
                   : bits == 256 ? "llvm.x86.avx2.pmadd.wd"
                                 : "llvm.x86.sse2.pmadd.wd";
  auto products = LLVM::CallIntrinsicOp::create(b, getSumVector(), b.getStringAttr(name), ValueRange{lhs, rhs});
  return arith::AddIOp::create(b, sum, products.getResults());
}

SmallVector<Value> MicroKernel::emitSums(ImplicitLocOpBuilder &b, Value lhs, Value row, Value rhs, Value panel,
                                         Value numSteps) const {
  Value zero = arith::ConstantIndexOp::create(b, 0), one = arith::ConstantIndexOp::create(b, 1);
  SmallVector<Value> sums(rows * vectors, arith::ConstantOp::create(b, b.getZeroAttr(getSumVector())));
  SmallVector<Value> rowIndices;
  for (unsigned i = 0; i < rows; ++i)
    rowIndices.push_back(arith::AddIOp::create(b, row, arith::ConstantIndexOp::create(b, i)));
  auto loop = scf::ForOp::create(b, zero, numSteps, one, sums);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(loop.getBody());
  Value index = loop.getInductionVar(), position = index;
  if (step != 1)
    position = arith::MulIOp::create(b, index, arith::ConstantIndexOp::create(b, step));
  SmallVector<Value> columns;
  auto columnType = VectorType::get(lanes * step, panelType);
  for (unsigned v = 0; v < vectors; ++v) {
    Value column = arith::ConstantIndexOp::create(b, v * lanes * step);
    columns.push_back(vector::LoadOp::create(b, columnType, rhs, ValueRange{panel, index, column}));
  }
  SmallVector<Value> next;
  for (unsigned i = 0; i < rows; ++i) {
    Value element = emitBroadcast(b, lhs, rowIndices[i], position);
    for (unsigned v = 0; v < vectors; ++v)
      next.push_back(emitMultiplyAdd(b, element, columns[v], loop.getRegionIterArg(i * vectors + v)));
  }
  scf::YieldOp::create(b, next);
  return llvm::to_vector_of<Value>(loop.getResults());
}
