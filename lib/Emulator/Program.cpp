//===- Program.cpp - a decoded module --------------------------------------------------------------------===//
#include "Program.h"
#include <algorithm>

namespace mlir::qnt::emulator {

std::string Function::getRegisterName(uint32_t slot) const {
  auto after = std::upper_bound(registerSlots.begin(), registerSlots.end(), slot);
  if (after == registerSlots.begin() || !syntax)
    return "a hidden register";
  const size_t index = static_cast<size_t>(after - registerSlots.begin()) - 1;
  const ptx::Register &declared = syntax->registers[index];
  const unsigned slots = declared.vectorWidth * (ptx::getBitWidth(declared.type) > 64 ? 2 : 1);
  if (slot - registerSlots[index] >= slots)
    return "a hidden register";
  return "register " + declared.getName();
}

const Function *Program::findFunction(std::string_view name) const {
  auto found = functionsByName.find(std::string(name));
  return found == functionsByName.end() ? nullptr : found->second;
}

} // namespace mlir::qnt::emulator
