//===- MemoryOperands.h - what memory instructions have in common ---------------------------------------------===//
//
// Modifiers of space, order, scope and cache, and the addresses of a warp.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_EMULATOR_INSTRUCTIONS_MEMORYOPERANDS_H
#define QNT_LIB_EMULATOR_INSTRUCTIONS_MEMORYOPERANDS_H

#include "DecodeContext.h"
#include "Memory/TrackedMemory.h"
#include "Warp.h"

namespace mlir::qnt::emulator {

/// Where an instruction's bytes lie, as its payload holds it.
struct AddressPayload {
  int64_t offset = 0;
  AddressSpace space = AddressSpace::Generic;
  uint8_t bits = 64; ///< of the sum of register and offset
  Order order = Order::Weak;
  Scope scope = Scope::Device;
  /// `.param` with a register: of the kernel or of a function, which the address says.
  bool isAnyParameter = false;
  /// `.param`: values that were never written may be passed.
  bool isParameter = false;
};

/// Modifiers of ld, st, atom and red in front of operation and type. Each may stand once.
struct MemoryModifiers {
  bool isVolatile = false, isMmio = false, isNonCoherent = false, hasSpace = false, isParameter = false;
  bool hasCachePolicy = false, hasEviction = false, hasPrefetchSize = false;
  std::string_view cacheOp;
  AddressSpace space = AddressSpace::Generic;
  Order order = Order::Weak;
  Scope scope = Scope::Device;
  bool hasScope = false;
  unsigned vector = 1;
};

/// Takes the next part when it is a modifier of memory instructions, whatever it is; false when it is none. `cacheOps`
/// are the operators that the instruction has. Errors go to the context.
bool takeMemoryModifier(DecodeContext &context, MemoryModifiers &modifiers,
                        std::initializer_list<std::string_view> cacheOps);

/// Fails on combinations of modifiers that ld and st do not have.
bool checkMemoryModifiers(DecodeContext &context, const MemoryModifiers &modifiers);

/// Takes `.shared`, `.shared::cta`, `.global` ..., when it is there.
bool takeSpace(DecodeContext &context, MemoryModifiers &modifiers);
/// Takes .cta, .cluster, .gpu, .sys.
bool takeScope(DecodeContext &context, MemoryModifiers &modifiers);

/// Reads the address operand; the payload's space is the instruction's, or the symbol's.
AddressPayload readAddress(DecodeContext &context, const MemoryModifiers &modifiers);
AddressPayload makeAddress(DecodeContext &context, const MemoryModifiers &modifiers, const AddressSource &source);

/// Reads the cache policy of an instruction with `.L2::cache_hint`.
void readCachePolicy(DecodeContext &context, const MemoryModifiers &modifiers);

/// The width of a register operand; 64 for others.
unsigned getRegisterBits(DecodeContext &context, const ptx::Operand &operand);

/// Fails unless the module's target has the form.
bool requireTarget(DecodeContext &context, unsigned target, const char *form);

/// Addresses of all lanes into `addresses`. False: an active lane's is undefined, and the warp has failed.
bool computeAddresses(Warp &warp, Slot base, const AddressPayload &payload, uint64_t *addresses);
/// The space of an access; that of `.param` with a register is told by the first active address.
AddressSpace getSpace(const AddressPayload &payload, LaneMask lanes, const uint64_t *addresses);

/// An undefined value that memory gave to register `slot`: bytes of element `first`, of `size` bytes, of each lane's
/// `bytes`. The register is extended from it, so that bytes above are undefined where the highest is.
void setLoadedPoison(Warp &warp, Slot slot, const UndefinedBytes &undefined, unsigned bytes, unsigned first,
                     unsigned size, AddressSpace space, const uint64_t *addresses);

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_INSTRUCTIONS_MEMORYOPERANDS_H
