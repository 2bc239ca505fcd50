//===- FuzzLaunch.cpp - hostile launch files --------------------------------------------------------------===//

#include "LaunchFile.h"
#include <cstdio>
#include <cstdlib>

using namespace mlir::qnt::ptxrun;

static void require(bool condition, const char *text) {
  if (condition)
    return;
  std::fprintf(stderr, "DEFECT: %s\n", text);
  std::abort();
}

/// What the program relies on when a file was taken.
static void check(const LaunchFile &file) {
  uint64_t total = 0;
  for (const Buffer &buffer : file.buffers) {
    total += buffer.getNumBytes();
    require(!buffer.name.empty() && buffer.name.find('/') == std::string::npos, "a buffer's name is part of a file's");
    require(buffer.expected.empty() || buffer.isOutput(), "an input is expected to hold something");
  }
  require(total <= uint64_t(1) << 33, "buffers are larger than is allowed");
  for (const Argument &argument : file.arguments) {
    bool hasBuffer = argument.kind != ArgumentKind::Bytes;
    require(!hasBuffer || argument.buffer < file.buffers.size(), "an argument's buffer is none");
    require(hasBuffer || !argument.bytes.empty(), "an argument has no bytes");
    require(argument.kind != ArgumentKind::Pointer || argument.offset <= file.buffers[argument.buffer].getNumBytes(),
            "an argument points behind its buffer");
    require((argument.alignment & (argument.alignment - 1)) == 0, "an alignment is no power of two");
  }
  for (uint32_t size : {file.grid[0], file.grid[1], file.grid[2], file.block[0], file.block[1], file.block[2]})
    require(size != 0, "a size is zero");
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string error;
  std::optional<LaunchFile> file = parseLaunchFile({reinterpret_cast<const char *>(data), size}, error);
  require(file.has_value() == error.empty(), "a file is taken and refused at a time");
  if (file)
    check(*file);
  return 0;
}
