//===- FormCase.h - one spelling of an instruction, its operands and what it must give --------------------------===//
#ifndef QNT_UNITTESTS_EMULATORARITHMETIC_FORMCASE_H
#define QNT_UNITTESTS_EMULATORARITHMETIC_FORMCASE_H

#include "LaneKernel.h"
#include <functional>
#include <optional>

namespace lanes {

using Results = std::array<uint64_t, 2>;

/// What an instruction gives for the inputs of a thread.
struct FormCase {
  Instruction instruction;
  std::function<Results(const Inputs &)> expected;
};

/// The parts of an opcode: "add.sat.s32" has add, sat, s32.
class Spelling {
public:
  explicit Spelling(const std::string &mnemonic);
  const std::string &opcode() const { return parts[0]; }
  const std::string &operator[](size_t index) const { return parts[index]; }
  const std::string &last(size_t back = 0) const { return parts[parts.size() - 1 - back]; }
  bool has(const std::string &part) const;
  size_t size() const { return parts.size(); }
  const std::string text;

private:
  std::vector<std::string> parts;
};

/// Register class of a type: h r d f g p.
char classOf(const std::string &type);
/// "%ro0" and "%r1": destination 0 and source 1 of a type.
std::string destination(const std::string &type, int index = 0);
std::string source(const std::string &type, int index);

/// Cases by family; nothing when the family is another one. `variant` numbers the spellings, to vary immediates.
std::optional<FormCase> makeIntegerCase(const Spelling &spelling, unsigned variant);
std::optional<FormCase> makeBitsCase(const Spelling &spelling, unsigned variant);
std::optional<FormCase> makeFloatCase(const Spelling &spelling, unsigned variant);
std::optional<FormCase> makeCompareCase(const Spelling &spelling, unsigned variant);
std::optional<FormCase> makeConvertCase(const Spelling &spelling, unsigned variant);
std::optional<FormCase> makeVideoCase(const Spelling &spelling, unsigned variant);

/// A case of sources of the given types and one destination.
FormCase makeCase(const Spelling &spelling, const std::string &result, const std::vector<std::string> &operands,
                  std::function<uint64_t(const Inputs &)> expected);

/// Calls body with a value of the C++ type of "u32" and the like; b types are unsigned.
template <class Body>
auto withInteger(const std::string &type, Body body) {
  if (type == "s8")
    return body(int8_t());
  if (type == "s16")
    return body(int16_t());
  if (type == "s32")
    return body(int32_t());
  if (type == "s64")
    return body(int64_t());
  std::string bits = type.substr(1);
  if (bits == "8")
    return body(uint8_t());
  if (bits == "16")
    return body(uint16_t());
  if (bits == "64")
    return body(uint64_t());
  return body(uint32_t());
}

} // namespace lanes

#endif // QNT_UNITTESTS_EMULATORARITHMETIC_FORMCASE_H
