//===- Report.cpp - a defect found while a kernel runs ---------------------------------------------------===//
#include "Qnt/Emulator/Report.h"
#include <array>
#include <cstdio>

namespace mlir::qnt::emulator {

static constexpr std::array<std::string_view, static_cast<size_t>(ReportClass::Last) + 1> kNames = {
    "parse_error",
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
    "trap",
};

std::string_view getName(ReportClass reportClass) { return kNames[static_cast<size_t>(reportClass)]; }

std::optional<ReportClass> parseReportClass(std::string_view name) {
  for (size_t i = 0; i < kNames.size(); ++i)
    if (kNames[i] == name)
      return static_cast<ReportClass>(i);
  return std::nullopt;
}

std::string toHex(uint64_t value) {
  char digits[32];
  std::snprintf(digits, sizeof digits, "0x%llx", static_cast<unsigned long long>(value));
  return digits;
}

std::string toString(const Dim3 &index) {
  return "(" + std::to_string(index.x) + "," + std::to_string(index.y) + "," + std::to_string(index.z) + ")";
}

std::string Report::toString() const {
  std::string result(getName(reportClass));
  const char *separator = ": ";
  auto append = [&](const std::string &part) {
    result += separator + part;
    separator = ", ";
  };
  if (!kernel.empty())
    append("kernel '" + kernel + "'");
  if (line)
    append("line " + std::to_string(line));
  if (block)
    append("block " + emulator::toString(*block));
  if (thread)
    append("thread " + emulator::toString(*thread));
  if (address)
    append("address " + toHex(*address) + (space.empty() ? "" : " in " + space));
  return text.empty() ? result : result + ": " + text;
}

} // namespace mlir::qnt::emulator
