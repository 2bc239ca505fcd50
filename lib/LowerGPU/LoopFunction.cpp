//===- LoopFunction.cpp - a function on tensors, its kernel and its launch --------------------------------===//
#include "KernelModule.h"
#include "RowReductions.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;
using namespace mlir::qnt;

//===----------------------------------------------------------------------------------------------------===//
// Sizes
//===----------------------------------------------------------------------------------------------------===//

std::optional<SmallVector<OpFoldResult>> mlir::qnt::findSizes(Value tensor) {
  auto type = cast<RankedTensorType>(tensor.getType());
  Builder b(type.getContext());
  if (type.hasStaticShape())
    return getAsIndexOpFoldResult(type.getContext(), type.getShape());
  if (isa<BlockArgument>(tensor)) {
    ImplicitLocOpBuilder entry(tensor.getLoc(), OpBuilder::atBlockBegin(tensor.getParentBlock()));
    return tensor::getMixedSizes(entry, tensor.getLoc(), tensor);
  }
  Operation *op = tensor.getDefiningOp();
  if (auto empty = dyn_cast<tensor::EmptyOp>(op))
    return empty.getMixedSizes();
  if (auto destination = dyn_cast<DestinationStyleOpInterface>(op))
    return findSizes(destination.getTiedOpOperand(cast<OpResult>(tensor))->get());
  if (!isa<tensor::CastOp>(op))
    return std::nullopt;
  std::optional<SmallVector<OpFoldResult>> sizes = findSizes(op->getOperand(0));
  if (sizes)
    for (auto [size, known] : llvm::zip_equal(*sizes, type.getShape()))
      if (!ShapedType::isDynamic(known))
        size = b.getIndexAttr(known);
  return sizes;
}

Position mlir::qnt::emitSplitNumber(ElementEmitter &elements, Value number, ArrayRef<LinearIndex> sizes,
                                    bool isTrusted) {
  KernelEmitter &e = elements.e;
  LinearIndex product(1);
  bool isStatic = true;
  for (const LinearIndex &size : sizes) {
    isStatic &= size.isConstant();
    product = product * (size.isConstant() ? size.constant : 1);
  }
  // A GPU has no division of 64 bits.
  bool isNarrow = isStatic && product.constant <= std::numeric_limits<int32_t>::max();
  if (isNarrow)
    number = e.b.createOrFold<arith::TruncIOp>(e.b.getI32Type(), number);
  Position position(sizes.size());
  for (size_t i = sizes.size(); i-- > 0;) {
    if (sizes[i].isConstant() && sizes[i].constant == 1)
      continue;
    bool isFirst = llvm::all_of(sizes.take_front(i), [](const LinearIndex &size) { return size == LinearIndex(1); });
    Value own = number;
    if (!isFirst && sizes[i].isConstant()) {
      own = e.remainder(number, sizes[i].constant);
      number = e.divide(number, sizes[i].constant);
    } else if (!isFirst) {
      Value size = elements.space.emit(sizes[i]);
      own = arith::RemUIOp::create(e.b, number, size);
      number = arith::DivUIOp::create(e.b, number, size);
    }
    if (isNarrow)
      own = e.b.createOrFold<arith::ExtUIOp>(e.b.getI64Type(), own);
    IndexRange range = {0, std::nullopt};
    if (sizes[i].isConstant())
      range.high = sizes[i].constant - 1;
    position[i] = elements.space.addAtom(own, range, isTrusted);
  }
  return position;
}

//===----------------------------------------------------------------------------------------------------===//
// The kernel
//===----------------------------------------------------------------------------------------------------===//

LoopFunction::LoopFunction(func::FuncOp function) : function(function) {
  auto addTensor = [&](Value tensor) {
    tensors.push_back(tensor);
    auto type = cast<RankedTensorType>(tensor.getType());
    for (unsigned dim = 0; dim < type.getRank(); ++dim)
      if (type.isDynamicDim(dim))
        dynamicSizes.emplace_back(tensor, dim);
  };
  for (BlockArgument argument : function.getArguments()) {
    if (isa<RankedTensorType>(argument.getType()))
      addTensor(argument);
    else
      scalars.push_back(argument);
  }
  // Tables. Constants of one number need no memory.
  function.walk([&](arith::ConstantOp constant) {
    if (isa<RankedTensorType>(constant.getType()) && !isa<SplatElementsAttr>(constant.getValue()))
      addTensor(constant);
  });
}

/// A scalar as kernels take it.
static bool isKernelScalar(Type type) {
  return type.isIndex() || type.isF16() || type.isF32() || type.isF64() || type.isInteger(1) || type.isInteger(8) ||
         type.isInteger(16) || type.isInteger(32) || type.isInteger(64);
}

/// Why the function's arguments or results cannot be those of a kernel; empty when they can.
static std::string whyNotKernel(func::FuncOp function) {
  std::string reason;
  auto check = [&](Type type) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    if (!isKernelScalar(tensor ? tensor.getElementType() : type))
      llvm::raw_string_ostream(reason) << "kernels take and give no " << type;
  };
  llvm::for_each(function.getArgumentTypes(), check);
  for (Type type : function.getResultTypes()) {
    check(type);
    if (!isa<RankedTensorType>(type) && reason.empty())
      llvm::raw_string_ostream(reason) << "it gives a value of type " << type << ", which is no tensor";
  }
  return reason;
}

/// A dimension of an argument that a size is; nothing for other sizes.
static std::optional<std::pair<Value, int64_t>> findDimension(OpFoldResult size) {
  auto dim = isa<Value>(size) ? cast<Value>(size).getDefiningOp<tensor::DimOp>() : tensor::DimOp();
  std::optional<int64_t> index = dim ? dim.getConstantIndex() : std::nullopt;
  if (!index || !isa<BlockArgument>(dim.getSource()))
    return std::nullopt;
  return std::pair<Value, int64_t>(dim.getSource(), *index);
}

using EqualSizes = DenseMap<Value, std::pair<Value, int64_t>>;

/// Arguments of the function that are sizes of its tensors, because loops over both are the same.
static EqualSizes findEqualSizes(func::FuncOp function) {
  EqualSizes equal;
  for (auto op : llvm::to_vector(function.getBody().front().getOps<linalg::GenericOp>())) {
    SmallVector<SmallVector<OpFoldResult>> sizes(op.getNumLoops());
    for (OpOperand &operand : op->getOpOperands()) {
      std::optional<SmallVector<OpFoldResult>> own;
      if (isa<RankedTensorType>(operand.get().getType()))
        own = findSizes(operand.get());
      if (own)
        for (auto [expr, size] : llvm::zip_equal(op.getMatchingIndexingMap(&operand).getResults(), *own))
          if (auto dim = dyn_cast<AffineDimExpr>(expr))
            sizes[dim.getPosition()].push_back(size);
    }
    for (ArrayRef<OpFoldResult> ofLoop : sizes) {
      const auto *known = llvm::find_if(ofLoop, [](OpFoldResult size) { return findDimension(size).has_value(); });
      for (OpFoldResult size : ofLoop)
        if (auto argument = dyn_cast_if_present<BlockArgument>(dyn_cast<Value>(size));
            argument && known != ofLoop.end())
          equal.try_emplace(argument, *findDimension(*known));
    }
  }
  return equal;
}

gpu::GPUFuncOp LoopFunction::emitWith(gpu::GPUModuleOp module, StringRef name, Body body, std::string &reason) {
  if (std::string why = whyNotKernel(function); !why.empty()) {
    reason = why;
    return {};
  }
  Builder types(function.getContext());
  Type pointer = LLVM::LLVMPointerType::get(function.getContext(), kGlobalSpace);
  Operation *terminator = function.getBody().front().getTerminator();
  SmallVector<Type> arguments(tensors.size(), pointer);
  for (Value scalar : scalars)
    arguments.push_back(scalar.getType().isIndex() ? types.getI64Type() : scalar.getType());
  arguments.append(dynamicSizes.size(), types.getI64Type());
  arguments.append(terminator->getNumOperands(), pointer);
  gpu::GPUFuncOp kernel = createKernel(module, function.getLoc(), name, arguments, 32);
  ImplicitLocOpBuilder builder(function.getLoc(), function.getContext());
  builder.setInsertionPointToStart(&kernel.getBody().front());
  KernelEmitter e(builder);
  IndexSpace space(e);
  ElementEmitter elements(e, space);
  unsigned next = tensors.size() + scalars.size();
  DenseMap<Value, SmallVector<LinearIndex>> inputs;
  for (auto [i, tensor] : llvm::enumerate(tensors)) {
    auto type = cast<RankedTensorType>(tensor.getType());
    ElementBuffer buffer{kernel.getArgument(i), type, {}};
    for (int64_t size : type.getShape())
      buffer.sizes.push_back(ShapedType::isDynamic(size)
                                 ? space.addAtom(kernel.getArgument(next++), {0, std::nullopt}, /*isTrusted=*/true)
                                 : LinearIndex(size));
    elements.addBuffer(tensor, buffer);
    inputs[tensor] = buffer.sizes;
  }
  EqualSizes equal = findEqualSizes(function);
  for (auto [i, scalar] : llvm::enumerate(scalars)) {
    elements.addScalar(scalar, kernel.getArgument(tensors.size() + i));
    if (auto size = equal.find(scalar); size != equal.end())
      elements.addSize(scalar, inputs[size->second.first][size->second.second]);
  }
  LoopKernelFrame frame{elements, function, SmallVector<Value>(terminator->getOperands()), {}};
  for (Value result : frame.results) {
    std::optional<SmallVector<OpFoldResult>> sizes = findSizes(result);
    ElementBuffer buffer{kernel.getArgument(next++), cast<RankedTensorType>(result.getType()), {}};
    if (!sizes)
      elements.fail("the size of a result is not known from its inputs");
    else
      for (OpFoldResult size : *sizes)
        buffer.sizes.push_back(frame.getSize(size));
    frame.outputs.push_back(buffer);
  }
  if (!elements.hasFailed())
    body(frame);
  gpu::ReturnOp::create(builder);
  if (!elements.hasFailed())
    return kernel;
  reason = elements.getReason();
  kernel.erase();
  return {};
}

gpu::GPUFuncOp LoopFunction::emit(KernelModule &kernels, StringRef name, Attribute schedule, LaunchShape &shape,
                                  std::string &reason) {
  gpu::GPUFuncOp kernel = emitWith(
      kernels.op, name,
      [&](LoopKernelFrame &frame) {
        if (auto rowwise = dyn_cast<RowwiseScheduleAttr>(schedule))
          emitRowwiseKernel(frame, rowwise, shape);
        else
          emitElementwiseKernel(frame, cast<ElementwiseScheduleAttr>(schedule), shape);
      },
      reason);
  if (!kernel)
    return kernel;
  kernel.setKnownBlockSizeAttr(
      Builder(function.getContext()).getDenseI32ArrayAttr({static_cast<int32_t>(shape.threads), 1, 1}));
  // A name that is taken gets a number.
  kernel->remove();
  kernels.symbols.insert(kernel);
  return kernel;
}

SmallVector<Attribute> LoopFunction::propose(gpu::GPUModuleOp module, std::string &reason) {
  SmallVector<Attribute> proposed;
  gpu::GPUFuncOp scratch = emitWith(
      module, "scratch",
      [&](LoopKernelFrame &frame) {
        proposed = proposeRowwise(frame, reason);
        if (!hasReductions(function))
          proposed = proposeElementwise(frame);
      },
      reason);
  if (scratch)
    scratch.erase();
  return proposed;
}

//===----------------------------------------------------------------------------------------------------===//
// The host
//===----------------------------------------------------------------------------------------------------===//

/// `value` of the function, computed again on the host from what the arguments are there.
Value LoopFunction::copyToHost(OpBuilder &host, Value value, IRMapping &mapping) {
  if (Value known = mapping.lookupOrNull(value))
    return known;
  Operation *op = value.getDefiningOp();
  assert(op && "arguments are known");
  // What its regions read from outside of it as well: the loop that counts the elements of a mask.
  SetVector<Value> read(op->operand_begin(), op->operand_end());
  getUsedValuesDefinedAbove(op->getRegions(), read);
  for (Value input : read)
    mapping.map(input, copyToHost(host, input, mapping));
  return host.clone(*op, mapping)->getResult(cast<OpResult>(value).getResultNumber());
}

Value LoopFunction::copySize(OpBuilder &host, OpFoldResult size, IRMapping &mapping) {
  if (auto value = dyn_cast<Value>(size))
    return copyToHost(host, value, mapping);
  return arith::ConstantIndexOp::create(host, function.getLoc(), *getConstantIntValue(size));
}

Value LoopFunction::emitBlocks(OpBuilder &host, const LaunchShape &shape, IRMapping &mapping) {
  Location loc = function.getLoc();
  auto number = [&](int64_t value) -> Value { return arith::ConstantIndexOp::create(host, loc, value); };
  auto divide = [&](Value value, int64_t divisor) -> Value {
    return divisor == 1 ? value : host.createOrFold<arith::CeilDivUIOp>(loc, value, number(divisor));
  };
  Value blocks;
  for (const LaunchShape::Work &work : shape.works) {
    Value product = number(1);
    for (auto [size, divisor] : llvm::zip_equal(work.sizes, work.divisors))
      product = host.createOrFold<arith::MulIOp>(loc, product, divide(copySize(host, size, mapping), divisor));
    product = divide(product, work.perBlock);
    blocks = blocks ? host.createOrFold<arith::MaxUIOp>(loc, blocks, product) : product;
  }
  return blocks;
}

LogicalResult LoopFunction::replaceCall(func::CallOp call, gpu::GPUFuncOp kernel, const LaunchShape &shape) {
  ImplicitLocOpBuilder host(call.getLoc(), call);
  IRMapping mapping;
  mapping.map(function.getArguments(), call.getOperands());
  SmallVector<Value> inputs, outputs;
  for (ArrayRef<Value> values : {ArrayRef<Value>(tensors), ArrayRef<Value>(scalars)})
    for (Value value : values)
      inputs.push_back(copyToHost(host, value, mapping));
  // What the function expects of its inputs is checked on the host.
  for (auto assertion : function.getBody().getOps<cf::AssertOp>())
    cf::AssertOp::create(host, copyToHost(host, assertion.getArg(), mapping), assertion.getMsg());
  for (auto [tensor, dim] : dynamicSizes)
    inputs.push_back(host.createOrFold<tensor::DimOp>(mapping.lookupOrDefault(tensor), static_cast<int64_t>(dim)));
  for (Value result : function.getBody().front().getTerminator()->getOperands()) {
    auto type = cast<RankedTensorType>(result.getType());
    SmallVector<OpFoldResult> sizes = *findSizes(result);
    for (OpFoldResult &size : sizes)
      if (isa<Value>(size))
        size = copySize(host, size, mapping);
    Value empty = tensor::EmptyOp::create(host, sizes, type.getElementType());
    outputs.push_back(empty.getType() == type ? empty : tensor::CastOp::create(host, type, empty).getResult());
  }
  Value one = arith::ConstantIndexOp::create(host, 1), shared;
  if (shape.sharedBytes != 0)
    shared = arith::ConstantIndexOp::create(host, shape.sharedBytes);
  auto module = kernel->getParentOfType<gpu::GPUModuleOp>();
  auto symbol = SymbolRefAttr::get(module.getSymNameAttr(), {SymbolRefAttr::get(kernel.getNameAttr())});
  auto launch = LaunchOp::create(host, symbol, ArrayRef<Value>{emitBlocks(host, shape, mapping), one, one},
                                 ArrayRef<int32_t>{static_cast<int32_t>(shape.threads), 1, 1}, shared, inputs, outputs);
  call.replaceAllUsesWith(launch.getResults());
  call.erase();
  return success();
}
