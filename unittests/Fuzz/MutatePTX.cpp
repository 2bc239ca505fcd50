//===- MutatePTX.cpp - changes of whole tokens ------------------------------------------------------------===//
//
// Three in four inputs are changed by words and punctuation, so that they get past the lexer.
//
//===-----------------------------------------------------------------------------------------------------===//
#include <algorithm>
#include <cctype>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <vector>

extern "C" size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t maxSize);

static bool isWord(char character) {
  return std::isalnum(static_cast<unsigned char>(character)) || std::strchr("_$%.", character);
}

/// Words, and everything else a character each; blanks are dropped.
static std::vector<std::string> split(const std::string &text) {
  std::vector<std::string> tokens;
  for (size_t at = 0; at < text.size();) {
    size_t end = at + 1;
    while (text[at] != '\0' && isWord(text[at]) && end < text.size() && text[end] != '\0' && isWord(text[end]))
      ++end;
    if (!std::isspace(static_cast<unsigned char>(text[at])))
      tokens.push_back(text.substr(at, end - at));
    at = end;
  }
  return tokens;
}

static const char *const dictionary[] = {".reg",
                                         ".b32",
                                         ".pred",
                                         ".param",
                                         ".local",
                                         ".shared",
                                         ".global",
                                         ".const",
                                         ".align",
                                         ".func",
                                         ".entry",
                                         ".extern",
                                         ".visible",
                                         ".weak",
                                         ".common",
                                         ".v4",
                                         ".f64",
                                         ".branchtargets",
                                         ".calltargets",
                                         ".callprototype",
                                         ".loc",
                                         ".section",
                                         ".file",
                                         ".pragma",
                                         ".alias",
                                         ".noreturn",
                                         ".maxntid",
                                         ".attribute",
                                         "{",
                                         "}",
                                         "(",
                                         ")",
                                         "[",
                                         "]",
                                         ",",
                                         ";",
                                         ":",
                                         "|",
                                         "<",
                                         ">",
                                         "@",
                                         "!",
                                         "-",
                                         "+",
                                         "=",
                                         "_",
                                         "0",
                                         "1",
                                         "4000000000",
                                         "0x10U",
                                         "0f3f800000",
                                         "0d3ff0000000000000",
                                         "1.5",
                                         "WARP_SZ",
                                         "generic",
                                         "call",
                                         "bra",
                                         "brx.idx",
                                         "mov.b32",
                                         "%tid.x",
                                         "%r1",
                                         "%p1",
                                         "%r<4000000000>"};

static void changeToken(std::vector<std::string> &tokens, std::minstd_rand &random) {
  size_t at = random() % tokens.size(), other = random() % tokens.size();
  const char *word = dictionary[random() % (sizeof(dictionary) / sizeof(*dictionary))];
  switch (random() % 6) {
  case 0:
    tokens.erase(tokens.begin() + at);
    break;
  case 1:
    tokens.insert(tokens.begin() + at, word);
    break;
  case 2:
    tokens[at] = word;
    break;
  case 3:
    tokens[at] = tokens[other];
    break;
  case 4:
    std::swap(tokens[at], tokens[other]);
    break;
  default: {
    // A run of tokens once more, somewhere else.
    size_t count = std::min<size_t>(1 + random() % 20, tokens.size() - at);
    std::vector<std::string> run(tokens.begin() + at, tokens.begin() + at + count);
    tokens.insert(tokens.begin() + other, run.begin(), run.end());
  }
  }
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t maxSize, unsigned seed) {
  std::minstd_rand random(seed);
  random.discard(3);
  if (random() % 4 == 0)
    return LLVMFuzzerMutate(data, size, maxSize);
  std::vector<std::string> tokens = split(std::string(reinterpret_cast<const char *>(data), size));
  for (unsigned count = 1 + random() % 3; count > 0 && !tokens.empty(); --count)
    changeToken(tokens, random);
  std::string text;
  for (const std::string &token : tokens)
    text.append(token).append(token == ";" || token == "{" || token == "}" ? "\n" : " ");
  size = std::min(text.size(), maxSize);
  std::memcpy(data, text.data(), size);
  return size;
}
