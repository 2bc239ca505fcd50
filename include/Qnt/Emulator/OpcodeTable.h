//===- OpcodeTable.h - which instructions there are ------------------------------------------------------===//
//
// Each family of instructions registers its opcodes by one function in lib/Emulator/Instructions:
//
//   static bool decodeNot(DecodeContext &context) {
//     ptx::ScalarType type = context.modifiers().expectType({ScalarType::Pred, ScalarType::B16, ScalarType::B32});
//     context.destination(type);
//     context.source(type);
//     return context.finish(executeLanes<&bitwiseNot>);
//   }
//   void registerLogic(OpcodeTable &table) { table.add("not", decodeNot, {"not.(pred|b16|b32)"}); }
//
// The forms are for the table of instructions in the documentation: `{.x}` may be left out, `(a|b)` is one of these.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_EMULATOR_OPCODETABLE_H
#define QNT_EMULATOR_OPCODETABLE_H

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace mlir::qnt::emulator {

class DecodeContext;

/// Fills the context's operation; false when the context holds an error.
using Decode = bool (*)(DecodeContext &);

class OpcodeTable {
public:
  struct Entry {
    Decode decode = nullptr;
    std::vector<std::string> forms;
    std::string family; ///< heading in the documentation
  };

  /// The opcode is what stands before the first dot. A later entry takes the place of an earlier one.
  void add(std::string_view opcode, Decode decode, std::vector<std::string> forms);
  /// Entries that follow belong to this family, a heading in the documentation.
  void beginFamily(std::string_view name) { family = name; }

  /// Null when there is no such opcode.
  const Entry *lookup(std::string_view opcode) const;
  const std::map<std::string, Entry, std::less<>> &getEntries() const { return entries; }

private:
  std::map<std::string, Entry, std::less<>> entries;
  std::string family;
};

/// All instructions of the emulator.
const OpcodeTable &getOpcodeTable();

} // namespace mlir::qnt::emulator

#endif // QNT_EMULATOR_OPCODETABLE_H
