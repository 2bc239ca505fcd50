//===- LoopArguments.cpp - what a kernel is given, and how it sees it --------------------------------------===//
#include "LoopArguments.h"
#include "DeviceMemory.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace mlir::qnt;

static bool hasIdentityLayout(Type type) {
  auto memory = dyn_cast<MemRefType>(type);
  return memory && memory.getLayout().isIdentity();
}

//===----------------------------------------------------------------------------------------------------===//
// On the host
//===----------------------------------------------------------------------------------------------------===//

void LoopArguments::addBuffer(Value base, bool isWritten) {
  auto *input = llvm::find(inputs, base);
  if (llvm::is_contained(outputs, base))
    return;
  if (isWritten) {
    if (input != inputs.end())
      inputs.erase(input);
    outputs.push_back(base);
  } else if (input == inputs.end()) {
    inputs.push_back(base);
  }
}

LoopArguments::View LoopArguments::makeView(Value view) {
  auto type = cast<MemRefType>(view.getType());
  Value root = getMemoryRoot(view);
  View made{view, root, root == view && type.hasStaticShape() && hasIdentityLayout(type), host.getIndexAttr(0), {}, {}};
  if (made.isBase)
    return made;
  SmallVector<int64_t> strides;
  int64_t offset;
  [[maybe_unused]] LogicalResult hasStrides = type.getStridesAndOffset(strides, offset);
  assert(succeeded(hasStrides) && "bufferization makes strided memory");
  bool needsLayout = !hasIdentityLayout(type) || root != view;
  auto metadata = needsLayout ? memref::ExtractStridedMetadataOp::create(host, view) : nullptr;
  // Without a contiguous root the base buffer of the view itself, whose offset counts from it.
  if (needsLayout && !hasIdentityLayout(root.getType()))
    made.base = metadata.getBaseBuffer();
  if (ShapedType::isDynamic(offset))
    made.offset = metadata.getOffset();
  else
    made.offset = host.getIndexAttr(offset);
  for (int64_t dim = 0; dim < type.getRank(); ++dim) {
    made.sizes.push_back(type.isDynamicDim(dim)
                             ? OpFoldResult(host.createOrFold<memref::DimOp>(view, static_cast<int64_t>(dim)))
                             : OpFoldResult(host.getIndexAttr(type.getDimSize(dim))));
    bool isKnown = !ShapedType::isDynamic(strides[dim]) || !metadata;
    made.strides.push_back(isKnown ? OpFoldResult(host.getIndexAttr(strides[dim]))
                                   : OpFoldResult(metadata.getStrides()[dim]));
  }
  return made;
}

void LoopArguments::addView(Value view, bool isWritten) {
  auto *known = llvm::find_if(views, [&](const View &other) { return other.value == view; });
  if (known == views.end()) {
    views.push_back(makeView(view));
    known = std::prev(views.end());
    addSize(known->offset);
    for (OpFoldResult size : known->sizes)
      addSize(size);
    if (!hasIdentityLayout(view.getType()))
      for (OpFoldResult stride : known->strides)
        addSize(stride);
  }
  addBuffer(known->base, isWritten);
}

/// One dimension of one memref.
static bool isSameSize(Value first, Value second) {
  auto dim = first.getDefiningOp<memref::DimOp>(), other = second.getDefiningOp<memref::DimOp>();
  return dim && other && dim.getSource() == other.getSource() && dim.getConstantIndex() &&
         dim.getConstantIndex() == other.getConstantIndex();
}

void LoopArguments::addScalar(Value scalar) {
  bool isConstant = matchPattern(scalar, m_Constant());
  SmallVector<Value> &list = isConstant ? constants : inputs;
  if (llvm::is_contained(list, scalar))
    return;
  auto *twin = llvm::find_if(list, [&](Value other) { return isSameSize(other, scalar); });
  if (twin != list.end())
    twins.push_back({scalar, *twin});
  else
    list.push_back(scalar);
}

void LoopArguments::addSize(OpFoldResult size) {
  if (auto value = dyn_cast<Value>(size))
    addScalar(value);
}

//===----------------------------------------------------------------------------------------------------===//
// In the kernel
//===----------------------------------------------------------------------------------------------------===//

SmallVector<Type> LoopArguments::getTypes() const {
  auto getType = [&](Value value) -> Type {
    auto memory = dyn_cast<MemRefType>(value.getType());
    if (!memory || (memory.hasStaticShape() &&
                    llvm::any_of(views, [&](const View &view) { return view.isBase && view.base == value; })))
      return value.getType();
    return MemRefType::get({}, memory.getElementType(), MemRefLayoutAttrInterface(), memory.getMemorySpace());
  };
  SmallVector<Type> types = llvm::map_to_vector(inputs, getType);
  llvm::append_range(types, llvm::map_range(outputs, getType));
  return types;
}

OpFoldResult LoopArguments::lookUp(OpFoldResult size, const IRMapping &mapping) {
  auto value = dyn_cast<Value>(size);
  return value ? OpFoldResult(mapping.lookup(value)) : size;
}

/// The strides of a contiguous memref of `sizes`.
static SmallVector<OpFoldResult> emitStrides(ImplicitLocOpBuilder &b, ArrayRef<OpFoldResult> sizes,
                                             ArrayRef<int64_t> known) {
  SmallVector<OpFoldResult> strides(sizes.size());
  Value product;
  for (int64_t dim = static_cast<int64_t>(sizes.size()) - 1; dim >= 0; --dim) {
    if (ShapedType::isDynamic(known[dim]))
      strides[dim] = product;
    else
      strides[dim] = b.getIndexAttr(known[dim]);
    auto toValue = [&](OpFoldResult size) -> Value {
      if (auto value = dyn_cast<Value>(size))
        return value;
      return arith::ConstantIndexOp::create(b, *getConstantIntValue(size));
    };
    if (dim > 0 && ShapedType::isDynamic(known[dim - 1]))
      product = b.createOrFold<arith::MulIOp>(toValue(strides[dim]), toValue(sizes[dim]));
  }
  return strides;
}

void LoopArguments::build(ImplicitLocOpBuilder &kernel, gpu::GPUFuncOp function, IRMapping &mapping) const {
  for (Value constant : constants)
    mapping.map(constant, kernel.clone(*constant.getDefiningOp())->getResult(0));
  DenseMap<Value, Value> bases;
  unsigned next = 0;
  for (ArrayRef<Value> list : {ArrayRef<Value>(inputs), ArrayRef<Value>(outputs)})
    for (Value value : list) {
      Value argument = function.getArgument(next++);
      bases[value] = argument;
      mapping.map(value, argument);
    }
  for (auto [scalar, twin] : twins)
    mapping.map(scalar, mapping.lookup(twin));
  for (const View &view : views) {
    if (view.isBase) {
      mapping.map(view.value, bases[view.base]);
      continue;
    }
    auto type = cast<MemRefType>(view.value.getType());
    auto inKernel = [&](OpFoldResult size) { return lookUp(size, mapping); };
    SmallVector<OpFoldResult> sizes = llvm::map_to_vector(view.sizes, inKernel), strides;
    if (hasIdentityLayout(type)) {
      SmallVector<int64_t> known;
      int64_t offset;
      (void)type.getStridesAndOffset(known, offset);
      strides = emitStrides(kernel, sizes, known);
    } else {
      strides = llvm::map_to_vector(view.strides, inKernel);
    }
    mapping.map(view.value, memref::ReinterpretCastOp::create(kernel, type, bases[view.base], inKernel(view.offset),
                                                              sizes, strides));
  }
}
