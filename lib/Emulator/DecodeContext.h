//===- DecodeContext.h - reads one instruction into an Operation -----------------------------------------===//
//
// Errors stick: after the first one every reader returns a default, so a decode function is straight code that ends
// with `return context.finish(execute)`.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_EMULATOR_DECODECONTEXT_H
#define QNT_LIB_EMULATOR_DECODECONTEXT_H

#include "Memory.h"
#include "Operation.h"
#include "Qnt/PTX/Diagnostic.h"
#include "Qnt/PTX/Syntax.h"
#include "Qnt/PTX/Types.h"
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mlir::qnt::emulator {

class DecodeContext;
class FunctionBuilder;
struct VariablePlace;

/// Reads the parts of an opcode behind the first, in order: "add.sat.s32" has "sat" and "s32".
class ModifierReader {
public:
  /// The next part, empty at the end.
  std::string_view peek() const;
  bool atEnd() const { return next >= parts.size(); }
  /// Takes the next part when it is `name`.
  bool take(std::string_view name);
  /// Takes the next part when it is one of `names`: its index, else nothing.
  std::optional<unsigned> takeOneOf(std::initializer_list<std::string_view> names);
  /// As takeOneOf, but it is an error when it is none of them; 0 then.
  unsigned expectOneOf(std::initializer_list<std::string_view> names);
  /// Takes a type when the next part is one of `types`; None otherwise.
  ptx::ScalarType takeType(std::initializer_list<ptx::ScalarType> types);
  /// As takeType, but it is an error when it is none of them; the first of them then.
  ptx::ScalarType expectType(std::initializer_list<ptx::ScalarType> types);
  /// Takes `name` wherever it stands among the parts that are left (modifiers whose order compilers vary).
  bool takeAnywhere(std::string_view name);
  /// An error when a part is left.
  void expectEnd();

private:
  friend class DecodeContext;
  explicit ModifierReader(DecodeContext &context) : context(context) {}
  DecodeContext &context;
  std::vector<std::string_view> parts;
  size_t next = 0;
};

/// How wide the register of an operand may be (PTX ISA, operand type checking).
enum class Width : uint8_t {
  Equal,   ///< as wide as the instruction's type
  AtLeast, ///< ld, st, cvt: as wide or wider
};

/// A predicate operand, `p` or `!p`.
struct PredicateSource {
  Slot slot;
  bool negated = false;
};

/// `[%rd1 + 8]`, `[symbol + 8]`, `[16]`: the address is slot + offset, at 64 bits (32 for 32-bit registers).
struct AddressSource {
  Slot base;
  int64_t offset = 0;
  /// Width of the base register: sums wrap at 32 bits when it is 32.
  unsigned bits = 64;
  /// Where a symbol lies; Generic for registers and immediates. Parameters of functions, and of calls, are Local.
  AddressSpace space = AddressSpace::Generic;
};

/// Reads one instruction; owned by the decoder.
class DecodeContext {
public:
  DecodeContext(FunctionBuilder &builder, const ptx::Instruction &instruction);

  const ptx::Instruction &instruction() const { return written; }
  ModifierReader &modifiers() { return modifierReader; }
  /// What stands before the first dot.
  std::string_view opcode() const;
  /// The module's .target: 80 for sm_80, 90 for sm_90a.
  unsigned targetVersion() const;
  /// 90 for version 9.0.
  unsigned ptxVersion() const;
  bool isKernel() const;
  const ptx::Function &syntax() const;
  const ptx::Module &module() const;
  FunctionBuilder &getBuilder() { return builder; }

  //===--- Operands, in the order of the text; each appends to the operation's slots ---===//

  /// Operands that are not read yet.
  size_t operandsLeft() const;
  /// The next operand without reading it; null at the end.
  const ptx::Operand *peekOperand() const;
  const ptx::Operand *takeOperand();

  /// A register, or `_` (values go nowhere).
  Slot destination(ptx::ScalarType type, Width width = Width::Equal);
  /// `p` or `p|q`: the second is a register nobody reads when it is not there.
  std::pair<Slot, Slot> destinationPair(ptx::ScalarType first, ptx::ScalarType second);
  /// A register, special register, or constant of the type.
  Slot source(ptx::ScalarType type, Width width = Width::Equal);
  PredicateSource predicate();
  /// `{a, b, ...}`; a single register counts as a vector of one.
  std::vector<Slot> destinationVector(ptx::ScalarType type, Width width = Width::Equal);
  std::vector<Slot> sourceVector(ptx::ScalarType type, Width width = Width::Equal);
  /// An integer that the text gives; an error for anything else, or out of [minimum, maximum].
  int64_t immediate(int64_t minimum, int64_t maximum);
  bool nextIsImmediate() const;
  AddressSource address();
  /// An address without brackets: a register, a constant, or a variable; appends nothing.
  AddressSource resolveAddress(const ptx::Operand &operand);
  /// A label: its place in Function::branchTargets.
  uint32_t label();
  /// The same for an index in ptx::Function::labels; consecutive ones are neighbours.
  uint32_t addBranchTarget(uint32_t label);

  //===--- Slots that are no operands ---===//

  /// The slot of an operand, which may be negated for Pred; appends nothing.
  Slot resolve(const ptx::Operand &operand, ptx::ScalarType type, Width width, bool isDestination);
  /// 32 equal lanes.
  Slot constant(uint64_t value);
  /// A register of the frame that no text names.
  Slot newRegister();
  /// The carry of add.cc; one a frame.
  Slot carry();
  void addSource(Slot slot) { sources.push_back(slot); }
  void addDestination(Slot slot) { destinations.push_back(slot); }

  //===--- The result ---===//

  Operation &operation() { return result; }
  template <class T>
  void setPayload(const T &payload) {
    result.setPayload(payload);
  }
  /// Blocks of a grid with this instruction take turns in one thread: it may order accesses of several blocks.
  void requireInterleaving();
  /// Copies plain data into the program; it lives as long.
  const void *keep(const void *data, size_t size, size_t alignment);

  /// The instruction is not one that there is: "unknown_instruction", with its text and line.
  void fail(const std::string &message);
  bool hasFailed() const { return error.has_value(); }
  const std::optional<ptx::Diagnostic> &getError() const { return error; }
  /// Checks that all parts and operands were read, and sets the function. False on an error.
  bool finish(Execute execute);

private:
  const ptx::Register &getRegister(uint32_t index) const;
  Slot resolveRegister(const ptx::Operand &operand, ptx::ScalarType type, Width width);
  Slot resolveSpecial(const ptx::Operand &operand, ptx::ScalarType type, Width width);
  Slot resolveConstant(const ptx::Operand &operand, ptx::ScalarType type);
  Slot resolveSymbol(const ptx::Operand &operand, ptx::ScalarType type);
  AddressSource toAddress(const VariablePlace &place, const ptx::Operand &operand);
  std::vector<Slot> vectorOf(ptx::ScalarType type, Width width, bool isDestination);

  FunctionBuilder &builder;
  const ptx::Instruction &written;
  ModifierReader modifierReader;
  ptx::ArrayView<ptx::Operand> operandList;
  size_t nextOperand = 0;
  Operation result;
  std::vector<Slot> sources;
  std::vector<Slot> destinations;
  std::optional<ptx::Diagnostic> error;
};

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_DECODECONTEXT_H
