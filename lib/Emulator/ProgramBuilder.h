//===- ProgramBuilder.h - decodes a module ---------------------------------------------------------------===//
#ifndef QNT_LIB_EMULATOR_PROGRAMBUILDER_H
#define QNT_LIB_EMULATOR_PROGRAMBUILDER_H

#include "Memory.h"
#include "Program.h"
#include "Qnt/PTX/Diagnostic.h"
#include <map>
#include <memory>
#include <optional>
#include <unordered_map>

namespace mlir::qnt::emulator {

class FunctionBuilder;
struct VariablePlace;

/// Places the variables of a module in the memory of a device, decodes its functions, writes the initial values.
class ProgramBuilder {
public:
  ProgramBuilder(Program &program, DeviceMemory &memory);
  ~ProgramBuilder();

  /// An error leaves variables in memory: freeVariables.
  std::optional<ptx::Diagnostic> build();

  Program &getProgram() { return program; }
  const ptx::Module &getModule() const { return program.module; }
  unsigned getTargetVersion() const { return targetVersion; }
  Function &getFunction(uint32_t index) { return program.functions[resolveAlias(index)]; }
  const VariablePlace &getPlace(uint32_t variable) const;

  Slot getConstant(uint64_t value);
  Slot getSpecial(const Program::SpecialSlot &wanted);
  void *allocate(size_t size, size_t alignment);
  ptx::Diagnostic makeError(ptx::Location location, std::string message,
                            ptx::ErrorClass errorClass = ptx::ErrorClass::ParseError) const;

private:
  uint32_t resolveAlias(uint32_t index) const;
  std::optional<ptx::Diagnostic> placeVariables();
  std::optional<ptx::Diagnostic> placeVariable(const ptx::Variable &variable, VariablePlace &place);
  std::optional<ptx::Diagnostic> placeShared();
  std::optional<ptx::Diagnostic> initialize();
  std::optional<ptx::Diagnostic> initializeVariable(const ptx::Variable &variable, const VariablePlace &place);
  uint64_t getSymbolAddress(const ptx::Relocation &relocation) const;
  void findInterleaving();
  /// Functions that each function names, by index.
  const std::vector<std::vector<uint32_t>> &getReferences();
  std::vector<uint32_t> findReachable(uint32_t function);

  Program &program;
  DeviceMemory &memory;
  unsigned targetVersion = 0;
  std::vector<std::unique_ptr<FunctionBuilder>> builders;
  std::vector<VariablePlace> places;
  std::unordered_map<uint64_t, Slot> constants;
  std::vector<std::vector<uint32_t>> references;
  size_t arenaUsed = 0;
  size_t arenaSize = 0;
};

/// Gives the variables of a program back.
void freeVariables(Program &program, DeviceMemory &memory);

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_PROGRAMBUILDER_H
