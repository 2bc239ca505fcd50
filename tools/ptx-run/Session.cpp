//===- Session.cpp - one launch on a device -----------------------------------------------------------------===//

#include "Session.h"
#include "Qnt/Runtime/TensorMaps.h"
#include <cstdio>
#include <cstring>

using namespace mlir::qnt;
using namespace mlir::qnt::ptxrun;

/// The last failure of the runtime: a report where there is one, and `otherwise` the class of those that have none.
static Problem takeProblem(const char *otherwise = nullptr) {
  Problem problem;
  problem.text = qntrtGetLastError();
  QntrtReport report;
  if (qntrtGetLastReport(&report) == QntrtSuccess) {
    problem.isReport = true;
    problem.className = report.className;
    problem.line = report.line;
    problem.text = report.text;
  } else if (otherwise) {
    problem.isReport = true;
    problem.className = otherwise;
    // The call that found it is of no interest to who wrote the launch file.
    size_t call = problem.text.find("): ");
    std::string text = call == std::string::npos ? problem.text : problem.text.substr(call + 3);
    problem.text = std::string(otherwise) + ": " + text;
  }
  return problem;
}

static Problem makeProblem(std::string text) {
  Problem problem;
  problem.text = std::move(text);
  return problem;
}

Session::~Session() {
  if (context)
    qntrtContextDestroy(context);
}

static void printTrace(const QntrtTraceEvent *event, void *) {
  auto cut = [](size_t length) { return static_cast<int>(length < 200 ? length : 200); };
  std::printf("%.*s block (%u,%u,%u) warp %u lanes %08x line %u: %.*s\n", cut(event->kernelLength), event->kernel,
              event->block[0], event->block[1], event->block[2], event->warp, event->activeLanes, event->line,
              cut(event->textLength), event->text);
}

std::optional<Problem> Session::open(const std::string &ptx) {
  QntrtDeviceKind kind = options.isCuda ? QntrtDeviceCuda : QntrtDeviceEmulated;
  if (qntrtContextCreate(kind, 0, &context) != QntrtSuccess) {
    context = nullptr;
    return takeProblem();
  }
  QntrtEmulation emulation = {};
  emulation.seed = options.seed;
  emulation.limitInstructions = options.limitInstructions;
  emulation.hostThreads = static_cast<unsigned>(options.hostThreads);
  emulation.collectsStatistics = options.printsStatistics;
  emulation.trace = options.traces ? printTrace : nullptr;
  if (!options.isCuda && qntrtEmulationSet(context, &emulation) != QntrtSuccess)
    return takeProblem();
  size_t slash = options.ptx.rfind('/');
  std::string name = slash == std::string::npos ? options.ptx : options.ptx.substr(slash + 1);
  QntrtModule module = nullptr;
  QntrtStatus status = qntrtModuleLoadText(context, ptx.data(), ptx.size(), name.c_str(), &module);
  if (status != QntrtSuccess)
    return takeProblem(status == QntrtInvalidModule ? "parse_error" : nullptr);
  if (qntrtModuleGetFunction(module, launch.kernel.c_str(), &function) == QntrtSuccess)
    return std::nullopt;
  Problem problem = takeProblem();
  problem.text = "'kernel': " + problem.text;
  return problem;
}

std::optional<Problem> Session::upload(std::vector<BufferData> &data) {
  constexpr uint8_t poison = 0xCD; // a GPU does not know which bytes were written
  for (size_t index = 0; index < launch.buffers.size(); ++index) {
    const Buffer &buffer = launch.buffers[index];
    QntrtPointer pointer = 0;
    size_t bytes = buffer.getNumBytes();
    if (qntrtMemoryAllocate(context, std::max<size_t>(bytes, 1), &pointer) != QntrtSuccess)
      return makeProblem("buffer '" + buffer.name + "': " + qntrtGetLastError());
    pointers.push_back(pointer);
    const std::vector<uint8_t> &initial = data[index].initial;
    QntrtStatus status = QntrtSuccess;
    if (!initial.empty())
      status = qntrtCopyToDevice(context, pointer, initial.data(), initial.size(), nullptr);
    else if (options.isCuda)
      status = qntrtFill(context, pointer, poison, bytes, nullptr);
    if (status != QntrtSuccess)
      return takeProblem();
    data[index].initial = {};
  }
  return std::nullopt;
}

std::optional<Problem> Session::makeArguments() {
  for (const Argument &argument : launch.arguments) {
    values.push_back(argument.bytes);
    std::vector<uint8_t> &bytes = values.back();
    if (argument.kind == ArgumentKind::Pointer) {
      QntrtPointer pointer = pointers[argument.buffer] + argument.offset;
      bytes.resize(sizeof pointer);
      std::memcpy(bytes.data(), &pointer, sizeof pointer);
    } else if (argument.kind == ArgumentKind::TensorMap) {
      QntrtTensorMap map = argument.map;
      map.address = pointers[argument.buffer];
      bytes.resize(128);
      if (qntrtTensorMapEncode(context, &map, bytes.data()) != QntrtSuccess)
        return makeProblem("'args[" + std::to_string(values.size() - 1) + "]': " + qntrtGetLastError());
    }
  }
  return std::nullopt;
}

std::optional<Problem> Session::start() {
  std::vector<QntrtArgument> arguments;
  for (size_t index = 0; index < values.size(); ++index)
    arguments.push_back({values[index].data(), values[index].size(), launch.arguments[index].alignment});
  QntrtLaunch sizes = {};
  std::memcpy(sizes.grid, launch.grid.data(), sizeof sizes.grid);
  std::memcpy(sizes.block, launch.block.data(), sizeof sizes.block);
  std::memcpy(sizes.cluster, launch.cluster.data(), sizeof sizes.cluster);
  sizes.dynamicSharedBytes = launch.dynamicSharedBytes;
  sizes.isCooperative = launch.isCooperative;
  QntrtEvent begin = nullptr, end = nullptr;
  if (qntrtEventCreate(context, &begin) != QntrtSuccess || qntrtEventCreate(context, &end) != QntrtSuccess ||
      qntrtEventRecord(context, begin, nullptr) != QntrtSuccess)
    return takeProblem();
  QntrtStatus status = qntrtLaunch(function, &sizes, arguments.data(), arguments.size(), nullptr);
  if (status != QntrtSuccess) {
    bool isLaunch = status == QntrtInvalidArgument || status == QntrtInvalidLaunch;
    Problem problem = takeProblem(isLaunch ? "invalid_launch" : nullptr);
    if (isLaunch) // class first, then the kernel, as in every report
      problem.text.insert(problem.className.size() + 2, "kernel '" + launch.kernel + "', ");
    return problem;
  }
  if (qntrtEventRecord(context, end, nullptr) != QntrtSuccess || qntrtContextSynchronize(context) != QntrtSuccess ||
      qntrtEventElapsed(context, begin, end, &milliseconds) != QntrtSuccess)
    return takeProblem();
  return std::nullopt;
}

/// Every byte of an expected output has to be written.
std::optional<Problem> Session::checkWritten(size_t index) {
  const Buffer &buffer = launch.buffers[index];
  std::vector<uint8_t> undefined(buffer.getNumBytes());
  if (qntrtGetUndefined(context, pointers[index], undefined.size(), undefined.data()) != QntrtSuccess)
    return takeProblem();
  uint64_t count = 0, first = 0;
  for (size_t byte = 0; byte < undefined.size(); ++byte)
    if (undefined[byte] != 0 && count++ == 0)
      first = byte;
  if (count == 0)
    return std::nullopt;
  Problem problem;
  problem.isReport = true;
  problem.className = "missing_result";
  problem.text = "missing_result: kernel '" + launch.kernel + "', buffer '" + buffer.name + "', element " +
                 describeElement(buffer.shape, first / getSize(buffer.type)) + ": " + std::to_string(count) + " of " +
                 std::to_string(undefined.size()) + " bytes were never written";
  return problem;
}

std::optional<Problem> Session::download(std::vector<BufferData> &data) {
  for (size_t index = 0; index < launch.buffers.size(); ++index) {
    const Buffer &buffer = launch.buffers[index];
    if (!buffer.isOutput())
      continue;
    if (!options.isCuda && !buffer.expected.empty())
      if (std::optional<Problem> problem = checkWritten(index))
        return problem;
    data[index].result.resize(buffer.getNumBytes());
    if (qntrtCopyToHost(context, data[index].result.data(), pointers[index], data[index].result.size(), nullptr) !=
        QntrtSuccess)
      return takeProblem();
  }
  return std::nullopt;
}

std::optional<Problem> Session::run(const std::string &ptx, std::vector<BufferData> &data) {
  if (std::optional<Problem> problem = open(ptx))
    return problem;
  if (std::optional<Problem> problem = upload(data))
    return problem;
  if (std::optional<Problem> problem = makeArguments())
    return problem;
  if (std::optional<Problem> problem = start())
    return problem;
  return download(data);
}

std::string Session::getStatistics() const {
  const char *text = nullptr;
  return qntrtGetStatistics(context, &text) == QntrtSuccess ? text : qntrtGetLastError();
}
