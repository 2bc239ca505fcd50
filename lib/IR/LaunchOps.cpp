//===- LaunchOps.cpp - the launch of a GPU kernel: verifier, effects -------------------------------------===//
#include "OperandSegments.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/Dialect/LLVMIR/LLVMTypes.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

using namespace mlir;
using namespace mlir::qnt;

void LaunchOp::build(OpBuilder &builder, OperationState &state, SymbolRefAttr kernel, ArrayRef<Value> grid,
                     ArrayRef<int32_t> block, Value sharedBytes, ValueRange inputs, ValueRange outputs) {
  SmallVector<Type> results;
  for (Value output : outputs)
    if (isa<RankedTensorType>(output.getType()))
      results.push_back(output.getType());
  build(builder, state, results, kernel, grid[0], grid[1], grid[2], block, DenseI32ArrayAttr(), sharedBytes, inputs,
        outputs);
}

//===----------------------------------------------------------------------------------------------------===//
// Verification
//===----------------------------------------------------------------------------------------------------===//

static bool isLaunchScalar(Type type) {
  if (type.isF16() || type.isBF16() || type.isF32() || type.isF64() || type.isIndex())
    return true;
  return llvm::any_of(ArrayRef<unsigned>{1, 8, 16, 32, 64},
                      [&](unsigned width) { return type.isSignlessInteger(width); });
}

/// Sums of wide integers may have 128 bits between two kernels.
static bool isLaunchElement(Type type) { return isLaunchScalar(type) || type.isSignlessInteger(128); }

static bool isLaunchBuffer(Type type) {
  if (auto tensor = dyn_cast<RankedTensorType>(type))
    return isLaunchElement(tensor.getElementType());
  auto memory = dyn_cast<MemRefType>(type);
  return memory && memory.getLayout().isIdentity() && isLaunchElement(memory.getElementType());
}

/// (C1), (C2)
static LogicalResult verifyExtent(LaunchOp op, StringRef name, ArrayRef<int32_t> sizes, ArrayRef<int32_t> largest,
                                  int64_t largestProduct) {
  if (sizes.size() != 3)
    return op.emitOpError() << "expected " << name << " to have 3 sizes, got " << sizes.size();
  int64_t product = 1;
  for (auto [size, limit] : llvm::zip_equal(sizes, largest)) {
    if (size < 1 || size > limit)
      return op.emitOpError() << "expected each size of " << name << " to be 1 to " << limit << ", got " << size;
    product *= size;
  }
  if (product > largestProduct)
    return op.emitOpError() << "expected " << name << " to have a product of at most " << largestProduct << ", got "
                            << product;
  return success();
}

/// (C3), (C4), (C5)
static LogicalResult verifyOperands(LaunchOp op) {
  for (auto [i, type] : llvm::enumerate(op.getInputs().getTypes()))
    if (!isLaunchScalar(type) && !isLaunchBuffer(type))
      return op.emitOpError()
             << "expected input #" << i
             << " to be a ranked tensor, a memref of identity layout or a scalar of a type that kernels "
                "take, got "
             << type;
  if (op.getOutputs().empty())
    return op.emitOpError() << "expected at least one output, got none";
  for (auto [i, type] : llvm::enumerate(op.getOutputs().getTypes()))
    if (!isLaunchBuffer(type))
      return op.emitOpError()
             << "expected output #" << i
             << " to be a ranked tensor or a memref of identity layout, of elements that kernels take, "
                "got "
             << type;
  auto isTensor = [](Type type) { return isa<RankedTensorType>(type); };
  bool onTensors = isTensor(op.getOutputs().front().getType());
  for (ValueRange operands : {ValueRange(op.getInputs()), ValueRange(op.getOutputs())})
    for (Type type : operands.getTypes())
      if (!isLaunchScalar(type) && isTensor(type) != onTensors)
        return op.emitOpError() << "expected tensors only or memrefs only, got " << type << " and "
                                << op.getOutputs().front().getType();
  return success();
}

LogicalResult LaunchOp::verify() {
  if (failed(verifySingleOperands(*this, {"grid_x", "grid_y", "grid_z"})))
    return failure();
  // (C1)
  if (failed(verifyExtent(*this, "block", getBlock(), {1024, 1024, 64}, 1024)))
    return failure();
  // (C2)
  if (std::optional<ArrayRef<int32_t>> cluster = getCluster())
    if (failed(verifyExtent(*this, "cluster", *cluster, {16, 16, 16}, 16)))
      return failure();
  return verifyOperands(*this);
}

static bool fitsArgument(Type operand, Type argument) {
  if (!isLaunchScalar(operand))
    return isa<LLVM::LLVMPointerType, BaseMemRefType>(argument);
  return argument == operand || (operand.isIndex() && argument.isSignlessInteger(64));
}

// (C6)
LogicalResult LaunchOp::verifySymbolUses(SymbolTableCollection &symbols) {
  Operation *root = symbols.lookupNearestSymbolFrom(*this, getKernelAttr().getRootReference());
  if (!root)
    return emitOpError() << "expected " << getKernel() << " to name a kernel, but there is no symbol "
                         << getKernelAttr().getRootReference();
  if (!root->hasTrait<OpTrait::SymbolTable>())
    return success();
  auto function = dyn_cast_or_null<FunctionOpInterface>(symbols.lookupNearestSymbolFrom(*this, getKernelAttr()));
  if (!function)
    return emitOpError() << "expected " << getKernel() << " to name a function";
  SmallVector<Type> operands(getInputs().getTypes());
  llvm::append_range(operands, getOutputs().getTypes());
  if (function.getNumArguments() != operands.size())
    return emitOpError() << "expected kernel " << getKernel() << " to have an argument for each operand, got "
                         << function.getNumArguments() << " arguments and " << operands.size() << " operands";
  for (auto [i, operand, argument] : llvm::enumerate(operands, function.getArgumentTypes()))
    if (!fitsArgument(operand, argument))
      return emitOpError() << "expected argument #" << i << " of kernel " << getKernel()
                           << " to take an operand of type " << operand << ", got " << argument;
  return success();
}

//===----------------------------------------------------------------------------------------------------===//
// Effects, shapes
//===----------------------------------------------------------------------------------------------------===//

void LaunchOp::getEffects(SmallVectorImpl<MemoryEffects::EffectInstance> &effects) {
  for (OpOperand &operand : getInputsMutable())
    if (isa<MemRefType>(operand.get().getType()))
      effects.emplace_back(MemoryEffects::Read::get(), &operand);
  for (OpOperand &operand : getOutputsMutable()) {
    if (!isa<MemRefType>(operand.get().getType()))
      continue;
    effects.emplace_back(MemoryEffects::Read::get(), &operand);
    effects.emplace_back(MemoryEffects::Write::get(), &operand);
  }
}

LogicalResult LaunchOp::reifyResultShapes(OpBuilder &builder, ReifiedRankedShapedTypeDims &shapes) {
  if (hasTensorSemantics())
    for (Value output : getOutputs())
      shapes.push_back(getMixedSizes(builder, getLoc(), output));
  return success();
}
