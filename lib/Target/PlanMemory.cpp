//===- PlanMemory.cpp - qnt-plan-memory -------------------------------------------------------------------===//
//
//   %a = memref.alloc() : memref<64xf32>         %all = memref.alloc() : memref<512xi8>
//   use(%a)                                      %a = memref.view %all[0] : memref<512xi8> to memref<64xf32>
//   %b = memref.alloc() : memref<64xf32>   ->    use(%a)
//   use(%a, %b)                                  %b = memref.view %all[256] : ...
//   %c = memref.alloc() : memref<64xf32>         use(%a, %b)
//   use(%b, %c)                                  %c = memref.view %all[0] : ...
//                                                use(%b, %c)
//
//===-----------------------------------------------------------------------------------------------------===//
#include "BufferLifetime.h"
#include "Qnt/IR/ElementSize.h"
#include "Qnt/IR/GpuTarget.h"
#include "Qnt/IR/Remarks.h"
#include "Qnt/Target/Passes.h"
#include "mlir/Analysis/SliceAnalysis.h"
#include "mlir/Analysis/TopologicalSortUtils.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_PLANMEMORY
#include "Qnt/Target/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

/// No device has as much memory; the sum of any number of buffers below it that a module can hold fits in 64 bits.
static constexpr int64_t kMaxBytes = int64_t(1) << 40;

namespace {
/// A buffer that is planned.
struct Planned {
  memref::AllocOp alloc;
  BufferLifetime lifetime;
  int64_t bytes;      ///< rounded up; 0 for a dynamic size
  int64_t offset = 0; ///< of a static size: in bytes
  size_t slot = 0;    ///< of a dynamic size

  bool isDynamic() { return !alloc.getType().hasStaticShape(); }
  bool overlaps(const Planned &other) const {
    return lifetime.first <= other.lifetime.last && other.lifetime.first <= lifetime.last;
  }
};
} // namespace

static bool isGlobal(MemRefType type) {
  auto space = dyn_cast_or_null<gpu::AddressSpaceAttr>(type.getMemorySpace());
  return space && space.getValue() == gpu::AddressSpace::Global && type.getLayout().isIdentity();
}

/// The ops that a dynamic size is computed by move in front of `place`; false when they cannot.
static bool hoist(Value size, Operation *place) {
  llvm::SetVector<Operation *> slice;
  BackwardSliceOptions options;
  options.inclusive = true;
  options.filter = [&](Operation *op) { return op->getBlock() == place->getBlock() && place->isBeforeInBlock(op); };
  if (failed(getBackwardSlice(size, &slice, options)))
    return false;
  for (Operation *op : slice)
    if (op->getNumRegions() != 0 || !isPure(op))
      return false;
  for (Operation *op : topologicalSort(slice))
    op->moveBefore(place);
  return true;
}

/// What of the size of a buffer is known; nothing, with `reason`, where it cannot be planned.
static std::optional<int64_t> findKnownBytes(MemRefType type, std::string &reason) {
  std::optional<int64_t> bytes = getKnownBytes(type);
  if (bytes && *bytes <= kMaxBytes)
    return bytes;
  reason = getElementBytes(type.getElementType()) ? "it takes more than 2^40 bytes"
                                                  : "its elements are no integers, floats or indices";
  return std::nullopt;
}

/// First fit: each buffer at the lowest offset where no buffer that lives at the same time lies.
static int64_t placeStatic(MutableArrayRef<Planned> buffers) {
  int64_t total = 0;
  for (Planned &buffer : buffers) {
    if (buffer.isDynamic())
      continue;
    SmallVector<std::pair<int64_t, int64_t>> taken;
    for (Planned &other : buffers) {
      if (&other == &buffer)
        break;
      if (!other.isDynamic() && buffer.overlaps(other))
        taken.emplace_back(other.offset, other.offset + other.bytes);
    }
    llvm::sort(taken);
    for (auto [begin, end] : taken)
      if (buffer.offset < end && begin < buffer.offset + buffer.bytes)
        buffer.offset = end;
    total = std::max(total, buffer.offset + buffer.bytes);
  }
  return total;
}

/// Buffers of dynamic size share a slot when none of them live at the same time. Gives the number of slots.
static size_t placeDynamic(MutableArrayRef<Planned> buffers) {
  SmallVector<SmallVector<Planned *>> slots;
  for (Planned &buffer : buffers) {
    if (!buffer.isDynamic())
      continue;
    auto isFree = [&](const SmallVector<Planned *> &slot) {
      return llvm::none_of(slot, [&](Planned *other) { return other->overlaps(buffer); });
    };
    auto *slot = llvm::find_if(slots, isFree);
    buffer.slot = slot - slots.begin();
    if (slot == slots.end())
      slots.emplace_back();
    slots[buffer.slot].push_back(&buffer);
  }
  return slots.size();
}

namespace {
struct PlanMemoryPass : qnt::impl::PlanMemoryBase<PlanMemoryPass> {
  void runOnOperation() override {
    PassSummary summary("qnt-plan-memory", getOperation());
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (!function.isExternal())
        plan(function, summary);
  }

  void plan(func::FuncOp function, PassSummary &summary) {
    if (!function.getBody().hasOneBlock()) {
      remarkSkipped("qnt-plan-memory", function, "it has several blocks");
      return;
    }
    Block &block = function.getBody().front();
    SmallVector<Planned> buffers = collect(function, block);
    if (buffers.size() < 2)
      return;
    int64_t staticBytes = placeStatic(buffers);
    size_t numSlots = placeDynamic(buffers);
    replace(function, buffers, staticBytes, numSlots);
    summary.add(numBuffers, "buffers", buffers.size());
    summary.add(numBytes, "static-bytes", staticBytes);
    summary.add(this->numSlots, "dynamic-slots", numSlots);
  }

  /// The buffers of a block that can be planned; what their sizes are computed by stands in front of the first one
  /// then.
  static SmallVector<Planned> collect(func::FuncOp function, Block &block) {
    SmallVector<memref::AllocOp> allocs;
    function.walk([&](memref::AllocOp alloc) {
      if (!isGlobal(alloc.getType()))
        return;
      if (alloc->getBlock() == &block)
        allocs.push_back(alloc);
      else
        remarkSkipped("qnt-plan-memory", alloc, "it is in a nested region");
    });
    SmallVector<Planned> buffers;
    std::string reason;
    llvm::DenseMap<Operation *, unsigned> numbers = numberOps(block);
    for (memref::AllocOp alloc : allocs) {
      std::optional<int64_t> bytes = findKnownBytes(alloc.getType(), reason);
      std::optional<BufferLifetime> lifetime;
      if (bytes)
        lifetime = findLifetime(alloc, numbers, reason);
      Operation *place = buffers.empty() ? alloc : buffers.front().alloc;
      if (lifetime && !llvm::all_of(alloc.getDynamicSizes(), [&](Value size) { return hoist(size, place); })) {
        reason = "its size is not known when the function starts";
        lifetime.reset();
      }
      if (!lifetime) {
        remarkSkipped("qnt-plan-memory", alloc, reason);
        continue;
      }
      int64_t placed = alloc.getType().hasStaticShape() ? *bytes : 0;
      buffers.push_back({alloc, *lifetime, static_cast<int64_t>(llvm::alignTo(placed, kBufferAlignment))});
    }
    return buffers;
  }

  static void replace(func::FuncOp function, MutableArrayRef<Planned> buffers, int64_t staticBytes, size_t numSlots) {
    ImplicitLocOpBuilder b(buffers.front().alloc.getLoc(), buffers.front().alloc);
    SmallVector<Value> slotSizes(numSlots), slotOffsets;
    for (Planned &buffer : buffers)
      if (buffer.isDynamic()) {
        Value size = buildSize(b, buffer.alloc), &slot = slotSizes[buffer.slot];
        slot = slot ? arith::MaxUIOp::create(b, slot, size).getResult() : size;
      }
    Value end = arith::ConstantIndexOp::create(b, staticBytes);
    for (Value size : slotSizes) {
      slotOffsets.push_back(end);
      end = arith::AddIOp::create(b, end, size);
    }
    auto type = MemRefType::get(numSlots == 0 ? staticBytes : ShapedType::kDynamic, b.getI8Type(),
                                MemRefLayoutAttrInterface(), buffers.front().alloc.getType().getMemorySpace());
    Value all = memref::AllocOp::create(b, type, numSlots == 0 ? ValueRange() : ValueRange(end),
                                        b.getI64IntegerAttr(kBufferAlignment));
    for (Planned &buffer : buffers) {
      b.setInsertionPoint(buffer.alloc);
      Value offset =
          buffer.isDynamic() ? slotOffsets[buffer.slot] : arith::ConstantIndexOp::create(b, buffer.offset).getResult();
      Value view = memref::ViewOp::create(b, buffer.alloc.getType(), all, offset, buffer.alloc.getDynamicSizes());
      for (memref::DeallocOp dealloc : buffer.lifetime.deallocs)
        dealloc.erase();
      buffer.alloc.replaceAllUsesWith(view);
      buffer.alloc.erase();
    }
    b.setInsertionPoint(function.getBody().front().getTerminator());
    memref::DeallocOp::create(b, all);
  }

  /// Bytes of a buffer of dynamic size, rounded up.
  static Value buildSize(ImplicitLocOpBuilder &b, memref::AllocOp alloc) {
    Value size = arith::ConstantIndexOp::create(b, *getKnownBytes(alloc.getType()));
    for (Value dynamic : alloc.getDynamicSizes())
      size = arith::MulIOp::create(b, size, dynamic);
    size = arith::AddIOp::create(b, size, arith::ConstantIndexOp::create(b, kBufferAlignment - 1));
    Value mask = arith::ConstantIndexOp::create(b, -kBufferAlignment);
    return arith::AndIOp::create(b, size, mask);
  }
};
} // namespace
