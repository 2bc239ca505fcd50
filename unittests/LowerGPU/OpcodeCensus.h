//===- OpcodeCensus.h - which machine instructions a cubin holds ------------------------------------------===//
//
// A kernel's code is the section .text.<name> of the ELF file, 16 bytes an instruction; the low 9 bits are the opcode,
// bits 73 to 75 of a memory access its width (4, 5, 6: 32, 64, 128 bits). CensusTest assembles known PTX to show it.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_UNITTESTS_LOWERGPU_OPCODECENSUS_H
#define QNT_UNITTESTS_LOWERGPU_OPCODECENSUS_H

#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <string>
#include <vector>

namespace mlir::qnt::testing {

enum class Opcode : uint16_t {
  HMMA = 0x03c,
  IMMA = 0x037,
  QMMA = 0x07a,
  LDSM = 0x03b,
  LDG = 0x181,
  STG = 0x186,
  LDL = 0x183,
  STL = 0x187,
  LDGSTS = 0x1ae,
  LOP3 = 0x012,
  PRMT = 0x016,
  SHF = 0x019,
  IADD3 = 0x010,
  IMAD = 0x024,
  IMADWide = 0x025,
  LEA = 0x011,
  SEL = 0x007,
  MOV = 0x002,
  ISETP = 0x00c,
  BRA = 0x147,
};

struct MachineCode {
  std::vector<std::pair<uint64_t, uint64_t>> instructions; ///< low and high 8 bytes

  /// Instructions of `opcode`; of memory accesses those of `width` bits, 0: of any.
  unsigned count(Opcode opcode, unsigned width = 0) const;
  /// HMMA of tf32, 8 along K.
  unsigned countTF32() const;
  /// Those of the integer unit.
  unsigned countInteger() const;
  /// The longest loop: from the target of a branch back to the branch. Empty where there is none.
  MachineCode getLongestLoop() const;
};

/// The code of the kernel `name`; empty when the file holds none.
MachineCode readCode(llvm::StringRef cubin, llvm::StringRef name);

} // namespace mlir::qnt::testing

#endif // QNT_UNITTESTS_LOWERGPU_OPCODECENSUS_H
