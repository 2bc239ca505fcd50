//===- Manifest.cpp - what a caller of a program's kernels needs to know, as JSON -------------------------===//
#include "Manifest.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/ScopedPrinter.h"
#include <set>

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::execution;
namespace json = llvm::json;

//===----------------------------------------------------------------------------------------------------===//
// Guarantees, from the instructions of a kernel
//===----------------------------------------------------------------------------------------------------===//

namespace {
struct Guarantees {
  std::set<std::string> mathTypes; ///< that are added or multiplied
  std::string accumulator;         ///< of tensor cores; empty without
  bool isDeterministic = true;     ///< the same bits in each run
  bool isBitStable = true;         ///< and on each GPU
  std::string reason;
};
} // namespace

/// The text of a kernel: up to the next one.
static StringRef getText(StringRef ptx, StringRef kernel) {
  size_t start = ptx.find((".entry " + kernel + "(").str());
  if (start == StringRef::npos)
    return "";
  StringRef text = ptx.substr(start);
  return text.substr(0, text.find("\n.visible .entry", 1));
}

/// "f16" (of both operands) and "f32" of "mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32": types of the operands and
/// of the sums.
static void addMatrixMultiply(StringRef opcode, Guarantees &guarantees) {
  SmallVector<StringRef> parts;
  opcode.split(parts, '.');
  SmallVector<StringRef> types;
  for (StringRef part : parts)
    if (llvm::is_contained({"f16", "bf16", "tf32", "f32", "f64", "s8", "u8", "s4", "u4", "s32", "e4m3", "e5m2", "b1"},
                           part))
      types.push_back(part);
  if (types.empty())
    return;
  guarantees.accumulator = types.front().str();
  // Both operands; the accumulator comes last, or is the result's.
  for (StringRef type : ArrayRef(types).slice(1).take_front(2))
    guarantees.mathTypes.insert(type.str());
  if (types.front() == "s32")
    return;
  guarantees.isBitStable = false;
  guarantees.reason = "sums of products in tensor cores are rounded as the GPU does it";
}

static void addInstruction(StringRef opcode, Guarantees &guarantees) {
  if (opcode.starts_with("mma.") || opcode.starts_with("wgmma.mma_async"))
    return addMatrixMultiply(opcode, guarantees);
  bool isAtomic = opcode.starts_with("atom.") || opcode.starts_with("red.");
  if (isAtomic && opcode.contains(".add.") && opcode.contains("f")) {
    guarantees.isDeterministic = guarantees.isBitStable = false;
    guarantees.reason = "floats are added by atomics, in any order";
  }
  if (opcode.contains(".approx")) {
    guarantees.isBitStable = false;
    if (guarantees.isDeterministic)
      guarantees.reason = "an instruction is approximate";
  }
  static constexpr StringLiteral kArithmetic[] = {"add.", "sub.", "mul.", "fma.", "div.", "sqrt."};
  bool isArithmetic = llvm::any_of(kArithmetic, [&](StringRef start) { return opcode.starts_with(start); });
  if (!isArithmetic)
    return;
  StringRef type = opcode.rsplit('.').second;
  if (llvm::is_contained({"f16", "f16x2", "bf16", "bf16x2", "f32", "f64"}, type))
    guarantees.mathTypes.insert(type.take_until([](char c) { return c == 'x'; }).str());
}

static Guarantees getGuarantees(StringRef text) {
  Guarantees guarantees;
  guarantees.reason = "every element is computed by IEEE operations in a fixed order, without atomics";
  SmallVector<StringRef> lines;
  text.split(lines, '\n');
  for (StringRef line : lines) {
    line = line.trim();
    // A guard stands in front of the instruction.
    if (line.starts_with("@"))
      line = line.split(' ').second.trim();
    addInstruction(line.take_until([](char c) { return c == ' ' || c == '\t' || c == ';'; }), guarantees);
  }
  return guarantees;
}

//===----------------------------------------------------------------------------------------------------===//
// JSON
//===----------------------------------------------------------------------------------------------------===//

template <typename Range>
static json::Array toArray(const Range &numbers) {
  json::Array array;
  for (auto number : numbers)
    array.push_back(static_cast<int64_t>(number));
  return array;
}

template <typename T>
static json::Value orNull(const std::optional<T> &number) {
  return number ? json::Value(static_cast<int64_t>(*number)) : json::Value(nullptr);
}

static json::Value sizesOrNull(const std::optional<std::array<unsigned, 3>> &sizes) {
  return sizes ? json::Value(toArray(*sizes)) : json::Value(nullptr);
}

static json::Array describeEntries(const LoweredProgram &program) {
  json::Array entries;
  for (const EntryPoint &entry : program.entries) {
    json::Array inputs, results;
    for (Type type : entry.type.getInputs())
      inputs.push_back(llvm::to_string(type));
    for (Type type : entry.type.getResults())
      results.push_back(llvm::to_string(type));
    entries.push_back(
        json::Object{{"name", entry.name}, {"inputs", std::move(inputs)}, {"results", std::move(results)}});
  }
  return entries;
}

static json::Array describeWorkspaces(const LoweredProgram &program) {
  json::Array workspaces;
  for (const WorkspaceFacts &facts : program.workspaces)
    workspaces.push_back(json::Object{{"function", facts.function},
                                      {"static_bytes", facts.staticBytes},
                                      {"allocations", static_cast<int64_t>(facts.numAllocations)},
                                      {"has_dynamic", facts.isDynamic}});
  return workspaces;
}

/// The type of sums, as MLIR names it: of tensor cores, else of loops.
static json::Value describeAccumulator(const KernelFacts &facts, const Guarantees &guarantees,
                                       const LoweredProgram &program) {
  if (guarantees.accumulator == "s32")
    return "i32";
  if (!guarantees.accumulator.empty())
    return guarantees.accumulator;
  auto sum = program.sums.find(facts.name);
  return sum == program.sums.end() ? json::Value(nullptr) : json::Value(sum->second);
}

static json::Object describeKernel(const KernelFacts &facts, const LoweredProgram &program,
                                   const AssembledKernels *assembled) {
  json::Array parameters;
  for (const KernelParameter &parameter : facts.parameters)
    parameters.push_back(json::Object{{"kind", parameter.isPointer ? "pointer" : "scalar"},
                                      {"type", parameter.type},
                                      {"bytes", static_cast<int64_t>(parameter.size)},
                                      {"alignment", static_cast<int64_t>(parameter.alignment)}});
  Guarantees guarantees = getGuarantees(getText(program.kernels->ptx, facts.name));
  json::Array mathTypes;
  for (const std::string &type : guarantees.mathTypes)
    mathTypes.push_back(type);
  json::Object kernel{{"name", facts.name},
                      {"parameters", std::move(parameters)},
                      {"required_block", sizesOrNull(facts.requiredBlock)},
                      {"required_cluster", sizesOrNull(facts.cluster)},
                      {"min_blocks_per_multiprocessor", orNull(facts.minBlocks)},
                      {"max_registers", orNull(facts.maxRegisters)},
                      {"static_shared_bytes", static_cast<int64_t>(facts.staticSharedBytes)},
                      {"math_types", std::move(mathTypes)},
                      {"accumulator", describeAccumulator(facts, guarantees, program)},
                      {"deterministic", guarantees.isDeterministic},
                      {"bit_stable", guarantees.isBitStable},
                      {"reason", guarantees.reason}};
  std::optional<unsigned> registers, stack, spills;
  if (assembled)
    for (const AssembledKernel &known : assembled->kernels)
      if (known.name == facts.name) {
        registers = known.registers;
        stack = known.stackBytes;
        spills = known.spillStoreBytes + known.spillLoadBytes;
      }
  kernel["registers"] = orNull(registers);
  kernel["stack_bytes"] = orNull(stack);
  kernel["spill_bytes"] = orNull(spills);
  return kernel;
}

static json::Value orNull(const Expression &expression) {
  return expression ? json::Value(*expression) : json::Value(nullptr);
}

static json::Array toArray(ArrayRef<Expression> expressions) {
  json::Array array;
  for (const Expression &expression : expressions)
    array.push_back(orNull(expression));
  return array;
}

static json::Object describeArgument(const ArgumentFacts &facts) {
  json::Object argument{{"type", facts.type},
                        {"kind", facts.isBuffer ? "buffer" : "scalar"},
                        {"direction", facts.isOutput ? "out" : "in"},
                        {"role", facts.role}};
  if (facts.index)
    argument["index"] = static_cast<int64_t>(*facts.index);
  if (!facts.part.empty())
    argument["part"] = facts.part;
  if (!facts.constant.empty())
    argument["constant"] = facts.constant;
  if (facts.buffer)
    argument["buffer"] = static_cast<int64_t>(*facts.buffer);
  if (!facts.isBuffer)
    argument["value"] = orNull(facts.value);
  return argument;
}

static json::Object describeLaunch(const LaunchFacts &facts) {
  json::Array grid, arguments;
  for (const std::optional<int64_t> &size : facts.grid)
    grid.push_back(orNull(size));
  for (const ArgumentFacts &argument : facts.arguments)
    arguments.push_back(describeArgument(argument));
  return json::Object{{"function", facts.function},
                      {"kernel", facts.kernel},
                      {"grid", std::move(grid)},
                      {"grid_expressions", toArray(ArrayRef(facts.gridExpressions))},
                      {"block", toArray(facts.block)},
                      {"cluster", toArray(facts.cluster)},
                      {"dynamic_shared_bytes", orNull(facts.sharedBytes)},
                      {"dynamic_shared_expression", orNull(facts.sharedExpression)},
                      {"when", toArray(ArrayRef(facts.conditions))},
                      {"in_loop", facts.isInLoop},
                      {"arguments", std::move(arguments)}};
}

static json::Array describeBuffers(const LoweredProgram &program) {
  json::Array buffers;
  for (const BufferFacts &facts : program.buffers)
    buffers.push_back(json::Object{{"function", facts.function},
                                   {"buffer", static_cast<int64_t>(facts.number)},
                                   {"type", facts.type},
                                   {"sizes", toArray(ArrayRef(facts.sizes))}});
  return buffers;
}

//===----------------------------------------------------------------------------------------------------===//
// Weights
//===----------------------------------------------------------------------------------------------------===//

static json::Array describeConstants(const LoweredProgram &program, const WeightFacts *weights) {
  json::Array constants;
  for (const ConstantFacts &facts : program.constants) {
    const WeightFile::Entry *entry = weights ? weights->file.find(facts.name) : nullptr;
    json::Object constant{{"name", facts.name},
                          {"source", facts.source.empty() ? json::Value(nullptr) : facts.source},
                          {"type", facts.elementType},
                          {"shape", toArray(facts.shape)},
                          {"layout", facts.layout},
                          {"bytes", static_cast<int64_t>(facts.bytes)},
                          {"offset", json::Value(nullptr)}};
    if (entry)
      constant["offset"] = static_cast<int64_t>(entry->offset);
    constants.push_back(std::move(constant));
  }
  return constants;
}

static json::Value describeWeights(const WeightFacts *weights) {
  if (!weights)
    return nullptr;
  return json::Object{{"file", weights->name},
                      {"bytes", static_cast<int64_t>(weights->file.getFileBytes())},
                      {"alignment", static_cast<int64_t>(WeightFile::kAlignment)},
                      {"blake3", llvm::toHex(weights->hash, /*LowerCase=*/true)}};
}

std::string execution::makeManifest(const LoweredProgram &program, const DeviceTarget &target, StringRef source,
                                    const AssembledKernels *assembled, const WeightFacts *weights) {
  json::Array kernels, launches;
  for (const KernelFacts &facts : program.kernels->kernels)
    kernels.push_back(describeKernel(facts, program, assembled));
  for (const LaunchFacts &facts : program.launches)
    launches.push_back(describeLaunch(facts));
  json::Object manifest{{"manifest_version", 1},
                        {"source", source},
                        {"target", target.name},
                        {"ptx_version", target.ptxVersion},
                        {"entries", describeEntries(program)},
                        {"workspaces", describeWorkspaces(program)},
                        {"buffers", describeBuffers(program)},
                        {"constants", describeConstants(program, weights)},
                        {"weights", describeWeights(weights)},
                        {"kernels", std::move(kernels)},
                        {"launches", std::move(launches)}};
  std::string text;
  llvm::raw_string_ostream(text) << llvm::formatv("{0:2}", json::Value(std::move(manifest))) << "\n";
  return text;
}
