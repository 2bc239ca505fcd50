//===- Device.cpp - memory of a device and the programs in it --------------------------------------------===//
#include "Memory.h"
#include "Program.h"
#include "ProgramBuilder.h"
#include "Qnt/Emulator/Emulator.h"
#include "Qnt/PTX/Parser.h"

namespace mlir::qnt::emulator {

Device::Device() : memory(createDeviceMemory()) {}
Device::~Device() = default;

ptx::Result<std::shared_ptr<const Program>> Device::load(std::string text, const LoadOptions &) {
  ptx::Result<ptx::Module> module = ptx::parseModule(std::move(text));
  if (!module)
    return module.getError();
  std::shared_ptr<Program> program(new Program, [weak = std::weak_ptr<DeviceMemory>(memory)](Program *dead) {
    if (std::shared_ptr<DeviceMemory> alive = weak.lock())
      freeVariables(*dead, *alive);
    delete dead;
  });
  program->module = std::move(*module);
  if (std::optional<ptx::Diagnostic> error = ProgramBuilder(*program, *memory).build())
    return std::move(*error);
  return std::shared_ptr<const Program>(std::move(program));
}

uint64_t Device::allocate(uint64_t bytes, uint64_t alignment) { return memory->allocate(bytes, alignment); }
bool Device::free(uint64_t address) { return memory->free(address); }

std::optional<std::string> Device::write(uint64_t address, const void *data, uint64_t bytes) {
  return memory->write(AddressSpace::Global, address, data, bytes);
}

std::optional<std::string> Device::writeConstant(uint64_t address, const void *data, uint64_t bytes) {
  return memory->write(AddressSpace::Constant, address, data, bytes);
}

std::optional<std::string> Device::read(uint64_t address, void *data, uint64_t bytes) const {
  return memory->read(address, data, bytes);
}

std::optional<std::string> Device::fill(uint64_t address, uint8_t value, uint64_t bytes) {
  return memory->fill(address, value, bytes);
}

std::optional<std::string> Device::copy(uint64_t to, uint64_t from, uint64_t bytes) {
  return memory->copy(to, from, bytes);
}

std::optional<std::string> Device::readUndefined(uint64_t address, uint8_t *undefined, uint64_t bytes) const {
  return memory->readUndefined(address, undefined, bytes);
}

//===-----------------------------------------------------------------------------------------------------===//
// What a host may ask
//===-----------------------------------------------------------------------------------------------------===//

std::vector<std::string> getKernelNames(const Program &program) {
  std::vector<std::string> names;
  for (const Function &function : program.functions)
    if (function.isKernel && !function.isDeclared)
      names.push_back(function.name);
  return names;
}

std::optional<KernelInfo> getKernelInfo(const Program &program, std::string_view kernel) {
  const Function *function = program.findFunction(kernel);
  if (!function || !function->isKernel || function->isDeclared)
    return std::nullopt;
  KernelInfo info;
  info.name = function->name;
  for (const ParameterLayout &parameter : function->parameters)
    info.parameters.push_back({parameter.name, parameter.offset, parameter.size, parameter.alignment});
  info.parameterBytes = function->parameterBytes;
  info.staticSharedBytes = function->declaredSharedBytes;
  info.localBytes = function->localBytes;
  for (const ptx::Register &declared : function->syntax->registers)
    info.registers += declared.vectorWidth * ((ptx::getBitWidth(declared.type) + 31) / 32);
  info.maxThreads = function->maxThreads;
  info.requiredThreads = function->requiredThreads;
  return info;
}

std::vector<VariableInfo> getVariables(const Program &program) {
  std::vector<VariableInfo> variables;
  for (const ModuleVariable &variable : program.variables)
    variables.push_back({variable.name, variable.isConstant, variable.address, variable.size});
  return variables;
}

} // namespace mlir::qnt::emulator
