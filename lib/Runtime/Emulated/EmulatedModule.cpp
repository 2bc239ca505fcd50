//===- EmulatedModule.cpp - modules, launches and tensor maps on the emulated device ------------------------===//

#include "EmulatedContext.h"
#include <cstring>

using namespace mlir::qnt;
using namespace mlir::qnt::runtime;
using namespace mlir::qnt::runtime::emulated;

EmulatedModule::EmulatedModule(EmulatedContext &context, std::shared_ptr<const emulator::Program> program)
    : QntrtModuleImpl(&context), program(std::move(program)), owner(context) {}

EmulatedModule::~EmulatedModule() {
  // Its variables are freed with it.
  std::lock_guard<std::mutex> lock(owner.deviceMutex);
  program.reset();
}

static Failure makeReport(QntrtStatus status, ReportText report) {
  Failure failure = makeFailure(status, report.text);
  failure.report = std::move(report);
  return failure;
}

/// PTX that is not taken, as the one line of a report.
static Failure makeLoadFailure(const ptx::Diagnostic &diagnostic, const std::string &name) {
  ReportText report;
  report.className = ptx::getName(diagnostic.errorClass);
  report.line = diagnostic.line;
  report.text = report.className + ": ";
  if (!name.empty())
    report.text += "'" + name + "', ";
  if (diagnostic.line != 0)
    report.text += "line " + std::to_string(diagnostic.line) + ", column " + std::to_string(diagnostic.column) + ": ";
  report.text += diagnostic.message;
  // A report is one line: the text of a PTX line may hold any byte.
  std::string shown;
  for (char c : diagnostic.lineText.substr(0, 200))
    shown += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  size_t begin = shown.find_first_not_of(' ');
  if (begin != std::string::npos)
    report.text += ": " + shown.substr(begin);
  return makeReport(QntrtInvalidModule, std::move(report));
}

Error EmulatedContext::loadText(std::string text, const std::string &name, std::unique_ptr<QntrtModuleImpl> &module) {
  emulator::LoadOptions options;
  options.fileName = name;
  std::lock_guard<std::mutex> lock(deviceMutex);
  ptx::Result<std::shared_ptr<const emulator::Program>> program = device.load(std::move(text), options);
  if (!program)
    return makeLoadFailure(program.getError(), name);
  module = std::make_unique<EmulatedModule>(*this, std::move(*program));
  return std::nullopt;
}

Error EmulatedContext::loadImage(const void *, size_t, const std::string &, std::unique_ptr<QntrtModuleImpl> &) {
  return makeFailure(QntrtNotSupported,
                     "the emulated device executes PTX text, not machine code: load the PTX that the "
                     "cubin or fatbin was made of");
}

Error EmulatedModule::findFunction(const std::string &name, std::unique_ptr<QntrtFunctionImpl> &function) {
  std::optional<emulator::KernelInfo> info = emulator::getKernelInfo(*program, name);
  if (!info) {
    std::string known;
    for (const std::string &kernel : emulator::getKernelNames(*program))
      known += (known.empty() ? "'" : ", '") + kernel + "'";
    return makeFailure(QntrtNotFound, "the module has no kernel '" + name + "'" +
                                          (known.empty() ? ", it has none" : ", it has " + known));
  }
  auto found = std::make_unique<QntrtFunctionImpl>(this);
  KernelLimits &limits = found->limits;
  limits.name = name;
  limits.parameters.emplace();
  for (const emulator::KernelParameter &parameter : info->parameters)
    limits.parameters->push_back({parameter.name, static_cast<size_t>(parameter.offset),
                                  static_cast<size_t>(parameter.size), static_cast<size_t>(parameter.alignment)});
  limits.parameterBytes = info->parameterBytes;
  limits.staticSharedBytes = info->staticSharedBytes;
  limits.localBytes = info->localBytes;
  limits.registers = static_cast<int>(info->registers);
  if (info->maxThreads.count() != 0)
    limits.maxThreadsPerBlock =
        static_cast<int>(std::min<uint64_t>(info->maxThreads.count(), emulator::kMaxThreadsPerBlock));
  const emulator::Dim3 &required = info->requiredThreads;
  limits.requiredBlock[0] = required.x;
  limits.requiredBlock[1] = required.y;
  limits.requiredBlock[2] = required.z;
  function = std::move(found);
  return std::nullopt;
}

Error EmulatedModule::findVariable(const std::string &name, QntrtPointer &pointer, size_t &bytes) {
  for (const emulator::VariableInfo &variable : emulator::getVariables(*program)) {
    if (variable.name != name)
      continue;
    pointer = variable.address;
    bytes = variable.size;
    return std::nullopt;
  }
  return makeFailure(QntrtNotFound, "the module has no variable '" + name + "'");
}

//===----------------------------------------------------------------------------------------------------===//
// Launches
//===----------------------------------------------------------------------------------------------------===//

static emulator::Dim3 toDim3(const uint32_t (&sizes)[3]) {
  return {std::max(sizes[0], 1U), std::max(sizes[1], 1U), std::max(sizes[2], 1U)};
}

static void callTrace(const QntrtEmulation &emulation, const emulator::TraceEvent &event) {
  QntrtTraceEvent passed = {{event.block.x, event.block.y, event.block.z},
                            event.warp,
                            event.activeLanes,
                            event.line,
                            event.kernel.data(),
                            event.kernel.size(),
                            event.text.data(),
                            event.text.size()};
  emulation.trace(&passed, emulation.user);
}

Error EmulatedContext::launch(QntrtFunction function, const QntrtLaunch &launch, std::vector<std::byte> parameters,
                              const QntrtArgument *, size_t, const std::string &text, QntrtStream stream) {
  emulator::LaunchConfiguration configuration;
  configuration.grid = toDim3(launch.grid);
  configuration.block = toDim3(launch.block);
  configuration.cluster = toDim3(launch.cluster);
  configuration.dynamicSharedBytes = launch.dynamicSharedBytes;
  configuration.cooperative = launch.isCooperative != 0;
  {
    std::lock_guard<std::mutex> lock(stateMutex);
    configuration.seed = emulation.seed;
    configuration.hostThreads = emulation.hostThreads;
    configuration.fp8AccumulatorBits = emulation.fp8AccumulatorBits;
    if (emulation.limitInstructions != 0)
      configuration.limitInstructions = emulation.limitInstructions;
    if (emulation.trace)
      configuration.trace = [emulation = emulation](const emulator::TraceEvent &event) { callTrace(emulation, event); };
    if (emulation.collectsStatistics)
      configuration.statistics = &statistics;
  }
  std::shared_ptr<const emulator::Program> program = static_cast<EmulatedModule *>(function->module)->program;
  getStream(stream).push(
      {[this, program, kernel = function->limits.name, configuration, parameters = std::move(parameters), text] {
         runLaunch(*program, kernel, configuration, parameters, text);
       },
       false});
  return std::nullopt;
}

void EmulatedContext::runLaunch(const emulator::Program &program, const std::string &kernel,
                                const emulator::LaunchConfiguration &configuration,
                                const std::vector<std::byte> &parameters, const std::string &text) {
  std::optional<emulator::Report> report;
  {
    std::lock_guard<std::mutex> lock(deviceMutex);
    report = device.launch(program, kernel, configuration, parameters);
  }
  if (!report)
    return;
  ReportText written;
  written.className = emulator::getName(report->reportClass);
  written.kernel = report->kernel;
  written.line = report->line;
  written.text = report->toString();
  Failure reported = makeReport(QntrtKernelReported, std::move(written));
  reported.text += " (" + text + ")";
  fail(std::move(reported));
}

//===----------------------------------------------------------------------------------------------------===//
// Tensor maps, settings
//===----------------------------------------------------------------------------------------------------===//

/// The fields in order behind four letters; what is left of the 128 bytes is zero.
///
///   0 "QNTM" | 4 type, rank, interleave, swizzle | 8 l2Promotion, outOfBounds, isIm2col, 0 | 12 pixelsPerColumn (u16),
///   channelsPerPixel (u16) | 16 address | 24 globalDims - 1 (5 u32) | 44 boxDims (5 u16) | 54 elementStrides (5 u8)
///   | 64 globalStrides / 16 (4 u64) | 96 pixelBoxLower (3 i16) | 102 pixelBoxUpper (3 i16)
Error EmulatedContext::encodeTensorMap(const QntrtTensorMap &map, void *bytes) {
  unsigned char encoded[128] = {'Q', 'N', 'T', 'M'};
  auto put = [&](size_t offset, auto value) { std::memcpy(encoded + offset, &value, sizeof value); };
  const int small[] = {map.type,        static_cast<int>(map.rank), map.interleave, map.swizzle, map.l2Promotion,
                       map.outOfBounds, map.isIm2col != 0};
  for (size_t index = 0; index < 7; ++index)
    encoded[4 + index] = static_cast<unsigned char>(small[index]);
  put(12, static_cast<uint16_t>(map.isIm2col ? map.pixelsPerColumn : 0));
  put(14, static_cast<uint16_t>(map.isIm2col ? map.channelsPerPixel : 0));
  put(16, map.address);
  for (uint32_t dim = 0; dim < map.rank; ++dim) {
    put(24 + 4 * dim, static_cast<uint32_t>(map.globalDims[dim] - 1));
    put(44 + 2 * dim, static_cast<uint16_t>(map.isIm2col ? 0 : map.boxDims[dim]));
    encoded[54 + dim] = static_cast<unsigned char>(map.elementStrides[dim]);
    if (dim + 1 < map.rank)
      put(64 + 8 * dim, map.globalStrides[dim] / 16);
  }
  for (uint32_t dim = 0; map.isIm2col && dim + 2 < map.rank; ++dim) {
    put(96 + 2 * dim, static_cast<int16_t>(map.pixelBoxLower[dim]));
    put(102 + 2 * dim, static_cast<int16_t>(map.pixelBoxUpper[dim]));
  }
  std::memcpy(bytes, encoded, sizeof encoded);
  return std::nullopt;
}

Error EmulatedContext::setEmulation(const QntrtEmulation &newEmulation) {
  std::lock_guard<std::mutex> lock(stateMutex);
  emulation = newEmulation;
  return std::nullopt;
}

Error EmulatedContext::getUndefined(QntrtPointer pointer, size_t bytes, uint8_t *undefined) {
  ownStream.wait();
  std::lock_guard<std::mutex> lock(deviceMutex);
  if (std::optional<std::string> problem = device.readUndefined(pointer, undefined, bytes))
    return makeInvalid(*problem);
  return std::nullopt;
}

Error EmulatedContext::getStatistics(std::string &text) {
  (void)synchronize();
  std::lock_guard<std::mutex> lock(deviceMutex);
  text = formatStatistics(statistics);
  return std::nullopt;
}
