//===- Statistics.cpp - counts of launches as tables for people ---------------------------------------------===//
//
//   blocks 4, warps 16, barriers 8, divergent branches 4
//   instructions                        warps      threads   of all
//     fma.rn.f32                        16           512     12.5%
//   memory           loaded       stored      atomic    requests  sectors/request  bank conflicts
//     global           4000         2000           0          48             4.00
//
//===-----------------------------------------------------------------------------------------------------===//

#include "EmulatedContext.h"
#include <algorithm>
#include <cstdarg>
#include <cstdio>

using namespace mlir::qnt;
using namespace mlir::qnt::runtime;
using namespace mlir::qnt::runtime::emulated;
using emulator::InstructionCount;
using emulator::MemoryStatistics;
using emulator::Statistics;

__attribute__((format(printf, 2, 3))) static void print(std::string &text, const char *format, ...) {
  char line[512];
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  text += line;
}

using ULL = unsigned long long;

static void printInstructions(std::string &text, const Statistics &statistics) {
  std::vector<std::pair<std::string, InstructionCount>> sorted(statistics.instructions.begin(),
                                                               statistics.instructions.end());
  std::sort(sorted.begin(), sorted.end(), [](const auto &a, const auto &b) {
    return a.second.threads != b.second.threads ? a.second.threads > b.second.threads : a.first < b.first;
  });
  InstructionCount sum;
  for (const auto &entry : sorted) {
    sum.warps += entry.second.warps;
    sum.threads += entry.second.threads;
  }
  print(text, "%-44s %14s %16s %8s %7s\n", "instructions", "warps", "threads", "of all", "lanes");
  auto printRow = [&](const char *name, const InstructionCount &count) {
    double share = sum.threads == 0 ? 0 : 100.0 * static_cast<double>(count.threads) / static_cast<double>(sum.threads);
    double lanes = count.warps == 0 ? 0 : static_cast<double>(count.threads) / static_cast<double>(count.warps);
    print(text, "  %-42.200s %14llu %16llu %7.2f%% %7.2f\n", name, static_cast<ULL>(count.warps),
          static_cast<ULL>(count.threads), share, lanes);
  };
  for (const auto &[name, count] : sorted)
    printRow(name.c_str(), count);
  printRow("together", sum);
}

static void printMemory(std::string &text, const MemoryStatistics &memory) {
  print(text, "%-12s %14s %14s %14s %12s %16s %15s\n", "memory", "bytes loaded", "bytes stored", "bytes atomic",
        "requests", "sectors/request", "bank conflicts");
  for (const auto &[name, space] : memory.spaces) {
    print(text, "  %-10s %14llu %14llu %14llu %12llu", name.c_str(), static_cast<ULL>(space.loadBytes),
          static_cast<ULL>(space.storeBytes), static_cast<ULL>(space.atomicBytes), static_cast<ULL>(space.requests));
    if (name == "global" && space.requests != 0)
      print(text, " %16.2f", static_cast<double>(space.sectors) / static_cast<double>(space.requests));
    else
      print(text, " %16s", "");
    if (name == "shared")
      print(text, " %15llu", static_cast<ULL>(space.bankConflicts));
    while (text.back() == ' ')
      text.pop_back();
    text += '\n';
  }
}

/// The lines of the text that took most.
static void printLines(std::string &text, const Statistics &statistics) {
  constexpr size_t maxLines = 20;
  std::vector<std::pair<uint32_t, InstructionCount>> sorted(statistics.lines.begin(), statistics.lines.end());
  std::sort(sorted.begin(), sorted.end(), [](const auto &a, const auto &b) {
    return a.second.warps != b.second.warps ? a.second.warps > b.second.warps : a.first < b.first;
  });
  if (sorted.size() > maxLines)
    sorted.resize(maxLines);
  print(text, "%-12s %14s %16s\n", "hot lines", "warps", "threads");
  for (const auto &[line, count] : sorted)
    print(text, "  %-10u %14llu %16llu\n", line, static_cast<ULL>(count.warps), static_cast<ULL>(count.threads));
}

std::string emulated::formatStatistics(const Statistics &statistics) {
  std::string text;
  print(text, "blocks %llu, warps %llu, barriers %llu, divergent branches %llu\n", static_cast<ULL>(statistics.blocks),
        static_cast<ULL>(statistics.warps), static_cast<ULL>(statistics.barriers),
        static_cast<ULL>(statistics.divergentBranches));
  printInstructions(text, statistics);
  printMemory(text, statistics.memory);
  printLines(text, statistics);
  return text;
}
