//===- ProgramBuilder.cpp - decodes a module -------------------------------------------------------------===//
#include "ProgramBuilder.h"
#include "FunctionBuilder.h"
#include <algorithm>
#include <cctype>
#include <cstring>

namespace mlir::qnt::emulator {

/// Code addresses begin here and lie so far apart; nothing can be read there.
static constexpr uint64_t kCodeBase = 0x600000000000;
static constexpr uint64_t kCodeStep = 0x1000;
static constexpr size_t kArenaPiece = size_t{64} * 1024;
static constexpr uint64_t kMaxVariableBytes = uint64_t{1} << 40;

static uint64_t alignTo(uint64_t value, uint64_t alignment) { return (value + alignment - 1) / alignment * alignment; }

ProgramBuilder::ProgramBuilder(Program &program, DeviceMemory &memory) : program(program), memory(memory) {}
ProgramBuilder::~ProgramBuilder() = default;

ptx::Diagnostic ProgramBuilder::makeError(ptx::Location location, std::string message,
                                          ptx::ErrorClass errorClass) const {
  return program.module.source->makeError(location, std::move(message), errorClass);
}

const VariablePlace &ProgramBuilder::getPlace(uint32_t variable) const { return places[variable]; }

uint32_t ProgramBuilder::resolveAlias(uint32_t index) const {
  // A chain of aliases that is a circle ends too.
  for (size_t steps = 0; steps < program.module.functions.size(); ++steps) {
    const uint32_t other = program.module.functions[index].aliasOf;
    if (other == ptx::kNone)
      break;
    index = other;
  }
  return index;
}

Slot ProgramBuilder::getConstant(uint64_t value) {
  auto [entry, isNew] = constants.try_emplace(value);
  if (isNew) {
    entry->second = Slot(Slot::Constant, static_cast<uint32_t>(program.constants.size() / kWarpSize));
    program.constants.insert(program.constants.end(), kWarpSize, value);
  }
  return entry->second;
}

Slot ProgramBuilder::getSpecial(const Program::SpecialSlot &wanted) {
  std::vector<Program::SpecialSlot> &specials = program.specials;
  for (size_t i = 0; i < specials.size(); ++i) {
    const Program::SpecialSlot &slot = specials[i];
    if (slot.isDynamicShared == wanted.isDynamicShared && slot.offset == wanted.offset && slot.id == wanted.id &&
        slot.number == wanted.number && slot.component == wanted.component)
      return Slot(Slot::Special, static_cast<uint32_t>(i));
  }
  specials.push_back(wanted);
  return Slot(Slot::Special, static_cast<uint32_t>(specials.size() - 1));
}

void *ProgramBuilder::allocate(size_t size, size_t alignment) {
  arenaUsed = alignTo(arenaUsed, alignment);
  if (program.arena.empty() || arenaUsed + size > arenaSize) {
    arenaSize = std::max(kArenaPiece, size);
    program.arena.push_back(std::make_unique<std::byte[]>(arenaSize));
    arenaUsed = 0;
  }
  void *result = program.arena.back().get() + arenaUsed;
  arenaUsed += size;
  return result;
}

//===-----------------------------------------------------------------------------------------------------===//
// References between functions
//===-----------------------------------------------------------------------------------------------------===//

const std::vector<std::vector<uint32_t>> &ProgramBuilder::getReferences() {
  const std::vector<ptx::Function> &functions = program.module.functions;
  if (!references.empty() || functions.empty())
    return references;
  // A function whose address lies in a variable may be called by any that can make indirect calls.
  std::vector<uint32_t> inVariables;
  for (const ptx::Variable &variable : program.module.variables)
    for (const ptx::Relocation &relocation : variable.relocations)
      if (relocation.isFunction)
        inVariables.push_back(resolveAlias(relocation.symbol));
  references.resize(functions.size());
  for (size_t i = 0; i < functions.size(); ++i) {
    std::vector<uint32_t> &named = references[i];
    for (const ptx::Operand &operand : functions[i].operands)
      if (operand.is(ptx::Operand::Kind::Function))
        named.push_back(resolveAlias(operand.index));
    if (functions[i].isEntry)
      named.insert(named.end(), inVariables.begin(), inVariables.end());
    std::sort(named.begin(), named.end());
    named.erase(std::unique(named.begin(), named.end()), named.end());
  }
  return references;
}

std::vector<uint32_t> ProgramBuilder::findReachable(uint32_t function) {
  const std::vector<std::vector<uint32_t>> &named = getReferences();
  std::vector<bool> seen(named.size());
  std::vector<uint32_t> reached = {function};
  seen[function] = true;
  for (size_t next = 0; next < reached.size(); ++next)
    for (uint32_t other : named[reached[next]])
      if (!seen[other]) {
        seen[other] = true;
        reached.push_back(other);
      }
  return reached;
}

void ProgramBuilder::findInterleaving() {
  for (uint32_t i = 0; i < program.functions.size(); ++i)
    if (program.functions[i].isKernel)
      for (uint32_t other : findReachable(i))
        program.functions[i].needsInterleaving |= program.functions[other].needsInterleaving;
}

//===-----------------------------------------------------------------------------------------------------===//
// Variables
//===-----------------------------------------------------------------------------------------------------===//

std::optional<ptx::Diagnostic> ProgramBuilder::placeVariable(const ptx::Variable &variable, VariablePlace &place) {
  if (variable.space != ptx::StateSpace::Global && variable.space != ptx::StateSpace::Constant)
    return std::nullopt;
  if (variable.linkage == ptx::Linkage::Extern && !variable.hasInitializer)
    return makeError(variable.location, "expected a definition of '" + std::string(variable.name) + "'");
  ModuleVariable entry;
  entry.name = std::string(variable.name);
  entry.isConstant = variable.space == ptx::StateSpace::Constant;
  entry.size = variable.size;
  const uint64_t size = std::max<uint64_t>(variable.size, 1);
  if (size <= kMaxVariableBytes)
    entry.address = entry.isConstant ? memory.allocateConstant(size, variable.alignment)
                                     : memory.allocate(size, variable.alignment);
  if (!entry.address)
    return makeError(variable.location,
                     "expected room for the " + std::to_string(variable.size) + " bytes of '" + entry.name + "'");
  place.space = entry.isConstant ? AddressSpace::Constant : AddressSpace::Global;
  place.address = entry.address;
  program.variables.push_back(std::move(entry));
  return std::nullopt;
}

namespace {
/// A variable in shared memory, and the functions whose code names it.
struct SharedVariable {
  const ptx::Variable *variable;
  VariablePlace *place;
  std::vector<uint32_t> users;
};
} // namespace

/// Each variable has one address, and each kernel only the variables that it can reach: an address is the first free
/// one of all kernels that use the variable.
std::optional<ptx::Diagnostic> ProgramBuilder::placeShared() {
  const ptx::Module &module = program.module;
  std::vector<SharedVariable> shared;
  std::unordered_map<uint32_t, size_t> ofModule;
  for (uint32_t i = 0; i < module.variables.size(); ++i)
    if (module.variables[i].space == ptx::StateSpace::Shared) {
      ofModule[i] = shared.size();
      shared.push_back({&module.variables[i], &places[i], {}});
    }
  for (uint32_t f = 0; f < module.functions.size(); ++f) {
    const ptx::Function &function = module.functions[f];
    for (const ptx::Operand &operand : function.operands)
      if (operand.is(ptx::Operand::Kind::Variable) && ofModule.count(operand.index))
        shared[ofModule[operand.index]].users.push_back(f);
    for (uint32_t i = 0; i < function.variables.size(); ++i)
      if (function.variables[i].space == ptx::StateSpace::Shared)
        shared.push_back({&function.variables[i], &builders[f]->getPlace(i), {f}});
  }
  std::vector<std::vector<uint32_t>> kernelsOfFunction(module.functions.size());
  for (uint32_t i = 0; i < module.functions.size(); ++i)
    if (module.functions[i].isEntry)
      for (uint32_t other : findReachable(i))
        kernelsOfFunction[other].push_back(i);
  for (SharedVariable &entry : shared) {
    std::sort(entry.users.begin(), entry.users.end());
    entry.users.erase(std::unique(entry.users.begin(), entry.users.end()), entry.users.end());
    const ptx::Variable &variable = *entry.variable;
    entry.place->space = AddressSpace::Shared;
    if (variable.size > kMaxVariableBytes)
      return makeError(variable.location, "expected '" + std::string(variable.name) + "' to fit shared memory");
    std::vector<uint32_t> kernels;
    for (uint32_t user : entry.users)
      kernels.insert(kernels.end(), kernelsOfFunction[user].begin(), kernelsOfFunction[user].end());
    if (variable.isUnsized || variable.size == 0) {
      entry.place->kind = VariablePlace::Kind::DynamicShared;
      for (uint32_t kernel : kernels)
        program.functions[kernel].dynamicSharedAlignment =
            std::max<uint64_t>(program.functions[kernel].dynamicSharedAlignment, variable.alignment);
      continue;
    }
    uint64_t address = 0;
    for (uint32_t kernel : kernels)
      address = std::max(address, program.functions[kernel].staticSharedBytes);
    entry.place->address = alignTo(address ? address + kVariableGap : 0, variable.alignment);
    for (uint32_t kernel : kernels) {
      Function &function = program.functions[kernel];
      const AddressRange range{entry.place->address, entry.place->address + variable.size};
      if (function.sharedVariables.empty() || function.sharedVariables.back().begin != range.begin)
        function.sharedVariables.push_back(range);
      function.staticSharedBytes = range.end;
      function.declaredSharedBytes = alignTo(function.declaredSharedBytes, variable.alignment) + variable.size;
    }
  }
  return std::nullopt;
}

std::optional<ptx::Diagnostic> ProgramBuilder::placeVariables() {
  places.resize(program.module.variables.size());
  for (size_t i = 0; i < places.size(); ++i)
    if (std::optional<ptx::Diagnostic> error = placeVariable(program.module.variables[i], places[i]))
      return error;
  for (const std::unique_ptr<FunctionBuilder> &builder : builders)
    for (uint32_t i = 0; i < builder->getSyntax().variables.size(); ++i)
      if (std::optional<ptx::Diagnostic> error = placeVariable(builder->getSyntax().variables[i], builder->getPlace(i)))
        return error;
  return placeShared();
}

uint64_t ProgramBuilder::getSymbolAddress(const ptx::Relocation &relocation) const {
  if (relocation.isFunction)
    return program.functions[resolveAlias(relocation.symbol)].address;
  const VariablePlace &place = places[relocation.symbol];
  if (!relocation.generic)
    return place.address;
  return place.address + (place.space == AddressSpace::Shared     ? kSharedWindow
                          : place.space == AddressSpace::Constant ? kConstantWindow
                                                                  : 0);
}

std::optional<ptx::Diagnostic> ProgramBuilder::initializeVariable(const ptx::Variable &variable,
                                                                  const VariablePlace &place) {
  // What has no value is zero.
  std::vector<uint8_t> bytes = variable.initialBytes;
  bytes.resize(variable.size);
  for (const ptx::Relocation &relocation : variable.relocations) {
    uint64_t value = getSymbolAddress(relocation) + static_cast<uint64_t>(relocation.addend);
    if (relocation.mask != ~uint64_t{0})
      value = relocation.mask ? (value & relocation.mask) >> __builtin_ctzll(relocation.mask) : 0;
    if (relocation.offset + relocation.size <= bytes.size() && relocation.size <= 8)
      std::memcpy(bytes.data() + relocation.offset, &value, relocation.size);
  }
  if (std::optional<std::string> problem = memory.write(place.space, place.address, bytes.data(), bytes.size()))
    return makeError(variable.location, "'" + std::string(variable.name) + "': " + *problem);
  return std::nullopt;
}

std::optional<ptx::Diagnostic> ProgramBuilder::initialize() {
  auto isStored = [](const ptx::Variable &variable) {
    return variable.space == ptx::StateSpace::Global || variable.space == ptx::StateSpace::Constant;
  };
  for (size_t i = 0; i < places.size(); ++i)
    if (isStored(program.module.variables[i]))
      if (std::optional<ptx::Diagnostic> error = initializeVariable(program.module.variables[i], places[i]))
        return error;
  for (const std::unique_ptr<FunctionBuilder> &builder : builders)
    for (uint32_t i = 0; i < builder->getSyntax().variables.size(); ++i)
      if (isStored(builder->getSyntax().variables[i]))
        if (std::optional<ptx::Diagnostic> error =
                initializeVariable(builder->getSyntax().variables[i], builder->getPlace(i)))
          return error;
  return std::nullopt;
}

//===-----------------------------------------------------------------------------------------------------===//
// The module
//===-----------------------------------------------------------------------------------------------------===//

static Dim3 toDim3(const std::optional<std::array<uint32_t, 3>> &value) {
  return value ? Dim3{(*value)[0], (*value)[1], (*value)[2]} : Dim3{0, 0, 0};
}

static unsigned parseTargetVersion(std::string_view target) {
  unsigned version = 0;
  for (char c : target.substr(std::min<size_t>(target.size(), 3)))
    if (std::isdigit(static_cast<unsigned char>(c)) && version < 10000)
      version = version * 10 + static_cast<unsigned>(c - '0');
  return version;
}

std::optional<ptx::Diagnostic> ProgramBuilder::build() {
  const ptx::Module &module = program.module;
  targetVersion = parseTargetVersion(module.target);
  program.functions.resize(module.functions.size());
  for (size_t i = 0; i < module.functions.size(); ++i) {
    Function &function = program.functions[i];
    builders.push_back(std::make_unique<FunctionBuilder>(*this, function, module.functions[i]));
    if (std::optional<ptx::Diagnostic> error = builders.back()->layOut())
      return error;
    function.address = kCodeBase + kCodeStep * i;
    function.maxThreads = toDim3(module.functions[i].directives.maxThreads);
    function.requiredThreads = toDim3(module.functions[i].directives.requiredThreads);
    program.functionsByName.emplace(function.name, &function);
    program.functionsByAddress.emplace(function.address, &function);
  }
  if (std::optional<ptx::Diagnostic> error = placeVariables())
    return error;
  for (const std::unique_ptr<FunctionBuilder> &builder : builders) {
    if (std::optional<ptx::Diagnostic> error = builder->decode())
      return error;
    builder->getFunction().firstCounter = program.numOperations;
    program.numOperations += builder->getFunction().operations.size();
  }
  findInterleaving();
  return initialize();
}

void freeVariables(Program &program, DeviceMemory &memory) {
  for (const ModuleVariable &variable : program.variables)
    variable.isConstant ? memory.freeConstant(variable.address) : memory.free(variable.address);
  program.variables.clear();
}

} // namespace mlir::qnt::emulator
