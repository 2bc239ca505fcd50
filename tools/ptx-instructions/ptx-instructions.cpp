//===- ptx-instructions.cpp - lists the instructions of the emulator --------------------------------------===//
//
// One line a form: group, family, opcode, form, tabs between. scripts/lib/write_ptx_instructions.py makes
// docs/reference/ptx-instructions.md of it.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Qnt/Emulator/Instructions.h"
#include "Qnt/Emulator/OpcodeTable.h"
#include <cstdio>

using namespace mlir::qnt::emulator;

static void print(const char *group, void (*registerGroup)(OpcodeTable &)) {
  OpcodeTable table;
  registerGroup(table);
  for (const auto &[opcode, entry] : table.getEntries())
    for (const std::string &form : entry.forms)
      std::printf("%s\t%s\t%s\t%s\n", group, entry.family.c_str(), opcode.c_str(), form.c_str());
}

int main() {
  print("control", registerControlGroup);
  print("arithmetic", registerArithmeticGroup);
  print("memory", registerMemoryGroup);
  return 0;
}
