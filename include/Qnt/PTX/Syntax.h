//===- Syntax.h - the tree of a PTX module, names resolved -----------------------------------------------===//
//
// The parser resolves every name: operands hold indices into the tables of their function or of the module. Texts are
// views into Module::source, which the module keeps. Lists of operands lie in one pool a function.
//
//   @%p1 ld.global.v2.f32 {%f1, _}, [%rd1+8];
//     guard {register of %p1, plain}; opcode "ld" "global" "v2" "f32"
//     operands: Vector(Register, Sink), Address(offset 8, Register)
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_PTX_SYNTAX_H
#define QNT_PTX_SYNTAX_H

#include "Qnt/PTX/Diagnostic.h"
#include "Qnt/PTX/Source.h"
#include "Qnt/PTX/SpecialRegisters.h"
#include "Qnt/PTX/Types.h"
#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mlir::qnt::ptx {

/// No index.
constexpr uint32_t kNone = 0xffffffffu;

/// A view of consecutive elements that something else owns.
template <class T>
class ArrayView {
public:
  ArrayView() = default;
  ArrayView(const T *first, size_t count) : first(first), count(count) {}
  ArrayView(const std::vector<T> &elements) : first(elements.data()), count(elements.size()) {}
  const T *begin() const { return first; }
  const T *end() const { return first + count; }
  size_t size() const { return count; }
  bool empty() const { return count == 0; }
  const T &operator[](size_t index) const { return first[index]; }
  const T &front() const { return first[0]; }
  const T &back() const { return first[count - 1]; }

private:
  const T *first = nullptr;
  size_t count = 0;
};

//===-----------------------------------------------------------------------------------------------------===//
// Variables
//===-----------------------------------------------------------------------------------------------------===//

/// Bytes of an initialiser that are the address of a symbol plus `addend`.
struct Relocation {
  uint64_t offset = 0; ///< in the variable, bytes
  bool isFunction = false;
  uint32_t symbol = kNone; ///< index in Module::functions or Module::variables
  int64_t addend = 0;      ///< added to the address
  bool generic = false;    ///< generic(symbol): the address in the generic space
  uint8_t size = 8;        ///< bytes written
  uint64_t mask = ~0ull;   ///< mask(m, symbol): the bits taken, then moved down to bit 0
  Location location;
};

/// A variable or parameter of any space.
struct Variable {
  std::string_view name; ///< empty for a nameless parameter of a declaration, `_`
  StateSpace space = StateSpace::None;
  ScalarType type = ScalarType::None;
  uint8_t vectorWidth = 1; ///< 1, 2 or 4
  /// Sizes of an array, outermost first; empty for no array. The first of `x[]` is 0 and `isUnsized` set, until an
  /// initialiser gives it.
  std::vector<uint64_t> dimensions;
  bool isUnsized = false;
  uint32_t alignment = 1; ///< bytes, a power of two: given, or natural (vector width times the type's size)
  bool hasExplicitAlignment = false;
  Linkage linkage = Linkage::Internal;
  bool isManaged = false;      ///< .attribute(.managed)
  bool hasUnifiedUuid = false; ///< .attribute(.unified(a, b))
  std::array<uint64_t, 2> unifiedUuid = {0, 0};
  uint64_t size = 0; ///< bytes in all; 0 for unsized ones
  bool hasInitializer = false;
  /// The first bytes of the value; what is missing up to `size` is zero. Bytes of relocations are zero here.
  std::vector<uint8_t> initialBytes;
  std::vector<Relocation> relocations;
  /// Of a parameter: `.ptr .space .align n`.
  bool isPointer = false;
  StateSpace pointerSpace = StateSpace::None;
  uint32_t pointerAlignment = 0; ///< 0 when not given
  /// Of a parameter in the register space: index in Function::registers.
  uint32_t registerIndex = kNone;
  Location location;
};

/// A register that is used: `.reg .b32 %r<100>` alone makes none.
struct Register {
  std::string_view stem;   ///< "%r" of %r7, the whole name of a register declared alone
  uint32_t number = kNone; ///< 7 of %r7, kNone of one declared alone
  ScalarType type = ScalarType::None;
  uint8_t vectorWidth = 1; ///< 2 or 4 for `.reg .v4 .f32 %v`
  Location location;       ///< of the declaration

  std::string getName() const;
};

//===-----------------------------------------------------------------------------------------------------===//
// Instructions
//===-----------------------------------------------------------------------------------------------------===//

struct Operand {
  enum class Kind : uint8_t {
    Register,        ///< index: Function::registers
    SpecialRegister, ///< index: a SpecialRegister; bits: its number
    Integer,         ///< bits
    Float,           ///< bits, of `floatType` F32 or F64
    Variable,        ///< index: Module::variables; bits: signed addend
    LocalVariable,   ///< index: Function::variables (parameters too); bits: signed addend
    Function,        ///< index: Module::functions
    Label,           ///< index: Function::labels
    BranchTargets,   ///< index: Function::branchTargets
    CallTargets,     ///< index: Function::callTargets
    Prototype,       ///< index: Function::prototypes
    Vector,          ///< {a, b, c, d}: elements
    List,            ///< (a, b): returns or arguments of a call: elements
    Pair,            ///< p|q: two elements, each Register or Sink
    Address,         ///< [base + bits], [base, {coordinates} ...]: element 0 is the base, bits its signed offset
    Sink,            ///< _
    Missing,         ///< what a call does not have
  };
  /// What is selected of a register: %v.y, or %r1.b2, %r1.h10, %r1.b7654 of video instructions.
  enum class Selector : uint8_t { None, Component, Byte, Half };

  Kind kind = Kind::Missing;
  bool isNegated = false; ///< !p, -r
  ScalarType floatType = ScalarType::None;
  Selector selector = Selector::None;
  /// Component: 0 to 3 for x y z w. Byte, Half: the digits, last one in the low 4 bits ("b7654" is 0x7654).
  uint16_t selection = 0;
  uint8_t selectionDigits = 0; ///< how many digits Byte and Half have
  /// Was an integer written with U, or too large for a signed one?
  bool isUnsigned = false;
  uint32_t index = kNone;
  uint64_t bits = 0;
  uint32_t firstElement = 0; ///< in Function::operands
  uint32_t numElements = 0;
  Location location;

  bool is(Kind other) const { return kind == other; }
  int64_t getOffset() const { return static_cast<int64_t>(bits); }
};

/// An opcode as written, once for all instructions that have it.
struct Opcode {
  std::string_view text;               ///< "ld.global.v2.f32"
  std::vector<std::string_view> parts; ///< "ld", "global", "v2", "f32"; "shared::cta" is one part
};

struct Guard {
  uint32_t registerIndex = kNone;
  bool isNegated = false;
};

struct Instruction {
  uint32_t opcode = 0; ///< index in Module::opcodes
  Guard guard;
  uint32_t firstOperand = 0; ///< in Function::operands
  uint32_t numOperands = 0;
  uint32_t sourceLocation = kNone; ///< index in Function::sourceLocations: the last .loc before it
  Location location;               ///< of its first character, the guard's if there is one
};

/// The parts of a call: `call (returns), callee, (arguments), targets`. Every call has these four operands.
struct CallOperands {
  ArrayView<Operand> returns;
  const Operand *callee; ///< Function, or Register for an indirect call
  ArrayView<Operand> arguments;
  const Operand *targets; ///< Prototype, CallTargets, or Missing
};

struct Label {
  std::string_view name;
  uint32_t instruction = 0; ///< index of the next instruction; Function::instructions.size() at the end of the body
  Location location;
};

/// `L: .branchtargets a, b;`
struct BranchTargets {
  std::string_view name;
  std::vector<uint32_t> labels; ///< indices in Function::labels
  Location location;
};

/// `L: .calltargets f, g;`
struct CallTargets {
  std::string_view name;
  std::vector<uint32_t> functions; ///< indices in Module::functions
  Location location;
};

/// `P: .callprototype (.param .b32 _) _ (.param .b64 _);`
struct Prototype {
  std::string_view name;
  std::vector<Variable> returns;
  std::vector<Variable> parameters;
  bool isNoReturn = false;
  Location location;
};

/// One `.loc`.
struct SourceLocation {
  uint32_t file = 0; ///< number of a .file
  uint32_t line = 0;
  uint32_t column = 0;
  std::string_view functionName; ///< label of the inlined function's name, as written; empty when not inlined
  uint32_t functionNameOffset = 0;
  bool isInlined = false;
  uint32_t inlinedAtFile = 0;
  uint32_t inlinedAtLine = 0;
  uint32_t inlinedAtColumn = 0;
};

//===-----------------------------------------------------------------------------------------------------===//
// Functions and the module
//===-----------------------------------------------------------------------------------------------------===//

/// Directives between a function's head and its body.
struct PerformanceDirectives {
  std::optional<std::array<uint32_t, 3>> maxThreads;      ///< .maxntid, missing dimensions 1
  std::optional<std::array<uint32_t, 3>> requiredThreads; ///< .reqntid
  std::optional<std::array<uint32_t, 3>> requiredCluster; ///< .reqnctapercluster
  std::optional<uint32_t> minBlocksPerMultiprocessor;     ///< .minnctapersm
  std::optional<uint32_t> maxBlocksPerMultiprocessor;     ///< .maxnctapersm
  std::optional<uint32_t> maxRegisters;                   ///< .maxnreg
  std::optional<uint32_t> maxClusterRank;                 ///< .maxclusterrank
  bool isExplicitCluster = false;                         ///< .explicitcluster
  bool blocksAreClusters = false;                         ///< .blocksareclusters
  bool isNoReturn = false;                                ///< .noreturn
  std::optional<uint32_t> abiPreserve;                    ///< .abi_preserve
  std::optional<uint32_t> abiPreserveControl;             ///< .abi_preserve_control
  std::vector<std::string_view> pragmas;                  ///< texts of .pragma, in the body too
};

struct Function {
  std::string_view name;
  bool isEntry = false;
  bool hasBody = false;
  Linkage linkage = Linkage::Internal;
  uint32_t aliasOf = kNone; ///< .alias name, other: index in Module::functions
  bool hasUnifiedUuid = false;
  std::array<uint64_t, 2> unifiedUuid = {0, 0};
  PerformanceDirectives directives;
  /// Return parameters, then parameters, then what the body declares outside the register space.
  std::vector<Variable> variables;
  uint32_t numReturns = 0;
  uint32_t numParameters = 0;
  std::vector<Register> registers;
  std::vector<Instruction> instructions;
  std::vector<Operand> operands;
  std::vector<Label> labels;
  std::vector<BranchTargets> branchTargets;
  std::vector<CallTargets> callTargets;
  std::vector<Prototype> prototypes;
  std::vector<SourceLocation> sourceLocations;
  Location location;

  ArrayView<Variable> getReturns() const { return {variables.data(), numReturns}; }
  ArrayView<Variable> getParameters() const { return {variables.data() + numReturns, numParameters}; }
  ArrayView<Operand> getOperands(const Instruction &instruction) const {
    return {operands.data() + instruction.firstOperand, instruction.numOperands};
  }
  /// The elements of a Vector, List, Pair or Address.
  ArrayView<Operand> getElements(const Operand &operand) const {
    return {operands.data() + operand.firstElement, operand.numElements};
  }
  /// Of an instruction whose opcode is `call`.
  CallOperands getCall(const Instruction &instruction) const;
};

/// `.file 1 "kernel.cu", 1700000000, 4096`
struct File {
  uint32_t number = 0;
  std::string_view name;
  std::optional<uint64_t> timestamp;
  std::optional<uint64_t> size;
};

/// `.section .debug_info { ... }`: kept as text, nothing here executes.
struct Section {
  std::string_view name;
  std::string_view body;
  Location location;
};

struct Module {
  std::shared_ptr<const Source> source;
  uint32_t majorVersion = 0;
  uint32_t minorVersion = 0;
  std::string_view target;                   ///< "sm_90a"
  std::vector<std::string_view> targetFlags; ///< what else .target lists: "debug", "texmode_independent"
  uint32_t addressSize = 64;
  std::vector<Variable> variables;
  std::vector<Function> functions; ///< a declaration and its definition are one
  std::vector<Opcode> opcodes;
  std::vector<File> files;
  std::vector<Section> sections;
  std::vector<std::string_view> pragmas;
  /// Texts that are not in the source as one piece: opcodes written with spaces.
  std::deque<std::string> ownedTexts;

  const Opcode &getOpcode(const Instruction &instruction) const { return opcodes[instruction.opcode]; }
  /// The instruction from its guard to its semicolon, lines joined by a space.
  std::string getText(const Instruction &instruction) const;
  /// Index of the function `name` in `functions`, or kNone.
  uint32_t findFunction(std::string_view name) const;
  /// Index of the module's variable `name` in `variables`, or kNone.
  uint32_t findVariable(std::string_view name) const;
};

} // namespace mlir::qnt::ptx

#endif // QNT_PTX_SYNTAX_H
