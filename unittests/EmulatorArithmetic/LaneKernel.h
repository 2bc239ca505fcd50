//===- LaneKernel.h - runs single instructions through the emulator ---------------------------------------------===//
//
// A kernel of one line after the other: each executes one instruction on the thread's four inputs and stores what it
// wrote.
//
//===----------------------------------------------------------------------===//

#ifndef QNT_UNITTESTS_EMULATORARITHMETIC_LANEKERNEL_H
#define QNT_UNITTESTS_EMULATORARITHMETIC_LANEKERNEL_H

#include "Qnt/Emulator/Emulator.h"
#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace lanes {

/// Four raw inputs of a thread; registers take their low bits.
using Inputs = std::array<uint64_t, 4>;

/// Classes of registers: h 16 bits, r 32 bits, d 64 bits, f f32, g f64, p predicate.
struct Instruction {
  std::string text;         ///< "add.s32 %ro0, %r0, %r1;"
  std::string destinations; ///< class of each destination, "rp"
};

/// The inputs that every instruction sees: edges of integers and floats of every width, then random bits.
std::vector<Inputs> standardInputs();

/// Text of the kernel; sources are %h0..%h3, %r0.., %d0.., %f0.., %g0.., %p0.. (the low bit), destinations %ho0, %ro0
/// ...
std::string makeKernel(const std::vector<Instruction> &instructions, const std::string &target,
                       const std::string &version);

/// Results by instruction, then thread, then destination; an error text in `error`.
std::vector<std::vector<std::array<uint64_t, 2>>> run(const std::vector<Instruction> &instructions,
                                                      const std::vector<Inputs> &inputs, const std::string &target,
                                                      const std::string &version, std::string &error);

/// All spellings of a form such as "add{.sat}.(s32|u32)".
std::vector<std::string> expandForm(const std::string &form);

} // namespace lanes

#endif // QNT_UNITTESTS_EMULATORARITHMETIC_LANEKERNEL_H
