//===- HostileModuleTest.cpp - changed modules never crash the emulator ----------------------------------===//
#include "HostileModule.h"
#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <random>
#include <sstream>

using namespace mlir::qnt::emulator;

namespace {

std::vector<std::string> readModules() {
  std::vector<std::string> paths;
  for (const auto &entry : std::filesystem::recursive_directory_iterator(QNT_PTX_DIR))
    if (entry.path().extension() == ".ptx" && entry.file_size() < 60000)
      paths.push_back(entry.path().string());
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> modules;
  for (const std::string &path : paths) {
    std::ifstream stream(path);
    std::stringstream text;
    text << stream.rdbuf();
    modules.push_back(text.str());
  }
  return modules;
}

std::vector<std::string> split(const std::string &text, bool (*isInside)(char)) {
  std::vector<std::string> pieces;
  for (char c : text) {
    if (pieces.empty() || !isInside(c) || !isInside(pieces.back().back()))
      pieces.emplace_back();
    pieces.back() += c;
  }
  return pieces;
}

bool isOfWord(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '%' || c == '$'; }

/// A few words are doubled, dropped, or take the place of others; numbers become numbers at edges.
std::string change(const std::string &text, std::mt19937 &random) {
  std::vector<std::string> words = split(text, isOfWord);
  const char *const numbers[] = {"0", "1", "-1", "3", "8", "31", "32", "4294967295", "0x8000000000000000"};
  for (unsigned i = 0, count = 1 + random() % 3; i < count; ++i) {
    std::string &word = words[random() % words.size()];
    const std::string &other = words[random() % words.size()];
    switch (random() % 4) {
    case 0:
      word = other;
      break;
    case 1:
      word += word;
      break;
    case 2:
      word.clear();
      break;
    default:
      if (std::isdigit(static_cast<unsigned char>(word[0])))
        word = numbers[random() % 9];
      else if (isOfWord(word[0]) && isOfWord(other[0]))
        word = other;
    }
    if (word.empty())
      word = " ";
  }
  std::string result;
  for (const std::string &word : words)
    result += word;
  return result;
}

TEST(HostileModule, ChangedModulesEndInAnErrorOrAReport) {
  const std::vector<std::string> modules = readModules();
  ASSERT_FALSE(modules.empty());
  const char *const rounds = std::getenv("QNT_HOSTILE_ROUNDS");
  const unsigned count = rounds ? static_cast<unsigned>(std::stoul(rounds)) : 400;
  std::mt19937 random(20);
  unsigned loaded = 0, launches = 0, reports = 0;
  for (unsigned i = 0; i < count; ++i) {
    const std::string text = change(modules[random() % modules.size()], random);
    if (const char *file = std::getenv("QNT_HOSTILE_FILE"))
      std::ofstream(file) << text;
    const HostileOutcome outcome = runHostileModule(text);
    EXPECT_EQ(outcome.problem, "") << text;
    loaded += outcome.isLoaded;
    launches += outcome.numLaunches;
    reports += outcome.numReports;
  }
  // The changes are small enough that many modules still load, and large enough that many do not run well.
  EXPECT_GT(loaded, count / 10);
  EXPECT_LT(loaded, count);
  EXPECT_GT(launches, count / 10);
  EXPECT_GT(reports, count / 20);
}

TEST(HostileModule, TruncatedModules) {
  std::vector<std::string> modules = readModules();
  std::mt19937 random(4);
  for (unsigned i = 0; i < 100; ++i) {
    const std::string &text = modules[random() % modules.size()];
    EXPECT_EQ(runHostileModule(text.substr(0, random() % text.size())).problem, "");
  }
}

/// Its parameter in a register is that of no body.
TEST(HostileModule, DeclarationWithARegister) {
  const HostileOutcome outcome = runHostileModule(".version 8.0\n.target sm_80\n.address_size 64\n"
                                                  ".func (.param .b32 result) odd(.reg .b32 x);\n"
                                                  ".entry k() { ret; }\n");
  EXPECT_EQ(outcome.problem, "");
  EXPECT_TRUE(outcome.isLoaded);
  EXPECT_EQ(outcome.numLaunches, 1u);
}

} // namespace
