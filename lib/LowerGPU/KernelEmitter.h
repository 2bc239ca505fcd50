//===- KernelEmitter.h - short forms of the ops that kernels are made of ----------------------------------===//
#ifndef QNT_LIB_LOWERGPU_KERNELEMITTER_H
#define QNT_LIB_LOWERGPU_KERNELEMITTER_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace mlir::qnt {

/// Address spaces of NVPTX.
inline constexpr unsigned kGlobalSpace = 1, kSharedSpace = 3;

/// Builds ops at one place of a kernel. Integers are i32 unless they say otherwise; addresses are byte offsets from
/// pointers.
class KernelEmitter {
public:
  explicit KernelEmitter(ImplicitLocOpBuilder &builder) : b(builder) {}

  ImplicitLocOpBuilder &b;

  /// The low 32 bits of `value` as an i32.
  Value constant(int64_t value) { return constant(static_cast<int32_t>(value), b.getI32Type()); }
  Value constant(int64_t value, Type type) { return arith::ConstantOp::create(b, b.getIntegerAttr(type, value)); }
  Value real(double value, FloatType type) { return arith::ConstantOp::create(b, b.getFloatAttr(type, value)); }
  Value real(double value) { return real(value, b.getF32Type()); }
  /// `value` of another integer type, sign- or zero-extended.
  Value toI64(Value value) { return b.createOrFold<arith::ExtSIOp>(b.getI64Type(), value); }

  Value add(Value a, Value c) { return b.createOrFold<arith::AddIOp>(a, c); }
  Value add(Value a, int64_t c) { return c == 0 ? a : add(a, constant(c, a.getType())); }
  Value subtract(Value a, Value c) { return b.createOrFold<arith::SubIOp>(a, c); }
  Value multiply(Value a, Value c) { return b.createOrFold<arith::MulIOp>(a, c); }
  Value multiply(Value a, int64_t c) { return c == 1 ? a : multiply(a, constant(c, a.getType())); }
  /// Quotients and remainders of numbers that are not negative.
  Value divide(Value a, int64_t c) { return c == 1 ? a : b.createOrFold<arith::DivUIOp>(a, constant(c, a.getType())); }
  Value remainder(Value a, int64_t c) {
    return c == 1 ? constant(0, a.getType()) : b.createOrFold<arith::RemUIOp>(a, constant(c, a.getType()));
  }
  Value bitAnd(Value a, int64_t c) { return b.createOrFold<arith::AndIOp>(a, constant(c, a.getType())); }
  Value bitOr(Value a, Value c) { return b.createOrFold<arith::OrIOp>(a, c); }
  Value bitXor(Value a, Value c) { return b.createOrFold<arith::XOrIOp>(a, c); }
  Value bitXor(Value a, int64_t c) { return c == 0 ? a : bitXor(a, constant(c, a.getType())); }
  Value shiftLeft(Value a, int64_t c) {
    return c == 0 ? a : b.createOrFold<arith::ShLIOp>(a, constant(c, a.getType()));
  }
  Value shiftRight(Value a, int64_t c) {
    return c == 0 ? a : b.createOrFold<arith::ShRUIOp>(a, constant(c, a.getType()));
  }
  /// i1: signed comparison.
  Value isLess(Value a, Value c) { return b.createOrFold<arith::CmpIOp>(arith::CmpIPredicate::slt, a, c); }
  Value isEqual(Value a, int64_t c) {
    return b.createOrFold<arith::CmpIOp>(arith::CmpIPredicate::eq, a, constant(c, a.getType()));
  }
  Value both(Value a, Value c) { return b.createOrFold<arith::AndIOp>(a, c); }
  Value select(Value condition, Value a, Value c) { return b.createOrFold<arith::SelectOp>(condition, a, c); }
  Value bitcast(Value value, Type type) {
    return value.getType() == type ? value : LLVM::BitcastOp::create(b, type, value).getResult();
  }

  /// (a & mask) | value in one lop3.b32, which LLVM would split.
  Value maskOr(Value a, int64_t mask, int64_t value);
  /// An instruction without effects: `$0` the result, `$1` ... the operands. Operands and result are i32.
  Value instruction(StringRef text, ValueRange operands);

  Type getPointerType(unsigned space) { return LLVM::LLVMPointerType::get(b.getContext(), space); }
  /// `pointer` moved by a number of bytes (i32 or i64).
  Value offset(Value pointer, Value bytes);
  Value offset(Value pointer, int64_t bytes);
  /// `alignment` in bytes. `isInvariant`: nobody writes there while the kernel runs.
  Value load(Type type, Value pointer, unsigned alignment, bool isInvariant = false);
  void store(Value value, Value pointer, unsigned alignment);
  /// The elements of an LLVM struct or of a vector.
  SmallVector<Value> unpackStruct(Value value);
  SmallVector<Value> unpackVector(Value value);
  Value packVector(ValueRange elements);

  Value threadId();
  Value blockId(unsigned dimension);
  /// Blocks along x (0) or y (1).
  Value gridSize(unsigned dimension);
  Value laneId() { return bitAnd(threadId(), 31); }
  /// All threads of the block.
  void barrier();
  /// The lanes of the warp.
  void warpBarrier();
  /// The value of lane `lane`.
  Value shuffle(Value value, Value lane);

  /// Runs `body` where `condition` holds.
  void ifTrue(Value condition, function_ref<void()> body);
  /// What `body` returns where `condition` holds, else `otherwise` (as many values; may be none).
  SmallVector<Value> choose(Value condition, ValueRange otherwise, function_ref<SmallVector<Value>()> body);
  /// for (index = first; index < end; index += step); `body` takes the carried values and returns the next ones.
  SmallVector<Value> loop(Value first, Value end, int64_t step, ValueRange carried,
                          function_ref<SmallVector<Value>(Value index, ValueRange carried)> body);

  /// The start of dynamic shared memory.
  Value sharedMemory();
};

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERGPU_KERNELEMITTER_H
