//===- BytecodeSections.cpp - the frame of MLIR's bytecode, for changes inside it -------------------------===//
#include "BytecodeSections.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <cstring>
#include <random>

using namespace mlir::qnt::fuzz;
using llvm::StringRef;

extern "C" size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t maxSize);

static constexpr char kPadding = static_cast<char>(0xCB);
static constexpr uint8_t kAlignedFlag = 0x80;

//===----------------------------------------------------------------------------------------------------===//
// Numbers of variable length
//===----------------------------------------------------------------------------------------------------===//

static std::optional<uint64_t> takeNumber(StringRef &bytes) {
  if (bytes.empty())
    return std::nullopt;
  auto first = static_cast<uint8_t>(bytes.front());
  size_t length = first == 0 ? 9 : llvm::countr_zero(first) + 1u;
  if (bytes.size() < length)
    return std::nullopt;
  uint64_t value = 0;
  std::memcpy(&value, bytes.data() + (first == 0 ? 1 : 0), std::min<size_t>(length, 8));
  bytes = bytes.drop_front(length);
  return first == 0 ? value : value >> length;
}

static void appendNumber(std::string &bytes, uint64_t value) {
  size_t length = std::max<size_t>(1, llvm::divideCeil(llvm::bit_width(value), 7));
  bool isLong = length > 8;
  uint64_t word = isLong ? value : ((value << 1) | 1) << (length - 1);
  if (isLong)
    bytes.push_back(0);
  bytes.append(reinterpret_cast<const char *>(&word), isLong ? 8 : length);
}

//===----------------------------------------------------------------------------------------------------===//
// Sections
//===----------------------------------------------------------------------------------------------------===//

std::optional<BytecodeFile> BytecodeFile::split(StringRef bytes) {
  BytecodeFile file;
  StringRef rest = bytes;
  if (!rest.consume_front("ML\xefR") || !takeNumber(rest))
    return std::nullopt;
  size_t end = rest.find('\0');
  if (end == StringRef::npos)
    return std::nullopt;
  rest = rest.drop_front(end + 1);
  file.header = bytes.drop_back(rest.size()).str();
  while (!rest.empty()) {
    BytecodeSection section{static_cast<uint8_t>(rest.front()), std::nullopt, ""};
    rest = rest.drop_front();
    std::optional<uint64_t> length = takeNumber(rest);
    if (length && (section.kind & kAlignedFlag)) {
      section.alignment = takeNumber(rest);
      rest = rest.ltrim(kPadding);
    }
    if (!length || *length > rest.size())
      return std::nullopt;
    section.bytes = rest.take_front(*length).str();
    rest = rest.drop_front(*length);
    file.sections.push_back(std::move(section));
  }
  return file;
}

std::string BytecodeFile::join() const {
  std::string bytes = header;
  for (const BytecodeSection &section : sections) {
    bytes.push_back(static_cast<char>(section.kind));
    appendNumber(bytes, section.bytes.size());
    if (section.alignment) {
      uint64_t alignment = *section.alignment;
      appendNumber(bytes, alignment);
      bool canAlign = llvm::isPowerOf2_64(alignment) && alignment <= 4096;
      while (canAlign && bytes.size() % alignment != 0)
        bytes.push_back(kPadding);
    }
    bytes += section.bytes;
  }
  return bytes;
}

size_t mlir::qnt::fuzz::mutateBytecode(uint8_t *data, size_t size, size_t maxSize, unsigned seed) {
  std::minstd_rand random(seed);
  std::optional<BytecodeFile> file = BytecodeFile::split({reinterpret_cast<const char *>(data), size});
  if (!file || file->sections.empty() || random() % 2 == 0)
    return LLVMFuzzerMutate(data, size, maxSize);
  std::string &bytes = file->sections[random() % file->sections.size()].bytes;
  size_t oldSize = bytes.size(), limit = oldSize + 64;
  bytes.resize(limit);
  bytes.resize(LLVMFuzzerMutate(reinterpret_cast<uint8_t *>(bytes.data()), oldSize, limit));
  std::string whole = file->join();
  if (whole.size() > maxSize)
    return LLVMFuzzerMutate(data, size, maxSize);
  std::copy(whole.begin(), whole.end(), data);
  return whole.size();
}
