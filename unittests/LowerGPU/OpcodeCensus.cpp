//===- OpcodeCensus.cpp - which machine instructions a cubin holds ----------------------------------------===//
#include "OpcodeCensus.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace mlir::qnt::testing;

static Opcode getOpcode(uint64_t low) { return static_cast<Opcode>(low & 0x1ff); }

unsigned MachineCode::count(Opcode opcode, unsigned width) const {
  unsigned number = 0;
  for (auto [low, high] : instructions)
    number += getOpcode(low) == opcode && (width == 0 || (8u << ((high >> 9) & 7)) / 4 == width);
  return number;
}

unsigned MachineCode::countTF32() const {
  return llvm::count_if(instructions, [](const auto &instruction) {
    return (instruction.first & 0x1FF) == static_cast<uint64_t>(Opcode::HMMA) &&
           (instruction.second >> 12 & 0xFF) == 0x81;
  });
}

unsigned MachineCode::countInteger() const {
  unsigned number = 0;
  for (Opcode opcode : {Opcode::LOP3, Opcode::PRMT, Opcode::SHF, Opcode::IADD3, Opcode::IMAD, Opcode::IMADWide,
                        Opcode::LEA, Opcode::SEL, Opcode::MOV, Opcode::ISETP})
    number += count(opcode);
  return number;
}

MachineCode MachineCode::getLongestLoop() const {
  size_t first = 0, last = 0;
  for (size_t i = 0; i < instructions.size(); ++i) {
    auto [low, high] = instructions[i];
    if (getOpcode(low) != Opcode::BRA)
      continue;
    // The distance in units of 4 bytes from the next instruction stands in bits 34 to 81.
    int64_t distance = static_cast<int64_t>((low >> 34) | (high << 30));
    distance = static_cast<int64_t>(static_cast<uint64_t>(distance) << 16) >> 16;
    int64_t target = static_cast<int64_t>(i) + 1 + distance * 4 / 16;
    if (target >= 0 && target < static_cast<int64_t>(i) && i - target > last - first)
      first = target, last = i;
  }
  MachineCode loop;
  if (last > first)
    loop.instructions.assign(instructions.begin() + first, instructions.begin() + last + 1);
  return loop;
}

MachineCode mlir::qnt::testing::readCode(llvm::StringRef cubin, llvm::StringRef name) {
  MachineCode code;
  auto file = llvm::object::ELFFile<llvm::object::ELF64LE>::create(cubin);
  if (!file) {
    llvm::consumeError(file.takeError());
    return code;
  }
  auto sections = file->sections();
  if (!sections) {
    llvm::consumeError(sections.takeError());
    return code;
  }
  for (const auto &section : *sections) {
    auto sectionName = file->getSectionName(section);
    auto contents = file->getSectionContents(section);
    if (!sectionName || !contents) {
      llvm::consumeError(llvm::joinErrors(sectionName.takeError(), contents.takeError()));
      continue;
    }
    if (*sectionName != (".text." + name).str())
      continue;
    for (size_t at = 0; at + 16 <= contents->size(); at += 16) {
      std::pair<uint64_t, uint64_t> instruction;
      std::memcpy(&instruction.first, contents->data() + at, 8);
      std::memcpy(&instruction.second, contents->data() + at + 8, 8);
      code.instructions.push_back(instruction);
    }
  }
  return code;
}
