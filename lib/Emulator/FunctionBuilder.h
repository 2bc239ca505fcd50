//===- FunctionBuilder.h - decodes one function ----------------------------------------------------------===//
#ifndef QNT_LIB_EMULATOR_FUNCTIONBUILDER_H
#define QNT_LIB_EMULATOR_FUNCTIONBUILDER_H

#include "Memory.h"
#include "Program.h"
#include "ProgramBuilder.h"
#include <map>
#include <optional>

namespace mlir::qnt::emulator {

/// Where a variable lies. Frame: the address is that of the frame plus `offset`, in local memory.
struct VariablePlace {
  enum class Kind : uint8_t { Fixed, Frame, DynamicShared, Register } kind = Kind::Fixed;
  AddressSpace space = AddressSpace::Global;
  uint64_t address = 0; ///< or offset in the frame
};

/// Lays out a function's parameters and variables (at once), and its operations (decode). The layouts of all functions
/// are there before the first is decoded.
class FunctionBuilder {
public:
  FunctionBuilder(ProgramBuilder &program, Function &function, const ptx::Function &syntax);

  /// Registers, parameters and variables. An error when sizes are out of range.
  std::optional<ptx::Diagnostic> layOut();
  /// The operations.
  std::optional<ptx::Diagnostic> decode();

  Function &getFunction() { return function; }
  const ptx::Function &getSyntax() const { return syntax; }
  ProgramBuilder &getProgram() { return program; }
  VariablePlace &getPlace(uint32_t localVariable) { return places[localVariable]; }

  Slot getRegister(uint32_t index) const { return Slot(Slot::Register, function.registerSlots[index]); }
  Slot newSlot(unsigned count = 1);
  Slot getCarry();
  /// A register that nobody reads, of 128 bits.
  Slot getSink();
  Slot getDynamicShared();
  /// A register that holds base + offset, both known when the frame or the warp is made.
  Slot getOffsetAddress(Slot base, int64_t offset);
  /// A register that holds the address of a variable of the frame.
  Slot getFrameAddress(uint32_t localVariable);
  /// A slot of the warp; those that change make the operation that reads them be preceded by one that sets them.
  Slot getSpecial(ptx::SpecialRegister id, uint32_t number, uint32_t component);
  /// The first of consecutive entries in Function::branchTargets.
  uint32_t addBranchTarget(uint32_t label);
  void setRequiresInterleaving() { function.needsInterleaving = true; }

private:
  std::optional<ptx::Diagnostic> layOutParameters();
  std::optional<ptx::Diagnostic> decodeInstruction(const ptx::Instruction &instruction);
  void addRefresh(const ptx::Instruction &instruction);
  void addEnd();

  ProgramBuilder &program;
  Function &function;
  const ptx::Function &syntax;
  std::vector<VariablePlace> places; ///< by index in ptx::Function::variables
  std::map<uint32_t, Slot> frameAddresses;
  std::optional<Slot> carry;
  std::optional<Slot> sink;
  std::vector<uint32_t> operationOfInstruction;
  /// Slots of %clock and the like that the instruction reads.
  std::vector<Slot> changing;
};

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_FUNCTIONBUILDER_H
