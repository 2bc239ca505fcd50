//===- ModuleParser.h - recursive descent over a module's tokens -----------------------------------------===//
//
// The parser keeps one token ahead and stops at the first error: functions return false then, and `error` holds it.
// What each group of functions reads lies in a file of its own:
//   ParseModule.cpp      the head, directives of the module      ParseVariables.cpp     declarations of variables
//   ParseInitializers.cpp initial values                         ParseConstants.cpp     constant expressions
//   ParseFunctions.cpp   heads of functions                      ParseStatements.cpp    bodies
//   ParseOperands.cpp    operands                                ParseDebug.cpp         .file .loc .section
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_PTX_MODULEPARSER_H
#define QNT_LIB_PTX_MODULEPARSER_H

#include "Lexer.h"
#include "Qnt/PTX/Syntax.h"
#include "SymbolTable.h"
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace mlir::qnt::ptx {

/// The value of a constant expression: 64 bits, signed or not, or a float.
struct Constant {
  bool isFloat = false;
  bool isUnsigned = false;
  ScalarType floatType = ScalarType::None; ///< F32 for 0f..., F64 for all others
  uint64_t bits = 0;

  double asDouble() const;
  bool isZero() const;
};

class ModuleParser {
public:
  explicit ModuleParser(std::shared_ptr<const Source> source);
  Result<Module> run();

private:
  using Kind = Token::Kind;

  //===--------------------------------------------------------------------------------------------------===//
  // Tokens and errors
  //===--------------------------------------------------------------------------------------------------===//

  void advance() { token = lexer.next(); }
  bool consumeIf(Kind kind) {
    if (!token.is(kind))
      return false;
    advance();
    return true;
  }
  bool isDotName(std::string_view name) const { return token.is(Kind::DotName) && token.text == name; }
  bool consumeIfDotName(std::string_view name) {
    if (!isDotName(name))
      return false;
    advance();
    return true;
  }
  bool fail(Location location, std::string message);
  /// "expected <what>, got '<the token>'", or what is wrong with the token.
  bool failExpected(std::string_view what);
  bool expect(Kind kind, std::string_view what) { return consumeIf(kind) || failExpected(what); }
  bool expectInteger(std::string_view what, uint64_t &value);
  bool expectUnsigned32(std::string_view what, uint32_t &value);
  bool expectIdentifier(std::string_view what, Token &name);

  /// Counts nested calls; false (with an error) past the limit.
  bool enterNesting();
  static constexpr uint32_t maxNesting = 256;

  //===--------------------------------------------------------------------------------------------------===//
  // Module
  //===--------------------------------------------------------------------------------------------------===//

  bool parseHead();
  bool parseTarget();
  bool parseModuleDirective();
  bool parseLinked();
  bool parseAlias();
  bool parsePragma(std::vector<std::string_view> &pragmas);

  // Debug information
  bool parseFile();
  bool parseSection();
  bool parseSectionLine();
  bool parseSectionValue(bool mayBeLabel);
  bool parseInlined(SourceLocation &location);
  bool parseLoc();

  //===--------------------------------------------------------------------------------------------------===//
  // Variables
  //===--------------------------------------------------------------------------------------------------===//

  bool parseVariables(Linkage linkage);
  bool parseVariableHead(Variable &head);
  bool parseVariableAttributes(Variable &head);
  bool parseType(Variable &head);
  bool parseAlignment(uint32_t &alignment);
  bool parseUnified(std::array<uint64_t, 2> &uuid);
  bool parseDimensions(Variable &variable);
  bool layOut(Variable &variable);
  bool parseRegisters(const Variable &head);
  bool parseDeclarator(const Variable &head);
  bool declareVariable(Variable variable);
  bool declareModuleVariable(Variable variable);
  bool checkVariable(const Variable &variable);

  // Initial values
  bool parseInitializer(Variable &variable);
  bool parseInitializerList(Variable &variable, size_t level, uint64_t firstElement);
  bool parseInitializerElement(Variable &variable, uint64_t element);
  bool parseInitializerSymbol(Variable &variable, uint64_t element);
  bool parseRelocationTarget(Relocation &relocation);
  bool checkRelocation(const Relocation &relocation, const Variable &variable);
  bool storeConstant(Variable &variable, uint64_t element, const Constant &constant, Location location);
  bool reserveInitialBytes(Variable &variable, uint64_t numBytes, Location location);
  bool skipOpaqueInitializer();

  // Constant expressions
  bool parseConstant(Constant &value);
  bool parseBinary(Constant &value, unsigned minPrecedence);
  bool parseUnary(Constant &value);
  bool parseCast(Constant &value);
  bool applyBinary(Token operation, Constant &left, const Constant &right);
  bool startsConstant() const;

  //===--------------------------------------------------------------------------------------------------===//
  // Functions
  //===--------------------------------------------------------------------------------------------------===//

  bool parseFunction(Linkage linkage, bool isEntry);
  bool parseFunctionHead(Function &function);
  bool parseParameters(std::vector<Variable> &parameters, bool isEntry, bool mayBeNameless);
  bool parseParameter(Variable &parameter, bool isEntry, bool mayBeNameless);
  bool parsePointer(Variable &parameter, bool isEntry);
  bool parsePerformanceDirectives(Function &function);
  bool parsePerformanceDirective(Function &function, std::string_view name, Location location);
  bool parseTriple(std::optional<std::array<uint32_t, 3>> &triple, bool mayBeZero);
  bool declareFunction(const Function &function, uint32_t &index);
  bool checkRedeclaration(const Function &known, const Function &function);
  bool parseBody(Function &&function, uint32_t index);
  bool declareParameters();

  // Bodies
  bool parseStatements();
  bool parseStatement();
  bool openBlock();
  bool closeBlock();
  bool parseBodyDirective();
  bool parseNamed();
  bool declareLabel(const Token &name);
  bool parseTableDirective(const Token &name);
  bool parseBranchTargets(const Token &name);
  bool parseCallTargets(const Token &name);
  bool parsePrototype(const Token &name);
  bool parseGuard(Guard &guard);
  bool parseInstruction(const Token &name, Guard guard, Location start);
  bool parseOpcode(const Token &name, uint32_t &opcode);
  bool parseOperandList(std::vector<Operand> &operands);
  bool parseBranch(std::vector<Operand> &operands);
  bool parseCall(std::vector<Operand> &operands);
  bool parseCallList(Operand &list);
  bool parseCallee(Operand &callee);

  // Operands
  bool parseOperand(Operand &operand);
  bool parsePrimary(Operand &operand);
  bool parseNegated(Operand &operand);
  bool parseNamedOperand(Operand &operand);
  bool parseSelector(Operand &operand);
  bool parseVideoSelector(Operand &operand, std::string_view name);
  bool parseSymbolSuffix(Operand &operand);
  bool parseVector(Operand &operand);
  bool parseAddress(Operand &operand);
  bool parseAddressBase(Operand &base, uint64_t &offset);
  bool parseConstantOperand(Operand &operand);
  bool resolveName(const Token &name, Operand &operand);
  void finishElements(Operand &operand, size_t mark);
  ScalarType getRegisterType(const Operand &operand) const;

  /// A label named before it was seen: by an operand, or by an entry of a table.
  struct PendingLabel {
    std::string_view name;
    Location location;
    uint32_t table = kNone; ///< index in Function::branchTargets, or kNone
    uint32_t index = 0;     ///< in Function::operands, or in the table
  };
  void resolveLabel(const PendingLabel &pending);
  void setLabel(const PendingLabel &pending, uint32_t label);

  std::shared_ptr<const Source> source;
  Lexer lexer;
  Token token;
  std::optional<Diagnostic> error;
  uint32_t nesting = 0;

  Module module;
  SymbolTable symbols;
  std::unordered_map<std::string_view, uint32_t> opcodeIndices;
  std::unordered_set<uint32_t> fileNumbers;

  // Of the function whose body is read.
  Function *body = nullptr;
  std::vector<size_t> openBlocks; ///< pendingLabels at the start of each
  std::vector<PendingLabel> pendingLabels;
  std::vector<Operand> scratch; ///< operands whose list is not complete
  std::vector<Operand> instructionOperands;
  std::vector<std::string_view> opcodeParts;
  Token branchLabel;
};

/// Reports what names and types alone show to be wrong in the functions of `module`.
std::optional<Diagnostic> checkModule(const Module &module);

} // namespace mlir::qnt::ptx

#endif // QNT_LIB_PTX_MODULEPARSER_H
