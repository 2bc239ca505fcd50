//===- Atomics.cpp - atom, red ---------------------------------------------------------------------------------===//

#include "Arithmetic/FloatOps.h"
#include "Instructions/MemoryInstructions.h"
#include "Instructions/MemoryOperands.h"
#include "Qnt/Emulator/OpcodeTable.h"
#include <algorithm>
#include <cstring>
#include <set>

using namespace mlir::qnt;
using namespace mlir::qnt::emulator;
using ptx::ScalarType;

namespace {

enum class AtomicOp : uint8_t { And, Or, Xor, Cas, Exch, Add, Inc, Dec, Min, Max };

struct AtomicPayload {
  AddressPayload address;
  AtomicOp op;
  ScalarType type;
  uint8_t elementBytes; ///< of one addition; a value of 128 bits is two of 8
  uint8_t elements;
  bool isPair; ///< 128 bits
  bool hasResult;
};

uint64_t addHalves(uint64_t old, uint64_t value, uint64_t (*add)(uint64_t, uint64_t, FloatModifiers)) {
  return add(old & 0xFFFF, value & 0xFFFF, {}) | add(old >> 16 & 0xFFFF, value >> 16 & 0xFFFF, {}) << 16;
}

/// f32 is added with subnormals flushed in global memory alone (PTX ISA, atom).
uint64_t addAtomic(ScalarType type, uint64_t old, uint64_t value, AddressSpace space) {
  switch (type) {
  case ScalarType::F16:
    return addFloat<F16>(old, value, {});
  case ScalarType::BF16:
    return addFloat<BF16>(old, value, {});
  case ScalarType::F16x2:
    return addHalves(old, value, addFloat<F16>);
  case ScalarType::BF16x2:
    return addHalves(old, value, addFloat<BF16>);
  case ScalarType::F32: {
    FloatModifiers modifiers;
    modifiers.flush = space == AddressSpace::Global;
    return addFloat<F32>(old, value, modifiers);
  }
  case ScalarType::F64:
    return addFloat<F64>(old, value, {});
  default:
    return old + value;
  }
}

bool isLess(ScalarType type, uint64_t left, uint64_t right) {
  if (type == ScalarType::S32)
    return static_cast<int32_t>(left) < static_cast<int32_t>(right);
  if (type == ScalarType::S64)
    return static_cast<int64_t>(left) < static_cast<int64_t>(right);
  return left < right;
}

/// What memory holds behind the operation on `old`; `value` is b of the ISA's text. Not for cas.
uint64_t apply(const AtomicPayload &payload, uint64_t old, uint64_t value, AddressSpace space) {
  switch (payload.op) {
  case AtomicOp::And:
    return old & value;
  case AtomicOp::Or:
    return old | value;
  case AtomicOp::Xor:
    return old ^ value;
  case AtomicOp::Add:
    return addAtomic(payload.type, old, value, space);
  case AtomicOp::Inc:
    return old >= value ? 0 : old + 1;
  case AtomicOp::Dec:
    return old == 0 || old > value ? value : old - 1;
  case AtomicOp::Min:
    return isLess(payload.type, value, old) ? value : old;
  case AtomicOp::Max:
    return isLess(payload.type, old, value) ? value : old;
  case AtomicOp::Cas:
  case AtomicOp::Exch:
    return value;
  }
  return value;
}

void executeAtomic(Warp &warp, const Operation &operation) {
  const AtomicPayload &payload = operation.getPayload<AtomicPayload>();
  const LaneMask lanes = warp.active();
  const unsigned size = payload.elementBytes, elements = payload.elements, bytes = size * elements;
  const bool isCas = payload.op == AtomicOp::Cas;
  alignas(64) uint64_t addresses[kWarpSize];
  if (!computeAddresses(warp, operation.sources[0], payload.address, addresses))
    return;
  for (unsigned source = 1; source < operation.numSources && source <= (isCas ? 2 : 1) * elements; ++source)
    if (!warp.requireDefined(operation.sources[source], lanes, "operand of an atomic operation"))
      return;
  MemoryAccess access;
  access.space = payload.address.space;
  access.bytes = access.alignment = static_cast<uint8_t>(bytes);
  access.order = payload.address.order;
  access.scope = payload.address.scope;
  uint64_t results[8][kWarpSize] = {};
  const Slot *operands = operation.sources + 1;
  auto modify = [&](unsigned lane, std::byte *place, AddressSpace space) {
    bool equal = true;
    for (unsigned element = 0; element < elements; ++element) {
      std::memcpy(&results[element][lane], place + element * size, size);
      uint64_t compared = warp.read(operands[element])[lane];
      equal &= !std::memcmp(&results[element][lane], &compared, size);
    }
    for (unsigned element = 0; element < elements && (!isCas || equal); ++element) {
      uint64_t value = warp.read(operands[isCas ? elements + element : element])[lane];
      if (size < 8)
        value &= (1ull << (8 * size)) - 1;
      value = apply(payload, results[element][lane], value, space);
      std::memcpy(place + element * size, &value, size);
    }
  };
  UndefinedBytes undefined;
  if (!getTrackedMemory(warp).modify(warp, access, lanes, addresses, payload.op == AtomicOp::Exch, undefined, modify) ||
      !payload.hasResult)
    return;
  for (unsigned element = 0; element < elements; ++element) {
    warp.writeLanes(operation.destinations[element], results[element]);
    if (undefined.lanes)
      setLoadedPoison(warp, operation.destinations[element], undefined, bytes, element * size, size, access.space,
                      addresses);
  }
}

/// Types of each operation (PTX ISA, atom), and the target they need.
bool checkType(DecodeContext &context, AtomicOp op, ScalarType type, bool isNoFlush) {
  auto isOneOf = [&](std::initializer_list<ScalarType> types) {
    return std::find(types.begin(), types.end(), type) != types.end();
  };
  const bool isHalf = isOneOf({ScalarType::F16, ScalarType::F16x2, ScalarType::BF16, ScalarType::BF16x2});
  bool good = false;
  switch (op) {
  case AtomicOp::And:
  case AtomicOp::Or:
  case AtomicOp::Xor:
    good = isOneOf({ScalarType::B32, ScalarType::B64});
    break;
  case AtomicOp::Exch:
    good = isOneOf({ScalarType::B32, ScalarType::B64, ScalarType::B128});
    break;
  case AtomicOp::Cas:
    good = isOneOf({ScalarType::B16, ScalarType::B32, ScalarType::B64, ScalarType::B128});
    break;
  case AtomicOp::Add:
    good = isHalf || isOneOf({ScalarType::U32, ScalarType::S32, ScalarType::U64, ScalarType::F32, ScalarType::F64});
    break;
  case AtomicOp::Inc:
  case AtomicOp::Dec:
    good = type == ScalarType::U32;
    break;
  case AtomicOp::Min:
  case AtomicOp::Max:
    good = isOneOf({ScalarType::U32, ScalarType::S32, ScalarType::U64, ScalarType::S64});
    break;
  }
  if (!good || isHalf != isNoFlush)
    context.fail("expected a type that the operation has, and '.noftz' for half types alone");
  if (type == ScalarType::B128)
    requireTarget(context, 90, "atomic operations on 128 bits");
  if (type == ScalarType::BF16 || type == ScalarType::BF16x2)
    requireTarget(context, 90, "atomic operations on bf16");
  return !context.hasFailed();
}

const std::initializer_list<ScalarType> atomicTypes = {
    ScalarType::B16,   ScalarType::B32, ScalarType::B64,    ScalarType::B128, ScalarType::U32,
    ScalarType::S32,   ScalarType::U64, ScalarType::S64,    ScalarType::F32,  ScalarType::F64,
    ScalarType::F16x2, ScalarType::F16, ScalarType::BF16x2, ScalarType::BF16};

struct AtomicForm {
  MemoryModifiers modifiers;
  AtomicPayload payload{};
};

AtomicForm readForm(DecodeContext &context, bool isReduction) {
  AtomicForm form;
  ModifierReader &parts = context.modifiers();
  form.modifiers.order = Order::Relaxed;
  std::optional<unsigned> op;
  while (!context.hasFailed() && !op) {
    op = parts.takeOneOf({"and", "or", "xor", "cas", "exch", "add", "inc", "dec", "min", "max"});
    if (!op && !takeMemoryModifier(context, form.modifiers, {}))
      parts.expectOneOf({"add"});
  }
  form.payload.op = static_cast<AtomicOp>(op.value_or(0));
  // Other spellings that ptxas takes: atom.add.gpu.u32, and atom.add.release.gpu.u32 of cooperative groups.
  static const std::set<std::string_view> late = {"relaxed", "acquire", "release", "acq_rel", "cta",
                                                  "cluster", "gpu",     "sys",     "global",  "shared"};
  while (!context.hasFailed() && late.count(parts.peek()))
    if (!takeMemoryModifier(context, form.modifiers, {}))
      break;
  bool isNoFlush = parts.take("noftz");
  form.modifiers.hasCachePolicy |= parts.take("L2::cache_hint");
  if (std::optional<unsigned> width = parts.takeOneOf({"v2", "v4", "v8"})) {
    form.modifiers.vector = 2u << *width;
    requireTarget(context, 90, "atomic operations on vectors");
    if (form.payload.op != AtomicOp::Add || (form.modifiers.hasSpace && form.modifiers.space != AddressSpace::Global))
      context.fail("expected '.add' and '.global' or a generic address with a vector");
  }
  form.payload.type = parts.expectType(atomicTypes);
  checkType(context, form.payload.op, form.payload.type, isNoFlush);
  if (form.modifiers.order == Order::Weak ||
      (isReduction && form.modifiers.order > Order::Relaxed && form.modifiers.order != Order::Release))
    context.fail("expected an order that the instruction has");
  if (isReduction && (form.payload.op == AtomicOp::Cas || form.payload.op == AtomicOp::Exch))
    context.fail("expected an operation of 'red'");
  if (form.modifiers.hasEviction || form.modifiers.hasPrefetchSize || form.modifiers.isVolatile ||
      form.modifiers.isMmio || form.modifiers.isNonCoherent ||
      (form.modifiers.hasSpace && form.modifiers.space != AddressSpace::Global &&
       form.modifiers.space != AddressSpace::Shared))
    context.fail("expected an atomic operation in .global or .shared");
  return form;
}

std::vector<Slot> readValues(DecodeContext &context, const AtomicForm &form) {
  if (form.modifiers.vector > 1)
    return context.sourceVector(form.payload.type);
  Slot slot = context.source(form.payload.type);
  if (!form.payload.isPair)
    return {slot};
  context.addSource(slot.next());
  return {slot, slot.next()};
}

bool decodeForm(DecodeContext &context, bool isReduction) {
  AtomicForm form = readForm(context, isReduction);
  AtomicPayload &payload = form.payload;
  const unsigned size = ptx::getByteSize(payload.type);
  payload.isPair = payload.type == ScalarType::B128;
  payload.elementBytes = static_cast<uint8_t>(payload.isPair ? 8 : size);
  payload.elements = static_cast<uint8_t>(payload.isPair ? 2 : form.modifiers.vector);
  payload.hasResult = !isReduction;
  if (payload.elementBytes * payload.elements > 16)
    context.fail("expected at most 16 bytes a thread");
  if (!isReduction) {
    if (form.modifiers.vector > 1) {
      if (context.destinationVector(payload.type).size() != form.modifiers.vector)
        context.fail("expected as many destinations as the vector has elements");
    } else {
      Slot slot = context.destination(payload.type);
      if (payload.isPair)
        context.addDestination(slot.next());
    }
  }
  payload.address = readAddress(context, form.modifiers);
  if (readValues(context, form).size() != payload.elements)
    context.fail("expected as many values as the vector has elements");
  if (payload.op == AtomicOp::Cas)
    readValues(context, form);
  readCachePolicy(context, form.modifiers);
  if (payload.address.space != AddressSpace::Shared)
    context.requireInterleaving();
  context.setPayload(payload);
  return context.finish(executeAtomic);
}

bool decodeAtomic(DecodeContext &context) { return decodeForm(context, false); }
bool decodeReduction(DecodeContext &context) { return decodeForm(context, true); }

} // namespace

void mlir::qnt::emulator::registerAtomics(OpcodeTable &table) {
  table.beginFamily("Atomic operations");
  const char *scopes = "{.relaxed|.acquire|.release|.acq_rel}{.cta|.gpu|.sys}{.global|.shared|.shared::cta}";
  auto form = [&](const char *opcode, const char *rest) { return opcode + std::string(scopes) + rest; };
  table.add("atom", decodeAtomic,
            {form("atom", ".(and|or|xor|exch){.L2::cache_hint}.(b32|b64)"), form("atom", ".cas.(b16|b32|b64)"),
             form("atom", ".add.(u32|s32|u64|f32|f64)"), form("atom", ".add.noftz.(f16|f16x2|bf16|bf16x2)"),
             form("atom", ".(inc|dec).u32"), form("atom", ".(min|max).(u32|s32|u64|s64)"),
             form("atom", ".(cas|exch).b128"), form("atom", ".add{.noftz}.(v2|v4|v8).(f32|f16|f16x2|bf16|bf16x2)")});
  table.add("red", decodeReduction,
            {form("red", ".(and|or|xor){.L2::cache_hint}.(b32|b64)"), form("red", ".add.(u32|s32|u64|f32|f64)"),
             form("red", ".add.noftz.(f16|f16x2|bf16|bf16x2)"), form("red", ".(inc|dec).u32"),
             form("red", ".(min|max).(u32|s32|u64|s64)"),
             form("red", ".add{.noftz}.(v2|v4|v8).(f32|f16|f16x2|bf16|bf16x2)")});
}
