//===- RunTable.cpp - the codes of all f32 patterns, as runs ---------------------------------------------===//
#include "RunTable.h"
#include "FormatSpec.h"
#include <algorithm>

namespace oracle {

static constexpr uint64_t kInfinityBits = 0x7F800000, kSign = 0x80000000;

RunTable::RunTable(const std::function<uint32_t(double)> &codeOf) {
  for (uint64_t sign : {uint64_t(0), kSign}) {
    table.push_back({sign, codeOf(valueOf(kF32, sign))});
    split(sign, sign | kInfinityBits, codeOf);
    table.push_back({sign | (kInfinityBits + 1), codeOf(valueOf(kF32, sign | (kInfinityBits + 1)))});
  }
}

void RunTable::append(uint64_t first, uint32_t code) {
  if (table.back().code != code)
    table.push_back({first, code});
}

/// Appends the runs that begin in (first, last]. Equal codes at both ends: monotony leaves no other code between.
void RunTable::split(uint64_t first, uint64_t last, const std::function<uint32_t(double)> &codeOf) {
  uint32_t lastCode = codeOf(valueOf(kF32, last));
  if (table.back().code == lastCode)
    return;
  if (last - first == 1) {
    append(last, lastCode);
    return;
  }
  uint64_t middle = first + (last - first) / 2;
  split(first, middle, codeOf);
  split(middle, last, codeOf);
}

size_t RunTable::find(uint64_t pattern) const {
  auto after = std::upper_bound(table.begin(), table.end(), pattern,
                                [](uint64_t value, const Run &run) { return value < run.first; });
  return after - table.begin() - 1;
}

} // namespace oracle
