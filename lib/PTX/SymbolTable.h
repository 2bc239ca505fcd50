//===- SymbolTable.h - names in scopes, registers by range -----------------------------------------------===//
//
// Scope 0 is the module, scope 1 a function's parameters and body, deeper ones are blocks. `.reg .b32 %r<100>` is kept
// as a range: a register comes to be when its name is first looked up.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_PTX_SYMBOLTABLE_H
#define QNT_LIB_PTX_SYMBOLTABLE_H

#include "Qnt/PTX/Syntax.h"
#include <string_view>
#include <unordered_map>
#include <vector>

namespace mlir::qnt::ptx {

/// What a name stands for.
struct Binding {
  enum class Kind : uint8_t {
    None,
    DeclaredRegister, ///< index in SymbolTable's declarations: not used so far
    Register,
    Variable,
    LocalVariable,
    Function,
    Label,
    BranchTargets,
    CallTargets,
    Prototype,
  };
  Kind kind = Kind::None;
  uint32_t index = kNone;
  uint32_t scope = 0;
};

class SymbolTable {
public:
  SymbolTable() { scopes.emplace_back(); }

  void enterScope() { scopes.emplace_back(); }
  void leaveScope();
  uint32_t getScope() const { return static_cast<uint32_t>(scopes.size() - 1); }

  /// Binds `name` in the current scope; false when the scope has a register, variable or label of that name.
  bool declare(std::string_view name, Binding::Kind kind, uint32_t index);
  /// One register for `count` 0, else the range name0 to name<count-1>. False as above.
  bool declareRegister(std::string_view name, uint64_t count, const Register &prototype);
  /// What `name` stands for; a declared register becomes an element of `registers`.
  Binding lookup(std::string_view name, std::vector<Register> &registers);
  /// What `name` stands for in the module, whatever hides it; false of declareInModule when it stands for something.
  Binding lookupModule(std::string_view name) const;
  bool declareInModule(std::string_view name, Binding::Kind kind, uint32_t index);
  /// Drops what is known of registers, at the end of a function.
  void forgetRegisters();

private:
  struct Declaration {
    Register prototype;
    uint64_t count = 0;
    uint32_t scope = 0;
    uint32_t previous = kNone; ///< the range of this stem that it hides
  };
  struct Undo {
    std::string_view name;
    Binding binding; ///< what the name stood for before
  };
  struct Scope {
    std::vector<Undo> undo;
    std::vector<uint32_t> ranges;
    /// Of registers declared alone, by stem: %r to 7 for %r7.
    std::unordered_map<std::string_view, uint64_t> lowestNumbers;
  };
  struct RangeMatch {
    uint32_t declaration = kNone;
    uint32_t number = 0;
  };

  void rememberNumber(std::string_view name);
  RangeMatch findRange(std::string_view name) const;
  void bind(std::string_view name, Binding binding);
  Binding materialize(std::string_view name, RangeMatch match, std::vector<Register> &registers);

  /// Digits of a register's number that are looked at, zeros in front included.
  static constexpr size_t maxDigits = 18;

  std::unordered_map<std::string_view, Binding> moduleNames;
  std::unordered_map<std::string_view, Binding> names; ///< of scopes 1 and deeper
  std::unordered_map<std::string_view, uint32_t> ranges;
  std::vector<Declaration> declarations;
  std::unordered_map<uint64_t, uint32_t> rangeRegisters; ///< (declaration, number) -> register
  std::vector<Scope> scopes;
  uint32_t deepestRange = 0; ///< the innermost scope that declares a range
};

} // namespace mlir::qnt::ptx

#endif // QNT_LIB_PTX_SYMBOLTABLE_H
