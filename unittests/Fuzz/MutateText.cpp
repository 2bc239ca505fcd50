//===- MutateText.cpp - changes of a module's text by words and lines -------------------------------------===//
#include "MutateText.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include <algorithm>

using namespace mlir::qnt;
using llvm::StringRef;

/// libFuzzer's own changes of bytes.
extern "C" size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t maxSize);

static size_t pick(std::minstd_rand &random, size_t count) { return random() % count; }

static bool isWordCharacter(char c) {
  return llvm::isAlnum(c) || c == '_' || c == '.' || c == '#' || c == '!' || c == '%';
}

/// Numbers, words and single other characters that are not blank.
static llvm::SmallVector<StringRef> splitWords(StringRef text) {
  llvm::SmallVector<StringRef> words;
  while (!(text = text.ltrim(" \t\r\n")).empty()) {
    // In "4x8xf32" every dimension is a word.
    bool isNumber = llvm::isDigit(text.front());
    size_t length = text.find_if_not(isNumber ? llvm::isDigit : isWordCharacter);
    length = std::max<size_t>(1, std::min(length, text.size()));
    words.push_back(text.take_front(length));
    text = text.drop_front(length);
  }
  return words;
}

static llvm::SmallVector<StringRef> splitLines(StringRef text) {
  llvm::SmallVector<StringRef> lines;
  text.split(lines, '\n', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  return lines;
}

static std::string changeNumber(StringRef number, std::minstd_rand &random) {
  static constexpr StringRef edges[] = {"0",
                                        "1",
                                        "2",
                                        "3",
                                        "4",
                                        "7",
                                        "8",
                                        "16",
                                        "31",
                                        "32",
                                        "33",
                                        "64",
                                        "127",
                                        "128",
                                        "255",
                                        "256",
                                        "1000",
                                        "65536",
                                        "2147483647",
                                        "4294967296",
                                        "-1",
                                        "-128",
                                        "?",
                                        "*",
                                        "0.0",
                                        "1e-40",
                                        "0x7FC00000",
                                        "9223372036854775807",
                                        "-9223372036854775808",
                                        "18446744073709551616"};
  int64_t value;
  if (pick(random, 2) == 0 && !number.getAsInteger(10, value) && value < 1000000)
    return std::to_string(value + static_cast<int64_t>(pick(random, 3)) - 1);
  return edges[pick(random, std::size(edges))].str();
}

/// `text` with the piece `old`, a part of it, replaced.
static std::string replacePiece(StringRef text, StringRef old, const llvm::Twine &piece) {
  size_t offset = old.data() - text.data();
  return (text.take_front(offset) + piece + text.drop_front(offset + old.size())).str();
}

static std::string changePiece(StringRef text, llvm::ArrayRef<StringRef> pieces, llvm::ArrayRef<StringRef> donors,
                               StringRef separator, std::minstd_rand &random) {
  StringRef piece = pieces[pick(random, pieces.size())];
  StringRef other = donors[pick(random, donors.size())];
  switch (pick(random, 5)) {
  case 0:
    return replacePiece(text, piece, "");
  case 1:
    return replacePiece(text, piece, piece + separator + piece);
  case 2:
    return replacePiece(text, piece, piece + separator + other);
  default:
    return replacePiece(text, piece, other);
  }
}

std::string fuzz::changeText(StringRef text, StringRef donor, std::minstd_rand &random) {
  bool isLine = pick(random, 5) == 0;
  llvm::SmallVector<StringRef> pieces = isLine ? splitLines(text) : splitWords(text);
  llvm::SmallVector<StringRef> donors = isLine ? splitLines(donor) : splitWords(donor);
  if (pieces.empty() || donors.empty())
    return text.str();
  llvm::SmallVector<StringRef> numbers =
      llvm::filter_to_vector(pieces, [](StringRef word) { return llvm::isDigit(word.front()); });
  if (!isLine && !numbers.empty() && pick(random, 2) == 0) {
    StringRef number = numbers[pick(random, numbers.size())];
    return replacePiece(text, number, changeNumber(number, random));
  }
  return changePiece(text, pieces, donors, isLine ? "\n" : " ", random);
}

static size_t store(const std::string &text, uint8_t *data, size_t maxSize) {
  size_t size = std::min(text.size(), maxSize);
  std::copy_n(text.begin(), size, data);
  return size;
}

size_t fuzz::mutateText(uint8_t *data, size_t size, size_t maxSize, unsigned seed) {
  std::minstd_rand random(seed);
  if (pick(random, 3) == 0)
    return LLVMFuzzerMutate(data, size, maxSize);
  std::string text(reinterpret_cast<const char *>(data), size);
  for (size_t i = 0, e = 1 + pick(random, 3); i < e; ++i)
    text = changeText(text, text, random);
  return store(text, data, maxSize);
}

size_t fuzz::crossText(llvm::ArrayRef<uint8_t> first, llvm::ArrayRef<uint8_t> second, uint8_t *result, size_t maxSize,
                       unsigned seed) {
  std::minstd_rand random(seed);
  return store(changeText(llvm::toStringRef(first), llvm::toStringRef(second), random), result, maxSize);
}
