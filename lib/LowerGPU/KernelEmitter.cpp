//===- KernelEmitter.cpp - short forms of the ops that kernels are made of --------------------------------===//
#include "KernelEmitter.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace mlir::qnt;

Value KernelEmitter::instruction(StringRef text, ValueRange operands) {
  std::string constraints = "=r";
  for (size_t i = 0; i < operands.size(); ++i)
    constraints += ",r";
  return LLVM::InlineAsmOp::create(b, TypeRange(b.getI32Type()), operands, b.getStringAttr(text),
                                   b.getStringAttr(constraints), /*has_side_effects=*/nullptr,
                                   /*is_align_stack=*/nullptr,
                                   LLVM::TailCallKindAttr::get(b.getContext(), LLVM::TailCallKind::None),
                                   LLVM::AsmDialectAttr(), ArrayAttr())
      .getResult(0);
}

Value KernelEmitter::maskOr(Value a, int64_t mask, int64_t value) {
  return instruction("lop3.b32 $0, $1, $2, $3, 0xEA;", {a, constant(mask), constant(value)});
}

Value KernelEmitter::offset(Value pointer, Value bytes) {
  return LLVM::GEPOp::create(b, pointer.getType(), b.getI8Type(), pointer, ArrayRef<LLVM::GEPArg>{bytes});
}

Value KernelEmitter::offset(Value pointer, int64_t bytes) {
  if (bytes == 0)
    return pointer;
  return LLVM::GEPOp::create(b, pointer.getType(), b.getI8Type(), pointer,
                             ArrayRef<LLVM::GEPArg>{static_cast<int32_t>(bytes)});
}

Value KernelEmitter::load(Type type, Value pointer, unsigned alignment, bool isInvariant) {
  return LLVM::LoadOp::create(b, type, pointer, alignment, /*isVolatile=*/false, /*isNonTemporal=*/false, isInvariant);
}

void KernelEmitter::store(Value value, Value pointer, unsigned alignment) {
  LLVM::StoreOp::create(b, value, pointer, alignment);
}

SmallVector<Value> KernelEmitter::unpackStruct(Value value) {
  SmallVector<Value> elements;
  for (size_t i = 0, count = cast<LLVM::LLVMStructType>(value.getType()).getBody().size(); i < count; ++i)
    elements.push_back(LLVM::ExtractValueOp::create(b, value, ArrayRef<int64_t>{static_cast<int64_t>(i)}));
  return elements;
}

SmallVector<Value> KernelEmitter::unpackVector(Value value) {
  SmallVector<Value> elements;
  for (int64_t i = 0, count = cast<VectorType>(value.getType()).getNumElements(); i < count; ++i)
    elements.push_back(LLVM::ExtractElementOp::create(b, value, constant(i)));
  return elements;
}

Value KernelEmitter::packVector(ValueRange elements) {
  auto type = VectorType::get(elements.size(), elements.front().getType());
  Value vector = LLVM::PoisonOp::create(b, type);
  for (auto [i, element] : llvm::enumerate(elements))
    vector = LLVM::InsertElementOp::create(b, vector, element, constant(i));
  return vector;
}

Value KernelEmitter::threadId() { return NVVM::ThreadIdXOp::create(b, b.getI32Type()); }

Value KernelEmitter::blockId(unsigned dimension) {
  if (dimension == 0)
    return NVVM::BlockIdXOp::create(b, b.getI32Type());
  if (dimension == 1)
    return NVVM::BlockIdYOp::create(b, b.getI32Type());
  return NVVM::BlockIdZOp::create(b, b.getI32Type());
}

Value KernelEmitter::gridSize(unsigned dimension) {
  if (dimension == 0)
    return NVVM::GridDimXOp::create(b, b.getI32Type());
  return NVVM::GridDimYOp::create(b, b.getI32Type());
}

void KernelEmitter::barrier() { NVVM::Barrier0Op::create(b); }

void KernelEmitter::warpBarrier() { NVVM::SyncWarpOp::create(b, constant(-1)); }

Value KernelEmitter::shuffle(Value value, Value lane) {
  return NVVM::ShflOp::create(b, value.getType(), constant(-1), value, lane, constant(31),
                              NVVM::ShflKindAttr::get(b.getContext(), NVVM::ShflKind::idx), UnitAttr());
}

void KernelEmitter::ifTrue(Value condition, function_ref<void()> body) {
  auto ifOp = scf::IfOp::create(b, TypeRange(), condition, /*withElseRegion=*/false);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(ifOp.thenBlock());
  body();
}

SmallVector<Value> KernelEmitter::choose(Value condition, ValueRange otherwise,
                                         function_ref<SmallVector<Value>()> body) {
  if (otherwise.empty()) {
    ifTrue(condition, [&] { body(); });
    return {};
  }
  auto ifOp = scf::IfOp::create(b, otherwise.getTypes(), condition, /*withElseRegion=*/true);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(ifOp.thenBlock());
  scf::YieldOp::create(b, body());
  b.setInsertionPointToStart(ifOp.elseBlock());
  scf::YieldOp::create(b, otherwise);
  return ifOp.getResults();
}

SmallVector<Value> KernelEmitter::loop(Value first, Value end, int64_t step, ValueRange carried,
                                       function_ref<SmallVector<Value>(Value, ValueRange)> body) {
  auto forOp = scf::ForOp::create(b, first, end, constant(step), carried);
  // A body is a tile already: twice of it in one turn does not fit into registers.
  MLIRContext *context = b.getContext();
  auto disabled = LLVM::LoopUnrollAttr::get(context, b.getBoolAttr(true), {}, {}, {}, {}, {}, {});
  forOp->setAttr("loop_annotation", LLVM::LoopAnnotationAttr::get(context, {}, {}, {}, disabled, {}, {}, {}, {}, {}, {},
                                                                  {}, {}, {}, {}, {}));
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(forOp.getBody());
  SmallVector<Value> next = body(forOp.getInductionVar(), forOp.getRegionIterArgs());
  // A loop that carries nothing has its terminator already.
  if (!carried.empty())
    scf::YieldOp::create(b, next);
  return forOp.getResults();
}

Value KernelEmitter::sharedMemory() {
  Type pointer = getPointerType(kSharedSpace);
  auto module = b.getInsertionBlock()->getParentOp()->getParentOfType<gpu::GPUModuleOp>();
  if (!module.lookupSymbol(kDynamicSharedName)) {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(module.getBody());
    auto type = LLVM::LLVMArrayType::get(b.getI8Type(), 0);
    LLVM::GlobalOp::create(b, type, /*isConstant=*/false, LLVM::Linkage::External, kDynamicSharedName, Attribute(),
                           /*alignment=*/128, kSharedSpace);
  }
  return LLVM::AddressOfOp::create(b, pointer, kDynamicSharedName);
}
