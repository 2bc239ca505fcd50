//===- OpcodeTable.cpp - which instructions there are ----------------------------------------------------===//
#include "Qnt/Emulator/OpcodeTable.h"
#include "Qnt/Emulator/Instructions.h"

namespace mlir::qnt::emulator {

void OpcodeTable::add(std::string_view opcode, Decode decode, std::vector<std::string> forms) {
  entries.insert_or_assign(std::string(opcode), Entry{decode, std::move(forms), family});
}

const OpcodeTable::Entry *OpcodeTable::lookup(std::string_view opcode) const {
  auto found = entries.find(opcode);
  return found == entries.end() ? nullptr : &found->second;
}

const OpcodeTable &getOpcodeTable() {
  static const OpcodeTable table = [] {
    OpcodeTable result;
    registerControlGroup(result);
    registerArithmeticGroup(result);
    registerMemoryGroup(result);
    return result;
  }();
  return table;
}

} // namespace mlir::qnt::emulator
