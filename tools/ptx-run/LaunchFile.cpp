//===- LaunchFile.cpp - reads the description of a launch ---------------------------------------------------===//

#include "LaunchFile.h"
#include "ArgumentFields.h"
#include "Fields.h"
#include <cmath>
#include <set>

using namespace mlir::qnt;
using namespace mlir::qnt::ptxrun;

static const std::set<std::string_view> &getReportClasses() {
  static const std::set<std::string_view> classes = {"parse_error",
                                                     "unknown_instruction",
                                                     "uninitialized_register",
                                                     "uninitialized_global",
                                                     "uninitialized_shared",
                                                     "uninitialized_local",
                                                     "out_of_bounds_global_read",
                                                     "out_of_bounds_global_write",
                                                     "out_of_bounds_shared",
                                                     "out_of_bounds_local",
                                                     "null_pointer",
                                                     "wrong_address_space",
                                                     "misaligned_access",
                                                     "stack_overflow",
                                                     "shared_race",
                                                     "global_race",
                                                     "cluster_race",
                                                     "divergent_barrier",
                                                     "divergent_collective",
                                                     "deadlock",
                                                     "infinite_loop",
                                                     "cp_async_not_waited",
                                                     "tma_not_waited",
                                                     "bulk_source_overwritten",
                                                     "missing_proxy_fence",
                                                     "mbarrier_uninitialized",
                                                     "mbarrier_leaked",
                                                     "wgmma_not_waited",
                                                     "wgmma_in_flight",
                                                     "wgmma_missing_fence",
                                                     "exited_cluster_peer",
                                                     "missing_result",
                                                     "invalid_launch",
                                                     "trap"};
  return classes;
}

bool ptxrun::isReportClass(std::string_view name) { return getReportClasses().count(name) != 0; }

uint64_t Buffer::getNumElements() const {
  uint64_t count = 1;
  for (int64_t size : shape)
    count *= static_cast<uint64_t>(size);
  return count;
}

//===----------------------------------------------------------------------------------------------------===//
// Buffers
//===----------------------------------------------------------------------------------------------------===//

static bool parseTolerance(const Fields &buffer, const std::string &path, Tolerance &tolerance) {
  if (!buffer.has("tolerance"))
    return buffer.isGood();
  const Json &value = buffer.getObject().at("tolerance");
  if (value == "exact")
    return buffer.isGood();
  Fields fields(value, path + ".tolerance", buffer.getError(), {"kind", "absolute", "file", "derivation"});
  int kind = 0;
  if (!fields.readWord("kind", {"exact", "bound"}, kind, true))
    return false;
  tolerance.isExact = kind == 0;
  if (!fields.readText("derivation", tolerance.derivation, false) || !fields.readText("file", tolerance.file, false))
    return false;
  if (tolerance.isExact)
    return fields.has("absolute") || fields.has("file") ? fields.fail("kind", "expected 'bound' beside a bound")
                                                        : fields.isGood();
  if (fields.has("absolute") == fields.has("file"))
    return fields.fail("absolute", "expected either 'absolute' or 'file' for a bound");
  if (!fields.has("absolute"))
    return fields.isGood();
  if (!fields.readNumber("absolute", tolerance.absolute))
    return false;
  return tolerance.absolute >= 0 && std::isfinite(tolerance.absolute)
             ? fields.isGood()
             : fields.fail("absolute", "expected a finite number from 0");
}

/// A name that is part of a file's: letters, digits, '_', '-' and '.', no '.' in front.
static bool isPlainName(const std::string &name) {
  constexpr size_t maxLength = 100;
  if (name.empty() || name.size() > maxLength || name[0] == '.')
    return false;
  return name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.") ==
         std::string::npos;
}

static bool parseShape(const Fields &fields, Buffer &buffer, uint64_t &total) {
  constexpr uint64_t maxBytes = uint64_t(1) << 33;
  std::vector<uint64_t> shape;
  if (!fields.readIntegers("shape", 0, 16, 0, maxBytes, shape, true))
    return false;
  uint64_t bytes = getSize(buffer.type);
  for (uint64_t size : shape) {
    // A size of zero makes the buffer empty, whatever the others say.
    if (size != 0 && bytes > maxBytes / size)
      return fields.fail("shape", "expected at most 2^33 bytes in a buffer");
    bytes *= size == 0 ? 1 : size;
    buffer.shape.push_back(static_cast<int64_t>(size));
  }
  total += buffer.getNumBytes();
  return total <= maxBytes ? fields.isGood() : fields.fail("shape", "expected at most 2^33 bytes in all buffers");
}

static bool parseBuffer(const Json &value, const std::string &path, std::string &error, Buffer &buffer,
                        uint64_t &total) {
  Fields fields(value, path, error, {"name", "dtype", "shape", "align", "direction", "file", "expected", "tolerance"});
  std::string type;
  int direction = 0;
  if (!fields.readText("name", buffer.name, true) || !fields.readText("dtype", type, true))
    return false;
  if (!isPlainName(buffer.name))
    return fields.fail("name", "expected a name of letters, digits, '_', '-' and '.', got " + describe(buffer.name));
  std::optional<DataType> parsed = parseDataType(type);
  if (!parsed)
    return fields.fail("dtype", "expected one of " + listDataTypes() + ", got " + describe(type));
  buffer.type = *parsed;
  if (!parseShape(fields, buffer, total) || !fields.readInteger("align", 1, 256, buffer.alignment, false) ||
      !fields.readWord("direction", {"in", "out", "inout", "scratch"}, direction, true) ||
      !fields.readText("file", buffer.file, false) || !fields.readText("expected", buffer.expected, false) ||
      !parseTolerance(fields, path, buffer.tolerance))
    return false;
  buffer.direction = static_cast<Direction>(direction);
  if ((buffer.alignment & (buffer.alignment - 1)) != 0)
    return fields.fail("align", "expected a power of two, got " + std::to_string(buffer.alignment));
  if (!buffer.expected.empty() && !buffer.isOutput())
    return fields.fail("expected", "expected direction 'out' or 'inout' beside an expected result");
  if (fields.has("tolerance") && buffer.expected.empty())
    return fields.fail("tolerance", "expected an 'expected' result beside a tolerance");
  return fields.isGood();
}

static bool parseBuffers(const Fields &launch, LaunchFile &file) {
  if (!launch.has("buffers"))
    return launch.isGood();
  const Json &list = launch.getObject().at("buffers");
  constexpr size_t maxBuffers = 1000;
  if (!list.is_array() || list.size() > maxBuffers)
    return launch.fail("buffers", "expected a list of at most 1000 buffers, got " + describe(list));
  std::set<std::string> names;
  uint64_t total = 0;
  for (size_t index = 0; index < list.size(); ++index) {
    std::string path = "buffers[" + std::to_string(index) + "]";
    file.buffers.emplace_back();
    if (!parseBuffer(list[index], path, launch.getError(), file.buffers.back(), total))
      return false;
    if (!names.insert(file.buffers.back().name).second)
      return launch.fail(path + ".name", "expected a name of its own, got '" + file.buffers.back().name + "' again");
  }
  return launch.isGood();
}

//===----------------------------------------------------------------------------------------------------===//
// The launch
//===----------------------------------------------------------------------------------------------------===//

static bool parseClasses(const Fields &fields, Expectation &expectation) {
  if (!fields.readText("class", expectation.className, true))
    return false;
  if (!isReportClass(expectation.className))
    return fields.fail("class", "expected a report's class, got " + describe(expectation.className));
  if (!fields.has("also_accept"))
    return fields.isGood();
  const Json &list = fields.getObject().at("also_accept");
  if (!list.is_array())
    return fields.fail("also_accept", "expected a list of classes, got " + describe(list));
  for (const Json &item : list) {
    if (!item.is_string() || !isReportClass(item.get_ref<const std::string &>()))
      return fields.fail("also_accept[" + std::to_string(expectation.alsoAccept.size()) + "]",
                         "expected a report's class, got " + describe(item));
    expectation.alsoAccept.push_back(item.get<std::string>());
  }
  return fields.isGood();
}

static bool parseExpectation(const Fields &launch, Expectation &expectation) {
  if (!launch.has("expect"))
    return launch.isGood();
  Fields fields(launch.getObject().at("expect"), "expect", launch.getError(),
                {"report", "class", "also_accept", "ptx_lines"});
  int report = 0;
  if (!fields.readWord("report", {"none", "error"}, report, true))
    return false;
  expectation.isError = report == 1;
  if (expectation.isError)
    return parseClasses(fields, expectation) &&
           fields.readIntegers("ptx_lines", 0, 100000, 1, UINT32_MAX, expectation.lines, false);
  for (const char *key : {"class", "also_accept", "ptx_lines"})
    if (fields.has(key))
      fields.fail(key, "expected report 'error' beside it");
  return fields.isGood();
}

/// Three sizes, 1 where the field is missing and not required.
static bool parseSizes(const Fields &launch, const char *key, std::array<uint32_t, 3> &sizes, bool isRequired) {
  std::vector<uint64_t> read;
  if (!launch.readIntegers(key, 3, 3, 1, INT32_MAX, read, isRequired))
    return false;
  for (size_t axis = 0; axis < read.size(); ++axis)
    sizes[axis] = static_cast<uint32_t>(read[axis]);
  return true;
}

/// "sm_80", "sm_90a".
static bool isTarget(const std::string &target) {
  if (target.compare(0, 3, "sm_") != 0)
    return false;
  size_t end = target.find_first_not_of("0123456789", 3);
  bool hasDigits = target.size() > 3 && end != 3;
  return hasDigits && (end == std::string::npos || target.substr(end) == "a" || target.substr(end) == "f");
}

std::optional<LaunchFile> ptxrun::parseLaunchFile(std::string_view text, std::string &error) {
  error.clear();
  Json value = parseJson(text, error);
  if (!error.empty())
    return std::nullopt;
  Fields fields(value, "", error,
                {"name", "target", "kernel", "grid", "block", "cluster", "dynamic_shared_bytes", "cooperative",
                 "buffers", "args", "expect", "order_dependent"});
  LaunchFile file;
  bool isRead =
      fields.isGood() && fields.readText("name", file.name, false) && fields.readText("target", file.target, false) &&
      fields.readText("kernel", file.kernel, true) && parseSizes(fields, "grid", file.grid, true) &&
      parseSizes(fields, "block", file.block, true) && parseSizes(fields, "cluster", file.cluster, false) &&
      fields.readInteger("dynamic_shared_bytes", 0, UINT32_MAX, file.dynamicSharedBytes, false) &&
      fields.readFlag("cooperative", file.isCooperative) && fields.readFlag("order_dependent", file.isOrderDependent) &&
      parseBuffers(fields, file) && parseArguments(fields, file) && parseExpectation(fields, file.expectation);
  if (isRead && !file.target.empty() && !isTarget(file.target))
    isRead = fields.fail("target", "expected a target like 'sm_80' or 'sm_90a', got " + describe(file.target));
  if (!isRead)
    return std::nullopt;
  return file;
}
