//===- SystemCalls.cpp - vprintf and failed assertions ---------------------------------------------------===//
//
// int vprintf(const char *format, const void *arguments): arguments lie one behind the other, each aligned to its size
// (CUDA C++ programming guide, formatted output). Threads print in the order in which they execute the call.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "SystemCalls.h"
#include "Block.h"
#include "DecodeContext.h"
#include "Qnt/Emulator/Emulator.h"
#include "Warp.h"
#include <algorithm>
#include <cstdio>
#include <cstring>

namespace mlir::qnt::emulator {

/// Bytes of a format or of a string argument.
static constexpr size_t kMaxString = 4096;
/// Digits of a width or a precision.
static constexpr size_t kMaxDigits = 3;

namespace {

/// Reads the memory of one lane. After an error nothing is read any more.
class LaneReader {
public:
  LaneReader(Warp &warp, const Operation &operation, unsigned lane) : warp(warp), operation(operation), lane(lane) {}

  bool hasFailed() const { return failed; }

  uint64_t read(AddressSpace space, uint64_t address, unsigned size) {
    uint64_t value = 0;
    if (failed)
      return value;
    Access access;
    access.space = space;
    access.elementBytes = static_cast<uint8_t>(size);
    uint64_t addresses[kWarpSize] = {};
    addresses[lane] = address;
    std::byte data[kWarpSize * 8] = {};
    uint8_t undefined[kWarpSize * 8] = {};
    failed = !warp.getMemory().load(warp, operation, access, LaneMask{1} << lane, addresses, data, undefined);
    const uint8_t *flags = undefined + static_cast<size_t>(lane) * size;
    if (!failed && std::any_of(flags, flags + size, [](uint8_t flag) { return flag != 0; })) {
      const bool isLocal =
          space == AddressSpace::Local || (address >= kLocalWindow && address < kLocalWindow + kWindowSize);
      const Origin origin{isLocal ? ReportClass::UninitializedLocal : ReportClass::UninitializedGlobal, operation.line,
                          address, 0};
      failed = !warp.failUndefined(origin, lane, "text or value to print");
    }
    std::memcpy(&value, data + static_cast<size_t>(lane) * size, size);
    return value;
  }

  std::string readString(uint64_t address) {
    std::string text;
    while (!failed && text.size() < kMaxString) {
      const auto character = static_cast<char>(read(AddressSpace::Generic, address + text.size(), 1));
      if (!character)
        break;
      text += character;
    }
    return text;
  }

  /// An argument of the call: bytes of the frame, a register, or a constant.
  uint64_t readArgument(const CallValue &value) {
    if (value.isBytes)
      return read(AddressSpace::Local, warp.frame().localBase + value.offset, 8);
    failed |= !warp.requireDefined(value.slot, LaneMask{1} << lane, "argument");
    return warp.read(value.slot)[lane];
  }

private:
  Warp &warp;
  const Operation &operation;
  const unsigned lane;
  bool failed = false;
};

/// Puts the arguments into a format.
class Formatter {
public:
  Formatter(LaneReader &reader, uint64_t arguments) : reader(reader), next(arguments) {}

  std::string run(const std::string &format) {
    std::string text;
    for (size_t i = 0; i < format.size() && !reader.hasFailed();) {
      if (format[i] != '%')
        text += format[i++];
      else
        i = convert(format, i + 1, text);
    }
    return text;
  }
  unsigned getCount() const { return count; }

private:
  uint64_t take(unsigned size) {
    next = (next + size - 1) / size * size;
    const uint64_t value = reader.read(AddressSpace::Generic, next, size);
    next += size;
    ++count;
    return value;
  }

  /// Flags, width and precision, with numbers of bounded length.
  std::string readModifiers(const std::string &format, size_t &i) {
    std::string modifiers = "%";
    size_t digits = 0;
    for (; i < format.size() && std::strchr("-+ #0123456789.*", format[i]); ++i) {
      const bool isDigit = format[i] >= '0' && format[i] <= '9';
      digits = isDigit ? digits + 1 : 0;
      if (format[i] == '*')
        modifiers += std::to_string(static_cast<int32_t>(take(4)) % 1000);
      else if (digits <= kMaxDigits)
        modifiers += format[i];
    }
    return modifiers;
  }

  template <class T>
  static std::string print(const std::string &specification, T value) {
    char buffer[2 * kMaxString];
    const int length = std::snprintf(buffer, sizeof buffer, specification.c_str(), value);
    return std::string(buffer, std::min<size_t>(std::max(length, 0), sizeof buffer - 1));
  }

  /// The conversion that begins at `i`, behind its percent sign. Where the format goes on.
  size_t convert(const std::string &format, size_t i, std::string &text) {
    const size_t begin = i;
    const std::string modifiers = readModifiers(format, i);
    bool isLong = false;
    for (; i < format.size() && std::strchr("hlLjzt", format[i]); ++i)
      isLong |= format[i] != 'h';
    const char kind = i < format.size() ? format[i] : '%';
    if (std::strchr("di", kind)) {
      const uint64_t value = take(isLong ? 8 : 4);
      text += print(modifiers + "lld",
                    isLong ? static_cast<long long>(value) : static_cast<long long>(static_cast<int32_t>(value)));
    } else if (std::strchr("uxXo", kind)) {
      text += print(modifiers + "ll" + kind, static_cast<unsigned long long>(take(isLong ? 8 : 4)));
    } else if (kind == 'c') {
      text += static_cast<char>(take(4));
    } else if (std::strchr("fFeEgGaA", kind)) {
      const uint64_t bits = take(8);
      double value;
      std::memcpy(&value, &bits, sizeof value);
      text += print(modifiers + kind, value);
    } else if (kind == 's') {
      text += print(modifiers + "s", reader.readString(take(8)).c_str());
    } else if (kind == 'p') {
      text += print("0x%llx", static_cast<unsigned long long>(take(8)));
    } else if (kind == '%') {
      text += '%';
    } else {
      text += "%" + format.substr(begin, i + 1 - begin);
    }
    return i + 1;
  }

  LaneReader &reader;
  uint64_t next;
  unsigned count = 0;
};

} // namespace

static void write(const LaunchConfiguration &configuration, const std::string &text) {
  if (configuration.print)
    configuration.print(text);
  else
    std::fwrite(text.data(), 1, text.size(), stdout);
}

static void executePrint(Warp &warp, const Operation &operation) {
  const CallSite &site = *operation.getPayload<SystemCallPayload>().site;
  uint64_t counts[kWarpSize] = {};
  for (LaneMask left = warp.active(); left && !warp.hasFailed(); left &= left - 1) {
    const unsigned lane = firstLane(left);
    LaneReader reader(warp, operation, lane);
    const std::string format = reader.readString(reader.readArgument(site.arguments[0]));
    Formatter formatter(reader, reader.hasFailed() ? 0 : reader.readArgument(site.arguments[1]));
    const std::string text = formatter.run(format);
    counts[lane] = formatter.getCount();
    if (!reader.hasFailed())
      write(*warp.getBlock().getContext().configuration, text);
  }
  if (!warp.hasFailed())
    warp.writeResult(site, counts);
}

/// void __assertfail(message, file, line, function, size of a character)
static void executeFailedAssertion(Warp &warp, const Operation &operation) {
  const CallSite &site = *operation.getPayload<SystemCallPayload>().site;
  const unsigned lane = firstLane(warp.active());
  std::string message = "an assertion of the kernel failed";
  if (!site.arguments.empty()) {
    LaneReader reader(warp, operation, lane);
    if (uint64_t text = reader.readArgument(site.arguments[0]))
      message += ": " + reader.readString(text);
  }
  if (!warp.hasFailed())
    warp.fail(ReportClass::Trap, lane, message);
}

Execute findSystemCall(DecodeContext &context, std::string_view name, const CallSite &site) {
  if (name == "__assertfail")
    return executeFailedAssertion;
  if (name != "vprintf" || site.arguments.size() != 2 || site.results.size() > 1)
    return nullptr;
  context.requireInterleaving();
  return executePrint;
}

} // namespace mlir::qnt::emulator
