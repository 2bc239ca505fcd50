//===- Program.h - a decoded module ----------------------------------------------------------------------===//
#ifndef QNT_LIB_EMULATOR_PROGRAM_H
#define QNT_LIB_EMULATOR_PROGRAM_H

#include "Memory.h"
#include "Operation.h"
#include "Qnt/Emulator/Report.h"
#include "Qnt/PTX/Syntax.h"
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace mlir::qnt::emulator {

class DeviceMemory;

/// A parameter or result of a function: bytes of its frame in local memory; of a kernel: bytes of the launch's
/// parameters.
struct ParameterLayout {
  std::string name;
  uint64_t offset = 0;
  uint64_t size = 0;
  uint64_t alignment = 1;
  /// `.reg` parameters of functions: the slot instead of bytes.
  bool isRegister = false;
  Slot slot;
};

/// A register whose lanes hold the address of a variable of the frame, set when the frame is made.
struct FrameAddress {
  uint32_t slot = 0;
  uint64_t offset = 0; ///< from Frame::localBase
};

struct Function;

/// One end of an argument or a result of a call: bytes of the frame, a register, or a constant.
struct CallValue {
  bool isBytes = false;
  uint64_t offset = 0; ///< of bytes, from Frame::localBase
  uint64_t size = 0;
  Slot slot; ///< otherwise
};

/// What a call instruction passes; the callee's own layout says where it arrives.
struct CallSite {
  const Function *callee = nullptr; ///< null for an indirect call
  Slot address;                     ///< of an indirect call
  std::vector<CallValue> arguments;
  std::vector<CallValue> results;
  /// Functions that .calltargets allows; empty: any that fits.
  std::vector<const Function *> targets;
};

/// Bytes left free between variables of local and of shared memory, so that an access over the end of one is no access
/// to the next.
constexpr uint64_t kVariableGap = 16;

struct Function {
  std::string name;
  bool isKernel = false;
  /// Declared, without a body.
  bool isDeclared = false;
  std::vector<Operation> operations;
  uint32_t numSlots = 0;
  uint64_t localBytes = 0;
  /// Between the variables of a frame.
  std::vector<AddressRange> frameGaps;
  std::vector<FrameAddress> frameAddresses;
  std::vector<ParameterLayout> parameters;
  std::vector<ParameterLayout> results;
  uint64_t parameterBytes = 0;
  /// Names of the slots for messages; empty for those without a name.
  const ptx::Function *syntax = nullptr;
  std::deque<CallSite> calls;
  std::vector<uint32_t> branchTargets; ///< lists of brx.idx, one behind the other
  /// Code address: what `mov.u64 %rd, function` gives.
  uint64_t address = 0;

  // Of kernels.
  uint64_t staticSharedBytes = 0;            ///< with gaps between variables, which show accesses out of bounds
  uint64_t declaredSharedBytes = 0;          ///< without
  Dim3 maxThreads{0, 0, 0};                  ///< .maxntid; 0 where there is none
  Dim3 requiredThreads{0, 0, 0};             ///< .reqntid
  std::vector<AddressRange> sharedVariables; ///< ascending
  uint64_t dynamicSharedAlignment = 16;
  /// Blocks of a grid take turns in one thread: the kernel or what it calls orders accesses of several blocks.
  bool needsInterleaving = false;

  /// "%r5"; "a hidden register" for one that no text names.
  std::string getRegisterName(uint32_t slot) const;
  std::vector<uint32_t> registerSlots; ///< by index of the register in the text
  uint64_t firstCounter = 0;
};

/// A variable of the module in global or constant memory.
struct ModuleVariable {
  std::string name;
  bool isConstant = false;
  uint64_t address = 0;
  uint64_t size = 0;
};

/// A module decoded for one device. Plain data; nothing changes after decoding.
struct Program {
  ptx::Module module;
  std::deque<Function> functions;
  std::unordered_map<std::string, Function *> functionsByName;
  std::unordered_map<uint64_t, Function *> functionsByAddress;
  std::vector<ModuleVariable> variables;
  /// 32 equal lanes for each constant.
  std::vector<uint64_t> constants;
  /// Special registers that are in use: what each special slot holds.
  struct SpecialSlot {
    ptx::SpecialRegister id;
    uint32_t number = 0;    ///< of numbered ones
    uint32_t component = 0; ///< 0..3
    /// The address of dynamic shared memory instead of a special register.
    bool isDynamicShared = false;
    int64_t offset = 0; ///< added to that address
  };
  std::vector<SpecialSlot> specials;
  /// Memory of slots and payloads that operations point to.
  std::deque<std::unique_ptr<std::byte[]>> arena;
  /// Of all functions; Function::firstCounter says where each one's begin.
  uint64_t numOperations = 0;

  const Function *findFunction(std::string_view name) const;
};

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_PROGRAM_H
